#!/usr/bin/env bash
# Databases that are not UTF8: what is kept comes back byte for byte, what is masked fits.
. "$(dirname "$0")/../support/lib.sh"

role_reader
PGMIRAGE_KEY=$("$PGMIRAGE_BIN" keygen)
export PGMIRAGE_KEY

# hex DATABASE QUERY: values as bytes, whatever they are
hex() { PGCLIENTENCODING=SQL_ASCII sql "$1" "$2"; }
dump() { # dump DATABASE
    rm -rf "$TMP/archive"
    "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo "$1")" -f "$TMP/archive" -j 2
}

cat >"$TMP/rules.yaml" <<'YAML'
version: 1
locale: de_DE
tables:
  public.people:
    columns: {id: keep, email: email, first_name: given_name, last_name: family_name, city: city, code: hash, note: redact, words: lorem, kept: keep}
YAML
# try NAME OPTIONS: a database made so; column kept holds the bytes 0xa0..0xff, others some of them
try() {
    local name=$1 options=$2
    new_database "$name" "TEMPLATE template0 $options"
    new_database "${name}_copy" "TEMPLATE template0 $options"
    hex "$name" "CREATE TABLE people (id int, email text UNIQUE, first_name varchar(20), last_name varchar(30), city text, code text UNIQUE, note text, words text, kept text);
        INSERT INTO people SELECT i, chr(160 + i % 96) || i || '@corp.example', 'M' || chr(228) || 'x', chr(214) || 'zil', 'K' || chr(246) || 'ln',
            chr(160 + i % 96) || i, 'a' || chr(160 + i % 96) || 'b', 'Gr' || chr(252) || 'n ' || i, '<' || chr(160 + i % 96) || chr(255) || '>' FROM generate_series(1, 960) AS i"
    check "$name" dump "$name"
    check "${name}_restore" restore "${name}_copy" "$TMP/archive" -j2
    local kept="SELECT md5(string_agg(id || ' ' || kept, ',' ORDER BY id)) FROM people"
    check_equal "${name}_kept" "$(hex "$name" "$kept")" "$(hex "${name}_copy" "$kept")"
    check_equal "${name}_masked" "960|960|960|0" "$(hex "${name}_copy" "SELECT count(*), count(DISTINCT email), count(DISTINCT code), count(*) FILTER (WHERE email NOT LIKE '%@example.com' OR last_name = chr(214) || 'zil') FROM people")"
    drop_database "${name}_copy"
    drop_database "$name"
}
try latin1 "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
sed -i 's/de_DE/en_US/' "$TMP/rules.yaml"
try sql_ascii "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'" # single bytes: no valid UTF-8

# Words and constants that the database cannot hold are refused beforehand.
new_database latin1 "TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
sql latin1 "CREATE TABLE people (id int, name text); INSERT INTO people VALUES (1, 'Max')"
one() { printf 'version: 1\nlocale: %s\ntables: {public.people: {columns: {id: keep, name: %s}}}\n' "$1" "$2" >"$TMP/rules.yaml"; }
if [ -d "$PROJECT/rules/locales/pl_PL" ]; then
    one pl_PL family_name
    check_fails latin1_polish 3 dump latin1
    check_empty latin1_polish_says "$(grep -q "may not hold all letters of locale pl_PL" "$TMP/check.log" || cat "$TMP/check.log")"
fi
one en_US '{mask: constant, value: Łódź}'
check_fails latin1_constant_refused 2 dump latin1
one en_US '{mask: constant, value: Größe}'
check latin1_constant dump latin1
# Of the locales that rows take, those that may not fit give way to the domain's own.
sql latin1 "TRUNCATE people; ALTER TABLE people ADD country text; INSERT INTO people SELECT i, 'Xq', (ARRAY['DE', 'PL', 'JP'])[1 + i % 3] FROM generate_series(1, 900) AS i"
printf 'version: 1\nlocale: en_US\ntables: {public.people: {columns: {id: keep, name: {mask: family_name, by: id, locale_from: country}, country: keep}}}\n' >"$TMP/rules.yaml"
check latin1_locales dump latin1
new_database latin1_copy "TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
check latin1_locales_restore restore latin1_copy "$TMP/archive"
check_equal latin1_locales_fit "t|t" "$(hex latin1_copy "SELECT bool_or(name ~ ('[' || chr(228) || chr(246) || chr(252) || ']')) FILTER (WHERE country = 'DE'), bool_and(name ~ '^[A-Za-z]+\$') FILTER (WHERE country <> 'DE') FROM people")"
drop_database latin1_copy
drop_database latin1
new_database latin9 "TEMPLATE template0 ENCODING 'LATIN9' LC_COLLATE 'C' LC_CTYPE 'C'"
sql latin9 "CREATE TABLE people (id int, name text); INSERT INTO people VALUES (1, 'Max €')"
one de_DE given_name
check_fails latin9_german_is_not_known_to_fit 3 dump latin9
one en_US given_name
check latin9 dump latin9
drop_database latin9
finish
