#!/usr/bin/env bash
# Masks of the catalogue on columns of their real types: dumped, restored, constraints valid, and what each
# promises of its column.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start

# Network -----------------------------------------------------------------------------------------
tables "CREATE TABLE device (id int PRIMARY KEY, mac macaddr NOT NULL UNIQUE, mac8 macaddr8, seen macaddr,
        ip inet UNIQUE, net cidr, host varchar(30) UNIQUE, page text UNIQUE, agent varchar(40), token char(40) UNIQUE, password varchar(60));
    INSERT INTO device SELECT i, ('08:00:2b:' || lpad(to_hex(i / 256), 2, '0') || ':' || lpad(to_hex(i % 256), 2, '0') || ':01')::macaddr,
        '08:00:2b:ff:fe:01:02:03', '08:00:2b:01:02:03', ('203.0.' || i / 256 || '.' || i % 256)::inet,
        ('203.0.' || i % 256 || '.0/24')::cidr, 'db' || i || '.corp.test', 'https://corp.test/users/' || i || '?q=' || i % 10,
        'own client ' || i % 50, md5(i::text), '\$2b\$12\$' || md5(i::text) FROM generate_series(1, 2000) AS i"
rules "tables:
  s.device: {columns: {id: keep, mac: {mask: mac, local: keep}, mac8: {mask: mac, domain: seen}, seen: {mask: mac, domain: seen}, ip: {mask: ip, mode: prefix},
    net: {mask: ip, domain: net}, host: hostname, page: url, agent: user_agent, token: token, password: password_hash}}"
carries network
check_equal network_distinct "2000 2000 2000 2000 2000" "$(after "SELECT concat_ws(' ', count(DISTINCT mac), count(DISTINCT ip), count(DISTINCT host), count(DISTINCT page), count(DISTINCT token)) FROM device")"
check_equal addresses_are_local t "$(after "SELECT bool_and(substr(mac8::text, 2, 1) IN ('2', '6', 'a', 'e') AND substr(seen::text, 2, 1) IN ('2', '6', 'a', 'e')) FROM device")"
check_equal networks_keep_their_neighbours "$(before "SELECT count(*) FROM (SELECT DISTINCT set_masklen(ip::cidr, 24) FROM device) x")" "$(after "SELECT count(*) FROM (SELECT DISTINCT set_masklen(ip::cidr, 24) FROM device) x")"
check_equal tokens_keep_their_alphabet 2000 "$(after "SELECT count(*) FROM device WHERE token ~ '^[0-9a-f]{32} *\$'")"
check_equal one_password 1 "$(after "SELECT count(DISTINCT password) FROM device")"
rules "tables:
  s.device: {columns: {id: keep, mac: mac, mac8: mac, seen: keep, ip: ip, net: ip, host: hostname, page: keep, agent: keep, token: keep, password: password_hash}}"
refused unique_addresses_say_so 3 s.device.mac "local: keep" s.device.ip "mode: prefix"

# Time and place ----------------------------------------------------------------------------------
tables "CREATE TABLE visit (id int PRIMARY KEY, born date, at timestamptz, day timestamp, hour time, spot point, lat float8, lon numeric(9,6));
    INSERT INTO visit SELECT i, date '1950-01-01' + i, timestamptz '2024-01-01 00:00+00' + i * interval '17 minutes 3.5 seconds',
        timestamp '2024-01-01' + i * interval '7 hours', time '00:00' + i * interval '43 seconds',
        point(13 + i / 1000.0, 52 + i / 1000.0), 52 + i / 1000.0, 13 + i / 1000.0 FROM generate_series(1, 1000) AS i;
    INSERT INTO visit (id, born, at, lat) VALUES (0, 'infinity', '-infinity', 'NaN')"
rules "tables:
  s.visit: {columns: {id: keep, born: {mask: age_band, years: 10}, at: {mask: time_jitter, minutes: 10}, day: {mask: date_trunc, to: month},
    hour: {mask: time_jitter, seconds: 60}, spot: {mask: geo_jitter, metres: 500, domain: spot}, lat: {mask: geo_jitter, axis: latitude, by: id}, lon: {mask: geo_truncate, decimals: 1}}}"
carries time_and_place
check_equal births_in_bands "1950-01-01 infinity" "$(after "SELECT string_agg(DISTINCT born::text, ' ' ORDER BY born::text) FROM visit")"
check_equal months "$(before "SELECT count(DISTINCT date_trunc('month', day)) FROM visit")" "$(after "SELECT count(DISTINCT day) FROM visit")"
pairs=$(before "SELECT string_agg(format('(%s,%L::timestamptz,point %L)', id, at, spot), ',') FROM visit WHERE id > 0")
check_equal moves_are_in_their_bounds 1000 "$(after "SELECT count(*) FROM visit JOIN (VALUES $pairs) AS o (id, at, spot) USING (id)
    WHERE abs(extract(epoch FROM visit.at - o.at)) BETWEEN 0.000001 AND 600 AND (visit.spot <-> o.spot) BETWEEN 0.0004 AND 0.01")"
check_equal special_values_stay "-infinity NaN" "$(after "SELECT at || ' ' || lat FROM visit WHERE id = 0")"

# Numbers, lists, keys of other types -------------------------------------------------------------
tables "CREATE TYPE state AS ENUM ('new', 'paid', 'sent');
    CREATE TABLE article (nr numeric(6) PRIMARY KEY, code char(8) NOT NULL UNIQUE, price numeric(8,2), stock int, weight float4, grade text, state state, note varchar(12));
    CREATE TABLE line (article numeric(6) REFERENCES article, code varchar(8) REFERENCES article (code), amount smallint);
    CREATE SEQUENCE own; ALTER TABLE article ALTER nr SET DEFAULT nextval('own');
    INSERT INTO article SELECT nextval('own'), lpad(i::text, 1 + i % 8, '0'), i * 1.37, i % 500, i / 7.0, CASE WHEN i % 10 < 7 THEN 'low' WHEN i % 10 < 9 THEN 'mid' END,
        (ARRAY['new', 'paid', 'sent'])[1 + i % 3]::state, 'note ' || i FROM generate_series(1, 900) AS i WHERE i % 8 > 3;
    INSERT INTO line SELECT nr, code, 1 + nr % 7 FROM article, generate_series(1, 3)"
rules "tables:
  s.article: {columns: {nr: permute, code: {mask: permute, domain: code}, price: {mask: round, to: 5}, stock: {mask: bucket, width: 50}, weight: {mask: range, min: 0.5, max: 9.5},
    grade: {mask: shuffle, by: nr}, state: {mask: permute, values: [new, paid, sent], domain: state}, note: {mask: template, text: '{hex:4} {digits:4}'}}}
  s.line: {columns: {amount: {mask: choose, values: [1, 2], weights: [9, 1]}}}"
carries numbers
shape="SELECT count(*), count(DISTINCT (nr, a.code)) FROM article a JOIN line l ON (nr, a.code) = (article, l.code)"
check_equal keys_join "$(before "$shape")" "$(after "$shape")"
check_equal codes_keep_their_lengths "$(before "SELECT string_agg(n::text, ' ' ORDER BY n) FROM (SELECT length(code) AS n FROM article) x")" "$(after "SELECT string_agg(n::text, ' ' ORDER BY n) FROM (SELECT length(code) AS n FROM article) x")"
check_equal keys_are_masked t "$(after "SELECT string_agg(code, ',' ORDER BY nr) <> '$(before "SELECT string_agg(code, ',' ORDER BY nr) FROM article")' FROM article")"
check_equal insert_by_nextval 1 "$(after "INSERT INTO article (code) VALUES ('x') RETURNING 1")"
check_equal rounded 0 "$(after "SELECT count(*) FROM article WHERE price % 5 <> 0 OR stock % 50 <> 0 OR weight NOT BETWEEN 0.5 AND 9.5")"
check_equal shuffled_values_are_of_the_column "low mid" "$(after "SELECT string_agg(DISTINCT grade, ' ' ORDER BY grade) FROM article")"
check_equal nulls_stay "$(before "SELECT count(*) FROM article WHERE grade IS NULL")" "$(after "SELECT count(*) FROM article WHERE grade IS NULL AND code <> 'x'")"
check_equal states_are_permuted "$(before "SELECT string_agg(n::text, ' ' ORDER BY n) FROM (SELECT count(*) AS n FROM article GROUP BY state) x")" \
    "$(after "SELECT string_agg(n::text, ' ' ORDER BY n) FROM (SELECT count(*) AS n FROM article WHERE code <> 'x' GROUP BY state) x")"

# A sample is of rows that are dumped, and the same for every number of workers.
tables "CREATE TABLE pay (id int PRIMARY KEY, region text, amount int) PARTITION BY RANGE (id);
    CREATE TABLE pay_1 PARTITION OF pay FOR VALUES FROM (0) TO (4000);
    CREATE TABLE pay_2 PARTITION OF pay DEFAULT;
    INSERT INTO pay SELECT i, CASE WHEN i % 2 = 0 THEN 'x' ELSE 'y' END, i % 2 * 1000 + i % 20 FROM generate_series(1, 8000) AS i"
rules "tables:
  s.pay: {rows: {where: \"region = 'x'\"}, columns: {id: keep, region: keep, amount: {mask: shuffle, by: id}}}"
carries shuffle -j1
first=$(after "SELECT md5(string_agg(amount::text, ',' ORDER BY id)) FROM pay")
check_equal samples_leave_other_rows_out "0 10" "$(after "SELECT count(*) FILTER (WHERE amount >= 1000) || ' ' || count(DISTINCT amount) FROM pay")"
carries shuffle_by_more_workers -j3
check_equal shuffle_is_the_same "$first" "$(after "SELECT md5(string_agg(amount::text, ',' ORDER BY id)) FROM pay")"

# Each column is drawn from its own values, though no domain is named.
tables "CREATE TYPE size AS ENUM ('s', 'm', 'l');
    CREATE TABLE own (id int PRIMARY KEY, size size, colour text, year int);
    INSERT INTO own SELECT i, (enum_range(NULL::size))[1 + i % 3], CASE WHEN i % 2 = 0 THEN 'red' ELSE 'blue' END, 1990 + i % 5 FROM generate_series(1, 90) AS i"
rules "tables: {s.own: {columns: {id: keep, size: {mask: shuffle, by: id}, colour: {mask: shuffle, by: id}, year: {mask: shuffle, by: id}}}}"
carries shuffles_of_several_columns
check_equal shuffles_do_not_mix "blue red|1990 1994" "$(after "SELECT string_agg(DISTINCT colour, ' ' ORDER BY colour), min(year) || ' ' || max(year) FROM own")"

# What a sample leaves out is said before the run; where there is nothing to shuffle, nothing is.
tables "CREATE TABLE long (id int PRIMARY KEY, body text, other text, day date); INSERT INTO long SELECT i, repeat('x', 2000), NULL, '5874897-12-31' FROM generate_series(1, 5) AS i;
    CREATE TABLE short (body text)"
rules "tables: {s.long: {columns: {id: keep, body: {mask: shuffle, by: id}, other: keep, day: keep}}, s.short: {columns: {body: keep}}}"
refused only_long_values 3 s.long.body "all values are longer than the 1,000 bytes" "use lorem, redact or null"
rules "tables: {s.long: {rows: {where: id < 0}, columns: {id: keep, body: {mask: shuffle, by: id}, other: {mask: shuffle, by: id, domain: other}, day: keep}}, s.short: {columns: {body: {mask: shuffle, domain: short}}}}"
carries nothing_to_shuffle
rules "tables: {s.long: {columns: {id: keep, body: lorem, other: keep, day: {mask: shuffle, by: id}}}, s.short: {columns: {body: keep}}}"
refused far_dates 3 s.long.day "a date is past the year 294276"

# What cannot be, before any output ----------------------------------------------------------------
tables "CREATE TABLE odd (id int PRIMARY KEY, code text UNIQUE, words tsvector, box box);
    INSERT INTO odd VALUES (1, 'abc', 'a', '(1,1),(0,0)')"
rules "tables:
  s.odd: {columns: {id: keep, code: {mask: template, text: '{hex:32}'}, words: mac, box: geo_jitter}}"
refused misfits 3 s.odd.code "{unique}" s.odd.words "does not take type tsvector" s.odd.box "does not take type box"
rules "tables:
  s.odd: {columns: {id: {mask: round, to: 0.5}, code: keep, words: null, box: null}}"
refused round_of_a_key 3 s.odd.id
rules "tables:
  s.odd: {columns: {id: keep, code: permute, words: null, box: null}}"
refused text_that_is_not_of_digits 1 "s.odd"
plan_end
