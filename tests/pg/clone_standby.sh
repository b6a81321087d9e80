#!/usr/bin/env bash
# A streaming standby as the source: broken clones are resumed at the place where replay was paused, and
# refused at another one.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"
# shellcheck source=tests/support/clone_faults.sh
. "$PROJECT/tests/support/clone_faults.sh"

leave() {
    cluster_remove "$TMP/standby"
    cluster_remove "$TMP/primary"
    test_end
}
trap leave EXIT
pipe=${CLUSTER_PIPE:-}
cluster_start "$TMP/primary"
CLUSTER_PIPE=$pipe
PRIMARY=$CLUSTER_CONNINFO
clone_source "$PRIMARY" standby_shop
mkdir -m 0700 "$TMP/standby"
[ "$(id -u)" -ne 0 ] || chown postgres: "$TMP/standby"
cluster_as_server mkdir -m 0700 "$TMP/standby/socket"
cluster_as_server "$(cluster_bindir)/pg_basebackup" -D "$TMP/standby/data" -R -c fast -d "$PRIMARY" >/dev/null
cluster_as_server "$(cluster_bindir)/pg_ctl" -D "$TMP/standby/data" -l "$TMP/standby/log" -w \
    -o "-c unix_socket_directories=$TMP/standby/socket" start >/dev/null
STANDBY="host=$TMP/standby/socket ${PRIMARY#* }"
SOURCE_DB="$STANDBY dbname=standby_shop"
# The clone lies on a third server: the test's own.
TARGET_DB=$(conninfo standby_clone)
at_standby() { psql -XAtq -d "$STANDBY dbname=postgres" -c "$1"; }
at_primary() { psql -XAtq -d "$PRIMARY dbname=${2:-postgres}" -c "$1"; }
remove_clones() {
    for database in $(left_databases "$PGMIRAGE_TEST_CLUSTER" standby_clone) standby_clone; do
        sql postgres "DROP DATABASE IF EXISTS \"$database\" WITH (FORCE)"
    done
}
trap 'remove_clones; leave' EXIT
work_database() { left_databases "$PGMIRAGE_TEST_CLUSTER" standby_clone | tail -n 1; }
pieces_done() { [ "$(sql "$(work_database)" 'SELECT count(*) FROM pgmirage_journal.done')" -ge 1 ]; }
break_one() {
    clone_begin "$1" --rate-limit 1
    await 20 pieces_done
    shoot
}

clone plain
cloned plain 0
picture "$PGMIRAGE_TEST_CLUSTER" standby_clone >"$TMP/wanted"

at_standby 'SELECT pg_wal_replay_pause()' >"$TMP/ignored"
paused() { [ "$(at_standby 'SELECT pg_get_wal_replay_pause_state()')" = paused ]; }
at_primary 'SELECT pg_switch_wal()' >"$TMP/ignored"
await 10 paused
break_one paused_broken
at_primary "UPDATE visits SET note = 'later' WHERE id < 100" standby_shop
clone paused_resumed --resume
cloned paused_resumed 0 'pieces were there already'
check_empty paused_is_not_mixed "$(grep 'two moments' "$TMP/paused_resumed.out" || true)"
picture "$PGMIRAGE_TEST_CLUSTER" standby_clone >"$TMP/got"
check_same paused_equal "$TMP/wanted" "$TMP/got"

break_one moved_broken
at_standby 'SELECT pg_wal_replay_resume()' >"$TMP/ignored"
at_primary "UPDATE visits SET note = 'later still' WHERE id < 100" standby_shop
caught_up() { [ "$(at_primary "SELECT bool_and(replay_lsn >= pg_current_wal_lsn()) FROM pg_stat_replication")" = t ]; }
await 20 caught_up
at_standby 'SELECT pg_wal_replay_pause()' >"$TMP/ignored"
at_primary 'SELECT pg_switch_wal()' >"$TMP/ignored"
await 10 paused
clone moved_refused --resume
cloned moved_refused 1 'snapshot is gone'
clone moved_mixed --resume --allow-mixed-snapshots
cloned moved_mixed 0 'two moments'
finish
