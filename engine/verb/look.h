/* look.h: rows of a table for detection: read once, counted, forgotten. */
#ifndef PGM_LOOK_H
#define PGM_LOOK_H

#include "detect.h"
#include "pg.h"

/* Shows the detection up to `rows` rows from all over the table, values cut at PGM_DETECT_VALUE_BYTES_MAX
 * characters. A table whose rows cannot be read is passed over. In the leader's open transaction. */
enum pgm_status pgm_look(struct pgm_pg *leader, const struct pgm_catalog *catalog,
                         const struct pgm_table *table, unsigned rows, struct pgm_detect *run,
                         struct pgm_error *error) PGM_MUST_CHECK;

#endif
