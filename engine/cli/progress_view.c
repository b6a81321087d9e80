/*
 * progress_view.c: the thread that shows progress.
 *
 *   counters ──relaxed loads──> sample ── bar | plain | json ──> standard error
 *
 * It waits on a condition with a deadline, five times a second; stop signals the condition. The bar
 * stands in the line below the cursor, which waits in an empty line: a message of another thread
 * lands there, and the next bar clears everything below it.
 */
#include "progress_view.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TICK_NS        200000000L
#define PLAIN_PERIOD_S 10.0
#define JSON_PERIOD_S  1.0
#define RATE_MEMORY_S  3.0 /* how far back the shown rates look */
#define CLEAR_BELOW    "\r\033[J"
#define BACK_UP        "\r\033[A"

struct pgm_progress_view {
    const struct pgm_progress *progress;
    enum pgm_progress_mode mode; /* BAR, PLAIN or JSON */
    struct pgm_terminal terminal;
    FILE *stream;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t stopped;
    bool stop; /* under the mutex */

    /* The thread's own. */
    struct pgm_progress_sample sample;
    struct pgm_buf line;
    double start_s, rows_start_s, printed_s;
    int printed_phase; /* -1: nothing printed yet */
};

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The mean so far, and after RATE_MEMORY_S an exponential mean over that time. */
static double smoothed(double rate, double newest, double elapsed_s, double before_s)
{
    const double memory_s = before_s < RATE_MEMORY_S ? before_s : RATE_MEMORY_S;
    return rate + (newest - rate) * elapsed_s / (elapsed_s + memory_s);
}

static void take_sample(struct pgm_progress_view *view)
{
    struct pgm_progress_sample *const sample = &view->sample;
    const uint64_t rows = sample->rows, bytes_in = sample->bytes_in;
    const double seconds = sample->seconds, now = now_s();
    pgm_progress_sample_read(sample, view->progress);
    sample->seconds = now - view->start_s;
    if (sample->phase < PGM_PHASE_ROWS)
        return;
    if (view->rows_start_s == 0)
        view->rows_start_s = now;
    const double before_s = sample->rows_seconds, elapsed_s = sample->seconds - seconds;
    sample->rows_seconds = now - view->rows_start_s;
    if (elapsed_s <= 0)
        return;
    const double new_rows = (double)(sample->rows - rows) / elapsed_s;
    const double new_bytes = (double)(sample->bytes_in - bytes_in) / elapsed_s;
    sample->rows_per_s = smoothed(sample->rows_per_s, new_rows, elapsed_s, before_s);
    sample->bytes_in_per_s = smoothed(sample->bytes_in_per_s, new_bytes, elapsed_s, before_s);
}

static void show_bar(struct pgm_progress_view *view)
{
    pgm_buf_puts(&view->line, CLEAR_BELOW "\n");
    /* The last column stays free: some terminals wrap as soon as it is taken. */
    const unsigned width = pgm_terminal_width(fileno(view->stream));
    pgm_progress_bar(&view->line, &view->sample, width > 1 ? width - 1 : 1, &view->terminal);
    pgm_buf_puts(&view->line, BACK_UP);
}

static void show_line(struct pgm_progress_view *view, bool last)
{
    const struct pgm_progress_sample *const sample = &view->sample;
    const double period_s = view->mode == PGM_PROGRESS_JSON ? JSON_PERIOD_S : PLAIN_PERIOD_S;
    const bool due = sample->seconds - view->printed_s >= period_s;
    if (!due && view->printed_phase == (int)sample->phase && !last)
        return;
    view->printed_s = sample->seconds;
    view->printed_phase = (int)sample->phase;
    if (view->mode == PGM_PROGRESS_JSON)
        pgm_progress_json(&view->line, sample);
    else
        pgm_progress_plain(&view->line, sample);
    pgm_buf_putc(&view->line, '\n');
}

static void show(struct pgm_progress_view *view, bool last)
{
    pgm_buf_clear(&view->line);
    take_sample(view);
    if (view->mode != PGM_PROGRESS_BAR)
        show_line(view, last);
    else if (last)
        pgm_buf_puts(&view->line, CLEAR_BELOW);
    else
        show_bar(view);
    /* One call a picture, so that the lines of other threads do not fall into it. A terminal that
     * went away must not end the run: the result is of no interest. */
    if (view->line.bytes) {
        const size_t written = fwrite(view->line.data, 1, view->line.bytes, view->stream);
        (void)written;
        fflush(view->stream);
    }
}

static void *run(void *argument)
{
    struct pgm_progress_view *const view = argument;
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    pthread_mutex_lock(&view->mutex);
    while (!view->stop) {
        pthread_mutex_unlock(&view->mutex);
        show(view, false);
        deadline.tv_nsec += TICK_NS;
        deadline.tv_sec += deadline.tv_nsec / 1000000000L;
        deadline.tv_nsec %= 1000000000L;
        pthread_mutex_lock(&view->mutex);
        while (!view->stop &&
               pthread_cond_timedwait(&view->stopped, &view->mutex, &deadline) == 0) {
        }
    }
    pthread_mutex_unlock(&view->mutex);
    show(view, true);
    return NULL;
}

static enum pgm_progress_mode choose_mode(enum pgm_progress_mode mode,
                                          const struct pgm_terminal *terminal)
{
    if (mode == PGM_PROGRESS_AUTO || (mode == PGM_PROGRESS_BAR && !terminal->moves_cursor))
        return terminal->moves_cursor ? PGM_PROGRESS_BAR : PGM_PROGRESS_PLAIN;
    return mode;
}

static void view_free(struct pgm_progress_view *view)
{
    pthread_mutex_destroy(&view->mutex);
    pthread_cond_destroy(&view->stopped);
    pgm_buf_free(&view->line);
    free(view);
}

struct pgm_progress_view *pgm_progress_view_start(const struct pgm_progress *progress,
                                                  enum pgm_progress_mode mode, bool no_color,
                                                  FILE *stream, struct pgm_error *error)
{
    if (mode == PGM_PROGRESS_NONE)
        return NULL;
    struct pgm_progress_view *const view = calloc(1, sizeof *view);
    if (!view) {
        (void)pgm_fail_memory(error);
        return NULL;
    }
    view->progress = progress;
    view->terminal = pgm_terminal_of(fileno(stream), no_color);
    view->mode = choose_mode(mode, &view->terminal);
    view->stream = stream;
    view->start_s = now_s();
    view->printed_phase = -1;
    pthread_mutex_init(&view->mutex, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&view->stopped, &attributes);
    pthread_condattr_destroy(&attributes);
    const int fault = pthread_create(&view->thread, NULL, run, view);
    if (fault) {
        (void)pgm_fail_errno(error, fault, "cannot start a thread");
        view_free(view);
        return NULL;
    }
    return view;
}

void pgm_progress_view_stop(struct pgm_progress_view *view)
{
    if (!view)
        return;
    pthread_mutex_lock(&view->mutex);
    view->stop = true;
    pthread_cond_signal(&view->stopped);
    pthread_mutex_unlock(&view->mutex);
    pthread_join(view->thread, NULL);
    view_free(view);
}
