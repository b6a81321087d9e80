/* gather.h: one field of all rows of a group as a column of values, whatever format the rows have. */
#ifndef PGM_GATHER_H
#define PGM_GATHER_H

#include "group.h"

/* As texts without escapes: the fields themselves, or made in scratch. With `overwrite` what has escapes
 * is unescaped where it stands. `name` is for messages. */
enum pgm_status pgm_gather_texts(const struct pgm_group *group, size_t index, bool overwrite,
                                 const char *name, struct pgm_vector *texts,
                                 struct pgm_scratch *scratch,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* As masks of this type take them. */
enum pgm_status pgm_gather(const struct pgm_group *group, const struct pgm_type *type, size_t index,
                           bool overwrite, const char *name, struct pgm_vector *vector,
                           struct pgm_scratch *scratch, struct pgm_error *error) PGM_MUST_CHECK;
/* Only which of them are NULL; the values themselves, whatever the fields hold, are zeros. */
void pgm_gather_nulls(const struct pgm_group *group, const struct pgm_type *type, size_t index,
                      struct pgm_vector *vector, struct pgm_scratch *scratch);

#endif
