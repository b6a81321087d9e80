/* file.c: see the header. */
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Calls unlinkat on each entry, or counts them. */
static size_t each_entry(int directory_fd, bool remove)
{
    size_t count = 0;
    const int fd = openat(directory_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    if (!stream) {
        if (fd >= 0)
            close(fd);
        return 0;
    }
    for (struct dirent *entry; (entry = readdir(stream));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        count++;
        if (remove)
            (void)unlinkat(directory_fd, entry->d_name, 0);
    }
    closedir(stream);
    return count;
}

enum pgm_status pgm_folder_open(struct pgm_folder *folder, const char *path,
                                struct pgm_error *error)
{
    *folder = (struct pgm_folder){.fd = -1, .path = path};
    folder->made = mkdir(path, 0700) == 0;
    if (!folder->made && errno != EEXIST)
        return pgm_fail_errno(error, errno, "cannot make the folder %s", path);
    folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd < 0)
        return pgm_fail_errno(error, errno, "cannot open the folder %s", path);
    if (!folder->made && each_entry(folder->fd, false) > 0) {
        pgm_folder_close(folder);
        const enum pgm_status status =
            pgm_fail(error, PGM_BAD_USAGE, "the folder %s is not empty", path);
        pgm_hint(error, "nothing is overwritten: remove it, or give another with -f");
        return status;
    }
    if (fchmod(folder->fd, 0700) != 0)
        return pgm_fail_errno(error, errno, "cannot close the folder %s to others", path);
    return PGM_OK;
}

void pgm_folder_discard(struct pgm_folder *folder)
{
    if (folder->fd < 0)
        return;
    (void)each_entry(folder->fd, true);
    if (folder->made)
        (void)rmdir(folder->path);
}

void pgm_folder_close(struct pgm_folder *folder)
{
    if (folder->fd >= 0)
        close(folder->fd);
    folder->fd = -1;
}

static int write_all(int fd, const char *data, size_t bytes)
{
    while (bytes) {
        const ssize_t written = write(fd, data, bytes);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return -1;
        data += written;
        bytes -= (size_t)written;
    }
    return 0;
}

enum pgm_status pgm_write_whole(int directory_fd, const char *name, const void *data, size_t bytes,
                                struct pgm_error *error)
{
    char partial[256];
    snprintf(partial, sizeof partial, ".%s.partial", name);
    const int fd = openat(directory_fd, partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return pgm_fail_errno(error, errno, "cannot make %s", name);
    enum pgm_status status = PGM_OK;
    if (write_all(fd, data, bytes) != 0 || fsync(fd) != 0)
        status = pgm_fail_errno(error, errno, "cannot write %s", name);
    if (close(fd) != 0 && status == PGM_OK)
        status = pgm_fail_errno(error, errno, "cannot write %s", name);
    if (status == PGM_OK && renameat(directory_fd, partial, directory_fd, name) != 0)
        status = pgm_fail_errno(error, errno, "cannot rename %s", name);
    if (status == PGM_OK && fsync(directory_fd) != 0)
        status = pgm_fail_errno(error, errno, "cannot write the folder of %s", name);
    if (status != PGM_OK)
        (void)unlinkat(directory_fd, partial, 0);
    return status;
}
