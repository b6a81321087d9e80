/* file.c: see the header. */
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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

/* --- single files ------------------------------------------------------------------------------- */

static enum pgm_status read_open(int fd, const char *path, size_t bytes_max, struct pgm_buf *data,
                                 struct pgm_error *error)
{
    const size_t step = 65536;
    for (;;) {
        pgm_buf_reserve(data, step);
        data->data[data->bytes] = '\0';
        const ssize_t got = read(fd, data->data + data->bytes, step);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return pgm_fail_errno(error, errno, "cannot read %s", path);
        if (got == 0)
            return PGM_OK;
        data->bytes += (size_t)got;
        if (data->bytes > bytes_max)
            return pgm_fail(error, PGM_BAD_USAGE, "cannot read %s: it is too large", path);
    }
}

enum pgm_status pgm_file_read(const char *path, size_t bytes_max, struct pgm_buf *data,
                              struct stat *was, struct pgm_error *error)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return pgm_fail_errno(error, errno, "cannot read %s", path);
    enum pgm_status status = PGM_OK;
    if (fstat(fd, was) != 0)
        status = pgm_fail_errno(error, errno, "cannot read %s", path);
    else if (!S_ISREG(was->st_mode))
        status = pgm_fail(error, PGM_BAD_USAGE, "%s is no regular file", path);
    else
        status = read_open(fd, path, bytes_max, data, error);
    close(fd);
    return status;
}

static enum pgm_status write_partial(int fd, const char *path, const struct stat *was,
                                     const void *data, size_t bytes, struct pgm_error *error)
{
    /* The owner first: chown takes away mode bits. Who may not give files away keeps the group at
     * least, and a mode that then would let others in is narrowed by that. */
    if (was && fchown(fd, was->st_uid, was->st_gid) != 0)
        (void)(fchown(fd, (uid_t)-1, was->st_gid) == 0);
    if (was && fchmod(fd, was->st_mode & 07777) != 0)
        return pgm_fail_errno(error, errno, "cannot write %s", path);
    if (write_all(fd, data, bytes) != 0 || fsync(fd) != 0)
        return pgm_fail_errno(error, errno, "cannot write %s", path);
    return PGM_OK;
}

/* The folder's own entry reaches the disk, too; where that cannot be asked for, it does later. */
static void sync_folder_of(char *path)
{
    char *const slash = strrchr(path, '/');
    if (slash)
        slash[slash == path] = '\0';
    const int fd = open(slash ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)fsync(fd);
    close(fd);
}

static enum pgm_status refuse_existing(const char *path, struct pgm_error *error)
{
    (void)pgm_fail(error, PGM_BAD_USAGE, "%s exists already", path);
    pgm_hint(error, "nothing is overwritten: give another name with -f, or remove the file");
    return error ? error->status : PGM_BAD_USAGE;
}

/* `was` NULL: the name must be free. */
static enum pgm_status write_named(const char *path, const struct stat *was, const void *data,
                                   size_t bytes, struct pgm_error *error)
{
    struct pgm_buf partial = {0};
    pgm_buf_printf(&partial, "%s.XXXXXX", path);
    const int fd = mkostemp(partial.data, O_CLOEXEC);
    if (fd < 0) {
        pgm_buf_free(&partial);
        return pgm_fail_errno(error, errno, "cannot write %s", path);
    }
    enum pgm_status status = write_partial(fd, path, was, data, bytes, error);
    if (close(fd) != 0 && status == PGM_OK)
        status = pgm_fail_errno(error, errno, "cannot write %s", path);
    if (status == PGM_OK &&
        renameat2(AT_FDCWD, partial.data, AT_FDCWD, path, was ? 0 : RENAME_NOREPLACE) != 0)
        status = errno == EEXIST ? refuse_existing(path, error)
                                 : pgm_fail_errno(error, errno, "cannot write %s", path);
    if (status != PGM_OK)
        (void)unlink(partial.data);
    else
        sync_folder_of(partial.data);
    pgm_buf_free(&partial);
    return status;
}

enum pgm_status pgm_file_create(const char *path, const void *data, size_t bytes,
                                struct pgm_error *error)
{
    struct stat stat;
    if (lstat(path, &stat) == 0)
        return refuse_existing(path, error);
    return write_named(path, NULL, data, bytes, error);
}

enum pgm_status pgm_file_replace(const char *path, const struct stat *was, const void *data,
                                 size_t bytes, struct pgm_error *error)
{
    struct stat is;
    char *const real = realpath(path, NULL);
    if (!real || stat(real, &is) != 0) {
        const int fault = errno;
        free(real);
        return pgm_fail_errno(error, fault, "cannot write %s", path);
    }
    enum pgm_status status = PGM_OK;
    if (is.st_dev != was->st_dev || is.st_ino != was->st_ino || is.st_size != was->st_size ||
        is.st_mtim.tv_sec != was->st_mtim.tv_sec || is.st_mtim.tv_nsec != was->st_mtim.tv_nsec)
        status = pgm_fail(error, PGM_FAILED, "%s was changed meanwhile; it is left as it is", path);
    else
        status = write_named(real, was, data, bytes, error);
    free(real);
    return status;
}
