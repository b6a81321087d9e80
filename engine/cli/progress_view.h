/*
 * progress_view.h: a thread that shows how far a run is. It only reads the run's counters; the run
 * never waits for it.
 */
#ifndef PGM_PROGRESS_VIEW_H
#define PGM_PROGRESS_VIEW_H

#include "buf.h"
#include "progress.h"
#include "terminal.h"
#include "verbs.h"

struct pgm_progress_view; /* opaque */

/* Shows `progress`, which must live until stop, on the descriptor of `stream`. NULL with nothing
 * recorded: PGM_PROGRESS_NONE, nothing to stop. */
struct pgm_progress_view *pgm_progress_view_start(const struct pgm_progress *progress,
                                                  enum pgm_progress_mode mode, bool no_color,
                                                  FILE *stream, struct pgm_error *error);
/* Clears the bar, or prints the last line, and ends the thread. NULL is fine. */
void pgm_progress_view_stop(struct pgm_progress_view *view);

/* What the thread prints, from a picture of the counters; apart from it so that it can be tested. */
struct pgm_progress_sample {
    enum pgm_phase phase;
    double seconds;                    /* since the start */
    double rows_seconds;               /* since the first row phase was seen */
    double rows_per_s, bytes_in_per_s; /* lately */
    uint64_t rows, bytes_in, bytes_out, work_done, work_total;
    unsigned tables_done, tables_total;
    const char *tables[PGM_PROGRESS_STREAMS_MAX]; /* being read, each once */
    size_t table_count;
};
/* Reads the counters; the rates and times are the caller's. */
void pgm_progress_sample_read(struct pgm_progress_sample *sample,
                              const struct pgm_progress *progress);
/* Seconds that are left, by the average so far; negative: not known yet. */
double pgm_progress_eta_s(const struct pgm_progress_sample *sample);
/* One line without an end, at most `width` columns. */
void pgm_progress_bar(struct pgm_buf *out, const struct pgm_progress_sample *sample, size_t width,
                      const struct pgm_terminal *terminal);
void pgm_progress_plain(struct pgm_buf *out, const struct pgm_progress_sample *sample);
void pgm_progress_json(struct pgm_buf *out, const struct pgm_progress_sample *sample);

#endif
