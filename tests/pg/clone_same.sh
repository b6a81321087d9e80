#!/usr/bin/env bash
# A clone equals the restore of a dump under the same key: rows, sequences, schema, statistics. The
# source is one server, the target another.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/clone_pair.sh
. "$PROJECT/tests/support/clone_pair.sh"
clone_start wal_level=logical
export PGMIRAGE_KEY=$TEST_KEY

# What the planner would miss: tables, trees and materialized views without statistics, invalid indexes.
# A tree without leaves has none; one with a foreign leaf would ask the other server for them.
lacks_statistics() {
    there sql "$1" "SELECT c.oid::regclass FROM pg_class AS c WHERE c.relkind IN ('r', 'p', 'm') AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
        AND c.relispopulated AND c.reltuples = -1
        AND (c.relkind <> 'p' OR NOT EXISTS (SELECT FROM pg_partition_tree(c.oid) AS t JOIN pg_class AS l ON l.oid = t.relid WHERE l.relkind = 'f')
            AND EXISTS (SELECT FROM pg_partition_tree(c.oid) WHERE isleaf AND relid <> c.oid))
        UNION ALL SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"
}

# The shop, masked -----------------------------------------------------------------------------------
role_reader
shop_database
export RULES=$PROJECT/bench/shop.rules.yaml
check shop clone shop shop_clone
check dump "$PGMIRAGE_BIN" dump --rules "$RULES" -d "$(reader_conninfo shop)" -f "$TMP/shop" -j 2 -Z none
new_database shop_restored
check restore restore shop_restored "$TMP/shop" -j2
same_databases shop shop_restored shop_clone
check_empty shop_statistics "$(lacks_statistics shop_clone)"
check_equal shop_root_statistics 1 "$(there sql shop_clone "SELECT count(*) FROM pg_stats WHERE tablename = 'orders' AND inherited AND attname = 'id'")"
check_equal shop_frozen 0 "$(there sql shop_clone "SELECT relallvisible - relpages FROM pg_class WHERE relname = 'customers'")"
check shop_other_way clone shop shop_clone --workers 0 --split-tables-larger-than 1MB
same_databases shop_split shop_restored shop_clone
drop_database shop_restored
there drop_database shop_clone
unset RULES

# Everything dump tools have stumbled over -------------------------------------------------------------
new_database nasty_template
sql_file nasty_template "$PROJECT/tests/pg/nasty_template.sql"
new_database nasty "TEMPLATE nasty_template"
sql_file nasty "$PROJECT/tests/pg/nasty.sql" -v huge_mb=4
# The extension's tables were made by hand, and no CREATE EXTENSION there would make them.
sql nasty "UPDATE pg_extension SET extconfig = NULL, extcondition = NULL WHERE extname = 'hstore';
    ALTER EXTENSION hstore DROP TABLE hstore_kit.settings; ALTER EXTENSION hstore DROP TABLE hstore_kit.notes;
    ALTER EXTENSION hstore DROP SEQUENCE hstore_kit.settings_id; ALTER EXTENSION hstore DROP SCHEMA hstore_kit"
check_fails roles_missing 3 clone nasty nasty_clone --include-foreign-servers
says roles_named "nasty owner: the target has no such role"
says second_role_named "nasty_reader: the target has no such role"
check_empty roles_nothing_made "$(databases 'nasty%')"
pg_dumpall --roles-only -d "$(conninfo postgres)" | grep nasty | psql -Xq -d "$(there conninfo postgres)"
check nasty clone nasty nasty_clone --include-foreign-servers
says nasty_large_objects "large objects left out"
check_empty no_user_mapping "$(there sql nasty_clone "SELECT srvname FROM pg_user_mappings")"
check_empty no_subscription "$(there sql nasty_clone "SELECT subname FROM pg_subscription")"
check_empty nasty_statistics "$(lacks_statistics nasty_clone)"
check_equal no_journal 0 "$(there sql nasty_clone "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'pgmirage%'")"
# What differs by design goes, so that the rest can be compared.
sql nasty 'DROP SUBSCRIPTION nasty_subscription; DROP USER MAPPING FOR "nasty owner" SERVER nasty_server'
same_databases nasty nasty nasty_clone
drop_database nasty
drop_database nasty_template
there drop_database nasty_clone

# Databases of other make ----------------------------------------------------------------------------
# other NAME OPTIONS SQL ENCODING
other() {
    local name=$1
    new_database "other_$name" "TEMPLATE template0 $2"
    PGOPTIONS="$PGOPTIONS -c client_encoding=$4" sql "other_$name" "$3" >/dev/null
    check "$name" clone "other_$name" "other_$name"
    PGCLIENTENCODING=$4 same_databases "$name" "other_$name" "other_$name"
    local made="SELECT pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider, daticulocale FROM pg_database WHERE datname = 'other_$name'"
    check_equal "${name}_locale" "$(sql postgres "$made")" "$(there sql postgres "$made")"
    drop_database "other_$name"
    there drop_database "other_$name"
}
other sql_ascii "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'" \
    "CREATE TABLE bytes (id int, t text); INSERT INTO bytes SELECT i, 'x' || chr(i) || 'y' FROM generate_series(1, 255) AS i" SQL_ASCII
other latin1 "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'" \
    "CREATE TABLE words (id int, t text); INSERT INTO words SELECT i, 'x' || chr(i) FROM generate_series(160, 255) AS i" LATIN1
other icu "LOCALE_PROVIDER icu ICU_LOCALE 'de-u-ks-level2'" \
    "CREATE TABLE words (t text PRIMARY KEY); INSERT INTO words VALUES ('ä'), ('z'), ('b')" UTF8
new_database other_empty
check empty clone other_empty other_empty
check_equal empty_there 1 "$(databases other_empty | wc -l)"
drop_database other_empty
new_database other_none
sql other_none "DROP SCHEMA public; CREATE SCHEMA sole; CREATE TABLE sole.numbers AS SELECT generate_series(1, 9) AS id"
check no_public clone other_none other_none
same_databases no_public other_none other_none
drop_database other_none
finish
