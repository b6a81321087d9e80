/* Any bytes: the parser refuses them or keeps them. What it keeps is written as a directory's
 * toc.dat, which must parse again, to the same bytes. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "toc_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void write_again(struct pgm_toc *toc, struct pgm_buf *out)
{
    struct pgm_buf first = {0};
    struct pgm_toc again;
    pgm_toc_write(toc, &first);
    if (pgm_toc_parse(&again, (const uint8_t *)first.data, first.bytes, NULL) != PGM_OK)
        abort();
    pgm_toc_write(&again, out);
    if (out->bytes != first.bytes || memcmp(out->data, first.data, first.bytes) != 0)
        abort();
    pgm_toc_free(&again);
    pgm_buf_free(&first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    struct pgm_toc toc;
    struct pgm_error error = {0};
    if (pgm_toc_parse(&toc, data, bytes, &error) != PGM_OK) {
        if (error.status != PGM_FAILED || error.message[0] == '\0')
            abort();
        return 0;
    }
    struct pgm_buf out = {0};
    write_again(&toc, &out);
    const size_t count = toc.entry_count;
    if (count && toc.max_dump_id < PGM_TOC_DUMP_ID_MAX) { /* the next id is still readable */
        toc.entries[count / 2].desc = NULL;
        pgm_toc_compact(&toc);
        pgm_toc_add(&toc)->desc = "TABLE DATA";
        if (toc.entry_count != count)
            abort();
        pgm_buf_clear(&out);
        write_again(&toc, &out);
    }
    pgm_buf_free(&out);
    pgm_toc_free(&toc);
    return 0;
}
