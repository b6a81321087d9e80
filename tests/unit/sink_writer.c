/* The writer where nothing goes wrong: contents, lengths, numbers of files. */
#include "sink_folder.h"

/* Appends the first `bytes` of the pattern in pieces and finishes. */
static void write_pattern(struct pgm_writer *writer, const char *name, const uint8_t *data,
                          size_t bytes, size_t piece_bytes)
{
    struct pgm_error error = {0};
    struct pgm_file *file = file_open(writer, name);
    uint64_t length;
    for (size_t at = 0; at < bytes; at += piece_bytes) {
        const size_t piece = bytes - at < piece_bytes ? bytes - at : piece_bytes;
        cr_assert_eq(pgm_file_append(file, data + at, piece, &error), PGM_OK, "%s", error.message);
    }
    cr_assert_eq(pgm_file_finish(file, &length, &error), PGM_OK, "%s", error.message);
    cr_assert_eq(length, bytes);
}

Test(sink_writer, every_length_around_the_borders)
{
    static const size_t lengths[] = {0,
                                     1,
                                     4095,
                                     4096,
                                     4097,
                                     PGM_STAGE_BYTES - 1,
                                     PGM_STAGE_BYTES,
                                     PGM_STAGE_BYTES + 1,
                                     PGM_STAGE_BYTES + 4096,
                                     2 * PGM_STAGE_BYTES,
                                     20 * PGM_STAGE_BYTES + 12345};
    static const size_t pieces[] = {997, 65536, 3 * PGM_STAGE_BYTES + 1};
    struct folder folder = folder_new();
    uint8_t *data = pattern_new(21 * PGM_STAGE_BYTES);
    FOR_EACH_BACKEND(io)
    {
        struct pgm_writer *writer = writer_new(&folder, *io, 2, NULL);
        struct pgm_error error = {0};
        char name[64];
        for (size_t p = 0; p < 3; p++)
            for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
                snprintf(name, sizeof name, "%zu.%zu.dat", lengths[i], p);
                write_pattern(writer, name, data, lengths[i], pieces[p]);
            }
        cr_assert_eq(pgm_writer_drain(writer, &error), PGM_OK, "%s", error.message);
        for (size_t p = 0; p < 3; p++)
            for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
                snprintf(name, sizeof name, "%zu.%zu.dat", lengths[i], p);
                assert_pattern(&folder, name, lengths[i]);
            }
        pgm_writer_free(writer);
        folder_empty(&folder);
    }
    free(data);
    folder_free(&folder);
}

Test(sink_writer, many_small_files)
{
    enum { COUNT = 2000 };
    struct folder folder = folder_new();
    uint8_t *data = pattern_new(4096);
    FOR_EACH_BACKEND(io)
    {
        struct pgm_writer *writer = writer_new(&folder, *io, 2, NULL);
        struct pgm_error error = {0};
        char name[32];
        for (size_t i = 0; i < COUNT; i++) {
            snprintf(name, sizeof name, "%zu.dat", i);
            write_pattern(writer, name, data, i % 4097, 4096);
        }
        cr_assert_eq(pgm_writer_drain(writer, &error), PGM_OK);
        for (size_t i = 0; i < COUNT; i++) {
            snprintf(name, sizeof name, "%zu.dat", i);
            assert_pattern(&folder, name, i % 4097);
        }
        pgm_writer_free(writer);
        folder_empty(&folder);
    }
    free(data);
    folder_free(&folder);
}

/* Each file beyond the expected ones brings a stage, and takes it away again. */
Test(sink_writer, more_files_open_than_expected)
{
    enum { COUNT = 40 };
    const size_t bytes = PGM_STAGE_BYTES + 777;
    struct folder folder = folder_new();
    uint8_t *data = pattern_new(bytes);
    FOR_EACH_BACKEND(io)
    {
        struct pgm_writer *writer = writer_new(&folder, *io, 1, NULL);
        struct pgm_error error = {0};
        struct pgm_file *files[COUNT];
        char name[32];
        for (size_t i = 0; i < COUNT; i++) {
            snprintf(name, sizeof name, "%zu.dat", i);
            files[i] = file_open(writer, name);
        }
        cr_assert_eq(writer->pool.extra_count, COUNT - 1);
        for (size_t at = 0; at < bytes; at += 1000)
            for (size_t i = 0; i < COUNT; i++)
                cr_assert_eq(pgm_file_append(files[i], data + at,
                                             bytes - at < 1000 ? bytes - at : 1000, &error),
                             PGM_OK);
        for (size_t i = 0; i < COUNT; i++)
            cr_assert_eq(pgm_file_finish(files[i], NULL, &error), PGM_OK);
        cr_assert_eq(pgm_writer_drain(writer, &error), PGM_OK);
        cr_assert_eq(writer->pool.extra_count, 0);
        for (size_t i = 0; i < COUNT; i++) {
            snprintf(name, sizeof name, "%zu.dat", i);
            assert_pattern(&folder, name, bytes);
        }
        pgm_writer_free(writer);
        folder_empty(&folder);
    }
    free(data);
    folder_free(&folder);
}

Test(sink_writer, several_pieces_under_one_lock)
{
    struct folder folder = folder_new();
    uint8_t *data = pattern_new(100000);
    FOR_EACH_BACKEND(io)
    {
        struct pgm_writer *writer = writer_new(&folder, *io, 1, NULL);
        struct pgm_error error = {0};
        struct pgm_file *file = file_open(writer, "a.dat");
        pgm_file_lock(file);
        cr_assert_eq(pgm_file_append_locked(file, data, 60000, &error), PGM_OK);
        cr_assert_eq(pgm_file_append_locked(file, data + 60000, 40000, &error), PGM_OK);
        pgm_file_unlock(file);
        cr_assert_eq(pgm_file_finish(file, NULL, &error), PGM_OK);
        cr_assert_eq(pgm_writer_drain(writer, &error), PGM_OK);
        assert_pattern(&folder, "a.dat", 100000);
        pgm_writer_free(writer);
        folder_empty(&folder);
    }
    free(data);
    folder_free(&folder);
}

Test(sink_writer, an_existing_file_is_never_touched)
{
    struct folder folder = folder_new();
    struct pgm_cancel cancel;
    struct pgm_error error = {0};
    cr_assert_eq(pgm_cancel_init(&cancel, &error), PGM_OK);
    FOR_EACH_BACKEND(io)
    {
        struct pgm_writer *writer = writer_new(&folder, *io, 1, &cancel);
        struct pgm_file *file = file_open(writer, "a.dat"), *second;
        error = (struct pgm_error){0};
        cr_assert_eq(pgm_file_open(writer, "a.dat", &second, &error), PGM_FAILED);
        cr_assert(strstr(error.message, "\"a.dat\"") && strstr(error.message, "exists"));
        cr_assert_null(second);
        cr_assert_eq(pgm_file_append(file, "x", 1, &error), PGM_OK);
        cr_assert_eq(pgm_file_finish(file, NULL, &error), PGM_OK);
        cr_assert_eq(pgm_writer_drain(writer, &error), PGM_OK);
        cr_assert_not(pgm_cancel_pulled(&cancel));
        pgm_writer_free(writer);
        folder_empty(&folder);
    }
    pgm_cancel_free(&cancel);
    folder_free(&folder);
}

Test(sink_writer, unfinished_files_are_given_back)
{
    struct folder folder = folder_new();
    uint8_t *data = pattern_new(4 * PGM_STAGE_BYTES);
    FOR_EACH_BACKEND(io)
    {
        struct pgm_writer *writer = writer_new(&folder, *io, 1, NULL);
        struct pgm_error error = {0};
        char name[32];
        for (size_t i = 0; i < 4; i++) {
            snprintf(name, sizeof name, "%zu.dat", i);
            struct pgm_file *file = file_open(writer, name);
            cr_assert_eq(pgm_file_append(file, data, i * PGM_STAGE_BYTES + 5 * (i & 1), &error),
                         PGM_OK);
        }
        pgm_writer_free(writer);
        folder_empty(&folder);
    }
    free(data);
    folder_free(&folder);
}

Test(sink_writer, drain_goes_on_afterwards)
{
    struct folder folder = folder_new();
    uint8_t *data = pattern_new(5000);
    FOR_EACH_BACKEND(io)
    {
        struct pgm_writer *writer = writer_new(&folder, *io, 1, NULL);
        struct pgm_error error = {0};
        cr_assert_eq(pgm_writer_drain(writer, &error), PGM_OK);
        write_pattern(writer, "1.dat", data, 5000, 5000);
        cr_assert_eq(pgm_writer_drain(writer, &error), PGM_OK);
        assert_pattern(&folder, "1.dat", 5000);
        write_pattern(writer, "2.dat", data, 4000, 5000);
        cr_assert_eq(pgm_writer_drain(writer, &error), PGM_OK);
        assert_pattern(&folder, "2.dat", 4000);
        pgm_writer_free(writer);
        folder_empty(&folder);
    }
    free(data);
    folder_free(&folder);
}

Test(sink_writer, a_folder_that_cannot_be_written_is_said_at_once)
{
    const int fd = open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    FOR_EACH_BACKEND(io)
    {
        struct pgm_writer *writer;
        struct pgm_error error = {0};
        cr_assert_eq(pgm_writer_new(&writer, fd, *io, 1, NULL, &error), PGM_FAILED);
        cr_assert(strstr(error.message, "output folder"), "%s", error.message);
        cr_assert_null(writer);
    }
    close(fd);
    pgm_writer_free(NULL);
}

Test(sink_writer, the_description_names_the_choice)
{
    struct folder folder = folder_new();
    struct pgm_writer *writer = writer_new(&folder, PGM_IO_PWRITE, 1, NULL);
    cr_assert_eq(strncmp(pgm_writer_description(writer), "pwrite, ", 8), 0);
    pgm_writer_free(writer);
    writer = writer_new(&folder, PGM_IO_AUTO, 1, NULL);
    const char *description = pgm_writer_description(writer);
    cr_assert(strncmp(description, "io_uring, ", 10) == 0 ||
                  strncmp(description, "pwrite (", 8) == 0,
              "%s", description);
    pgm_writer_free(writer);
    folder_free(&folder);
}
