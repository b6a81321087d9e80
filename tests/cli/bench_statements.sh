#!/usr/bin/env bash
# The floor of the benchmark reads what pgmirage reads: bench/chunks.sql makes the COPY statements that the server
# gets from `pgmirage dump`, to the letter, but for the format and the values that masks do not look at.
. "$(dirname "$0")/../support/lib.sh"

if [ "$PGMIRAGE_TEST_KIND" = asan ]; then
    skip all "it builds the release"
    finish
fi

server_log=$(dirname "$(sql postgres 'SHOW data_directory')")/log
new_database bench_statements
sql_file bench_statements "$PROJECT/bench/shop.sql" -v scale=0.004
sql bench_statements 'CREATE SCHEMA "odd ""Schema"; CREATE TABLE "odd ""Schema"."Ta.ble" ("a b" int, dropped int, "C""d" text, e int GENERATED ALWAYS AS (1) STORED);
    ALTER TABLE "odd ""Schema"."Ta.ble" DROP COLUMN dropped; CREATE TABLE no_columns (); INSERT INTO no_columns DEFAULT VALUES; CREATE UNLOGGED TABLE unlogged (id int);
    INSERT INTO "odd ""Schema"."Ta.ble" SELECT i, repeat(md5(i::text), 20) FROM generate_series(1, 5000) AS i;
    ALTER TABLE "odd ""Schema"."Ta.ble" ALTER "C""d" SET STORAGE EXTERNAL; ANALYZE'
sql postgres "ALTER DATABASE bench_statements SET log_statement = 'all'"

# read_in_full: statements as they were if no column stayed in the server
read_in_full() {
    sed -E "s/CASE WHEN (\"[a-z_]+\"\.\"[a-z_]+\") IS DISTINCT FROM NULL THEN ''::pg_catalog\.text END/\1/g
        s/^COPY \(SELECT (.*) FROM ONLY ([^ ]+) WHERE true\) TO STDOUT$/COPY \2 (\1) TO STDOUT/
        /^COPY \"/s/([( ])\"[a-z_]+\"\.(\"[a-z_]+\"[,)])/\1\2/g"
}
# sent RULES STREAMS SPLIT [OPTION...]: what the server logs while pgmirage reads. pg_dump, for the schema, sends no COPY.
sent() {
    local rules=$1 streams=$2 split=$3 seen
    shift 3
    seen=$(stat -c %s "$server_log")
    rm -rf "$TMP/archive"
    "$PGMIRAGE_BIN" dump --rules "$rules" -d "$(conninfo bench_statements)" -f "$TMP/archive" -Z none -j "$streams" \
        --split-tables-larger-than "$((split >> 10))kB" --progress none "$@" >"$TMP/dump.log" 2>&1 || cat "$TMP/dump.log"
    tail -c +$((seen + 1)) "$server_log" | sed -nE 's/^.* LOG:  statement: (ROLLBACK TO [^;]*; LOCK TABLE [^;]*; )?(COPY .*) *$/\2/p' | sed 's/ (FORMAT binary)$//' | sort
}
# made STREAMS SPLIT [LIKE]
made() {
    psql -XAtq -d "$(conninfo bench_statements)" -v streams="$1" -v split="$2" -v like="${3:-%}" -f "$PROJECT/bench/chunks.sql" | sort
}

cat "$PROJECT/bench/standard.rules.yaml" >"$TMP/masked.yaml"
sed -i 's/^unlisted: .*/unlisted: {table: keep, column: keep}/' "$TMP/masked.yaml"
# compare NAME RULES STREAMS SPLIT
compare() {
    made "$3" "$4" >"$TMP/made"
    sent "$2" "$3" "$4" >"$TMP/as_sent"
    read_in_full <"$TMP/as_sent" | sort >"$TMP/sent"
    check_same "$1" "$TMP/made" "$TMP/sent"
    check "$1_tells_of_all_tables" test "$(wc -l <"$TMP/made")" -ge 35
}
compare kept "$PROJECT/bench/kept.rules.yaml" 2 1073741824
compare kept_in_pieces "$PROJECT/bench/kept.rules.yaml" 2 1048576
check_equal some_are_pieces yes "$(grep -q 'ctid >=' "$TMP/made" && echo yes)"
compare masked "$TMP/masked.yaml" 2 1073741824
check_equal three_columns_stay 3 "$(grep -o 'IS DISTINCT FROM NULL' "$TMP/as_sent" | wc -l)"
compare masked_in_pieces "$TMP/masked.yaml" 3 1048576
check_equal binary_is_what_was_left_out yes "$(grep -q 'COPY .*TO STDOUT (FORMAT binary)$' "$server_log" && echo yes)"

made 2 1048576 customers >"$TMP/made"
sent "$TMP/masked.yaml" 2 1048576 -t public.customers >"$TMP/sent"
check_same one_table "$TMP/made" "$TMP/sent"
drop_database bench_statements
finish
