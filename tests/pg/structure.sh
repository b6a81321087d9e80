#!/usr/bin/env bash
# Masks inside of values, live: what is restored is valid for its type, and nothing else has changed.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start

# json and jsonb -----------------------------------------------------------------------------------
tables "CREATE TABLE j (id int PRIMARY KEY, a json, b jsonb, c text, email text);
    INSERT INTO j SELECT i,
      format('{\"email\": \"p%s@corp.org\", \"big\": 123456789012345678901234567890.50, \"theme\" : \"dark\", \"note\": \"Ann %s\", \"list\": [1, {\"name\": \"Bob\"}, null]}', i % 40, i)::json,
      jsonb_build_object('email', format('p%s@corp.org', i % 40), 'born', '1984-03-17', 'note', E'Ann \"x\"\n\\\\ é', 'n', i * 1.50, 'ok', true),
      CASE WHEN i % 9 = 0 THEN 'Ann called' ELSE '{\"email\": \"p1@corp.org\"}' END,
      format('p%s@corp.org', i % 40) FROM generate_series(1, 3000) AS i;
    INSERT INTO j VALUES (0, NULL, NULL, NULL, NULL), (-1, 'null', '[]', '', ''), (-2, '\"Ann\"', '\"Ann\"', '\"Ann\"', 'x@corp.org'),
      (-3, ('{\"email\": \"' || repeat('x', 200000) || '@corp.org\", \"theme\": [' || repeat('1,', 200000) || '2]}')::json, '{}', repeat('{', 100), 'y@corp.org')"
rules 'tables:
  s.j:
    columns:
      id: keep
      email: email
      a: {mask: json, paths: {"$.email": email, "$.theme": keep, "$..name": given_name}}
      b: {mask: json, paths: {"$.email": email, "$.born": {mask: date_shift, days: 30}, "$.n": noise}}
      c: {mask: json, paths: {"$.email": email}}'
carries json
check_equal json_joins_columns "3000|3000" "$(after "SELECT count(*) FILTER (WHERE a->>'email' = email), count(*) FILTER (WHERE b->>'email' = email) FROM j WHERE id > 0")"
check_equal json_is_masked 0 "$(after "SELECT count(*) FROM j WHERE concat(a, b, c) ~ '(corp|Ann |\"Ann|\"Bob\"|é|84-03-17)'")"
check_equal json_numbers_dates "3000|3000|3000" "$(after "SELECT count(*) FILTER (WHERE (b->>'n')::numeric BETWEEN id * 1.3 AND id * 1.7 AND scale((b->>'n')::numeric) = 2), count(*) FILTER (WHERE abs((b->>'born')::date - '1984-03-17') BETWEEN 1 AND 30), count(*) FILTER (WHERE b->'ok' = 'false') FROM j WHERE id > 0")"
check_equal json_bytes_stay 3000 "$(after "SELECT count(*) FROM j WHERE id > 0 AND a::text ~ '^\{\"email\": \"[a-z0-9.]+@example.com\", \"big\": 0, \"theme\" : \"dark\", \"note\": \"Xxx 0+\", \"list\": \[0, \{\"name\": \"[A-Z][a-z]+\"\}, null\]\}$'")"
check_equal json_no_json_in_text 333 "$(after "SELECT count(*) FROM j WHERE c = 'Xxx xxxxxx'")"
check_equal json_odd_values "t|null|[]|t|\"Xxx\"|\"Xxx\"|\"Xxx\"" "$(after "SELECT (SELECT a IS NULL AND b IS NULL AND c IS NULL FROM j WHERE id = 0), o.a, o.b, o.c = '', t.a, t.b, t.c FROM j o, j t WHERE o.id = -1 AND t.id = -2")"
check_equal json_large "200001|t" "$(after "SELECT json_array_length(a->'theme'), a->>'email' LIKE '%@example.com' FROM j WHERE id = -3")"
rules 'tables:
  s.j: {columns: {id: keep, email: keep, c: "null", b: {mask: json, unlisted: keep, paths: {"$.born": "null"}}, a: {mask: json, unlisted: "null"}}}'
carries json_unlisted
check_equal json_unlisted_values "3000|3000" "$(after "SELECT count(*) FILTER (WHERE b->'born' = 'null' AND b->>'email' = email), count(*) FILTER (WHERE a->>'note' IS NULL AND json_typeof(a->'list') = 'array') FROM j WHERE id > 0")"
check_empty json_unlisted_keep_is_listed "$(grep -q 's.j.b (parts)' "$TMP/dump.log" || cat "$TMP/dump.log")"
rules 'tables:
  s.j: {columns: {id: keep, email: keep, c: keep, b: keep, a: {mask: json, paths: {"email": email, "$.a": emial, "$.b": {mask: noise, percents: 3}, "$.c": {mask: sql, expression: "1"}}}}}'
refused json_rules_that_cannot_be 2 "does not begin with" "did you mean email?" "percents" "no parts of values"
rules 'domains: {contact: email}
tables:
  s.j: {columns: {id: keep, email: {mask: email, by: id}, c: keep, b: {mask: json, paths: {"$.n": {mask: noise, domain: contact}}}, a: {mask: json, paths: {"$.email": email, "$.x": {domain: contact}}}}}'
refused json_domains_that_disagree 2 "draws from a subject" "has the mask email"
rules 'tables:
  s.j: {columns: {id: keep, email: {mask: email, by: id}, c: keep, a: keep, b: {mask: json, by: id, paths: {"$.email": email}}}}'
carries json_by_subject
check_equal json_by_subject_values 3000 "$(after "SELECT count(*) FROM j WHERE id > 0 AND b->>'email' = email")"

# Arrays ---------------------------------------------------------------------------------------------
tables "CREATE DOMAIN short AS varchar(18); CREATE TYPE feeling AS ENUM ('good', 'bad');
    CREATE TABLE a (id int PRIMARY KEY, mails text[], narrow varchar(30)[], doms short[], deep text[][], ints int[], days date[], feelings feeling[], boxes box[], docs jsonb[], email varchar(60));
    INSERT INTO a SELECT i, ARRAY[format('p%s@corp.org', i), NULL, 'odd \"one\", {x}\\ y'], ARRAY[format('p%s@corp.org', i)], ARRAY['Ann Lee', '']::short[],
      '[2:3][0:1]={{Ann,Bob},{\"C d\",NULL}}', ARRAY[i * 1000, NULL], ARRAY['1984-03-17'::date], ARRAY['good', NULL]::feeling[], ARRAY['(1,1),(0,0)'::box, '(2,2),(1,1)'], ARRAY['{\"a\": \"Ann\"}'::jsonb, NULL], format('p%s@corp.org', i)
    FROM generate_series(1, 500) AS i;
    INSERT INTO a (id, mails) VALUES (0, '{}')"
rules 'tables:
  s.a:
    columns:
      id: keep
      email: email
      mails: {mask: array, items: email}
      narrow: {mask: array, items: email}
      doms: {mask: array, items: full_name}
      deep: array
      ints: {mask: array, items: noise}
      days: {mask: array, items: {mask: date_shift, days: 10}}
      feelings: array
      boxes: array
      docs: {mask: array, items: {mask: json, paths: {"$.a": redact}}}'
carries arrays
check_equal arrays_join 500 "$(after "SELECT count(*) FROM a WHERE id > 0 AND mails[1] = email AND narrow[1] = email AND mails[2] IS NULL AND length(email) <= 30")"
check_equal arrays_shapes "500" "$(after "SELECT count(*) FROM a WHERE id > 0 AND deep::text = '[2:3][0:1]={{Xxx,Xxx},{\"X x\",NULL}}' AND feelings::text = '{NULL,NULL}' AND boxes::text = '{NULL;NULL}' AND array_length(mails, 1) = 3 AND docs[1] = '{\"a\": \"Xxx\"}' AND docs[2] IS NULL AND doms[2] = '' AND length(doms[1]) BETWEEN 1 AND 18")"
check_equal arrays_types 500 "$(after "SELECT count(*) FROM a WHERE id > 0 AND ints[1] BETWEEN id * 850 AND id * 1150 AND ints[2] IS NULL AND abs(days[1] - '1984-03-17') BETWEEN 1 AND 10")"
check_equal arrays_masked "0|{}" "$(after "SELECT count(*), (SELECT mails FROM a WHERE id = 0) FROM a WHERE a::text ~ '\\m(corp|Ann Lee|Bob|C d|odd)\\M|1984-03-17'")"
rules 'tables:
  s.a: {columns: {id: keep, email: keep, mails: {mask: array, items: noise}, narrow: {mask: array, items: 7}, doms: keep, deep: keep, ints: keep, days: keep, feelings: keep, boxes: keep, docs: keep}}'
check_empty arrays_refused "$(plan_dump && echo "it ran" || true; missing_texts "does not take type text" "there is no mask 7")"

# Composite types ------------------------------------------------------------------------------------
tables "CREATE TYPE place AS (street varchar(40), gone int, zip text, floors int[]);
    ALTER TYPE place DROP ATTRIBUTE gone;
    CREATE TYPE person AS (name text, home place, born date);
    CREATE TABLE c (id int PRIMARY KEY, home place, homes place[], who person, street varchar(40));
    INSERT INTO c SELECT i, p, ARRAY[p, NULL], ROW('Ann \"A\" Lee', p, '1984-03-17')::person, (p).street
      FROM (SELECT i, ROW(i || ' Elm St, (x)', 'BA1 ' || i, ARRAY[1, 2])::place AS p FROM generate_series(1, 300) AS i) AS q;
    INSERT INTO c VALUES (0, ROW(NULL, '', NULL), '{}', ROW(NULL, NULL, NULL), NULL)"
rules 'tables:
  s.c:
    columns:
      id: keep
      street: street
      home: {mask: composite, fields: {street: street, zip: postal_code}}
      homes: {mask: array, items: {mask: composite, fields: {street: street}}}
      who: {mask: composite, fields: {name: full_name, home: {mask: composite, unlisted: keep, fields: {street: street}}}}'
carries composites
check_equal composites_join 300 "$(after "SELECT count(*) FROM c WHERE id > 0 AND (home).street = street AND homes[1].street = street AND ((who).home).street = street AND homes[2] IS NULL")"
check_equal composites_fields 300 "$(after "SELECT count(*) FROM c WHERE id > 0 AND (home).zip <> 'BA1 ' || id AND (home).floors = '{}' AND homes[1].zip ~ '^XX0 0+$' AND ((who).home).zip = 'BA1 ' || id AND (who).born = '2000-01-01' AND (who).name !~ '\m(Ann|Lee)\M'")"
check_equal composites_nulls "(,\"\",)|{}|(,,)" "$(after "SELECT home, homes, who FROM c WHERE id = 0")"
check_empty composites_kept_parts_are_listed "$(grep -q 's.c.who (parts)' "$TMP/dump.log" || cat "$TMP/dump.log")"
rules 'tables:
  s.c: {columns: {id: keep, street: keep, homes: keep, who: keep, home: {mask: composite, fields: {strete: street}}}}'
refused composite_unknown_field 3 "has no field strete" "did you mean street?"

# Ranges ---------------------------------------------------------------------------------------------
tables "CREATE TABLE r (id int PRIMARY KEY, stay daterange, at tstzrange, n int4range, price numrange, gone int8range);
    INSERT INTO r SELECT i, daterange('2024-01-01', '2024-01-01'::date + i), tstzrange('2024-01-01 10:00+00', NULL), int4range(i * 100, i * 100 + 1), numrange(-1.50, i), int8range(i, i + 9) FROM generate_series(1, 400) AS i;
    INSERT INTO r VALUES (0, 'empty', '(,)', 'empty', '[0,0]', NULL)"
rules 'tables:
  s.r: {columns: {id: keep, stay: {mask: bounds, bounds: date_shift}, at: {mask: bounds, bounds: date_shift}, n: {mask: bounds, bounds: noise}, price: {mask: bounds, bounds: noise}, gone: bounds}}'
carries ranges
check_equal ranges_values 400 "$(after "SELECT count(*) FROM r WHERE id > 0 AND upper(stay) - lower(stay) = id AND lower(stay) <> '2024-01-01' AND upper(at) IS NULL AND NOT lower(at) = '2024-01-01 10:00+00' AND lower(price) < 0 AND isempty(gone)")"
check_equal ranges_odd "empty|(,)|empty|[0,0]|" "$(after "SELECT stay, at, n, price, gone FROM r WHERE id = 0")"
if [ "$(sql postgres "SELECT current_setting('server_version_num')::int >= 140000")" = t ]; then
    tables "CREATE TABLE m (a datemultirange, b int4multirange);
        INSERT INTO m VALUES ('{[2024-01-01,2024-02-01),[2024-05-01,)}', '{[1,3),[5,7)}'), ('{}', '{}')"
    rules 'tables: {s.m: {columns: {a: {mask: bounds, bounds: date_shift}, b: bounds}}}'
    carries multiranges
    check_equal multiranges_values "2|f|0" "$(after "SELECT count(*), bool_or(a::text LIKE '%2024-01-01,%'), count(*) FILTER (WHERE NOT isempty(b)) FROM m")"
fi

# hstore, bytea, xml ---------------------------------------------------------------------------------
sql plan_source "CREATE EXTENSION IF NOT EXISTS hstore"
sql plan_target "CREATE EXTENSION IF NOT EXISTS hstore"
tables "CREATE TABLE h (id int PRIMARY KEY, kv hstore, raw bytea, gone bytea, doc xml, email text);
    INSERT INTO h SELECT i, hstore(ARRAY['email', 'no \"te\"', 'none'], ARRAY[format('p%s@corp.org', i), E'Ann \"x\" \\\\ ', NULL]),
      decode(md5(i::text), 'hex'), 'Ann', format('<p id=\"%s\"><mail>p%s@corp.org</mail><!-- Ann -->Ann &amp; <b>Bob</b></p>', i, i)::xml, format('p%s@corp.org', i)
    FROM generate_series(1, 300) AS i;
    INSERT INTO h VALUES (0, '', '', '', '', '')"
rules 'tables:
  s.h: {columns: {id: keep, email: email, kv: {mask: hstore, keys: {email: email}}, raw: {mask: bytea, value: random}, gone: bytea, doc: {mask: xml, paths: {//mail: email, "/p/@id": keep}}}}'
carries others
check_equal others_values 300 "$(after "SELECT count(*) FROM h WHERE id > 0 AND kv->'email' = email AND kv->'no \"te\"' = E'Xxx \"x\" \\\\ ' AND kv ? 'none' AND octet_length(raw) = 16 AND raw <> decode(md5(id::text), 'hex') AND octet_length(gone) = 0 AND (xpath('/p/mail/text()', doc))[1]::text = email AND (xpath('/p/@id', doc))[1]::text = id::text")"
check_equal others_masked 0 "$(after "SELECT count(*) FROM h WHERE concat(kv, doc) ~ '(corp|Ann|Bob)'")"
check_equal others_empty "t" "$(after "SELECT kv = '' AND raw = '' AND gone = '' AND doc::text = '' FROM h WHERE id = 0")"

# Values that nobody looks at stay in the server ------------------------------------------------------
tables "CREATE TYPE feeling AS ENUM ('good', 'bad'); CREATE TYPE pair AS (a int, b text); CREATE DOMAIN short AS varchar(30);
    CREATE TABLE v (id int PRIMARY KEY, t text, c varchar(20), d short, j json, b jsonb, raw bytea, doc xml, i int, f float8, n numeric(9,2), yes bool, day date, at timestamptz, tm time,
      u uuid, ip inet, e feeling, ts text[], ps pair[], p pair, money money, r int4range, box box, vec tsvector, gone jsonb, void bytea, mails text[], blank int, stay timestamptz);
    INSERT INTO v SELECT x, E'secret\\\\ \t' || x, 'secret', 'secret', '{\"a\": \"secret\"}', '{\"b\": \"secret\"}', decode(repeat(md5(x::text), 5), 'hex'), '<p>secret</p>', x, x / 7.0, x, x % 2 = 0, '1984-03-17', '1984-03-17', '10:11',
      md5(x::text)::uuid, '203.0.113.7', 'good', ARRAY['secret'], ARRAY[ROW(x, 'secret')::pair], ROW(x, 'secret')::pair, x::money, int4range(x, x + 1), box(point(x, x), point(0, 0)), to_tsvector('simple', 'secret'), '[1]', 'secret', ARRAY['secret'], x, timestamptz '2024-01-01' + x * interval '1 s'
    FROM generate_series(1, 2000) AS x;
    INSERT INTO v (id, p, ps) VALUES (0, NULL, NULL), (-1, ROW(NULL, NULL)::pair, ARRAY[NULL]::pair[]), (-2, ROW(1, NULL)::pair, '{}');
    INSERT INTO v (id, t, ts, raw) VALUES (-3, '', '{}', ''), (-4, E'\\\\N', NULL, NULL)"
blind_columns() { # blind_columns EXTRA: rules of the table, which say EXTRA of each column
    local column
    printf 'tables:\n  s.v:\n    columns:\n      id: keep\n      stay: keep\n'
    for column in 't: "x\ty\\z"' c:fake d:fake 'j: "[]"' 'b: "[]"' 'raw: "\\x00"' 'doc: <p/>' i:7 f:7 n:7 yes:true day:2000-01-01 at:"2000-01-01 00:00:00+00" 'tm: "00:00:00"' \
        u:00000000-0000-4000-8000-000000000000 'ip: "203.0.113.1"' e:bad 'ts: "{a}"' 'ps: "{}"' 'p: "(1,)"' 'money: "1"' 'r: empty' 'box: "(1,1),(0,0)"'; do
        printf '      %s: {mask: constant, value: %s%s}\n' "${column%%:*}" "${column#*:}" "$1"
    done
    printf '      %s\n' "vec: {mask: tsvector$1}" "gone: {mask: \"null\"$1}" "void: {mask: bytea$1}" "mails: {mask: empty$1}" "blank: {mask: redact$1}"
}
LOG=$(dirname "$(sql postgres 'SHOW data_directory')")/log
sql postgres "ALTER DATABASE plan_source SET log_statement = 'all'"
# The statements since LOG_FROM by which rows left, one a line; pg_dump, for the schema, sends none.
reads() { tail -c +"$((LOG_FROM + 1))" "$LOG" | sed ':a; N; $!ba; s/\n\t/ /g' | grep 'COPY .* TO STDOUT'; }
blind_dump() {
    LOG_FROM=$(wc -c <"$LOG")
    plan_dump -j 1 --workers 0 "$@"
}
# blind_rows: the table's rows in the archive
blind_rows() { pg_restore -a -n s -t v -f - "$TMP/archive" | sed -n '/^COPY/,/^\\\.$/p'; }

rules "$(blind_columns ', when: "true"')"
check whole_dump blind_dump
check_equal conditions_need_the_values 0 "$(reads | grep -c 'DISTINCT FROM NULL' || true)"
blind_rows >"$TMP/whole"
manifest_checksums "$TMP/archive" >"$TMP/whole.sums"
rules "$(blind_columns '')"
check blind_dump blind_dump
check_equal blind_is_asked_for 27 "$(reads | grep -o '"v"\."[a-z]*" IS DISTINCT FROM NULL' | sort -u | wc -l)"
check_empty blind_values_stay "$(reads | grep -oE '"v"\."(t|c|b|raw|p|blank)"[,)]' || true)"
check_equal blind_null_asks_nothing 2 "$(reads | grep -c ', NULL::pg_catalog.text, ' || true)" # a sample, and the run
check_equal blind_types_need_no_form 1 "$(reads | grep -c 'FROM ONLY "s"."v" .*(FORMAT binary)' || true)"
blind_rows >"$TMP/blind"
manifest_checksums "$TMP/archive" >"$TMP/blind.sums"
check_same blind_rows "$TMP/whole" "$TMP/blind"
check_same blind_checksums "$TMP/whole.sums" "$TMP/blind.sums"
# Into another server a fake has the form of its column's type. A preview shows what was there.
empty_schema plan_target
check blind_restored restore plan_target "$TMP/archive"
LOG_FROM=$(wc -c <"$LOG")
check blind_clone "$PGMIRAGE_BIN" clone --rules "$TMP/rules.yaml" --source "$(reader_conninfo plan_source)" --target "$(conninfo blind_cloned)" -j 1
check_empty blind_clone_values_stay "$(reads | grep -oE '"v"\."(t|c|b|raw|p|blank)"[,)]' || true)"
for database in plan_target blind_cloned; do sql $database "SELECT * FROM s.v ORDER BY id" >"$TMP/$database"; done
check_same blind_cloned "$TMP/plan_target" "$TMP/blind_cloned"
drop_database blind_cloned
check blind_preview test "$("$PGMIRAGE_BIN" preview --rules "$TMP/rules.yaml" -d "$(reader_conninfo plan_source)" --show-originals --rows 3 s.v | grep -c '<p>secret</p>' || true)" -gt 0

# Large values, in TOAST, whole and in parts: what is read is as small as what is left of the rows.
tables "CREATE TABLE w (id int PRIMARY KEY, raw bytea CHECK (octet_length(raw) < 1000000), doc jsonb, pad text);
    ALTER TABLE w ALTER raw SET STORAGE EXTERNAL, ALTER doc SET STORAGE EXTERNAL;
    INSERT INTO w SELECT x, CASE WHEN x % 3 > 0 THEN decode(repeat(md5(x::text), 1000), 'hex') END, jsonb_build_object('a', repeat('secret', 1000)), repeat('pad', 100) FROM generate_series(1, 500) AS x"
rules 'tables: {s.w: {columns: {id: keep, pad: keep, raw: {mask: constant, value: "\\x00"}, doc: {mask: constant, value: "{}"}}}}'
check blind_large blind_dump
check_equal blind_large_values_stay yes "$(grep -oE '"bytes": ?[0-9]+' "$TMP/archive/pgmirage.json" | head -n 1 | awk '{print $2 < 200000 ? "yes" : $2}')"
check_empty blind_samples_too "$(reads | grep -oE '"w"\."(raw|doc)"[,)]| \*' || true)"
check blind_parts blind_dump --split-tables-larger-than 1MB
check_equal blind_in_every_part yes "$([ "$(reads | grep -c 'ctid >= ')" -gt 1 ] && [ "$(reads | grep -c 'ctid >= ')" = "$(reads | grep 'ctid >= ' | grep -c '"w"."raw" IS DISTINCT FROM NULL')" ] && echo yes)"
empty_schema plan_target
check blind_restore restore plan_target "$TMP/archive" -j2
check_equal blind_large_fakes "166|334|500" "$(after "SELECT count(*) FILTER (WHERE raw IS NULL), count(*) FILTER (WHERE raw = '\x00'), count(*) FILTER (WHERE doc = '{}') FROM w")"

# What others look at is read: subjects, locales, words to be found in texts, conditions.
tables "CREATE TABLE o (id int PRIMARY KEY, who text, land text, nick text, mail text, town text, body text, other text, score int, free text);
    INSERT INTO o SELECT x, 'person' || x % 10, CASE x % 2 WHEN 0 THEN 'DE' ELSE 'JP' END, 'Nick' || x, 'a@corp.org', 'Town', 'Nick' || x || ' called', 'other' || x, x, 'Free' || x FROM generate_series(1, 100) AS x;
    CREATE TABLE q (id int PRIMARY KEY, o_id int REFERENCES o, body text); INSERT INTO q SELECT x, x, 'Nick' || x || ' and Free' || x FROM generate_series(1, 100) AS x"
rules 'tables:
  s.o:
    columns:
      id: keep
      who: {mask: constant, value: "person"}
      land: {mask: constant, value: "XX"}
      nick: {mask: constant, value: "Fake"}
      mail: {mask: full_name, by: who}
      town: {mask: city, locale_from: land}
      body: {mask: text, known: [nick]}
      other: {mask: constant, value: "x", when: "score > 50"}
      score: {mask: constant, value: 0}
      free: {mask: constant, value: "Gone"}
  s.q: {columns: {id: keep, o_id: keep, body: {mask: text, known: {via: o_id, columns: [nick, free]}}}}'
check seen_dump blind_dump
blind_of() { reads | grep "FROM ONLY \"s\".\"$1\"" | grep -oE '"[a-z]+" IS DISTINCT FROM NULL' | cut -d'"' -f2 | sort -u | paste -sd' '; }
check_equal seen_columns_are_read "free score" "$(blind_of o)"
check_equal seen_columns_are_joined "" "$(blind_of q || true)"
empty_schema plan_target
check seen_restore restore plan_target "$TMP/archive" -j2
check_equal seen_by_the_masks "10|100|50|0|50|100" "$(after "SELECT count(DISTINCT mail), count(*) FILTER (WHERE body = 'Fake called'), count(*) FILTER (WHERE other = 'x'), sum(score), count(*) FILTER (WHERE town ~ '[\u3000-\u9fff]'), (SELECT count(*) FROM q WHERE body = 'Fake and Gone') FROM o")"

# Fields that are read and never written come in the binary format, too: h is read so, and g as text for its
# column of another type. Rows of all sizes; conditions that are met, not met and not known.
tables "CREATE TABLE o (id int PRIMARY KEY, nick text, born date); INSERT INTO o SELECT x, 'Zqx' || x, date '1984-01-01' + x FROM generate_series(1, 100) AS x;
    CREATE TABLE h (id int PRIMARY KEY, o_id int REFERENCES o, body text, score int, note text, day date, n uuid, gone text, tag char(8));
    INSERT INTO h SELECT x, nullif(x % 101, 0), E'Zqx' || x % 101 || E'\tcalled\\\\ ' || date '1984-01-01' + x % 101, nullif(x % 4, 3), E'note\n' || x, '2001-02-03', md5(x::text)::uuid, 'secret', 'secret' FROM generate_series(1, 3000) AS x;
    INSERT INTO h (id) VALUES (0); INSERT INTO h VALUES (-1, 1, 'Zqx1' || repeat(' x', 700000), 1, repeat('kept ', 300000), NULL, NULL, ''), (-2, 2, '', 0, repeat(E'mask\t', 300000), 'infinity', NULL, 'secret');
    CREATE TABLE g (LIKE h INCLUDING ALL, f float8, FOREIGN KEY (o_id) REFERENCES o); INSERT INTO g SELECT *, 0.5 FROM h"
hidden='columns: {id: keep, o_id: keep, score: keep, body: {mask: text, known: {via: o_id, columns: [nick, born]}}, note: {mask: lorem, when: "score = 0 -- not all"}, day: {mask: date_shift, when: "score = 0"}, n: keep, gone: "null", tag: {mask: sql, expression: "upper(left(note, 3)) || id"}'
rules "tables: {s.o: {columns: {id: keep, nick: given_name, born: date_shift}}, s.h: {$hidden}}, s.g: {$hidden, f: keep}}}"
check hidden_dump blind_dump
check_equal hidden_formats '1|0' "$(reads | grep -c 'FROM ONLY "s"."h" .* TO STDOUT (FORMAT binary)')|$(reads | grep -c 'FROM ONLY "s"."g" .* TO STDOUT (FORMAT binary)' || true)"
empty_schema plan_target
check hidden_restore restore plan_target "$TMP/archive" -j2
check_equal hidden_rows_are_the_same "3003|0|0" "$(after "SELECT (SELECT count(*) FROM h), (SELECT count(*) FROM (TABLE h EXCEPT SELECT id, o_id, body, score, note, day, n, gone, tag FROM g) AS x), (SELECT count(*) FROM (SELECT id, o_id, body, score, note, day, n, gone, tag FROM g EXCEPT TABLE h) AS x)")"
check_equal hidden_conditions "751|1501|0|0" "$(after "SELECT count(*) FILTER (WHERE score = 0 AND note NOT LIKE 'note%' AND day <> '2001-02-03'), count(*) FILTER (WHERE score > 0 AND (note LIKE E'note\n%' OR note LIKE 'kept kept%')), count(*) FILTER (WHERE score IS NULL AND note LIKE 'note%'), count(*) FILTER (WHERE body LIKE '%Zqx%' AND o_id IS NOT NULL) FROM h")"
LOG_FROM=$(wc -c <"$LOG")
sql postgres "ALTER ROLE postgres SET log_statement = 'all'"
check hidden_clone "$PGMIRAGE_BIN" clone --rules "$TMP/rules.yaml" --source "$(reader_conninfo plan_source)" --target "$(conninfo hidden_cloned)" -j 2
sql postgres "ALTER ROLE postgres RESET log_statement"
check_equal hidden_from_server_to_server 2 "$(tail -c +"$((LOG_FROM + 1))" "$LOG" | grep -cE 'COPY "s"\."[hg]" .* FROM stdin .*FORMAT binary' || true)"
for table in h g; do
    for database in plan_target hidden_cloned; do sql $database "SELECT * FROM s.$table ORDER BY id" >"$TMP/$database"; done
    check_same hidden_cloned_$table "$TMP/plan_target" "$TMP/hidden_cloned"
done
drop_database hidden_cloned
rules "tables: {s.o: {columns: {id: keep, nick: keep, born: keep}}, s.h: {${hidden/score = 0 -- not all/score}}}, s.g: {$hidden, f: keep}}}"
refused hidden_condition_of_no_truth 3 "s.h" "where, when, sql"
plan_end
