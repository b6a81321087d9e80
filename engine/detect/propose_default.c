/*
 * propose_default.c: columns that no detector knows. Keys, flags and lists of few values are evidence for
 * `keep`; what is left is masked, and marked for review.
 */
#include <string.h>

#include "detect_internal.h"

/* So many values are needed before "few distinct ones" says anything. */
#define VALUES_MIN 40

struct state {
    const struct pgm_look *look;
    const struct pgm_relation *relation;
    const struct pgm_tally *tally; /* NULL: no values */
    uint32_t sorts;
    bool is_guarded;
    struct pgm_proposal *proposal;
};

static void set(const struct state *s, const char *kind, const char *mask, unsigned certainty,
                bool review, const char *why)
{
    s->proposal->kind = kind;
    s->proposal->masks[0] = mask;
    s->proposal->mask_count = mask ? 1 : 0;
    s->proposal->certainty = certainty;
    s->proposal->review = review;
    s->proposal->why = why;
}

static uint32_t shape(const struct state *s, uint64_t shapes)
{
    uint32_t hits = 0;
    for (size_t i = 0; s->tally && i < PGM_SHAPE_COUNT; i++)
        if (shapes >> i & 1 && s->tally->shapes[i] > hits)
            hits = s->tally->shapes[i];
    return s->tally ? pgm_percent(hits, s->tally->count) : 0;
}

/* A handful of values that come again and again. */
static bool has_few(const struct state *s)
{
    return s->tally && s->tally->count >= VALUES_MIN && s->tally->distinct <= PGM_DISTINCT_MAX &&
           s->tally->distinct * 5 <= s->tally->count;
}

/* The last word is id, or one of its kin. */
static bool is_named_id(const char *name)
{
    static const char *const words[] = {"id", "ids", "uuid", "guid", "pk", "fk", "oid"};
    struct pgm_tokens tokens;
    pgm_tokens_split(pgm_span_of(name), &tokens);
    for (size_t i = 0; tokens.count && i < sizeof words / sizeof *words; i++) {
        const size_t last = tokens.count - 1;
        if (strlen(words[i]) == tokens.bytes[last] &&
            memcmp(words[i], tokens.text[last], tokens.bytes[last]) == 0)
            return true;
    }
    return false;
}

static bool is_surrogate(const struct state *s)
{
    const struct pgm_column *column = s->look->column;
    return column->identity || s->relation->is_sole_key || s->relation->is_referenced;
}

static void default_number(const struct state *s)
{
    const struct pgm_column *column = s->look->column;
    if (column->type.kind == PGM_KIND_INT && is_surrogate(s))
        set(s, "none", "keep", 95, false, "surrogate key: whole numbers that name a row");
    else if (s->relation->is_primary && column->type.kind == PGM_KIND_INT)
        set(s, "none", "keep", 85, false, "part of the primary key: whole numbers");
    else if (column->type.kind == PGM_KIND_INT && is_named_id(column->name))
        set(s, "none", "keep", 75, false, "by its name the number of a row elsewhere");
    else if (has_few(s) && !(s->sorts & PGM_SORT_BIT(clinic)))
        set(s, "none", "keep", 70, false, "few distinct numbers");
    else
        set(s, "none", NULL, 20, true, "numbers of which nothing is known");
}

static void default_uuid(const struct state *s)
{
    if (is_surrogate(s))
        set(s, "none", "keep", 92, false, "surrogate key: uuids that name a row");
    else if (is_named_id(s->look->column->name) && !(s->sorts & PGM_SORT_BIT(person)))
        set(s, "none", "keep", 72, false, "by its name the uuid of a row elsewhere");
    else
        set(s, "none", "uuid", 30, true, "uuids of which nothing is known");
}

static void default_moment(const struct state *s)
{
    static const uint32_t personal =
        PGM_SORT_BIT(person) | PGM_SORT_BIT(clinic) | PGM_SORT_BIT(session);
    if (s->sorts & personal)
        set(s, "timestamp", "date_shift", 80, false,
            "a moment in a table about people, which may single one out");
    else
        set(s, "none", "keep", 70, false, "a moment in a table that is not about people");
}

/* What it looks most like, for somebody to look at: it is masked in any case. */
static bool guess_text(const struct state *s)
{
    static const unsigned nearly_all = 95;
    if (shape(s, PGM_SHAPE_BIT(person_form)) >= 80)
        set(s, "full_name", "full_name", 40, true, "written as names of people are");
    else if (has_few(s))
        return false;
    else if (shape(s, PGM_SHAPE_BIT(name_like)) >= 90 && shape(s, PGM_SHAPE_BIT(prose)) < 5)
        set(s, "family_name", "family_name", 35, true, "words that may be names of people");
    else if (shape(s, PGM_SHAPE_BIT(long_number)) >= nearly_all)
        set(s, "account_number", "account_number", 30, true, "long numbers, each another one");
    else if (shape(s, PGM_SHAPE_BIT(handle)) >= nearly_all &&
             shape(s, PGM_SHAPE_BIT(slug) | PGM_SHAPE_BIT(hex_digest) | PGM_SHAPE_BIT(uuid)) < 20 &&
             shape(s, PGM_SHAPE_BIT(numbered)) < 70)
        set(s, "username", "username", 30, true, "words such as people log in with");
    else
        return false;
    return true;
}

static void default_text(const struct state *s)
{
    static const uint64_t names = PGM_SHAPE_BIT(given_name) | PGM_SHAPE_BIT(family_name) |
                                  PGM_SHAPE_BIT(full_name) | PGM_SHAPE_BIT(names_inside) |
                                  PGM_SHAPE_BIT(own_name) | PGM_SHAPE_BIT(login_name);
    static const uint64_t personal = PGM_SHAPE_BIT(email) | PGM_SHAPE_BIT(phone_marked) |
                                     PGM_SHAPE_BIT(ip) | PGM_SHAPE_BIT(iban) | PGM_SHAPE_BIT(card) |
                                     PGM_SHAPE_BIT(personal_inside) | PGM_SHAPE_BIT(secret_inside) |
                                     PGM_SHAPE_BIT(token) | PGM_SHAPE_BIT(pem) |
                                     PGM_SHAPE_BIT(password_hash) | PGM_SHAPE_BIT(mac);
    static const uint32_t things =
        PGM_SORT_BIT(thing) | PGM_SORT_BIT(organisation) | PGM_SORT_BIT(setting);
    if (!s->tally || s->tally->count == 0)
        set(s, "none", "redact", 15, true, "text of which nothing is known");
    else if (shape(s, PGM_SHAPE_BIT(prose)) >= 30)
        set(s, "free_text", "lorem", 75, shape(s, names | personal) < 3, "sentences");
    else if (shape(s, personal) >= 20)
        set(s, "free_text", "lorem", 65, true,
            "some values have addresses, numbers or keys in them");
    else if (shape(s, PGM_SHAPE_BIT(random) | PGM_SHAPE_BIT(blob)) >= 80 &&
             shape(s, PGM_SHAPE_BIT(uuid)) < 50)
        set(s, "secret", "token", 60, true, "random characters, as keys and tokens are");
    else if (has_few(s) && !s->is_guarded && shape(s, names) < 20 && shape(s, personal) < 2 &&
             shape(s, PGM_SHAPE_BIT(person_form)) < 60)
        set(s, "none", "keep", 75, false, "a short list of values, none of which looks personal");
    else if (s->sorts & things || !guess_text(s))
        set(s, "none", "redact", 20, true, "text of which nothing is known");
}

static bool is_harmless_type(const char *name)
{
    static const char *const names[] = {"interval", "oid",  "reg",     "pg_lsn", "xid",
                                        "cid",      "tid",  "bit",     "box",    "line",
                                        "lseg",     "path", "polygon", "circle", "txid"};
    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
        if (strncmp(name, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static void default_other(const struct state *s)
{
    const uint32_t bits = pgm_type_bits(&s->look->column->type);
    if (bits & 1u << PGM_TYPE_TSVECTOR)
        set(s, "tsvector", "tsvector", 90, false, "a search vector holds the words of its texts");
    else if (bits & 1u << PGM_TYPE_MAC)
        set(s, "mac", "mac", 95, false, "hardware addresses");
    else if (bits & 1u << PGM_TYPE_GEO)
        set(s, "geo", "geo_jitter", 85, false, "places");
    else if (is_harmless_type(s->look->column->type.name))
        set(s, "none", "keep", 70, false, "a type that holds nothing personal");
    else
        set(s, "none", "empty", 10, true, "a type of which nothing is known");
}

static void default_range(const struct state *s)
{
    const struct pgm_type *bound = s->look->column->type.element;
    const bool time = bound && (bound->kind == PGM_KIND_DATE || bound->kind == PGM_KIND_TIMESTAMP ||
                                bound->kind == PGM_KIND_TIMESTAMPTZ);
    if (time && s->sorts & (PGM_SORT_BIT(person) | PGM_SORT_BIT(clinic) | PGM_SORT_BIT(session)))
        set(s, "timestamp", "bounds, bounds: date_shift", 70, false,
            "spans of time in a table about people");
    else
        set(s, "none", "keep", 65, false,
            time ? "spans of time in a table that is not about people" : "ranges of numbers");
}

void pgm_propose_default(const struct pgm_detect *run, const struct pgm_look *look,
                         struct pgm_proposal *proposal)
{
    const struct pgm_table_look *table = &run->tables[look->column->table - run->catalog->tables];
    const struct state s = {
        look,    &run->relations[look - run->looks], look->tally, table->sorts, table->is_guarded,
        proposal};
    switch (look->column->type.kind) {
    case PGM_KIND_BOOL:
        set(&s, "none", "keep", 90, false, "yes or no");
        break;
    case PGM_KIND_ENUM:
        set(&s, "none", "keep", 88, false, "one of a list that the schema declares");
        break;
    case PGM_KIND_INT:
    case PGM_KIND_NUMERIC:
    case PGM_KIND_FLOAT:
    case PGM_KIND_MONEY:
        default_number(&s);
        break;
    case PGM_KIND_DATE:
    case PGM_KIND_TIMESTAMP:
    case PGM_KIND_TIMESTAMPTZ:
        default_moment(&s);
        break;
    case PGM_KIND_TIME:
        set(&s, "none", "keep", 70, false, "times of day");
        break;
    case PGM_KIND_UUID:
        default_uuid(&s);
        break;
    case PGM_KIND_INET:
        set(&s, "ip", "ip", 92, false, "addresses of machines");
        break;
    case PGM_KIND_BYTEA:
        set(&s, "binary", "bytea, value: random", 75, false, "bytes: a photo, a document, a key");
        break;
    case PGM_KIND_RANGE:
        default_range(&s);
        break;
    case PGM_KIND_TEXT:
        default_text(&s);
        break;
    default:
        default_other(&s);
    }
}
