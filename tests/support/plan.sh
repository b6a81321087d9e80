# shellcheck shell=bash
# For the tests of rules against a database (tests/pg/plan_*.sh): one schema `s` of a source database,
# made anew for each case, and a target that an archive is restored into. To be sourced after lib.sh.
#
#   tables "CREATE TABLE ..."; rules "tables: ..."
#   refused NAME STATUS TEXT...    ends with it, says each text, and writes nothing
#   carries NAME [OPTION...]       dumps and restores, with no message from pg_restore -j2

plan_start() {
    role_reader
    new_database plan_source
    new_database plan_target
    PGMIRAGE_KEY=$("$PGMIRAGE_BIN" keygen)
    export PGMIRAGE_KEY
}

plan_end() {
    drop_database plan_source
    drop_database plan_target
    finish
}

empty_schema() { # empty_schema DATABASE
    PGOPTIONS="$PGOPTIONS -c client_min_messages=error" sql "$1" "DROP SCHEMA IF EXISTS s CASCADE"
}

tables() {
    empty_schema plan_source
    sql plan_source "CREATE SCHEMA s; SET search_path = s, public; $1" >/dev/null
}

rules() { printf 'version: 1\n%s\n' "$1" >"$TMP/rules.yaml"; }

plan_dump() { # plan_dump [OPTION...]
    rm -rf "$TMP/archive"
    "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo plan_source)" -f "$TMP/archive" -Z none "$@" >"$TMP/dump.log" 2>&1
}

# missing_texts TEXT...: which of them the last dump did not say. Lines are joined: messages wrap.
missing_texts() {
    local text said
    said=$(tr -s ' \n' ' ' <"$TMP/dump.log")
    for text; do
        [[ $said == *"$text"* ]] || echo "\"$text\" is missing in: $(grep -v '^$' <<<"$said" | cut -c1-300)"
    done
}

refused() {
    local name=$1 wanted=$2 status=0
    shift 2
    plan_dump || status=$?
    if [ "$status" -ne "$wanted" ]; then
        not_ok "$name" "exit $status, not $wanted: $(head -n 4 "$TMP/dump.log" | tr '\n' ' ' | cut -c1-300)"
    elif [ -e "$TMP/archive" ]; then
        not_ok "$name" "it left something behind"
    else
        check_empty "$name" "$(missing_texts "$@")"
    fi
}

dump_and_restore() {
    if ! plan_dump "$@"; then
        cat "$TMP/dump.log"
        return 1
    fi
    empty_schema plan_target
    restore plan_target "$TMP/archive" -j2
}

carries() {
    local name=$1
    shift
    check "$name" dump_and_restore "$@"
}

# The same query of both databases, in schema s
before() { sql plan_source "SET search_path = s, public; $1"; }
after() { sql plan_target "SET search_path = s, public; $1"; }
