/* masks_view.c: `pgmirage masks [NAME]` as text, Markdown or JSON. */
#include "masks_view.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"

#define LABEL_COLUMNS 10
#define NAME_COLUMNS  18
#define WIDTH         80

static const struct {
    unsigned flag;
    const char *text; /* for people */
    const char *name; /* for programs */
} flag_names[] = {
    {PGM_MASK_INJECTIVE, "different values give different fakes: fit for unique columns",
     "injective"},
    {PGM_MASK_INJECTIVE_TAGGED,
     "fit for unique columns: there, different values give different fakes", "injective_tagged"},
    {PGM_MASK_KEYED, "the same value gives the same fake, under the same key", "keyed"},
    {PGM_MASK_SUBJECT, "`by:` makes all fakes of a person agree", "subject"},
    {PGM_MASK_LOCALE | PGM_MASK_PARTS,
     "`locale_from: COLUMN` takes the locale from a country in the row", "locale_from"},
    {PGM_MASK_KNOWN,
     "`known: [COLUMN, ...]` or `known: {via: KEY, columns: [...]}` names columns of the row, or "
     "of the "
     "row its foreign key leads to, whose values are found in the text and replaced by their fakes",
     "known"},
    {PGM_MASK_COMPANIONS,
     "`known: [COLUMN, ...]` or `known: {via: KEY, columns: [...]}` names columns, of the row or "
     "of "
     "the row its foreign key leads to, that the mask looks at",
     "companions"},
    {PGM_MASK_NULLS, "makes NULLs", "nulls"},
    {PGM_MASK_COPIES, "lets real values through", "copies"},
    {PGM_MASK_CONSTANT, "the same fake in every row", "constant"},
    {PGM_MASK_RANGE, "works inside its domain's range", "range"},
    {PGM_MASK_KEEPS_LENGTH, "keeps the length", "keeps_length"},
    {PGM_MASK_KEEPS_FORMAT, "keeps the format", "keeps_format"},
};

/* "text, integer" or "every type". */
static const char *kinds_text(uint32_t kinds, struct pgm_arena *arena)
{
    const uint32_t all = PGM_KIND_BIT(PGM_KIND_COUNT) - 1;
    if ((kinds & all) == all)
        return "every type";
    struct pgm_buf text = {0};
    for (unsigned kind = 0; kind < PGM_KIND_COUNT; kind++)
        if (kinds & PGM_KIND_BIT(kind))
            pgm_buf_printf(&text, "%s%s", text.bytes ? ", " : "",
                           pgm_type_kind_name((enum pgm_kind)kind));
    const char *const copy = pgm_arena_strdup(arena, pgm_buf_text(&text));
    pgm_buf_free(&text);
    return copy;
}

static const char *uniqueness(const struct pgm_mask_class *class)
{
    if (class->flags & PGM_MASK_INJECTIVE)
        return "yes";
    return class->flags & PGM_MASK_INJECTIVE_TAGGED ? "where the column is" : "no";
}

static const char *arg_type_text(const struct pgm_arg_spec *spec, struct pgm_arena *arena)
{
    switch (spec->type) {
    case PGM_ARG_TEXT:
        return "text";
    case PGM_ARG_INT:
        if (spec->min == 0 && spec->max == 0)
            return "integer";
        return pgm_arena_printf(arena, "%lld to %lld", (long long)spec->min, (long long)spec->max);
    case PGM_ARG_NUMBER:
        return "number";
    case PGM_ARG_BOOL:
        return "true, false";
    case PGM_ARG_CHOICE:
        return spec->choices;
    case PGM_ARG_TEXTS:
        return "list of texts";
    case PGM_ARG_RULE:
        return "mask";
    case PGM_ARG_RULES:
        return "map of masks";
    }
    return "text";
}

static void print_wrapped(FILE *stream, const char *label, const char *text)
{
    struct pgm_buf line = {0};
    pgm_buf_printf(&line, "%-*s", LABEL_COLUMNS, label);
    pgm_text_wrap(&line, text, LABEL_COLUMNS, LABEL_COLUMNS, WIDTH);
    fprintf(stream, "%s\n", pgm_buf_text(&line));
    pgm_buf_free(&line);
}

/* Text. */

static void list_text(const struct pgm_mask_registry *registry, const struct pgm_terminal *terminal,
                      FILE *stream)
{
    const char *const bold = terminal->colour ? "\033[1m" : "", *const plain = terminal->colour
                                                                                   ? "\033[0m"
                                                                                   : "";
    const char *family = "";
    const struct pgm_mask_class *class;
    for (size_t i = 0; (class = pgm_mask_registry_at(registry, i)); i++) {
        if (strcmp(family, class->family) != 0)
            fprintf(stream, "%s%s%s%s\n", i ? "\n" : "", bold, class->family, plain);
        family = class->family;
        struct pgm_buf line = {0};
        pgm_buf_printf(&line, "  %-*s", NAME_COLUMNS - 2, class->name);
        pgm_text_wrap(&line, class->summary, NAME_COLUMNS, NAME_COLUMNS, WIDTH);
        fprintf(stream, "%s\n", pgm_buf_text(&line));
        pgm_buf_free(&line);
    }
    fputs("\n`pgmirage masks NAME` explains a mask and shows an example.\n", stream);
}

static void explain_args(const struct pgm_mask_class *class, struct pgm_arena *arena, FILE *stream)
{
    if (!class->args || !class->args->name)
        return;
    struct pgm_text_table table = {.arena = arena, .column_count = 4};
    pgm_text_table_add(&table, "argument");
    pgm_text_table_add(&table, "value");
    pgm_text_table_add(&table, "default");
    pgm_text_table_add(&table, "meaning");
    for (const struct pgm_arg_spec *spec = class->args; spec->name; spec++) {
        pgm_text_table_add(&table, spec->name);
        pgm_text_table_add(&table, arg_type_text(spec, arena));
        pgm_text_table_add(&table, spec->required       ? "(required)"
                                   : spec->default_text ? spec->default_text
                                                        : "");
        pgm_text_table_add(&table, spec->help ? spec->help : "");
    }
    fputc('\n', stream);
    pgm_text_table_print(&table, 2, false, stream);
    fputc('\n', stream);
}

static void explain_text(const struct pgm_mask_class *class, const struct pgm_terminal *terminal,
                         struct pgm_arena *arena, FILE *stream)
{
    fprintf(stream, "%s%s%s\n\n", terminal->colour ? "\033[1m" : "", class->name,
            terminal->colour ? "\033[0m" : "");
    print_wrapped(stream, "Gives", class->summary);
    print_wrapped(stream, "Family", class->family);
    print_wrapped(stream, "Types", kinds_text(class->kinds, arena));
    if (class->keeps && *class->keeps)
        print_wrapped(stream, "Keeps", class->keeps);
    print_wrapped(stream, "Unique", uniqueness(class));
    for (size_t i = 0; i < sizeof flag_names / sizeof *flag_names; i++)
        if (class->flags & flag_names[i].flag)
            print_wrapped(stream, "", flag_names[i].text);
    explain_args(class, arena, stream);
    const char *const fake = pgm_masks_example(class, arena);
    if (fake && class->example_rule)
        print_wrapped(stream, "Rule", class->example_rule);
    if (fake)
        fprintf(stream, "%-*s%s -> %s\n", LABEL_COLUMNS, "Example",
                pgm_text_cleaned(arena, class->example_in), pgm_text_cleaned(arena, fake));
}

/* Markdown. */

static void put_cell(FILE *stream, const char *text)
{
    for (; *text; text++)
        fprintf(stream, "%s%c", *text == '|' ? "\\" : "", *text == '\n' ? ' ' : *text);
}

static void list_markdown(const struct pgm_mask_registry *registry, struct pgm_arena *arena,
                          FILE *stream)
{
    fputs("| mask | what it does | types | unique | example |\n| --- | --- | --- | --- | --- |\n",
          stream);
    const struct pgm_mask_class *class;
    for (size_t i = 0; (class = pgm_mask_registry_at(registry, i)); i++) {
        fprintf(stream, "| `%s` | ", class->name);
        put_cell(stream, class->summary);
        fprintf(stream, " | %s | %s | ", kinds_text(class->kinds, arena), uniqueness(class));
        const char *const fake = pgm_masks_example(class, arena);
        if (fake) {
            put_cell(stream, pgm_text_cleaned(arena, class->example_in));
            fputs(" → ", stream);
            put_cell(stream, pgm_text_cleaned(arena, fake));
        }
        fputs(" |\n", stream);
    }
}

static void explain_markdown(const struct pgm_mask_class *class, struct pgm_arena *arena,
                             FILE *stream)
{
    fprintf(stream, "### `%s`\n\n", class->name);
    fprintf(stream, "%s. Types: %s. Unique: %s.\n", class->summary, kinds_text(class->kinds, arena),
            uniqueness(class));
    if (class->args && class->args->name)
        fputs("\n| argument | value | default | meaning |\n| --- | --- | --- | --- |\n", stream);
    for (const struct pgm_arg_spec *spec = class->args; spec && spec->name; spec++) {
        fprintf(stream, "| `%s` | ", spec->name);
        put_cell(stream, arg_type_text(spec, arena));
        fputs(" | ", stream);
        put_cell(stream, spec->default_text ? spec->default_text
                         : spec->required   ? "required"
                                            : "");
        fputs(" | ", stream);
        put_cell(stream, spec->help ? spec->help : "");
        fputs(" |\n", stream);
    }
}

/* JSON. */

static void json_field(struct pgm_buf *out, const char *name, const char *value)
{
    pgm_buf_printf(out, ",\"%s\":", name);
    if (value)
        pgm_text_json(out, value);
    else
        pgm_buf_puts(out, "null");
}

static void put_json(struct pgm_buf *out, const struct pgm_mask_class *class,
                     struct pgm_arena *arena)
{
    pgm_buf_puts(out, "{\"name\":");
    pgm_text_json(out, class->name);
    json_field(out, "family", class->family);
    json_field(out, "summary", class->summary);
    json_field(out, "keeps", class->keeps);
    pgm_buf_puts(out, ",\"types\":[");
    const char *separator = "";
    for (unsigned kind = 0; kind < PGM_KIND_COUNT; kind++)
        if (class->kinds & PGM_KIND_BIT(kind)) {
            pgm_buf_printf(out, "%s\"%s\"", separator, pgm_type_kind_name((enum pgm_kind)kind));
            separator = ",";
        }
    pgm_buf_putc(out, ']');
    for (size_t i = 0; i < sizeof flag_names / sizeof *flag_names; i++)
        pgm_buf_printf(out, ",\"%s\":%s", flag_names[i].name,
                       class->flags & flag_names[i].flag ? "true" : "false");
    pgm_buf_puts(out, ",\"arguments\":[");
    for (const struct pgm_arg_spec *spec = class->args; spec && spec->name; spec++) {
        pgm_buf_puts(out, spec == class->args ? "{\"name\":" : ",{\"name\":");
        pgm_text_json(out, spec->name);
        json_field(out, "value", arg_type_text(spec, arena));
        pgm_buf_printf(out, ",\"required\":%s", spec->required ? "true" : "false");
        json_field(out, "default", spec->default_text);
        json_field(out, "help", spec->help);
        pgm_buf_putc(out, '}');
    }
    pgm_buf_putc(out, ']');
    json_field(out, "example_in", class->example_in);
    json_field(out, "example_out", pgm_masks_example(class, arena));
    pgm_buf_putc(out, '}');
}

void pgm_masks_list(const struct pgm_mask_registry *registry, enum pgm_masks_format format,
                    const struct pgm_terminal *terminal, FILE *stream)
{
    const struct pgm_mask_class *class;
    struct pgm_arena arena = {0};
    struct pgm_buf out = {0};
    switch (format) {
    case PGM_MASKS_TEXT:
        list_text(registry, terminal, stream);
        break;
    case PGM_MASKS_MARKDOWN:
        list_markdown(registry, &arena, stream);
        break;
    case PGM_MASKS_JSON:
        for (size_t i = 0; (class = pgm_mask_registry_at(registry, i)); i++) {
            pgm_buf_puts(&out, i ? ",\n " : "[");
            put_json(&out, class, &arena);
        }
        fprintf(stream, "%s%s]\n", out.bytes ? "" : "[", pgm_buf_text(&out));
        break;
    case PGM_MASKS_SCHEMA:
        pgm_masks_schema(registry, stream);
        break;
    }
    pgm_buf_free(&out);
    pgm_arena_free(&arena);
}

void pgm_masks_explain(const struct pgm_mask_class *class, enum pgm_masks_format format,
                       const struct pgm_terminal *terminal, FILE *stream)
{
    struct pgm_arena arena = {0};
    struct pgm_buf out = {0};
    switch (format) {
    case PGM_MASKS_TEXT:
        explain_text(class, terminal, &arena, stream);
        break;
    case PGM_MASKS_MARKDOWN:
        explain_markdown(class, &arena, stream);
        break;
    case PGM_MASKS_JSON:
        put_json(&out, class, &arena);
        fprintf(stream, "%s\n", pgm_buf_text(&out));
        break;
    case PGM_MASKS_SCHEMA: /* describes them all */
        break;
    }
    pgm_buf_free(&out);
    pgm_arena_free(&arena);
}
