#!/usr/bin/env bash
# The rules the benchmark judges by mask what they say: 12 columns of customers, and elsewhere what shop.rules.yaml
# masks; Greenmask is given the same columns, and what joined before still joins.
. "$(dirname "$0")/../support/lib.sh"

if [ "$PGMIRAGE_TEST_KIND" = asan ]; then
    skip all "it runs no program of ours"
    finish
fi

# columns EXPRESSION: in it `standard`, `shop` and `greenmask` are {table: {masked columns}}
columns() {
    /usr/bin/python3 -B - "$PROJECT/bench" "$1" <<'PYTHON'
import sys
import yaml

def load(name):
    with open(f"{sys.argv[1]}/{name}", encoding="utf-8") as file:
        return yaml.safe_load(file.read().replace("@STREAMS@", "2"))

def all_of(rules):
    return {table.removeprefix("public."): set(entry["columns"]) for table, entry in rules["tables"].items()}

def masked(rules):
    return {table.removeprefix("public."): {column for column, mask in entry["columns"].items() if mask != "keep"}
            for table, entry in rules["tables"].items()}

def transformed(entry):
    for transformer in entry["transformers"]:
        parameters = transformer["params"]
        yield from [parameters["column"]] if "column" in parameters else [column["name"] for column in parameters["columns"]]

ours, stricter = load("standard.rules.yaml"), load("shop.rules.yaml")
standard, shop = masked(ours), masked(stricter)
greenmask = {entry["name"]: set(transformed(entry)) for entry in load("greenmask.yaml")["dump"]["transformation"]}
print(eval(sys.argv[2]))
PYTHON
}
check_equal customers "birth_date card_last city email first_name last_ip last_name notes password_hash phone postal_code street" \
    "$(columns '" ".join(sorted(standard["customers"]))')"
check_equal of_so_many_that_are_read 22 "$(columns 'len(ours["tables"]["public.customers"]["columns"])')"
check_equal names_all_columns True "$(columns 'all_of(ours) == all_of(stricter)')"
# Customers' keys stay, and with them what refers to them.
check_equal elsewhere_everything_personal True \
    "$(columns '{t: c - {"customer_id"} for t, c in shop.items() if t != "customers"} == {t: c for t, c in standard.items() if t != "customers"}')"
check_equal greenmask_masks_the_same "[]" \
    "$(columns 'sorted(f"{t}.{c}" for t in standard for c in standard[t] ^ greenmask.get(t, set()))')"

role_reader
shop_database 0.02
export PGMIRAGE_KEY=$TEST_KEY
check dump "$PGMIRAGE_BIN" dump --rules "$PROJECT/bench/standard.rules.yaml" -d "$(reader_conninfo shop)" -f "$TMP/archive" -Z none -j 2
new_database bench_rules
check restore restore bench_rules "$TMP/archive" -j2
joined="SELECT count(*) FROM orders AS o JOIN customers AS c ON c.id = o.customer_id AND c.email = o.contact_email"
check_equal addresses_join_as_before "$(sql shop "$joined")" "$(sql bench_rules "$joined")"
drop_database bench_rules
finish
