/* copy_codecs.c: the codecs at their limits, on hostile text, and the canonical bytes. What the server
 * prints is in golden/copy_values.c. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "text.h"
#include "value.h"

static const struct pgm_type int2 = {.kind = PGM_KIND_INT, .int_bytes = 2};
static const struct pgm_type int4 = {.kind = PGM_KIND_INT, .int_bytes = 4};
static const struct pgm_type int8 = {.kind = PGM_KIND_INT, .int_bytes = 8};
static const struct pgm_type date = {.kind = PGM_KIND_DATE};
static const struct pgm_type timestamp = {.kind = PGM_KIND_TIMESTAMP};
static const struct pgm_type timestamptz = {.kind = PGM_KIND_TIMESTAMPTZ};
static const struct pgm_type uuid = {.kind = PGM_KIND_UUID};
static const struct pgm_type inet = {.kind = PGM_KIND_INET};
static const struct pgm_type cidr = {.kind = PGM_KIND_INET, .cidr = true};

union element {
    int64_t integer;
    struct pgm_uuid uuid;
    struct pgm_inet inet;
    struct pgm_span span;
};

static struct pgm_vector vector_of(const struct pgm_type *type, union element *element)
{
    return (struct pgm_vector){
        .repr = pgm_repr_of(type->kind), .count = 1, .ints = &element->integer};
}

static bool decode_bytes(const struct pgm_type *type, const void *text, size_t bytes,
                         union element *element)
{
    /* A heap copy of the exact size, so that a sanitizer sees a read past the end. */
    uint8_t *const copy = malloc(bytes ? bytes : 1);
    memcpy(copy, text, bytes);
    struct pgm_vector vector = vector_of(type, element);
    const bool taken = pgm_value_decode(type, (struct pgm_span){copy, bytes}, &vector, 0);
    free(copy);
    return taken;
}

static bool decode(const struct pgm_type *type, const char *text, union element *element)
{
    return decode_bytes(type, text, strlen(text), element);
}

static const char *encode(const struct pgm_type *type, union element *element)
{
    static char text[PGM_ENCODED_BYTES_MAX + 1];
    const struct pgm_vector vector = vector_of(type, element);
    const size_t bytes = pgm_value_encode(type, &vector, 0, (uint8_t *)text);
    cr_assert_leq(bytes, PGM_ENCODED_BYTES_MAX);
    text[bytes] = 0;
    return text;
}

static void expect_text(const struct pgm_type *type, const char *text, const char *expected)
{
    union element element;
    cr_assert(decode(type, text, &element), "refused: %s", text);
    cr_assert_str_eq(encode(type, &element), expected);
}

static void expect_refused(const struct pgm_type *type, const char *const *texts)
{
    union element element;
    for (; *texts; texts++)
        cr_assert_not(decode(type, *texts, &element), "taken: \"%s\"", *texts);
}

Test(copy_codecs, ints_keep_to_their_width)
{
    union element element;
    cr_assert(decode(&int2, "-32768", &element) && element.integer == INT16_MIN);
    cr_assert(decode(&int2, "32767", &element) && element.integer == INT16_MAX);
    cr_assert(decode(&int4, "-2147483648", &element) && element.integer == INT32_MIN);
    cr_assert(decode(&int8, "-9223372036854775808", &element) && element.integer == INT64_MIN);
    cr_assert(decode(&int8, "9223372036854775807", &element) && element.integer == INT64_MAX);
    cr_assert(decode(&int8, "-0", &element) && element.integer == 0);
    expect_refused(&int2, (const char *[]){"32768", "-32769", "65536", "100000", NULL});
    expect_refused(&int4, (const char *[]){"2147483648", "-2147483649", "4294967296", NULL});
    expect_refused(&int8, (const char *[]){"9223372036854775808", "-9223372036854775809",
                                           "9999999999999999999", "18446744073709551616",
                                           "99999999999999999999", NULL});
    expect_refused(&int8, (const char *[]){"", "-", "+1", "--1", " 1", "1 ", "1.0", "1e3", "0x1",
                                           "\\N", "1\n", "/", ":", "one", NULL});
}

Test(copy_codecs, int_of_no_width_is_refused)
{
    const struct pgm_type broken = {.kind = PGM_KIND_INT};
    expect_refused(&broken, (const char *[]){"0", "1", NULL});
}

Test(copy_codecs, times_count_from_2000)
{
    union element element;
    cr_assert(decode(&date, "2000-01-01", &element) && element.integer == 0);
    cr_assert(decode(&date, "1999-12-31", &element) && element.integer == -PGM_DAY_MICROS);
    cr_assert(decode(&timestamp, "2000-01-01 00:00:00.000001", &element) && element.integer == 1);
    cr_assert(decode(&timestamp, "1999-12-31 23:59:59.999999", &element) && element.integer == -1);
    cr_assert(decode(&date, "1970-01-01", &element) && element.integer == -10957 * PGM_DAY_MICROS);
    cr_assert(decode(&timestamp, "infinity", &element) && element.integer == PGM_TIME_INFINITY);
    cr_assert(decode(&date, "-infinity", &element) && element.integer == PGM_TIME_MINUS_INFINITY);
}

Test(copy_codecs, times_end_where_timestamps_do)
{
    union element element;
    cr_assert(decode(&timestamp, "4714-11-24 00:00:00 BC", &element));
    cr_assert_eq(element.integer, PGM_TIME_MIN);
    cr_assert(decode(&timestamptz, "294276-12-31 23:59:59.999999+00", &element));
    cr_assert_eq(element.integer, PGM_TIME_MAX);
    cr_assert(decode(&date, "4714-11-24 BC", &element) && element.integer == PGM_TIME_MIN);
    /* PostgreSQL has these dates, 64 bits of microseconds do not. */
    expect_refused(&date, (const char *[]){"294277-01-01", "5874897-12-31", "999999-01-01", NULL});
    expect_refused(&timestamp,
                   (const char *[]){"294277-01-01 00:00:00", "4714-11-23 23:59:59 BC",
                                    "9999-01-01 00:00:00 BC", "292278-01-01 00:00:00 BC",
                                    "294276-12-31 23:59:59.999999 BC", NULL});
    expect_refused(&timestamptz, (const char *[]){"294276-12-31 23:59:59.999999-00:00:01",
                                                  "294276-12-31 23:59:59-15:59:59",
                                                  "4714-11-24 00:00:00+00:00:01 BC", NULL});
}

Test(copy_codecs, offsets_become_utc)
{
    expect_text(&timestamptz, "2020-01-01 00:00:00+05:30", "2019-12-31 18:30:00+00");
    expect_text(&timestamptz, "2020-01-01 00:00:00-08", "2020-01-01 08:00:00+00");
    expect_text(&timestamptz, "1883-11-18 12:00:00-04:56:02", "1883-11-18 16:56:02+00");
    expect_text(&timestamptz, "0001-01-01 00:00:00+01", "0001-12-31 23:00:00+00 BC");
    expect_text(&timestamptz, "2020-02-29 12:00:00.25", "2020-02-29 12:00:00.25+00");
    expect_text(&timestamptz, "2020-02-29", "2020-02-29 00:00:00+00");
    expect_text(&timestamp, "0044-03-15 BC", "0044-03-15 00:00:00 BC");
    expect_text(&timestamp, "2020-01-01 00:00:00.500000", "2020-01-01 00:00:00.5");
    expect_text(&timestamp, "002020-01-01 00:00:00", "2020-01-01 00:00:00");
}

Test(copy_codecs, broken_times_are_refused)
{
    static const char *const dates[] = {"",
                                        "2020",
                                        "2020-1-1",
                                        "2020-00-01",
                                        "2020-13-01",
                                        "2020-01-00",
                                        "2020-01-32",
                                        "2020-04-31",
                                        "2021-02-29",
                                        "1900-02-29",
                                        "0100-02-29",
                                        "0002-02-29 BC",
                                        "0000-01-01",
                                        "0000-01-01 BC",
                                        "2020-01-01 ",
                                        "2020-01-01 BCE",
                                        "2020-01-01 bc",
                                        "2020-01-01 AD",
                                        "-2020-01-01",
                                        " 2020-01-01",
                                        "2020/01/01",
                                        "20200101",
                                        "01-02-2020",
                                        "1-01-01",
                                        "2020-01-01 00:00:00",
                                        "Infinity",
                                        "infinit",
                                        "infinityy",
                                        "--infinity",
                                        "+infinity",
                                        "2020-01-0x",
                                        "\\N",
                                        NULL};
    expect_refused(&date, dates);
    static const char *const times[] = {"2020-01-01 ",
                                        "2020-01-01 00",
                                        "2020-01-01 00:00",
                                        "2020-01-01 24:00:00",
                                        "2020-01-01 00:60:00",
                                        "2020-01-01 00:00:60",
                                        "2020-01-01 00:00:00.",
                                        "2020-01-01 00:00:00.x",
                                        "2020-01-01 00:00:00.1234567",
                                        "2020-01-01T00:00:00",
                                        "2020-01-01 00:00:00+00",
                                        "2020-01-01 00:00:00 BC ",
                                        "2020-01-01 00:00:00BC",
                                        "2020-01-01 0:00:00.0",
                                        "2020-01-01  0:00:00",
                                        NULL};
    expect_refused(&timestamp, times);
    static const char *const zoned[] = {
        "2020-01-01 00:00:00+",         "2020-01-01 00:00:00+1",     "2020-01-01 00:00:00+16",
        "2020-01-01 00:00:00+01:",      "2020-01-01 00:00:00+01:60", "2020-01-01 00:00:00+01:00:",
        "2020-01-01 00:00:00+01:00:60", "2020-01-01 00:00:00 UTC",   "2020-01-01 00:00:00Z",
        "2020-01-01 00:00:00+00+00",    "2020-01-01 00:00:00 BC+00", NULL};
    expect_refused(&timestamptz, zoned);
}

/* A mask may hand in any 64 bits: what is written stays within its bound. */
Test(copy_codecs, any_time_is_written)
{
    static const int64_t times[] = {INT64_MIN + 1, INT64_MAX - 1, PGM_TIME_MIN - 1,
                                    PGM_TIME_MAX + 1};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        union element element = {.integer = times[i]};
        cr_assert_geq(strlen(encode(&date, &element)), 10);
        cr_assert_geq(strlen(encode(&timestamptz, &element)), 22);
    }
    union element beyond = {.integer = PGM_TIME_MAX + 1};
    cr_assert_str_eq(encode(&timestamp, &beyond), "294277-01-01 00:00:00");
}

Test(copy_codecs, every_day_of_800_years_follows_the_one_before)
{
    union element element = {0};
    char before[16] = "";
    for (int64_t day = -146097; day <= 146097; day++) {
        element.integer = day * PGM_DAY_MICROS;
        const char *text = encode(&date, &element);
        cr_assert_gt(strcmp(text, before), 0); /* four-digit years sort as text */
        snprintf(before, sizeof before, "%s", text);
        cr_assert(decode(&date, before, &element) && element.integer == day * PGM_DAY_MICROS);
    }
    cr_assert_str_eq(before, "2400-01-01");
}

Test(copy_codecs, uuid_in_either_case)
{
    expect_text(&uuid, "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
                "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    union element element;
    cr_assert(decode(&uuid, "00010203-0405-0607-0809-0a0b0c0d0e0f", &element));
    for (uint8_t i = 0; i < 16; i++)
        cr_assert_eq(element.uuid.bytes[i], i);
}

Test(copy_codecs, any_wrong_byte_of_a_uuid_is_seen)
{
    static const char good[] = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
    union element element;
    for (size_t at = 0; at < sizeof good - 1; at++)
        for (unsigned byte = 0; byte < 256; byte++) {
            char text[sizeof good];
            memcpy(text, good, sizeof good);
            text[at] = (char)byte;
            const bool fits =
                good[at] == '-' ? byte == '-' : byte && strchr("0123456789abcdefABCDEF", (int)byte);
            cr_assert_eq(decode_bytes(&uuid, text, sizeof text - 1, &element), fits);
        }
    expect_refused(&uuid, (const char *[]){"", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1",
                                           "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a111",
                                           "a0eebc999c0b4ef8bb6d6bb9bd380a11", NULL});
}

Test(copy_codecs, inet_in_other_spellings)
{
    expect_text(&inet, "2001:DB8:0:0:0:0:0:1", "2001:db8::1");
    expect_text(&inet, "2001:0db8::0001/128", "2001:db8::1");
    expect_text(&inet, "::ffff:a00:1", "::ffff:10.0.0.1");
    expect_text(&inet, "1:2:3:4:5:6:10.0.0.1", "1:2:3:4:5:6:a00:1");
    expect_text(&inet, "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0");
    expect_text(&inet, "10.0.0.1/32", "10.0.0.1");
    expect_text(&inet, "010.000.000.001/08", "10.0.0.1/8");
    expect_text(&cidr, "10.0.0.0/8", "10.0.0.0/8");
    expect_text(&cidr, "10.0.0.1", "10.0.0.1/32");
    expect_text(&cidr, "::", "::/128");
}

Test(copy_codecs, broken_addresses_are_refused)
{
    static const char *const v4[] = {
        "",           ".",         "1",        "1.2.3",      "1.2.3.",   "1.2.3.4.",   "1.2.3.4.5",
        "256.0.0.1",  "1.2.3.256", "1..2.3",   ".1.2.3",     "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/-1",
        "1.2.3.4/8x", "1.2.3.4 ",  " 1.2.3.4", "1.2.3.0004", "a.b.c.d",  "/8",         NULL};
    expect_refused(&inet, v4);
    static const char *const v6[] = {":",
                                     ":::",
                                     "::1::",
                                     "1::2::3",
                                     "1:2:3:4:5:6:7",
                                     "1:2:3:4:5:6:7:8:9",
                                     "1:2:3:4:5:6:7:8::",
                                     ":1:2:3:4:5:6:7",
                                     "::1:2:3:4:5:6:7:8",
                                     "1:2:3:4:5:6:7:",
                                     "12345::",
                                     "g::",
                                     "::1/129",
                                     "::1/",
                                     "::/1000",
                                     "::1.2.3",
                                     "::1.2.3.4.5",
                                     "1:2:3:4:5:6:7:1.2.3.4",
                                     "::1.2.3.4:1",
                                     "::256.1.1.1",
                                     "::a.1.1.1",
                                     "fe80::1%eth0",
                                     "1:2:3:4::5:6:7:8:",
                                     "::12345.1.1.1",
                                     "1:",
                                     ":/8",
                                     "::/",
                                     NULL};
    expect_refused(&inet, v6);
    static const char *const host_bits[] = {"10.0.0.1/8",     "0.0.0.1/0", "255.255.255.255/31",
                                            "128.0.0.0/0",    "::1/127",   "8000::/0",
                                            "2001:db8::1/32", NULL};
    expect_refused(&cidr, host_bits);
}

Test(copy_codecs, bytes_go_through)
{
    const struct pgm_type text = {.kind = PGM_KIND_TEXT};
    struct pgm_span element = {0};
    struct pgm_vector vector = {.repr = PGM_REPR_BYTES, .count = 1, .bytes = &element};
    const struct pgm_span value = pgm_span_of("any \\ text");
    cr_assert(pgm_value_decode(&text, value, &vector, 0));
    cr_assert_eq(element.data, value.data);
    cr_assert_eq(element.bytes, value.bytes);
    uint8_t out[24];
    cr_assert_eq(pgm_value_canonical(&vector, 0, out), 0);
}

Test(copy_codecs, every_kind_has_a_representation)
{
    for (unsigned kind = 0; kind < PGM_KIND_COUNT; kind++) {
        const enum pgm_repr repr = pgm_repr_of((enum pgm_kind)kind);
        cr_assert_leq(repr, PGM_REPR_INET);
        cr_assert_gt(pgm_repr_element_bytes(repr), 0);
    }
    cr_assert_eq(pgm_repr_of(PGM_KIND_TIME), PGM_REPR_BYTES);
    cr_assert_eq(pgm_repr_of(PGM_KIND_NUMERIC), PGM_REPR_BYTES);
    cr_assert_eq(pgm_repr_of(PGM_KIND_TIMESTAMPTZ), PGM_REPR_TIME);
}

static void expect_canonical(const struct pgm_type *type, const char *text, const void *expected,
                             size_t bytes)
{
    union element element;
    memset(&element, 0xee, sizeof element);
    cr_assert(decode(type, text, &element));
    const struct pgm_vector vector = vector_of(type, &element);
    uint8_t out[24];
    cr_assert_eq(pgm_value_canonical(&vector, 0, out), bytes);
    cr_assert_arr_eq(out, expected, bytes);
}

/* Kept keys promise the same fakes to later versions and other CPUs: these bytes are frozen. */
Test(copy_codecs, canonical_bytes_are_fixed)
{
    expect_canonical(&int2, "-2", "\xfe\xff\xff\xff\xff\xff\xff\xff", 8);
    expect_canonical(&int4, "258", "\x02\x01\0\0\0\0\0\0", 8);
    expect_canonical(&int8, "258", "\x02\x01\0\0\0\0\0\0", 8);
    expect_canonical(&date, "2000-01-02", "\0\x60\xd7\x1d\x14\0\0\0", 8);
    expect_canonical(&timestamptz, "2000-01-02 00:00:00+00", "\0\x60\xd7\x1d\x14\0\0\0", 8);
    expect_canonical(&uuid, "00010203-0405-0607-0809-0a0b0c0d0e0f",
                     "\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", 16);
    expect_canonical(&inet, "10.0.0.0/8", "\4\x08\x0a\0\0\0", 6);
    expect_canonical(&cidr, "10.0.0.0/8", "\4\x08\x0a\0\0\0", 6);
    expect_canonical(&inet, "::1", "\6\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 18);
}
