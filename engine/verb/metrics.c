/* metrics.c: see the header. Format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
#include "metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "file.h"

static void label(struct pgm_buf *text, const char *value)
{
    for (; *value; value++) {
        if (*value == '\\' || *value == '"')
            pgm_buf_putc(text, '\\');
        if (*value == '\n')
            pgm_buf_puts(text, "\\n");
        else
            pgm_buf_putc(text, *value);
    }
}

static void gauge(struct pgm_buf *text, const struct pgm_result *result, const char *name,
                  const char *help, double value)
{
    pgm_buf_printf(text, "# HELP pgmirage_clone_%s %s\n# TYPE pgmirage_clone_%s gauge\n", name,
                   help, name);
    pgm_buf_printf(text, "pgmirage_clone_%s{target=\"", name);
    label(text, result->output ? result->output : "");
    pgm_buf_printf(text, "\"} %.17g\n", value);
}

static void make(struct pgm_buf *text, const struct pgm_result *result, enum pgm_status status)
{
    gauge(text, result, "success", "Whether the newest run succeeded.", status == PGM_OK);
    gauge(text, result, "exit_code", "Exit code of the newest run.", (double)status);
    gauge(text, result, "end_time_seconds", "When the newest run ended.", (double)time(NULL));
    gauge(text, result, "duration_seconds", "How long it took.", result->seconds);
    gauge(text, result, "cpu_seconds", "Processor time of pgmirage itself.",
          result->cpu_user_s + result->cpu_system_s);
    gauge(text, result, "peak_memory_bytes", "Largest resident memory of pgmirage itself.",
          (double)result->peak_memory_bytes);
    gauge(text, result, "tables", "Tables with rows.", (double)result->table_count);
    gauge(text, result, "rows", "Rows copied.", (double)result->rows);
    gauge(text, result, "source_bytes", "COPY text read.", (double)result->bytes_in);
}

enum pgm_status pgm_metrics_write(const char *path, const struct pgm_result *result,
                                  enum pgm_status status, struct pgm_error *error)
{
    struct pgm_buf text = {0};
    struct pgm_error fault = {0};
    const char *const slash = strrchr(path, '/');
    char *const folder = slash ? strndup(path, (size_t)(slash - path + 1)) : strdup(".");
    const int fd = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    make(&text, result, status);
    enum pgm_status written =
        fd < 0 ? pgm_fail_errno(&fault, errno, "cannot open the folder of --metrics-file")
               : pgm_write_whole(fd, slash ? slash + 1 : path, text.data, text.bytes, &fault);
    /* Collectors run as somebody else, and nothing in it is secret. */
    if (written == PGM_OK && fchmodat(fd, slash ? slash + 1 : path, 0644, 0) != 0)
        written = pgm_fail_errno(&fault, errno, "cannot let others read --metrics-file");
    if (fd >= 0)
        close(fd);
    free(folder);
    pgm_buf_free(&text);
    if (status != PGM_OK || written == PGM_OK)
        return status;
    *error = fault;
    return written;
}
