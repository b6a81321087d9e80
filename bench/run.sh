#!/usr/bin/env bash
# Measures pgmirage in one interleaved run against the floor (the same rows read and thrown away), pg_dump
# and other maskers: installs what is missing, builds, starts a private PostgreSQL, makes the shop.
#
#   bash bench/run.sh --quick      # within five minutes: the verdict on every target
#   bash bench/run.sh              # the full run, into bench/results; --help lists the options
#
# Before each part it says how long that will take; --minutes N begins nothing new after N minutes.
#
# TMPDIR is where the database and the archives go: a disk, not a file system in memory.
set -euo pipefail
bench=$(cd "$(dirname "$0")" && pwd)
project=$(dirname "$bench")
harness() { python3 -B "$bench/harness/measure.py" "$@"; }
case " $* " in
*" -h "* | *" --help "*)
    harness --help
    exit
    ;;
esac

bash "$bench/install.sh"
harness --options-only "$@" # before anything that takes time
export BENCH_PROGRAMS=${BENCH_PROGRAMS:-$project/build/bench} BENCH_TMP
BENCH_TMP=$(mktemp -d "${TMPDIR:-/tmp}/pgmirage-bench.XXXXXX")
chmod 0711 "$BENCH_TMP" # user postgres must pass
trap 'cluster_remove "$BENCH_TMP/pg"; rm -rf "$BENCH_TMP"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
# shellcheck source=bench/cluster.sh
. "$bench/cluster.sh"
PATH=$(cluster_bindir):$PATH # pg_dump itself, not a wrapper

echo "building, by a profile: two or three minutes at first" >&2
bash "$bench/build.sh" "$BENCH_PROGRAMS" pgmirage bench_floor bench_peak bench_copy bench_prf bench_frame bench_writer bench_mask

# Greenmask, where it is wanted and Go can bring it.
if [[ " $* " == *" --peers "* ]] && ! command -v greenmask >/dev/null; then
    if command -v go >/dev/null && GOBIN=$BENCH_TMP/bin go install \
        github.com/greenmaskio/greenmask/cmd/greenmask@v0.2.22 >"$BENCH_TMP/go.log" 2>&1; then
        PATH=$PATH:$BENCH_TMP/bin
    else
        echo "greenmask is not on the PATH and go cannot bring it: $(tail -n 1 "$BENCH_TMP/go.log" 2>/dev/null)" >&2
    fi
fi

# Nothing but the candidates shall work: no vacuum of its own.
cluster_start "$BENCH_TMP/pg" autovacuum=off max_locks_per_transaction=256
export BENCH_CONNINFO=$CLUSTER_CONNINFO BENCH_PIDFILE=$BENCH_TMP/pg/data/postmaster.pid
export BENCH_SPENT_S=$SECONDS
unset PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGSERVICE PGOPTIONS PGMIRAGE_KEY
harness "$@"
