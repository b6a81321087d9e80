# shellcheck shell=bash
# For the shell tests (tests/cli/*.sh, tests/pg/*.sh): cases, databases and roles. To be sourced
# first. A script prints one line a case, `ok NAME`, `not ok NAME: why` or `skip NAME: why`, and
# ends with `finish`. It runs under tests/run.sh, or alone, and then starts a server of its own.
#
#   PGMIRAGE_BIN           the program under test            (alone: build/release/pgmirage)
#   PGMIRAGE_TEST_CLUSTER  conninfo of the private server, as its superuser
#   PGMIRAGE_TEST_TMP      a folder for the tests' files, which user postgres may pass
#   PGMIRAGE_TEST_KIND     plain or asan: a slow build may do with smaller data
set -euo pipefail

PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
TEST_NAME=$(basename "$0" .sh)
FAILED=0

# shellcheck source=bench/cluster.sh
. "$PROJECT/bench/cluster.sh"

PATH=$(cluster_bindir):$PATH # pg_dump of the newest server, not of a wrapper
export PGMIRAGE_BIN=${PGMIRAGE_BIN:-$PROJECT/build/release/pgmirage}
export PGMIRAGE_TEST_KIND=${PGMIRAGE_TEST_KIND:-plain}
export PGOPTIONS='-c client_min_messages=warning'
# Known to everybody, guards nothing: under one key a test meets the same fakes in every run, and the
# few that happen to equal somebody's original cannot come and go.
# shellcheck disable=SC2034 # for the scripts
TEST_KEY=pgm1_Ucz7reQrYVzE7glGytLrrrHIGs-yQNtvd1Xa63HlTzo
unset PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGSERVICE PGMIRAGE_KEY

if [ -z "${PGMIRAGE_TEST_CLUSTER:-}" ]; then
    PGMIRAGE_TEST_TMP=$(mktemp -d "${TMPDIR:-/tmp}/pgmirage-test.XXXXXX")
    chmod 0711 "$PGMIRAGE_TEST_TMP"
    cluster_start "$PGMIRAGE_TEST_TMP/pg"
    export PGMIRAGE_TEST_TMP PGMIRAGE_TEST_CLUSTER=$CLUSTER_CONNINFO
    test_end() {
        cluster_stop "$PGMIRAGE_TEST_TMP/pg"
        rm -rf "$PGMIRAGE_TEST_TMP"
    }
else
    test_end() { rm -rf "$TMP"; }
fi
TMP=$(mktemp -d "$PGMIRAGE_TEST_TMP/$TEST_NAME.XXXXXX")
chmod 0711 "$TMP" # for servers of the test's own
trap test_end EXIT

# Cases ------------------------------------------------------------------------------------------
ok() { echo "ok $TEST_NAME.$1"; }
not_ok() {
    echo "not ok $TEST_NAME.$1: $2"
    FAILED=$((FAILED + 1))
}
skip() { echo "skip $TEST_NAME.$1: $2"; }

# check NAME COMMAND...: ok when it succeeds; otherwise the end of what it said is the reason.
check() {
    local name=$1 status=0
    shift
    "$@" >"$TMP/check.log" 2>&1 || status=$?
    if [ "$status" -eq 0 ]; then
        ok "$name"
    else
        not_ok "$name" "exit $status: $(tail -n 4 "$TMP/check.log" | tr '\n' ' ' | cut -c1-400)"
    fi
}

# check_fails NAME STATUS COMMAND...: ok when it ends with that exit status.
check_fails() {
    local name=$1 wanted=$2 status=0
    shift 2
    "$@" >"$TMP/check.log" 2>&1 || status=$?
    if [ "$status" -eq "$wanted" ]; then
        ok "$name"
    else
        not_ok "$name" "exit $status, not $wanted: $(tail -n 3 "$TMP/check.log" | tr '\n' ' ' | cut -c1-400)"
    fi
}

# check_equal NAME WANTED GOT
check_equal() {
    if [ "$2" = "$3" ]; then
        ok "$1"
    else
        not_ok "$1" "wanted $(head -c 150 <<<"$2" | tr '\n' ' '), got $(head -c 150 <<<"$3" | tr '\n' ' ')"
    fi
}

# check_same NAME FILE FILE
check_same() {
    if cmp -s "$2" "$3"; then
        ok "$1"
    else
        not_ok "$1" "$(diff "$2" "$3" | head -n 4 | tr '\n' ' ' | cut -c1-400)"
    fi
}

# check_empty NAME TEXT: TEXT lists what is wrong
check_empty() {
    if [ -z "$2" ]; then ok "$1"; else not_ok "$1" "$(head -n 3 <<<"$2" | tr '\n' ' ' | cut -c1-400)"; fi
}

finish() { exit $((FAILED > 0)); }

# Databases --------------------------------------------------------------------------------------
conninfo() { echo "$PGMIRAGE_TEST_CLUSTER dbname=$1"; }
# What the program is given: an ordinary role that may read (role_reader).
reader_conninfo() { echo "$PGMIRAGE_TEST_CLUSTER dbname=$1 user=mirage_reader"; }

# sql DATABASE QUERY: rows, unaligned, columns by |
sql() { psql -XAtq -v ON_ERROR_STOP=1 -d "$(conninfo "$1")" -c "$2"; }
sql_file() {
    local database=$1 file=$2
    shift 2
    psql -Xq -v ON_ERROR_STOP=1 -d "$(conninfo "$database")" -f "$file" -o /dev/null "$@"
}

# new_database NAME [CREATE DATABASE options]
new_database() {
    sql postgres "DROP DATABASE IF EXISTS \"$1\"" && sql postgres "CREATE DATABASE \"$1\" ${2:-}"
}
drop_database() { sql postgres "DROP DATABASE IF EXISTS \"$1\""; }

# The least privilege that reads everything; no superuser.
role_reader() {
    sql postgres "DO \$\$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mirage_reader') THEN
            CREATE ROLE mirage_reader LOGIN BYPASSRLS;
            GRANT pg_read_all_data TO mirage_reader;
        END IF; END \$\$"
}

# The shop at the run's scale, made once a server and left for the next script.
shop_database() {
    [ "$(sql postgres "SELECT count(*) FROM pg_database WHERE datname = 'shop'")" = 0 ] || return 0
    new_database shop_loading
    sql_file shop_loading "$PROJECT/bench/shop.sql" -v scale="${1:-0.02}"
    sql postgres "ALTER DATABASE shop_loading RENAME TO shop"
}

# digests DATABASE: for every table its name, number of rows and a sum over its rows that does not
# depend on their order; for every sequence its state. Leaves of a table that is partitioned by the
# hash of an enum are taken together: which leaf holds a row depends on the labels' oids.
digests() {
    psql -XAtq -v ON_ERROR_STOP=1 -d "$(conninfo "$1")" <<'SQL'
CREATE TEMPORARY TABLE apart AS
    SELECT partrelid AS oid FROM pg_partitioned_table AS p
    WHERE partstrat = 'h' AND EXISTS (SELECT FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = atttypid
                                      WHERE attrelid = partrelid AND attnum = ANY (partattrs) AND typtype = 'e');
SELECT format('SELECT %L, count(*), sum((''x'' || left(md5(t::text), 16))::bit(64)::bigint::numeric) FROM %s %s AS t',
              translate(oid::regclass::text, E'\n', ' '), CASE relkind WHEN 'r' THEN 'ONLY' ELSE '' END, oid::regclass)
FROM pg_class AS c
WHERE (relkind IN ('r', 'm') AND relispopulated AND NOT EXISTS (SELECT FROM pg_partition_ancestors(c.oid) AS up(relid) JOIN apart ON apart.oid = up.relid)
       OR oid IN (SELECT oid FROM apart))
  AND relpersistence <> 't' AND relnamespace::regnamespace::text NOT LIKE 'pg\_%' AND relnamespace::regnamespace::text <> 'information_schema'
ORDER BY oid::regclass::text COLLATE "C" \gexec
SELECT format('SELECT %L, last_value, is_called FROM %s', oid::regclass::text, oid::regclass)
FROM pg_class WHERE relkind = 'S' ORDER BY oid::regclass::text COLLATE "C" \gexec
SQL
}

# restore DATABASE ARCHIVE [pg_restore options]: into an empty database; any message is a failure
restore() {
    local database=$1 archive=$2
    shift 2
    if ! pg_restore -d "$(conninfo "$database")" "$@" "$archive" >"$TMP/restore.log" 2>&1 ||
        [ -s "$TMP/restore.log" ]; then
        head -n 5 "$TMP/restore.log"
        return 1
    fi
}

# manifest_checksums ARCHIVE: table and checksum, one a line, sorted
manifest_checksums() {
    MANIFEST=$1/pgmirage.json psql -XAtq -d "$(conninfo postgres)" <<'SQL' | sort
\set manifest `cat "$MANIFEST"`
SELECT t ->> 'table', t ->> 'checksum' FROM json_array_elements((:'manifest')::json -> 'tables') AS t;
SQL
}
