/* Free text by many threads through one matcher: each has working memory of its own, all find the same. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "text_match.h"

#define THREADS 8
#define BATCHES 200
#define KINDS   ((UINT32_C(1) << PGM_TEXT_REST) - 1)

static const char text[] =
    "ann@x.org, +44 7911 123456, 4929 1234 5678 9015, 203.0.113.7, https://x.org/a; 123-45-6789";
#define MATCHES 6

static void *work(void *argument)
{
    const struct pgm_text_matcher *matcher = argument;
    struct pgm_scratch scratch;
    if (pgm_scratch_init(&scratch, PGM_MIB, NULL) != PGM_OK)
        return "no memory";
    const char *fault = NULL;
    for (int batch = 0; batch < BATCHES && !fault; batch++) {
        void *lease = pgm_text_lease(matcher);
        for (int row = 0; row < 20; row++) {
            struct pgm_text_matches matches = {.scratch = &scratch};
            pgm_text_find(matcher, lease, pgm_span_of(text), &matches);
            pgm_text_resolve(&matches);
            fault = matches.count == MATCHES ? fault : "a thread found something else";
        }
        pgm_text_lease_end(matcher, lease);
        pgm_scratch_reset(&scratch);
    }
    pgm_scratch_free(&scratch);
    return (void *)(uintptr_t)fault;
}

int main(void)
{
    struct pgm_arena arena = {0};
    const struct pgm_text_matcher *matcher =
        pgm_text_matcher_new(PGM_TEXT_ENGINE_BEST, KINDS, &arena);
    pthread_t threads[THREADS];
    int status = 0;
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)matcher) != 0)
            exit(1);
    for (int i = 0; i < THREADS; i++) {
        void *fault;
        pthread_join(threads[i], &fault);
        if (fault) {
            fprintf(stderr, "%s\n", (const char *)fault);
            status = 1;
        }
    }
    pgm_arena_free(&arena);
    return status;
}
