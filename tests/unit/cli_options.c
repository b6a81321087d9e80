/* The option parser: spellings, values and limits, and what its messages must never repeat. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "options.h"
#include "verbs.h"

static struct pgm_cli_options values;
static struct pgm_options parser;
static struct pgm_arena arena;
static struct pgm_error error;

static void start(const struct pgm_verb *verb)
{
    pgm_cli_options_init(&values);
    error = (struct pgm_error){0};
    pgm_options_start(&parser, verb->name, verb->options, &values, &arena);
}

/* Parses words behind `pgmirage dump`. */
static enum pgm_status parse(const char *line)
{
    char *argv[64];
    int argc = 0;
    char *const copy = pgm_arena_strdup(&arena, line);
    for (char *save = NULL, *word = strtok_r(copy, " ", &save); word;
         word = strtok_r(NULL, " ", &save))
        argv[argc++] = strcmp(word, "''") == 0 ? pgm_arena_strdup(&arena, "") : word;
    start(pgm_verb_find("dump"));
    const enum pgm_status status = pgm_options_parse(&parser, argc, argv, &error);
    return status == PGM_OK && !parser.stopped ? pgm_options_check(&parser, &error) : status;
}

static void expect_fault(const char *line, const char *message)
{
    cr_assert_eq(parse(line), PGM_BAD_USAGE, "%s", line);
    cr_assert_str_eq(error.message, message);
    cr_assert_neq(error.hint[0], 0, "no hint for %s", line);
}

Test(options, every_spelling)
{
    cr_assert_eq(parse("--rules=r.yaml --file out -j4 -U ann -hlocalhost -p 5433 shop"), PGM_OK);
    cr_assert_str_eq(values.dump.job.rules_path, "r.yaml");
    cr_assert_str_eq(values.dump.output, "out");
    cr_assert_eq(values.dump.pace.connections, 4);
    cr_assert_str_eq(values.dump.job.source.user, "ann");
    cr_assert_str_eq(values.dump.job.source.host, "localhost");
    cr_assert_str_eq(values.dump.job.source.port, "5433");
    cr_assert_str_eq(values.dump.job.source.conninfo, "shop");
    cr_assert(pgm_options_given(&parser, "jobs"));
    cr_assert(!pgm_options_given(&parser, "workers"));
    pgm_arena_free(&arena);
}

Test(options, bundled_letters)
{
    cr_assert_eq(parse("-wqrr.yaml -f out"), PGM_OK);
    cr_assert(values.dump.job.source.no_password);
    cr_assert(values.quiet);
    cr_assert_str_eq(values.dump.job.rules_path, "r.yaml");
    pgm_arena_free(&arena);
}

Test(options, operands_may_look_like_options_behind_two_dashes)
{
    cr_assert_eq(parse("-r r -f out -- -shop"), PGM_OK);
    cr_assert_str_eq(values.dump.job.source.conninfo, "-shop");
    cr_assert_eq(parse("-r r -f - shop"), PGM_OK);
    cr_assert_str_eq(values.dump.output, "-");
    pgm_arena_free(&arena);
}

Test(options, repeatable_ones_add_up)
{
    cr_assert_eq(parse("-r r -f o -n a --schema=b -n c -T x"), PGM_OK);
    cr_assert_eq(values.dump.picture.schemas.count, 3);
    cr_assert_str_eq(values.dump.picture.schemas.items[0], "a");
    cr_assert_str_eq(values.dump.picture.schemas.items[2], "c");
    cr_assert_eq(values.dump.picture.exclude_tables.count, 1);
    cr_assert_eq(values.dump.picture.tables.count, 0);
    pgm_arena_free(&arena);
}

Test(options, defaults)
{
    cr_assert_eq(parse("-r r -f o"), PGM_OK);
    cr_assert_geq(values.dump.pace.connections, 1);
    cr_assert_leq(values.dump.pace.connections, 4);
    cr_assert_eq(values.dump.pace.workers, -1);
    cr_assert_eq(values.dump.pace.split_bytes, UINT64_C(1) << 30);
    cr_assert_eq(values.dump.pace.lock_wait_timeout_ms, 60000);
    cr_assert_eq(values.dump.pace.stall_timeout_s, 3600);
    cr_assert_eq(values.dump.pace.max_snapshot_age_s, 0);
    cr_assert_eq(values.dump.large_objects, PGM_LARGE_OBJECTS_SKIP);
    cr_assert_eq(values.dump.io, PGM_IO_AUTO);
    cr_assert_eq(values.progress, PGM_PROGRESS_AUTO);
    cr_assert_null(values.dump.job.source.conninfo);
    pgm_arena_free(&arena);
}

Test(options, values_in_their_units)
{
    cr_assert_eq(parse("-r r -f o --split-tables-larger-than 1.5GB --rate-limit 0.5 "
                       "--lock-wait-timeout 1500 --max-snapshot-age 2h --stall-timeout 1500ms "
                       "--io pwrite --large-objects=keep --workers 0"),
                 PGM_OK);
    cr_assert_eq(values.dump.pace.split_bytes, UINT64_C(3) << 29);
    cr_assert_eq(values.dump.pace.rate_bytes_per_s, 512 * 1024);
    cr_assert_eq(values.dump.pace.lock_wait_timeout_ms, 1500);
    cr_assert_eq(values.dump.pace.max_snapshot_age_s, 7200);
    cr_assert_eq(values.dump.pace.stall_timeout_s, 2, "fractions of a second are rounded up");
    cr_assert_eq(values.dump.io, PGM_IO_PWRITE);
    cr_assert_eq(values.dump.large_objects, PGM_LARGE_OBJECTS_KEEP);
    cr_assert_eq(values.dump.pace.workers, 0);
    cr_assert_eq(parse("-r r -f o --split-tables-larger-than 0 --rate-limit 2GB "
                       "--lock-wait-timeout 10s --max-snapshot-age 0"),
                 PGM_OK);
    cr_assert_eq(values.dump.pace.split_bytes, 0);
    cr_assert_eq(values.dump.pace.rate_bytes_per_s, UINT64_C(2) << 30);
    cr_assert_eq(values.dump.pace.lock_wait_timeout_ms, 10000);
    pgm_arena_free(&arena);
}

Test(options, faults_are_told)
{
    expect_fault("-r r -f o --jobs 0", "--jobs takes a whole number from 1 to 255");
    expect_fault("-r r -f o -j 256", "--jobs takes a whole number from 1 to 255");
    expect_fault("-r r -f o -j 99999999999999999999", "--jobs takes a whole number from 1 to 255");
    expect_fault("-r r -f o -j 4x", "--jobs takes a whole number from 1 to 255");
    expect_fault("-r r -f o -j=4", "--jobs takes a whole number from 1 to 255");
    expect_fault("-r r -f o --workers -1", "--workers takes a whole number from 0 to 256");
    expect_fault("-r r -f o -j 1 --jobs 2", "--jobs is given twice");
    expect_fault("-r r -f o -d a b", "--dbname is given twice");
    expect_fault("-r r -f o a b", "--dbname is given twice");
    expect_fault("-r r -f o -q -q", "--quiet is given twice");
    expect_fault("-r r -f o --quiet=yes", "--quiet takes no value");
    expect_fault("-r r -f o --io sometimes", "--io takes one of auto|uring|pwrite");
    expect_fault("-r r -f o --io", "--io needs a value (HOW)");
    expect_fault("-r r -f o -j", "--jobs needs a value (N)");
    expect_fault("-r r -f ''", "--file has an empty value");
    expect_fault("-r r --file=", "--file has an empty value");
    expect_fault("-r r", "--file DIR is needed");
    expect_fault("-f o", "--rules FILE is needed");
    expect_fault("-r r -f o -x", "unknown option -x");
    expect_fault("-r r -f o --max-snapshot-age 30",
                 "--max-snapshot-age takes a time with its unit: 500ms, 10s, 5min, 2h or 1d");
    expect_fault("-r r -f o --lock-wait-timeout 30d",
                 "--lock-wait-timeout takes at most 2147483647 milliseconds");
    expect_fault("-r r -f o --split-tables-larger-than 1KiB",
                 "--split-tables-larger-than takes a size such as 512MB or 1.5GB");
    expect_fault("-r r -f o --split-tables-larger-than 99999999999TB",
                 "--split-tables-larger-than takes a size such as 512MB or 1.5GB");
    expect_fault("-r r -f o --split-tables-larger-than 1kB",
                 "--split-tables-larger-than takes 0 or at least 1048576 bytes");
    expect_fault("-r r -f o --rate-limit 1.",
                 "--rate-limit takes a size such as 100 (MB/s), 512kB or 1.5GB");
    pgm_arena_free(&arena);
}

Test(options, proposes_the_nearest_name)
{
    expect_fault("--ruls=x", "unknown option --ruls");
    cr_assert_str_eq(error.hint, "did you mean --rules?");
    expect_fault("--split", "unknown option --split");
    cr_assert_str_eq(error.hint, "did you mean --split-tables-larger-than?");
    expect_fault("--frobnicate", "unknown option --frobnicate");
    cr_assert_str_eq(error.hint, "`pgmirage dump --help` lists the options");
    pgm_arena_free(&arena);
}

Test(options, no_message_repeats_a_value)
{
    static const char *const lines[] = {
        "-r r -f o --io hunter2",
        "-r r -f o -j hunter2",
        "-r r -f o --rate-limit hunter2",
        "-r r -f o --max-snapshot-age hunter2",
        "--password=hunter2",
        "--Hunter2",
        "--postgres://u:hunter2@h/d",
        "-r r -f o a hunter2",
        "-r r -f o --quiet=hunter2",
        "-r r -f o -d hunter2 -d hunter2",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        cr_assert_eq(parse(lines[i]), PGM_BAD_USAGE, "%s", lines[i]);
        cr_assert_null(strstr(error.message, "unter2"), "%s", error.message);
        cr_assert_null(strstr(error.hint, "unter2"), "%s", error.hint);
    }
    pgm_arena_free(&arena);
}

Test(options, help_stops_the_line)
{
    cr_assert_eq(parse("--help --no-such-option"), PGM_OK);
    cr_assert(values.help);
    cr_assert_eq(parse("-V -j none"), PGM_OK);
    cr_assert(values.version);
    cr_assert_eq(parse("-?x"), PGM_OK);
    cr_assert(values.help);
    pgm_arena_free(&arena);
}

Test(options, set_by_name)
{
    start(pgm_verb_find("dump"));
    cr_assert_eq(pgm_options_set(&parser, "jobs", "3", &error), PGM_OK);
    cr_assert_eq(pgm_options_set(&parser, "no-password", NULL, &error), PGM_OK);
    cr_assert_eq(pgm_options_set(&parser, "include-foreign-servers", "false", &error), PGM_OK);
    cr_assert_eq(values.dump.pace.connections, 3);
    cr_assert(values.dump.job.source.no_password);
    cr_assert(!values.dump.picture.foreign_servers);
    cr_assert_eq(pgm_options_set(&parser, "quiet", "perhaps", &error), PGM_BAD_USAGE);
    cr_assert_eq(pgm_options_set(&parser, "file", NULL, &error), PGM_BAD_USAGE);
    cr_assert_eq(pgm_options_set(&parser, "", "x", &error), PGM_BAD_USAGE);
    pgm_arena_free(&arena);
}

/* The tables themselves. */

Test(tables, entries_are_sound)
{
    for (const struct pgm_verb *verb = pgm_verbs; verb->name; verb++) {
        size_t operands = 0;
        start(verb); /* asserts that each default passes its own check */
        for (const struct pgm_option *a = verb->options; a->help; a++) {
            const bool numeric = a->type == PGM_OPTION_UNSIGNED || a->type == PGM_OPTION_INT;
            operands += (a->flags & PGM_OPTION_OPERAND) != 0;
            cr_assert(a->name || (a->flags & PGM_OPTION_OPERAND));
            cr_assert_eq(a->argument == NULL, a->type == PGM_OPTION_FLAG, "%s", a->name);
            cr_assert_eq(a->choices != NULL, a->type == PGM_OPTION_CHOICE, "%s", a->name);
            cr_assert_eq(numeric, a->max > 0, "%s", a->name);
            cr_assert_lt(a->offset, sizeof values);
            cr_assert_neq(a->help[strlen(a->help) - 1], '.', "%s: no full stop", a->name);
            for (const struct pgm_option *b = a + 1; b->help; b++) {
                cr_assert(!a->name || !b->name || strcmp(a->name, b->name) != 0, "%s", a->name);
                cr_assert(!a->letter || a->letter != b->letter, "-%c twice", a->letter);
                /* A group stands together. */
                if (strcmp(a->group, b->group) == 0)
                    cr_assert_str_eq(b[-1].group, b->group, "%s", b->name);
            }
        }
        cr_assert_leq(operands, 1);
    }
    pgm_arena_free(&arena);
}

Test(tables, verbs_are_found_and_proposed)
{
    cr_assert_str_eq(pgm_verb_find("masks")->name, "masks");
    cr_assert_null(pgm_verb_find("Masks"));
    cr_assert_str_eq(pgm_verb_suggest("dmup"), "dump");
    cr_assert_null(pgm_verb_suggest("frobnicate"));
}

Test(tables, choices)
{
    cr_assert_eq(pgm_choice_index("a|bb|c", "bb"), 1);
    cr_assert_eq(pgm_choice_index("a|bb|c", "c"), 2);
    cr_assert_eq(pgm_choice_index("a|bb|c", "b"), -1);
    cr_assert_eq(pgm_choice_index("a|bb|c", "a|bb"), -1);
    cr_assert_eq(pgm_choice_index("a", ""), -1);
}
