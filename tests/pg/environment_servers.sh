#!/usr/bin/env bash
# Servers of other make: one with few locks, a pooler in front of one, a hot standby.
. "$(dirname "$0")/../support/lib.sh"

folder=$(mktemp -d "$PGMIRAGE_TEST_TMP/servers.XXXXXX")
chmod 0711 "$folder"
bin=$(cluster_bindir)
pipe=${CLUSTER_PIPE:-}
cluster_start "$folder/pg" max_connections=10 max_locks_per_transaction=10 max_wal_senders=3
socket=$CLUSTER_HOST port=$CLUSTER_PORT
export PGMIRAGE_TEST_CLUSTER=$CLUSTER_CONNINFO # all below is about this server
CLUSTER_PIPE=$pipe
pooler=
servers_end() {
    [ -z "$pooler" ] || kill "$(cat "$folder/pg/bouncer/pid")" || true
    cluster_remove "$folder/pg/standby"
    cluster_remove "$folder/pg"
    rm -rf "$folder"
    test_end
}
trap servers_end EXIT

# dump SOURCE [OPTION...]
dump() {
    local source=$1
    shift
    rm -rf "$TMP/archive"
    "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$source" -f "$TMP/archive" -j 2 "$@"
}
says() { # says NAME TEXT: the last case said it
    check_empty "$1" "$(grep -qF -- "$2" "$TMP/check.log" || cat "$TMP/check.log")"
}
printf 'version: 1\nunlisted: {table: keep}\n' >"$TMP/rules.yaml"

# Lock capacity -------------------------------------------------------------------------------------
role_reader
new_database many
for ((i = 0; i < 300; i++)); do echo "CREATE TABLE t$i (a int);"; done >"$TMP/many.sql"
sql_file many "$TMP/many.sql"
check_fails too_few_locks 1 dump "$(reader_conninfo many)"
says too_few_locks_counted "300 tables must be locked, but the server has room for 100 locks"
says too_few_locks_number "set max_locks_per_transaction to at least"
check_empty too_few_locks_nothing_written "$(ls -d "$TMP/archive" 2>/dev/null || true)"
number=$(grep -oE 'at least [0-9]+' "$TMP/check.log" | grep -oE '[0-9]+')
cluster_as_server "$bin/pg_ctl" -D "$folder/pg/data" -l "$folder/pg/log" -o "-c max_locks_per_transaction=$number" -w restart >/dev/null
check locks_as_told dump "$(reader_conninfo many)"
check_equal locks_as_told_tables 300 "$(manifest_checksums "$TMP/archive" | wc -l)"
drop_database many

# A small database for the rest -------------------------------------------------------------------------
new_database small
new_database small_copy
sql small "CREATE TABLE people (id serial PRIMARY KEY, email text UNIQUE, note text);
    INSERT INTO people (email, note) SELECT 'p' || i || '@corp.example', 'note ' || i FROM generate_series(1, 5000) AS i"
cat >"$TMP/rules.yaml" <<'YAML'
version: 1
tables: {public.people: {columns: {id: permute, email: email, note: keep}}}
YAML
content="SELECT count(*), count(DISTINCT id), count(DISTINCT email), md5(string_agg(note, ',' ORDER BY note)) FROM people"
restored() { # restored NAME: the last archive holds what the source does
    sql postgres "DROP DATABASE IF EXISTS small_copy" && sql postgres "CREATE DATABASE small_copy"
    check "$1_restores" restore small_copy "$TMP/archive" -j2
    check_equal "$1_rows" "$(sql small "$content")" "$(sql small_copy "$content")"
}

# PgBouncer -------------------------------------------------------------------------------------------
if command -v pgbouncer >/dev/null; then
    cluster_as_server mkdir "$folder/pg/bouncer"
    {
        echo "[databases]"
        for mode in session transaction statement; do
            echo "by_$mode = host=$socket port=$port dbname=small user=mirage_reader pool_mode=$mode"
        done
        echo "[pgbouncer]"
        echo "listen_port = $port"
        echo "unix_socket_dir = $folder/pg/bouncer"
        echo "auth_type = any"
        echo "default_pool_size = 6"
        echo "ignore_startup_parameters = extra_float_digits, options"
        echo "logfile = $folder/pg/bouncer/log"
        echo "pidfile = $folder/pg/bouncer/pid"
    } | cluster_as_server tee "$folder/pg/bouncer/ini" >/dev/null
    cluster_as_server pgbouncer -q "$folder/pg/bouncer/ini" >/dev/null 2>&1 &
    pooler=$!
    pooled() { echo "host=$folder/pg/bouncer port=$port user=mirage_reader dbname=by_$1"; }
    for ((i = 0; i < 100; i++)); do
        PGOPTIONS='' psql -XAtqc 'SELECT 1' -d "$(pooled session)" >/dev/null 2>&1 && break
        sleep 0.1
    done
    for mode in transaction statement; do
        check_fails "pooler_$mode" 1 env PGOPTIONS= "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(pooled "$mode")" -f "$TMP/archive.$mode"
        says "pooler_${mode}_says" "connection pooler"
        check_empty "pooler_${mode}_nothing_written" "$(ls -d "$TMP/archive.$mode" 2>/dev/null || true)"
    done
    check pooler_session env PGOPTIONS= "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -d "$(pooled session)" -f "$TMP/pooled" -j 2
    rm -rf "$TMP/archive" && mv "$TMP/pooled" "$TMP/archive"
    restored pooler_session
    kill "$(cat "$folder/pg/bouncer/pid")"
    wait "$pooler" 2>/dev/null || true
    pooler=
else
    skip pooler "pgbouncer is not installed"
fi

# Hot standby -------------------------------------------------------------------------------------------
sql small "CREATE UNLOGGED TABLE quick (id int GENERATED ALWAYS AS IDENTITY, a int); INSERT INTO quick (a) VALUES (1)"
cluster_as_server mkdir -m 0700 "$folder/pg/standby" "$folder/pg/standby/socket"
cluster_as_server "$bin/pg_basebackup" -R -c fast -h "$socket" -p "$port" -U postgres -D "$folder/pg/standby/data"
printf "%s\n" "unix_socket_directories = '$folder/pg/standby/socket'" "max_locks_per_transaction = $number" "hot_standby_feedback = on" |
    cluster_as_server tee -a "$folder/pg/standby/data/postgresql.conf" >/dev/null
cluster_as_server "$bin/pg_ctl" -D "$folder/pg/standby/data" -l "$folder/pg/standby/log" -w start >/dev/null
standby="host=$folder/pg/standby/socket port=$port user=mirage_reader dbname=small"
check_equal standby_recovers t "$(psql -XAtqc 'SELECT pg_is_in_recovery()' -d "$standby")"
check_fails standby_not_listed 3 dump "$standby"
printf '  public.quick: {columns: {id: keep, a: keep}}\n' >"$TMP/more"
sed -i 's/^tables: {\(.*\)}$/tables:\n  \1/' "$TMP/rules.yaml" && cat "$TMP/more" >>"$TMP/rules.yaml"
check_fails standby_unlogged 3 dump "$standby"
says standby_unlogged_says "public.quick: an unlogged table cannot be read on a standby"
check_equal standby_one_problem "1 problem found" "$(grep -oE '[0-9]+ problems? found' "$TMP/check.log")"
sed -i 's/^  public.quick: .*/  public.quick: {rows: none}/' "$TMP/rules.yaml"
check standby dump "$standby"
restored standby
check_equal standby_lsn 1 "$(grep -cE '"lsn": *"[0-9A-F]+/[0-9A-F]+"' "$TMP/archive/pgmirage.json")"
check_equal standby_unlogged_empty 0 "$(sql small_copy "SELECT count(*) FROM quick")"
cluster_remove "$folder/pg/standby"
finish
