/* mask_hstore.c: any bytes as hstore and as a row of a composite type: what comes out goes through
 * again, for it is as the server would write it. */
#include "../support/parts_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static struct fuzz hstore, composite;

/* Redacting what is redacted changes nothing, unless the fake was not understood. */
static bool is_stable(struct fuzz *fuzz, struct pgm_span fake)
{
    struct pgm_span again;
    fuzz_require(fuzz_apply(fuzz, &fake, 1, &again));
    const bool same = pgm_span_equal(fake, again);
    free((void *)(uintptr_t)again.data);
    return same;
}

static bool check_hstore(struct pgm_span value, struct pgm_span fake)
{
    (void)value;
    return is_stable(&hstore, fake);
}

static bool check_composite(struct pgm_span value, struct pgm_span fake)
{
    (void)value;
    return is_stable(&composite, fake);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const struct pgm_type store = {.kind = PGM_KIND_HSTORE, .name = "hstore"};
    static const struct pgm_type text = {.kind = PGM_KIND_TEXT, .name = "text"};
    static const struct pgm_type_field fields[] = {{"a", &text}, {"b", &text}, {"c", &text}};
    static const struct pgm_type row = {
        .kind = PGM_KIND_COMPOSITE, .name = "row", .fields = fields, .field_count = 3};
    static const struct pgm_inner_rule rules[] = {{.key = "a", .mask = "redact"},
                                                  {.key = "b", .mask = "null"}};
    static const struct pgm_arg_input keys[] = {
        {.name = "keys", .kind = PGM_ARG_INPUT_MAP, .rules = rules, .rule_count = 2}};
    static const struct pgm_arg_input parts[] = {
        {.name = "fields", .kind = PGM_ARG_INPUT_MAP, .rules = rules, .rule_count = 2}};
    if (!hstore.mask) {
        fuzz_open(&hstore, "hstore", &store, keys, 1);
        fuzz_open(&composite, "composite", &row, parts, 1);
    }
    fuzz_values(&hstore, data, bytes, check_hstore);
    fuzz_values(&composite, data, bytes, check_composite);
    return 0;
}
