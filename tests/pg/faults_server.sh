#!/usr/bin/env bash
# The server goes away: stopped, killed, frozen, cut off. A run ends with exit 1 within 10 s, says
# why, and leaves nothing that looks finished.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"

# A server of our own to be harmed: lib.sh's functions speak to it from here on.
victim=$TMP/pg
chmod 0711 "$TMP" # user postgres must pass
frozen=()
space=
leave() {
    [ "${#frozen[@]}" -eq 0 ] || kill -CONT "${frozen[@]}" || true
    mapfile -t running < <(jobs -p)
    [ "${#running[@]}" -eq 0 ] || kill -KILL "${running[@]}" || true
    if [ -n "$space" ]; then
        ip link delete "pgm$$" || true # at once; the sockets in it would keep the namespace for minutes
        ip netns delete "$space" || true
    fi
    cluster_remove "$victim"
    test_end
} 2>/dev/null
trap leave EXIT
cluster_start "$victim" max_connections=50
export PGMIRAGE_TEST_CLUSTER=$CLUSTER_CONNINFO
postmaster() { head -n 1 "$victim/data/postmaster.pid"; }
restart_victim() {
    cluster_as_server "$(cluster_bindir)/pg_ctl" -D "$victim/data" -l "$victim/log" -w start >/dev/null 2>&1
}
slow_database slow

# begin_rows NAME OPTION...: a dump amid its rows
begin_rows() {
    local name=$1
    shift
    begin "$name" -d "$(conninfo slow)" -j 3 --split-tables-larger-than 8MB --rate-limit 2 "$@"
    await_bytes "$name" 1000000
}
# A backend that reads rows for us.
reader() { sql postgres "SELECT pid FROM pg_stat_activity WHERE datname = 'slow' AND query LIKE '%COPY%' AND application_name = 'pgmirage' AND state = 'active' AND pid <> pg_backend_pid() LIMIT 1"; }

lost='^pgmirage: error: reading public[.].*(connection|server)'

# Stopped and killed -------------------------------------------------------------------------------
begin_rows backend_terminated
backend=$(reader)
STARTED_MS=$(now_ms)
sql postgres "SELECT pg_terminate_backend($backend)" >"$TMP/ignored"
ended backend_terminated 1 10 "$lost"
check sessions_gone_after_termination await 5 no_sessions slow

begin_rows backend_killed
backend=$(reader)
STARTED_MS=$(now_ms)
kill -KILL "$backend"
ended backend_killed 1 10 "$lost"
check server_recovers await 20 sql postgres 'SELECT 1'

begin_rows server_stopped
STARTED_MS=$(now_ms)
cluster_as_server "$(cluster_bindir)/pg_ctl" -D "$victim/data" -m immediate stop >/dev/null
ended server_stopped 1 10 "$lost"
restart_victim

begin_rows postmaster_killed
postmaster=$(postmaster)
mapfile -t backends < <(pgrep -P "$postmaster")
STARTED_MS=$(now_ms)
kill -KILL "$postmaster"
ended postmaster_killed 1 10 "$lost"
backends_gone() { ! kill -0 "${backends[@]}"; }
check backends_follow await 10 backends_gone
rm -f "$victim/data/postmaster.pid"
restart_victim

# Cut off ------------------------------------------------------------------------------------------
compile relay
# begin_relay ADDRESS PORT [COMMAND...]: a wire to the server; $RELAY is its pid
begin_relay() {
    local address=$1 port=$2
    shift 2
    rm -f "$TMP/relay.ready"
    "$@" "$TMP/relay" "$address" "$port" "$victim/socket/.s.PGSQL.$CLUSTER_PORT" >"$TMP/relay.ready" &
    RELAY=$!
    await 5 test -s "$TMP/relay.ready"
}
begin_relay 127.0.0.1 "$CLUSTER_PORT"
begin connection_cut -d "host=127.0.0.1 port=$CLUSTER_PORT user=postgres dbname=slow" -j 2 --rate-limit 4
await_bytes connection_cut 1000000
STARTED_MS=$(now_ms)
kill -KILL "$RELAY"
ended connection_cut 1 10 "$lost"

# Packets that vanish on a wire of their own: no answer, no refusal.
if ip netns add "pgmirage$$" 2>"$TMP/ignored" && space=pgmirage$$ && ip link add "pgm$$" type veth peer name wire netns "$space" 2>"$TMP/ignored"; then
    ip address add 198.18.77.1/30 dev "pgm$$"
    ip link set "pgm$$" up
    ip -n "$space" address add 198.18.77.2/30 dev wire
    ip -n "$space" link set wire up
    begin_relay 198.18.77.2 "$CLUSTER_PORT" ip netns exec "$space"
    begin packets_dropped -d "host=198.18.77.2 port=$CLUSTER_PORT user=postgres dbname=slow" -j 2 --rate-limit 4
    await_bytes packets_dropped 1000000
    STARTED_MS=$(now_ms)
    ip -n "$space" link set wire down
    ended packets_dropped 1 10 'does not answer any more'
    kill -KILL "$RELAY"
else
    skip packets_dropped 'no network namespaces here'
fi

# Frozen -------------------------------------------------------------------------------------------
# One freeze, three victims: amid the rows; amid pg_dump's schema, where pg_dump waits for a lock; and
# before the first connection.
slow_database frozen 1
freeze() {
    frozen=("$(postmaster)")
    kill -STOP "${frozen[@]}" # first, lest it start more
    mapfile -t -O 1 frozen < <(pgrep -P "${frozen[0]}")
    kill -STOP "${frozen[@]:1}"
}
thaw() {
    kill -CONT "${frozen[@]}"
    frozen=()
}

# pg_dump, held until $TMP/go is there
cat >"$TMP/held_pg_dump" <<SH
#!/bin/sh
[ "\$1" = --version ] || { touch "$TMP/held"; until [ -e "$TMP/go" ]; do sleep 0.02; done; }
exec pg_dump "\$@"
SH
chmod +x "$TMP/held_pg_dump"

begin frozen_in_schema -d "$(conninfo frozen)" --pg-dump "$TMP/held_pg_dump"
in_schema=$DUMP
await 10 test -e "$TMP/held"
sql frozen 'BEGIN; LOCK TABLE small_1; COMMIT' 2>"$TMP/ignored" &
waits() { [ "$(sql postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = 'frozen' AND application_name = '$1' AND wait_event_type = 'Lock'")" = 1 ]; }
await 10 waits psql
touch "$TMP/go"
await 10 waits pg_dump

begin_rows frozen_in_rows
in_rows=$DUMP
STARTED_MS=$(now_ms)
freeze
begin frozen_before_connecting -d "$(conninfo slow)"
before=$DUMP
ended frozen_in_rows 1 10 'does not answer any more' "$in_rows"
ended frozen_in_schema 1 10 'does not answer any more' "$in_schema"
ended frozen_before_connecting 1 10 'cannot connect: no answer within' "$before"
check no_pg_dump_left is_gone "$(pgrep -x pg_dump -P "$in_schema" || echo "$in_schema")"
thaw
check sessions_gone_after_freeze await 10 no_sessions slow
check schema_sessions_gone_after_freeze await 10 no_sessions frozen

# One session frozen, its server well: only --stall-timeout ends that.
begin_rows session_frozen --stall-timeout 4s
backend=$(reader)
STARTED_MS=$(now_ms)
frozen=("$backend")
kill -STOP "$backend"
ended session_frozen 1 12 'the server sent nothing for'
thaw
check frozen_session_gone await 10 no_sessions slow
finish
