/*
 * snapshot.h: one consistent picture of the source for any number of connections.
 *
 *   helper   lists the tables, counts the locks there are
 *   leader   BEGIN; LOCK every table (a LOCK takes no snapshot yet); export the snapshot
 *   leader   lists again inside it: a difference means a table came or went in between: once more
 *   others   import the snapshot; lock a chunk's table NOWAIT; where that is refused, because an
 *            ACCESS EXCLUSIVE request waits behind our own lock, the leader, which holds the lock
 *            already, reads that chunk
 *
 * A table that is locked before the snapshot is taken cannot lose its rows to a TRUNCATE or a
 * rewriting ALTER in between, which a snapshot taken first would show as 0 rows and no error.
 */
#ifndef PGM_SNAPSHOT_H
#define PGM_SNAPSHOT_H

#include "pg.h"

struct pgm_snapshot {
    struct pgm_pg leader; /* holds the locks and the exported snapshot until closed */
    char id[64];          /* "00000003-0000001B-1" */
    char lsn[32];
    char seen[80];    /* which transactions it sees: ids come again after a restart of the server */
    int64_t taken_ms; /* monotonic clock */
    bool is_frozen; /* a standby whose replay is paused: at one LSN it shows the same rows again */
};

/* `lock_wait_timeout_ms` 0: wait for ever. only: the tables to lock, an array of oids as the server writes
 * it ("{1,2}"); NULL: all that the role may read. `options` must outlive the snapshot. */
enum pgm_status pgm_snapshot_take(struct pgm_snapshot *snapshot,
                                  const struct pgm_pg_options *options, struct pgm_cancel *cancel,
                                  int lock_wait_timeout_ms, const char *only,
                                  struct pgm_error *error) PGM_MUST_CHECK;
/* The snapshot that another session exported, with the tables locked. *gone: nobody holds it any more
 * (then PGM_OK, and nothing is held). */
enum pgm_status pgm_snapshot_adopt(struct pgm_snapshot *snapshot,
                                   const struct pgm_pg_options *options, struct pgm_cancel *cancel,
                                   const char *id, int lock_wait_timeout_ms, bool *gone,
                                   struct pgm_error *error) PGM_MUST_CHECK;
void pgm_snapshot_release(struct pgm_snapshot *snapshot);

/* Puts who holds or awaits an ACCESS EXCLUSIVE lock in place of the recorded fault, if anybody does;
 * asks over a connection of its own. */
void pgm_snapshot_name_blocker(const struct pgm_snapshot *snapshot, struct pgm_error *error);

/* Begins a read-only transaction on `pg` in the snapshot; ends one that is open or failed. The savepoint
 * is for giving back the locks of what was read: a table's, and those of its indexes, which planning a
 * SELECT takes. Kept to the end, those of thousands of tables pass the server's room for them. */
#define PGM_SNAPSHOT_SAVEPOINT "pgmirage_chunk"
enum pgm_status pgm_snapshot_join(struct pgm_pg *pg, const struct pgm_snapshot *snapshot,
                                  struct pgm_error *error) PGM_MUST_CHECK;

#endif
