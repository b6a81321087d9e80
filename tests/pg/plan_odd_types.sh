#!/usr/bin/env bash
# Columns of types that only the server knows, and values that only the server can judge: shapes of PostGIS,
# empty values, what rules write down, numbers of persons in integers, permuted parts, edges of numbers.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start
export PGMIRAGE_KEY=$TEST_KEY
for extension in hstore ltree cube; do
    for database in plan_source plan_target; do sql $database "CREATE EXTENSION $extension"; done
done

# Values of the rules, read by the server before the run -----------------------------------------------
tables "CREATE TYPE state AS ENUM ('new', 'paid', 'so, so'); CREATE TYPE place AS (street text, floor int);
    CREATE DOMAIN grade AS int CHECK (VALUE BETWEEN 1 AND 6);
    CREATE TABLE odd (id int PRIMARY KEY, state state, bits bit(3), home place, tags state[], grade grade, box box, doc jsonb);
    INSERT INTO odd SELECT i, (ARRAY['new', 'paid', 'so, so'])[1 + i % 3]::state, '101', ROW('Elm', i)::place, ARRAY['new']::state[], 1 + i % 6, '(1,1),(0,0)', '{}' FROM generate_series(1, 50) AS i"
good='state: {mask: choose, values: [new, "so, so"], domain: a}, bits: {mask: constant, value: "011", domain: b}, home: {mask: constant, value: "(Oak,1)", domain: c},
    tags: {mask: array, items: {mask: constant, value: paid, domain: d}}, grade: {mask: choose, values: [1, 2], domain: e}, box: {mask: constant, value: "(2,2),(1,1)", domain: f}, doc: {mask: constant, value: "{\"a\": 1}", domain: g}'
rules "tables: {s.odd: {columns: {id: keep, $good}}}"
carries literals_that_are_read
check_equal literals_are_there "50|t|t|t" "$(after "SELECT count(*), bool_and(bits = '011' AND tags = '{paid}' AND doc->>'a' = '1'), bool_and(state IN ('new', 'so, so')), bool_and(home = ROW('Oak', 1)::place) FROM odd")"
rules "tables: {s.odd: {columns: {id: keep, state: {mask: choose, values: [new, Secret1, paid, Secret2], domain: a}, bits: {mask: constant, value: '012', domain: b},
    home: {mask: constant, value: 'Oak', domain: c}, tags: keep, grade: {mask: choose, values: [1, 7], domain: e}, box: {mask: constant, value: Secret3, domain: f}, doc: {mask: constant, value: '{a}', domain: g}}}}"
refused literals_that_are_not 3 "s.odd.state" "value 2 of the mask choose is none of type s.state" "value 4 of the mask choose" "s.odd.bits" "s.odd.home" "s.odd.grade" "s.odd.box" "s.odd.doc" "value 1 of the mask constant is none of type jsonb" "7 problems found"
check_empty literals_are_not_told "$(grep -a Secret "$TMP/dump.log" || true)"
rules "tables: {s.odd: {columns: {id: keep, state: {mask: permute, values: [new, paid, Secret], domain: a}, bits: keep, home: keep, tags: keep, grade: keep, box: keep, doc: keep}}}"
refused permuted_values_are_read 3 "value 3 of the mask permute"
# Parts of values show only on rows.
rules "tables: {s.odd: {columns: {id: keep, state: keep, bits: keep, home: keep, tags: {mask: array, items: {mask: constant, value: Secret, domain: d}}, grade: keep, box: keep, doc: keep}}}"
refused parts_are_judged_on_rows 3 "s.odd" "does not fit its column's type"
check_empty parts_are_not_told "$(grep -a Secret "$TMP/dump.log" || true)"

# Empty values ------------------------------------------------------------------------------------------
tables "CREATE TABLE full_of (id int PRIMARY KEY, kv hstore, words tsvector, query tsquery, bits varbit(9), path ltree, solid cube, days daterange, many int4multirange, oids oidvector, doc jsonb, raw bytea, tags text[]);
    INSERT INTO full_of VALUES (1, 'a=>b', 'cat', 'cat & dog', '101', 'a.b', '(1,2)', '[2024-01-01,2024-02-01)', '{[1,3)}', '1 2', '{\"a\": 1}', 'x', '{a}');
    INSERT INTO full_of VALUES (2)"
rules "tables: {s.full_of: {columns: {id: keep, kv: empty, words: empty, query: empty, bits: empty, path: empty, solid: empty, days: empty, many: empty, oids: empty, doc: empty, raw: empty, tags: empty}}}"
carries empty_values
check_equal empty_values_are_empty "t" "$(after "SELECT kv = '' AND words = '' AND query = '' AND bits = B'' AND path = '' AND cube_dim(solid) = 0 AND isempty(days) AND isempty(many) AND oids::text = '' AND doc = '{}' AND raw = '' AND tags = '{}' FROM full_of WHERE id = 1")"
check_equal empty_leaves_null "t" "$(after "SELECT full_of IS NOT DISTINCT FROM ROW(2, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::full_of FROM full_of WHERE id = 2")"

# Numbers of persons in integers ------------------------------------------------------------------------
tables "CREATE TABLE person (ssn int PRIMARY KEY, pesel bigint UNIQUE, cpf bigint);
    CREATE TABLE file (ssn int REFERENCES person);
    INSERT INTO person SELECT 1010001 + i * 997, 2070803628 + i, 39053344705 + i FROM generate_series(0, 999) AS i;
    INSERT INTO file SELECT ssn FROM person"
rules "tables: {s.person: {columns: {ssn: {mask: national_id, kind: us_ssn}, pesel: {mask: national_id, kind: pl_pesel, domain: p}, cpf: {mask: national_id, kind: br_cpf, domain: c}}}, s.file: {columns: {ssn: {mask: national_id, kind: us_ssn}}}}"
carries integers
check_equal integers_join "1000 1000" "$(after "SELECT concat_ws(' ', count(*), count(DISTINCT pesel)) FROM person JOIN file USING (ssn)")"
check_equal integers_are_right 0 "$(after "SELECT count(*) FROM person, LATERAL (SELECT lpad(cpf::text, 11, '0') AS d) x, LATERAL (SELECT sum(substr(d, i, 1)::int * (11 - i)) * 10 % 11 % 10 AS c FROM generate_series(1, 9) AS i) y WHERE substr(d, 10, 1)::int <> c")"
rules "tables: {s.person: {columns: {ssn: {mask: national_id, kind: pl_pesel}, pesel: {mask: national_id, kind: it_cf, domain: p}, cpf: {mask: tax_id, domain: c}}}, s.file: {rows: none}}"
refused integers_that_cannot_be 3 "s.person.ssn" "room for any 9 digits" "s.person.pesel" "which have letters" "s.person.cpf" "do not tell their country"

# Permuted parts, and the edges of numbers --------------------------------------------------------------
tables "CREATE TABLE t (id bigint PRIMARY KEY, big numeric(18) UNIQUE, doc jsonb);
    INSERT INTO t VALUES (-9223372036854775808, -999999999999999999, '{\"ref\": 1}'), (9223372036854775807, 999999999999999999, '{\"ref\": 2}'), (0, 0, '{\"ref\": \"3\"}'), (-1, 1, '{\"ref\": 100}');
    CREATE TABLE u (id bigint REFERENCES t); INSERT INTO u SELECT id FROM t"
rules "domains: {part: {mask: permute, range: [1, 100]}}
tables: {s.t: {columns: {id: permute, big: {mask: permute, domain: big}, doc: {mask: json, paths: {\$.ref: {domain: part}}}}}, s.u: {columns: {id: permute}}}"
carries edges_and_parts
check_equal edges_join "4 4 4" "$(after "SELECT concat_ws(' ', count(*), count(DISTINCT t.id), count(DISTINCT big)) FROM t JOIN u USING (id)")"
check_equal edges_are_masked "$(before "SELECT count(*) FROM t")" "$(sql plan_target "SELECT count(*) FROM s.t WHERE id NOT IN (-9223372036854775808, 9223372036854775807, 0, -1) AND big NOT IN (-999999999999999999, 999999999999999999, 0, 1)")"
check_equal parts_are_in_their_range "4 t number,string" "$(after "SELECT concat_ws(' ', count(DISTINCT doc->>'ref'), bool_and((doc->>'ref')::int BETWEEN 1 AND 100), string_agg(DISTINCT jsonb_typeof(doc->'ref'), ',' ORDER BY jsonb_typeof(doc->'ref'))) FROM t")"
rules "tables: {s.t: {columns: {id: permute, big: {mask: permute, domain: big}, doc: {mask: json, paths: {\$.ref: {mask: permute, domain: part, range: [1, 100]}}}}}, s.u: {columns: {id: permute}}}"
carries parts_with_a_range_of_their_own
rules "tables: {s.t: {columns: {id: permute, big: {mask: permute, domain: big}, doc: {mask: json, paths: {\$.ref: {mask: permute, domain: part}}}}}, s.u: {columns: {id: permute}}}"
refused parts_without_a_range 3 "s.t.doc" "the range of domain part is not known" "pin it with range: [low, high]"
rules "tables: {s.t: {columns: {id: permute, big: {mask: permute, domain: big}, doc: {mask: json, paths: {\$.ref: {mask: permute, domain: part, range: [1, 100]}, \$.other: {mask: permute, domain: part, range: [1, 50]}}}}}, s.u: {columns: {id: permute}}}"
refused parts_with_two_ranges 2 "two ranges for one domain"
rules "tables: {s.t: {columns: {id: permute, big: {mask: permute, domain: big}, doc: {mask: json, paths: {\$.ref: {mask: permute, domain: part, range: [9, 1]}}}}}, s.u: {columns: {id: permute}}}"
refused parts_with_a_range_backwards 2 "not a pair of whole numbers"
rules "domains: {part: {mask: permute, range: [1, 50]}}
tables: {s.t: {columns: {id: permute, big: {mask: permute, domain: big}, doc: {mask: json, paths: {\$.ref: {domain: part}}}}}, s.u: {columns: {id: permute}}}"
refused parts_outside_of_their_range 1 "outside the range of its domain"

# PostGIS -----------------------------------------------------------------------------------------------
if ! sql plan_source "CREATE EXTENSION postgis" >/dev/null 2>&1; then
    skip shapes "the server has no PostGIS"
    plan_end
fi
sql plan_target "CREATE EXTENSION postgis"
shapes="'POINT(13.404954 52.520008)', 'POINT Z (13.4 52.5 34.5)', 'POINT M (13.4 52.5 17)', 'POINT ZM (13.4 52.5 34.5 17)', 'POINT EMPTY', 'POLYGON EMPTY', 'LINESTRING(13 52, 13.5 52.5, 14 52.25)',
    'POLYGON((13 52, 14 52, 14 53, 13 53, 13 52), (13.2 52.2, 13.4 52.2, 13.4 52.4, 13.2 52.2))', 'MULTIPOINT(13 52, 14 53)', 'MULTILINESTRING((13 52, 14 53), (15 54, 16 55))',
    'MULTIPOLYGON(((13 52, 14 52, 14 53, 13 52)))', 'GEOMETRYCOLLECTION(POINT(13 52), GEOMETRYCOLLECTION(LINESTRING(13 52, 14 53)))', 'CIRCULARSTRING(13 52, 13.5 52.5, 14 52)',
    'COMPOUNDCURVE(CIRCULARSTRING(13 52, 13.5 52.5, 14 52), (14 52, 15 52))', 'CURVEPOLYGON(CIRCULARSTRING(13 52, 14 53, 15 52, 14 51, 13 52))', 'MULTICURVE((13 52, 14 53), CIRCULARSTRING(13 52, 13.5 52.5, 14 52))',
    'MULTISURFACE(CURVEPOLYGON(CIRCULARSTRING(13 52, 14 53, 15 52, 14 51, 13 52)))', 'TRIANGLE((13 52, 14 52, 14 53, 13 52))', 'TIN(((13 52, 14 52, 14 53, 13 52)))', 'POLYHEDRALSURFACE(((13 52, 14 52, 14 53, 13 52)))'"
tables "CREATE DOMAIN spot AS geometry(Point, 4326);
    CREATE TABLE map (id int PRIMARY KEY, shape geometry, cut geometry, wgs geometry(Point, 4326), world geography(Point), utm geometry(Point, 25832), gone geometry(PolygonZ, 4326) NOT NULL, fix geometry(Point, 4326), bare geography, was spot, blank geography(Point) NOT NULL);
    INSERT INTO map SELECT row_number() OVER (), ST_GeomFromEWKT('SRID=4326;' || s), ST_GeomFromEWKT('SRID=4326;' || s), ST_SetSRID(ST_MakePoint(13.404954, 52.520008), 4326), 'POINT(13.404954 52.520008)',
        ST_SetSRID(ST_MakePoint(389000.75, 5819000.25), 25832), 'SRID=4326;POLYGON Z ((0 0 1, 1 0 1, 1 1 1, 0 0 1))', 'SRID=4326;POINT(1 2)', 'LINESTRING(179.9999 0, 180 1)', 'SRID=4326;POINT(1 2)', 'POINT(1 2)' FROM unnest(ARRAY[$shapes]) AS s;
    CREATE INDEX ON map USING gist (shape)"
rules "tables:
  public.spatial_ref_sys: {rows: none}
  s.map: {columns: {id: keep, shape: {mask: geo_jitter, metres: 500, by: id}, cut: {mask: geo_truncate, decimals: 1}, wgs: {mask: geo_jitter, metres: 500, by: id}, world: {mask: geo_jitter, metres: 500, by: id},
    utm: {mask: geo_jitter, metres: 500, by: id}, gone: empty, fix: {mask: constant, value: 'SRID=4326;POINT(5 6)'}, bare: {mask: geo_jitter, metres: 500, by: id}, was: 'null', blank: empty}}"
carries shapes
n=$(before "SELECT count(*) FROM map")
asked="SELECT string_agg(ST_GeometryType(shape) || ST_CoordDim(shape) || ST_NPoints(shape) || ST_SRID(shape) || ST_IsEmpty(shape), ',' ORDER BY id) FROM map"
check_equal shapes_keep_their_form "$(before "$asked")" "$(after "$asked")"
asked="SELECT string_agg(coalesce(ST_IsValid(shape)::text, '') || round(ST_Length(shape)::numeric, 6), ',' ORDER BY id) FROM map WHERE ST_GeometryType(shape) !~ 'Curve|Circ|Surface|Tin|Triangle|Comp'"
check_equal shapes_keep_their_size "$(before "$asked")" "$(after "$asked")"
pairs=$(before "SELECT string_agg(format('(%s,%L::geometry,%L::geometry,%L::geography,%L::geometry)', id, shape, wgs, world, utm), ',') FROM map")
check_equal shapes_move_in_their_ring "$n" "$(after "SELECT count(*) FROM map JOIN (VALUES $pairs) AS o (id, shape, wgs, world, utm) USING (id)
    WHERE map.wgs::geography <-> o.wgs::geography BETWEEN 45 AND 510 AND map.world <-> o.world BETWEEN 45 AND 510 AND map.utm <-> o.utm BETWEEN 49 AND 501
    AND (ST_IsEmpty(o.shape) OR NOT map.shape ~= o.shape)")"
check_equal shapes_of_a_subject_move_alike "$n" "$(after "SELECT count(*) FROM map WHERE wgs = world::geometry")"
check_equal heights_and_measures_stay "34.5 17 34.5 17" "$(after "SELECT concat_ws(' ', (SELECT ST_Z(shape) FROM map WHERE id = 2), (SELECT ST_M(shape) FROM map WHERE id = 3), (SELECT ST_Z(shape) FROM map WHERE id = 4), (SELECT ST_M(shape) FROM map WHERE id = 4))")"
check_equal shapes_are_cut "SRID=4326;POINT(13.4 52.5)" "$(after "SELECT ST_AsEWKT(cut) FROM map WHERE id = 1")"
check_equal cut_rings_are_closed t "$(after "SELECT bool_and(ST_IsClosed(ST_ExteriorRing(cut))) FROM map WHERE ST_GeometryType(cut) = 'ST_Polygon' AND NOT ST_IsEmpty(cut)")"
check_equal shapes_of_other_masks "t t t" "$(after "SELECT concat_ws(' ', bool_and(ST_IsEmpty(gone) AND ST_SRID(gone) = 4326), bool_and(ST_AsText(fix) = 'POINT(5 6)'), bool_and(was IS NULL AND ST_IsEmpty(blank::geometry))) FROM map")"
check_equal shapes_stay_on_the_globe t "$(after "SELECT bool_and(ST_XMax(bare::geometry) <= 180 AND ST_XMin(bare::geometry) >= -180) FROM map")"
rules "tables:
  public.spatial_ref_sys: {rows: none}
  s.map: {columns: {id: keep, shape: redact, cut: keep, wgs: keep, world: keep, utm: keep, gone: keep, fix: keep, bare: keep, was: keep, blank: keep}}"
refused shapes_have_no_letters 3 "s.map.shape" "does not take the type"
rules "tables:
  public.spatial_ref_sys: {rows: none}
  s.map: {columns: {id: keep, shape: keep, cut: keep, wgs: keep, world: keep, utm: keep, gone: keep, fix: keep, bare: keep, was: geo_jitter, blank: keep}}"
refused shapes_of_a_domain 3 "s.map.was" "does not take type s.spot"
rules "tables:
  public.spatial_ref_sys: {rows: none}
  s.map: {columns: {id: keep, shape: keep, cut: keep, wgs: keep, world: keep, utm: keep, gone: keep, fix: {mask: constant, value: 'SRID=4326;POINTLESS(5 6)'}, bare: keep, was: keep, blank: keep}}"
refused shapes_that_the_server_cannot_read 3 "s.map.fix" "value 1 of the mask constant"
# The known geographic systems are what PostGIS says they are.
srids=$(sed -n '/known\[\] = {/,/};/p' "$PROJECT/engine/mask/ewkb.c" | sed 's,/\*.*\*/,,' | grep -oE '[0-9]{4,}' | paste -sd,)
check_empty known_systems_are_geographic "$(sql plan_source "SELECT k FROM unnest(ARRAY[$srids]) AS k LEFT JOIN spatial_ref_sys ON srid = k WHERE srtext IS NULL OR srtext !~ '^GEOGCS'")"
plan_end
