/*
 * job.h: what every verb that masks begins with.
 *
 *   rules file, plugins, key ─ pgm_job_load ─┐
 *   catalog ─────────────────────────────────┴─ pgm_job_plan ─> a plan that passed preflight
 */
#ifndef PGM_JOB_H
#define PGM_JOB_H

#include "catalog.h"
#include "key.h"
#include "pg.h"
#include "plan.h"
#include "plugin.h"
#include "report.h"
#include "rules.h"

/* A repeatable option's values. */
struct pgm_texts {
    const char **items;
    size_t count;
};

/* What the user says about source, rules and key, whatever the verb. */
struct pgm_job_options {
    struct pgm_pg_options source;
    const char *rules_path;
    const char *preset_directory; /* NULL: the rules of the installation */
    const char *key_file;
    struct pgm_texts plugins; /* --plugin */
    int lock_wait_timeout_ms; /* of pgm_job_look; 0: wait for ever */
};

struct pgm_archive_index;

/* Zeroed but for the caller's pointers, it holds nothing. */
struct pgm_job {
    const struct pgm_job_options *options;
    struct pgm_cancel *cancel;
    struct pgm_report *report; /* takes all findings */
    bool goes_on;              /* past findings: the plan is to be looked at, never to be run */
    bool reads_no_rows;        /* leaves out what needs a sample of them */
    /* Findings that are no fault of the rules: rights at the source; what a clone's target lacks. */
    size_t denied_count, lacking_count;
    struct pgm_rules rules;
    struct pgm_plugins plugins;
    struct pgm_master_key *key;
    struct pgm_catalog catalog; /* read by the verb */
    struct pgm_plan plan;
};

/* Plugins and key, for a verb that comes by its rules in another way. */
enum pgm_status pgm_job_begin(struct pgm_job *job, struct pgm_error *error) PGM_MUST_CHECK;
/* Plugins, rules, key. */
enum pgm_status pgm_job_load(struct pgm_job *job, struct pgm_error *error) PGM_MUST_CHECK;
/* Binds the rules to the catalog and runs the whole preflight over `leader`, which is in the
 * transaction that read the catalog. Ends with the first stage that finds something, or sets it aside
 * (goes_on). index: what pg_dump selected; NULL: all that it would by itself. */
enum pgm_status pgm_job_plan(struct pgm_job *job, struct pgm_pg *leader,
                             const struct pgm_archive_index *index,
                             struct pgm_error *error) PGM_MUST_CHECK;
/* Where `include:` looks after a file's own folder. */
const char *pgm_job_presets(const struct pgm_job *job);
/* Reports what the role may not read; see pgm_rights_check. */
void pgm_job_check_rights(struct pgm_job *job, const struct pgm_archive_index *index);
/* The status of the findings so far, with a message in `error` unless there are none. */
enum pgm_status pgm_job_reported(const struct pgm_job *job, struct pgm_error *error) PGM_MUST_CHECK;
/* What becomes of the key, for people. */
const char *pgm_job_key_text(const struct pgm_job *job);
void pgm_job_free(struct pgm_job *job);

/* Connects, begins a read-only transaction that sees one moment, and reads the catalog, without any
 * lock in advance: for verbs that read no more than samples, which wait for a table as long as the options
 * say. The caller closes `leader`. */
enum pgm_status pgm_job_look(struct pgm_job *job, struct pgm_pg *leader,
                             struct pgm_error *error) PGM_MUST_CHECK;

#endif
