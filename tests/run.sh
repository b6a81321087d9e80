#!/usr/bin/env bash
# All tests: builds what they need, runs them plainly, under AddressSanitizer and UBSan, and the
# stress programs under ThreadSanitizer. One private PostgreSQL serves all; it goes with the run.
#
#   bash tests/run.sh [--quick | --all] [--filter RE]
#
#   --quick      the plain build alone
#   --all        under AddressSanitizer also the shell tests that take long and whose code others run
#                there as well
#   --filter RE  only tests whose name matches (ctest -R; shell tests by folder.name)
#
# The last line says `N passed, N failed`; the exit status is 0 when nothing failed and something ran.
set -euo pipefail
cd "$(dirname "$0")/.."

quick=false
# Long, and not run under AddressSanitizer unless all is asked for.
left_out='^(pg\.(clone_kill|clone_same|clone_standby|clone_swap|faults_server|faults_signals|fidelity|many_tables|shop))$'
filter=.
while [ $# -gt 0 ]; do
    case $1 in
    --quick) quick=true ;;
    --all) left_out='^$' ;;
    --filter)
        filter=${2:?--filter needs a regular expression}
        shift
        ;;
    -h | --help)
        sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"
        exit 0
        ;;
    *)
        echo "run.sh: unknown option $1 (see --help)" >&2
        exit 2
        ;;
    esac
    shift
done

bash bench/install.sh
# shellcheck source=bench/cluster.sh
. bench/cluster.sh

clusters=()
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pgmirage-test.XXXXXX")
chmod 0711 "$tmp" # user postgres must pass
passed=0
failed=0
skipped=0
end() {
    for lane in "${!clusters[@]}"; do
        cluster_remove "$tmp/pg$lane"
    done
    rm -rf "$tmp"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

jobs=$(nproc)
started=$SECONDS
section() { printf '\n== %s (%d s)\n' "$1" $((SECONDS - started)); }

# count PASSED FAILED SKIPPED
count() {
    passed=$((passed + $1))
    failed=$((failed + $2))
    skipped=$((skipped + $3))
}

# build PRESET
build() {
    section "build: $1"
    if ! cmake --preset "$1" -DPGMIRAGE_WERROR=ON >"$tmp/build.log" 2>&1; then
        cat "$tmp/build.log"
    elif ! cmake --build --preset "$1" -j "$jobs" >"$tmp/build.log" 2>&1; then
        grep -E -A4 'error:|undefined reference|^FAILED' "$tmp/build.log" | cut -c1-300 | head -n 60
    else
        return 0
    fi
    echo "not ok build.$1"
    count 0 1 0
    return 1
}

# What ctest's log says: the cases of Criterion programs, and the other programs as one case each. A
# program that fails otherwise than by its cases (at its end, by a time-out) counts as a failure.
# shellcheck disable=SC2016 # awk's, not the shell's
tally='
function flush() {
    if (!open) return
    if (tested && !failing && !good) failing = 1
    if (!tested) { if (good) passing = 1; else failing = 1 }
    p += passing; f += failing; open = tested = passing = failing = good = 0
}
/^[0-9]+\/[0-9]+ Testing: / { flush(); open = 1 }
/Synthesis: Tested: / { tested = 1; passing = field("Passing"); failing = field("Failing") + field("Crashing") }
/\[SKIP\]/ { s++ }
/^Test (Passed\.|Pass Reason:)/ { good = 1 }
END { flush(); print p + 0, f + 0, s + 0 }
function field(name) { return match($0, name ": [0-9]+") ? substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 2) + 0 : 0 }'

# run_ctest PRESET TITLE CTEST-OPTION...
run_ctest() {
    local preset=$1 title=$2
    local -a counts
    shift 2
    section "$title"
    rm -f "build/$preset/Testing/Temporary/LastTest.log"
    ctest --test-dir "build/$preset" -j "$jobs" -R "$filter" "$@" >"$tmp/ctest.log" 2>&1 || true
    grep -E '^ *[0-9]+/[0-9]+ Test' "$tmp/ctest.log" | grep -vE 'Passed' || true
    if [ -e "build/$preset/Testing/Temporary/LastTest.log" ]; then
        grep -aE 'FAIL\]|CRASH|[|-]  |ERROR: |SUMMARY: |runtime error|WARNING: Thread' "build/$preset/Testing/Temporary/LastTest.log" |
            head -n 60 || true
        read -r -a counts < <(awk "$tally" "build/$preset/Testing/Temporary/LastTest.log")
        count "${counts[@]}"
        echo "   ${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped"
    fi
}

# run_lane KIND PROGRAM LANE: each shell test whose turn it is, on a server of the lane's own; a line a script
# into $tmp/lane.LANE and its counts into $tmp/counts.LANE.
run_lane() {
    local script name status began index=0
    local -a counts
    mkdir -p "$tmp/files.$3"
    chmod 0711 "$tmp/files.$3"
    for script in tests/cli/*.sh tests/pg/*.sh; do
        name=$(basename "$(dirname "$script")").$(basename "$script" .sh)
        if [ ! -e "$script" ] || ! grep -qE -- "$filter" <<<"$name"; then continue; fi
        if [ "$1" = asan ] && grep -qE -- "$left_out" <<<"$name"; then continue; fi
        index=$((index + 1))
        [ $((index % ${#clusters[@]})) -eq "$3" ] || continue
        status=0
        began=$SECONDS
        PGMIRAGE_TEST_CLUSTER=${clusters[$3]} PGMIRAGE_TEST_TMP=$tmp/files.$3 PGMIRAGE_TEST_KIND=$1 \
            PGMIRAGE_BIN=$2 timeout -k 5 600 bash "$script" </dev/null \
            >"$tmp/script.out.$3" 2>"$tmp/script.err.$3" || status=$?
        read -r -a counts < <(awk '/^ok /{p++} /^not ok /{f++} /^skip /{s++} END{print p+0, f+0, s+0}' "$tmp/script.out.$3")
        grep -E '^(not ok|skip) ' "$tmp/script.out.$3" || true
        if [ "${counts[1]}" -eq 0 ] && { [ "$status" -ne 0 ] || [ $((counts[0] + counts[2])) -eq 0 ]; }; then
            echo "not ok $name: it ended with status $status after ${counts[0]} cases: $(tail -n 3 "$tmp/script.err.$3" | tr '\n' ' ')"
            counts[1]=1
        fi
        echo "   $name: ${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped in $((SECONDS - began)) s"
        echo "${counts[@]}" >>"$tmp/counts.$3"
    done
}

# run_scripts KIND PROGRAM: the shell tests, in more lanes than there are processors: many of them wait
# for a server to time out.
run_scripts() {
    local lane
    local -a counts others=()
    section "shell tests: $1"
    rm -f "$tmp"/counts.?
    for lane in "${!clusters[@]}"; do
        run_lane "$1" "$2" "$lane" &
        others+=($!)
    done
    wait "${others[@]}"
    for lane in "${!clusters[@]}"; do
        [ -e "$tmp/counts.$lane" ] || continue
        read -r -a counts < <(awk '{p+=$1; f+=$2; s+=$3} END{print p+0, f+0, s+0}' "$tmp/counts.$lane")
        count "${counts[@]}"
    done
}

run_lint() {
    local -a counts
    section "lint"
    bash tests/lint.sh >"$tmp/lint.out" 2>&1 || true
    grep -vE '^ok ' "$tmp/lint.out" || true
    read -r -a counts < <(awk '/^ok /{p++} /^not ok /{f++} /^skip /{s++} END{print p+0, f+0, s+0}' "$tmp/lint.out")
    count "${counts[@]}"
}

for lane in 0 1 2; do
    cluster_start "$tmp/pg$lane" max_connections=200
    clusters+=("$CLUSTER_CONNINFO")
done
mkdir -m 0711 "$tmp/files"
export PGMIRAGE_TEST_CLUSTER=${clusters[0]} PGMIRAGE_TEST_TMP=$tmp/files
PATH=$(cluster_bindir):$PATH
unset PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGSERVICE PGMIRAGE_KEY PGMIRAGE_CPU

if grep -qE -- "$filter" <<<lint; then run_lint; fi
export UBSAN_OPTIONS=print_stacktrace=1

if build release; then
    run_ctest release "ctest: plain"
    # The kernels once more as a lesser processor would run them.
    PGMIRAGE_CPU=aesni run_ctest release "ctest: plain, without AVX-512" -L 'unit|isa|golden'
    PGMIRAGE_CPU=portable run_ctest release "ctest: plain, portable kernels" -L 'unit|isa|golden'
    run_scripts plain "$PWD/build/release/pgmirage"
fi
if ! $quick; then
    if build asan; then
        # LeakSanitizer cannot follow Criterion's forked tests; plain programs are searched for leaks.
        ASAN_OPTIONS=detect_leaks=0 run_ctest asan "ctest: AddressSanitizer and UBSan" -LE 'stress|fuzz'
        ASAN_OPTIONS=detect_leaks=1 run_ctest asan "ctest: the same, with leaks" -L 'stress|fuzz'
        ASAN_OPTIONS=detect_leaks=1 run_scripts asan "$PWD/build/asan/pgmirage"
    fi
    if build tsan; then
        TSAN_OPTIONS=halt_on_error=1 run_ctest tsan "ctest: ThreadSanitizer" -L stress
    fi
fi

section "done"
[ "$skipped" -eq 0 ] || echo "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
