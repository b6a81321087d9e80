#!/usr/bin/env bash
# Installs the Debian packages that the build, the demo and the tests need and that are missing: as
# root, or through sudo. Does nothing, and needs no rights, where all of them are there.
#
#   bash bench/install.sh
set -euo pipefail

packages=(
    cmake ninja-build pkg-config
    libpq-dev liburing-dev libsodium-dev libxxhash-dev libcriterion-dev libssl-dev libfyaml-dev
    libdeflate-dev libisal-dev libzstd-dev liblz4-dev libutf8proc-dev
    postgresql postgresql-client
    util-linux procps python3 python3-jsonschema python3-yaml
)
# Any compiler will do; gcc is fetched only where there is none.
command -v gcc >/dev/null || command -v clang-14 >/dev/null || command -v clang >/dev/null ||
    packages+=(gcc libc6-dev)

# The fast matcher of free text is built for x86-64 alone; elsewhere, and without it, a loop does it.
[ "$(uname -m)" != x86_64 ] || packages+=(libhyperscan-dev)

missing=()
for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] ||
        missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "install.sh: missing packages, and neither root nor sudo: apt-get install ${missing[*]}" >&2
        exit 1
    fi
}

# Debian's package would otherwise create and start a cluster of its own.
no_cluster=/etc/postgresql-common/createcluster.d/zz-no-main-cluster.conf
if [[ " ${missing[*]} " == *" postgresql "* ]]; then
    as_root mkdir -p "${no_cluster%/*}"
    as_root tee "$no_cluster" >/dev/null <<<"create_main_cluster = false"
fi

echo "installing: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
{
    as_root apt-get -q update &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 \
            install --no-install-recommends "${missing[@]}"
} >"$log" 2>&1 || status=$?
as_root rm -f "$no_cluster"
if [ "$status" -ne 0 ]; then
    tail -n 20 "$log" >&2
    exit "$status"
fi
