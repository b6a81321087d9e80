/*
 * plugin.c: loading plugins.
 *
 *   path ─ realpath ─ nobody else can exchange it ─ dlopen ─ description makes sense ─> classes
 *
 * A plugin is code that will see every value of its columns: whose it is is asked before a byte of it
 * runs. The path that was judged is the path that is loaded; between the two only those could act who
 * may change the file anyway.
 */
#include "plugin.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pgmirage.h"

#define ENTRY      "pgmirage_plugin_v1"
#define MASKS_MAX  1024
#define ARGS_MAX   64
#define NAME_BYTES 32

/* ---- whose file it is ---------------------------------------------------------------------- */

static enum pgm_status check_owner(const char *path, const struct stat *status,
                                   struct pgm_error *error)
{
    if (status->st_uid == 0 || status->st_uid == geteuid())
        return PGM_OK;
    return pgm_fail(error, PGM_BAD_USAGE,
                    "plugin: \"%s\" belongs to another user, neither this one nor root", path);
}

static enum pgm_status check_writers(const char *path, const struct stat *status,
                                     struct pgm_error *error)
{
    const bool sticky = S_ISDIR(status->st_mode) && (status->st_mode & S_ISVTX);
    if (!(status->st_mode & (S_IWGRP | S_IWOTH)) || sticky)
        return PGM_OK;
    (void)pgm_fail(error, PGM_BAD_USAGE, "plugin: group or others can write to \"%s\"", path);
    pgm_hint(error, "chmod go-w '%s'", path);
    return PGM_BAD_USAGE;
}

/* The file, then each folder above it; `path` is absolute, without links, and is used up. */
static enum pgm_status check_path(char *path, struct pgm_error *error)
{
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        return pgm_fail(error, PGM_BAD_USAGE, "plugin: \"%s\" is not a regular file", path);
    for (;;) {
        if (stat(path, &status) != 0)
            return pgm_fail(error, PGM_BAD_USAGE, "plugin: cannot examine \"%s\": %s", path,
                            strerror(errno));
        PGM_TRY(check_owner(path, &status, error));
        PGM_TRY(check_writers(path, &status, error));
        char *slash = strrchr(path, '/');
        if (slash[1] == 0)
            return PGM_OK;
        slash[slash == path] = 0;
    }
}

/* ---- what it says of itself ---------------------------------------------------------------- */

/* Names stand in rules files and messages, and before a dot. */
static bool is_name(const char *name)
{
    const size_t bytes = name ? strnlen(name, NAME_BYTES) : 0;
    return bytes > 0 && bytes < NAME_BYTES && name[0] >= 'a' && name[0] <= 'z' &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == bytes;
}

/* Keys of a rule never reach a mask as arguments. */
static bool is_taken(const char *argument)
{
    static const char *const keys[] = {"mask",   "domain",      "by",    "references", "when",
                                       "locale", "locale_from", "range", "known"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(argument, keys[i]) == 0)
            return true;
    return false;
}

/* What is wrong with the description of a mask; NULL: nothing. */
static const char *mask_problem(const struct pgmirage_mask *mask)
{
    const uint32_t kinds = PGM_KIND_BIT(PGM_KIND_COUNT) - 1;
    const uint32_t flags = PGMIRAGE_MASK_INJECTIVE | PGMIRAGE_MASK_KEYED | PGMIRAGE_MASK_SUBJECT |
                           PGMIRAGE_MASK_COMPANIONS;
    if (!is_name(mask->name))
        return "a mask's name is not made of small letters, digits and _";
    if (!mask->summary || !mask->apply)
        return "a mask has no summary or no function apply";
    if ((mask->kinds & ~kinds) || (mask->flags & ~flags))
        return "a mask has kinds or flags of another version";
    if (mask->argument_count > ARGS_MAX || (mask->argument_count && !mask->arguments))
        return "a mask's table of arguments makes no sense";
    for (size_t i = 0; i < mask->argument_count; i++) {
        const char *name = mask->arguments[i].name;
        if (!is_name(name) || is_taken(name))
            return "an argument's name is a key of the rules, or not made of small letters, digits "
                   "and _";
        for (size_t k = 0; k < i; k++)
            if (strcmp(mask->arguments[k].name, name) == 0)
                return "a mask has two arguments of one name";
    }
    return NULL;
}

static enum pgm_status check_plugin(const struct pgmirage_plugin *plugin, const char *path,
                                    struct pgm_error *error)
{
    if (!plugin)
        return pgm_fail(error, PGM_BAD_USAGE, "plugin: \"%s\" describes nothing", path);
    if (plugin->abi != PGMIRAGE_PLUGIN_ABI) {
        (void)pgm_fail(error, PGM_BAD_USAGE,
                       "plugin: \"%s\" is of version %u of the interface, this is version %u", path,
                       (unsigned)plugin->abi, (unsigned)PGMIRAGE_PLUGIN_ABI);
        pgm_hint(error, "compile it with the pgmirage.h of this pgmirage");
        return PGM_BAD_USAGE;
    }
    const char *problem = NULL;
    if (!is_name(plugin->name))
        problem = "its name is not made of small letters, digits and _";
    else if (plugin->mask_count == 0 || plugin->mask_count > MASKS_MAX || !plugin->masks)
        problem = "it has no masks, or too many";
    for (size_t i = 0; !problem && i < plugin->mask_count; i++)
        problem = mask_problem(&plugin->masks[i]);
    if (problem)
        return pgm_fail(error, PGM_BAD_USAGE, "plugin: \"%s\" cannot be used: %s", path, problem);
    return PGM_OK;
}

/* ---- loading ------------------------------------------------------------------------------- */

static enum pgm_status add_classes(struct pgm_plugins *plugins,
                                   const struct pgmirage_plugin *plugin, struct pgm_error *error)
{
    struct pgm_mask_registry *registry = &plugins->registry;
    const size_t most = registry->extra_count + plugin->mask_count;
    const struct pgm_mask_class **classes =
        PGM_ARENA_ARRAY(&plugins->arena, const struct pgm_mask_class *, most);
    if (registry->extra_count)
        memcpy(classes, registry->extra, registry->extra_count * sizeof *classes);
    registry->extra = classes;
    for (size_t i = 0; i < plugin->mask_count; i++) {
        const struct pgm_mask_class *class =
            pgm_plugin_class(plugin->name, &plugin->masks[i], &plugins->arena);
        if (pgm_mask_registry_find(registry, class->name))
            return pgm_fail(error, PGM_BAD_USAGE, "plugin: there are two masks of the name %s",
                            class->name);
        classes[registry->extra_count++] = class;
    }
    return PGM_OK;
}

static void unload(void *handle)
{
    (void)dlclose(handle);
}

static enum pgm_status load(struct pgm_plugins *plugins, const char *path, struct pgm_error *error)
{
    (void)dlerror(); /* an older one */
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        const char *why = dlerror();
        return pgm_fail(error, PGM_BAD_USAGE, "plugin: cannot load: %s", why ? why : path);
    }
    pgm_arena_defer(&plugins->arena, unload, handle);
    void *symbol = dlsym(handle, ENTRY);
    if (!symbol) {
        (void)pgm_fail(error, PGM_BAD_USAGE, "plugin: \"%s\" has no function " ENTRY, path);
        pgm_hint(error, "it is no plugin of pgmirage, or one of another version");
        return PGM_BAD_USAGE;
    }
    const struct pgmirage_plugin *(*describe)(void);
    memcpy(&describe, &symbol, sizeof describe); /* ISO C knows no cast between the two */
    const struct pgmirage_plugin *plugin = describe();
    PGM_TRY(check_plugin(plugin, path, error));
    return add_classes(plugins, plugin, error);
}

enum pgm_status pgm_plugins_load(struct pgm_plugins *plugins, const char *path,
                                 struct pgm_error *error)
{
    char *real = realpath(path, NULL);
    if (!real)
        return pgm_fail(error, PGM_BAD_USAGE, "plugin: cannot open \"%s\": %s", path,
                        strerror(errno));
    char *judged = pgm_arena_strdup(&plugins->arena, real);
    enum pgm_status status = check_path(judged, error);
    if (status == PGM_OK)
        status = load(plugins, real, error);
    free(real);
    return status;
}

void pgm_plugins_free(struct pgm_plugins *plugins)
{
    pgm_arena_free(&plugins->arena);
    *plugins = (struct pgm_plugins){0};
}
