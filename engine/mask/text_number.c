/*
 * text_number.c: numbers that belong to somebody: cards, phones, national ids, IPv4.
 *
 *   "tel. +49 (0)30 / 123 45-67, 11.10.2023"
 *         └── a run ────────┘    └── another
 *          +49 (0 )30  /  123  45 - 67        groups of digits, and the separators before each
 *
 * A run is tried group by group from its left; what is found there takes its groups with it.
 */
#include <string.h>

#include "chars.h"
#include "text_verify.h"

#define GROUPS_MAX      9 /* +33 (0)6 12 34 56 78 has seven */
#define CARD_DIGITS_MIN 13
#define CARD_DIGITS_MAX 19
#define CODE_GLUE       (SEP_DASH | SEP_DOT | SEP_SLASH)

/* What stands between two groups, as bits. */
enum separator {
    SEP_SPACE = 1,
    SEP_DASH = 2,
    SEP_DOT = 4,
    SEP_SLASH = 8,
    SEP_OPEN = 16,
    SEP_CLOSE = 32,
    SEP_PLUS = 64,
    SEP_WIDE = 128, /* further apart than PGM_NUMBER_GAP_MAX */
};

struct group {
    size_t begin, end;
    unsigned before; /* separators between it and the group before, or the run's begin */
};

/* The groups ahead, at least GROUPS_MAX and one more that tells what follows, or all that are left. */
struct run {
    const struct pgm_text_scan *scan;
    struct group *groups;
    size_t count;
    size_t end; /* of what was read, separators behind it included */
    bool over;
    struct group buffer[4 * GROUPS_MAX];
};

static size_t length(const struct group *group)
{
    return group->end - group->begin;
}

/* ---- runs ---------------------------------------------------------------------------------- */

/* A separator at `at`: its bytes, 0 for none. U+00A0, and the spaces and dashes from U+2000. */
static size_t separator_at(const struct pgm_text_scan *scan, size_t at, unsigned *bit)
{
    static const uint8_t plain[128] = {
        [' '] = SEP_SPACE, ['-'] = SEP_DASH,  ['.'] = SEP_DOT, ['/'] = SEP_SLASH,
        ['('] = SEP_OPEN,  [')'] = SEP_CLOSE, ['+'] = SEP_PLUS};
    const uint8_t *text = scan->data + at;
    const size_t left = scan->bytes - at;
    if (text[0] < 0x80) {
        *bit = plain[text[0]];
        return *bit != 0;
    }
    if (left >= 2 && text[0] == 0xc2 && text[1] == 0xa0) {
        *bit = SEP_SPACE;
        return 2;
    }
    if (left >= 3 && text[0] == 0xe2 && text[1] == 0x80 && text[2] >= 0x80 && text[2] <= 0xaf) {
        *bit = text[2] >= 0x90 && text[2] <= 0x95 ? SEP_DASH : SEP_SPACE;
        return 3;
    }
    return 0;
}

/* The bytes of the digit or separator that ends before `at`; 0 for none. */
static size_t unit_before(const struct pgm_text_scan *scan, size_t at)
{
    unsigned bit;
    if (at > 0 && pgm_is_digit(scan->data[at - 1]))
        return 1;
    for (size_t bytes = 1; bytes <= 3 && bytes <= at; bytes++)
        if (separator_at(scan, at - bytes, &bit) == bytes)
            return bytes;
    return 0;
}

static void read_group(struct run *run)
{
    const struct pgm_text_scan *scan = run->scan;
    struct group *group = &run->groups[run->count];
    size_t at = run->end, units = 0, bytes;
    unsigned bit;
    group->before = 0;
    for (; at < scan->bytes && (bytes = separator_at(scan, at, &bit)); at += bytes) {
        group->before |= bit;
        if (++units > PGM_NUMBER_GAP_MAX)
            group->before |= SEP_WIDE;
    }
    group->begin = at;
    while (at < scan->bytes && pgm_is_digit(scan->data[at]))
        at++;
    run->end = group->end = at;
    run->over = group->end == group->begin;
    run->count += !run->over;
}

/* Takes the first `count` groups off, and sees to it that enough follow. */
static void advance(struct run *run, size_t count)
{
    run->groups += count;
    run->count -= count;
    if (run->over || run->count > GROUPS_MAX)
        return;
    memmove(run->buffer, run->groups, run->count * sizeof *run->groups);
    run->groups = run->buffer;
    while (!run->over && run->count < sizeof run->buffer / sizeof *run->buffer)
        read_group(run);
}

/* ---- what several kinds ask ------------------------------------------------------------------ */

/* Digits of the first `count` groups, at most `max`; more give max + 1. */
static size_t collect(const struct run *run, size_t count, uint8_t *digits, size_t max)
{
    size_t total = 0;
    for (size_t g = 0; g < count; g++) {
        const size_t bytes = length(&run->groups[g]);
        if (total + bytes > max)
            return max + 1;
        memcpy(digits + total, run->scan->data + run->groups[g].begin, bytes);
        total += bytes;
    }
    return total;
}

/* Whether a match may begin at the first group and end behind the one before `count`: no letter, and no
 * part of a longer code, such as 978-3-16-148410-0, of which these separators hold the parts together. */
static bool stands_alone(const struct run *run, size_t count, unsigned glue)
{
    const struct group *first = run->groups, *last = &run->groups[count - 1];
    if (!pgm_text_begins(run->scan, first->begin) || !pgm_text_ends(run->scan, last->end))
        return false;
    const bool before = first->before && !(first->before & ~glue) && first->begin >= 2 &&
                        pgm_is_digit(run->scan->data[first->begin - 2]);
    const bool after = count < run->count && !(run->groups[count].before & ~glue);
    return !before && !after;
}

/* How many groups, from the one numbered `first` on, have these lengths, with `separators` or some of
 * them between any two: all, or 0. */
static size_t has_shape(const struct run *run, size_t first, const char *lengths,
                        unsigned separators)
{
    size_t g = 0;
    for (; lengths[g]; g++) {
        if (first + g >= run->count)
            return 0;
        const struct group *group = &run->groups[first + g];
        if (length(group) != (size_t)(lengths[g] - '0') || (g > 0 && (group->before & ~separators)))
            return 0;
    }
    return g;
}

static unsigned value_of(const struct run *run, size_t g)
{
    unsigned value = 0;
    for (size_t i = run->groups[g].begin; i < run->groups[g].end && value < 100000; i++)
        value = 10 * value + (unsigned)(run->scan->data[i] - '0');
    return value;
}

/* ---- cards, ids, addresses: each returns how many groups it takes, 0 for none ----------------- */

bool pgm_text_luhn(const uint8_t *digits, size_t count)
{
    unsigned sum = 0;
    for (size_t i = 0; i < count; i++) {
        const unsigned digit = digits[count - 1 - i] - '0';
        sum += i % 2 == 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
    }
    return sum % 10 == 0;
}

static size_t try_card(const struct run *run)
{
    static const char *const shapes[] = {"44443", "4444", "465", "464", "4441"};
    uint8_t digits[CARD_DIGITS_MAX];
    size_t count = length(&run->groups[0]) >= CARD_DIGITS_MIN ? 1 : 0;
    for (size_t i = 0; count == 0 && i < sizeof shapes / sizeof *shapes; i++) {
        count = has_shape(run, 0, shapes[i], SEP_SPACE);
        count = count ? count : has_shape(run, 0, shapes[i], SEP_DASH);
    }
    if (count == 0 || !stands_alone(run, count, CODE_GLUE))
        return 0;
    const size_t total = collect(run, count, digits, CARD_DIGITS_MAX);
    const bool scheme = digits[0] >= '2' && digits[0] <= '6'; /* ISO/IEC 7812: banking */
    return total >= CARD_DIGITS_MIN && total <= CARD_DIGITS_MAX && scheme &&
                   pgm_text_luhn(digits, total)
               ? count
               : 0;
}

/* US social security numbers (SSA: no 000 and 666; from 900 they are tax numbers, personal as well), and
 * Brazil's CPF with its two check digits (Receita Federal). */
static size_t try_national_id(const struct run *run)
{
    if ((has_shape(run, 0, "324", SEP_DASH) || has_shape(run, 0, "324", SEP_SPACE)) &&
        stands_alone(run, 3, CODE_GLUE))
        return value_of(run, 0) != 0 && value_of(run, 0) != 666 && value_of(run, 1) != 0 &&
                       value_of(run, 2) != 0
                   ? 3
                   : 0;
    if (!has_shape(run, 0, "3332", SEP_DOT | SEP_DASH) || !stands_alone(run, 4, CODE_GLUE))
        return 0;
    uint8_t digits[11];
    (void)collect(run, 4, digits, sizeof digits);
    for (size_t check = 9; check < 11; check++) {
        unsigned sum = 0;
        for (size_t i = 0; i < check; i++)
            sum += (unsigned)(digits[i] - '0') * (unsigned)(check + 1 - i);
        if (sum * 10 % 11 % 10 != (unsigned)(digits[check] - '0'))
            return 0;
    }
    return 4;
}

/* Dotted decimal, without leading zeros (RFC 6943, 3.1.1). */
static size_t try_ip(const struct run *run)
{
    if (run->count < 4 || !stands_alone(run, 4, SEP_DOT))
        return 0;
    for (size_t g = 0; g < 4; g++) {
        const struct group *group = &run->groups[g];
        const bool zero = length(group) > 1 && run->scan->data[group->begin] == '0';
        if (length(group) > 3 || zero || value_of(run, g) > 255)
            return 0;
        if (g > 0 && (group->before != SEP_DOT || group->begin - run->groups[g - 1].end != 1))
            return 0;
    }
    return 4;
}

/* A date, which is no phone; all its groups are passed over. */
static size_t try_date(const struct run *run)
{
    for (unsigned separator = SEP_DASH; separator <= SEP_SLASH; separator *= 2) {
        const bool year_first = has_shape(run, 0, "422", separator);
        if (!year_first && !has_shape(run, 0, "224", separator))
            continue;
        const unsigned a = value_of(run, year_first ? 1 : 0), b = value_of(run, year_first ? 2 : 1);
        if (a > 0 && b > 0 && a <= 31 && b <= 31 && (a <= 12 || b <= 12))
            return 3;
    }
    return 0;
}

/* ---- phones: ITU-T E.164, and the national forms that are told from other numbers ------------- */

/* How many groups one number can have, and its digits: no wide gap, no end of a sentence, one slash at
 * most, no second plus. */
static size_t phone_groups(const struct run *run, size_t digits_max, size_t *digits)
{
    size_t count = 0, slashes = 0;
    *digits = 0;
    for (; count < run->count && count < GROUPS_MAX; count++) {
        const struct group *group = &run->groups[count];
        const unsigned before = group->before;
        slashes += count > 0 && before & SEP_SLASH;
        if (count > 0 && (before & (SEP_WIDE | SEP_PLUS) || slashes > 1 ||
                          (before & SEP_DOT && before & SEP_SPACE)))
            break;
        /* A single digit is the trunk's, in parentheses, or an extension's; else another number. */
        if (count > 1 && length(group) == 1 && !(before & (SEP_OPEN | SEP_CLOSE)) &&
            before != SEP_DASH)
            break;
        if (*digits + length(group) > digits_max)
            break;
        *digits += length(group);
    }
    return count;
}

static uint8_t digit_of(const struct run *run, size_t g, size_t i)
{
    return run->scan->data[run->groups[g].begin + i];
}

static bool is_between(uint8_t c, char low, char high)
{
    return c >= (uint8_t)low && c <= (uint8_t)high;
}

/* North America: NXX NXX XXXX, from the group `g` on. Returns how many groups it takes with those before
 * it. */
static size_t try_nanp(const struct run *run, size_t g)
{
    static const char *const shapes[] = {"334", "37"};
    const unsigned any = SEP_SPACE | SEP_DASH | SEP_DOT | SEP_OPEN | SEP_CLOSE;
    if (run->count <= g || !is_between(digit_of(run, g, 0), '2', '9'))
        return 0;
    if (length(&run->groups[g]) == 10)
        return is_between(digit_of(run, g, 3), '2', '9') ? g + 1 : 0;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const size_t count = has_shape(run, g, shapes[i], any);
        if (count && is_between(digit_of(run, g + 1, 0), '2', '9'))
            return g + count;
    }
    return 0;
}

/* Numbers in groups that other countries use without a 0 before them. */
static size_t try_grouped(const struct run *run)
{
    static const struct {
        const char *lengths;
        char low, high;
        unsigned separators;
    } shapes[] = {
        {"333", '5', '9', SEP_SPACE | SEP_DASH}, /* Spain, Poland, Portugal */
        {"3222", '5', '9', SEP_SPACE},           /* Spain */
        {"2222", '2', '9', SEP_SPACE},           /* Denmark, Norway */
        {"55", '6', '9', SEP_SPACE},             /* India */
        {"344", '1', '1', SEP_SPACE | SEP_DASH}, /* China */
        {"34", '2', '9', SEP_DASH},              /* North America, without the area */
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (!is_between(digit_of(run, 0, 0), shapes[i].low, shapes[i].high))
            continue;
        const size_t count = has_shape(run, 0, shapes[i].lengths, shapes[i].separators);
        if (count)
            return count;
    }
    const uint8_t *bare = run->scan->data + run->groups[0].begin; /* China's and 1 with an area */
    return length(&run->groups[0]) == 11 && bare[0] == '1' && is_between(bare[1], '2', '9') ? 1 : 0;
}

static size_t try_national(const struct run *run)
{
    const struct group *first = &run->groups[0];
    const bool opened = first->before & SEP_OPEN;
    size_t digits, count;
    if (digit_of(run, 0, 0) == '0' && length(first) >= 2 && digit_of(run, 0, 1) != '0') {
        count = phone_groups(run, 12, &digits);
        if (digits >= 9)
            return count;
    }
    if (opened && length(first) >= 2 && length(first) <= 5 && run->count > 1 &&
        run->groups[1].before & SEP_CLOSE) {
        count = phone_groups(run, 12, &digits);
        if (digits >= 8)
            return count;
    }
    count = try_nanp(run, 0);
    if (count == 0 && length(first) == 1 && digit_of(run, 0, 0) == '1' && run->count > 1 &&
        !(run->groups[1].before & (SEP_WIDE | SEP_SLASH | SEP_PLUS)))
        count = try_nanp(run, 1);
    return count ? count : try_grouped(run);
}

static size_t try_international(const struct run *run, bool plus)
{
    const struct group *first = &run->groups[0];
    size_t digits;
    if (plus && digit_of(run, 0, 0) == '1' && length(first) == 1 && try_nanp(run, 1))
        return try_nanp(run, 1);
    const size_t count = phone_groups(run, plus ? 15 : 17, &digits);
    if (plus)
        return digits >= PGM_NUMBER_DIGITS_MIN ? count : 0;
    const bool zeros = length(first) >= 2 && digit_of(run, 0, 0) == '0' &&
                       digit_of(run, 0, 1) == '0' &&
                       (length(first) == 2 || digit_of(run, 0, 2) != '0');
    return zeros && digits >= 9 ? count : 0;
}

/* Where the number begins: its plus and its parenthesis belong to it. */
static size_t phone_begin(const struct run *run, bool *plus)
{
    const uint8_t *text = run->scan->data;
    size_t begin = run->groups[0].begin;
    if (begin > 0 && text[begin - 1] == '(')
        begin--;
    *plus = begin > 0 && text[begin - 1] == '+';
    return begin - *plus;
}

static size_t try_phone(const struct run *run, size_t *begin)
{
    bool plus;
    *begin = phone_begin(run, &plus);
    size_t count = try_international(run, plus);
    if (count == 0)
        count = try_national(run);
    return count && stands_alone(run, count, SEP_DASH | SEP_DOT) ? count : 0;
}

/* ---- the looks ----------------------------------------------------------------------------- */

/* Takes what begins at the run's first group; how many groups are done with. */
static size_t take(struct pgm_text_scan *scan, const struct run *run)
{
    static const struct {
        size_t (*try)(const struct run *);
        enum pgm_text_kind kind;
    } kinds[] = {
        {try_card, PGM_TEXT_CARD}, {try_national_id, PGM_TEXT_NATIONAL_ID}, {try_ip, PGM_TEXT_IP}};
    size_t begin = run->groups[0].begin, count = 0;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (!pgm_text_wants(scan, kinds[i].kind))
            continue;
        count = kinds[i].try(run);
        if (count) {
            pgm_text_hit(scan, begin, run->groups[count - 1].end, kinds[i].kind);
            return count;
        }
    }
    count = try_date(run);
    if (count || !pgm_text_wants(scan, PGM_TEXT_PHONE))
        return count ? count : 1;
    count = try_phone(run, &begin);
    if (count)
        pgm_text_hit(scan, begin, run->groups[count - 1].end, PGM_TEXT_PHONE);
    return count ? count : 1;
}

void pgm_text_look_number(struct pgm_text_scan *scan, size_t at)
{
    if (at < scan->done[PGM_LOOK_NUMBER])
        return;
    size_t begin = at;
    for (size_t bytes; (bytes = unit_before(scan, begin)) && begin > scan->done[PGM_LOOK_NUMBER];)
        begin -= bytes;
    struct run run;
    run.scan = scan;
    run.groups = run.buffer;
    run.count = 0;
    run.end = begin;
    run.over = false;
    for (advance(&run, 0); run.count;)
        advance(&run, take(scan, &run));
    scan->done[PGM_LOOK_NUMBER] = run.end;
}
