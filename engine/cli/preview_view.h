/* preview_view.h: the answer of `pgmirage preview` on a terminal, in a file, as JSON. */
#ifndef PGM_PREVIEW_VIEW_H
#define PGM_PREVIEW_VIEW_H

#include <stdio.h>

#include "preview.h"
#include "terminal.h"

struct pgm_preview_look {
    struct pgm_terminal terminal;
    unsigned width;    /* columns */
    bool originals;    /* may be shown */
    bool only_changed; /* --diff-only */
};

void pgm_preview_print(const struct pgm_preview_result *result, const struct pgm_preview_look *look,
                       FILE *stream);
void pgm_preview_print_json(const struct pgm_preview_result *result,
                            const struct pgm_preview_look *look, FILE *stream);

#endif
