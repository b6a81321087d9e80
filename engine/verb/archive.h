/*
 * archive.h: from pg_dump's table of contents to ours.
 *
 *   pg_dump's entries ── drop what carries passwords or row values ──┐
 *   TABLE DATA a table, SEQUENCE SET a sequence ─────────────────────┴─> toc.dat, by rename, last
 */
#ifndef PGM_ARCHIVE_H
#define PGM_ARCHIVE_H

#include "note.h"
#include "plan.h"
#include "toc.h"

/* Which objects pg_dump selected, found by their oids. */
struct pgm_archive_index {
    struct pgm_map tables, sequences, extensions; /* oid -> entry */
};

void pgm_archive_index_make(struct pgm_archive_index *index, const struct pgm_toc *toc);
void pgm_archive_index_free(struct pgm_archive_index *index);
/* A pgm_plan_selector; the argument is the index. */
bool pgm_archive_selects(const struct pgm_table *table, void *index);

/* Drops user mappings, subscriptions, statistics, and (unless kept) foreign servers, each with what
 * depends on it; a note for each kind that was there. */
void pgm_archive_drop_secrets(struct pgm_toc *toc, bool foreign_servers, struct pgm_notes *notes);

/* Adds the TABLE DATA entry of each table that is read, and gives its data file's name (without the
 * suffix of a compression) in the toc's arena, in the order of plan->tables; NULL for the others. */
const char **pgm_archive_add_tables(struct pgm_toc *toc, const struct pgm_archive_index *index,
                                    const struct pgm_plan *plan);
/* Adds SEQUENCE SET entries, those of permuted keys past their domain's range; a note for each that
 * cannot go so far. */
void pgm_archive_add_sequences(struct pgm_toc *toc, const struct pgm_archive_index *index,
                               const struct pgm_plan *plan, struct pgm_notes *notes);
/* Moves the data entries between pre-data and post-data, where a serial restore needs them. */
void pgm_archive_order(struct pgm_toc *toc);

/* Writes toc.dat into the folder: another name, fsync, rename, fsync of the folder. */
enum pgm_status pgm_archive_commit(const struct pgm_toc *toc, int directory_fd,
                                   struct pgm_error *error) PGM_MUST_CHECK;

#endif
