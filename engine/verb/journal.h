/*
 * journal.h: how far a clone came, kept in the database that it makes, so that a chunk of rows and the
 * line that says so are one transaction. Gone before the new database takes its name.
 *
 *   pgmirage_journal.run     what must be equal for a resumed run: key, rules, algorithms, source, ranges
 *   pgmirage_journal.chunk   the pieces of work as they were cut; done, with rows
 *   pgmirage_journal.step    schema, indexes, ...
 *
 * It holds the key's commitment, never the key.
 */
#ifndef PGM_JOURNAL_H
#define PGM_JOURNAL_H

#include "chunk.h"
#include "job.h"
#include "run.h"
#include "snapshot.h"

/* What a run is, in texts to compare and to keep. */
struct pgm_journal_facts {
    char commitment[PGM_COMMITMENT_TEXT_BYTES];
    const char *rules, *algorithms, *source, *snapshot, *lsn;
    const char *ranges; /* of permuted domains */
};

/* Fills them from a planned job; texts live in `arena` or are constants. */
enum pgm_status pgm_journal_facts_make(struct pgm_journal_facts *facts, struct pgm_job *job,
                                       const struct pgm_snapshot *snapshot, struct pgm_pg *source,
                                       struct pgm_arena *arena,
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
enum pgm_status pgm_journal_drop(struct pgm_pg *pg, struct pgm_error *error) PGM_MUST_CHECK;

/* What an earlier run left. */
struct pgm_journal {
    bool is_planned; /* schema and chunks are there: otherwise begin anew */
    const char *snapshot, *lsn;
    PGresult *facts, *chunks, *steps;
};
enum pgm_status pgm_journal_read(struct pgm_journal *journal, struct pgm_pg *pg,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* Refuses a run that is another one. mixed: its snapshot may differ. */
enum pgm_status pgm_journal_compare(const struct pgm_journal *journal,
                                    const struct pgm_journal_facts *facts, bool mixed,
                                    struct pgm_error *error) PGM_MUST_CHECK;
/* Puts the journal's cuts in place of the chunks'; those that are done go, their rows to the tables
 * (plan->run). Refuses a table that was rewritten since. */
enum pgm_status pgm_journal_apply(const struct pgm_journal *journal, struct pgm_chunks *chunks,
                                  const struct pgm_plan *plan,
                                  struct pgm_error *error) PGM_MUST_CHECK;
bool pgm_journal_has(const struct pgm_journal *journal, const char *step);
void pgm_journal_free(struct pgm_journal *journal);

#endif
