/* The table of contents: real ones of pg_dump 15 (in the fuzz corpus), ones built here for the
 * other versions, and broken ones. */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "toc.h"

#define CORPUS TEST_SOURCE_DIR "/tests/fuzz/corpus/sink_toc/"

static struct pgm_buf load(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, CORPUS "%s", name);
    FILE *file = fopen(path, "rb");
    cr_assert(file, "%s", path);
    struct pgm_buf buf = {0};
    char piece[4096];
    for (size_t bytes; (bytes = fread(piece, 1, sizeof piece, file)) > 0;)
        pgm_buf_add(&buf, piece, bytes);
    fclose(file);
    return buf;
}

static struct pgm_toc parse(const struct pgm_buf *buf)
{
    struct pgm_toc toc;
    struct pgm_error error = {0};
    cr_assert_eq(pgm_toc_parse(&toc, (const uint8_t *)buf->data, buf->bytes, &error), PGM_OK, "%s",
                 error.message);
    return toc;
}

static void assert_refused(const struct pgm_buf *buf, const char *part)
{
    struct pgm_toc toc;
    struct pgm_error error = {0};
    cr_assert_eq(pgm_toc_parse(&toc, (const uint8_t *)buf->data, buf->bytes, &error), PGM_FAILED);
    cr_assert(strstr(error.message, part), "%s", error.message);
    cr_assert_null(toc.arena.chunks);
}

static void assert_same_bytes(const struct pgm_buf *a, const struct pgm_buf *b)
{
    cr_assert_eq(a->bytes, b->bytes, "%zu, %zu bytes", a->bytes, b->bytes);
    cr_assert_arr_eq(a->data, b->data, a->bytes);
}

static const struct pgm_toc_entry *find(const struct pgm_toc *toc, const char *desc,
                                        const char *tag)
{
    for (size_t i = 0; i < toc->entry_count; i++)
        if (strcmp(toc->entries[i].desc, desc) == 0 && strcmp(toc->entries[i].tag, tag) == 0)
            return &toc->entries[i];
    return NULL;
}

Test(sink_toc, directory_comes_back_byte_for_byte)
{
    static const char *const names[] = {"pg15_full.dir", "pg15_base.dir", "pg15_empty.dir"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct pgm_buf stored = load(names[i]), written = {0};
        struct pgm_toc toc = parse(&stored);
        pgm_toc_write(&toc, &written);
        assert_same_bytes(&written, &stored);
        pgm_toc_free(&toc);
        pgm_buf_free(&stored);
        pgm_buf_free(&written);
    }
}

Test(sink_toc, custom_format_becomes_the_directory_of_the_same_database)
{
    static const char *const names[][2] = {{"pg15_base.custom", "pg15_base.dir"},
                                           {"pg15_empty.custom", "pg15_empty.dir"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct pgm_buf custom = load(names[i][0]), directory = load(names[i][1]), written = {0};
        struct pgm_toc from_custom = parse(&custom), from_directory = parse(&directory);
        memcpy(from_custom.time, from_directory.time, sizeof from_custom.time);
        pgm_toc_write(&from_custom, &written);
        assert_same_bytes(&written, &directory);
        pgm_toc_free(&from_custom);
        pgm_toc_free(&from_directory);
        pgm_buf_free(&custom);
        pgm_buf_free(&directory);
        pgm_buf_free(&written);
    }
}

Test(sink_toc, fields_are_read)
{
    struct pgm_buf stored = load("pg15_full.dir");
    struct pgm_toc toc = parse(&stored);
    cr_assert_str_eq(toc.database, "t");
    cr_assert_eq(memcmp(toc.server_version, "15.", 3), 0);
    cr_assert_eq(toc.version[1], 14);
    cr_assert_eq(toc.compression, PGM_COMPRESSION_GZIP);
    cr_assert_eq(toc.compression_level, -1);
    const struct pgm_toc_entry *table = find(&toc, "TABLE", "odd \"name");
    const struct pgm_toc_entry *data = find(&toc, "TABLE DATA", "odd \"name");
    cr_assert(table && data);
    cr_assert_eq(table->tableoid, 1259);
    cr_assert_str_eq(table->table_am, "heap");
    cr_assert_eq(table->section, 2);
    cr_assert_eq(data->oid, table->oid);
    cr_assert_eq(data->section, 3);
    cr_assert(data->had_dumper);
    cr_assert_eq(data->dependency_count, 1);
    cr_assert_eq(atoi(data->dependencies[0]), table->dump_id);
    cr_assert(strncmp(data->copy_stmt, "COPY public.\"odd \"\"name\" (", 26) == 0);
    char file[32];
    snprintf(file, sizeof file, "%d.dat", data->dump_id);
    cr_assert_str_eq(data->file_name, file);
    cr_assert_not_null(find(&toc, "USER MAPPING", "USER MAPPING postgres SERVER srv"));
    pgm_toc_free(&toc);
    pgm_buf_free(&stored);
}

Test(sink_toc, full_custom_stream_ignores_its_data)
{
    struct pgm_buf stored = load("pg15_full.custom");
    struct pgm_toc toc = parse(&stored);
    const struct pgm_toc_entry *data = find(&toc, "TABLE DATA", "parts_1");
    cr_assert_not_null(data);
    cr_assert_str_eq(data->file_name, "");
    pgm_toc_free(&toc);
    pgm_buf_free(&stored);
}

Test(sink_toc, entries_are_added_dropped_and_unlinked)
{
    struct pgm_buf stored = load("pg15_base.dir");
    struct pgm_toc toc = parse(&stored);
    const size_t before = toc.entry_count;
    const int32_t max = toc.max_dump_id;
    const int32_t wrapper_id = find(&toc, "FOREIGN DATA WRAPPER", "w")->dump_id;
    const struct pgm_toc_entry *server = find(&toc, "SERVER", "srv");
    cr_assert_eq(server->dependency_count, 1);
    cr_assert_eq(atoi(server->dependencies[0]), wrapper_id);

    cr_assert_eq(pgm_toc_drop(&toc, "NO SUCH"), 0);
    cr_assert_eq(pgm_toc_drop(&toc, "FOREIGN DATA WRAPPER"), 1);
    cr_assert_eq(toc.entry_count, before - 1);
    cr_assert_null(find(&toc, "FOREIGN DATA WRAPPER", "w"));
    cr_assert_eq(find(&toc, "SERVER", "srv")->dependency_count, 0);

    for (int32_t i = 1; i <= 1000; i++) {
        struct pgm_toc_entry *entry = pgm_toc_add(&toc);
        cr_assert_eq(entry->dump_id, max + i);
        entry->desc = "TABLE DATA";
        entry->tag = "added";
        entry->oid = (uint32_t)i;
        entry->section = 3;
    }
    toc.entries[toc.entry_count - 1].desc = NULL;
    pgm_toc_compact(&toc);
    cr_assert_eq(toc.entry_count, before - 1 + 999);

    struct pgm_buf written = {0};
    pgm_toc_write(&toc, &written);
    struct pgm_toc again = parse(&written);
    cr_assert_eq(again.entry_count, toc.entry_count);
    const struct pgm_toc_entry *last = &again.entries[again.entry_count - 1];
    cr_assert_eq(last->oid, 999);
    cr_assert_str_eq(last->oid_text, "999");
    cr_assert_str_eq(last->tableoid_text, "0");
    cr_assert_str_eq(last->with_oids, "false");
    cr_assert_str_eq(last->file_name, "");
    pgm_toc_free(&again);
    pgm_toc_free(&toc);
    pgm_buf_free(&stored);
    pgm_buf_free(&written);
}

/* Each version has its own layout; what one cannot carry is empty after the way there and back. */
Test(sink_toc, every_known_version_comes_back)
{
    struct pgm_buf stored = load("pg15_full.dir");
    size_t sizes[17] = {0};
    for (uint8_t minor = 12; minor <= 16; minor++) {
        struct pgm_toc toc = parse(&stored);
        toc.version[1] = minor;
        toc.compression = PGM_COMPRESSION_ZSTD;
        toc.entries[3].relkind = 'p';
        struct pgm_buf written = {0}, twice = {0};
        pgm_toc_write(&toc, &written);
        struct pgm_toc again = parse(&written);
        pgm_toc_write(&again, &twice);
        assert_same_bytes(&written, &twice);
        sizes[minor] = written.bytes;
        cr_assert_eq(again.entries[3].relkind, minor >= 16 ? 'p' : 0);
        cr_assert_eq(again.compression, minor >= 15 ? PGM_COMPRESSION_ZSTD : PGM_COMPRESSION_GZIP);
        cr_assert_eq(find(&again, "TABLE", "odd \"name")->table_am != NULL, minor >= 14);
        pgm_toc_free(&toc);
        pgm_toc_free(&again);
        pgm_buf_free(&written);
        pgm_buf_free(&twice);
    }
    struct pgm_toc toc = parse(&stored);
    cr_assert_eq(sizes[12], sizes[13]);
    cr_assert_gt(sizes[14], sizes[13]);
    cr_assert_eq(sizes[15], sizes[14] - 4);                   /* a byte for an INT */
    cr_assert_eq(sizes[16], sizes[15] + 5 * toc.entry_count); /* relkind */
    pgm_toc_free(&toc);
    pgm_buf_free(&stored);
}

Test(sink_toc, other_versions_are_refused_by_name)
{
    struct pgm_buf stored = load("pg15_base.custom");
    static const struct {
        char major, minor;
        const char *text;
    } cases[] = {{1, 11, "1.11.0"}, {1, 17, "1.17.0"}, {2, 14, "2.14.0"}, {0, 14, "0.14.0"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        stored.data[5] = cases[i].major;
        stored.data[6] = cases[i].minor;
        assert_refused(&stored, cases[i].text);
    }
    pgm_buf_free(&stored);
}

/* Cut anywhere, a table of contents is refused; the copy has no byte to spare, so that a sanitizer
 * would see a read behind its end. */
Test(sink_toc, every_truncation_is_refused)
{
    static const char *const names[] = {"pg15_base.custom", "pg15_base.dir"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct pgm_buf stored = load(names[i]);
        for (size_t bytes = 0; bytes < stored.bytes; bytes++) {
            uint8_t *cut = malloc(bytes ? bytes : 1);
            memcpy(cut, stored.data, bytes);
            struct pgm_toc toc;
            cr_assert_eq(pgm_toc_parse(&toc, cut, bytes, NULL), PGM_FAILED, "%zu bytes", bytes);
            free(cut);
        }
        pgm_buf_free(&stored);
    }
}

Test(sink_toc, each_damaged_byte_is_survived)
{
    struct pgm_buf stored = load("pg15_base.dir");
    for (size_t i = 0; i < stored.bytes; i++) {
        static const char values[] = {0, 1, 0x7f, (char)0x80, (char)0xff};
        const char before = stored.data[i];
        for (size_t v = 0; v < sizeof values; v++) {
            stored.data[i] = values[v];
            struct pgm_toc toc;
            if (pgm_toc_parse(&toc, (const uint8_t *)stored.data, stored.bytes, NULL) == PGM_OK)
                pgm_toc_free(&toc);
        }
        stored.data[i] = before;
    }
    pgm_buf_free(&stored);
}

Test(sink_toc, lies_are_refused)
{
    struct pgm_buf stored = load("pg15_empty.dir");
    struct pgm_toc toc = parse(&stored);
    const size_t header = 5 + 3 + 3 + 5 + 7 * 5 + 5 + strlen(toc.database) + 5 +
                          strlen(toc.server_version) + 5 + strlen(toc.dump_version);
    cr_assert_eq((unsigned char)stored.data[header + 1], toc.entry_count);
    pgm_toc_free(&toc);

    stored.data[header + 4] = 0x7f; /* two thousand million entries */
    assert_refused(&stored, "more entries");
    stored.data[header + 4] = 0;
    stored.data[header] = 1; /* and less than none */
    assert_refused(&stored, "more entries");
    stored.data[header] = 0;
    pgm_buf_putc(&stored, 'x');
    assert_refused(&stored, "follow");
    stored.bytes--;
    stored.data[10] = 5;
    assert_refused(&stored, "format");
    stored.data[8] = 8;
    assert_refused(&stored, "integers");
    stored.data[0] = 'Q';
    assert_refused(&stored, "does not begin");
    pgm_buf_free(&stored);
}
