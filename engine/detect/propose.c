/*
 * propose.c: a judged column gets a rule that fits it.
 *
 *   generated, or of a parent ──> none
 *   foreign key ──> the rule of the key it points to
 *   else ──> the detector's masks, the type's ──> those that fit ──> the first is proposed
 *
 * `by:` names the person of the row for words that should agree. Within a domain all columns name a
 * subject or none does, so where both sorts meet the ones without get a domain of their own.
 */
#include <string.h>

#include "detect_internal.h"
#include "mask.h"

static const struct pgm_table_look *table_of(const struct pgm_detect *run,
                                             const struct pgm_look *look)
{
    return &run->tables[look->column->table - run->catalog->tables];
}

static const struct pgm_relation *relation_of(const struct pgm_detect *run,
                                              const struct pgm_look *look)
{
    return &run->relations[look - run->looks];
}

static void add_mask(struct pgm_proposal *proposal, const char *mask)
{
    for (size_t i = 0; i < proposal->mask_count; i++)
        if (strcmp(proposal->masks[i], mask) == 0)
            return;
    if (proposal->mask_count < PGM_MASKS_MAX)
        proposal->masks[proposal->mask_count++] = mask;
}

/* Keeps those masks that fit, and adds what always does. */
static void fit(const struct pgm_look *look, const struct pgm_relation *relation,
                struct pgm_proposal *proposal)
{
    struct pgm_proposal fitting = *proposal;
    fitting.mask_count = 0;
    for (size_t i = 0; i < proposal->mask_count; i++)
        if (pgm_mask_fits(look->column, relation, proposal->masks[i]))
            add_mask(&fitting, proposal->masks[i]);
    for (const char *const *mask = pgm_masks_for(look->column->type.kind); *mask; mask++)
        if (pgm_mask_fits(look->column, relation, *mask))
            add_mask(&fitting, *mask);
    if (pgm_mask_fits(look->column, relation, "null"))
        add_mask(&fitting, "null");
    add_mask(&fitting, "keep");
    const bool wanted = proposal->mask_count > 0 && strcmp(proposal->masks[0], "keep") != 0;
    if (strcmp(fitting.masks[0], "keep") == 0)
        fitting.mask_count = 1; /* nothing need stand in for it */
    *proposal = fitting;
    /* What ought to be masked and cannot be is for the user to see. */
    if (wanted && strcmp(proposal->masks[0], "keep") == 0) {
        proposal->review = true;
        proposal->why = relation->is_fixed    ? "no mask is shown to hold in its index, constraint "
                                                "or partition key: kept"
                        : relation->is_unique ? "no mask keeps values of its type distinct: kept"
                                              : "no mask takes its type: kept";
    }
}

/* Most values are numbers of the judgement's kind. */
static bool is_told(const struct pgm_judgement *judgement)
{
    return judgement->id != SIZE_MAX && 2 * judgement->hits >= judgement->total;
}

const char *pgm_mask_of_entry(struct pgm_arena *arena, const struct pgm_judgement *judgement,
                              const struct pgm_tally *tally, enum pgm_kind kind, size_t index)
{
    const char *mask = judgement->entry->masks[index];
    const bool has_values = tally && tally->count > 0;
    const bool numbered = strcmp(mask, "national_id") == 0 || strcmp(mask, "tax_id") == 0;
    if (numbered && is_told(judgement))
        return pgm_arena_printf(arena, "%s, kind: %s", mask, pgm_ids_name(judgement->id));
    if (numbered && has_values && kind == PGM_KIND_TEXT)
        return "account_number"; /* of no kind that is known: the layout alone */
    /* Of text, permute takes short numbers alone. */
    if (strcmp(mask, "permute") == 0 && kind == PGM_KIND_TEXT &&
        (!has_values || tally->shapes[PGM_SHAPE_digits] < tally->count || tally->bytes_max > 18))
        return NULL;
    return mask;
}

static void take_judgement(struct pgm_detect *run, const struct pgm_look *look,
                           struct pgm_proposal *proposal)
{
    const struct pgm_judgement *judgement = &look->judgement;
    const struct pgm_detector_entry *entry = judgement->entry;
    proposal->kind = entry->kind;
    proposal->certainty = judgement->certainty;
    proposal->review = judgement->review;
    proposal->alternative = entry->alternative;
    if (entry->keeps)
        add_mask(proposal, "keep");
    for (size_t i = 0; i < entry->mask_count; i++) {
        const char *mask =
            pgm_mask_of_entry(&run->arena, judgement, look->tally, look->column->type.kind, i);
        if (mask)
            add_mask(proposal, mask);
    }
}

/* "users.email", with the schema where it is not public. */
static const char *own_domain(struct pgm_arena *arena, const struct pgm_column *column)
{
    const struct pgm_table *table = column->table;
    return strcmp(table->schema, "public") == 0
               ? pgm_arena_printf(arena, "%s.%s", table->name, column->name)
               : pgm_arena_printf(arena, "%s.%s.%s", table->schema, table->name, column->name);
}

/* Words of one person that should agree, times that should keep their order, draws of a column's own
 * values. */
static bool agrees(const char *mask)
{
    static const char *const masks[] = {
        "given_name", "family_name", "full_name", "email",  "username",  "date_shift", "birth_date",
        "geo_jitter", "shuffle",     "json",      "hstore", "composite", "array",      "xml"};
    const size_t bytes = strcspn(mask, ",");
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++)
        if (strlen(masks[i]) == bytes && memcmp(masks[i], mask, bytes) == 0)
            return true;
    return false;
}

static void choose_subject(struct pgm_detect *run, const struct pgm_look *look,
                           struct pgm_proposal *proposal)
{
    const struct pgm_relation *relation = relation_of(run, look);
    const struct pgm_column *subject = table_of(run, look)->subject;
    proposal->by = subject && subject != look->column && !relation->is_referenced;
    proposal->needs_domain = relation->is_referenced;
    if (relation->is_referenced)
        proposal->domain = own_domain(&run->arena, look->column);
}

static void propose_follower(struct pgm_detect *run, struct pgm_look *look,
                             struct pgm_proposal *proposal)
{
    const struct pgm_look *root =
        &run->looks[pgm_look_index(run, relation_of(run, look)->references)];
    proposal->follows = root->proposal;
    proposal->kind = root->proposal ? root->proposal->kind : "none";
    proposal->certainty = 95;
    proposal->review = root->proposal && root->proposal->review;
}

/* The names of its table's people, which the mask `text` looks for. */
static const char *text_with_known(struct pgm_detect *run, const struct pgm_look *look)
{
    static const char *const kinds[] = {"given_name", "family_name", "full_name", "email", "phone"};
    const struct pgm_table *table = look->column->table;
    struct pgm_buf buf = {0};
    size_t count = 0;
    for (size_t c = 0; c < table->column_count; c++) {
        const struct pgm_column *column = &table->columns[c];
        const struct pgm_judgement *judgement = &run->looks[pgm_look_index(run, column)].judgement;
        bool known = false;
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            known = known || pgm_is_kind(judgement->entry, kinds[k]);
        if (!known || column->type.kind != PGM_KIND_TEXT || column->generated ||
            judgement->certainty < 70)
            continue;
        pgm_buf_puts(&buf, count++ ? ", " : "{mask: text, known: [");
        pgm_put_column(&buf, column->name);
    }
    const char *text = count ? pgm_arena_printf(&run->arena, "%s]}", pgm_buf_text(&buf)) : "text";
    pgm_buf_free(&buf);
    return text;
}

static bool is_of_parent(const struct pgm_column *column)
{
    return column->parent != NULL;
}

void pgm_propose(struct pgm_detect *run, struct pgm_look *look)
{
    struct pgm_proposal *proposal = PGM_ARENA_NEW(&run->arena, struct pgm_proposal);
    look->proposal = proposal;
    proposal->kind = "none";
    if (is_of_parent(look->column))
        look->judgement = run->looks[pgm_look_index(run, look->column->parent)].judgement;
    if (relation_of(run, look)->references && !look->column->generated) {
        propose_follower(run, look, proposal);
        return;
    }
    if (!pgm_propose_parts(run, look, proposal)) {
        const struct pgm_detector_entry *entry = look->judgement.entry;
        if (entry && !(entry->keeps && relation_of(run, look)->is_sole_key))
            take_judgement(run, look, proposal);
        else
            pgm_propose_default(run, look, proposal);
    }
    fit(look, relation_of(run, look), proposal);
    choose_subject(run, look, proposal);
    if (strcmp(proposal->masks[0], "lorem") == 0)
        proposal->alternative = text_with_known(run, look);
}

/* ---- writing ------------------------------------------------------------------------------------- */

static void put_by(struct pgm_buf *buf, const struct pgm_column *subject)
{
    pgm_buf_puts(buf, ", by: ");
    pgm_put_column(buf, subject->name);
}

/* Masks that draw from what their domain's columns hold need one of the column's own. */
static bool draws_from_column(const char *mask)
{
    return (pgm_mask_flags_of(mask) & (PGM_MASK_SAMPLE | PGM_MASK_RANGE)) != 0;
}

/* The column that `by:` names with this mask; NULL: none. */
static const struct pgm_column *subject_for(const struct pgm_table_look *table,
                                            const struct pgm_proposal *proposal, const char *mask)
{
    if (!agrees(mask) || !(pgm_mask_flags_of(mask) & PGM_MASK_SUBJECT))
        return NULL;
    if (proposal->by)
        return table->subject;
    /* Moved alike, the times of somebody's visits stay in order; names may be those of others. */
    return strncmp(mask, "date_shift", 10) == 0 && !proposal->needs_domain ? table->person : NULL;
}

/* The first masks of all columns by name: whether some draw from a subject and others do not. */
struct side {
    bool with, without;
};

static struct side *side_of(struct pgm_map *sides, struct pgm_arena *arena, const char *mask)
{
    const struct pgm_span key = {(const uint8_t *)mask, strcspn(mask, ",")};
    struct side *side = pgm_map_get(sides, key);
    return side ? side : pgm_map_put(sides, key, PGM_ARENA_NEW(arena, struct side));
}

static bool is_mixed(struct pgm_map *sides, struct pgm_arena *arena, const char *mask)
{
    const struct side *side = side_of(sides, arena, mask);
    return side->with && side->without;
}

/* Numbers of one kind are one domain; NULL: the mask is of no kind. */
static const char *domain_of_kind(const char *mask)
{
    static const char kind[] = "_id, kind: ";
    const char *at = strstr(mask, kind);
    return at ? at + sizeof kind - 1 : NULL;
}

/* A mask with the domain of those that draw from no subject, where the others do. */
static void put_mask(struct pgm_detect *run, struct pgm_buf *buf, struct pgm_map *sides,
                     const char *mask, bool by)
{
    const bool aside = !by && agrees(mask) && !(pgm_mask_flags_of(mask) & PGM_MASK_PARTS) &&
                       is_mixed(sides, &run->arena, mask);
    if (domain_of_kind(mask)) {
        pgm_buf_printf(buf, "{mask: %s, domain: %s}", mask, domain_of_kind(mask));
        return;
    }
    if (!aside) {
        pgm_buf_printf(buf, strchr(mask, ',') ? "{mask: %s}" : "%s", mask);
        return;
    }
    pgm_buf_printf(buf, "{mask: %s, domain: %.*s_by_value}", mask, (int)strcspn(mask, ","), mask);
}

/* Calls `take` for each part of a structure's rule. */
typedef void take_part(struct pgm_detect *run, void *argument, const char *mask);

static void each_part(struct pgm_detect *run, const char *mask, take_part *take, void *argument)
{
    for (const char *at = strchr(mask, PGM_PART_OPEN); at; at = strchr(at + 1, PGM_PART_OPEN)) {
        const char *end = strchr(at, PGM_PART_CLOSE);
        take(run, argument, pgm_arena_strndup(&run->arena, at + 1, (size_t)(end - at) - 1));
    }
}

/* The rule with its parts written out. */
static const char *write_parts(struct pgm_detect *run, struct pgm_map *sides, const char *mask,
                               bool by)
{
    struct pgm_buf buf = {0};
    if (!strchr(mask, PGM_PART_OPEN))
        return mask;
    while (*mask) {
        const size_t plain = strcspn(mask, "\x01");
        pgm_buf_add(&buf, mask, plain);
        mask += plain;
        if (!*mask)
            break;
        const size_t bytes = strcspn(mask, "\x02");
        put_mask(run, &buf, sides, pgm_arena_strndup(&run->arena, mask + 1, bytes - 1), by);
        mask += bytes + 1;
    }
    const char *text = pgm_arena_strdup(&run->arena, pgm_buf_text(&buf));
    pgm_buf_free(&buf);
    return text;
}

/* A layout alone is the column's own domain where it must be unique. */
static const char *domain_for(struct pgm_detect *run, const struct pgm_look *look,
                              const struct pgm_proposal *proposal, const char *mask)
{
    if (proposal->needs_domain)
        return proposal->domain;
    if (domain_of_kind(mask))
        return domain_of_kind(mask);
    const bool is_own = draws_from_column(mask) ||
                        (strcmp(mask, "account_number") == 0 && relation_of(run, look)->is_unique);
    return is_own ? own_domain(&run->arena, look->column) : NULL;
}

static const char *write_rule(struct pgm_detect *run, const struct pgm_look *look,
                              struct pgm_map *sides, const char *mask)
{
    const struct pgm_proposal *proposal = look->proposal;
    const struct pgm_column *by = subject_for(table_of(run, look), proposal, mask);
    const char *domain = domain_for(run, look, proposal, mask);
    struct pgm_buf buf = {0};
    if (strcmp(mask, "keep") == 0)
        return mask;
    if (strcmp(mask, "null") == 0)
        return "\"null\"";
    if (!by && !domain) {
        put_mask(run, &buf, sides, write_parts(run, sides, mask, false), false);
    } else {
        pgm_buf_printf(&buf, "{mask: %s", write_parts(run, sides, mask, by != NULL));
        if (domain) {
            pgm_buf_puts(&buf, ", domain: ");
            pgm_put_scalar(&buf, domain);
        }
        if (by)
            put_by(&buf, by);
        pgm_buf_putc(&buf, '}');
    }
    const char *text = pgm_arena_strdup(&run->arena, pgm_buf_text(&buf));
    pgm_buf_free(&buf);
    return text;
}

static bool has_rule(const struct pgm_look *look)
{
    return !look->column->generated && !is_of_parent(look->column) && look->proposal;
}

static void count_with(struct pgm_detect *run, void *sides, const char *mask)
{
    side_of(sides, &run->arena, mask)->with = true;
}

static void count_without(struct pgm_detect *run, void *sides, const char *mask)
{
    side_of(sides, &run->arena, mask)->without = true;
}

static void count_sides(struct pgm_detect *run, struct pgm_map *sides)
{
    for (size_t i = 0; i < run->column_count; i++) {
        const struct pgm_look *look = &run->looks[i];
        if (!has_rule(look) || look->proposal->follows || look->proposal->needs_domain)
            continue;
        const char *mask = look->proposal->masks[0];
        struct side *side = side_of(sides, &run->arena, mask);
        const bool by = subject_for(table_of(run, look), look->proposal, mask) != NULL;
        side->with = side->with || by;
        side->without = side->without || !by;
        each_part(run, mask, by ? count_with : count_without, sides);
    }
}

static void write_texts(struct pgm_detect *run, struct pgm_look *look, struct pgm_map *sides)
{
    const struct pgm_proposal *proposal = look->proposal;
    const char **fallbacks = PGM_ARENA_ARRAY(&run->arena, const char *, proposal->mask_count + 1);
    for (size_t i = 0; i < proposal->mask_count; i++) {
        const char *rule = write_rule(run, look, sides, proposal->masks[i]);
        if (i == 0)
            look->detection.rule = rule;
        else
            fallbacks[i - 1] = rule;
    }
    look->detection.fallbacks = fallbacks;
}

static void describe(struct pgm_detect *run, struct pgm_look *look)
{
    static const char *const none[] = {NULL};
    const struct pgm_proposal *proposal = look->proposal;
    struct pgm_detection *detection = &look->detection;
    detection->kind = proposal->kind;
    detection->certainty = (int)proposal->certainty;
    detection->alternative = proposal->alternative;
    detection->fallbacks = detection->fallbacks ? detection->fallbacks : none;
    detection->review = proposal->review;
    detection->reason = pgm_reason(run, look, &run->arena);
}

void pgm_propose_write(struct pgm_detect *run)
{
    struct pgm_map sides = {0};
    count_sides(run, &sides);
    for (size_t i = 0; i < run->column_count; i++)
        if (has_rule(&run->looks[i]) && !run->looks[i].proposal->follows)
            write_texts(run, &run->looks[i], &sides);
    for (size_t i = 0; i < run->column_count; i++) {
        struct pgm_look *look = &run->looks[i];
        if (has_rule(look) && look->proposal->follows) {
            const struct pgm_look *root =
                &run->looks[pgm_look_index(run, run->relations[i].references)];
            look->detection.rule = root->detection.rule ? root->detection.rule : "keep";
            look->detection.fallbacks = root->detection.fallbacks;
        }
        describe(run, look);
    }
    pgm_map_free(&sides);
}
