/* mask_array.c: any bytes as an array: braces, bounds and delimiters outside of quotes stay. */
#include "../support/parts_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* Braces outside of quotes; -1: a quote does not end. */
static int braces(struct pgm_span text)
{
    int count = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.bytes; i++) {
        if (text.data[i] == '\\')
            i++;
        else if (text.data[i] == '"')
            quoted = !quoted;
        else if (!quoted)
            count += text.data[i] == '{' || text.data[i] == '}';
    }
    return quoted ? -1 : count;
}

static bool check(struct pgm_span value, struct pgm_span fake)
{
    if (pgm_span_equal(fake, pgm_span_of("{}")))
        return true;
    return braces(fake) == braces(value) && fake.data[fake.bytes - 1] == '}';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const struct pgm_type text = {.kind = PGM_KIND_TEXT, .name = "text"};
    static const struct pgm_type type = {
        .kind = PGM_KIND_ARRAY, .name = "text[]", .element = &text, .delimiter = ','};
    static const struct pgm_arg_input inputs[] = {{.name = "items",
                                                   .kind = PGM_ARG_INPUT_SCALAR,
                                                   .text = "redact",
                                                   .rule = {.mask = "redact"}}};
    static struct fuzz redact, plain;
    if (!redact.mask) {
        fuzz_open(&redact, "array", &type, inputs, 1);
        fuzz_open(&plain, "array", &type, NULL, 0);
    }
    fuzz_values(&redact, data, bytes, check);
    fuzz_values(&plain, data, bytes, check);
    return 0;
}
