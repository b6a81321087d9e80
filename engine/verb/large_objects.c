/* large_objects.c: one object after the other, in pieces. */
#include "large_objects.h"

#include <stdio.h>

#include "archive.h"
#include "limits.h"

#define SECTION_DATA 3
#define PIECE_BYTES  ((int64_t)PGM_BLOCK_BYTES)

enum pgm_status pgm_large_objects_count(struct pgm_pg *pg, int64_t *count, struct pgm_error *error)
{
    PGresult *result = NULL;
    PGM_TRY(pgm_pg_exec(pg, "SELECT count(*) FROM pg_catalog.pg_largeobject_metadata",
                        "counting the large objects", &result, error));
    *count = pgm_pg_int(result, 0, 0);
    PQclear(result);
    return PGM_OK;
}

/* One piece into the file; *bytes is 0 behind the end. */
static enum pgm_status copy_piece(struct pgm_pg *pg, const char *oid, int64_t offset,
                                  struct pgm_framer *framer, struct pgm_file *file, size_t *bytes,
                                  struct pgm_error *error)
{
    char sql[128];
    PGresult *result = NULL;
    const uint8_t *frame;
    size_t frame_bytes;
    snprintf(sql, sizeof sql, "SELECT pg_catalog.lo_get(%s, %lld, %lld)", oid, (long long)offset,
             (long long)PIECE_BYTES);
    PGM_TRY(pgm_pg_exec(pg, sql, "reading a large object", &result, error));
    uint8_t *data = PQunescapeBytea((const unsigned char *)PQgetvalue(result, 0, 0), bytes);
    PQclear(result);
    if (!data)
        return pgm_fail_memory(error);
    enum pgm_status status = PGM_OK;
    if (*bytes) {
        PGM_TRY_OUT(pgm_framer_encode(framer, data, *bytes, &frame, &frame_bytes, error));
        status = pgm_file_append(file, frame, frame_bytes, error);
    }
out:
    PQfreemem(data);
    return status;
}

static enum pgm_status copy_object(struct pgm_pg *pg, struct pgm_writer *writer, const char *oid,
                                   const char *suffix, struct pgm_framer *framer,
                                   struct pgm_error *error)
{
    char name[64];
    struct pgm_file *file;
    snprintf(name, sizeof name, "blob_%s.dat%s", oid, suffix);
    PGM_TRY(pgm_file_open(writer, name, &file, error));
    size_t bytes = 1;
    for (int64_t offset = 0; bytes > 0; offset += PIECE_BYTES)
        PGM_TRY(copy_piece(pg, oid, offset, framer, file, &bytes, error));
    return pgm_file_finish(file, NULL, error);
}

static void add_entry(struct pgm_toc *toc)
{
    struct pgm_toc_entry *entry = pgm_toc_add(toc);
    entry->had_dumper = true;
    entry->tag = "BLOBS";
    entry->desc = "BLOBS";
    entry->section = SECTION_DATA;
    entry->defn = "";
    entry->drop_stmt = "";
    entry->owner = "";
    entry->file_name = "blobs.toc";
}

enum pgm_status pgm_large_objects_dump(struct pgm_pg *pg, struct pgm_writer *writer,
                                       enum pgm_compression compression, int level,
                                       struct pgm_toc *toc, struct pgm_result *result,
                                       struct pgm_error *error)
{
    PGresult *list = NULL;
    struct pgm_buf lines = {0};
    struct pgm_file *file;
    struct pgm_framer *framer = pgm_framer_new(compression, level, error);
    enum pgm_status status = framer ? PGM_OK : error->status;
    if (status != PGM_OK)
        goto out;
    PGM_TRY_OUT(pgm_pg_exec(pg, "SELECT oid FROM pg_catalog.pg_largeobject_metadata ORDER BY oid",
                            "listing the large objects", &list, error));
    if (PQntuples(list) == 0)
        goto out;
    for (int row = 0; row < PQntuples(list); row++) {
        const char *oid = PQgetvalue(list, row, 0);
        PGM_TRY_OUT(
            copy_object(pg, writer, oid, pgm_compression_suffix(compression), framer, error));
        pgm_buf_printf(&lines, "%s blob_%s.dat\n", oid, oid);
    }
    PGM_TRY_OUT(pgm_file_open(writer, "blobs.toc", &file, error));
    PGM_TRY_OUT(pgm_file_append(file, lines.data, lines.bytes, error));
    PGM_TRY_OUT(pgm_file_finish(file, NULL, error));
    add_entry(toc);
    pgm_note(&result->notes, "%d large objects kept, not masked", PQntuples(list));
out:
    PQclear(list);
    pgm_framer_free(framer);
    pgm_buf_free(&lines);
    return status;
}
