#!/usr/bin/env bash
# Broken clones are taken up where they ended, or refused where the result would be another one.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"
# shellcheck source=tests/support/clone_faults.sh
. "$PROJECT/tests/support/clone_faults.sh"

leave() {
    { kill "$HOLDER" || true; } 2>/dev/null
    for database in $(left_databases "$PGMIRAGE_TEST_CLUSTER" resumed) resumed resumed_plain resumed_source; do
        sql postgres "DROP DATABASE IF EXISTS \"$database\" WITH (FORCE)"
    done
    test_end
}
trap leave EXIT
HOLDER=
OTHER_KEY=$("$PGMIRAGE_BIN" keygen)
clone_source "$PGMIRAGE_TEST_CLUSTER" resumed_source
SOURCE_DB=$(conninfo resumed_source)

# A snapshot that outlives the runs -----------------------------------------------------------------
hold() {
    rm -f "$TMP/held"
    "$PGMIRAGE_BIN" snapshot -d "$SOURCE_DB" >"$TMP/held" 2>"$TMP/hold.err" &
    HOLDER=$!
    await 10 test -s "$TMP/held"
    SNAPSHOT=$(cut -d' ' -f1 "$TMP/held")
}
let_go() {
    kill "$HOLDER"
    wait "$HOLDER" || true
}
hold
TARGET_DB=$(conninfo resumed_plain) clone unbroken --snapshot "$SNAPSHOT"
cloned unbroken 0
TARGET_DB=$(conninfo resumed)
picture "$PGMIRAGE_TEST_CLUSTER" resumed_plain >"$TMP/wanted"

equal() { # equal NAME: the clone is the unbroken one; nothing lies beside it
    picture "$PGMIRAGE_TEST_CLUSTER" resumed >"$TMP/got"
    check_same "$1" "$TMP/wanted" "$TMP/got"
    check_empty "$1_alone" "$(left_databases "$PGMIRAGE_TEST_CLUSTER" resumed)"
}
anew() { sql postgres 'DROP DATABASE IF EXISTS resumed WITH (FORCE)' && clone clean --clean; }

# A pg_restore that stops the run: killer WHEN SECTION, WHEN before or after the section was made
real=$(command -v pg_restore)
killer() {
    cat >"$TMP/pg_restore" <<SH
#!/bin/sh
case "\$*" in *section=$2*) ;; *) exec $real "\$@" ;; esac
[ $1 = before ] || $real "\$@"
kill -KILL \$PPID
SH
    chmod +x "$TMP/pg_restore"
}

# Where it may break ----------------------------------------------------------------------------------
killer before pre-data
clone no_schema --snapshot "$SNAPSHOT" --pg-restore "$TMP/pg_restore"
cloned no_schema 137
clone no_schema_again --resume --snapshot "$SNAPSHOT"
cloned no_schema_again 0 'no rows yet: this one began anew'
equal no_schema_equal
anew
killer after pre-data
clone bare_schema --snapshot "$SNAPSHOT" --pg-restore "$TMP/pg_restore"
clone bare_schema_again --resume --snapshot "$SNAPSHOT"
cloned bare_schema_again 0 'this one began anew'
equal bare_schema_equal

# Amid the rows: a session of ours holds an index back, then the clone is killed; and once more.
work_database() { left_databases "$PGMIRAGE_TEST_CLUSTER" resumed | tail -n 1; }
pieces_done() { [ "$(sql "$(work_database)" 'SELECT count(*) FROM pgmirage_journal.done')" -ge "$1" ]; }
anew
clone_begin amid_rows --snapshot "$SNAPSHOT" --rate-limit 1
await 20 pieces_done 1
shoot
before=$(sql "$(work_database)" 'SELECT count(*) FROM pgmirage_journal.done')
clone_begin amid_rows_again --resume --rate-limit 1
await 20 pieces_done $((before + 1))
shoot
check amid_rows_is_partial test "$(sql "$(work_database)" 'SELECT count(*) FROM pgmirage_journal.chunk WHERE (oid, first) NOT IN (SELECT oid, first FROM pgmirage_journal.done)')" -gt 0
check_empty no_key_in_the_journal "$(pg_dump -d "$(conninfo "$(work_database)")" -n pgmirage_journal | grep -F "${TEST_KEY#pgm1_}" || true)"
clone amid_rows_twice --resume
cloned amid_rows_twice 0 'resumed: [1-9][0-9]* of [0-9]+ pieces were there already'
equal amid_rows_equal

# Behind the rows: made, and to be made again; the snapshot is not needed any more.
for when in before after; do
    anew
    killer "$when" post-data
    clone "post_$when" --snapshot "$SNAPSHOT" --pg-restore "$TMP/pg_restore"
    cloned "post_$when" 137
    clone "post_${when}_again" --resume --pg-restore "$TMP/pg_restore"
    cloned "post_${when}_again" 137
    clone "post_${when}_twice" --resume
    cloned "post_${when}_twice" 0
    equal "post_${when}_equal"
done

# The checks fail, then do not.
anew
echo 'SELECT false' >"$TMP/false.sql"
echo 'SELECT true' >"$TMP/true.sql"
clone unverified --snapshot "$SNAPSHOT" --verify-sql "$TMP/false.sql"
cloned unverified 4
clone verified --resume --verify-sql "$TMP/true.sql"
cloned verified 0 'resumed: ([0-9]+) of \1 pieces'
equal verified_equal

# Complete, but without its name: somebody who may not be sent away is connected -----------------------
anew
sql postgres 'CREATE DATABASE resumed'
sql postgres "DO \$\$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'resume_cloner') THEN CREATE ROLE resume_cloner LOGIN CREATEDB BYPASSRLS; GRANT pg_read_all_data TO resume_cloner; END IF; END \$\$"
sql postgres 'ALTER DATABASE resumed OWNER TO resume_cloner'
sql postgres "COMMENT ON DATABASE resumed IS 'kept words'"
# shellcheck disable=SC2034 # only its pid is of use
coproc STAY { psql -Xq -d "$(conninfo resumed)"; }
# shellcheck disable=SC2153 # set by coproc
stay=$STAY_PID
is_connected() { [ "$(sql postgres "SELECT count(*) FROM pg_stat_activity WHERE datname = 'resumed'")" = 1 ]; }
await 10 is_connected
as_cloner() { TARGET_DB="$TARGET_DB user=resume_cloner" clone "$@" --no-owner --no-privileges; }
as_cloner unswapped --snapshot "$SNAPSHOT" --swap-timeout 1s
cloned unswapped 1 'could not be swapped'
complete=$(left_databases "$PGMIRAGE_TEST_CLUSTER" resumed)
check_equal unswapped_left_one 1 "$(wc -l <<<"$complete")"
check_empty unswapped_has_no_journal "$(sql "$complete" "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pgmirage%'")"
as_cloner unswapped_again --resume --swap-timeout 1s
cloned unswapped_again 1 'could not be swapped'
echo "$OTHER_KEY" >"$TMP/other.key"
chmod 600 "$TMP/other.key"
CLONE_KEY=$TMP/other.key as_cloner complete_other_key --resume
cloned complete_other_key 1 'the key is another one'
oid=$(sql postgres "SELECT oid FROM pg_database WHERE datname = '$complete'")
kill "$stay"
wait "$stay" || true
as_cloner swapped --resume
cloned swapped 0 'the broken run had all but the name'
check_equal swapped_is_the_very_one "$oid" "$(sql postgres "SELECT oid FROM pg_database WHERE datname = 'resumed'")"
check_equal swapped_keeps_words 'kept words|pgmirage: clone for resumed' \
    "$(sql postgres "SELECT string_agg(line, '|') FROM pg_database, regexp_split_to_table(shobj_description(oid, 'pg_database'), E'\n') AS line WHERE datname = 'resumed'")"
picture "$PGMIRAGE_TEST_CLUSTER" resumed | grep -v 'OWNER TO' >"$TMP/got"
check_same swapped_equal <(grep -v 'OWNER TO' "$TMP/wanted") "$TMP/got"
sql postgres "DROP DATABASE \"$(work_database)\"" # what was there before was not ours

# What must be refused ---------------------------------------------------------------------------------
anew
clone_begin broken --snapshot "$SNAPSHOT" --rate-limit 1
await 20 pieces_done 1
shoot
broken=$(work_database)
CLONE_KEY=$TMP/other.key clone other_key --resume
cloned other_key 1 'cannot be resumed: the key is another one.*begins anew'
STATUS=0
"$PGMIRAGE_BIN" clone --rules "$TMP/clone.yaml" --source "$SOURCE_DB" --target "$TARGET_DB" --resume \
    >"$TMP/random_key.out" 2>"$TMP/random_key.err" || STATUS=$?
cloned random_key 2 'needs the key of the broken run'
cp "$TMP/clone.yaml" "$TMP/rules"
sed -i 's/note: lorem/note: redact/' "$TMP/clone.yaml"
clone other_rules --resume
cloned other_rules 1 'the rules file is another one'
cp "$TMP/rules" "$TMP/clone.yaml"
new_database resumed_other "TEMPLATE template0"
SOURCE_DB=$(conninfo resumed_other) clone other_source --resume --allow-mixed-snapshots
cloned other_source 1 'the source is another one'
drop_database resumed_other
sql "$broken" "UPDATE pgmirage_journal.run SET value = 'older' WHERE fact = 'algorithms'"
clone other_algorithms --resume
cloned other_algorithms 1 "way to make fakes is another one"
sql "$broken" "UPDATE pgmirage_journal.run SET value = (SELECT 'aes-128-cmac fisher-yates-4e6+feistel-aes-10 masks 1') WHERE fact = 'algorithms'"
sql "$broken" "UPDATE pgmirage_journal.run SET value = 'person 1 99' || chr(10) WHERE fact = 'ranges'"
clone other_ranges --resume
cloned other_ranges 1 'range of permuted keys is another one'
check_equal refusals_change_nothing "$broken" "$(left_databases "$PGMIRAGE_TEST_CLUSTER" resumed)"

# The snapshot is gone -----------------------------------------------------------------------------------
anew
clone_begin orphan --snapshot "$SNAPSHOT" --rate-limit 1
await 20 pieces_done 1
shoot
let_go
clone gone --resume
cloned gone 1 'snapshot is gone: .*hint: .*pgmirage snapshot'
sql resumed_source "UPDATE people SET note = note || '!' WHERE id % 3 = 0; UPDATE visits SET note = 'new' WHERE id % 5 = 0"
clone_begin mixed --resume --allow-mixed-snapshots --rate-limit 1
collect "$DUMP" 30
cloned mixed 0 'rows are of two moments'
check_equal mixed_has_all_rows "$(sql resumed_source 'SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM visits)')" \
    "$(sql resumed 'SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM visits)')"
check_empty mixed_leaves_no_journal "$(sql resumed "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'pgmirage%'")"

# Rewritten since: pages are not where they were.
anew
hold
clone_begin rewritten --snapshot "$SNAPSHOT" --rate-limit 1
await 20 pieces_done 1
shoot
let_go
sql resumed_source 'VACUUM FULL people'
clone rewritten_refused --resume --allow-mixed-snapshots
cloned rewritten_refused 1 'public.people was changed or rewritten since'
sql resumed_source 'ALTER TABLE visits ADD more int'
clone altered_refused --resume --allow-mixed-snapshots
cloned altered_refused 1 'definition of tables is another one'
clone nothing_left --clean
cloned nothing_left 0
finish
