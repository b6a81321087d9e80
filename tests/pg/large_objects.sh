#!/usr/bin/env bash
# Large objects: left out, kept empty, or kept as they are; each is said.
. "$(dirname "$0")/../support/lib.sh"
role_reader
new_database lo_source
printf 'version: 1\nunlisted: {table: keep, column: keep}\n' >"$TMP/rules.yaml"
sql lo_source "CREATE TABLE t (x int); INSERT INTO t VALUES (1);
    SELECT lo_from_bytea(0, decode(repeat('00ff5c0a', 700000), 'hex')); SELECT lo_from_bytea(0, ''); SELECT lo_from_bytea(0, 'abc');
    DO \$\$ DECLARE o oid; BEGIN FOR o IN SELECT oid FROM pg_largeobject_metadata LOOP EXECUTE format('GRANT SELECT ON LARGE OBJECT %s TO mirage_reader', o); END LOOP; END \$\$" >/dev/null
objects() { sql "$1" "SELECT oid, length(lo_get(oid)), md5(lo_get(oid)) FROM pg_largeobject_metadata ORDER BY oid"; }

dump() {
    rm -rf "$TMP/archive"
    "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo lo_source)" -f "$TMP/archive" "$@" >"$TMP/dump.log" 2>&1
}

for method in none gzip; do
    check "keep_$method" dump --large-objects keep -Z "$method"
    new_database lo_target
    check "keep_${method}_restores" restore lo_target "$TMP/archive" -j2
    check_equal "keep_${method}_equal" "$(objects lo_source)" "$(objects lo_target)"
done
check_equal said_kept 1 "$(grep -c '3 large objects kept, not masked' "$TMP/dump.log")"

check empty dump --large-objects empty
new_database lo_target
check empty_restores restore lo_target "$TMP/archive" -j2
check_equal empty_counts "3|0" "$(sql lo_target "SELECT count(*), sum(length(lo_get(oid))) FROM pg_largeobject_metadata")"
check_equal said_empty 1 "$(grep -c '3 large objects left empty' "$TMP/dump.log")"

check skip dump
new_database lo_target
check skip_restores restore lo_target "$TMP/archive" -j2
check_equal skip_counts 0 "$(sql lo_target "SELECT count(*) FROM pg_largeobject_metadata")"
check_equal said_skipped 1 "$(grep -c '3 large objects left out' "$TMP/dump.log")"

sql lo_source "DO \$\$ DECLARE o oid; BEGIN FOR o IN SELECT oid FROM pg_largeobject_metadata LOOP EXECUTE format('REVOKE SELECT ON LARGE OBJECT %s FROM mirage_reader', o); END LOOP; END \$\$"
check_fails no_right 1 dump --large-objects keep
check_equal nothing_left_behind "" "$(ls "$TMP/archive" 2>/dev/null || true)"
drop_database lo_source
drop_database lo_target
finish
