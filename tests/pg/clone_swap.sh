#!/usr/bin/env bash
# The new database takes the name of the old one: what comes along, what becomes of the old one, and
# what happens to those who are connected.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"
# shellcheck source=tests/support/clone_pair.sh
. "$PROJECT/tests/support/clone_pair.sh"
clone_start
role_reader
new_database small
sql small "CREATE TABLE people (id int PRIMARY KEY, name text); INSERT INTO people SELECT i, 'Somebody ' || i FROM generate_series(1, 1000) AS i"
at() { there sql "$@"; } # at DATABASE QUERY: on the target's server
comment_of() { at postgres "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$1'"; }

# Names ------------------------------------------------------------------------------------------------
check_fails itself 2 "$PGMIRAGE_BIN" clone --rules "$TMP/keep.yaml" --source "$(reader_conninfo small)" --target "$(conninfo small)"
says itself_said "source and target are the same database"
check_fails itself_by_role 2 "$PGMIRAGE_BIN" clone --rules "$TMP/keep.yaml" --source "$(reader_conninfo small)" --target "$(reader_conninfo small)"
check_fails maintenance 2 clone small postgres
check_fails nameless 2 "$PGMIRAGE_BIN" clone --rules "$TMP/keep.yaml" --source "$(reader_conninfo small)" --target "$CLONE_TARGET"
check_fails long_name 2 clone small "$(printf 'x%.0s' {1..64})"
says long_name_said "the name of --target is longer than 63 bytes"
check same_server "$PGMIRAGE_BIN" clone --rules "$TMP/keep.yaml" --source "$(reader_conninfo small)" --target "$(conninfo small_copy)"
check_equal same_server_rows 1000 "$(sql small_copy "SELECT count(*) FROM people")"
drop_database small_copy
check equal_names clone small small
check_equal equal_names_rows 1000 "$(at small "SELECT count(*) FROM people")"
check_equal mark "pgmirage: clone for small" "$(comment_of small)"
for name in 'Größe "und" Art' "it's \\ %s" "$(printf 'ä%.0s' {1..31})x" $'two\nlines'; do
    quoted="'$(sed "s/[\\\\']/\\\\&/g" <<<"$name")'"
    check "name_${#quoted}" clone small "$quoted"
    check "name_${#quoted}_again" clone small "$quoted"
done
check_equal names 5 "$(at postgres "SELECT count(*) FROM pg_database WHERE shobj_description(oid, 'pg_database') LIKE 'pgmirage: clone for %'")"
check_empty names_no_rest "$(databases '%pgmirage%')"

# What was there, and what comes along -----------------------------------------------------------------
there new_database shop_test
at postgres "CREATE ROLE keeper; CREATE ROLE guest; ALTER DATABASE shop_test OWNER TO keeper; REVOKE ALL ON DATABASE shop_test FROM PUBLIC;
    GRANT CONNECT ON DATABASE shop_test TO guest WITH GRANT OPTION; GRANT TEMPORARY ON DATABASE shop_test TO mirage_reader;
    ALTER DATABASE shop_test CONNECTION LIMIT 77; COMMENT ON DATABASE shop_test IS E'for ''testers''\nonly';
    ALTER DATABASE shop_test SET search_path = public, \"\$user\", \"a b\"; ALTER DATABASE shop_test SET datestyle = 'SQL, DMY';
    ALTER DATABASE shop_test SET my.note = 'it''s \"so\"'; ALTER ROLE guest IN DATABASE shop_test SET work_mem = '5MB';
    ALTER ROLE guest IN DATABASE shop_test SET search_path = ''"
dress="SELECT pg_get_userbyid(datdba), (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(datacl) AS a), datconnlimit FROM pg_database WHERE datname = 'shop_test'
    UNION ALL SELECT 'setting', array_agg(setrole::regrole || ' ' || c ORDER BY setrole, c), 0 FROM pg_db_role_setting AS s, unnest(setconfig) AS c WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = 'shop_test')"
was=$(at postgres "$dress")
at shop_test "CREATE TABLE mine AS SELECT 1 AS old"
check foreign_database clone small shop_test
says foreign_kept "pgmirage did not make it"
kept=$(databases 'shop\_test\_pgmirage\_was%')
check_equal foreign_still_there 1 "$(at "$kept" "SELECT old FROM mine")"
check_equal foreign_comment "for 'testers'"$'\n'only "$(comment_of "$kept")"
check_equal dressed "$was" "$(at postgres "$dress")"
check_equal dressed_comment "for 'testers'"$'\n'only$'\n'"pgmirage: clone for shop_test" "$(comment_of shop_test)"
check again clone small shop_test
check_equal dropped "$kept" "$(databases 'shop\_test\_pgmirage%')"
check_equal dressed_again "$was" "$(at postgres "$dress")"
check_equal comment_again "for 'testers'"$'\n'only$'\n'"pgmirage: clone for shop_test" "$(comment_of shop_test)"
check keep_first clone small shop_test --keep 2
check keep_second clone small shop_test --keep 2
check keep_third clone small shop_test --keep 2
check_equal kept_two 3 "$(databases 'shop\_test\_pgmirage\_was%' | wc -l)"
check keep_none clone small shop_test
check_equal pruned "$kept" "$(databases 'shop\_test\_pgmirage%')"
at postgres "DROP DATABASE \"$kept\""

# A clone that somebody gave another name is somebody's.
at postgres "ALTER DATABASE shop_test RENAME TO golden"
check golden clone small golden
check_equal golden_kept 1 "$(databases 'golden\_pgmirage\_was%' | wc -l)"

# Who is connected -------------------------------------------------------------------------------------
session() { # session CONNINFO: sleeps in it; $SESSION is its pid
    psql -Xq -d "$1" -c "SELECT pg_sleep(60)" >"$TMP/session.log" 2>&1 &
    SESSION=$!
}
connected() { [ "$(at postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = '$1' AND query LIKE '%pg_sleep%'")" -ge "${2:-1}" ]; }
session "$(there conninfo golden)"
await 10 connected golden
check ends_sessions clone small golden
wait "$SESSION" || true
check_empty session_ended "$(grep -q 'terminating connection' "$TMP/session.log" || cat "$TMP/session.log")"

# Clients that come back as fast as they can see a whole database or no connection.
cat >"$TMP/pool.sql" <<'SQL'
SELECT 1 / (count(*) = 1000)::int FROM people;
SQL
pool() { # until $TMP/pool.stop
    while [ ! -e "$TMP/pool.stop" ]; do
        psql -XAtq -v ON_ERROR_STOP=1 -d "$(there conninfo golden)" -f "$TMP/pool.sql" || true
    done >>"$TMP/pool.$1" 2>&1
}
pools=()
for n in 1 2 3 4 5 6; do
    pool $n &
    pools+=($!)
done
await 20 test -s "$TMP/pool.6"
for n in 1 2 3; do check "pool_$n" clone small golden; done
touch "$TMP/pool.stop"
wait "${pools[@]}"
check_empty pool_sees_no_other_error "$(cat "$TMP"/pool.? | grep -vE '^1$|FATAL: +(database "golden" does not exist|terminating connection)|seems to have just been|server closed the connection|terminated abnormally|before or while|connection to server was lost|SSL connection' | sort | uniq -c || true)"
check pool_served test "$(cat "$TMP"/pool.? | grep -cx 1)" -ge 20

# Sessions that the target's role cannot end: everything serves on.
at postgres "CREATE ROLE maker LOGIN CREATEDB"
maker() {
    "$PGMIRAGE_BIN" clone --rules "$TMP/keep.yaml" --source "$(reader_conninfo small)" --target "$(there conninfo makers) user=maker" --no-owner --no-privileges "$@"
}
check made_by_owner maker
check_equal owned maker "$(at postgres "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'makers'")"
oid=$(at postgres "SELECT oid FROM pg_database WHERE datname = 'makers'")
session "$(there conninfo makers)"
await 10 connected makers
psql -Xq -d "$(there conninfo makers) user=maker" -c "SELECT pg_sleep(60)" >"$TMP/own.log" 2>&1 &
own=$!
await 10 connected makers 2
check_fails blocked 1 maker --swap-timeout 2s
pid=$(at postgres "SELECT pid FROM pg_stat_activity WHERE datname = 'makers' AND usename = 'postgres'")
says blocker_named "the session with pid $pid of the role postgres cannot be ended"
check_empty no_query_told "$(grep -F pg_sleep "$TMP/check.log" || true)"
check_equal old_serves "$oid" "$(at postgres "SELECT oid FROM pg_database WHERE datname = 'makers'")"
check_equal both_remain 1 "$(databases 'makers\_pgmirage%' | wc -l)"
check others_not_sent_away kill -0 "$own"
maker --swap-timeout 30s >"$TMP/waits.log" 2>&1 &
waits=$!
await 20 eval '[ "$(there sql postgres "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '"'%a prepared transaction%'"' AND application_name = '"'pgmirage'"' AND usename = '"'maker'"'")" -ge 1 ]'
at postgres "SELECT pg_terminate_backend($pid)" >/dev/null
check swaps_when_it_ends wait "$waits"
check_fails own_session_ended 2 wait "$own"
check_empty swapped "$(at postgres "SELECT 1 FROM pg_database WHERE datname = 'makers' AND oid = $oid")"
check clean maker --clean
check_empty cleaned "$(databases 'makers\_pgmirage%')"

# Who looks into the new database before it has its name is ended too.
maker --swap-timeout 20s >"$TMP/watched.log" 2>&1 &
waits=$!
await 20 eval '[ -n "$(databases "makers\_pgmirage%")" ]'
work=$(databases 'makers\_pgmirage%' | head -n 1)
psql -Xq -d "$(there conninfo "$work") user=maker" -c "SELECT pg_sleep(60)" >"$TMP/own.log" 2>&1 &
own=$!
check watched wait "$waits"
wait "$own" || true
drop_database small
finish
