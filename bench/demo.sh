#!/usr/bin/env bash
# The demo: makes a shop full of invented people in a private, throw-away PostgreSQL, dumps it masked,
# restores the archive with pg_restore into a second database and shows both side by side.
#
#   bash bench/demo.sh
#   DEMO_SCALE=1 bash bench/demo.sh          # 1.2 GB instead of 25 MB
#   DATABASE_URL=postgres://... RULES=rules.yaml bash bench/demo.sh
#
# With DATABASE_URL and RULES it reads that database instead (reads only), restores into the private
# server and shows masked rows alone. Nothing stays running; what remains is the archive, in a folder
# of its own under TMPDIR.
set -euo pipefail
scale=${DEMO_SCALE:-0.02}
url=${DATABASE_URL:-}
rules=${RULES:-bench/shop.rules.yaml}
[ -z "${RULES:-}" ] || rules=$(realpath "$RULES")
if [ "${url:+set}" != "${RULES:+set}" ]; then
    echo "demo.sh: DATABASE_URL and RULES belong together: set both or none" >&2
    exit 2
fi
cd "$(dirname "$0")/.."
unset DATABASE_URL # what is started below takes its own connection

started=$SECONDS
section() { printf '\n\033[1m== %s\033[0m  (%d s)\n' "$1" $((SECONDS - started)); }
[ -t 1 ] || section() { printf '\n== %s  (%d s)\n' "$1" $((SECONDS - started)); }

section "building"
bash bench/install.sh
# shellcheck source=bench/cluster.sh
. bench/cluster.sh
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pgmirage-demo.XXXXXX")
chmod 0711 "$tmp" # user postgres must pass
archive=$tmp/shop.dir
trap 'cluster_remove "$tmp/pg"; rm -f "$tmp"/*.log; rmdir "$tmp" 2>/dev/null || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
{ cmake --preset release && cmake --build --preset release -j "$(nproc)"; } >"$tmp/build.log" 2>&1 || {
    tail -n 40 "$tmp/build.log"
    exit 1
}
PATH=$(cluster_bindir):$PATH
echo "$(build/release/pgmirage --version), $(pg_dump --version)"

section "starting a private PostgreSQL"
cluster_start "$tmp/pg" || exit 1
echo "unix socket in $CLUSTER_HOST, no TCP; gone when this script ends"
on() { # on DATABASE [psql options]
    local database=$1
    shift
    PGOPTIONS='-c client_min_messages=warning' psql -Xq -v ON_ERROR_STOP=1 \
        -d "$CLUSTER_CONNINFO dbname=$database" "$@"
}

if [ -z "$url" ]; then
    section "making the shop (scale $scale)"
    on postgres -c 'CREATE DATABASE shop' -c 'CREATE ROLE shop_reader LOGIN BYPASSRLS' \
        -c 'GRANT pg_read_all_data TO shop_reader'
    on shop -v scale="$scale" -f bench/shop.sql -o /dev/null
    # As ANALYZE counted them: the activity statistics count updated rows twice.
    on shop -At -c "SELECT count(*) || ' tables and partitions, ' || sum(reltuples)::int || ' rows, '
                           || pg_size_pretty(pg_database_size('shop'))
                    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    source="$CLUSTER_CONNINFO user=shop_reader dbname=shop"
    shown='host=... user=shop_reader dbname=shop' # an ordinary role: pg_read_all_data
    restore_options=()
else
    source=$url
    # shellcheck disable=SC2016 # its name, not its value: it may hold a password
    shown='$DATABASE_URL'
    restore_options=(--no-owner --no-privileges)
fi

section "pgmirage dump --rules $rules -d \"$shown\" -f shop.dir -j 2"
build/release/pgmirage dump --rules "$rules" -d "$source" -f "$archive" -j 2

section "createdb shop_masked; pg_restore -j2 -d shop_masked shop.dir"
on postgres -c 'CREATE DATABASE shop_masked'
restored=0
pg_restore -j2 "${restore_options[@]}" -d "$CLUSTER_CONNINFO dbname=shop_masked" "$archive" \
    2>"$tmp/restore.log" || restored=$?
on shop_masked -c 'ANALYZE'
if [ -s "$tmp/restore.log" ]; then
    # Its messages may quote rows: masked ones, but kept columns are not.
    echo "pg_restore ended with status $restored and $(grep -c 'error:' "$tmp/restore.log" || true) errors:"
    grep -oE 'error: could not execute query: ERROR:  (role|extension|type|schema|function) "[^"]*" [a-z ]*' \
        "$tmp/restore.log" | sort | uniq -c | head -n 10 || true
else
    echo "without a message"
fi

# What is shown ----------------------------------------------------------------------------------

# with_manifest QUERY: the query, with :manifest the archive's own account (pgmirage.json)
with_manifest() {
    on shop_masked -At -v manifest="$(cat "$archive/pgmirage.json")" <<<"$1"
}

# Rows that were written against rows restored; partitions are summed up, for some are loaded through
# their root.
rows_of_archive() {
    with_manifest "
SELECT format('%s tables, %s rows written, %s restored', count(*), sum(written), sum(restored))
FROM (SELECT root, sum(rows) AS written,
             (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s %s', CASE WHEN relkind = 'p' THEN '' ELSE 'ONLY' END, root),
                                                  false, true, '')))[1]::text::bigint AS restored
      FROM (SELECT coalesce(pg_partition_root(c.oid)::oid, c.oid)::regclass AS root, (t ->> 'rows')::bigint AS rows
            FROM json_array_elements(:'manifest'::json -> 'tables') AS t
            JOIN (pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace) ON nspname || '.' || relname = t ->> 'table') AS listed
      JOIN pg_class ON pg_class.oid = root
      GROUP BY root, relkind) AS counted;"
}

# Masked columns alone: what the rules keep is an original.
masked_rows() {
    local table columns
    while IFS=$'\t' read -r table columns; do
        printf '\n%s\n' "$table"
        on shop_masked -P footer=off -c "
            SELECT key AS column, max(left(value, 30)) FILTER (WHERE n = 1) AS row_1, max(left(value, 30)) FILTER (WHERE n = 2) AS row_2,
                   max(left(value, 30)) FILTER (WHERE n = 3) AS row_3
            FROM (SELECT row_number() OVER () AS n, to_json(t) AS j FROM (SELECT $columns FROM ONLY $table LIMIT 3) AS t) AS rows,
                 LATERAL json_each_text(j) WITH ORDINALITY AS field(key, value, place)
            GROUP BY key, place ORDER BY place" </dev/null
    done < <(with_manifest "
SELECT concat_ws(E'\t', format('%I.%I', nspname, relname), string_agg(quote_ident(attname), ', ' ORDER BY attnum))
FROM json_array_elements(:'manifest'::json -> 'tables') AS t
JOIN (pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace) ON nspname || '.' || relname = t ->> 'table'
JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
WHERE (t ->> 'masked_columns')::int > 0
  AND NOT EXISTS (SELECT FROM json_array_elements_text(:'manifest'::json -> 'kept_columns') AS kept WHERE kept = (t ->> 'table') || '.' || attname)
GROUP BY nspname, relname, t ->> 'rows' ORDER BY (t ->> 'rows')::bigint DESC LIMIT 3;")
}

# both QUERY: the query's one JSON value from either side, as psql variables of a later call
both() {
    before=$(on shop -At -c "$1")
    after=$(on shop_masked -At -c "$1")
}

# Addresses keep their numbers, so they tell which masked customer was which.
people() {
    local ids id
    ids=$(on shop -At -c "SELECT a.id FROM addresses AS a JOIN customers AS c ON c.id = a.customer_id
        WHERE kind = 'billing' AND c.phone IS NOT NULL AND company IS NOT NULL AND last_ip IS NOT NULL AND notes LIKE 'Called%'
        ORDER BY a.id OFFSET 2 LIMIT 2")
    for id in $ids; do
        both "SELECT to_json(r) FROM (
            SELECT c.id, public_id, email, first_name, last_name, display_name, c.phone, birth_date, c.street, c.city, c.postal_code,
                   c.country, company, last_ip, card_last, prefs::text, notes, status, credit, created_at
            FROM addresses AS a JOIN customers AS c ON c.id = a.customer_id WHERE a.id = $id) AS r"
        on shop -P footer=off -v before="$before" -v after="$after" <<'SQL'
SELECT key AS customers, translate(left(b.value, 50), E'\n\t', '  ') AS before, translate(left(a.value, 50), E'\n\t', '  ') AS after
FROM json_each_text(:'before') WITH ORDINALITY AS b(key, value, place) JOIN json_each_text(:'after') AS a USING (key) ORDER BY place;
SQL
    done
    both "SELECT json_agg(r) FROM (
        SELECT o.id, o.order_date, o.customer_id, o.ship_name, c.first_name, n.email = c.email AS newsletter
        FROM orders AS o JOIN customers AS c ON c.id = o.customer_id LEFT JOIN newsletter_subscribers AS n ON n.email = c.email
        WHERE o.id IN (1, 2, 3, 4) ORDER BY o.id) AS r"
    echo "Keys follow, and a person's names agree wherever they stand:"
    on shop -P footer=off -v before="$before" -v after="$after" <<'SQL'
SELECT b.id AS "order", b.customer_id AS "customer, before", b.ship_name AS "ship_name, before", a.customer_id AS "after", a.ship_name AS "ship_name, after",
       a.first_name AS "customers.first_name", a.newsletter AS "in newsletter"
FROM json_to_recordset(:'before') AS b(id bigint, customer_id bigint, ship_name text)
JOIN json_to_recordset(:'after') AS a(id bigint, customer_id bigint, ship_name text, first_name text, newsletter boolean) USING (id) ORDER BY 1;
SQL
}

# Counts that masking must not change. Leaves 1 behind when one differs.
counts() {
    both "SELECT json_object_agg(what, value ORDER BY what) FROM (
        SELECT 'rows: ' || relname AS what, (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', relname), false, true, '')))[1]::text AS value
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        UNION ALL SELECT 'join: customers, orders', count(*)::text FROM customers AS c JOIN orders AS o ON o.customer_id = c.id
        UNION ALL SELECT 'join: customers, newsletter_subscribers by e-mail', count(*)::text FROM customers JOIN newsletter_subscribers USING (email)
        UNION ALL SELECT 'join: orders, order_items, sum of amounts', sum(amount)::text FROM orders AS o JOIN order_items AS i ON (i.order_id, i.order_date) = (o.id, o.order_date)
        UNION ALL SELECT 'distinct e-mails of customers', count(DISTINCT email)::text FROM customers
        UNION ALL SELECT 'orders of the heaviest customer', max(n)::text FROM (SELECT count(*) AS n FROM orders GROUP BY customer_id) AS heavy) AS counted"
    on shop -P footer=off -v before="$before" -v after="$after" <<'SQL'
SELECT key AS "must stay equal", b.value AS before, a.value AS after, CASE WHEN a.value = b.value THEN 'equal' ELSE 'DIFFERENT' END AS " "
FROM json_each_text(:'before') AS b FULL JOIN json_each_text(:'after') AS a USING (key) ORDER BY key LIKE 'rows%' DESC, key;
SQL
    [ "$before" = "$after" ]
}

status=$restored
if [ -n "$url" ]; then
    section "masked rows of the largest tables"
    masked_rows
    echo
    rows_of_archive
else
    section "the same customers before and after"
    people
    section "counts"
    counts || status=1
fi

section "the archive"
du -sh "$archive" | cut -f1
cat <<TEXT
$archive
  restore: createdb copy && pg_restore -j2 -d copy $archive
  remove:  rm -r $tmp
TEXT
exit "$status"
