#!/usr/bin/env bash
# README, --help and the manual say the same.
. "$(dirname "$0")/../support/lib.sh"
cd "$PROJECT" || exit

between() { sed -n "/^<!-- $1:/,/^<!-- \/$1/p" README.md | sed '1d;$d'; }
"$PGMIRAGE_BIN" masks --format markdown >"$TMP/masks"
between masks >"$TMP/readme.masks"
check_same table_of_masks "$TMP/masks" "$TMP/readme.masks"

"$PGMIRAGE_BIN" --help | sed -n '/^Verbs:/,/^$/s/^  \([a-z]*\) .*/\1/p' >"$TMP/verbs"
check verbs_are_listed test "$(wc -l <"$TMP/verbs")" -ge 6
while read -r verb; do "$PGMIRAGE_BIN" "$verb" --help; done <"$TMP/verbs" >"$TMP/help"
unknown=
while read -r option; do
    grep -qwF -- "$option" "$TMP/help" || unknown+="$option "
done < <(grep -v '^cmake' README.md | grep -oE '(^|[ `(])--[a-z][a-z-]+' | grep -oE -- '--[a-z-]+' | sort -u |
    grep -vxE -- '--preset|--build|--install|--prefix|--version')
check_empty options_of_the_readme "$unknown"

# The manual is printed from the same table: each option of --help is in it, and none besides.
options() { grep -oE -- '--[a-z][a-z-]+' | sort -u; }
"$PGMIRAGE_BIN" dump --help | options >"$TMP/help.options"
"$PGMIRAGE_BIN" help --man | sed 's/\\-/-/g' | options >"$TMP/man.options"
check_empty options_of_the_manual "$(comm -23 "$TMP/help.options" "$TMP/man.options")"

for code in 0 1 2 3 130; do
    check "exit_code_$code" grep -qE "^\| ${code}[ ,|]" README.md
done
for file in $(grep -oE '\]\([a-zA-Z/._-]+\)' README.md | tr -d '()]'); do
    check "link_$file" test -e "$file"
done
for command in 'bash bench/demo.sh' 'bash tests/run.sh'; do
    check "command_${command##*/}" grep -qxE "$command +#.*" README.md
done
finish
