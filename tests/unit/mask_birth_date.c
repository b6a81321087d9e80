/* birth_date: moves within its stretch of ages. */
#include <time.h>

#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

TestSuite(mask_birth_date, .fini = close_rig);

static void open_rule(enum pgm_kind kind, const char *max_days, const char *as_of)
{
    rig = (struct rig){
        .class = "birth_date",
        .kind = kind,
        .inputs = {{.name = "max_days", .kind = PGM_ARG_INPUT_SCALAR, .text = max_days},
                   {.name = "as_of", .kind = PGM_ARG_INPUT_SCALAR, .text = as_of, .quoted = true}},
        .input_count = as_of ? 2 : 1};
    rig_open(&rig);
}

static int64_t day_of(const char *text)
{
    struct tm tm = {0};
    cr_assert_not_null(strptime(text, "%Y-%m-%d", &tm), "%s", text);
    return timegm(&tm) / 86400;
}

Test(mask_birth_date, nobody_changes_sides)
{
    open_rule(PGM_KIND_DATE, "100", "2026-03-01");
    const int64_t today = day_of("2026-03-01"), adult = day_of("2008-03-01");
    bool near[2] = {false, false};
    for (int64_t day = adult - 400; day < today + 200; day++) {
        char text[16];
        const time_t seconds = day * 86400;
        struct tm tm;
        strftime(text, sizeof text, "%Y-%m-%d", gmtime_r(&seconds, &tm));
        const int64_t fake = day_of(rig_text(&rig, text));
        cr_assert(fake != day && fake >= day - 100 && fake <= day + 100, "%s", text);
        cr_assert_eq(fake <= adult, day <= adult, "%s", text);
        cr_assert_eq(fake <= today, day <= today, "%s", text);
        near[fake > day] |= day < adult - 200;
    }
    cr_assert(near[0] && near[1]);
}

Test(mask_birth_date, one_day_is_enough_on_either_side)
{
    open_rule(PGM_KIND_DATE, "1", "2026-03-01");
    cr_assert_str_eq(rig_text(&rig, "2008-03-01"), "2008-02-29");
    cr_assert_str_eq(rig_text(&rig, "2008-03-02"), "2008-03-03");
    cr_assert_str_eq(rig_text(&rig, "2026-03-01"), "2026-02-28");
    cr_assert_str_eq(rig_text(&rig, "2026-03-02"), "2026-03-03");
    cr_assert_str_eq(rig_text(&rig, "infinity"), "infinity");
    cr_assert_str_eq(rig_text(&rig, "-infinity"), "-infinity");
}

Test(mask_birth_date, a_leap_day_has_a_day_18_years_ago)
{
    open_rule(PGM_KIND_DATE, "1", "2024-02-29");
    cr_assert_str_eq(rig_text(&rig, "2006-02-28"), "2006-02-27");
    cr_assert_str_eq(rig_text(&rig, "2006-03-01"), "2006-03-02");
}

Test(mask_birth_date, the_ends_of_time_stay_within_it)
{
    static const char *const times[] = {"4714-11-24 00:00:00 BC", "294276-12-31 23:59:59.999999",
                                        "294276-12-30 00:00:00", "4714-11-25 00:00:00 BC"};
    open_rule(PGM_KIND_TIMESTAMP, "36500", NULL);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct pgm_vector in = rig_vector(&rig, 1), out = rig_vector(&rig, 1);
        cr_assert(pgm_value_decode(&rig.type, pgm_span_of(times[i]), &in, 0), "%s", times[i]);
        rig_apply(&rig, &in, &out, NULL);
        cr_assert(out.times[0] >= PGM_TIME_MIN && out.times[0] <= PGM_TIME_MAX, "%s", times[i]);
        cr_assert_neq(out.times[0], in.times[0], "%s", times[i]);
    }
}

Test(mask_birth_date, the_time_of_day_stays)
{
    open_rule(PGM_KIND_TIMESTAMPTZ, "365", "2026-01-01");
    const char *fake = rig_text(&rig, "1959-03-17 21:15:00.5+00");
    cr_assert_str_eq(fake + 10, " 21:15:00.5+00");
}

Test(mask_birth_date, columns_of_one_subject_agree)
{
    rig = (struct rig){.class = "birth_date", .kind = PGM_KIND_DATE, .with_subject = true};
    rig_open(&rig);
    cr_assert_str_eq(rig_by(&rig, "1984-03-17", "4711"), rig_by(&rig, "1984-03-17", "4711"));
    bool differ = false;
    for (char id[] = "0"; id[0] <= '9'; id[0]++)
        differ |= strcmp(rig_by(&rig, "1984-03-17", id), rig_by(&rig, "1984-03-17", "4711")) != 0;
    cr_assert(differ);
}

Test(mask_birth_date, as_of_must_be_a_date)
{
    static const char *const wrong[] = {"today", "", "infinity", "2026-13-01", "2026"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        open_rule(PGM_KIND_DATE, "10", wrong[i]);
        cr_assert_null(rig.mask, "%s", wrong[i]);
        cr_assert_eq(rig.report.count, 1);
        rig_close(&rig);
    }
    open_rule(PGM_KIND_DATE, "10", "2026-01-31");
    cr_assert_not_null(rig.mask);
}
