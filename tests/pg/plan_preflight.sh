#!/usr/bin/env bash
# Preflight: what would fail at the restore is refused before anything is written; what stands
# beside it and is sound passes, and restores without a message.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start
sql plan_source "CREATE EXTENSION citext"
sql plan_target "CREATE EXTENSION citext"

# one NAME COLUMNS: the rules of table t
one() { rules "tables: {s.t: {columns: {$1}}}"; }
people="INSERT INTO t SELECT i, 'person' || i || '@corp.example', 'Name' || i FROM generate_series(1, 200) AS i"

# NOT NULL ----------------------------------------------------------------------------------------
tables "CREATE DOMAIN code AS text NOT NULL; CREATE TABLE t (id int NOT NULL, email code, name text); $people"
one 'id: "null", email: "null", name: keep'
refused not_null 3 s.t.id s.t.email "NOT NULL"
one 'id: keep, email: hash, name: "null"'
carries null_where_it_may_be
tables "CREATE TABLE t (id int, email text, name text) PARTITION BY LIST (id);
    CREATE TABLE t_1 PARTITION OF t FOR VALUES IN (1); CREATE TABLE t_2 PARTITION OF t DEFAULT;
    ALTER TABLE t_2 ALTER name SET NOT NULL; $people"
one 'id: keep, email: email, name: "null"'
refused not_null_of_one_partition 3 s.t_2.name "NOT NULL"

# Lengths -------------------------------------------------------------------------------------------
tables "CREATE TABLE t (id int, email varchar(27) UNIQUE, name varchar(5)); INSERT INTO t VALUES (1, 'a@corp.example', 'Anton'), (2, 'b@corp.example', 'Bo')"
one 'id: keep, email: email, name: full_name'
refused email_too_narrow 3 s.t.email "need 28 characters" "has 27"
tables "CREATE TABLE t (id int, email varchar(28) UNIQUE, name varchar(5)); INSERT INTO t VALUES (1, 'a@corp.example', 'Anton'), (2, 'b@corp.example', 'Bo')"
one 'id: keep, email: email, name: full_name'
carries email_wide_enough
tables "CREATE TABLE t (id int, email varchar(27), name varchar(5)); INSERT INTO t VALUES (1, 'a@corp.example', 'Anton'), (2, 'b@corp.example', 'Bo')"
one 'id: keep, email: email, name: given_name'
carries email_narrow_but_not_unique
tables "CREATE TABLE t (id int, email char(19) PRIMARY KEY); INSERT INTO t VALUES (1, 'a'), (2, 'b')"
one 'id: keep, email: hash'
refused hash_too_narrow 3 s.t.email "20 characters"
tables "CREATE TABLE t (id int, email char(20) PRIMARY KEY); INSERT INTO t VALUES (1, 'a'), (2, 'b')"
one 'id: keep, email: hash'
carries hash_wide_enough

# Types -------------------------------------------------------------------------------------------
tables "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id int, m mood, p point, d date); INSERT INTO t VALUES (1, 'ok', '(1,2)', '2024-01-01')"
one 'id: email, m: given_name, p: noise, d: permute'
refused types 3 s.t.id s.t.m s.t.p s.t.d "does not take the type"
one 'id: noise, m: "null", p: keep, d: {mask: date_shift, days: 3}'
carries types_that_fit

# Unique and primary keys -----------------------------------------------------------------------------
tables "CREATE TABLE t (id int PRIMARY KEY, email text UNIQUE, name text); $people"
one 'id: noise, email: redact, name: keep'
refused keys_not_injective 3 s.t.id s.t.email "primary key t_pkey" "unique index t_email_key"
one 'id: permute, email: email, name: given_name'
carries keys_injective
one 'id: permute, email: hash, name: given_name'
carries keys_hashed
one 'id: permute, email: "null", name: given_name'
carries unique_of_nulls
tables "CREATE TABLE t (id int, email text, name text, UNIQUE NULLS NOT DISTINCT (email)); $people"
one 'id: permute, email: "null", name: given_name'
refused unique_nulls_not_distinct 3 s.t.email t_email_key
tables "CREATE TABLE t (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), n int); INSERT INTO t (n) SELECT generate_series(1, 100)"
one 'id: uuid, n: keep'
carries key_of_uuids
tables "CREATE TABLE t (id citext PRIMARY KEY, n int); INSERT INTO t SELECT 'Ab' || i || '@corp.example', i FROM generate_series(1, 100) AS i"
one 'id: email, n: keep'
carries key_of_citext

# Composite and partial
tables "CREATE TABLE t (id int, email text, name text, UNIQUE (id, name)); $people"
one 'id: permute, email: keep, name: given_name'
refused composite 3 s.t.name t_id_name_key
one 'id: permute, email: redact, name: hash'
carries composite_injective
one 'id: keep, email: redact, name: "null"'
carries composite_with_nulls
tables "CREATE TABLE t (id int, email text, name text); CREATE UNIQUE INDEX part ON t (email) WHERE name <> 'x'; $people"
one 'id: keep, email: given_name, name: keep'
refused partial_column 3 s.t.email part
one 'id: keep, email: email, name: keep'
carries partial_column_injective
one 'id: keep, email: keep, name: given_name'
refused partial_condition 3 s.t.name part
tables "CREATE TABLE t (id int, email text, name text); CREATE UNIQUE INDEX live ON t (email) WHERE name IS NULL;
    INSERT INTO t VALUES (1, 'a@corp.example', NULL), (2, 'a@corp.example', 'deleted'), (3, 'a@corp.example', 'deleted')"
one 'id: keep, email: email, name: "null"'
refused partial_condition_null 3 s.t.name live
tables "CREATE TABLE t (id int, email text, name text); CREATE UNIQUE INDEX plain ON t (email) INCLUDE (name); $people"
one 'id: keep, email: email, name: given_name'
carries included_column

# Expressions
tables "CREATE TABLE t (id int, email text, name varchar(80)); CREATE UNIQUE INDEX low ON t (lower(email)); CREATE UNIQUE INDEX low_name ON t (lower(name)); $people"
one 'id: keep, email: email, name: email'
carries lower_of_email
one 'id: keep, email: hash, name: keep'
refused lower_of_hash 3 s.t.email low
one 'id: keep, email: "null", name: "null"'
carries lower_of_null
for expression in "upper(email)" "lower(email || name)" "lower(email), id" "coalesce(email, 'none')" "lower(email)) WHERE (email LIKE '%.com'"; do
    tables "CREATE TABLE t (id int, email text, name text); CREATE UNIQUE INDEX strange ON t ($expression); $people"
    one 'id: keep, email: email, name: keep'
    refused "expression: $expression" 3 s.t.email strange
    one 'id: keep, email: keep, name: keep'
    carries "expression kept: $expression"
done
tables "CREATE TABLE t (id int, email text, name text); CREATE UNIQUE INDEX filled ON t (coalesce(email, 'none')); $people"
one 'id: keep, email: "null", name: keep'
refused expression_of_nulls 3 s.t.email filled
tables "CREATE TABLE t (id int, email text, name text, tag text GENERATED ALWAYS AS (left(email, 3) || id) STORED UNIQUE); $people"
one 'id: permute, email: email, name: keep'
refused generated_unique 3 s.t.email s.t.id tag t_tag_key
one 'id: keep, email: keep, name: given_name'
carries generated_unique_kept
tables "CREATE TABLE t (id int, email text, name text); $people; CREATE INDEX plain ON t (email); CREATE INDEX low ON t (upper(name))"
one 'id: noise, email: given_name, name: given_name'
carries plain_indexes_promise_nothing

# A partition's own index; the root's are judged once
tables "CREATE TABLE t (id int, email text, name text) PARTITION BY RANGE (id);
    CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (1000); CREATE UNIQUE INDEX own ON t_1 (name); $people"
one 'id: keep, email: email, name: given_name'
refused index_of_one_partition 3 s.t_1.name own
one 'id: keep, email: email, name: hash'
carries index_of_one_partition_injective
tables "CREATE TABLE t (id int PRIMARY KEY, email text, name text) PARTITION BY RANGE (id);
    CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (100); CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (100) TO (1000); $people"
one 'id: noise, email: keep, name: keep'
refused index_of_the_root 3 s.t.id t_pkey
check_empty index_of_the_root_said_once "$(grep -E 's\.t_[12]' "$TMP/dump.log" || true)"

# Exclusion -----------------------------------------------------------------------------------------
tables "CREATE TABLE t (id int, during daterange, note text, EXCLUDE USING gist (during WITH &&));
    INSERT INTO t SELECT i, daterange('2024-01-01'::date + i, '2024-01-02'::date + i), 'n' FROM generate_series(1, 20) AS i"
one 'id: keep, during: "null", note: keep'
refused exclusion 3 s.t.during "exclusion constraint"
one 'id: noise, during: keep, note: redact'
carries exclusion_kept

# Partition keys ------------------------------------------------------------------------------------
days="INSERT INTO t SELECT i, '2024-01-01'::date + i % 60, 'Name' || i FROM generate_series(1, 300) AS i"
ranges="CREATE TABLE t_jan PARTITION OF t FOR VALUES FROM ('2024-01-01') TO ('2024-02-01'); CREATE TABLE t_feb PARTITION OF t FOR VALUES FROM ('2024-02-01') TO ('2024-04-01')"
tables "CREATE TABLE t (id int, day date, name text) PARTITION BY RANGE (day); $ranges; $days"
one 'id: keep, day: {mask: date_shift, days: 20}, name: keep'
refused partition_key 3 s.t.day "DEFAULT partition"
one 'id: keep, day: keep, name: given_name'
carries partition_key_kept
check_empty partition_key_kept_loads_leaves "$(grep -a 'via partition root' "$TMP/archive/toc.dat" || true)"
tables "CREATE TABLE t (id int, day date, name text) PARTITION BY RANGE (day); $ranges; CREATE TABLE t_else PARTITION OF t DEFAULT; $days"
one 'id: keep, day: {mask: date_shift, days: 20}, name: keep'
carries partition_key_with_default
check_equal partition_key_with_default_rows "300|t" "$(after "SELECT count(*), count(DISTINCT tableoid) > 1 FROM t")"
check partition_key_via_root grep -qaE 'load via partition root "?s"?\."?t' "$TMP/archive/toc.dat"
tables "CREATE TABLE t (id int PRIMARY KEY, day date, name text) PARTITION BY HASH (id);
    CREATE TABLE t_0 (name text, day date, id int NOT NULL); ALTER TABLE t ATTACH PARTITION t_0 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1); $days"
one 'id: permute, day: keep, name: keep'
carries partition_key_hash
check_equal partition_key_hash_rows "$(before "SELECT count(*), sum(id) FROM t")" "$(after "SELECT count(*), sum(id) FROM t")"
tables "CREATE TABLE t (id int, day date, name text) PARTITION BY RANGE (lower(name)); CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM ('a') TO ('zz'); $days"
one 'id: keep, day: keep, name: given_name'
refused partition_key_expression 3 s.t.name "DEFAULT partition"
tables "CREATE TABLE t (id int, day date, name text) PARTITION BY RANGE (day);
    CREATE TABLE t_1 PARTITION OF t DEFAULT PARTITION BY LIST (name); CREATE TABLE t_1_a PARTITION OF t_1 FOR VALUES IN ('Name1'); $(sed "s/'Name' || i/'Name1'/" <<<"$days")"
one 'id: keep, day: {mask: date_shift, days: 5}, name: redact'
refused partition_key_of_a_lower_level 3 s.t "partition key of s.t_1"
one 'id: keep, day: {mask: date_shift, days: 5}, name: keep'
carries partition_key_through_levels
tables "CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad'); CREATE TABLE t (m mood, name text) PARTITION BY HASH (m);
    CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    INSERT INTO t SELECT m, 'Name' || i FROM unnest(enum_range(NULL::mood)) AS m, generate_series(1, 50) AS i"
one 'm: keep, name: given_name'
carries partition_by_hash_of_enum
check partition_by_hash_of_enum_via_root grep -qaE 'load via partition root "?s"?\."?t' "$TMP/archive/toc.dat"
check_equal partition_by_hash_of_enum_rows "$(before "SELECT m, count(*) FROM t GROUP BY 1 ORDER BY 1")" "$(after "SELECT m, count(*) FROM t GROUP BY 1 ORDER BY 1")"

# rows: where others point to -------------------------------------------------------------------------
tables "CREATE TABLE r (id int PRIMARY KEY, boss int REFERENCES r); CREATE TABLE t (r int REFERENCES r, x text);
    INSERT INTO r SELECT i, 1 FROM generate_series(1, 20) AS i; INSERT INTO t SELECT id, 'x' FROM r"
rules 'tables: {s.r: {rows: none}, s.t: {columns: {x: keep}}}'
refused rows_none_referenced 3 s.r "rules.yaml:2:" t_r_fkey
rules 'tables: {s.r: {rows: {where: "id > 3"}, columns: {id: keep}}, s.t: {columns: {x: keep}}}'
refused rows_where_referenced 3 s.r t_r_fkey r_boss_fkey
rules 'tables: {s.r: {rows: none}, s.t: {rows: none}}'
carries rows_none_of_both
rules 'tables: {s.r: {rows: none}, s.t: {columns: {r: "null", x: keep}}}'
carries rows_none_under_nulls
rules 'tables: {s.r: {columns: {id: keep}}, s.t: {rows: {where: "r > 7"}, columns: {x: keep}}}'
carries rows_where_of_the_referencing
sql plan_source "ALTER TABLE s.t DROP CONSTRAINT t_r_fkey; ALTER TABLE s.t ADD CONSTRAINT loose FOREIGN KEY (r) REFERENCES s.r NOT VALID"
rules 'tables: {s.r: {rows: none}, s.t: {columns: {x: keep}}}'
refused rows_none_without_columns_to_follow 3 s.t.r
rules 'tables: {s.r: {rows: none}, s.t: {columns: {r: keep, x: keep}}}'
carries rows_none_under_a_key_not_valid
tables "CREATE TABLE r (id int PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE r_1 PARTITION OF r FOR VALUES FROM (0) TO (10);
    CREATE TABLE r_2 PARTITION OF r FOR VALUES FROM (10) TO (100); CREATE TABLE t (r int REFERENCES r);
    INSERT INTO r SELECT generate_series(1, 20); INSERT INTO t SELECT id FROM r"
rules 'tables: {s.r: {columns: {id: keep}}, s.r_2: {rows: none}, s.t: {unlisted: keep}}'
refused rows_none_of_a_referenced_partition 3 s.r_2 t_r_fkey
tables "CREATE TABLE r (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE t (a int, b int, FOREIGN KEY (a, b) REFERENCES r MATCH FULL);
    INSERT INTO r VALUES (1, 2); INSERT INTO t VALUES (1, 2)"
rules 'tables: {s.r: {columns: {a: keep, b: keep}}, s.t: {columns: {a: "null"}}}'
refused match_full_half_null 3 s.t t_a_b_fkey "MATCH FULL"
rules 'tables: {s.r: {columns: {a: keep, b: keep}}, s.t: {columns: {a: "null", b: "null"}}}'
carries match_full_all_null

# Identity and triggers need nothing; several problems come at once
tables "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL, name text UNIQUE); INSERT INTO t (email, name) VALUES ('a@corp.example', 'x')"
one 'id: permute, email: email, name: hash'
carries identity_always
one 'id: noise, email: "null", name: lorem'
refused all_at_once 3 s.t.id s.t.email s.t.name "3 problems found"

plan_end
