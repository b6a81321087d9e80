/* Masks of the network: mac, url, hostname, user_agent, token, password_hash, ip with mode: prefix. */
#include <dlfcn.h>
#include <stdlib.h>

#include "chars.h"
#include "mask_rig.h"

static struct rig rig;

static void close_rig(void)
{
    rig_close(&rig);
}

static void open_text(const char *class, bool unique)
{
    rig = (struct rig){.class = class, .kind = PGM_KIND_TEXT, .unique = unique};
    rig_open(&rig);
}

TestSuite(mask_network, .fini = close_rig);

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t distinct(const char **texts, size_t count)
{
    size_t different = count > 0;
    qsort(texts, count, sizeof *texts, compare_texts);
    for (size_t i = 1; i < count; i++)
        different += strcmp(texts[i - 1], texts[i]) != 0;
    return different;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t bytes = strlen(text), end_bytes = strlen(end);
    return bytes >= end_bytes && strcmp(text + bytes - end_bytes, end) == 0;
}

/* ---- mac ----------------------------------------------------------------------------------- */

Test(mask_network, macs_keep_their_layout_and_are_local)
{
    static const char *const written[] = {"08:00:2b:01:02:03", "08-00-2b-01-02-03", "08002b:010203",
                                          "08002b-010203",     "0800.2b01.0203",    "08002b010203"};
    open_text("mac", false);
    const char *first = rig_text(&rig, written[0]);
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        const char *fake = rig_text(&rig, written[i]);
        cr_assert_eq(strlen(fake), strlen(written[i]));
        size_t digit = 0;
        for (size_t k = 0; fake[k]; k++) {
            if (strchr(":-.", written[i][k])) {
                cr_assert_eq(fake[k], written[i][k]);
                continue;
            }
            while (first[digit] == ':')
                digit++;
            cr_assert_eq(fake[k], first[digit++], "%s of %s", fake, written[i]);
        }
        cr_assert_eq(strtol((char[]){fake[0], fake[1], 0}, NULL, 16) & 3, 2, "%s", fake);
    }
    /* A group stays one; capitals stay capitals; a blank at an end goes. */
    cr_assert_eq(strtol((char[]){rig_text(&rig, "01:00:5E:00:00:FB")[0],
                                 rig_text(&rig, "01:00:5E:00:00:FB")[1], 0},
                        NULL, 16) &
                     3,
                 3);
    const char *upper = rig_text(&rig, "08:00:2B:01:02:03");
    for (const char *c = upper; *c; c++)
        cr_assert(!pgm_is_lower((uint8_t)*c), "%s", upper);
    cr_assert_str_eq(rig_text(&rig, " 08:00:2b:01:02:03 "), first);
    cr_assert_eq(strlen(rig_text(&rig, "08:00:2b:01:02:03:04:05")), 23);
    cr_assert_eq(strlen(rig_text(&rig, "not an address")), 17);
    cr_assert_eq(strlen(rig_text(&rig, "08:00:2b:01:02")), 17);
    cr_assert_eq(strlen(rig_text(&rig, ":::::")), 17);
}

Test(mask_network, macs_stay_distinct_with_their_bits)
{
    enum { COUNT = 100000 };
    static const char *fakes[COUNT];
    for (int wide = 0; wide < 2; wide++) {
        rig = (struct rig){
            .class = "mac",
            .kind = PGM_KIND_OTHER,
            .base_oid = wide ? 774 : 829,
            .unique = true,
            .inputs = {{.name = "local", .text = "keep"}},
            .input_count = 1,
        };
        rig_open(&rig);
        for (unsigned i = 0; i < COUNT; i++) {
            const char *text =
                pgm_arena_printf(&rig.arena, "%02x:00:%s%02x:%02x:%02x:00", i / 256 % 4,
                                 wide ? "00:ff:" : "", i & 255, i >> 8 & 255, i >> 16);
            fakes[i] = rig_text(&rig, text);
            cr_assert_eq(strtol((char[]){fakes[i][0], fakes[i][1], 0}, NULL, 16) & 3, i / 256 % 4);
        }
        cr_assert_eq(distinct(fakes, COUNT), COUNT);
        rig_close(&rig);
    }
    open_text("mac", false);
}

Test(mask_network, macs_refuse_what_cannot_be)
{
    rig = (struct rig){.class = "mac", .kind = PGM_KIND_OTHER, .base_oid = 829, .unique = true};
    rig_open(&rig);
    cr_assert_null(rig.mask);
    rig_close(&rig);
    rig = (struct rig){.class = "mac", .kind = PGM_KIND_OTHER, .base_oid = 3614};
    rig_open(&rig);
    cr_assert_null(rig.mask);
    rig_close(&rig);
    open_text("mac", true);
    cr_assert_null(rig.mask);
}

/* ---- url ----------------------------------------------------------------------------------- */

/* In a layout a stands for any small letter, A for a capital, 0 for a digit, ~ for a host. */
static bool is_like(const char *text, const char *layout)
{
    for (; *layout; layout++) {
        if (*layout == '~') {
            const char *end = strstr(text, ".example.");
            if (!end || (strncmp(end, ".example.com", 12) != 0 && strncmp(end, ".example.org", 12)))
                return false;
            text = end + 12;
            continue;
        }
        const uint8_t c = (uint8_t)*text;
        if (*layout == 'a'   ? !pgm_is_lower(c)
            : *layout == 'A' ? !pgm_is_upper(c)
            : *layout == '0' ? !pgm_is_digit(c)
                             : (uint8_t)*layout != c)
            return false;
        text++;
    }
    return *text == '\0';
}

Test(mask_network, urls_keep_their_layout)
{
    /* Letters of what stays are written in brackets, as [pdf]. */
    static const char *const cases[][2] = {
        {"https://www.corp.de", "[https]://~"},
        {"https://www.corp.de/", "[https]://~/"},
        {"HTTP://corp.de:8080/users/4711", "[HTTP]://~:[8080]/aaaaa/0000"},
        {"https://ann:secret@corp.de/x", "[https]://aaa:aaaaaa@~/a"},
        {"https://corp.de/Report%20May.pdf?id=42&q=Ann&x#top", "?"},
        {"https://corp.de/a.b/ann.smith", "[https]://~/a.a/aaa.aaaaa"},
        {"https://corp.de//img.PNG", "[https]://~//aaa[.PNG]"},
        {"https://[2001:db8::1]:443/x", "[https]://~:[443]/a"},
        {"ftp://10.0.0.1/x", "[ftp]://~/a"},
        {"www.corp.de/users", "~/aaaaa"},
        {"/users/42?tab=7", "/aaaaa/00?[tab]=0"},
        {"Ann Smith", "Aaa Aaaaa"},
        {"mailto:ann@corp.de", "aaaaaa:aaa@aaaa.aa"},
        {"://", "://"},
        {"https://", "[https]://"},
        {"https://?#", "[https]://?#"},
        {"a://b", "a://a"},
        {"?a=b=c&&d", "?[a]=a=a&&a"},
    };
    open_text("url", false);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *fake = rig_text(&rig, cases[i][0]);
        if (*cases[i][1] == '?' && i == 4) {
            cr_assert(strstr(fake, ".pdf?id=") && strchr(fake, '%')[1] == '6' &&
                          !strstr(fake, "Ann") && !strstr(fake, "42"),
                      "%s", fake);
            continue;
        }
        /* What stays is found in the fake, and taken out of both. */
        char layout[128], text[256];
        size_t k = 0, at = 0;
        snprintf(text, sizeof text, "%s", fake);
        for (const char *c = cases[i][1]; *c; c++) {
            if (*c != '[' && *c != ']')
                layout[k++] = *c;
            if (*c != '[')
                continue;
            const char *close = strchr(c, ']');
            const size_t bytes = (size_t)(close - c - 1);
            char kept[16];
            snprintf(kept, sizeof kept, "%.*s", (int)bytes, c + 1);
            char *found = strstr(text + at, kept);
            cr_assert_not_null(found, "%s in %s of %s", kept, text, cases[i][0]);
            at = (size_t)(found - text);
            memmove(found, found + bytes, strlen(found + bytes) + 1);
            c = close;
        }
        layout[k] = '\0';
        cr_assert(is_like(text, layout), "%s -> %s", cases[i][0], fake);
    }
}

static const char *host_of(const char *url)
{
    const char *start = strstr(url, "://") + 3;
    return pgm_arena_strndup(&rig.arena, start, strcspn(start, "/:?#"));
}

Test(mask_network, parts_of_urls_agree)
{
    open_text("url", false);
    const char *host = host_of(rig_text(&rig, "https://www.corp.de/users/1"));
    cr_assert_str_eq(host_of(rig_text(&rig, "http://WWW.corp.de:81?x=2")), host);
    cr_assert_str_neq(host_of(rig_text(&rig, "https://corp.de")), host);
    const char *a = rig_text(&rig, "https://a.de/users/1"), *b = rig_text(&rig, "/users/2/x");
    cr_assert_eq(strncmp(strchr(a + 8, '/'), b, 7), 0, "%s %s", a, b);
    const char *query = rig_text(&rig, "?a=Ann&b=Ann");
    cr_assert_eq(strncmp(query + 3, query + 9, 3), 0, "%s", query);
}

Test(mask_network, unique_urls_are_tagged)
{
    enum { COUNT = 20000 };
    static const char *fakes[COUNT];
    open_text("url", true);
    for (int i = 0; i < COUNT; i++)
        fakes[i] = rig_text(&rig, pgm_arena_printf(&rig.arena, "https://x.de/%d#a%d", i % 10, i));
    cr_assert_eq(distinct(fakes, COUNT), COUNT);
    cr_assert_eq(strlen(strchr(fakes[0], '#')), 17);
    rig_close(&rig);
    rig = (struct rig){.class = "url", .kind = PGM_KIND_TEXT, .unique = true, .max_chars = 20};
    rig_open(&rig);
    for (int i = 0; i < COUNT; i++)
        fakes[i] = rig_text(&rig, pgm_arena_printf(&rig.arena, "https://x.de/%d", i));
    cr_assert_eq(distinct(fakes, COUNT), COUNT);
    cr_assert_eq(rig.found->unique_chars_min(rig.mask), 17);
}

/* ---- hostname, user_agent ------------------------------------------------------------------ */

Test(mask_network, hostnames_are_nobodys)
{
    enum { COUNT = 20000 };
    static const char *fakes[COUNT];
    open_text("hostname", true);
    for (int i = 0; i < COUNT; i++) {
        fakes[i] = rig_text(&rig, pgm_arena_printf(&rig.arena, "db%d.corp.de", i));
        cr_assert(fakes[i][0] == 'h' &&
                  (ends_with(fakes[i], ".example") || ends_with(fakes[i], ".test")));
        cr_assert_eq(strcspn(fakes[i], "."), 17);
    }
    cr_assert_eq(distinct(fakes, COUNT), COUNT);
    rig_close(&rig);
    open_text("hostname", false);
    cr_assert_str_eq(rig_text(&rig, "DB1.corp.de"), rig_text(&rig, " db1.corp.de"));
}

Test(mask_network, user_agents_are_common_ones)
{
    open_text("user_agent", false);
    static const char *fakes[2000];
    for (int i = 0; i < 2000; i++) {
        fakes[i] = rig_text(&rig, pgm_arena_printf(&rig.arena, "Own/%d", i));
        cr_assert(strchr(fakes[i], '/'));
        if (i < 100) /* one of the list gets another of it */
            cr_assert_str_neq(rig_text(&rig, fakes[i]), fakes[i]);
    }
    cr_assert_gt(distinct(fakes, 2000), 20);
}

/* ---- token, password_hash ------------------------------------------------------------------ */

Test(mask_network, tokens_keep_prefix_length_and_alphabet)
{
    static const char *const cases[][4] = {
        {"sk_live_4eC39HqLyjWDarjtT1", "sk_test_", "", "alnum"},
        {"pk_live_4eC39HqLyjWDarjtT1", "pk_test_", "", "alnum"},
        {"ghp_16C7e42F292c6912E7710c838347Ae178B4a", "ghp_", "", "alnum"},
        {"AKIAIOSFODNN7ABCDEFG", "AKIA", "EXAMPLE", "UPPER"},
        {"glpat-abcDEF123456-78_90xy", "glpat-", "", "alnum"},
        {"0123456789abcdef0123456789abcdef", "", "", "hex"},
        {"0123456789ABCDEF0123456789ABCDEF", "", "", "HEX"},
        {"4929123456789012", "", "", "digits"},
        {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmN", "eyJ", "", "alnum"},
    };
    static const char *const alphabets[][2] = {
        {"alnum", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_."},
        {"UPPER", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
        {"hex", "0123456789abcdef"},
        {"HEX", "0123456789ABCDEF"},
        {"digits", "0123456789"},
    };
    for (int unique = 0; unique < 2; unique++) {
        open_text("token", unique);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            const char *fake = rig_text(&rig, cases[i][0]);
            cr_assert_str_neq(fake, cases[i][0]);
            if (unique && (i == 7 || i == 3)) { /* too short for its alphabet */
                cr_assert_eq(strlen(fake), 16);
                continue;
            }
            cr_assert_eq(strlen(fake), strlen(cases[i][0]), "%s", fake);
            cr_assert(strncmp(fake, cases[i][1], strlen(cases[i][1])) == 0 &&
                          ends_with(fake, cases[i][2]),
                      "%s", fake);
            for (size_t k = 0; k < sizeof alphabets / sizeof *alphabets; k++)
                if (strcmp(alphabets[k][0], cases[i][3]) == 0)
                    cr_assert_eq(strspn(fake + strlen(cases[i][1]), alphabets[k][1]),
                                 strlen(fake) - strlen(cases[i][1]), "%s", fake);
        }
        rig_close(&rig);
    }
    open_text("token", false);
}

Test(mask_network, unique_tokens_stay_distinct)
{
    enum { COUNT = 50000 };
    static const char *fakes[COUNT];
    open_text("token", true);
    for (int i = 0; i < COUNT; i++) /* all lengths */
        fakes[i] = rig_text(&rig, i % 2 ? pgm_arena_printf(&rig.arena, "%d", i)
                                        : pgm_arena_printf(&rig.arena, "ghp_%040d", i));
    cr_assert_eq(distinct(fakes, COUNT), COUNT);
}

/* With libcrypt, where this system's knows bcrypt. */
Test(mask_network, the_known_hash_is_of_the_password_it_says)
{
    open_text("password_hash", false);
    const char *hash = rig_text(&rig, "$2b$12$abc");
    cr_assert_str_eq(rig_text(&rig, "plain text"), hash);
    cr_assert_str_eq(rig_text(&rig, ""), "");
    void *library = dlopen("libcrypt.so.1", RTLD_NOW);
    char *(*crypt)(const char *, const char *) = NULL;
    if (library)
        *(void **)&crypt = dlsym(library, "crypt");
    const char *computed = crypt ? crypt("pgmirage", hash) : NULL;
    if (computed && strncmp(computed, "$2b$", 4) == 0)
        cr_assert_str_eq(computed, hash);
    cr_assert_eq(strlen(hash), 60);
    rig_close(&rig);

    rig = (struct rig){.class = "password_hash",
                       .kind = PGM_KIND_TEXT,
                       .max_chars = 20,
                       .inputs = {{.name = "hash", .text = "{SHA}abc"}},
                       .input_count = 1};
    rig_open(&rig);
    cr_assert_str_eq(rig_text(&rig, "x"), "{SHA}abc");
    rig_close(&rig);
    rig = (struct rig){.class = "password_hash", .kind = PGM_KIND_TEXT, .max_chars = 20};
    rig_open(&rig);
    cr_assert_null(rig.mask);
}

/* ---- ip, mode: prefix ---------------------------------------------------------------------- */

static void open_prefix(enum pgm_kind kind, bool cidr)
{
    rig = (struct rig){.class = "ip",
                       .kind = kind,
                       .cidr = cidr,
                       .inputs = {{.name = "mode", .text = "prefix"}},
                       .input_count = 1};
    rig_open(&rig);
}

static unsigned common_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
    unsigned n = 0;
    while (n < bits && ((a[n / 8] ^ b[n / 8]) >> (7 - n % 8) & 1) == 0)
        n++;
    return n;
}

Test(mask_network, prefixes_are_kept_exactly)
{
    enum { COUNT = 400 };
    open_prefix(PGM_KIND_INET, false);
    struct pgm_vector in = rig_vector(&rig, COUNT), out = rig_vector(&rig, COUNT);
    uint64_t seed = 9;
    for (int i = 0; i < COUNT; i++) {
        struct pgm_inet *inet = &in.inets[i];
        *inet = (struct pgm_inet){.is_v6 = i % 2, .prefix_bits = i % 2 ? 128 : 32};
        /* Another address with a bit changed, so that all lengths of prefixes come up. */
        if (i >= 2)
            memcpy(inet->address,
                   in.inets[rig_random(&seed) % ((unsigned)i / 2) * 2 + (unsigned)i % 2].address,
                   16);
        const unsigned bit = (unsigned)(rig_random(&seed) % (i % 2 ? 128 : 32));
        inet->address[bit / 8] ^= (uint8_t)(0x80 >> bit % 8);
    }
    rig_apply(&rig, &in, &out, NULL);
    size_t flipped = 0;
    for (int i = 0; i < COUNT; i++) {
        flipped += common_bits(in.inets[i].address, out.inets[i].address, 1) == 0;
        for (int k = i % 2; k < i; k += 2)
            cr_assert_eq(common_bits(in.inets[i].address, in.inets[k].address, i % 2 ? 128 : 32),
                         common_bits(out.inets[i].address, out.inets[k].address, i % 2 ? 128 : 32));
    }
    cr_assert(flipped == 0 || flipped == COUNT / 2 || flipped == COUNT);
}

Test(mask_network, prefixes_in_text_and_cidr)
{
    open_prefix(PGM_KIND_INET, false);
    const char *inet = pgm_arena_strdup(&rig.arena, rig_text(&rig, "203.0.113.7"));
    char kept[64];
    snprintf(kept, sizeof kept, "%s", inet);
    rig_close(&rig);
    open_prefix(PGM_KIND_TEXT, false);
    cr_assert_str_eq(rig_text(&rig, "203.0.113.7"), kept);
    cr_assert_eq(strncmp(rig_text(&rig, "no address"), "10.", 3), 0);
    rig_close(&rig);
    open_prefix(PGM_KIND_INET, true);
    const char *net = rig_text(&rig, "203.0.112.0/20");
    cr_assert(ends_with(net, ".0/20"), "%s", net);
}

Test(mask_network, unique_addresses_need_the_permutation)
{
    rig = (struct rig){.class = "ip", .kind = PGM_KIND_INET, .unique = true};
    rig_open(&rig);
    cr_assert_null(rig.mask);
    rig_close(&rig);
    rig = (struct rig){.class = "ip",
                       .kind = PGM_KIND_INET,
                       .unique = true,
                       .inputs = {{.name = "mode", .text = "prefix"}},
                       .input_count = 1};
    rig_open(&rig);
    cr_assert_not_null(rig.mask);
}
