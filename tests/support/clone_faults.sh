# shellcheck shell=bash
# For the tests of broken clones (tests/pg/clone_*.sh): a source with a bit of everything that is made
# behind the rows, clones of it, and whether two are equal. To be sourced behind lib.sh and faults.sh.
#
#   clone_source SERVER DATABASE           # SERVER: a conninfo without a database
#   clone NAME OPTION...                   # to the end; sets STATUS; $TMP/NAME.out, $TMP/NAME.err
#   clone_begin NAME OPTION...             # in the background: $DUMP, as `begin` of faults.sh
#   picture SERVER DATABASE                # all that two equal clones share

CLONE_KEY=$TMP/clone.key
(umask 077 && echo "$TEST_KEY" >"$CLONE_KEY")

cat >"$TMP/clone.yaml" <<'YAML'
version: 1
unlisted: {table: keep, column: keep}
domains:
  person: {mask: permute, range: [1, 1000000]}
tables:
  public.people:
    columns: {id: {domain: person}, name: {mask: full_name, by: id}, note: lorem}
  public.visits:
    columns: {note: lorem}
YAML

# Tables in one and in several pieces, partitions, keys, indexes, foreign keys, a sequence, a trigger, a
# policy, a rule, statistics, a materialized view, comments.
clone_source() {
    psql -Xq -v ON_ERROR_STOP=1 -d "$1 dbname=postgres" -c "CREATE DATABASE \"$2\""
    psql -Xq -v ON_ERROR_STOP=1 -v rows="${3:-3000}" -d "$1 dbname=$2" -o /dev/null <<'SQL'
CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, note text);
INSERT INTO people (name, note) SELECT 'Somebody ' || i, repeat(md5(i::text), 20) FROM generate_series(1, :rows) AS i;
CREATE TABLE visits (id int NOT NULL, person int, at date NOT NULL, note text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE visits_old PARTITION OF visits FOR VALUES FROM ('2020-01-01') TO ('2025-01-01');
CREATE TABLE visits_new PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2030-01-01');
CREATE INDEX visits_person ON visits (person);
INSERT INTO visits SELECT i, 1 + i % :rows, date '2020-01-01' + i % 3000, md5(i::text) FROM generate_series(1, 2 * :rows) AS i;
ALTER TABLE visits ADD FOREIGN KEY (person) REFERENCES people;
CREATE SCHEMA "a.b";
CREATE SCHEMA a;
CREATE TABLE "a.b".c (id int UNIQUE DEFERRABLE, t text);
CREATE TABLE a."b.c" (id int UNIQUE, t text);
INSERT INTO "a.b".c SELECT i, md5(i::text) FROM generate_series(1, 100) AS i;
INSERT INTO a."b.c" SELECT * FROM "a.b".c;
CREATE INDEX "b.d" ON a."b.c" (t);
CREATE INDEX d ON "a.b".c (id, t);
CREATE TABLE empty (id int PRIMARY KEY);
CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER stop BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION stop();
ALTER TABLE people ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON people USING (name = current_user);
CREATE RULE nothing AS ON DELETE TO empty DO INSTEAD NOTHING;
CREATE STATISTICS visits_both ON id, person FROM visits;
CREATE MATERIALIZED VIEW years AS SELECT at, count(*) FROM visits GROUP BY at;
CREATE UNIQUE INDEX years_at ON years (at);
CREATE SEQUENCE numbers START 17;
SELECT nextval('numbers');
COMMENT ON INDEX visits_person IS 'of a person';
COMMENT ON CONSTRAINT visits_person_fkey ON visits IS 'who';
SQL
}

clone_options() {
    CLONE=("$PGMIRAGE_BIN" clone --rules "$TMP/clone.yaml" --source "${SOURCE_DB:?}" --target "${TARGET_DB:?}"
        --key-file "$CLONE_KEY" -j 2 --split-tables-larger-than 1MB --progress json "$@")
}
clone() {
    local name=$1
    shift
    clone_options "$@"
    STATUS=0
    { "${CLONE[@]}" >"$TMP/$name.out" 2>"$TMP/$name.err" || STATUS=$?; } 2>/dev/null
}
clone_begin() {
    local name=$1
    shift
    clone_options "$@"
    : >"$TMP/$name.err"
    env --default-signal=INT "${CLONE[@]}" >"$TMP/$name.out" 2>"$TMP/$name.err" &
    DUMP=$!
    # shellcheck disable=SC2034 # for collect
    STARTED_MS=$(now_ms)
}

# shoot: the clone in the background dies at once, unless it has ended; sets STATUS
shoot() {
    STATUS=0
    { kill -KILL "$DUMP" || true; } 2>/dev/null
    { wait "$DUMP" || STATUS=$?; } 2>/dev/null
}

# cloned NAME STATUS [PATTERN]: the newest clone ended so, and said so. One case.
cloned() {
    if [ "$STATUS" != "$2" ]; then
        not_ok "$1" "exit $STATUS, not $2: $(messages "$1" | tail -n 3 | tr '\n' ' ' | cut -c1-400)"
    elif [ -n "${3:-}" ] && ! cat "$TMP/$1.out" "$TMP/$1.err" | tr '\n' ' ' | tr -s ' ' | grep -qE -- "$3"; then
        not_ok "$1" "no such message: $3: $(cat "$TMP/$1.out" <(messages "$1") | tail -n 5 | tr '\n' ' ' | cut -c1-600)"
    elif messages "$1" | grep -qE 'Sanitizer|runtime error'; then
        not_ok "$1" "$(messages "$1" | grep -E 'Sanitizer|runtime error' | head -n 2 | tr '\n' ' ')"
    else
        ok "$1"
    fi
}

# Rows and sequences of all tables, and the schema with all that is behind the rows.
picture() {
    PGMIRAGE_TEST_CLUSTER=$1 digests "$2"
    pg_dump -s -d "$1 dbname=$2" | grep -vE '^(--|$|\\(un)?restrict )'
    psql -XAtq -d "$1 dbname=$2" -c "SELECT conrelid::regclass, conname, convalidated FROM pg_constraint ORDER BY conrelid::regclass::text, 2" \
        -c "SELECT c.oid::regclass, indisvalid FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid WHERE relnamespace::regnamespace::text <> 'pg_toast' ORDER BY c.oid::regclass::text" \
        -c "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pgmirage%'"
}
# databases SERVER NAME: those of the clone NAME beside it
left_databases() { psql -XAtq -d "$1 dbname=postgres" -c "SELECT datname FROM pg_database WHERE datname LIKE '$2\\_pgmirage%' ORDER BY 1"; }
