/* toc_write.c: a table of contents as a directory's toc.dat, byte for byte what pg_dump -Fd would
 * have written for the same entries. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "toc_internal.h"

static void write_byte(struct pgm_buf *out, unsigned byte)
{
    pgm_buf_putc(out, (char)byte);
}

static void write_int(struct pgm_buf *out, int32_t number)
{
    const uint32_t magnitude = number < 0 ? 0U - (uint32_t)number : (uint32_t)number;
    write_byte(out, number < 0);
    for (unsigned shift = 0; shift < 8 * PGM_TOC_INT_BYTES; shift += 8)
        write_byte(out, magnitude >> shift & 0xff);
}

static void write_text(struct pgm_buf *out, const char *text)
{
    if (!text) {
        write_int(out, -1);
        return;
    }
    const size_t bytes = strlen(text);
    write_int(out, (int32_t)bytes);
    pgm_buf_add(out, text, bytes);
}

/* What was read goes out as it came; an added entry has only the number. */
static void write_oid(struct pgm_buf *out, const char *text, uint32_t oid)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%" PRIu32, oid);
    write_text(out, text ? text : digits);
}

static void write_compression(const struct pgm_toc *toc, struct pgm_buf *out)
{
    if (toc->version[1] >= PGM_TOC_MINOR_COMPRESSION)
        write_byte(out, toc->compression);
    else if (toc->compression == PGM_COMPRESSION_NONE)
        write_int(out, 0);
    else
        write_int(out, toc->compression_level ? toc->compression_level : -1);
}

static void write_header(const struct pgm_toc *toc, struct pgm_buf *out)
{
    pgm_buf_add(out, PGM_TOC_MAGIC, PGM_TOC_MAGIC_BYTES);
    for (size_t i = 0; i < 3; i++)
        write_byte(out, toc->version[i]);
    write_byte(out, toc->int_bytes);
    write_byte(out, toc->offset_bytes);
    write_byte(out, PGM_TOC_FORMAT_DIRECTORY);
    write_compression(toc, out);
    for (size_t i = 0; i < sizeof toc->time / sizeof toc->time[0]; i++)
        write_int(out, toc->time[i]);
    write_text(out, toc->database);
    write_text(out, toc->server_version);
    write_text(out, toc->dump_version);
    write_int(out, (int32_t)toc->entry_count);
}

static void write_entry(const struct pgm_toc_entry *entry, uint8_t minor, struct pgm_buf *out)
{
    write_int(out, entry->dump_id);
    write_int(out, entry->had_dumper);
    write_oid(out, entry->tableoid_text, entry->tableoid);
    write_oid(out, entry->oid_text, entry->oid);
    write_text(out, entry->tag);
    write_text(out, entry->desc);
    write_int(out, entry->section);
    write_text(out, entry->defn);
    write_text(out, entry->drop_stmt);
    write_text(out, entry->copy_stmt);
    write_text(out, entry->schema);
    write_text(out, entry->tablespace);
    if (minor >= PGM_TOC_MINOR_TABLE_AM)
        write_text(out, entry->table_am);
    if (minor >= PGM_TOC_MINOR_RELKIND)
        write_int(out, entry->relkind);
    write_text(out, entry->owner);
    write_text(out, entry->with_oids);
    for (size_t i = 0; i < entry->dependency_count; i++)
        write_text(out, entry->dependencies[i]);
    write_text(out, NULL);
    write_text(out, entry->file_name);
}

void pgm_toc_write(const struct pgm_toc *toc, struct pgm_buf *out)
{
    write_header(toc, out);
    for (size_t i = 0; i < toc->entry_count; i++)
        write_entry(&toc->entries[i], toc->version[1], out);
}
