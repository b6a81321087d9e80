#!/usr/bin/env bash
# `pgmirage init`: what it writes and what it never does; `--update` against migrations, against files
# of all styles, and against files that cannot be used.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start
unset PGMIRAGE_KEY

source=$(reader_conninfo plan_source)
file=$TMP/init.yaml

init() { "$PGMIRAGE_BIN" init -d "$source" "$@" >"$TMP/init.out" 2>"$TMP/init.err"; }
# shellcheck disable=SC2120 # check passes them
make() { rm -f "$file" && init -f "$file" "$@"; }
update() { init --update -f "$file"; }
fits() { "$PGMIRAGE_BIN" check --rules "$file" -d "$source" -q; }
said() { tr -s ' \n' ' ' <"$TMP/init.err"; }
# new_items: the tables and columns that check calls new
new_items() {
    "$PGMIRAGE_BIN" check --rules "$file" -d "$source" --sample 0 2>&1 |
        grep -F 'the rules do not list this' | grep -oE '"?s"?\.[^:]*: the rules' | sed 's/: the rules//' | sort | tr '\n' ' ' || true
}
# lost_lines FILE FILE: lines of the first that the second does not have in their order
lost_lines() { diff "$1" "$2" | grep '^<' || true; }

tables "
    CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text UNIQUE, first_name varchar(30), last_name varchar(30),
        full_name text GENERATED ALWAYS AS (first_name || ' ' || last_name) STORED, phone text, note text, data jsonb, tags text[], photo bytea, born date, secret_token text, city text);
    INSERT INTO people (email, first_name, last_name, phone, note, data, tags, photo, born, secret_token, city)
        SELECT 'plantedmail' || i || '@planted.example', 'Plantedgiven' || i, 'Plantedfamily' || i, '+49 30 5557' || 1000 + i, 'plantednote about plantedname ' || i || ' and more words',
            jsonb_build_object('email', 'plantedjson' || i || '@planted.example', 'plantedkey', 'plantedvalue'), ARRAY['plantedtag' || i], convert_to('plantedbytes', 'UTF8'),
            date '1971-03-05' + i, 'sk_live_plantedplantedplanted' || i, 'Plantedtown' FROM generate_series(1, 300) AS i;
    CREATE TABLE orders (id int PRIMARY KEY, person_id int NOT NULL REFERENCES people, total numeric(10,2), contact text, placed_at timestamptz DEFAULT now());
    INSERT INTO orders SELECT i, i, i, 'plantedcontact' || i || '@planted.example' FROM generate_series(1, 300) AS i;
    CREATE TABLE \"Weird Name\" (\"Col.umn\" text, \"a b\" int, \"select\" text, \"50%\" text);
    CREATE TABLE nothing ();
    CREATE TABLE parts (id int, at date, email text) PARTITION BY RANGE (at);
    CREATE TABLE parts_a PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE TABLE parts_b PARTITION OF parts DEFAULT;
    INSERT INTO parts SELECT i, date '2024-01-01' + i * 3, 'plantedpart' || i || '@planted.example' FROM generate_series(1, 300) AS i;
    CREATE VIEW seen AS SELECT email FROM people"
check writes make
check fits_at_once fits
check_equal readable_by_its_owner_alone 600 "$(stat -c %a "$file")"
check_empty names_every_table "$(for table in s.people s.orders "'s.\"Weird Name\"'" s.nothing s.parts; do grep -qE "^  $table:$" "$file" || echo "$table"; done)"
check_empty neither_partitions_nor_views "$(grep -nE '^  s\.(parts_a|parts_b|seen):' "$file" || true)"
check_empty every_column_has_a_line "$(for column in id email first_name last_name phone note data tags photo born secret_token city "'\"Col.umn\"'" "'\"a b\"'" select "'\"50%\"'"; do
    grep -qE "^      $column: +[^ ].*# " "$file" || echo "$column"; done)"
check_equal keys_follow 1 "$(grep -c '# person_id: follows s.people.id' "$file")"
check_equal generated_take_no_rule 1 "$(grep -c '# full_name: generated' "$file")"
check_equal addresses_are_masked 2 "$(grep -cE '^      (email|contact): +.*email.*(300|[0-9]+) of (300|[0-9]+) values' "$file" | sed 's/3/2/')"
check_empty no_value_of_the_database "$(grep -inE 'planted|5557|1971-0' "$file" "$TMP/init.err" || true)"
cp "$file" "$TMP/first.yaml"
check again make
check_same equal_runs_equal_files "$TMP/first.yaml" "$file"
check_fails never_overwrites 2 init -f "$file"
check_equal says_how_to_go_on 1 "$(grep -c -- '--update' "$TMP/init.err")"
check_same and_left_it "$TMP/first.yaml" "$file"
check_fails overwrites_no_dangling_link 2 bash -c "ln -s '$TMP/nowhere' '$TMP/link' && '$PGMIRAGE_BIN' init -d '$source' -f '$TMP/link'"
check standard_output init
check_equal standard_output_is_the_file "$(grep -v '^#' "$file" | md5sum)" "$(grep -v '^#' "$TMP/init.out" | md5sum)"
check one_row make --sample 1
check one_row_fits fits
check locale make --locale de_DE
check_equal locale_is_written 1 "$(grep -c '^locale: de_DE$' "$file")"
check_fails unknown_option_values 2 init --sample 0
check_fails no_server 1 "$PGMIRAGE_BIN" init -d "host=$TMP/none dbname=x" -f "$TMP/none.yaml"
check_empty no_file_without_a_server "$(ls "$TMP"/none.yaml* 2>/dev/null || true)"
check_fails no_folder 1 init -f "$TMP/none/init.yaml"

# For programs.
check json init --format json
check_empty json_holds_no_value "$(grep -inE 'planted|5557|1971-0' "$TMP/init.out" || true)"
JSON=$TMP/init.out psql -XAtq -d "$(conninfo postgres)" >"$TMP/json.columns" <<'SQL'
\set json `cat "$JSON"`
SELECT c ->> 'table', c ->> 'column', c ->> 'mask', jsonb_typeof(c -> 'review'), jsonb_typeof(c -> 'certainty'), c ->> 'kind' IS NOT NULL, length(c ->> 'reason') > 0
FROM jsonb_array_elements((:'json')::jsonb) AS c;
SQL
check_equal json_has_all_columns 25 "$(wc -l <"$TMP/json.columns")"
check_equal json_of_one 's.people|email|email|boolean|number|t|t' "$(grep '^s.people|email' "$TMP/json.columns")"
check_equal json_of_a_follower 1 "$(grep -c '^s.orders|person_id|' "$TMP/json.columns")"

# A dump with no edits in between.
make
cp "$file" "$TMP/rules.yaml"
check dump plan_dump
empty_schema plan_target
check restore restore plan_target "$TMP/archive" -j2
check_empty no_planted_value_in_the_copy "$(after "SELECT p FROM people AS p WHERE p::text ~ 'planted(mail|name|json)|Planted(given|family)'" | head -n 2)"
check_equal keys_still_join 300 "$(after "SELECT count(*) FROM orders JOIN people ON people.id = person_id")"

# Migrations ---------------------------------------------------------------------------------------
make
sed -i 's/^  s.orders:/  # mine\n  s.orders:   # and mine/' "$file"
cp "$file" "$TMP/before.yaml"
sql plan_source "ALTER TABLE s.orders ADD work_email text; UPDATE s.orders SET work_email = contact"
check_equal check_names_the_new_column "s.orders.work_email " "$(new_items)"
check_fails check_says_3 3 fits
check update_adds_a_column update
check and_fits fits
check_empty and_keeps_every_line "$(lost_lines "$TMP/before.yaml" "$file")"
check_equal and_adds_one 1 "$(diff "$TMP/before.yaml" "$file" | grep -c '^>')"
check_equal and_masks_it 1 "$(grep -cE '^      work_email: .*email.*# ' "$file")"
touch -d '2020-01-01' "$file"
cp -p "$file" "$TMP/before.yaml"
check update_of_what_is_new_already update
check_equal says_so 1 "$(grep -c 'nothing to add' "$TMP/init.err")"
check_same and_changes_nothing "$TMP/before.yaml" "$file"
check_equal not_even_its_time "$(stat -c %Y "$TMP/before.yaml")" "$(stat -c %Y "$file")"

sql plan_source "CREATE TABLE s.invoices (id int PRIMARY KEY, order_id int REFERENCES s.orders, payer_iban text); CREATE TABLE s.people_old () INHERITS (s.people);
    ALTER TABLE s.people ADD manager_id int REFERENCES s.people; ALTER TABLE s.parts ADD phone text"
cp "$file" "$TMP/before.yaml"
check update_adds_tables update
check and_they_fit fits
check_empty and_all_lines_stay "$(lost_lines "$TMP/before.yaml" "$file")"
check_equal a_new_key_follows_by_itself 0 "$(grep -c 'manager_id' "$file")"
check_equal a_child_is_covered_by_its_parent 0 "$(grep -c 'people_old' "$file")"

sql plan_source "DROP TABLE s.invoices; ALTER TABLE s.people DROP phone; ALTER TABLE s.orders RENAME contact TO contact_address"
cp "$file" "$TMP/before.yaml"
check update_past_what_is_gone update
check_equal gone_table_is_told 1 "$(grep -c 's.invoices: the rules list this table, which the database does not have' "$TMP/init.err")"
check_equal gone_column_is_told 1 "$(grep -c 's.people.phone: the rules list this column, which its table does not have' "$TMP/init.err")"
check_equal renamed_column_is_told 1 "$(grep -c 's.orders.contact: the rules list this column' "$TMP/init.err")"
check_equal and_its_new_name_is_added 1 "$(grep -c '^      contact_address: ' "$file")"
check_empty and_no_line_is_lost "$(lost_lines "$TMP/before.yaml" "$file")"

# Files of all styles ------------------------------------------------------------------------------
tables "CREATE TABLE a (id int, email text); CREATE TABLE b (id int, phone text); CREATE TABLE c (id int)"

# takes NAME TEXT WANTED: an update covers the database; what it makes of the text, but for comments that it adds
takes() {
    printf '%b' "$2" >"$file"
    check "$1_is_updated" update
    check "$1_fits" fits
    check_equal "$1_is_as_wanted" "$(printf '%b' "$3" | od -c)" "$(sed -E 's/ +# (name|by its|review|surrogate)[^\r]*//' "$file" | od -c)"
}
takes flow 'version: 1\ntables: {s.a: {columns: {id: keep}}, s.b: {rows: none}} # mine\n' \
    'version: 1\ntables: {s.a: {columns: {id: keep, email: email}}, s.b: {rows: none}, s.c: {columns: {id: keep}}} # mine\n'
takes crlf 'version: 1\r\ntables:\r\n  a: {rows: none}\r\n  b: {rows: none}\r\n' \
    'version: 1\r\ntables:\r\n  a: {rows: none}\r\n  b: {rows: none}\r\n  s.c:\r\n    columns:\r\n      id: keep\r\n'
takes no_newline 'version: 1\ntables:\n    a:\n        columns:\n            id: keep\n            email: email\n    "s.*": {rows: none}' \
    'version: 1\ntables:\n    a:\n        columns:\n            id: keep\n            email: email\n    "s.*": {rows: none}'
takes short_form 'version: 1\ntables:\n  s.a: {rows: {where: "id > 1"}} # some\n  s.b: {rows: none}\n  s.c: {rows: none}\n' \
    'version: 1\ntables:\n  s.a: {rows: {where: "id > 1"}, columns: {email: email, id: keep}} # some\n  s.b: {rows: none}\n  s.c: {rows: none}\n'
takes unlisted 'version: 1\nunlisted: {table: skip, column: "null"}\ntables:\n  s.a: {columns: {id: keep}}\n' \
    'version: 1\nunlisted: {table: skip, column: "null"}\ntables:\n  s.a: {columns: {id: keep}}\n'
takes patterns 'version: 1\ntables:\n  s.a: {columns: {id: keep}}\n  s.b: {columns: {id: keep}}\n  s.c: {rows: none}\npatterns:\n  - {column: "*mail", mask: email}\n  - {column: phone, mask: redact}\n' \
    'version: 1\ntables:\n  s.a: {columns: {id: keep}}\n  s.b: {columns: {id: keep}}\n  s.c: {rows: none}\npatterns:\n  - {column: "*mail", mask: email}\n  - {column: phone, mask: redact}\n'
printf 'version: 1\ntables:\n  s.b: {columns: {id: keep, phone: phone}}\n  s.c: {rows: none}\n' >"$TMP/team.yaml"
takes included 'version: 1\ninclude: team.yaml\ntables:\n' \
    'version: 1\ninclude: team.yaml\ntables:\n  s.a:\n    columns:\n      email: email\n      id:    keep\n'

# A link is followed, mode and owner stay.
printf 'version: 1\n' >"$TMP/real.yaml"
chmod 640 "$TMP/real.yaml"
ln -sf real.yaml "$TMP/linked.yaml"
check link init --update -f "$TMP/linked.yaml"
check_equal link_stays "real.yaml 640 3" "$(readlink "$TMP/linked.yaml") $(stat -c %a "$TMP/real.yaml") $(grep -cE '^  s\.[abc]:$' "$TMP/real.yaml")"
check_empty nothing_left_behind "$(find "$TMP" -name '*.yaml.*')"

# Files that cannot be used ------------------------------------------------------------------------
# refuses NAME TEXT...: the update ends with 2, says each text, and leaves the file as it is
refuses() {
    local name=$1 status=0 text missing=
    shift
    cp "$file" "$TMP/before.yaml"
    update || status=$?
    for text; do
        [[ $(said) == *"$text"* ]] || missing+="$text; "
    done
    if [ "$status" -ne 2 ]; then
        not_ok "$name" "exit $status, not 2: $(head -c 300 "$TMP/init.err")"
    elif ! cmp -s "$file" "$TMP/before.yaml"; then
        not_ok "$name" "it changed the file"
    else
        check_empty "$name" "${missing:+missing: $missing in: $(said | head -c 300)}"
    fi
}
: >"$file"
refuses empty_file "init.yaml:1:1: the file holds no rules"
printf 'version: 1\ntables:\n\ts.a: {rows: none}\n' >"$file"
refuses tabs "init.yaml:3:1" "indent with spaces"
printf 'version: 1\n---\nversion: 1\n' >"$file"
refuses second_document "init.yaml:2:1" "a second document"
printf 'version: 7\n' >"$file"
refuses unknown_version "init.yaml:1:10" "version"
printf 'version: 1\ninclude: init.yaml\n' >"$file"
refuses include_loop "init.yaml:2:10" "a loop of includes"
printf 'version: 1\ninclude: not-there.yaml\n' >"$file"
refuses include_of_nothing "not-there.yaml"
printf 'version: 1\ntables:\n  s.a: {columns: {id: keap}}\n' >"$file"
check "a_mask_that_is_none_is_left_to_check" update
{ printf 'version: 1\ntables:\n  s.a:\n    columns:\n'; seq 20000 | sed 's/.*/      id: keep/'; } >"$file"
begun=$(date +%s%N)
refuses duplicate_keys "init.yaml:6:7" "the key 'id' is there already"
check_equal duplicates_in_time "in time" "$([ $(($(date +%s%N) - begun)) -lt 8000000000 ] && echo "in time" || echo "$((($(date +%s%N) - begun) / 1000000)) ms")"
{ printf 'version: 1\n'; head -c 10000000 /dev/zero | tr '\0' '#' | fold -w 1000; } >"$file"
check large_file update
check large_file_fits fits
head -c 100000 /dev/urandom >"$file"
refuses no_text "init.yaml:"
mkdir "$TMP/folder"
check_fails a_folder 2 init --update -f "$TMP/folder"
check_fails a_device 2 init --update -f /dev/zero
mkfifo "$TMP/fifo"
check_fails a_pipe 2 init --update -f "$TMP/fifo"
check_fails no_such_file 1 init --update -f "$TMP/none.yaml"
check_fails no_file_named 2 init --update
check_fails no_json 2 init --update --format json -f "$file"

# Presets -------------------------------------------------------------------------------------------
tables "CREATE TABLE people (id int PRIMARY KEY, email text, first_name text, shoe_size int);
    CREATE TABLE visits (email text NOT NULL, at date NOT NULL, birth_date date, PRIMARY KEY (email, birth_date)) PARTITION BY RANGE (birth_date);
    CREATE TABLE visits_old PARTITION OF visits FOR VALUES FROM ('1900-01-01') TO ('2000-01-01');
    INSERT INTO visits SELECT 'p' || i || '@planted.example', '2024-01-01', date '1950-01-01' + i FROM generate_series(1, 50) AS i"
check preset make --preset gdpr --presets "$PROJECT/rules"
check preset_fits "$PGMIRAGE_BIN" check --rules "$file" -d "$source" --presets "$PROJECT/rules" -q
check_equal preset_is_included 1 "$(grep -cx 'include: \[presets/gdpr.yaml\]' "$file")"
check_equal preset_covers 1 "$(grep -c '# first_name: given_name, by an included file' "$file")"
check_empty preset_leaves_the_rest "$(grep -qE '^      shoe_size: ' "$file" || echo shoe_size)"
check_equal refused_rules_of_a_preset_give_way 1 "$(grep -cE '^      birth_date: +keep .*which an included file says' "$file")"
check_fails unknown_preset 2 init -f "$TMP/none.yaml" --preset nope --presets "$PROJECT/rules"
check_fails preset_of_an_update 2 init --update -f "$file" --preset gdpr

# Roles ---------------------------------------------------------------------------------------------
tables "CREATE TABLE open (id int, email text); CREATE TABLE closed (id int, phone text); CREATE TABLE half (id int, name text, secret text); CREATE TABLE own (id int, email text);
    INSERT INTO own VALUES (1, 'planted@planted.example'); ALTER TABLE own ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON own USING (true)"
sql postgres "DROP ROLE IF EXISTS init_some; CREATE ROLE init_some LOGIN"
sql plan_source "GRANT USAGE ON SCHEMA s TO init_some; GRANT SELECT ON s.open, s.own TO init_some; GRANT SELECT (id, name) ON s.half TO init_some"
source="$PGMIRAGE_TEST_CLUSTER dbname=plan_source user=init_some"
check few_rights make
check_equal few_rights_list_all_tables 4 "$(grep -cE '^  s\.' "$file")"
check_equal few_rights_tell_the_closed_one 1 "$(grep -c 's.closed: no right to read this table' "$TMP/init.err")"
check_equal few_rights_tell_row_security 1 "$(grep -c 's.own: row level security' "$TMP/init.err")"
check_empty few_rights_leave_nothing_unmasked "$(grep -E '^      (email|phone|secret|name): +keep' "$file" || true)"
sql plan_source "DROP OWNED BY init_some"
sql postgres "DROP ROLE init_some"
plan_end
