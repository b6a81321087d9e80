#!/usr/bin/env bash
# pgmirage import: rules of Greenmask and of PostgreSQL Anonymizer. Each is translated or listed, the file
# is one that pgmirage reads, and a dump under it works.
. "$(dirname "$0")/../support/lib.sh"
role_reader
new_database import_source
new_database import_target
PGMIRAGE_KEY=$TEST_KEY
export PGMIRAGE_KEY

# run_import ARGUMENT...: the file in $TMP/rules.yaml, its exit code in $status
run_import() {
    status=0
    rm -f "$TMP/rules.yaml"
    "$PGMIRAGE_BIN" import "$@" -f "$TMP/rules.yaml" >"$TMP/out" 2>"$TMP/err" || status=$?
}
# has NAME LINE...: the file holds each line, blanks at its ends aside
has() {
    local name=$1 line missing=
    shift
    for line; do
        sed 's/^ *//' "$TMP/rules.yaml" | grep -qxF -- "$line" || missing+="$line ... "
    done
    check_empty "$name" "${missing:+missing: $missing}"
}
lost() { grep -c 'is not translated' "$TMP/err" || true; }

# Greenmask ----------------------------------------------------------------------------------------
sql import_source "CREATE TABLE people (id int PRIMARY KEY, email text, first text, full_name text, ssn text, pw text, born date, at timestamptz, age int, m int, color text,
        status text, login text, doc jsonb, token text, c text, \"Weird Col\" text, addr text, s text, kept text);
    INSERT INTO people SELECT i, 'p' || i || '@corp.test', 'Rosalind', 'Rosalind Thackeray', '123-45-678' || i % 10, 'secret', '1980-01-01', '2024-01-01 12:00:00+00', 40, 500, 'mauve',
        CASE WHEN i % 2 = 0 THEN 'S' ELSE 'other' END, 'adventure-works' || i, '{\"a\": {\"b\": [{\"c\": 9, \"stay\": 7}]}, \"d\": 5, \"f\": \"Secret\"}', 'tok' || i, 'old', 'w', '1 Street', 'sss', 'kept' FROM generate_series(1, 30) AS i"
cat >"$TMP/greenmask.yaml" <<'YAML'
common: {pg_bin_path: /usr/bin}
dump:
  pg_dump_options: {dbname: "host=/x dbname=demo"}
  transformation:
    - schema: public
      name: people
      subset_conds: ["people.id > 10", "people.born is not null"]
      transformers:
        - {name: RandomEmail, params: {column: email, engine: hash, keep_null: true}}
        - name: RandomPerson
          params:
            columns:
              - {name: first, template: "{{ .FirstName }}"}
              - {name: full_name, template: "{{ .FirstName }} {{ .LastName }}"}
        - {name: Masking, params: {column: ssn, type: id}}
        - {name: Masking, params: {column: pw, type: password}}
        - {name: NoiseDate, params: {column: born, max_ratio: "1 year 2 mons"}}
        - {name: NoiseDate, params: {column: at, ratio: "01:30:00"}}
        - {name: NoiseInt, params: {column: age, min_ratio: 0.1, max_ratio: 0.25, min: 1}}
        - {name: RandomInt, params: {column: m, min: 1, max: 30}}
        - {name: RandomChoice, params: {column: color, values: ["red", "it's", 3]}}
        - {name: Dict, params: {column: status, values: {S: M'}, default: X}}
        - {name: RegexpReplace, params: {column: login, regexp: 'adventure-(\w)\w+', replace: '${1}-x\'}}
        - {name: Json, params: {column: doc, operations: [{operation: set, path: a.b.0.c, value: 1}, {operation: delete, path: d}]}}
        - {name: Hash, params: {column: token, salt: "1234"}}
        - {name: Replace, params: {column: c, value: "it's: #1"}}
        - {name: SetNull, params: {column: "Weird Col"}}
        - {name: RealAddress, params: {columns: [{name: addr, template: "{{.Address}}"}]}}
        - {name: RandomString, params: {column: s, min_length: 3, max_length: 12}}
YAML
run_import "$TMP/greenmask.yaml"
check_equal greenmask "0|0" "$status|$(lost)"
has greenmask_rules "email: email  # RandomEmail; under example.com" "full_name: full_name  # RandomPerson" "at: {mask: time_jitter, seconds: 5400}  # NoiseDate" \
    "age: {mask: noise, percent: 25}  # NoiseInt; not taken over: min_ratio, min" "'\"Weird Col\"': 'null'  # SetNull" "pw: {mask: constant, value: '************'}  # Masking" \
    "rows: {where: '(people.id > 10) AND (people.born is not null)'}"
check_fails unlisted_columns_still_stop_it 3 "$PGMIRAGE_BIN" check --rules "$TMP/rules.yaml" -d "$(reader_conninfo import_source)"
printf '      id: keep\n      kept: keep\n' >>"$TMP/rules.yaml"
check greenmask_fits "$PGMIRAGE_BIN" check --rules "$TMP/rules.yaml" -d "$(reader_conninfo import_source)"
check greenmask_dumps "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo import_source)" -f "$TMP/archive" -q
check greenmask_restores restore import_target "$TMP/archive"
check_equal greenmask_values "20|0|t|t|t|t|t" "$(sql import_target "SELECT count(*), count(*) FILTER (WHERE email LIKE '%corp%' OR first = 'Rosalind' OR color = 'mauve' OR token LIKE 'tok%' OR \"Weird Col\" IS NOT NULL OR m > 30),
    bool_and(status = CASE WHEN id % 2 = 0 THEN 'M''' ELSE 'X' END), bool_and(login LIKE 'w-x\\\\%'), bool_and(doc = '{\"a\": {\"b\": [{\"c\": 1, \"stay\": 7}]}, \"d\": null, \"f\": \"Secret\"}'),
    bool_and(length(s) = 12 AND c = 'it''s: #1'), bool_and(at <> '2024-01-01 12:00:00+00' AND abs(extract(epoch FROM at - '2024-01-01 12:00:00+00')) <= 5400) FROM people")"
check_equal never_replaced "2" "$(run_import "$TMP/greenmask.yaml"; "$PGMIRAGE_BIN" import "$TMP/greenmask.yaml" -f "$TMP/rules.yaml" 2>/dev/null; echo $?)"

# What has no translation is listed in the file, on standard error, and in the exit code.
cat >"$TMP/greenmask.yaml" <<'YAML'
dump:
  virtual_references: [{schema: public, name: orders}]
  transformation:
    - name: people
      when: 'record.x == 1'
      query: select 1
      transformers:
        - {name: RandomEmail, when: 'true', params: {column: email}}
        - {name: Replace, params: {column: email, value: x}}
        - {name: RandomInt, params: {column: m, min: 1, max: 30}, dynamic_params: {min: {column: age}}}
        - {name: RandomInt, params: {column: age, min: 1}}
        - {name: Cmd, params: {columns: [{name: c}], executable: /bin/x}}
        - {name: MyOwn, params: {column: s}}
        - {name: RandomPerson, params: {columns: [{name: first, template: "{{ .FirstName | upper }}"}]}}
        - {name: Template, params: {column: "two\nlines", template: "{{ x }}"}}
        - {name: Json, params: {column: doc, operations: [{operation: set, path: "a.#.b", value: 1}]}}
        - {name: Dict, params: {column: status}}
        - {params: {column: login}}
YAML
run_import "$TMP/greenmask.yaml"
check_equal lost_rules "3|15|15" "$status|$(lost)|$(sed -n '/^# Not translated:$/,/^version/p' "$TMP/rules.yaml" | grep -c '^#   ')"
check_equal lost_rules_are_counted "# Written by \`pgmirage import\` from greenmask.yaml: 1 rule translated, 15 not." "$(head -n 1 "$TMP/rules.yaml")"
has lost_rules_stand_at_their_place "email: email  # RandomEmail; under example.com" "# s: MyOwn is not translated: it is no transformer of Greenmask's own; a mask of one's own is a plugin"
check_fails lost_rules_leave_a_file_that_is_read 3 "$PGMIRAGE_BIN" check --rules "$TMP/rules.yaml" -d "$(reader_conninfo import_source)"
printf 'a: [1\n' >"$TMP/broken.yaml"
check_fails broken_yaml 2 "$PGMIRAGE_BIN" import "$TMP/broken.yaml"
printf 'a: 1\n' >"$TMP/other.yaml"
check_fails another_file 2 "$PGMIRAGE_BIN" import "$TMP/other.yaml"
check_fails no_file 2 "$PGMIRAGE_BIN" import
check_fails two_origins 2 "$PGMIRAGE_BIN" import "$TMP/other.yaml" --security-labels

# Every transformer of the map gives a rule that is read (three want templates of columns)
python3 - "$PROJECT/engine/verb/import_greenmask_map.c" >"$TMP/greenmask.yaml" <<'PY' 2>/dev/null || true
import re, sys
names = sorted(set(n.split('/')[0] for n in re.findall(r'^    \{"([^"]+)", "', open(sys.argv[1]).read(), re.M)))
print('dump:\n  transformation:\n    - name: all_of_them\n      transformers:')
for n in names:
    print(f'        - {{name: {n}, params: {{column: c_{n}, min: 1, max: 2, max_ratio: {"1 day" if n == "NoiseDate" else 0.5}, value: x, values: [a], max_length: 4}}}}')
PY
run_import "$TMP/greenmask.yaml"
"$PGMIRAGE_BIN" check --rules "$TMP/rules.yaml" -d "$(reader_conninfo import_source)" --format json >"$TMP/out" 2>/dev/null || true
check_equal every_transformer_gives_a_rule "3|1|0" "$status|$(grep -c '"kind": "gone_table", "object": "public.all_of_them"' "$TMP/out")|$(grep -c '"kind": "rules"' "$TMP/out" || true)"

# Security labels ------------------------------------------------------------------------------------
new_database import_labels
# Without the extension no provider may be named; the table itself takes them.
label() { # label TABLE COLUMN LABEL [PROVIDER]
    echo "INSERT INTO pg_catalog.pg_seclabel SELECT '$1'::regclass, 'pg_class'::regclass, coalesce((SELECT attnum FROM pg_attribute WHERE attrelid = '$1'::regclass AND attname = '$2'), 0), '${4:-anon}', \$l\$$3\$l\$;"
}
{
    cat <<'SQL'
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE player (id int PRIMARY KEY, name text, email text, zip text, born date, at timestamp, pay numeric(10,2), phone text, tok text, mood mood, note text, ip inet,
    kept text, score int, tag text, city text, nick text, level int, joined date, plain text);
INSERT INTO player SELECT i, 'Rosalind', 'p' || i || '@corp.test', '12345', '1980-01-01', '2024-01-01', 100, '+44 7911 123456', 'tok', 'sad', 'note', '203.0.113.7', 'kept', 999, 'old', 'Utopia', 'nick', 17, '2024-03-17', 'plain' FROM generate_series(1, 20) AS i;
CREATE VIEW player_view AS SELECT id, name FROM player;
CREATE TABLE "Odd T" ("Odd C" text, b int);
CREATE TABLE part (a int, b text) PARTITION BY LIST (a);
CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);
SET allow_system_table_mods = on;
SQL
    label player name "MASKED WITH FUNCTION anon.fake_last_name()"
    label player email "MASKED WITH FUNCTION anon.partial_email(email)"
    label player zip "MASKED WITH FUNCTION anon.partial(zip,2,\$\$***\$\$,1)"
    label player born "MASKED WITH FUNCTION anon.dnoise(born, '2 days'::interval)"
    label player at "MASKED WITH FUNCTION anon.dnoise(at, '90 minutes')"
    label player pay "MASKED WITH FUNCTION anon.noise(pay,0.33)"
    label player phone "masked   with function anon.random_phone('0033')"
    label player tok "MASKED WITH FUNCTION pg_catalog.md5(tok)"
    label player mood "MASKED WITH FUNCTION anon.random_in_enum(mood)"
    label player note "MASKED WITH VALUE 'it''s, CONFIDENTIAL'"
    label player ip "MASKED WITH VALUE NULL"
    label player kept "NOT MASKED"
    label player score "MASKED WITH FUNCTION anon.random_in_int4range('[10,20)')"
    label player tag "MASKED WITH FUNCTION anon.random_in(ARRAY['a,b', 'c']::text[])"
    label player city "MASKED WITH FUNCTION anon.dummy_city_name_locale('fr_FR')"
    label player nick "MASKED WITH FUNCTION anon.pseudo_first_name(id, 'salt')"
    label player level "MASKED WITH FUNCTION anon.random_int_between(1,3)"
    label player joined "MASKED WITH FUNCTION anon.generalize_daterange(joined,'month')"
} >"$TMP/labels.sql"
sql_file import_labels "$TMP/labels.sql"
run_import --security-labels -d "$(reader_conninfo import_labels)"
check_equal labels "0|0" "$status|$(lost)"
has labels_rules "name: family_name  # anon.fake_last_name" "born: {mask: date_shift, days: 2}  # anon.dnoise" "at: {mask: time_jitter, seconds: 5400}  # anon.dnoise" "pay: {mask: noise, percent: 33}  # anon.noise" \
    "kept: keep  # NOT MASKED" "ip: 'null'  # MASKED WITH VALUE" "score: {mask: range, min: 10, max: 19}  # anon.random_in_int4range" "tag: {mask: choose, values: ['a,b', c]}  # anon.random_in" \
    "nick: {mask: given_name, by: id}  # anon.pseudo_first_name; follows the key of the run instead of a salt" "# without a label, so the extension keeps them: id, plain"
printf '      id: keep\n      plain: keep\n  public."Odd T": {rows: none}\n  public.part: {rows: none}\n' | sed "s/public.\"Odd T\"/'&'/" >>"$TMP/rules.yaml"
rm -rf "$TMP/archive"
new_database import_target
check labels_dump "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo import_labels)" -f "$TMP/archive" -q
check labels_restore pg_restore --no-security-labels -d "$(conninfo import_target)" "$TMP/archive"
check_equal labels_values "20|0|t|t|t" "$(sql import_target "SELECT count(*), count(*) FILTER (WHERE name = 'Rosalind' OR email LIKE '%corp%' OR phone = '+44 7911 123456' OR ip IS NOT NULL OR city = 'Utopia'),
    bool_and(zip = '12***5' AND tok = md5('tok') AND note = 'it''s, CONFIDENTIAL'), bool_and(score BETWEEN 10 AND 19 AND tag IN ('a,b', 'c') AND level BETWEEN 1 AND 3),
    bool_and(joined = '2024-03-01' AND abs(born - '1980-01-01'::date) BETWEEN 1 AND 2 AND kept = 'kept') FROM player")"

{
    echo 'SET allow_system_table_mods = on; DELETE FROM pg_catalog.pg_seclabel;'
    label '"Odd T"' "Odd C" "MASKED WITH FUNCTION anon.ternary(true, anon.fake_city(), 'x')"
    label '"Odd T"' b "MASKED WITH VALUE CASE WHEN b > 1 THEN anon.random_int_between(1,2) END"
    label player name "MASKED WITH FUNCTION anon.fake_last_name()"
    label player name "MASKED WITH VALUE NULL" devtests
    label player note "MASKED WITH FUNCTION anon.lorem_ipsums( words := 20 )"
    label player joined "MASKED WITH FUNCTION anon.generalize_daterange(joined,'decade')"
    label player tag "MASKED WITH FUNCTION upper(anon.fake_city())"
    label player zip "MASKD WITH VALUE 1"
    label player "" "TABLESAMPLE BERNOULLI(10)"
    label player_view name "MASKED WITH VALUE NULL"
    label part_1 b "MASKED WITH VALUE NULL"
    echo "INSERT INTO pg_catalog.pg_shseclabel SELECT oid, 'pg_authid'::regclass, 'anon', 'MASKED' FROM pg_roles WHERE rolname = 'mirage_reader';"
} >"$TMP/labels.sql"
sql_file import_labels "$TMP/labels.sql"
run_import --security-labels -d "$(reader_conninfo import_labels)"
check_equal labels_lost "3|11|1" "$status|$(lost)|$(grep -c 'name: family_name' "$TMP/rules.yaml")"
check_equal labels_lost_by_name 1 "$(grep -c '^public.player.name: MASKED WITH VALUE NULL is not translated: it is of the policy devtests' "$TMP/err")"
sql import_labels "SET allow_system_table_mods = on; DELETE FROM pg_catalog.pg_seclabel; DELETE FROM pg_catalog.pg_shseclabel WHERE provider = 'anon'"
run_import --security-labels -d "$(reader_conninfo import_labels)"
check_equal no_labels 3 "$status"
drop_database import_source
drop_database import_target
drop_database import_labels
finish
