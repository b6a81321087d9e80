#!/usr/bin/env bash
# The README's first command works, leaves the archive and nothing else, and shows no originals of a
# database that is not its own.
. "$(dirname "$0")/../support/lib.sh"
if [ "$PGMIRAGE_TEST_KIND" != plain ]; then
    skip demo "it builds and runs the release"
    finish
fi

export TMPDIR=$TMP/demo
mkdir -m 0711 "$TMPDIR"
left() { (cd "$TMPDIR" && find . -mindepth 2 -maxdepth 2 | sed 's|.*/||' | sort | tr '\n' ' '); }
running() { pgrep -af -- "$TMPDIR" | grep -v pgrep || true; }

check runs env DEMO_SCALE=0.002 bash "$PROJECT/bench/demo.sh"
cp "$TMP/check.log" "$TMP/demo.log"
check_empty counts_equal "$(grep -E 'DIFFERENT' "$TMP/demo.log" || true)"
check_equal leaves_the_archive_alone "shop.dir " "$(left)"
check_empty nothing_keeps_running "$(running)"
rm -rf "${TMPDIR:?}"/*

# Another database, read only.
role_reader
new_database demo_source
sql_file demo_source "$PROJECT/bench/shop.sql" -v scale=0.002
digests demo_source >"$TMP/source.before"
check runs_on_another_database env DATABASE_URL="$(reader_conninfo demo_source)" RULES="$PROJECT/bench/shop.rules.yaml" bash "$PROJECT/bench/demo.sh"
cp "$TMP/check.log" "$TMP/demo.log"
digests demo_source >"$TMP/source.after"
check_same source_untouched "$TMP/source.before" "$TMP/source.after"
sql demo_source "SELECT first_name || ' ' || last_name FROM customers UNION SELECT email FROM customers UNION SELECT street FROM customers
    UNION SELECT phone FROM customers UNION SELECT email FROM employees UNION SELECT password_hash FROM customers" | sed '/^$/d' >"$TMP/originals"
check_empty shows_no_originals "$(LC_ALL=C grep -oFf "$TMP/originals" "$TMP/demo.log" || true)"
check shows_rows_restored grep -E 'tables, [0-9]+ rows written, [0-9]+ restored' "$TMP/demo.log"
check_equal leaves_the_archive_alone_again "shop.dir " "$(left)"
check_empty nothing_keeps_running_again "$(running)"
drop_database demo_source
rm -rf "${TMPDIR:?}"/*

check_fails url_without_rules 2 env DATABASE_URL=postgresql:///nowhere bash "$PROJECT/bench/demo.sh"
check_fails rules_without_url 2 env RULES="$PROJECT/bench/shop.rules.yaml" bash "$PROJECT/bench/demo.sh"
finish
