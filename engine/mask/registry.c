/*
 * registry.c: all mask classes, and how one becomes an instance for a column.
 *
 * A new mask is a class in the file of its family and a line here.
 */
#include <string.h>

#include "classes.h"
#include "localised.h"
#include "mask.h"
#include "suggest.h"

const struct pgm_mask_class *const pgm_mask_classes[] = {
    /* general */
    &pgm_mask_choose,
    &pgm_mask_constant,
    &pgm_mask_ff1,
    &pgm_mask_hash,
    &pgm_mask_keep,
    &pgm_mask_null,
    &pgm_mask_permute,
    &pgm_mask_redact,
    &pgm_mask_scramble,
    &pgm_mask_sql,
    &pgm_mask_template,
    &pgm_mask_truncate_text,
    /* money */
    &pgm_mask_account_number,
    &pgm_mask_amount,
    &pgm_mask_bic,
    &pgm_mask_card,
    &pgm_mask_iban,
    &pgm_mask_tax_id,
    /* network */
    &pgm_mask_hostname,
    &pgm_mask_ip,
    &pgm_mask_mac,
    &pgm_mask_password_hash,
    &pgm_mask_token,
    &pgm_mask_url,
    &pgm_mask_user_agent,
    &pgm_mask_uuid,
    /* number */
    &pgm_mask_bucket,
    &pgm_mask_noise,
    &pgm_mask_range,
    &pgm_mask_round,
    &pgm_mask_shuffle,
    /* person */
    &pgm_mask_birth_date,
    &pgm_mask_city,
    &pgm_mask_company,
    &pgm_mask_country,
    &pgm_mask_email,
    &pgm_mask_family_name,
    &pgm_mask_full_name,
    &pgm_mask_given_name,
    &pgm_mask_job_title,
    &pgm_mask_license_plate,
    &pgm_mask_national_id,
    &pgm_mask_passport,
    &pgm_mask_phone,
    &pgm_mask_postal_code,
    &pgm_mask_region,
    &pgm_mask_street,
    &pgm_mask_username,
    /* place */
    &pgm_mask_geo_jitter,
    &pgm_mask_geo_truncate,
    /* structure */
    &pgm_mask_array,
    &pgm_mask_bounds,
    &pgm_mask_bytea,
    &pgm_mask_composite,
    &pgm_mask_hstore,
    &pgm_mask_json,
    &pgm_mask_xml,
    /* text */
    &pgm_mask_empty,
    &pgm_mask_lorem,
    &pgm_mask_text,
    &pgm_mask_tsvector,
    /* time */
    &pgm_mask_age_band,
    &pgm_mask_date_shift,
    &pgm_mask_date_trunc,
    &pgm_mask_time_jitter,
    NULL,
};
#define CLASS_COUNT (sizeof pgm_mask_classes / sizeof *pgm_mask_classes - 1)

static const char *const kind_names[PGM_KIND_COUNT] = {
    [PGM_KIND_OTHER] = "other types",
    [PGM_KIND_TEXT] = "text",
    [PGM_KIND_INT] = "integer",
    [PGM_KIND_NUMERIC] = "numeric",
    [PGM_KIND_FLOAT] = "floating point",
    [PGM_KIND_BOOL] = "boolean",
    [PGM_KIND_DATE] = "date",
    [PGM_KIND_TIMESTAMP] = "timestamp",
    [PGM_KIND_TIMESTAMPTZ] = "timestamptz",
    [PGM_KIND_TIME] = "time",
    [PGM_KIND_UUID] = "uuid",
    [PGM_KIND_INET] = "inet",
    [PGM_KIND_JSON] = "json",
    [PGM_KIND_BYTEA] = "bytea",
    [PGM_KIND_ENUM] = "enum",
    [PGM_KIND_ARRAY] = "array",
    [PGM_KIND_MONEY] = "money",
    [PGM_KIND_XML] = "xml",
    [PGM_KIND_HSTORE] = "hstore",
    [PGM_KIND_COMPOSITE] = "composite types",
    [PGM_KIND_RANGE] = "ranges",
};

const struct pgm_mask_class *pgm_mask_class_find(const char *name)
{
    return pgm_mask_registry_find(NULL, name);
}

const char *pgm_mask_class_suggest(const char *name)
{
    return pgm_mask_registry_suggest(NULL, name);
}

const struct pgm_mask_class *pgm_mask_registry_at(const struct pgm_mask_registry *registry,
                                                  size_t index)
{
    if (index < CLASS_COUNT)
        return pgm_mask_classes[index];
    index -= CLASS_COUNT;
    return registry && index < registry->extra_count ? registry->extra[index] : NULL;
}

const struct pgm_mask_class *pgm_mask_registry_find(const struct pgm_mask_registry *registry,
                                                    const char *name)
{
    const struct pgm_mask_class *class;
    for (size_t i = 0; (class = pgm_mask_registry_at(registry, i)); i++)
        if (strcmp(class->name, name) == 0)
            return class;
    return NULL;
}

const char *pgm_mask_registry_suggest(const struct pgm_mask_registry *registry, const char *name)
{
    struct pgm_suggest suggest;
    const struct pgm_mask_class *class;
    pgm_suggest_init(&suggest, name);
    for (size_t i = 0; (class = pgm_mask_registry_at(registry, i)); i++)
        pgm_suggest_offer(&suggest, class->name);
    return suggest.best;
}

static const char *accepted_kinds(const struct pgm_mask_class *class, struct pgm_arena *arena)
{
    const char *list = NULL;
    for (unsigned kind = 0; kind < PGM_KIND_COUNT; kind++)
        if (class->kinds & PGM_KIND_BIT(kind))
            list =
                list ? pgm_arena_printf(arena, "%s, %s", list, kind_names[kind]) : kind_names[kind];
    return pgm_arena_printf(arena, "%s takes: %s", class->name, list ? list : "nothing");
}

struct pgm_mask *pgm_mask_prepare(const struct pgm_mask_class *class,
                                  const struct pgm_mask_setup *setup)
{
    /* A text finds what others mask, in their locales; it draws nothing itself. */
    if (setup->locales && class->flags & PGM_MASK_LOCALE && !(class->flags & PGM_MASK_KNOWN))
        return pgm_mask_localise(class, setup);
    const size_t before = setup->report->count;
    if (!(class->kinds & PGM_KIND_BIT(setup->type->kind)))
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       accepted_kinds(class, setup->arena), "mask %s does not take type %s",
                       class->name, setup->type->name);
    if (setup->subject_domain && !(class->flags & PGM_MASK_SUBJECT))
        pgm_report_add(setup->report, PGM_BAD_USAGE, setup->place, setup->column,
                       "its fakes follow from the value alone; remove by:",
                       "mask %s does not understand by:", class->name);
    if (setup->report->count != before)
        return NULL;

    /* A fake as long as its original fits where that stood: cutting it to the domain's narrowest
     * column would only shorten long values. A tag that replaces a value is as long in all. */
    const bool own_width =
        class->flags & PGM_MASK_KEEPS_LENGTH && !(class->flags & PGM_MASK_INJECTIVE_TAGGED);
    struct pgm_mask *mask = PGM_ARENA_NEW(setup->arena, struct pgm_mask);
    *mask = (struct pgm_mask){
        .class = class,
        .type = setup->type,
        .domain = setup->domain,
        .subject_domain = setup->subject_domain,
        .args = setup->args,
        .max_chars = own_width ? setup->type->max_chars : setup->domain->max_chars,
        .utf8 = setup->utf8,
    };
    const enum pgm_status status = class->prepare ? class->prepare(mask, setup) : PGM_OK;
    return status == PGM_OK && setup->report->count == before ? mask : NULL;
}
