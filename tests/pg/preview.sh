#!/usr/bin/env bash
# pgmirage preview: rows before and after, as a dump would mask them, in any width, and no original
# where nobody watches a terminal.
. "$(dirname "$0")/../support/lib.sh"
role_reader
new_database preview_source
new_database preview_target
PGMIRAGE_KEY=$TEST_KEY
export PGMIRAGE_KEY LC_ALL=C.UTF-8

sql preview_source "CREATE TABLE people (id int PRIMARY KEY, email text UNIQUE, name text, born date, country text);
    CREATE TABLE orders (id int PRIMARY KEY, person_id int REFERENCES people, note text);
    CREATE TABLE odd (id int PRIMARY KEY, t text); CREATE TABLE nothing (id int, t text);
    CREATE TABLE events (id int, day date, who text) PARTITION BY RANGE (day);
    CREATE TABLE events_24 (who text, day date, id int); ALTER TABLE events ATTACH PARTITION events_24 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE TABLE events_25 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
    INSERT INTO events SELECT i, '2024-12-31'::date + i, 'visitor ' || i FROM generate_series(0, 1) AS i;
    INSERT INTO people SELECT i, 'p' || i || '@corp.test', 'Rosalind Thackeray', '1980-01-01', 'Utopia' FROM generate_series(1, 20000) AS i;
    INSERT INTO orders SELECT i, i, 'called twice' FROM generate_series(1, 100) AS i;
    INSERT INTO odd VALUES (1, E'one\\ttab, two\\nlines, \\x1b[31mred\\x07'), (2, '中文字符很长很长很长很长很长很长很长很长很长很长'), (3, E'e\\u0301\\u202ertl'), (4, ''), (5, NULL);
    ANALYZE"
cat >"$TMP/rules.yaml" <<'YAML'
version: 1
tables:
  public.people:
    columns:
      id: {mask: permute}
      email: {mask: email, by: id}
      name: {mask: full_name, by: id}
      born: {mask: date_shift, days: 30, by: id, when: "id > 10000"}
      country: keep
  public.orders: {columns: {id: keep, note: lorem}}
  public.odd: {columns: {id: keep, t: scramble}}
  public.nothing: {rows: none}
  public.events: {columns: {id: keep, day: keep, who: redact}}
YAML

# run_preview [OPTION...]: its output in $TMP/out, without a terminal
run_preview() {
    status=0
    "$PGMIRAGE_BIN" preview --rules "$TMP/rules.yaml" -d "$(reader_conninfo preview_source)" "$@" >"$TMP/out" 2>"$TMP/err" </dev/null || status=$?
}
# on_terminal COLUMNS [OPTION...]: the same on a terminal of that width
on_terminal() {
    local columns=$1
    shift
    script -qec "stty cols $columns; '$PGMIRAGE_BIN' preview --rules '$TMP/rules.yaml' -d '$(reader_conninfo preview_source)' $*" /dev/null </dev/null | tr -d '\r' >"$TMP/out"
}
# plain: the last output without colours
plain() { sed 's/\x1b\[[0-9;]*m//g' "$TMP/out"; }

# The fakes of a dump --------------------------------------------------------------------------------
run_preview people --rows 200 --format json --show-originals
check_equal previews "0" "$status"
check "dump" "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo preview_source)" -f "$TMP/archive" -Z none -q
check "restore" restore preview_target "$TMP/archive"
JSON=$(<"$TMP/out") psql -XAtq -v ON_ERROR_STOP=1 -d "$(conninfo preview_target)" >"$TMP/compared" <<'SQL'
\set preview `printf %s "$JSON"`
SELECT count(*), count(p.id), count(DISTINCT (r->'id'->>'before')::int / 2000)
FROM jsonb_array_elements((:'preview')::jsonb->'tables'->0->'rows') AS r
LEFT JOIN people AS p ON p.id = (r->'id'->>'after')::int AND p.email = r->'email'->>'after' AND p.name = r->'name'->>'after'
    AND p.born = (r->'born'->>'after')::date AND p.country = r->'country'->>'after';
SQL
check_equal same_fakes_as_a_dump_and_rows_from_all_over "200|200|10" "$(<"$TMP/compared")"
check_equal when_is_seen "t" "$(JSON=$(<"$TMP/out") psql -XAtq -d "$(conninfo postgres)" <<'SQL'
\set preview `printf %s "$JSON"`
SELECT bool_and((coalesce(r->'born'->>'kept', 'false') = 'true') = ((r->'id'->>'before')::int <= 10000)
    AND ((r->'born'->>'before') = (r->'born'->>'after')) = ((r->'id'->>'before')::int <= 10000))
FROM jsonb_array_elements((:'preview')::jsonb->'tables'->0->'rows') AS r;
SQL
)"

# Originals ------------------------------------------------------------------------------------------
for format in text json; do
    run_preview people --format "$format"
    check_empty "no_originals_in_${format}" "$(grep -hE 'corp\.test|Thackeray|Utopia|1980-01-01|before' "$TMP/out" "$TMP/err" || true)"
    run_preview people --format "$format" --show-originals
    check_equal "originals_asked_for_in_${format}" 5 "$(grep -c 'corp\.test' "$TMP/out")"
done
run_preview people
check_equal said_where_originals_are 1 "$(grep -c -- '--show-originals' "$TMP/err")"
on_terminal 200 people
check_equal originals_on_a_terminal 5 "$(plain | grep -c 'corp\.test *→ .*Thackeray *→ ')"
check_equal changed_cells_are_coloured 1 "$([ "$(grep -c $'\x1b\[32m' "$TMP/out")" -ge 5 ] && echo 1)"
check_empty kept_cells_are_not "$(grep -E $'\x1b\[3[12]mUtopia' "$TMP/out" || true)"
on_terminal 200 people --no-color
check_empty no_colours "$(grep $'\x1b' "$TMP/out" || true)"

# Widths ---------------------------------------------------------------------------------------------
# too_wide COLUMNS: lines of the last output that take more
too_wide() { plain | grep -v '^Key:' | python3 -c "
import sys, unicodedata
def width(s): return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in s)
for line in sys.stdin.read().split('\n'):
    if width(line) > $1 and 'rows of' not in line and 'columns masked' not in line: print(width(line), line)"; }
if command -v python3 >/dev/null; then
    for columns in 24 40 60 80 132; do
        for table in people odd; do
            on_terminal $columns $table
            check_empty "${table}_within_${columns}_columns" "$(too_wide $columns)"
            check_equal "${table}_all_columns_at_${columns}" 1 "$(plain | grep -cE '(^| )(country|t)( |$)' | sed 's/^[1-9][0-9]*$/1/')"
        done
    done
fi
on_terminal 24 people --rows 1
check_equal narrow_is_a_list "row 1" "$(plain | sed -n 2p)"
on_terminal 80 odd
check_equal control_bytes_are_shown 1 "$(plain | grep -cF 'one\ttab, two\nlines, \x1b[…')"
check_equal direction_marks_are_shown 1 "$(plain | grep -cF '\u202ertl')"
check_equal wide_characters_are_cut 1 "$(plain | grep -cE '中文字符(很长)+很?… ')"
check_equal empty_and_null 2 "$(plain | grep -cE "^[0-9]  [45] +(''|NULL)$")"
on_terminal 80 people --diff-only
check_empty diff_only_leaves_kept_columns_out "$(plain | grep -E 'country|Utopia' || true)"

# Which tables -----------------------------------------------------------------------------------------
run_preview --show-originals
check_equal some_tables 4 "$(grep -c 'columns masked$' "$TMP/out")"
run_preview public.events --show-originals
check_equal partitioned_from_its_leaves "0|1|1" "$status|$(grep -c '2024-12-31 *visitor 0' "$TMP/out")|$(grep -c '2025-01-01 *visitor 1' "$TMP/out")"
run_preview peeple
check_equal unknown_table "2|1" "$status|$(grep -c 'did you mean public.people?' "$TMP/err")"
run_preview nothing
check_equal table_without_rows 3 "$status"
sql preview_source "ALTER TABLE orders ADD COLUMN extra text; CREATE TABLE fresh (a int)"
run_preview people
check_equal other_tables_do_not_hinder 0 "$status"
run_preview orders
check_equal own_columns_do "3||1|0" "$status|$(<"$TMP/out")|$(grep -c 'public.orders.extra: the rules do not list' "$TMP/err")|$(grep -c fresh "$TMP/err" || true)"
run_preview
check_equal left_out_tables_are_counted "0|1" "$status|$(grep -c '^2 tables are left out' "$TMP/out")"
sed -i 's/note: lorem/note: loram/' "$TMP/rules.yaml"
run_preview people
check_equal faults_of_the_rules_end_it "2||1" "$status|$(<"$TMP/out")|$(grep -c 'did you mean lorem?' "$TMP/err")"
drop_database preview_source
drop_database preview_target
finish
