/*
 * plan_steps.c: the masks of a row in an order in which each finds what it looks at.
 *
 *   known: [first_name]                       the row's own columns, originals and fakes
 *   known: {via: customer_id, columns: [...]} those of the row a foreign key references: fetched by the
 *                                             server as hidden columns, and masked here as there
 *   when: "country = 'DE'"                    a hidden boolean
 */
#include <string.h>

#include "plan_internal.h"
#include "plan_select.h"

struct building {
    struct pgm_plan *plan;
    struct pgm_plan_table *table;
    struct pgm_report *report;
    struct pgm_plan_step *steps; /* room for all: columns and hidden ones */
    size_t step_count;
    size_t *step_of;                       /* by copied column: its step; SIZE_MAX none yet */
    bool *busy;                            /* its step is being made */
    struct pgm_plan_companion *companions; /* of the step being made */
    size_t companion_count;
};

#define BOOLEAN_OID 16 /* pg_type.dat */

static const struct pgm_type boolean_type = {
    .kind = PGM_KIND_BOOL, .base_oid = BOOLEAN_OID, .name = "boolean"};

static void problem(struct building *building, const struct pgm_plan_column *column,
                    const char *hint, const char *what)
{
    pgm_report_add(building->report, PGM_UNFIT, column->rule ? column->rule->place : PGM_NOWHERE,
                   column->name, hint, "%s", what);
}

static void set_subjects(struct building *building, struct pgm_plan_step *step, size_t count)
{
    struct pgm_arena *arena = &building->plan->arena;
    step->subject_count = count;
    step->subject_indexes = PGM_ARENA_ARRAY(arena, size_t, count + 1);
    step->subject_types = PGM_ARENA_ARRAY(arena, const struct pgm_type *, count + 1);
}

static void set_subject(struct pgm_plan_step *step, size_t k, size_t index,
                        const struct pgm_type *type)
{
    ((size_t *)step->subject_indexes)[k] = index;
    ((const struct pgm_type **)step->subject_types)[k] = type;
}

static void add_companion(struct building *building, struct pgm_plan_companion companion)
{
    struct pgm_plan_companion *larger = PGM_ARENA_ARRAY(
        &building->plan->arena, struct pgm_plan_companion, building->companion_count + 1);
    if (building->companion_count)
        memcpy(larger, building->companions, building->companion_count * sizeof *larger);
    larger[building->companion_count++] = companion;
    building->companions = larger;
}

/* The foreign key of the table, or of the partitioned table it belongs to, that has this column. */
static const struct pgm_foreign_key *key_of(const struct building *building, const char *column)
{
    const struct pgm_catalog *catalog = building->plan->catalog;
    const struct pgm_table *table = building->table->table;
    for (size_t i = 0; i < catalog->foreign_key_count; i++) {
        const struct pgm_foreign_key *key = &catalog->foreign_keys[i];
        if (key->table != table && key->table != table->root)
            continue;
        for (size_t k = 0; k < key->column_count; k++)
            if (key->columns[k] && strcmp(key->columns[k]->name, column) == 0)
                return key;
    }
    return NULL;
}

static size_t joined_field(struct building *building, const char *alias,
                           const struct pgm_plan_column *column)
{
    const char *expression =
        pgm_plan_joined(building->plan, building->table, alias, column->column);
    return pgm_plan_hidden_add(building->plan, building->table, expression, &column->column->type,
                               column->name);
}

/* The step that gives the fake of a referenced row's column, as that table's own rows get it. */
static size_t joined_step(struct building *building, const char *alias,
                          const struct pgm_plan_column *column, size_t field)
{
    for (size_t s = 0; s < building->step_count; s++)
        if (building->steps[s].is_hidden && building->steps[s].copy_index == field)
            return s;
    struct pgm_plan_step step = {.mask = column->mask,
                                 .type = &column->column->type,
                                 .copy_index = field,
                                 .is_hidden = true,
                                 .name = column->name};
    set_subjects(building, &step, column->by_count);
    for (size_t k = 0; k < column->by_count; k++)
        set_subject(&step, k, joined_field(building, alias, column->by[k]),
                    &column->by[k]->column->type);
    if (column->locale_from) {
        step.locales = building->plan->locales;
        step.locale_index = joined_field(building, alias, column->locale_from);
    }
    building->steps[building->step_count] = step;
    return building->step_count++;
}

static void know_joined(struct building *building, const struct pgm_plan_column *column,
                        const struct pgm_foreign_key *key, const char *name)
{
    const bool takes_kept = column->class->flags & PGM_MASK_COMPANIONS;
    const struct pgm_column *target = pgm_table_column(key->referenced, name);
    const struct pgm_plan_column *known =
        target ? pgm_plan_column_of(building->plan, target) : NULL;
    if (!known) {
        problem(building, column, pgm_plan_suggest_column(key->referenced, name, building->report),
                "known: the referenced table has no such column");
    } else if (!pgm_plan_is_kept(known) && !known->mask) {
        problem(building, column, "name columns of a table that this run reads and masks itself",
                "known: a column has no mask whose fakes could be put in");
    } else if (!pgm_plan_is_kept(known) || takes_kept) {
        const char *alias = pgm_plan_join(building->plan, building->table, key);
        const size_t field = joined_field(building, alias, known);
        const size_t step = known->mask ? joined_step(building, alias, known, field) : SIZE_MAX;
        add_companion(building, (struct pgm_plan_companion){field, &known->column->type, step});
    }
}

static void make_step(struct building *building, size_t index);

static void know_sibling(struct building *building, const struct pgm_plan_column *column,
                         const char *name)
{
    const struct pgm_plan_table *table = building->table;
    for (size_t i = 0; i < table->copied_count; i++) {
        const struct pgm_plan_column *known = table->copied[i];
        if (strcmp(known->column->name, name) != 0)
            continue;
        if (known->sql || known == column) {
            problem(building, column, "leave it out",
                    "known: it names itself, or a column that the server computes");
            return;
        }
        if (known->mask && building->busy[i]) {
            pgm_report_add(building->report, PGM_BAD_USAGE, column->rule->place, column->name,
                           "leave one of the names out",
                           "known: the masks of these columns wait for one another in a circle");
            return;
        }
        /* Kept values stand in a text as they may: only masked ones must be replaced there. */
        if (!known->mask) {
            if (column->class->flags & PGM_MASK_COMPANIONS)
                add_companion(building,
                              (struct pgm_plan_companion){i, &known->column->type, SIZE_MAX});
            return;
        }
        struct pgm_plan_companion *outer = building->companions;
        const size_t outer_count = building->companion_count;
        make_step(building, i);
        building->companions = outer;
        building->companion_count = outer_count;
        add_companion(building,
                      (struct pgm_plan_companion){i, &known->column->type, building->step_of[i]});
        return;
    }
    problem(building, column,
            pgm_plan_suggest_column(building->table->table, name, building->report),
            "known: this table has no stored column of that name");
}

static const struct pgm_node *entry(const struct pgm_node *map, const char *key)
{
    for (size_t i = 0; map->kind == PGM_NODE_MAP && i < map->count; i++)
        if (strcmp(map->keys[i], key) == 0)
            return &map->items[i];
    return NULL;
}

static void know(struct building *building, const struct pgm_plan_column *column,
                 const struct pgm_node *node)
{
    if (node->kind == PGM_NODE_SCALAR) {
        know_sibling(building, column, node->text);
        return;
    }
    if (node->kind == PGM_NODE_LIST) {
        for (size_t i = 0; i < node->count; i++)
            know(building, column, &node->items[i]);
        return;
    }
    const struct pgm_node *via = entry(node, "via"), *columns = entry(node, "columns");
    const struct pgm_foreign_key *key =
        via && via->kind == PGM_NODE_SCALAR ? key_of(building, via->text) : NULL;
    if (!via || !columns || columns->kind != PGM_NODE_LIST) {
        pgm_report_add(building->report, PGM_BAD_USAGE, node->place, column->name, NULL,
                       "known: write a column, a list, or {via: column, columns: [...]}");
        return;
    }
    if (!key) {
        pgm_report_add(building->report, PGM_UNFIT, via->place, column->name,
                       "name a column of a declared foreign key of this table",
                       "known: no foreign key leads over the column %s",
                       via->kind == PGM_NODE_SCALAR ? via->text : "");
        return;
    }
    for (size_t i = 0; i < columns->count; i++)
        if (columns->items[i].kind == PGM_NODE_SCALAR)
            know_joined(building, column, key, columns->items[i].text);
}

/* What is not known is masked. The server refuses what is no boolean. */
static const char *condition(const struct building *building, const char *when)
{
    return pgm_arena_printf(&building->plan->arena, "(%s\n) IS NOT FALSE", when);
}

static void make_step(struct building *building, size_t index)
{
    const struct pgm_plan_column *column = building->table->copied[index];
    if (!column->mask || building->step_of[index] != SIZE_MAX)
        return;
    building->busy[index] = true;
    building->companions = NULL;
    building->companion_count = 0;
    const struct pgm_node *known = column->rule ? entry(&column->rule->args, "known") : NULL;
    if (known && !(column->class->flags & (PGM_MASK_KNOWN | PGM_MASK_COMPANIONS)))
        pgm_report_add(building->report, PGM_BAD_USAGE, known->place, column->name, "remove it",
                       "the mask %s takes no known:", column->class->name);
    else if (known)
        know(building, column, known);
    struct pgm_plan_step step = {.mask = column->mask,
                                 .type = &column->column->type,
                                 .copy_index = index,
                                 .companions = building->companions,
                                 .companion_count = building->companion_count,
                                 .name = column->name};
    set_subjects(building, &step, column->by_count);
    for (size_t k = 0; k < column->by_count; k++)
        set_subject(&step, k, column->by[k]->copy_index, &column->by[k]->column->type);
    if (column->locale_from) {
        step.locales = building->plan->locales;
        step.locale_index = column->locale_from->copy_index;
    }
    if (column->rule && column->rule->when) {
        step.is_conditional = true;
        step.when_index = pgm_plan_hidden_add(building->plan, building->table,
                                              condition(building, column->rule->when),
                                              &boolean_type, column->name);
    }
    building->steps[building->step_count] = step;
    building->step_of[index] = building->step_count++;
    building->busy[index] = false;
}

/* How many hidden steps there can be: the names under all `known:`. */
static size_t hidden_steps_max(const struct pgm_plan_table *table)
{
    size_t count = 0;
    for (size_t i = 0; i < table->copied_count; i++) {
        const struct pgm_plan_column *column = table->copied[i];
        const struct pgm_node *known = column->rule ? entry(&column->rule->args, "known") : NULL;
        if (!known)
            continue;
        const size_t items = known->kind == PGM_NODE_LIST ? known->count : 1;
        for (size_t k = 0; k < items; k++) {
            const struct pgm_node *item = known->kind == PGM_NODE_LIST ? &known->items[k] : known;
            const struct pgm_node *columns = entry(item, "columns");
            count += columns ? columns->count : 1;
        }
    }
    return count;
}

bool pgm_plan_is_read_once(const struct pgm_plan_table *table, const struct pgm_plan_step *step)
{
    bool once = !step->is_conditional;
    for (size_t s = 0; s < table->step_count && once; s++) {
        const struct pgm_plan_step *other = &table->steps[s];
        once = !other->is_conditional || other->when_index != step->copy_index;
        once = once && (!other->locales || other->locale_index != step->copy_index);
        for (size_t k = 0; k < other->subject_count; k++)
            once = once && other->subject_indexes[k] != step->copy_index;
        for (size_t k = 0; k < other->companion_count; k++)
            once = once && other->companions[k].field_index != step->copy_index;
    }
    return once;
}

/* What its mask does not look at, nor anybody else, stays in the server. */
static void find_blind(const struct building *building)
{
    for (size_t s = 0; s < building->step_count; s++) {
        const struct pgm_plan_step *step = &building->steps[s];
        if (step->is_hidden || step->mask->reads == PGM_READS_VALUE ||
            !pgm_plan_is_read_once(building->table, step))
            continue;
        const struct pgm_column *column = building->table->copied[step->copy_index]->column;
        pgm_plan_column_of(building->plan, column)->is_blind = true;
    }
}

void pgm_plan_make_steps(struct pgm_plan *plan, struct pgm_plan_table *table,
                         struct pgm_report *report)
{
    struct building building = {.plan = plan, .table = table, .report = report};
    building.steps = PGM_ARENA_ARRAY(&plan->arena, struct pgm_plan_step,
                                     table->copied_count + hidden_steps_max(table) + 1);
    building.step_of = PGM_ARENA_ARRAY(&plan->arena, size_t, table->copied_count + 1);
    building.busy = PGM_ARENA_ARRAY(&plan->arena, bool, table->copied_count + 1);
    for (size_t i = 0; i < table->copied_count; i++)
        building.step_of[i] = SIZE_MAX;
    for (size_t i = 0; i < table->copied_count; i++)
        make_step(&building, i);
    uint16_t *written = PGM_ARENA_ARRAY(&plan->arena, uint16_t, table->copied_count + 1);
    for (size_t i = 0; i < table->copied_count; i++)
        if (building.step_of[i] != SIZE_MAX)
            written[table->written_count++] = (uint16_t)building.step_of[i];
    table->written = written;
    table->steps = building.steps;
    table->step_count = building.step_count;
    find_blind(&building);
}
