/* archive_sink.c: a file of the archive for each table. */
#include "run.h"

static enum pgm_status open_file(struct pgm_sink *sink, struct pgm_run_part *part,
                                 struct pgm_error *error)
{
    struct pgm_writer *writer = ((struct pgm_archive_sink *)sink)->writer;
    struct pgm_file *file;
    PGM_TRY(pgm_file_open(writer, part->table->file_name, &file, error));
    part->handle = file;
    part->outlet = pgm_file_outlet(file);
    return PGM_OK;
}

static enum pgm_status finish_file(struct pgm_sink *sink, struct pgm_run_part *part,
                                   struct pgm_error *error)
{
    (void)sink;
    return pgm_file_finish(part->handle, NULL, error);
}

void pgm_archive_sink_init(struct pgm_archive_sink *archive, struct pgm_writer *writer)
{
    static const struct pgm_sink_class class = {
        .has_end_marks = true, .open = open_file, .finish = finish_file};
    *archive = (struct pgm_archive_sink){{&class}, writer};
}
