/*
 * check.c: see the header.
 *
 *   rules ─┐
 *   catalog ┴─ the whole preflight, past its findings ─> findings ─┐
 *                                      what `unlisted:` covers ────┴─> items ─ detection ─> rules
 */
#include "check.h"

#include <string.h>

#include "detect.h"
#include "plan_aside.h"
#include "plan_check.h"
#include "rights.h"
#include "rules_write.h"
#include "sample.h"

struct check {
    const struct pgm_check_options *options;
    struct pgm_check_result *result;
    struct pgm_job job;
    struct pgm_pg leader;
    struct pgm_plan_names names;
};

static struct pgm_check_item *add_item(struct pgm_check_result *result, enum pgm_check_kind kind)
{
    if (result->item_count == result->item_capacity) {
        result->item_capacity = result->item_capacity ? 2 * result->item_capacity : 64;
        struct pgm_check_item *larger =
            PGM_ARENA_ARRAY(&result->arena, struct pgm_check_item, result->item_capacity);
        if (result->item_count)
            memcpy(larger, result->items, result->item_count * sizeof *larger);
        result->items = larger;
    }
    struct pgm_check_item *item = &result->items[result->item_count++];
    item->kind = kind;
    return item;
}

static enum pgm_check_kind kind_of(const struct pgm_finding *finding)
{
    static const enum pgm_check_kind kinds[] = {
        [PGM_FINDING_NEW_TABLE] = PGM_CHECK_NEW_TABLE,
        [PGM_FINDING_NEW_COLUMN] = PGM_CHECK_NEW_COLUMN,
        [PGM_FINDING_GONE_TABLE] = PGM_CHECK_GONE_TABLE,
        [PGM_FINDING_GONE_COLUMN] = PGM_CHECK_GONE_COLUMN,
        [PGM_FINDING_CHANGED_COLUMN] = PGM_CHECK_CHANGED_COLUMN,
    };
    if (finding->kind == PGM_FINDING_OTHER)
        return finding->status == PGM_BAD_USAGE ? PGM_CHECK_RULES : PGM_CHECK_UNFIT;
    return kinds[finding->kind];
}

static const char *column_key(struct pgm_arena *arena, const char *name)
{
    struct pgm_buf written = {0};
    pgm_rules_write_column(&written, name);
    const char *key = pgm_arena_strdup(arena, pgm_buf_text(&written));
    pgm_buf_free(&written);
    return key;
}

static const char *table_key(struct pgm_arena *arena, const struct pgm_table *table)
{
    struct pgm_buf written = {0};
    pgm_rules_write_table(&written, table->schema, table->name);
    const char *key = pgm_arena_strdup(arena, pgm_buf_text(&written));
    pgm_buf_free(&written);
    return key;
}

/* What the item is about, in the catalog's words. The plan's texts end before the result's. */
static void set_subject(struct check *check, struct pgm_check_item *item,
                        const struct pgm_plan_column *column)
{
    struct pgm_arena *arena = &check->result->arena;
    item->subject = column->column;
    item->object = pgm_arena_strdup(arena, column->name);
    item->table = pgm_arena_strdup(arena, column->table->name);
    item->column = pgm_arena_strdup(arena, column->column->name);
    item->key = column_key(arena, column->column->name);
}

/* Where a reader of the rules should look: at the table's entry. */
static void set_place(struct check *check, struct pgm_check_item *item,
                      const struct pgm_plan_table *table)
{
    if (!table || !table->rule)
        return;
    item->place = table->rule->place;
    item->place.file = pgm_arena_strdup(&check->result->arena, item->place.file);
}

static bool takes_rule(const struct pgm_column *column)
{
    return !column->generated && !column->parent;
}

/* A new table is told with all of its columns. */
static void add_columns(struct check *check, const struct pgm_plan_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (!takes_rule(&table->table->columns[i]))
            continue;
        struct pgm_check_item *item = add_item(check->result, PGM_CHECK_NEW_COLUMN);
        set_subject(check, item, &table->columns[i]);
        item->of_new_table = true;
        item->message =
            pgm_arena_printf(&check->result->arena, "the rules do not list this column (%s)",
                             table->table->columns[i].type.name);
    }
}

/* The finding lives in the report, as long as the result. */
static void add_finding(struct check *check, const struct pgm_finding *finding)
{
    struct pgm_check_item *item = add_item(check->result, kind_of(finding));
    const struct pgm_plan_table *table = pgm_plan_table_named(&check->names, finding->object);
    const struct pgm_plan_column *column = pgm_plan_column_named(&check->names, finding->object);
    if (column)
        set_subject(check, item, column);
    else if (table)
        item->table = pgm_arena_strdup(&check->result->arena, table->name);
    item->place = finding->place;
    item->object = finding->object;
    item->message = finding->message;
    item->hint = finding->hint;
    if (finding->table)
        item->table = finding->table;
    if (finding->column)
        item->column = finding->column;
    if (!item->place.file)
        set_place(check, item, column ? column->table : table);
    if (item->kind == PGM_CHECK_NEW_TABLE && table) {
        item->key = table_key(&check->result->arena, table->table);
        add_columns(check, table);
    }
}

static void add_table_note(struct check *check, const struct pgm_plan_table *table)
{
    const bool kept = check->job.rules.unlisted_table == PGM_UNLISTED_KEEP;
    struct pgm_check_item *item = add_item(check->result, PGM_CHECK_NOTE);
    item->table = pgm_arena_strdup(&check->result->arena, table->name);
    item->object = item->table;
    item->message = kept ? "not listed, so its rows are copied as they are (unlisted: keep)"
                         : "not listed, so it is made without rows (unlisted: skip)";
}

static void add_column_note(struct check *check, const struct pgm_plan_column *column)
{
    struct pgm_check_item *item = add_item(check->result, PGM_CHECK_NOTE);
    set_subject(check, item, column);
    set_place(check, item, column->table);
    item->message = pgm_plan_is_kept(column)
                        ? "not listed, so its values leave as they are (unlisted: keep)"
                        : "not listed, so it becomes NULL in every row (unlisted: null)";
}

/* What `unlisted:` does today, told so that nobody learns it from a leak. */
static void add_notes(struct check *check)
{
    for (size_t t = 0; t < check->job.catalog.table_count; t++) {
        const struct pgm_plan_table *table = &check->job.plan.tables[t];
        if (!pgm_rights_is_dumped(table->table) || table->table->is_partition)
            continue;
        if (!table->listed && check->job.rules.unlisted_table != PGM_UNLISTED_ERROR)
            add_table_note(check, table);
        for (size_t c = 0; table->listed && pgm_plan_has_rows(table) && c < table->column_count;
             c++)
            if (table->columns[c].origin == PGM_ORIGIN_UNLISTED &&
                takes_rule(table->columns[c].column))
                add_column_note(check, &table->columns[c]);
    }
}

static void count(struct check *check)
{
    struct pgm_check_result *result = check->result;
    for (size_t t = 0; t < check->job.catalog.table_count; t++) {
        const struct pgm_plan_table *table = &check->job.plan.tables[t];
        if (!pgm_plan_has_rows(table) || table->table->is_partition)
            continue;
        result->table_count++;
        for (size_t c = 0; c < table->copied_count; c++)
            if (pgm_plan_is_kept(table->copied[c]))
                result->kept_count++;
            else
                result->masked_count++;
    }
    result->column_count = result->kept_count + result->masked_count;
}

static void list(struct check *check)
{
    if (check->job.plan.tables)
        pgm_plan_names_make(&check->names, &check->job.plan);
    for (const struct pgm_finding *f = check->result->report.first; f; f = f->next)
        if (!f->repeats)
            add_finding(check, f);
    if (!check->job.plan.tables)
        return;
    add_notes(check);
    count(check);
}

/* --- what `init` would write --------------------------------------------------------------------- */

static bool wants_rule(const struct pgm_check_item *item)
{
    return item->subject && (item->kind == PGM_CHECK_NEW_COLUMN || item->kind == PGM_CHECK_NOTE ||
                             item->kind == PGM_CHECK_CHANGED_COLUMN);
}

/* A pgm_plan_selector: tables that hold a column without a rule. */
static bool is_wanted(const struct pgm_table *table, void *argument)
{
    const struct check *check = argument;
    for (size_t i = 0; i < check->result->item_count; i++)
        if (wants_rule(&check->result->items[i]) && check->result->items[i].subject->table == table)
            return true;
    return false;
}

/* Whether columns of the domain draw from a subject; false for one that no column has. */
static bool is_by_subject(const struct pgm_plan_domain *domain)
{
    bool found = false;
    for (const struct pgm_plan_column *c = domain->first; c; c = c->next_in_domain)
        found = found || c->by_count;
    return found;
}

/* Within a domain all columns name a subject (`by:`) or none does: the proposal follows what the rules
 * do already, or takes a domain of its own. */
static const char *agreeing(struct check *check, const char *rule, const char *column)
{
    static const char opening[] = "{mask: ", subject[] = ", by: ";
    struct pgm_arena *arena = &check->result->arena;
    const bool is_map = strncmp(rule, opening, strlen(opening)) == 0;
    const char *name = is_map ? rule + strlen(opening) : rule;
    name = pgm_arena_strndup(arena, name, strcspn(name, ",}"));
    const struct pgm_plan_domain *domain =
        pgm_map_get(&check->job.plan.domains_by_name, pgm_span_of(name));
    const char *by = strstr(rule, subject);
    if (!domain || !domain->first || strstr(rule, "domain:") ||
        is_by_subject(domain) == (by != NULL))
        return rule;
    if (!by)
        return pgm_arena_printf(arena, "{mask: %s, domain: %s%s", name,
                                column_key(arena, pgm_arena_printf(arena, "%s_%s", column, name)),
                                is_map ? strpbrk(rule + strlen(opening), ",}") : "}");
    const char *end = by + strlen(subject);
    end += *end == '[' ? strcspn(end, "]") : 0;
    end += strcspn(end, ",}");
    const bool alone = *end == '}' && strcspn(rule + strlen(opening), ",") == strlen(name);
    return alone ? name : pgm_arena_printf(arena, "%.*s%s", (int)(by - rule), rule, end);
}

static void take_rules(struct check *check, const struct pgm_detect *run)
{
    struct pgm_arena *arena = &check->result->arena;
    for (size_t i = 0; i < check->result->item_count; i++) {
        struct pgm_check_item *item = &check->result->items[i];
        if (!wants_rule(item))
            continue;
        const struct pgm_detection *detection = pgm_detect_of(run, item->subject);
        if (detection->rule)
            item->rule = agreeing(check, pgm_arena_strdup(arena, detection->rule), item->column);
        item->reason = pgm_arena_strdup(arena, detection->reason);
        item->review = detection->review;
    }
}

static enum pgm_status propose(struct check *check, struct pgm_error *error)
{
    struct pgm_detector *detector = NULL;
    bool wanted = false;
    for (size_t i = 0; i < check->result->item_count; i++)
        wanted = wanted || wants_rule(&check->result->items[i]);
    if (!wanted)
        return PGM_OK;
    PGM_TRY(pgm_detector_new(&detector, error));
    struct pgm_detect *run = pgm_detect_begin(detector, &check->job.catalog);
    struct pgm_report skipped = {0}; /* judged by their names: that is no fault of the rules */
    enum pgm_status status = PGM_OK;
    if (check->options->sample_rows)
        status = pgm_sample_tables(&check->leader, &check->job.catalog, is_wanted, check,
                                   check->options->sample_rows, run, &skipped, error);
    if (status == PGM_OK) {
        pgm_detect_finish(run);
        take_rules(check, run);
    }
    pgm_report_free(&skipped);
    pgm_detect_free(run);
    pgm_detector_free(detector);
    return status;
}

/* ---------------------------------------------------------------------------------------------------- */

static bool is_told(enum pgm_status status)
{
    return status == PGM_OK || status == PGM_UNFIT || status == PGM_BAD_USAGE;
}

static enum pgm_status look(struct check *check, struct pgm_error *error)
{
    PGM_TRY(pgm_job_load(&check->job, error));
    PGM_TRY(pgm_job_look(&check->job, &check->leader, error));
    return pgm_job_plan(&check->job, &check->leader, NULL, error);
}

enum pgm_status pgm_check(const struct pgm_check_options *options, struct pgm_cancel *cancel,
                          struct pgm_check_result *result, struct pgm_error *error)
{
    struct check check = {.options = options,
                          .result = result,
                          .job = {.options = &options->job,
                                  .cancel = cancel,
                                  .report = &result->report,
                                  .goes_on = true,
                                  .reads_no_rows = options->sample_rows == 0}};
    enum pgm_status status = look(&check, error);
    list(&check);
    if (is_told(status) && check.job.plan.tables) {
        struct pgm_error fault = {0};
        const enum pgm_status proposed = propose(&check, &fault);
        if (proposed != PGM_OK) {
            status = proposed;
            *error = fault;
        }
    }
    pgm_pg_close(&check.leader);
    pgm_plan_names_free(&check.names);
    pgm_job_free(&check.job);
    return status;
}

void pgm_check_result_free(struct pgm_check_result *result)
{
    pgm_report_free(&result->report);
    pgm_arena_free(&result->arena);
    *result = (struct pgm_check_result){0};
}
