/* pg_internal.h: what the files of this folder share. */
#ifndef PGM_PG_INTERNAL_H
#define PGM_PG_INTERNAL_H

#include "pg.h"

#define PGM_PG_PARAMETERS_MAX 48

/* libpq's parallel arrays, NULL-terminated. Later entries win over earlier ones. */
struct pgm_pg_parameters {
    const char *names[PGM_PG_PARAMETERS_MAX + 1];
    const char *values[PGM_PG_PARAMETERS_MAX + 1];
    size_t count;
};

/* Our defaults, then the user's connection string and flags, which override them. */
void pgm_pg_parameters_init(struct pgm_pg_parameters *parameters,
                            const struct pgm_pg_options *options);
/* Skips a NULL or empty value. The strings are borrowed. */
void pgm_pg_parameters_add(struct pgm_pg_parameters *parameters, const char *name,
                           const char *value);

#endif
