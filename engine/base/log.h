/* log.h: messages on standard error. Their level and format are the one piece of global state. */
#ifndef PGM_LOG_H
#define PGM_LOG_H

#include "status.h"

enum pgm_log_level { PGM_LOG_ERROR, PGM_LOG_WARNING, PGM_LOG_INFO, PGM_LOG_DEBUG };

/* Lines for people, or JSON objects for programs (engine/cli/log_view.h). */
enum pgm_log_format { PGM_LOG_TEXT, PGM_LOG_JSON };

void pgm_log_set_format(enum pgm_log_format format);
enum pgm_log_format pgm_log_format(void);
void pgm_log_set_level(enum pgm_log_level level);
enum pgm_log_level pgm_log_level(void);
/* One line "pgmirage: warning: ..."; thread-safe. Never a value of a row, a password or a key. */
void pgm_log(enum pgm_log_level level, const char *format, ...) PGM_PRINTF(2, 3);

#endif
