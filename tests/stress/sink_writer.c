/* Many threads append to several files, through both backends, with threads that end while their
 * last writes are in flight, short answers, and a failure in the middle. Contents are checked:
 * every record there once, whole, and nothing else. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "writer_internal.h"

#define FILES            5
#define THREADS          6
#define RECORDS          120
#define RECORD_BYTES_MAX 40000

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

struct record { /* then `bytes` bytes of value (thread + index) */
    uint32_t thread, index, bytes;
};

struct job {
    struct pgm_file **files;
    uint32_t thread;
    enum pgm_status status;
};

static uint32_t record_bytes(uint32_t thread, uint32_t index)
{
    return (thread * 7919 + index * 104729) % RECORD_BYTES_MAX;
}

static void *append_records(void *argument)
{
    struct job *job = argument;
    uint8_t *buffer = malloc(sizeof(struct record) + RECORD_BYTES_MAX);
    struct pgm_error error = {0};
    CHECK(buffer);
    for (uint32_t i = 0; i < RECORDS && job->status == PGM_OK; i++) {
        const struct record record = {job->thread, i, record_bytes(job->thread, i)};
        struct pgm_file *file = job->files[(job->thread + i) % FILES];
        memcpy(buffer, &record, sizeof record);
        memset(buffer + sizeof record, (int)(job->thread + i), record.bytes);
        if (i % 5 == 0) { /* in two pieces that must not be torn apart */
            pgm_file_lock(file);
            job->status = pgm_file_append_locked(file, buffer, sizeof record, &error);
            if (job->status == PGM_OK)
                job->status =
                    pgm_file_append_locked(file, buffer + sizeof record, record.bytes, &error);
            pgm_file_unlock(file);
        } else {
            job->status = pgm_file_append(file, buffer, sizeof record + record.bytes, &error);
        }
    }
    free(buffer);
    return NULL;
}

static void check_file(int folder, const char *name, uint64_t bytes, unsigned char *seen)
{
    const int fd = openat(folder, name, O_RDONLY);
    struct stat facts;
    CHECK(fd >= 0 && fstat(fd, &facts) == 0);
    CHECK((uint64_t)facts.st_size == bytes && (facts.st_mode & 07777) == 0600);
    uint8_t *data = malloc(bytes + 1);
    CHECK(data && read(fd, data, bytes) == (ssize_t)bytes);
    close(fd);
    for (uint64_t at = 0; at < bytes;) {
        struct record record;
        CHECK(bytes - at >= sizeof record);
        memcpy(&record, data + at, sizeof record);
        at += sizeof record;
        CHECK(record.thread < THREADS && record.index < RECORDS);
        CHECK(record.bytes == record_bytes(record.thread, record.index));
        CHECK(bytes - at >= record.bytes);
        for (uint32_t i = 0; i < record.bytes; i++)
            CHECK(data[at + i] == (uint8_t)(record.thread + record.index));
        at += record.bytes;
        CHECK(!seen[record.thread * RECORDS + record.index]++);
    }
    free(data);
}

static size_t ask_short(void *context, const struct pgm_op *op, size_t bytes)
{
    (void)context;
    const size_t half = bytes / 2 / PGM_IO_ALIGNMENT * PGM_IO_ALIGNMENT;
    return op->offset % 3 == 0 && half > 0 ? half : bytes;
}

/* Every seventh answer asks for another try; from `fail_after` on everything is an I/O error. */
struct answers {
    unsigned count, fail_after;
};

static ssize_t answer(void *context, const struct pgm_op *op, ssize_t result)
{
    struct answers *answers = context;
    static const int passing[] = {EAGAIN, EINTR, ECANCELED};
    (void)op;
    answers->count++;
    if (answers->fail_after && answers->count >= answers->fail_after)
        return -EIO;
    return answers->count % 7 == 0 ? -passing[answers->count % 3] : result;
}

static void run_threads(struct pgm_file **files, bool may_fail)
{
    pthread_t threads[THREADS];
    struct job jobs[THREADS];
    for (uint32_t i = 0; i < THREADS; i++) {
        jobs[i] = (struct job){.files = files, .thread = i};
        CHECK(pthread_create(&threads[i], NULL, append_records, &jobs[i]) == 0);
    }
    for (uint32_t i = 0; i < THREADS; i++) {
        CHECK(pthread_join(threads[i], NULL) == 0);
        CHECK(may_fail || jobs[i].status == PGM_OK);
    }
}

/* `open_files` below FILES makes the writer allocate stages beyond its slab. */
static void run(int folder, enum pgm_io io, size_t open_files, struct pgm_writer_faults faults,
                bool may_fail)
{
    struct pgm_cancel cancel;
    struct pgm_writer *writer;
    struct pgm_file *files[FILES];
    struct pgm_error error = {0};
    char names[FILES][16];
    uint64_t bytes[FILES];
    CHECK(pgm_cancel_init(&cancel, &error) == PGM_OK);
    CHECK(pgm_writer_new(&writer, folder, io, open_files, &cancel, &error) == PGM_OK);
    writer->faults = faults;
    for (size_t i = 0; i < FILES; i++) {
        snprintf(names[i], sizeof names[i], "%zu.dat", i);
        CHECK(pgm_file_open(writer, names[i], &files[i], &error) == PGM_OK);
    }
    run_threads(files, may_fail);
    enum pgm_status status = PGM_OK;
    for (size_t i = 0; i < FILES; i++)
        if (pgm_file_finish(files[i], &bytes[i], &error) != PGM_OK)
            status = PGM_FAILED;
    if (pgm_writer_drain(writer, &error) != PGM_OK)
        status = PGM_FAILED;
    CHECK(status == (may_fail ? PGM_FAILED : PGM_OK));
    CHECK(pgm_cancel_pulled(&cancel) == may_fail);
    CHECK(writer->pool.extra_count == 0);
    printf("  %s: %s\n", pgm_writer_description(writer), may_fail ? error.message : "right");
    pgm_writer_free(writer);
    pgm_cancel_free(&cancel);
    unsigned char seen[THREADS * RECORDS] = {0};
    for (size_t i = 0; i < FILES; i++) {
        if (!may_fail)
            check_file(folder, names[i], bytes[i], seen);
        CHECK(unlinkat(folder, names[i], 0) == 0);
    }
    for (size_t i = 0; !may_fail && i < sizeof seen; i++)
        CHECK(seen[i] == 1);
}

/* A thread a file: opened, written, finished, and the thread gone at once. */
static void *write_one_file(void *argument)
{
    struct pgm_writer *writer = argument;
    static atomic_uint next;
    const unsigned number = atomic_fetch_add(&next, 1);
    const size_t bytes = (size_t)number * 40009 % (2 * PGM_STAGE_BYTES);
    char name[32];
    struct pgm_file *file;
    struct pgm_error error = {0};
    uint8_t *data = malloc(bytes + 1);
    CHECK(data);
    memset(data, (int)number, bytes);
    snprintf(name, sizeof name, "%u.one", number);
    CHECK(pgm_file_open(writer, name, &file, &error) == PGM_OK);
    CHECK(pgm_file_append(file, data, bytes, &error) == PGM_OK);
    CHECK(pgm_file_finish(file, NULL, &error) == PGM_OK);
    free(data);
    return (void *)(uintptr_t)number;
}

static void run_short_lived_threads(int folder, enum pgm_io io)
{
    struct pgm_writer *writer;
    struct pgm_error error = {0};
    CHECK(pgm_writer_new(&writer, folder, io, 2, NULL, &error) == PGM_OK);
    pthread_t threads[150];
    unsigned numbers[150];
    for (size_t i = 0; i < 150; i++)
        CHECK(pthread_create(&threads[i], NULL, write_one_file, writer) == 0);
    for (size_t i = 0; i < 150; i++) {
        void *number;
        CHECK(pthread_join(threads[i], &number) == 0);
        numbers[i] = (unsigned)(uintptr_t)number;
    }
    CHECK(pgm_writer_drain(writer, &error) == PGM_OK);
    CHECK(writer->pool.extra_count == 0);
    pgm_writer_free(writer);
    uint8_t *data = malloc(2 * PGM_STAGE_BYTES);
    CHECK(data);
    for (size_t i = 0; i < 150; i++) {
        char name[32];
        snprintf(name, sizeof name, "%u.one", numbers[i]);
        const size_t bytes = (size_t)numbers[i] * 40009 % (2 * PGM_STAGE_BYTES);
        const int fd = openat(folder, name, O_RDONLY);
        CHECK(fd >= 0 && read(fd, data, 2 * PGM_STAGE_BYTES) == (ssize_t)bytes);
        for (size_t at = 0; at < bytes; at++)
            CHECK(data[at] == (uint8_t)numbers[i]);
        close(fd);
        CHECK(unlinkat(folder, name, 0) == 0);
    }
    free(data);
}

int main(void)
{
    char path[] = "/tmp/pgmirage-stress-XXXXXX";
    CHECK(mkdtemp(path));
    const int folder = open(path, O_RDONLY | O_DIRECTORY);
    CHECK(folder >= 0);
    static const enum pgm_io backends[] = {PGM_IO_AUTO, PGM_IO_PWRITE};
    for (size_t i = 0; i < 2; i++) {
        struct answers passing = {0}, failing = {.fail_after = 20};
        run(folder, backends[i], FILES, (struct pgm_writer_faults){0}, false);
        run(folder, backends[i], 1, (struct pgm_writer_faults){0}, false);
        run(folder, backends[i], 1, (struct pgm_writer_faults){&passing, ask_short, answer}, false);
        run(folder, backends[i], 3, (struct pgm_writer_faults){&failing, NULL, answer}, true);
        run_short_lived_threads(folder, backends[i]);
    }
    close(folder);
    CHECK(rmdir(path) == 0);
    return 0;
}
