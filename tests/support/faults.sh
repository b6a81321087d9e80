# shellcheck shell=bash
# For the tests of how runs end (tests/pg/faults_*.sh): a database that takes long to read, dumps in
# the background, and what must hold behind each that failed. To be sourced behind lib.sh.
#
#   slow_database shop_slow
#   begin rows -d "$(conninfo shop_slow)" --rate-limit 4    # $DUMP, $TMP/rows.out, $TMP/rows.err
#   await_phase rows rows                                   # an observable moment, never a sleep
#   kill -INT "$DUMP"
#   ended rows 130 5 'interrupted'                          # status, seconds since, message

cat >"$TMP/keep.yaml" <<'YAML'
version: 1
unlisted: {table: keep, column: keep}
YAML

# slow_database NAME [MEGABYTES]: one table of about that size, five of a megabyte
slow_database() {
    new_database "$1"
    psql -Xq -v ON_ERROR_STOP=1 -v megabytes="${2:-48}" -d "$(conninfo "$1")" <<'SQL'
CREATE TABLE big (id int PRIMARY KEY, note text);
INSERT INTO big SELECT i, repeat(md5(i::text), 60) FROM generate_series(1, 512 * :megabytes) AS i;
SELECT format('CREATE TABLE small_%s (id int PRIMARY KEY, note text)', n),
       format('INSERT INTO small_%s SELECT i, repeat(md5(i::text), 60) FROM generate_series(1, 512) AS i', n)
FROM generate_series(1, 5) AS n \gexec
SQL
}

# await SECONDS COMMAND...: false when it has not succeeded by then
await() {
    local until=$((SECONDS + $1 + 1))
    shift
    until "$@" >/dev/null 2>&1; do
        if [ "$SECONDS" -ge "$until" ]; then
            echo "awaited in vain: $*" >&2
            return 1
        fi
        sleep 0.02
    done
}

now_ms() { echo $((${EPOCHREALTIME/./} / 1000)); }

# begin NAME OPTION...: a dump in the background, by $RULES. $DUMP is its pid, $TMP/NAME.d its folder.
begin() {
    local name=$1
    shift
    rm -rf "$TMP/$name.d" "$TMP/$name.err"
    # The shell starts background commands with SIGINT ignored.
    env --default-signal=INT "$PGMIRAGE_BIN" dump --rules "${RULES:-$TMP/keep.yaml}" --progress json -Z none \
        -f "$TMP/$name.d" "$@" >"$TMP/$name.out" 2>"$TMP/$name.err" &
    DUMP=$!
    STARTED_MS=$(now_ms)
}

# await_phase NAME PHASE: the dump says so on its standard error
await_phase() { await 20 grep -q "\"phase\":\"$2\"" "$TMP/$1.err"; }
# await_bytes NAME BYTES: that much was written to its folder
await_bytes() { await 20 eval "[ \"\$(du -sb '$TMP/$1.d' | cut -f1)\" -ge $2 ]"; }

is_gone() { ! kill -0 "$1"; }

# collect PID SECONDS: sets STATUS, and ELAPSED_MS since STARTED_MS; a run that hangs is killed.
collect() {
    STATUS=0
    if ! await "$2" is_gone "$1"; then
        kill -KILL "$1"
        wait "$1" || true
        STATUS=hangs
    else
        wait "$1" || STATUS=$?
    fi
    ELAPSED_MS=$(($(now_ms) - STARTED_MS))
}

# finished_in FOLDER: what of it would pass for an archive
finished_in() { [ ! -d "$1" ] || find "$1" -name 'toc.dat*' -o -name pgmirage.json; }

# What the dump said, without the progress.
messages() { grep -v '^{"seconds"' "$TMP/$1.err" || true; }

# ended NAME STATUS SECONDS MESSAGE [PID]: it ends so within the time since STARTED_MS, says MESSAGE
# (a pattern), and leaves nothing behind. One case.
ended() {
    local name=$1 wanted=$2 limit=$3 message=$4 pid=${5:-$DUMP} left
    collect "$pid" $((limit + 15))
    left=$(finished_in "$TMP/$name.d")
    if [ "$STATUS" != "$wanted" ]; then
        not_ok "$name" "exit $STATUS, not $wanted: $(messages "$name" | tail -n 3 | tr '\n' ' ' | cut -c1-300)"
    elif [ "$ELAPSED_MS" -gt $((limit * 1000)) ]; then
        not_ok "$name" "it took $ELAPSED_MS ms: $(messages "$name" | tail -n 3 | tr '\n' ' ' | cut -c1-300)"
    elif [ -n "$left" ]; then
        not_ok "$name" "left behind: $left"
    elif [ -e "$TMP/$name.d" ]; then
        not_ok "$name" "the folder stayed: $(find "$TMP/$name.d" | head -n 3 | tr '\n' ' ')"
    elif ! messages "$name" | grep -qE -- "$message"; then
        not_ok "$name" "no such message: $(messages "$name" | tail -n 3 | tr '\n' ' ' | cut -c1-300)"
    elif messages "$name" | grep -qE 'AddressSanitizer|LeakSanitizer|runtime error'; then
        not_ok "$name" "$(messages "$name" | grep -E 'Sanitizer|runtime error' | head -n 2 | tr '\n' ' ')"
    else
        ok "$name"
    fi
}

# sessions DATABASE: how many of ours, pg_dump's included, the server still has
sessions() { sql postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = '$1' AND application_name IN ('pgmirage', 'pg_dump')"; }
no_sessions() { [ "$(sessions "$1")" = 0 ]; }
has_sessions() { [ "$(sessions "$1")" -ge "$2" ]; }

# compile NAME: support/NAME.c -> $TMP/NAME
compile() { "$(command -v gcc || command -v clang || command -v clang-14)" -std=gnu17 -O1 -Wall -o "$TMP/$1" "$PROJECT/tests/support/$1.c"; }
