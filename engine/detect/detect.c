/*
 * detect.c: detection over a catalog.
 *
 *   begin   the names of tables and columns
 *   look    values, a table at a time: shapes are counted, values forgotten
 *   finish  judge every column; find the person of each table; propose; agree on domains
 */
#include "detect.h"

#include <string.h>

#include "detect_internal.h"
#include "fatal.h"

/* Of the values of a row, so many name words are looked for in its other values. */
#define ROW_NAMES_MAX            8
#define OWN_NAME_BYTES_MIN       4
#define OWN_NAME_VALUE_BYTES_MAX 1024
/* Of a column whose values stand in another one that is known. */
#define LINK_CERTAINTY 86
/* Fewer names may begin alike by accident. */
#define PREFIX_COLUMNS_MIN 4

/* ---- begin --------------------------------------------------------------------------------------- */

static struct pgm_look *look_of(const struct pgm_detect *run, const struct pgm_column *column)
{
    return &run->looks[pgm_look_index(run, column)];
}

static bool has_prefix(const char *name, const char *other, size_t bytes)
{
    return strncasecmp(name, other, bytes) == 0 && strlen(name) >= bytes + 2;
}

/* What all names of a table begin with says nothing of any: OXFNAME, OXFON; kname, kort. */
static size_t common_prefix(const struct pgm_table *table)
{
    if (table->column_count < PREFIX_COLUMNS_MIN)
        return 0;
    size_t bytes = strlen(table->columns[0].name);
    for (size_t c = 0; c < table->column_count; c++)
        while (bytes > 0 && !has_prefix(table->columns[c].name, table->columns[0].name, bytes))
            bytes--;
    return bytes;
}

/* Adds what the rest of the name says. */
static void match_behind(const struct pgm_detector *detector, const char *name,
                         struct pgm_name_matches *matches)
{
    struct pgm_name_matches more;
    pgm_name_match(detector, name, &more);
    for (size_t i = 0; i < more.count; i++)
        pgm_match_put(matches, more.items[i]);
    matches->sorts |= more.sorts;
    matches->is_turned = matches->is_turned || more.is_turned;
}

struct pgm_detect *pgm_detect_begin(const struct pgm_detector *detector,
                                    const struct pgm_catalog *catalog)
{
    struct pgm_detect *run = calloc(1, sizeof *run);
    struct pgm_error error = {0};
    if (!run || pgm_scratch_init(&run->scratch, (size_t)1 << 18, &error) != PGM_OK)
        pgm_fatal_memory();
    run->detector = detector;
    run->catalog = catalog;
    run->tables = PGM_ARENA_ARRAY(&run->arena, struct pgm_table_look, catalog->table_count + 1);
    run->first_column = PGM_ARENA_ARRAY(&run->arena, size_t, catalog->table_count + 1);
    for (size_t t = 0; t < catalog->table_count; t++) {
        run->first_column[t] = run->column_count;
        run->column_count += catalog->tables[t].column_count;
    }
    run->looks = PGM_ARENA_ARRAY(&run->arena, struct pgm_look, run->column_count + 1);
    run->relations = pgm_relations_read(catalog, run->first_column, run->column_count, &run->arena);
    for (size_t t = 0; t < catalog->table_count; t++) {
        const struct pgm_table *table = &catalog->tables[t];
        run->tables[t].sorts = pgm_name_sorts(detector, table->name);
        const size_t prefix = common_prefix(table);
        for (size_t c = 0; c < table->column_count; c++) {
            struct pgm_look *look = look_of(run, &table->columns[c]);
            look->column = &table->columns[c];
            pgm_name_match(detector, look->column->name, &look->names);
            if (prefix)
                match_behind(detector, look->column->name + prefix, &look->names);
        }
    }
    return run;
}

/* ---- look ---------------------------------------------------------------------------------------- */

/* By its name the column holds names of people. */
static bool holds_names(const struct pgm_look *look)
{
    if (look->column->type.kind != PGM_KIND_TEXT)
        return false;
    for (size_t i = 0; i < look->names.count; i++) {
        const struct pgm_name_match *match = &look->names.items[i];
        if (match->strength == PGM_NAME_STRONG &&
            (pgm_is_kind(match->entry, "given_name") || pgm_is_kind(match->entry, "family_name") ||
             pgm_is_kind(match->entry, "full_name")))
            return true;
    }
    return false;
}

/* By its name the column holds what names one person, and is short enough to be found again. */
static bool names_people(const struct pgm_look *look)
{
    static const char *const kinds[] = {"email",       "username",   "full_name",     "phone",
                                        "national_id", "person_key", "account_number"};
    for (size_t i = 0; i < look->names.count && look->column->type.kind == PGM_KIND_TEXT; i++)
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            if (look->names.items[i].strength == PGM_NAME_STRONG && !look->names.is_turned &&
                !look->names.items[i].entry->bare &&
                pgm_is_kind(look->names.items[i].entry, kinds[k]))
                return true;
    return false;
}

static void note_links(struct pgm_detect *run, const struct pgm_table *table,
                       const struct pgm_detect_sample *sample, size_t rows)
{
    for (size_t c = 0; c < table->column_count; c++) {
        const struct pgm_look *look = look_of(run, &table->columns[c]);
        for (size_t r = 0; r < rows && names_people(look); r++)
            pgm_links_add(&run->links, sample->values[r * table->column_count + c],
                          (size_t)(look - run->looks));
    }
}

struct row_names {
    size_t count;
    char text[ROW_NAMES_MAX][PGM_TOKEN_BYTES];
    size_t bytes[ROW_NAMES_MAX];
    size_t column[ROW_NAMES_MAX];
};

static void take_names(struct row_names *names, struct pgm_span value, size_t column)
{
    struct pgm_tokens tokens;
    if (!value.data || value.bytes > 120)
        return;
    pgm_tokens_split(value, &tokens);
    for (size_t i = 0; i < tokens.count && names->count < ROW_NAMES_MAX; i++) {
        if (tokens.bytes[i] < OWN_NAME_BYTES_MIN)
            continue;
        memcpy(names->text[names->count], tokens.text[i], tokens.bytes[i]);
        names->bytes[names->count] = tokens.bytes[i];
        names->column[names->count++] = column;
    }
}

static bool has_own_name(const struct row_names *names, struct pgm_span value, size_t column)
{
    char folded[OWN_NAME_VALUE_BYTES_MAX];
    if (!value.data || names->count == 0)
        return false;
    value.bytes = value.bytes < sizeof folded ? value.bytes : sizeof folded;
    const size_t bytes = pgm_fold_text(value, folded, sizeof folded);
    for (size_t i = 0; i < names->count; i++)
        if (names->column[i] != column &&
            memmem(folded, bytes, names->text[i], names->bytes[i]) != NULL)
            return true;
    return false;
}

static bool can_hold_names(const struct pgm_column *column)
{
    return column->type.kind == PGM_KIND_TEXT || column->type.kind == PGM_KIND_OTHER ||
           column->type.kind == PGM_KIND_JSON;
}

static void look_at_row(struct pgm_detect *run, const struct pgm_table *table,
                        const struct pgm_span *values, const bool *names_here)
{
    struct row_names names = {0};
    for (size_t c = 0; c < table->column_count; c++)
        if (names_here[c])
            take_names(&names, values[c], c);
    for (size_t c = 0; c < table->column_count; c++) {
        const struct pgm_column *column = &table->columns[c];
        /* Children count for their parents. */
        struct pgm_look *look = look_of(run, column->parent ? column->parent : column);
        if (!look->tally)
            look->tally = PGM_ARENA_NEW(&run->arena, struct pgm_tally);
        const bool own = can_hold_names(column) && has_own_name(&names, values[c], c);
        pgm_tally_add(run->detector, look->tally, &column->type, values[c],
                      own ? PGM_SHAPE_BIT(own_name) : 0, &run->arena, &run->scratch);
    }
}

void pgm_detect_look(struct pgm_detect *run, const struct pgm_table *table,
                     const struct pgm_detect_sample *sample)
{
    const size_t rows =
        sample->row_count < PGM_DETECT_ROWS_MAX ? sample->row_count : PGM_DETECT_ROWS_MAX;
    bool *names_here = PGM_ARENA_ARRAY(&run->arena, bool, table->column_count + 1);
    for (size_t c = 0; c < table->column_count; c++)
        names_here[c] = holds_names(look_of(run, &table->columns[c]));
    for (size_t r = 0; r < rows; r++)
        look_at_row(run, table, sample->values + r * table->column_count, names_here);
    note_links(run, table, sample, rows);
}

/* ---- finish -------------------------------------------------------------------------------------- */

static void judge(struct pgm_detect *run, struct pgm_look *look, uint32_t sorts)
{
    look->judgement = pgm_judge(run->detector, pgm_type_bits(&look->column->type), &look->names,
                                sorts, look->tally);
}

/* A table that has the first and last names of people, or their births, is one of people, whatever it is
 * called; and so is one that has passwords beside e-mail addresses. */
static bool tells_of_people(const struct pgm_detect *run, const struct pgm_table *table)
{
    bool given = false, family = false, full = false, birth = false, email = false, secret = false;
    for (size_t c = 0; c < table->column_count; c++) {
        const struct pgm_judgement *j = &look_of(run, &table->columns[c])->judgement;
        if (j->certainty < 80)
            continue;
        given = given || pgm_is_kind(j->entry, "given_name");
        family = family || pgm_is_kind(j->entry, "family_name");
        full = full || pgm_is_kind(j->entry, "full_name");
        birth = birth || pgm_is_kind(j->entry, "birth_date");
        email = email || pgm_is_kind(j->entry, "email");
        secret =
            secret || (pgm_is_kind(j->entry, "secret") && strstr(table->columns[c].name, "pass"));
    }
    return (given && family) || (birth && (given || family || full || email)) || (email && secret);
}

/* The key of a person's row: the primary key, if it is one column and says nothing itself. */
static const struct pgm_column *find_subject(const struct pgm_detect *run,
                                             const struct pgm_table *table)
{
    for (size_t c = 0; c < table->column_count; c++) {
        const struct pgm_column *column = &table->columns[c];
        const struct pgm_relation *relation = &run->relations[pgm_look_index(run, column)];
        const struct pgm_judgement *j = &look_of(run, column)->judgement;
        if (relation->is_sole_key && !column->generated && !column->parent &&
            (!j->entry || j->entry->keeps || pgm_is_kind(j->entry, "person_key")))
            return column;
    }
    return NULL;
}

/* By its columns' names it holds addresses, so that "state" is a part of them. */
static bool has_addresses(const struct pgm_detect *run, const struct pgm_table *table)
{
    for (size_t c = 0; c < table->column_count; c++) {
        const struct pgm_name_matches *names = &look_of(run, &table->columns[c])->names;
        for (size_t i = 0; i < names->count; i++)
            if (names->items[i].strength == PGM_NAME_STRONG &&
                (pgm_is_kind(names->items[i].entry, "street") ||
                 pgm_is_kind(names->items[i].entry, "city") ||
                 pgm_is_kind(names->items[i].entry, "postal_code")))
                return true;
    }
    return false;
}

static const struct pgm_detector_entry *entry_of(const struct pgm_detector *detector,
                                                 const char *kind)
{
    for (size_t i = 0; i < detector->entry_count; i++)
        if (pgm_is_kind(&detector->entries[i], kind))
            return &detector->entries[i];
    return NULL;
}

/* "nom" beside "prenom" is the other half of the name, if its values are single words. */
static void part_names(struct pgm_detect *run, const struct pgm_table *table)
{
    static const unsigned whole_max = 40; /* percent of values of two words */
    const struct pgm_detector_entry *given = NULL, *family = NULL;
    size_t secrets = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        const struct pgm_judgement *j = &look_of(run, &table->columns[c])->judgement;
        const bool certain = j->entry && j->certainty >= 65;
        given = certain && pgm_is_kind(j->entry, "given_name") ? j->entry : given;
        family = certain && pgm_is_kind(j->entry, "family_name") ? j->entry : family;
        secrets += certain && pgm_is_kind(j->entry, "secret");
    }
    run->tables[table - run->catalog->tables].is_guarded = secrets >= 2;
    for (size_t c = 0; c < table->column_count && !given != !family; c++) {
        struct pgm_look *look = look_of(run, &table->columns[c]);
        const struct pgm_tally *tally = look->tally;
        if (pgm_is_kind(look->judgement.entry, "full_name") && tally && tally->count > 0 &&
            pgm_percent(tally->shapes[PGM_SHAPE_person_form], tally->count) < whole_max)
            look->judgement.entry = entry_of(run->detector, given ? "family_name" : "given_name");
    }
}

static void judge_table(struct pgm_detect *run, size_t index)
{
    const struct pgm_table *table = &run->catalog->tables[index];
    struct pgm_table_look *about = &run->tables[index];
    about->sorts |= has_addresses(run, table) ? PGM_SORT_BIT(place) : 0;
    for (size_t c = 0; c < table->column_count; c++)
        judge(run, look_of(run, &table->columns[c]), about->sorts);
    if (!(about->sorts & PGM_SORT_BIT(person)) && tells_of_people(run, table)) {
        about->sorts |= PGM_SORT_BIT(person);
        for (size_t c = 0; c < table->column_count; c++)
            judge(run, look_of(run, &table->columns[c]), about->sorts);
    }
    part_names(run, table);
    about->subject = about->sorts & PGM_SORT_BIT(person) ? find_subject(run, table) : NULL;
}

/* What nothing else tells, the values of other tables may. */
static void follow_links(struct pgm_detect *run)
{
    for (size_t i = 0; i < run->column_count; i++) {
        struct pgm_look *look = &run->looks[i];
        const struct pgm_detector_entry *entry = look->judgement.entry;
        uint32_t hits;
        if (look->column->type.kind != PGM_KIND_TEXT || !look->tally ||
            (entry && !entry->keeps && look->judgement.certainty >= LINK_CERTAINTY))
            continue;
        const size_t source = pgm_links_find(&run->links, look->tally, &hits);
        if (source == SIZE_MAX || source == i || !run->looks[source].judgement.entry ||
            run->looks[source].judgement.entry->keeps)
            continue;
        look->judgement = (struct pgm_judgement){
            .entry = run->looks[source].judgement.entry,
            .certainty = LINK_CERTAINTY,
            .by_values = true,
            .hits = hits,
            .total =
                look->tally->distinct < PGM_DISTINCT_MAX ? look->tally->distinct : PGM_DISTINCT_MAX,
            .id = SIZE_MAX,
        };
    }
}

/* Of several none: whose the row is cannot be told. */
static const struct pgm_column *find_person(const struct pgm_detect *run,
                                            const struct pgm_table *table)
{
    const struct pgm_column *found = NULL;
    for (size_t c = 0; c < table->column_count; c++) {
        const struct pgm_column *column = &table->columns[c];
        const struct pgm_column *key = run->relations[pgm_look_index(run, column)].references;
        if (!key || run->tables[key->table - run->catalog->tables].subject != key)
            continue;
        if (found)
            return NULL;
        found = column;
    }
    return found;
}

void pgm_detect_finish(struct pgm_detect *run)
{
    for (size_t t = 0; t < run->catalog->table_count; t++)
        judge_table(run, t);
    for (size_t t = 0; t < run->catalog->table_count; t++)
        run->tables[t].person = find_person(run, &run->catalog->tables[t]);
    follow_links(run);
    /* Keys that are referenced before those that follow them. */
    for (int followers = 0; followers < 2; followers++)
        for (size_t i = 0; i < run->column_count; i++)
            if ((run->relations[i].references != NULL) == followers)
                pgm_propose(run, &run->looks[i]);
    pgm_propose_write(run);
}

const struct pgm_detection *pgm_detect_of(const struct pgm_detect *run,
                                          const struct pgm_column *column)
{
    return &look_of(run, column)->detection;
}

const char *pgm_detect_locale(const struct pgm_detect *run)
{
    static const uint64_t hits_min = 20;
    uint64_t hits[PGM_LOCALES_MAX] = {0};
    size_t best = 0;
    for (size_t i = 0; i < run->column_count; i++) {
        const struct pgm_look *look = &run->looks[i];
        const bool names = look->judgement.entry && look->tally &&
                           (pgm_is_kind(look->judgement.entry, "given_name") ||
                            pgm_is_kind(look->judgement.entry, "full_name") ||
                            pgm_is_kind(look->judgement.entry, "city"));
        for (size_t l = 0; names && l < PGM_LOCALES_MAX; l++)
            hits[l] += look->tally->locales[l];
    }
    for (size_t l = 1; l < PGM_LOCALES_MAX; l++)
        if (hits[l] > hits[best])
            best = l;
    /* American and British names are the same ones: the first of the two is the default. */
    const bool clear = hits[best] >= hits_min && 5 * hits[best] >= 6 * hits[0];
    return pgm_locale_name(clear ? best : 0);
}

void pgm_detect_free(struct pgm_detect *run)
{
    if (!run)
        return;
    free(run->links.slots);
    pgm_scratch_free(&run->scratch);
    pgm_arena_free(&run->arena);
    free(run);
}
