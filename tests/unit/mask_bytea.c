/* bytea. */
#include "parts_rig.h"

Test(mask_bytea, empty_and_random)
{
    struct rig rig = {.class = "bytea", .kind = PGM_KIND_BYTEA};
    rig_open(&rig);
    parts_expect(&rig, "\\x6162", "\\x");
    parts_expect(&rig, "\\x", "\\x");
    rig_close(&rig);
    rig = (struct rig){.class = "bytea", .kind = PGM_KIND_BYTEA, .key = 9};
    rig.inputs[rig.input_count++] =
        (struct pgm_arg_input){.name = "value", .kind = PGM_ARG_INPUT_SCALAR, .text = "random"};
    rig_open(&rig);
    parts_expect(&rig, "\\x", "\\x");
    for (size_t bytes = 1; bytes < 200; bytes++) {
        char *in = pgm_arena_alloc(&rig.arena, 2 * bytes + 3);
        memset(in, 'a', 2 * bytes + 2);
        memcpy(in, "\\x", 2);
        const char *got = rig_text(&rig, in);
        cr_assert_eq(strlen(got), strlen(in));
        cr_assert_eq(strncmp(got, "\\x", 2), 0);
        cr_assert_eq(strspn(got + 2, "0123456789abcdef"), 2 * bytes);
        cr_assert_str_eq(got, rig_text(&rig, in));
        if (bytes > 3)
            cr_assert_str_neq(got, in);
    }
    rig_close(&rig);
}
