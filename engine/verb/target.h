/*
 * target.h: the databases of a clone on its server.
 *
 *   shop_test                            the name everybody connects to
 *   shop_test_pgmirage_20261122T180000   being made; takes the name when it is complete
 *   shop_test_pgmirage_was_20261122T...  what had the name before
 *
 * What pgmirage makes carries a comment whose last line says so, and how far it is: unfinished,
 * complete (it waits for its name), the clone, a previous one. Only that is ever dropped. All
 * statements run in the maintenance database, whose session also holds an advisory lock: two clones to
 * one name cannot run at once, not even by two maintenance databases.
 */
#ifndef PGM_TARGET_H
#define PGM_TARGET_H

#include "archive.h"
#include "catalog.h"
#include "note.h"
#include "pg.h"
#include "report.h"

struct pgm_target_options {
    struct pgm_pg_options server; /* --target, whose database is the name */
    const char *maintenance;      /* NULL: postgres */
    const char *settings;         /* statements for each loading session; NULL: none */
    bool no_owner, no_privileges, no_tablespaces;
    bool
        same_server_copy; /* --allow-physical-copy: a source that is a copy of the target's server */
};

/* Zeroed but for options, notes and cancel, it holds nothing. */
struct pgm_target {
    const struct pgm_target_options *options;
    struct pgm_notes *notes;
    struct pgm_cancel *cancel;
    struct pgm_pg_options admin_options, work_options;
    struct pgm_pg admin;
    const char *name, *work;
    uint32_t old_oid;        /* 0: nothing has the name yet */
    bool old_is_ours;        /* pgmirage made it, for this name */
    const char *old_comment; /* without our line; NULL: none */
    bool made;               /* the work database exists */
    const char *complete;    /* it lacks nothing but its name: what pgm_target_complete was told */
};

/* Connects, locks the name, finds what has it. */
enum pgm_status pgm_target_open(struct pgm_target *target, struct pgm_error *error) PGM_MUST_CHECK;
/* Refuses a target that is the source. */
enum pgm_status pgm_target_refuse_source(struct pgm_target *target, struct pgm_pg *source,
                                         struct pgm_error *error) PGM_MUST_CHECK;
/* Reports what the schema needs and the target lacks: extensions, roles, tablespaces, rights. */
enum pgm_status pgm_target_lacks(struct pgm_target *target, struct pgm_pg *source,
                                 const struct pgm_toc *toc, struct pgm_report *report,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* Takes up the newest work database that has not got its name; `made` stays false where there is none. */
enum pgm_status pgm_target_adopt(struct pgm_target *target, struct pgm_error *error) PGM_MUST_CHECK;
/* Makes the work database, with the source's encoding and locale. */
enum pgm_status pgm_target_create(struct pgm_target *target, struct pgm_pg *source,
                                  struct pgm_error *error) PGM_MUST_CHECK;
/* Remembers that the work database is complete, with lines to know it by. */
enum pgm_status pgm_target_complete(struct pgm_target *target, const char *facts,
                                    struct pgm_error *error) PGM_MUST_CHECK;
/* Gives it what belongs to the name: owner, privileges, settings. */
enum pgm_status pgm_target_dress(struct pgm_target *target, struct pgm_error *error) PGM_MUST_CHECK;
/* Swaps the names, and the comments with them, in one transaction, waiting up to `timeout_ms` for sessions to end. Of what had the
 * name before, and was ours, `keep` are kept. Nobody may be connected to the work database. */
enum pgm_status pgm_target_swap(struct pgm_target *target, int timeout_ms, unsigned keep,
                                struct pgm_error *error) PGM_MUST_CHECK;
/* Drops what unfinished clones to this name have left. *count: how many. */
enum pgm_status pgm_target_clean(struct pgm_target *target, unsigned *count,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* Lets go of the lock. An unfinished work database stays, to be resumed or cleaned. */
void pgm_target_close(struct pgm_target *target);

#endif
