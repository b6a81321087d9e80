#!/usr/bin/env bash
# pgmirage check: rules against a schema that moved on. All of it in one answer, and nothing else.
. "$(dirname "$0")/../support/lib.sh"
role_reader
new_database check_source

# made SQL: the database anew, as migrations would build it
made() {
    PGOPTIONS="$PGOPTIONS -c client_min_messages=error" sql check_source "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC; $1" >/dev/null
}
rules() { printf 'version: 1\n%s\n' "$1" >"$TMP/rules.yaml"; }

# run_check [OPTION...]: its output in $said, its exit code in $status
run_check() {
    status=0
    (cd "$TMP" && "$PGMIRAGE_BIN" check --rules rules.yaml -d "$(reader_conninfo check_source)" "$@") >"$TMP/out" 2>"$TMP/err" || status=$?
    said=$(<"$TMP/out")
}

# says NAME STATUS COUNT TEXT...: it ends with that status, COUNT findings, and holds each text
says() {
    local name=$1 wanted=$2 count=$3 text missing=
    shift 3
    run_check --format json
    for text; do
        [[ $said == *"$text"* ]] || missing+="$text; "
    done
    if [ "$status" -ne "$wanted" ]; then
        not_ok "$name" "exit $status, not $wanted: $(head -c 300 "$TMP/out") $(tail -n 1 "$TMP/err")"
    elif [ "$(grep -c '"kind"' "$TMP/out")" -ne "$count" ]; then
        not_ok "$name" "$(grep -c '"kind"' "$TMP/out") findings, not $count: $(grep -o '"kind.*"hint' "$TMP/out" | head -n 4 | tr '\n' ' ')"
    else
        check_empty "$name" "${missing:+missing: $missing}"
    fi
}

people='id int PRIMARY KEY, email text NOT NULL UNIQUE, first_name text, born date, country char(2)'
made "CREATE TABLE people ($people); CREATE TABLE orders (id int PRIMARY KEY, person_id int REFERENCES people, total numeric(10,2) CHECK (total >= 0));
    INSERT INTO people SELECT i, 'p' || i || '@corp.test', 'Ann', '1980-01-01', 'DE' FROM generate_series(1, 50) AS i;
    INSERT INTO orders SELECT i, i, i FROM generate_series(1, 50) AS i"
base='tables:
  public.people:
    columns:
      id: {mask: permute}
      email: {mask: email, by: id}
      first_name: {mask: given_name, by: id}
      born: {mask: date_shift, days: 30, by: id}
      country: keep
  public.orders:
    columns:
      id: keep
      total: {mask: noise, percent: 20}'
rules "$base"

says fits 0 0 '"tables": 2' '"masked": 6' '"kept": 2'
run_check
check_equal fits_in_words "0|the rules fit: 2 tables with 8 columns, 6 of them masked and 2 kept" "$status|$said"
check_empty nothing_on_standard_error "$(cat "$TMP/err")"

# What moved ---------------------------------------------------------------------------------------
sql check_source "ALTER TABLE people ADD COLUMN mobile text; UPDATE people SET mobile = '+44 7911 1234' || lpad(id::text, 2, '0')"
says new_column 3 1 '"kind": "new_column"' '"table": "public.people", "column": "mobile"' '"file": "rules.yaml", "line": 3' '"suggestion": "phone"' 'are phone numbers'
run_check --sample 0
check_equal new_column_by_its_name "3|    init would write:  mobile: phone  # name: phone; no values to look at" "$status|$(grep 'init would' <<<"$said")"
check_empty no_value_in_any_message "$(grep -h 7911 "$TMP/out" "$TMP/err" || true)"
run_check --format github
check_equal annotation 1 "$(grep -cE '^::error file=rules\.yaml,line=3,col=3,title=new column%3A public\.people\.mobile::the rules do not list this column \(text\)%0Ainit would write:  mobile: phone  # ' <<<"$said")"
check_equal annotation_is_one_line "::error" "$(cut -d' ' -f1 <<<"$said" | head -n 1)"

sql check_source "ALTER TABLE people DROP COLUMN mobile; ALTER TABLE people RENAME first_name TO given_name"
says renamed_column 3 2 gone_column '"column": "first_name"' '"line": 7' '"hint": "did you mean given_name?"' new_column '"column": "given_name"'
sql check_source "ALTER TABLE people RENAME given_name TO forename2"
run_check
check_equal renamed_beyond_spelling 1 "$(grep -c 'was it renamed to forename2?' <<<"$said")"
sql check_source "ALTER TABLE people RENAME forename2 TO first_name; DROP TABLE orders"
says dropped_table 3 1 '"kind": "gone_table"' '"table": "public.orders"' '"line": 10'
sql check_source "CREATE TABLE purchases (id int, total numeric)"
says renamed_table 3 4 '"hint": "was it renamed to public.purchases?"'
sql check_source "DROP TABLE purchases; CREATE TABLE purchases (id int PRIMARY KEY, buyer_email text); CREATE TABLE \"Odd Name\" (\"a.b\" int)"
says new_tables 3 6 '"kind": "new_table", "object": "public.Odd Name"' '"column": "a.b"' '"kind": "new_table", "object": "public.purchases"' '"column": "buyer_email"'
run_check
check_equal new_tables_as_rules 1 "$(grep -cF "'public.\"Odd Name\"':" <<<"$said")"
sed -n '/init would write:$/,/^[^ ]/p' <<<"$said" | grep -E '^ {6}' | cut -c5- >"$TMP/proposed"
{ sed '/public.orders/,$d' "$TMP/rules.yaml" && cat "$TMP/proposed"; } >"$TMP/rules2.yaml"
mv "$TMP/rules2.yaml" "$TMP/rules.yaml"
run_check
check_equal proposals_can_be_pasted "0" "$status"
rules "$base"
sql check_source "DROP TABLE purchases, \"Odd Name\"; CREATE TABLE orders (id int PRIMARY KEY, person_id int REFERENCES people, total numeric(10,2));
    ALTER TABLE people ALTER COLUMN born TYPE text"
says changed_type 3 1 '"kind": "changed_column"' '"column": "born"' '"line": 8' 'does not take the type text'

# What preflight finds, in the same answer -------------------------------------------------------
made "CREATE TABLE people (id int PRIMARY KEY, email text NOT NULL UNIQUE, first_name text, born date, country char(2), plan text NOT NULL);
    CREATE TABLE orders (id int PRIMARY KEY, person_id int REFERENCES people, total numeric(10,2) CHECK (total < 0), extra text);
    INSERT INTO people VALUES (1, 'a@corp.test', 'Ann', '1980-01-01', 'DE', 'gold'); INSERT INTO orders VALUES (1, 1, -5)"
rules "${base/noise, percent: 20/constant, value: 7}"
sed -i 's/      country: keep/      country: keep\n      plan: "null"/' "$TMP/rules.yaml"
sql check_source "CREATE UNIQUE INDEX ON people (first_name)"
says everything_at_once 3 4 'NOT NULL' 'can give two rows the same value' '"column": "extra"' 'CHECK constraint orders_total_check fails on 1 of 1'
run_check --sample 0
check_equal without_rows_no_check_is_tried 0 "$(grep -c CHECK <<<"$said" || true)"
rules "${base/given_name, by/givn_name, by}"
sql check_source "DROP INDEX people_first_name_idx; ALTER TABLE people DROP COLUMN plan; ALTER TABLE orders DROP COLUMN extra, DROP CONSTRAINT orders_total_check; ALTER TABLE people ADD COLUMN later int"
says faults_of_rules_do_not_hide_the_rest 2 2 '"kind": "rules"' 'there is no mask givn_name' '"column": "later"'
rules 'tables: [1]'
says unreadable_rules 2 1 '"kind": "rules"' '"line": 2'

# No finding ---------------------------------------------------------------------------------------
made "CREATE TABLE events (id int, day date, who text) PARTITION BY RANGE (day);
    CREATE TABLE events_24 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"
rules 'tables: {public.events: {columns: {id: keep, day: keep, who: redact}}}'
says partitioned 0 0
sql check_source "CREATE TABLE events_25 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"
says new_partition_follows 0 0
sql check_source "ALTER TABLE events ADD COLUMN note text"
says new_column_of_partitions_once 3 1 '"table": "public.events", "column": "note"'
printf 'version: 1\ntables: {public.events: {columns: {note: lorem}}}\n' >"$TMP/more.yaml"
rules 'include: more.yaml
tables: {public.events: {columns: {id: keep, day: keep, who: redact}}}'
says included_rules_count 0 0
printf 'version: 1\ntables: {public.events: {columns: {note: lorem, nowt: keep}}}\n' >"$TMP/more.yaml"
says place_in_an_included_file 3 1 '"file": "more.yaml"' gone_column

# unlisted -----------------------------------------------------------------------------------------
made "CREATE TABLE a (id int, email text); CREATE TABLE b (id int)"
rules 'unlisted: {table: skip, column: keep}
tables: {public.a: {columns: {id: keep}}}'
says unlisted_keep_is_a_note 0 2 '"kind": "note"' 'its values leave as they are' '"column": "email"' '"suggestion": "' 'without rows'
run_check --format github
check_equal notes_are_notices 2 "$(grep -c '^::notice ' <<<"$said")"
rules 'unlisted: {table: keep, column: "null"}
tables: {public.a: {columns: {id: keep}}}'
says unlisted_null_is_a_note 0 2 'becomes NULL' 'copied as they are'

# A proposal does in a domain as the rules do: `by:` everywhere, or nowhere --------------------
pasted() { # pasted NAME RULE: the proposal for person.contact_email is RULE, and the rules fit with it
    run_check
    check_equal "$1" "    init would write:  contact_email: $2" "$(grep 'init would' <<<"$said" | sed 's/  #.*//')"
    sed -n 's/^    init would write:  \(.*\)/      \1/p' <<<"$said" >>"$TMP/rules.yaml"
    run_check
    check_equal "$1_fits" 0 "$status"
}
made "CREATE TABLE person (id int PRIMARY KEY, first_name text, last_name text, email text, contact_email text); INSERT INTO person SELECT i, 'Ann', 'Lee', 'a' || i || '@corp.test', 'b' || i || '@corp.test' FROM generate_series(1, 30) AS i"
rules 'tables:
  public.person:
    columns:
      id: keep
      first_name: {mask: given_name, by: id}
      last_name: {mask: family_name, by: id}
      email: email'
pasted proposal_without_a_subject email
rules 'tables:
  public.person:
    columns:
      id: keep
      first_name: {mask: given_name, by: id}
      last_name: {mask: family_name, by: id}
      email: {mask: email, by: id}'
pasted proposal_with_a_subject '{mask: email, by: id}'

# Hostile names reach neither the terminal nor the annotations as they are
made "CREATE TABLE \"x
::error::y%\" (\"a
b\" int)"
rules ''
run_check --format github
check_equal names_cannot_forge_annotations 1 "$(grep -c '^::error' <<<"$said")"
run_check
check_equal names_cannot_forge_lines 0 "$(grep -c '^::error' <<<"$said" || true)"
made "CREATE TABLE locked (id int)"
sql check_source "REVOKE pg_read_all_data FROM mirage_reader"
says missing_rights_are_told 3 3 "no right to read this table"
sql check_source "GRANT pg_read_all_data TO mirage_reader"
check_fails no_server 1 "$PGMIRAGE_BIN" check --rules "$TMP/rules.yaml" -d "host=$TMP dbname=none"
check_empty nothing_was_written "$(find "$TMP" -newer "$TMP/rules.yaml" -type f ! -name out ! -name err ! -name check.log)"

# Large schemas ------------------------------------------------------------------------------------
made "DO \$\$ BEGIN FOR i IN 1..1000 LOOP EXECUTE format('CREATE TABLE t%s (id int PRIMARY KEY, email text UNIQUE, name text NOT NULL, total numeric CHECK (total >= 0), %s)',
    i, (SELECT string_agg('c' || n || ' ' || (ARRAY['int', 'text', 'date', 'jsonb'])[1 + n % 4], ', ') FROM generate_series(1, 16) AS n)); END LOOP; END \$\$;
    ALTER TABLE t500 ADD COLUMN phone text"
{
    printf 'version: 1\ntables:\n'
    for i in $(seq 1000); do
        printf '  public.t%s: {columns: {id: {mask: permute}, email: email, name: full_name, total: keep' "$i"
        printf ', c%s: keep' {1..16}
        printf '}}\n'
    done
} >"$TMP/rules.yaml"
run_check
if [ "$PGMIRAGE_TEST_KIND" = plain ]; then
    start=$(date +%s%N)
    run_check
    took=$((($(date +%s%N) - start) / 1000000))
    check_empty thousand_tables_within_two_seconds "$([ $took -lt 2000 ] || echo "$took ms")"
fi
check_equal thousand_tables_one_column "3|1 new column" "$status|$(tail -n 1 <<<"$said")"
drop_database check_source
finish
