/*
 * outlet.h: where masked rows go, whatever stands behind it: a file of an archive (writer.h) or a COPY
 * into a server (loader.h). Many threads append whole rows; those that belong together are appended
 * between one lock and its unlock.
 */
#ifndef PGM_OUTLET_H
#define PGM_OUTLET_H

#include <stddef.h>

#include "status.h"

struct pgm_outlet;

struct pgm_outlet_class {
    void (*lock)(struct pgm_outlet *outlet);
    void (*unlock)(struct pgm_outlet *outlet);
    /* While it is locked. The bytes are taken before it returns. */
    enum pgm_status (*append)(struct pgm_outlet *outlet, const void *data, size_t bytes,
                              struct pgm_error *error);
};

/* The first member of what implements it. */
struct pgm_outlet {
    const struct pgm_outlet_class *class;
};

static inline void pgm_outlet_lock(struct pgm_outlet *outlet)
{
    outlet->class->lock(outlet);
}

static inline void pgm_outlet_unlock(struct pgm_outlet *outlet)
{
    outlet->class->unlock(outlet);
}

PGM_MUST_CHECK static inline enum pgm_status pgm_outlet_append(struct pgm_outlet *outlet,
                                                               const void *data, size_t bytes,
                                                               struct pgm_error *error)
{
    return outlet->class->append(outlet, data, bytes, error);
}

#endif
