/* xml: text and attributes by path. */
#include "chars.h"
#include "parts_rig.h"
#include "xml_scan.h"

#define PATHS(...) ((const char *[]){__VA_ARGS__, NULL})

static void open_xml(struct rig *rig, const char *const *paths, const char *unlisted)
{
    *rig = (struct rig){.class = "xml", .kind = PGM_KIND_XML, .key = 7};
    if (unlisted)
        parts_unlisted(rig, unlisted);
    parts_open(rig, "paths", paths);
}

Test(mask_xml, what_no_path_names_is_redacted)
{
    struct rig rig;
    open_xml(&rig, PATHS("/nowhere=keep"), NULL);
    parts_expect(
        &rig,
        "<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM \"a.dtd\"><a id='17' lang = \"en\">\n"
        "  <b>Ann &amp; Bob</b><!-- Ann 1 --><c/>tail <![CDATA[<Cid> & 7]]><?pi Ann?></a >",
        "<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM \"a.dtd\"><a id='00' lang = \"xx\">\n"
        "  <b>Xxx &amp; Xxx</b><!-- Xxx 0 --><c/>xxxx <![CDATA[<Xxx> & 0]]><?pi Ann?></a >");
    parts_expect(&rig, "", "");
    parts_expect(&rig, "just text", "xxxx xxxx");
    parts_expect(&rig, "<a xmlns=\"urn:x\" xmlns:q='urn:y' q:r=\"s\"/>",
                 "<a xmlns=\"urn:x\" xmlns:q='urn:y' q:r=\"x\"/>");
    parts_expect(&rig, "<a>&#65;&#x42;&lt;&#233;</a>", "<a>XX&lt;x</a>");
    rig_close(&rig);
}

Test(mask_xml, paths)
{
    struct rig rig;
    open_xml(&rig,
             PATHS("/p/name=keep", "//deep=keep", "/p/@id=keep", "//@any=keep", "/p/*/in=keep",
                   "/p/t/text()=keep", "/p/all/@*=keep"),
             NULL);
    parts_expect(&rig, "<p id=\"1\" no=\"2\"><name>Ann</name><other>Bob</other></p>",
                 "<p id=\"1\" no=\"0\"><name>Ann</name><other>Xxx</other></p>");
    parts_expect(&rig, "<q><name>Ann</name><x><deep>Bob<y>Cid</y></deep></x></q>",
                 "<q><name>Xxx</name><x><deep>Bob<y>Cid</y></deep></x></q>");
    parts_expect(&rig, "<q any=\"1\" id=\"2\"><z any='3'/></q>",
                 "<q any=\"1\" id=\"0\"><z any='3'/></q>");
    parts_expect(&rig, "<p><a><in>Ann</in><out>Bob</out></a></p>",
                 "<p><a><in>Ann</in><out>Xxx</out></a></p>");
    parts_expect(&rig, "<p><t>Ann<u>Bob</u>Cid</t></p>", "<p><t>Ann<u>Xxx</u>Cid</t></p>");
    parts_expect(&rig, "<p><all a=\"1\" b=\"2\">3</all></p>",
                 "<p><all a=\"1\" b=\"2\">0</all></p>");
    parts_expect(&rig, "<p><name x=\"1\">Ann</name></p>", "<p><name x=\"1\">Ann</name></p>");
    rig_close(&rig);
    /* A wildcard stands for elements, not for text and attributes. */
    open_xml(&rig, PATHS("/a/*=keep"), NULL);
    parts_expect(&rig, "<a b=\"1\">Ann<c>Bob</c></a>", "<a b=\"0\">Xxx<c>Bob</c></a>");
    rig_close(&rig);
}

Test(mask_xml, inner_masks)
{
    struct rig rig;
    open_xml(&rig, PATHS("//name=full_name", "//@mail=email", "//gone=null", "//born=date_shift"),
             NULL);
    const char *ann = parts_alone(&rig, "full_name", "Ann O'Lee", &rig.arena);
    const char *mail = parts_alone(&rig, "email", "ann@x.org", &rig.arena);
    parts_expect(
        &rig, "<p mail=\"ann@x.org\">\n <name>\n  Ann O&apos;Lee </name><gone>Zed</gone></p>",
        pgm_arena_printf(&rig.arena, "<p mail=\"%s\">\n <name>\n  %s </name><gone></gone></p>",
                         mail, ann));
    const char *born = rig_text(&rig, "<p><born>1984-03-17</born></p>");
    cr_assert_eq(strlen(born), strlen("<p><born>1984-03-17</born></p>"));
    cr_assert_null(strstr(born, "1984-03-17"));
    rig_close(&rig);
}

Test(mask_xml, unlisted_keep_and_null)
{
    struct rig rig;
    open_xml(&rig, PATHS("//name=redact"), "keep");
    parts_expect(&rig, "<p id=\"1\"><name>Ann</name>Bob<!-- Cid --></p>",
                 "<p id=\"1\"><name>Xxx</name>Bob<!-- Cid --></p>");
    cr_assert(rig.mask->keeps_parts);
    rig_close(&rig);
    open_xml(&rig, PATHS("//name=redact"), "null");
    parts_expect(&rig, "<p id=\"1\"><name>Ann</name>Bob</p>", "<p id=\"\"><name>Xxx</name></p>");
    rig_close(&rig);
}

Test(mask_xml, not_well_formed)
{
    static const char *const bad[] = {"<a>",
                                      "</a>",
                                      "<a></b>",
                                      "<a b></a>",
                                      "<a b=c/>",
                                      "<a b=\"c/>",
                                      "<a>&Ann;</a>",
                                      "<a>&#0;</a>",
                                      "<a>& b</a>",
                                      "<!-- Ann",
                                      "<![CDATA[Ann",
                                      "<?Ann",
                                      "<a b='1'c='2'/>",
                                      "<>Ann</>",
                                      "<!Ann>",
                                      "<!DOCTYPE a [<!ENTITY n 'Ann'>]><a>&n;</a>"};
    struct rig xml, text = {.class = "xml", .kind = PGM_KIND_TEXT};
    open_xml(&xml, PATHS("/zz=redact"), "null");
    parts_unlisted(&text, "keep");
    parts_open(&text, "paths", PATHS("/zz=redact"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        uint8_t redacted[64];
        redacted[pgm_chars_redact(pgm_span_of(bad[i]), true, 0,
                                  PGM_REDACT_LETTERS | PGM_REDACT_DIGITS, redacted)] = 0;
        parts_expect(&xml, bad[i], "");
        if (strcmp(bad[i], "<a>&Ann;</a>") == 0 || strchr(bad[i], '&'))
            continue; /* kept text is not looked into */
        parts_expect(&text, bad[i], (const char *)redacted);
    }
    rig_close(&text);
    rig_close(&xml);
}

Test(mask_xml, encode_and_decode)
{
    uint8_t out[256];
    const struct pgm_span text = pgm_span_of("a<b>&\"'\t\n\r\x01]]>\xc3\xa9\xc3");
    out[pgm_xml_encode(text, PGM_XML_IN_TEXT, true, out)] = 0;
    cr_assert_str_eq((char *)out, "a&lt;b&gt;&amp;\"'\t\n&#13;?]]&gt;\xc3\xa9?");
    out[pgm_xml_encode(text, PGM_XML_IN_ATTRIBUTE, false, out)] = 0;
    cr_assert_str_eq((char *)out, "a&lt;b&gt;&amp;&quot;&apos;&#9;&#10;&#13;?]]&gt;\xc3\xa9\xc3");
    out[pgm_xml_encode(text, PGM_XML_IN_CDATA, true, out)] = 0;
    cr_assert_str_eq((char *)out, "a<b>&\"'\t\n\r?]]]]><![CDATA[>\xc3\xa9?");
    size_t bytes;
    cr_assert(pgm_xml_decode(pgm_span_of("&lt;&#x1F600;&#233;&quot;"), out, &bytes));
    out[bytes] = 0;
    cr_assert_str_eq((char *)out, "<\xf0\x9f\x98\x80\xc3\xa9\"");
    cr_assert_not(pgm_xml_decode(pgm_span_of("&#xd800;"), out, &bytes));
    cr_assert_not(pgm_xml_decode(pgm_span_of("&#x110000;"), out, &bytes));
    cr_assert_not(pgm_xml_decode(pgm_span_of("&#;"), out, &bytes));
    cr_assert_not(pgm_xml_decode(pgm_span_of("&amp"), out, &bytes));
}

Test(mask_xml, paths_that_cannot_be)
{
    static const char *const bad[] = {"name", "/",      "//",        "/a[1]",
                                      "/a/",  "/@id/b", "/text()/b", "/@"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct rig rig = {.class = "xml", .kind = PGM_KIND_XML};
        const struct pgm_inner_rule rule = {.key = bad[i], .mask = "redact"};
        rig.inputs[rig.input_count++] = (struct pgm_arg_input){
            .name = "paths", .kind = PGM_ARG_INPUT_MAP, .rules = &rule, .rule_count = 1};
        rig_open(&rig);
        cr_assert_null(rig.mask, "%s", bad[i]);
        rig_close(&rig);
    }
}
