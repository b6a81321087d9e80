#!/usr/bin/env bash
# What a run is given cannot be used: rules, keys, a schema that has grown since the rules were
# written, rows that the role may not see. Exit 2 or 3, a message that names it, nothing written.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"

role_reader
new_database input
trap 'drop_database input; test_end' EXIT
sql input "
    CREATE SCHEMA app;
    CREATE TABLE app.people (id int PRIMARY KEY, name text, note text);
    CREATE TABLE app.visits (person int REFERENCES app.people, day date);
    INSERT INTO app.people VALUES (1, 'Ann Smith', 'tall'), (2, 'Bob Jones', 'short')"
cat >"$TMP/rules.yaml" <<'YAML'
version: 1
unlisted: {table: error, column: error}
tables:
  app.people:
    columns: {id: keep, name: full_name, note: redact}
  app.visits:
    columns: {person: keep, day: keep}
YAML

# dump OPTION...: sets STATUS; what it said is in $TMP/said
RUN=()
dump() {
    STATUS=0
    rm -rf "$TMP/d"
    "${RUN[@]}" dump --rules "${RULES:-$TMP/rules.yaml}" -d "$(conninfo input)" -f "$TMP/d" --progress none "$@" \
        >"$TMP/said" 2>&1 || STATUS=$?
}
# refused NAME STATUS PATTERN...: the newest dump ended so, said each, and wrote nothing
refused() {
    local name=$1 wanted=$2 pattern why=
    shift 2
    [ "$STATUS" = "$wanted" ] || why="exit $STATUS, not $wanted"
    [ ! -e "$TMP/d" ] || why="the folder is there"
    for pattern in "$@"; do grep -qE -- "$pattern" "$TMP/said" || why="no such message: $pattern"; done
    if grep -qE 'Sanitizer|runtime error' "$TMP/said"; then why='sanitizer'; fi
    if [ -z "$why" ]; then ok "$name"; else not_ok "$name" "$why: $(tail -n 4 "$TMP/said" | tr '\n' ' ' | cut -c1-400)"; fi
}
RUN=("$PGMIRAGE_BIN")
dump
check_equal rules_fit "0 " "$STATUS $([ "$STATUS" = 0 ] || cat "$TMP/said")"

# Rules and keys ------------------------------------------------------------------------------------
RULES=$TMP/missing.yaml dump
refused rules_missing 2 'missing.yaml'
RULES=$TMP dump
refused rules_are_a_folder 2 "$TMP"
: >"$TMP/empty.yaml"
RULES=$TMP/empty.yaml dump
refused rules_empty 2 'empty.yaml'
head -c 4096 /dev/urandom >"$TMP/noise.yaml"
RULES=$TMP/noise.yaml dump
refused rules_are_noise 2 'noise.yaml'

"$PGMIRAGE_BIN" keygen >"$TMP/key"
chmod 0600 "$TMP/key"
dump --key-file "$TMP/key"
check_equal key_fits 0 "$STATUS"
for mode in 0640 0604 0660 0602; do
    chmod "$mode" "$TMP/key"
    dump --key-file "$TMP/key"
    refused "key_mode_$mode" 2 "$TMP/key" 'chmod|others'
done
chmod 0600 "$TMP/key"
dump --key-file "$TMP/missing.key"
refused key_missing 2 'missing.key'
dump --key-file "$TMP"
refused key_is_a_folder 2 "$TMP"
secret=$(cat "$TMP/key")
bad_key() { # bad_key NAME TEXT
    (umask 077 && printf '%s' "$2" >"$TMP/bad.key")
    dump --key-file "$TMP/bad.key"
    refused "key_$1" 2 'key file.* does not hold a pgmirage key'
    check_empty "key_$1_is_not_told" "$(grep -F -- "${secret:8:12}" "$TMP/said" || true)"
}
rm -f "$TMP/bad.key"
bad_key empty ''
bad_key cut "${secret:0:30}"
bad_key longer "${secret}AAAA"
bad_key twice "$secret"$'\n'"$secret"$'\n'
bad_key passphrase "correct horse battery staple"
PGMIRAGE_KEY=${secret:0:30} dump
refused key_in_the_environment 2 'PGMIRAGE_KEY'
check_empty key_in_the_environment_is_not_told "$(grep -F -- "${secret:8:12}" "$TMP/said" || true)"

# As somebody who may not read them.
chmod 0711 "$TMP"
install -m 0755 "$PGMIRAGE_BIN" "$TMP/pgmirage"
RUN=("$TMP/pgmirage")
if [ "$(id -u)" -eq 0 ]; then RUN=(setpriv --reuid=postgres --regid=postgres --clear-groups "$TMP/pgmirage"); fi
install -m 0000 "$TMP/rules.yaml" "$TMP/closed.yaml"
cd /
RULES=$TMP/closed.yaml dump
refused rules_unreadable 2 'closed.yaml.*Permission denied'
chmod 0644 "$TMP/rules.yaml"
chmod 0000 "$TMP/key"
dump --key-file "$TMP/key"
refused key_unreadable 2 "$TMP/key.*Permission denied"
RUN=("$PGMIRAGE_BIN")

# The schema has grown ------------------------------------------------------------------------------
sql input 'ALTER TABLE app.people ADD COLUMN passport text'
dump
refused column_added 3 'app[.]people[.]passport'
check_empty column_added_names_no_other "$(grep -E 'people[.](id|name|note)|visits' "$TMP/said" || true)"
sql input 'CREATE TABLE app.secrets (id int, what text)'
dump
refused table_added 3 'app[.]people[.]passport' 'app[.]secrets'
sql input 'ALTER TABLE app.people DROP COLUMN passport'
dump
refused table_added_alone 3 'app[.]secrets'
check_empty table_added_names_no_other "$(grep -E 'people|visits' "$TMP/said" || true)"
sql input 'DROP TABLE app.secrets; ALTER TABLE app.people DROP COLUMN note'
dump
refused column_gone 3 'note'
sql input 'ALTER TABLE app.people ADD COLUMN note text; ALTER TABLE app.visits RENAME TO calls'
dump
refused table_renamed 3 'app[.]calls' 'app[.]visits'
sql input 'ALTER TABLE app.calls RENAME TO visits'

# Rows and rights -----------------------------------------------------------------------------------
# Without BYPASSRLS a policy would leave rows out in silence.
sql postgres "DROP ROLE IF EXISTS mirage_filtered" && sql postgres "CREATE ROLE mirage_filtered LOGIN; GRANT pg_read_all_data TO mirage_filtered"
trap 'drop_database input; sql postgres "DROP ROLE IF EXISTS mirage_filtered; DROP ROLE IF EXISTS mirage_poor"; test_end' EXIT
sql input 'ALTER TABLE app.people ENABLE ROW LEVEL SECURITY; ALTER TABLE app.visits ENABLE ROW LEVEL SECURITY'
dump -U mirage_filtered
refused row_security 3 'app[.]people' 'app[.]visits'
dump -U mirage_reader
check_equal row_security_with_bypass 0 "$STATUS"
sql input 'ALTER TABLE app.people DISABLE ROW LEVEL SECURITY; ALTER TABLE app.visits DISABLE ROW LEVEL SECURITY'

# All missing rights at once.
sql postgres "DROP ROLE IF EXISTS mirage_poor" && sql postgres 'CREATE ROLE mirage_poor LOGIN'
sql input 'GRANT USAGE ON SCHEMA app TO mirage_poor'
dump -U mirage_poor
refused rights_missing 3 'app[.]people' 'app[.]visits'
sql input 'REVOKE USAGE ON SCHEMA app FROM mirage_poor; GRANT SELECT ON ALL TABLES IN SCHEMA app TO mirage_poor'
dump -U mirage_poor
refused schema_right_missing 3 'app'
sql input 'DROP OWNED BY mirage_poor'
finish
