#!/usr/bin/env bash
# Every type of column that a mask takes, with its boundary values: what is dumped can be restored
# into the same type, NULL and empty stay, the rest differs where the mask promises it, unique stays
# unique, and two dumps under one key are the same.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start
export PGMIRAGE_KEY=$TEST_KEY
for extension in citext hstore; do
    for database in plan_source plan_target; do sql $database "CREATE EXTENSION $extension"; done
done

# column_type NAME TYPE VALUES ALIKE MASK...: a table with a column for each mask, all with the same
# values (rows for VALUES, as text) and a NULL. What the pattern ALIKE matches may come out as it was.
#   +MASK  all else differs      !MASK  differs, and the column is unique      ~MASK  may be the same
made='' ruled='' columns=()
column_type() {
    local name=$1 type=$2 values=$3 alike=$4 n=0 mark rule defined='' selected=''
    shift 4
    ruled+="  s.$name:
    columns:
      id: keep
"
    for rule; do
        mark=${rule:0:1} rule=${rule:1} n=$((n + 1))
        defined+=", m$n $type$([ "$mark" != '!' ] || echo ' UNIQUE')"
        selected+=', v'
        columns+=("$name m$n $mark $alike ${rule%% *}")
        # A domain of its own for each, so that no width is another's.
        case $rule in
            null) rule='"null"' ;;
            *' '*) rule="{mask: ${rule%% *}, ${rule#* }}" ;;
            keep | empty | redact | json | xml | hstore | array | bounds | bytea | tsvector | composite) ;;
            *) rule="{mask: $rule, domain: ${name}_$n}" ;;
        esac
        ruled+="      m$n: $rule
"
    done
    made+="CREATE TABLE $name (id int PRIMARY KEY$defined);
        INSERT INTO $name SELECT n$selected FROM (SELECT row_number() OVER () AS n, x.v::text::$type AS v FROM (VALUES $values) AS x (v)) AS y;
        INSERT INTO $name VALUES (0);
"
}
made="CREATE TYPE mood AS ENUM ('good', 'so, so', 'b''ad'); CREATE TYPE pair AS (a text, b int);
    CREATE DOMAIN short AS varchar(12) CHECK (VALUE <> 'never');
"

# Characters ----------------------------------------------------------------------------------------
read -r -d '' odd <<'SQL' || true
(''), (' '), (E'\\'), (E'\\N'), (E'\\.'), (E'a\n\\.\nb'), (E'\t\r\n\b\f\v'), ('😀𝒜Ω'), ('O''Brien'), (E'\x01\x7f'), ('ßß'), ('NULL'),
(E'\\x41'), ('{"a",b}'), ('Ann Lee'), ('77.1.2.3'), ('+49 30 901820'), ('DE89370400440532013000'), ('AB12 3CD'), ('ann@corp.org')
SQL
large=1000000 # bytes
[ "$PGMIRAGE_TEST_KIND" = plain ] || large=50000
long="(repeat(E'Ann é\\\\\\n', $large / 8)), (repeat('😀', $large / 4)), ('+49' || repeat('1', $large))"
blank='^[[:space:][:cntrl:][:punct:]]*$'
words=(+hash +lorem +email +username +given_name +family_name +full_name +street +city +region +country +company +job_title ~phone ~postal_code ~card ~iban
    ~redact +ip +mac +uuid ~hostname ~url ~token +user_agent +password_hash ~national_id ~passport ~license_plate ~account_number ~bic ~tax_id ~text ~shuffle
    '+constant value: same' ~null ~empty ~keep)
column_type text_odd text "$odd" "$blank" "${words[@]}"
column_type text_long text "$long" '^$' "${words[@]/~shuffle/~keep}" # it draws from short values only
column_type text_unique text "$odd" '^ *$' '!hash' '!email' '!username' '!uuid' '!url'
column_type citext_odd citext "$odd" "$blank" +hash +lorem +email +full_name ~phone
column_type citext_unique citext "$odd" '^ *$' '!hash' '!email' '!username'
fitting=(~redact +lorem ~phone ~postal_code ~card ~iban ~national_id ~text ~null ~empty ~keep ~shuffle +given_name +family_name +full_name +street +city +company +hash)
column_type varchar_20 'varchar(20)' "$odd, (repeat('😀', 20)), (repeat(E'\\\\', 20))" "$blank" "${fitting[@]}" +email +username +token
column_type varchar_1 'varchar(1)' "(''), ('a'), ('Z'), ('7'), ('😀'), (E'\\\\'), (E'\\n')" '^[^[:alpha:]]?$' ~redact ~lorem ~phone ~postal_code ~given_name ~city ~text ~keep ~null
column_type char_5 'char(5)' "$odd" "$blank" "${fitting[@]}"
column_type name_odd name "$odd, (repeat('é', 31)), (repeat('x', 63))" "$blank" ~redact +lorem +given_name +full_name +email +city +hash ~keep
column_type domain_12 short "(''), ('Ann Lee'), (E'\\\\N'), (repeat('é', 12))" '^$' "${fitting[@]}"

# Numbers -------------------------------------------------------------------------------------------
near='^-?[0-9]$' # a tenth of them rounds to nothing
moved=(+noise +amount ~'round to: 100' ~'bucket width: 1000' ~'range min: 1, max: 99' ~shuffle '+constant value: 77' ~null ~keep)
column_type int_2 int2 "(-32768), (-32767), (-1), (0), (1), (7), (1234), (32767)" "$near" "${moved[@]}" !permute
column_type int_4 int4 "(-2147483648), (-2147483647), (-1), (0), (1), (99), (123456), (2147483647)" "$near" "${moved[@]}" !permute
column_type int_8 int8 "(-9223372036854775808), (-9223372036854775807), (-1), (0), (12345678901), (9223372036854775807)" "$near" "${moved[@]}"
column_type int_8_keys int8 "(0), (1), (4294967296), (9223372036854775806)" '^[01]$' '!permute'
column_type decimal_10_2 'numeric(10,2)' "(99999999.99), (-99999999.99), (0), (0.01), (-0.10), (1234.50), ('NaN')" '^(NaN|-?0.[0-9]*)$' "${moved[@]}"
column_type decimal numeric "('Infinity'), ('-Infinity'), ('NaN'), (0), (0.000), (1e100), (123456789012345678901234567890.123456789), (-1e-30)" '^(NaN|-?Infinity|0|-?0.0+1?)$' +noise ~shuffle ~null ~keep
column_type real_4 float4 "('Infinity'), ('-Infinity'), ('NaN'), ('-0'), (0), (1e-45), (3.4028235e38), (-3.4028235e38), (12.5)" '^(NaN|-?Infinity|-?0|1e-45)$' ~noise ~amount ~shuffle ~null ~keep ~'range min: 1, max: 99'
column_type real_8 float8 "('Infinity'), ('-Infinity'), ('NaN'), ('-0'), (0), (5e-324), (1.7976931348623157e308), (-1.7976931348623157e308), (0.1)" '^(NaN|-?Infinity|-?0|5e-324)$' ~noise ~amount ~shuffle ~null ~keep ~'range min: 1, max: 99'
column_type money_odd money "('-92233720368547758.08'), ('92233720368547758.07'), ('0'), ('12.34')" '^[^1-9]*$' ~amount ~null ~keep

# Times ---------------------------------------------------------------------------------------------
ends='^-?infinity$'
column_type day date "('infinity'), ('-infinity'), ('4714-11-24 BC'), ('294276-12-31'), ('0001-01-01'), ('0001-12-31 BC'), ('2000-02-29'), ('1984-03-17')" "$ends" \
    +'date_shift days: 30' +'date_shift days: 36500' ~birth_date ~age_band ~'date_trunc to: month' ~shuffle '+constant value: 2001-02-03' ~null ~keep
moments="('infinity'), ('-infinity'), ('4714-11-24 00:00:00 BC'), ('294276-12-31 23:59:59.999999'), ('0001-01-01 00:00:00'), ('2000-02-29 23:59:59.999999'), ('1984-03-17 12:34:56.7')"
at=(+'date_shift days: 30' +'date_shift days: 36500' +'time_jitter minutes: 90' ~birth_date ~age_band ~'date_trunc to: hour' ~shuffle ~null ~keep)
column_type moment timestamp "$moments" "$ends" "${at[@]}"
column_type moment_tz timestamptz "$moments, ('2024-03-31 02:30:00+02'), ('2024-10-27 02:30:00 Europe/Berlin')" "$ends" "${at[@]}"
column_type clock time "('00:00:00'), ('24:00:00'), ('23:59:59.999999'), ('12:00:00')" '^$' ~'time_jitter seconds: 60' ~'date_trunc to: hour' ~null ~keep

# Addresses and identifiers ---------------------------------------------------------------------------
column_type uuid_odd uuid "('00000000-0000-0000-0000-000000000000'), ('ffffffff-ffff-ffff-ffff-ffffffffffff'), ('c232ab00-9414-11ec-b3c8-9f6bdeced846'), ('8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11'), ('017f22e2-79b0-7cc3-98c4-dc0c0c07398f')" '^$' !uuid ~null ~keep ~shuffle
nets="('0.0.0.0/0'), ('255.255.255.255'), ('77.1.2.0/24'), ('::/0'), ('::1'), ('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'), ('2a02:8070::/32'), ('::ffff:1.2.3.4'), ('10.1.2.3')"
column_type inet_odd inet "$nets, ('10.1.2.3/8')" '^(0.0.0.0/0|::/0)$' +ip ~'ip mode: prefix' ~null ~keep
column_type cidr_odd cidr "$nets" '^(0.0.0.0/0|::/0)$' ~ip ~'ip mode: prefix' ~null ~keep
column_type mac_6 macaddr "('00:00:00:00:00:00'), ('ff:ff:ff:ff:ff:ff'), ('08:00:2b:01:02:03')" '^$' +mac
column_type mac_8 macaddr8 "('00:00:00:00:00:00:00:00'), ('ff:ff:ff:ff:ff:ff:ff:ff'), ('08:00:2b:01:02:03:04:05')" '^$' +mac

# Structures ----------------------------------------------------------------------------------------
read -r -d '' documents <<'SQL' || true
('null'), ('""'), ('[]'), ('{}'), ('1e400'), ('-0.0'), ('{"a": "Ann\ud83d\ude00", "n": 123456789012345678901234567890.5, "": [[], {}, "\\N", "\n"]}'),
('"' || repeat('Ann 77 ', 140000) || '"'), (repeat('[', 1000) || '7' || repeat(']', 1000))
SQL
plain='^(null|""|\[\]|\{\}|-?0(\.0)?)$'
column_type json_odd json "$documents" "$plain" +json +'json paths: {"$.a": email}' ~'json unlisted: keep' ~null ~keep
column_type jsonb_odd jsonb "$documents" "$plain" +json +'json paths: {"$.a": email}' ~'json unlisted: keep' ~null ~keep
column_type bytes bytea "(''), ('\\x00'), ('\\x5c4e'), ('\\x' || repeat('ff', $large))" '^\\x$' +bytea ~'bytea value: random' ~empty ~null ~keep
column_type array_text 'text[]' "('{}'), ('{NULL}'), ('{\"\"}'), ('{Ann,\"b\\\\\\\\N\",\"c,d\",\"{}\"}'), ('[2:3][-1:0]={{Ann,Bob},{Cy,NULL}}')" '^\{(NULL|"")?\}$' +array +'array items: email' ~empty ~null ~keep
column_type array_int 'int4[]' "('{}'), ('{NULL}'), ('{2147483647,-2147483648}')" '^\{(NULL)?\}$' +'array items: noise' ~null ~keep
column_type range_int int4range "('empty'), ('(,)'), ('[2147483647,]'), ('[1000,2000)')" '^(empty|\(,\))$' ~bounds ~'bounds bounds: noise' ~null ~keep
column_type range_tz tstzrange "('empty'), ('(,)'), ('[infinity,]'), ('[1984-03-17 12:00:00,2000-01-01 00:00:00)')" '^$' ~bounds ~'bounds bounds: date_shift' ~null ~keep
column_type hstore_odd hstore "(''), ('a=>NULL'), ('\"\"=>\"\"'), (E'a=>\"x\\\\\\\\\\\\\"y\", b=>Ann')" '^("a"=>NULL|""=>"")?$' +hstore +'hstore keys: {b: email}' ~null ~keep
column_type xml_odd xml "(''), ('<a/>'), ('<a b=\"Ann\">Bob &amp; <![CDATA[Cy]]></a>'), ('Ann')" '^(<a/>)?$' +xml +'xml paths: {//a: email}' ~null ~keep
column_type composite_odd pair "('(,)'), ('(\"\",7)'), ('(\"Ann \"\"x\"\" \\\\\\\\\",-2147483648)')" '^\(("")?,' +composite +'composite fields: {a: email, b: noise}' ~null ~keep
column_type enum mood "('good'), ('so, so'), ('b''ad')" '^good$' +'constant value: good' ~shuffle ~null ~keep
column_type truth boolean "(true), (false)" '^true$' +'constant value: "true"' ~shuffle ~null ~keep
column_type vector tsvector "(''), ('''a'':1A ''b c'':2'), ('''O''''Brien''')" '^$' +tsvector ~empty ~null

# -----------------------------------------------------------------------------------------------------
tables "$made"
rules "tables:
$ruled"
carries dump_and_restore
if [ "$FAILED" -gt 0 ]; then
    sed -n 1,60p "$TMP/dump.log" >&2
    plan_end
fi
manifest_checksums "$TMP/archive" >"$TMP/first"
check same_key plan_dump -j 1 --workers 0
manifest_checksums "$TMP/archive" >"$TMP/second"
check_same same_key_same_rows "$TMP/first" "$TMP/second"

# The original beside the copy, to be compared in one query.
sql plan_target "DROP SCHEMA IF EXISTS o CASCADE; CREATE SCHEMA o; SET search_path = o, public; $made" >/dev/null
for column in "${columns[@]}"; do
    read -r table name mark rest <<<"$column"
    alike=${rest% *} mask=${rest##* }
    differs="false"
    case $mark in
        [+!]) differs="o.$name::text = s.$name::text AND o.$name::text !~ \$re\$$alike\$re\$" ;;
    esac
    case $mask in
        null) nulls="s.$name IS NOT NULL" ;;
        keep) nulls="s.$name::text IS DISTINCT FROM o.$name::text" ;;
        *) nulls="(o.$name IS NULL) <> (s.$name IS NULL)" ;;
    esac
    echo "SELECT '$table.$name $mask: row ' || id || CASE WHEN $nulls THEN ' NULL or kept' ELSE ' as it was' END FROM o.$table AS o FULL JOIN s.$table AS s USING (id)
          WHERE o.id IS NULL OR s.id IS NULL OR ($nulls) OR ($differs);"
done >"$TMP/compare.sql"
psql -XAtq -v ON_ERROR_STOP=1 -d "$(conninfo plan_target)" -f "$TMP/compare.sql" >"$TMP/wrong"
for table in $(printf '%s\n' "${columns[@]}" | cut -d' ' -f1 | uniq); do
    check_empty "$table" "$(grep "^$table\\." "$TMP/wrong" || true)"
done
check_equal constraints_validated 0 "$(after "SELECT count(*) FROM pg_constraint WHERE NOT convalidated")"
check_equal types_stay "$(before "SELECT count(*), md5(string_agg(attrelid::regclass || format_type(atttypid, atttypmod), ',' ORDER BY attrelid::regclass::text, attnum)) FROM pg_attribute WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 's'::regnamespace AND relkind = 'r')")" \
    "$(after "SELECT count(*), md5(string_agg(attrelid::regclass || format_type(atttypid, atttypmod), ',' ORDER BY attrelid::regclass::text, attnum)) FROM pg_attribute WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 's'::regnamespace AND relkind = 'r')")"

# Another key, other rows: every type has a keyed mask, but for those that have none.
PGMIRAGE_KEY=$("$PGMIRAGE_BIN" keygen)
check other_key plan_dump
manifest_checksums "$TMP/archive" >"$TMP/other"
check_empty other_key_other_rows "$(comm -12 <(sort "$TMP/first") <(sort "$TMP/other") | grep -vE '^s\.(enum|truth|vector|xml_odd|clock|range_int|moment)' || true)"

# What keeps the length keeps it beside narrower columns of its domain, too.
tables "CREATE TABLE w (code char(4), phone varchar(8), note varchar(10), body text);
    INSERT INTO w SELECT '77ab', '0301234', 'Ann called', repeat(E'Called Ann. +49 30 901820\\n', i) FROM generate_series(1, 50) AS i"
for rule in redact lorem phone postal_code card; do
    rules "tables: {s.w: {columns: {code: $rule, phone: $rule, note: $rule, body: $rule}}}"
    carries "width_of_$rule"
    check_equal "width_of_${rule}_kept" "$(before "SELECT sum(length(code)), sum(length(phone)), sum(length(note)), sum(length(body)) FROM w")" \
        "$(after "SELECT sum(length(code)), sum(length(phone)), sum(length(note)), sum(length(body)) FROM w")"
done

# Dates go on behind the last timestamp; such a one ends the run, and is not told.
tables "CREATE TABLE t (d date); INSERT INTO t VALUES ('5874897-12-31')"
rules "tables: {s.t: {columns: {d: date_shift}}}"
refused date_behind_timestamps 1 s.t.d "not in the form of its type date, or past the year 294276"
check_empty date_not_told "$(grep 5874897 "$TMP/dump.log" || true)"
rules "tables: {s.t: {columns: {d: keep}}}"
carries date_kept
check_equal date_kept_value 5874897-12-31 "$(after "SELECT d FROM t")"
plan_end
