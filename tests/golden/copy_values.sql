-- Prints values as PostgreSQL spells them, one `type<TAB>text` a line: what the codecs of engine/copy
-- must decode and write again byte for byte. Made with PostgreSQL 15:
--
--   psql -X -q -A -t -F $'\t' -f copy_values.sql > data/copy_values.txt
SET DateStyle = ISO;
SET TimeZone = 'UTC';

-- Integers: the limits, the powers of ten and two, and their neighbours.
SELECT 'int2', v::int2 FROM (
    SELECT DISTINCT s * (p + d) AS v
    FROM (SELECT (10 ^ g)::int8 FROM generate_series(0, 4) g
          UNION SELECT (2 ^ g)::int8 FROM generate_series(0, 15) g) AS t(p),
         generate_series(-1, 1) d, (VALUES (1), (-1)) AS sign(s)) AS n
WHERE v BETWEEN -32768 AND 32767 ORDER BY v;
SELECT 'int4', v::int4 FROM (
    SELECT DISTINCT s * (p + d) AS v
    FROM (SELECT (10 ^ g)::int8 FROM generate_series(0, 9) g
          UNION SELECT (2 ^ g)::int8 FROM generate_series(0, 31) g) AS t(p),
         generate_series(-1, 1) d, (VALUES (1), (-1)) AS sign(s)) AS n
WHERE v BETWEEN -2147483648 AND 2147483647 ORDER BY v;
SELECT 'int8', v::int8 FROM (
    SELECT DISTINCT s * (p + d) AS v
    FROM (SELECT (10::numeric ^ g)::numeric(40, 0) FROM generate_series(0, 18) g
          UNION SELECT (2::numeric ^ g)::numeric(40, 0) FROM generate_series(0, 63) g) AS t(p),
         generate_series(-1, 1) d, (VALUES (1), (-1)) AS sign(s)) AS n
WHERE v BETWEEN -9223372036854775808 AND 9223372036854775807 ORDER BY v;

-- Dates: the limits, both sides of year 1, leap years of each kind, month ends, 293 years in strides.
CREATE TEMP TABLE days (d date);
INSERT INTO days VALUES
    ('infinity'), ('-infinity'), ('4714-11-24 BC'), ('4714-12-31 BC'), ('4713-01-01 BC'),
    ('4713-02-29 BC'), ('0401-02-28 BC'), ('0401-02-29 BC'), ('0101-02-28 BC'), ('0101-03-01 BC'),
    ('0044-03-15 BC'), ('0005-02-29 BC'), ('0001-01-01 BC'), ('0001-02-29 BC'), ('0001-12-31 BC'),
    ('0001-01-01'), ('0004-02-29'), ('0099-12-31'), ('0100-02-28'), ('0400-02-29'), ('0999-12-31'),
    ('1000-01-01'), ('1582-10-04'), ('1582-10-15'), ('1599-12-31'), ('1600-02-29'), ('1752-09-03'),
    ('1900-02-28'), ('1900-03-01'), ('1969-12-31'), ('1970-01-01'), ('1999-12-31'), ('2000-01-01'),
    ('2000-02-29'), ('2000-03-01'), ('2024-02-29'), ('2038-01-19'), ('2100-02-28'), ('9999-12-31'),
    ('10000-01-01'), ('12000-02-29'), ('99999-12-31'), ('100000-01-01'), ('294276-01-01'),
    ('294276-02-29'), ('294276-12-31');
INSERT INTO days SELECT (date '2023-01-01' + make_interval(months => m))::date - k
    FROM generate_series(0, 24) m, generate_series(0, 1) k;
INSERT INTO days SELECT date '2000-01-01' + n * 1499 FROM generate_series(-120, 120) n;
INSERT INTO days SELECT date '2000-01-01' + n * 1798333 FROM generate_series(-1, 59) n;
SELECT 'date', d FROM days ORDER BY d;

CREATE TEMP TABLE moments (t timestamp);
INSERT INTO moments SELECT d::timestamp FROM days;
INSERT INTO moments SELECT d + time '23:59:59.999999' FROM days WHERE isfinite(d);
INSERT INTO moments SELECT timestamp '2000-01-01' + make_interval(secs => s)
    FROM unnest(ARRAY[0.000001, 0.00001, 0.0001, 0.001, 0.01, 0.1, 0.5, 0.12, 0.123, 0.1234, 0.12345,
        0.123456, 0.100001, 0.010010, 59, 59.9, 60, 3599, 3600, 43200, 86399.999999,
        -0.000001, -0.1, -1, -60, -3600, -86400, -86400.000001]) s;
INSERT INTO moments SELECT timestamp '1994-06-15 03:04:05' + n * interval '41 days 07:13:17.090807'
    FROM generate_series(-150, 150) n;
INSERT INTO moments VALUES
    ('4714-11-24 00:00:00.000001 BC'), ('4714-11-24 23:59:59.999999 BC'),
    ('0044-03-15 12:00:00.5 BC'), ('0001-12-31 23:59:59.999999 BC'), ('0001-01-01 00:00:00.000001'),
    ('9999-12-31 23:59:59.999999'), ('10000-01-01 00:00:00.1'), ('294276-12-31 23:59:59.999999');
SELECT 'timestamp', t FROM moments ORDER BY t;
SELECT 'timestamptz', t AT TIME ZONE 'UTC' FROM moments ORDER BY t;

SELECT 'uuid', v::uuid FROM (
    SELECT md5(n::text) FROM generate_series(1, 200) n
    UNION ALL VALUES ('00000000-0000-0000-0000-000000000000'), ('FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'),
    ('{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}'), ('00112233445566778899aabbccddeeff')) AS u(v)
ORDER BY v::uuid;

-- Addresses: every pattern of zero words in IPv6 (256), with 1 and with ffff for the others, the
-- dotted tails, and prefixes of every length.
CREATE TEMP TABLE addresses (a inet);
INSERT INTO addresses SELECT string_agg(CASE WHEN pattern >> word & 1 = 1 THEN filler ELSE '0' END,
                                        ':' ORDER BY word)::inet
    FROM generate_series(0, 255) pattern, generate_series(0, 7) word,
         unnest(ARRAY['1', 'ffff', '0abc']) filler
    GROUP BY pattern, filler;
INSERT INTO addresses VALUES
    ('0.0.0.0'), ('0.0.0.1'), ('1.2.3.4'), ('10.0.0.1'), ('99.100.101.9'), ('127.0.0.1'),
    ('192.168.255.254'), ('255.255.255.255'), ('::10.0.0.1'), ('::ffff:10.0.0.1'), ('::ffff:0:1'),
    ('::ffff:0:0'), ('::fffe:10.0.0.1'), ('::1:10.0.0.1'), ('::2'), ('::1:0'), ('::0.1.0.0'),
    ('64:ff9b::192.0.2.33'), ('2001:db8::8:800:200c:417a'), ('ff01::101'), ('fe80::1'),
    ('2001:DB8:0:0:1:0:0:1'), ('1:0:0:2:0:0:0:3'), ('1::'), ('fe80::abcd:0:0'), ('0:1::');
INSERT INTO addresses SELECT set_masklen(inet '203.0.113.77', n) FROM generate_series(0, 32) n;
INSERT INTO addresses SELECT set_masklen(inet '2001:db8:85a3::8a2e:370:7334', n)
    FROM generate_series(0, 128) n;
INSERT INTO addresses SELECT set_masklen(inet '::ffff:1.2.3.4', n) FROM generate_series(0, 128, 8) n;
SELECT 'inet', a FROM addresses ORDER BY a;
SELECT 'cidr', c FROM (SELECT DISTINCT network(a) AS c FROM addresses) AS n ORDER BY c;
