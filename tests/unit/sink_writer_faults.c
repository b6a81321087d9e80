/* The writer when the kernel answers badly: answers are injected behind either backend. */
#include "sink_folder.h"

#include <errno.h>

struct script {
    size_t ask_bytes;      /* never ask for more; 0: no limit */
    enum pgm_op_kind at;   /* which requests `answer` is for */
    ssize_t answer;        /* 0: the kernel's own */
    unsigned first, count; /* from which of them on, for how many */
    unsigned seen;
};

static size_t ask(void *context, const struct pgm_op *op, size_t bytes)
{
    const struct script *script = context;
    (void)op;
    return script->ask_bytes && script->ask_bytes < bytes ? script->ask_bytes : bytes;
}

static ssize_t answer(void *context, const struct pgm_op *op, ssize_t result)
{
    struct script *script = context;
    if (op->kind != script->at || script->answer == 0)
        return result;
    const unsigned number = script->seen++;
    return number >= script->first && number - script->first < script->count ? script->answer
                                                                             : result;
}

/* One file of `bytes`, written under the script. Returns what finish and drain make of it. */
static enum pgm_status write_file(const struct folder *folder, enum pgm_io io,
                                  struct script *script, size_t bytes, struct pgm_error *error)
{
    struct pgm_cancel cancel;
    cr_assert_eq(pgm_cancel_init(&cancel, NULL), PGM_OK);
    struct pgm_writer *writer = writer_new(folder, io, 1, &cancel);
    writer->faults = (struct pgm_writer_faults){script, ask, answer};
    uint8_t *data = pattern_new(bytes);
    struct pgm_file *file = file_open(writer, "a.dat");
    enum pgm_status status = pgm_file_append(file, data, bytes, error);
    const enum pgm_status finished = pgm_file_finish(file, NULL, error);
    const enum pgm_status drained = pgm_writer_drain(writer, error);
    status = status ? status : finished ? finished : drained;
    cr_assert_eq(drained, status, "drain always tells");
    cr_assert_eq(pgm_cancel_pulled(&cancel), status != PGM_OK);
    pgm_writer_free(writer);
    free(data);
    pgm_cancel_free(&cancel);
    return status;
}

static void assert_survives(struct script script, size_t bytes)
{
    struct folder folder = folder_new();
    FOR_EACH_BACKEND(io)
    {
        struct script copy = script;
        struct pgm_error error = {0};
        cr_assert_eq(write_file(&folder, *io, &copy, bytes, &error), PGM_OK, "%s", error.message);
        assert_pattern(&folder, "a.dat", bytes);
        folder_empty(&folder);
    }
    folder_free(&folder);
}

static void assert_fails(struct script script, const char *message)
{
    struct folder folder = folder_new();
    FOR_EACH_BACKEND(io)
    {
        struct script copy = script;
        struct pgm_error error = {0};
        cr_assert_eq(write_file(&folder, *io, &copy, 40 * PGM_STAGE_BYTES + 99, &error),
                     PGM_FAILED);
        cr_assert_str_eq(error.message, message);
        folder_empty(&folder);
    }
    folder_free(&folder);
}

Test(sink_writer_faults, short_aligned_writes)
{
    assert_survives((struct script){.ask_bytes = 8192}, 3 * PGM_STAGE_BYTES + 99);
}

/* Off the alignment O_DIRECT answers EINVAL: the file goes on through the page cache. */
Test(sink_writer_faults, short_unaligned_writes)
{
    assert_survives((struct script){.ask_bytes = 10007}, 3 * PGM_STAGE_BYTES + 99);
    assert_survives((struct script){.ask_bytes = 100}, 5000);
}

Test(sink_writer_faults, passing_errors_are_tried_again)
{
    static const int passing[] = {EAGAIN, EINTR, ECANCELED};
    for (size_t i = 0; i < 3; i++) {
        assert_survives((struct script){.answer = -passing[i], .count = 100},
                        4 * PGM_STAGE_BYTES + 99);
        assert_survives((struct script){.at = PGM_OP_SYNC, .answer = -passing[i], .count = 100},
                        99);
    }
}

Test(sink_writer_faults, failures_name_the_file_and_the_reason)
{
    assert_fails((struct script){.answer = -EIO, .first = 3, .count = 1},
                 "cannot write \"a.dat\": Input/output error");
    assert_fails((struct script){.answer = -EINVAL, .count = 1000},
                 "cannot write \"a.dat\": Invalid argument");
    assert_fails((struct script){.at = PGM_OP_SYNC, .answer = -EIO, .count = 1},
                 "cannot flush \"a.dat\": Input/output error");
}

static ssize_t refuse_direct(void *context, const struct pgm_op *op, ssize_t result)
{
    (void)context;
    return op->direct ? -EINVAL : result;
}

Test(sink_writer_faults, a_file_system_that_takes_the_flag_but_no_direct_write)
{
    const size_t bytes = 9 * PGM_STAGE_BYTES + 99;
    struct folder folder = folder_new();
    uint8_t *data = pattern_new(bytes);
    FOR_EACH_BACKEND(io)
    {
        struct pgm_writer *writer = writer_new(&folder, *io, 1, NULL);
        struct pgm_error error = {0};
        writer->faults.answer = refuse_direct;
        struct pgm_file *file = file_open(writer, "a.dat");
        cr_assert_eq(pgm_file_append(file, data, bytes, &error), PGM_OK);
        cr_assert_eq(pgm_file_finish(file, NULL, &error), PGM_OK);
        cr_assert_eq(pgm_writer_drain(writer, &error), PGM_OK, "%s", error.message);
        assert_pattern(&folder, "a.dat", bytes);
        pgm_writer_free(writer);
        folder_empty(&folder);
    }
    free(data);
    folder_free(&folder);
}

static ssize_t answer_nothing(void *context, const struct pgm_op *op, ssize_t result)
{
    (void)context;
    return op->kind == PGM_OP_WRITE ? 0 : result;
}

Test(sink_writer_faults, a_write_of_nothing_is_an_error_and_no_endless_loop)
{
    struct folder folder = folder_new();
    FOR_EACH_BACKEND(io)
    {
        struct pgm_writer *writer = writer_new(&folder, *io, 1, NULL);
        struct pgm_error error = {0};
        writer->faults.answer = answer_nothing;
        struct pgm_file *file = file_open(writer, "a.dat");
        cr_assert_eq(pgm_file_append(file, "x", 1, &error), PGM_OK);
        (void)!pgm_file_finish(file, NULL, NULL);
        cr_assert_eq(pgm_writer_drain(writer, &error), PGM_FAILED);
        cr_assert(strstr(error.message, "Input/output"), "%s", error.message);
        pgm_writer_free(writer);
        folder_empty(&folder);
    }
    folder_free(&folder);
}

/* After the first failure every call fails at once, with that failure, and the hint comes along. */
Test(sink_writer_faults, after_a_failure_all_calls_fail)
{
    struct folder folder = folder_new();
    uint8_t *data = pattern_new(PGM_STAGE_BYTES);
    FOR_EACH_BACKEND(io)
    {
        struct script script = {.answer = -ENOSPC, .count = 1000};
        struct pgm_writer *writer = writer_new(&folder, *io, 1, NULL);
        writer->faults = (struct pgm_writer_faults){&script, ask, answer};
        struct pgm_file *a = file_open(writer, "a.dat"), *b = file_open(writer, "b.dat"), *c;
        struct pgm_error error = {0};
        enum pgm_status status = PGM_OK;
        for (int i = 0; i < 1000 && status == PGM_OK; i++)
            status = pgm_file_append(a, data, PGM_STAGE_BYTES, &error);
        cr_assert_eq(status, PGM_FAILED);
        cr_assert_str_eq(error.message, "cannot write \"a.dat\": No space left on device");
        cr_assert(error.hint[0]);
        struct pgm_error second = {0};
        cr_assert_eq(pgm_file_append(b, "x", 1, &second), PGM_FAILED);
        cr_assert_str_eq(second.message, error.message);
        cr_assert_str_eq(second.hint, error.hint);
        cr_assert_eq(pgm_file_open(writer, "c.dat", &c, NULL), PGM_FAILED);
        cr_assert_eq(pgm_file_finish(a, NULL, NULL), PGM_FAILED);
        cr_assert_eq(pgm_writer_drain(writer, NULL), PGM_FAILED);
        pgm_writer_free(writer); /* b was never finished */
        folder_empty(&folder);
    }
    free(data);
    folder_free(&folder);
}

struct job {
    struct pgm_file *file;
    pthread_t thread;
    enum pgm_status status;
};

static void *append_until_failure(void *argument)
{
    struct job *job = argument;
    uint8_t *data = calloc(1, PGM_STAGE_BYTES);
    while (data && job->status == PGM_OK)
        job->status = pgm_file_append(job->file, data, PGM_STAGE_BYTES, NULL);
    free(data);
    return NULL;
}

/* Eight threads that wait for stages and locks: all of them come back. */
Test(sink_writer_faults, nobody_hangs, .timeout = 60)
{
    struct folder folder = folder_new();
    FOR_EACH_BACKEND(io)
    {
        struct script script = {.answer = -EIO, .first = 30, .count = 1};
        struct pgm_writer *writer = writer_new(&folder, *io, 1, NULL);
        writer->faults = (struct pgm_writer_faults){&script, ask, answer};
        struct job jobs[8] = {0};
        struct pgm_file *files[2] = {file_open(writer, "a.dat"), file_open(writer, "b.dat")};
        for (size_t i = 0; i < 8; i++) {
            jobs[i].file = files[i % 2];
            cr_assert_eq(pthread_create(&jobs[i].thread, NULL, append_until_failure, &jobs[i]), 0);
        }
        for (size_t i = 0; i < 8; i++) {
            pthread_join(jobs[i].thread, NULL);
            cr_assert_eq(jobs[i].status, PGM_FAILED);
        }
        cr_assert_eq(pgm_file_finish(files[0], NULL, NULL), PGM_FAILED);
        pgm_writer_free(writer);
        folder_empty(&folder);
    }
    folder_free(&folder);
}
