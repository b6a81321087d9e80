/* text_engine.h: the matchers behind text_match.h. Internal. */
#ifndef PGM_TEXT_ENGINE_H
#define PGM_TEXT_ENGINE_H

#include "text_verify.h"

struct pgm_text_matcher {
    const char *name;
    uint32_t kinds;
    void (*find)(const struct pgm_text_matcher *matcher, void *lease, struct pgm_text_scan *scan);
    /* NULL: it needs no working memory. */
    void *(*lease)(const struct pgm_text_matcher *matcher);
    void (*lease_end)(const struct pgm_text_matcher *matcher, void *lease);
    void *engine;
};

void pgm_text_portable_find(const struct pgm_text_matcher *matcher, void *lease,
                            struct pgm_text_scan *scan);

/* NULL where Hyperscan was not built in or cannot run here. */
const struct pgm_text_matcher *pgm_text_hyperscan_new(uint32_t kinds, struct pgm_arena *arena);
/* Whether PGMIRAGE_CPU leaves more than the portable paths. */
bool pgm_text_hyperscan_allowed(void);

#endif
