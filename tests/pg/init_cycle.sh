#!/usr/bin/env bash
# `init`, then `check`, then `dump`, then pg_restore, with no edits in between: on the shop, on a database
# that nobody here made, on everything dump tools have stumbled over, and on schemas of other trades.
. "$(dirname "$0")/../support/lib.sh"

if [ "$PGMIRAGE_TEST_KIND" = asan ]; then
    skip all "the parts of the cycle run under it elsewhere"
    finish
fi
role_reader

# cycle NAME DATABASE [CREATE DATABASE options]
cycle() {
    local name=$1 source
    source=$(reader_conninfo "$2")
    check "${name}_init" "$PGMIRAGE_BIN" init -d "$source" -f "$TMP/$name.yaml"
    check "${name}_check" "$PGMIRAGE_BIN" check --rules "$TMP/$name.yaml" -d "$source"
    check "${name}_dump" "$PGMIRAGE_BIN" dump --rules "$TMP/$name.yaml" -d "$source" -f "$TMP/$name" -j 2
    new_database "init_cycle_$name" "${3:-}"
    check "${name}_restore" restore "init_cycle_$name" "$TMP/$name" -j2
    cp -p "$TMP/$name.yaml" "$TMP/$name.again"
    check "${name}_update" "$PGMIRAGE_BIN" init --update -d "$source" -f "$TMP/$name.yaml"
    check_same "${name}_has_nothing_to_add" "$TMP/$name.yaml" "$TMP/$name.again"
}

# added NAME DATABASE TABLE: a new column stops the check, which names it and nothing else
added() {
    local name=$1 database=$2 table=$3 status=0
    sql "$database" "ALTER TABLE $table ADD COLUMN added_since text"
    "$PGMIRAGE_BIN" check --rules "$TMP/$name.yaml" -d "$(reader_conninfo "$database")" --format json >"$TMP/added.json" 2>/dev/null || status=$?
    check_equal "${name}_added_column_is_named" "3 1 1" "$status $(grep -c '"kind"' "$TMP/added.json") $(grep -c "$table.added_since" "$TMP/added.json")"
    check "${name}_added_column_is_added" "$PGMIRAGE_BIN" init --update -d "$(reader_conninfo "$database")" -f "$TMP/$name.yaml"
    check "${name}_check_again" "$PGMIRAGE_BIN" check --rules "$TMP/$name.yaml" -d "$(reader_conninfo "$database")"
    check_empty "${name}_lost_no_line" "$(diff "$TMP/$name.again" "$TMP/$name.yaml" | grep '^<' || true)"
    sql "$database" "ALTER TABLE $table DROP COLUMN added_since"
}

shop_database
cycle shop shop
added shop shop public.tickets
check_empty shop_says_no_value "$(sql shop "SELECT email FROM customers UNION SELECT last_name FROM employees UNION SELECT card_number FROM payments UNION SELECT street FROM addresses" |
    awk 'length > 5' | sort -u | grep -Ff - "$TMP/shop.yaml" | head -n 3)"
drop_database init_cycle_shop

if [ -r "$PROJECT/../shared/data/chinook.sql" ]; then
    psql -Xq -v ON_ERROR_STOP=1 -d "$(conninfo postgres)" -f "$PROJECT/../shared/data/chinook.sql" -o /dev/null # makes the database chinook
    cycle chinook chinook
    added chinook chinook public.customer
    drop_database init_cycle_chinook
    drop_database chinook
else
    skip chinook "its data are not here"
fi

new_database nasty_template
sql_file nasty_template "$PROJECT/tests/pg/nasty_template.sql"
new_database nasty "TEMPLATE nasty_template"
sql_file nasty "$PROJECT/tests/pg/nasty.sql" -v huge_mb=2
cycle nasty nasty "TEMPLATE nasty_template"
added nasty nasty public.uniques
drop_database init_cycle_nasty
sql nasty "DROP SUBSCRIPTION nasty_subscription"
drop_database nasty
drop_database nasty_template

for trade in bank clinic school; do
    new_database "init_$trade"
    sql_file "init_$trade" "$PROJECT/tests/detect/tune/$trade.sql"
    cycle "$trade" "init_$trade"
    added "$trade" "init_$trade" "$(sed -n '/^tables:/,$s/^  \([a-z_.]*\):$/\1/p' "$TMP/$trade.yaml" | head -n 1)"
    drop_database "init_cycle_$trade"
    drop_database "init_$trade"
done
finish
