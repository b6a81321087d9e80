#!/usr/bin/env bash
# CHECK constraints and domains, tried on masked rows before anything is written.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start

tables "CREATE DOMAIN short AS text CHECK (length(VALUE) <= 20);
    CREATE DOMAIN upper_only AS text CHECK (VALUE = upper(VALUE));
    CREATE TABLE person (id int PRIMARY KEY, name text CHECK (name LIKE 'Nm%'), mail text, born date, died date, nick short, code upper_only,
        twice int GENERATED ALWAYS AS (id * 2) STORED, note text,
        CONSTRAINT mail_has_at CHECK (mail LIKE '%@%'), CONSTRAINT lives CHECK (died > born), CONSTRAINT odd CHECK (twice > 0 AND note <> 'none'));
    INSERT INTO person (id, name, mail, born, died, nick, code, note)
        SELECT i, 'Nm' || i, i || '@mail.example', '1980-01-01', '2020-01-01', 'nick', 'CODE', E'line\\\\ntab\\there' FROM generate_series(1, 500) AS i;
    CREATE TABLE none (name text CHECK (name LIKE 'Nm%'));
    CREATE TABLE loose (name text); INSERT INTO loose VALUES ('Nm'), ('other');
    ALTER TABLE loose ADD CONSTRAINT not_valid CHECK (name LIKE 'Nm%') NOT VALID"
all='s.none: {columns: {name: lorem}}
  s.loose: {columns: {name: lorem}}'
person() { rules "tables:
  $all
  s.person: {columns: {id: keep, name: $1, mail: $2, born: {mask: date_shift, days: 30, by: id}, died: {mask: date_shift, days: 30, by: id}, nick: $3, code: $4, note: lorem}}"; }

person keep email keep keep
carries masks_that_fit
person given_name email keep keep
refused check_fails 3 s.person "CHECK constraint person_name_check" "masked sample rows"
person given_name lorem keep keep
refused all_at_once 3 person_name_check mail_has_at "2 problems"
person keep email hash keep
refused domain_fails 3 s.person "type short"
person keep '{mask: constant, value: "x"}' keep keep
refused constant_against_check 3 mail_has_at
check_equal value_not_shown 0 "$(grep -c 'mail.example' "$TMP/dump.log")"
plan_end
