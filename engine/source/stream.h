/*
 * stream.h: one chunk's COPY stream into blocks of whole rows.
 *
 *   libpq's buffer ── PQgetlineAsync ──> block ── deliver ──> (queue)
 *
 * Rows are read straight into the block. A row that does not fit moves, with what has come of it, to
 * the next block; one larger than a block goes into an oversize block of its own.
 */
#ifndef PGM_STREAM_H
#define PGM_STREAM_H

#include "block.h"
#include "chunk.h"
#include "pg.h"
#include "rate.h"

struct pgm_stream {
    struct pgm_pg *pg;
    struct pgm_block_pool *pool;
    struct pgm_rate *rate;
    /* Where the server is waited for otherwise, a block with so many bytes of whole rows is handed over;
     * 0: only full ones are. */
    size_t eager_bytes;
    /* Takes ownership of a block with rows. A failure ends the stream. */
    enum pgm_status (*deliver)(void *argument, struct pgm_block *block, struct pgm_error *error);
    void *argument;
};

/* Reads the chunk to its end in the connection's open transaction. `lock`: it is one of
 * pgm_snapshot_join; lock the chunk's table NOWAIT first, giving back the last one's; where that is refused nothing was delivered, *refused is true, and the transaction is
 * broken (join the snapshot again). */
enum pgm_status pgm_stream_read(struct pgm_stream *stream, const struct pgm_chunk *chunk, bool lock,
                                bool *refused, struct pgm_error *error) PGM_MUST_CHECK;

#endif
