/* loader.c: see the header. */
#include "loader.h"

#include <pthread.h>
#include <stdlib.h>

struct pgm_loader {
    struct pgm_outlet outlet;
    struct pgm_loaders *loaders;
    struct pgm_pg pg;
    pthread_mutex_t mutex; /* of appending */
    const char *what;
    struct pgm_loader *next;
};

struct pgm_loaders {
    const struct pgm_pg_options *target;
    struct pgm_cancel *cancel;
    pthread_mutex_t mutex; /* of free_list, closed */
    pthread_cond_t returned;
    struct pgm_loader *free_list;
    bool closed;
    unsigned count;
    struct pgm_loader items[];
};

static void lock(struct pgm_outlet *outlet)
{
    pthread_mutex_lock(&((struct pgm_loader *)outlet)->mutex);
}

static void unlock(struct pgm_outlet *outlet)
{
    pthread_mutex_unlock(&((struct pgm_loader *)outlet)->mutex);
}

static enum pgm_status append(struct pgm_outlet *outlet, const void *data, size_t bytes,
                              struct pgm_error *error)
{
    struct pgm_loader *loader = (struct pgm_loader *)outlet;
    return pgm_pg_load_write(&loader->pg, data, bytes, loader->what, error);
}

enum pgm_status pgm_loaders_new(struct pgm_loaders **loaders, const struct pgm_pg_options *target,
                                unsigned count, struct pgm_cancel *cancel, struct pgm_error *error)
{
    static const struct pgm_outlet_class class = {lock, unlock, append};
    struct pgm_loaders *made = calloc(1, sizeof *made + count * sizeof *made->items);
    *loaders = made;
    if (!made)
        return pgm_fail_memory(error);
    made->target = target;
    made->cancel = cancel;
    made->count = count;
    pthread_mutex_init(&made->mutex, NULL);
    pthread_cond_init(&made->returned, NULL);
    for (unsigned i = 0; i < count; i++) {
        struct pgm_loader *loader = &made->items[i];
        loader->outlet.class = &class;
        loader->loaders = made;
        pthread_mutex_init(&loader->mutex, NULL);
        loader->next = made->free_list;
        made->free_list = loader;
    }
    return PGM_OK;
}

/* NULL: closed. */
static struct pgm_loader *take(struct pgm_loaders *loaders)
{
    struct pgm_loader *loader = NULL;
    pthread_mutex_lock(&loaders->mutex);
    while (!loaders->free_list && !loaders->closed)
        pthread_cond_wait(&loaders->returned, &loaders->mutex);
    if (!loaders->closed) {
        loader = loaders->free_list;
        loaders->free_list = loader->next;
    }
    pthread_mutex_unlock(&loaders->mutex);
    return loader;
}

static void give_back(struct pgm_loader *loader)
{
    struct pgm_loaders *loaders = loader->loaders;
    pthread_mutex_lock(&loaders->mutex);
    loader->next = loaders->free_list;
    loaders->free_list = loader;
    pthread_cond_signal(&loaders->returned);
    pthread_mutex_unlock(&loaders->mutex);
}

enum pgm_status pgm_loader_begin(struct pgm_loaders *loaders, const char *sql, const char *what,
                                 struct pgm_loader **loader, struct pgm_error *error)
{
    struct pgm_loader *taken = take(loaders);
    enum pgm_status status = PGM_OK;
    *loader = taken;
    if (!taken)
        return pgm_cancel_fail(loaders->cancel, error);
    taken->what = what;
    if (!taken->pg.conn)
        status = pgm_pg_connect(&taken->pg, loaders->target, loaders->cancel, error);
    if (status == PGM_OK)
        status = pgm_pg_load_begin(&taken->pg, sql, what, error);
    return status;
}

struct pgm_outlet *pgm_loader_outlet(struct pgm_loader *loader)
{
    return &loader->outlet;
}

enum pgm_status pgm_loader_end(struct pgm_loader *loader, const char *sql, struct pgm_error *error)
{
    lock(&loader->outlet); /* orders this thread behind the last appender */
    enum pgm_status status = pgm_pg_load_end(&loader->pg, loader->what, error);
    if (status == PGM_OK)
        status = pgm_pg_exec(&loader->pg, sql, loader->what, NULL, error);
    unlock(&loader->outlet);
    give_back(loader);
    return status;
}

void pgm_loaders_close(struct pgm_loaders *loaders)
{
    pthread_mutex_lock(&loaders->mutex);
    loaders->closed = true;
    pthread_cond_broadcast(&loaders->returned);
    pthread_mutex_unlock(&loaders->mutex);
}

void pgm_loaders_free(struct pgm_loaders *loaders)
{
    if (!loaders)
        return;
    for (unsigned i = 0; i < loaders->count; i++) {
        struct pgm_loader *loader = &loaders->items[i];
        /* A COPY that still waits for data ends with the connection; asking to cancel it is in vain. */
        if (loader->pg.conn && PQtransactionStatus(loader->pg.conn) == PQTRANS_ACTIVE)
            PQfinish(loader->pg.conn);
        else
            pgm_pg_close(&loader->pg);
        pthread_mutex_destroy(&loader->mutex);
    }
    pthread_cond_destroy(&loaders->returned);
    pthread_mutex_destroy(&loaders->mutex);
    free(loaders);
}
