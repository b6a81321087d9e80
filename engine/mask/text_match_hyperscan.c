/*
 * text_match_hyperscan.c: where to look, by Hyperscan.
 *
 *   patterns ── compile ──> one database ┐
 *                                        ├─> hs_scan ──> (look, end) ──> pgm_text_look_*()
 *   prototype ── clone ──> free scratch ─┘
 *
 * All patterns are in one database and find places only, so none needs the start of its match, which
 * Hyperscan would pay dearly for. Bytes are bytes: without HS_FLAG_UTF8, invalid UTF-8 is no error.
 *
 * hs_scan needs a scratch of its own in each thread. Masks are shared by all threads, so a matcher keeps
 * the scratches that nobody uses behind a mutex: a batch takes one, or clones the prototype, and gives it
 * back. There are never more than threads, and one lock a batch of rows costs nothing. Everything goes
 * with the arena.
 */
#include "text_engine.h"

#include "cpu.h"

bool pgm_text_hyperscan_allowed(void)
{
    return pgm_cpu_get()->aesni; /* `portable` switches it off; Hyperscan itself wants SSSE3 */
}

#ifndef PGM_HYPERSCAN

const struct pgm_text_matcher *pgm_text_hyperscan_new(uint32_t kinds, struct pgm_arena *arena)
{
    (void)kinds;
    (void)arena;
    return NULL;
}

#else

#include <hs.h>
#include <pthread.h>
#include <stdlib.h>

#include "fatal.h"

#define KIND(name)    (UINT32_C(1) << PGM_TEXT_##name)
/* What may stand between two digits of a number, as text_number.c knows it, and a little more. */
#define GAP           "[ .()/+\\-\\xc2\\xe2\\x80-\\xaf]{0,9}"
#define OCTET         "[0-9]{1,3}\\."

/* Each ends `back` bytes behind the place to look at. */
static const struct pattern {
    const char *expression;
    enum pgm_text_look look;
    unsigned back;
    uint32_t kinds; /* it serves */
} patterns[] = {
    {"[^\\s@]@[^\\s@]", PGM_LOOK_MAIL, 2, KIND(EMAIL)},
    {"://", PGM_LOOK_LINK, 3, KIND(URL)},
    {"[wW]{3}\\.", PGM_LOOK_WWW, 4, KIND(URL)},
    {"[0-9](?:" GAP "[0-9]){6}", PGM_LOOK_NUMBER, 1,
     KIND(CARD) | KIND(PHONE) | KIND(NATIONAL_ID) | KIND(IP)},
    {"[0-9]\\." OCTET OCTET "[0-9]", PGM_LOOK_NUMBER, 1, KIND(IP)},
    {"[A-Za-z]{2} ?[0-9]{2}", PGM_LOOK_LETTERED, 2, KIND(IBAN) | KIND(NATIONAL_ID)},
    {"[0-9A-Fa-f:]:[0-9A-Fa-f:]", PGM_LOOK_COLON, 2, KIND(IP)},
    {"[A-Za-z0-9+/_-]{16}", PGM_LOOK_TOKEN, 1, KIND(TOKEN)},
    {PGM_PEM_BEGIN, PGM_LOOK_PEM, sizeof PGM_PEM_BEGIN - 1, KIND(BLOCK)},
};
#define PATTERN_COUNT (sizeof patterns / sizeof *patterns)

struct idle {
    hs_scratch_t *scratch;
    struct idle *next;
};

struct engine {
    hs_database_t *database;
    hs_scratch_t *prototype;
    pthread_mutex_t lock;
    struct idle *idle; /* guarded by the lock */
};

/* A text being scanned. Hyperscan promises no order of its matches, and looks rely on theirs: should one
 * come late, the scan is given up and the loop does the text. */
struct reader {
    struct pgm_text_scan *scan;
    size_t last[PGM_LOOK_COUNT];
    bool late;
};

static int found(unsigned pattern, unsigned long long from, unsigned long long to, unsigned flags,
                 void *context)
{
    (void)from;
    (void)flags;
    struct reader *reader = context;
    struct pgm_text_scan *scan = reader->scan;
    const enum pgm_text_look look = patterns[pattern].look;
    const size_t at = (size_t)to - patterns[pattern].back;
    reader->late = at < reader->last[look];
    reader->last[look] = at;
    if (reader->late)
        return 1;
    switch (look) {
    case PGM_LOOK_MAIL:
        pgm_text_look_mail(scan, at);
        break;
    case PGM_LOOK_LINK:
        pgm_text_look_link(scan, at);
        break;
    case PGM_LOOK_WWW:
        pgm_text_look_www(scan, at);
        break;
    case PGM_LOOK_NUMBER:
        pgm_text_look_number(scan, at);
        break;
    case PGM_LOOK_LETTERED:
        pgm_text_look_lettered(scan, at);
        break;
    case PGM_LOOK_COLON:
        pgm_text_look_colon(scan, at);
        break;
    case PGM_LOOK_TOKEN:
        pgm_text_look_token(scan, at);
        break;
    case PGM_LOOK_PEM:
        pgm_text_look_pem(scan, at);
        break;
    case PGM_LOOK_COUNT:
        break;
    }
    return 0;
}

static void hyperscan_find(const struct pgm_text_matcher *matcher, void *lease,
                           struct pgm_text_scan *scan)
{
    const struct engine *engine = matcher->engine;
    const struct idle *entry = lease;
    struct reader reader = {.scan = scan};
    const struct pgm_text_scan fresh = *scan;
    const size_t before = scan->matches->count;
    const hs_error_t status = hs_scan(engine->database, (const char *)scan->data,
                                      (unsigned)scan->bytes, 0, entry->scratch, found, &reader);
    if (status == HS_SUCCESS)
        return;
    /* Whatever it was: a text half read would let originals through. */
    *scan = fresh;
    scan->matches->count = before;
    pgm_text_portable_find(matcher, NULL, scan);
}

static void *take_scratch(const struct pgm_text_matcher *matcher)
{
    struct engine *engine = matcher->engine;
    pthread_mutex_lock(&engine->lock);
    struct idle *entry = engine->idle;
    if (entry)
        engine->idle = entry->next;
    pthread_mutex_unlock(&engine->lock);
    if (entry)
        return entry;
    entry = calloc(1, sizeof *entry);
    if (!entry || hs_clone_scratch(engine->prototype, &entry->scratch) != HS_SUCCESS)
        pgm_fatal_memory();
    return entry;
}

static void give_back(const struct pgm_text_matcher *matcher, void *lease)
{
    struct engine *engine = matcher->engine;
    struct idle *entry = lease;
    pthread_mutex_lock(&engine->lock);
    entry->next = engine->idle;
    engine->idle = entry;
    pthread_mutex_unlock(&engine->lock);
}

/* With the arena. By then no thread uses the matcher. */
static void engine_free(void *object)
{
    struct engine *engine = object;
    while (engine->idle) {
        struct idle *next = engine->idle->next;
        hs_free_scratch(engine->idle->scratch);
        free(engine->idle);
        engine->idle = next;
    }
    hs_free_scratch(engine->prototype);
    hs_free_database(engine->database);
    pthread_mutex_destroy(&engine->lock);
}

static hs_database_t *compile(uint32_t kinds)
{
    const char *expressions[PATTERN_COUNT];
    unsigned ids[PATTERN_COUNT], flags[PATTERN_COUNT], count = 0;
    for (unsigned i = 0; i < PATTERN_COUNT; i++) {
        if (!(patterns[i].kinds & kinds))
            continue;
        expressions[count] = patterns[i].expression;
        flags[count] = 0;
        ids[count++] = i;
    }
    hs_database_t *database = NULL;
    hs_compile_error_t *fault = NULL;
    if (count == 0 || hs_valid_platform() != HS_SUCCESS ||
        hs_compile_multi(expressions, flags, ids, count, HS_MODE_BLOCK, NULL, &database, &fault) !=
            HS_SUCCESS)
        database = NULL;
    hs_free_compile_error(fault);
    return database;
}

const struct pgm_text_matcher *pgm_text_hyperscan_new(uint32_t kinds, struct pgm_arena *arena)
{
    struct engine *engine = PGM_ARENA_NEW(arena, struct engine);
    engine->database = compile(kinds);
    if (!engine->database)
        return NULL;
    if (hs_alloc_scratch(engine->database, &engine->prototype) != HS_SUCCESS)
        pgm_fatal_memory();
    pthread_mutex_init(&engine->lock, NULL);
    pgm_arena_defer(arena, engine_free, engine);
    struct pgm_text_matcher *matcher = PGM_ARENA_NEW(arena, struct pgm_text_matcher);
    *matcher = (struct pgm_text_matcher){.name = "hyperscan",
                                         .kinds = kinds,
                                         .find = hyperscan_find,
                                         .lease = take_scratch,
                                         .lease_end = give_back,
                                         .engine = engine};
    return matcher;
}

#endif
