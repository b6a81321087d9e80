/* reason.c: why a rule is proposed, in one line: names and counts, never a value. */
#include <string.h>

#include "detect_internal.h"

static void put_count(struct pgm_buf *buf, uint32_t number)
{
    if (number >= 1000000)
        pgm_buf_printf(buf, "%u,%03u,%03u", number / 1000000, number / 1000 % 1000, number % 1000);
    else if (number >= 1000)
        pgm_buf_printf(buf, "%u,%03u", number / 1000, number % 1000);
    else
        pgm_buf_printf(buf, "%u", number);
}

static void put_values(struct pgm_buf *buf, const struct pgm_look *look)
{
    const struct pgm_judgement *judgement = &look->judgement;
    if (judgement->by_values && (judgement->hits || judgement->name == PGM_NAME_NONE)) {
        put_count(buf, judgement->hits);
        pgm_buf_puts(buf, " of ");
        put_count(buf, judgement->total);
        pgm_buf_printf(buf, " values are %s", judgement->entry->values_label);
    } else if (look->tally && look->tally->count) {
        put_count(buf, look->tally->count);
        pgm_buf_puts(buf, " values say nothing against it");
    } else {
        pgm_buf_puts(buf, "no values to look at");
    }
}

static void put_why(struct pgm_buf *buf, const struct pgm_look *look)
{
    pgm_buf_puts(buf, look->proposal->why);
    if (!look->tally || look->tally->count == 0)
        return;
    pgm_buf_puts(buf, "; ");
    put_count(buf, look->tally->count);
    pgm_buf_puts(buf, " values");
    if (look->tally->distinct <= PGM_DISTINCT_MAX)
        pgm_buf_printf(buf, ", %u distinct", look->tally->distinct);
}

/* Control characters of a name would end the comment. */
static void put_name(struct pgm_buf *buf, const char *name)
{
    for (; *name; name++)
        pgm_buf_putc(buf, (unsigned char)*name < ' ' || *name == 0x7f ? '?' : *name);
}

static void put_column(struct pgm_buf *buf, const struct pgm_column *column)
{
    put_name(buf, column->table->name);
    pgm_buf_putc(buf, '.');
    put_name(buf, column->name);
}

static void put_reason(struct pgm_buf *buf, const struct pgm_detect *run,
                       const struct pgm_look *look)
{
    const struct pgm_judgement *judgement = &look->judgement;
    if (look->column->generated) {
        pgm_buf_puts(buf, "generated: the server computes it again");
    } else if (look->column->parent) {
        pgm_buf_puts(buf, "follows ");
        put_column(buf, look->column->parent);
    } else if (look->proposal->follows) {
        pgm_buf_puts(buf, "foreign key to ");
        put_column(buf, run->relations[look - run->looks].references);
        pgm_buf_puts(buf, strcmp(look->detection.rule, "keep") == 0 ? ", which is kept"
                                                                    : ", masked alike");
    } else if (judgement->entry && judgement->name != PGM_NAME_NONE) {
        pgm_buf_printf(buf, "name: %s; ", judgement->entry->label);
        put_values(buf, look);
        if (look->proposal->why)
            pgm_buf_printf(buf, "; %s", look->proposal->why);
    } else if (judgement->entry) {
        put_values(buf, look);
        if (look->proposal->why)
            pgm_buf_printf(buf, "; %s", look->proposal->why);
    } else if (look->proposal->why) {
        put_why(buf, look);
    } else {
        pgm_buf_puts(buf, "nothing is known of it");
    }
}

const char *pgm_reason(const struct pgm_detect *run, const struct pgm_look *look,
                       struct pgm_arena *arena)
{
    struct pgm_buf buf = {0};
    put_reason(&buf, run, look);
    const char *text = pgm_arena_strdup(arena, pgm_buf_text(&buf));
    pgm_buf_free(&buf);
    return text;
}
