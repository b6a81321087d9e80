/* Which types a name in a rules file stands for. */
#include <criterion/criterion.h>
#include <string.h>

#include "type.h"

static bool called(enum pgm_kind kind, const char *full_name, const char *name)
{
    const struct pgm_type type = {.kind = kind, .name = full_name};
    return pgm_type_is_called(&type, name);
}

Test(copy_type, kind_stands_for_all_of_its_types)
{
    cr_assert(called(PGM_KIND_TEXT, "text", "text"));
    cr_assert(called(PGM_KIND_TEXT, "character varying(20)", "text"));
    cr_assert(called(PGM_KIND_TEXT, "public.citext", "text"));
    cr_assert(called(PGM_KIND_INT, "bigint", "integer"));
    cr_assert(called(PGM_KIND_INT, "shop.amount_of_things", "integer"), "a domain");
    cr_assert(called(PGM_KIND_JSON, "jsonb", "json"));
}

Test(copy_type, name_stands_with_and_without_modifiers)
{
    cr_assert(called(PGM_KIND_TEXT, "character varying(20)", "character varying"));
    cr_assert(called(PGM_KIND_TEXT, "character varying(20)", "character varying(20)"));
    cr_assert_not(called(PGM_KIND_TEXT, "character varying(20)", "character varying(2"));
    cr_assert(called(PGM_KIND_TIMESTAMP, "timestamp(3) without time zone", "timestamp"));
    cr_assert(called(PGM_KIND_INT, "bigint", "bigint"));
    cr_assert_not(called(PGM_KIND_INT, "integer", "bigint"));
}

Test(copy_type, name_is_not_a_beginning)
{
    cr_assert_not(called(PGM_KIND_OTHER, "texture", "text"));
    cr_assert_not(called(PGM_KIND_RANGE, "int4range", "int4"));
    cr_assert_not(called(PGM_KIND_TIMESTAMP, "timestamp without time zone", "time"));
    cr_assert_not(called(PGM_KIND_TEXT, "text", ""));
}

Test(copy_type, array_is_not_its_element)
{
    cr_assert_not(called(PGM_KIND_ARRAY, "text[]", "text"));
    cr_assert_not(called(PGM_KIND_ARRAY, "character varying(20)[]", "character varying"));
    cr_assert(called(PGM_KIND_ARRAY, "character varying(20)[]", "array"));
    cr_assert(called(PGM_KIND_ARRAY, "text[]", "text[]"));
}

Test(copy_type, every_kind_has_a_name_of_its_own)
{
    for (unsigned kind = 0; kind < PGM_KIND_COUNT; kind++)
        for (unsigned other = 0; other < kind; other++)
            cr_assert_neq(strcmp(pgm_type_kind_name(kind), pgm_type_kind_name(other)), 0);
}
