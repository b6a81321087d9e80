/*
 * catalog.h: what the database holds, read with a few set-based queries inside the snapshot.
 *
 * Immutable after pgm_catalog_read(). Pointers between objects are direct; everything lives in the
 * catalog's arena.
 */
#ifndef PGM_CATALOG_H
#define PGM_CATALOG_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "map.h"
#include "pg.h"
#include "type.h"

struct pgm_column {
    const char *name;
    struct pgm_table *table;
    int16_t attnum;
    struct pgm_type type;
    bool not_null;
    bool generated;                  /* GENERATED ALWAYS AS (...): never copied */
    char identity;                   /* 'a', 'd' or 0 */
    bool has_default;                /* a DEFAULT; neither generated nor identity */
    bool nondeterministic_collation; /* values of other bytes may be equal to it */
    bool can_select;
    struct pgm_column **generated_from; /* columns used inside the generation expression */
    size_t generated_from_count;
    const struct pgm_column *parent; /* the same column of the partition root or the (first)
                                        inheritance parent that has it, topmost; NULL: its own */
};

enum pgm_index_kind { PGM_INDEX_PRIMARY, PGM_INDEX_UNIQUE, PGM_INDEX_EXCLUSION };

/* A unique or primary key index or an exclusion constraint; plain indexes are not read. A key WITHOUT
 * OVERLAPS counts as an exclusion. Partitions have copies of their own. */
struct pgm_index {
    const char *name;
    struct pgm_table *table;
    enum pgm_index_kind kind;
    struct pgm_column **columns; /* key columns without INCLUDE; NULL entry: an expression */
    size_t column_count;
    const char *definition;        /* pg_get_indexdef() */
    const char *expressions;       /* pg_get_expr of them, or NULL */
    const char *predicate;         /* partial index, or NULL */
    struct pgm_column **mentioned; /* columns used inside expressions and predicate, each once */
    size_t mentioned_count;
    struct pgm_column **conditions; /* those used inside the predicate */
    size_t condition_count;
    bool valid;
    bool nulls_not_distinct;
};

/* A declared one; the copies that PostgreSQL keeps for single partitions are left out. */
struct pgm_foreign_key {
    const char *name;
    struct pgm_table *table, *referenced;
    struct pgm_column **columns, **referenced_columns;
    size_t column_count;
    bool match_full; /* all columns are NULL, or none is */
    bool validated;
    bool enforced; /* false: NOT ENFORCED (PG 18) */
};

struct pgm_check {
    const char *name;
    struct pgm_table *table;
    const char *expression;      /* pg_get_expr(): "(price > 0)" */
    struct pgm_column **columns; /* conkey */
    size_t column_count;
    bool validated;
    bool enforced; /* false: NOT ENFORCED (PG 18) */
};

struct pgm_table {
    uint32_t oid;
    const char *schema, *name;
    char relkind;     /* r ordinary, p partitioned, f foreign, m, ... (only r, p and f are read) */
    char persistence; /* p, u unlogged, t temporary */
    const char *access_method; /* "heap", NULL for partitioned and foreign */
    const char *owner;
    bool is_partition;
    bool row_security_applies; /* row_security_active(): rows would be filtered */
    bool can_use_schema;       /* USAGE */
    bool is_granted;           /* SELECT on the table, whatever holds for its schema */
    bool can_select;           /* on the table, or on every column that is copied */
    bool can_lock;             /* LOCK ... ACCESS SHARE, as pg_dump does: on the table itself */
    bool may_open;             /* else it has no sizes, and no definitions of what is on it */
    bool is_stored_elsewhere;  /* foreign: its rows are not here */
    int64_t heap_bytes, toast_bytes; /* main forks; 0 where the kind is not r */
    int64_t relfilenode;             /* pg_class.relfilenode at the snapshot */
    int64_t current_filenode;        /* pg_relation_filenode(): differs after a rewrite */
    double estimated_rows;           /* reltuples; -1 unknown */
    struct pgm_column *columns;      /* live ones, in attnum order */
    size_t column_count;
    /* Partitioning: the topmost root (NULL if no partition), the direct parent, and for a
     * partitioned table its key columns (an expression is a NULL entry with `partition_key`). */
    struct pgm_table *root, *parent;
    char partition_strategy;   /* l, r, h or 0 */
    const char *partition_key; /* pg_get_partkeydef(): "RANGE (lower(a), b)", or NULL */
    struct pgm_column **partition_columns;
    size_t partition_column_count;
    struct pgm_column **partition_mentioned; /* columns used inside key expressions */
    size_t partition_mentioned_count;
    bool has_default_partition;
    bool hash_on_enum; /* pg_dump loads all below it via the root */
    /* Inheritance (not partitions). */
    struct pgm_table **inherits;
    size_t inherits_count;
    /* Extension membership: pg_dump skips its schema, and its rows unless configured. */
    const char *extension; /* NULL: no member */
    bool is_extension_config;
    uint32_t extension_oid;          /* 0: no member */
    const char *extension_condition; /* "" or "WHERE ..." */
};

struct pgm_sequence {
    uint32_t oid;
    const char *schema, *name;
    int64_t start, increment, minimum, maximum;
    bool cycles;
    bool is_called;
    int64_t last_value;
    bool is_unlogged;          /* PG 15+: unreadable on a standby */
    bool is_granted;           /* SELECT, whatever holds for its schema */
    bool can_select;           /* it can be read, here and now */
    struct pgm_column *owner;  /* OWNED BY or identity; NULL free */
    struct pgm_column **feeds; /* columns whose DEFAULT takes its numbers */
    size_t feed_count;
    uint32_t extension_oid; /* 0, or the extension whose configuration it is */
    const char *extension;  /* it is a member of; NULL: none. pg_dump skips a member unless it is
                                 configuration */
};

struct pgm_catalog {
    struct pgm_arena arena;
    const char *only; /* the tables that may be opened; NULL: all */
    int server_version;
    const char *server_version_text;
    const char *database;
    const char *encoding; /* "UTF8" */
    bool in_recovery;
    struct pgm_table *tables; /* by schema and name, in the order of strcmp() */
    size_t table_count;
    struct pgm_index *indexes;
    size_t index_count;
    struct pgm_foreign_key *foreign_keys;
    size_t foreign_key_count;
    struct pgm_check *checks;
    size_t check_count;
    struct pgm_sequence *sequences;
    size_t sequence_count;
    struct pgm_map tables_by_oid;
};

/* Reads all of it in the connection's open transaction, with an empty search_path. Works without
 * superuser: what cannot be read shows as can_select false, never as an error. Waits for ACCESS
 * EXCLUSIVE locks of others (sizes and definitions are functions that open the table), so lock the
 * tables first. After a failure too, the catalog is to be freed. */
enum pgm_status pgm_catalog_read(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                 struct pgm_error *error) PGM_MUST_CHECK;
/* The same, waiting for locks on none but these tables: an array of oids as the server writes it
 * ("{1,2}"), borrowed until the catalog was read; NULL: all. */
enum pgm_status pgm_catalog_read_only(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                      const char *only, struct pgm_error *error) PGM_MUST_CHECK;
/* last_value and is_called of all sequences that can be read: needs a statement for every few
 * hundred of them, so it is apart. Works inside a savepoint and rolls it back, so that no
 * lock on a sequence stays. */
enum pgm_status pgm_catalog_read_sequences(struct pgm_catalog *catalog, struct pgm_pg *pg,
                                           struct pgm_error *error) PGM_MUST_CHECK;
void pgm_catalog_free(struct pgm_catalog *catalog);

/* NULL: not there. The first is by hash, the second by binary search. */
struct pgm_table *pgm_catalog_table(const struct pgm_catalog *catalog, uint32_t oid);
struct pgm_table *pgm_catalog_find(const struct pgm_catalog *catalog, const char *schema,
                                   const char *name);
const struct pgm_column *pgm_table_column(const struct pgm_table *table, const char *name);

#endif
