#!/usr/bin/env bash
# A database that nobody here made: Chinook, with its customers and employees masked, dumped and cloned.
. "$(dirname "$0")/../support/lib.sh"

data=$PROJECT/../shared/data/chinook.sql
if [ ! -r "$data" ]; then
    skip chinook "there is no chinook.sql beside the project"
    finish
fi
role_reader
psql -Xq -v ON_ERROR_STOP=1 -d "$(conninfo postgres)" -f "$data" -o /dev/null # makes the database chinook

cat >"$TMP/rules.yaml" <<'YAML'
version: 1
domains:
  customer: {mask: permute}
  staff: {mask: permute}
  # Addresses of both kinds of people, whoever they belong to.
  contact: {mask: email}
tables:
  public.customer:
    columns:
      customer_id: {domain: customer}
      first_name:  {mask: given_name, by: customer_id}
      last_name:   {mask: family_name, by: customer_id}
      company: company
      address: street
      city: city
      state: redact
      country: keep
      postal_code: postal_code
      phone: phone
      fax: phone
      email: {domain: contact}
      support_rep_id: {domain: staff}
  public.employee:
    columns:
      employee_id: {domain: staff}
      last_name:   {mask: family_name, by: employee_id}
      first_name:  {mask: given_name, by: employee_id}
      title: keep
      reports_to: {domain: staff}
      birth_date: {mask: date_shift, days: 90, by: employee_id}
      hire_date:  {mask: date_shift, days: 90, by: employee_id}
      address: street
      city: city
      state: redact
      country: keep
      postal_code: postal_code
      phone: phone
      fax: phone
      email: {domain: contact}
  public.invoice:
    columns:
      invoice_id: keep
      customer_id: {domain: customer}
      invoice_date: keep
      billing_address: street
      billing_city: city
      billing_state: redact
      billing_country: keep
      billing_postal_code: postal_code
      total: keep
  public.invoice_line: {columns: {invoice_line_id: keep, invoice_id: keep, track_id: keep, unit_price: keep, quantity: keep}}
  public.album: {columns: {album_id: keep, title: keep, artist_id: keep}}
  public.artist: {columns: {artist_id: keep, name: keep}}
  public.genre: {columns: {genre_id: keep, name: keep}}
  public.media_type: {columns: {media_type_id: keep, name: keep}}
  public.playlist: {columns: {playlist_id: keep, name: keep}}
  public.playlist_track: {columns: {playlist_id: keep, track_id: keep}}
  public.track:
    columns: {track_id: keep, name: keep, album_id: keep, media_type_id: keep, genre_id: keep, composer: keep, milliseconds: keep, bytes: keep, unit_price: keep}
YAML

export PGMIRAGE_KEY=$TEST_KEY
check dump "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo chinook)" -f "$TMP/a" -j 2
new_database chinook_masked
check restore restore chinook_masked "$TMP/a" -j2

for database in chinook chinook_masked; do
    for table in $(sql chinook "SELECT relname FROM pg_stat_user_tables ORDER BY 1"); do
        sql "$database" "SELECT '$table', count(*) FROM $table"
    done >"$TMP/$database.counts"
    for table in album artist genre media_type playlist playlist_track track invoice_line; do
        sql "$database" "SELECT '$table', md5(string_agg(t::text, ',' ORDER BY t::text)) FROM $table AS t"
    done >"$TMP/$database.kept"
    sql "$database" "SELECT 'invoice', md5(string_agg(format('%s %s %s %s', invoice_id, invoice_date, billing_country, total), ',' ORDER BY invoice_id)) FROM invoice
        UNION ALL SELECT 'by country', md5(string_agg(format('%s %s', c.country, i.invoice_id), ',' ORDER BY i.invoice_id)) FROM invoice AS i JOIN customer AS c USING (customer_id)
        UNION ALL SELECT 'titles', md5(string_agg(format('%s %s', e.title, b.title), ',' ORDER BY e.title, b.title)) FROM employee AS e LEFT JOIN employee AS b ON b.employee_id = e.reports_to
        UNION ALL SELECT 'support', string_agg(n::text, ',' ORDER BY n) FROM (SELECT count(*) AS n FROM customer GROUP BY support_rep_id) AS s
        UNION ALL SELECT 'nulls', format('%s %s %s %s', count(company), count(state), count(postal_code), count(fax)) FROM customer ORDER BY 1" >>"$TMP/$database.kept"
done
check_same row_counts_equal "$TMP/chinook.counts" "$TMP/chinook_masked.counts"
check_same unmasked_equal "$TMP/chinook.kept" "$TMP/chinook_masked.kept"
foreign_keys="SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated"
check_equal foreign_keys_valid "$(sql chinook "$foreign_keys")" "$(sql chinook_masked "$foreign_keys")"

# Whole values of masked columns.
sql chinook "
    SELECT first_name || ' ' || last_name FROM customer UNION SELECT first_name || ' ' || last_name FROM employee
    UNION SELECT email FROM customer UNION SELECT email FROM employee UNION SELECT phone FROM customer UNION SELECT fax FROM customer
    UNION SELECT phone FROM employee UNION SELECT address FROM customer UNION SELECT address FROM employee UNION SELECT billing_address FROM invoice" |
    sed '/^$/d' | sort -u >"$TMP/originals"
check_empty no_original_in_any_file "$(for file in "$TMP"/a/*; do
    case $file in
    *.gz) gzip -dc "$file" ;;
    *) cat "$file" ;;
    esac | LC_ALL=C grep -aoFf "$TMP/originals" | sort -u | head -n 3
done)"

# Customers are told apart by the invoices they have, employees by their title and phone's absence.
psql -XAtq -F $'\x01' -d "$(conninfo chinook)" -c "SELECT i.invoice_id, c.first_name, c.last_name, c.email, c.address, c.phone FROM invoice AS i JOIN customer AS c USING (customer_id)" >"$TMP/before"
psql -XAtq -F $'\x01' -d "$(conninfo chinook_masked)" -c "SELECT i.invoice_id, c.first_name, c.last_name, c.email, c.address, c.phone FROM invoice AS i JOIN customer AS c USING (customer_id)" >"$TMP/after"
check_equal customers_compared 412 "$(wc -l <"$TMP/before")"
check_empty no_customer_keeps_a_name "$(awk -F '\001' 'NR == FNR {row[$1] = $0; next} {
    split(row[$1], was, "\001"); for (i = 2; i <= 6; i++) if ($i != "" && $i == was[i]) print "invoice " $1 " field " i }' "$TMP/before" "$TMP/after")"

# Cloned under the same key: table by table what the dump restores.
check clone "$PGMIRAGE_BIN" clone --rules "$TMP/rules.yaml" --source "$(reader_conninfo chinook)" --target "$(conninfo chinook_cloned)" -j 2
for database in chinook_masked chinook_cloned; do
    digests "$database" >"$TMP/$database.digests"
    pg_dump -s -d "$(conninfo "$database")" | grep -vE '^\\(un)?restrict ' >"$TMP/$database.schema"
done
check_equal tables_compared 11 "$(wc -l <"$TMP/chinook_masked.digests")"
check_same clone_rows_equal "$TMP/chinook_masked.digests" "$TMP/chinook_cloned.digests"
check_same clone_schema_equal "$TMP/chinook_masked.schema" "$TMP/chinook_cloned.schema"
check_equal clone_foreign_keys_valid "$(sql chinook "$foreign_keys")" "$(sql chinook_cloned "$foreign_keys")"
drop_database chinook_cloned
drop_database chinook_masked
drop_database chinook
finish
