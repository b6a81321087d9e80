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

plan_end
