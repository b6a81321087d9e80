/* log.h: messages on standard error. The level is the one piece of global state. */
#ifndef PGM_LOG_H
#define PGM_LOG_H

#include "status.h"

enum pgm_log_level { PGM_LOG_ERROR, PGM_LOG_WARNING, PGM_LOG_INFO, PGM_LOG_DEBUG };

void pgm_log_set_level(enum pgm_log_level level);
enum pgm_log_level pgm_log_level(void);
/* One line "pgmirage: warning: ..."; thread-safe. Never a value of a row, a password or a key. */
void pgm_log(enum pgm_log_level level, const char *format, ...) PGM_PRINTF(2, 3);

#endif
