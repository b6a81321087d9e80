/*
 * detector_read.c: the embedded files of rules/detectors become one compiled detector.
 *
 *   contact.yaml ── nodes ──> entries (kind, types, shapes, rates, masks)
 *                       └───> phrases: "vor name" -> "vorname" -> uses by entries
 *   words.yaml   ── nodes ──> phrases: "customer" -> sorts
 *
 * rules/detectors/README.md describes the files.
 */
#include <string.h>

#include "detect_internal.h"
#include "detector_files.h"
#include "fatal.h"

#define PATTERN_FLAGS (REG_EXTENDED | REG_NOSUB | REG_ICASE)

struct reader {
    struct pgm_detector *detector;
    struct pgm_report *report;
};

/* A phrase of two words with its words changed round: "number customer". */
struct pgm_swapped {
    struct pgm_span key;
    struct pgm_phrase *phrase;
    struct pgm_swapped *next;
};

static void problem(struct reader *reader, struct pgm_place place, const char *what,
                    const char *word)
{
    pgm_report_add(reader->report, PGM_BAD_USAGE, place, NULL, NULL, "%s %s", what, word);
}

/* ---- phrases ------------------------------------------------------------------------------------ */

/* Words that mean another thing in the other place: "last user", "user last". */
static bool has_fixed_order(const struct pgm_tokens *tokens)
{
    static const char *const words[] = {"last", "first", "by", "to", "on", "in", "from", "is"};
    for (size_t i = 0; i < tokens->count; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (strlen(words[k]) == tokens->bytes[i] &&
                memcmp(words[k], tokens->text[i], tokens->bytes[i]) == 0)
                return true;
    return false;
}

/* To be put when all phrases are known: one that says something itself goes before it. */
static void swap_note(struct pgm_detector *detector, const struct pgm_tokens *tokens,
                      struct pgm_phrase *phrase)
{
    if (tokens->count != 2 || has_fixed_order(tokens))
        return;
    const int first = tokens->bytes[1], second = tokens->bytes[0];
    char *key = pgm_arena_printf(&detector->arena, "%.*s%.*s", first, tokens->text[1], second,
                                 tokens->text[0]);
    struct pgm_swapped *swapped = PGM_ARENA_NEW(&detector->arena, struct pgm_swapped);
    *swapped = (struct pgm_swapped){pgm_span_of(key), phrase, detector->swapped};
    detector->swapped = swapped;
}

static void swaps_put(struct pgm_detector *detector)
{
    for (const struct pgm_swapped *s = detector->swapped; s; s = s->next)
        if (!pgm_map_get(&detector->phrases, s->key) && !pgm_map_get(&detector->words, s->key))
            pgm_map_put(&detector->phrases, s->key, s->phrase);
}

static struct pgm_phrase *phrase_put(struct reader *reader, const struct pgm_node *node)
{
    struct pgm_detector *detector = reader->detector;
    char joined[PGM_TOKENS_MAX * PGM_TOKEN_BYTES];
    size_t bytes = 0;
    struct pgm_tokens tokens;
    pgm_tokens_split(pgm_span_of(node->text), &tokens);
    for (size_t i = 0; i < tokens.count; i++) {
        char *word = pgm_arena_strndup(&detector->arena, tokens.text[i], tokens.bytes[i]);
        pgm_map_put(&detector->words, pgm_span_of(word), word);
        memcpy(joined + bytes, tokens.text[i], tokens.bytes[i]);
        bytes += tokens.bytes[i];
    }
    if (bytes == 0 || tokens.count > PGM_PHRASE_WORDS_MAX) {
        problem(reader, node->place, "not a phrase of one to five words:", node->text);
        return NULL;
    }
    const struct pgm_span key = {(const uint8_t *)joined, bytes};
    struct pgm_phrase *phrase = pgm_map_get(&detector->phrases, key);
    if (phrase) {
        swap_note(detector, &tokens, phrase);
        return phrase;
    }
    phrase = PGM_ARENA_NEW(&detector->arena, struct pgm_phrase);
    const char *kept = pgm_arena_strndup(&detector->arena, joined, bytes);
    swap_note(detector, &tokens, phrase);
    return pgm_map_put(&detector->phrases, (struct pgm_span){(const uint8_t *)kept, bytes}, phrase);
}

typedef void take_phrase(struct reader *reader, const struct pgm_node *node, const void *argument);

/* Lists by language, or one list, or one phrase. */
static void each_phrase(struct reader *reader, const struct pgm_node *node, take_phrase *take,
                        const void *argument)
{
    if (node->kind == PGM_NODE_SCALAR) {
        take(reader, node, argument);
        return;
    }
    for (size_t i = 0; i < node->count; i++)
        each_phrase(reader, &node->items[i], take, argument);
}

struct use {
    const struct pgm_detector_entry *entry;
    bool is_weak;
};

static void take_use(struct reader *reader, const struct pgm_node *node, const void *argument)
{
    const struct use *use = argument;
    struct pgm_phrase *phrase = phrase_put(reader, node);
    if (!phrase)
        return;
    struct pgm_phrase_use *made = PGM_ARENA_NEW(&reader->detector->arena, struct pgm_phrase_use);
    *made = (struct pgm_phrase_use){use->entry, use->is_weak, phrase->uses};
    phrase->uses = made;
}

static void take_sort(struct reader *reader, const struct pgm_node *node, const void *argument)
{
    struct pgm_phrase *phrase = phrase_put(reader, node);
    if (phrase)
        phrase->sorts |= *(const uint32_t *)argument;
}

/* Words that values are looked up in: the argument is their map. */
static void take_word(struct reader *reader, const struct pgm_node *node, const void *argument)
{
    struct pgm_map *const *map = argument;
    char folded[PGM_TOKEN_BYTES];
    const size_t bytes = pgm_fold_text(pgm_span_of(node->text), folded, sizeof folded);
    char *word = pgm_arena_strndup(&reader->detector->arena, folded, bytes);
    pgm_map_put(*map, pgm_span_of(word), word);
}

/* ---- words for bits ------------------------------------------------------------------------------ */

struct bit_name {
    const char *name;
    uint64_t bits;
};

#define SHAPE_NAME(name) {#name, PGM_SHAPE_BIT(name)},
static const struct bit_name shape_names[] = {PGM_SHAPES(SHAPE_NAME){NULL, 0}};
#define SORT_NAME(name) {#name, PGM_SORT_BIT(name)},
static const struct bit_name sort_names[] = {PGM_SORTS(SORT_NAME){NULL, 0}};

#define KIND(name) PGM_KIND_BIT(PGM_KIND_##name)
static const struct bit_name type_names[] = {
    {"text", KIND(TEXT)},
    {"integer", KIND(INT)},
    {"decimal", KIND(NUMERIC) | KIND(FLOAT)},
    {"number", KIND(INT) | KIND(NUMERIC) | KIND(FLOAT) | KIND(MONEY)},
    {"bool", KIND(BOOL)},
    {"date", KIND(DATE)},
    {"moment", KIND(DATE) | KIND(TIMESTAMP) | KIND(TIMESTAMPTZ)},
    {"time", KIND(TIME)},
    {"uuid", KIND(UUID)},
    {"inet", KIND(INET)},
    {"json", KIND(JSON)},
    {"binary", KIND(BYTEA)},
    {"enum", KIND(ENUM)},
    {"xml", KIND(XML)},
    {"hstore", KIND(HSTORE)},
    {"composite", KIND(COMPOSITE)},
    {"range", KIND(RANGE)},
    {"mac", 1u << PGM_TYPE_MAC},
    {"tsvector", 1u << PGM_TYPE_TSVECTOR},
    {"place", 1u << PGM_TYPE_GEO},
    {"any", UINT32_MAX},
    {NULL, 0},
};

static uint64_t read_bits(struct reader *reader, const struct pgm_node *node,
                          const struct bit_name *names)
{
    if (!node)
        return 0;
    if (node->kind == PGM_NODE_SCALAR) {
        for (const struct bit_name *name = names; name->name; name++)
            if (strcmp(name->name, node->text) == 0)
                return name->bits;
        problem(reader, node->place, "unknown word", node->text);
        return 0;
    }
    uint64_t bits = 0;
    for (size_t i = 0; i < node->count; i++)
        bits |= read_bits(reader, &node->items[i], names);
    return bits;
}

/* ---- entries ------------------------------------------------------------------------------------- */

static const char *read_text(const struct pgm_node *map, const char *key)
{
    const struct pgm_node *node = pgm_yaml_get(map, key);
    return node && node->kind == PGM_NODE_SCALAR ? node->text : NULL;
}

static unsigned read_number(const struct pgm_node *map, const char *key, unsigned otherwise)
{
    const char *text = read_text(map, key);
    unsigned number = 0;
    for (const char *at = text; at && *at >= '0' && *at <= '9' && number < 1000; at++)
        number = 10 * number + (unsigned)(*at - '0');
    return text ? number : otherwise;
}

static bool read_flag(const struct pgm_node *map, const char *key)
{
    const char *text = read_text(map, key);
    return text && strcmp(text, "true") == 0;
}

static struct pgm_tester *tester_add(struct pgm_detector *detector)
{
    if (detector->tester_count == detector->tester_capacity) {
        detector->tester_capacity = detector->tester_capacity ? 2 * detector->tester_capacity : 32;
        struct pgm_tester *larger =
            PGM_ARENA_ARRAY(&detector->arena, struct pgm_tester, detector->tester_capacity);
        if (detector->tester_count)
            memcpy(larger, detector->testers, detector->tester_count * sizeof *larger);
        detector->testers = larger;
    }
    struct pgm_tester *tester = &detector->testers[detector->tester_count++];
    memset(tester, 0, sizeof *tester);
    return tester;
}

static void take_value(struct reader *reader, const struct pgm_node *node, const void *argument)
{
    (void)argument;
    char folded[PGM_TOKEN_BYTES];
    struct pgm_detector *detector = reader->detector;
    const size_t bytes = pgm_fold_text(pgm_span_of(node->text), folded, sizeof folded);
    char *value = pgm_arena_strndup(&detector->arena, folded, bytes);
    pgm_map_put(&detector->testers[detector->tester_count - 1].values, pgm_span_of(value), value);
}

static void read_tester(struct reader *reader, const struct pgm_node *map,
                        struct pgm_detector_entry *entry)
{
    const struct pgm_node *values = pgm_yaml_get(map, "values");
    const struct pgm_node *pattern = pgm_yaml_get(map, "pattern");
    entry->tester = SIZE_MAX;
    if (!values && !pattern)
        return;
    struct pgm_tester *tester = tester_add(reader->detector);
    entry->tester = reader->detector->tester_count - 1;
    tester->is_list = values != NULL;
    if (values)
        each_phrase(reader, values, take_value, NULL);
    else if (pattern->kind != PGM_NODE_SCALAR ||
             regcomp(&tester->regex, pattern->text, PATTERN_FLAGS) != 0) {
        problem(reader, pattern->place, "not a regular expression:", entry->kind);
        tester->is_list = true; /* nothing to free */
    }
}

static void read_masks(struct reader *reader, const struct pgm_node *map,
                       struct pgm_detector_entry *entry)
{
    const struct pgm_node *node = pgm_yaml_get(map, "mask");
    entry->mask_count = !node ? 0 : node->kind == PGM_NODE_LIST ? node->count : 1;
    const char **masks =
        PGM_ARENA_ARRAY(&reader->detector->arena, const char *, entry->mask_count + 1);
    for (size_t i = 0; i < entry->mask_count; i++)
        masks[i] = node->kind == PGM_NODE_LIST ? node->items[i].text : node->text;
    entry->masks = masks;
}

static struct pgm_detector_entry *entry_add(struct pgm_detector *detector)
{
    if (detector->entry_count == detector->entry_capacity)
        return NULL;
    struct pgm_detector_entry *entry = &detector->entries[detector->entry_count];
    entry->order = detector->entry_count++;
    return entry;
}

static const char *const keys[] = {
    "kind",  "says",   "types",   "names",     "weak",      "in",    "only_in",     "shape",
    "looks", "values", "pattern", "ids",       "rate",      "agree", "refute",      "few",
    "alone", "mask",   "review",  "test",      "certainty", "keep",  "alternative", "varied",
    "firm",  "bare",   "also",    "also_rate", "ends"};

static void check_keys(struct reader *reader, const struct pgm_node *map)
{
    for (size_t i = 0; i < map->count; i++) {
        size_t k = 0;
        while (k < sizeof keys / sizeof *keys && strcmp(keys[k], map->keys[i]) != 0)
            k++;
        if (k == sizeof keys / sizeof *keys)
            problem(reader, map->key_places[i], "a detector has no key", map->keys[i]);
    }
}

static void read_says(const struct pgm_node *map, struct pgm_detector_entry *entry)
{
    const struct pgm_node *says = pgm_yaml_get(map, "says");
    entry->label = entry->values_label = entry->kind;
    if (says && says->kind == PGM_NODE_LIST && says->count == 2) {
        entry->label = says->items[0].text;
        entry->values_label = says->items[1].text;
    }
}

static void read_entry(struct reader *reader, const struct pgm_node *map)
{
    struct pgm_detector_entry *entry = entry_add(reader->detector);
    if (!entry || map->kind != PGM_NODE_MAP || !read_text(map, "kind")) {
        problem(reader, map->place, "a detector needs a", "kind");
        return;
    }
    check_keys(reader, map);
    const char *ids = read_text(map, "ids");
    const struct pgm_node *only_in = pgm_yaml_get(map, "only_in");
    entry->kind = read_text(map, "kind");
    entry->place = map->place;
    read_says(map, entry);
    entry->types = (uint32_t)read_bits(reader, pgm_yaml_get(map, "types"), type_names);
    entry->only_in = only_in != NULL;
    entry->in =
        (uint32_t)read_bits(reader, only_in ? only_in : pgm_yaml_get(map, "in"), sort_names);
    entry->shapes = read_bits(reader, pgm_yaml_get(map, "shape"), shape_names);
    entry->looks = read_bits(reader, pgm_yaml_get(map, "looks"), shape_names);
    entry->ids = ids && strcmp(ids, "national") == 0;
    entry->tax = ids && strcmp(ids, "tax") == 0;
    entry->rate = read_number(map, "rate", 0);
    entry->also = read_bits(reader, pgm_yaml_get(map, "also"), shape_names);
    entry->also_rate = read_number(map, "also_rate", 0);
    entry->agree = read_number(map, "agree", 50);
    entry->refute = read_number(map, "refute", 0);
    entry->few = read_number(map, "few", 0);
    entry->certainty = read_number(map, "certainty", 85);
    entry->alone = read_number(map, "alone", 88);
    entry->review = read_flag(map, "review");
    entry->varied = read_flag(map, "varied");
    entry->firm = read_flag(map, "firm");
    entry->bare = read_flag(map, "bare");
    entry->ends = read_flag(map, "ends");
    entry->keeps = read_flag(map, "keep");
    entry->alternative = read_text(map, "alternative");
    entry->test = pgm_yaml_get(map, "test");
    read_tester(reader, map, entry);
    read_masks(reader, map, entry);
    const struct pgm_node *names = pgm_yaml_get(map, "names"), *weak = pgm_yaml_get(map, "weak");
    if (names)
        each_phrase(reader, names, take_use, &(struct use){entry, false});
    if (weak)
        each_phrase(reader, weak, take_use, &(struct use){entry, true});
}

/* ---- files --------------------------------------------------------------------------------------- */

static void read_sorts(struct reader *reader, const struct pgm_node *words)
{
    for (size_t i = 0; words && i < words->count && words->kind == PGM_NODE_MAP; i++) {
        uint32_t bits = 0;
        for (const struct bit_name *name = sort_names; name->name; name++)
            if (strcmp(name->name, words->keys[i]) == 0)
                bits = (uint32_t)name->bits;
        if (bits)
            each_phrase(reader, &words->items[i], take_sort, &bits);
        else
            problem(reader, words->key_places[i], "unknown sort of words", words->keys[i]);
    }
}

void pgm_detector_add(struct pgm_detector *detector, const char *name, const char *text,
                      size_t bytes, struct pgm_report *report)
{
    struct reader reader = {detector, report};
    struct pgm_node root;
    if (!pgm_yaml_read(name, text, bytes, &detector->arena, report, &root))
        return;
    const struct pgm_node *entries = pgm_yaml_get(&root, "detectors");
    const struct {
        const char *key;
        struct pgm_map *words;
    } lists[] = {{"street_words", &detector->street_words},
                 {"street_marks", &detector->street_marks},
                 {"titles", &detector->titles},
                 {"particles", &detector->particles}};
    read_sorts(&reader, pgm_yaml_get(&root, "words"));
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (pgm_yaml_get(&root, lists[i].key))
            each_phrase(&reader, pgm_yaml_get(&root, lists[i].key), take_word, &lists[i].words);
    for (size_t i = 0; entries && i < entries->count; i++)
        read_entry(&reader, &entries->items[i]);
}

enum pgm_status pgm_detector_new(struct pgm_detector **out, struct pgm_error *error)
{
    static const size_t entries_max = 512;
    struct pgm_report report = {0};
    struct pgm_detector *detector = calloc(1, sizeof *detector);
    if (!detector)
        pgm_fatal_memory();
    detector->entries = PGM_ARENA_ARRAY(&detector->arena, struct pgm_detector_entry, entries_max);
    detector->entry_capacity = entries_max; /* their addresses stay */
    for (const struct pgm_detector_file *file = pgm_detector_files; file->name; file++)
        pgm_detector_add(detector, file->name, file->text, file->bytes, &report);
    swaps_put(detector);
    pgm_dictionary_words_load(detector);
    pgm_words_sort(detector);
    pgm_ids_rate(detector->strict_ids);
    detector->matcher =
        pgm_text_matcher_new(PGM_TEXT_ENGINE_PORTABLE, UINT32_MAX, &detector->arena);
    enum pgm_status status = pgm_report_status(&report);
    if (status != PGM_OK)
        pgm_fail(error, PGM_FAILED, "a built-in detector is wrong: %s:%u: %s",
                 report.first->place.file, report.first->place.line, report.first->message);
    pgm_report_free(&report);
    if (status != PGM_OK) {
        pgm_detector_free(detector);
        return PGM_FAILED;
    }
    *out = detector;
    return PGM_OK;
}

void pgm_detector_free(struct pgm_detector *detector)
{
    if (!detector)
        return;
    for (size_t i = 0; i < detector->tester_count; i++) {
        if (!detector->testers[i].is_list)
            regfree(&detector->testers[i].regex);
        pgm_map_free(&detector->testers[i].values);
    }
    pgm_map_free(&detector->phrases);
    pgm_map_free(&detector->words);
    pgm_map_free(&detector->dictionary);
    pgm_map_free(&detector->street_words);
    pgm_map_free(&detector->street_marks);
    pgm_map_free(&detector->titles);
    pgm_map_free(&detector->particles);
    pgm_arena_free(&detector->arena);
    free(detector);
}
