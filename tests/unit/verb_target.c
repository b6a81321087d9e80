/* Names of the databases that a clone makes, and the comments that say whose they are. */
#include <criterion/criterion.h>
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "target_internal.h"

#define NAME_BYTES_MAX 63

static struct pgm_arena arena;
static struct pgm_notes notes = {.arena = &arena};

static const char *name_for(const char *name, const char *word)
{
    struct pgm_target target = {.notes = &notes, .name = name};
    return pgm_target_name(&target, word);
}

static bool matches(const char *text, const char *pattern)
{
    regex_t regex;
    cr_assert_eq(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
    const bool matched = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return matched;
}

/* Where our part of it begins. */
static size_t kept_bytes(const char *made)
{
    const char *suffix = strstr(made, "_pgmirage_");
    cr_assert(suffix, "%s", made);
    return (size_t)(suffix - made);
}

Test(verb_target, a_short_name_stays_whole)
{
    cr_assert(matches(name_for("shop", ""), "^shop_pgmirage_[0-9]{8}T[0-9]{6}_[0-9]{3}$"));
    cr_assert(matches(name_for("shop", "was_"), "^shop_pgmirage_was_[0-9]{8}T[0-9]{6}_[0-9]{3}$"));
}

/* Equal names made later come later in the order of names, by which the newest one is known. */
Test(verb_target, names_sort_by_time)
{
    char before[NAME_BYTES_MAX + 1];
    snprintf(before, sizeof before, "%s", name_for("shop", ""));
    for (int i = 0; i < 1000; i++) {
        const char *made = name_for("shop", "");
        cr_assert_leq(strcmp(before, made), 0, "%s after %s", made, before);
        snprintf(before, sizeof before, "%s", made);
    }
}

Test(verb_target, every_length_fits_and_none_is_cut_too_far)
{
    static const char *const words[] = {"", "was_"};
    char name[NAME_BYTES_MAX + 1];
    for (size_t w = 0; w < 2; w++)
        for (size_t bytes = 1; bytes <= NAME_BYTES_MAX; bytes++) {
            memset(name, 'n', bytes);
            name[bytes] = '\0';
            const char *made = name_for(name, words[w]);
            const size_t kept = kept_bytes(made);
            cr_assert_leq(strlen(made), NAME_BYTES_MAX);
            cr_assert_eq(strncmp(made, name, kept), 0);
            cr_assert(kept == bytes || strlen(made) == NAME_BYTES_MAX, "%s", made);
        }
}

/* Characters of two, three and four bytes, at every distance from where the cut falls. */
Test(verb_target, a_character_is_not_cut_in_two)
{
    static const char *const characters[] = {"\u00e4", "\u20ac", "\U0001f418"};
    for (size_t c = 0; c < 3; c++)
        for (size_t ahead = 0; ahead < 8; ahead++)
            for (size_t w = 0; w < 2; w++) {
                const size_t size = strlen(characters[c]);
                char name[NAME_BYTES_MAX + 1] = "";
                memset(name, 'n', ahead);
                for (size_t at = ahead; at + size <= NAME_BYTES_MAX; at += size)
                    memcpy(name + at, characters[c], size + 1);
                const char *made = name_for(name, w ? "was_" : "");
                const size_t kept = kept_bytes(made);
                cr_assert_leq(strlen(made), NAME_BYTES_MAX);
                cr_assert_gt(strlen(made), NAME_BYTES_MAX - size);
                cr_assert_eq(strncmp(made, name, kept), 0);
                cr_assert_eq((kept - ahead) % size, 0, "%s is cut within a character", made);
            }
}

/* In an encoding that is none of UTF-8, bytes that look like the middle of characters may be all there is. */
Test(verb_target, bytes_of_no_character_leave_a_name)
{
    char name[NAME_BYTES_MAX + 1];
    memset(name, 0xa4, NAME_BYTES_MAX);
    name[NAME_BYTES_MAX] = '\0';
    cr_assert(matches(name_for(name, "was_"), "^_pgmirage_was_"));
}

static const char *mark(const char *name, const char *database, const char *comment)
{
    struct pgm_target target = {.notes = &notes, .name = name};
    struct pgm_buf sql = {0};
    pgm_target_mark_sql(&target, database, comment, PGM_TARGET_PREVIOUS, &sql);
    const char *text = pgm_arena_strdup(&arena, sql.data);
    pgm_buf_free(&sql);
    return text;
}

Test(verb_target, the_mark_is_the_last_line_of_a_comment)
{
    cr_assert_str_eq(mark("shop", "shop_1", NULL),
                     "COMMENT ON DATABASE \"shop_1\" IS 'pgmirage: previous clone for shop'");
    cr_assert_str_eq(mark("shop", "shop_1", ""), mark("shop", "shop_1", NULL));
    cr_assert_str_eq(
        mark("shop", "a\"b", "it's\nhere"),
        "COMMENT ON DATABASE \"a\"\"b\" IS 'it''s\nhere\npgmirage: previous clone for shop'");
    cr_assert_str_eq(mark("a\\b'c", "x", NULL),
                     "COMMENT ON DATABASE \"x\" IS  E'pgmirage: previous clone for a\\\\b''c'");
}
