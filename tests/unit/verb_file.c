/* Single files, written whole or not at all. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"

static char folder[] = "/tmp/pgmirage-file-XXXXXX";

static void enter(void)
{
    cr_assert(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void leave(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    cr_assert_eq(system(command), 0);
}

static size_t entries(void)
{
    FILE *list = popen("ls -A | wc -l", "r");
    unsigned long count = 0;
    cr_assert(list && fscanf(list, "%lu", &count) == 1);
    pclose(list);
    return count;
}

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    cr_assert(file);
    fputs(text, file);
    cr_assert_eq(fclose(file), 0);
}

static void expect(const char *path, const char *text)
{
    struct pgm_buf data = {0};
    struct pgm_error error = {0};
    struct stat was;
    cr_assert_eq(pgm_file_read(path, 1 << 20, &data, &was, &error), PGM_OK, "%s", error.message);
    cr_assert_str_eq(pgm_buf_text(&data), text);
    cr_assert_eq(was.st_size, (off_t)strlen(text));
    pgm_buf_free(&data);
}

static enum pgm_status create(const char *path, const char *text)
{
    struct pgm_error error = {0};
    const enum pgm_status status = pgm_file_create(path, text, strlen(text), &error);
    cr_assert_eq(status, error.status);
    return status;
}

static enum pgm_status replace(const char *path, const struct stat *was, const char *text)
{
    struct pgm_error error = {0};
    const enum pgm_status status = pgm_file_replace(path, was, text, strlen(text), &error);
    cr_assert_eq(status, error.status);
    return status;
}

Test(file, is_made_once, .init = enter, .fini = leave)
{
    struct stat stat_now;
    cr_assert_eq(create("new", "one"), PGM_OK);
    cr_assert_eq(create("new", "two"), PGM_BAD_USAGE);
    expect("new", "one");
    cr_assert_eq(stat("new", &stat_now), 0);
    cr_assert_eq(stat_now.st_mode & 07777, 0600);
    cr_assert_eq(symlink("nowhere", "link"), 0);
    cr_assert_eq(create("link", "two"), PGM_BAD_USAGE);
    cr_assert_eq(create("none/new", "two"), PGM_FAILED);
    cr_assert_eq(create("empty", ""), PGM_OK);
    expect("empty", "");
    cr_assert_eq(entries(), 3, "something was left behind");
}

Test(file, is_replaced_with_its_mode, .init = enter, .fini = leave)
{
    struct stat was, is;
    put("real", "one");
    cr_assert_eq(chmod("real", 0640), 0);
    cr_assert_eq(symlink("real", "link"), 0);
    cr_assert_eq(stat("link", &was), 0);
    cr_assert_eq(replace("link", &was, "two, longer"), PGM_OK);
    expect("real", "two, longer");
    cr_assert_eq(lstat("link", &is), 0);
    cr_assert(S_ISLNK(is.st_mode));
    cr_assert_eq(stat("real", &is), 0);
    cr_assert_eq(is.st_mode & 07777, 0640);
    cr_assert_eq(is.st_uid, was.st_uid);
    cr_assert_eq(entries(), 2, "something was left behind");
}

/* Whoever wrote to it in between keeps what they wrote. */
Test(file, is_left_if_it_changed, .init = enter, .fini = leave)
{
    struct stat was;
    put("real", "one");
    cr_assert_eq(stat("real", &was), 0);
    put("real", "one and more");
    cr_assert_eq(replace("real", &was, "two"), PGM_FAILED);
    expect("real", "one and more");
    cr_assert_eq(stat("real", &was), 0);
    put("other", "one and more");
    cr_assert_eq(rename("other", "real"), 0);
    cr_assert_eq(replace("real", &was, "two"), PGM_FAILED);
    cr_assert_eq(unlink("real"), 0);
    cr_assert_eq(replace("real", &was, "two"), PGM_FAILED);
    cr_assert_eq(entries(), 0, "something was left behind");
}

Test(file, reads_regular_files_alone, .init = enter, .fini = leave)
{
    struct pgm_buf data = {0};
    struct stat was;
    struct pgm_error folder_error = {0}, pipe_error = {0}, none_error = {0}, large_error = {0};
    cr_assert_eq(mkdir("folder", 0700), 0);
    cr_assert_eq(mkfifo("pipe", 0600), 0);
    put("large", "more than five");
    cr_assert_eq(pgm_file_read("folder", 5, &data, &was, &folder_error), PGM_BAD_USAGE);
    cr_assert_eq(pgm_file_read("pipe", 5, &data, &was, &pipe_error), PGM_BAD_USAGE);
    cr_assert_eq(pgm_file_read("none", 5, &data, &was, &none_error), PGM_FAILED);
    cr_assert_eq(pgm_file_read("large", 5, &data, &was, &large_error), PGM_BAD_USAGE);
    pgm_buf_free(&data);
}
