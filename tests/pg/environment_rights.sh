#!/usr/bin/env bash
# Least privilege: what is enough, and what is missing, all of it in one answer.
. "$(dirname "$0")/../support/lib.sh"

role_reader
new_database rights
new_database rights_copy
sql postgres "DROP ROLE IF EXISTS mirage_poor; DROP ROLE IF EXISTS mirage_owner; DROP ROLE IF EXISTS mirage_filtered"
sql postgres "CREATE ROLE mirage_poor LOGIN; CREATE ROLE mirage_owner LOGIN; CREATE ROLE mirage_filtered LOGIN; GRANT pg_read_all_data TO mirage_filtered"
sql rights "GRANT CREATE ON DATABASE rights TO mirage_owner; GRANT ALL ON SCHEMA public TO mirage_owner;
    SET ROLE mirage_owner; CREATE SCHEMA hidden; CREATE SCHEMA shown;
    CREATE TABLE shown.a (id serial PRIMARY KEY, email text UNIQUE); CREATE TABLE shown.b (id int, note text); CREATE TABLE shown.c (id int);
    CREATE TABLE shown.parted (id int) PARTITION BY LIST (id); CREATE TABLE shown.parted_1 PARTITION OF shown.parted DEFAULT;
    CREATE TABLE hidden.d (id int); CREATE TABLE hidden.e (id int GENERATED ALWAYS AS IDENTITY); CREATE SEQUENCE shown.counter;
    CREATE VIEW shown.v AS SELECT * FROM shown.b; CREATE MATERIALIZED VIEW shown.m AS SELECT count(*) FROM shown.b;
    INSERT INTO shown.a (email) SELECT 'p' || i || '@corp.example' FROM generate_series(1, 20) AS i; INSERT INTO shown.b VALUES (1, 'secret-note');
    SELECT nextval('shown.counter')" >/dev/null

cat >"$TMP/rules.yaml" <<'YAML'
version: 1
unlisted: {table: keep}
tables:
  shown.a: {columns: {id: permute, email: email}}
  shown.b: {columns: {id: keep, note: redact}}
YAML

dump_as() { # dump_as ROLE [OPTION...]
    local role=$1
    shift
    rm -rf "$TMP/archive"
    "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$PGMIRAGE_TEST_CLUSTER dbname=rights user=$role" -f "$TMP/archive" "$@"
}
missing() { # missing TEXT...: which the last case did not say
    local text
    for text; do grep -qF -- "$text" "$TMP/check.log" || echo "\"$text\" is missing: $(head -n 30 "$TMP/check.log")"; done
}
refused() { # refused NAME ROLE TEXT...
    local name=$1 role=$2
    shift 2
    check_fails "$name" 3 dump_as "$role"
    check_empty "${name}_says" "$(missing "$@")"
    check_empty "${name}_nothing_written" "$(ls -d "$TMP/archive" 2>/dev/null || true)"
}

check reader dump_as mirage_reader
check reader_restore restore rights_copy "$TMP/archive" -j2
check_equal reader_rows 20 "$(sql rights_copy "SELECT count(*) FROM shown.a")"
check owner dump_as mirage_owner
check no_superuser_needed test "$(sql postgres "SELECT count(*) FROM pg_roles WHERE rolname IN ('mirage_reader', 'mirage_owner') AND rolsuper")" = 0

# Nothing granted: schemas, tables and sequences all at once
refused nothing_granted mirage_poor "shown: no right to use this schema" "hidden: no right to use this schema" \
    "shown.a: no right to read this table" "shown.b: " "shown.c: " "shown.parted_1: " "hidden.d: " "hidden.e: " \
    "shown.a_id_seq: no right to read this sequence" "shown.counter: " "hidden.e_id_seq: " "GRANT USAGE ON SCHEMA" "GRANT SELECT" pg_read_all_data
check_equal nothing_granted_schemas_once 2 "$(grep -c 'no right to use this schema' "$TMP/check.log")"

# Some granted
sql rights "GRANT USAGE ON SCHEMA shown TO mirage_poor; GRANT SELECT ON ALL TABLES IN SCHEMA shown TO mirage_poor; REVOKE SELECT ON shown.c FROM mirage_poor"
refused some_granted mirage_poor "error: this role may not read all that it should; nothing was written" "shown.c: no right to read this table" "hidden: no right" "hidden.d: " "shown.counter: no right to read this sequence"
check_empty some_granted_only_missing "$(grep -E '^shown(\.[ab])?: ' "$TMP/check.log" || true)"

# All but sequences: pg_dump's part succeeds, ours says it
sql rights "GRANT SELECT ON shown.c TO mirage_poor; GRANT USAGE ON SCHEMA hidden TO mirage_poor; GRANT SELECT ON ALL TABLES IN SCHEMA hidden TO mirage_poor"
refused sequences mirage_poor "shown.counter: no right to read this sequence" "shown.a_id_seq: " "hidden.e_id_seq: " "3 problems found"
check selection_without_sequences dump_as mirage_poor -t shown.b -t shown.c

# Columns alone
sql rights "GRANT SELECT ON ALL SEQUENCES IN SCHEMA shown, hidden TO mirage_poor; REVOKE SELECT ON shown.b FROM mirage_poor; GRANT SELECT (id, note) ON shown.b TO mirage_poor"
refused columns_alone mirage_poor "shown.b: SELECT is granted on its columns alone" "GRANT SELECT on the whole table" "1 problem found"
check columns_alone_left_out dump_as mirage_poor -T shown.b -T shown.v -T shown.m
sql rights "GRANT SELECT ON shown.b TO mirage_poor"
check all_granted dump_as mirage_poor

# Row level security: an error, never a filter
sql rights "ALTER TABLE shown.b ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON shown.b USING (id > 5);
    ALTER TABLE shown.parted ENABLE ROW LEVEL SECURITY"
refused row_security mirage_filtered "shown.b: row level security" "BYPASSRLS"
check row_security_reader dump_as mirage_reader
check row_security_owner dump_as mirage_owner
check row_security_table_left_out dump_as mirage_filtered -T shown.b -T 'shown.parted*' -T shown.v -T shown.m
sql rights "ALTER TABLE shown.b FORCE ROW LEVEL SECURITY"
refused row_security_forced mirage_owner "shown.b: row level security"

drop_database rights
drop_database rights_copy
sql postgres "DROP ROLE mirage_poor; DROP ROLE mirage_owner; DROP ROLE mirage_filtered"
finish
