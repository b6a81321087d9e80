/* run_dump.c: `pgmirage dump` as a person sees it: progress meanwhile, a summary or reasons behind. */
#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

#include "cli_run.h"
#include "key.h"
#include "log.h"
#include "process.h"
#include "progress_view.h"
#include "summary_view.h"

bool pgm_cli_carries_password(const char *conninfo)
{
    /* A plain database name is no connection string; libpq decides in the same way. */
    if (!conninfo || (!strchr(conninfo, '=') && !strstr(conninfo, "://")))
        return false;
    bool found = false;
    PQconninfoOption *const parsed = PQconninfoParse(conninfo, NULL);
    for (PQconninfoOption *option = parsed; option && option->keyword; option++) {
        if (!option->val || strcmp(option->keyword, "password") != 0)
            continue;
        found = *option->val != 0;
        explicit_bzero(option->val, strlen(option->val));
    }
    PQconninfoFree(parsed);
    return found;
}

static void warn_password(const struct pgm_cli_options *options)
{
    if (pgm_cli_carries_password(options->dump.source.conninfo))
        pgm_log(PGM_LOG_WARNING, "the connection string on the command line carries a password, "
                                 "which other users of this machine can read; PGPASSWORD, "
                                 "~/.pgpass or a service file keep it from them");
}

/* The rules installed with this very program: bin/../share. False where it runs from elsewhere, a build
 * folder for one. */
static bool find_presets(char *path, size_t bytes)
{
    static const char suffix[] = "/share/pgmirage/rules";
    const ssize_t length = readlink("/proc/self/exe", path, bytes - sizeof suffix);
    if (length <= 0)
        return false;
    path[length] = 0;
    for (int level = 0; level < 2; level++) {
        char *const slash = strrchr(path, '/');
        if (!slash)
            return false;
        *slash = 0;
    }
    memcpy(path + strlen(path), suffix, sizeof suffix);
    return access(path, R_OK | X_OK) == 0;
}

/* A status without a message must not end in silence. */
static void ensure_message(enum pgm_status status, struct pgm_error *error)
{
    if (status == PGM_INTERRUPTED || status == PGM_TERMINATED)
        (void)pgm_fail(error, status, "%s",
                       status == PGM_INTERRUPTED ? "interrupted" : "terminated");
    else
        (void)pgm_fail(error, status, "the run failed");
}

enum pgm_status pgm_cli_dump(const struct pgm_cli_options *options, struct pgm_error *error)
{
    struct pgm_cancel cancel;
    struct pgm_progress progress = {0};
    struct pgm_dump_result result = {0};
    struct pgm_dump_options dump = options->dump;
    char presets[4096];
    if (!dump.preset_directory && find_presets(presets, sizeof presets))
        dump.preset_directory = presets;
    warn_password(options);
    PGM_TRY(pgm_crypto_init(error));
    PGM_TRY(pgm_cancel_init(&cancel, error));
    pgm_process_catch(&cancel);

    const bool silent = options->quiet && options->progress == PGM_PROGRESS_AUTO;
    struct pgm_progress_view *const view =
        pgm_progress_view_start(&progress, silent ? PGM_PROGRESS_NONE : options->progress,
                                options->no_color, stderr, error);
    const enum pgm_status status =
        error->status ? error->status : pgm_dump(&dump, &cancel, &progress, &result, error);
    pgm_progress_view_stop(view);

    if (status == PGM_OK && !options->quiet) {
        const struct pgm_terminal terminal = pgm_terminal_of(STDOUT_FILENO, options->no_color);
        pgm_summary_print(&result, options->dump.connections, &terminal, stdout);
    } else if (status != PGM_OK) {
        pgm_report_print(&result.report, stderr);
        if (!result.report.count)
            ensure_message(status, error);
    }
    pgm_dump_result_free(&result);
    pgm_process_settle();
    pgm_cancel_free(&cancel);
    return status;
}
