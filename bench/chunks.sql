-- The COPY statements that read a whole database, one a line, the largest table first: what
-- `pgmirage dump -j :streams --split-tables-larger-than :split` sends where all is kept, for the floor to
-- send the same.
--
--   psql -XAtq -v split=1073741824 -v streams=2 -v like=% -f bench/chunks.sql
WITH leaves AS (
    SELECT c.oid, n.nspname, c.relname,
           pg_relation_size(c.oid) AS heap,
           pg_relation_size(c.oid) + CASE WHEN c.reltoastrelid <> 0 THEN pg_relation_size(c.reltoastrelid) ELSE 0 END AS weight
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\_%'
      AND n.nspname <> 'information_schema' AND c.relname LIKE :'like'
), named AS (
    SELECT leaves.*, format('%I.%I', nspname, relname) AS name, heap / current_setting('block_size')::bigint AS pages,
           (SELECT coalesce(string_agg(quote_ident(attname), ', ' ORDER BY attnum), '')
            FROM pg_attribute WHERE attrelid = leaves.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns
    FROM leaves
), counted AS (
    SELECT named.*, CASE WHEN :split = 0 OR weight <= :split OR pages < 2 THEN 1
                         ELSE least(greatest((weight + :split - 1) / :split, :streams), pages) END AS pieces
    FROM named
)
SELECT CASE WHEN pieces = 1 THEN format('COPY %s (%s) TO STDOUT', name, columns)
            ELSE format('COPY (SELECT %s FROM ONLY %s WHERE ctid >= ''(%s,0)''', columns, name, pages * i / pieces)
                 || CASE WHEN i + 1 < pieces THEN format(' AND ctid < ''(%s,0)''', pages * (i + 1) / pieces) ELSE '' END
                 || ') TO STDOUT' END
FROM counted, generate_series(0, pieces - 1) AS i
ORDER BY weight DESC, oid, i;
