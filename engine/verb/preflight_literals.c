/*
 * preflight_literals.c: values that rules write down, read by the server before the run.
 *
 *   {mask: choose, values: [new, paid]} on a column of type state
 *        ──> SELECT CAST('new' AS s.state), CAST('paid' AS s.state)
 *
 * What an enumeration has, or what the types of extensions take, only the server knows. All values of a
 * column go in one statement; only where that fails is each tried alone, to tell which it is.
 */
#include "preflight.h"

struct trial {
    struct pgm_pg *leader;
    const struct pgm_plan_column *column;
    struct pgm_report *report;
};

/* Whether the server reads the values as the column's type. */
static enum pgm_status are_read(const struct trial *trial, const char *const *texts, size_t count,
                                bool *good, struct pgm_error *error)
{
    struct pgm_buf sql = {0};
    struct pgm_preflight_fault fault;
    PGresult *answer = NULL;
    pgm_buf_puts(&sql, "SELECT ");
    for (size_t i = 0; i < count; i++) {
        pgm_buf_puts(&sql, i ? ", CAST(" : "CAST(");
        if (texts[i])
            pgm_buf_literal(&sql, texts[i]);
        else
            pgm_buf_puts(&sql, "NULL");
        pgm_buf_printf(&sql, " AS %s)", trial->column->column->type.name);
    }
    const enum pgm_status status = pgm_preflight_try(trial->leader, pgm_buf_text(&sql),
                                                     "values of the rules", &answer, &fault, error);
    *good = answer != NULL;
    PQclear(answer);
    pgm_buf_free(&sql);
    return status;
}

#define VALUES_AT_ONCE 1000 /* the server takes 1,664 columns */

static enum pgm_status try_values(const struct trial *trial, const struct pgm_arg *arg,
                                  const char *const *texts, size_t count, struct pgm_error *error)
{
    const struct pgm_plan_column *column = trial->column;
    for (size_t done = 0; done < count; done += VALUES_AT_ONCE) {
        const size_t part = count - done < VALUES_AT_ONCE ? count - done : VALUES_AT_ONCE;
        bool good;
        PGM_TRY(are_read(trial, texts + done, part, &good, error));
        for (size_t i = done; i < done + part && !good; i++) {
            bool own;
            PGM_TRY(are_read(trial, &texts[i], 1, &own, error));
            if (!own)
                pgm_report_add(trial->report, PGM_UNFIT, arg->place, column->name,
                               "write it as the server would print it",
                               "value %zu of the mask %s is none of type %s", i + 1,
                               column->class->name, column->column->type.name);
        }
    }
    return PGM_OK;
}

static enum pgm_status try_column(const struct trial *trial, struct pgm_error *error)
{
    const struct pgm_plan_column *column = trial->column;
    for (size_t i = 0; column->class->args && column->class->args[i].name; i++) {
        const struct pgm_arg *arg = &column->args[i];
        if (!column->class->args[i].literal || !arg->given)
            continue;
        if (column->class->args[i].type == PGM_ARG_TEXTS)
            PGM_TRY(try_values(trial, arg, arg->texts, arg->text_count, error));
        else
            PGM_TRY(try_values(trial, arg, &arg->text, 1, error));
    }
    return PGM_OK;
}

enum pgm_status pgm_preflight_literals(struct pgm_pg *leader, const struct pgm_plan *plan,
                                       struct pgm_report *report, struct pgm_error *error)
{
    for (size_t t = 0; t < plan->catalog->table_count; t++) {
        const struct pgm_plan_table *table = &plan->tables[t];
        if (!table->selected || table->rows == PGM_ROWS_NONE || table->table->relkind != 'r')
            continue;
        for (size_t c = 0; c < table->copied_count; c++)
            if (table->copied[c]->mask && table->copied[c]->args)
                PGM_TRY(try_column(&(struct trial){leader, table->copied[c], report}, error));
    }
    return PGM_OK;
}
