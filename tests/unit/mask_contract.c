/* What mask.h promises of every class, tried on hostile input. */
#include "chars.h"
#include "mask_rig.h"

#define TEXTS 700

static const char *const text_classes[] = {
    "redact",      "hash",       "card",        "ip",       "uuid",          "given_name",
    "family_name", "full_name",  "email",       "phone",    "street",        "city",
    "postal_code", "company",    "lorem",       "hostname", "mac",           "token",
    "url",         "user_agent", "national_id", "passport", "license_plate", "account_number",
    "bic",         "iban",       "tax_id",      "username", "country",       "region",
    "job_title",   "text"};
#define CLASS_COUNT (sizeof text_classes / sizeof *text_classes)

/* It replaces what it finds, and lets the rest of the text through. */
static bool lets_through(const char *class)
{
    return strcmp(class, "text") == 0;
}

/* In narrow columns or on text. */
static bool refuses_unique(const char *class)
{
    static const char *const those[] = {"hash", "ip", "mac", "template"};
    for (size_t i = 0; i < sizeof those / sizeof *those; i++)
        if (strcmp(those[i], class) == 0)
            return true;
    return false;
}

/* What a class cannot do without; of the shortest values, so that they fit any column. */
static void open_rig(struct rig *rig)
{
    static const char *const letters[] = {"w", "x", "y", "z"};
    rig->input_count = 1;
    if (strcmp(rig->class, "choose") == 0)
        rig->inputs[0] = (struct pgm_arg_input){
            .name = "values", .kind = PGM_ARG_INPUT_LIST, .texts = letters, .text_count = 4};
    else if (strcmp(rig->class, "template") == 0)
        rig->inputs[0] = (struct pgm_arg_input){
            .name = "text", .text = "{given_name}{hex:8} {family_name} {{{unique}}}"};
    else
        rig->input_count = 0;
    rig_open(rig);
}

/* Values of every sort, many of them no text at all; the bytes live in `arena`. */
static void make_texts(struct pgm_arena *arena, struct pgm_span texts[TEXTS])
{
    static const char *const written[] = {"",
                                          " ",
                                          "\t\n",
                                          "a",
                                          "A",
                                          "Ann",
                                          "Ann Smith",
                                          "SMITH, ANN",
                                          "ann.smith@example.org",
                                          "Ann@X.Org ",
                                          "+1 (212) 555-7788 x12",
                                          "0044 20 7946 0000",
                                          "4111 1111 1111 1111",
                                          "12345",
                                          "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11",
                                          "8D1F5C0A3B7E4C559A406F2D0E9B7C11",
                                          "203.0.113.7",
                                          "2001:db8::1/64",
                                          "::",
                                          "x\\y\tz",
                                          "M\xc3\xbcller",
                                          "Mu\xcc\x88ller",
                                          "\xe4\xb8\xad\xe6\x96\x87",
                                          "\xf0\x9f\x98\x80",
                                          "\xff\xfe\xfd",
                                          "\xc3",
                                          "\xed\xa0\x80",
                                          "\xd9\xa1\xd9\xa2\xd9\xa3",
                                          "line one\nline two\r\nline three",
                                          "....",
                                          "'; drop table x; --",
                                          "%s%n"};
    const size_t count = sizeof written / sizeof *written;
    uint64_t seed = 11;
    for (size_t i = 0; i < TEXTS; i++) {
        if (i < count) {
            texts[i] = pgm_span_of(written[i]);
            continue;
        }
        const size_t bytes = rig_random(&seed) % 90 + 1;
        uint8_t *text = pgm_arena_alloc(arena, bytes);
        for (size_t k = 0; k < bytes; k++) {
            const uint64_t random = rig_random(&seed);
            text[k] = i % 3 == 0 ? (uint8_t)(random % 255 + 1) : (uint8_t)(random % 95 + 32);
        }
        if (i < count + 255) /* each byte value alone */
            text[0] = (uint8_t)(i - count + 1);
        texts[i] = (struct pgm_span){text, i < count + 255 ? 1 : bytes};
    }
}

static void run(struct rig *rig, const struct pgm_span *texts, size_t count, struct pgm_span *fakes)
{
    struct pgm_vector in = rig_vector(rig, count), out = rig_vector(rig, count);
    memcpy(in.bytes, texts, count * sizeof *texts);
    rig_apply(rig, &in, &out, NULL);
    for (size_t i = 0; i < count; i++) {
        uint8_t *copy = pgm_arena_alloc(&rig->arena, out.bytes[i].bytes + 1);
        memcpy(copy, out.bytes[i].data, out.bytes[i].bytes);
        fakes[i] = (struct pgm_span){copy, out.bytes[i].bytes};
    }
    pgm_scratch_reset(&rig->scratch);
}

static void check_output(const struct rig *rig, struct pgm_span in, struct pgm_span out, size_t i)
{
    if (rig->max_chars > 0)
        cr_assert_leq(pgm_chars_count(out, !rig->ascii_only), (size_t)rig->max_chars,
                      "%s, text %zu, at most %d", rig->class, i, rig->max_chars);
    cr_assert_eq(out.bytes == 0, in.bytes == 0, "%s, text %zu", rig->class, i);
    if (pgm_chars_are_ascii(in))
        cr_assert(pgm_chars_are_ascii(out));
    cr_assert_null(memchr(out.data, 0, out.bytes), "%s, text %zu: a NUL", rig->class, i);
}

Test(mask_contract, bounds_and_limits_hold_for_any_bytes)
{
    struct pgm_arena arena = {0};
    static struct pgm_span texts[TEXTS], fakes[TEXTS];
    make_texts(&arena, texts);
    for (size_t c = 0; c < CLASS_COUNT; c++) {
        /* Each mask of text compiles its patterns anew: a few lengths will do. */
        const int32_t step = lets_through(text_classes[c]) ? 13 : 1;
        for (int32_t max = 0; max <= 40; max += step) {
            for (int way = 0; way < 4; way++) {
                struct rig rig = {.class = text_classes[c],
                                  .kind = PGM_KIND_TEXT,
                                  .max_chars = max,
                                  .ascii_only = way & 1,
                                  .case_insensitive = way & 2,
                                  .unique = (way & 1) && !refuses_unique(text_classes[c])};
                open_rig(&rig);
                run(&rig, texts, TEXTS, fakes);
                for (size_t i = 0; i < TEXTS; i++)
                    check_output(&rig, texts[i], fakes[i], i);
                rig_close(&rig);
            }
        }
    }
    pgm_arena_free(&arena);
}

Test(mask_contract, output_depends_on_key_and_value_alone)
{
    struct pgm_arena arena = {0};
    static struct pgm_span texts[TEXTS], together[TEXTS], alone[TEXTS], other[TEXTS];
    make_texts(&arena, texts);
    for (size_t c = 0; c < CLASS_COUNT; c++) {
        struct rig rig = {.class = text_classes[c], .kind = PGM_KIND_TEXT};
        struct rig second = {.class = text_classes[c], .kind = PGM_KIND_TEXT, .key = 1};
        open_rig(&rig);
        open_rig(&second);
        run(&rig, texts, TEXTS, together);
        for (size_t i = 0; i < TEXTS; i++) /* from the back, one by one */
            run(&rig, &texts[TEXTS - 1 - i], 1, &alone[TEXTS - 1 - i]);
        run(&second, texts, TEXTS, other);
        size_t differ = 0;
        for (size_t i = 0; i < TEXTS; i++) {
            cr_assert(pgm_span_equal(together[i], alone[i]), "%s, text %zu", rig.class, i);
            differ += !pgm_span_equal(together[i], other[i]);
        }
        const bool keyed = rig.found->flags & PGM_MASK_KEYED;
        const size_t least = lets_through(rig.class) ? 0 : TEXTS / 3;
        cr_assert(keyed ? differ > least : differ == 0, "%s: %zu differ", rig.class, differ);
        rig_close(&rig);
        rig_close(&second);
    }
    pgm_arena_free(&arena);
}

/* Words, numbers and addresses of usual lengths: none may come back. */
Test(mask_contract, no_original_comes_back)
{
    static struct pgm_span texts[2000], fakes[2000];
    struct pgm_arena arena = {0};
    uint64_t seed = 3;
    for (size_t i = 0; i < 2000; i++) {
        char text[64];
        const uint64_t a = rig_random(&seed), b = rig_random(&seed);
        switch (i % 4) {
        case 0:
            snprintf(text, sizeof text, "%c", (char)('A' + a % 26));
            break;
        case 1:
            snprintf(text, sizeof text, "%u", (unsigned)(a % 100));
            break;
        case 2:
            snprintf(text, sizeof text, "212-555-%04u", (unsigned)(a % 10000));
            break;
        default:
            snprintf(text, sizeof text, "Abc%u, %c", (unsigned)(a % 10), (char)('a' + b % 26));
        }
        texts[i] = pgm_span_of(pgm_arena_strdup(&arena, text));
    }
    for (size_t c = 0; c < CLASS_COUNT; c++) {
        for (int32_t max = 0; max < 4; max++) {
            if (strcmp(text_classes[c], "redact") == 0 ||
                strcmp(text_classes[c], "truncate_text") == 0 || lets_through(text_classes[c]))
                continue; /* a single x is its own, a single character all there is */
            struct rig rig = {.class = text_classes[c], .kind = PGM_KIND_TEXT, .max_chars = max};
            open_rig(&rig);
            run(&rig, texts, 2000, fakes);
            for (size_t i = 0; i < 2000; i++) {
                const bool letters_only =
                    strcmp(rig.class, "phone") == 0 || strcmp(rig.class, "card") == 0;
                if (letters_only && i % 4 != 2)
                    continue; /* a phone of one digit cannot hide, nor can x */
                if (max > 0 && i % 4 != 0)
                    continue; /* the cut fake of a longer original is none of it */
                cr_assert(!pgm_span_equal(texts[i], fakes[i]), "%s: text %zu (limit %d)", rig.class,
                          i, max);
            }
            rig_close(&rig);
        }
    }
    pgm_arena_free(&arena);
}

Test(mask_contract, a_megabyte_is_a_value_too)
{
    const size_t bytes = 1 << 20;
    uint8_t *text = malloc(bytes);
    for (size_t i = 0; i < bytes; i++)
        text[i] = (uint8_t)(i % 251 == 0 ? '\n' : i % 7 == 0 ? 0xc3 : "James Smith 4111, "[i % 18]);
    for (size_t c = 0; c < CLASS_COUNT; c++) {
        struct rig rig = {.class = text_classes[c],
                          .kind = PGM_KIND_TEXT,
                          .unique = !refuses_unique(text_classes[c])};
        open_rig(&rig);
        const struct pgm_span in = {text, bytes};
        struct pgm_span out;
        run(&rig, &in, 1, &out);
        cr_assert(lets_through(rig.class) || !pgm_span_equal(in, out), "%s", rig.class);
        rig_close(&rig);
    }
    free(text);
}

/* What holds nothing that is known stays as it is, byte for byte; what is found does not. */
Test(mask_contract, text_replaces_what_it_finds_and_nothing_else)
{
    static const char *const plain[] = {"",
                                        " ",
                                        "a",
                                        "line one\nline two\r\n",
                                        "x\\y\tz",
                                        "\xff\xfe\xfd \xc3",
                                        "M\xc3\xbcller",
                                        "%s%n",
                                        "...."};
    static const char *const found[] = {"ann.smith@example.org", "4111 1111 1111 1111",
                                        "203.0.113.7",           "GB29 NWBK 6016 1331 9268 19",
                                        "+44 20 7946 0018",      "https://corp.test/users/ann"};
    struct rig rig = {.class = "text", .kind = PGM_KIND_TEXT};
    rig_open(&rig);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        cr_assert_str_eq(rig_text(&rig, plain[i]), plain[i]);
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        const char *text = pgm_arena_printf(&rig.arena, "\xff of %s\n", found[i]);
        const char *fake = rig_text(&rig, text);
        cr_assert_null(strstr(fake, found[i]), "%s", fake);
        cr_assert(memcmp(fake, "\xff of ", 5) == 0 && fake[strlen(fake) - 1] == '\n', "%s", fake);
    }
    rig_close(&rig);
}

static bool requires_arguments(const struct pgm_mask_class *class)
{
    for (const struct pgm_arg_spec *spec = class->args; spec && spec->name; spec++)
        if (spec->required)
            return class->example_inputs != NULL;
    return strcmp(class->name, "geo_jitter") == 0; /* by axis or by type */
}

Test(mask_contract, nulls_are_left_alone)
{
    for (size_t c = 0; pgm_mask_classes[c]; c++) {
        const struct pgm_mask_class *class = pgm_mask_classes[c];
        for (unsigned kind = 0; kind < PGM_KIND_COUNT; kind++) {
            if (!(class->kinds & PGM_KIND_BIT(kind)) || strcmp(class->name, "constant") == 0 ||
                strcmp(class->name, "choose") == 0 || (class->flags & PGM_MASK_SQL))
                continue;
            struct rig rig = {.class = class->name, .kind = (enum pgm_kind)kind, .range_high = 9};
            for (; requires_arguments(class) && class->example_inputs[rig.input_count].name;
                 rig.input_count++)
                rig.inputs[rig.input_count] = class->example_inputs[rig.input_count];
            rig_open(&rig);
            const bool must_be_told = kind == PGM_KIND_OTHER || kind == PGM_KIND_ENUM ||
                                      (kind == PGM_KIND_INT && strcmp(class->name, "tax_id") == 0);
            if (must_be_told && !rig.mask) {
                /* It takes types by name, not this one, or must be told the values or the kind. */
                rig_close(&rig);
                continue;
            }
            struct pgm_vector in = rig_vector(&rig, 5), out = rig_vector(&rig, 5);
            memset(in.null, true, 5);
            rig_apply(&rig, &in, &out, NULL);
            cr_assert_null(rig.fault);
            for (int i = 0; i < 5; i++)
                cr_assert(out.null[i], "%s", class->name);
            struct pgm_vector none = rig_vector(&rig, 0);
            rig_apply(&rig, &none, &none, NULL);
            rig_close(&rig);
        }
    }
}

/* The same on every CPU: the suite runs this once a kernel, by PGMIRAGE_CPU. A change of one of these breaks the fakes of every kept key: raise the algorithm's id with it. */
Test(mask_contract, fakes_under_a_kept_key)
{
    static const char *const golden[][3] = {
        {"given_name", "Rosalind", "Andrew"},
        {"full_name", "Rosalind Thackeray", "Patricia Fischer"},
        {"email", "rosalind@mail.example", "melissa.hernandez.n27ufbl5fdcb4xx6@example.com"},
        {"phone", "+44 7911 123456", "+44 7700 900570"},
        {"street", "221 Bakery Street", "70 Prairie Street"},
        {"hash", "a token", "4d6c930f61ac2a86299ae6887810a24f"},
        {"uuid", "8d1f5c0a-3b7e-4c55-9a40-6f2d0e9b7c11", "d2d8bd9e-7ddc-482d-92ae-8483c76af474"},
        {"card", "4929 1234 5678 9019", "4111 1158 8981 4897"},
        {"ip", "203.0.113.7", "10.27.55.168"},
        {"mac", "08:00:2b:01:02:03", "ae:0e:06:15:13:f1"},
        {"token", "sk_live_0aB1cD2eF3gH4iJ5kL6mN7oP", "sk_test_hGmWdFFTWJkHQrxRcJibWP2d"},
        {"url", "https://www.corp.test/users/4711/report.pdf?id=7",
         "https://hojl3pqibgked.example.com/olgkx/9048/uyubea.pdf?id=8#gzy4kwpyly6vp6ft"},
        {"hostname", "db1.corp.test", "hebdmfcy26vd5ro44.test"},
        {"lorem", "Called twice,\nwants a refund.", "Messis ovum a\nRadix vicus sed"},
    };
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        struct rig rig = {.class = golden[i][0],
                          .kind = PGM_KIND_TEXT,
                          .key = 42,
                          .unique = !refuses_unique(golden[i][0])};
        rig_open(&rig);
        cr_expect_str_eq(rig_text(&rig, golden[i][1]), golden[i][2], "%s: %s", golden[i][0],
                         rig_text(&rig, golden[i][1]));
        rig_close(&rig);
    }
}
