#!/usr/bin/env bash
# The harness measures what it says: every candidate runs, the results are whole and tell nothing about
# the machine's name or places, and a dump that reads other rows than the floor is refused.
. "$(dirname "$0")/../support/lib.sh"
if [ "$PGMIRAGE_TEST_KIND" != plain ]; then
    skip all "it measures the release"
    finish
fi

# The programs, without a build of their own.
export BENCH_PROGRAMS=$TMP/programs BENCH_TMP=$TMP/work BENCH_CONNINFO=$PGMIRAGE_TEST_CLUSTER BENCH_PIDFILE
mkdir "$BENCH_PROGRAMS" "$BENCH_TMP"
ln -s "$PGMIRAGE_BIN" "$BENCH_PROGRAMS/pgmirage"
ln -s "$(dirname "$PGMIRAGE_BIN")/CMakeCache.txt" "$BENCH_PROGRAMS/CMakeCache.txt"
cc=$(command -v gcc || command -v clang-14)
# shellcheck disable=SC2046 # flags are words
check floor_compiles "$cc" -std=gnu17 -D_GNU_SOURCE -O1 -o "$BENCH_PROGRAMS/bench_floor" \
    "$PROJECT/bench/kernels/floor.c" $(pkg-config --cflags --libs libpq) -pthread
check peak_compiles "$cc" -O1 -o "$BENCH_PROGRAMS/bench_peak" "$PROJECT/tests/support/peak.c"
BENCH_PIDFILE=$(sql postgres 'SHOW data_directory')/postmaster.pid
measure() { python3 -B "$PROJECT/bench/harness/measure.py" --scale 0.004 --rounds 2 --output "$TMP/results" "$@"; }

check help bash "$PROJECT/bench/run.sh" --help
check_fails unknown_option 2 bash "$PROJECT/bench/run.sh" --nonsense
check_fails broken_pattern 2 bash "$PROJECT/bench/run.sh" --only '('
copied=3
peers="'Greenmask, gzip, to the masked dump, gzip'"
if command -v pgcopydb >/dev/null; then
    copied=4
else
    peers="$peers, 'masked clone to unmasked pgcopydb clone'"
fi
check runs measure --only '^[^g]' --name small # no Greenmask, wherever it is installed
cp "$TMP/check.log" "$TMP/run.log"
cd "$TMP/results" || exit
check_equal files "small-clone.svg small-cpu.svg small-time.svg small.json small.md " "$(printf '%s ' *)"
check charts_are_well_formed python3 -c 'import sys, xml.dom.minidom
for name in sys.argv[1:]: xml.dom.minidom.parse(name)' small-*.svg
# figure QUERY: of the result, as Python sees it in r
figure() { python3 -c "import json; r = json.load(open('small.json')); print($1)"; }
check_equal clones_ran_twice "$copied {2}" "$(figure "len(r['clone']), set(len(c['runs']) for c in r['clone'])" | tr -d '(),')"
check_equal candidates_ran_twice "15 {2}" "$(figure "len(r['main']), set(len(c['runs']) for c in r['main'])" | tr -d '(),')"
check_equal all_took_time True "$(figure "all(run['wall_s'] > 0 and run['peak_kib'] > 0 for c in r['main'] + r['clone'] for run in c['runs'])")"
check_equal floor_reads_all_rows "$(sql shop_0_004 "SELECT sum(n_live_tup) FROM pg_stat_user_tables WHERE relid NOT IN (SELECT partrelid FROM pg_partitioned_table)")" \
    "$(figure "r['data']['floor']['rows']")"
check_equal only_peers_are_not_measured "[$peers]" \
    "$(figure "[v['figure'] for v in r['verdict'] if v['verdict'] not in ('pass', 'falls short')]")"
check_equal prints_the_verdict 11 "$(grep -cE '^\|.*\| +(pass|falls short|not measured) \|$' "$TMP/run.log")"
check_empty tells_no_place "$(grep -nF -we "$TMP" -e "$(uname -n)" -e "$PROJECT" small.* || true)"

cp small.md small.before
check redraws python3 -B "$PROJECT/bench/harness/report.py" small.json
check_same redraws_the_same small.before small.md
rm small.before

# Most figures are missing from it.
check_fails refuses_a_regression 1 measure --rounds 1 --only '^(floor|masked-none)$' --name again --against small.json
# A program of others that makes nothing is left out, and the rest is measured.
mkdir "$TMP/bin"
printf '#!/bin/sh\n' >"$TMP/bin/pgcopydb"
chmod +x "$TMP/bin/pgcopydb"
PATH=$TMP/bin:$PATH check empty_copy measure --rounds 1 --only '^clone-(restore|pgcopydb)$' --name again
check_equal says_what_is_missing 1 "$(grep -c 'clone-pgcopydb is left out: .*not in the copy: .* rows' "$TMP/check.log")"
check time_is_up measure --minutes 0.001 --growth --name late
check_equal begins_nothing "4 0" "$(grep -c 'left out, the time is up' "$TMP/check.log") $(find . -name 'late*' | wc -l)"
check quick measure --quick --minutes 0.001 --name late
check_equal quick_leaves_clones_out 2 "$(grep -cE '^\| masked clone to .* left out \|$' "$TMP/check.log")"

# A floor that reads a row less than there is.
sed 's/(unsigned)row_bytes/(rows ? (unsigned)row_bytes : 0)/' "$PROJECT/bench/kernels/floor.c" >"$TMP/floor.c"
# shellcheck disable=SC2046 # flags are words
"$cc" -std=gnu17 -D_GNU_SOURCE -O1 -o "$BENCH_PROGRAMS/bench_floor" "$TMP/floor.c" $(pkg-config --cflags --libs libpq) -pthread
check_fails refuses_other_rows 1 measure --rounds 1 --only '^(floor|kept-none)$' --name again
check_equal says_why 1 "$(grep -c 'the kept dump wrote' "$TMP/check.log")"
for name in shop_0_004 shop_0_0005; do drop_database "$name"; done
finish
