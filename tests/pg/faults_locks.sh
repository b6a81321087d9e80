#!/usr/bin/env bash
# Locks that others hold or wait for, and the limits that keep a run from being a burden to its
# server: --lock-wait-timeout, --max-snapshot-age, --rate-limit.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"

slow_database locks 12
leave() {
    mapfile -t running < <(jobs -p)
    [ "${#running[@]}" -eq 0 ] || kill -KILL "${running[@]}" || true
    sql postgres 'DROP DATABASE IF EXISTS locks WITH (FORCE)'
    test_end
} 2>/dev/null
trap leave EXIT

begin_run() { # begin_run NAME OPTION...
    local name=$1
    shift
    begin "$name" -d "$(conninfo locks)" "$@"
}
waiting() { [ "$(sql postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = 'locks' AND application_name = '$1' AND wait_event_type = 'Lock'")" -ge "${2:-1}" ]; }
is_complete() { pg_restore -f /dev/null "$1" && [ -s "$1/pgmirage.json" ]; }
# finished NAME: the dump ended well, with all rows
finished() {
    collect "$DUMP" 40
    check_equal "$1_ends" "0 " "$STATUS $([ "$STATUS" = 0 ] || messages "$1" | tail -n 2)"
    check "$1_is_complete" is_complete "$TMP/$1.d"
    check_equal "$1_has_all_rows" "$((12 * 512 + 5 * 512))" "$(cat "$TMP/$1.d"/[0-9]*.dat | grep -c '^[0-9]')"
}
# hold STATEMENT: in a transaction that stays open until `release`; $HOLDER is its server process
hold() {
    rm -f "$TMP/held" # what the one before said
    mkfifo "$TMP/holder"
    psql -XAtq -d "$(conninfo locks)" <"$TMP/holder" >"$TMP/held" 2>&1 &
    exec {HOLD}>"$TMP/holder"
    echo "BEGIN; $1; SELECT 'held ' || pg_backend_pid();" >&"$HOLD"
    await 10 grep -q '^held ' "$TMP/held"
    HOLDER=$(sed -n 's/^held //p' "$TMP/held")
}
release() {
    echo 'COMMIT;' >&"$HOLD"
    exec {HOLD}>&-
    rm "$TMP/holder"
}

# Held ---------------------------------------------------------------------------------------------
hold 'LOCK TABLE small_3'
begin_run held --lock-wait-timeout 1s
ended held 1 5 "public[.]small_3 .*pid $HOLDER"
check held_leaves_no_session await 5 no_sessions locks
# Verbs that only look wait no longer, either.
for verb in init "check --rules $TMP/keep.yaml" "preview --rules $TMP/keep.yaml public.small_3"; do
    # shellcheck disable=SC2086  # several words
    timeout 10 "$PGMIRAGE_BIN" $verb -d "$(conninfo locks)" --lock-wait-timeout 300ms >"$TMP/looked" 2>&1 && STATUS=0 || STATUS=$?
    check_equal "held_${verb%% *}" "1 1" "$STATUS $(grep -c 'a lock could not be had in time' "$TMP/looked")"
done
# Released in time: the run waits, then goes on.
begin_run held_and_released --lock-wait-timeout 30s
await 10 waiting pgmirage
release
finished held_and_released

# Held, but not wanted: only what is dumped is locked, unless rules may read beyond it -----------------
dumped() { for file in "$TMP/$1.d"/[0-9]*.dat; do wc -l <"$file"; done | paste -sd' '; } # rows and the end mark
sql locks 'CREATE TABLE tree (id int) PARTITION BY LIST (id); CREATE TABLE leaf PARTITION OF tree DEFAULT;
    ALTER TABLE small_3 ADD CHECK (id > 0); CREATE UNIQUE INDEX lowered ON small_3 (lower(note), id) WHERE id < 9999'
hold 'LOCK TABLE small_3, tree, leaf'
begin_run unwanted -t small_1 -t public.small_2 --lock-wait-timeout 2s
collect "$DUMP" 20
check_equal unwanted_goes_through "0 515 515" "$STATUS $(dumped unwanted)"
# Plain names are found without pg_dump, which is called for the schema alone.
cat >"$TMP/counted_pg_dump" <<SH
#!/bin/sh
[ "\$1" = --version ] || echo called >>"$TMP/calls"
exec pg_dump "\$@"
SH
chmod +x "$TMP/counted_pg_dump"
for form in '-t public.small_1 -t public.small_2 -N public' '-n public -T public.small_3 -T public.tree -T public.leaf -T public.big -T public.small_4 -T public.small_5'; do
    rm -f "$TMP/calls"
    # shellcheck disable=SC2086  # several words
    begin_run plain $form --lock-wait-timeout 2s --pg-dump "$TMP/counted_pg_dump"
    collect "$DUMP" 20
    check_equal plain_goes_through "0 515 515 called" "$STATUS $(dumped plain) $(cat "$TMP/calls")"
done
begin_run plain_tree -t public.tree --lock-wait-timeout 1s
ended plain_tree 1 5 "public[.](small_3|tree|leaf) .*pid $HOLDER"
begin_run left_out -N nothing -T small_3 -T tree -T leaf -T big --lock-wait-timeout 2s
collect "$DUMP" 20
check_equal left_out_goes_through "0 515 515 515 515" "$STATUS $(dumped left_out)"
begin_run wanted -t 'small_[23]' --lock-wait-timeout 1s
ended wanted 1 8 "public[.](small_3|tree|leaf) .*pid $HOLDER"
begin_run not_there -t small_7
ended not_there 2 5 'no table or schema matches'
cat "$TMP/keep.yaml" - >"$TMP/reach.yaml" <<'YAML'
tables: {public.small_1: {rows: {where: "id <= (SELECT count(*) FROM public.small_3)"}}}
YAML
RULES=$TMP/reach.yaml begin_run reaching -t small_1 --lock-wait-timeout 1s
ended reaching 1 5 "public[.](small_3|tree|leaf) .*pid $HOLDER"
release
sql locks 'DROP TABLE tree; DROP INDEX lowered'
# One that comes between the question and the snapshot is there, too.
cat >"$TMP/making_pg_dump" <<SH
#!/bin/sh
pg_dump "\$@"
status=\$?
case "\$*" in --version | *--snapshot=*) ;; *) psql -Xq -d '$(conninfo locks)' -c "CREATE TABLE small_6 AS SELECT * FROM small_5" ;; esac
exit \$status
SH
chmod +x "$TMP/making_pg_dump"
begin_run came -t 'small_[56]' --pg-dump "$TMP/making_pg_dump"
collect "$DUMP" 20
check_equal came_is_dumped "0 515 515" "$STATUS $(dumped came)"
sql locks 'DROP TABLE small_6'

# Queued behind our leader ---------------------------------------------------------------------------
# A request for a table that is not read yet waits for the leader's lock; a stream's own request would
# queue behind it for ever. Small tables come last, at 4 MB/s some seconds from now.
leader_reads() { [ "$(sql postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = 'locks' AND query LIKE 'COPY %$1%'")" = 1 ]; }
begin_run queued -j 2 --split-tables-larger-than 2MB --rate-limit 4
await_bytes queued 1000000
# Who reads does not take the processor from the server that wakes it: sched(7), policy 3.
check streams_await_their_turn test "$(cut -d' ' -f41 "/proc/$DUMP/task/"*/stat | grep -c '^3$')" -ge 2
migrations=()
for table in small_1 small_4; do
    sql locks "BEGIN; LOCK TABLE $table; COMMIT" >"$TMP/migration" 2>&1 &
    migrations+=($!)
done
await 10 waiting psql 2
for table in small_1 small_4; do check "queued_${table}_is_read_by_the_leader" await 20 leader_reads $table; done
finished queued
check migrations_go_on_after_the_run wait "${migrations[@]}"

# Queued between our leader and pg_dump --------------------------------------------------------------
cat >"$TMP/held_pg_dump" <<SH
#!/bin/sh
[ "\$1" = --version ] || { touch "$TMP/child"; until [ -e "$TMP/go" ]; do sleep 0.02; done; }
exec pg_dump "\$@"
SH
chmod +x "$TMP/held_pg_dump"
begin_run queued_before_pg_dump --pg-dump "$TMP/held_pg_dump" --lock-wait-timeout 2s
await 10 test -e "$TMP/child"
sql locks 'BEGIN; LOCK TABLE small_2; COMMIT' >"$TMP/migration" 2>&1 &
migration=$!
await 10 waiting psql
blocker=$(sql postgres "SELECT pid FROM pg_stat_activity WHERE datname = 'locks' AND application_name = 'psql' AND wait_event_type = 'Lock'")
STARTED_MS=$(now_ms)
touch "$TMP/go"
ended queued_before_pg_dump 1 8 "public[.]small_2 .*pid $blocker"
check migration_goes_on_after_pg_dump wait "$migration"

# Limits -------------------------------------------------------------------------------------------
begin_run aged --rate-limit 1 --max-snapshot-age 2s
ended aged 1 5 'max-snapshot-age'
check aged_leaves_no_session await 5 no_sessions locks
begin_run young --max-snapshot-age 1min
finished young

# 17 MB at 6 MB/s take 2.7 s; start and end come on top. Whatever the number of streams and ranges.
bytes=$(cat "$TMP/young.d"/[0-9]*.dat | wc -c)
for options in '-j 1 --workers 0' '-j 3 --split-tables-larger-than 2MB'; do
    read -ra words <<<"$options"
    begin_run rate "${words[@]}" --rate-limit 6
    finished rate
    wanted_ms=$((bytes * 1000 / (6 << 20)))
    rows_ms=$(sed -n 's/.*"seconds":\([0-9.]*\),"phase":"rows".*/\1/p' "$TMP/rate.err" | awk 'NR == 1 {first = $1} END {print first * 1000}')
    took_ms=$((ELAPSED_MS - ${rows_ms%.*}))
    check_empty "rate_limit_is_obeyed_${words[1]}" "$([ $took_ms -ge $((wanted_ms * 8 / 10)) ] && [ $took_ms -le $((wanted_ms * 12 / 10 + 500)) ] || echo "$took_ms ms for $bytes bytes, not about $wanted_ms")"
done
finish
