/*
 * limits.h: every size that bounds memory or work, with its reason. Resident memory is a sum of
 * these, never a function of the database's size:
 *
 *   process (libraries, catalog, plan)                            <= 64 MiB for usual schemas
 *   per connection: two input blocks, libpq's buffers             <= 24 MiB
 *   per thread that masks: separators, vectors, scratch, output, frame <= 24 MiB
 *   plus one oversize row at a time, up to 3 x its size: the row, its fake, and libpq's buffer, which
 *   holds a row whole and keeps that size until the connection ends
 */
#ifndef PGM_LIMITS_H
#define PGM_LIMITS_H

#define PGM_KIB ((size_t)1024)
#define PGM_MIB ((size_t)1024 * 1024)

/* A block of whole COPY rows. Large enough that a hand-over (a lock, perhaps a wake-up) costs
 * nothing a row, small enough for a core's L2 cache to keep what the reader just wrote. */
#define PGM_BLOCK_BYTES (1 * PGM_MIB)

/* A stream that masks what it reads does so with what has come, from this size on, instead of waiting for
 * a full block: meanwhile the server fills the socket, so that hardly anybody is ever woken, and the
 * rows are still in the L2 cache (bench/NOTES.md). */
#define PGM_EAGER_BYTES (64 * PGM_KIB)

/* Input blocks a connection: one being filled, one queued, one being masked. */
#define PGM_BLOCKS_PER_STREAM 3

/* PostgreSQL's own bounds: MaxTupleAttributeNumber and MaxAllocSize (a row of COPY text). */
#define PGM_COLUMNS_MAX   1600
#define PGM_ROW_BYTES_MAX ((size_t)1 << 30)

/* A worker masks a group of rows at a time. 32 Ki separators (128 KiB of offsets) stay in L2; 1,024
 * rows feed the widest kernels for long enough to hide their start-up. A single row of 1,600
 * columns always fits. */
#define PGM_GROUP_SEPARATORS_MAX 32768
#define PGM_GROUP_ROWS_MAX       1024

/* Scratch for the masked values of a group. A row is reckoned at six times its bytes (unescaped,
 * canonical and masked copies) and at PGM_VALUE_COST_BYTES a masked value (spans, digests, short
 * fakes); a group ends where the sum would pass the scratch. */
#define PGM_SCRATCH_BYTES    (4 * PGM_MIB)
#define PGM_ROW_COST_FACTOR  6
#define PGM_VALUE_COST_BYTES 256

/* The aligned tail of an output file and the unit of its writes. */
#define PGM_STAGE_BYTES  (512 * PGM_KIB)
#define PGM_IO_ALIGNMENT ((size_t)4096)
#define PGM_IO_DEPTH     8

/* How long the server may be silent before it is asked whether it lives, and how long it may take
 * to answer. A second stream may have begun to ask just before the first gave up: a silence and two
 * answers stay below the 10 s in which a frozen server ends a run. */
#define PGM_SILENCE_MS        3000
#define PGM_PROBE_TIMEOUT_MS  3000
#define PGM_CANCEL_TIMEOUT_MS 3000

#endif
