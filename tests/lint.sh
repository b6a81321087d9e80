#!/usr/bin/env bash
# What the compiler does not see: where files lie, how long and how formatted they are. One line a
# rule, `ok` or `not ok` with the offenders.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0

# rule NAME OFFENDERS: a rule holds when there are none
rule() {
    if [ -z "$2" ]; then
        echo "ok lint.$1"
    else
        echo "not ok lint.$1: $(tr '\n' ' ' <<<"$2" | cut -c1-600)"
        failed=1
    fi
}

mapfile -t sources < <(find engine include tests bench -name '*.[ch]' -not -path '*/corpus/*' 2>/dev/null | sort)
mapfile -t engine < <(find engine -name '*.[ch]' | sort)
mapfile -t scripts < <(find bench tests .ci -name '*.sh' -o -path '.ci/run' | sort)

rule no_include_across_folders "$(grep -nE '#include[[:space:]]+"[^"]*/' "${engine[@]}" || true)"
rule file_names_unique "$(printf '%s\n' "${sources[@]}" | grep -E '^(engine|include)/' | grep -v placeholder.c | xargs -n1 basename | sort | uniq -d)"
rule files_at_most_600_lines "$(wc -l "${sources[@]}" "${scripts[@]}" | awk '$2 != "total" && $1 > 600 {print $2 " (" $1 ")"}')"
rule no_trailing_blanks "$(grep -nE '[[:blank:]]+$' "${sources[@]}" "${scripts[@]}" | cut -d: -f1,2 || true)"
rule files_open_with_a_comment "$(for file in "${sources[@]}"; do head -c 2 "$file" | grep -qE '^/[*/]' || echo "$file"; done)"
rule no_unfinished_marks "$(grep -nwE 'TO''DO|FIX''ME|XX''X:' "${sources[@]}" "${scripts[@]}" | cut -d: -f1,2 || true)"
rule no_sleeping_in_the_engine "$(grep -nE '\b(sleep|usleep|nanosleep)[[:space:]]*\(' "${engine[@]}" | cut -d: -f1,2 || true)"
rule shell_syntax "$(for file in "${scripts[@]}"; do bash -n "$file" 2>&1; done)"

if command -v clang-format-14 >/dev/null; then
    rule formatted "$(clang-format-14 --dry-run "${sources[@]}" 2>&1 | grep -oE '^[^: ]+\.[ch]:[0-9]+:' | cut -d: -f1 | sort -u || true)"
else
    echo "skip lint.formatted: clang-format-14 is not installed"
fi
if command -v shellcheck >/dev/null; then
    rule shellcheck "$(shellcheck -x -S warning "${scripts[@]}" 2>&1 | grep -E '^In ' || true)"
else
    echo "skip lint.shellcheck: shellcheck is not installed"
fi
exit $failed
