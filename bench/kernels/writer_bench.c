/*
 * writer_bench.c: bytes a second through the writer to the disk, fsync included, for io_uring and pwrite.
 *
 *   bench_writer FOLDER      on the disk in question; 256 MiB are written and removed again
 *
 * The limit is a plain loop that writes the same bytes into one file past the page cache, 8 MiB at a
 * time. Every file is read back and compared once. Times are of the wall: the disk is what is measured.
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "limits.h"
#include "writer.h"

#define BLOCK     PGM_BLOCK_BYTES
#define BLOCKS    256
#define BYTES     ((size_t)BLOCKS * BLOCK)
#define RAW_BYTES (8 * PGM_MIB)
#define RUNS      3

static uint8_t *block; /* RAW_BYTES, aligned; its first BLOCK bytes are what the writer is given */
static int folder;

static double raw_s(void)
{
    const double start = bench_seconds(CLOCK_MONOTONIC);
    int file = openat(folder, "raw", O_WRONLY | O_CREAT | O_EXCL | O_DIRECT, 0600);
    if (file < 0) /* a file system without O_DIRECT */
        file = openat(folder, "raw", O_WRONLY | O_CREAT | O_EXCL, 0600);
    for (size_t at = 0; at < BYTES; at += RAW_BYTES)
        if (pwrite(file, block, RAW_BYTES, (off_t)at) != (ssize_t)RAW_BYTES) {
            perror("bench_writer");
            exit(1);
        }
    if (fsync(file) != 0 || close(file) != 0 || fsync(folder) != 0)
        exit(1);
    const double seconds = bench_seconds(CLOCK_MONOTONIC) - start;
    unlinkat(folder, "raw", 0);
    return seconds;
}

/* The size of each append: not a multiple of the alignment, so that the stage has work to do. */
static size_t piece_bytes(size_t index)
{
    return BLOCK - 1 - index % 1000;
}

static void must(enum pgm_status status, const struct pgm_error *error)
{
    if (status != PGM_OK) {
        fprintf(stderr, "bench_writer: %s\n", error->message);
        exit(1);
    }
}

static void check_content(void)
{
    static uint8_t got[BLOCK];
    const int file = openat(folder, "rows", O_RDONLY);
    off_t at = 0;
    for (size_t i = 0; i < BLOCKS; at += (off_t)piece_bytes(i), i++)
        bench_must(pread(file, got, piece_bytes(i), at) == (ssize_t)piece_bytes(i) &&
                       memcmp(got, block, piece_bytes(i)) == 0,
                   "writer", "content");
    struct stat stat;
    bench_must(fstat(file, &stat) == 0 && stat.st_size == at, "writer", "length");
    close(file);
}

static double write_s(enum pgm_io io, bool check)
{
    struct pgm_error error = {0};
    struct pgm_writer *writer;
    struct pgm_file *file;
    if (pgm_writer_new(&writer, folder, io, 1, NULL, &error) != PGM_OK)
        return 0;
    const double start = bench_seconds(CLOCK_MONOTONIC);
    must(pgm_file_open(writer, "rows", &file, &error), &error);
    for (size_t i = 0; i < BLOCKS; i++)
        must(pgm_file_append(file, block, piece_bytes(i), &error), &error);
    must(pgm_file_finish(file, NULL, &error), &error);
    must(pgm_writer_drain(writer, &error), &error);
    const double seconds = bench_seconds(CLOCK_MONOTONIC) - start;
    pgm_writer_free(writer);
    if (check)
        check_content();
    unlinkat(folder, "rows", 0);
    return seconds;
}

int main(int argc, char **argv)
{
    static const enum pgm_io ios[] = {PGM_IO_URING, PGM_IO_PWRITE};
    static const char *const names[] = {"io_uring", "pwrite"};
    folder = argc == 2 ? open(argv[1], O_RDONLY | O_DIRECTORY) : -1;
    if (folder < 0) {
        fprintf(stderr, "usage: bench_writer FOLDER\n");
        return 2;
    }
    if (posix_memalign((void **)&block, PGM_IO_ALIGNMENT, RAW_BYTES) != 0)
        return 1;
    uint64_t state = 3;
    for (size_t i = 0; i < RAW_BYTES; i++)
        block[i] = (uint8_t)bench_draw(&state);
    double raw = 1e9, best[2] = {1e9, 1e9};
    for (int run = 0; run < RUNS; run++) { /* in turns, for the disk's speed drifts */
        const double seconds = raw_s();
        raw = seconds < raw ? seconds : raw;
        for (size_t i = 0; i < 2; i++) {
            const double wrote = write_s(ios[i], run == 0);
            best[i] = wrote < best[i] ? wrote : best[i];
        }
    }
    for (size_t i = 0; i < 2; i++)
        if (best[i] > 0)
            bench_print("write and fsync", names[i], "256 MiB", best[i], 0, BYTES,
                        (double)BYTES / raw / 1e9, "pwrite past the cache, 8 MiB each");
    free(block);
    close(folder);
    return 0;
}
