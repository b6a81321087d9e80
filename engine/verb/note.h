/* note.h: lines for the summary: full sentences about what was left out, kept open or done otherwise. */
#ifndef PGM_NOTE_H
#define PGM_NOTE_H

#include "arena.h"
#include "status.h"

struct pgm_note {
    const char *text;
    struct pgm_note *next;
};

struct pgm_notes {
    struct pgm_arena *arena; /* of the texts */
    struct pgm_note *first;
};

void pgm_note(struct pgm_notes *notes, const char *format, ...) PGM_PRINTF(2, 3);

#endif
