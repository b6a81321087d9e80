#!/usr/bin/env bash
# The masked shop behaves like the original: after ANALYZE the statistics agree wherever the mask
# promises it, and the planner answers the same queries by the same plans.
. "$(dirname "$0")/../support/lib.sh"

export PGMIRAGE_KEY=$TEST_KEY
# Enough for every row of the shop to be sampled: the statistics are exact, and no luck is in them.
export PGOPTIONS="$PGOPTIONS -c default_statistics_target=1000"
role_reader
shop_database 0.02

# Two differences are meant, and would show in the plans. `permute` gives up the physical order of a
# key: here orders lie as they were placed, not by customer, as the shop's happen to. And a document
# that becomes {} makes its table smaller: here documents are masked inside.
new_database fidelity_source "TEMPLATE shop"
sql fidelity_source "SELECT format('CLUSTER %s USING %I', relid, relid || '_pkey') FROM pg_partition_tree('orders') WHERE isleaf" | sed 's/$/;/' >"$TMP/cluster.sql"
sql_file fidelity_source "$TMP/cluster.sql" -1
sed -E 's/(prefs|detail): .*value: "\{\}".*/\1: json/' "$PROJECT/bench/shop.rules.yaml" >"$TMP/rules.yaml"

check dump "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo fidelity_source)" -f "$TMP/a" -j 2
new_database fidelity_masked
check restore restore fidelity_masked "$TMP/a" -j2
sql fidelity_source "VACUUM ANALYZE"
sql fidelity_masked "VACUUM ANALYZE"

# Statistics -------------------------------------------------------------------------------------
# What is excepted, as table.column, and why. All other columns are held to the original.
#
# Lengths: dictionaries, e-mail, hash and constants have words and lengths of their own; an array cut
# out of another keeps a bitmap of NULLs that its text form does not have.
other_widths='(first_name|last_name|display_name|recipient|ship_name|newsletter_subscribers\.name|street|city|company|email|contact_email|actor|password_hash|user_agent|author|tags)$'
# Values: words are drawn from dictionaries, numbers of phones, codes and addresses drawn freely, so
# that two may meet; what a subject moves, parts equal dates; redact and constant make all alike.
other_values='(first_name|last_name|display_name|recipient|ship_name|newsletter_subscribers\.name|street|city|company|phone|postal_code|ship_postal|ip|birth_date|hired_on|sessions\.started_at|card_last|card_holder|prefs|detail|user_agent|author)$'

statistics="SELECT tablename || '.' || attname AS name, inherited, null_frac, avg_width, n_distinct, most_common_freqs
    FROM pg_stats WHERE schemaname = 'public' ORDER BY 1, 2"
sql fidelity_source "COPY ($statistics) TO STDOUT" >"$TMP/statistics"
compare() { # the view of both: what the masked copy says now
    sql fidelity_masked "CREATE TABLE fidelity_before (name text, inherited bool, null_frac real, avg_width int, n_distinct real, most_common_freqs real[])"
    sql fidelity_masked "COPY fidelity_before FROM STDIN" <"$TMP/statistics"
    sql fidelity_masked "CREATE VIEW fidelity_both AS
    SELECT name, b.null_frac AS nulls_b, a.null_frac AS nulls_a, b.avg_width AS width_b, a.avg_width AS width_a,
           b.n_distinct AS distinct_b, a.n_distinct AS distinct_a, b.most_common_freqs AS common_b, a.most_common_freqs AS common_a
    FROM fidelity_before AS b FULL JOIN ($statistics) AS a USING (name, inherited) WHERE name NOT LIKE 'fidelity%'"
}
compare
differing() { sql fidelity_masked "SELECT name, $1 FROM fidelity_both WHERE $2 ORDER BY name"; }
check_equal statistics_compared "t|t|t" "$(sql fidelity_masked "SELECT count(*) > 500, count(*) FILTER (WHERE name !~ '$other_widths') > 300, count(*) FILTER (WHERE name !~ '$other_values') > 300 FROM fidelity_both")"
check_empty null_frac_equal "$(differing "nulls_b, nulls_a" "nulls_a IS DISTINCT FROM nulls_b")"
# avg_width is a whole number: one byte may be its rounding.
check_empty avg_width_within_a_tenth "$(differing "width_b, width_a" "name !~ '$other_widths' AND abs(width_a - width_b) > greatest(1, width_b * 0.1)")"
check_empty n_distinct_within_a_twentieth "$(differing "distinct_b, distinct_a" "name !~ '$other_values' AND abs(distinct_a - distinct_b) > abs(distinct_b) * 0.05")"
check_empty common_values_as_frequent "$(differing "cardinality(common_b), cardinality(common_a)" "name !~ '$other_values' AND common_a IS DISTINCT FROM common_b")"
# Those that are keys of the whole: exact, not only near.
keys='(id|referred_by|manager_id|assigned_to|email|actor|password_hash|card_number)$'
check_empty keys_as_distinct "$(differing "distinct_b, distinct_a" "name ~ '$keys' AND distinct_a IS DISTINCT FROM distinct_b")"
check_equal keys_compared t "$(sql fidelity_masked "SELECT count(*) > 100 FROM fidelity_both WHERE name ~ '$keys'")"

# Plans ------------------------------------------------------------------------------------------
# Constants are looked up over what is kept: customer n's billing address is number n, tickets and
# orders keep their numbers.
heaviest=$(sql fidelity_source "SELECT customer_id FROM orders GROUP BY customer_id ORDER BY count(*) DESC, customer_id LIMIT 1")
quiet=$(sql fidelity_source "SELECT min(id) FROM customers AS c WHERE NOT EXISTS (SELECT FROM orders WHERE customer_id = c.id) AND EXISTS (SELECT FROM customers WHERE referred_by = c.id)")
audit=$(sql fidelity_source "SELECT min(id) FROM audit_log GROUP BY customer_id ORDER BY count(*) DESC, customer_id LIMIT 1")
ticket=$(sql fidelity_source "SELECT min(id) FROM tickets WHERE assigned_to IS NOT NULL AND order_id IS NOT NULL")
cat >"$TMP/constants.sql" <<SQL
SELECT c.id AS customer, c.email, c.public_id FROM addresses AS a JOIN customers AS c ON c.id = a.customer_id WHERE a.id = $heaviest \gset
SELECT customer_id AS quiet FROM addresses WHERE id = $quiet \gset
SELECT customer_id AS audited FROM audit_log WHERE id = $audit \gset
SELECT id AS ticket, assigned_to AS staff, order_id AS order, order_date AS day FROM tickets WHERE id = $ticket \gset
SQL

cat >"$TMP/queries" <<'SQL'
email_look_up         SELECT * FROM customers WHERE email = :'email'
uuid_look_up          SELECT * FROM customers WHERE public_id = :'public_id'
customer_orders       SELECT c.email, o.id, o.total FROM customers AS c JOIN orders AS o ON o.customer_id = c.id WHERE c.id = :customer ORDER BY o.placed_at DESC
heavy_customer        SELECT status, count(*), sum(total) FROM orders WHERE customer_id = :customer GROUP BY status
customer_items        SELECT p.name, sum(i.quantity) FROM orders AS o JOIN order_items AS i ON (i.order_id, i.order_date) = (o.id, o.order_date) JOIN products AS p ON p.id = i.product_id WHERE o.customer_id = :customer GROUP BY p.name
partition_pruning     SELECT status, count(*) FROM orders WHERE order_date BETWEEN '2023-03-10' AND '2023-05-05' GROUP BY status
one_day               SELECT c.country, o.id FROM orders AS o JOIN customers AS c ON c.id = o.customer_id WHERE o.order_date = '2024-02-29'
one_order             SELECT o.total, i.line, p.sku, y.amount FROM orders AS o JOIN order_items AS i ON (i.order_id, i.order_date) = (o.id, o.order_date) JOIN products AS p ON p.id = i.product_id LEFT JOIN payments AS y ON (y.order_id, y.order_date) = (o.id, o.order_date) WHERE o.id = :order AND o.order_date = :'day'
best_customers        SELECT customer_id, sum(total) AS turnover FROM orders GROUP BY customer_id ORDER BY turnover DESC LIMIT 10
best_customers_named  SELECT c.email, sum(o.total) AS turnover FROM customers AS c JOIN orders AS o ON o.customer_id = c.id WHERE o.order_date >= '2024-10-01' GROUP BY c.id ORDER BY turnover DESC LIMIT 10
payments_by_method    SELECT y.method, o.status, sum(y.amount) FROM payments AS y JOIN orders AS o ON (o.id, o.order_date) = (y.order_id, y.order_date) WHERE o.order_date < '2023-02-15' GROUP BY y.method, o.status
open_tickets          SELECT e.email, count(*) FROM tickets AS t JOIN employees AS e ON e.id = t.assigned_to WHERE t.status = 'open' GROUP BY e.id
staff_tickets         SELECT t.id, c.email, m.number FROM tickets AS t JOIN customers AS c ON c.id = t.customer_id JOIN ticket_messages AS m ON m.ticket_id = t.id WHERE t.assigned_to = :staff ORDER BY t.opened_at
ticket_order          SELECT t.id, o.total, c.email FROM tickets AS t JOIN orders AS o ON (o.id, o.order_date) = (t.order_id, t.order_date) JOIN customers AS c ON c.id = o.customer_id WHERE t.id = :ticket
managers              SELECT m.id, count(*) FROM employees AS e JOIN employees AS m ON m.id = e.manager_id GROUP BY m.id
category_tree         SELECT parent.name, count(p.id) FROM categories AS parent JOIN categories AS child ON child.parent_id = parent.id JOIN products AS p ON p.category_id = child.id GROUP BY parent.name
referred_by           SELECT c.id, c.created_at FROM customers AS r JOIN customers AS c ON c.referred_by = r.id WHERE r.id = :quiet
subscribers_by_email  SELECT c.id, n.topics FROM newsletter_subscribers AS n JOIN customers AS c ON c.email = n.email WHERE n.confirmed
orders_by_email       SELECT o.id, c.id FROM orders AS o JOIN customers AS c ON c.email = o.contact_email WHERE o.order_date BETWEEN '2023-07-01' AND '2023-07-31'
audit_of_customer     SELECT a.at, a.action, e.id FROM audit_log AS a JOIN employees AS e ON e.email = a.actor WHERE a.customer_id = :audited ORDER BY a.at
busy_sessions         SELECT customer_id, count(*) FROM sessions GROUP BY customer_id ORDER BY count(*) DESC, customer_id LIMIT 20
bad_reviews           SELECT c.country, p.category_id, count(*) FROM reviews AS r JOIN products AS p ON p.id = r.product_id JOIN customers AS c ON c.id = r.customer_id WHERE r.stars = 1 GROUP BY c.country, p.category_id
without_orders        SELECT c.id FROM customers AS c WHERE c.status = 'dormant' AND NOT EXISTS (SELECT FROM orders AS o WHERE o.customer_id = c.id)
last_orders           SELECT DISTINCT ON (c.id) c.id, o.id FROM customers AS c JOIN orders AS o ON o.customer_id = c.id WHERE c.country = 'FI' ORDER BY c.id, o.placed_at DESC
SQL

# plans DATABASE: each query's plan without its constants, and how many rows it returns
plans() {
    local name query
    cat "$TMP/constants.sql"
    while read -r name query; do
        printf '\\echo == %s\nEXPLAIN (COSTS OFF) %s;\nSELECT count(*) FROM (%s) AS rows;\n' "$name" "$query" "$query"
    done <"$TMP/queries"
}
for database in fidelity_source fidelity_masked; do
    plans | psql -XAtq -v ON_ERROR_STOP=1 -d "$(conninfo $database)" | sed -E "s/'[^']*'/?/g; s/ = [0-9]+/ = ?/g" >"$TMP/plans.$database"
done
of_query() { sed -n "/^== $1\$/,/^== /p" "$2" | grep -v '^== '; }
while read -r name _; do
    of_query "$name" "$TMP/plans.fidelity_source" >"$TMP/before"
    of_query "$name" "$TMP/plans.fidelity_masked" >"$TMP/after"
    check_same "plan_$name" "$TMP/before" "$TMP/after"
    # A plan over nothing would show nothing.
    [ "$(tail -n 1 "$TMP/before")" -gt 0 ] || not_ok "rows_$name" "the query returns no rows"
done <"$TMP/queries"

# As many distinct fakes as originals, for masks that can ------------------------------------------
sed -E -i 's/mask: (given_name|family_name|full_name), by: [a-z_]+/mask: \1, cardinality: keep/; s/: +(city|company)$/: {mask: \1, cardinality: keep}/' "$TMP/rules.yaml"
check_equal cardinality_kept_in 11 "$(grep -c 'cardinality: keep' "$TMP/rules.yaml")"
check dump_cardinality "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo fidelity_source)" -f "$TMP/b" -j 2
sql fidelity_masked "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
check restore_cardinality restore fidelity_masked "$TMP/b" -j2
sql fidelity_masked "VACUUM ANALYZE"
compare
words='(first_name|last_name|recipient|ship_name|newsletter_subscribers\.name|city|company)$'
check_equal cardinality_compared t "$(sql fidelity_masked "SELECT count(*) > 50 FROM fidelity_both WHERE name ~ '$words'")"
check_empty cardinality_distinct "$(differing "distinct_b, distinct_a" "name ~ '$words' AND abs(distinct_a - distinct_b) > abs(distinct_b) * 0.05")"
check_empty cardinality_frequencies "$(differing "cardinality(common_b), cardinality(common_a)" "name ~ '$words' AND common_a IS DISTINCT FROM common_b")"
check_equal cardinality_is_masked 0 "$(sql fidelity_masked "SELECT count(*) FROM customers WHERE last_name IN ($(sql fidelity_source "SELECT string_agg(DISTINCT quote_literal(last_name), ',') FROM customers WHERE last_name !~ '^[A-Za-z]+$'"))")"

drop_database fidelity_masked
drop_database fidelity_source
finish
