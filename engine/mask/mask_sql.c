/*
 * mask_sql.c: an expression that the server computes while it reads (`SELECT ... expression ...`). The
 * plan puts it into the COPY; nothing is left to do here, so being called is a fault.
 */
#include "classes.h"

static const struct pgm_arg_spec sql_args[] = {
    {.name = "expression",
     .type = PGM_ARG_TEXT,
     .required = true,
     .help = "an SQL expression over the row's columns, cast to the column's type"},
    {0},
};

static size_t sql_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    (void)mask;
    (void)in_bytes;
    return 0;
}

static void sql_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    (void)mask;
    batch->fault = "an sql mask was not computed by the server";
    for (size_t i = 0; i < batch->count; i++)
        batch->out->null[i] = true;
}

const struct pgm_mask_class pgm_mask_sql = {
    .name = "sql",
    .family = "general",
    .summary =
        "an SQL expression that the server computes while it reads, in its read-only session",
    .keeps = "what the expression keeps",
    .kinds = (1u << PGM_KIND_COUNT) - 1,
    .flags = PGM_MASK_SQL,
    .args = sql_args,
    .bound = sql_bound,
    .apply = sql_apply,
};
