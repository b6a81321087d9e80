/* target_internal.h: what the files of the target share. */
#ifndef PGM_TARGET_INTERNAL_H
#define PGM_TARGET_INTERNAL_H

#include "target.h"

/* The last line of a database's comment; the name follows. */
#define PGM_TARGET_UNFINISHED "pgmirage: unfinished clone for "
#define PGM_TARGET_COMPLETE   "pgmirage: complete clone for "
#define PGM_TARGET_FINISHED   "pgmirage: clone for "
#define PGM_TARGET_PREVIOUS   "pgmirage: previous clone for "

/* "<name>_pgmirage_<word><time>" in the notes' arena. */
const char *pgm_target_name(struct pgm_target *target, const char *word);
/* Finds what has the name now. */
enum pgm_status pgm_target_find(struct pgm_target *target, struct pgm_error *error) PGM_MUST_CHECK;
/* The statement that sets a database's comment: `comment` (may be NULL), and the mark as its last
 * line. */
void pgm_target_mark_sql(const struct pgm_target *target, const char *database, const char *comment,
                         const char *mark, struct pgm_buf *sql);

#endif
