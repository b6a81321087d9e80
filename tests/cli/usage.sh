#!/usr/bin/env bash
# What the program says to right and wrong command lines, by exit code and by word.
. "$(dirname "$0")/../support/lib.sh"

# run ARGUMENT...: output in $out, messages in $err, exit code in $status
run() {
    status=0
    "$PGMIRAGE_BIN" "$@" >"$TMP/out" 2>"$TMP/err" </dev/null || status=$?
    out=$(<"$TMP/out") err=$(<"$TMP/err")
}

# refuses NAME WORDS ARGUMENT...: exit code 2, the words among the messages, nothing else printed
refuses() {
    local name=$1 words=$2
    shift 2
    run "$@"
    if [ "$status" -ne 2 ]; then
        not_ok "$name" "exit $status, not 2"
    elif [ -n "$out" ]; then
        not_ok "$name" "it wrote to standard output"
    elif [[ $err != *"$words"* ]]; then
        not_ok "$name" "no \"$words\" in: $(head -c 300 <<<"$err" | tr '\n' ' ')"
    else
        ok "$name"
    fi
}

refuses no_verb "Usage:"
refuses unknown_verb "did you mean dump? The verbs are dump, " dmup
refuses conninfo_as_verb "error: a verb is needed first" postgres://ann:hunter2@localhost/shop
refuses unknown_option "hint: did you mean --rules?" dump --ruls x
refuses no_rules "error: --rules FILE is needed" dump -f "$TMP/new"
refuses no_output "error: --file DIR is needed" dump -r rules.yaml
refuses twice "error: --jobs is given twice" dump -j 1 -j 2
refuses range "error: --jobs takes a whole number from 1 to 255" dump -j 0
refuses unknown_mask "hint: did you mean email?" masks emial
refuses unknown_shell "SHELL takes one of bash|zsh|fish" completion ksh
refuses quiet_and_verbose "exclude each other" dump -qv -r rules.yaml -f "$TMP/new"
check "refusals_write_nothing" test ! -e "$TMP/new"

run dump -r "$TMP/none.yaml" -f "$TMP/new" -d "postgres://ann:hunter2@localhost:1/shop"
check_equal password_is_seen 1 "$(grep -c 'warning: the connection string on the command line carries a password' "$TMP/err")"
check_empty password_is_not_repeated "$(grep hunter2 "$TMP/err" "$TMP/out" || true)"
check_equal missing_rules_are_bad_usage 2 "$status"

for word in --version -V version; do
    run $word
    check_equal "version_by_$word" "0 pgmirage" "$status ${out% *}"
done
run version
check_equal "output_that_cannot_be_written" 1 "$("$PGMIRAGE_BIN" version >/dev/full 2>/dev/null || echo $?)"

# Each option of the help is taken by the parser, which then wants its value or what is required.
bad=
while read -r option; do
    run dump "$option"
    case $err in
    *"unknown option"*) bad+="$option " ;;
    esac
done < <("$PGMIRAGE_BIN" dump --help | grep -oE '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+')
check_empty help_and_parser_agree "$bad"

"$PGMIRAGE_BIN" help dump >"$TMP/help"
"$PGMIRAGE_BIN" dump --help >"$TMP/dump"
check_same help_verb_is_verb_help "$TMP/help" "$TMP/dump"

# Keys
(umask 022 && "$PGMIRAGE_BIN" keygen >"$TMP/key")
check_equal key_is_for_its_owner 600 "$(stat -c %a "$TMP/key")"
check_equal key_is_one_line 1 "$(grep -cE '^pgm1_[A-Za-z0-9_-]{43}$' "$TMP/key")"
check_equal keys_differ 2 "$({ cat "$TMP/key" && "$PGMIRAGE_BIN" keygen; } | sort -u | wc -l)"
: >"$TMP/other" && echo kept >"$TMP/other" && chmod 644 "$TMP/other"
"$PGMIRAGE_BIN" keygen >>"$TMP/other"
check_equal mode_of_a_used_file_stays 644 "$(stat -c %a "$TMP/other")"
check_fails key_is_never_replaced 1 "$PGMIRAGE_BIN" keygen --file "$TMP/key"
finish
