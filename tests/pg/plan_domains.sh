#!/usr/bin/env bash
# Consistency domains: keys follow, joins hold, and what one domain does changes no other.
. "$(dirname "$0")/../support/lib.sh"
. "$(dirname "$0")/../support/plan.sh"
plan_start
sql plan_source "CREATE EXTENSION citext"
sql plan_target "CREATE EXTENSION citext"

# Foreign keys follow -----------------------------------------------------------------------------
tables "CREATE TABLE customer (id serial PRIMARY KEY, referrer int REFERENCES customer, code text NOT NULL, UNIQUE (id, code));
    CREATE TABLE account (customer int REFERENCES customer, nr int, PRIMARY KEY (customer, nr));
    CREATE TABLE booking (id bigserial, customer bigint, nr int, FOREIGN KEY (customer, nr) REFERENCES account);
    CREATE TABLE mail (customer int, code text, day date NOT NULL, FOREIGN KEY (customer, code) REFERENCES customer (id, code));
    CREATE TABLE loose (who int, whom int);
    INSERT INTO customer SELECT i, CASE WHEN i > 3 THEN i / 2 END, 'code ' || i FROM generate_series(1, 200) AS i;
    SELECT setval('customer_id_seq', 200);
    INSERT INTO account SELECT i, n FROM generate_series(1, 200) AS i, generate_series(1, 3) AS n;
    INSERT INTO booking (customer, nr) SELECT 1 + i % 200, 1 + i % 3 FROM generate_series(1, 900) AS i;
    INSERT INTO mail SELECT 1 + i % 200, 'code ' || 1 + i % 200, '2024-01-01' FROM generate_series(1, 300) AS i;
    INSERT INTO loose SELECT i, i + 5000 FROM generate_series(1, 100) AS i"
mail='s.mail: {columns: {day: keep}}'
loose='s.loose: {columns: {who: {mask: permute, references: s.customer.id}, whom: keep}}'
rules "tables:
  s.customer: {columns: {id: permute, code: hash}}
  s.account: {columns: {nr: keep}}
  s.booking: {columns: {id: keep}}
  $mail
  $loose"
carries keys_follow
shape="SELECT count(*), count(DISTINCT c.id), count(c.referrer), (SELECT count(*) FROM booking JOIN account USING (customer, nr) JOIN customer AS b ON b.id = customer),
    (SELECT count(*) FROM mail JOIN customer AS m ON (m.id, m.code) = (customer, mail.code)), (SELECT count(*) FROM loose JOIN customer ON id = who),
    (SELECT md5(string_agg(n::text, ',' ORDER BY n)) FROM (SELECT count(*) AS n FROM customer GROUP BY referrer) AS x) FROM customer AS c"
check_equal keys_follow_joins "$(before "$shape")" "$(after "$shape")"
check_equal keys_are_masked f "$(after "SELECT string_agg(customer::text, ',' ORDER BY id) = '$(before "SELECT string_agg(customer::text, ',' ORDER BY id) FROM booking")' FROM booking")"
check_equal insert_by_serial 201 "$(after "INSERT INTO customer (code) VALUES ('new') RETURNING id")"

rules "tables:
  s.customer: {columns: {id: permute, code: hash}}
  s.account: {columns: {customer: keep, nr: keep}}
  s.booking: {columns: {id: keep}}
  $mail
  $loose"
refused key_kept_where_its_target_is_masked 3 s.account.customer "foreign key" "leave its rule out"
rules "tables:
  s.customer: {columns: {id: keep, referrer: permute, code: keep}}
  s.account: {columns: {nr: keep}}
  s.booking: {columns: {id: keep}}
  $mail
  s.loose: {columns: {who: keep, whom: keep}}"
refused key_masked_where_its_target_is_kept 3 s.customer.referrer "foreign key"
rules "tables:
  s.customer: {columns: {id: permute, code: hash}}
  s.account: {columns: {customer: {mask: permute, domain: other}, nr: keep}}
  s.booking: {columns: {id: keep}}
  $mail
  $loose"
refused key_in_another_domain 3 s.account.customer "foreign key"
rules "tables:
  s.customer: {columns: {id: permute, code: hash}}
  s.account: {columns: {nr: keep}}
  s.booking: {columns: {id: keep}}
  s.mail: {columns: {code: {mask: hash, length: 24}, day: keep}}
  $loose"
refused key_with_other_arguments 3 s.mail.code "foreign key"
rules "tables:
  s.customer: {columns: {id: permute, code: hash}}
  s.account: {columns: {nr: keep}}
  s.booking: {columns: {id: keep}}
  $mail
  s.loose: {columns: {who: {mask: permute, references: s.customer.ident}, whom: {mask: permute, references: s.custom.id}}}"
refused references_nowhere 3 s.loose.who s.loose.whom "references: there is no column"
# Values of a column that only claims to reference another, or whose table is not part of the dump, still lie in the range.
rules "tables:
  s.customer: {columns: {id: permute, code: hash}}
  s.account: {columns: {nr: keep}}
  s.booking: {columns: {id: keep}}
  $mail
  s.loose: {columns: {who: keep, whom: {mask: permute, references: s.customer.id}}}"
carries dangling_reference
check_equal dangling_reference_values "100|0" "$(after "SELECT count(DISTINCT whom), count(customer.id) FROM loose LEFT JOIN customer ON id = whom")"
check key_of_a_table_left_out plan_dump -t s.loose
rules "tables: {s.booking: {columns: {id: keep, customer: {domain: c}, nr: keep}}, s.customer: {columns: {id: {domain: c}}}}
domains: {c: permute}"
check key_of_a_table_not_selected plan_dump -t s.booking

# A key whose fakes come from a subject can follow only where the subject follows, too.
tables "CREATE TABLE p (id int PRIMARY KEY, email text UNIQUE, UNIQUE (id, email));
    CREATE TABLE follows (p int, email text, FOREIGN KEY (p, email) REFERENCES p (id, email));
    CREATE TABLE alone (id int, email text REFERENCES p (email));
    INSERT INTO p SELECT i, 'p' || i || '@corp.example' FROM generate_series(1, 100) AS i;
    INSERT INTO follows SELECT id, email FROM p; INSERT INTO alone SELECT 1000 - id, email FROM p"
rules 'tables:
  s.p: {columns: {id: keep, email: {mask: email, by: id}}}
  s.follows: {columns: {p: keep, email: {mask: email, by: p}}}
  s.alone: {columns: {id: keep}}'
refused subject_key_followed_alone 3 s.alone.email "by:"
rules 'tables:
  s.p: {columns: {id: keep, email: {mask: email, by: id}}}
  s.follows: {columns: {p: keep, email: {mask: email, by: p}}}
  s.alone: {columns: {id: keep, email: {mask: email, by: id}}}'
refused subject_key_by_another 3 s.alone.email "by:"
rules 'tables:
  s.p: {columns: {id: keep, email: {mask: email, by: id}}}
  s.follows: {columns: {p: keep, email: {mask: email, by: p}}}
  s.alone: {rows: none}'
carries subject_key_by_the_same
check_equal subject_key_by_the_same_joins 100 "$(after "SELECT count(*) FROM p JOIN follows USING (email) WHERE id = p")"
rules 'tables:
  s.p: {columns: {id: keep, email: {mask: email, by: id}}}
  s.follows: {columns: {p: keep, email: "null"}}
  s.alone: {columns: {id: {mask: email, by: id}, email: {mask: redact, by: id}}}'
refused by_of_what_draws_from_none 2 "remove \`by:\`"
rules 'tables:
  s.p: {columns: {id: keep, email: {mask: email, by: idd}}}
  s.follows: {columns: {p: keep, email: "null"}}
  s.alone: {rows: none}'
refused by_unknown_column 3 "did you mean id?" "rules.yaml:3:"
rules 'domains: {contact: email}
tables:
  s.p: {columns: {id: keep, email: {domain: contact, by: id}}}
  s.follows: {columns: {p: keep, email: "null"}}
  s.alone: {columns: {id: keep, email: {domain: contact}}}'
refused by_all_or_none_in_a_domain 3 s.alone.email "by:"

# A key to a partitioned table
tables "CREATE TABLE tenant (id int PRIMARY KEY) PARTITION BY HASH (id);
    CREATE TABLE tenant_0 PARTITION OF tenant FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE tenant_1 PARTITION OF tenant FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    CREATE TABLE seat (tenant int REFERENCES tenant, n int);
    INSERT INTO tenant SELECT generate_series(1, 500); INSERT INTO seat SELECT id, id FROM tenant"
rules 'tables: {s.tenant: {columns: {id: permute}}, s.seat: {columns: {n: keep}}}'
carries key_to_a_partitioned_table
check_equal key_to_a_partitioned_table_values "500|500|t" "$(after "SELECT count(*), count(DISTINCT tenant), sum(abs(tenant - n)) > 0 FROM seat JOIN tenant ON id = tenant")"

# One domain: the narrowest width, one uniqueness tag, one equality -------------------------------------
tables "CREATE TABLE users (id int PRIMARY KEY, email varchar(254) UNIQUE); CREATE TABLE leads (id int, email varchar(40), alias citext);
    CREATE TABLE wide (email text);
    INSERT INTO users SELECT i, 'person.number' || i || '@corp.example' FROM generate_series(1, 500) AS i;
    INSERT INTO leads SELECT id, email, upper(email) FROM users; INSERT INTO wide SELECT 'x' || email FROM users"
rules 'domains: {contact: email}
tables:
  s.users: {columns: {id: keep, email: {domain: contact}}}
  s.leads: {columns: {id: keep, email: {domain: contact}, alias: {domain: contact}}}
  s.wide: {columns: {email: {mask: email, domain: elsewhere}}}'
carries domain_of_several_widths
check_equal domain_of_several_widths_joins "500|500|40" "$(after "SELECT count(*), count(DISTINCT lower(u.email)), max(length(u.email)) FROM users AS u JOIN leads AS l ON lower(l.email) = lower(u.email) AND l.id = u.id AND l.alias = u.email::citext")"
check_equal tag_follows_the_domain f "$(after "SELECT bool_or(email ~ '\.[a-z2-7]{16}@') FROM wide")"
check_equal tag_where_not_unique t "$(after "SELECT bool_and(email ~ '[a-z2-7]{16}@') FROM leads")"
rules 'tables:
  s.users: {columns: {id: keep, email: {mask: email, domain: d}}}
  s.leads: {columns: {id: keep, email: {mask: hash, domain: d}, alias: keep}}
  s.wide: {rows: none}'
refused one_domain_one_mask 2 "its domain d has the mask"
rules 'tables:
  s.users: {columns: {id: keep, email: {mask: email, domain: d}}}
  s.leads: {columns: {id: keep, email: {mask: email, domain: d, mail_domain: shop.test}, alias: keep}}
  s.wide: {columns: {email: {mask: email, mail_domain: other.test}}}'
refused one_domain_one_set_of_arguments 2 s.users.email "which is of the same domain d" "rules.yaml:3:"
check_empty arguments_of_another_domain "$(grep s.wide "$TMP/dump.log" || true)"
rules 'tables:
  s.users: {columns: {id: keep, email: {domain: nowhere}}}
  s.leads: {rows: none}
  s.wide: {rows: none}'
refused domain_not_defined 2 "nowhere" "rules.yaml:3:"

# Ranges and sequences ------------------------------------------------------------------------------
tables "CREATE TABLE a (id serial PRIMARY KEY); CREATE TABLE b (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int REFERENCES a);
    CREATE SEQUENCE shared; CREATE TABLE c (id int PRIMARY KEY DEFAULT nextval('shared'));
    CREATE TABLE down (id int PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY -1 MAXVALUE -1 START WITH -1));
    INSERT INTO a SELECT nextval('a_id_seq') FROM generate_series(1, 100); INSERT INTO b (a) SELECT id FROM a;
    INSERT INTO b OVERRIDING SYSTEM VALUE VALUES (700, 1); INSERT INTO c SELECT nextval('shared') FROM generate_series(1, 50);
    INSERT INTO down SELECT -i FROM generate_series(1, 30) AS i; SELECT setval('down_id_seq', -30)"
all='s.a: {columns: {id: {domain: key}}}
  s.b: {columns: {id: {domain: key}}}
  s.c: {columns: {id: {domain: key}}}
  s.down: {columns: {id: {mask: permute, domain: below}}}'
rules "domains: {key: permute}
tables:
  $all"
carries range_of_several_columns
check_equal range_of_several_columns_values "100|101|50|t|0" "$(after "SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b), count(*),
    (SELECT max(id) <= 700 AND min(id) >= 1 FROM (SELECT id FROM a UNION ALL SELECT id FROM b UNION ALL SELECT id FROM c) AS x), (SELECT count(*) FROM a WHERE id NOT IN (SELECT a FROM b)) FROM c")"
check_equal inserts_by_nextval "701|701|701" "$(after "INSERT INTO a DEFAULT VALUES RETURNING id" | tr '\n' '|')$(after "INSERT INTO b DEFAULT VALUES RETURNING id" | tr '\n' '|')$(after "INSERT INTO c DEFAULT VALUES RETURNING id")"
check_equal inserts_downwards t "$(after "INSERT INTO down DEFAULT VALUES RETURNING id < -30")"
rules "domains: {key: {mask: permute, range: [1, 100000]}}
tables:
  $all"
carries range_pinned
check_equal range_pinned_sequences 100001 "$(after "INSERT INTO a DEFAULT VALUES RETURNING id")"
check_equal range_in_the_manifest 100000 "$(grep -oE '100000' "$TMP/archive/pgmirage.json" | head -n 1)"
rules "domains: {key: {mask: permute, range: [1, 500]}}
tables:
  $all"
refused range_too_small_for_the_values 3 key range
rules "domains: {key: {mask: permute, range: [1, 9000000000]}}
tables:
  $all"
refused range_too_large_for_the_narrowest 3 key "narrowest"
rules "domains: {key: {mask: permute, range: [9, 1]}}
tables:
  $all"
refused range_backwards 2 "rules.yaml:2:" range
sql plan_source "INSERT INTO s.b OVERRIDING SYSTEM VALUE VALUES (5000000000, 1)"
rules "domains: {key: permute}
tables:
  $all"
refused values_too_large_for_the_narrowest 3 key "narrowest"
tables "CREATE TABLE small (id smallserial PRIMARY KEY); INSERT INTO small VALUES (32767);
    CREATE SEQUENCE capped MAXVALUE 100 CYCLE; CREATE TABLE t (id int PRIMARY KEY DEFAULT nextval('capped')); ALTER SEQUENCE capped OWNED BY t.id; INSERT INTO t VALUES (5000)"
rules 'tables: {s.small: {columns: {id: permute}}, s.t: {rows: none}}'
carries range_up_to_the_types_end
rules 'tables: {s.small: {rows: none}, s.t: {columns: {id: permute}}}'
carries range_past_the_sequences_end
check_equal range_past_the_sequences_end_values "1|100" "$(after "SELECT count(*), (SELECT last_value FROM capped) FROM t")"
check_empty range_past_the_sequences_end_said "$(missing_texts "the sequence s.capped stands at its end")"

# One key, the same fakes; another rule, no other fakes ---------------------------------------------------
tables "CREATE TABLE people (id int PRIMARY KEY, email text UNIQUE, name text, phone text, note text);
    INSERT INTO people SELECT i, 'p' || i || '@corp.example', 'Name ' || i, '+49 30 1234' || lpad(i::text, 4, '0'), 'note ' || i FROM generate_series(1, 300) AS i"
columns='id: {mask: permute, range: [1, 1000]}, email: email, name: {mask: full_name, by: id}, phone: phone'
content="SELECT * FROM people ORDER BY id"
rules "tables: {s.people: {columns: {$columns, note: keep}}}"
carries first_dump
after "$content" >"$TMP/first"
carries second_dump -j 1 --workers 0
after "$content" >"$TMP/second"
check_same same_key_same_fakes "$TMP/first" "$TMP/second"
sql plan_source "CREATE TABLE s.more (email varchar(60), name text, born date); INSERT INTO s.more VALUES ('m@corp.example', 'Max', '1980-01-01')"
rules "domains: {other: email, birth: {mask: date_shift, days: 9}}
tables:
  s.people: {columns: {$columns, note: hash}}
  s.more: {columns: {email: {domain: other}, name: {mask: full_name, domain: more}, born: {domain: birth}}}"
carries dump_with_further_rules
columns_of="SELECT id, email, name, phone FROM people ORDER BY id"
after "$columns_of" >"$TMP/third"
cut -d'|' -f1-4 "$TMP/first" >"$TMP/first.columns"
check_same further_rules_same_fakes "$TMP/first.columns" "$TMP/third"
PGMIRAGE_KEY=$("$PGMIRAGE_BIN" keygen)
export PGMIRAGE_KEY
carries dump_under_another_key
after "$columns_of" >"$TMP/fourth"
check_equal another_key_other_fakes 0 "$(comm -12 <(cut -d'|' -f2 "$TMP/first" | sort) <(cut -d'|' -f2 "$TMP/fourth" | sort) | wc -l)"

# Subjects over a kept key ----------------------------------------------------------------------------
# The same person in a partition, over a key that nobody masks.
tables "CREATE TABLE who (id int PRIMARY KEY, first_name text);
    CREATE TABLE visit (who int REFERENCES who, day date, name text) PARTITION BY RANGE (day);
    CREATE TABLE visit_1 PARTITION OF visit DEFAULT;
    INSERT INTO who SELECT i, 'Zzq' || i FROM generate_series(1, 200) AS i;
    INSERT INTO visit SELECT i, '2024-01-01', 'Zzq' || i FROM generate_series(1, 200) AS i"
rules "tables:
  s.who: {columns: {id: keep, first_name: {mask: given_name, by: id}}}
  s.visit: {columns: {who: keep, day: keep, name: {mask: given_name, by: who}}}"
carries subject_over_a_kept_key
check_equal subject_over_a_kept_key_agrees 200 "$(after "SELECT count(*) FROM visit JOIN who ON who.id = who WHERE name = first_name")"
plan_end
