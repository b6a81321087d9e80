-- The COPY statements that read a whole database, one a line, the largest table first: what
-- `pgmirage dump -j :streams --split-tables-larger-than :split` sends, for the floor to send the same, to the
-- letter (tests/cli/bench_statements.sh), but for the format where pgmirage chooses the binary one, and for values
-- that its masks do not look at.
--
--   psql -XAtq -v split=1073741824 -v streams=2 -v like=% -f bench/chunks.sql
WITH leaves AS (
    SELECT c.oid, n.nspname, c.relname,
           pg_relation_size(c.oid) AS heap,
           pg_relation_size(c.oid) + CASE WHEN c.reltoastrelid <> 0 THEN pg_relation_size(c.reltoastrelid) ELSE 0 END AS weight
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\_%'
      AND n.nspname <> 'information_schema' AND c.relname LIKE :'like'
), quoted AS (
    SELECT leaves.*, '"' || replace(nspname, '"', '""') || '"' AS schema_name, '"' || replace(relname, '"', '""') || '"' AS table_name,
           heap / current_setting('block_size')::bigint AS pages
    FROM leaves WHERE heap > 0 -- without a page there is no row to ask for
), named AS (
    SELECT quoted.*, (SELECT coalesce(array_agg('"' || replace(attname, '"', '""') || '"' ORDER BY attnum), '{}') FROM pg_attribute
                      WHERE attrelid = quoted.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns
    FROM quoted
), counted AS (
    SELECT named.*, CASE WHEN :split = 0 OR weight <= :split OR pages < 2 THEN 1
                         ELSE least(greatest((weight + :split - 1) / :split, :streams), pages) END AS pieces
    FROM named
)
SELECT CASE WHEN pieces = 1 THEN format('COPY %s.%s', schema_name, table_name)
                                 || CASE WHEN columns <> '{}' THEN format(' (%s)', array_to_string(columns, ', ')) ELSE '' END
            ELSE format('COPY (SELECT %s FROM ONLY %s.%s WHERE true AND %3$s.ctid >= ''(%s,0)''::pg_catalog.tid',
                        (SELECT string_agg(format('%s.%s', table_name, name), ', ' ORDER BY n) FROM unnest(columns) WITH ORDINALITY AS c(name, n)),
                        schema_name, table_name, pages * i / pieces)
                 || CASE WHEN i + 1 < pieces THEN format(' AND %s.ctid < ''(%s,0)''::pg_catalog.tid', table_name, pages * (i + 1) / pieces) ELSE '' END
                 || ')' END || ' TO STDOUT'
FROM counted, generate_series(0, pieces - 1) AS i
ORDER BY weight DESC, oid, i;
