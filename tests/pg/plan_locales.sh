#!/usr/bin/env bash
# `locale_from: country`: people get names of their country, alike in all columns and tables, along keys and
# inside of values; and what cannot be is refused.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start
export PGMIRAGE_KEY=$TEST_KEY

words() { cut -f1 "$LOCALES/$1/$2.txt" | sed "s/'/''/g; s/.*/('&')/" | paste -sd,; } # words LOCALE LIST
LOCALES=$(dirname "$0")/../../rules/locales

tables "CREATE TYPE land AS ENUM ('JP', 'DE');
    CREATE TABLE person (id int PRIMARY KEY, country text, first_name text, last_name varchar(30), full_name text, mail text UNIQUE, city text, extra jsonb, tags text[]);
    CREATE TABLE ticket (id int PRIMARY KEY, person int REFERENCES person, body text);
    CREATE TABLE visit (person int NOT NULL, land char(3), tongue land, who text, town text);
    INSERT INTO person SELECT i, (ARRAY['DE', 'aut', 'Deutschland', 'ja_JP', 'Japan', 'US', 'Atlantis', NULL, 'a\\b'])[1 + i % 9], 'Xanth' || i % 50, 'Quoll' || i % 50,
        'Xanth' || i % 50 || ' Quoll' || i % 50, 'xanth' || i || '@corp.test', 'Old Town ' || i % 40,
        jsonb_build_object('born', 'Quoll' || i % 50, 'other', 1), ARRAY['Quoll' || i % 50, NULL] FROM generate_series(1, 1800) AS i;
    INSERT INTO ticket SELECT id, id, 'About ' || first_name || ', ' || last_name || '.' FROM person;
    INSERT INTO visit SELECT id, CASE id % 3 WHEN 0 THEN 'DE' WHEN 1 THEN 'JPN' END, (CASE id % 2 WHEN 0 THEN 'JP' ELSE 'DE' END)::land, full_name, city FROM person"
PERSON="id: keep, country: {mask: country, by: id}, first_name: {mask: given_name, by: id, locale_from: country}, last_name: {mask: family_name, by: id, locale_from: country},
    full_name: {mask: full_name, by: id, locale_from: country}, mail: {mask: email, by: id, locale_from: country}, city: {mask: city, locale_from: country},
    extra: {mask: json, by: id, locale_from: country, paths: {\"\$.born\": family_name}}, tags: {mask: array, items: family_name, by: id, locale_from: country}"
rules "tables:
  s.person: {columns: {$PERSON}}
  s.ticket: {columns: {id: keep, body: {mask: text, patterns: none, known: {via: person, columns: [first_name, last_name]}}}}
  s.visit: {columns: {person: keep, land: keep, tongue: keep, who: {mask: full_name, domain: visitor, by: person, locale_from: land}, town: {mask: city, locale_from: tongue}}}"
carries locales -j2
before "SELECT format('(%s,%L)', id, country) FROM person" | paste -sd, >"$TMP/countries"
# check_words NAME TABLE COLUMN LIST LOCALE CONDITION: the rows of the condition, and no others of theirs, draw from the list
check_words() {
    local from
    from="$2 AS t JOIN (VALUES $(cat "$TMP/countries")) AS o (key, original) ON o.key = t.${7:-id}"
    check_equal "$1" "t t" "$(after "SELECT count(*) > 50, bool_and($3 IN (VALUES $(words "$5" "$4"))) FROM $from WHERE $6" | tr '|' ' ')"
}
check_words german_given_names person first_name given_names de_DE "original IN ('DE', 'aut', 'Deutschland')"
check_words japanese_given_names person first_name given_names ja_JP "original IN ('ja_JP', 'Japan')"
check_words american_and_unknown_ones person first_name given_names en_US "original IS NULL OR original IN ('US', 'Atlantis', 'a\\b')"
check_words german_cities person city cities de_DE "original IN ('DE', 'aut', 'Deutschland')"
check_words japanese_parts_of_json person "extra->>'born'" family_names ja_JP "original IN ('ja_JP', 'Japan')"
check_words german_elements person "tags[1]" family_names de_DE "original IN ('DE', 'aut', 'Deutschland')"
check_words cities_of_an_enum visit town cities ja_JP "t.tongue = 'JP'" person
check_words cities_of_an_enum_again visit town cities de_DE "t.tongue = 'DE'" person
check_equal the_country_is_masked_all_the_same 0 "$(after "SELECT count(*) FROM person WHERE country IN ('Deutschland', 'ja_JP', 'Atlantis')")"
check_equal a_person_is_one "1800 1800 1800 1800" "$(after "SELECT concat_ws(' ', count(*), count(*) FILTER (WHERE extra->>'born' = last_name AND tags[1] = last_name),
    count(*) FILTER (WHERE full_name IN (first_name || ' ' || last_name, last_name || ' ' || first_name)), count(DISTINCT mail)) FROM person")"
check_equal mails_have_latin_letters 1800 "$(after "SELECT count(*) FROM person WHERE mail ~ '^[a-z0-9.]+@example[.]com\$'")"
check_equal known_values_are_those_of_the_country 1800 "$(after "SELECT count(*) FROM ticket JOIN person ON person.id = person WHERE body = 'About ' || first_name || ', ' || last_name || '.'")"
first=$(after "SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM person AS t")
carries locales_again -j1 --workers 1
check_equal the_same_in_other_batches "$first" "$(after "SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM person AS t")"

# One domain, one way ---------------------------------------------------------------------------------
tables "CREATE TABLE a (id int PRIMARY KEY, country text, up text GENERATED ALWAYS AS (upper(country)) STORED, name text UNIQUE, note jsonb, other jsonb);
    CREATE TABLE b (id int PRIMARY KEY, country text, name text REFERENCES a (name))"
A="id: keep, country: keep, note: \"null\", other: \"null\""
rules "tables:
  s.a: {columns: {$A, name: {mask: email, locale_from: country}}}
  s.b: {columns: {id: keep, country: keep, name: email}}"
refused one_column_without 3 s.b.name "other columns of its domain email take their locale from the row" "say \`locale_from:\` here, too"
rules "tables:
  s.a: {columns: {$A, name: {mask: email, locale_from: country}}}
  s.b: {columns: {id: keep, country: keep}}"
refused a_key_that_follows 3 s.b.name "takes its locale from elsewhere"
rules "tables:
  s.a: {columns: {$A, name: {mask: email, locale_from: country}}}
  s.b: {columns: {id: keep, country: keep, name: {mask: email, locale_from: country}}}"
refused countries_that_no_key_ties 3 s.b.name "takes its locale from elsewhere"
rules "tables:
  s.a: {columns: {id: keep, country: keep, name: email, note: {mask: json, locale_from: country, paths: {\"\$.n\": city}}, other: {mask: json, paths: {\"\$.n\": city}}}}
  s.b: {columns: {id: keep, country: keep}}"
refused parts_that_differ 3 s.a.other "of the domain city, s.a.note takes its locale from the row"
rules "tables:
  s.a: {columns: {id: keep, country: {mask: sql, expression: upper(country)}, name: {mask: email, locale_from: country}, note: {mask: city, locale_from: up}, other: {mask: city, locale_from: contry}}}
  s.b: {columns: {id: keep, country: keep, name: \"null\"}}"
refused misfits 3 "this table has no stored column up" "this table has no stored column contry" "did you mean country"
rules "tables:
  s.a: {columns: {$A, name: {mask: email, locale_from: country}}}
  s.b: {columns: {id: keep, country: {mask: permute, locale_from: id}, name: \"null\"}}"
refused a_mask_without_words 2 s.b.country "draws no words of a locale"
tables "CREATE TABLE c (id int PRIMARY KEY, country text, name text)"
rules "tables:
  s.c: {columns: {id: keep, country: {mask: sql, expression: upper(country)}, name: {mask: city, locale_from: country}}}"
refused a_country_of_the_server 3 s.c.name "the server replaces s.c.country before its country is seen"

# What a text holds is masked in the locale of its row, as in the columns of the domain.
tables "CREATE TABLE d (id int PRIMARY KEY, country text, mail text UNIQUE, note text);
    INSERT INTO d SELECT i, (ARRAY['DE', 'PL', 'JP', NULL])[1 + i % 4], 'user' || i || '@corp.test', 'Write to user' || i || '@corp.test, please' FROM generate_series(1, 400) AS i"
rules "tables:
  s.d: {columns: {id: keep, country: keep, mail: {mask: email, locale_from: country}, note: {mask: text, locale_from: country}}}"
carries texts
check_equal addresses_in_texts_are_those_of_the_column 400 "$(after "SELECT count(*) FROM d WHERE note = 'Write to ' || mail || ', please'")"
rules "tables:
  s.d: {columns: {id: keep, country: keep, mail: {mask: email, locale_from: country}, note: text}}"
refused texts_without_a_country 3 s.d.note "of the domain email, s.d.mail takes its locale from the row" "and this part does not"

# Keys that tie the countries, too, hold ---------------------------------------------------------------
tables "CREATE TABLE a (country text, name text, PRIMARY KEY (country, name));
    CREATE TABLE b (land text, name text, FOREIGN KEY (land, name) REFERENCES a);
    INSERT INTO a SELECT c, 'user' || i || '@corp.test' FROM generate_series(1, 300) AS i, unnest(ARRAY['DE', 'JP', 'xx']) AS c;
    INSERT INTO b SELECT country, name FROM a, generate_series(1, 2)"
rules "tables:
  s.a: {columns: {country: keep, name: {mask: email, locale_from: country}}}
  s.b: {columns: {land: keep, name: {mask: email, locale_from: land}}}"
carries keys_with_their_countries
check_equal keys_join 1800 "$(after "SELECT count(*) FROM b JOIN a ON (land, b.name) = (country, a.name)")"
plan_end
