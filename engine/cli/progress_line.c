/* progress_line.c: one picture of a run's counters as a bar, a plain line or a JSON object. */
#include "progress_view.h"

#include <string.h>

#include "humanize.h"

#define BAR_CELLS_MAX 30
#define BAR_CELLS_MIN 8

void pgm_progress_sample_read(struct pgm_progress_sample *sample,
                              const struct pgm_progress *progress)
{
/* The counters only inform; none of them guards another, so relaxed loads are enough. */
#define READ(member) atomic_load_explicit(&progress->member, memory_order_relaxed)
    sample->phase = (enum pgm_phase)READ(phase);
    sample->rows = READ(rows);
    sample->bytes_in = READ(bytes_in);
    sample->bytes_out = READ(bytes_out);
    sample->work_done = READ(work_done);
    sample->work_total = READ(work_total);
    sample->tables_done = READ(tables_done);
    sample->tables_total = READ(tables_total);
#undef READ
    sample->table_count = 0;
    for (unsigned i = 0; i < PGM_PROGRESS_STREAMS_MAX; i++) {
        /* Acquire: the text was written before its address was published. */
        const char *const table =
            atomic_load_explicit(&progress->stream_table[i], memory_order_acquire);
        bool known = !table;
        for (size_t k = 0; k < sample->table_count && !known; k++)
            known = strcmp(sample->tables[k], table) == 0;
        if (!known)
            sample->tables[sample->table_count++] = table;
    }
}

/* 0 to 1. The estimate of the work may be short; only the end is whole. */
static double fraction_done(const struct pgm_progress_sample *sample)
{
    if (sample->phase >= PGM_PHASE_FINISH)
        return 1;
    if (sample->work_total == 0)
        return 0;
    const double fraction = (double)sample->work_done / (double)sample->work_total;
    return fraction < 0.999 ? fraction : 0.999;
}

double pgm_progress_eta_s(const struct pgm_progress_sample *sample)
{
    const double fraction = fraction_done(sample);
    /* The first moments promise nonsense. */
    if (sample->phase != PGM_PHASE_ROWS || fraction <= 0 || sample->rows_seconds < 1)
        return -1;
    return sample->rows_seconds * (1 - fraction) / fraction;
}

/* "12.3 M rows  310 MB/s  ETA 0:42" */
static void put_figures(struct pgm_buf *out, const struct pgm_progress_sample *sample)
{
    char text[PGM_HUMAN_BYTES];
    pgm_buf_printf(out, "%s rows", pgm_human_count(text, sample->rows));
    pgm_buf_printf(out, "  %s/s", pgm_human_bytes(text, (uint64_t)sample->bytes_in_per_s));
    const double eta_s = pgm_progress_eta_s(sample);
    if (eta_s >= 0)
        pgm_buf_printf(out, "  ETA %s", pgm_human_clock(text, eta_s));
}

static void put_tables(struct pgm_buf *out, const struct pgm_progress_sample *sample, size_t room)
{
    for (size_t i = 0; i < sample->table_count && room > 4; i++) {
        if (i > 0) {
            pgm_buf_puts(out, ", ");
            room -= 2;
        }
        room -= pgm_text_clean(out, sample->tables[i], room, false);
    }
}

static void put_cells(struct pgm_buf *out, double fraction, size_t cells,
                      const struct pgm_terminal *terminal)
{
    const size_t full = (size_t)(fraction * (double)cells);
    pgm_buf_puts(out, terminal->colour ? "[\033[36m" : "[");
    for (size_t i = 0; i < full; i++)
        pgm_buf_puts(out, terminal->utf8 ? "\u2588" : "#");
    pgm_buf_puts(out, terminal->colour ? "\033[0m" : "");
    for (size_t i = full; i < cells; i++)
        pgm_buf_puts(out, terminal->utf8 ? "\u2591" : "-");
    pgm_buf_putc(out, ']');
}

/* Appends `part` cut to *room columns, and takes them off. */
static void put_fitting(struct pgm_buf *out, const char *part, size_t *room)
{
    *room -= pgm_text_clean(out, part, *room, false);
}

void pgm_progress_bar(struct pgm_buf *out, const struct pgm_progress_sample *sample, size_t width,
                      const struct pgm_terminal *terminal)
{
    size_t room = width;
    char text[64], clock[PGM_HUMAN_BYTES];
    if (sample->phase != PGM_PHASE_ROWS) {
        snprintf(text, sizeof text, "%s  %s", pgm_phase_name(sample->phase),
                 pgm_human_clock(clock, sample->seconds));
        put_fitting(out, text, &room);
        return;
    }
    /* A quarter of the line for the bar, the rest for what is happening. */
    const size_t quarter = width / 4;
    const size_t cells = quarter < BAR_CELLS_MAX ? quarter : BAR_CELLS_MAX;
    if (cells >= BAR_CELLS_MIN) {
        put_cells(out, fraction_done(sample), cells, terminal);
        room -= cells + 2;
    }
    struct pgm_buf figures = {0};
    pgm_buf_printf(&figures, "%s%d%%  ", cells >= BAR_CELLS_MIN ? " " : "",
                   (int)(fraction_done(sample) * 100));
    put_figures(&figures, sample);
    pgm_buf_puts(&figures, "  ");
    put_fitting(out, pgm_buf_text(&figures), &room);
    put_tables(out, sample, room);
    pgm_buf_free(&figures);
}

void pgm_progress_plain(struct pgm_buf *out, const struct pgm_progress_sample *sample)
{
    char clock[PGM_HUMAN_BYTES];
    pgm_buf_printf(out, "pgmirage: %s %s", pgm_human_clock(clock, sample->seconds),
                   pgm_phase_name(sample->phase));
    if (sample->phase < PGM_PHASE_ROWS)
        return;
    pgm_buf_printf(out, "  %d%%  ", (int)(fraction_done(sample) * 100));
    put_figures(out, sample);
    pgm_buf_printf(out, "  %u of %u tables", sample->tables_done, sample->tables_total);
    if (sample->table_count) {
        pgm_buf_puts(out, "  ");
        put_tables(out, sample, 120);
    }
}

void pgm_progress_json(struct pgm_buf *out, const struct pgm_progress_sample *sample)
{
    pgm_buf_printf(out, "{\"seconds\":%.3f,\"phase\":\"%s\"", sample->seconds,
                   pgm_phase_name(sample->phase));
    const struct {
        const char *name;
        uint64_t value;
    } counters[] = {
        {"rows", sample->rows},
        {"bytes_in", sample->bytes_in},
        {"bytes_out", sample->bytes_out},
        {"work_done", sample->work_done},
        {"work_total", sample->work_total},
        {"tables_done", sample->tables_done},
        {"tables_total", sample->tables_total},
        {"rows_per_s", (uint64_t)sample->rows_per_s},
        {"bytes_in_per_s", (uint64_t)sample->bytes_in_per_s},
    };
    for (size_t i = 0; i < sizeof counters / sizeof *counters; i++)
        pgm_buf_printf(out, ",\"%s\":%llu", counters[i].name,
                       (unsigned long long)counters[i].value);
    const double eta_s = pgm_progress_eta_s(sample);
    if (eta_s < 0)
        pgm_buf_puts(out, ",\"eta_s\":null");
    else
        pgm_buf_printf(out, ",\"eta_s\":%.0f", eta_s);
    pgm_buf_puts(out, ",\"tables\":[");
    for (size_t i = 0; i < sample->table_count; i++) {
        if (i > 0)
            pgm_buf_putc(out, ',');
        pgm_text_json(out, sample->tables[i]);
    }
    pgm_buf_puts(out, "]}");
}
