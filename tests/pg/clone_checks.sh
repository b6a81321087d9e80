#!/usr/bin/env bash
# What stops a clone, and what it says: rights, the user's checks, rows that do not fit; metrics; a lock.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"
# shellcheck source=tests/support/clone_pair.sh
. "$PROJECT/tests/support/clone_pair.sh"
clone_start
role_reader
at() { there sql "$@"; } # at DATABASE QUERY: on the target's server
exit_of() { # exit_of STATUS COMMAND...
    local wanted=$1 status=0
    shift
    "$@" || status=$?
    [ "$status" -eq "$wanted" ]
}

# Rights -----------------------------------------------------------------------------------------------
sql postgres "DROP ROLE IF EXISTS shop_owner; DROP ROLE IF EXISTS shop_guest; CREATE ROLE shop_owner; CREATE ROLE shop_guest"
mkdir -m 0777 "$TMP/space"
chown postgres "$TMP/space" 2>/dev/null || true
sql postgres "CREATE TABLESPACE clone_space LOCATION '$TMP/space'"
new_database owned
sql owned "CREATE EXTENSION hstore; CREATE EXTENSION pageinspect; CREATE TABLE t (id int PRIMARY KEY); ALTER TABLE t OWNER TO shop_owner;
    CREATE TABLE g (id int, name text); GRANT SELECT ON g TO shop_guest; INSERT INTO g VALUES (1, 'one'), (2, 'two');
    CREATE TABLE far (id int) TABLESPACE clone_space"
at postgres "CREATE ROLE maker LOGIN"
there new_database taken
maker() { # maker TARGET OPTION...
    local target=$1
    shift
    "$PGMIRAGE_BIN" clone --rules "${RULES:-$TMP/keep.yaml}" --source "$(reader_conninfo owned)" --target "$(there conninfo "$target") user=maker" "$@"
}
check_fails lacks 3 maker taken
says lacks_and_not_the_rules "error: the target lacks what this database needs; nothing was written"
says lacks_createdb "taken: the target's role may not create databases"
says lacks_old "the target's role does not own the database it is to replace"
says lacks_extension "pageinspect: this role may not create this extension on the target"
says lacks_owner "shop_owner: the target has no such role"
says lacks_guest "shop_guest: the target has no such role"
says lacks_tablespace "clone_space: the target has no such tablespace"
echo "version: 1" >"$TMP/none.yaml"
RULES=$TMP/none.yaml check_fails lacks_and_rules 3 maker taken
says lacks_and_rules_said "error: the rules do not fit this database, and the target lacks what this database needs; nothing"
check_empty lacks_made_nothing "$(databases 'taken\_%')"
at postgres "ALTER ROLE maker CREATEDB; CREATE ROLE shop_owner; CREATE ROLE shop_guest; ALTER DATABASE taken OWNER TO maker"
sql owned "DROP EXTENSION pageinspect"
check_fails no_member 3 maker taken --no-tablespaces
says no_member_said "this role owns objects, and the target's role is no member of it"
check owns_all maker taken --no-tablespaces --no-owner
check_equal owner_is_maker "maker|t|maker" "$(at taken "SELECT pg_get_userbyid(relowner), has_table_privilege('shop_guest', 'g', 'SELECT'), (SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'taken') FROM pg_class WHERE relname = 't'")"
check no_privileges maker taken --no-tablespaces --no-owner --no-privileges
check_equal no_privilege_there f "$(at taken "SELECT has_table_privilege('shop_guest', 'g', 'SELECT')")"
at postgres "GRANT shop_owner TO maker; ALTER DATABASE taken OWNER TO postgres"
check_fails not_its_owner 3 maker taken --no-tablespaces
check member maker another --no-tablespaces --no-privileges --no-owner
# A superuser makes them all.
check all_owners clone owned full --no-tablespaces
check_equal owners_kept "shop_owner|t" "$(at full "SELECT pg_get_userbyid(relowner), has_table_privilege('shop_guest', 'g', 'SELECT') FROM pg_class WHERE relname = 't'")"
sql owned "DROP TABLE far"
sql postgres "DROP TABLESPACE clone_space"

# The user's SQL -----------------------------------------------------------------------------------------
check base clone owned checked
oid=$(at postgres "SELECT oid FROM pg_database WHERE datname = 'checked'")
hook() { # hook NAME STATUS OPTION SQL [TEXT]: the clone ends so; unless 0, the old one serves
    local name=$1 wanted=$2 option=$3 text=${5:-}
    printf '%s\n' "$4" >"$TMP/hook.sql"
    if [ "$wanted" -eq 0 ]; then
        check "$name" clone owned checked "$option" "$TMP/hook.sql"
    else
        check_fails "$name" "$wanted" clone owned checked "$option" "$TMP/hook.sql"
        check_equal "${name}_old_serves" "$oid" "$(at postgres "SELECT oid FROM pg_database WHERE datname = 'checked'")"
        check_empty "${name}_no_value" "$(grep -i 'planted' "$TMP/check.log" || true)"
        clone owned checked --clean >/dev/null 2>&1
    fi
    [ -z "$text" ] || says "${name}_said" "$text"
}
hook before_error 4 --before-swap "SELECT 'planted-value'::int"
hook before_check 4 --before-swap "ALTER TABLE g ADD CHECK (name <> 'two'); INSERT INTO g VALUES (3, 'planted')"
hook before_open 4 --before-swap "BEGIN; DELETE FROM g" "leaves a transaction open"
hook before_copy 4 --before-swap "COPY g FROM STDIN" "a COPY over the connection has no place here"
hook verify_false 4 --verify-sql "SELECT true; SELECT count(*) = 17, 'planted' FROM g" "statement 2 gave a row that is not true"
hook verify_null 4 --verify-sql "SELECT NULL::boolean"
hook verify_text 4 --verify-sql "SELECT 'false'"
hook verify_number 4 --verify-sql "SELECT 0"
hook verify_nothing 4 --verify-sql "SELECT true WHERE false" "gave no row to judge by"
hook verify_one_of_many 4 --verify-sql "SELECT id <> 2 FROM g ORDER BY id" "row 2"
hook verify_error 4 --verify-sql "SELECT 1 / 0"
hook verify_syntax 4 --verify-sql "SELEKT 'planted'"
hook verify_true 0 --verify-sql "SET search_path = public; SELECT count(*) = 2 FROM g; SELECT true"
hook before_done 0 --before-swap "UPDATE g SET name = 'three' WHERE id = 1; CREATE VIEW v AS SELECT * FROM g"
check_equal before_is_there "three" "$(at checked "SELECT name FROM v WHERE id = 1")"
check_fails hook_no_file 1 clone owned checked --verify-sql "$TMP/nowhere.sql"

# A hook of the source: event triggers must not judge the end of a clone.
sql owned "CREATE FUNCTION never() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
    CREATE EVENT TRIGGER never ON sql_drop EXECUTE FUNCTION never()"
check event_trigger clone owned eventful
check_equal event_trigger_there never "$(at eventful "SELECT evtname FROM pg_event_trigger")"
check_equal event_trigger_no_journal 0 "$(at eventful "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'pgmirage%'")"
sql owned "DROP EVENT TRIGGER never"

# Metrics --------------------------------------------------------------------------------------------------
promtext() { # promtext FILE: every line of it is Prometheus' text format
    grep -vE '^# (HELP|TYPE) pgmirage_clone_[a-z_]+ .+$|^pgmirage_clone_[a-z_]+\{target="([^"\\]|\\["\\n])*"\} -?[0-9.e+-]+$' "$1" || true
}
metric() { awk -v name="pgmirage_clone_$2" '$1 ~ "^" name "\\{" {print $NF}' "$1"; }
check metrics clone owned "'with \"quotes\" \\\\ here'" --metrics-file "$TMP/metrics.prom"
check_empty metrics_valid "$(promtext "$TMP/metrics.prom")"
check_equal metrics_success "1 0 2" "$(metric "$TMP/metrics.prom" success) $(metric "$TMP/metrics.prom" exit_code) $(metric "$TMP/metrics.prom" rows)"
check_equal metrics_readable 644 "$(stat -c %a "$TMP/metrics.prom")"
echo "SELECT false" >"$TMP/hook.sql"
check_fails metrics_of_failure 4 clone owned checked --metrics-file "$TMP/metrics.prom" --verify-sql "$TMP/hook.sql"
check_empty metrics_of_failure_valid "$(promtext "$TMP/metrics.prom")"
check_equal metrics_failure "0 4" "$(metric "$TMP/metrics.prom" success) $(metric "$TMP/metrics.prom" exit_code)"
check_fails metrics_no_folder 1 clone owned unmeasured --metrics-file "$TMP/nowhere/metrics.prom"

# Two at once -------------------------------------------------------------------------------------------------
psql -Xq -d "$(there conninfo postgres)" -c "SELECT pg_advisory_lock(1885826409, hashtext('checked'))" -c "SELECT pg_sleep(30)" >/dev/null 2>&1 &
holder=$!
await 10 eval '[ "$(at postgres "SELECT count(*) FROM pg_locks WHERE locktype = '"'advisory'"'")" -ge 1 ]'
check_fails second_refused 1 clone owned checked
says second_said "another clone to checked is running"
check_fails clean_refused 1 clone owned checked --clean
kill "$holder"
wait "$holder" || true

# Rows that a CHECK or an index does not take ------------------------------------------------------------------
judge() { sql owned "CREATE OR REPLACE FUNCTION judge(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN $1 END'"; }
refused() { # refused NAME WHAT
    check_fails "$1" 1 clone owned refused
    check_empty "$1_not_told" "$(grep -i planted "$TMP/check.log" || true)"
    says "$1_place" "$2"
    check_empty "$1_no_target" "$(databases refused)"
    check "$1_cleaned" clone owned refused --clean
    check_empty "$1_nothing_left" "$(databases 'refused%')"
}
judge 'RETURN true;'
sql owned "CREATE TABLE notes (id int, note text CONSTRAINT judged CHECK (public.judge(note))); INSERT INTO notes VALUES (1, 'planted-note')"
judge 'RETURN false;'
refused row "notes"
judge 'RETURN true;'
sql owned "ALTER TABLE notes DROP CONSTRAINT judged; CREATE INDEX judged ON notes (public.judge(note))"
judge "RAISE EXCEPTION ''it is %'', \$1; RETURN true;"
refused index "building indexes of public.notes"

# Nothing is written to the source ------------------------------------------------------------------------------
sql owned "DROP TABLE notes; DROP FUNCTION judge(text); CREATE FUNCTION writes(text) RETURNS text LANGUAGE plpgsql AS 'BEGIN CREATE TABLE written (); RETURN \$1; END'"
printf 'version: 1\nunlisted: {table: keep, column: keep}\ntables: {public.g: {columns: {name: {mask: sql, expression: "public.writes(name)"}}}}\n' >"$TMP/writes.yaml"
check_empty writes_refused "$(RULES=$TMP/writes.yaml exit_of 0 clone owned written >"$TMP/check.log" 2>&1 && echo "it wrote" || true)"
check_empty nothing_written "$(sql owned "SELECT relname FROM pg_class WHERE relname = 'written'")"
before=$(sql owned "SELECT pg_stat_clear_snapshot(), tup_inserted, tup_updated, tup_deleted FROM pg_stat_database WHERE datname = 'owned'")
check reads_only clone owned read_only
check_equal source_unchanged "$before" "$(sql owned "SELECT pg_stat_clear_snapshot(), tup_inserted, tup_updated, tup_deleted FROM pg_stat_database WHERE datname = 'owned'")"

drop_database owned
sql postgres "DROP ROLE shop_owner; DROP ROLE shop_guest"
finish
