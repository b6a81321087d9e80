#!/usr/bin/env bash
# A pg_dump that is missing, too old, broken or killed: a clear message, nothing written, nothing of
# what it said repeated.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"

new_database child
trap 'drop_database child; test_end' EXIT
sql child "CREATE TABLE people (id int PRIMARY KEY, name text); INSERT INTO people VALUES (1, 'Ann Smith 1980')"
server=$(sql postgres 'SHOW server_version_num')
server=$((server / 10000))
pg_dump -Fc -Z0 -s -f "$TMP/whole" -d "$(conninfo child)"

# dump_with NAME: a dump through the fake $TMP/NAME; sets STATUS; what it said is in $TMP/said
dump_with() {
    STATUS=0
    rm -rf "$TMP/d"
    "$PGMIRAGE_BIN" dump --rules "$TMP/keep.yaml" -d "$(conninfo child)" -f "$TMP/d" --pg-dump "$TMP/$1" --verbose \
        >"$TMP/said" 2>&1 || STATUS=$?
}
# fake NAME COMMANDS: what --version does is pg_dump's own, unless COMMANDS see to it before
fake() {
    {
        echo '#!/bin/sh'
        echo "version() { echo 'pg_dump (PostgreSQL) $server.1'; }"
        echo "$2"
    } >"$TMP/$1"
    chmod +x "$TMP/$1"
}
# refused NAME STATUS PATTERN
refused() {
    local why=
    [ "$STATUS" = "$2" ] || why="exit $STATUS, not $2"
    [ ! -e "$TMP/d" ] || why='the folder is there'
    grep -qE -- "$3" "$TMP/said" || why="no such message: $3"
    ! grep -qE 'Ann Smith|1980|Sanitizer|runtime error' "$TMP/said" || why='it said too much'
    if [ -z "$why" ]; then ok "$1"; else not_ok "$1" "$why: $(tail -n 3 "$TMP/said" | tr '\n' ' ' | cut -c1-400)"; fi
}
real='[ "$1" != --version ] || { version; exit 0; }'

dump_with missing
refused missing 1 "cannot run $TMP/missing: No such file"
check missing_names_the_package grep -q 'postgresql-client' "$TMP/said"
fake closed "$real"
chmod 0644 "$TMP/closed"
dump_with closed
refused not_executable 1 "cannot run $TMP/closed: Permission denied"
mkdir "$TMP/folder"
dump_with folder
refused is_a_folder 1 "cannot run $TMP/folder"
fake older "echo 'pg_dump (PostgreSQL) $((server - 1)).9'"
dump_with older
refused older_than_the_server 1 "server is PostgreSQL $server, newer than pg_dump $((server - 1))"
check older_names_the_package grep -q "postgresql-client-$server" "$TMP/said"
fake unversioned 'echo psql; exit 0'
dump_with unversioned
refused is_another_program 1 'does not answer --version as pg_dump does'
fake unversioned_failing 'exit 3'
dump_with unversioned_failing
refused version_fails 1 'does not answer --version as pg_dump does'

fake failing "$real
echo 'pg_dump: error: query failed: invalid input: \"Ann Smith 1980\"' >&2; exit 1"
dump_with failing
refused fails 1 'pg_dump failed with exit code 1'
fake killed "$real
kill -9 \$\$"
dump_with killed
refused is_killed 1 'pg_dump was killed'
fake talkative "$real
head -c 1000000 /dev/zero | tr '\\\\0' x >&2; echo 'Ann Smith 1980' >&2; exit 7"
dump_with talkative
refused fails_with_a_long_message 1 'pg_dump failed with exit code 7'

# We are killed while it waits: it ends with us, whatever it waits for.
fake waiting "$real
echo \$\$ >'$TMP/waiting.pid'; exec sleep 600"
"$PGMIRAGE_BIN" dump --rules "$TMP/keep.yaml" -d "$(conninfo child)" -f "$TMP/d" --pg-dump "$TMP/waiting" >"$TMP/said" 2>&1 &
DUMP=$!
await 20 test -s "$TMP/waiting.pid"
waiting=$(cat "$TMP/waiting.pid")
is_sleep() { [ "$(cat "/proc/$waiting/comm")" = sleep ]; }
await 20 is_sleep
{ kill -KILL "$DUMP" && wait "$DUMP" || true; } 2>/dev/null
check ends_with_us await 5 is_gone "$waiting"
rm -rf "$TMP/d"
fake deaf "$real
trap '' TERM; echo \$\$ >'$TMP/deaf.pid'; while :; do sleep 1; done"
env --default-signal=INT "$PGMIRAGE_BIN" dump --rules "$TMP/keep.yaml" -d "$(conninfo child)" -f "$TMP/d" --pg-dump "$TMP/deaf" >"$TMP/said" 2>&1 &
DUMP=$!
STARTED_MS=$(now_ms)
await 20 test -s "$TMP/deaf.pid"
kill -INT "$DUMP"
collect "$DUMP" 15
refused deaf_is_killed 130 'interrupted'
check_empty deaf_is_gone "$(is_gone "$(cat "$TMP/deaf.pid")" 2>/dev/null || echo 'it lives')"

fake silent "$real
exit 0"
dump_with silent
refused writes_nothing 1 'pg_dump|archive'
fake noise "$real
head -c 100000 /dev/urandom"
dump_with noise
refused writes_noise 1 'pg_dump|archive'
fake plain "$real
echo '-- PostgreSQL database dump'; echo \"INSERT INTO people VALUES (1, 'Ann Smith 1980');\""
dump_with plain
refused writes_plain_sql 1 'pg_dump|archive'
wrong=
bytes=$(wc -c <"$TMP/whole")
for part in 1 5 11 20 40 50 70 90 99; do
    fake cut "$real
head -c $((bytes * part / 100)) '$TMP/whole'"
    dump_with cut
    [ "$STATUS" = 1 ] && [ ! -e "$TMP/d" ] && ! grep -qE 'Sanitizer|runtime error' "$TMP/said" ||
        wrong+="$part %: exit $STATUS: $(tail -n 1 "$TMP/said")"$'\n'
done
check_empty archive_cut_short "$wrong"
finish
