#!/usr/bin/env bash
# A test that passes although the code is wrong would be worse than none. Criterion runs its tests in
# forked children: see that under the sanitizers' flags planted bugs really fail there, and that a
# failing assertion does.
. "$(dirname "$0")/../support/lib.sh"

cat >"$TMP/planted.c" <<'C'
#include <criterion/criterion.h>
#include <limits.h>
#include <stdlib.h>

static volatile int one = 1;

Test(planted, sound)
{
    cr_assert_eq(one, 1);
}

Test(planted, assertion)
{
    cr_assert_eq(one, 2);
}

Test(planted, overflow)
{
    cr_assert_lt(INT_MAX + one, 0);
}

Test(planted, out_of_bounds)
{
    char *bytes = malloc(8);
    bytes[7 + one] = 'x';
    cr_assert_eq(bytes[7 + one], 'x');
    free(bytes);
}
C

# shellcheck disable=SC2046 # flags are words
"$(command -v gcc || command -v clang)" -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
    -o "$TMP/planted" "$TMP/planted.c" $(pkg-config --cflags --libs criterion)

planted() { ASAN_OPTIONS=detect_leaks=0 "$TMP/planted" --filter "planted/$1"; }
check sound_passes planted sound
for bug in assertion overflow out_of_bounds; do
    check_fails "${bug}_is_found" 1 planted "$bug"
done
finish
