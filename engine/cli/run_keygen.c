/* run_keygen.c: `pgmirage keygen`. The key goes straight to the descriptor: no copy stays in a
 * buffer of stdio. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_run.h"
#include "key.h"

static enum pgm_status write_all(int fd, const char *data, size_t bytes, const char *path,
                                 struct pgm_error *error)
{
    while (bytes > 0) {
        const ssize_t written = write(fd, data, bytes);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return pgm_fail_errno(error, errno, "cannot write to %s", path);
        data += written;
        bytes -= (size_t)written;
    }
    return PGM_OK;
}

static enum pgm_status write_file(const char *path, const char *line, size_t bytes,
                                  struct pgm_error *error)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        const int fault = errno;
        (void)pgm_fail_errno(error, fault, "cannot make %s", path);
        if (fault == EEXIST)
            pgm_hint(error, "an existing key is never replaced: nobody could make its fakes again");
        return PGM_FAILED;
    }
    enum pgm_status status = write_all(fd, line, bytes, path, error);
    if (status == PGM_OK && fsync(fd) != 0)
        status = pgm_fail_errno(error, errno, "cannot write to %s", path);
    close(fd);
    if (status != PGM_OK)
        unlink(path);
    return status;
}

static enum pgm_status write_standard_output(const char *line, size_t bytes,
                                             struct pgm_error *error)
{
    /* `keygen > key` gave the file the shell's mode; --key-file would refuse it. Only an empty file
     * of our own is touched. */
    struct stat stat;
    if (fstat(STDOUT_FILENO, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_size == 0 &&
        stat.st_uid == geteuid() && (stat.st_mode & 077) && fchmod(STDOUT_FILENO, 0600) != 0)
        return pgm_fail_errno(error, errno, "cannot take the right to read the key from others");
    return write_all(STDOUT_FILENO, line, bytes, "standard output", error);
}

enum pgm_status pgm_cli_keygen(const struct pgm_cli_options *options, struct pgm_error *error)
{
    const char *const path = options->key_path;
    char line[PGM_KEY_TEXT_BYTES + 1];
    PGM_TRY(pgm_crypto_init(error));
    PGM_TRY(pgm_key_generate_text(line, error));
    const size_t bytes = strlen(line) + 1;
    line[bytes - 1] = '\n';
    const enum pgm_status status =
        path ? write_file(path, line, bytes, error) : write_standard_output(line, bytes, error);
    explicit_bzero(line, sizeof line);
    return status;
}
