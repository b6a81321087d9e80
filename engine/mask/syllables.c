/* syllables.c: see syllables.h. */
#include "syllables.h"

#include <string.h>

#include "args.h"
#include "canonical.h"
#include "chars.h"

#define SYLLABLE_BITS 6

/* Sixteen consonants before four vowels: 64 syllables of two letters. */
static const char consonants[] = "bdfghklmnprstvwz", vowels[] = "aeio";

/* As many of the katakana, each of three bytes. */
static const char kana[] =
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリ"
    "ルレロワガギグゲゴザジズゼゾダデドバビブベボパピ";
#define KANA_BYTES 3
_Static_assert(sizeof kana - 1 == KANA_BYTES << SYLLABLE_BITS, "64 kana");

static size_t chars_needed(const struct pgm_syllables *syllables)
{
    return syllables->kana ? PGM_SYLLABLES : 2 * PGM_SYLLABLES;
}

struct pgm_syllables pgm_syllables_read(const struct pgm_mask *mask,
                                        const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *arg = pgm_arg_get(mask, "cardinality");
    const struct pgm_syllables syllables = {strcmp(arg->text, "keep") == 0,
                                            strcmp(pgm_mask_setup_locale(setup), "ja_JP") == 0};
    if (!syllables.wanted)
        return syllables;
    if (setup->subject_domain)
        pgm_report_add(setup->report, PGM_BAD_USAGE, arg->place, setup->column,
                       "remove one of them",
                       "cardinality: keep follows from the value, by: from something else");
    if (mask->max_chars > 0 && (size_t)mask->max_chars < chars_needed(&syllables))
        pgm_report_add(
            setup->report, PGM_UNFIT, arg->place, setup->column, "leave cardinality: natural",
            "cardinality: keep needs a column of %zu characters", chars_needed(&syllables));
    return syllables;
}

const struct pgm_digest *pgm_syllables_digests(const struct pgm_mask *mask,
                                               const struct pgm_syllables *syllables,
                                               struct pgm_batch *batch)
{
    if (!syllables->wanted)
        return NULL;
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *digests);
    pgm_prf(&mask->domain->key, pgm_exact_batch(mask, batch), batch->count, digests);
    return digests;
}

static uint8_t *write_syllables(bool as_kana, struct pgm_digest digest, uint8_t *out)
{
    struct pgm_draw draw = pgm_draw_from(digest, PGM_DRAW_SYLLABLES);
    uint64_t bits = pgm_draw_next(&draw);
    for (int i = 0; i < PGM_SYLLABLES; i++, bits >>= SYLLABLE_BITS) {
        const unsigned syllable = bits & ((1u << SYLLABLE_BITS) - 1);
        if (as_kana) {
            memcpy(out, kana + KANA_BYTES * syllable, KANA_BYTES);
            out += KANA_BYTES;
        } else {
            *out++ = (uint8_t)consonants[syllable / 4];
            *out++ = (uint8_t)vowels[syllable % 4];
        }
    }
    return out;
}

static uint8_t *write_word(const struct pgm_syllables *syllables, struct pgm_digest digest,
                           uint8_t *out)
{
    uint8_t *const end = write_syllables(syllables->kana, digest, out);
    if (pgm_is_letter(*out))
        *out &= (uint8_t)~0x20;
    return end;
}

uint8_t *pgm_syllables_add(const struct pgm_mask *mask, const struct pgm_syllables *syllables,
                           struct pgm_digest digest, uint8_t *start, uint8_t *end)
{
    const struct pgm_span word = {start, (size_t)(end - start)};
    const size_t chars = pgm_chars_count(word, true) + !syllables->kana + chars_needed(syllables);
    if (mask->max_chars > 0 && chars > (size_t)mask->max_chars)
        end = start;
    else if (!syllables->kana)
        *end++ = '-';
    return write_word(syllables, digest, end);
}

uint8_t *pgm_syllables_fit(const struct pgm_mask *mask, const struct pgm_syllables *syllables,
                           struct pgm_digest digest, uint8_t *start, uint8_t *end)
{
    const struct pgm_span fake = {start, (size_t)(end - start)};
    if (mask->max_chars > 0 && pgm_chars_count(fake, true) > (size_t)mask->max_chars)
        return write_word(syllables, digest, start);
    return end;
}
