/* sink_folder.h: what the writer's tests share: a throw-away folder, and what is in its files. */
#ifndef SINK_FOLDER_H
#define SINK_FOLDER_H

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "writer_internal.h"

/* What this kernel gives, and the fallback. */
static const enum pgm_io backends[] = {PGM_IO_AUTO, PGM_IO_PWRITE};

#define FOR_EACH_BACKEND(io)                                                                       \
    for (const enum pgm_io *io = backends; io < backends + sizeof backends / sizeof *backends; io++)

struct folder {
    char path[128];
    int fd;
};

static inline struct folder folder_new(void)
{
    struct folder folder = {.path = "/tmp/pgmirage-sink-XXXXXX"};
    cr_assert(mkdtemp(folder.path));
    folder.fd = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert(folder.fd >= 0);
    return folder;
}

static inline void folder_empty(const struct folder *folder)
{
    DIR *entries = opendir(folder->path);
    cr_assert(entries);
    for (struct dirent *entry; (entry = readdir(entries));)
        if (entry->d_name[0] != '.')
            unlinkat(folder->fd, entry->d_name, 0);
    closedir(entries);
}

static inline void folder_free(struct folder *folder)
{
    folder_empty(folder);
    close(folder->fd);
    cr_assert_eq(rmdir(folder->path), 0); /* and no hidden file is left */
}

/* The byte that belongs at an offset: unlike at every other offset near by or a stage away. */
static inline uint8_t pattern(uint64_t offset)
{
    return (uint8_t)(offset * 2654435761U >> 13 ^ offset >> 19);
}

static inline uint8_t *pattern_new(size_t bytes)
{
    uint8_t *data = malloc(bytes + 1);
    cr_assert(data);
    for (size_t i = 0; i < bytes; i++)
        data[i] = pattern(i);
    return data;
}

static inline void assert_pattern(const struct folder *folder, const char *name, uint64_t bytes)
{
    const int fd = openat(folder->fd, name, O_RDONLY | O_CLOEXEC);
    struct stat facts;
    cr_assert(fd >= 0 && fstat(fd, &facts) == 0, "%s", name);
    cr_assert_eq((uint64_t)facts.st_size, bytes, "%s: %lld bytes, not %llu", name,
                 (long long)facts.st_size, (unsigned long long)bytes);
    cr_assert_eq(facts.st_mode & 07777, 0600);
    uint8_t *data = malloc(bytes + 1);
    cr_assert(data && read(fd, data, bytes) == (ssize_t)bytes);
    for (uint64_t i = 0; i < bytes; i++)
        if (data[i] != pattern(i))
            cr_assert_fail("%s differs at byte %llu of %llu", name, (unsigned long long)i,
                           (unsigned long long)bytes);
    free(data);
    close(fd);
}

static inline struct pgm_writer *writer_new(const struct folder *folder, enum pgm_io io,
                                            size_t open_files, struct pgm_cancel *cancel)
{
    struct pgm_writer *writer;
    struct pgm_error error = {0};
    cr_assert_eq(pgm_writer_new(&writer, folder->fd, io, open_files, cancel, &error), PGM_OK, "%s",
                 error.message);
    return writer;
}

static inline struct pgm_file *file_open(struct pgm_writer *writer, const char *name)
{
    struct pgm_file *file;
    struct pgm_error error = {0};
    cr_assert_eq(pgm_file_open(writer, name, &file, &error), PGM_OK, "%s", error.message);
    return file;
}

#endif
