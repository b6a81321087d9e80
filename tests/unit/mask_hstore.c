/* hstore: values by key. */
#include "parts_rig.h"

static void open_hstore(struct rig *rig, const char *const *rules, const char *unlisted)
{
    *rig = (struct rig){.class = "hstore", .kind = PGM_KIND_HSTORE, .key = 5};
    if (unlisted)
        parts_unlisted(rig, unlisted);
    parts_open(rig, "keys", rules);
}

Test(mask_hstore, values_by_key)
{
    struct rig rig;
    open_hstore(&rig, (const char *[]){"email=email", "k=keep", "a \"b\"=null", NULL}, NULL);
    const char *ann = parts_alone(&rig, "email", "ann@x.org", &rig.arena);
    parts_expect(&rig, "\"k\"=>\"Kim\", \"n\"=>\"Ned 7\", \"email\"=>\"ann@x.org\", \"none\"=>NULL",
                 pgm_arena_printf(
                     &rig.arena,
                     "\"k\"=>\"Kim\", \"n\"=>\"Xxx 0\", \"email\"=>\"%s\", \"none\"=>NULL", ann));
    parts_expect(&rig, "\"a \\\"b\\\"\"=>\"Ann\"", "\"a \\\"b\\\"\"=>NULL");
    parts_expect(&rig, "", "");
    cr_assert(rig.mask->keeps_parts);
    rig_close(&rig);
}

Test(mask_hstore, quoting_and_unlisted)
{
    struct rig rig;
    open_hstore(&rig, (const char *[]){NULL}, NULL);
    parts_expect(&rig, "\"\"=>\"\", \"a=>b\"=>\"c\\\"d\\\\e, \\\"f\\\"=>\\\"g\\\"\"",
                 "\"\"=>\"\", \"a=>b\"=>\"x\\\"x\\\\x, \\\"x\\\"=>\\\"x\\\"\"");
    parts_expect(&rig, "\"a\"=>\"NULL\"", "\"a\"=>\"XXXX\"");
    rig_close(&rig);
    open_hstore(&rig, (const char *[]){"a=redact", NULL}, "keep");
    parts_expect(&rig, "\"a\"=>\"Ann\", \"b\"=>\"B\\\\ob\"", "\"a\"=>\"Xxx\", \"b\"=>\"B\\\\ob\"");
    rig_close(&rig);
    open_hstore(&rig, (const char *[]){"a=redact", NULL}, "null");
    parts_expect(&rig, "\"a\"=>\"Ann\", \"b\"=>\"Bob\"", "\"a\"=>\"Xxx\", \"b\"=>NULL");
    rig_close(&rig);
}

Test(mask_hstore, numbers_and_dates_in_text)
{
    struct rig rig;
    open_hstore(&rig, (const char *[]){"n=noise", "d=date_shift", NULL}, NULL);
    const char *got = rig_text(&rig, "\"n\"=>\"100000\", \"d\"=>\"1984-03-17\"");
    long n;
    int y, m, d;
    cr_assert_eq(sscanf(got, "\"n\"=>\"%ld\", \"d\"=>\"%d-%d-%d\"", &n, &y, &m, &d), 4, "%s", got);
    cr_assert(n != 100000 && n > 80000 && n < 120000);
    cr_assert_str_neq(strstr(got, "=>\"1"), "=>\"1984-03-17\"");
    parts_expect(&rig, "\"n\"=>\"about 7\", \"d\"=>\"today\"",
                 "\"n\"=>\"xxxxx 0\", \"d\"=>\"xxxxx\"");
    rig_close(&rig);
}

Test(mask_hstore, not_as_the_server_writes_it)
{
    static const char *const bad[] = {
        "Ann",          "\"a\"",        "\"a\"=>",           "\"a\"=>Ann",
        "\"a\"=>\"Ann", "a=>\"Ann\"",   "\"a\"=>\"b\",",     "\"a\"->\"b\"",
        "\"a\"=>\"b\\", "\"a\"=>NULLx", "\"a\"=>\"b\"\"c\"", " "};
    struct rig rig;
    open_hstore(&rig, (const char *[]){NULL}, "keep");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        parts_expect(&rig, bad[i], "");
    rig_close(&rig);
}
