/* literal.h: values that rules write down, read as the column's type. */
#ifndef PGM_LITERAL_H
#define PGM_LITERAL_H

#include "mask.h"

/* One element of the column's representation. */
struct pgm_literal {
    union {
        struct pgm_span span;
        int64_t integer;
        struct pgm_uuid uuid;
        struct pgm_inet inet;
    } value;
};

/* Reads the text, which must outlive the literal where the type travels as text. False: it is no value
 * of the column, which was reported as `what` ("the value of mask constant"). */
bool pgm_literal_read(const struct pgm_mask_setup *setup, struct pgm_place place, const char *what,
                      const char *text, struct pgm_literal *literal);

/* Writes element `index` of a vector of the column's representation. */
static inline void pgm_literal_put(const struct pgm_literal *literal, struct pgm_vector *vector,
                                   size_t index)
{
    const size_t element_bytes = pgm_repr_element_bytes(vector->repr);
    __builtin_memcpy((uint8_t *)vector->bytes + index * element_bytes, &literal->value,
                     element_bytes);
}

#endif
