/*
 * report.h: many findings in one answer. Rules errors, uncovered columns and preflight problems are
 * collected here and shown all at once, so that nobody fixes them one run at a time.
 */
#ifndef PGM_REPORT_H
#define PGM_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "arena.h"
#include "map.h"
#include "status.h"

/* Where in a rules file something stands; file NULL means nowhere in particular. */
struct pgm_place {
    const char *file;
    unsigned line;   /* from 1; 0 unknown */
    unsigned column; /* from 1; 0 unknown */
};

/* What changed or is wrong, for programs that read findings. */
enum pgm_finding_kind {
    PGM_FINDING_OTHER, /* by its status: rules that cannot be used, or that do not fit */
    PGM_FINDING_NEW_TABLE,
    PGM_FINDING_NEW_COLUMN,
    PGM_FINDING_GONE_TABLE, /* only the rules have it */
    PGM_FINDING_GONE_COLUMN,
    PGM_FINDING_CHANGED_COLUMN, /* to a type that its mask does not take */
};

struct pgm_finding {
    struct pgm_place place;
    enum pgm_status status;
    enum pgm_finding_kind kind;
    const char *object;         /* "schema.table.column" as the user would write it, or NULL */
    const char *table, *column; /* the same in parts where a kind is said; else NULL */
    const char *message;
    const char *hint; /* what would fix it, or NULL */
    bool repeats;     /* a fault of the rules already found, met again at another column */
    struct pgm_finding *next;
};

struct pgm_report {
    struct pgm_arena arena;
    struct pgm_finding *first, *last;
    size_t count;
    struct pgm_map faults; /* of the rules, by place and message: each is told once */
};

/* `format` makes the message; object and hint are copied and may be NULL. */
void pgm_report_add(struct pgm_report *report, enum pgm_status status, struct pgm_place place,
                    const char *object, const char *hint, const char *format, ...) PGM_PRINTF(6, 7);

/* Says of the finding added last what became of which table or column; the texts are copied. */
void pgm_report_about(struct pgm_report *report, enum pgm_finding_kind kind, const char *table,
                      const char *column);

/* PGM_OK for an empty report; else the lowest finding's status that is most basic: PGM_BAD_USAGE
 * before PGM_UNFIT before PGM_FAILED. */
enum pgm_status pgm_report_status(const struct pgm_report *report);

/* `file:line:column: object: message` a line, the hint indented below, a count at the end; a fault of
 * the rules is told once, however many columns its rule holds for. */
void pgm_report_print(const struct pgm_report *report, FILE *stream);
void pgm_report_free(struct pgm_report *report);

#endif
