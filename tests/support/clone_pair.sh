# shellcheck shell=bash
# For the tests of what clones are (tests/pg/clone_*.sh): a second private server beside the test's
# own, which serves as the source. To be sourced behind lib.sh.
#
#   clone_start [SETTING=VALUE]...      starts the target's server
#   there sql shop "SELECT 1"           any function of lib.sh, on the target's server
#   clone shop copy OPTION...           source database, target database; by $RULES
#   says NAME TEXT                      the last case's messages hold TEXT
#   same_databases NAME A B             rows, sequences and schema of A here and B there are equal

cat >"$TMP/keep.yaml" <<'YAML'
version: 1
unlisted: {table: keep, column: keep}
YAML
CLONE_FOLDER=
CLONE_TARGET=

clone_start() {
    local pipe=${CLUSTER_PIPE:-}
    CLONE_FOLDER=$(mktemp -d "$PGMIRAGE_TEST_TMP/clone.XXXXXX")
    chmod 0711 "$CLONE_FOLDER"
    cluster_start "$CLONE_FOLDER/pg" "$@"
    CLONE_TARGET=$CLUSTER_CONNINFO
    CLUSTER_PIPE=$pipe
    trap clone_stop EXIT
    role_reader
    there role_reader
}

clone_stop() {
    cluster_remove "$CLONE_FOLDER/pg"
    rm -rf "$CLONE_FOLDER"
    test_end
}

there() {
    PGMIRAGE_TEST_CLUSTER=$CLONE_TARGET "$@"
}

clone() {
    local source=$1 target=$2
    shift 2
    "$PGMIRAGE_BIN" clone --rules "${RULES:-$TMP/keep.yaml}" --source "$(reader_conninfo "$source")" \
        --target "$(there conninfo "$target")" -j 2 "$@"
}

# Lines are joined: messages wrap.
says() {
    check_empty "$1" "$(tr -s ' \n' ' ' <"$TMP/check.log" | grep -qF -- "$2" || cat "$TMP/check.log")"
}

schema_of() { pg_dump -s -d "$(conninfo "$1")" "${@:2}" | grep -vE '^\\(un)?restrict '; }

same_databases() {
    local name=$1 here=$2 copy=$3
    digests "$here" >"$TMP/$name.rows"
    there digests "$copy" >"$TMP/$name.rows.copy"
    schema_of "$here" >"$TMP/$name.schema"
    there schema_of "$copy" >"$TMP/$name.schema.copy"
    check_same "${name}_rows" "$TMP/$name.rows" "$TMP/$name.rows.copy"
    check_same "${name}_schema" "$TMP/$name.schema" "$TMP/$name.schema.copy"
    check "${name}_not_empty" test -s "$TMP/$name.rows"
}

# databases PATTERN: names on the target's server that are like it
databases() { there sql postgres "SELECT datname FROM pg_database WHERE datname LIKE '$1' ORDER BY 1"; }
