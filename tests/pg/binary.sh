#!/usr/bin/env bash
# Masked tables are read in COPY's binary format and rendered by the program: what is kept in them
# must come out byte for byte as the server itself writes it as text. Every type that is rendered, with
# its boundary values and thousands of random ones; rows of every size; and types that are not.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start
export PGMIRAGE_KEY=$TEST_KEY PGOPTIONS='-c client_min_messages=warning -c timezone=UTC -c intervalstyle=postgres -c datestyle=ISO'
sql postgres "ALTER ROLE mirage_reader SET log_statement = 'all'; ALTER ROLE postgres SET log_statement = 'all'"
sql plan_source "CREATE EXTENSION citext; CREATE TYPE mood AS ENUM ('good', 'so, \"so\"', E'b\\\\a\\nd', '', 'ünïcode');
    CREATE DOMAIN short AS varchar(200) CHECK (VALUE <> 'never'); CREATE DOMAIN even AS int CHECK (VALUE % 2 = 0)"

empty_schema plan_source
sql plan_source 'CREATE SCHEMA s'
made=()
# values NAME TYPE SELECT: a table of such values, and of arrays of them, with NULLs between; u and z make the
# format worth while for all of them.
values() {
    local name=$1 type=$2 array
    made+=("$name")
    array="ARRAY[v, NULL, lag(v) OVER ()]"
    [ "${4:-}" != alone ] || array='NULL::text[]'
    sql plan_source "CREATE TABLE s.$name AS SELECT row_number() OVER () AS id, 'secret'::text AS m, v, $array AS a,
            CASE WHEN random() < 0.5 THEN v END AS w, md5('u')::uuid AS u, timestamptz '2024-02-29 12:00+03' AS z FROM ($3) AS x (v);
        ALTER TABLE s.$name ALTER v TYPE $type;
        INSERT INTO s.$name VALUES (0, NULL, NULL, NULL, NULL), (-1, '', NULL, '{}', NULL)"
}
many=3000
[ "$PGMIRAGE_TEST_KIND" = plain ] || many=500
n="generate_series(1, $many) AS n"
random_int8="(('x' || substr(md5(n::text), 1, 16))::bit(64)::bigint >> (n % 64))"
values bools bool "VALUES (true), (false)"
values int2s int2 "VALUES ((-32768)::int2), (-1), (0), (9), (10), (99), (100), (32767)"
values int4s int4 "SELECT ($random_int8 % 2147483648)::int FROM $n UNION ALL VALUES (-2147483648), (2147483647), (0), (-1)"
values int8s int8 "SELECT $random_int8 FROM $n UNION ALL SELECT (10 ^ k - d)::int8 FROM generate_series(0, 18) AS k, generate_series(0, 1) AS d
    UNION ALL VALUES (-9223372036854775808), (9223372036854775807)"
values oids oid "VALUES (0::oid), (4294967295), (1)"
values uuids uuid "SELECT md5(n::text)::uuid FROM $n"
values numerics numeric "SELECT ($random_int8)::numeric * (10::numeric ^ (n % 90 - 60)) FROM $n
    UNION ALL SELECT round($random_int8 / 1e9, n % 20) FROM $n
    UNION ALL VALUES (0), (0.0), (0.0000), (-0.5), (10000), (9999.9999), (100000000), (0.0001), (0.00010000), ('NaN'), (1e-30), (1e1000), (-1e-1000), ('1e131071'), ('1e-16383'), (1.10), (12345.6)" alone
values numerics_scaled 'numeric(12,4)' "SELECT ($random_int8 % 100000000)::numeric / 10000 FROM $n" alone
values dates date "SELECT date '2000-01-01' + ($random_int8 % 2000000)::int FROM $n WHERE $random_int8 % 2000000 > -2451545
    UNION ALL VALUES (date '4713-01-01 BC'), ('4714-11-24 BC'), ('0001-01-01'), ('0001-12-31 BC'), ('9999-12-31'), ('10000-01-01'), ('5874897-12-31'), ('infinity'), ('-infinity'), ('1900-02-28'), ('2000-02-29')"
values times time "SELECT time '00:00' + ($random_int8 % 86400000000) * interval '1 us' FROM $n UNION ALL VALUES (time '24:00'), ('00:00'), ('23:59:59.999999'), ('12:30:00.1')"
values timestamps timestamp "SELECT timestamp '2000-01-01' + ($random_int8 % 200000000000000000) * interval '1 us' FROM $n
    UNION ALL VALUES (timestamp '4714-11-24 00:00:00 BC'), ('294276-12-31 23:59:59.999999'), ('infinity'), ('-infinity'), ('0001-01-01 BC'), ('1999-12-31 23:59:59.9'), ('2000-01-01')"
values timestamptzs timestamptz "SELECT timestamptz '2000-01-01 UTC' + ($random_int8 % 200000000000000000) * interval '1 us' FROM $n
    UNION ALL VALUES (timestamptz '4714-11-24 00:00:00 UTC BC'), ('294276-12-31 23:59:59.999999 UTC'), ('infinity'), ('-infinity'), ('2024-02-29 12:00+03')"
values intervals interval "SELECT make_interval(months => ($random_int8 % 100)::int, days => ($random_int8 % 77)::int * (n % 3 - 1), secs => ($random_int8 % 1000000) / 7.0 * (n % 3 - 1)) FROM $n
    UNION ALL VALUES (interval '0'), ('1 year'), ('-1 year'), ('1 mon -1 day'), ('-1 mon 1 day 00:00:01'), ('-1 day 12:00'), ('1 day -00:00:00.5'), ('178000000 years'), ('2147483647 days -2147483648 hours'),
        ('-2562047788:00:54.775807'), ('11 mons 30 days 23:59:59.999999'), ('-0.000001 sec'), ('99999:00:00')"
values inets inet "SELECT (CASE WHEN n % 2 = 0 THEN '77.0.0.0'::inet + $random_int8 % 1000 ELSE set_masklen('2a02::'::inet + $random_int8 % 100000, n % 129) END) FROM $n
    UNION ALL VALUES (inet '::'), ('::1'), ('::ffff:1.2.3.4'), ('1.2.3.4/8'), ('1:0:0:2::3'), ('0.0.0.0/0'), ('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')"
values cidrs cidr "VALUES (cidr '10/8'), ('::/0'), ('1.2.3.4/32'), ('2a02::/16')"
odd="SELECT t FROM (VALUES (''), (' '), (E'\\\\'), (E'\\\\N'), (E'\\\\.'), (E'a\n\\\\.\nb'), (E'\t\r\n\b\f\v'), ('😀Ω'), ('NULL'), ('null'), ('nulls'), ('{}'), ('{a,b}'), ('\"'), ('a b'), ('a,b'), (E'\x01\x7f'), (',')) AS x (t)
    UNION ALL SELECT repeat('x', k) || d FROM generate_series(0, 70) AS k, (VALUES (''), (E'\n'), (E'\\\\'), (E'\ty'), ('é')) AS y (d)"
values texts text "$odd"
values varchars 'varchar(120)' "SELECT t::varchar(120) FROM ($odd) AS o (t)"
values chars 'char(20)' "SELECT t::char(20) FROM ($odd) AS o (t) WHERE length(t) <= 20"
values names name "SELECT left(t, 40)::name FROM ($odd) AS o (t)"
values citexts citext "SELECT t::citext FROM ($odd) AS o (t)"
values shorts short "SELECT t::short FROM ($odd) AS o (t)"
values evens even "VALUES (2::even), (0), (-2147483648)"
values moods mood "SELECT unnest(enum_range(NULL::mood))"
values jsons json "SELECT to_json(t) FROM ($odd) AS o (t) UNION ALL VALUES (json '{ \"a\" : [1,  2] }')"
values jsonbs jsonb "SELECT to_jsonb(t) FROM ($odd) AS o (t) UNION ALL VALUES (jsonb '{ \"a\" : [1,  2.50, null] }'), ('{}'), ('1e5')"
values shapes 'int[]' "VALUES ('{}'::int[]), ('{1}'), ('{{1,2},{3,4}}'), ('[0:1]={5,NULL}'), ('[-2:-1][7:8]={{1,2},{3,4}}'), ('{{{{{{1}}}}}}'), ('{{{1},{2}},{{3},{4}}}')" alone
values byteas bytea "SELECT substr(decode(md5(n::text), 'hex'), 1, n % 17) FROM $n UNION ALL VALUES ('\\x'::bytea), ('\\x005c0a')"
# not rendered: the whole table comes as text
values floats float8 "VALUES (0.1::float8), ('NaN'), (1e300), (-0.0)"

rows=40
[ "$PGMIRAGE_TEST_KIND" = plain ] || rows=12
# rows about as large as a block, and larger; a table without rows; one of 1,600 columns
sql plan_source "CREATE TABLE s.sizes (id int, m text, v text);
    ALTER TABLE s.sizes ALTER v SET STORAGE PLAIN;
    ALTER TABLE s.sizes ALTER v SET STORAGE MAIN;
    INSERT INTO s.sizes SELECT n, 'secret', repeat(E'é\n', 1048576 / 3 - 20 + n) FROM generate_series(1, $rows) AS n;
    INSERT INTO s.sizes SELECT n, 'secret', repeat('x', 7000) FROM generate_series(1, 1000) AS n;
    INSERT INTO s.sizes SELECT n, 'secret', repeat('y', 1048576 - 40 + n) FROM generate_series(1, $rows) AS n;
    CREATE TABLE s.none (id int, m text, v text);
    DO \$\$ BEGIN EXECUTE 'CREATE TABLE s.wide (id int, m text, ' || (SELECT string_agg('c' || i || ' timestamp', ', ') FROM generate_series(1, 1598) AS i) || ')'; END \$\$;
    INSERT INTO s.wide SELECT n, 'secret', timestamp '2024-01-01' + n * interval '1 s' FROM generate_series(1, 100) AS n"
made+=(sizes none wide)

{
    printf 'version: 1\nunlisted: {table: error, column: keep}\ntables:\n'
    for table in "${made[@]}"; do
        printf '  s.%s: {columns: {m: {mask: constant, value: fake}}}\n' "$table"
    done
} >"$TMP/rules.yaml"

# rows_of ARCHIVE TABLE
rows_of() { pg_restore -a -n s -t "$2" -f - "$1" | sed -n '/^COPY/,/^\\\.$/p' | sed '1d;$d'; }
# what the server says, with the fake in its place
wanted() {
    local rest
    rest=$(sql plan_source "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 's.$1'::regclass AND attnum > 2")
    psql -Xq -d "$(conninfo plan_source)" -c "COPY (SELECT id, CASE WHEN m IS NOT NULL THEN 'fake' END, $rest FROM s.$1) TO STDOUT"
}

# What the server logs from here on; other tests, and other runs of this one, may have shared it.
LOG=$(sql postgres 'SHOW data_directory')/../log
LOG_FROM=$(wc -c <"$LOG")
logged() { tail -c +"$((LOG_FROM + 1))" "$LOG"; }

# With neither streams nor workers side by side rows keep their order.
check dump "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo plan_source)" -f "$TMP/out" -j 1 -Z none --workers 0
for table in "${made[@]}"; do
    rows_of "$TMP/out" "$table" >"$TMP/got"
    wanted "$table" >"$TMP/wanted"
    check_same "$table" "$TMP/wanted" "$TMP/got"
    rm "$TMP/got" "$TMP/wanted"
done

# In parts, by ctid: each has a header and a trailer of its own.
check dump_parts "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo plan_source)" -f "$TMP/parts" -j 2 -Z none --split-tables-larger-than 1MB
for table in sizes texts numerics; do
    rows_of "$TMP/parts" "$table" | sort >"$TMP/got"
    wanted "$table" | sort >"$TMP/wanted"
    check_same "parts_$table" "$TMP/wanted" "$TMP/got"
done

# That this was about the binary format at all.
binary=$(logged | grep -c 'COPY .*s"\?\."\?[a-z0-9_]*.* TO STDOUT (FORMAT binary)' || true)
check read_as_binary test "$binary" -ge 25
check_equal read_as_text 0 "$(logged | grep -cE 'COPY .*floats.* TO STDOUT .FORMAT binary' || true)"

# Into another database rows pass as they are, but for the fakes; what holds oids or depends on settings
# goes as text. `passing` and `as_text` are their first columns.
passing="id int, m text, f4 float4, f8 float8, v bit(3), vb varbit, p point, b box, c circle, l line, mac macaddr, z timetz, ts tsvector, x \"char\", fa float8[]"
as_text="id int, m text, moods mood[], pair s.pair, r regclass, cash money, d xml, range int4range"
sql plan_source "CREATE TYPE s.pair AS (a int, b mood);
    CREATE TABLE s.passing ($passing);
    INSERT INTO s.passing SELECT n, 'secret', n / 7.0, ($random_int8)::float8 / 3, (n % 8)::bit(3), B'1011', point(n, -n / 3.0), box(point(0, 0), point(n, 1)),
        circle(point(n, n), 2), line(point(0, 0), point(n + 1, n)), '08:00:2b:01:02:03', '12:00+03', to_tsvector('simple', 'a ' || n), 'q', ARRAY[n / 3.0, NULL, 'NaN'] FROM $n;
    INSERT INTO s.passing (id) VALUES (0);
    CREATE TABLE s.as_text ($as_text);
    INSERT INTO s.as_text SELECT n, 'secret', ARRAY['good', NULL]::mood[], ROW(n, 'good')::s.pair, 'pg_class', n::money, '<a/>', int4range(n, n + 2) FROM generate_series(1, 50) AS n;
    CREATE TABLE s.fakes (id int, i2 int2, i4 int4, i8 int8, d date, t timestamp, tz timestamptz, u uuid, ip inet, net cidr, e text, j jsonb, n text);
    INSERT INTO s.fakes SELECT n, (n % 100)::int2, n, n * 1000003::int8, date '1970-01-01' + n % 20000, timestamp '2001-01-01' + n * interval '1 hour 7 us', timestamptz '1999-12-31' + n * interval '1 hour',
        md5(n::text)::uuid, '77.1.0.0'::inet + n, set_masklen('10.0.0.0'::inet, 24)::cidr, 'p' || n || '@example.org', jsonb_build_object('name', 'Ada ' || n, 'n', n), E'tab\\t' || n FROM $n;
    INSERT INTO s.fakes (id) VALUES (0)"
cat >>"$TMP/rules.yaml" <<'EOF'
  s.passing: {columns: {m: {mask: constant, value: fake}}}
  s.as_text: {columns: {m: {mask: constant, value: fake}}}
  s.fakes:
    columns:
      id: keep
      i2: {mask: noise, percent: 10}
      i4: {mask: noise, percent: 10}
      i8: {mask: noise, percent: 10}
      d: {mask: date_shift, days: 90}
      t: {mask: date_shift, days: 90}
      tz: {mask: date_shift, days: 90}
      u: uuid
      ip: ip
      net: ip
      e: email
      j: {mask: json, paths: {$.name: full_name}}
      n: lorem
EOF
check dump_all "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(reader_conninfo plan_source)" -f "$TMP/all" -j 2 -Z none
new_database binary_restored
check restore pg_restore -j 2 -d "$(conninfo binary_restored)" "$TMP/all"
check clone "$PGMIRAGE_BIN" clone --rules "$TMP/rules.yaml" --source "$(reader_conninfo plan_source)" --target "$(conninfo binary_cloned)" -j 2
for table in "${made[@]}" passing as_text fakes; do
    for way in restored cloned; do
        psql -Xq -d "$(conninfo binary_$way)" -c "COPY (SELECT t.* FROM s.$table AS t ORDER BY id, t::text) TO STDOUT" >"$TMP/$way"
    done
    check_same "clone_$table" "$TMP/restored" "$TMP/cloned"
done
drop_database binary_restored
drop_database binary_cloned

check_equal from_server_to_server 1 "$(logged | grep -c 'COPY .*passing.* FROM stdin WITH (FREEZE, FORMAT binary)' || true)"
check_equal not_from_server_to_server 0 "$(logged | grep -cE 'COPY .*as_text.*binary' || true)"
sql postgres "ALTER ROLE mirage_reader RESET log_statement; ALTER ROLE postgres RESET log_statement"
finish
