#!/usr/bin/env bash
# Many small tables, each with a key, a sequence and a foreign key to the one before it, on a server with as
# few locks as are enough to lock each of them once: a run takes no more, nor does the making of a clone.
# PGMIRAGE_TEST_TABLES says how many (1,000 unless said; 10,000 takes minutes).
. "$(dirname "$0")/../support/lib.sh"

count=${PGMIRAGE_TEST_TABLES:-$([ "$PGMIRAGE_TEST_KIND" = asan ] && echo 300 || echo 1000)}
folder=$(mktemp -d "$PGMIRAGE_TEST_TMP/many.XXXXXX")
chmod 0711 "$folder"
pipe=${CLUSTER_PIPE:-}
cluster_start "$folder/pg" max_connections=$((count / 10 + 10)) max_locks_per_transaction=10 autovacuum=off
export PGMIRAGE_TEST_CLUSTER=$CLUSTER_CONNINFO # a server of its own, of which one thing is scarce
CLUSTER_PIPE=$pipe
many_end() {
    cluster_remove "$folder/pg"
    rm -rf "$folder"
    test_end
}
trap many_end EXIT

role_reader
new_database many
new_database many_copy
for ((i = 0; i < count; i++)); do
    echo "CREATE TABLE t$i (id serial PRIMARY KEY, email text UNIQUE, before int$([ $i -eq 0 ] || echo " REFERENCES t$((i - 1))"), note text);"
    echo "INSERT INTO t$i (email, before, note) VALUES ('a$i@corp.example', 1, 'one'), ('b$i@corp.example', NULL, 'two');"
    # A file of one transaction would need all locks at once, one for each statement is slow.
    if [ $((i % 100)) -eq 0 ]; then echo "COMMIT; BEGIN;"; fi
done >"$TMP/many.sql"
(echo "BEGIN;" && cat "$TMP/many.sql" && echo "COMMIT;") >"$TMP/all.sql"
sql_file many "$TMP/all.sql"

# Every table has its rule, and the keys follow along a chain as long as there are tables. What is read by a
# SELECT has its indexes locked as well.
{
    echo "version: 1"
    echo "domains: {key: permute}"
    echo "tables:"
    for ((i = 0; i < count; i++)); do echo "  public.t$i: {columns: {id: {domain: key}, email: email, note: {mask: sql, expression: upper(note)}$([ $i -gt 0 ] || echo ", before: keep")}}"; done
} >"$TMP/rules.yaml"

run() {
    "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo many)" -f "$TMP/archive" -j 2 -Z none --progress json >"$TMP/progress" 2>&1
}
seconds=$SECONDS
check dump run
seconds=$((SECONDS - seconds))
check_equal dump_tables "$count" "$(manifest_checksums "$TMP/archive" | wc -l)"
check dump_in_time test "$seconds" -le $((10 + count / 50))
if [ "$count" -le 1000 ]; then
    check restore restore many_copy "$TMP/archive" -j2
    check clone "$PGMIRAGE_BIN" clone --rules "$TMP/rules.yaml" --source "$(reader_conninfo many)" --target "$(conninfo many_clone)" -j 2
    last=$((count - 1))
    for copy in many_copy many_clone; do
        check_equal "${copy}_keys_hold" "2|1" "$(sql "$copy" "SELECT count(*), count(b.id) FROM t$last AS a LEFT JOIN t$((last - 1)) AS b ON b.id = a.before")"
        check_equal "${copy}_foreign_keys" $((count - 1)) "$(sql "$copy" "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated")"
    done
fi

# One table more than there are locks: said at once, with the setting to raise.
for ((i = 0; i < 110; i++)); do echo "CREATE TABLE more_$i (id int);"; done >"$TMP/more.sql"
sql_file many "$TMP/more.sql"
check_fails no_room 1 "$PGMIRAGE_BIN" clone --rules "$TMP/rules.yaml" --source "$(reader_conninfo many)" --target "$(conninfo many_more)"
check_empty no_room_said "$(grep -q "hint: set max_locks_per_transaction to at least 11 and restart the server" "$TMP/check.log" || cat "$TMP/check.log")"
check_empty no_room_nothing_made "$(sql postgres "SELECT datname FROM pg_database WHERE datname LIKE 'many_more%'")"
[ -z "${PGMIRAGE_TEST_TABLES:-}" ] || cut -c1-140 "$TMP/progress" >&2 # its lines tell what the phases took
finish
