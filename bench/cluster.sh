# shellcheck shell=bash
# Shell functions for a private, throw-away PostgreSQL: a unix socket in a temporary folder, no TCP,
# no password, gone with the script that started it. To be sourced.
#
#   . bench/cluster.sh
#   cluster_start "$tmp/pg"            # sets CLUSTER_HOST, CLUSTER_PORT, CLUSTER_CONNINFO
#   psql -d "$CLUSTER_CONNINFO dbname=postgres"
#   cluster_stop "$tmp/pg"             # optional: the end of the script stops it too
#
#   script ──holds──> pipe ──end of file──> keeper: stops the server, removes its folder
#
# The keeper makes the clean-up sure: however the script ends, SIGKILL included, the pipe closes.

# PostgreSQL refuses to run as root: root becomes the system user postgres, others stay who they are.
cluster_as_server() {
    if [ "$(id -u)" -eq 0 ]; then
        # From /, for the user may not be allowed to see the folder we stand in.
        (cd / && exec runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

# The newest server installed, as Debian lays them out, else what the PATH has.
cluster_bindir() {
    local -a found
    mapfile -t found < <(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V)
    if [ "${#found[@]}" -gt 0 ]; then
        dirname "${found[-1]}"
    else
        dirname "$(command -v initdb)"
    fi
}

# cluster_remove FOLDER: stops the server in it and removes the folder; harmless when repeated.
cluster_remove() {
    if [ -e "$1/data/postmaster.pid" ]; then
        cluster_as_server "$(cluster_bindir)/pg_ctl" -D "$1/data" -m immediate stop >/dev/null 2>&1 ||
            true
    fi
    rm -rf "$1"
}

# cluster_start FOLDER [SETTING=VALUE]...: FOLDER must not exist; others may not look into it, but
# every folder above it must let user postgres pass.
cluster_start() {
    local folder=$1 bin setting
    shift
    bin=$(cluster_bindir)
    CLUSTER_HOST=$folder/socket
    CLUSTER_PORT=$((20000 + RANDOM % 20000)) # names the socket only
    # struct sockaddr_un holds 107 bytes of path.
    if [ "${#CLUSTER_HOST}" -gt 85 ]; then
        echo "cluster.sh: $CLUSTER_HOST is too long for a unix socket; set TMPDIR to a shorter one" >&2
        return 1
    fi
    mkdir -m 0700 "$folder"
    [ "$(id -u)" -ne 0 ] || chown postgres: "$folder"
    if ! cluster_as_server test -x "$folder"; then
        echo "cluster.sh: user postgres may not enter $folder; set TMPDIR to where it may" >&2
        return 1
    fi
    cluster_as_server mkdir -m 0700 "$folder/socket"
    cluster_as_server "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 \
        --locale=C.UTF-8 --no-sync >"$folder/initdb.log" || return 1
    {
        echo "listen_addresses = ''"
        echo "unix_socket_directories = '$CLUSTER_HOST'"
        echo "port = $CLUSTER_PORT"
        echo "shared_buffers = 256MB"
        echo "max_wal_size = 4GB"
        echo "fsync = off" # its data need not outlive it
        echo "synchronous_commit = off"
        echo "full_page_writes = off"
        echo "log_timezone = UTC"
        echo "timezone = UTC"
        for setting in "$@"; do
            echo "${setting%%=*} = '${setting#*=}'"
        done
    } | cluster_as_server tee -a "$folder/data/postgresql.conf" >/dev/null
    if ! cluster_as_server "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w start \
        >/dev/null 2>&1; then
        echo "cluster.sh: the private server does not start:" >&2
        tail -n 5 "$folder/log" >&2
        return 1
    fi
    # The server was started before the pipe, so that it does not hold it open itself.
    exec {CLUSTER_PIPE}> >(
        trap '' INT TERM HUP
        cat >/dev/null
        cluster_remove "$folder"
    )
    # shellcheck disable=SC2034 # for the script that sources this
    CLUSTER_CONNINFO="host=$CLUSTER_HOST port=$CLUSTER_PORT user=postgres"
}

cluster_stop() {
    cluster_remove "$1"
    exec {CLUSTER_PIPE}>&-
}
