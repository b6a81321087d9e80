/*
 * toc.h: pg_dump's table of contents, read from a custom-format stream or a directory's toc.dat and
 * written as a directory's toc.dat. Layout: PostgreSQL src/bin/pg_dump/pg_backup_archiver.c
 * (WriteHead, WriteToc, ReadToc).
 *
 * Our pg_dump child writes `-Fc` into a pipe, which carries the same entries as a directory: so the
 * schema never touches the disk before user mappings and subscriptions (which hold passwords) are
 * dropped from it.
 *
 * Fields that are not understood are kept as they came; versions outside those checked are refused.
 */
#ifndef PGM_TOC_H
#define PGM_TOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "status.h"

enum pgm_compression {
    PGM_COMPRESSION_NONE,
    PGM_COMPRESSION_GZIP,
    PGM_COMPRESSION_LZ4,
    PGM_COMPRESSION_ZSTD
};

struct pgm_toc_entry {
    int32_t dump_id;
    bool had_dumper;
    uint32_t tableoid, oid;
    const char *tableoid_text, *oid_text; /* as stored; NULL: the numbers above are written */
    const char *tag, *desc;
    int32_t section; /* 1 none, 2 pre-data, 3 data, 4 post-data */
    const char *defn, *drop_stmt, *copy_stmt, *schema, *tablespace, *table_am;
    int32_t relkind; /* archives from 1.16 on */
    const char *owner, *with_oids;
    const char **dependencies; /* dump ids as text */
    size_t dependency_count;
    const char *file_name; /* directory: "" none */
};

struct pgm_toc {
    struct pgm_arena arena;
    uint8_t version[3]; /* 1.14.0 is PostgreSQL 12-15, 1.15.0 is 16, 1.16.0 is 17-18 */
    uint8_t int_bytes, offset_bytes;
    int32_t time[7]; /* sec min hour mday mon year-1900 isdst */
    const char *database, *server_version, *dump_version;
    enum pgm_compression compression; /* written into the header: advisory for readers */
    int32_t compression_level;        /* archives up to 1.14 */
    struct pgm_toc_entry *entries;
    size_t entry_count, entry_capacity;
    int32_t max_dump_id;
};

/* Reads either format (told by the header's format byte). Any bytes at all are safe input; they may
 * go away afterwards. After a failure there is nothing to free. Versions 1.12 to 1.16 are known. */
enum pgm_status pgm_toc_parse(struct pgm_toc *toc, const uint8_t *data, size_t bytes,
                              struct pgm_error *error) PGM_MUST_CHECK;
/* Appends the directory form. */
void pgm_toc_write(const struct pgm_toc *toc, struct pgm_buf *out);
void pgm_toc_free(struct pgm_toc *toc);

/* Adds an entry with the next dump id, with_oids "false" and no file; the caller fills the rest
 * with texts that live as long as the toc. Valid until the next addition. */
struct pgm_toc_entry *pgm_toc_add(struct pgm_toc *toc);
/* Drops every entry with this description, and dependencies on them; returns how many. */
size_t pgm_toc_drop(struct pgm_toc *toc, const char *desc);
/* Drops single entries marked by the caller (desc set to NULL) and their dependents' links. */
void pgm_toc_compact(struct pgm_toc *toc);

#endif
