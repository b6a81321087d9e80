/* summary_view.h: what a finished run tells. */
#ifndef PGM_SUMMARY_VIEW_H
#define PGM_SUMMARY_VIEW_H

#include <stdio.h>

#include "dump.h"
#include "terminal.h"

/* Rows of the table of tables, and names in a list; the manifest holds all. */
#define PGM_SUMMARY_TABLES_MAX 20
#define PGM_SUMMARY_NAMES_MAX  20

/* Prints the summary of a run that ended well. */
void pgm_summary_print(const struct pgm_result *result, unsigned connections,
                       const struct pgm_terminal *terminal, FILE *stream);

/* Its notes alone, of a run that copied nothing. */
void pgm_summary_print_notes(const struct pgm_result *result, const struct pgm_terminal *terminal,
                             FILE *stream);

#endif
