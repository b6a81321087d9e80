#!/usr/bin/env bash
# Passthrough is byte-exact: with every column kept, the restored database equals pg_dump's restore,
# row for row, over everything dump tools have stumbled over (nasty.sql).
. "$(dirname "$0")/../support/lib.sh"

role_reader
new_database nasty_template
sql_file nasty_template "$PROJECT/tests/pg/nasty_template.sql"
new_database nasty "TEMPLATE nasty_template"
sql_file nasty "$PROJECT/tests/pg/nasty.sql" -v huge_mb="$([ "$PGMIRAGE_TEST_KIND" = asan ] && echo 4 || echo 24)"

cat >"$TMP/keep.yaml" <<'YAML'
version: 1
unlisted: {table: keep, column: keep}
YAML

# What differs by design: user mappings and subscriptions carry passwords, large objects are skipped.
pg_dump -Fd -Z0 --no-blobs -f "$TMP/theirs" -d "$(conninfo nasty)"
pg_restore -l "$TMP/theirs" | grep -vE ' (USER MAPPING|SUBSCRIPTION) ' >"$TMP/theirs.list"
new_database nasty_theirs "TEMPLATE nasty_template"
check restore_theirs restore nasty_theirs "$TMP/theirs" -j2 -L "$TMP/theirs.list"

dump() { # dump ARCHIVE OPTION...
    local archive=$1
    shift
    "$PGMIRAGE_BIN" dump --rules "$TMP/keep.yaml" -d "$(reader_conninfo nasty)" -f "$archive" --include-foreign-servers "$@"
}

schema_of() { pg_dump -s -d "$(conninfo "$1")" | grep -vE '^\\(un)?restrict ' >"$2"; }

digests nasty_theirs >"$TMP/theirs.rows"
schema_of nasty_theirs "$TMP/theirs.schema"
digests nasty >"$TMP/source.rows"
check tables_compared test "$(wc -l <"$TMP/source.rows")" -ge 90
check_same pg_dump_carries_all "$TMP/source.rows" "$TMP/theirs.rows"

# compare NAME OPTION...: dump with these, restore, compare with pg_dump's restore
compare() {
    local name=$1
    shift
    check "dump_$name" dump "$TMP/$name" "$@"
    new_database "nasty_$name" "TEMPLATE nasty_template"
    check "restore_$name" restore "nasty_$name" "$TMP/$name" -j2
    digests "nasty_$name" >"$TMP/$name.rows"
    schema_of "nasty_$name" "$TMP/$name.schema"
    check_same "rows_${name}_equal" "$TMP/theirs.rows" "$TMP/$name.rows"
    check_same "schema_${name}_equal" "$TMP/theirs.schema" "$TMP/$name.schema"
    drop_database "nasty_$name"
}
compare plain -j 2 -Z none
compare gzip -j 1 --workers 1 -Z gzip:1
compare split -j 4 --workers 3 -Z none --split-tables-larger-than 1MB
compare inline -j 1 --workers 0 -Z none

# Entries that carry passwords are gone, and so are the passwords.
check_empty no_password_in_any_file "$(grep -laE 'planted-(fdw|subscription)-secret' "$TMP"/plain/* || true)"
check_empty no_entry_with_passwords "$(pg_restore -l "$TMP/plain" | grep -E ' (USER MAPPING|SUBSCRIPTION) ' || true)"
# One TABLE DATA a table, each depending on its table alone: pg_restore -j loses rows otherwise.
check_empty one_table_data_a_table "$(pg_restore -l "$TMP/plain" | awk '/ TABLE DATA /{ $1 = $2 = $3 = ""; print }' | sort | uniq -d)"
for name in plain gzip split inline; do manifest_checksums "$TMP/$name" >"$TMP/$name.sums"; done
check_same checksums_gzip_equal "$TMP/plain.sums" "$TMP/gzip.sums"
check_same checksums_split_equal "$TMP/plain.sums" "$TMP/split.sums"
check_same checksums_inline_equal "$TMP/plain.sums" "$TMP/inline.sums"

# Row level security without the right to pass it: refused, never filtered.
sql postgres "DROP ROLE IF EXISTS mirage_filtered"
sql postgres "CREATE ROLE mirage_filtered LOGIN; GRANT pg_read_all_data TO mirage_filtered"
check_fails row_security_refused 3 "$PGMIRAGE_BIN" dump --rules "$TMP/keep.yaml" -d "$(conninfo nasty) user=mirage_filtered" -f "$TMP/filtered"
check_empty row_security_named "$(grep -q secured "$TMP/check.log" || echo "the message does not name the table")"
check_empty row_security_no_toc "$(ls "$TMP/filtered/toc.dat" 2>/dev/null || true)"
sql postgres "DROP ROLE mirage_filtered"
rm -rf "$TMP/theirs" "$TMP/plain" "$TMP/gzip" "$TMP/split" "$TMP/inline"

# Databases of other make ------------------------------------------------------------------------
# other NAME OPTIONS SQL ENCODING: a database made so survives, byte for byte
other() {
    local name=$1
    new_database "nasty_$name" "TEMPLATE template0 $2"
    PGOPTIONS="$PGOPTIONS -c client_encoding=$4" sql "nasty_$name" "$3" >/dev/null
    pg_dump -Fd -Z0 -f "$TMP/$name.theirs" -d "$(conninfo "nasty_$name")"
    check "dump_$name" "$PGMIRAGE_BIN" dump --rules "$TMP/keep.yaml" -d "$(reader_conninfo "nasty_$name")" -f "$TMP/$name.ours" -Z none
    for side in theirs ours; do
        new_database "nasty_copy" "TEMPLATE template0 $2"
        check "restore_${name}_$side" restore nasty_copy "$TMP/$name.$side" -j2
        PGCLIENTENCODING=$4 digests nasty_copy >"$TMP/$name.$side.rows"
        schema_of nasty_copy "$TMP/$name.$side.schema"
    done
    check_same "rows_${name}_equal" "$TMP/$name.theirs.rows" "$TMP/$name.ours.rows"
    check_same "schema_${name}_equal" "$TMP/$name.theirs.schema" "$TMP/$name.ours.schema"
    if [ "$name" != empty ]; then check "rows_${name}_there" test -s "$TMP/$name.ours.rows"; fi
    drop_database nasty_copy
    drop_database "nasty_$name"
}
other sql_ascii "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'" \
    "CREATE TABLE bytes (id int, t text); INSERT INTO bytes SELECT i, 'x' || chr(i) || 'y' FROM generate_series(1, 255) AS i" SQL_ASCII
other latin1 "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'" \
    "CREATE TABLE words (id int, t text); INSERT INTO words SELECT i, 'x' || chr(i) FROM generate_series(160, 255) AS i" LATIN1
other icu "LOCALE_PROVIDER icu ICU_LOCALE 'und'" \
    "CREATE TABLE words (t text PRIMARY KEY); INSERT INTO words VALUES ('ä'), ('z'), ('Ä'); ALTER DATABASE nasty_icu SET work_mem = '5MB'" UTF8
other no_public "" \
    "DROP SCHEMA public; CREATE SCHEMA sole; CREATE TABLE sole.numbers (id int); INSERT INTO sole.numbers SELECT generate_series(1, 9)" UTF8
other empty "" "SELECT 1" UTF8

drop_database nasty_theirs
sql nasty 'DROP SUBSCRIPTION nasty_subscription' # a database with one cannot be dropped
drop_database nasty
drop_database nasty_template
finish
