/* rules_write.h: names and texts as a rules file spells them, so that reading gives them back. */
#ifndef PGM_RULES_WRITE_H
#define PGM_RULES_WRITE_H

#include "buf.h"

/* A key of `tables:` and of `columns:`, quoted as SQL and YAML need it: public.people, '"Odd Name".x'. */
void pgm_rules_write_table(struct pgm_buf *buf, const char *schema, const char *name);
void pgm_rules_write_column(struct pgm_buf *buf, const char *name);
/* A text as a YAML scalar that stays a text: plain where that is sure, else quoted. */
void pgm_rules_write_text(struct pgm_buf *buf, const char *text);

#endif
