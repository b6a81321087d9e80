/* fit.c: which masks can stand at a column, and how rules are written. */
#include <string.h>

#include "chars.h"
#include "detect_internal.h"
#include "mask.h"

/* Characters that fakes need to be unique, where it is more than a few (unique_chars_min of the masks,
 * which only prepared ones can tell). */
static const struct {
    const char *mask;
    int32_t chars;
} unique_chars[] = {{"email", 30},    {"username", 16}, {"token", 16}, {"url", 17},
                    {"hostname", 17}, {"uuid", 36},     {"hash", 20},  {"template", 16}};

static const struct pgm_mask_class *class_of(const char *mask)
{
    char name[32];
    const size_t bytes = strcspn(mask, ",");
    if (bytes >= sizeof name)
        return NULL;
    memcpy(name, mask, bytes);
    name[bytes] = '\0';
    return pgm_mask_class_find(name);
}

uint32_t pgm_mask_flags_of(const char *mask)
{
    const struct pgm_mask_class *class = class_of(mask);
    return class ? class->flags : 0;
}

bool pgm_mask_takes(const char *mask, enum pgm_kind kind)
{
    const struct pgm_mask_class *class = class_of(mask);
    return class && (class->kinds & PGM_KIND_BIT(kind));
}

static bool has_room(const struct pgm_mask_class *class, const struct pgm_type *type)
{
    for (size_t i = 0; i < sizeof unique_chars / sizeof *unique_chars; i++)
        if (strcmp(unique_chars[i].mask, class->name) == 0)
            return !type->max_chars || type->max_chars >= unique_chars[i].chars;
    return true;
}

bool pgm_mask_fits(const struct pgm_column *column, const struct pgm_relation *relation,
                   const char *mask)
{
    const struct pgm_mask_class *class = class_of(mask);
    if (!class || !(class->kinds & PGM_KIND_BIT(column->type.kind)))
        return false;
    if (class->flags & PGM_MASK_COPIES)
        return true;
    if (relation->is_fixed)
        return false;
    if ((class->flags & PGM_MASK_NULLS) && (column->not_null || column->type.domain_not_null))
        return false;
    if (relation->is_lowered)
        return (class->flags & PGM_MASK_INJECTIVE_TAGGED) && has_room(class, &column->type);
    if (!relation->is_unique || (class->flags & PGM_MASK_NULLS && !relation->needs_value))
        return true;
    return (class->flags & (PGM_MASK_INJECTIVE | PGM_MASK_INJECTIVE_TAGGED)) &&
           has_room(class, &column->type);
}

const char *const *pgm_masks_for(enum pgm_kind kind)
{
    static const char *const none[] = {NULL};
    static const char *const masks[PGM_KIND_COUNT][6] = {
        [PGM_KIND_TEXT] = {"redact", "hash", "account_number"},
        [PGM_KIND_INT] = {"noise", "permute"},
        [PGM_KIND_NUMERIC] = {"noise", "permute"},
        [PGM_KIND_FLOAT] = {"noise"},
        [PGM_KIND_MONEY] = {"amount"},
        [PGM_KIND_BOOL] = {"shuffle"},
        [PGM_KIND_ENUM] = {"shuffle", "permute"},
        [PGM_KIND_DATE] = {"date_shift"},
        [PGM_KIND_TIMESTAMP] = {"date_shift"},
        [PGM_KIND_TIMESTAMPTZ] = {"date_shift"},
        [PGM_KIND_TIME] = {"time_jitter"},
        [PGM_KIND_UUID] = {"uuid"},
        [PGM_KIND_INET] = {"ip"},
        [PGM_KIND_JSON] = {"json"},
        [PGM_KIND_BYTEA] = {"bytea, value: random", "bytea"},
        [PGM_KIND_ARRAY] = {"array"},
        [PGM_KIND_XML] = {"xml"},
        [PGM_KIND_HSTORE] = {"hstore"},
        [PGM_KIND_COMPOSITE] = {"composite"},
        [PGM_KIND_RANGE] = {"bounds"},
    };
    return (unsigned)kind < PGM_KIND_COUNT ? masks[kind] : none;
}

/* ---- writing ------------------------------------------------------------------------------------- */

static bool is_plain(const char *text)
{
    static const char *const words[] = {"null", "true", "false", "yes", "no",
                                        "on",   "off",  "y",     "n",   "~"};
    if (!pgm_is_letter((uint8_t)*text) && *text != '_')
        return false;
    for (const char *at = text; *at; at++)
        if (!pgm_is_letter((uint8_t)*at) && !pgm_is_digit((uint8_t)*at) && *at != '_' && *at != '.')
            return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(words[i], text) == 0)
            return false;
    return true;
}

void pgm_put_scalar(struct pgm_buf *buf, const char *text)
{
    if (is_plain(text)) {
        pgm_buf_puts(buf, text);
        return;
    }
    pgm_buf_putc(buf, '"');
    for (const char *at = text; *at; at++) {
        if (*at == '"' || *at == '\\')
            pgm_buf_putc(buf, '\\');
        if ((uint8_t)*at < ' ' || *at == 0x7f)
            pgm_buf_printf(buf, "\\x%02x", (unsigned)(uint8_t)*at);
        else
            pgm_buf_putc(buf, *at);
    }
    pgm_buf_putc(buf, '"');
}

/* Dots and wildcards stand inside quotes of SQL, which stand inside quotes of YAML. */
void pgm_put_column(struct pgm_buf *buf, const char *name)
{
    if (is_plain(name) && !strchr(name, '.')) {
        pgm_buf_puts(buf, name);
        return;
    }
    struct pgm_buf quoted = {0};
    pgm_buf_identifier(&quoted, name);
    pgm_put_scalar(buf, pgm_buf_text(&quoted));
    pgm_buf_free(&quoted);
}
