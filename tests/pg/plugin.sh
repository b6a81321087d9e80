#!/usr/bin/env bash
# Masks of plugins in live dumps: the example's, with `by:`, `known:` and `when:`, alone and inside of json;
# and plugins that break their promises, after which nothing looks finished.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start

# build NAME SOURCE [FLAG...]: as a plugin's author would, with the public header alone
build() {
    local name=$1 source=$2
    shift 2
    "$(command -v gcc || command -v clang || command -v clang-14)" -std=gnu17 -O1 -Wall -Wextra -Werror -shared -fPIC \
        -I "$PROJECT/include" "$@" -o "$TMP/$name.so" "$PROJECT/tests/support/$source.c"
    chmod 0644 "$TMP/$name.so"
}
check build_example build example plugin_example
check build_broken build broken plugin_broken

tables "CREATE TABLE people (id int PRIMARY KEY, first_name text, kept_name text, title varchar(40), login varchar(12) UNIQUE, note text, extra jsonb);
    INSERT INTO people SELECT i, 'Name' || i, 'Kept' || i % 3, 'title', 'user' || i, CASE WHEN i % 5 = 0 THEN NULL ELSE 'Note ' || i || E'\\t€\\\\' END,
        jsonb_build_object('mail', 'abc' || i, 'n', 5) FROM generate_series(1, 3000) AS i;
    CREATE TABLE visits (id int PRIMARY KEY, person_id int REFERENCES people, who text);
    INSERT INTO visits SELECT i, i % 3000 + 1, 'visitor' FROM generate_series(1, 5000) AS i"

rules 'tables:
  s.people:
    columns:
      id: keep
      first_name: {mask: given_name, by: id}
      kept_name: keep
      title: {mask: example.pick, by: id, known: [first_name], words: "Ms,Mr,Dr"}
      login: {mask: example.reverse, domain: logins}
      note: {mask: example.reverse, when: "id > 10"}
      extra: {mask: json, paths: {"$.mail": {mask: example.reverse, domain: notes}}, unlisted: keep}
  s.visits:
    columns:
      id: keep
      person_id: keep
      who: {mask: example.pick, known: {via: person_id, columns: [kept_name, first_name]}, domain: visitor, prefix: "> "}'
carries dump --plugin "$TMP/example.so" --jobs 2 --workers 2
check_empty said_in_the_summary "$(missing_texts "masks of the plugin $TMP/example.so were loaded")"
check_equal reverse_of_every_login 3000 "$(after "SELECT count(*) FROM people WHERE reverse(login) = 'user' || id")"
check_equal reverse_where_its_condition_holds "600|2400|8" "$(after "SELECT count(*) FILTER (WHERE note IS NULL),
    count(*) FILTER (WHERE CASE WHEN id > 10 THEN reverse(note) ELSE note END = 'Note ' || id || E'\\t€\\\\'),
    count(*) FILTER (WHERE note LIKE 'Note%') FROM people")"
check_equal reverse_inside_of_json 3000 "$(after "SELECT count(*) FROM people WHERE reverse(extra ->> 'mail') = 'abc' || id AND extra ->> 'n' = '5'")"
check_equal pick_sees_the_fake_of_the_row 3000 "$(after "SELECT count(*) FROM people WHERE title IN ('Ms ' || first_name, 'Mr ' || first_name, 'Dr ' || first_name)")"
check_equal pick_takes_every_word 3 "$(after "SELECT count(DISTINCT left(title, 2)) FROM people")"
check_equal pick_sees_kept_columns_over_a_key 5000 "$(after "SELECT count(*) FROM visits JOIN people ON people.id = person_id
    WHERE who IN ('> red ' || kept_name, '> green ' || kept_name, '> blue ' || kept_name)")"
check_equal pick_is_one_choice_for_one_value 1 "$(after "SELECT count(DISTINCT split_part(who, ' ', 2)) FROM visits")"

# The same key, other numbers of threads: the same bytes.
manifest_checksums "$TMP/archive" >"$TMP/first"
check again plan_dump --plugin "$TMP/example.so" --jobs 1 --workers 0
manifest_checksums "$TMP/archive" >"$TMP/second"
check_same repeatable "$TMP/first" "$TMP/second"

# In the rules without the option, misspelt, and with wrong arguments ------------------------------
refused not_loaded 2 "there is no mask example.reverse"
# one MASK [ARGUMENTS]: rules in which `note` alone has a mask
one() {
    rules "tables:
  s.people: {columns: {id: keep, first_name: keep, kept_name: keep, title: keep, login: ${3:-keep}, extra: keep, note: {mask: $1${2:+, $2}}}}
  s.visits: {rows: none}"
}
# refused_with PLUGIN NAME STATUS TEXT...
refused_with() {
    local plugin=$1 name=$2 wanted=$3 status=0
    shift 3
    plan_dump --plugin "$plugin" || status=$?
    if [ "$status" -ne "$wanted" ]; then
        not_ok "$name" "exit $status, not $wanted: $(head -n 4 "$TMP/dump.log" | tr '\n' ' ' | cut -c1-300)"
    elif [ -e "$TMP/archive" ]; then
        not_ok "$name" "it left something behind"
    elif grep -qE "Note [0-9]|user[0-9]" "$TMP/dump.log"; then
        not_ok "$name" "a value is told"
    else
        check_empty "$name" "$(missing_texts "$@")"
    fi
}
one exmple.reverse
refused_with "$TMP/example.so" misspelt 2 "did you mean example.reverse?" "rules.yaml:3:"
one example.pick "wrods: a"
refused_with "$TMP/example.so" unknown_argument 2 "has no argument wrods" "did you mean words?"
one example.pick 'words: "a,,b"'
refused_with "$TMP/example.so" refused_by_the_plugin 2 "mask example.pick: words holds an empty word" s.people.note
one example.reverse "by: id"
refused_with "$TMP/example.so" takes_no_subject 2 "by:"
one example.reverse "known: [login]"
refused_with "$TMP/example.so" takes_no_companions 2 "takes no known:"
one example.pick "" example.pick
refused_with "$TMP/example.so" unfit_for_a_unique_column 3 s.people.login

# Broken promises -----------------------------------------------------------------------------------
for fault in "claims 1 more bytes than its bound" "overruns 1 wrote past its bound" "cheats 1 more bytes than its bound" \
    "errs 1 the plugin reports an error" "bad_utf8 1 not in the encoding" "zero_byte 1 not in the encoding" \
    "huge 1 more than 1 GiB" "refuses 2 never on a Monday"; do
    read -r mask status text <<<"$fault"
    one "broken.$mask"
    refused_with "$TMP/broken.so" "broken_$mask" "$status" s.people.note "$text"
done
one keep "" broken.long_text
refused_with "$TMP/broken.so" unique_column_of_a_mask_that_promises_nothing 3 s.people.login
sql plan_source "ALTER TABLE s.people DROP CONSTRAINT people_login_key"
refused_with "$TMP/broken.so" broken_long_text 1 "longer than the column"

# Files that are not loaded -------------------------------------------------------------------------
one example.reverse
refused_with "$TMP/missing.so" missing 2 "cannot open" missing.so
refused_with libc.so.6 never_from_library_folders 2 "cannot open"
chmod 0666 "$TMP/example.so"
refused_with "$TMP/example.so" world_writable 2 "group or others can write to" "chmod go-w"
chmod 0664 "$TMP/example.so"
refused_with "$TMP/example.so" group_writable 2 "group or others can write to"
chmod 0644 "$TMP/example.so"
check build_other_version build version plugin_broken -DBROKEN_ABI=2
refused_with "$TMP/version.so" other_version 2 "version 2 of the interface" "compile it with the pgmirage.h"
refused_with "$TMP/rules.yaml" no_library 2 "cannot load"
check_fails named_twice 2 plan_dump --plugin "$TMP/example.so" --plugin "$TMP/example.so"
carries two_plugins --plugin "$TMP/example.so" --plugin "$TMP/broken.so"
check_equal two_plugins_values 2400 "$(after "SELECT count(*) FROM people WHERE reverse(note) LIKE 'Note %'")"

# `pgmirage masks` ----------------------------------------------------------------------------------
masks() { "$PGMIRAGE_BIN" masks --plugin "$TMP/example.so" "$@"; }
check_equal masks_lists_them 2 "$(masks | grep -cE '^  example\.(reverse|pick) ')"
check_equal masks_explains_one 1 "$(masks example.reverse | grep -c 'Rosalind -> dnilasoR')"
check_equal masks_as_json 1 "$(masks --format json example.pick | grep -c '"name": *"example.pick"')"
check_fails masks_unknown 2 masks example.revers
check_equal masks_suggests 1 "$(grep -c 'did you mean example.reverse' "$TMP/check.log")"

plan_end
