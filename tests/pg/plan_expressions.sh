#!/usr/bin/env bash
# What the server computes while it reads: `rows: where`, `when`, sql masks; and what it is not let do.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start

tables "CREATE TABLE person (id int PRIMARY KEY, name text, mail text, country text);
    CREATE TABLE ticket (id int PRIMARY KEY, person int REFERENCES person, country text, subject varchar(30), body text, born date) WITH (fillfactor = 10);
    CREATE TABLE day (d date NOT NULL, body text) PARTITION BY RANGE (d);
    CREATE TABLE day_1 PARTITION OF day DEFAULT;
    INSERT INTO person SELECT i, 'Nm' || i, i || '@mail.example', 'X' FROM generate_series(1, 100) AS i;
    INSERT INTO ticket SELECT i, 1 + i % 100, (ARRAY['DE', 'FR', NULL])[1 + i % 3], 'hello ' || i, E'a\\ttab\\nSecret' || i, '2000-01-01' FROM generate_series(1, 900) AS i;
    INSERT INTO day SELECT '2024-01-01', 'Secret' FROM generate_series(1, 50)"
person='s.person: {columns: {id: {mask: permute}, name: {mask: given_name, by: id}, mail: {mask: email, by: id}, country: keep}}'
day='s.day: {rows: none}'
ticket() { rules "tables:
  $person
  ${3:-$day}
  s.ticket: {${2:-rows: all}, columns: {id: keep, country: keep, $1}}"; }

# A comment and a newline inside an expression end where the expression ends.
ticket 'subject: {mask: sql, expression: "upper(subject) || ticket.id -- why"}, body: {mask: lorem, when: "country = '"'DE'"'"}, born: {mask: date_shift, when: "country = '"'FR'"'"}' \
    'rows: {where: "id <= 600 -- not all"}' 's.day: {columns: {d: keep, body: {mask: lorem, when: "d > '"'2023-01-01'"'"}}}'
carries expressions
check_equal where_counts 600 "$(after "SELECT count(*) FROM ticket")"
check_equal sql_computed 600 "$(after "SELECT count(*) FROM ticket WHERE subject = 'HELLO ' || id || id")"
check_equal when_masks "DE|0
FR|200
|0" "$(after "SELECT country, count(*) FILTER (WHERE body LIKE '%Secret%') FROM ticket GROUP BY 1 ORDER BY 1")"
check_equal when_keeps_bytes 200 "$(after "SELECT count(*) FROM ticket WHERE body = E'a\\ttab\\nSecret' || id")"
check_equal when_on_dates "DE|200
FR|0
|0" "$(after "SELECT country, count(*) FILTER (WHERE born = '2000-01-01') FROM ticket GROUP BY 1 ORDER BY 1")"
check_equal when_on_partitions 0 "$(after "SELECT count(*) FROM day WHERE body LIKE '%Secret%'")"
check_equal keys_still_join 600 "$(after "SELECT count(*) FROM ticket JOIN person AS p ON p.id = ticket.person")"
if grep -q 's.ticket.subject' <(sed -n '/kept_columns/,/]/p' "$TMP/archive/pgmirage.json"); then
    not_ok sql_is_not_kept "the manifest lists a computed column as kept"
else
    ok sql_is_not_kept
fi
carries expressions_in_ranges --split-tables-larger-than 1MB -j 3
check_equal ranges_count 600 "$(after "SELECT count(*) FROM ticket")"

# Judged beforehand ---------------------------------------------------------------------------------
ticket 'subject: {mask: sql, expression: "uper(subject)"}, body: lorem, born: keep'
refused unknown_function 3 s.ticket "where, when, sql"
ticket 'subject: keep, body: {mask: lorem, when: "contry = 1"}, born: keep'
refused unknown_column 3 s.ticket
ticket 'subject: keep, body: lorem, born: keep' 'rows: {where: "true); DROP TABLE s.person; --"}'
refused second_statement 3 s.ticket
check_equal nothing_dropped 100 "$(before "SELECT count(*) FROM person")"
ticket 'subject: {mask: sql, expression: "1) TO PROGRAM '"'touch $TMP/made'"' --"}, body: lorem, born: keep'
refused other_target 3 s.ticket
check program_not_run test ! -e "$TMP/made"
ticket 'subject: {mask: sql, expression: "set_config('"'a.b'"', (SELECT count(*) FROM s.person)::text, false)"}, body: lorem, born: keep'
carries subquery_in_expression

# Refused: what others rely on ------------------------------------------------------------------------
rules "tables:
  s.person: {columns: {id: {mask: permute, when: \"id > 5\"}, name: keep, mail: keep, country: keep}}
  $day
  s.ticket: {columns: {id: keep, country: keep, subject: keep, body: keep, born: keep}}"
refused when_on_a_key 3 s.person.id "mask all rows, or keep all"
rules "tables:
  s.person: {columns: {id: {mask: sql, expression: \"id + 1\"}, name: keep, mail: keep, country: keep}}
  $day
  s.ticket: {columns: {id: keep, country: keep, subject: keep, body: keep, born: keep}}"
refused sql_on_a_key 3 s.person.id
rules "tables:
  s.person: {columns: {id: keep, name: {mask: given_name, by: country}, mail: keep, country: {mask: sql, expression: \"'Y'\"}}}
  $day
  s.ticket: {columns: {id: keep, country: keep, subject: keep, body: keep, born: keep}}"
refused subject_is_computed 3 s.person.name s.person.country
ticket 'subject: {mask: sql, expression: "subject", when: "id > 3"}, body: keep, born: keep'
refused when_on_sql 2 s.ticket.subject "CASE WHEN"
ticket 'subject: sql, body: keep, born: keep'
refused sql_without_expression 2 expression

# A value on which an expression fails is in no message.
sql plan_source "UPDATE s.ticket SET subject = 'Ann Smith 1980' WHERE id = 7"
ticket 'subject: {mask: sql, expression: "subject::int::text"}, body: lorem, born: keep'
check_fails failing_expression 1 plan_dump
check_equal value_not_shown 0 "$(grep -c 'Ann Smith' "$TMP/dump.log")"
plan_end
