/* cli_run.h: the program, from argv to the exit code. */
#ifndef PGM_CLI_RUN_H
#define PGM_CLI_RUN_H

#include "dump.h"
#include "verbs.h"

/* Runs the verb argv[1] names and returns the exit code (enum pgm_status). Hardens the process. */
int pgm_cli_run(int argc, char **argv);

/* The verbs. */
enum pgm_status pgm_cli_dump(const struct pgm_cli_options *options,
                             struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_check(const struct pgm_cli_options *options,
                              struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_preview(const struct pgm_cli_options *options,
                                struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_init(const struct pgm_cli_options *options,
                             struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_clone(const struct pgm_cli_options *options,
                              struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_snapshot(const struct pgm_cli_options *options,
                                 struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_import(const struct pgm_cli_options *options,
                               struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_masks(const struct pgm_cli_options *options,
                              struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_keygen(const struct pgm_cli_options *options,
                               struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_completion(const struct pgm_cli_options *options,
                                   struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_help(const struct pgm_cli_options *options,
                             struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_version(const struct pgm_cli_options *options,
                                struct pgm_error *error) PGM_MUST_CHECK;

/* What the verbs that connect begin with (cli_job.c): warns of a password on the command line, finds the
 * installed rules where none are given, and catches signals, which then pull `cancel`. End it whatever
 * it returned. */
struct pgm_cli_job {
    struct pgm_job_options options; /* the user's, with what is found */
    struct pgm_cancel cancel;
    char presets[4096];
};
enum pgm_status pgm_cli_job_begin(struct pgm_cli_job *job, const struct pgm_job_options *options,
                                  struct pgm_error *error) PGM_MUST_CHECK;
/* Prints what was found wrong where `status` says so; no status ends in silence. */
void pgm_cli_job_end(struct pgm_cli_job *job, enum pgm_status status,
                     const struct pgm_report *report, struct pgm_error *error);
/* Whether a connection string carries a password. */
bool pgm_cli_carries_password(const char *conninfo);

#endif
