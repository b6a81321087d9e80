/* Any bytes as a value of any type, and as the name of a column. */
#include <stdlib.h>
#include <string.h>

#include "detect_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct pgm_detector *shared(void)
{
    static struct pgm_detector *detector;
    struct pgm_error error = {0};
    if (!detector && pgm_detector_new(&detector, &error) != PGM_OK)
        abort();
    return detector;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct pgm_type text = {.kind = PGM_KIND_TEXT};
    static const struct pgm_type_field fields[] = {{"a", &text}, {"b", &text}};
    const struct pgm_detector *detector = shared();
    if (size == 0)
        return 0;
    const struct pgm_type type = {.kind = (enum pgm_kind)(data[0] % PGM_KIND_COUNT),
                                  .name = "",
                                  .delimiter = ',',
                                  .element = &text,
                                  .fields = fields,
                                  .field_count = 2};
    struct pgm_arena arena = {0};
    struct pgm_scratch scratch = {0};
    struct pgm_tally tally = {0};
    struct pgm_error error = {0};
    if (pgm_scratch_init(&scratch, 1 << 16, &error) != PGM_OK)
        abort();
    pgm_tally_add(detector, &tally, &type, (struct pgm_span){data + 1, size - 1}, 0, &arena,
                  &scratch);
    char *name = pgm_arena_strndup(&arena, (const char *)data + 1, size - 1);
    struct pgm_name_matches matches;
    pgm_name_match(detector, name, &matches);
    const struct pgm_judgement judgement =
        pgm_judge(detector, pgm_type_bits(&type), &matches, UINT32_MAX, &tally);
    if (judgement.certainty > 100 || judgement.hits > judgement.total)
        abort();
    pgm_scratch_free(&scratch);
    pgm_arena_free(&arena);
    return 0;
}
