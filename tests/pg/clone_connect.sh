#!/usr/bin/env bash
# How a clone comes to its servers: service files, passwords, several hosts, TLS with certificates.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/clone_pair.sh
. "$PROJECT/tests/support/clone_pair.sh"
clone_start listen_addresses=127.0.0.1
role_reader
new_database small
sql small "CREATE TABLE people (id int PRIMARY KEY, name text); INSERT INTO people SELECT i, 'Somebody ' || i FROM generate_series(1, 1000) AS i"
socket=$(sed 's/.*host=\([^ ]*\).*/\1/' <<<"$CLONE_TARGET")
port=$(sed 's/.*port=\([0-9]*\).*/\1/' <<<"$CLONE_TARGET")
data=$CLONE_FOLDER/pg/data

to() { # to TARGET OPTION...
    "$PGMIRAGE_BIN" clone --rules "$TMP/keep.yaml" --source "$(reader_conninfo small)" --target "$@"
}
made() { # made NAME DATABASE: it is there, whole; gone for the next one
    check_equal "$1" 1000 "$(there sql "$2" "SELECT count(*) FROM people")"
    there drop_database "$2"
}

# Service files ------------------------------------------------------------------------------------------
cat >"$TMP/services" <<INI
[test_copy]
host=$socket
port=$port
user=postgres
dbname=by_service
[test_server]
host=$socket
port=$port
user=postgres
[test_source]
$(reader_conninfo small | tr ' ' '\n')
INI
export PGSERVICEFILE=$TMP/services
check service to service=test_copy
made service_made by_service
check service_uri to "postgresql:///?service=test_copy"
made service_uri_made by_service
check service_overridden to "service=test_copy dbname=otherwise"
made service_overridden_made otherwise
check_fails service_without_database 2 to service=test_server
check_fails service_unknown 2 to service=nowhere
check service_of_source "$PGMIRAGE_BIN" clone --rules "$TMP/keep.yaml" --source service=test_source --target "$(there conninfo small)"
made service_of_source_made small

# A standby of the target's server as the source: its primary may be production -------------------------
there new_database mirrored
there sql mirrored "CREATE TABLE people AS SELECT generate_series(1, 1000) AS id"
standby=$CLONE_FOLDER/pg/standby
trap 'cluster_remove "$standby"; clone_stop' EXIT
cluster_as_server mkdir -m 0700 "$standby" "$standby/socket"
cluster_as_server "$(cluster_bindir)/pg_basebackup" -D "$standby/data" -R -c fast -d "$CLONE_TARGET" >/dev/null
cluster_as_server "$(cluster_bindir)/pg_ctl" -D "$standby/data" -l "$standby/log" -w \
    -o "-c unix_socket_directories=$standby/socket -c listen_addresses=''" start >/dev/null
of_standby() { # of_standby DATABASE OPTION...: of the standby's database mirrored
    local target=$1
    shift
    "$PGMIRAGE_BIN" clone --rules "$TMP/keep.yaml" --source "host=$standby/socket port=$port user=mirage_reader dbname=mirrored" \
        --target "$(there conninfo "$target")" "$@"
}
oid=$(there sql postgres "SELECT oid FROM pg_database WHERE datname = 'mirrored'")
check_fails own_standby 2 of_standby mirrored
says own_standby_said "a standby or a physical copy of the target's server"
check_equal own_standby_untouched "$oid" "$(there sql postgres "SELECT oid FROM pg_database WHERE datname = 'mirrored'")"
check own_standby_other_name of_standby mirrored_copy
made own_standby_made mirrored_copy
check own_standby_allowed of_standby mirrored --allow-physical-copy
check_equal own_standby_replaced 1000 "$(there sql mirrored "SELECT count(*) FROM people")"
cluster_as_server "$(cluster_bindir)/pg_ctl" -D "$standby/data" -m immediate stop >/dev/null

# Passwords -------------------------------------------------------------------------------------------------
there sql postgres "SET password_encryption = 'scram-sha-256'; CREATE ROLE secret LOGIN CREATEDB PASSWORD 'planted:pass\\word'"
printf 'local all postgres trust\nhost all secret 127.0.0.1/32 scram-sha-256\nhostssl all tls 127.0.0.1/32 cert\n' | cluster_as_server tee "$data/pg_hba.conf" >/dev/null
there sql postgres "SELECT pg_reload_conf()" >/dev/null
uri="postgresql://secret@127.0.0.1:$port/by_password"
options=(--no-owner --no-privileges)
check_fails no_password 1 to "$uri" "${options[@]}"
says no_password_hint "give the password in PGPASSWORD, ~/.pgpass or a service file"
(umask 077 && printf '127.0.0.1:%s:*:secret:planted\\:pass\\\\word\n' "$port" >"$TMP/pgpass")
check pgpass env PGPASSFILE="$TMP/pgpass" "$PGMIRAGE_BIN" clone --rules "$TMP/keep.yaml" --source "$(reader_conninfo small)" --target "$uri" "${options[@]}"
check_empty pgpass_not_told "$(grep planted "$TMP/check.log" || true)"
made pgpass_made by_password
check password_in_uri to "postgresql://secret:planted%3Apass%5Cword@127.0.0.1:$port/by_password" "${options[@]}"
check_empty password_not_told "$(grep -E 'planted|%5C' "$TMP/check.log" || true)"
made password_in_uri_made by_password
check_fails malformed 2 to "postgresql://secret:planted@[/by_password"
check_empty malformed_not_told "$(grep planted "$TMP/check.log" || true)"

# Several hosts: the first one answers nobody -------------------------------------------------------------------
check hosts env PGPASSFILE="$TMP/pgpass" "$PGMIRAGE_BIN" clone --rules "$TMP/keep.yaml" --source "$(reader_conninfo small)" \
    --target "postgresql://secret@127.0.0.1:1,127.0.0.1:$port/by_hosts?target_session_attrs=read-write" "${options[@]}"
made hosts_made by_hosts

# TLS -------------------------------------------------------------------------------------------------------------
if ! command -v openssl >/dev/null; then
    skip tls "there is no openssl"
    finish
fi
sign() { # sign NAME SUBJECT EXTENSION: $TMP/NAME.key and .crt by the CA
    openssl req -new -newkey rsa:2048 -nodes -keyout "$TMP/$1.key" -subj "/CN=$2" -out "$TMP/$1.csr" 2>/dev/null
    openssl x509 -req -in "$TMP/$1.csr" -CA "$TMP/ca.crt" -CAkey "$TMP/ca.key" -CAcreateserial -days 2 -out "$TMP/$1.crt" -extfile <(echo "$3") 2>/dev/null
}
openssl req -x509 -new -newkey rsa:2048 -nodes -keyout "$TMP/ca.key" -subj "/CN=pgmirage test CA" -days 2 -out "$TMP/ca.crt" 2>/dev/null
openssl req -x509 -new -newkey rsa:2048 -nodes -keyout "$TMP/other.key" -subj "/CN=another CA" -days 2 -out "$TMP/other.crt" 2>/dev/null
sign server 127.0.0.1 "subjectAltName=IP:127.0.0.1"
sign client tls "extendedKeyUsage=clientAuth"
chmod 0600 "$TMP/client.key"
for file in ca.crt server.crt server.key; do
    cluster_as_server tee "$data/$file" <"$TMP/$file" >/dev/null
    cluster_as_server chmod 0600 "$data/$file"
done
there sql postgres "CREATE ROLE tls LOGIN CREATEDB"
for setting in "ssl_ca_file = 'ca.crt'" "ssl_cert_file = 'server.crt'" "ssl_key_file = 'server.key'" "ssl = on"; do there sql postgres "ALTER SYSTEM SET $setting"; done
there sql postgres "SELECT pg_reload_conf()" >/dev/null
tls="host=127.0.0.1 port=$port user=tls dbname=by_tls sslmode=verify-full sslrootcert=$TMP/ca.crt"
check tls to "$tls sslcert=$TMP/client.crt sslkey=$TMP/client.key" "${options[@]}"
made tls_made by_tls
check_fails tls_no_certificate 1 to "$tls" "${options[@]}"
check_fails tls_other_ca 1 to "${tls/ca.crt/other.crt} sslcert=$TMP/client.crt sslkey=$TMP/client.key" "${options[@]}"
check_fails tls_other_name 1 to "${tls/127.0.0.1/localhost} sslcert=$TMP/client.crt sslkey=$TMP/client.key" "${options[@]}"
check_fails tls_disabled 1 to "${tls/verify-full/disable}" "${options[@]}"
check_empty tls_nothing_left "$(databases 'by_tls%')"
drop_database small
finish
