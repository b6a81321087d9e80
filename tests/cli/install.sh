#!/usr/bin/env bash
# What `cmake --install` puts down is whole: the program runs, a C program finds the library through
# pkg-config and runs with it, nothing but the public interface is exported, the manual is well
# formed.
. "$(dirname "$0")/../support/lib.sh"

build=$(dirname "$PGMIRAGE_BIN")
cache() { sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt"; }
check installs cmake --install "$build" --prefix "$TMP/prefix"
# Moved afterwards: nothing in it may know its first place.
mv "$TMP/prefix" "$TMP/moved"
prefix=$TMP/moved
libdir=$prefix/$(cache CMAKE_INSTALL_LIBDIR)

check program "$prefix/bin/pgmirage" version
for file in include/pgmirage.h share/man/man1/pgmirage.1 share/pgmirage/rules/README.md \
    share/pgmirage/rules/presets/gdpr.yaml share/pgmirage/rules/presets/parts/contact.yaml \
    share/bash-completion/completions/pgmirage share/zsh/site-functions/_pgmirage \
    share/fish/vendor_completions.d/pgmirage.fish; do
    check "has_${file##*/}" test -s "$prefix/$file"
done
check_empty only_the_public_interface_is_exported \
    "$(nm -D --defined-only "$libdir/libpgmirage.so" | awk '{print $3}' | grep -v '^pgmirage_' || true)"
wanted=$(grep -oE 'pgmirage_[a-z_]+\(' "$prefix/include/pgmirage.h" | tr -d '(' | sort -u)
check_equal all_of_it_is_exported "$wanted" \
    "$(nm -D --defined-only "$libdir/libpgmirage.so" | awk '{print $3}' | grep '^pgmirage_' | sort)"

cat >"$TMP/user.c" <<'C'
#include <pgmirage.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct pgmirage_job *job = pgmirage_job_new("dump");
    if (argc != 3 || !job || pgmirage_job_new("nonsense"))
        return 10;
    if (pgmirage_job_set(job, "no-such-option", "x") != PGMIRAGE_BAD_USAGE)
        return 11;
    if (!strstr(pgmirage_job_message(job), "no-such-option"))
        return 12;
    if (pgmirage_job_set(job, "rules", argv[1]) || pgmirage_job_set(job, "file", argv[2]) ||
        pgmirage_job_set(job, "jobs", "1"))
        return 13;
    /* The rules file does not exist. */
    if (pgmirage_job_run(job) != PGMIRAGE_BAD_USAGE || !*pgmirage_job_message(job))
        return 14;
    pgmirage_job_free(job);
    puts(pgmirage_version());
    return 0;
}
C
export PKG_CONFIG_PATH=$libdir/pkgconfig LD_LIBRARY_PATH=$libdir
sanitize=$(cache PGMIRAGE_SANITIZE)
# shellcheck disable=SC2046 # flags are words
check user_compiles "$(cache CMAKE_C_COMPILER)" -std=c99 -pedantic -Wall -Wextra -Werror \
    ${sanitize:+-fsanitize=$sanitize} -o "$TMP/user" "$TMP/user.c" \
    $(pkg-config --cflags --libs pgmirage)
check user_runs "$TMP/user" "$TMP/none.yaml" "$TMP/new"
check no_output_was_made test ! -e "$TMP/new"
version=$(pkg-config --modversion pgmirage)
check_equal versions_agree "$version pgmirage $version" \
    "$("$TMP/user" "$TMP/none.yaml" "$TMP/new") $("$prefix/bin/pgmirage" version)"

# The rules in the moved tree are found from the program's own place: then it is the server that is not.
echo "version: 1" >"$prefix/share/pgmirage/rules/presets/mine.yaml"
printf 'version: 1\ninclude: [presets/mine.yaml, presets/gdpr.yaml, presets/pci-dss.yaml]\n' >"$TMP/rules.yaml"
check_fails installed_rules_are_found 1 "$prefix/bin/pgmirage" dump -r "$TMP/rules.yaml" -f "$TMP/new" -h "$TMP"
check_fails other_rules_are_not 2 "$prefix/bin/pgmirage" dump -r "$TMP/rules.yaml" -f "$TMP/new" -h "$TMP" --presets "$TMP"

if command -v g++ >/dev/null; then
    check header_is_cxx g++ -fsyntax-only -Wall -Wextra -Werror -x c++ "$prefix/include/pgmirage.h"
else
    skip header_is_cxx "g++ is not installed"
fi
if command -v groff >/dev/null; then
    check_empty manual_is_well_formed "$(groff -man -ww -Tutf8 "$prefix/share/man/man1/pgmirage.1" 2>&1 >/dev/null)"
else
    skip manual_is_well_formed "groff is not installed"
fi
finish
