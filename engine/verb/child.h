/*
 * child.h: a program of PostgreSQL's as a child of ours.
 *
 * Its messages are data: they are read, classified and never printed. Its environment lacks our key and
 * holds the server's password, which its arguments never do.
 */
#ifndef PGM_CHILD_H
#define PGM_CHILD_H

#include <sys/types.h>

#include "buf.h"
#include "cancel.h"
#include "pg.h"

struct pgm_words {
    const char **items; /* NULL behind the last */
    size_t count, capacity;
};
/* The word is borrowed. */
void pgm_words_add(struct pgm_words *words, const char *word);

struct pgm_child {
    struct pgm_words arguments; /* the first names the program, looked up in the PATH */
    const char *password;       /* for PGPASSWORD; NULL none */
    const char *option;         /* which option names the program, for the hint: "--pg-dump" */
    struct pgm_pg *server;      /* asked in silence whether it lives; NULL: nobody is asked */
    struct pgm_cancel *cancel;
    struct pgm_buf out, err; /* what it wrote; of its errors the first 64 KiB */
    int code;                /* how it ended; -1 by a signal */
    pid_t pid;               /* while it runs, else 0 */
    int out_fd, err_fd;      /* read ends; -1 closed */
};

/* Starts it. The caller may do something else, also with `server`, while it works: until it is waited
 * for it waits itself, once its pipes are full. Its arguments and password are not needed any more. */
enum pgm_status pgm_child_start(struct pgm_child *run, struct pgm_error *error) PGM_MUST_CHECK;
/* Reads what it writes and waits for its end, whatever its exit code. Killed when the cancel is pulled or
 * the server is dead. */
enum pgm_status pgm_child_finish(struct pgm_child *run, struct pgm_error *error) PGM_MUST_CHECK;
/* Both. */
enum pgm_status pgm_child_run(struct pgm_child *run, struct pgm_error *error) PGM_MUST_CHECK;
/* Whether it ended because the server has no room for its locks; then says so in `error`. The setting's
 * name stands in the server's message whatever its language. */
bool pgm_child_lacks_locks(const struct pgm_child *run, struct pgm_error *error);
/* Kills one that was not waited for. */
void pgm_child_free(struct pgm_child *run);

#endif
