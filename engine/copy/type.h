/* type.h: what a mask must know of a column's type. Filled by the catalog, domains resolved to their
 * base type with the tightest limits on the way. */
#ifndef PGM_TYPE_H
#define PGM_TYPE_H

#include <stdbool.h>
#include <stdint.h>

enum pgm_kind {
    PGM_KIND_OTHER, /* known to PostgreSQL only: keep, null and constant apply */
    PGM_KIND_TEXT,  /* text, varchar, bpchar, name, citext, "char" */
    PGM_KIND_INT,   /* int2, int4, int8 */
    PGM_KIND_NUMERIC,
    PGM_KIND_FLOAT, /* float4, float8 */
    PGM_KIND_BOOL,
    PGM_KIND_DATE,
    PGM_KIND_TIMESTAMP,
    PGM_KIND_TIMESTAMPTZ,
    PGM_KIND_TIME,
    PGM_KIND_UUID,
    PGM_KIND_INET, /* inet and cidr */
    PGM_KIND_JSON, /* json and jsonb */
    PGM_KIND_BYTEA,
    PGM_KIND_ENUM,
    PGM_KIND_ARRAY,
    PGM_KIND_MONEY,
    PGM_KIND_XML,
    PGM_KIND_HSTORE,
    PGM_KIND_COMPOSITE,
    PGM_KIND_RANGE, /* ranges and multiranges */
    PGM_KIND_COUNT,
};
#define PGM_KIND_BIT(kind) (1u << (kind))

struct pgm_type_field;

struct pgm_type {
    enum pgm_kind kind;
    uint32_t oid;          /* of the declared type, before domains were resolved */
    uint32_t base_oid;     /* after */
    const char *name;      /* format_type(): "character varying(20)" */
    int32_t max_chars;     /* varchar(n), char(n), name (in bytes there); 0: no limit */
    bool blank_padded;     /* char(n) */
    bool case_insensitive; /* citext */
    int16_t int_bytes;     /* 2, 4, 8; 0 otherwise */
    int16_t precision;     /* numeric(p,s); 0: none */
    int16_t scale;
    bool cidr;            /* inet's stricter sibling: no bits right of the mask */
    bool is_domain;       /* a domain over the kind */
    bool domain_not_null; /* at any level */
    bool domain_checked;  /* has a CHECK at any level */
    uint32_t element_oid; /* arrays */
    char delimiter;       /* arrays: between elements; 0 elsewhere */
    /* Of an array's elements, with the array's own limits, and of a range's bounds. */
    const struct pgm_type *element;
    const struct pgm_type_field *fields; /* composite types: those not dropped, in order */
    uint16_t field_count;
};

struct pgm_type_field {
    const char *name;
    const struct pgm_type *type;
};

/* "text", "integer", ...: as `pgmirage masks` and the documents call the kind. */
const char *pgm_type_kind_name(enum pgm_kind kind);
/* Whether rules mean this type by `name`: its kind ("text": every type of characters, domains over them
 * included), or its own name, with or without what stands in brackets behind it ("character varying").
 * An array is not its element. */
bool pgm_type_is_called(const struct pgm_type *type, const char *name);

#endif
