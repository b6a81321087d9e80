#!/usr/bin/env bash
# What a nightly job needs: one JSON object a line, exit codes, a lock, metrics that say how it went.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"
# shellcheck source=tests/support/clone_faults.sh
. "$PROJECT/tests/support/clone_faults.sh"

leave() {
    { kill "$DUMP" || true; } 2>/dev/null
    for database in $(left_databases "$PGMIRAGE_TEST_CLUSTER" nightly) nightly nightly_source; do
        sql postgres "DROP DATABASE IF EXISTS \"$database\" WITH (FORCE)"
    done
    test_end
}
trap leave EXIT
DUMP=
clone_source "$PGMIRAGE_TEST_CLUSTER" nightly_source 500
SOURCE_DB=$(conninfo nightly_source)
TARGET_DB=$(conninfo nightly)

# lines FILE...: each line as JSON, what differs from run to run blanked out; a line that is none is told
lines() {
    python3 - "$@" <<'PY'
import json
import re
import sys

for path in sys.argv[1:]:
    for line in open(path):
        try:
            record = json.loads(line)
        except ValueError:
            print("no JSON:", line.strip())
            continue
        if "phase" in record:
            continue
        for name in ("time", "seconds", "cpu_seconds", "peak_memory_bytes", "server", "pg_dump", "snapshot", "lsn", "bytes_written"):
            if name in record:
                record[name] = type(record[name]).__name__
        text = json.dumps(record)
        print(re.sub(r"nightly_pgmirage_\w+", "nightly_pgmirage_TIME", text).replace(sys.argv[1].rsplit("/", 1)[0] + "/", ""))
PY
}
said() { lines "$TMP/$1.out" "$TMP/$1.err" >"$TMP/got"; }
metric() { sed -n "s/^pgmirage_clone_$1{target=\"nightly\"} //p" "$TMP/clone.prom"; }

clone good --log-format json --metrics-file "$TMP/clone.prom"
cloned good 0
said good
golden='{"time": "str", "level": "info", "event": "summary", "verb": "clone", "output": "nightly", "tables": 6, "rows": 1700, "bytes_read": BYTES, "bytes_written": "int", "seconds": "float", "cpu_seconds": "float", "peak_memory_bytes": "int", "server": "str", "pg_dump": "str", "snapshot": "str", "lsn": "str", "key": "kept (key file): the same values give the same fakes in every run", "kept_columns": ["a.b.c.id", "a.b.c.t", "a.b.c.id", "a.b.c.t", "public.empty.id", "public.visits.id", "public.visits.at"], "tables_without_rows": [], "notes": []}'
check_equal summary "$golden" "$(sed -E 's/"bytes_read": [0-9]+/"bytes_read": BYTES/' "$TMP/got")"
check_equal metrics_of_success '1 0 1700' "$(metric success) $(metric exit_code) $(metric rows)"

# Findings: each with its place, all at once; exit code 3.
cp "$TMP/clone.yaml" "$TMP/rules"
sed -i '/^unlisted/d' "$TMP/clone.yaml"
clone unfit --log-format json --metrics-file "$TMP/clone.prom"
cloned unfit 3
said unfit
check_equal findings_are_lines 0 "$(grep -vc '"event": "\(finding\|end\)"' "$TMP/got")"
check finding_has_an_object grep -q '"level": "error", "event": "finding", "object": "public.empty", "message": "the rules do not list this table"}' "$TMP/got"
check_equal end '{"time": "str", "level": "error", "event": "end", "message": "the rules do not fit this database; nothing was written", "exit_code": 3}' "$(tail -n 1 "$TMP/got")"
check_equal metrics_of_failure '0 3' "$(metric success) $(metric exit_code)"
cp "$TMP/rules" "$TMP/clone.yaml"

# An error with its hint; a check that fails; usage.
echo 'SELECT false' >"$TMP/false.sql"
clone unverified --log-format json --verify-sql "$TMP/false.sql"
cloned unverified 4
said unverified
check_equal error_with_hint '{"time": "str", "level": "error", "event": "end", "message": "false.sql: statement 1 gave a row that is not true (row 1); the old database serves on", "hint": "nightly_pgmirage_TIME is unfinished and stays: --resume takes it up where the key was kept, `pgmirage clone --clean` drops it; nightly is as it was", "exit_code": 4}' "$(cat "$TMP/got")"
clone usage --log-format json --resume --no-such-option
cloned usage 2
said usage
check usage_is_json grep -q '"event": "end", "message": "unknown option' "$TMP/got"
(unset SOURCE_DB && SOURCE_DB="$(conninfo nightly_source) password=sesame" && clone warned --log-format json --clean)
said warned
check warning grep -q '"level": "warning", "event": "warning", "message": "the connection string on the command line carries a password' "$TMP/got"
check_empty no_password "$(grep sesame "$TMP/got" || true)"

# The other verbs that connect.
for verb in dump check preview init snapshot; do
    check "${verb}_has_it" grep -q -- '--log-format' <("$PGMIRAGE_BIN" "$verb" --help)
done
STATUS=0
"$PGMIRAGE_BIN" snapshot -d "host=$TMP/nowhere dbname=x" --log-format json >"$TMP/lost.out" 2>"$TMP/lost.err" || STATUS=$?
said lost
check lost_server_is_json grep -q '"level": "error", "event": "end", "message": ' "$TMP/got"

# Two at once: the second one ends, the first one goes on.
clone_begin first --rate-limit 1
locked() { [ "$(sql postgres "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")" -gt 0 ]; }
await 20 locked
clone second
cloned second 1 'another clone to nightly is running'
clone elsewhere --maintenance-db nightly_source # an advisory lock is one database's
cloned elsewhere 1 'another clone to nightly is running'
clone clean_elsewhere --clean --maintenance-db nightly_source
cloned clean_elsewhere 1 'another clone to nightly is running'
collect "$DUMP" 60
cloned first 0
finish
