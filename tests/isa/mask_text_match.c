/* Both matchers find the same, in written texts and in random ones made of what they look for. */
#include <criterion/criterion.h>
#include <string.h>

#include "limits.h"
#include "text_match.h"

#define ALL ((UINT32_C(1) << PGM_TEXT_KIND_COUNT) - 1)

static struct pgm_arena arena;
static struct pgm_scratch scratch;
static const struct pgm_text_matcher *fast, *portable;

static void open_matchers(void)
{
    cr_assert_eq(pgm_scratch_init(&scratch, PGM_SCRATCH_BYTES, NULL), PGM_OK);
    fast = pgm_text_matcher_new(PGM_TEXT_ENGINE_HYPERSCAN, ALL, &arena);
    portable = pgm_text_matcher_new(PGM_TEXT_ENGINE_PORTABLE, ALL, &arena);
    cr_assert_str_eq(pgm_text_matcher_name(portable), "portable");
    if (!fast)
        cr_skip("built without Hyperscan, or the processor cannot run it");
}

static void close_matchers(void)
{
    pgm_scratch_free(&scratch);
    pgm_arena_free(&arena);
}

TestSuite(mask_text_match, .init = open_matchers, .fini = close_matchers);

static struct pgm_text_matches found_by(const struct pgm_text_matcher *matcher,
                                        struct pgm_span text)
{
    struct pgm_text_matches matches = {.scratch = &scratch};
    void *lease = pgm_text_lease(matcher);
    pgm_text_find(matcher, lease, text, &matches);
    pgm_text_lease_end(matcher, lease);
    pgm_text_resolve(&matches);
    return matches;
}

static size_t assert_same(struct pgm_span text)
{
    const struct pgm_text_matches a = found_by(fast, text), b = found_by(portable, text);
    cr_assert_eq(a.count, b.count, "%zu and %zu in %.*s", a.count, b.count, (int)text.bytes,
                 (const char *)text.data);
    uint32_t end = 0;
    for (size_t i = 0; i < a.count; i++) {
        cr_assert(a.items[i].begin == b.items[i].begin && a.items[i].end == b.items[i].end &&
                      a.items[i].kind == b.items[i].kind,
                  "[%u, %u) and [%u, %u) in %.*s", a.items[i].begin, a.items[i].end,
                  b.items[i].begin, b.items[i].end, (int)text.bytes, (const char *)text.data);
        cr_assert(a.items[i].begin >= end && a.items[i].begin < a.items[i].end &&
                  a.items[i].end <= text.bytes);
        end = a.items[i].end;
    }
    pgm_scratch_reset(&scratch);
    return a.count;
}

static uint64_t next_random(uint64_t *state)
{
    uint64_t x = (*state += UINT64_C(0x9e3779b97f4a7c15));
    x = (x ^ x >> 32) * UINT64_C(0xd6e8feb86659fd93);
    return x ^ x >> 32;
}

/* What the patterns are made of, whole and in parts. */
static const char *const pieces[] = {
    "ann@x.org",
    "@",
    "a@",
    ".org",
    "+44 7911 123456",
    "+",
    "(212) 736-5000",
    "212",
    "736",
    "5000",
    "06 12 34 56 78",
    "4929123456789015",
    "4929 1234 5678 9015",
    "1",
    "12",
    "203.0.113.7",
    ".1",
    "8.8.8.8",
    "2001:db8::1",
    "::",
    ":",
    "://",
    "https://x.org/a",
    "http",
    "www.",
    "www.x.org",
    "DE89 3704 0044 0532 0130 00",
    "DE89",
    "AB 12 34 56 C",
    "AB",
    "123-45-6789",
    "529.982.247-25",
    "d41d8cd98f00b204e9800998ecf8427e",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "AKIA",
    "eyJ",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "-----BEGIN ",
    "-----END X-----",
    "-",
    "--",
    " ",
    "  ",
    "   ",
    "    ",
    "\n",
    ".",
    "/",
    "(",
    ")",
    "_",
    "=",
    "\xc2\xa0",
    "\xe2\x80\x91",
    "\xe2\x80",
    "\xc3\xa9",
    "\xff",
    "\xe4\xb8\xad",
    "word",
    "W",
    "0",
    "2023-10-11",
    "'",
    "\"",
    ",",
    "wwww.a.bc",
    "abcdefghijklmno",
    "p"};

Test(mask_text_match, of_pieces_in_any_order)
{
    uint64_t seed = 5;
    size_t total = 0;
    for (int round = 0; round < 60000; round++) {
        uint8_t text[512];
        size_t bytes = 0;
        for (uint64_t count = next_random(&seed) % 12 + 1; count > 0; count--) {
            const char *piece = pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)];
            if (bytes + strlen(piece) > sizeof text)
                break;
            memcpy(text + bytes, piece, strlen(piece));
            bytes += strlen(piece);
        }
        total += assert_same((struct pgm_span){text, bytes});
    }
    cr_assert_gt(total, 50000, "%zu matches are too few to tell", total);
}

Test(mask_text_match, of_any_bytes)
{
    static const char narrow[] = "0123456789 .-@:/aAeEyJw+()=_";
    uint64_t seed = 6;
    for (int round = 0; round < 60000; round++) {
        uint8_t text[300];
        const size_t bytes = next_random(&seed) % sizeof text;
        for (size_t i = 0; i < bytes; i++) {
            const uint64_t random = next_random(&seed);
            text[i] = round % 3 == 0   ? (uint8_t)random
                      : round % 3 == 1 ? (uint8_t)narrow[random % (sizeof narrow - 1)]
                                       : (uint8_t)(random % 95 + 32);
        }
        assert_same((struct pgm_span){text, bytes});
    }
}

Test(mask_text_match, of_long_texts)
{
    enum { BYTES = 1 << 20 };
    static uint8_t text[BYTES];
    uint64_t seed = 7;
    for (int round = 0; round < 4; round++) {
        size_t bytes = 0;
        while (bytes < BYTES - 128) {
            const char *piece = pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)];
            memcpy(text + bytes, piece, strlen(piece));
            bytes += strlen(piece);
            for (uint64_t fill = next_random(&seed) % 40; round % 2 && fill > 0; fill--)
                text[bytes++] = (uint8_t) "lorem ipsum, dolor sit"[fill % 22];
        }
        cr_assert_gt(assert_same((struct pgm_span){text, bytes}), 1000);
    }
}

Test(mask_text_match, of_fewer_kinds)
{
    for (unsigned kind = PGM_TEXT_KNOWN + 1; kind < PGM_TEXT_REST; kind++) {
        fast = pgm_text_matcher_new(PGM_TEXT_ENGINE_HYPERSCAN, UINT32_C(1) << kind, &arena);
        portable = pgm_text_matcher_new(PGM_TEXT_ENGINE_PORTABLE, UINT32_C(1) << kind, &arena);
        size_t total = 0;
        for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
            total += assert_same(pgm_span_of(pieces[i]));
        cr_assert_gt(total, 0, "kind %u", kind);
    }
}
