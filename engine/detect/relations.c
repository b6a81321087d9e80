/*
 * relations.c: what keys, indexes, constraints and partitions ask of a column's rule. As preflight has
 * it (plan_indexes.c, plan_check.c, plan_keys.c): each column of a unique index must stay distinct by
 * itself, and what an expression, a condition, an exclusion constraint or the bounds of partitions make
 * of a fake cannot be shown, so that such a column is better kept.
 */
#include <string.h>

#include "detect_internal.h"

/* A chain of foreign keys is as long as the schema makes it; a circle ends here. */
#define CHAIN_MAX 32

struct places {
    const struct pgm_catalog *catalog;
    const size_t *first_column;
    struct pgm_relation *relations;
};

static struct pgm_relation *of(const struct places *places, const struct pgm_column *column)
{
    const size_t table = (size_t)(column->table - places->catalog->tables);
    return &places->relations[places->first_column[table] +
                              (size_t)(column - column->table->columns)];
}

/* A partition's columns are those of its root. */
static const struct pgm_column *root_of(const struct pgm_column *column)
{
    return column->parent ? column->parent : column;
}

static void fix_all(const struct places *places, struct pgm_column *const *columns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (columns[i])
            of(places, root_of(columns[i]))->is_fixed = true;
}

static void read_index(const struct places *places, const struct pgm_index *index)
{
    const bool lowered = index->column_count == 1 && !index->columns[0] &&
                         index->mentioned_count == 1 && !index->predicate && index->expressions &&
                         strncmp(index->expressions, "lower(", 6) == 0;
    if (index->kind == PGM_INDEX_EXCLUSION)
        fix_all(places, index->columns, index->column_count);
    for (size_t i = 0; i < index->column_count; i++) {
        if (!index->columns[i])
            continue;
        struct pgm_relation *relation = of(places, root_of(index->columns[i]));
        relation->is_unique = true;
        relation->needs_value =
            relation->needs_value || index->kind == PGM_INDEX_PRIMARY || index->nulls_not_distinct;
        relation->is_primary = relation->is_primary || index->kind == PGM_INDEX_PRIMARY;
        if (index->kind == PGM_INDEX_PRIMARY && index->column_count == 1)
            relation->is_sole_key = true;
    }
    if (!lowered)
        fix_all(places, index->mentioned, index->mentioned_count);
    else
        of(places, root_of(index->mentioned[0]))->is_lowered = true;
    /* A generated column in the index is computed again from fakes. */
    for (size_t i = 0; i < index->column_count; i++)
        if (index->columns[i] && index->columns[i]->generated)
            fix_all(places, index->columns[i]->generated_from,
                    index->columns[i]->generated_from_count);
}

static void read_partitions(const struct places *places, const struct pgm_table *table)
{
    if (!table->partition_strategy || table->partition_strategy == 'h' ||
        table->has_default_partition)
        return;
    fix_all(places, table->partition_columns, table->partition_column_count);
    fix_all(places, table->partition_mentioned, table->partition_mentioned_count);
    for (size_t i = 0; i < table->partition_column_count; i++)
        if (table->partition_columns[i])
            of(places, root_of(table->partition_columns[i]))->is_partition_key = true;
}

static void follow_chains(const struct places *places, size_t column_count)
{
    for (size_t i = 0; i < column_count; i++) {
        struct pgm_relation *relation = &places->relations[i];
        for (int hops = 0; relation->references && hops < CHAIN_MAX; hops++) {
            const struct pgm_column *next = of(places, relation->references)->references;
            if (!next)
                break;
            relation->references = next;
        }
    }
}

/* What a foreign key ties together is masked alike: a demand on one is one on the other. */
static void share_demands(const struct places *places, size_t column_count)
{
    for (size_t i = 0; i < column_count; i++) {
        const struct pgm_relation *relation = &places->relations[i];
        if (!relation->references)
            continue;
        struct pgm_relation *root = of(places, relation->references);
        root->is_referenced = true;
        root->is_fixed = root->is_fixed || relation->is_fixed;
        root->is_unique = root->needs_value = true;
    }
}

struct pgm_relation *pgm_relations_read(const struct pgm_catalog *catalog,
                                        const size_t *first_column, size_t column_count,
                                        struct pgm_arena *arena)
{
    const struct places places = {catalog, first_column,
                                  PGM_ARENA_ARRAY(arena, struct pgm_relation, column_count + 1)};
    for (size_t i = 0; i < catalog->index_count; i++)
        if (catalog->indexes[i].valid)
            read_index(&places, &catalog->indexes[i]);
    for (size_t t = 0; t < catalog->table_count; t++)
        read_partitions(&places, &catalog->tables[t]);
    for (size_t i = 0; i < catalog->foreign_key_count; i++) {
        const struct pgm_foreign_key *key = &catalog->foreign_keys[i];
        for (size_t k = 0; k < key->column_count; k++) {
            if (!key->columns[k] || !key->referenced_columns[k])
                continue;
            const struct pgm_column *from = root_of(key->columns[k]);
            const struct pgm_column *to = root_of(key->referenced_columns[k]);
            struct pgm_relation *relation = of(&places, from);
            if (from != to && !relation->references)
                relation->references = to;
        }
    }
    follow_chains(&places, column_count);
    share_demands(&places, column_count);
    return places.relations;
}
