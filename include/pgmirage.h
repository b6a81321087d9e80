/*
 * pgmirage.h: the public interface of libpgmirage: running a job, and, further below, writing masks
 * of one's own in C.
 *
 * A job is one run of a verb of the program `pgmirage`, set up by the same names as its long
 * options and run to its end in the calling thread:
 *
 *     struct pgmirage_job *job = pgmirage_job_new("dump");
 *     if (pgmirage_job_set(job, "rules", "rules.yaml") != PGMIRAGE_OK ||
 *         pgmirage_job_set(job, "dbname", "shop") != PGMIRAGE_OK ||
 *         pgmirage_job_set(job, "file", "shop.masked") != PGMIRAGE_OK ||
 *         pgmirage_job_run(job) != PGMIRAGE_OK)
 *         fputs(pgmirage_job_message(job), stderr);
 *     pgmirage_job_free(job);
 *
 * Threads. Functions on one job must not run at the same time, except pgmirage_job_cancel, which may
 * be called from any thread and from a signal handler. Different jobs are independent of each other
 * and may run at the same time; each starts the threads that its options ask for, and joins them
 * before pgmirage_job_run returns.
 *
 * What the library leaves alone: signal handlers, the umask, limits, the locale, standard output.
 * Warnings go to standard error. The embedding program should switch core dumps off and ignore
 * SIGPIPE, as the program pgmirage does: keys are in memory while a job runs.
 *
 * What it does change: PGMIRAGE_KEY, where it is set, is taken out of the environment by the first
 * job that runs, so no other thread may use the environment at that moment. A `pg_dump` is started
 * and waited for.
 *
 * Not promised: the wording of messages; a stable ABI before version 1.0; use after fork(); running
 * a job twice.
 */
#ifndef PGMIRAGE_H
#define PGMIRAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a call or a run ended: the exit codes of the program. */
enum pgmirage_status {
    PGMIRAGE_OK = 0,           /* done */
    PGMIRAGE_FAILED = 1,       /* while running (connection lost, disk full, no memory, ...);
                                  nothing looks finished */
    PGMIRAGE_BAD_USAGE = 2,    /* unknown or wrong settings, or rules that cannot be read */
    PGMIRAGE_UNFIT = 3,        /* the rules do not cover or do not fit this database; nothing was
                                  written */
    PGMIRAGE_CHECK_FAILED = 4, /* a check of the new database failed */
    PGMIRAGE_INTERRUPTED = 130 /* pgmirage_job_cancel was called */
};

struct pgmirage_job; /* opaque */

/* The library's version, "major.minor.patch"; never NULL, never freed. */
const char *pgmirage_version(void);

/*
 * Makes a job for a verb; "dump" is the only one so far. It belongs to the caller, who ends it with
 * pgmirage_job_free. NULL: the verb is unknown, or there is no memory or no descriptor left.
 */
struct pgmirage_job *pgmirage_job_new(const char *verb);

/*
 * Sets what `--name value` sets on the command line, with the same spelling of sizes ("512MB") and
 * times ("10s"); `pgmirage dump --help` lists the names. The value is copied and checked at once. A
 * flag takes "true", "false", or NULL for true; every other value must be given and not empty.
 * Repeatable options (schema, table, ...) add to what is there; any other is set once. Options about
 * the program's own output (progress, quiet, verbose, no-color, help, version) are unknown here.
 *
 * Returns PGMIRAGE_OK, or PGMIRAGE_BAD_USAGE with a message; the job stays as it was.
 */
enum pgmirage_status pgmirage_job_set(struct pgmirage_job *job, const char *name,
                                      const char *value);

/*
 * Runs the job in the calling thread and returns when it has ended; this takes as long as the
 * database is large. A job runs once: a second call is PGMIRAGE_BAD_USAGE. After anything but
 * PGMIRAGE_OK the output folder holds no archive that looks finished.
 */
enum pgmirage_status pgmirage_job_run(struct pgmirage_job *job);

/*
 * Ends the job early: pgmirage_job_run returns PGMIRAGE_INTERRUPTED within seconds. Called before
 * the run, it ends it at its start. Async-signal-safe; may be called several times, but not once
 * pgmirage_job_free was entered.
 */
void pgmirage_job_cancel(struct pgmirage_job *job);

/*
 * What went wrong in the latest call that failed: UTF-8, several lines, each ended by a line feed; ""
 * where nothing did. It never holds a row's value, a password or a key. The text belongs to the job
 * and stays until the next call of set, run or free.
 */
const char *pgmirage_job_message(const struct pgmirage_job *job);

/* Ends a job that does not run. NULL is fine. */
void pgmirage_job_free(struct pgmirage_job *job);

/*
 * Masks of one's own
 * ==================
 *
 * A plugin is a shared object that `--plugin FILE` loads. It needs this header and nothing to link
 * against, exports one function, and that function describes its masks:
 *
 *     const struct pgmirage_plugin *pgmirage_plugin_v1(void);
 *
 *     cc -shared -fPIC -o example.so example.c
 *     pgmirage masks --plugin ./example.so example.reverse
 *     pgmirage dump --plugin ./example.so --rules rules.yaml ...        (note: example.reverse)
 *
 *     rule ── prepare(setup) ──> state ── bound(state, bytes) ──> room ── apply(state, batch) ──> fakes
 *                                   └──────────────── release(state) <──── end of the run
 *
 * A mask of the plugin `example` with the name `reverse` is written `example.reverse` in the rules, and
 * takes `domain`, `when`, its own arguments and, where its flags say so, `by` and `known`.
 *
 * Threads. prepare and release are called by one thread. bound and apply are called by all workers at
 * the same time with the same state, which must not change after prepare.
 *
 * A fake must depend on the key, the arguments, the value or subject, and the companions alone: not
 * on the row's place in the batch, earlier batches, the thread, the time or the machine. Joins and
 * refreshes rest on that; nobody checks it.
 *
 * Trust. A plugin is code that runs inside of pgmirage: it sees every value of its columns, and a fault
 * of it is a fault of the run. Therefore the rules file cannot name one, and pgmirage loads none that
 * belongs to another user than itself or root, or that others could exchange. It must not print or
 * log values. What it hands back is checked before it is used: lengths against the bound, writes just
 * past it, characters against the column's limit, encoding, the form of dates, numbers, ... A failed
 * check ends the run, and nothing looks finished.
 *
 * Not promised: that a plugin of this interface's version loads into a pgmirage of another one.
 */

/* The version of all that follows. */
#define PGMIRAGE_PLUGIN_ABI 1

/* Types of columns a mask takes, as bits. Their numbers never change. */
enum pgmirage_kind {
    PGMIRAGE_KIND_OTHER = 1 << 0,
    PGMIRAGE_KIND_TEXT = 1 << 1, /* text, varchar, char, citext */
    PGMIRAGE_KIND_INT = 1 << 2,
    PGMIRAGE_KIND_NUMERIC = 1 << 3,
    PGMIRAGE_KIND_FLOAT = 1 << 4,
    PGMIRAGE_KIND_BOOL = 1 << 5,
    PGMIRAGE_KIND_DATE = 1 << 6,
    PGMIRAGE_KIND_TIMESTAMP = 1 << 7,
    PGMIRAGE_KIND_TIMESTAMPTZ = 1 << 8,
    PGMIRAGE_KIND_TIME = 1 << 9,
    PGMIRAGE_KIND_UUID = 1 << 10,
    PGMIRAGE_KIND_INET = 1 << 11, /* inet, cidr */
    PGMIRAGE_KIND_JSON = 1 << 12, /* json, jsonb */
    PGMIRAGE_KIND_BYTEA = 1 << 13,
    PGMIRAGE_KIND_ENUM = 1 << 14,
    PGMIRAGE_KIND_ARRAY = 1 << 15,
    PGMIRAGE_KIND_MONEY = 1 << 16,
    PGMIRAGE_KIND_XML = 1 << 17,
    PGMIRAGE_KIND_HSTORE = 1 << 18,
    PGMIRAGE_KIND_COMPOSITE = 1 << 19,
    PGMIRAGE_KIND_RANGE = 1 << 20
};

enum pgmirage_mask_flags {
    /* Distinct values give distinct fakes, by construction: the mask may stand on unique columns. A
     * promise that is not kept fails at the restore. */
    PGMIRAGE_MASK_INJECTIVE = 1 << 0,
    /* Wants batch.digests. */
    PGMIRAGE_MASK_KEYED = 1 << 1,
    /* Understands `by:`: digests are then those of the row's subject. Includes KEYED. */
    PGMIRAGE_MASK_SUBJECT = 1 << 2,
    /* Takes `known:`: batch.companions. */
    PGMIRAGE_MASK_COMPANIONS = 1 << 3
};

/* An argument that a rule may give the mask. */
struct pgmirage_argument_spec {
    const char *name;         /* small letters, digits, _; no key of the rules' own, such as `by` */
    const char *default_text; /* NULL: none */
    const char *help;         /* a phrase, for `pgmirage masks` */
    bool required;
};

struct pgmirage_argument {
    const char *name;
    const char *value; /* as written, or the default; NULL: neither */
};

/* What prepare may look at. All of it ends with the call: copy what is needed later. */
struct pgmirage_mask_setup {
    const struct pgmirage_argument *arguments; /* in the order of the mask's table */
    size_t argument_count;
    const char *column;     /* "schema.table.column" */
    const char *type;       /* as PostgreSQL writes it: "character varying(20)" */
    uint32_t kind;          /* one of enum pgmirage_kind */
    int32_t characters_max; /* the most a fake may have; 0: no limit */
    bool utf8;              /* text comes and goes as UTF-8; false: in an unknown encoding that has
                               ASCII as its lower half, so write ASCII */
    int32_t code_max;       /* the highest code point the database is known to hold; 0: all */
    /* 16 bytes that follow from the key and the column's domain, for draws of the plugin's own. Under
     * a random key they differ in every run. Never to be shown. */
    const uint8_t *secret;
};

/* A value in PostgreSQL's text form (dates ISO, times UTC), without COPY's escapes. The bytes may be
 * any, and are not ended by a zero. */
struct pgmirage_value {
    const uint8_t *data; /* never NULL unless is_null */
    size_t bytes;
    bool is_null;
};

/* Room for one fake. */
struct pgmirage_output {
    uint8_t *data;   /* for apply to write to; the pointer itself stays */
    size_t capacity; /* bound() of the value's length; stays */
    size_t bytes;    /* for apply to set; 0 before */
};

/* 128 bits, uniform under the key: equal for equal values (or subjects) of a domain in all tables and,
 * under a kept key, all runs. Text that differs only in letter case, outer white space or Unicode
 * normalisation has one digest. Zero for a NULL. */
struct pgmirage_digest {
    uint64_t word[2];
};

/* A column named by `known:`, in the rule's order: the row's own one, or one of the row that a foreign
 * key leads to. Where it is kept the fakes are the originals. */
struct pgmirage_companion {
    const struct pgmirage_value *originals;
    const struct pgmirage_value *fakes;
};

/* A column of some rows. Every array has `count` entries. All of it ends with the call. */
struct pgmirage_batch {
    size_t count; /* at least 1 */
    const struct pgmirage_value *in;
    struct pgmirage_output *out;           /* a NULL stays one, whatever is written here */
    const struct pgmirage_digest *digests; /* NULL without PGMIRAGE_MASK_KEYED or _SUBJECT */
    const struct pgmirage_companion *companions;
    size_t companion_count; /* 0 also inside of json, arrays, ..., which know no companions */
};

struct pgmirage_mask {
    const char *name;    /* small letters, digits, _ */
    const char *summary; /* a phrase, for `pgmirage masks` */
    const char *keeps;   /* what survives: "the length"; NULL: nothing */
    const char *example; /* an invented value, masked for `pgmirage masks`; NULL: none */
    uint32_t kinds;      /* of enum pgmirage_kind; 0: every one */
    uint32_t flags;      /* of enum pgmirage_mask_flags */
    const struct pgmirage_argument_spec *arguments;
    size_t argument_count;
    /*
     * Makes the state for one column, *state, which is NULL before. Called once for every column, and
     * several times for a rule inside of json, once for each type that is tried; the state of each
     * call is released. Non-zero refuses the rule: exit code 2, with *message (a constant, in plain
     * words, without values; may be left NULL); nothing is released then. NULL: the state is NULL.
     */
    int (*prepare)(const struct pgmirage_mask_setup *setup, void **state, const char **message);
    /* The most bytes a fake of a value of so many bytes has; at most 1 GiB. NULL: as many. */
    size_t (*bound)(const void *state, size_t in_bytes);
    /* Writes the fakes. Non-zero ends the run. */
    int (*apply)(const void *state, const struct pgmirage_batch *batch);
    void (*release)(void *state); /* NULL: nothing to do */
};

/* All pointers stay valid until the plugin is unloaded: constants, most simply. */
struct pgmirage_plugin {
    uint32_t abi;     /* PGMIRAGE_PLUGIN_ABI; no other is loaded */
    const char *name; /* small letters, digits, _ */
    const struct pgmirage_mask *masks;
    size_t mask_count;
};

/* What a plugin defines; the program looks it up by this name. */
#if defined(__GNUC__)
__attribute__((visibility("default")))
#endif
const struct pgmirage_plugin *
pgmirage_plugin_v1(void);

#ifdef __cplusplus
}
#endif

#endif
