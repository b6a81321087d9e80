/* report.c: collecting and printing findings. */
#include "report.h"

#include <stdarg.h>
#include <string.h>

/* By a hash, for a file may hold tens of thousands of faults. */
static bool is_repeated(struct pgm_report *report, struct pgm_finding *finding)
{
    const struct pgm_place place = finding->place;
    if (finding->status != PGM_BAD_USAGE || !place.file || !place.line)
        return false;
    const char *key = pgm_arena_printf(&report->arena, "%u:%u:%s:%s", place.line, place.column,
                                       finding->message, place.file);
    return pgm_map_put(&report->faults, pgm_span_of(key), finding) != finding;
}

void pgm_report_add(struct pgm_report *report, enum pgm_status status, struct pgm_place place,
                    const char *object, const char *hint, const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    struct pgm_finding *finding = PGM_ARENA_NEW(&report->arena, struct pgm_finding);
    *finding = (struct pgm_finding){
        .place = {pgm_arena_strdup(&report->arena, place.file), place.line, place.column},
        .status = status,
        .object = pgm_arena_strdup(&report->arena, object),
        .message = pgm_arena_strdup(&report->arena, text),
        .hint = pgm_arena_strdup(&report->arena, hint),
    };
    finding->repeats = is_repeated(report, finding);
    if (report->last)
        report->last->next = finding;
    else
        report->first = finding;
    report->last = finding;
    report->count++;
}

void pgm_report_about(struct pgm_report *report, enum pgm_finding_kind kind, const char *table,
                      const char *column)
{
    report->last->kind = kind;
    report->last->table = pgm_arena_strdup(&report->arena, table);
    report->last->column = pgm_arena_strdup(&report->arena, column);
}

enum pgm_status pgm_report_status(const struct pgm_report *report)
{
    /* What is more basic is told first: rules that cannot be read before rules that do not fit. */
    static const enum pgm_status order[] = {PGM_BAD_USAGE, PGM_UNFIT, PGM_FAILED};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        for (const struct pgm_finding *f = report->first; f; f = f->next)
            if (f->status == order[i])
                return order[i];
    return report->first ? report->first->status : PGM_OK;
}

void pgm_report_print(const struct pgm_report *report, FILE *stream)
{
    size_t told = 0;
    for (const struct pgm_finding *f = report->first; f; f = f->next) {
        if (f->repeats)
            continue;
        told++;
        if (f->place.file && f->place.line)
            fprintf(stream, "%s:%u:%u: ", f->place.file, f->place.line, f->place.column);
        else if (f->place.file)
            fprintf(stream, "%s: ", f->place.file);
        if (f->object)
            fprintf(stream, "%s: ", f->object);
        fprintf(stream, "%s\n", f->message);
        if (f->hint)
            fprintf(stream, "    hint: %s\n", f->hint);
    }
    if (told)
        fprintf(stream, "%zu problem%s found\n", told, told == 1 ? "" : "s");
}

void pgm_report_free(struct pgm_report *report)
{
    pgm_map_free(&report->faults);
    pgm_arena_free(&report->arena);
    *report = (struct pgm_report){0};
}
