/* status.c: recording the first fault. */
#include "status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum pgm_status pgm_fail(struct pgm_error *error, enum pgm_status status, const char *format, ...)
{
    if (error && error->status == PGM_OK) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
        error->hint[0] = '\0';
        error->status = status;
    }
    return status;
}

void pgm_hint(struct pgm_error *error, const char *format, ...)
{
    if (!error || error->status == PGM_OK || error->hint[0])
        return;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->hint, sizeof error->hint, format, arguments);
    va_end(arguments);
}

enum pgm_status pgm_fail_errno(struct pgm_error *error, int errno_value, const char *format, ...)
{
    char what[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    char text[128];
    return pgm_fail(error, PGM_FAILED, "%s: %s", what, strerror_r(errno_value, text, sizeof text));
}

enum pgm_status pgm_fail_memory(struct pgm_error *error)
{
    return pgm_fail(error, PGM_FAILED, "out of memory");
}
