#!/usr/bin/env bash
# rules/rules.schema.json is what the program says of its masks today, takes every rules file of the
# project, and refuses what the grammar does not know.
. "$(dirname "$0")/../support/lib.sh"

if [ "$PGMIRAGE_TEST_KIND" = asan ]; then
    skip all "the schema is the same"
    finish
fi

SCHEMA=$PROJECT/rules/rules.schema.json
# Debian's own interpreter: the packages of bench/install.sh are for it
judge() { /usr/bin/python3 "$PROJECT/tests/support/schema_check.py" "$SCHEMA" "$@"; }

"$PGMIRAGE_BIN" masks --format json-schema >"$TMP/now.json"
# When it differs: pgmirage masks --format json-schema >rules/rules.schema.json
check_same schema_is_of_this_program "$SCHEMA" "$TMP/now.json"
check_fails schema_is_of_all_masks 2 "$PGMIRAGE_BIN" masks email --format json-schema

# What is right -----------------------------------------------------------------------------------
{
    printf 'version: 1\ntables:\n  public.all:\n    columns:\n'
    "$PGMIRAGE_BIN" masks --format markdown | sed -n 's/^| `\([a-z0-9_]*\)`.*/      c_\1: "\1"/p'
} >"$TMP/masks.yaml"
cat >"$TMP/long.yaml" <<'YAML'
version: 1
include: presets/gdpr.yaml
domains: {person: {mask: permute, range: [1, 9]}, name: given_name, nothing: {mask: "null"}}
tables:
  s.t:
    unlisted: "null"
    rows: {where: "id > 0"}
    columns:
      a: {domain: person, anything: 1}
      b: {mask: example.pick, by: id, words: "Ms,Mr"}
      c: {mask: array, items: {mask: json, paths: {"$.a": {mask: date_shift, days: 3}, "$.b": keep}, unlisted: null}, by: [id, x]}
      d: ~
      e: {mask: "null", when: "a is null"}
      f: {mask: text, known: {via: id, columns: [a]}, locale_from: country, patterns: [email, phone]}
      g: {mask: constant, value: true}
patterns: [{column: "*x*", type: text, table: "s.*", mask: date_trunc, to: year}]
YAML
wrong=$(judge "$PROJECT/rules/README.md" "$PROJECT/README.md" "$PROJECT/bench/shop.rules.yaml" "$PROJECT/bench/standard.rules.yaml" \
    "$PROJECT/rules/presets/pci-dss.yaml" "$PROJECT/rules/presets/parts/money.yaml" "$TMP/masks.yaml" "$TMP/long.yaml" >"$TMP/right" 2>&1 || echo "it failed"
    grep -v '^ok ' "$TMP/right" || true)
check_empty takes_what_is_right "$wrong"
check_equal reads_every_example t "$(awk '/^ok .*README/ { n++ } END { print (n >= 12 ? "t" : n + 0) }' "$TMP/right")"

# What is wrong: a line a file --------------------------------------------------------------------
column() { printf 'version: 1\ntables: {s.t: {columns: {a: %s}}}\n' "$1"; }
number=0
wrong() { # wrong NAME TEXT
    number=$((number + 1))
    printf '%s\n' "$2" >"$TMP/wrong.$number.$1.yaml"
}
wrong no_version 'tables: {}'
wrong other_version 'version: 2'
wrong unknown_key $'version: 1\ntable: {}'
wrong unlisted_word $'version: 1\nunlisted: {table: "null"}'
wrong table_without_rule $'version: 1\ntables: {s.t: {}}'
wrong rows_word $'version: 1\ntables: {s.t: {rows: some}}'
wrong unknown_mask "$(column emial)"
wrong list_as_rule "$(column '[email]')"
wrong rule_without_mask "$(column '{by: id}')"
wrong unknown_argument "$(column '{mask: date_shift, dayz: 3}')"
wrong argument_of_another_mask "$(column '{mask: email, days: 3}')"
wrong integer_too_large "$(column '{mask: date_shift, days: 36501}')"
wrong quoted_integer "$(column '{mask: date_shift, days: "3"}')"
wrong choice "$(column '{mask: date_trunc, to: decade}')"
wrong missing_argument "$(column '{mask: constant}')"
wrong by_without_subject "$(column '{mask: phone, by: id}')"
wrong known_elsewhere "$(column '{mask: email, known: [a]}')"
wrong condition_inside "$(column '{mask: array, items: {mask: email, when: "true"}}')"
wrong unknown_mask_inside "$(column '{mask: json, paths: {"$.a": emial}}')"
wrong domain_by $'version: 1\ndomains: {d: {mask: email, by: id}}'
wrong pattern_keeps $'version: 1\npatterns: [{column: "*", mask: keep}]'
wrong pattern_of_no_column $'version: 1\npatterns: [{type: text, mask: email}]'
judge "$TMP"/wrong.*.yaml >"$TMP/judged" 2>&1 || true
check_equal judges_all_that_is_wrong "$number" "$(wc -l <"$TMP/judged")"
check_empty refuses_what_is_wrong "$(grep -v '^wrong ' "$TMP/judged" || true)"
finish
