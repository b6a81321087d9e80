/*
 * loader.h: connections to a target server, each the outlet of one chunk at a time.
 *
 *   take ─ begin: BEGIN; [TRUNCATE]; COPY ... FROM STDIN ─ appends ─ end: the journal's line; COMMIT ─> free
 *
 * A chunk and its line in the journal are one transaction: it is there as a whole or not at all, and
 * can be done again. Whoever finds no free loader waits for one: the chunks that hold them are fed by
 * others.
 */
#ifndef PGM_LOADER_H
#define PGM_LOADER_H

#include "outlet.h"
#include "pg.h"

struct pgm_loader;
struct pgm_loaders;

/* `count` connections, made when they are first needed. `target` is borrowed. */
enum pgm_status pgm_loaders_new(struct pgm_loaders **loaders, const struct pgm_pg_options *target,
                                unsigned count, struct pgm_cancel *cancel,
                                struct pgm_error *error) PGM_MUST_CHECK;
/* Waits for a free one and begins a COPY on it: `sql` opens the transaction and ends with the COPY.
 * `what` ("loading shop.orders") is borrowed until the end. */
enum pgm_status pgm_loader_begin(struct pgm_loaders *loaders, const char *sql, const char *what,
                                 struct pgm_loader **loader,
                                 struct pgm_error *error) PGM_MUST_CHECK;
struct pgm_outlet *pgm_loader_outlet(struct pgm_loader *loader);
/* Ends the COPY, runs `sql` (which commits) and frees the loader, whatever it returns. */
enum pgm_status pgm_loader_end(struct pgm_loader *loader, const char *sql,
                               struct pgm_error *error) PGM_MUST_CHECK;
/* Whoever waits, now or later, is turned away. */
void pgm_loaders_close(struct pgm_loaders *loaders);
/* Open transactions roll back. */
void pgm_loaders_free(struct pgm_loaders *loaders);

#endif
