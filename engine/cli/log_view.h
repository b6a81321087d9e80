/* log_view.h: warnings, errors, findings and summaries, for people or (--log-format json) for programs: one
 * JSON object a line, with `time`, `level`, `event` and what belongs to it. No value of a row. */
#ifndef PGM_LOG_VIEW_H
#define PGM_LOG_VIEW_H

#include <stdio.h>

#include "log.h"
#include "report.h"
#include "result.h"

/* On standard error. */
void pgm_log_view_warning(const char *message);
/* How a run ended; nothing where `error` has neither message nor hint. */
void pgm_log_view_error(const struct pgm_error *error, enum pgm_status status);
void pgm_log_view_report(const struct pgm_report *report, enum pgm_log_level level);
/* What a verb that copies a database did, as JSON whatever the format. */
void pgm_log_view_summary(const char *verb, const struct pgm_result *result, FILE *stream);

#endif
