/* mask_xml.c: any bytes as XML: the tags stay, and what comes out is as well-formed as what went in. */
#include "../support/parts_fuzz.h"
#include "xml_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

/* The next token that is a tag or an attribute; text may come and go with a section of CDATA. */
static enum pgm_xml_token next_tag(struct pgm_xml_scan *scan)
{
    enum pgm_xml_token token;
    do
        token = pgm_xml_next(scan);
    while (token == PGM_XML_TEXT || token == PGM_XML_CDATA || token == PGM_XML_COMMENT);
    return token;
}

static bool check(struct pgm_span value, struct pgm_span fake)
{
    struct pgm_xml_scan before, after;
    pgm_xml_begin(&before, value);
    pgm_xml_begin(&after, fake);
    if (fake.bytes == 0)
        return true;
    for (;;) {
        const enum pgm_xml_token token = next_tag(&before);
        if (next_tag(&after) != token || token == PGM_XML_INVALID ||
            !pgm_span_equal(before.name, after.name))
            return false;
        if (token == PGM_XML_END)
            return true;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const struct pgm_type type = {.kind = PGM_KIND_XML, .name = "xml"};
    static const struct pgm_inner_rule rules[] = {{.key = "//n", .mask = "full_name"},
                                                  {.key = "/a/@id", .mask = "hash"},
                                                  {.key = "//z", .mask = "null"},
                                                  {.key = "/a/*/text()", .mask = "redact"}};
    static const struct pgm_arg_input inputs[] = {
        {.name = "paths", .kind = PGM_ARG_INPUT_MAP, .rules = rules, .rule_count = 4}};
    static struct fuzz fuzz;
    if (!fuzz.mask)
        fuzz_open(&fuzz, "xml", &type, inputs, 1);
    fuzz_values(&fuzz, data, bytes, check);
    return 0;
}
