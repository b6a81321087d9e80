#!/usr/bin/env bash
# The completion scripts: bash's is tried here; the others where their shells are installed.
. "$(dirname "$0")/../support/lib.sh"

for shell in bash zsh fish; do
    "$PGMIRAGE_BIN" completion $shell >"$TMP/$shell"
    if command -v $shell >/dev/null; then
        check "${shell}_syntax" $shell -n "$TMP/$shell"
    else
        skip "${shell}_syntax" "$shell is not installed"
    fi
done

# shellcheck disable=SC1091 # made above
. "$TMP/bash"
compopt() { :; } # wants a running completion

# completes NAME WANTED WORD...: the words that complete the last one
completes() {
    local name=$1 wanted=$2
    shift 2
    COMP_WORDS=(pgmirage "$@")
    COMP_CWORD=$#
    _pgmirage || true
    check_equal "bash_$name" "$wanted" "${COMPREPLY[*]:-}"
}
completes verb "dump" d
completes verbs "dump check preview init clone snapshot import masks keygen completion help version --help --version" ""
completes option "--split-tables-larger-than" dump --sp
completes value "uring" dump --io u
completes value_behind_equals "uring" dump --io = u
completes all_values_behind_equals "auto uring pwrite" dump --io =
completes free_value "" dump --port ""
completes mask "email" masks emai
completes topic "keygen" help k
completes shell "bash zsh fish --help --version" completion ""
touch "$TMP/rules.yaml"
mkdir "$TMP/rules.d"
completes file "$TMP/rules.yaml" dump -r "$TMP/rules.y"
completes folder "$TMP/rules.d" dump --presets "$TMP/rules"

# complete_with SHELL LINE: what the shell itself proposes
if command -v fish >/dev/null; then
    check_equal fish_option "--split-tables-larger-than" \
        "$(HOME=$TMP fish --no-config -c "source $TMP/fish; complete -C 'pgmirage dump --sp'" | cut -f1)"
    check_equal fish_value "auto pwrite uring" \
        "$(HOME=$TMP fish --no-config -c "source $TMP/fish; complete -C 'pgmirage dump --io '" | cut -f1 | sort | xargs)"
else
    skip fish_option "fish is not installed"
fi
finish
