/*
 * value.h: a column of a group of rows, as masks see it, and the codecs between it and the wire.
 *
 *   raw field ── unescape ──> bytes ── decode ──> vector ── mask ──> vector ── encode ──> bytes ── escape ──>
 *
 * The representation follows from the kind of the type, so that no mask knows the wire format:
 *
 *   PGM_REPR_BYTES   text, numeric, float, json, ... as their text form
 *   PGM_REPR_INT     int2, int4, int8
 *   PGM_REPR_TIME    date, timestamp, timestamptz: microseconds since 2000-01-01 (UTC)
 *   PGM_REPR_UUID    16 bytes
 *   PGM_REPR_INET    family, prefix length, address
 */
#ifndef PGM_VALUE_H
#define PGM_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scratch.h"
#include "span.h"
#include "type.h"

enum pgm_repr { PGM_REPR_BYTES, PGM_REPR_INT, PGM_REPR_TIME, PGM_REPR_UUID, PGM_REPR_INET };

#define PGM_TIME_INFINITY       INT64_MAX
#define PGM_TIME_MINUS_INFINITY INT64_MIN
#define PGM_DAY_MICROS          ((int64_t)86400 * 1000000)

/* The finite times that decode, for all three kinds: PostgreSQL's timestamps, from 4714-11-24 BC to
 * the end of the year 294276. Its dates go on to the year 5874897, which does not fit: such a date is
 * refused, and so ends a run that would mask it. A mask keeps its results within these. */
#define PGM_TIME_MIN (INT64_C(-211813488000000000))
#define PGM_TIME_MAX (INT64_C(9223371331199999999))

static inline bool pgm_time_is_finite(int64_t time)
{
    return time != PGM_TIME_INFINITY && time != PGM_TIME_MINUS_INFINITY;
}

struct pgm_uuid {
    uint8_t bytes[16];
};

struct pgm_inet {
    uint8_t address[16]; /* network order; 4 bytes used for IPv4 */
    uint8_t prefix_bits;
    bool is_v6;
    bool is_cidr; /* always written with its prefix */
};

struct pgm_vector {
    enum pgm_repr repr;
    size_t count;
    bool *null; /* `count` flags; a null entry's value is unspecified */
    union {
        struct pgm_span *bytes;
        int64_t *ints;
        int64_t *times;
        struct pgm_uuid *uuids;
        struct pgm_inet *inets;
    };
};

enum pgm_repr pgm_repr_of(enum pgm_kind kind);
size_t pgm_repr_element_bytes(enum pgm_repr repr);
/* A vector of so many elements that are still to be set, in scratch. */
static inline struct pgm_vector pgm_vector_new(struct pgm_scratch *scratch, enum pgm_repr repr,
                                               size_t count)
{
    return (struct pgm_vector){
        .repr = repr,
        .count = count,
        .null = pgm_scratch_alloc(scratch, count * sizeof(bool)),
        /* Every member of the union is a pointer to elements. */
        .bytes = pgm_scratch_alloc(scratch, count * pgm_repr_element_bytes(repr)),
    };
}

/* The longest text a codec writes for one element of a fixed-size representation (a timestamptz
 * "294276-12-31 23:59:59.999999+00 BC", a full IPv6 with prefix, ...). */
#define PGM_ENCODED_BYTES_MAX 64

/* Decodes the unescaped text form of `index` into the vector (not null; the null flags stay the
 * caller's). For PGM_REPR_BYTES that is the span itself. False: the text is not of that type, or out
 * of its range, which the caller reports without showing it. Taken is what PostgreSQL prints, and a
 * few spellings more (upper-case hexadecimal, any UTC offset, a missing time of day). */
bool pgm_value_decode(const struct pgm_type *type, struct pgm_span text, struct pgm_vector *vector,
                      size_t index);
/* Writes element `index` as PostgreSQL would print it with DateStyle ISO and TimeZone UTC; at most
 * PGM_ENCODED_BYTES_MAX bytes (for PGM_REPR_BYTES the span itself is the text: do not call). Never
 * writes a byte that COPY would have to escape. Returns the length. An element outside the type's
 * range is written all the same: the server refuses it. */
size_t pgm_value_encode(const struct pgm_type *type, const struct pgm_vector *vector, size_t index,
                        uint8_t *out);

/* Canonical bytes for hashing an element of a fixed-size representation: the same for values that
 * PostgreSQL holds equal across the types of one kind (int4 and int8, date and timestamp, inet and
 * cidr), on every CPU. At most 24 bytes. Returns the length; 0 for PGM_REPR_BYTES. */
size_t pgm_value_canonical(const struct pgm_vector *vector, size_t index, uint8_t out[24]);

#endif
