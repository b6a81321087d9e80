/*
 * toc_parse.c: a table of contents out of the bytes that pg_dump wrote.
 *
 *   header | entry | entry | ... |            a directory's toc.dat ends here
 *                                | data ...   a custom-format stream may go on; it is not read
 *
 * Every length is compared with the bytes that are left before anything is allocated, and the entry
 * count with how many entries could fit into them: memory stays a small multiple of the input,
 * whatever the input says.
 */
#include <string.h>

#include "toc_internal.h"

/* The least an entry takes in the oldest layout: 3 INTs, 10 fixed texts, the end of the
 * dependencies, and a file name or an offset (never less than one more byte). */
#define ENTRY_BYTES_MIN ((size_t)(14 * PGM_TOC_INT_STORED_BYTES + 1))

struct reader {
    const uint8_t *at, *end;
    const uint8_t *start;
    struct pgm_toc *toc;
    bool custom;
    struct pgm_error *error;
};

static enum pgm_status damaged(const struct reader *reader, const char *what)
{
    pgm_fail(reader->error, PGM_FAILED,
             "the table of contents from pg_dump is damaged at byte %zu: %s",
             (size_t)(reader->at - reader->start), what);
    return PGM_FAILED; /* a constant shows the compiler that it is never PGM_OK */
}

static size_t left(const struct reader *reader)
{
    return (size_t)(reader->end - reader->at);
}

static enum pgm_status read_byte(struct reader *reader, uint8_t *byte)
{
    if (left(reader) < 1)
        return damaged(reader, "it ends too early");
    *byte = *reader->at++;
    return PGM_OK;
}

static enum pgm_status read_int(struct reader *reader, int32_t *number)
{
    if (left(reader) < PGM_TOC_INT_STORED_BYTES)
        return damaged(reader, "it ends too early");
    const uint8_t *bytes = reader->at + 1;
    const uint32_t magnitude = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 |
                               (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    const uint8_t sign = reader->at[0];
    /* A negative zero could not be written back as it came. */
    if (sign > 1 || magnitude > INT32_MAX || (sign == 1 && magnitude == 0))
        return damaged(reader, "a number is out of range");
    *number = sign ? -(int32_t)magnitude : (int32_t)magnitude;
    reader->at += PGM_TOC_INT_STORED_BYTES;
    return PGM_OK;
}

/* *data NULL stands for the archive's NULL. The bytes stay in the input. */
static enum pgm_status read_span(struct reader *reader, struct pgm_span *span)
{
    int32_t bytes;
    PGM_TRY(read_int(reader, &bytes));
    *span = (struct pgm_span){NULL, 0};
    if (bytes == -1)
        return PGM_OK;
    if (bytes < 0 || (size_t)bytes > left(reader))
        return damaged(reader, "a text is longer than what is left");
    if (bytes > 0 && memchr(reader->at, '\0', (size_t)bytes))
        return damaged(reader, "a text holds a zero byte");
    *span = (struct pgm_span){reader->at, (size_t)bytes};
    reader->at += bytes;
    return PGM_OK;
}

static enum pgm_status read_text(struct reader *reader, const char **text)
{
    struct pgm_span span;
    PGM_TRY(read_span(reader, &span));
    *text = span.data ? pgm_arena_strndup(&reader->toc->arena, (const char *)span.data, span.bytes)
                      : NULL;
    return PGM_OK;
}

static enum pgm_status read_text_not_null(struct reader *reader, const char **text)
{
    PGM_TRY(read_text(reader, text));
    return *text ? PGM_OK : damaged(reader, "a text is missing");
}

/* pg_dump writes object ids as text; what is no number counts as none. */
static enum pgm_status read_oid(struct reader *reader, uint32_t *oid, const char **text)
{
    PGM_TRY(read_text_not_null(reader, text));
    uint64_t number = 0;
    for (const char *at = *text; *at >= '0' && *at <= '9' && number <= UINT32_MAX; at++)
        number = 10 * number + (uint64_t)(*at - '0');
    *oid = number <= UINT32_MAX ? (uint32_t)number : 0;
    return PGM_OK;
}

static enum pgm_status read_version(struct reader *reader)
{
    uint8_t *version = reader->toc->version;
    for (size_t i = 0; i < 3; i++)
        PGM_TRY(read_byte(reader, &version[i]));
    if (version[0] == 1 && version[1] >= PGM_TOC_MINOR_OLDEST && version[1] <= PGM_TOC_MINOR_NEWEST)
        return PGM_OK;
    const enum pgm_status status =
        pgm_fail(reader->error, PGM_FAILED,
                 "pg_dump wrote an archive of version %u.%u.%u; versions 1.%d to 1.%d are known",
                 version[0], version[1], version[2], PGM_TOC_MINOR_OLDEST, PGM_TOC_MINOR_NEWEST);
    pgm_hint(reader->error, "use a pg_dump of PostgreSQL 11 to 18 (--pg-dump PATH)");
    return status;
}

static enum pgm_status read_sizes(struct reader *reader)
{
    struct pgm_toc *toc = reader->toc;
    uint8_t format;
    PGM_TRY(read_byte(reader, &toc->int_bytes));
    PGM_TRY(read_byte(reader, &toc->offset_bytes));
    PGM_TRY(read_byte(reader, &format));
    if (toc->int_bytes != PGM_TOC_INT_BYTES)
        return damaged(reader, "its integers have another size than 4 bytes");
    if (toc->offset_bytes != 4 && toc->offset_bytes != 8)
        return damaged(reader, "its offsets have another size than 4 or 8 bytes");
    if (format != PGM_TOC_FORMAT_CUSTOM && format != PGM_TOC_FORMAT_DIRECTORY)
        return damaged(reader, "it is neither of the custom nor of the directory format");
    reader->custom = format == PGM_TOC_FORMAT_CUSTOM;
    return PGM_OK;
}

static enum pgm_status read_compression(struct reader *reader)
{
    struct pgm_toc *toc = reader->toc;
    if (toc->version[1] < PGM_TOC_MINOR_COMPRESSION) {
        PGM_TRY(read_int(reader, &toc->compression_level));
        toc->compression = toc->compression_level ? PGM_COMPRESSION_GZIP : PGM_COMPRESSION_NONE;
        return PGM_OK;
    }
    uint8_t number;
    PGM_TRY(read_byte(reader, &number));
    if (number > PGM_COMPRESSION_ZSTD)
        return damaged(reader, "its compression is not known");
    toc->compression = (enum pgm_compression)number;
    return PGM_OK;
}

static enum pgm_status read_header(struct reader *reader)
{
    struct pgm_toc *toc = reader->toc;
    if (left(reader) < PGM_TOC_MAGIC_BYTES ||
        memcmp(reader->at, PGM_TOC_MAGIC, PGM_TOC_MAGIC_BYTES) != 0)
        return damaged(reader, "it does not begin as an archive of pg_dump");
    reader->at += PGM_TOC_MAGIC_BYTES;
    PGM_TRY(read_version(reader));
    PGM_TRY(read_sizes(reader));
    PGM_TRY(read_compression(reader));
    for (size_t i = 0; i < sizeof toc->time / sizeof toc->time[0]; i++)
        PGM_TRY(read_int(reader, &toc->time[i]));
    PGM_TRY(read_text(reader, &toc->database));
    PGM_TRY(read_text(reader, &toc->server_version));
    return read_text(reader, &toc->dump_version);
}

/* Counted first, so that the array is allocated once and at its size. */
static enum pgm_status read_dependencies(struct reader *reader, struct pgm_toc_entry *entry)
{
    struct reader ahead = *reader;
    struct pgm_span span;
    size_t count = 0;
    for (;;) {
        PGM_TRY(read_span(&ahead, &span));
        if (!span.data)
            break;
        count++;
    }
    entry->dependencies = PGM_ARENA_ARRAY(&reader->toc->arena, const char *, count);
    entry->dependency_count = count;
    for (size_t i = 0; i < count; i++)
        PGM_TRY(read_text(reader, &entry->dependencies[i]));
    return read_span(reader, &span); /* the NULL behind the last */
}

/* Where the data begin: a file's name in a directory, a position in a custom-format stream, which
 * means nothing in the directory that is written from it. */
static enum pgm_status read_place(struct reader *reader, struct pgm_toc_entry *entry)
{
    if (!reader->custom)
        return read_text_not_null(reader, &entry->file_name);
    const size_t bytes = (size_t)1 + reader->toc->offset_bytes;
    if (left(reader) < bytes)
        return damaged(reader, "it ends too early");
    reader->at += bytes;
    entry->file_name = "";
    return PGM_OK;
}

static enum pgm_status read_entry(struct reader *reader, struct pgm_toc_entry *entry)
{
    const uint8_t minor = reader->toc->version[1];
    int32_t had_dumper;
    PGM_TRY(read_int(reader, &entry->dump_id));
    if (entry->dump_id <= 0 || entry->dump_id > PGM_TOC_DUMP_ID_MAX)
        return damaged(reader, "an entry's id is out of range");
    PGM_TRY(read_int(reader, &had_dumper));
    if (had_dumper != 0 && had_dumper != 1)
        return damaged(reader, "a flag is neither 0 nor 1");
    entry->had_dumper = had_dumper == 1;
    PGM_TRY(read_oid(reader, &entry->tableoid, &entry->tableoid_text));
    PGM_TRY(read_oid(reader, &entry->oid, &entry->oid_text));
    PGM_TRY(read_text(reader, &entry->tag));
    PGM_TRY(read_text_not_null(reader, &entry->desc));
    PGM_TRY(read_int(reader, &entry->section));
    PGM_TRY(read_text(reader, &entry->defn));
    PGM_TRY(read_text(reader, &entry->drop_stmt));
    PGM_TRY(read_text(reader, &entry->copy_stmt));
    PGM_TRY(read_text(reader, &entry->schema));
    PGM_TRY(read_text(reader, &entry->tablespace));
    if (minor >= PGM_TOC_MINOR_TABLE_AM)
        PGM_TRY(read_text(reader, &entry->table_am));
    if (minor >= PGM_TOC_MINOR_RELKIND)
        PGM_TRY(read_int(reader, &entry->relkind));
    PGM_TRY(read_text(reader, &entry->owner));
    PGM_TRY(read_text_not_null(reader, &entry->with_oids));
    PGM_TRY(read_dependencies(reader, entry));
    return read_place(reader, entry);
}

static enum pgm_status read_all(struct reader *reader)
{
    struct pgm_toc *toc = reader->toc;
    int32_t count;
    PGM_TRY(read_header(reader));
    PGM_TRY(read_int(reader, &count));
    if (count < 0 || (size_t)count > left(reader) / ENTRY_BYTES_MIN)
        return damaged(reader, "it announces more entries than it can hold");
    toc->entry_capacity = (size_t)count;
    toc->entries = PGM_ARENA_ARRAY(&toc->arena, struct pgm_toc_entry, count);
    for (; toc->entry_count < toc->entry_capacity; toc->entry_count++) {
        struct pgm_toc_entry *entry = &toc->entries[toc->entry_count];
        PGM_TRY(read_entry(reader, entry));
        if (entry->dump_id > toc->max_dump_id)
            toc->max_dump_id = entry->dump_id;
    }
    if (!reader->custom && left(reader) != 0)
        return damaged(reader, "bytes follow its last entry");
    return PGM_OK;
}

enum pgm_status pgm_toc_parse(struct pgm_toc *toc, const uint8_t *data, size_t bytes,
                              struct pgm_error *error)
{
    *toc = (struct pgm_toc){0};
    struct reader reader = {
        .at = data, .end = data + bytes, .start = data, .toc = toc, .error = error};
    const enum pgm_status status = read_all(&reader);
    if (status != PGM_OK)
        pgm_toc_free(toc);
    return status;
}
