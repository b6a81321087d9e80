/* Metrics in Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "metrics.h"

static char folder[] = "/tmp/pgmirage-metrics-XXXXXX";
static char text[16384];

static void enter(void)
{
    cr_assert(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void leave(void)
{
    unlink("clone.prom");
    cr_assert_eq(rmdir(folder), 0, "something is left in %s", folder);
}

TestSuite(verb_metrics, .init = enter, .fini = leave);

static const char *read_back(void)
{
    FILE *file = fopen("clone.prom", "rb");
    cr_assert(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static const char *written(const struct pgm_result *result, enum pgm_status status)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_metrics_write("clone.prom", result, status, &error), status);
    cr_assert_eq(error.message[0], '\0', "%s", error.message);
    return read_back();
}

static bool has_line(const char *metrics, const char *line)
{
    const size_t bytes = strlen(line);
    for (const char *at = metrics; (at = strstr(at, line)); at++)
        if ((at == metrics || at[-1] == '\n') && at[bytes] == '\n')
            return true;
    return false;
}

static const struct pgm_result good = {
    .output = "shop",
    .table_count = 3,
    .rows = 9007199254740992,
    .bytes_in = 1234567,
    .seconds = 0.25,
    .cpu_user_s = 1.5,
    .cpu_system_s = 0.25,
    .peak_memory_bytes = 4096,
};

/* Each metric is its help, its type and one sample, in that order, and comes once. */
Test(verb_metrics, a_help_a_type_and_a_sample_each)
{
    char seen[64][64];
    size_t count = 0;
    (void)written(&good, PGM_OK);
    cr_assert_eq(text[strlen(text) - 1], '\n');
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char name[64], again[64], kind[16], end;
        double value;
        cr_assert_eq(sscanf(line, "# HELP %63s %c", name, &end), 2, "%s", line);
        cr_assert(line = strtok(NULL, "\n"));
        cr_assert_eq(sscanf(line, "# TYPE %63s %15s%c", again, kind, &end), 2, "%s", line);
        cr_assert_str_eq(again, name);
        cr_assert_str_eq(kind, "gauge");
        cr_assert(line = strtok(NULL, "\n"));
        cr_assert_eq(sscanf(line, "%63[^{]{target=\"shop\"} %lf%c", again, &value, &end), 2, "%s",
                     line);
        cr_assert_str_eq(again, name);
        cr_assert_eq(strncmp(name, "pgmirage_clone_", 15), 0);
        for (size_t i = 0; i < count; i++)
            cr_assert_str_neq(seen[i], name);
        snprintf(seen[count++], sizeof *seen, "%s", name);
    }
    cr_assert_eq(count, 9);
}

Test(verb_metrics, numbers_are_exact)
{
    const char *metrics = written(&good, PGM_OK);
    cr_assert(has_line(metrics, "pgmirage_clone_rows{target=\"shop\"} 9007199254740992"));
    cr_assert(has_line(metrics, "pgmirage_clone_duration_seconds{target=\"shop\"} 0.25"));
    cr_assert(has_line(metrics, "pgmirage_clone_cpu_seconds{target=\"shop\"} 1.75"));
    cr_assert(has_line(metrics, "pgmirage_clone_success{target=\"shop\"} 1"));
    cr_assert(has_line(metrics, "pgmirage_clone_exit_code{target=\"shop\"} 0"));
}

Test(verb_metrics, a_failure_is_told_and_stays_the_status)
{
    const char *metrics = written(&(struct pgm_result){0}, PGM_CHECK_FAILED);
    cr_assert(has_line(metrics, "pgmirage_clone_success{target=\"\"} 0"));
    cr_assert(has_line(metrics, "pgmirage_clone_exit_code{target=\"\"} 4"));
}

/* Backslash, double quote and line feed are escaped in a label's value, and nothing else. */
Test(verb_metrics, labels_are_escaped)
{
    static const struct {
        const char *name, *label;
    } cases[] = {
        {"a\"b", "a\\\"b"},
        {"a\\b", "a\\\\b"},
        {"a\nb", "a\\nb"},
        {"\\\n\"", "\\\\\\n\\\""},
        {"Gr\u00f6\u00dfe {x=1} it's", "Gr\u00f6\u00dfe {x=1} it's"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct pgm_result result = {.output = cases[i].name};
        char line[128];
        snprintf(line, sizeof line, "pgmirage_clone_rows{target=\"%s\"} 0", cases[i].label);
        cr_assert(has_line(written(&result, PGM_OK), line), "%s", line);
    }
}

/* Collectors run as somebody else, at any moment. */
Test(verb_metrics, the_file_is_replaced_and_readable_by_all)
{
    struct stat before, after;
    umask(077);
    (void)written(&good, PGM_OK);
    cr_assert_eq(stat("clone.prom", &before), 0);
    (void)written(&good, PGM_FAILED);
    cr_assert_eq(stat("clone.prom", &after), 0);
    cr_assert_neq(before.st_ino, after.st_ino);
    cr_assert_eq(after.st_mode & 0777, 0644);
}

Test(verb_metrics, what_cannot_be_written_fails_a_run_that_had_not)
{
    struct pgm_error error = {0};
    cr_assert_eq(pgm_metrics_write("nowhere/clone.prom", &good, PGM_OK, &error), PGM_FAILED);
    cr_assert(strstr(error.message, "--metrics-file"));
    error = (struct pgm_error){0};
    cr_assert_eq(pgm_metrics_write("nowhere/clone.prom", &good, PGM_UNFIT, &error), PGM_UNFIT);
    cr_assert_eq(error.message[0], '\0');
}
