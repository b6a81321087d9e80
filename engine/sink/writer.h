/*
 * writer.h: files that many threads append to, through io_uring and O_DIRECT.
 *
 *   append ──copy──> aligned tail stage of the file ──full──> ring (or pwrite) ──> disk
 *
 * A file has no gaps, and O_DIRECT wants offset and length aligned: so each open file owns one
 * aligned stage; under the file's lock the bytes are copied behind the last ones, a full stage is
 * swapped against a free one and submitted. finish writes the rest padded to the alignment, and
 * when every write has completed the file is cut to its length, fsynced and closed, without the
 * caller waiting. A thread that finds no free stage waits for a completion, which depends on
 * nothing upstream: no deadlock is possible.
 *
 * The backend is chosen by a probe when the writer is made: io_uring with registered buffers, with
 * plain ones where the limit on locked memory forbids, or pwrite; O_DIRECT only where the file
 * system takes it.
 */
#ifndef PGM_WRITER_H
#define PGM_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cancel.h"
#include "outlet.h"
#include "status.h"

enum pgm_io { PGM_IO_AUTO, PGM_IO_URING, PGM_IO_PWRITE };

struct pgm_writer;
struct pgm_file;

/* `directory_fd` is borrowed: files are made in it. `open_files` is how many files are expected to
 * be open at once (more are possible, each with a stage allocated for it). On the first failed
 * write `cancel` (may be NULL) is pulled with PGM_FAILED; from then on every call fails with that
 * failure. PGM_IO_URING without io_uring is an error; AUTO falls back. */
enum pgm_status pgm_writer_new(struct pgm_writer **writer, int directory_fd, enum pgm_io io,
                               size_t open_files, struct pgm_cancel *cancel,
                               struct pgm_error *error) PGM_MUST_CHECK;
/* "io_uring, registered buffers, O_DIRECT", "pwrite (io_uring is refused here: ...)", ... */
const char *pgm_writer_description(const struct pgm_writer *writer);

/* Creates (O_EXCL, mode 0600). Thread-safe, as are all below. */
enum pgm_status pgm_file_open(struct pgm_writer *writer, const char *name, struct pgm_file **file,
                              struct pgm_error *error) PGM_MUST_CHECK;
/* Copies the bytes behind those already there, in one piece with respect to other appenders. */
enum pgm_status pgm_file_append(struct pgm_file *file, const void *data, size_t bytes,
                                struct pgm_error *error) PGM_MUST_CHECK;
/* Several appends that must not be torn apart (a row longer than a block): between lock and unlock
 * use append_locked. */
void pgm_file_lock(struct pgm_file *file);
enum pgm_status pgm_file_append_locked(struct pgm_file *file, const void *data, size_t bytes,
                                       struct pgm_error *error) PGM_MUST_CHECK;
void pgm_file_unlock(struct pgm_file *file);
/* The file as those see it who do not care that it is one. */
struct pgm_outlet *pgm_file_outlet(struct pgm_file *file);
/* Hands the file back, whatever it returns: it is completed behind the scenes. *bytes (may be NULL)
 * gets its length. Waits while 64 finished files are not on disk yet. After a failure a file may as
 * well be left to pgm_writer_free. */
enum pgm_status pgm_file_finish(struct pgm_file *file, uint64_t *bytes,
                                struct pgm_error *error) PGM_MUST_CHECK;

/* Waits until every finished file is on disk and fsyncs the directory. The first failure of any
 * write is reported here too. */
enum pgm_status pgm_writer_drain(struct pgm_writer *writer, struct pgm_error *error) PGM_MUST_CHECK;
/* Stops, waits for what is in flight, closes what is open, frees. Safe after any failure. */
void pgm_writer_free(struct pgm_writer *writer);

#endif
