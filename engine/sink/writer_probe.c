/* writer_probe.c: tries once, on a nameless file in the output folder, what this kernel, these
 * limits and this file system allow, and says in words what will be used. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "limits.h"
#include "writer_internal.h"

/* A file that no other process sees. Not every file system has O_TMPFILE. */
static int open_nameless(int directory_fd)
{
    int fd = openat(directory_fd, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != ENOENT && errno != EINVAL))
        return fd;
    char name[64];
    snprintf(name, sizeof name, ".pgmirage.%ld.probe", (long)getpid());
    fd = openat(directory_fd, name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd >= 0)
        unlinkat(directory_fd, name, 0);
    return fd;
}

static bool set_direct(int fd, bool on)
{
    const int flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
}

/* Some file systems refuse the flag, others only the write. */
static enum pgm_status probe_direct(struct pgm_writer *writer, int fd, struct pgm_error *error)
{
    const uint8_t *data = writer->pool.slab;
    writer->direct = set_direct(fd, true);
    ssize_t written;
    do {
        written = pwrite(fd, data, PGM_IO_ALIGNMENT, 0);
        if (written < 0 && errno == EINVAL && writer->direct) {
            writer->direct = !set_direct(fd, false);
            if (!writer->direct)
                errno = EINTR; /* once more, through the page cache */
        }
    } while (written < 0 && errno == EINTR);
    return written < 0 ? pgm_fail_errno(error, errno, "cannot write in the output folder") : PGM_OK;
}

static enum pgm_status choose(struct pgm_writer *writer, enum pgm_io io, int fd,
                              struct pgm_error *error)
{
    const char *direct = writer->direct ? "O_DIRECT" : "buffered files";
    char reason[160] = "";
    const char *buffers = "";
    if (io != PGM_IO_PWRITE && pgm_uring_start(writer, fd, &buffers, reason, sizeof reason)) {
        snprintf(writer->description, sizeof writer->description, "io_uring, %s, %s", buffers,
                 direct);
        return PGM_OK;
    }
    if (io == PGM_IO_URING) {
        const enum pgm_status status = pgm_fail(error, PGM_FAILED, "%s", reason);
        pgm_hint(error, "use --io auto or --io pwrite");
        return status;
    }
    writer->backend = &pgm_pwrite_backend;
    if (io == PGM_IO_AUTO)
        snprintf(writer->description, sizeof writer->description, "pwrite (%s), %s", reason,
                 direct);
    else
        snprintf(writer->description, sizeof writer->description, "pwrite, %s", direct);
    return PGM_OK;
}

enum pgm_status pgm_writer_probe(struct pgm_writer *writer, enum pgm_io io, struct pgm_error *error)
{
    const int fd = open_nameless(writer->directory_fd);
    if (fd < 0)
        return pgm_fail_errno(error, errno, "cannot create a file in the output folder");
    enum pgm_status status = probe_direct(writer, fd, error);
    if (status == PGM_OK)
        status = choose(writer, io, fd, error);
    close(fd);
    return status;
}
