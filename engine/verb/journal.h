/*
 * journal.h: how far a clone came, kept in the database that it makes, so that a chunk of rows and the
 * line that says so are one transaction. Gone before the new database takes its name.
 *
 *   pgmirage_journal.run     what must be equal for a resumed run: key, rules, algorithms, source, ...
 *   pgmirage_journal.chunk   the pieces of work as they were cut
 *   pgmirage_journal.done    those whose rows are there; none can be there twice
 *   pgmirage_journal.step    schema, indexes, ...
 *
 * It holds the key's commitment, never the key. What a clone without a journal must be compared by, one
 * that is complete and waits for its name, stands in its comment.
 */
#ifndef PGM_JOURNAL_H
#define PGM_JOURNAL_H

#include "chunk.h"
#include "job.h"
#include "run.h"
#include "snapshot.h"
#include "toc.h"

/* Steps that a clone takes once; the builder has its own. */
#define PGM_STEP_SCHEMA "schema"
#define PGM_STEP_ROWS   "rows"      /* all of them, and the sequences: the source is not needed */
#define PGM_STEP_POST   "post-data" /* begun */
#define PGM_STEP_MIXED  "mixed"     /* rows of more than one moment */

/* What a run is, in texts to compare and to keep. */
struct pgm_journal_facts {
    char commitment[PGM_COMMITMENT_TEXT_BYTES];
    const char *rules, *algorithms, *source; /* all that a complete clone is compared by */
    const char *schema;                      /* the tables' definitions, hashed */
    const char *ranges;                      /* of permuted domains */
    const char *snapshot;                    /* what it sees */
    const char *id;                          /* by which others join it */
    const char *lsn;                         /* "" where it does not tell which rows are seen */
};

/* Key, rules, algorithms and who the source is; texts live in `arena` or are constants. */
enum pgm_status pgm_journal_facts_make(struct pgm_journal_facts *facts, const struct pgm_job *job,
                                       struct pgm_pg *source, struct pgm_arena *arena,
                                       struct pgm_error *error) PGM_MUST_CHECK;
/* The others, from a planned job. */
void pgm_journal_facts_add(struct pgm_journal_facts *facts, const struct pgm_job *job,
                           const struct pgm_snapshot *snapshot, const struct pgm_toc *toc,
                           struct pgm_arena *arena);
/* For the comment of a complete clone, a line each, and against such a text. */
const char *pgm_journal_facts_text(const struct pgm_journal_facts *facts, struct pgm_arena *arena);
enum pgm_status pgm_journal_compare_text(const char *text, const struct pgm_journal_facts *facts,
                                         struct pgm_error *error) PGM_MUST_CHECK;

/* Makes the tables and writes the facts. */
enum pgm_status pgm_journal_begin(struct pgm_pg *pg, const struct pgm_journal_facts *facts,
                                  struct pgm_error *error) PGM_MUST_CHECK;
/* Writes the chunks, and that the schema is there, as one. */
enum pgm_status pgm_journal_plan(struct pgm_pg *pg, const struct pgm_chunks *chunks,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* Adds the statement that a chunk is done to its transaction. */
void pgm_journal_chunk_sql(const struct pgm_run_part *part, struct pgm_buf *sql);
/* Adds the statement that a step is done. */
void pgm_journal_step_sql(const char *step, struct pgm_buf *sql);
/* Writes a step by itself. */
enum pgm_status pgm_journal_step(struct pgm_pg *pg, const char *step,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* Harmless where there is none. */
enum pgm_status pgm_journal_drop(struct pgm_pg *pg, struct pgm_error *error) PGM_MUST_CHECK;

/* What an earlier run left. */
struct pgm_journal {
    bool is_planned; /* schema and chunks are there: otherwise begin anew */
    const char *snapshot, *id, *lsn;
    PGresult *facts, *chunks, *steps;
};
/* Ends what the broken run's sessions still do first: they may commit without it. */
enum pgm_status pgm_journal_read(struct pgm_journal *journal, struct pgm_pg *pg,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* Refuses a run that is another one, by the facts that are known so far. mixed: its snapshot may differ; where all rows are there, the
 * ranges may, too. */
enum pgm_status pgm_journal_compare(const struct pgm_journal *journal,
                                    const struct pgm_journal_facts *facts, bool mixed,
                                    struct pgm_error *error) PGM_MUST_CHECK;
/* Rows come from another snapshot from here on: remembers it, and forgets what tables have in part,
 * so that each has the rows of one moment; other: not the same rows under a new name. */
enum pgm_status pgm_journal_move(struct pgm_journal *journal, struct pgm_pg *pg,
                                 const struct pgm_journal_facts *facts, const struct pgm_plan *plan,
                                 bool other, struct pgm_error *error) PGM_MUST_CHECK;
/* Puts the journal's cuts in place of the chunks'; those that are done go, their rows to the tables
 * (plan->run). Refuses a table that was rewritten since. */
enum pgm_status pgm_journal_apply(const struct pgm_journal *journal, struct pgm_chunks *chunks,
                                  const struct pgm_plan *plan,
                                  struct pgm_error *error) PGM_MUST_CHECK;
bool pgm_journal_has(const struct pgm_journal *journal, const char *step);
void pgm_journal_free(struct pgm_journal *journal);

#endif
