/* cli_run.h: the program, from argv to the exit code. */
#ifndef PGM_CLI_RUN_H
#define PGM_CLI_RUN_H

#include "dump.h"
#include "verbs.h"

/* Runs the verb argv[1] names and returns the exit code (enum pgm_status). Hardens the process. */
int pgm_cli_run(int argc, char **argv);

/* The verbs that do more than print (run_dump.c, run_keygen.c). */
enum pgm_status pgm_cli_dump(const struct pgm_cli_options *options,
                             struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_cli_keygen(const char *path, struct pgm_error *error) PGM_MUST_CHECK;

/* Whether a connection string carries a password (run_dump.c). */
bool pgm_cli_carries_password(const char *conninfo);

#endif
