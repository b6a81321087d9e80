/* Blocks through a worker into a real file, held against the naive way of pipeline_rig.h. */
#include "pipeline_rig.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "worker.h"
#include "writer.h"

#define END_MARK "\\.\n\n\n"

static char folder[] = "/tmp/pgmirage-pipeline-XXXXXX";
static int folder_fd;
static struct pgm_cancel cancel;
static struct pgm_writer *writer;
static struct pgm_worker worker;
static struct pgm_progress progress;
static struct pgm_error error;
static struct rig_table table;
static struct pgm_run_table run;
static struct pgm_run_part part;
static struct pgm_file *file;
static struct pgm_buf rows, expected;
static struct pgm_checksum expected_sum;
static size_t expected_rows;
static uint64_t seed = 1;

static void begin(enum pgm_compression compression)
{
    cr_assert(mkdtemp(folder));
    folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    cr_assert_eq(pgm_cancel_init(&cancel, &error), PGM_OK);
    cr_assert_eq(pgm_writer_new(&writer, folder_fd, PGM_IO_AUTO, 1, &cancel, &error), PGM_OK);
    cr_assert_eq(pgm_worker_init(&worker, compression, 0, &error), PGM_OK, "%s", error.message);
    run = (struct pgm_run_table){.plan = &table.plan, .file_name = "1.dat"};
    pthread_mutex_init(&run.mutex, NULL);
    cr_assert_eq(pgm_file_open(writer, run.file_name, &file, &error), PGM_OK);
    part = (struct pgm_run_part){.table = &run, .outlet = pgm_file_outlet(file)};
}

static void use(const enum rig_mask *masks, size_t count)
{
    rig_table_init(&table, masks, count);
    begin(PGM_COMPRESSION_NONE);
}

/* Hands bytes to a worker as a block, with the slack that blocks have behind them. */
static enum pgm_status hand(struct pgm_worker *to, const void *data, size_t bytes,
                            struct pgm_error *why)
{
    struct pgm_block block = {.data = malloc(bytes + PGM_BLOCK_SLACK_BYTES),
                              .bytes = bytes,
                              .oversize = bytes > PGM_BLOCK_BYTES};
    cr_assert_not_null(block.data);
    memcpy(block.data, data, bytes);
    memset(block.data + bytes, '\t', PGM_BLOCK_SLACK_BYTES); /* must not be looked at */
    const enum pgm_status status = pgm_worker_block(to, &part, &block, &progress, why);
    free(block.data);
    return status;
}

/* `rows` as one block, which then is empty again. */
static void send_rows(void)
{
    const size_t count =
        rig_expect(&table, (uint8_t *)rows.data, rows.bytes, &expected, &expected_sum);
    cr_assert_neq(count, SIZE_MAX);
    expected_rows += count;
    cr_assert_eq(hand(&worker, rows.data, rows.bytes, &error), PGM_OK, "%s", error.message);
    cr_assert_null(rows.bytes > PGM_BLOCK_BYTES ? worker.scratch.extra : NULL,
                   "what an oversize row needed is given back");
    pgm_buf_clear(&rows);
}

static char *read_file(size_t *bytes)
{
    char path[64];
    struct stat facts;
    snprintf(path, sizeof path, "%s/%s", folder, run.file_name);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    cr_assert(fd >= 0 && fstat(fd, &facts) == 0);
    *bytes = (size_t)facts.st_size;
    char *data = malloc(*bytes + 1);
    for (size_t at = 0; at < *bytes;) {
        const ssize_t got = read(fd, data + at, *bytes - at);
        cr_assert_gt(got, 0);
        at += (size_t)got;
    }
    close(fd);
    return data;
}

static void end(void)
{
    pgm_worker_free(&worker);
    pgm_writer_free(writer);
    unlinkat(folder_fd, run.file_name, 0);
    close(folder_fd);
    cr_assert_eq(rmdir(folder), 0);
    pgm_cancel_free(&cancel);
    pthread_mutex_destroy(&run.mutex);
    rig_table_free(&table);
    pgm_buf_free(&rows);
    pgm_buf_free(&expected);
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    expected_sum = (struct pgm_checksum){0};
    expected_rows = 0;
}

static void finish_file(void)
{
    cr_assert_eq(pgm_worker_end_mark(&worker, &part, &error), PGM_OK);
    cr_assert_eq(pgm_file_finish(file, NULL, &error), PGM_OK);
    cr_assert_eq(pgm_writer_drain(writer, &error), PGM_OK, "%s", error.message);
}

/* The file is what was expected, the counters say so, and everything is given back. */
static void check_file(void)
{
    size_t bytes;
    finish_file();
    char *data = read_file(&bytes);
    pgm_buf_puts(&expected, END_MARK);
    cr_assert_eq(run.rows, expected_rows);
    cr_assert_eq(memcmp(&run.checksum, &expected_sum, sizeof expected_sum), 0);
    cr_assert_eq(run.bytes_out, bytes);
    cr_assert_eq(bytes, expected.bytes, "%zu bytes, not %zu", bytes, expected.bytes);
    for (size_t i = 0; i < bytes; i++)
        if (data[i] != expected.data[i])
            cr_assert_fail("differs at byte %zu of %zu", i, bytes);
    free(data);
    end();
}

TestSuite(pipeline_emit, .timeout = 60);

Test(pipeline_emit, random_rows_of_random_tables)
{
    for (int round = 0; round < 150; round++) {
        enum rig_mask masks[12];
        const size_t columns = 1 + rig_next(&seed) % 12;
        for (size_t c = 0; c < columns; c++)
            masks[c] = rig_next(&seed) % 3 ? RIG_KEEP : rig_next(&seed) % RIG_COUNT;
        for (size_t c = 0; c < columns; c++) /* they have a test of their own */
            if (masks[c] == RIG_COMPANION)
                masks[c] = RIG_SUBJECT;
        if (columns > 2 && round % 3) {
            table.subject_count = 1 + (size_t)round % 2;
            for (size_t k = 0; k < 2; k++) {
                table.subject_indexes[k] = rig_next(&seed) % columns;
                if (masks[table.subject_indexes[k]] == RIG_NEGATE)
                    masks[table.subject_indexes[k]] = RIG_MIRROR;
            }
        }
        use(masks, columns);
        for (int block = 0; block < 3; block++) {
            rig_random_rows(&table, &seed, rig_next(&seed) % 1500, 1 + rig_next(&seed) % 40, &rows);
            pgm_buf_reserve(&rows, 1);
            cr_assert_leq(rows.bytes, PGM_BLOCK_BYTES);
            send_rows();
        }
        check_file();
    }
}

/* Conditions, hidden fields, companions, and steps that do not stand in the order of the columns. */
Test(pipeline_emit, rows_with_hidden_fields)
{
    for (int round = 0; round < 100; round++) {
        enum rig_mask masks[9];
        size_t when[9];
        const size_t columns = 2 + rig_next(&seed) % 7;
        table.hidden_count = 1 + rig_next(&seed) % 3;
        table.reversed = round % 2;
        table.companion_index = rig_next(&seed) % columns;
        for (size_t c = 0; c < columns; c++) {
            masks[c] =
                rig_next(&seed) % 3 ? (enum rig_mask)(rig_next(&seed) % RIG_NEGATE) : RIG_KEEP;
            when[c] =
                rig_next(&seed) % 2 ? columns + rig_next(&seed) % table.hidden_count : RIG_NOWHERE;
        }
        if (masks[table.companion_index] == RIG_COMPANION)
            masks[table.companion_index] = RIG_TWENTY;
        masks[(table.companion_index + 1) % columns] = RIG_COMPANION; /* at least one step */
        table.when = when;
        table.subject_count = 1;
        table.subject_indexes[0] = rig_next(&seed) % columns;
        use(masks, columns);
        for (int block = 0; block < 2; block++) {
            rig_random_rows(&table, &seed, 1 + rig_next(&seed) % 1500, 30, &rows);
            send_rows();
        }
        check_file();
    }
}

/* The same with rows that are written piecewise. */
Test(pipeline_emit, large_rows_with_hidden_fields)
{
    static const size_t when[] = {3, RIG_NOWHERE, 4};
    for (int round = 0; round < 12; round++) {
        enum rig_mask masks[] = {RIG_MIRROR, RIG_COMPANION, round % 2 ? RIG_NULLS : RIG_CONSTANT};
        table.hidden_count = 2;
        table.reversed = round % 3 == 0;
        table.companion_index = round % 4 < 2 ? 0 : 2;
        table.when = round < 6 ? when : NULL;
        use(masks, 3);
        for (size_t c = 0; c < 3; c++) {
            if (c)
                pgm_buf_putc(&rows, '\t');
            for (size_t i = 0; i < (c == 1 ? 1u : 400000u); i++)
                pgm_buf_puts(&rows, rig_next(&seed) % 2 ? "\\\\" : "\\x41b");
        }
        pgm_buf_printf(&rows, "\t%s\t%s\n", round % 3 ? "f" : "t", round % 5 ? "t" : "f");
        cr_assert_gt(rows.bytes, PGM_BLOCK_BYTES);
        send_rows();
        check_file();
    }
}

Test(pipeline_emit, first_last_and_all_columns)
{
    static const enum rig_mask tables[][3] = {{RIG_TWENTY, RIG_KEEP, RIG_KEEP},
                                              {RIG_KEEP, RIG_KEEP, RIG_TWENTY},
                                              {RIG_NULLS, RIG_CONSTANT, RIG_MIRROR},
                                              {RIG_EMPTY, RIG_KEEP, RIG_EMPTY},
                                              {RIG_KEEP, RIG_KEEP, RIG_KEEP}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        use(tables[i], 3);
        rig_random_rows(&table, &seed, 5000, 30, &rows);
        send_rows();
        check_file();
    }
}

Test(pipeline_emit, one_column)
{
    for (enum rig_mask mask = RIG_KEEP; mask < RIG_SUBJECT; mask++) {
        use(&mask, 1);
        pgm_buf_puts(&rows, "\n\n\\N\n\\\\.\n\\.\n\\\\N\nx\n");
        rig_random_rows(&table, &seed, 3000, 9, &rows);
        send_rows();
        check_file();
    }
}

Test(pipeline_emit, no_column_at_all)
{
    use(NULL, 0);
    pgm_buf_puts(&rows, "\n\n\n");
    send_rows();
    cr_assert_eq(run.rows, 3);
    check_file();
}

Test(pipeline_emit, as_many_columns_as_there_may_be)
{
    enum rig_mask masks[PGM_COLUMNS_MAX];
    for (int way = 0; way < 4; way++) {
        for (size_t c = 0; c < PGM_COLUMNS_MAX; c++)
            masks[c] = way == 0   ? (c % 799 == 0 || c == 1599 ? RIG_TWENTY : RIG_KEEP)
                       : way == 1 ? RIG_MIRROR
                       : way == 2 ? (enum rig_mask)(RIG_KEEP + c % 6)
                                  : RIG_KEEP;
        use(masks, PGM_COLUMNS_MAX);
        for (int block = 0; block < 3; block++) {
            rig_random_rows(&table, &seed, 70, 12, &rows);
            send_rows();
        }
        check_file();
    }
}

Test(pipeline_emit, kept_columns_stay_as_they_were_spelled)
{
    static const char odd[] = "\\x41\t\\101\t\\q\tx\n"
                              "\\x4\t\\7\t\\\\\tx\n"
                              "\\\t\r\t\b\x01\x7f\xff\tx\n"
                              "\\.\t\\N\\N\t\\XFF\tx\n";
    use((enum rig_mask[]){RIG_KEEP, RIG_KEEP, RIG_KEEP, RIG_MIRROR}, 4);
    pgm_buf_puts(&rows, odd);
    send_rows();
    cr_assert_str_eq(expected.data, odd, "the test's own expectation");
    check_file();
}

Test(pipeline_emit, masked_columns_are_spelled_anew)
{
    use((enum rig_mask[]){RIG_MIRROR}, 1);
    pgm_buf_puts(&rows, "\\x41\\102\\103\\x09\\q\\\n\\x5c.\n\\x\n\\0\n");
    send_rows();
    static const char anew[] = "ABC\\tq\n\\\\.\nx\n\0\n";
    cr_assert_eq(expected.bytes, sizeof anew - 1);
    cr_assert_arr_eq(expected.data, anew, sizeof anew, "the test's own expectation");
    check_file();
}

/* One row whose reckoned bound differs from the buffer by `delta`: the last that is put at once, the
 * first that is written piecewise. */
Test(pipeline_emit, rows_around_the_size_of_a_block)
{
    for (int delta = -3; delta <= 3; delta++) {
        use((enum rig_mask[]){RIG_KEEP, RIG_MIRROR}, 2);
        const size_t masked = 200000; /* reckoned once as input and twice as output */
        const size_t kept = (size_t)((int)(PGM_BLOCK_BYTES - 2 - 3 * masked) + delta);
        for (int i = 0; i < 3; i++) {
            pgm_buf_printf(&rows, "%0*d\t%0*d\n", (int)kept, i, (int)masked, i);
            send_rows();
        }
        check_file();
    }
}

/* Small rows fill the buffer up to `delta` bytes of its end. */
Test(pipeline_emit, the_buffer_is_full_to_the_byte)
{
    for (int delta = -2; delta <= 2; delta++) {
        use((enum rig_mask[]){RIG_KEEP, RIG_EMPTY}, 2);
        const int width = 8192 - 2; /* with tab and newline; the fake takes no room */
        for (size_t i = 0; i < PGM_BLOCK_BYTES / 8192; i++)
            pgm_buf_printf(&rows, "%0*zu\t\n", i == 100 ? width + delta : width, i);
        send_rows();
        for (int i = 0; i < 3; i++)
            pgm_buf_printf(&rows, "%0*d\t\n", width, i);
        send_rows();
        check_file();
    }
}

Test(pipeline_emit, outputs_twenty_times_as_long)
{
    use((enum rig_mask[]){RIG_TWENTY, RIG_TWENTY}, 2);
    while (rows.bytes < PGM_BLOCK_BYTES - 60000)
        rig_random_rows(&table, &seed, 20, 1000, &rows);
    send_rows();
    check_file();
}

Test(pipeline_emit, values_that_are_all_escapes)
{
    use((enum rig_mask[]){RIG_TWENTY, RIG_KEEP}, 2);
    for (int i = 0; i < 100; i++) {
        for (int k = 0; k < 2500; k++)
            pgm_buf_puts(&rows, k % 2 ? "\\\\" : "\\n");
        pgm_buf_puts(&rows, "\tkept\n");
    }
    send_rows();
    check_file();
}

Test(pipeline_emit, rows_larger_than_a_block)
{
    static const enum rig_mask tables[][3] = {
        {RIG_KEEP, RIG_KEEP, RIG_KEEP},     {RIG_MIRROR, RIG_KEEP, RIG_KEEP},
        {RIG_KEEP, RIG_KEEP, RIG_MIRROR},   {RIG_KEEP, RIG_TWENTY, RIG_KEEP},
        {RIG_NULLS, RIG_EMPTY, RIG_NULLS},  {RIG_CONSTANT, RIG_NEGATE, RIG_MIRROR},
        {RIG_SUBJECT, RIG_KEEP, RIG_KEEP},  {RIG_SUBJECT, RIG_KEEP, RIG_MIRROR},
        {RIG_MIRROR, RIG_KEEP, RIG_SUBJECT}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        table.subject_count = 1;
        table.subject_indexes[0] = 2;
        use(tables[i], 3);
        for (size_t bytes = PGM_BLOCK_BYTES; bytes < 4 * PGM_BLOCK_BYTES; bytes += 700001) {
            rig_random_rows(&table, &seed, 100, 30, &rows);
            send_rows();
            for (size_t c = 0; c < 3; c++) {
                if (c)
                    pgm_buf_putc(&rows, '\t');
                if (tables[i][c] == RIG_NEGATE) {
                    pgm_buf_puts(&rows, "5");
                    continue;
                }
                /* Escapes lie across every cut into pieces. */
                for (const size_t until = rows.bytes + (c == 1 ? 1000 : bytes / 2);
                     rows.bytes < until;)
                    pgm_buf_puts(&rows, rig_next(&seed) % 2 ? "\\\\" : "\\x41b");
            }
            pgm_buf_putc(&rows, '\n');
            cr_assert_gt(rows.bytes, PGM_BLOCK_BYTES);
            send_rows();
        }
        check_file();
    }
}

/* The row fits a block; its output does not fit the buffer. */
Test(pipeline_emit, a_small_row_with_a_large_output)
{
    use((enum rig_mask[]){RIG_KEEP, RIG_TWENTY, RIG_NULLS, RIG_NEGATE}, 4);
    for (int i = 0; i < 4; i++) {
        rig_random_rows(&table, &seed, 50, 30, &rows);
        pgm_buf_printf(&rows, "k\t%0*d\todd\t%d\n", 60000 + i, i, i);
        rig_random_rows(&table, &seed, 50, 30, &rows);
    }
    send_rows();
    check_file();
}

/* Every frame is a gzip member; gzip reads one after the other. */
Test(pipeline_emit, compressed_frames)
{
    rig_table_init(&table, (enum rig_mask[]){RIG_KEEP, RIG_TWENTY}, 2);
    begin(PGM_COMPRESSION_GZIP);
    for (int i = 0; i < 4; i++) {
        rig_random_rows(&table, &seed, 2000, 60, &rows);
        send_rows();
        pgm_buf_printf(&rows, "%0*d\tx\n", (int)(2 * PGM_MIB), i);
        send_rows();
    }
    finish_file();
    pgm_buf_puts(&expected, END_MARK);
    char command[128];
    snprintf(command, sizeof command, "gzip -dc < %s/%s", folder, run.file_name);
    FILE *pipe = popen(command, "r");
    char *data = malloc(expected.bytes + 1);
    cr_assert_eq(fread(data, 1, expected.bytes + 1, pipe), expected.bytes);
    cr_assert_eq(pclose(pipe), 0);
    cr_assert_eq(memcmp(data, expected.data, expected.bytes), 0);
    cr_assert_lt(run.bytes_out, expected.bytes / 2);
    cr_assert_eq(run.rows, expected_rows);
    cr_assert_eq(memcmp(&run.checksum, &expected_sum, sizeof expected_sum), 0);
    free(data);
    end();
}

/* ---- broken rows --------------------------------------------------------------------------- */

/* A worker given these bytes fails, shows none of them, and writes no row of the broken group. */
static void refused(const enum rig_mask *masks, size_t columns, const char *text, size_t bytes)
{
    size_t written;
    use(masks, columns);
    cr_assert_eq(hand(&worker, text, bytes, &error), PGM_FAILED);
    cr_assert_eq(error.status, PGM_FAILED);
    cr_assert_null(strstr(error.message, "Ann"));
    cr_assert_eq(pgm_file_finish(file, NULL, &error), PGM_OK);
    struct pgm_error drained = {0};
    cr_assert_eq(pgm_writer_drain(writer, &drained), PGM_OK);
    char *data = read_file(&written);
    cr_assert_eq(written, 0, "a broken row was written");
    cr_assert_eq(run.rows, 0);
    free(data);
    error = (struct pgm_error){0};
    end();
}

Test(pipeline_emit, broken_rows_are_refused)
{
    static const enum rig_mask masks[] = {RIG_KEEP, RIG_MIRROR, RIG_KEEP};
    static const char *const texts[] = {
        "Ann\tb\n",                         /* a column is missing */
        "Ann\tb\tc\td\n",                   /* one too many */
        "1\tb\tc\nAnn\tb\n1\tb\tc\n",       /* missing in the middle */
        "1\tb\tc\nAnn\tb\tc\td\n1\tb\tc\n", /**/
        "1\tb\tc\nAnn\tb\n1\tb\tc\td\n",    /* missing and too many: the sum is right */
        "1\tb\tc\td\nAnn\tb\n",             /**/
        "\n",                               /* a row of nothing */
        "Ann\n\tb\tc\n",                    /* a newline too early */
        "Ann\tb\tc",                        /* no newline */
        "\t\t\t\t\t",                       /**/
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        refused(masks, 3, texts[i], strlen(texts[i]));
}

Test(pipeline_emit, a_row_without_its_end_is_refused)
{
    static const enum rig_mask masked[] = {RIG_KEEP, RIG_MIRROR, RIG_KEEP};
    static const enum rig_mask kept[] = {RIG_KEEP, RIG_KEEP, RIG_KEEP};
    static const char *const texts[] = {"1\tb\tc\nAnn\tb\tc", "1\tb\tc\nAnn", "1\tb\tc\n\t"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        refused(masked, 3, texts[i], strlen(texts[i]));
        refused(kept, 3, texts[i], strlen(texts[i]));
    }
}

Test(pipeline_emit, a_break_far_behind)
{
    for (int way = 0; way < 3; way++) {
        size_t bytes;
        use((enum rig_mask[]){RIG_MIRROR, RIG_KEEP}, 2);
        for (int i = 0; i < 20000; i++)
            pgm_buf_printf(&rows, "a%d\tb\n", i);
        pgm_buf_puts(&rows, way == 0 ? "Ann\n" : way == 1 ? "Ann\tb\tc\n" : "Ann\tb");
        cr_assert_eq(hand(&worker, rows.data, rows.bytes, &error), PGM_FAILED);
        cr_assert_eq(pgm_file_finish(file, NULL, NULL), PGM_OK);
        struct pgm_error drained = {0};
        cr_assert_eq(pgm_writer_drain(writer, &drained), PGM_OK);
        char *data = read_file(&bytes);
        cr_assert_null(memmem(data, bytes, "Ann", 3));
        free(data);
        error = (struct pgm_error){0};
        end();
    }
}

/* ---- several workers, one file --------------------------------------------------------------- */

#define SHARERS 4

static void *share(void *argument)
{
    const int index = *(int *)argument;
    struct pgm_worker own;
    struct pgm_error problem = {0};
    struct pgm_buf mine = {0};
    require(pgm_worker_init(&own, PGM_COMPRESSION_NONE, 0, &problem) == PGM_OK);
    for (int i = 0; i < 12; i++) {
        pgm_buf_clear(&mine);
        if (i % 3 == 2) /* larger than a block */
            pgm_buf_printf(&mine, "%d.%d %0*d\tlarge\n", index, i, (int)(1500000 + i), 7);
        else
            for (int k = 0; k < 20000; k++)
                pgm_buf_printf(&mine, "%d.%d.%d\t\\N\n", index, i, k);
        require(hand(&own, mine.data, mine.bytes, &problem) == PGM_OK);
    }
    pgm_buf_free(&mine);
    pgm_worker_free(&own);
    return NULL;
}

/* Every line of the file is one of those that were sent, whole. */
static size_t check_lines(const char *data, const char *until)
{
    size_t count = 0;
    for (const char *line = data; line < until; count++) {
        const char *newline = memchr(line, '\n', (size_t)(until - line));
        char head[32] = ""; /* sscanf measures the whole text that it is given */
        int index, i, k, used = 0;
        cr_assert_not_null(newline);
        const size_t bytes = (size_t)(newline - line);
        memcpy(head, line, bytes < sizeof head ? bytes : sizeof head - 1);
        if (bytes >= sizeof head) {
            cr_assert_eq(sscanf(head, "%d.%d %n", &index, &i, &used), 2);
            const char *tail = newline - 6;
            cr_assert_eq(strncmp(tail, "\tlarge", 6), 0);
            cr_assert_eq(tail - line - used, 1500000 + i);
            for (const char *zero = line + used; zero < tail - 1; zero++)
                if (*zero != '0')
                    cr_assert_fail("a large row was torn apart");
        } else {
            cr_assert_eq(sscanf(head, "%d.%d.%d\t\\N%n", &index, &i, &k, &used), 3);
            cr_assert_eq((size_t)used, bytes);
        }
        line = newline + 1;
    }
    return count;
}

Test(pipeline_emit, workers_that_share_a_file_tear_no_row)
{
    for (int way = 0; way < 2; way++) {
        pthread_t threads[SHARERS];
        int indexes[SHARERS];
        size_t bytes;
        use((enum rig_mask[]){way ? RIG_MIRROR : RIG_KEEP, RIG_KEEP}, 2);
        for (int i = 0; i < SHARERS; i++) {
            indexes[i] = i;
            pthread_create(&threads[i], NULL, share, &indexes[i]);
        }
        for (int i = 0; i < SHARERS; i++)
            pthread_join(threads[i], NULL);
        cr_assert_eq(run.rows, SHARERS * (8 * 20000 + 4));
        finish_file();
        char *data = read_file(&bytes);
        cr_assert_eq(memcmp(data + bytes - 5, END_MARK, 5), 0);
        cr_assert_eq(check_lines(data, data + bytes - 5), run.rows);
        free(data);
        end();
    }
}
