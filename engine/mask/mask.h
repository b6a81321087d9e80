/*
 * mask.h: what a mask is.
 *
 * A mask class (mask/registry.c lists them) describes itself: the types it takes, its arguments,
 * whether it is injective. The plan prepares one instance a column; from then on it is immutable and
 * shared by all workers. A worker applies it to a whole column of a group of rows at once.
 *
 *     class ── prepare(setup) ──> struct pgm_mask ── apply(batch) ──> out vector
 *
 * The contract of apply:
 *   - the engine has set out->null from in->null: a NULL stays NULL and its output is not looked at
 *     (only a mask with PGM_MASK_NULLS may change out->null);
 *   - output depends on the key, the arguments and the value (or subject) alone: not on the row's
 *     place, the batch, the thread or the CPU;
 *   - out->bytes[i] points into the batch's scratch, into constants or into the input, and is at
 *     most bound(in bytes) long, and at most max_chars characters where that is not 0;
 *   - an empty string stays empty unless the class says otherwise;
 *   - input bytes may be anything, invalid UTF-8 included.
 */
#ifndef PGM_MASK_H
#define PGM_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "permutation.h"
#include "prf.h"
#include "report.h"
#include "scratch.h"
#include "type.h"
#include "value.h"

struct pgm_mask;
struct pgm_mask_setup;
struct pgm_arg_input;
struct pgm_locales;

/* One column of one group of rows. */
struct pgm_batch {
    size_t count;
    const struct pgm_vector *in;
    struct pgm_vector *out; /* same repr and count; arrays are allocated */
    /* Canonical bytes of the row's subject (`by:`), originals; NULL where the rule names none.
     * subject[i].data NULL: the subject is NULL in this row, the value stands in for it. */
    const struct pgm_span *subject;
    /* Of each row, an index into struct pgm_locales (locales.h); NULL where the rule says no
     * `locale_from:`. */
    const uint8_t *locales;
    /* What pgm_mask_digests() made of these subjects for a column before this one; NULL: nobody keeps
     * it. */
    struct pgm_subject_digests *subject_digests;
    /* Further columns of the row the class asked for, originals and fakes. */
    const struct pgm_vector *const *companions;
    const struct pgm_vector *const *companion_fakes;
    size_t companion_count;
    struct pgm_scratch *scratch;
    /* Set by apply where a value cannot be masked (permute: outside the domain's range): a static
     * message without the value. The output is then unusable and the run must stop. NULL before. */
    const char *fault;
};

enum pgm_arg_type {
    PGM_ARG_TEXT,
    PGM_ARG_INT,
    PGM_ARG_NUMBER, /* a decimal, kept as text */
    PGM_ARG_BOOL,
    PGM_ARG_CHOICE, /* one of `choices` */
    PGM_ARG_TEXTS,  /* a list of texts */
    PGM_ARG_RULE,   /* a mask for what is inside: `email`, or `{mask: email, ...}` */
    PGM_ARG_RULES,  /* a map from paths or fields to such masks */
};

/* A mask for a part of the value (a json path, an array's elements, a composite's field). */
struct pgm_inner_rule {
    const char *key; /* PGM_ARG_RULES: the path or field as written */
    const char *mask;
    const char *domain;                 /* NULL: the mask's name */
    const struct pgm_arg_input *inputs; /* its own arguments, unchecked */
    size_t input_count;
    struct pgm_place place;
};

struct pgm_arg_spec {
    const char *name; /* NULL ends the table */
    enum pgm_arg_type type;
    bool required;
    const char *default_text; /* as one would write it, for the docs; NULL none */
    const char *choices;      /* "a|b|c" */
    const char *help;
    int64_t min, max; /* PGM_ARG_INT; both 0: any */
    bool literal;     /* its texts are values of the column's type, as the server reads them */
};

/* A checked argument, in the order of the class's table. */
struct pgm_arg {
    bool given; /* false: text etc. hold the default, if there is one */
    const char *text;
    int64_t integer;
    bool boolean;
    const char *const *texts;
    size_t text_count;
    const struct pgm_inner_rule *rules; /* PGM_ARG_RULE: one */
    size_t rule_count;
    struct pgm_place place;
};

enum pgm_mask_flags {
    PGM_MASK_KEYED = 1 << 0,            /* draws from the domain's key */
    PGM_MASK_INJECTIVE = 1 << 1,        /* distinct values give distinct fakes, by construction (a
                                         probability of at most 2^-80 a pair counts) */
    PGM_MASK_INJECTIVE_TAGGED = 1 << 2, /* so when the domain is `unique` (a tag is then added) */
    PGM_MASK_KEEPS_LENGTH = 1 << 3,
    PGM_MASK_KEEPS_FORMAT = 1 << 4,
    PGM_MASK_SUBJECT = 1 << 5,  /* understands `by:` */
    PGM_MASK_NULLS = 1 << 6,    /* makes NULLs */
    PGM_MASK_COPIES = 1 << 7,   /* lets the original through (keep) */
    PGM_MASK_CONSTANT = 1 << 8, /* the same for every row */
    PGM_MASK_RANGE = 1 << 9,    /* needs the domain's range (permute) */
    PGM_MASK_KNOWN = 1 << 10,   /* takes `known:`: companions, in their text form */
    PGM_MASK_SQL = 1 << 11,     /* an expression that the server computes; never applied here */
    PGM_MASK_PARTS =
        1 << 12, /* draws nothing itself: the masks of its parts do, each in its domain */
    PGM_MASK_COMPANIONS = 1 << 13, /* takes `known:` as PGM_MASK_KNOWN does, kept columns too */
    PGM_MASK_LOCALE = 1 << 14,     /* draws from its locale's words: understands `locale_from:` */
    PGM_MASK_SAMPLE = 1 << 16,     /* needs a sample of what its domain's columns hold */
};

/* Kinds that masks take together. */
#define PGM_KINDS_OF_NUMBERS                                                                       \
    (PGM_KIND_BIT(PGM_KIND_INT) | PGM_KIND_BIT(PGM_KIND_NUMERIC) | PGM_KIND_BIT(PGM_KIND_FLOAT))
#define PGM_KINDS_OF_DAYS                                                                          \
    (PGM_KIND_BIT(PGM_KIND_DATE) | PGM_KIND_BIT(PGM_KIND_TIMESTAMP) |                              \
     PGM_KIND_BIT(PGM_KIND_TIMESTAMPTZ))

struct pgm_mask_class {
    const char *name;
    const char *family;  /* "general", "person", "money", "network", "number", "structure", ... */
    const char *summary; /* one line, for `pgmirage masks` and the README */
    const char *keeps;   /* what survives: "length, punctuation" */
    const char *example_in;          /* an invented value for the live example */
    uint32_t kinds;                  /* PGM_KIND_BIT()s it takes */
    uint32_t flags;                  /* enum pgm_mask_flags */
    const struct pgm_arg_spec *args; /* NULL: none */
    /* The rule of the live example, for masks that need more than their defaults to show something:
     * as one would write it, and read. NULL: the mask alone. */
    const char *example_rule;
    const struct pgm_arg_input *example_inputs; /* ends with a NULL name */
    /* Checks arguments against the type and builds the state in setup->arena. Problems go to
     * setup->report (all of them, with places). NULL: nothing to prepare. */
    enum pgm_status (*prepare)(struct pgm_mask *mask, const struct pgm_mask_setup *setup);
    /* Bytes of output for a value of in_bytes, unescaped; NULL for fixed-size representations. */
    size_t (*bound)(const struct pgm_mask *mask, size_t in_bytes);
    void (*apply)(const struct pgm_mask *mask, struct pgm_batch *batch);
    /* The fewest characters a text column needs for the fakes to be unique, 0 where it does not
     * apply; for preflight. */
    size_t (*unique_chars_min)(const struct pgm_mask *mask);
};

/* The longest text of digits that permute takes. */
#define PGM_PERMUTE_DIGITS_MAX 18

/* What all columns of a consistency domain share, so that equal values give equal fakes. */
struct pgm_domain {
    const char *name;
    struct pgm_prf_key key;
    uint8_t secret[PGM_DOMAIN_KEY_BYTES];
    bool unique;                         /* some column of it takes part in a unique index */
    bool case_insensitive;               /* some column of it compares so: hash in lower case */
    int32_t max_chars;                   /* the narrowest column; 0: no limit */
    const char *locale;                  /* "en_US" */
    int64_t range_low, range_high;       /* permute: inclusive; low > high: not known */
    struct pgm_permutation *permutation; /* of range_high - range_low + 1 values, or NULL */
    /* permute: of the digit strings of each length, or NULL */
    struct pgm_permutation *by_digits[PGM_PERMUTE_DIGITS_MAX + 1];
    /* Some values of its columns in their text form, with PGM_MASK_SAMPLE; the order counts. NULL:
     * none was taken. */
    const struct pgm_span *samples;
    size_t sample_count;
    bool sample_missed; /* there are values, but each too long for a sample */
};

/* Makes `by_digits` of the secret, for lengths up to max_chars; some milliseconds and megabytes. */
enum pgm_status pgm_domain_permute_digits(struct pgm_domain *domain,
                                          struct pgm_error *error) PGM_MUST_CHECK;
/* Frees the permutations of a domain that will not be used any more. */
void pgm_domain_free_permutations(struct pgm_domain *domain);

struct pgm_mask_setup {
    const struct pgm_type *type;
    const struct pgm_domain *domain;
    const struct pgm_domain *subject_domain; /* NULL: no `by:` */
    const struct pgm_locales *locales;       /* NULL: no `locale_from:` */
    const char *locale;                      /* NULL: the domain's */
    const struct pgm_arg *args;              /* one for each entry of the class's table */
    struct pgm_place place;
    const char *column; /* "schema.table.column", for messages */
    bool utf8;          /* text arrives and leaves in UTF-8; else write ASCII only */
    int32_t code_max;   /* the highest code point that the database's encoding is known to hold; 0:
                           it holds all */
    struct pgm_arena *arena;
    struct pgm_report *report;
    /* Prepares an inner rule for values of `type` in its domain; NULL after a finding. Inner masks see
     * the row's subject where the outer rule names one and their class understands it. */
    const struct pgm_mask *(*inner)(const struct pgm_mask_setup *setup,
                                    const struct pgm_inner_rule *rule, const struct pgm_type *type);
    void *inner_argument;
};

static inline const char *pgm_mask_setup_locale(const struct pgm_mask_setup *setup)
{
    return setup->locale ? setup->locale : setup->domain->locale;
}

/* Whether rules may say `locale_from:`: for the words of the mask or of those inside of it. */
static inline bool pgm_mask_takes_locale(const struct pgm_mask_class *class)
{
    return class->flags & (PGM_MASK_LOCALE | PGM_MASK_PARTS);
}

/* What of its values a mask's fakes follow from, beside the key and the subject. Values of which less is
 * read need not leave the server. */
enum pgm_mask_reads {
    PGM_READS_VALUE,
    PGM_READS_NULL,    /* whether it is NULL: what stands in batch->in else means nothing */
    PGM_READS_NOTHING, /* not even that */
};

struct pgm_mask {
    const struct pgm_mask_class *class;
    const struct pgm_type *type;
    const struct pgm_domain *domain;
    const struct pgm_domain *subject_domain;
    const struct pgm_arg *args;
    int32_t max_chars; /* the domain's; the column's where the class keeps the length */
    bool utf8;
    enum pgm_mask_reads reads; /* PGM_READS_VALUE unless prepare says less */
    bool keeps_parts; /* a structure, parts of which leave as they came: said in the summary */
    void *state;
};

/* All classes, ordered by family and name; ends with NULL. */
extern const struct pgm_mask_class *const pgm_mask_classes[];
const struct pgm_mask_class *pgm_mask_class_find(const char *name);
/* The nearest name, for "did you mean"; NULL where nothing is near. */
const char *pgm_mask_class_suggest(const char *name);

/* Where a rule's masks are looked up: the classes above, then those of plugins (plugin.h). NULL stands
 * for the former alone. */
struct pgm_mask_registry {
    const struct pgm_mask_class *const *extra;
    size_t extra_count;
};
const struct pgm_mask_class *pgm_mask_registry_find(const struct pgm_mask_registry *registry,
                                                    const char *name);
const char *pgm_mask_registry_suggest(const struct pgm_mask_registry *registry, const char *name);
/* All of them, from index 0 to the first NULL. */
const struct pgm_mask_class *pgm_mask_registry_at(const struct pgm_mask_registry *registry,
                                                  size_t index);

/* Builds an instance; findings go to setup->report, and NULL is returned with them. */
struct pgm_mask *pgm_mask_prepare(const struct pgm_mask_class *class,
                                  const struct pgm_mask_setup *setup);

/* Digests of a batch: of the subjects where there are any, else of the canonical values, under the
 * domain's (or the subject's domain's) key. NULL rows get a zero digest. In scratch. */
const struct pgm_digest *pgm_mask_digests(const struct pgm_mask *mask, struct pgm_batch *batch);
/* Always of the values, under the domain's key: for uniqueness tags. */
const struct pgm_digest *pgm_mask_value_digests(const struct pgm_mask *mask,
                                                struct pgm_batch *batch);

#endif
