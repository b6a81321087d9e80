/* time_of_day.h: values of type time, which travel as text: "23:59:59.5", up to "24:00:00". */
#ifndef PGM_TIME_OF_DAY_H
#define PGM_TIME_OF_DAY_H

#include <stddef.h>
#include <stdint.h>

#include "span.h"

#define PGM_TIME_OF_DAY_BYTES 15 /* "HH:MM:SS.ffffff" */

/* Microseconds since midnight; 0 for what is no time of day. */
int64_t pgm_time_of_day_read(struct pgm_span text);
/* As PostgreSQL prints it, without zeros at the end; returns the length. */
size_t pgm_time_of_day_write(int64_t micros, uint8_t out[PGM_TIME_OF_DAY_BYTES]);

#endif
