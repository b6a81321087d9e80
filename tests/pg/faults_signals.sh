#!/usr/bin/env bash
# SIGINT, SIGTERM and SIGKILL at many moments, from the start of the program to the end of its run. An
# interrupted run exits with 130 or 143 and leaves no file, no child and no session; however a run
# ends, there is a toc.dat only when the archive is complete.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"

role_reader
slow_database signals 8
leave() {
    mapfile -t running < <(jobs -p)
    [ "${#running[@]}" -eq 0 ] || kill -KILL "${running[@]}" || true
    sql postgres 'DROP DATABASE IF EXISTS signals WITH (FORCE)'
    test_end
} 2>/dev/null
trap leave EXIT

begin_run() { # begin_run NAME OPTION...
    local name=$1
    shift
    begin "$name" -d "$(reader_conninfo signals)" -j 2 "$@"
}
children_of() { pgrep -P "$1" || true; }
is_complete() { pg_restore -f /dev/null "$1" && [ -s "$1/pgmirage.json" ]; }

# Spread over a run ---------------------------------------------------------------------------------
# What holds is the same at every moment, so the moments need no event to wait for.
moments=20
begin_run whole --rate-limit 16
collect "$DUMP" 30
check_equal uninterrupted 0 "$STATUS"
check uninterrupted_is_complete is_complete "$TMP/whole.d"
run_ms=$ELAPSED_MS

# spread SIGNAL STATUS: what went wrong at each moment, on standard output
spread() {
    local signal=$1 wanted=$2 moment children
    interrupted=0
    for ((moment = 0; moment < moments; moment++)); do
        begin_run spread --rate-limit 16
        sleep "$(printf '%d.%03d' $((run_ms * moment / moments / 1000)) $((run_ms * moment / moments % 1000)))"
        children=$(children_of "$DUMP")
        STARTED_MS=$(now_ms)
        kill "-$signal" "$DUMP" 2>/dev/null || true
        collect "$DUMP" 15 2>/dev/null
        for child in $children; do await 5 is_gone "$child" || echo "moment $moment: a child stayed"; done
        if [ -e "$TMP/spread.d/toc.dat" ]; then
            is_complete "$TMP/spread.d" >/dev/null 2>&1 || echo "moment $moment: toc.dat without its archive"
            [ "$STATUS" = 0 ] || [ "$signal" = KILL ] || echo "moment $moment: exit $STATUS with a toc.dat"
            continue
        fi
        interrupted=$((interrupted + 1))
        [ "$STATUS" = "$wanted" ] || echo "moment $moment: exit $STATUS: $(messages spread | tail -n 1)"
        [ "$signal" = KILL ] || [ ! -e "$TMP/spread.d" ] || echo "moment $moment: the folder stayed"
        [ "$ELAPSED_MS" -le 5000 ] || echo "moment $moment: it took $ELAPSED_MS ms"
        if messages spread | grep -E 'Sanitizer|runtime error'; then echo "moment $moment"; fi
    done
    echo "$interrupted" >"$TMP/interrupted"
}
for signal in INT:130 TERM:143 KILL:137; do
    spread "${signal%:*}" "${signal#*:}" >"$TMP/spread.wrong"
    check_empty "SIG${signal%:*}_at_${moments}_moments" "$(cat "$TMP/spread.wrong")"
    check "SIG${signal%:*}_came_in_time" test "$(cat "$TMP/interrupted")" -ge $((moments / 2))
    check "SIG${signal%:*}_leaves_no_session" await 5 no_sessions signals
done

# Held moments --------------------------------------------------------------------------------------
# Where the server would go on for long: only a cancel request ends its session.
waiting() { [ "$(sql postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = 'signals' AND application_name = '$1' AND $2")" -ge 1 ]; }
sql_held() { # sql_held STATEMENT: in a transaction that stays open until $HOLDER is killed
    mkfifo "$TMP/holder"
    psql -XAtq -d "$(conninfo signals)" <"$TMP/holder" >"$TMP/ignored" 2>&1 &
    HOLDER=$!
    exec {HOLD}>"$TMP/holder"
    echo "BEGIN; $1; SELECT 'held';" >&"$HOLD"
    await 10 grep -q held "$TMP/ignored"
}
release() {
    exec {HOLD}>&-
    wait "$HOLDER" || true
    rm "$TMP/holder"
}

sql_held 'LOCK TABLE small_3'
for signal in INT:130 TERM:143; do
    begin_run "lock_wait_SIG${signal%:*}"
    await 10 waiting pgmirage "wait_event_type = 'Lock'"
    STARTED_MS=$(now_ms)
    kill "-${signal%:*}" "$DUMP"
    ended "lock_wait_SIG${signal%:*}" "${signal#*:}" 5 'interrupted|terminated'
    check "lock_wait_SIG${signal%:*}_leaves_no_session" await 5 no_sessions signals
done
release

# pg_dump behind a request that waits for our leader
cat >"$TMP/held_pg_dump" <<SH
#!/bin/sh
[ "\$1" = --version ] || { touch "$TMP/held"; until [ -e "$TMP/go" ]; do sleep 0.02; done; }
exec pg_dump "\$@"
SH
chmod +x "$TMP/held_pg_dump"
for signal in INT:130 TERM:143; do
    name=schema_SIG${signal%:*}
    rm -f "$TMP/held" "$TMP/go"
    begin_run "$name" --pg-dump "$TMP/held_pg_dump"
    await 10 test -e "$TMP/held"
    sql signals 'BEGIN; LOCK TABLE small_2; COMMIT' >"$TMP/ignored" 2>&1 &
    await 10 waiting psql "wait_event_type = 'Lock'"
    touch "$TMP/go"
    await 10 waiting pg_dump "wait_event_type = 'Lock'"
    child=$(children_of "$DUMP")
    STARTED_MS=$(now_ms)
    kill "-${signal%:*}" "$DUMP"
    ended "$name" "${signal#*:}" 5 'interrupted|terminated'
    check "${name}_leaves_no_child" is_gone "$child"
    check "${name}_leaves_no_session" await 5 no_sessions signals
done

# A pg_dump that ignores SIGTERM
cat >"$TMP/stubborn_pg_dump" <<SH
#!/bin/sh
[ "\$1" = --version ] && exec pg_dump --version
trap '' TERM INT
touch "$TMP/stubborn"
while :; do sleep 0.1; done
SH
chmod +x "$TMP/stubborn_pg_dump"
begin_run stubborn_child --pg-dump "$TMP/stubborn_pg_dump"
await 10 test -e "$TMP/stubborn"
child=$(children_of "$DUMP")
STARTED_MS=$(now_ms)
kill -TERM "$DUMP"
ended stubborn_child 143 5 'terminated|interrupted'
check stubborn_child_is_gone is_gone "$child"

# A query that computes long without a row
cat >"$TMP/asleep.yaml" <<'YAML'
version: 1
unlisted: {table: keep, column: keep}
tables:
  public.big: {rows: {where: "id > 0 AND pg_catalog.pg_sleep(3600) IS NULL"}, columns: {id: keep, note: keep}}
YAML
for signal in INT:130 TERM:143; do
    RULES=$TMP/asleep.yaml begin_run "busy_SIG${signal%:*}"
    await 10 waiting pgmirage "wait_event = 'PgSleep'"
    STARTED_MS=$(now_ms)
    kill "-${signal%:*}" "$DUMP"
    ended "busy_SIG${signal%:*}" "${signal#*:}" 5 'interrupted|terminated'
    check "busy_SIG${signal%:*}_leaves_no_session" await 5 no_sessions signals
done
finish
