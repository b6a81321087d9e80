/*
 * Plugins: the example's masks through the engine's own batches, plugins that break every promise, and
 * files that must not be loaded.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mask_rig.h"
#include "plugin.h"

/* A copy in a folder of its own: who may write to the build's is not this test's business. */
static char folder[] = "/tmp/pgmirage-plugin.XXXXXX";
static char path[256];
static struct pgm_plugins plugins;

static void make_folder(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
    pgm_plugins_free(&plugins);
    unlink(path);
    rmdir(folder);
}

static const char *copied(const char *name)
{
    static uint8_t bytes[8 << 20]; /* a sanitizer's tables are large */
    char from[512];
    snprintf(from, sizeof from, PLUGIN_FOLDER "/plugin_%s.so", name);
    snprintf(path, sizeof path, "%s/%s.so", folder, name);
    const int in = open(from, O_RDONLY), out = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    cr_assert(in >= 0 && out >= 0, "%s", from);
    const ssize_t got = read(in, bytes, sizeof bytes);
    cr_assert(got > 0 && got < (ssize_t)sizeof bytes && write(out, bytes, (size_t)got) == got);
    close(in);
    close(out);
    return path;
}

static void load(const char *name)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_plugins_load(&plugins, copied(name), &error), PGM_OK, "%s", error.message);
}

static void open_rig(struct rig *rig)
{
    rig->registry = &plugins.registry;
    rig->key = rig->key ? rig->key : 7;
    rig_open(rig);
}

TestSuite(plugin, .init = make_folder, .fini = remove_folder);

Test(plugin, masks_are_found_beside_the_built_in_ones)
{
    load("example");
    const struct pgm_mask_registry *registry = &plugins.registry;
    const struct pgm_mask_class *reverse = pgm_mask_registry_find(registry, "example.reverse");
    cr_assert_not_null(reverse);
    cr_assert_str_eq(reverse->family, "plugin example");
    cr_assert(reverse->flags & PGM_MASK_INJECTIVE);
    cr_assert_eq(pgm_mask_registry_find(registry, "email"), pgm_mask_class_find("email"));
    cr_assert_null(pgm_mask_class_find("example.reverse"));
    cr_assert_null(pgm_mask_registry_find(NULL, "example.reverse"));
    cr_assert_null(pgm_mask_registry_find(registry, "reverse"));
    cr_assert_str_eq(pgm_mask_registry_suggest(registry, "example.revers"), "example.reverse");
    cr_assert_str_eq(pgm_mask_registry_suggest(registry, "emial"), "email");
    size_t built_in = 0, all = 0;
    while (pgm_mask_registry_at(NULL, built_in))
        built_in++;
    while (pgm_mask_registry_at(registry, all))
        all++;
    cr_assert_eq(all, built_in + 2);
}

Test(plugin, two_plugins_at_once_but_no_mask_twice)
{
    struct pgm_error error = {0};
    load("example");
    cr_assert_eq(pgm_plugins_load(&plugins, path, &error), PGM_BAD_USAGE);
    cr_assert_not_null(strstr(error.message, "example.reverse"));
    unlink(path);
    load("broken");
    cr_assert_not_null(pgm_mask_registry_find(&plugins.registry, "broken.copies"));
    cr_assert_not_null(pgm_mask_registry_find(&plugins.registry, "example.pick"));
}

Test(plugin, reverse)
{
    struct rig rig = {.class = "example.reverse", .kind = PGM_KIND_TEXT, .max_chars = 6};
    load("example");
    open_rig(&rig);
    cr_assert_str_eq(rig_text(&rig, "Ann"), "nnA");
    cr_assert_str_eq(rig_text(&rig, "Zoë €"), "€ ëoZ");
    cr_assert_str_eq(rig_text(&rig, ""), "");
    cr_assert_null(rig.fault);
    rig_close(&rig);

    struct rig integer = {.class = "example.reverse", .kind = PGM_KIND_INT};
    open_rig(&integer);
    cr_assert_null(integer.mask);
    cr_assert_not_null(strstr(integer.report.first->message, "does not take type"));
    rig_close(&integer);
}

/* A row of one value, and of one companion. */
static struct pgm_span picked(struct rig *rig, const char *value, const char *known,
                              const char *known_fake)
{
    bool null[3] = {value == NULL, known == NULL, known_fake == NULL}, out_null = null[0];
    struct pgm_span in_span = pgm_span_of(value), known_span = pgm_span_of(known),
                    fake_span = pgm_span_of(known_fake), out_span = {NULL, 0};
    const struct pgm_vector in = {PGM_REPR_BYTES, 1, &null[0], {&in_span}};
    const struct pgm_vector original = {PGM_REPR_BYTES, 1, &null[1], {&known_span}};
    const struct pgm_vector fake = {PGM_REPR_BYTES, 1, &null[2], {&fake_span}};
    const struct pgm_vector *originals[] = {&original}, *fakes[] = {&fake};
    struct pgm_vector out = {PGM_REPR_BYTES, 1, &out_null, {&out_span}};
    struct pgm_batch batch = {.count = 1,
                              .in = &in,
                              .out = &out,
                              .companions = originals,
                              .companion_fakes = fakes,
                              .companion_count = 1,
                              .scratch = &rig->scratch};
    rig->found->apply(rig->mask, &batch);
    rig->fault = batch.fault;
    cr_assert_eq(out_null, value == NULL);
    return out_span;
}

static bool is_colour(const char *text)
{
    return strcmp(text, "red") == 0 || strcmp(text, "green") == 0 || strcmp(text, "blue") == 0;
}

Test(plugin, pick_draws_from_the_key_and_the_subject)
{
    load("example");
    struct rig one = {.class = "example.pick", .kind = PGM_KIND_TEXT, .key = 1};
    struct rig same = one, other = one, by = one;
    other.key = 2;
    by.with_subject = true;
    open_rig(&one);
    open_rig(&same);
    open_rig(&other);
    open_rig(&by);
    size_t differ = 0;
    for (int i = 0; i < 64; i++) {
        char value[16];
        snprintf(value, sizeof value, "value %d", i);
        const char *fake = rig_text(&one, value);
        cr_assert(is_colour(fake), "%s", fake);
        cr_assert_str_eq(fake, rig_text(&same, value));
        differ += strcmp(fake, rig_text(&other, value)) != 0;
        cr_assert_str_eq(rig_by(&by, value, "7"), rig_by(&by, "another", "7"));
    }
    cr_assert_gt(differ, 20);
    rig_close(&one);
    rig_close(&same);
    rig_close(&other);
    rig_close(&by);
}

Test(plugin, pick_sees_companions_and_arguments)
{
    load("example");
    struct rig rig = {.class = "example.pick",
                      .kind = PGM_KIND_TEXT,
                      .inputs = {{.name = "words", .text = "Ms"}, {.name = "prefix", .text = ">"}},
                      .input_count = 2};
    open_rig(&rig);
    struct pgm_span fake = picked(&rig, "Mr", "Ann", "Mary");
    cr_assert(pgm_span_equal(fake, pgm_span_of(">Ms Mary")), "%.*s", (int)fake.bytes, fake.data);
    fake = picked(&rig, "Mr", NULL, NULL);
    cr_assert(pgm_span_equal(fake, pgm_span_of(">Ms")));
    picked(&rig, NULL, "Ann", "Mary");
    cr_assert_null(rig.fault);
    char wide[100];
    memset(wide, 'x', sizeof wide - 1);
    wide[sizeof wide - 1] = 0;
    picked(&rig, "Mr", "Ann", wide);
    cr_assert_not_null(rig.fault);
    rig_close(&rig);

    struct rig refused = {.class = "example.pick",
                          .kind = PGM_KIND_TEXT,
                          .inputs = {{.name = "words", .text = "a,,b"}},
                          .input_count = 1};
    open_rig(&refused);
    cr_assert_null(refused.mask);
    cr_assert_not_null(strstr(refused.report.first->message, "words holds an empty word"));
    cr_assert_eq(refused.report.first->status, PGM_BAD_USAGE);
    rig_close(&refused);

    struct rig unknown = {.class = "example.pick",
                          .kind = PGM_KIND_TEXT,
                          .inputs = {{.name = "wrods", .text = "a"}},
                          .input_count = 1};
    open_rig(&unknown);
    cr_assert_null(unknown.mask);
    cr_assert_not_null(strstr(unknown.report.first->hint, "words"));
    rig_close(&unknown);
}

Test(plugin, every_representation_goes_in_and_out_as_text)
{
    static const struct {
        enum pgm_kind kind;
        const char *text;
    } values[] = {
        {PGM_KIND_TEXT, "a\tb"},
        {PGM_KIND_INT, "-9223372036854775808"},
        {PGM_KIND_NUMERIC, "1.50"},
        {PGM_KIND_DATE, "4714-11-24 BC"},
        {PGM_KIND_TIMESTAMP, "infinity"},
        {PGM_KIND_TIMESTAMPTZ, "294276-12-31 23:59:59.999999+00"},
        {PGM_KIND_UUID, "00000000-0000-0000-0000-00000000000f"},
        {PGM_KIND_INET, "2001:db8::/32"},
        {PGM_KIND_BOOL, "t"},
        {PGM_KIND_OTHER, "(1,2)"},
    };
    load("broken");
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct rig rig = {.class = "broken.copies", .kind = values[i].kind};
        open_rig(&rig);
        const char *fake = rig_text(&rig, values[i].text);
        cr_assert_null(rig.fault);
        cr_assert_str_eq(fake, values[i].text);
        rig_close(&rig);
    }
}

Test(plugin, whatever_it_does_wrong_is_a_fault)
{
    static const struct {
        const char *class, *fault;
        enum pgm_kind kind;
        int32_t max_chars;
    } cases[] = {
        {"broken.claims", "more bytes than its bound", PGM_KIND_TEXT, 0},
        {"broken.claims", "more bytes than its bound", PGM_KIND_UUID, 0},
        {"broken.overruns", "wrote past its bound", PGM_KIND_TEXT, 0},
        {"broken.overruns", "wrote past its bound", PGM_KIND_DATE, 0},
        {"broken.cheats", "more bytes than its bound", PGM_KIND_TEXT, 0},
        {"broken.errs", "reports an error", PGM_KIND_TEXT, 0},
        {"broken.long_text", "longer than the column", PGM_KIND_TEXT, 20},
        {"broken.long_text", NULL, PGM_KIND_TEXT, 21},
        {"broken.word", "not in the form of the column's type", PGM_KIND_INT, 0},
        {"broken.word", "not in the form of the column's type", PGM_KIND_TIMESTAMP, 0},
        {"broken.word", NULL, PGM_KIND_TEXT, 0},
        {"broken.bad_utf8", "not in the encoding", PGM_KIND_TEXT, 0},
        {"broken.zero_byte", "not in the encoding", PGM_KIND_TEXT, 0},
        {"broken.huge", "more than 1 GiB", PGM_KIND_TEXT, 0},
    };
    static const char *const texts[PGM_KIND_COUNT] = {
        [PGM_KIND_TEXT] = "some text",
        [PGM_KIND_UUID] = "00000000-0000-0000-0000-00000000000f",
        [PGM_KIND_DATE] = "2024-02-29",
        [PGM_KIND_INT] = "12",
        [PGM_KIND_TIMESTAMP] = "2024-02-29 12:00:00",
    };
    load("broken");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rig rig = {
            .class = cases[i].class, .kind = cases[i].kind, .max_chars = cases[i].max_chars};
        open_rig(&rig);
        struct pgm_vector in = rig_vector(&rig, 3), out = rig_vector(&rig, 3);
        in.null[1] = true;
        for (size_t k = 0; k < 3; k += 2)
            cr_assert(pgm_value_decode(&rig.type, pgm_span_of(texts[cases[i].kind]), &in, k));
        memcpy(out.null, in.null, 3);
        struct pgm_batch batch = {.count = 3, .in = &in, .out = &out, .scratch = &rig.scratch};
        rig.found->apply(rig.mask, &batch);
        if (!cases[i].fault)
            cr_assert_null(batch.fault, "%s: %s", cases[i].class, batch.fault);
        else
            cr_assert(batch.fault && strstr(batch.fault, cases[i].fault), "%s: %s", cases[i].class,
                      batch.fault ? batch.fault : "no fault");
        /* Masks around it read the outputs even then. */
        for (size_t k = 0; k < 3 && out.repr == PGM_REPR_BYTES; k++)
            cr_assert_not_null(out.bytes[k].data);
        rig_close(&rig);
    }
}

Test(plugin, bytes_of_no_encoding_are_let_through_where_there_is_none)
{
    struct rig rig = {.class = "broken.bad_utf8", .kind = PGM_KIND_TEXT, .ascii_only = true};
    load("broken");
    open_rig(&rig);
    cr_assert_str_eq(rig_text(&rig, "some text"), "a\xc3(");
    cr_assert_null(rig.fault);
    rig_close(&rig);
}

Test(plugin, a_refused_rule_says_why)
{
    struct rig rig = {.class = "broken.refuses", .kind = PGM_KIND_TEXT};
    load("broken");
    open_rig(&rig);
    cr_assert_null(rig.mask);
    cr_assert_str_eq(rig.report.first->message, "mask broken.refuses: never on a Monday");
    rig_close(&rig);
}

/* ---- what is not loaded -------------------------------------------------------------------- */

static void refused(const char *file, const char *words)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_plugins_load(&plugins, file, &error), PGM_BAD_USAGE, "%s", file);
    cr_assert_not_null(strstr(error.message, words), "%s", error.message);
    cr_assert_eq(plugins.registry.extra_count, 0);
}

Test(plugin, descriptions_that_make_no_sense)
{
    static const struct {
        const char *name, *words;
    } cases[] = {
        {"broken_abi", "version 2 of the interface, this is version 1"},
        {"broken_name", "its name"},
        {"broken_argument", "a key of the rules"},
        {"broken_entry", "has no function pgmirage_plugin_v1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        refused(copied(cases[i].name), cases[i].words);
        unlink(path);
    }
}

Test(plugin, files_that_are_none)
{
    refused("", "cannot open");
    refused("no-such-plugin.so", "cannot open");
    refused("libc.so.6", "cannot open"); /* the system's library folders are not searched */
    refused(folder, "not a regular file");
    copied("example");
    cr_assert_eq(truncate(path, 100), 0);
    refused(path, "cannot load");
}

Test(plugin, files_that_others_could_exchange)
{
    copied("example");
    static const mode_t modes[] = {0620, 0602, 0666, 0777};
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        cr_assert_eq(chmod(path, modes[i]), 0);
        refused(path, "group or others can write to");
    }
    cr_assert_eq(chmod(path, 0644), 0);
    cr_assert_eq(chmod(folder, 0770), 0);
    refused(path, "group or others can write to");
    cr_assert_eq(chmod(folder, 0757), 0);
    refused(path, "group or others can write to");
    cr_assert_eq(chmod(folder, 01777), 0); /* as /tmp: only owners rename */
    struct pgm_error error = {0};
    cr_assert_eq(pgm_plugins_load(&plugins, path, &error), PGM_OK, "%s", error.message);
}

Test(plugin, files_of_other_users)
{
    if (geteuid() != 0)
        cr_skip_test("only root may give files away");
    copied("example");
    cr_assert_eq(chown(path, 65534, (gid_t)-1), 0);
    refused(path, "belongs to another user");
    cr_assert_eq(chown(path, 0, (gid_t)-1), 0);
    cr_assert_eq(chown(folder, 65534, (gid_t)-1), 0);
    refused(path, "belongs to another user");
}

/* A link is judged by what it leads to. */
Test(plugin, links)
{
    char link[300];
    copied("example");
    snprintf(link, sizeof link, "%s/link.so", folder);
    cr_assert_eq(symlink(path, link), 0);
    cr_assert_eq(chmod(path, 0666), 0);
    refused(link, "group or others can write to");
    cr_assert_eq(chmod(path, 0600), 0);
    struct pgm_error error = {0};
    cr_assert_eq(pgm_plugins_load(&plugins, link, &error), PGM_OK, "%s", error.message);
    unlink(link);
}
