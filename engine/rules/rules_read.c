/*
 * rules_read.c: the files of one run, found, read, and hashed in the order of their reading.
 *
 *   rules.yaml ──> presets/gdpr.yaml ──> locales.yaml        an include is read where it is named,
 *       └────────> team.yaml                                 each file once, however often named
 */
#include "rules_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "fatal.h"
#include "limits.h"

/* Far above any file that a person or a generator writes; it bounds memory. */
#define FILE_BYTES_MAX (64 * PGM_MIB)
/* A chain of includes is recursion here. */
#define INCLUDE_DEPTH_MAX 16

/* A file that was read or is being read. */
struct visit {
    dev_t device;
    ino_t inode;
    bool open; /* it or one of its includes is being read */
    struct visit *next;
};

struct reader {
    struct pgm_rules *rules;
    struct pgm_report *report;
    const char *preset_directory;
    XXH3_state_t *hash;
    struct visit *visits;
    struct pgm_rules_file *files;
    struct pgm_rules_file **end;
    unsigned depth;
};

static struct pgm_rules_file *file_add(struct reader *reader, const char *path)
{
    struct pgm_rules_file *file = PGM_ARENA_NEW(&reader->rules->arena, struct pgm_rules_file);
    file->path = pgm_arena_strdup(&reader->rules->arena, path);
    file->arena = &reader->rules->arena;
    file->report = reader->report;
    *reader->end = file;
    reader->end = &file->next;
    return file;
}

/* --- one file ----------------------------------------------------------------------------------- */

static void report_file(struct reader *reader, struct pgm_place place, const char *path,
                        const char *problem)
{
    pgm_report_add(reader->report, PGM_BAD_USAGE, place, NULL, NULL, "cannot read %s: %s",
                   pgm_rules_show(&reader->rules->arena, path), problem);
}

/* Reads until the end, since a pipe has no size. NULL, or what went wrong. */
static const char *read_all(int fd, struct pgm_buf *text)
{
    for (;;) {
        pgm_buf_reserve(text, 64 * PGM_KIB);
        const ssize_t got = read(fd, text->data + text->bytes, 64 * PGM_KIB);
        if (got == 0)
            return NULL;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return strerrordesc_np(errno);
        text->bytes += (size_t)got;
        if (text->bytes > FILE_BYTES_MAX)
            return "it is larger than 64 MiB";
    }
}

/* False: the file need not be read, because it was already, or because that is a loop. */
static bool visit_add(struct reader *reader, const struct stat *status, struct pgm_place place)
{
    for (const struct visit *v = reader->visits; v; v = v->next) {
        if (v->device != status->st_dev || v->inode != status->st_ino)
            continue;
        if (v->open)
            pgm_report_add(reader->report, PGM_BAD_USAGE, place, NULL, "remove this include",
                           "a loop of includes: this file is being read already");
        return false;
    }
    struct visit *visit = PGM_ARENA_NEW(&reader->rules->arena, struct visit);
    *visit = (struct visit){status->st_dev, status->st_ino, true, reader->visits};
    reader->visits = visit;
    return true;
}

static void parse(struct reader *reader, struct pgm_rules_file *file, const char *text,
                  size_t bytes)
{
    struct pgm_node root;
    if (XXH3_128bits_update(reader->hash, text, bytes) != XXH_OK)
        pgm_fatal_memory();
    if (pgm_rules_nodes(file, text, bytes, &root))
        pgm_rules_tree(file, &root);
}

static void read_includes(struct reader *reader, const struct pgm_rules_file *file);

static void read_open_file(struct reader *reader, int fd, const char *path, struct pgm_place place)
{
    struct stat status;
    if (fstat(fd, &status) != 0) {
        report_file(reader, place, path, strerrordesc_np(errno));
        return;
    }
    if (S_ISDIR(status.st_mode)) {
        report_file(reader, place, path, "it is a folder");
        return;
    }
    if (!visit_add(reader, &status, place))
        return;
    struct visit *visit = reader->visits;
    struct pgm_buf text = {0};
    const char *problem =
        status.st_size > (off_t)FILE_BYTES_MAX ? "it is larger than 64 MiB" : read_all(fd, &text);
    if (problem) {
        report_file(reader, place, path, problem);
    } else {
        struct pgm_rules_file *file = file_add(reader, path);
        parse(reader, file, pgm_buf_text(&text), text.bytes);
        read_includes(reader, file);
    }
    pgm_buf_free(&text);
    visit->open = false;
}

/* --- includes ----------------------------------------------------------------------------------- */

/* `name` in the folder of `beside`. */
static const char *path_beside(struct pgm_arena *arena, const char *beside, const char *name)
{
    const char *slash = strrchr(beside, '/');
    if (*name == '/' || !slash)
        return name;
    return pgm_arena_printf(arena, "%.*s%s", (int)(slash - beside + 1), beside, name);
}

static void read_include(struct reader *reader, const struct pgm_rules_file *file,
                         const struct pgm_rules_include *include)
{
    struct pgm_arena *arena = &reader->rules->arena;
    const char *path = path_beside(arena, file->path, include->path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    const bool is_missing = fd < 0 && (errno == ENOENT || errno == ENOTDIR);
    if (is_missing && reader->preset_directory && *include->path != '/') {
        path = pgm_arena_printf(arena, "%s/%s", reader->preset_directory, include->path);
        fd = open(path, O_RDONLY | O_CLOEXEC);
    }
    if (fd >= 0) {
        read_open_file(reader, fd, path, include->place);
        close(fd);
    } else if (is_missing && (errno == ENOENT || errno == ENOTDIR)) {
        const char *hint = NULL;
        if (*include->path != '/')
            hint = pgm_arena_printf(arena, "it is looked up beside this file%s%s",
                                    reader->preset_directory ? ", then in " : "",
                                    reader->preset_directory ? reader->preset_directory : "");
        pgm_report_add(reader->report, PGM_BAD_USAGE, include->place, NULL, hint,
                       "the file %s to include does not exist",
                       pgm_rules_show(arena, include->path));
    } else {
        report_file(reader, include->place, path, strerrordesc_np(errno));
    }
}

static void read_includes(struct reader *reader, const struct pgm_rules_file *file)
{
    if (file->include_count > 0 && reader->depth == INCLUDE_DEPTH_MAX) {
        pgm_report_add(reader->report, PGM_BAD_USAGE, file->includes->place, NULL, NULL,
                       "includes are nested deeper than %d files", INCLUDE_DEPTH_MAX);
        return;
    }
    reader->depth++;
    for (size_t i = 0; i < file->include_count; i++)
        read_include(reader, file, &file->includes[i]);
    reader->depth--;
}

/* --- entry points ------------------------------------------------------------------------------- */

static void reader_init(struct reader *reader, struct pgm_rules *rules, const char *path,
                        struct pgm_report *report)
{
    *rules = (struct pgm_rules){0};
    rules->path = pgm_arena_strdup(&rules->arena, path);
    *reader = (struct reader){.rules = rules, .report = report, .hash = XXH3_createState()};
    if (!reader->hash || XXH3_128bits_reset(reader->hash) != XXH_OK)
        pgm_fatal_memory();
    reader->end = &reader->files;
}

static void reader_finish(struct reader *reader)
{
    struct pgm_rules *rules = reader->rules;
    const XXH128_hash_t hash = XXH3_128bits_digest(reader->hash);
    snprintf(rules->hash, sizeof rules->hash, "%016llx%016llx", (unsigned long long)hash.high64,
             (unsigned long long)hash.low64);
    XXH3_freeState(reader->hash);
    pgm_rules_merge(rules, reader->files);
}

void pgm_rules_read(struct pgm_rules *rules, const char *path, const char *preset_directory,
                    struct pgm_report *report)
{
    struct reader reader;
    reader_init(&reader, rules, path, report);
    reader.preset_directory = preset_directory;
    const struct pgm_place nowhere = {0};
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        report_file(&reader, nowhere, path, strerrordesc_np(errno));
    } else {
        read_open_file(&reader, fd, path, nowhere);
        close(fd);
    }
    reader_finish(&reader);
}

void pgm_rules_read_text(struct pgm_rules *rules, const char *path, const char *text, size_t bytes,
                         const char *preset_directory, struct pgm_report *report)
{
    struct reader reader;
    struct stat status;
    reader_init(&reader, rules, path, report);
    reader.preset_directory = preset_directory;
    if (stat(path, &status) == 0)
        (void)visit_add(&reader, &status, (struct pgm_place){0}); /* an include of it is a loop */
    struct pgm_rules_file *file = file_add(&reader, path);
    parse(&reader, file, text, bytes);
    read_includes(&reader, file);
    reader_finish(&reader);
}

void pgm_rules_parse(struct pgm_rules *rules, const char *name, const char *text, size_t bytes,
                     struct pgm_report *report)
{
    struct reader reader;
    reader_init(&reader, rules, name, report);
    struct pgm_rules_file *file = file_add(&reader, name);
    parse(&reader, file, text, bytes);
    for (size_t i = 0; i < file->include_count; i++)
        pgm_report_add(report, PGM_BAD_USAGE, file->includes[i].place, NULL, NULL,
                       "rules that are not in a file cannot include others");
    reader_finish(&reader);
}

void pgm_rules_free(struct pgm_rules *rules)
{
    pgm_arena_free(&rules->arena);
    *rules = (struct pgm_rules){0};
}
