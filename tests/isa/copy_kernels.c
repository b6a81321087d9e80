/* copy_kernels.c: every kernel this CPU can run equals a loop over single bytes, at all alignments and
 * lengths, and touches nothing it must not. */
#include <criterion/criterion.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "copy_isa.h"
#include "text.h"

#define BYTES_MAX 600
#define SLACK     64 /* what scan.h lets a kernel read behind the data and write behind the offsets */
#define UNTOUCHED 0xdeadbeefu

static const char *const names[] = {"portable", "avx2", "avx512"};

static const struct pgm_copy_isa *next_isa(size_t *i)
{
    while (*i < sizeof names / sizeof *names) {
        const struct pgm_copy_isa *isa = pgm_copy_isa_by_name(names[(*i)++]);
        if (isa)
            return isa;
    }
    return NULL;
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Bytes near those that count, and their counterparts with the top bit, are where a trick goes wrong. */
static void fill(uint8_t *data, size_t bytes, uint64_t *random)
{
    static const uint8_t hostile[] = {0x00, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0d, 0x0e,
                                      0x5b, 0x5c, 0x5d, 0x7f, 0x80, 0x88, 0x89, 0x8a,
                                      0x8b, 0x8d, 0xdc, 0xff, 0x01, 0x49};
    const uint64_t density = next_random(random) % 5;
    for (size_t i = 0; i < bytes; i++) {
        const uint64_t r = next_random(random);
        if ((r >> 32) % 16 < density * density)
            data[i] = density == 4 ? (uint8_t)('\t' + r % 2) : hostile[r % sizeof hostile];
        else
            data[i] = (uint8_t)('a' + r % 26);
    }
}

static size_t naive_scan(const uint8_t *data, size_t bytes, uint32_t *offsets, size_t offsets_max)
{
    size_t found = 0;
    for (size_t i = 0; i < bytes && found < offsets_max; i++)
        if (data[i] == '\t' || data[i] == '\n')
            offsets[found++] = (uint32_t)i;
    return found;
}

static size_t naive_plain(const uint8_t *data, size_t bytes)
{
    size_t i = 0;
    while (i < bytes && (data[i] < 0x08 || data[i] > 0x0d) && data[i] != '\\')
        i++;
    return i;
}

static void check_scan(const struct pgm_copy_isa *isa, const uint8_t *data, size_t bytes,
                       size_t offsets_max)
{
    static uint32_t offsets[BYTES_MAX + SLACK + 1], expected[BYTES_MAX];
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++)
        offsets[i] = UNTOUCHED;
    const size_t count = naive_scan(data, bytes, expected, offsets_max);
    cr_assert_eq(isa->scan(data, bytes, offsets, offsets_max), count, "%s, %zu bytes", isa->name,
                 bytes);
    cr_assert_arr_eq(offsets, expected, count * sizeof *expected);
    for (size_t i = offsets_max + SLACK; i < sizeof offsets / sizeof *offsets; i++)
        cr_assert_eq(offsets[i], UNTOUCHED, "%s wrote %zu past %zu", isa->name, i, offsets_max);
}

static void check_plain(const struct pgm_copy_isa *isa, const uint8_t *data, size_t bytes)
{
    static uint8_t out[BYTES_MAX + 1];
    const size_t plain = naive_plain(data, bytes);
    memset(out, 0xee, sizeof out);
    cr_assert_eq(isa->plain_prefix(data, bytes), plain, "%s, %zu bytes", isa->name, bytes);
    cr_assert_eq(isa->copy_plain(data, bytes, out), plain, "%s, %zu bytes", isa->name, bytes);
    cr_assert_arr_eq(out, data, plain);
    for (size_t i = plain; i < sizeof out; i++)
        cr_assert_eq(out[i], 0xee, "%s wrote past the prefix", isa->name);
}

static void check_newlines(const struct pgm_copy_isa *isa, const uint8_t *data, size_t bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes; i++)
        count += data[i] == '\n';
    cr_assert_eq(isa->count_newlines(data, bytes), count, "%s, %zu bytes", isa->name, bytes);
}

Test(copy_kernels, all_lengths_and_alignments)
{
    _Alignas(64) static uint8_t data[64 + BYTES_MAX + SLACK];
    uint64_t random = 88172645463325252u;
    const struct pgm_copy_isa *isa;
    for (size_t i = 0; (isa = next_isa(&i));)
        for (size_t alignment = 0; alignment < 64; alignment++)
            for (size_t bytes = 0; bytes <= 300; bytes++) {
                fill(data, sizeof data, &random);
                const size_t limits[] = {0, 1, next_random(&random) % 70, bytes};
                check_scan(isa, data + alignment, bytes, limits[(alignment + bytes) % 4]);
                check_newlines(isa, data + alignment, bytes);
                check_plain(isa, data + alignment, bytes);
            }
}

Test(copy_kernels, all_limits)
{
    static uint8_t data[BYTES_MAX + SLACK];
    uint64_t random = 362436069;
    const struct pgm_copy_isa *isa;
    for (size_t i = 0; (isa = next_isa(&i));) {
        for (size_t offsets_max = 0; offsets_max <= BYTES_MAX; offsets_max++) {
            fill(data, sizeof data, &random);
            check_scan(isa, data, BYTES_MAX, offsets_max);
        }
        memset(data, '\t', sizeof data);
        for (size_t offsets_max = 0; offsets_max <= BYTES_MAX; offsets_max++)
            check_scan(isa, data, BYTES_MAX, offsets_max);
    }
}

Test(copy_kernels, every_byte_beside_every_byte)
{
    uint8_t data[192 + SLACK];
    const struct pgm_copy_isa *isa;
    for (size_t i = 0; (isa = next_isa(&i));)
        for (unsigned a = 0; a < 256; a++)
            for (unsigned b = 0; b < 256; b++) {
                memset(data, (int)b, sizeof data);
                data[61] = data[62] = data[67] = (uint8_t)a;
                check_scan(isa, data, 100, 100);
                check_newlines(isa, data, 100);
                check_plain(isa, data, 68);
                check_plain(isa, data + 61, 20);
            }
}

/* Copying downwards over its own input is what unescaping in place does. */
Test(copy_kernels, copy_plain_may_overlap)
{
    uint64_t random = 521288629;
    const struct pgm_copy_isa *isa;
    for (size_t i = 0; (isa = next_isa(&i));)
        for (size_t distance = 0; distance <= 70; distance++)
            for (size_t bytes = 0; bytes <= 200; bytes += 7) {
                uint8_t data[300], before[300];
                fill(data, sizeof data, &random);
                memcpy(before, data, sizeof data);
                const size_t plain = isa->copy_plain(data + distance, bytes, data);
                cr_assert_eq(plain, naive_plain(before + distance, bytes));
                cr_assert_arr_eq(data, before + distance, plain);
                cr_assert_arr_eq(data + plain, before + plain, sizeof data - plain);
            }
}

#define VALUES 40

/* Values of all short lengths and some long ones, one behind the other in `data`. */
static size_t cut_values(const uint8_t *data, size_t bytes, uint64_t *random,
                         struct pgm_span values[VALUES])
{
    size_t at = 0, count = 0;
    while (count < VALUES) {
        const size_t most = next_random(random) % 4 ? 20 : 150;
        const size_t length = next_random(random) % (most + 1);
        if (at + length > bytes)
            break;
        values[count++] = (struct pgm_span){data + at, length};
        at += length;
    }
    return count;
}

Test(copy_kernels, special_values_are_found)
{
    uint64_t random = 2463534242;
    const struct pgm_copy_isa *isa;
    for (size_t i = 0; (isa = next_isa(&i));)
        for (size_t round = 0; round < 3000; round++) {
            uint8_t data[BYTES_MAX];
            struct pgm_span values[VALUES];
            uint32_t found[VALUES];
            fill(data, sizeof data, &random);
            for (size_t b = 0; round % 2 && b < sizeof data; b++)
                data[b] = next_random(&random) % 64 ? data[b] | 0x20 : data[b];
            const size_t count = cut_values(data, sizeof data, &random, values);
            const size_t special = isa->find_special(values, count, found);
            size_t n = 0;
            for (size_t v = 0; v < count; v++) {
                if (naive_plain(values[v].data, values[v].bytes) == values[v].bytes)
                    continue;
                cr_assert_lt(n, special, "%s", isa->name);
                cr_assert_eq(found[n++], v, "%s", isa->name);
            }
            cr_assert_eq(n, special, "%s", isa->name);
        }
}

Test(copy_kernels, pieces_are_joined)
{
    uint64_t random = 1234567;
    const struct pgm_copy_isa *isa;
    for (size_t i = 0; (isa = next_isa(&i));)
        for (size_t round = 0; round < 2000; round++) {
            uint8_t data[BYTES_MAX], out[BYTES_MAX + PGM_COPY_JOIN_SLACK + 1];
            struct pgm_span pieces[VALUES];
            fill(data, sizeof data, &random);
            const size_t count = cut_values(data, sizeof data, &random, pieces);
            memset(out, 0xee, sizeof out);
            const size_t bytes = (size_t)(isa->join(pieces, count, out) - out);
            size_t at = 0;
            for (size_t p = 0; p < count; at += pieces[p++].bytes)
                cr_assert_arr_eq(out + at, pieces[p].data, pieces[p].bytes, "%s", isa->name);
            cr_assert_eq(bytes, at);
            for (size_t b = bytes + PGM_COPY_JOIN_SLACK; b < sizeof out; b++)
                cr_assert_eq(out[b], 0xee, "%s wrote far behind the end", isa->name);
        }
}

/* A page that must not be touched follows what may be read, or written. */
static uint8_t *guarded_page(size_t page_bytes)
{
    uint8_t *const pages =
        mmap(NULL, 2 * page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    cr_assert_neq(pages, MAP_FAILED);
    cr_assert_eq(mprotect(pages + page_bytes, page_bytes, PROT_NONE), 0);
    return pages;
}

Test(copy_kernels, nothing_is_touched_past_the_bounds)
{
    const size_t page_bytes = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *const in = guarded_page(page_bytes), *const out = guarded_page(page_bytes);
    uint32_t offsets[BYTES_MAX + SLACK];
    uint8_t joined[BYTES_MAX + PGM_COPY_JOIN_SLACK];
    memset(in, 'x', page_bytes);
    const struct pgm_copy_isa *isa;
    for (size_t i = 0; (isa = next_isa(&i));)
        for (size_t bytes = 0; bytes <= BYTES_MAX; bytes++) {
            uint8_t *const end = in + page_bytes;
            cr_assert_eq(isa->copy_plain(end - bytes, bytes, out + page_bytes - bytes), bytes);
            cr_assert_eq(isa->plain_prefix(end - bytes, bytes), bytes);
            cr_assert_eq(isa->count_newlines(end - bytes, bytes), 0);
            const struct pgm_span last = {end - bytes, bytes};
            cr_assert_eq(isa->find_special(&last, 1, offsets), 0);
            cr_assert_eq(isa->join(&last, 1, joined), joined + bytes);
            cr_assert_eq(memcmp(joined, last.data, bytes), 0);
            cr_assert_eq(isa->scan(end - SLACK - bytes, bytes, offsets, BYTES_MAX), 0);
        }
}
