/* emit_internal.h: what rows of both formats need of the emitter. */
#ifndef PGM_EMIT_INTERNAL_H
#define PGM_EMIT_INTERNAL_H

#include "emit.h"

/* Whether field `index` of the row gets a fake, and which. Asked for one field after the other; *next
 * is 0 at the first. */
bool pgm_emit_fake_at(const struct pgm_group *group, size_t row, size_t index, size_t *next,
                      size_t *step);

/* A row stands at the end of the buffer's bytes. */
static inline void pgm_emit_row(struct pgm_emitter *emitter, size_t bytes)
{
    pgm_checksum_row(&emitter->checksum, emitter->data + emitter->used, bytes);
    emitter->used += bytes;
}

/* A row that does not fit the buffer goes through it piece by piece, while no other worker's rows can
 * come in between: begin, any number of pieces, end with the status of these. */
enum pgm_status pgm_emit_large_begin(struct pgm_emitter *emitter, struct pgm_error *error);
enum pgm_status pgm_emit_piece(struct pgm_emitter *emitter, const uint8_t *data, size_t bytes,
                               bool escape, struct pgm_error *error) PGM_MUST_CHECK;
/* A step's fake as text. */
enum pgm_status pgm_emit_fake_piece(struct pgm_emitter *emitter, const struct pgm_group *group,
                                    size_t step, size_t row,
                                    struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_emit_large_end(struct pgm_emitter *emitter, enum pgm_status status,
                                   struct pgm_error *error) PGM_MUST_CHECK;

/* Rows of the binary format (emit_binary.c). */
enum pgm_status pgm_emit_rendered(struct pgm_emitter *emitter, const struct pgm_group *group,
                                  struct pgm_scratch *scratch,
                                  struct pgm_error *error) PGM_MUST_CHECK;
enum pgm_status pgm_emit_binary(struct pgm_emitter *emitter, const struct pgm_group *group,
                                struct pgm_error *error) PGM_MUST_CHECK;

#endif
