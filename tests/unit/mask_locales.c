/* `locale_from:`: which locale a country stands for, and one mask in all of them. */
#include "chars.h"
#include "dictionary.h"
#include "mask_rig.h"

#define ROWS 600

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_locales, .fini = close_rig);

static const char *const drawn_classes[] = {
    "given_name", "family_name", "full_name", "email",     "username",    "street",  "city",
    "company",    "country",     "region",    "job_title", "national_id", "template"};
#define CLASS_COUNT (sizeof drawn_classes / sizeof *drawn_classes)

/* ---- countries ----------------------------------------------------------------------------- */

static const char *locale_of(const struct pgm_locales *locales, const char *country)
{
    const uint8_t found = pgm_locales_find(locales, pgm_span_of(country));
    return found == PGM_LOCALE_OWN ? "own" : locales->names[found];
}

Test(mask_locales, what_a_country_stands_for)
{
    static const char *const cases[][2] = {
        {"US", "en_US"},
        {"usa", "en_US"},
        {"United States", "en_US"},
        {"UNITED STATES", "en_US"},
        {"U.S.A.", "en_US"},
        {"Vereinigte Staaten", "en_US"},
        {"GB", "en_GB"},
        {"uk", "en_GB"},
        {"Scotland", "en_GB"},
        {"DE", "de_DE"},
        {"deu", "de_DE"},
        {" Germany ", "de_DE"},
        {"Deutschland", "de_DE"},
        {"Allemagne", "de_DE"},
        {"\xe3\x83\x89\xe3\x82\xa4\xe3\x83\x84", "de_DE"},
        {"AUT", "de_DE"},
        {"\xc3\x96sterreich", "de_DE"},
        {"\xc3\x96STERREICH", "de_DE"},
        {"Espa\xc3\xb1"
         "a",
         "es_ES"},
        {"MX", "es_ES"},
        {"Italia", "it_IT"},
        {"Polska", "pl_PL"},
        {"Brasil", "pt_BR"},
        {"prt", "pt_BR"},
        {"Nederland", "nl_NL"},
        {"holland", "nl_NL"},
        {"Sverige", "sv_SE"},
        {"\xe6\x97\xa5\xe6\x9c\xac", "ja_JP"},
        {"JPN", "ja_JP"},
        /* tags */
        {"de_DE", "de_DE"},
        {"de-AT", "de_DE"},
        {"DE_de", "de_DE"},
        {"fr", "fr_FR"},
        {"fr_CA.UTF-8", "fr_FR"},
        {"de_DE@euro", "de_DE"},
        {"en", "en_US"},
        {"EN", "en_US"},
        {"en_AU", "en_GB"},
        {"en-IN", "en_US"},
        {"pt-Latn-PT", "pt_BR"},
        {"ja-JP", "ja_JP"},
        {"nl_BE", "nl_NL"},
        {"fr_BE", "fr_FR"},
        /* a language in lower case, a country in upper */
        {"sv", "sv_SE"},
        {"SV", "es_ES"},
        {"sv-FI", "sv_SE"},
        /* nothing of that */
        {"", "own"},
        {" ", "own"},
        {"D", "own"},
        {"Atlantis", "own"},
        {"FI", "own"},
        {"fi_FI", "own"},
        {"fi_SE", "own"},
        {"XX", "own"},
        {"de_", "own"},
        {"de_DE_", "own"},
        {"de DE", "own"},
        {"1", "own"},
        {"DE\xff", "own"},
        {"Germany, Federal Republic of", "own"},
    };
    const struct pgm_locales *locales = pgm_locales_new(&rig.arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_str_eq(locale_of(locales, cases[i][0]), cases[i][1], "%s: %s, not %s",
                         cases[i][0], locale_of(locales, cases[i][0]), cases[i][1]);
    char text[4096];
    memset(text, 'D', sizeof text);
    for (size_t bytes = 0; bytes < sizeof text; bytes++)
        cr_assert_eq(pgm_locales_find(locales, (struct pgm_span){(uint8_t *)text, bytes}),
                     PGM_LOCALE_OWN);
}

/* No word may stand for two locales, in whatever language it is said. */
Test(mask_locales, no_country_has_two)
{
    const struct pgm_locales *locales = pgm_locales_new(&rig.arena);
    const struct pgm_dictionary *codes = pgm_dictionary_find("en_US", "country_codes_2");
    size_t names = 0, places = 0;
    for (size_t i = 0; i < pgm_dictionary_count; i++) {
        const struct pgm_dictionary *homes = &pgm_dictionaries[i];
        names += strcmp(homes->name, "given_names") == 0;
        if (strcmp(homes->name, "homes") != 0)
            continue;
        for (uint32_t k = 0; k < homes->count; k++) {
            const char *word = homes->words[k].text;
            cr_expect_str_eq(locale_of(locales, word), homes->locale, "%s", word);
            for (uint32_t line = 0; line < codes->count; line++) {
                if (strcmp(codes->words[line].text, word) != 0)
                    continue;
                places++;
                for (size_t d = 0; d < pgm_dictionary_count; d++)
                    if (strcmp(pgm_dictionaries[d].name, "countries") == 0)
                        cr_expect_str_eq(locale_of(locales, pgm_dictionaries[d].words[line].text),
                                         homes->locale, "%s", pgm_dictionaries[d].words[line].text);
            }
        }
    }
    cr_assert_eq(names, locales->count, "every locale needs a homes.txt");
    cr_assert_gt(places, 50);
}

/* ---- one mask in all locales --------------------------------------------------------------- */

static const char *const countries[] = {"us", "UK", "AT",  "FR",  "ES",      "IT", "PL",
                                        "BR", "NL", "SWE", "JPN", "Nowhere", ""};
#define COUNTRIES (sizeof countries / sizeof *countries)

static void run(struct rig *of, const char *const *texts, size_t count, const char **fakes)
{
    struct pgm_vector in = rig_vector(of, count), out = rig_vector(of, count);
    for (size_t i = 0; i < count; i++)
        in.bytes[i] = pgm_span_of(texts[i]);
    rig_apply(of, &in, &out, NULL);
    for (size_t i = 0; i < count; i++)
        fakes[i] =
            pgm_arena_strndup(&of->arena, (const char *)out.bytes[i].data, out.bytes[i].bytes);
    pgm_scratch_reset(&of->scratch);
}

static void make_rows(const char **texts, const char **of_countries)
{
    uint64_t seed = 5;
    for (size_t i = 0; i < ROWS; i++) {
        const unsigned long long random = rig_random(&seed) % 1000;
        texts[i] = pgm_arena_printf(&rig.arena,
                                    i % 5 == 0   ? ""
                                    : i % 5 == 1 ? "Ann %llu"
                                    : i % 5 == 2 ? "SMITH, %llu"
                                    : i % 5 == 3 ? "\xff\xc3%llu"
                                                 : "M\xc3\xbcller%llu",
                                    random);
        of_countries[i] = countries[rig_random(&seed) % COUNTRIES];
    }
}

static void open_drawn(struct rig *of)
{
    if (strcmp(of->class, "template") == 0) {
        of->inputs[0] =
            (struct pgm_arg_input){.name = "text", .text = "{given_name} of {city} {word} {hex:4}"};
        of->input_count = 1;
    }
    rig_open(of);
}

/* What a mask gives under `locale_from:` is what it gives in that locale, and rows do not touch one
 * another. */
static void check_rows(const char *class, int32_t max_chars, int32_t code_max, bool ascii_only)
{
    static const char *texts[ROWS], *of_rows[ROWS], *fakes[ROWS], *alone[ROWS];
    rig = (struct rig){.class = class,
                       .kind = PGM_KIND_TEXT,
                       .max_chars = max_chars,
                       .code_max = code_max,
                       .ascii_only = ascii_only,
                       .locale = "en_GB",
                       .locale_from = true,
                       .countries = of_rows};
    open_drawn(&rig);
    cr_assert_not_null(rig.mask, "%s", class);
    make_rows(texts, of_rows);
    run(&rig, texts, ROWS, fakes);
    for (size_t c = 0; c < COUNTRIES; c++) {
        const char *locale = locale_of(rig.locales, countries[c]);
        const bool ascii = strncmp(locale, "en_", 3) == 0,
                   beyond_latin = strcmp(locale, "pl_PL") == 0 || strcmp(locale, "ja_JP") == 0;
        if (strcmp(locale, "own") == 0 || (ascii_only && !ascii) || (code_max && beyond_latin))
            locale = "en_GB";
        struct rig plain = {.class = class,
                            .kind = PGM_KIND_TEXT,
                            .max_chars = max_chars,
                            .ascii_only = ascii_only,
                            .locale = locale};
        open_drawn(&plain);
        run(&plain, texts, ROWS, alone);
        for (size_t i = 0; i < ROWS; i++)
            if (strcmp(of_rows[i], countries[c]) == 0)
                cr_assert_str_eq(fakes[i], alone[i], "%s, row %zu, %s: %s, not %s", class, i,
                                 locale, fakes[i], alone[i]);
        rig_close(&plain);
    }
    if (max_chars > 0)
        for (size_t i = 0; i < ROWS; i++)
            cr_assert_leq(pgm_chars_count(pgm_span_of(fakes[i]), !ascii_only), (size_t)max_chars);
    rig_close(&rig);
}

Test(mask_locales, each_row_gets_the_fake_of_its_locale)
{
    for (size_t c = 0; c < CLASS_COUNT; c++) {
        check_rows(drawn_classes[c], 0, 0, false);
        check_rows(drawn_classes[c], 7, 0, false);
        check_rows(drawn_classes[c], 20, 0, false);
    }
    rig = (struct rig){0};
}

Test(mask_locales, locales_that_the_encoding_may_not_hold_are_left_out)
{
    for (size_t c = 0; c < CLASS_COUNT; c++) {
        check_rows(drawn_classes[c], 0, 0xff, false); /* LATIN1 */
        check_rows(drawn_classes[c], 0, 0, true);     /* SQL_ASCII */
    }
    rig = (struct rig){0};
}

static void open_class(const char *class, int32_t max_chars, bool unique)
{
    rig = (struct rig){.class = class,
                       .kind = PGM_KIND_TEXT,
                       .max_chars = max_chars,
                       .unique = unique,
                       .locale_from = true};
    rig_open(&rig);
}

Test(mask_locales, unique_fakes_stay_distinct)
{
    enum { COUNT = 20000 };
    static const char *texts[COUNT], *of_rows[COUNT], *fakes[COUNT];
    struct pgm_map seen = {0};
    open_class("email", 0, true);
    rig.countries = of_rows;
    for (int i = 0; i < COUNT; i++) {
        texts[i] = pgm_arena_printf(&rig.arena, i % 2 ? "ann%d@x.org" : "Ann%d@x.org", i / 2);
        of_rows[i] = countries[i % (int)COUNTRIES];
    }
    run(&rig, texts, COUNT, fakes);
    for (int i = 0; i < COUNT; i++)
        cr_assert_eq(pgm_map_put(&seen, pgm_span_of(fakes[i]), &fakes[i]), &fakes[i]);
    pgm_map_free(&seen);
}

Test(mask_locales, as_many_distinct_fakes_as_originals)
{
    enum { COUNT = 20000 };
    static const char *texts[COUNT], *of_rows[COUNT], *fakes[COUNT];
    struct pgm_map seen = {0};
    rig = (struct rig){
        .class = "street",
        .kind = PGM_KIND_TEXT,
        .max_chars = 25,
        .locale_from = true,
        .countries = of_rows,
        .inputs = {{.name = "cardinality", .kind = PGM_ARG_INPUT_SCALAR, .text = "keep"}},
        .input_count = 1};
    rig_open(&rig);
    for (int i = 0; i < COUNT; i++) {
        texts[i] = pgm_arena_printf(&rig.arena, "%d High Street", i);
        of_rows[i] = countries[i % (int)COUNTRIES];
    }
    run(&rig, texts, COUNT, fakes);
    for (int i = 0; i < COUNT; i++)
        cr_assert_eq(pgm_map_put(&seen, pgm_span_of(fakes[i]), &fakes[i]), &fakes[i]);
    pgm_map_free(&seen);
}

Test(mask_locales, a_person_is_the_same_in_all_columns)
{
    rig = (struct rig){
        .class = "given_name", .kind = PGM_KIND_TEXT, .with_subject = true, .locale_from = true};
    struct rig full = rig;
    full.class = "full_name";
    rig_open(&rig);
    rig_open(&full);
    for (size_t i = 0; i < 200; i++) {
        const char *country = countries[i % COUNTRIES],
                   *id = pgm_arena_printf(&rig.arena, "%zu", i);
        rig.countries = full.countries = &country;
        const char *given = rig_by(&rig, "0", id), *whole = rig_by(&full, "0", id);
        cr_assert_not_null(strstr(whole, given), "%s: %s, %s", country, given, whole);
        cr_assert_str_eq(given, rig_by(&rig, "1", id));
    }
    rig_close(&full);
}

Test(mask_locales, a_null_is_left_alone)
{
    static const char *const rows[] = {"DE", "US", "DE"};
    open_class("city", 0, false);
    rig.countries = rows;
    struct pgm_vector in = rig_vector(&rig, 3), out = rig_vector(&rig, 3);
    for (size_t i = 0; i < 3; i++)
        in.bytes[i] = pgm_span_of("x");
    in.null[0] = true;
    rig_apply(&rig, &in, &out, NULL);
    cr_assert(out.null[0] && !out.null[1] && !out.null[2]);
    struct pgm_vector none = rig_vector(&rig, 0);
    rig_apply(&rig, &none, &none, NULL);
}

Test(mask_locales, parts_of_values_have_the_locale_of_their_row)
{
    static const struct pgm_inner_rule names[] = {{.key = "$.name", .mask = "family_name"}};
    static const char *const rows[] = {"JP", "DE", "JP", "nowhere"};
    rig = (struct rig){
        .class = "json",
        .kind = PGM_KIND_JSON,
        .inputs = {{.name = "paths", .kind = PGM_ARG_INPUT_MAP, .rules = names, .rule_count = 1}},
        .input_count = 1,
        .locale_from = true,
        .countries = rows};
    rig_open(&rig);
    static const char *const texts[] = {"{\"name\": \"Smith\"}", "{\"name\": \"Smith\"}",
                                        "{\"name\": \"Smith\", \"x\": {}}",
                                        "{\"name\": \"Smith\"}"};
    const char *fakes[4];
    run(&rig, texts, 4, fakes);
    rig.countries = NULL;
    for (size_t i = 0; i < 4; i++) {
        struct rig plain = {.class = "family_name",
                            .kind = PGM_KIND_TEXT,
                            .locale = i == 3 ? "en_US" : locale_of(rig.locales, rows[i])};
        rig_open(&plain);
        cr_assert_not_null(strstr(fakes[i], rig_text(&plain, "Smith")), "%s", fakes[i]);
        rig_close(&plain);
    }
}

/* ---- what cannot be ------------------------------------------------------------------------ */

Test(mask_locales, one_finding_for_all_locales)
{
    rig = (struct rig){
        .class = "city",
        .kind = PGM_KIND_TEXT,
        .max_chars = 10, /* of seven kana, but not of fourteen letters */
        .locale = "ja_JP",
        .locale_from = true,
        .inputs = {{.name = "cardinality", .kind = PGM_ARG_INPUT_SCALAR, .text = "keep"}},
        .input_count = 1};
    rig_open(&rig);
    cr_assert_null(rig.mask);
    cr_assert_eq(rig.report.count, 1);
}

Test(mask_locales, an_unknown_locale_of_the_domain_is_reported)
{
    rig = (struct rig){
        .class = "street", .kind = PGM_KIND_TEXT, .locale = "xx_XX", .locale_from = true};
    rig_open(&rig);
    cr_assert_null(rig.mask);
}

Test(mask_locales, unique_numbers_are_of_one_kind)
{
    open_class("national_id", 0, true);
    cr_assert_null(rig.mask);
    cr_assert_eq(rig.report.count, 1);
    rig_close(&rig);
    rig = (struct rig){.class = "national_id",
                       .kind = PGM_KIND_TEXT,
                       .unique = true,
                       .locale_from = true,
                       .inputs = {{.name = "kind", .text = "us_ssn"}},
                       .input_count = 1};
    rig_open(&rig);
    cr_assert_not_null(rig.mask);
}
