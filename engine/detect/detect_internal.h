/*
 * detect_internal.h: what the sources of this folder share; nobody else includes it.
 *
 *   detector_read.c   rules/detectors/ ──> struct pgm_detector
 *   name_words.c      "kundenName2" ──> [kunden name 2] ──> phrases of detectors, sorts of words
 *   name_guess.c      "disp_id" ──> phrases that it may abbreviate
 *   shape*.c          a value ──> what it looks like, a bit for each shape
 *   tally.c           the shapes of many values; leaves.c: those inside of structures, by path
 *   judge.c           words + tally ──> the best detector of a column, with its certainty
 *   relations.c       keys, indexes and partitions ──> what a column's rule must fulfil
 *   propose.c         detector + relations ──> a rule that fits
 *   detect.c          all of it over a catalog
 */
#ifndef PGM_DETECT_INTERNAL_H
#define PGM_DETECT_INTERNAL_H

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "detect.h"
#include "map.h"
#include "scratch.h"
#include "text_match.h"
#include "yaml.h"

/* ---- shapes of values --------------------------------------------------------------------------- */

/* What a value may look like; the names are those of detectors' `shape:`. */
#define PGM_SHAPES(X)                                                                              \
    X(email)                                                                                       \
    X(phone)        /* 7 to 15 digits and what stands between them */                              \
    X(phone_marked) /* the same with a + in front, brackets or several separators */               \
    X(card)                                                                                        \
    X(iban)                                                                                        \
    X(bic)                                                                                         \
    X(ip)                                                                                          \
    X(mac)                                                                                         \
    X(url)                                                                                         \
    X(uuid)                                                                                        \
    X(user_agent)                                                                                  \
    X(date)                                                                                        \
    X(old_date) /* of the years in which most of the living were born */                           \
    X(number)                                                                                      \
    X(long_number) /* six digits and more, few capitals: accounts, numbers of people */            \
    X(digits)                                                                                      \
    X(geo)      /* a pair of degrees, a POINT, a geohash in brackets of GeoJSON */                 \
    X(numbered) /* short, with two digits and more */                                              \
    X(degrees)  /* a number with three decimals and more within 180 */                             \
    X(password_hash)                                                                               \
    X(token) /* a prefix of a known service, a JWT */                                              \
    X(pem)                                                                                         \
    X(random)     /* letters and digits without an order, 20 and more */                           \
    X(hex_digest) /* as long as those of MD5, SHA-1, SHA-2 */                                      \
    X(blob)       /* long base64 or hexadecimal */                                                 \
    X(given_name)                                                                                  \
    X(family_name)                                                                                 \
    X(full_name)                                                                                   \
    X(city)                                                                                        \
    X(country)                                                                                     \
    X(country_code)                                                                                \
    X(region)                                                                                      \
    X(job_title)                                                                                   \
    X(company)                                                                                     \
    X(street)                                                                                      \
    X(street_marked) /* a word for a street, and a number */                                       \
    X(name_pair)     /* a first and a last name, both known */                                     \
    X(row_image)     /* a row as PostgreSQL writes it: (1,Ann,"x y") */                            \
    X(name_like)     /* few words of letters, the first with a capital */                          \
    X(person_form)   /* written as names of people are: title, initials, names */                  \
    X(initials)      /* J.M. */                                                                    \
    X(names_inside)  /* two parts of it are names of people */                                     \
    X(own_name)      /* a name that stands in another column of its row */                         \
    X(file_name)                                                                                   \
    X(slug)                                                                                        \
    X(handle)     /* one word such as people log in with */                                        \
    X(login_name) /* the same, made of a name: tmiller, anna.miller */                             \
    X(word)       /* one short word of letters */                                                  \
    X(code)       /* short, without spaces, letters and digits */                                  \
    X(prose)      /* four words and more */                                                        \
    X(json)                                                                                        \
    X(xml)                                                                                         \
    X(yaml)                                                                                        \
    X(serialized)                                                                                  \
    X(personal_inside) /* an address, a card, a phone ... somewhere in it */                       \
    X(secret_inside)   /* a key or token somewhere in it */

#define PGM_SHAPE_ENUM(name) PGM_SHAPE_##name,
enum pgm_shape { PGM_SHAPES(PGM_SHAPE_ENUM) PGM_SHAPE_COUNT };
_Static_assert(PGM_SHAPE_COUNT < 64, "a bit for each");
#define PGM_SHAPE_BIT(name) (UINT64_C(1) << PGM_SHAPE_##name)

/* ---- words of names ----------------------------------------------------------------------------- */

/* Sorts of words (rules/detectors/words.yaml), which say what a table is about and what a word in a
 * column's name does to the others. */
#define PGM_SORTS(X)                                                                               \
    X(person)                                                                                      \
    X(organisation)                                                                                \
    X(thing)                                                                                       \
    X(session)                                                                                     \
    X(audit)                                                                                       \
    X(job)                                                                                         \
    X(clinic)                                                                                      \
    X(setting)                                                                                     \
    X(place)   /* it has addresses */                                                              \
    X(neutral) /* home_, billing_, new_: they leave the meaning as it is */                        \
    X(turn)    /* _count, _verified: they make something else of it */

#define PGM_SORT_ENUM(name) PGM_SORT_##name,
enum pgm_sort { PGM_SORTS(PGM_SORT_ENUM) PGM_SORT_COUNT };
#define PGM_SORT_BIT(name) (1u << PGM_SORT_##name)

#define PGM_TOKENS_MAX       12
#define PGM_TOKEN_BYTES      32
#define PGM_PHRASE_WORDS_MAX 5

struct pgm_tokens {
    size_t count;
    char text[PGM_TOKENS_MAX][PGM_TOKEN_BYTES];
    uint8_t bytes[PGM_TOKENS_MAX];
};

struct pgm_detector_entry;

/* How a phrase speaks for a detector. */
struct pgm_phrase_use {
    const struct pgm_detector_entry *entry;
    bool is_weak;
    struct pgm_phrase_use *next;
};

struct pgm_phrase {
    struct pgm_phrase_use *uses;
    uint32_t sorts; /* bits of enum pgm_sort */
};

/* A guess: an abbreviation may stand for the phrase; only values make something of it. */
enum pgm_strength { PGM_NAME_NONE, PGM_NAME_GUESS, PGM_NAME_WEAK, PGM_NAME_STRONG };

/* What the words of a name say for each detector that they name. */
#define PGM_NAME_MATCHES_MAX 40
struct pgm_name_match {
    const struct pgm_detector_entry *entry;
    enum pgm_strength strength;
    uint8_t words;   /* of the phrase */
    uint8_t letters; /* of the phrase: the longer one says more */
    uint8_t end;     /* where it ends: in most names the last word is the noun */
    uint32_t around; /* sorts of the words outside of the phrase */
    bool is_plain;   /* all of those words are known */
};
struct pgm_name_matches {
    size_t count;
    struct pgm_name_match items[PGM_NAME_MATCHES_MAX];
    uint32_t sorts; /* of all its words */
    bool is_turned; /* some word turns the meaning */
};

/* Room for all kinds of numbers with check characters. */
#define PGM_IDS_MAX 96

/* ---- detectors ---------------------------------------------------------------------------------- */

/* Types beyond enum pgm_kind that detectors tell apart, as further bits. */
enum pgm_type_more {
    PGM_TYPE_MAC = PGM_KIND_COUNT,
    PGM_TYPE_TSVECTOR,
    PGM_TYPE_GEO,
    PGM_TYPE_MORE_END
};
_Static_assert(PGM_TYPE_MORE_END <= 32, "a bit for each");

/* A pattern or a list of values: a column counts how many of its values pass. */
struct pgm_tester {
    bool is_list;
    regex_t regex;
    struct pgm_map values; /* folded texts */
};

struct pgm_detector_entry {
    const char *kind;
    const char *label;        /* "e-mail" */
    const char *values_label; /* "addresses" */
    struct pgm_place place;
    size_t order;
    uint32_t types;
    uint32_t in;     /* sorts of tables in which weak phrases are strong */
    bool only_in;    /* and outside of which the entry does not hold */
    uint64_t shapes; /* any of them speaks for it */
    uint64_t also; /* without a name, `also_rate` percent must have one of these as well; 0: none */
    uint64_t looks; /* where values have none of these, a name is wrong; 0: it never is */
    size_t tester;  /* SIZE_MAX: none */
    bool ids;       /* check characters of national ids; tax: of tax numbers */
    bool tax;
    unsigned rate;      /* percent of values that tell without a name; 0: never */
    unsigned also_rate; /* of `also` */
    unsigned agree;     /* percent that confirm a name */
    unsigned refute;    /* percent below which values speak against it */
    unsigned few;       /* at most so many distinct values; 0: any */
    unsigned certainty; /* of a strong name whose values say nothing */
    unsigned alone;     /* certainty of values without a name */
    bool review;
    bool firm;   /* whatever words stand around its phrases */
    bool bare;   /* a word for a person alone may be it */
    bool ends;   /* its phrases must end the name, behind another word: "done by" */
    bool varied; /* without a name, a short list of values is none of it */
    bool keeps;  /* kind none: positive evidence for keep */
    const char *const
        *masks; /* the first that fits; without braces: "birth_date", "noise, amount: 3" */
    size_t mask_count;
    const char *alternative;
    const struct pgm_node *test; /* its self-tests */
};

struct pgm_detector {
    struct pgm_arena arena;
    struct pgm_detector_entry *entries;
    size_t entry_count, entry_capacity;
    struct pgm_tester *testers;
    size_t tester_count, tester_capacity;
    struct pgm_map phrases;      /* joined words -> struct pgm_phrase */
    struct pgm_map words;        /* single words of phrases, to take compounds and plurals apart */
    struct pgm_map dictionary;   /* dictionary_words.c */
    struct pgm_map street_words; /* as ends of words as well */
    struct pgm_map street_marks;
    struct pgm_map titles;       /* of people: mr, sig.ra */
    struct pgm_map particles;    /* of family names: van, dos */
    struct pgm_swapped *swapped; /* while the files are read */
    const char **sorted;         /* the words, to complete abbreviations */
    size_t sorted_count;
    bool strict_ids[PGM_IDS_MAX]; /* kinds whose check characters few random numbers have */
    const struct pgm_text_matcher *matcher;
};

/* Compiles one file's text into the detector; findings go to the report. */
void pgm_detector_add(struct pgm_detector *detector, const char *name, const char *text,
                      size_t bytes, struct pgm_report *report);

/* ---- name_words.c ---- */

void pgm_words_sort(struct pgm_detector *detector);

void pgm_tokens_split(struct pgm_span name, struct pgm_tokens *tokens);
/* Takes compounds and plurals apart where their parts are known words. */
void pgm_tokens_resolve(const struct pgm_detector *detector, struct pgm_tokens *tokens);
void pgm_name_match(const struct pgm_detector *detector, const char *name,
                    struct pgm_name_matches *matches);
/* What the last word that says so makes of a table. */
uint32_t pgm_name_sorts(const struct pgm_detector *detector, const char *name);
/* Lower case ASCII letters and digits of a text; those of other scripts as they are. */
size_t pgm_fold_text(struct pgm_span text, char *out, size_t room);

/* The first of the sorted words that is not before the text. */
size_t pgm_words_from(const struct pgm_detector *detector, const char *text, size_t bytes);
/* Of several for one detector the strongest stays. */
void pgm_match_put(struct pgm_name_matches *matches, struct pgm_name_match match);

/* ---- name_guess.c ---- */

/* Adds what words outside of all phrases (`covered`: bits of those inside) may abbreviate. */
void pgm_name_guess(const struct pgm_detector *detector, const struct pgm_tokens *tokens,
                    uint32_t covered, struct pgm_name_matches *matches);

/* ---- dictionary_words.c ---- */

enum pgm_dictionary_bit {
    PGM_WORD_GIVEN = 1,
    PGM_WORD_FAMILY = 2,
    PGM_WORD_CITY = 4,
    PGM_WORD_COUNTRY = 8,
    PGM_WORD_REGION = 16,
    PGM_WORD_JOB = 32,
    PGM_WORD_COMPANY = 64,
    PGM_WORD_COUNTRY_CODE = 128,
};
struct pgm_known_word {
    uint32_t bits;
    uint32_t locales; /* bit by the order in pgm_locale_names */
};
#define PGM_LOCALES_MAX 16
void pgm_dictionary_words_load(struct pgm_detector *detector);
const struct pgm_known_word *pgm_known_word(const struct pgm_detector *detector,
                                            struct pgm_span text);
/* The locale of a bit; NULL beyond the last. */
const char *pgm_locale_name(size_t bit);

/* ---- shape.c and its kin ---- */

struct pgm_value {
    struct pgm_span text; /* trimmed, cut, not empty */
    size_t digits, letters, uppers, lowers, spaces, others, above_ascii, words, lines;
};
void pgm_value_measure(struct pgm_span text, struct pgm_value *value);

/* The bits of all shapes but own_name. `locales` counts hits of the dictionaries of names. */
uint64_t pgm_shapes_of(const struct pgm_detector *detector, const struct pgm_value *value,
                       struct pgm_scratch *scratch, uint32_t *locales);
uint64_t pgm_shape_contact(const struct pgm_value *value);
uint64_t pgm_shape_number(const struct pgm_value *value);
uint64_t pgm_shape_secret(const struct pgm_value *value);
uint64_t pgm_shape_words(const struct pgm_detector *detector, const struct pgm_value *value,
                         uint32_t *locales);
/* Of a name of a person, known or not. */
uint64_t pgm_shape_person(const struct pgm_detector *detector, const struct pgm_value *value);
uint64_t pgm_shape_structure(const struct pgm_value *value);
/* old_date; for values of all types. */
uint64_t pgm_shape_date(struct pgm_span text);
uint64_t pgm_shape_inside(const struct pgm_detector *detector, const struct pgm_value *value,
                          struct pgm_scratch *scratch);

/* Kinds of numbers with check characters: national ids first, then tax numbers. */
size_t pgm_ids_count(void);
/* Tries random numbers on each kind. */
void pgm_ids_rate(bool strict[static PGM_IDS_MAX]);
bool pgm_ids_is_tax(size_t index);
const char *pgm_ids_name(size_t index); /* as `kind:` has it */
/* Calls of `count` for each kind that the value is one of, its check characters being right. */
void pgm_ids_count_value(const struct pgm_value *value, uint32_t counts[static PGM_IDS_MAX]);

/* ---- tally.c ---- */

#define PGM_DISTINCT_MAX 48

struct pgm_tally {
    uint32_t rows, nulls, count; /* count: neither NULL nor empty */
    uint32_t shapes[PGM_SHAPE_COUNT];
    uint32_t *testers; /* as many as the detector has; NULL while nothing was counted */
    uint32_t *ids;     /* PGM_IDS_MAX; NULL until a number was seen */
    uint32_t locales[PGM_LOCALES_MAX];
    uint32_t distinct; /* up to PGM_DISTINCT_MAX, then that and 1 */
    uint64_t seen[PGM_DISTINCT_MAX];
    uint64_t bytes_sum, words_sum;
    size_t bytes_min, bytes_max;
    bool is_leaf;              /* what is inside of it is not looked at */
    struct pgm_leaves *leaves; /* of structures; NULL: none */
};

/* Of a value as count_distinct() has it. */
uint64_t pgm_tally_hash(struct pgm_span trimmed);
void pgm_tally_add(const struct pgm_detector *detector, struct pgm_tally *tally,
                   const struct pgm_type *type, struct pgm_span text, uint64_t more_shapes,
                   struct pgm_arena *arena, struct pgm_scratch *scratch);
static inline unsigned pgm_percent(uint32_t part, uint32_t whole)
{
    return whole ? (unsigned)((uint64_t)part * 100 / whole) : 0;
}

/* ---- leaves.c ---- */

#define PGM_LEAVES_MAX 64

struct pgm_leaf {
    const char *path; /* as the mask's rule has it */
    const char *name; /* the last key, for its words */
    struct pgm_type type;
    struct pgm_tally tally;
};
struct pgm_leaves {
    enum pgm_kind kind; /* JSON, HSTORE, XML, ARRAY, COMPOSITE: what the paths are */
    size_t count;
    bool is_full; /* there were more */
    struct pgm_leaf *items[PGM_LEAVES_MAX];
};
/* Counts the parts of a value of a structured type, or of text that holds JSON or XML. */
void pgm_leaves_add(const struct pgm_detector *detector, struct pgm_tally *tally,
                    const struct pgm_type *type, const struct pgm_value *value, uint64_t shapes,
                    struct pgm_arena *arena, struct pgm_scratch *scratch);

/* ---- judge.c ---- */

struct pgm_judgement {
    const struct pgm_detector_entry *entry; /* NULL: nothing is known */
    enum pgm_strength name;
    unsigned certainty;
    bool review;
    bool by_values; /* values were counted for it */
    uint32_t hits, total;
    size_t id; /* the kind of number most values are; SIZE_MAX: none */
};

uint32_t pgm_type_bits(const struct pgm_type *type);
struct pgm_judgement pgm_judge(const struct pgm_detector *detector, uint32_t type_bits,
                               const struct pgm_name_matches *names, uint32_t table_sorts,
                               const struct pgm_tally *tally);

/* ---- relations.c ---- */

struct pgm_relation {
    const struct pgm_column *references; /* the end of its chain of foreign keys; NULL: none */
    bool is_referenced;
    bool is_primary;  /* alone or with others */
    bool is_sole_key; /* the primary key, alone */
    bool is_unique;   /* the key of some unique index */
    bool needs_value; /* no NULLs may stand there several times */
    bool is_lowered;  /* in an index over lower() of it alone */
    bool is_fixed;    /* an index, constraint or partition key that no mask is shown to hold */
    bool is_partition_key;
};
struct pgm_relation *pgm_relations_read(const struct pgm_catalog *catalog,
                                        const size_t *first_column, size_t column_count,
                                        struct pgm_arena *arena);

/* ---- links.c: values of people that stand in several tables ---- */

struct pgm_link {
    uint64_t hash; /* 0: free */
    size_t look;
};
struct pgm_links {
    struct pgm_link *slots;
    size_t count, capacity;
};
/* Notes a value of a column whose name says what it is. */
void pgm_links_add(struct pgm_links *links, struct pgm_span text, size_t look);
/* The column most of whose values these are, SIZE_MAX for none; and how many of them. */
size_t pgm_links_find(const struct pgm_links *links, const struct pgm_tally *tally, uint32_t *hits);

/* ---- detect.c: a column on its way ---- */

struct pgm_look {
    const struct pgm_column *column;
    struct pgm_name_matches names;
    struct pgm_tally *tally; /* NULL: nothing was looked at */
    struct pgm_judgement judgement;
    struct pgm_proposal *proposal;
    struct pgm_detection detection;
};
struct pgm_table_look {
    uint32_t sorts;
    bool is_guarded;                  /* it has secrets: a short list beside them may be one */
    const struct pgm_column *subject; /* identifies the person of a row; NULL: none */
    /* The one column that refers to a person's key: times of a row are those of that person. */
    const struct pgm_column *person;
};

struct pgm_detect {
    struct pgm_arena arena;
    struct pgm_scratch scratch;
    const struct pgm_detector *detector;
    const struct pgm_catalog *catalog;
    struct pgm_table_look *tables; /* parallel to catalog->tables */
    size_t *first_column;          /* of each table among the looks */
    struct pgm_look *looks;
    struct pgm_relation *relations;
    size_t column_count;
    struct pgm_links links;
};

static inline size_t pgm_look_index(const struct pgm_detect *run, const struct pgm_column *column)
{
    return run->first_column[column->table - run->catalog->tables] +
           (size_t)(column - column->table->columns);
}
static inline bool pgm_is_kind(const struct pgm_detector_entry *entry, const char *kind)
{
    return entry && strcmp(entry->kind, kind) == 0;
}

/* ---- propose.c and its kin ---- */

#define PGM_MASKS_MAX 12

/* A rule before it is written. */
struct pgm_proposal {
    const char *kind;
    const char *masks[PGM_MASKS_MAX]; /* those that may stand, the best first: "noise, amount: 3" */
    size_t mask_count;
    const char *why;    /* where no detector speaks for it */
    const char *domain; /* NULL: by default */
    bool needs_domain;  /* of its own: what it draws from is the column's */
    bool by;
    const struct pgm_proposal *follows; /* of the key it references: one rule for both */
    const char *alternative;
    unsigned certainty;
    bool review;
};

/* A mask inside of a rule, to be written when it is known whether its domain draws from subjects. */
#define PGM_PART_OPEN   '\x01'
#define PGM_PART_CLOSE  '\x02'
#define PGM_PART_FORMAT "\x01%s\x02"

/* What a column is by its type alone, where no detector knows it. */
void pgm_propose_default(const struct pgm_detect *run, const struct pgm_look *look,
                         struct pgm_proposal *proposal);
/* What its parts are; false: it is no structure. */
bool pgm_propose_parts(struct pgm_detect *run, const struct pgm_look *look,
                       struct pgm_proposal *proposal);
void pgm_propose(struct pgm_detect *run, struct pgm_look *look);
/* `by:` in all columns of a domain or in none; then the texts of all rules. */
void pgm_propose_write(struct pgm_detect *run);

/* The entry's mask of that index for a column of the kind, with `kind:` for numbers; NULL: the values are
 * none that it takes. */
const char *pgm_mask_of_entry(struct pgm_arena *arena, const struct pgm_judgement *judgement,
                              const struct pgm_tally *tally, enum pgm_kind kind, size_t index);
/* Whether the mask ("noise, amount: 3") can stand at the column. */
bool pgm_mask_fits(const struct pgm_column *column, const struct pgm_relation *relation,
                   const char *mask);
/* Whether it takes the type; for parts of values. */
bool pgm_mask_takes(const char *mask, enum pgm_kind kind);
uint32_t pgm_mask_flags_of(const char *mask);
/* The masks that fit a column of this type whatever it holds, the best first; ends with NULL. */
const char *const *pgm_masks_for(enum pgm_kind kind);
/* A text as YAML, in quotes where it needs them; a column's name as rules have it. */
void pgm_put_scalar(struct pgm_buf *buf, const char *text);
void pgm_put_column(struct pgm_buf *buf, const char *name);

const char *pgm_reason(const struct pgm_detect *run, const struct pgm_look *look,
                       struct pgm_arena *arena);

#endif
