/* Progress: what is shown for given counters, and the thread that shows it. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "progress_view.h"

static const struct pgm_terminal plain_terminal = {0};
static struct pgm_buf buf;

static struct pgm_progress_sample half_way(void)
{
    struct pgm_progress_sample sample = {
        .phase = PGM_PHASE_ROWS,
        .seconds = 50,
        .rows_seconds = 42,
        .rows_per_s = 293000,
        .bytes_in_per_s = 310.0 * 1024 * 1024,
        .rows = 12345678,
        .bytes_in = 13019119616,
        .bytes_out = 4000000000,
        .work_done = 50,
        .work_total = 100,
        .tables_done = 3,
        .tables_total = 12,
        .tables = {"public.orders", "public.items"},
        .table_count = 2,
    };
    return sample;
}

static const char *bar(const struct pgm_progress_sample *sample, size_t width,
                       const struct pgm_terminal *terminal)
{
    pgm_buf_clear(&buf);
    pgm_progress_bar(&buf, sample, width, terminal);
    return pgm_buf_text(&buf);
}

Test(line, bar)
{
    const struct pgm_progress_sample sample = half_way();
    cr_assert_str_eq(bar(&sample, 100, &plain_terminal),
                     "[############-------------] 50%  12.3 M rows  310 MB/s  ETA 0:42  "
                     "public.orders, public.items");
    pgm_buf_free(&buf);
}

Test(line, bar_fits_every_width)
{
    struct pgm_progress_sample sample = half_way();
    sample.tables[1] = "public.\033[2J\"東京東京東京\"";
    for (size_t width = 1; width < 200; width++) {
        const char *const text = bar(&sample, width, &plain_terminal);
        cr_assert_leq(pgm_text_columns(text), width, "%zu: %s", width, text);
        cr_assert_null(strchr(text, '\033'));
    }
    pgm_buf_free(&buf);
}

Test(line, bar_in_colour_and_unicode)
{
    const struct pgm_progress_sample sample = half_way();
    const struct pgm_terminal terminal = {.colour = true, .utf8 = true};
    static const char wanted[] = "[\033[36m█████\033[0m░░░░░] 50%";
    cr_assert_eq(strncmp(bar(&sample, 40, &terminal), wanted, strlen(wanted)), 0, "%s",
                 pgm_buf_text(&buf));
    pgm_buf_free(&buf);
}

Test(line, bar_before_the_rows)
{
    struct pgm_progress_sample sample = {.phase = PGM_PHASE_LOCK, .seconds = 3};
    cr_assert_str_eq(bar(&sample, 80, &plain_terminal), "lock  0:03");
    pgm_buf_free(&buf);
}

Test(line, never_whole_before_the_end)
{
    struct pgm_progress_sample sample = half_way();
    sample.work_done = 150; /* the estimate was short */
    cr_assert_not_null(strstr(bar(&sample, 100, &plain_terminal), " 99%"));
    sample.work_total = 0;
    cr_assert_not_null(strstr(bar(&sample, 100, &plain_terminal), " 0%"));
    cr_assert_lt(pgm_progress_eta_s(&sample), 0);
    sample.phase = PGM_PHASE_DONE;
    sample.rows_seconds = 0;
    cr_assert_lt(pgm_progress_eta_s(&sample), 0);
    pgm_buf_free(&buf);
}

Test(line, plain)
{
    const struct pgm_progress_sample sample = half_way();
    pgm_progress_plain(&buf, &sample);
    cr_assert_str_eq(pgm_buf_text(&buf),
                     "pgmirage: 0:50 rows  50%  12.3 M rows  310 MB/s  ETA 0:42  3 of 12 tables  "
                     "public.orders, public.items");
    pgm_buf_free(&buf);
}

Test(line, json)
{
    struct pgm_progress_sample sample = half_way();
    sample.tables[1] = "public.\"a\nb\"";
    pgm_progress_json(&buf, &sample);
    cr_assert_str_eq(pgm_buf_text(&buf),
                     "{\"seconds\":50.000,\"phase\":\"rows\",\"rows\":12345678,"
                     "\"bytes_in\":13019119616,\"bytes_out\":4000000000,\"work_done\":50,"
                     "\"work_total\":100,\"tables_done\":3,\"tables_total\":12,"
                     "\"rows_per_s\":293000,\"bytes_in_per_s\":325058560,\"eta_s\":42,"
                     "\"tables\":[\"public.orders\",\"public.\\\"a\\u000ab\\\"\"]}");
    pgm_buf_free(&buf);
}

Test(sample, each_table_once)
{
    static struct pgm_progress progress;
    static struct pgm_progress_sample sample;
    const char a[] = "public.a", again[] = "public.a", b[] = "public.b";
    atomic_store(&progress.stream_table[0], a);
    atomic_store(&progress.stream_table[7], again);
    atomic_store(&progress.stream_table[PGM_PROGRESS_STREAMS_MAX - 1], b);
    atomic_store(&progress.rows, 5);
    pgm_progress_sample_read(&sample, &progress);
    cr_assert_eq(sample.table_count, 2);
    cr_assert_str_eq(sample.tables[1], "public.b");
    cr_assert_eq(sample.rows, 5);
}

/* The thread. */

Test(view, none_is_nothing)
{
    static const struct pgm_progress progress;
    struct pgm_error error = {0};
    cr_assert_null(pgm_progress_view_start(&progress, PGM_PROGRESS_NONE, false, stderr, &error));
    cr_assert_eq(error.status, PGM_OK);
    pgm_progress_view_stop(NULL);
}

static char *shown(struct pgm_progress *progress, enum pgm_progress_mode mode)
{
    char *text = NULL;
    size_t bytes = 0;
    struct pgm_error error = {0};
    FILE *const file = tmpfile();
    struct pgm_progress_view *const view =
        pgm_progress_view_start(progress, mode, false, file, &error);
    cr_assert_not_null(view);
    atomic_store(&progress->rows, 77);
    atomic_store(&progress->phase, PGM_PHASE_DONE);
    pgm_progress_view_stop(view);
    rewind(file);
    cr_assert_gt(getdelim(&text, &bytes, 0, file), 0);
    fclose(file);
    return text;
}

Test(view, last_line_tells_the_end)
{
    static struct pgm_progress progress;
    char *const json = shown(&progress, PGM_PROGRESS_JSON);
    cr_assert_not_null(strstr(json, "\"phase\":\"done\",\"rows\":77,"));
    cr_assert_eq(json[strlen(json) - 1], '\n');
    free(json);
    atomic_store(&progress.phase, PGM_PHASE_CONNECT);
    /* A bar into a file is no bar. */
    char *const plain = shown(&progress, PGM_PROGRESS_BAR);
    cr_assert_not_null(strstr(plain, "done  100%  77 rows"));
    cr_assert_null(strchr(plain, '\033'));
    free(plain);
}

Test(view, bar_on_a_terminal_is_cleared)
{
    static struct pgm_progress progress;
    struct pgm_error error = {0};
    const struct winsize size = {.ws_row = 24, .ws_col = 60};
    int master, slave;
    setenv("TERM", "xterm", 1);
    setenv("NO_COLOR", "1", 1);
    cr_assert_eq(openpty(&master, &slave, NULL, NULL, &size), 0);
    FILE *const terminal = fdopen(slave, "w");
    atomic_store(&progress.phase, PGM_PHASE_ROWS);
    struct pgm_progress_view *const view =
        pgm_progress_view_start(&progress, PGM_PROGRESS_AUTO, false, terminal, &error);
    cr_assert_not_null(view);
    /* The first picture is drawn at once. */
    struct pollfd ready = {.fd = master, .events = POLLIN};
    cr_assert_eq(poll(&ready, 1, 5000), 1);
    pgm_progress_view_stop(view);
    /* The terminal hands over what was written piece by piece. */
    char text[8192];
    size_t bytes = 0;
    while ((bytes < 4 || memcmp(text + bytes - 4, "\r\033[J", 4) != 0) &&
           poll(&ready, 1, 5000) == 1) {
        const ssize_t got = read(master, text + bytes, sizeof text - 1 - bytes);
        cr_assert_gt(got, 0);
        bytes += (size_t)got;
    }
    text[bytes] = 0;
    cr_assert_not_null(strstr(text, " 0%  0 rows"), "%s", text);
    cr_assert_null(strstr(text, "\033[36m"), "NO_COLOR");
    cr_assert(bytes > 4 && strcmp(text + bytes - 4, "\r\033[J") == 0, "not cleared");
    fclose(terminal);
    close(master);
}
