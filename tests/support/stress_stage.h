/*
 * stress_stage.h: what the race tests of whole runs share: databases of their own, a plan by rules, and
 * somebody who disturbs a run at some moment. Faults end the program: the tests are plain ones.
 */
#ifndef STRESS_STAGE_H
#define STRESS_STAGE_H

#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "plan_ranges.h"
#include "run.h"

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define CHECK_OK(call, error)                                                                      \
    do {                                                                                           \
        if ((call) != PGM_OK) {                                                                    \
            fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, (error).message);        \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

static inline int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static inline uint64_t stress_random(uint64_t *seed)
{
    uint64_t x = *seed += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    return x ^ x >> 31;
}

/* PGMIRAGE_TEST_SEED, which repeats a run, or the time; told. */
static inline uint64_t stress_seed(void)
{
    const char *text = getenv("PGMIRAGE_TEST_SEED");
    const uint64_t seed = text ? strtoull(text, NULL, 10) : (uint64_t)time(NULL);
    printf("PGMIRAGE_TEST_SEED=%llu\n", (unsigned long long)seed);
    return seed;
}

/* ---- databases ----------------------------------------------------------------------------- */

struct stress_base {
    char name[64], conninfo[512];
    PGconn *admin;
};

static inline void admin(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fprintf(stderr, "%s\n", PQresultErrorMessage(result));
    CHECK(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK);
    PQclear(result);
}

static inline int64_t admin_number(PGconn *conn, const char *sql)
{
    PGresult *result = PQexec(conn, sql);
    CHECK(PQresultStatus(result) == PGRES_TUPLES_OK);
    const int64_t number = atoll(PQgetvalue(result, 0, 0));
    PQclear(result);
    return number;
}

/* Runs one statement in the server's own database. */
static inline void stress_server(const char *cluster, const char *verb, const char *name)
{
    char conninfo[512], sql[128];
    snprintf(conninfo, sizeof conninfo, "%s dbname=postgres", cluster);
    PGconn *conn = PQconnectdb(conninfo);
    CHECK(PQstatus(conn) == CONNECTION_OK);
    snprintf(sql, sizeof sql, "%s %s", verb, name);
    admin(conn, sql);
    PQfinish(conn);
}

static inline void stress_base_make(struct stress_base *base, const char *cluster, const char *word,
                                    const char *schema)
{
    snprintf(base->name, sizeof base->name, "stress_%s_%d", word, (int)getpid());
    snprintf(base->conninfo, sizeof base->conninfo, "%s dbname=%s", cluster, base->name);
    stress_server(cluster, "CREATE DATABASE", base->name);
    base->admin = PQconnectdb(base->conninfo);
    CHECK(PQstatus(base->admin) == CONNECTION_OK);
    admin(base->admin, "SET application_name = 'admin'");
    admin(base->admin, schema);
}

/* Fails while a session of ours is left behind. */
static inline void stress_base_drop(struct stress_base *base, const char *cluster)
{
    PQfinish(base->admin);
    stress_server(cluster, "DROP DATABASE", base->name);
}

/* ---- plans --------------------------------------------------------------------------------- */

struct stress_source {
    struct stress_base base;
    struct pgm_pg_options options;
    struct pgm_catalog catalog;
    struct pgm_rules rules;
    struct pgm_master_key *key;
    struct pgm_plan plan;
};

/* Ends the session of a random stream, or the leader's. */
static inline void stress_kill_session(struct stress_source *source)
{
    admin(source->base.admin, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                              " WHERE application_name = 'pgmirage-stress'"
                              " AND datname = current_database() ORDER BY random() LIMIT 1");
}

/* Reads the catalog of the base, which was made, and binds the rules to it. */
static inline void stress_plan(struct stress_source *source, const char *rules, bool to_server)
{
    struct pgm_error error = {0};
    struct pgm_report report = {0};
    struct pgm_pg pg;
    source->options = (struct pgm_pg_options){.conninfo = source->base.conninfo,
                                              .application_name = "pgmirage-stress"};
    CHECK_OK(pgm_pg_connect(&pg, &source->options, NULL, &error), error);
    CHECK_OK(
        pgm_pg_exec(&pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "begin", NULL, &error),
        error);
    CHECK_OK(pgm_catalog_read(&source->catalog, &pg, &error), error);
    pgm_pg_close(&pg);
    pgm_rules_parse(&source->rules, "stress.yaml", rules, strlen(rules), &report);
    CHECK_OK(pgm_crypto_init(&error), error);
    source->key = pgm_key_random(&error);
    CHECK(source->key);
    source->plan.to_server = to_server;
    pgm_plan_bind(&source->plan, &source->catalog, &source->rules, NULL, NULL, &report);
    pgm_plan_domain_settings(&source->plan, &report);
    pgm_plan_check(&source->plan, &report);
    pgm_report_print(&report, stderr);
    CHECK(report.count == 0);
    CHECK_OK(pgm_plan_prepare(&source->plan, source->key, &report, &error), error);
    CHECK(report.count == 0);
    pgm_report_free(&report);
}

static inline void stress_source_free(struct stress_source *source)
{
    pgm_plan_free(&source->plan);
    pgm_catalog_free(&source->catalog);
    pgm_rules_free(&source->rules);
    pgm_key_free(source->key);
}

/* ---- disturbances -------------------------------------------------------------------------- */

/* In another thread, with the run's cancel, so many milliseconds after the start. */
struct stress_disturber {
    void (*disturb)(struct pgm_cancel *cancel); /* NULL: nobody does */
    int after_ms;
    struct pgm_cancel *cancel;
    pthread_t thread;
    int64_t at_ms;
};

static inline void *stress_disturber_main(void *argument)
{
    struct stress_disturber *disturber = argument;
    (void)poll(NULL, 0, disturber->after_ms);
    disturber->at_ms = now_ms();
    disturber->disturb(disturber->cancel);
    return NULL;
}

static inline void stress_disturb(struct stress_disturber *disturber)
{
    if (disturber->disturb)
        CHECK(pthread_create(&disturber->thread, NULL, stress_disturber_main, disturber) == 0);
}

/* From the disturbance to now, the end of the run; 0 where there was none. */
static inline int64_t stress_disturbed_ms(struct stress_disturber *disturber)
{
    const int64_t ended_ms = now_ms();
    if (!disturber->disturb)
        return 0;
    pthread_join(disturber->thread, NULL);
    return ended_ms - disturber->at_ms;
}

static inline void stress_pull(struct pgm_cancel *cancel)
{
    pgm_cancel_pull(cancel, PGM_INTERRUPTED);
}

#endif
