/* note.c: see the header. */
#include "note.h"

#include <stdarg.h>
#include <stdio.h>

void pgm_note(struct pgm_notes *notes, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    struct pgm_note *note = PGM_ARENA_NEW(notes->arena, struct pgm_note);
    note->text = pgm_arena_strdup(notes->arena, text);
    struct pgm_note **end = &notes->first;
    while (*end)
        end = &(*end)->next;
    *end = note;
}
