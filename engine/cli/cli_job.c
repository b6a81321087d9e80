/* cli_job.c: how the verbs that connect to a server begin and end. */
#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

#include "cli_run.h"
#include "key.h"
#include "log_view.h"
#include "process.h"

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

static void warn_password(const char *conninfo)
{
    if (pgm_cli_carries_password(conninfo))
        pgm_log_view_warning("the connection string on the command line carries a password, "
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

enum pgm_status pgm_cli_job_begin(struct pgm_cli_job *job, const struct pgm_job_options *options,
                                  struct pgm_error *error)
{
    *job = (struct pgm_cli_job){.options = *options};
    if (!options->preset_directory && find_presets(job->presets, sizeof job->presets))
        job->options.preset_directory = job->presets;
    warn_password(options->source.conninfo);
    PGM_TRY(pgm_crypto_init(error));
    PGM_TRY(pgm_cancel_init(&job->cancel, error));
    pgm_process_catch(&job->cancel);
    return PGM_OK;
}

void pgm_cli_job_end(struct pgm_cli_job *job, enum pgm_status status,
                     const struct pgm_report *report, struct pgm_error *error)
{
    if (status != PGM_OK) {
        pgm_log_view_report(report, PGM_LOG_ERROR);
        if (!report->count)
            ensure_message(status, error);
    }
    pgm_process_settle();
    pgm_cancel_free(&job->cancel);
}
