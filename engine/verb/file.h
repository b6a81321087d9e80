/* file.h: the output folder, and small files written whole or not at all. */
#ifndef PGM_FILE_H
#define PGM_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include <sys/stat.h>

#include "buf.h"
#include "status.h"

struct pgm_folder {
    int fd;
    const char *path;
    bool made; /* by us, so that a failed run removes it */
};

/* Makes the folder (mode 0700), or takes an empty one. Anything in it is an error: nothing is ever
 * overwritten. */
enum pgm_status pgm_folder_open(struct pgm_folder *folder, const char *path,
                                struct pgm_error *error) PGM_MUST_CHECK;
/* Removes what the run left in it; and the folder, if it was made. */
void pgm_folder_discard(struct pgm_folder *folder);
void pgm_folder_close(struct pgm_folder *folder);

/* Writes under another name, fsyncs, renames, fsyncs the folder: the name appears last, complete. */
enum pgm_status pgm_write_whole(int directory_fd, const char *name, const void *data, size_t bytes,
                                struct pgm_error *error) PGM_MUST_CHECK;

/* Reads a whole regular file of at most `bytes_max`, and tells what it was then. */
enum pgm_status pgm_file_read(const char *path, size_t bytes_max, struct pgm_buf *data,
                              struct stat *was, struct pgm_error *error) PGM_MUST_CHECK;
/* Makes a file that did not exist, whole or not at all, for its owner alone. PGM_BAD_USAGE where there is
 * one of that name: nothing is ever overwritten. */
enum pgm_status pgm_file_create(const char *path, const void *data, size_t bytes,
                                struct pgm_error *error) PGM_MUST_CHECK;
/* Replaces a file that is still as it `was`, whole or not at all, with its mode and owner; of a link, the
 * file that it leads to. */
enum pgm_status pgm_file_replace(const char *path, const struct stat *was, const void *data,
                                 size_t bytes, struct pgm_error *error) PGM_MUST_CHECK;

#endif
