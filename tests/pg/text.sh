#!/usr/bin/env bash
# Free text in a live database: known values of the row and over a foreign key, patterns, what stays.
. "$(dirname "$0")/../support/lib.sh"
role_reader
new_database text_source
new_database text_target
export PGMIRAGE_KEY=$TEST_KEY

sql text_source "
    CREATE TABLE customers (id int PRIMARY KEY, first_name text, last_name text, email text UNIQUE, notes text);
    CREATE TABLE tickets (id int PRIMARY KEY, customer_id int REFERENCES customers, subject varchar(60), body text NOT NULL,
                          search tsvector, attachment text, logged text[]);
    INSERT INTO customers SELECT i, 'Rosalind' || chr(97 + i % 26) || chr(97 + i / 26), 'Thackeray' || chr(97 + i / 26) || chr(97 + i % 26),
        'r' || i || '@corp.example', NULL FROM generate_series(1, 600) AS i;
    UPDATE customers SET notes = format('%s %s <%s> called; %s-%s.pdf. Also o%s@other.example and +44 7911 12%s.',
        first_name, upper(last_name), email, lower(first_name), lower(last_name), id, lpad(id::text, 4, '0')) WHERE id % 10 > 0;
    INSERT INTO tickets SELECT i, nullif(1 + i % 600, 600), 'From ' || first_name || ' ' || last_name,
        format(E'Dear team,\n\tcustomer %s (%s) of 203.0.113.%s paid by 4929 1234 5678 9015.\nSSN 123-45-6789, \\\\N stays, costs 1,234.56 on 2024-02-29.',
               lower(first_name), email, i % 250), to_tsvector('simple', first_name), 'kept \\.', '{a,b}'
        FROM generate_series(1, 2000) AS i JOIN customers AS c ON c.id = 1 + i % 600;
    INSERT INTO tickets VALUES (5001, 1, '', '', NULL, NULL, NULL), (5002, NULL, NULL, 'Nobody known, nothing found.', '', '', '{}')" >/dev/null

cat >"$TMP/rules.yaml" <<'YAML'
version: 1
tables:
  public.customers:
    columns:
      id: keep
      first_name: given_name
      last_name: family_name
      email: email
      notes: {mask: text, known: [first_name, last_name, email]}
  public.tickets:
    columns:
      id: keep
      customer_id: keep
      subject: {mask: text, known: {via: customer_id, columns: [first_name, last_name]}}
      body: {mask: text, known: {via: customer_id, columns: [first_name, last_name, email]}}
      search: tsvector
      attachment: {mask: text, patterns: none}
      logged: empty
YAML
check dump "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo text_source)" -f "$TMP/a" -Z none -j 2
said=$(tr -s ' \n' ' ' <"$TMP/check.log")
for column in customers.notes tickets.subject tickets.body; do
    [[ $said == *"public.$column"*"best effort"* ]] && ok "summary_says_best_effort.$column" || not_ok "summary_says_best_effort.$column" "$(cut -c1-300 <<<"$said")"
done
check restore restore text_target "$TMP/a" -j2

# The target joined with the source, row by row, through both key columns.
for table in customers tickets; do
    psql -XAtq -d "$(conninfo text_source)" -c "COPY $table TO STDOUT" >"$TMP/$table.copy"
    sql text_target "CREATE TABLE was_$table (LIKE $table)" >/dev/null
    psql -Xq -d "$(conninfo text_target)" -c "COPY was_$table FROM STDIN" <"$TMP/$table.copy"
done
after() { sql text_target "$1"; }
check_equal rows "600 2002" "$(after "SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM tickets)" | tr '|' ' ')"
check_equal known_values_of_the_row 0 "$(after "
    SELECT count(*) FROM customers AS c JOIN was_customers AS w USING (id) WHERE w.notes IS NOT NULL AND NOT starts_with(c.notes,
        format('%s %s <%s> called; %s-%s.pdf. Also ', c.first_name, upper(c.last_name), c.email, lower(c.first_name), lower(c.last_name)))")"
check_equal addresses_of_others 0 "$(after "SELECT count(*) FROM customers WHERE notes LIKE '%other.example%' OR notes LIKE '%+44 7911%' OR notes NOT LIKE '%. Also %@example.com and +44 7700 900___.'")"
check_equal known_values_over_the_key 0 "$(after "
    SELECT count(*) FROM tickets JOIN customers AS c ON c.id = customer_id WHERE body <> '' AND
        (subject <> 'From ' || first_name || ' ' || last_name OR NOT starts_with(body, format(E'Dear team,\n\tcustomer %s (%s) of 10.', lower(first_name), email)))")"
check_equal no_original_left 0 "$(after "
    SELECT count(*) FROM tickets AS t JOIN was_tickets AS w USING (id) LEFT JOIN was_customers AS c ON c.id = t.customer_id
    WHERE t.body ~* '4929 1234|123-45-6789|203\.0\.113' OR strpos(lower(t.body || t.subject), lower(c.first_name)) > 0 OR strpos(t.body, c.email) > 0
        OR (t.customer_id IS NULL AND t.body ~ '@corp\.example')")"
check_equal rest_of_the_body_stays 0 "$(after "
    SELECT count(*) FROM tickets WHERE body LIKE 'Dear%' AND body !~ E'^Dear team,\n\tcustomer [^\n]* of 10[.0-9]* paid by [0-9]{4} [0-9]{4} [0-9]{4} [0-9]{4}\\\\.\nSSN 000-00-0000, \\\\\\\\N stays, costs 1,234\\\\.56 on 2024-02-29\\\\.\$'")"
check_equal addresses_join_with_their_column 0 "$(after "
    SELECT count(*) FROM tickets AS t JOIN was_tickets AS w USING (id) JOIN was_customers AS c ON strpos(w.body, '(' || c.email || ')') > 0
    JOIN customers AS m ON m.id = c.id WHERE strpos(t.body, '(' || m.email || ')') = 0")"
check_equal nulls_and_empty_stay "1|t|t|t" "$(after "SELECT count(*) FILTER (WHERE body = ''), bool_and(subject IS NULL) FILTER (WHERE id = 5002),
    bool_and(search IS NULL AND attachment IS NULL AND logged IS NULL) FILTER (WHERE id = 5001), bool_and(body = 'Nobody known, nothing found.') FILTER (WHERE id = 5002) FROM tickets")"
check_equal emptied_and_kept "0|0|0" "$(after "SELECT count(*) FILTER (WHERE t.search <> ''), count(*) FILTER (WHERE t.logged <> '{}'), count(*) FILTER (WHERE t.attachment <> w.attachment)
    FROM tickets AS t JOIN was_tickets AS w USING (id)")"

# The same without Hyperscan, and with every number of workers.
digest() { sql "$1" "SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM tickets AS t UNION ALL SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM customers AS t"; }
new_database text_portable
check dump_portable env PGMIRAGE_CPU=portable "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo text_source)" -f "$TMP/b" -Z none --workers 4
check restore_portable restore text_portable "$TMP/b"
check_equal portable_gives_the_same "$(digest text_target)" "$(digest text_portable)"

sed 's/patterns: none/patterns: [mail]/' "$TMP/rules.yaml" >"$TMP/wrong.yaml"
check_fails unknown_pattern 2 "$PGMIRAGE_BIN" dump --rules "$TMP/wrong.yaml" -d "$(reader_conninfo text_source)" -f "$TMP/c"
sed 's/id: keep/id: empty/' "$TMP/rules.yaml" >"$TMP/wrong.yaml"
check_fails empty_of_a_number 3 "$PGMIRAGE_BIN" dump --rules "$TMP/wrong.yaml" -d "$(reader_conninfo text_source)" -f "$TMP/c"
for database in text_source text_target text_portable; do drop_database $database; done
finish
