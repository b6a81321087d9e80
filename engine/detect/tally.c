/* tally.c: how many values of a column have which shape. */
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "chars.h"
#include "detect_internal.h"

/* A pattern that so many values and nearly all of them failed is not tried again. */
#define TESTER_TRIES 24
/* Patterns are for short values. */
#define TESTER_BYTES_MAX 80

uint64_t pgm_tally_hash(struct pgm_span trimmed)
{
    return XXH3_64bits(trimmed.data, trimmed.bytes);
}

static void count_distinct(struct pgm_tally *tally, struct pgm_span text)
{
    const uint64_t hash = pgm_tally_hash(text);
    for (uint32_t i = 0; i < tally->distinct && i < PGM_DISTINCT_MAX; i++)
        if (tally->seen[i] == hash)
            return;
    if (tally->distinct < PGM_DISTINCT_MAX)
        tally->seen[tally->distinct++] = hash;
    else
        tally->distinct = PGM_DISTINCT_MAX + 1;
}

static bool passes(const struct pgm_tester *tester, const char *text)
{
    if (!tester->is_list)
        return regexec(&tester->regex, text, 0, NULL, 0) == 0;
    char folded[PGM_TOKEN_BYTES];
    const size_t bytes = pgm_fold_text(pgm_span_of(text), folded, sizeof folded);
    return bytes > 0 && pgm_map_get(&tester->values, (struct pgm_span){(uint8_t *)folded, bytes});
}

static void count_testers(const struct pgm_detector *detector, struct pgm_tally *tally,
                          struct pgm_span text, struct pgm_arena *arena)
{
    char copy[TESTER_BYTES_MAX + 1];
    if (text.bytes > TESTER_BYTES_MAX)
        return;
    if (!tally->testers)
        tally->testers = PGM_ARENA_ARRAY(arena, uint32_t, detector->tester_count + 1);
    memcpy(copy, text.data, text.bytes);
    copy[text.bytes] = '\0';
    for (size_t i = 0; i < detector->tester_count; i++)
        if (tally->count <= TESTER_TRIES || 5 * tally->testers[i] >= tally->count)
            tally->testers[i] += passes(&detector->testers[i], copy);
}

static void count_ids(struct pgm_tally *tally, const struct pgm_value *value,
                      struct pgm_arena *arena)
{
    if (value->digits < 5 || value->text.bytes > 32)
        return;
    if (!tally->ids)
        tally->ids = PGM_ARENA_ARRAY(arena, uint32_t, PGM_IDS_MAX);
    pgm_ids_count_value(value, tally->ids);
}

void pgm_tally_add(const struct pgm_detector *detector, struct pgm_tally *tally,
                   const struct pgm_type *type, struct pgm_span text, uint64_t more_shapes,
                   struct pgm_arena *arena, struct pgm_scratch *scratch)
{
    struct pgm_value value;
    tally->rows++;
    if (!text.data) {
        tally->nulls++;
        return;
    }
    text.bytes = text.bytes < PGM_DETECT_VALUE_BYTES_MAX ? text.bytes : PGM_DETECT_VALUE_BYTES_MAX;
    text = pgm_chars_trim(text);
    if (text.bytes == 0)
        return;
    tally->count++;
    pgm_value_measure(text, &value);
    count_distinct(tally, text);
    tally->bytes_sum += text.bytes;
    tally->words_sum += value.words;
    tally->bytes_max = text.bytes > tally->bytes_max ? text.bytes : tally->bytes_max;
    tally->bytes_min =
        tally->count == 1 || text.bytes < tally->bytes_min ? text.bytes : tally->bytes_min;
    uint64_t shapes = more_shapes;
    const bool is_text = type->kind == PGM_KIND_TEXT;
    if (is_text || type->kind == PGM_KIND_INT || type->kind == PGM_KIND_NUMERIC ||
        type->kind == PGM_KIND_FLOAT) {
        shapes |= pgm_shapes_of(detector, &value, scratch, tally->locales);
        count_testers(detector, tally, text, arena);
        count_ids(tally, &value, arena);
    }
    if (type->kind == PGM_KIND_DATE || type->kind == PGM_KIND_TIMESTAMP ||
        type->kind == PGM_KIND_TIMESTAMPTZ)
        shapes |= PGM_SHAPE_BIT(date) | pgm_shape_date(text);
    if (type->kind == PGM_KIND_ENUM)
        count_testers(detector, tally, text, arena);
    for (size_t i = 0; i < PGM_SHAPE_COUNT; i++)
        tally->shapes[i] += (uint32_t)(shapes >> i & 1);
    pgm_leaves_add(detector, tally, type, &value, shapes, arena, scratch);
}
