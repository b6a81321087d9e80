/*
 * builder.h: indexes and keys of the new database, each table's as soon as it is loaded.
 *
 *   table loaded ─> [index] [index] [unique index] ─> [key USING that index] ─> ANALYZE
 *                       several at a time, on connections of their own
 *
 *   leaf done, leaf done ─> ANALYZE of the tree, its leaves included
 *
 * Rows that are loaded via a root may fall into any leaf: there, all leaves wait for the last one.
 *
 * A primary key that is added as such locks the table against its other indexes being built; made as a
 * unique index first it does not, and becomes the key at once behind.
 */
#ifndef PGM_BUILDER_H
#define PGM_BUILDER_H

#include "journal.h"
#include "pg.h"
#include "plan.h"
#include "toc.h"

struct pgm_builder;

/* Takes the entries of indexes and keys of ordinary tables out of `toc` and starts `count` threads that
 * wait for tables. `source` is asked for the keys' indexes. journal: of a resumed run, whose finished
 * steps are left out; NULL: none. */
enum pgm_status pgm_builder_new(struct pgm_builder **builder, struct pgm_toc *toc,
                                const struct pgm_plan *plan, struct pgm_pg *source,
                                const struct pgm_pg_options *target, bool no_tablespaces,
                                const struct pgm_journal *journal, unsigned count,
                                struct pgm_cancel *cancel, struct pgm_error *error) PGM_MUST_CHECK;
/* The table's rows are all there. Never waits; once a table. */
void pgm_builder_add(struct pgm_builder *builder, const struct pgm_table *table);
/* No table comes any more: waits for the work to end. */
enum pgm_status pgm_builder_finish(struct pgm_builder *builder,
                                   struct pgm_error *error) PGM_MUST_CHECK;
/* Then: indexes of partitioned tables, over those of their leaves; `pg` is of the new database. */
enum pgm_status pgm_builder_join_trees(struct pgm_builder *builder, struct pgm_pg *pg,
                                       struct pgm_error *error) PGM_MUST_CHECK;
/* Ends early what runs; NULL is fine. */
void pgm_builder_free(struct pgm_builder *builder);

#endif
