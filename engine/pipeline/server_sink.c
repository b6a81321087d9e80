/*
 * server_sink.c: chunks into the tables of another server.
 *
 *   whole table   BEGIN; TRUNCATE; COPY ... (FREEZE)    rows are frozen as they come: no VACUUM later
 *   part of one   BEGIN; COPY ...
 *
 * FREEZE wants the table emptied in the same transaction, and no partition root (PostgreSQL,
 * src/backend/commands/copyfrom.c). Rows that pass in the binary format have its header before and its
 * trailer behind them.
 */
#include "loader.h"
#include "run.h"

static bool is_whole(const struct pgm_run_part *part)
{
    return part->chunk->first_page == 0 && part->chunk->last_page == 0 &&
           !part->chunk->table->load_via_root;
}

static void copy_statement(const struct pgm_run_part *part, struct pgm_buf *sql)
{
    const struct pgm_plan_table *table = part->table->plan;
    const bool whole = is_whole(part);
    pgm_buf_puts(sql, "BEGIN; ");
    if (whole) {
        pgm_buf_puts(sql, "TRUNCATE ONLY ");
        pgm_buf_qualified(sql, table->table->schema, table->table->name);
        pgm_buf_puts(sql, "; ");
    }
    pgm_plan_copy_to(table, sql);
    if (whole || table->binary_out)
        pgm_buf_printf(sql, " WITH (%s%s%s)", whole ? "FREEZE" : "",
                       whole && table->binary_out ? ", " : "",
                       table->binary_out ? "FORMAT binary" : "");
}

/* What stands before or behind the rows. */
static enum pgm_status append_frame(const struct pgm_run_part *part, const uint8_t *data,
                                    size_t bytes, struct pgm_error *error)
{
    struct pgm_outlet *outlet = pgm_loader_outlet(part->handle);
    if (!part->table->plan->binary_out)
        return PGM_OK;
    pgm_outlet_lock(outlet);
    const enum pgm_status status = pgm_outlet_append(outlet, data, bytes, error);
    pgm_outlet_unlock(outlet);
    return status;
}

static enum pgm_status open_copy(struct pgm_sink *sink, struct pgm_run_part *part,
                                 struct pgm_error *error)
{
    struct pgm_server_sink *server = (struct pgm_server_sink *)sink;
    struct pgm_loader *loader = NULL;
    struct pgm_buf sql = {0};
    copy_statement(part, &sql);
    enum pgm_status status =
        pgm_loader_begin(server->loaders, sql.data, part->table->what, &loader, error);
    pgm_buf_free(&sql);
    part->handle = loader;
    if (status == PGM_OK)
        status = append_frame(part, pgm_binary_header, sizeof pgm_binary_header, error);
    part->outlet = status == PGM_OK ? pgm_loader_outlet(loader) : NULL;
    return status;
}

static enum pgm_status end_copy(struct pgm_sink *sink, struct pgm_run_part *part,
                                struct pgm_error *error)
{
    const struct pgm_server_hooks *hooks = &((struct pgm_server_sink *)sink)->hooks;
    struct pgm_buf sql = {0};
    PGM_TRY(append_frame(part, pgm_binary_trailer, sizeof pgm_binary_trailer, error));
    hooks->record(hooks->argument, part, &sql);
    pgm_buf_puts(&sql, "COMMIT");
    const enum pgm_status status = pgm_loader_end(part->handle, sql.data, error);
    pgm_buf_free(&sql);
    return status;
}

static enum pgm_status complete(struct pgm_sink *sink, struct pgm_run_table *table,
                                struct pgm_error *error)
{
    const struct pgm_server_hooks *hooks = &((struct pgm_server_sink *)sink)->hooks;
    return hooks->complete(hooks->argument, table, error);
}

static void close_loaders(struct pgm_sink *sink)
{
    pgm_loaders_close(((struct pgm_server_sink *)sink)->loaders);
}

void pgm_server_sink_init(struct pgm_server_sink *server, struct pgm_loaders *loaders,
                          const struct pgm_server_hooks *hooks)
{
    static const struct pgm_sink_class class = {.part_per_chunk = true,
                                                .open = open_copy,
                                                .finish = end_copy,
                                                .complete = complete,
                                                .close = close_loaders};
    *server = (struct pgm_server_sink){{&class}, loaders, *hooks};
}
