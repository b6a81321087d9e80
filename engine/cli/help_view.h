/* help_view.h: help texts, the manual page and completion scripts, all printed from the tables. */
#ifndef PGM_HELP_VIEW_H
#define PGM_HELP_VIEW_H

#include "buf.h"
#include "verbs.h"

void pgm_help_program(struct pgm_buf *out);                           /* pgmirage --help */
void pgm_help_verb(struct pgm_buf *out, const struct pgm_verb *verb); /* pgmirage dump --help */
void pgm_help_verbs(struct pgm_buf *out);                             /* the list of verbs alone */
void pgm_help_man(struct pgm_buf *out);                               /* roff (man_view.c) */
/* A script for the shell (completion_view.c). */
void pgm_help_completion(struct pgm_buf *out, enum pgm_shell shell);

#endif
