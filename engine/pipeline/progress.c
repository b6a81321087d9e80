/* progress.c: names of phases. */
#include "progress.h"

const char *pgm_phase_name(enum pgm_phase phase)
{
    static const char *const names[] = {"connect", "lock",   "schema", "check",
                                        "rows",    "finish", "done"};
    return names[phase];
}
