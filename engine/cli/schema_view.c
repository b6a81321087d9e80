/*
 * schema_view.c: `pgmirage masks --format json-schema`: the grammar of the rules file as a JSON Schema
 * (draft 2020-12), for editors; committed as rules/rules.schema.json.
 *
 *   fixed text (the keys of the file) + the registry (masks, their arguments) ──> one document
 *
 * $defs/mask tells the keys that each mask understands; rules of columns, domains, patterns and parts
 * of values add their own and refuse the rest (unevaluatedProperties). What the schema cannot know, the
 * database's names and types, is left to `pgmirage check`.
 */
#include "masks_view.h"

#include <inttypes.h>
#include <string.h>

#include "buf.h"

/* Where a rule stands decides about the keys that are not the mask's. */
static const char head[] =
    "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
    "\"title\": \"pgmirage rules, version 1\",\n"
    "\"type\": \"object\", \"required\": [\"version\"], \"additionalProperties\": false,\n"
    "\"properties\": {\n"
    " \"version\": {\"const\": 1},\n"
    " \"locale\": {\"$ref\": \"#/$defs/text\", \"description\": \"of names, streets, phones: "
    "de_DE\"},\n"
    " \"include\": {\"$ref\": \"#/$defs/texts\", \"description\": \"files beside this one, then in "
    "the "
    "installed rules\"},\n"
    " \"unlisted\": {\"type\": \"object\", \"additionalProperties\": false, \"description\": "
    "\"what "
    "happens to what no rule names\",\n"
    "  \"properties\": {\"table\": {\"enum\": [\"error\", \"skip\", \"keep\"]}, \"column\": "
    "{\"$ref\": "
    "\"#/$defs/unlisted_column\"}}},\n"
    " \"domains\": {\"type\": \"object\", \"additionalProperties\": {\"$ref\": "
    "\"#/$defs/domain_rule\"}, \"description\": \"kinds of things that get the same fakes "
    "everywhere\"},\n"
    " \"tables\": {\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/$defs/table\"}, "
    "\"description\": \"names as in SQL, schema.table, or patterns in quotes\"},\n"
    " \"patterns\": {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/pattern\"}, "
    "\"description\": \"proposals by the names of columns\"}},\n"
    "\"$defs\": {\n"
    "\"scalar\": {\"type\": [\"string\", \"number\", \"boolean\"]},\n"
    "\"text\": {\"type\": \"string\", \"minLength\": 1},\n"
    "\"texts\": {\"anyOf\": [{\"$ref\": \"#/$defs/text\"}, {\"type\": \"array\", \"minItems\": 1, "
    "\"items\": {\"$ref\": \"#/$defs/text\"}}]},\n"
    "\"unlisted_column\": {\"enum\": [\"error\", \"null\", null, \"keep\"]},\n"
    "\"table\": {\"type\": \"object\", \"minProperties\": 1, \"additionalProperties\": false, "
    "\"properties\": {\n"
    " \"columns\": {\"type\": \"object\", \"additionalProperties\": {\"$ref\": "
    "\"#/$defs/column_rule\"}},\n"
    " \"rows\": {\"anyOf\": [{\"enum\": [\"all\", \"none\"]}, {\"type\": \"object\", \"required\": "
    "[\"where\"], \"additionalProperties\": false, \"properties\": {\"where\": {\"$ref\": "
    "\"#/$defs/text\"}}}]},\n"
    " \"unlisted\": {\"anyOf\": [{\"$ref\": \"#/$defs/unlisted_column\"}, {\"type\": \"object\", "
    "\"additionalProperties\": false, \"properties\": {\"column\": {\"$ref\": "
    "\"#/$defs/unlisted_column\"}}}]}}},\n"
    "\"known\": {\"anyOf\": [{\"$ref\": \"#/$defs/texts\"}, {\"type\": \"object\", \"required\": "
    "[\"via\", \"columns\"], \"additionalProperties\": false,\n"
    " \"properties\": {\"via\": {\"$ref\": \"#/$defs/text\"}, \"columns\": {\"$ref\": "
    "\"#/$defs/texts\"}}}]},\n"
    "\"named\": {\"anyOf\": [{\"required\": [\"mask\"]}, {\"required\": [\"domain\"]}], "
    "\"properties\": {\"mask\": {\"$ref\": \"#/$defs/mask_name\"}, \"domain\": {\"$ref\": "
    "\"#/$defs/text\"}}},\n"
    "\"column_rule\": {\"if\": {\"type\": \"object\"}, \"else\": {\"$ref\": "
    "\"#/$defs/mask_name\"}, "
    "\"then\": {\"allOf\": [{\"$ref\": \"#/$defs/named\"}, {\"$ref\": \"#/$defs/mask\"}],\n"
    " \"properties\": {\"references\": {\"$ref\": \"#/$defs/text\"}, \"when\": {\"$ref\": "
    "\"#/$defs/text\"}, \"locale\": {\"$ref\": \"#/$defs/text\"}}, \"unevaluatedProperties\": "
    "false}},\n"
    "\"domain_rule\": {\"if\": {\"type\": \"object\"}, \"else\": {\"$ref\": "
    "\"#/$defs/mask_name\"}, "
    "\"then\": {\"required\": [\"mask\"], \"allOf\": [{\"$ref\": \"#/$defs/named\"}, {\"$ref\": "
    "\"#/$defs/mask\"}],\n"
    " \"properties\": {\"domain\": false, \"by\": false, \"known\": false, \"locale_from\": false, "
    "\"locale\": {\"$ref\": \"#/$defs/text\"}}, \"unevaluatedProperties\": false}},\n"
    "\"part_rule\": {\"if\": {\"type\": \"object\"}, \"else\": {\"$ref\": \"#/$defs/mask_name\"}, "
    "\"then\": {\"allOf\": [{\"$ref\": \"#/$defs/named\"}, {\"$ref\": \"#/$defs/mask\"}],\n"
    " \"properties\": {\"by\": false, \"known\": false, \"locale_from\": false}, "
    "\"unevaluatedProperties\": false}},\n"
    "\"pattern\": {\"type\": \"object\", \"required\": [\"column\"], \"allOf\": [{\"$ref\": "
    "\"#/$defs/named\"}, {\"$ref\": \"#/$defs/mask\"}],\n"
    " \"properties\": {\"column\": {\"$ref\": \"#/$defs/text\"}, \"table\": {\"$ref\": "
    "\"#/$defs/text\"}, \"type\": {\"$ref\": \"#/$defs/text\"}, \"references\": {\"$ref\": "
    "\"#/$defs/text\"},\n"
    "  \"when\": {\"$ref\": \"#/$defs/text\"}, \"locale\": {\"$ref\": \"#/$defs/text\"}, \"mask\": "
    "{\"not\": {\"const\": \"keep\"}}}, \"unevaluatedProperties\": false},\n";

static void put_text(struct pgm_buf *out, const char *name, const char *text)
{
    pgm_buf_printf(out, "\"%s\": ", name);
    pgm_text_json(out, text);
}

/* The names, with what each mask does; masks of plugins that were not loaded have a dot in them. */
static void put_names(struct pgm_buf *out, const struct pgm_mask_registry *registry)
{
    const struct pgm_mask_class *class;
    pgm_buf_puts(out, "\"mask_name\": {\"anyOf\": [\n");
    for (size_t i = 0; (class = pgm_mask_registry_at(registry, i)); i++) {
        pgm_buf_puts(out, " {");
        put_text(out, "const", class->name);
        pgm_buf_puts(out, ", ");
        put_text(out, "description", class->summary);
        pgm_buf_puts(out, "},\n");
    }
    pgm_buf_puts(out, " {\"type\": \"null\", \"description\": \"the mask null\"},\n"
                      " {\"type\": \"string\", \"pattern\": \"^[A-Za-z0-9_-]+[.][A-Za-z0-9_-]+$\", "
                      "\"description\": \"a mask of a plugin\"}]},\n");
}

/* "a|b" as an enumeration; the word null may stand there without quotes. */
static void put_choices(struct pgm_buf *out, const char *choices)
{
    pgm_buf_puts(out, "\"enum\": [");
    for (const char *at = choices; *at; at += *at == '|') {
        const int bytes = (int)strcspn(at, "|");
        const bool is_null = bytes == 4 && strncmp(at, "null", 4) == 0;
        pgm_buf_printf(out, "%s\"%.*s\"%s", at == choices ? "" : ", ", bytes, at,
                       is_null ? ", null" : "");
        at += bytes;
    }
    pgm_buf_putc(out, ']');
}

static void put_integer(struct pgm_buf *out, const struct pgm_arg_spec *spec)
{
    pgm_buf_puts(out, "\"type\": \"integer\"");
    if (spec->min != 0 || spec->max != 0)
        pgm_buf_printf(out, ", \"minimum\": %" PRId64 ", \"maximum\": %" PRId64, spec->min,
                       spec->max);
}

static void put_argument(struct pgm_buf *out, const struct pgm_arg_spec *spec)
{
    static const char *const fixed[] = {
        [PGM_ARG_TEXT] = "\"$ref\": \"#/$defs/scalar\"",
        [PGM_ARG_NUMBER] = "\"type\": \"number\"",
        [PGM_ARG_BOOL] = "\"type\": \"boolean\"",
        [PGM_ARG_TEXTS] =
            "\"anyOf\": [{\"$ref\": \"#/$defs/scalar\"}, {\"type\": \"array\", \"items\": "
            "{\"$ref\": \"#/$defs/scalar\"}}]",
        [PGM_ARG_RULE] = "\"$ref\": \"#/$defs/part_rule\"",
        [PGM_ARG_RULES] =
            "\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/$defs/part_rule\"}",
    };
    pgm_buf_printf(out, "\"%s\": {", spec->name);
    if (spec->type == PGM_ARG_CHOICE)
        put_choices(out, spec->choices);
    else if (spec->type == PGM_ARG_INT)
        put_integer(out, spec);
    else
        pgm_buf_puts(out, fixed[spec->type]);
    if (spec->help) {
        pgm_buf_puts(out, ", ");
        put_text(out, "description", spec->help);
    }
    pgm_buf_putc(out, '}');
}

/* The keys that a mask understands: by what it says of itself, then its arguments. */
static void put_keys(struct pgm_buf *out, const struct pgm_mask_class *class)
{
    const char *separator = "";
    if (class->flags & PGM_MASK_SUBJECT) {
        pgm_buf_puts(out, "\"by\": {\"$ref\": \"#/$defs/texts\"}");
        separator = ", ";
    }
    if (class->flags & (PGM_MASK_KNOWN | PGM_MASK_COMPANIONS)) {
        pgm_buf_printf(out, "%s\"known\": {\"$ref\": \"#/$defs/known\"}", separator);
        separator = ", ";
    }
    if (pgm_mask_takes_locale(class)) {
        pgm_buf_printf(out, "%s\"locale_from\": {\"$ref\": \"#/$defs/text\"}", separator);
        separator = ", ";
    }
    for (const struct pgm_arg_spec *spec = class->args; spec && spec->name; spec++) {
        pgm_buf_puts(out, separator);
        put_argument(out, spec);
        separator = ", ";
    }
}

/* Of the arguments that a mask cannot do without: a domain may give them, so only where it names none. */
static void put_required(struct pgm_buf *out, const struct pgm_mask_class *class)
{
    const char *separator = ", \"if\": {\"not\": {\"required\": [\"domain\"]}}, \"then\": "
                            "{\"required\": [";
    for (const struct pgm_arg_spec *spec = class->args; spec && spec->name; spec++)
        if (spec->required) {
            pgm_buf_printf(out, "%s\"%s\"", separator, spec->name);
            separator = ", ";
        }
    if (separator[1] == ' ' && separator[2] == '\0')
        pgm_buf_puts(out, "]}");
}

static void put_masks(struct pgm_buf *out, const struct pgm_mask_registry *registry)
{
    const struct pgm_mask_class *class;
    pgm_buf_puts(out, "\"mask\": {\"allOf\": [\n");
    for (size_t i = 0; (class = pgm_mask_registry_at(registry, i)); i++) {
        pgm_buf_printf(
            out,
            " {\"if\": {\"required\": [\"mask\"], \"properties\": {\"mask\": {\"const\": "
            "\"%s\"}}}, \"then\": {\"properties\": {",
            class->name);
        put_keys(out, class);
        pgm_buf_putc(out, '}');
        put_required(out, class);
        pgm_buf_puts(out, "}},\n");
    }
    /* The domain's mask, or one of a plugin: its arguments are not known here. */
    pgm_buf_puts(out,
                 " {\"if\": {\"anyOf\": [{\"not\": {\"required\": [\"mask\"]}}, {\"properties\": "
                 "{\"mask\": {\"type\": \"string\", \"pattern\": \"[.]\"}}}]},\n"
                 "  \"then\": {\"properties\": {\"by\": {\"$ref\": \"#/$defs/texts\"}, \"known\": "
                 "{\"$ref\": \"#/$defs/known\"}, \"locale_from\": {\"$ref\": \"#/$defs/text\"}}, "
                 "\"additionalProperties\": true}}]}\n");
}

void pgm_masks_schema(const struct pgm_mask_registry *registry, FILE *stream)
{
    struct pgm_buf out = {0};
    pgm_buf_puts(&out, head);
    put_names(&out, registry);
    put_masks(&out, registry);
    fprintf(stream, "%s}}\n", pgm_buf_text(&out));
    pgm_buf_free(&out);
}
