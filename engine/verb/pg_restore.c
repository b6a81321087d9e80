/* pg_restore.c: calling pg_restore, and judging how it ended. */
#include "pg_restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "file.h"

/* Each statement commits by itself. One transaction would hold the locks of all that it made, some four a
 * table, and run out of the server's room for them at a thousand or two, which others need, too. Nothing
 * needs it to be one: nobody sees the database before the swap, and a broken run whose schema is not whole
 * begins anew. So many commits need not wait for the disk. */
#define SETTINGS "-c synchronous_commit=off"

static enum pgm_status folder_make(struct pgm_buf *path, const struct pgm_toc *toc,
                                   struct pgm_error *error)
{
    const char *base = getenv("TMPDIR");
    pgm_buf_printf(path, "%s/pgmirage-toc.XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(path->data))
        return pgm_fail_errno(error, errno, "cannot make a temporary folder");
    const int fd = open(path->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return pgm_fail_errno(error, errno, "cannot open a temporary folder");
    const enum pgm_status status = pgm_archive_commit(toc, fd, error);
    close(fd);
    return status;
}

static void folder_remove(const struct pgm_buf *path)
{
    struct pgm_buf file = {0};
    if (!path->data)
        return;
    pgm_buf_printf(&file, "%s/toc.dat", path->data);
    unlink(file.data);
    rmdir(path->data);
    pgm_buf_free(&file);
}

static void add_arguments(struct pgm_words *words, const struct pgm_restore *restore,
                          enum pgm_section section, const struct pgm_buf *jobs)
{
    const struct pgm_target_options *options = restore->options;
    pgm_words_add(words, restore->path ? restore->path : "pg_restore");
    pgm_words_add(words, "--no-password");
    pgm_words_add(words, "--exit-on-error");
    if (options->no_owner)
        pgm_words_add(words, "--no-owner");
    if (options->no_privileges)
        pgm_words_add(words, "--no-privileges");
    if (options->no_tablespaces)
        pgm_words_add(words, "--no-tablespaces");
    if (section == PGM_PRE_DATA) {
        pgm_words_add(words, "--section=pre-data");
        return;
    }
    pgm_words_add(words, "--section=post-data");
    pgm_words_add(words, jobs->data);
    if (restore->again) {
        pgm_words_add(words, "--clean");
        pgm_words_add(words, "--if-exists");
    }
}

/* Its messages quote statements and values; which entry it stopped at is a number in them. */
static enum pgm_status restore_failed(const struct pgm_restore *restore,
                                      const struct pgm_child *child, struct pgm_error *error)
{
    const char *at = strstr(pgm_buf_text(&child->err), "from TOC entry ");
    const int32_t id = at ? (int32_t)strtol(at + strlen("from TOC entry "), NULL, 10) : 0;
    const struct pgm_toc_entry *entry = NULL;
    for (size_t i = 0; i < restore->toc->entry_count && id > 0; i++)
        if (restore->toc->entries[i].dump_id == id)
            entry = &restore->toc->entries[i];
    if (pgm_child_lacks_locks(child, error))
        return error->status;
    if (entry)
        (void)pgm_fail(error, PGM_FAILED, "pg_restore failed at %s %s", entry->desc, entry->tag);
    else
        (void)pgm_fail(error, PGM_FAILED, "pg_restore failed with exit code %d", child->code);
    pgm_hint(error, "its message is not shown, for it may quote data: `pgmirage dump`, then "
                    "pg_restore into an empty database shows it");
    return error->status;
}

enum pgm_status pgm_restore_section(const struct pgm_restore *restore, enum pgm_section section,
                                    struct pgm_error *error)
{
    struct pgm_buf path = {0}, conninfo = {0}, jobs = {0};
    struct pgm_child child = {
        .option = "--pg-restore", .server = restore->pg, .cancel = restore->cancel};
    enum pgm_status status;
    PGM_TRY_OUT(folder_make(&path, restore->toc, error));
    pgm_pg_child_conninfo(restore->pg, SETTINGS, &conninfo, &child.password);
    pgm_buf_printf(&jobs, "--jobs=%u", restore->jobs);
    add_arguments(&child.arguments, restore, section, &jobs);
    pgm_words_add(&child.arguments, "-d");
    pgm_words_add(&child.arguments, conninfo.data);
    pgm_words_add(&child.arguments, path.data);
    status = pgm_child_run(&child, error);
    if (status == PGM_OK && child.code != 0)
        status = restore_failed(restore, &child, error);
out:
    folder_remove(&path);
    pgm_child_free(&child);
    pgm_buf_free(&path);
    pgm_buf_free(&conninfo);
    pgm_buf_free(&jobs);
    return status;
}
