/*
 * plugin.h: masks from shared objects, as classes like any other.
 *
 *   --plugin FILE ── pgm_plugins_load ──> registry ── plan, `pgmirage masks`
 *
 * The interface that a plugin meets is in pgmirage.h.
 */
#ifndef PGM_PLUGIN_H
#define PGM_PLUGIN_H

#include "arena.h"
#include "mask.h"
#include "status.h"

/* A zeroed one holds no plugin. */
struct pgm_plugins {
    struct pgm_mask_registry registry;
    struct pgm_arena arena; /* classes and, as what is to be ended, the shared objects */
};

/*
 * Loads one more. `path` is a file's as in every other option, never a name to look up in the system's
 * library folders. PGM_BAD_USAGE: it cannot be loaded, is of another version, its description makes
 * no sense, or it could be exchanged by others: file and folders up to the root must belong to this
 * user or root, and only their owner may write to them (or a folder is sticky, as /tmp).
 */
enum pgm_status pgm_plugins_load(struct pgm_plugins *plugins, const char *path,
                                 struct pgm_error *error) PGM_MUST_CHECK;

/* Unloads all; no mask of theirs may exist any longer: plans and arenas they were prepared in go
 * first. */
void pgm_plugins_free(struct pgm_plugins *plugins);

/* mask_plugin.c: the class of a plugin's mask, in the arena; its name is "plugin.mask". The mask has
 * been checked. */
struct pgmirage_mask;
const struct pgm_mask_class *pgm_plugin_class(const char *plugin, const struct pgmirage_mask *own,
                                              struct pgm_arena *arena);

#endif
