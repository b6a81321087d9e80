#!/usr/bin/env bash
# The shop, masked: dumped by an ordinary role, restored by pg_restore -j2 without a message, and then
# held against the original: keys, counts, kept columns, nobody real in any file of the output, the
# same output for every number of connections and workers.
. "$(dirname "$0")/../support/lib.sh"

rules=$PROJECT/bench/shop.rules.yaml
export PGMIRAGE_KEY=$TEST_KEY
role_reader
shop_database 0.02

dump() { # dump ARCHIVE OPTION...
    local archive=$1
    shift
    "$PGMIRAGE_BIN" dump --rules "$rules" -d "$(reader_conninfo shop)" -f "$archive" "$@"
}

check dump dump "$TMP/a" -j 2
new_database shop_masked
check restore restore shop_masked "$TMP/a" -j2

# Keys -------------------------------------------------------------------------------------------
foreign_keys="SELECT count(*) FROM pg_constraint WHERE contype = 'f'"
check_equal foreign_keys_restored "$(sql shop "$foreign_keys")" "$(sql shop_masked "$foreign_keys AND convalidated")"

# pg_restore validates them while it makes them; see that the rows do agree, too.
orphans=$(sql shop_masked "
    SELECT format('SELECT %L || count(*) FROM %s AS c WHERE (%s) IS NOT NULL AND NOT EXISTS (SELECT FROM %s AS p WHERE (%s) = (%s)) HAVING count(*) > 0',
                  conname || ': ', conrelid::regclass,
                  (SELECT string_agg('c.' || quote_ident(attname), ', ' ORDER BY n) FROM unnest(conkey) WITH ORDINALITY AS k(num, n) JOIN pg_attribute ON attrelid = conrelid AND attnum = num),
                  confrelid::regclass,
                  (SELECT string_agg('p.' || quote_ident(attname), ', ' ORDER BY n) FROM unnest(confkey) WITH ORDINALITY AS k(num, n) JOIN pg_attribute ON attrelid = confrelid AND attnum = num),
                  (SELECT string_agg('c.' || quote_ident(attname), ', ' ORDER BY n) FROM unnest(conkey) WITH ORDINALITY AS k(num, n) JOIN pg_attribute ON attrelid = conrelid AND attnum = num))
    FROM pg_constraint WHERE contype = 'f' AND conparentid = 0")
while read -r query; do sql shop_masked "$query"; done <<<"$orphans" >"$TMP/orphans"
check_empty foreign_keys_valid "$(cat "$TMP/orphans")"
check_equal no_foreign_key_left_out 17 "$(wc -l <<<"$orphans")"

# Sequences stand behind the masked keys: the next insert by nextval works.
check insert_by_nextval sql shop_masked "
    INSERT INTO customers (public_id, email, password_hash, first_name, last_name, street, city, postal_code, country, status, created_at)
    SELECT md5(i::text)::uuid, i || '@example.org', '', '', '', '', '', '', 'DE', 'new', now() FROM generate_series(1, 50) AS i"
sql shop_masked "DELETE FROM customers WHERE password_hash = ''"

# Counts and kept columns ------------------------------------------------------------------------
root_tables="SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1"
for database in shop shop_masked; do
    for table in $(sql shop "$root_tables"); do
        sql "$database" "SELECT '$table', count(*) FROM $table"
    done >"$TMP/$database.counts"
    # Columns that the rules keep, in the order of a key that is kept as well.
    sql "$database" "
        SELECT 'addresses', md5(string_agg(format('%s %s %s', id, kind, country), ',' ORDER BY id)) FROM addresses
        UNION ALL SELECT 'audit_log', md5(string_agg(format('%s %s %s', id, at, action), ',' ORDER BY id)) FROM audit_log
        UNION ALL SELECT 'categories', md5(string_agg(c::text, ',' ORDER BY id)) FROM categories AS c
        UNION ALL SELECT 'customers', md5(string_agg(format('%s %s %s %s', a.id, c.country, c.tags, c.status), ',' ORDER BY a.id))
            FROM customers AS c JOIN addresses AS a ON a.customer_id = c.id
        UNION ALL SELECT 'employees', md5(string_agg(e.job_title, ',' ORDER BY e.job_title)) FROM employees AS e
        UNION ALL SELECT 'newsletter', md5(string_agg(format('%s %s %s', topics, confirmed, since), ',' ORDER BY topics, confirmed, since)) FROM newsletter_subscribers
        UNION ALL SELECT 'order_items', md5(string_agg(i::text, ',' ORDER BY order_id, line)) FROM order_items AS i
        UNION ALL SELECT 'orders', md5(string_agg(format('%s %s %s %s %s %s %s %s', tableoid::regclass, id, order_date, status, ship_country, total, currency, placed_at), ',' ORDER BY id)) FROM orders
        UNION ALL SELECT 'payments', md5(string_agg(format('%s %s %s %s %s %s %s', id, order_id, order_date, method, amount, paid_at, reference), ',' ORDER BY id)) FROM payments
        UNION ALL SELECT 'products', md5(string_agg(p::text, ',' ORDER BY id)) FROM products AS p
        UNION ALL SELECT 'reviews', md5(string_agg(format('%s %s %s %s %s', id, product_id, stars, helpful, written_at), ',' ORDER BY id)) FROM reviews
        UNION ALL SELECT 'sessions', md5(string_agg(duration::text, ',' ORDER BY duration)) FROM sessions
        UNION ALL SELECT 'tickets', md5(string_agg(format('%s %s %s %s %s', id, order_id, order_date, status, opened_at), ',' ORDER BY id)) FROM tickets
        UNION ALL SELECT 'ticket_messages', md5(string_agg(format('%s %s %s %s', ticket_id, number, from_staff, sent_at), ',' ORDER BY ticket_id, number)) FROM ticket_messages ORDER BY 1" >"$TMP/$database.kept"
    # NULLs stay NULLs, joins stay joins, also by e-mail and where no foreign key is declared.
    sql "$database" "
        SELECT 'nulls', count(phone), count(birth_date), count(company), count(last_ip), count(card_last), count(notes), count(referred_by) FROM customers
        UNION ALL SELECT 'employees', count(*), count(m.id), count(e.phone), 0, 0, 0, 0 FROM employees AS e LEFT JOIN employees AS m ON m.id = e.manager_id
        UNION ALL SELECT 'by e-mail', count(*), count(o.id), count(t.id), 0, 0, 0, 0
            FROM newsletter_subscribers AS n JOIN customers AS c USING (email) LEFT JOIN orders AS o ON o.contact_email = c.email LEFT JOIN tickets AS t ON t.contact_email = c.email AND t.order_id = o.id
        UNION ALL SELECT 'undeclared', count(*), count(DISTINCT c.id), count(DISTINCT e.id), 0, 0, 0, 0 FROM audit_log AS l JOIN customers AS c ON c.id = l.customer_id JOIN employees AS e ON e.email = l.actor
        UNION ALL SELECT 'distinct', count(DISTINCT email), count(DISTINCT public_id), count(DISTINCT id), 0, 0, 0, 0 FROM customers
        UNION ALL SELECT 'turnover', sum(orders), sum(total), max(orders), count(*), 0, 0, 0 FROM customer_turnover ORDER BY 1" >"$TMP/$database.joins"
    psql -XAtq -d "$(conninfo "$database")" -c "SELECT count(*) FROM orders GROUP BY customer_id ORDER BY 1" >"$TMP/$database.heavy"
done
check_same row_counts_equal "$TMP/shop.counts" "$TMP/shop_masked.counts"
check_same kept_columns_equal "$TMP/shop.kept" "$TMP/shop_masked.kept"
check_same nulls_and_joins_equal "$TMP/shop.joins" "$TMP/shop_masked.joins"
check_same orders_a_customer_equal "$TMP/shop.heavy" "$TMP/shop_masked.heavy"

# Nobody real ------------------------------------------------------------------------------------
# Words of the dictionaries may come out again for another person: a full name is looked for when at
# least one of its words stands in no dictionary.
cat "$PROJECT"/rules/locales/*/*.txt 2>/dev/null | sort -u >"$TMP/dictionary"
psql -XAtq -d "$(conninfo shop)" >"$TMP/originals" <<SQL
CREATE TEMPORARY TABLE dictionary (word text);
\copy dictionary FROM '$TMP/dictionary' WITH (DELIMITER E'\x01')
SELECT v FROM (
    SELECT first_name || ' ' || last_name AS v, first_name AS a, last_name AS b FROM customers
    UNION SELECT first_name || ' ' || last_name, first_name, last_name FROM employees
    UNION SELECT recipient, split_part(recipient, ' ', 1), substr(recipient, strpos(recipient, ' ') + 1) FROM addresses
    UNION SELECT upper(first_name || ' ' || last_name), first_name, last_name FROM customers) AS names
WHERE a NOT IN (SELECT word FROM dictionary) OR b NOT IN (SELECT word FROM dictionary)
UNION SELECT email FROM customers UNION SELECT email FROM employees UNION SELECT email FROM newsletter_subscribers
UNION SELECT phone FROM customers UNION SELECT phone FROM employees
UNION SELECT street FROM customers UNION SELECT street FROM addresses
UNION SELECT card_number FROM payments UNION SELECT password_hash FROM customers
ORDER BY 1;
SQL
sed -i '/^$/d' "$TMP/originals"

# leaks FOLDER: originals in any file of an archive, unpacked
leaks() {
    local file
    for file in "$1"/*; do
        case $file in
        *.gz) gzip -dc "$file" ;;
        *.zst) zstd -dcq "$file" ;;
        *.lz4) lz4 -dcq "$file" ;;
        *) cat "$file" ;;
        esac | LC_ALL=C grep -aoFf "$TMP/originals" | sort | uniq -c | sed "s|^|${file##*/}: |" | head -n 3
    done
}
check_empty no_original_in_any_file "$(leaks "$TMP/a")"
# The search itself can find: pg_dump's own archive is full of them.
pg_dump -Fd -Z1 -f "$TMP/unmasked" -t customers -d "$(conninfo shop)"
if [ -n "$(leaks "$TMP/unmasked")" ]; then ok search_for_originals_finds; else not_ok search_for_originals_finds "nothing in pg_dump's archive"; fi

# No row keeps its own name. Addresses and employees' order tell which row was which.
sql shop "SELECT a.id, first_name, last_name, email, c.street, c.phone, c.birth_date, c.id, c.created_at FROM customers AS c JOIN addresses AS a ON a.customer_id = c.id AND kind = 'billing'" >"$TMP/people.before"
psql -XAtq -d "$(conninfo shop_masked)" <<SQL >"$TMP/own"
CREATE TEMPORARY TABLE before (id bigint, first_name text, last_name text, email text, street text, phone text, birth_date date, customer bigint, created_at timestamptz);
\copy before FROM '$TMP/people.before' WITH (DELIMITER '|', NULL '')
SELECT count(*) FROM before;
SELECT 'keeps its own: ' || b.id FROM before AS b JOIN addresses AS a USING (id) JOIN customers AS c ON c.id = a.customer_id
WHERE b.first_name = c.first_name OR b.last_name = c.last_name OR b.email = c.email OR b.street = c.street OR b.street = a.street OR b.phone = c.phone OR b.birth_date = c.birth_date
   OR b.created_at = c.created_at;
SELECT 'keys are not moved' FROM before AS b JOIN addresses AS a USING (id) HAVING count(*) FILTER (WHERE a.customer_id = b.customer) > 20;
\o '$TMP/agree'
-- A person's names agree wherever they stand. A full name avoids all words of the original, a family
-- name knows its own alone: where it is the person's real given name, they part.
SELECT 'order ' || o.id FROM before AS b JOIN addresses AS a USING (id) JOIN customers AS c ON c.id = a.customer_id JOIN orders AS o ON o.customer_id = c.id
WHERE o.contact_email <> c.email OR o.ship_name <> c.display_name AND c.last_name <> b.first_name AND c.first_name <> b.last_name;
SQL
check_equal rows_compared "$(sql shop 'SELECT count(*) FROM customers')" "$(head -n 1 "$TMP/own")"
check_empty no_row_keeps_its_own "$(tail -n +2 "$TMP/own")"
check_empty names_agree "$(cat "$TMP/agree")"

# Lengths, card digits, dates: what the masks promise.
check_empty cards_pass_luhn "$(sql shop_masked "
    SELECT card_number FROM payments, LATERAL (
        SELECT sum(CASE WHEN n % 2 = 0 THEN d * 2 / 10 + d * 2 % 10 ELSE d END) AS luhn
        FROM (SELECT n, substr(reverse(card_number), n, 1)::int AS d FROM generate_series(1, length(card_number)) AS n) AS digits) AS l
    WHERE card_number IS NOT NULL AND luhn % 10 <> 0 LIMIT 3")"
check_empty generated_columns_fit "$(sql shop_masked "
    SELECT id FROM employees WHERE salary_month <> round(salary / 12, 2) UNION ALL SELECT id FROM customers WHERE display_name <> first_name || ' ' || last_name LIMIT 3")"
check_empty constants_hold "$(sql shop_masked "SELECT id FROM customers WHERE prefs <> '{}' UNION ALL SELECT id FROM audit_log WHERE detail <> '{}' LIMIT 3")"

# The same whatever the number of threads -------------------------------------------------------
check dump_alone dump "$TMP/one" -j 1 --workers 1
check dump_inline dump "$TMP/inline" -j 1 --workers 0
check dump_many dump "$TMP/many" -j 4 --workers 3 --split-tables-larger-than 1MB
for other in one inline many; do
    manifest_checksums "$TMP/$other" >"$TMP/$other.sums"
    new_database "shop_$other"
    check "restore_$other" restore "shop_$other" "$TMP/$other" -j2
    digests "shop_$other" >"$TMP/$other.rows"
    drop_database "shop_$other"
done
check_equal checksums_listed "$(sql shop "SELECT count(*) FROM pg_stat_user_tables WHERE relid NOT IN (SELECT partrelid FROM pg_partitioned_table)")" "$(wc -l <"$TMP/one.sums")"
check_same checksums_inline_equal "$TMP/one.sums" "$TMP/inline.sums"
check_same checksums_many_equal "$TMP/one.sums" "$TMP/many.sums"
check_same rows_inline_equal "$TMP/one.rows" "$TMP/inline.rows"
check_same rows_many_equal "$TMP/one.rows" "$TMP/many.rows"

# The key alone decides: another one gives other fakes.
PGMIRAGE_KEY=$("$PGMIRAGE_BIN" keygen)
check dump_other_key dump "$TMP/other" -j 2
if cmp -s <(manifest_checksums "$TMP/other") "$TMP/one.sums"; then
    not_ok another_key_differs "the same checksums under two keys"
else
    ok another_key_differs
fi

# What the archive looks like: nobody else may read it, and no key is in it.
check_equal folder_mode 700 "$(stat -c %a "$TMP/a")"
check_equal file_modes 600 "$(stat -c %a "$TMP"/a/* | sort -u)"
check_empty no_key_in_the_archive "$(grep -laF "$PGMIRAGE_KEY" "$TMP"/other/* || true)"
drop_database shop_masked
finish
