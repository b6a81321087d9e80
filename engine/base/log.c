/* log.c: one line a message, written in one call so that threads do not mix theirs. */
#include "log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int level_now = PGM_LOG_WARNING;
static atomic_int format_now = PGM_LOG_TEXT;

void pgm_log_set_format(enum pgm_log_format format)
{
    atomic_store_explicit(&format_now, (int)format, memory_order_relaxed);
}

enum pgm_log_format pgm_log_format(void)
{
    return (enum pgm_log_format)atomic_load_explicit(&format_now, memory_order_relaxed);
}

void pgm_log_set_level(enum pgm_log_level level)
{
    atomic_store_explicit(&level_now, (int)level, memory_order_relaxed);
}

enum pgm_log_level pgm_log_level(void)
{
    return (enum pgm_log_level)atomic_load_explicit(&level_now, memory_order_relaxed);
}

void pgm_log(enum pgm_log_level level, const char *format, ...)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    if (level > pgm_log_level())
        return;
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fprintf(stderr, "pgmirage: %s: %s\n", names[level], text);
}
