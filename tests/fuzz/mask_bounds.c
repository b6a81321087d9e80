/* mask_bounds.c: any bytes as ranges: what comes out is a range, bounds in order, or empty. */
#include "../support/parts_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static bool check(struct pgm_span value, struct pgm_span fake)
{
    (void)value;
    for (size_t i = 0; i < fake.bytes; i++)
        if (!strchr("0123456789+-.,[]()\"{}eEmptyNaInfi ", fake.data[i]))
            return false;
    return fake.bytes > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const struct pgm_type numeric = {.kind = PGM_KIND_NUMERIC, .name = "numeric"};
    static const struct pgm_type type = {
        .kind = PGM_KIND_RANGE, .name = "numrange", .element = &numeric};
    static const struct pgm_arg_input inputs[] = {{.name = "bounds",
                                                   .kind = PGM_ARG_INPUT_SCALAR,
                                                   .text = "noise",
                                                   .rule = {.mask = "noise"}}};
    static struct fuzz fuzz;
    if (!fuzz.mask)
        fuzz_open(&fuzz, "bounds", &type, inputs, 1);
    fuzz_values(&fuzz, data, bytes, check);
    return 0;
}
