/* cell.h: a value of a row in a few columns of a terminal: what it would obey is shown as an escape, what
 * is too long is cut. */
#ifndef PGM_CELL_H
#define PGM_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/* Appends the value in at most `columns_max` columns (at least 1) and returns how many it took. Control
 * and format characters become \n, \x1b, \u200d, other bytes than UTF-8 \xff. A cut ends in an ellipsis.
 * Without `utf8` what is not ASCII becomes '?'. */
size_t pgm_cell_add(struct pgm_buf *out, const char *data, size_t bytes, size_t columns_max,
                    bool utf8);
/* The columns of the whole value. */
size_t pgm_cell_columns(const char *data, size_t bytes, bool utf8);

#endif
