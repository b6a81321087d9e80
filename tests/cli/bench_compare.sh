#!/usr/bin/env bash
# bench/harness/compare.py fails where a ratio got worse beyond its tolerance, and only there.
. "$(dirname "$0")/../support/lib.sh"

if [ "$PGMIRAGE_TEST_KIND" = asan ]; then
    skip all "it runs no program of ours"
    finish
fi
compare=$PROJECT/bench/harness/compare.py

# result FILE RATIO PEER WALL: a result with one figure that should be small and one that should be large
result() {
    cat >"$TMP/$1.json" <<JSON
{"main": [{"name": "floor", "runs": [{"wall_s": $4}]}],
 "verdict": [{"figure": "ours to the floor", "must": 1.15, "aim": 1.0, "measured": $2},
             {"figure": "peer to ours", "must": 8, "aim": 15, "measured": $3},
             {"figure": "never measured", "must": 1, "aim": 1, "verdict": "not measured"}]}
JSON
}
result old 1.00 10.0 5
result slower_machine 1.00 10.0 50
result a_little_worse 1.10 9.0 5
result better 0.50 20.0 5
result worse 1.20 10.0 5
result peer_closer 1.00 8.0 5
sed '/peer to ours/d' "$TMP/old.json" >"$TMP/lost.json"

sed 's/{"figure": "peer to ours".*}/{"figure": "peer to ours", "must": 8, "aim": 15, "verdict": "left out"}/' "$TMP/old.json" >"$TMP/left_out.json"

for name in left_out old slower_machine a_little_worse better; do
    check "$name" python3 -B "$compare" "$TMP/old.json" "$TMP/$name.json"
done
for name in worse peer_closer lost; do
    check_fails "$name" 1 python3 -B "$compare" "$TMP/old.json" "$TMP/$name.json"
done
check_equal says_which "worse: ours to the floor: 1.00 before, 1.20 now" \
    "$(python3 -B "$compare" "$TMP/old.json" "$TMP/worse.json" | grep ^worse)"
check_fails usage 1 python3 -B "$compare" "$TMP/old.json"
finish
