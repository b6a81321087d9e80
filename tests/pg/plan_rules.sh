#!/usr/bin/env bash
# Rules against a catalog: which rule holds for which table and column, and what none covers.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start

# What the rules do not list ----------------------------------------------------------------------
tables "CREATE TABLE people (id int PRIMARY KEY, email text, born date, note text NOT NULL);
    CREATE TABLE orders (id int, total numeric); CREATE TABLE extra (a int); CREATE TABLE more (b int);
    INSERT INTO people SELECT i, 'p' || i || '@x.org', '1980-01-01'::date + i, 'n' FROM generate_series(1, 50) AS i;
    INSERT INTO orders VALUES (1, 2.50); INSERT INTO extra VALUES (1)"
rules 'tables:
  s.people: {columns: {id: keep}}
  s.orders: {columns: {id: keep}}'
refused all_unlisted_at_once 3 s.people.email s.people.born s.people.note s.orders.total s.extra s.more "do not list this table" "do not list this column"

rules 'tables:
  s.poeple: {columns: {id: keep}}
  s.people: {columns: {id: keep, emial: email, born: null, note: keep}}
  s.orders: {columns: {id: keep, total: keep}}
  s.extra: {rows: none}
  s.more: {rows: none}'
refused unknown_table_and_column 3 "rules.yaml:3:3" "did you mean s.people?" "rules.yaml:4:" "did you mean email?" "s.people.email"

rules 'domains: {spare: {mask: emial}}
tables:
  s.people: {columns: {id: keep, email: emali, born: {mask: date_shift, dayz: 3}, note: {mask: keep, colour: red}}}
  s.orders: {columns: {id: keep, total: {mask: noise, percent: ten}}}
  s.extra: {rows: none, columns: {a: premute}}
  s.more: {columns: {b: keep}}'
refused unknown_masks_and_arguments 2 "rules.yaml:4:41" "did you mean email?" "rules.yaml:2:" "dayz" "colour" "percent" "did you mean permute?"

# unlisted ----------------------------------------------------------------------------------------
rules 'unlisted: {table: skip}
tables: {s.people: {columns: {id: keep, email: email, born: null, note: redact}}}'
carries unlisted_tables_skipped
check_equal unlisted_tables_empty "50 0 0" "$(after "SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM orders), (SELECT count(*) FROM extra)" | tr '|' ' ')"

rules 'unlisted: {table: keep}
tables: {s.people: {columns: {id: keep, email: email, born: null, note: redact}}}'
carries unlisted_tables_kept
check_equal unlisted_tables_full "1|2.50" "$(after "SELECT * FROM orders")"

rules 'unlisted: {table: keep}
tables: {s.people: {columns: {id: keep, email: email, note: redact}}}'
refused unlisted_column_of_a_listed_table 3 s.people.born

rules 'unlisted: {table: skip, column: keep}
tables:
  s.people: {unlisted: {column: "null"}, columns: {id: keep, note: keep}}
  s.orders: {columns: {id: keep}}'
carries unlisted_columns_by_table
check_equal unlisted_columns_by_table_values "50|0|0|2.50" "$(after "SELECT count(id), count(email), count(born), (SELECT total FROM orders) FROM people")"

rules 'unlisted: {table: skip, column: keep}
tables:
  s.people: {unlisted: error, columns: {id: keep, note: keep}}'
refused unlisted_error_of_a_table_wins 3 s.people.email s.people.born

rules 'unlisted: {table: skip, column: keep}
tables:
  "s.peo*": {unlisted: error, columns: {note: redact}}'
refused unlisted_error_of_a_pattern_wins 3 s.people.email s.people.born

rules 'unlisted: {table: skip}
tables:
  s.people: {columns: {id: keep, note: keep}}
  "s.peo*": {unlisted: {column: "null"}}'
carries unlisted_null_of_a_pattern
check_equal unlisted_null_of_a_pattern_values "50|0" "$(after "SELECT count(id), count(email) FROM people")"

rules 'unlisted: {table: skip, column: "null"}
tables: {s.people: {columns: {id: keep, email: email, born: "null"}}}'
refused unlisted_null_in_not_null 3 s.people.note "NOT NULL" "list the column"
rules 'unlisted: {table: skip}
tables: {s.people: {columns: {id: keep, email: email, born: "null", note: "null"}}}'
refused null_in_not_null 3 s.people.note "NOT NULL"

# Patterns ----------------------------------------------------------------------------------------
tables "CREATE TABLE a_log (id int, who text); CREATE TABLE b_log (id int); CREATE TABLE c_log (id int);
    CREATE TABLE staff (id int, email text, first_name text);
    INSERT INTO a_log VALUES (1, 'Ann'); INSERT INTO b_log VALUES (1); INSERT INTO c_log VALUES (7);
    INSERT INTO staff VALUES (1, 'ann@corp.example', 'Annabella')"
rules 'tables:
  "*.*_log": {rows: none}
  s.c_log: {rows: all, columns: {id: keep}}
  "s.st*": {columns: {email: email}}
  s.staff: {columns: {id: keep}}
patterns:
  - {column: "*_name", type: text, mask: redact}
  - {column: "email", mask: "null"}'
carries patterns
check_equal patterns_values "0|0|7|1|xxxxxxxxx" "$(after "SELECT (SELECT count(*) FROM a_log), (SELECT count(*) FROM b_log), (SELECT id FROM c_log), id, lower(regexp_replace(first_name, '[A-Za-z]', 'x', 'g')) FROM staff")"
check_equal pattern_of_a_table_before_patterns t "$(after "SELECT email LIKE '%@example.com' FROM staff")"
rules 'tables:
  "*.*_log": {columns: {id: keep}}
  s.staff: {rows: none}'
refused pattern_never_keeps 2 "rules.yaml:3:" keep

# A table that two entries name, and a bare name that two schemas have
rules 'tables:
  s.staff: {rows: none}
  staff: {rows: all}
  "*_log": {rows: none}'
refused one_table_two_entries 2 "rules.yaml:4:" "two entries"
sql plan_source "DROP SCHEMA IF EXISTS s2 CASCADE; CREATE SCHEMA s2; CREATE TABLE s2.staff (id int)"
rules 'tables:
  staff: {rows: none}
  "*_log": {rows: none}'
refused bare_name_of_two_tables 3 "rules.yaml:3:" s.staff s2.staff
sql plan_source "DROP SCHEMA s2 CASCADE"

# Partitions ------------------------------------------------------------------------------------
tables "CREATE TABLE events (id int, who text, day date NOT NULL) PARTITION BY RANGE (day);
    CREATE TABLE events_22 (day date NOT NULL, who text, gone int, id int); ALTER TABLE events_22 DROP gone;
    ALTER TABLE events ATTACH PARTITION events_22 FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
    CREATE TABLE events_23 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01') PARTITION BY LIST (id);
    CREATE TABLE events_23_a (who text, id int, day date NOT NULL);
    ALTER TABLE events_23 ATTACH PARTITION events_23_a FOR VALUES IN (1, 2);
    CREATE TABLE events_23_b PARTITION OF events_23 DEFAULT;
    INSERT INTO events SELECT i, 'Person' || i, d FROM generate_series(1, 4) AS i, unnest(ARRAY['2022-05-05', '2023-06-06']::date[]) AS d"
columns='{id: keep, who: redact, day: keep}'
rules "tables: {s.events: {columns: $columns}}"
carries partitions_follow
check_equal partitions_follow_values "$(before "SELECT id, day, 'xxxxxx0' FROM events ORDER BY day, id")" "$(after "SELECT id, day, lower(translate(who, 'X', 'x')) FROM events ORDER BY day, id")"
leaves="SELECT tableoid::regclass::text AS leaf, count(*) FROM events GROUP BY 1 ORDER BY 1"
check_equal partitions_follow_leaves "$(before "$leaves")" "$(after "$leaves")"
rules 'tables: {s.events: {columns: {id: keep, day: keep}}}'
refused partition_column_not_listed 3 s.events.who
check_empty partition_column_said_once "$(grep -E 'events_2' "$TMP/dump.log" || true)"
rules "tables: {s.events: {columns: $columns}, s.events_23_a: {columns: {who: keep}}}"
refused partition_takes_no_rules 3 "rules.yaml:2:" s.events_23_a "takes the rules of s.events"
rules "tables: {s.events: {columns: $columns}, s.events_22: {rows: none}}"
carries partition_without_rows
check_equal partition_without_rows_values 4 "$(after "SELECT count(*) FROM events")"
rules 'tables: {s.events: {rows: none}}'
carries partitions_without_rows
check_equal partitions_without_rows_values 0 "$(after "SELECT count(*) FROM events")"
# What covers the root must cover what is read of its leaves.
rules 'tables: {s.events: {rows: none}, s.events_22: {rows: all}}'
refused leaf_of_a_root_without_columns 3 "s.events"
rules "tables: {s.events: {rows: none, columns: $columns}, s.events_22: {rows: all}}"
carries leaf_of_a_root_without_rows
check_equal leaf_of_a_root_without_rows_values "4|4" "$(after "SELECT count(*), count(*) FILTER (WHERE who ILIKE 'xxxxxx0') FROM events")"
rules 'tables: {s.events: {columns: {id: keep, day: keep}}}'
refused_selected() { # refused_selected NAME OPTION...: a dump of that part is refused
    local name=$1
    shift
    check_fails "$name" 3 plan_dump "$@"
    check_empty "${name}_nothing_written" "$(ls "$TMP/archive" 2>/dev/null || true)"
}
refused_selected leaf_selected_column_not_listed -t s.events_22
rules 'tables: {s.other: {rows: none}}'
sql plan_source "CREATE TABLE s.other (a int)"
refused_selected leaf_selected_root_not_listed -t s.events_22
rules 'unlisted: {table: skip}'
carries unlisted_partitions_skipped
check_equal unlisted_partitions_skipped_values 0 "$(after "SELECT count(*) FROM events")"

# Inheritance -----------------------------------------------------------------------------------
tables "CREATE TABLE person (id int, name text); CREATE TABLE audited (changed_by text);
    CREATE TABLE employee (badge text) INHERITS (person, audited);
    CREATE TABLE manager (level int) INHERITS (employee);
    INSERT INTO person VALUES (1, 'Ann'); INSERT INTO employee VALUES (2, 'Bob', 'Carol', 'B7');
    INSERT INTO manager VALUES (3, 'Dan', 'Erin', 'C8', 9)"
base='s.person: {columns: {id: keep, name: redact}}
  s.audited: {columns: {changed_by: redact}}'
rules "tables:
  $base"
refused children_list_their_own 3 s.employee.badge s.manager.level
check_empty children_list_only_their_own "$(grep -E 's\.(employee|manager)\.(id|name|changed_by)|s\.manager\.badge' "$TMP/dump.log" || true)"
rules "tables:
  $base
  s.employee: {columns: {badge: redact}}
  s.manager: {columns: {level: keep}}"
carries children_follow
check_equal children_follow_values "3|9|0" "$(after "SELECT count(*), (SELECT level FROM manager),
    (SELECT count(*) FROM manager WHERE 'Dan' = name OR 'Erin' = changed_by OR 'C8' = badge) FROM person")"
rules "tables:
  s.person: {rows: none}
  s.audited: {columns: {changed_by: redact}}
  s.employee: {rows: all, columns: {badge: redact}}
  s.manager: {rows: all, columns: {level: keep}}"
refused child_of_a_parent_without_columns 3 s.employee.name s.manager.name
rules "tables:
  s.person: {rows: none}
  s.audited: {rows: none}"
carries children_without_rows_as_their_parent
check_equal children_without_rows_as_their_parent_values 0 "$(after "SELECT count(*) FROM person")"
rules 'tables: {s.person: {columns: {id: keep}}, s.audited: {columns: {changed_by: keep}}, s.employee: {columns: {badge: keep}}, s.manager: {columns: {level: keep}}}'
refused_selected child_selected_column_of_the_parent_not_listed -t s.employee

# Generated columns -------------------------------------------------------------------------------
tables "CREATE TABLE g (a int, twice int GENERATED ALWAYS AS (a * 2) STORED); INSERT INTO g VALUES (1)"
rules 'tables: {s.g: {columns: {a: keep, twice: keep}}}'
refused generated_takes_no_rule 3 "rules.yaml:2:" "twice is generated"
rules 'tables: {s.g: {columns: {a: {mask: permute, range: [5, 5000]}}}}'
refused value_outside_of_a_pinned_range 3 "range"
rules 'tables: {s.g: {columns: {a: {mask: permute, range: [1, 5000]}}}}'
carries generated_is_computed_again
check_equal generated_is_computed_again_values t "$(after "SELECT twice = 2 * a FROM g")"

# Rows --------------------------------------------------------------------------------------------
tables "CREATE TABLE r (id int, day date); INSERT INTO r SELECT i, '2024-01-01'::date + i FROM generate_series(1, 100) AS i;
    CREATE TABLE q (id int); INSERT INTO q VALUES (1)"
rules "tables:
  s.r: {rows: {where: \"day <= '2024-01-11' -- the first ten\"}, columns: {id: keep, day: keep}}
  s.q: {rows: none}"
carries rows_where
check_equal rows_where_values "10|0" "$(after "SELECT count(*), (SELECT count(*) FROM q) FROM r")"
rules "tables:
  s.r: {rows: {where: \"day < 'soon'\"}, columns: {id: keep, day: keep}}
  s.q: {rows: none}"
refused rows_where_that_fails 3 s.r

# Selection ---------------------------------------------------------------------------------------
tables "CREATE TABLE one (id int); CREATE TABLE two (id int); INSERT INTO one VALUES (1); INSERT INTO two VALUES (2)"
sql plan_source "DROP SCHEMA IF EXISTS s3 CASCADE; CREATE SCHEMA s3; CREATE TABLE s3.three (id int)"
rules 'tables: {s.one: {columns: {id: keep}}}'
refused_selected nothing_selected_needs_all
empty_schema plan_target
check select_table plan_dump -t s.one
check select_schema_without_table plan_dump -n s -T s.two
check select_without_schema plan_dump -N s3 -T s.two
check_equal selected_tables "s.one" "$(manifest_checksums "$TMP/archive" | cut -d'|' -f1)"
check_fails select_nothing 2 plan_dump -t 'nowhere*'
sql plan_source "DROP SCHEMA s3 CASCADE"

# Configuration tables of extensions: citext is given one by hand ------------------
new_database plan_extension
# Files of an extension of our own would have to go into the server's folder.
sql plan_extension "CREATE EXTENSION citext; CREATE TABLE settings (name text, mine bool); ALTER EXTENSION citext ADD TABLE settings;
    UPDATE pg_extension SET extconfig = ARRAY['settings'::regclass]::oid[], extcondition = ARRAY['WHERE mine'] WHERE extname = 'citext';
    INSERT INTO settings VALUES ('given', false), ('secret-word', true)"
extension_dump() {
    rm -rf "$TMP/archive"
    "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo plan_extension)" -f "$TMP/archive" -Z none
}
rules ''
check_fails extension_table_not_listed 3 extension_dump
check_empty extension_table_named "$(grep -q "configuration table of an extension" "$TMP/check.log" || cat "$TMP/check.log")"
rules 'tables: {public.settings: {columns: {name: redact, mine: keep}}}'
check extension_table extension_dump
check_equal extension_table_rows 1 "$(cat "$TMP"/archive/[0-9]*.dat | grep -c 't$')"
check_empty extension_table_masked "$(grep -l secret-word "$TMP"/archive/[0-9]*.dat || true)"
rules 'tables: {public.settings: {rows: none}}'
check extension_table_without_rows extension_dump
drop_database plan_extension

plan_end
