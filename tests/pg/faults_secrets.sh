#!/usr/bin/env bash
# Values, passwords and keys: in no message, in no file of the output, in no argument of a child.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"

role_reader
new_database secrets
leave() {
    sql secrets 'ALTER SUBSCRIPTION feed SET (slot_name = NONE); DROP SUBSCRIPTION feed'
    sql postgres 'DROP DATABASE IF EXISTS secrets WITH (FORCE)'
    test_end
} >/dev/null 2>&1
trap leave EXIT
planted=Pl4nted-Passw0rd
sql secrets "
    CREATE TABLE people (id int PRIMARY KEY, note text, born date);
    INSERT INTO people VALUES (1, 'Ann Smith 1980', '1980-02-03'), (2, 'Bob Jones 1975', '1975-04-05');
    CREATE FOREIGN DATA WRAPPER dummy;
    CREATE SERVER elsewhere FOREIGN DATA WRAPPER dummy OPTIONS (host 'db.example.org');
    CREATE USER MAPPING FOR postgres SERVER elsewhere OPTIONS (user 'app', password '$planted');
    CREATE USER MAPPING FOR mirage_reader SERVER elsewhere OPTIONS (user 'app', password '$planted')"
sql secrets "CREATE SUBSCRIPTION feed CONNECTION 'host=db.example.org user=app password=$planted' PUBLICATION news WITH (connect = false)" 2>"$TMP/ignored"

# dump CONNINFO OPTION...: sets STATUS; what it said is in $TMP/said
dump() {
    local conninfo=$1
    shift
    STATUS=0
    rm -rf "$TMP/d"
    "$PGMIRAGE_BIN" dump --rules "${RULES:-$TMP/keep.yaml}" -d "$conninfo" -f "$TMP/d" "$@" >"$TMP/said" 2>&1 || STATUS=$?
}
# silent NAME WORD...: none of the words was said
silent() {
    local name=$1 word found=
    shift
    for word in "$@" Sanitizer 'runtime error'; do found+=$(grep -F -m 1 -- "$word" "$TMP/said" || true); done
    check_empty "$name" "$found"
}
# nowhere NAME WORD: in no file of the output, compressed or not
holders() {
    local file
    for file in "$TMP"/d/*; do
        { cat "$file" && pg_restore -f - "$TMP/d"; } | grep -qaF -- "$1" && echo "$file"
    done || true
}
nowhere() { check_empty "$1" "$(holders "$2")"; }

# Values --------------------------------------------------------------------------------------------
# The server's own message quotes the value; so does its log, which is not ours.
try() { # try NAME CONDITION
    cat >"$TMP/rules.yaml" <<YAML
version: 1
unlisted: {table: keep, column: keep}
tables:
  public.people: {rows: {where: "$2"}, columns: {id: keep, note: keep, born: keep}}
YAML
    for workers in 0 2; do
        RULES=$TMP/rules.yaml dump "$(conninfo secrets)" --verbose --workers "$workers"
        check_equal "${1}_fails_$workers" 1 "$STATUS"
        silent "${1}_is_not_told_$workers" Ann Smith 1980 Bob Jones 1975
        check_empty "${1}_leaves_nothing_$workers" "$(find "$TMP/d" 2>/dev/null || true)"
    done
}
try cast 'note::int > 0'
check cast_names_the_table grep -q 'public[.]people' "$TMP/said"
try cast_of_a_date "to_date(note, 'YYYY-MM-DD') > born"
try division "1 / (extract(year FROM born)::int - 1980) > 0"
try xml "xmlparse(document '<a>' || note) IS NOT NULL"

# Passwords -----------------------------------------------------------------------------------------
dump "$(conninfo secrets)" --verbose
check_equal dump 0 "$STATUS"
silent mapping_is_not_told "$planted"
nowhere mapping_is_nowhere "$planted"
check search_finds test -n "$(holders 'Ann Smith')"
check mapping_is_noted grep -qiE 'user mapping' "$TMP/said"
check subscription_is_noted grep -qiE 'subscription' "$TMP/said"
dump "$(conninfo secrets)" --verbose --include-foreign-servers -Z none
check_equal dump_with_servers 0 "$STATUS"
nowhere mapping_is_nowhere_with_servers "$planted"
check server_is_there grep -qaF db.example.org "$TMP/d/toc.dat"
check mapping_is_noted_with_servers grep -qiE 'user mapping' "$TMP/said"

# Our own connection. The cluster trusts everybody, so any password will do.
host=$(sed 's/.*host=\([^ ]*\).*/\1/' <<<"$PGMIRAGE_TEST_CLUSTER")
port=$(sed 's/.*port=\([^ ]*\).*/\1/' <<<"$PGMIRAGE_TEST_CLUSTER")
dump "postgresql://postgres:$planted@/secrets?host=$host&port=$port" --verbose
check_equal dump_by_uri 0 "$STATUS"
silent uri_is_not_told "$planted"
nowhere uri_is_nowhere "$planted"
failing=(
    "postgresql://postgres:$planted@/secrets?host=$host&port=1"
    "postgresql://postgres:$planted@/missing?host=$host&port=$port"
    "postgresql://nobody_here:$planted@/secrets?host=$host&port=$port"
    "postgresql://postgres:$planted@127.0.0.1:1/secrets"
    "postgresql://postgres:$planted@nowhere.invalid/secrets"
    "postgresql://postgres:$planted@[::1/secrets"
    "postgresql://postgres:$planted@/secrets?nonsense=1"
    "host=$host port=$port password='$planted"
    "host=$host password=$planted nonsense=1"
    "hostess password=$planted"
)
for i in "${!failing[@]}"; do
    dump "${failing[i]}" --verbose
    check_equal "connection_${i}_fails" 1 $((STATUS == 1 || STATUS == 2))
    silent "connection_${i}_is_not_told" "$planted"
done

# Its child: neither the key nor the password among its arguments, the password in its environment.
cat >"$TMP/spy_pg_dump" <<SH
#!/bin/sh
printf '%s\n' "\$@" >>"$TMP/arguments"
env >>"$TMP/environment"
exec pg_dump "\$@"
SH
chmod +x "$TMP/spy_pg_dump"
PGMIRAGE_KEY=$("$PGMIRAGE_BIN" keygen)
export PGMIRAGE_KEY
dump "postgresql://postgres:$planted@/secrets?host=$host&port=$port" --verbose --pg-dump "$TMP/spy_pg_dump"
check_equal dump_under_a_spy 0 "$STATUS"
check_empty no_password_in_arguments "$(grep -F "$planted" "$TMP/arguments" || true)"
check password_in_the_environment grep -qxF "PGPASSWORD=$planted" "$TMP/environment"
check_empty no_key_in_arguments "$(grep -F "$PGMIRAGE_KEY" "$TMP/arguments" || true)"
check_empty no_key_in_the_environment "$(grep -F "$PGMIRAGE_KEY" "$TMP/environment" || true)"
silent key_is_not_told "$PGMIRAGE_KEY"
nowhere key_is_nowhere "$PGMIRAGE_KEY"
finish
