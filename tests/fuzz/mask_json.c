/* mask_json.c: any bytes as json. What is JSON stays JSON with the same tokens, but for masked leaves;
 * what is none becomes null. A leaf that a path keeps stays byte for byte. */
#include "../support/parts_fuzz.h"
#include "json_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static enum pgm_json_token shape(enum pgm_json_token token)
{
    return token == PGM_JSON_TRUE ? PGM_JSON_FALSE : token;
}

static bool check(struct pgm_span value, struct pgm_span fake)
{
    static struct pgm_json_scan before, after;
    enum pgm_json_token token;
    pgm_json_begin(&before, value);
    do
        token = pgm_json_next(&before);
    while (token != PGM_JSON_INVALID && token != PGM_JSON_END);
    if (token == PGM_JSON_INVALID)
        return pgm_span_equal(fake, pgm_span_of("null"));
    pgm_json_begin(&before, value);
    pgm_json_begin(&after, fake);
    do {
        token = pgm_json_next(&before);
        const enum pgm_json_token masked = pgm_json_next(&after);
        /* The mask null makes nulls of leaves. */
        if (shape(masked) != shape(token) && masked != PGM_JSON_NULL)
            return false;
        if (token == PGM_JSON_KEY &&
            !pgm_span_equal(pgm_json_inside(&before), pgm_json_inside(&after)))
            return false;
    } while (token != PGM_JSON_END);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const struct pgm_type type = {.kind = PGM_KIND_JSON, .name = "jsonb"};
    static const struct pgm_inner_rule rules[] = {
        {.key = "$.e", .mask = "email"},
        {.key = "$..n", .mask = "noise"},
        {.key = "$.l[*].d", .mask = "date_shift"},
        {.key = "$.l[1]", .mask = "hash"},
        {.key = "$.k", .mask = "keep"},
        {.key = "$..z", .mask = "null"},
        {.key = "$.u", .mask = "uuid"},
    };
    static const struct pgm_arg_input inputs[] = {{.name = "paths",
                                                   .kind = PGM_ARG_INPUT_MAP,
                                                   .rules = rules,
                                                   .rule_count = sizeof rules / sizeof *rules}};
    static struct fuzz fuzz;
    if (!fuzz.mask)
        fuzz_open(&fuzz, "json", &type, inputs, 1);
    fuzz_values(&fuzz, data, bytes, check);
    return 0;
}
