/* The examples that stand in the detectors' own files: names, and values. */
#include "detect_rig.h"

TestSuite(detect_selftest, .init = rig_open, .fini = rig_close);

static bool is_named(const struct pgm_detector_entry *entry, const char *name)
{
    struct pgm_name_matches matches;
    pgm_name_match(rig_detector, name, &matches);
    for (size_t i = 0; i < matches.count && (!matches.is_turned || entry->keeps); i++)
        if (matches.items[i].entry == entry && matches.items[i].strength == PGM_NAME_STRONG)
            return true;
    return false;
}

static bool has_hit(const struct pgm_detector_entry *entry, const struct pgm_tally *tally)
{
    for (size_t i = 0; i < PGM_SHAPE_COUNT; i++)
        if (entry->shapes >> i & 1 && tally->shapes[i])
            return true;
    return entry->tester != SIZE_MAX && tally->testers && tally->testers[entry->tester];
}

static bool is_value(const struct pgm_detector_entry *entry, const char *text)
{
    static const struct pgm_type type = {.kind = PGM_KIND_TEXT};
    struct pgm_arena arena = {0};
    struct pgm_scratch scratch = {0};
    struct pgm_tally tally = {0};
    struct pgm_error error = {0};
    cr_assert_eq(pgm_scratch_init(&scratch, 1 << 16, &error), PGM_OK);
    pgm_tally_add(rig_detector, &tally, &type, pgm_span_of(text), 0, &arena, &scratch);
    const bool hit = has_hit(entry, &tally);
    pgm_scratch_free(&scratch);
    pgm_arena_free(&arena);
    return hit;
}

typedef bool check(const struct pgm_detector_entry *entry, const char *example);

static size_t run_list(const struct pgm_detector_entry *entry, const char *key, check *run,
                       bool want)
{
    const struct pgm_node *list = pgm_yaml_get(entry->test, key);
    for (size_t i = 0; list && i < list->count; i++)
        cr_expect_eq(run(entry, list->items[i].text), want, "%s:%u (%s): %s: %s", entry->place.file,
                     entry->place.line, entry->kind, key, list->items[i].text);
    return list ? list->count : 0;
}

Test(detect_selftest, names_and_values_of_the_files)
{
    size_t names = 0, values = 0;
    for (size_t i = 0; i < rig_detector->entry_count; i++) {
        const struct pgm_detector_entry *entry = &rig_detector->entries[i];
        names += run_list(entry, "names", is_named, true);
        names += run_list(entry, "not_names", is_named, false);
        values += run_list(entry, "match", is_value, true);
        values += run_list(entry, "no_match", is_value, false);
    }
    cr_assert_gt(names, 300);
    cr_assert_gt(values, 80);
}

/* A mask that does not exist, or one for none of the entry's types, would be found by a user only. */
Test(detect_selftest, every_mask_exists)
{
    for (size_t i = 0; i < rig_detector->entry_count; i++) {
        const struct pgm_detector_entry *entry = &rig_detector->entries[i];
        cr_expect(entry->types != 0, "%s:%u has no types", entry->place.file, entry->place.line);
        cr_expect(entry->keeps || entry->mask_count > 0, "%s:%u has no mask", entry->place.file,
                  entry->place.line);
        for (size_t m = 0; m < entry->mask_count; m++) {
            bool taken = false;
            for (unsigned kind = 0; kind < PGM_KIND_COUNT; kind++)
                taken = taken || pgm_mask_takes(entry->masks[m], (enum pgm_kind)kind);
            cr_expect(taken, "%s:%u: no mask %s", entry->place.file, entry->place.line,
                      entry->masks[m]);
        }
    }
}

/* What the header promises: one vocabulary. */
Test(detect_selftest, every_kind_is_of_the_vocabulary)
{
    static const char kinds[] =
        " given_name family_name full_name email phone username street postal_code city region "
        "country "
        "company job_title birth_date age gender national_id tax_id passport license_plate card "
        "card_code iban bic account_number ip mac device_id user_agent url file_name slug geo "
        "secret "
        "email_hash free_text structure audit_image binary tsvector timestamp sensitive person_key "
        "none ";
    for (size_t i = 0; i < rig_detector->entry_count; i++) {
        char word[64];
        snprintf(word, sizeof word, " %s ", rig_detector->entries[i].kind);
        cr_expect(strstr(kinds, word) != NULL, "kind %s", rig_detector->entries[i].kind);
    }
}

Test(detect_selftest, a_wrong_file_is_told)
{
    static const char *const texts[] = {
        "detectors:\n  - {types: text}\n",
        "detectors:\n  - {kind: email, types: texts, mask: email}\n",
        "detectors:\n  - {kind: email, types: text, mask: email, shapes: email}\n",
        "detectors:\n  - {kind: email, types: text, mask: email, pattern: '(['}\n",
        "detectors:\n  - {kind: email, types: text, mask: email, names: ['-']}\n",
        "words: {persons: [user]}\n",
        "words: {person: [user]\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct pgm_report report = {0};
        pgm_detector_add(rig_detector, "test.yaml", texts[i], strlen(texts[i]), &report);
        cr_expect_gt(report.count, 0, "%s", texts[i]);
        pgm_report_free(&report);
    }
}
