/* result.c: see the header. */
#include "result.h"

#include <sys/resource.h>
#include <time.h>

#include "cpu.h"

int64_t pgm_result_now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void pgm_result_init(struct pgm_result *result)
{
    *result = (struct pgm_result){.cpu = pgm_cpu_name()};
    result->notes.arena = &result->arena;
}

/* A column that partitions and children share is listed once, under its topmost name. */
static void list_kept(struct pgm_result *result, const struct pgm_plan *plan,
                      const struct pgm_plan_column *column)
{
    struct pgm_plan_column *top =
        pgm_plan_column_of(plan, column->column->parent ? column->column->parent : column->column);
    if (!top->is_listed_kept)
        result->kept_columns[result->kept_column_count++] = pgm_arena_printf(
            &result->arena, "%s%s", top->name, pgm_plan_is_kept(column) ? "" : " (parts)");
    top->is_listed_kept = true;
}

static void list_table(struct pgm_result *result, const struct pgm_plan *plan,
                       const struct pgm_plan_table *table, struct pgm_table_result *listed)
{
    listed->name = pgm_arena_strdup(&result->arena, table->name);
    for (size_t c = 0; c < table->copied_count; c++)
        if (!pgm_plan_is_kept(table->copied[c])) {
            listed->masked_columns++;
            if (table->copied[c]->mask && table->copied[c]->mask->keeps_parts)
                list_kept(result, plan, table->copied[c]);
        } else {
            listed->kept_columns++;
            list_kept(result, plan, table->copied[c]);
        }
}

/* What `text` leaves in a column is not known before somebody reads it: said in every summary. */
static void note_best_effort(struct pgm_result *result, const struct pgm_plan *plan,
                             const struct pgm_plan_table *table)
{
    struct pgm_buf names = {0};
    for (size_t c = 0; c < table->copied_count; c++) {
        const struct pgm_plan_column *column = table->copied[c];
        if (!column->mask || !(column->class->flags & PGM_MASK_KNOWN))
            continue;
        struct pgm_plan_column *top = pgm_plan_column_of(
            plan, column->column->parent ? column->column->parent : column->column);
        if (!top->is_listed_text)
            pgm_buf_printf(&names, "%s%s", names.bytes ? ", " : "", top->name);
        top->is_listed_text = true;
    }
    if (names.bytes)
        pgm_note(&result->notes,
                 "%s: masked as free text, best effort: names that are no known values stay",
                 pgm_buf_text(&names));
    pgm_buf_free(&names);
}

struct pgm_run_table *pgm_result_list(struct pgm_result *result, struct pgm_plan *plan,
                                      const char *const *files, const char *suffix)
{
    const size_t most = plan->catalog->table_count + 1;
    size_t columns = 1;
    for (size_t i = 0; i < plan->catalog->table_count; i++)
        columns += plan->tables[i].copied_count;
    result->tables = PGM_ARENA_ARRAY(&result->arena, struct pgm_table_result, most);
    result->kept_columns = PGM_ARENA_ARRAY(&result->arena, const char *, columns);
    result->skipped_tables = PGM_ARENA_ARRAY(&result->arena, const char *, most);
    struct pgm_run_table *tables = PGM_ARENA_ARRAY(&plan->arena, struct pgm_run_table, most);
    for (size_t i = 0; i < plan->catalog->table_count; i++) {
        struct pgm_plan_table *table = &plan->tables[i];
        if (!pgm_plan_is_read(table)) {
            if (table->selected && table->rows == PGM_ROWS_NONE && table->table->relkind == 'r')
                result->skipped_tables[result->skipped_table_count++] =
                    pgm_arena_strdup(&result->arena, table->name);
            continue;
        }
        struct pgm_run_table *run_table = &tables[result->table_count];
        run_table->plan = table;
        if (files)
            run_table->file_name = pgm_arena_printf(&plan->arena, "%s%s", files[i], suffix);
        table->run = run_table;
        list_table(result, plan, table, &result->tables[result->table_count]);
        note_best_effort(result, plan, table);
        run_table->name = result->tables[result->table_count++].name;
    }
    return tables;
}

void pgm_result_count(struct pgm_result *result, const struct pgm_run_table *tables)
{
    for (size_t i = 0; i < result->table_count; i++) {
        const struct pgm_run_table *run_table = &tables[i];
        struct pgm_table_result *table = &result->tables[i];
        table->rows = run_table->rows;
        table->bytes_in = run_table->bytes_in;
        table->bytes_out = run_table->bytes_out;
        pgm_checksum_format(&run_table->checksum, table->checksum);
        result->rows += table->rows;
        result->bytes_in += table->bytes_in;
        result->bytes_out += table->bytes_out;
    }
}

void pgm_result_measure(struct pgm_result *result, int64_t started_ms)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    result->seconds = (double)(pgm_result_now_ms() - started_ms) / 1000.0;
    result->cpu_user_s = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6;
    result->cpu_system_s = (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
    result->peak_memory_bytes = (uint64_t)usage.ru_maxrss * 1024;
}

void pgm_result_free(struct pgm_result *result)
{
    pgm_report_free(&result->report);
    pgm_arena_free(&result->arena);
    *result = (struct pgm_result){0};
}
