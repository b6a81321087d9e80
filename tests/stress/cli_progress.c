/* The progress thread against threads that write the counters and come and go: started and stopped at
 * every moment, it must neither race nor hang. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "progress_view.h"

#define ROUNDS  200
#define WRITERS 4

static struct pgm_progress progress;
static atomic_bool stop;

static void *write_counters(void *argument)
{
    static const char *const names[] = {"public.a", "public.b", NULL};
    const unsigned stream = (unsigned)(size_t)argument;
    for (unsigned i = 0; !atomic_load(&stop); i++) {
        atomic_fetch_add_explicit(&progress.rows, 1, memory_order_relaxed);
        atomic_fetch_add_explicit(&progress.bytes_in, 100, memory_order_relaxed);
        atomic_store_explicit(&progress.phase, (int)(i / 1000 % PGM_PHASE_DONE),
                              memory_order_relaxed);
        atomic_store_explicit(&progress.stream_table[stream], names[i % 3], memory_order_release);
    }
    return NULL;
}

int main(void)
{
    pthread_t writers[WRITERS];
    FILE *const file = tmpfile();
    int failed = !file;
    for (size_t i = 0; i < WRITERS; i++)
        failed |= pthread_create(&writers[i], NULL, write_counters, (void *)i) != 0;
    for (int i = 0; i < ROUNDS && !failed; i++) {
        static const enum pgm_progress_mode modes[] = {PGM_PROGRESS_JSON, PGM_PROGRESS_PLAIN};
        struct pgm_error error = {0};
        struct pgm_progress_view *const view =
            pgm_progress_view_start(&progress, modes[i % 2], true, file, &error);
        failed |= !view;
        pgm_progress_view_stop(view);
    }
    atomic_store(&stop, true);
    for (size_t i = 0; i < WRITERS; i++)
        pthread_join(writers[i], NULL);
    /* Each round prints at least its last line. */
    int lines = 0;
    rewind(file);
    for (int c; (c = getc(file)) != EOF;)
        lines += c == '\n';
    fclose(file);
    printf("%d lines in %d rounds\n", lines, ROUNDS);
    return failed || lines < ROUNDS;
}
