#!/usr/bin/env bash
# Builds the fastest pgmirage: once so that it counts what runs while it masks a small shop in a private
# PostgreSQL, then optimised by these counts (gcc's profile). Other compilers build as they do without.
#
#   bash bench/build.sh                     # build/fast, as `cmake --preset release` builds build/release
#   bash bench/build.sh FOLDER TARGET...    # these targets, in FOLDER, those of bench/ among them
#
#   FOLDER/counting ──masks the shop──> FOLDER/counts ──> FOLDER ──masks it again──> the same rows
#
# Some two minutes; what has not changed is not done again.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
folder=$(realpath -m "${1:-$project/build/fast}")
targets=("${@:2}") with_bench=ON
[ "${#targets[@]}" -gt 0 ] || targets=(all) with_bench=OFF
counting=$folder/counting counts=$folder/counts scale=0.05

bash "$project/bench/install.sh"
# shellcheck source=bench/cluster.sh
. "$project/bench/cluster.sh"
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pgmirage-build.XXXXXX")
chmod 0711 "$tmp" # user postgres must pass
trap 'cluster_remove "$tmp/pg"; rm -rf "$tmp"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
PATH=$(cluster_bindir):$PATH

build() { # build FOLDER COUNT_INTO COUNTED_IN TARGET...
    cmake -S "$project" -B "$1" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPGMIRAGE_TESTS=OFF \
        -DPGMIRAGE_BENCH="$with_bench" -DPGMIRAGE_COUNT_INTO="$2" -DPGMIRAGE_COUNTED_IN="$3" &&
        cmake --build "$1" -j "$(nproc)" --target "${@:4}"
}

logged() { # logged COMMAND...: says what a command printed only where it fails
    "$@" >"$tmp/log" 2>&1 || {
        tail -n 40 "$tmp/log" >&2
        exit 1
    }
}

start_shop() {
    [ ! -e "$tmp/pg" ] || return 0
    cluster_start "$tmp/pg" || return 1
    psql -Xq -d "$CLUSTER_CONNINFO dbname=postgres" -c 'CREATE DATABASE shop' &&
        psql -Xq -v ON_ERROR_STOP=1 -d "$CLUSTER_CONNINFO dbname=shop" -v scale="$scale" \
            -f "$project/bench/shop.sql" -o /dev/null &&
        "$counting/pgmirage" keygen >"$tmp/key" && chmod 0600 "$tmp/key"
}

mask() { # mask PROGRAM RULES COMPRESSION: an archive in $tmp/archive
    rm -rf "$tmp/archive"
    "$1" dump -q --progress none --rules "$project/bench/$2.rules.yaml" -d "$CLUSTER_CONNINFO dbname=shop" \
        -f "$tmp/archive" -Z "$3" -j 2 --key-file "$tmp/key"
}

clone() { # clone PROGRAM: rows in the binary format
    "$1" clone -q --progress none --rules "$project/bench/standard.rules.yaml" --key-file "$tmp/key" -j 2 \
        --source "$CLUSTER_CONNINFO dbname=shop" --target "$CLUSTER_CONNINFO dbname=shop_masked"
}

count() {
    rm -rf "$counts"
    start_shop || return 1
    local rules compression
    for compression in gzip none; do
        for rules in kept shop standard; do
            mask "$counting/pgmirage" "$rules" "$compression" || return 1
        done
    done
    clone "$counting/pgmirage"
}

# A program that the compiler optimised otherwise has to write the same rows.
compare() {
    start_shop || return 1
    local program
    for program in "$counting/pgmirage" "$folder/pgmirage"; do
        mask "$program" standard none || return 1
        python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["tables"])' \
            "$tmp/archive/pgmirage.json" >>"$tmp/tables" || return 1
    done
    [ "$(sort -u "$tmp/tables" | wc -l)" -eq 1 ] || {
        echo "build.sh: the optimised program writes other rows than the other: please report it"
        return 1
    }
}

if ! "${CC:-cc}" --version 2>/dev/null | grep -q 'Free Software Foundation'; then
    echo "building without a profile: ${CC:-cc} is not gcc" >&2
    logged build "$folder" "" "" "${targets[@]}"
    exit
fi
logged build "$counting" "$counts" "" pgmirage
if [ ! "$counts/done" -nt "$counting/pgmirage" ]; then
    logged count
    touch "$counts/done"
    [ ! -e "$folder/build.ninja" ] || logged cmake --build "$folder" --target clean
fi
logged build "$folder" "" "$counts" "${targets[@]}"
if [ ! "$folder/compared" -nt "$folder/pgmirage" ]; then
    logged compare
    touch "$folder/compared"
fi
