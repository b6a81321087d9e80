/*
 * dictionary_embed.c: a program of the build that turns dictionaries into constants of C.
 *
 *   .../en_US/given_names.txt ──> entries, weights ──> alias table ──> dictionary_words.c
 *
 * A line is `text` or `text<TAB>weight`. Without a weight an entry's is that of its rank by Zipf's
 * law, flattened at the head (1 / (rank + 10)), so that the first name is common but not every
 * tenth. Integer arithmetic only: every compiler makes the same tables, and so the same fakes.
 *
 * `<name>_ascii.txt` holds the words of `<name>.txt`, line by line, as ASCII writes them. Several may
 * read alike there.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX       20000
#define TEXT_BYTES_MAX  24 /* PGM_WORD_TEXT_BYTES without the NUL */
#define RANK_WEIGHT     UINT64_C(1000000000)
#define RANK_FLATTENING 10
#define WEIGHT_MAX      UINT64_C(1000000000000)
#define ALWAYS          UINT32_MAX

struct entry {
    char text[TEXT_BYTES_MAX + 1];
    uint64_t weight;
    uint32_t threshold;
    uint32_t alias;
};

static struct entry entries[WORDS_MAX];
static uint64_t shares[WORDS_MAX];
static uint32_t small[WORDS_MAX], large[WORDS_MAX];

static void fail(const char *path, unsigned line, const char *message)
{
    fprintf(stderr, "%s:%u: %s\n", path, line, message);
    exit(1);
}

static uint64_t parse_weight(const char *path, unsigned line, const char *text)
{
    char *end;
    const uint64_t weight = strtoull(text, &end, 10);
    if (*text < '1' || *text > '9' || *end != '\0' || weight > WEIGHT_MAX)
        fail(path, line, "a weight is a whole number from 1 to 10^12");
    return weight;
}

/* ".../<name>_ascii.txt" */
static bool is_romanised(const char *path)
{
    static const char end[] = "_ascii.txt";
    const size_t bytes = strlen(path), end_bytes = sizeof end - 1;
    return bytes > end_bytes && strcmp(path + bytes - end_bytes, end) == 0;
}

static size_t read_entries(const char *path)
{
    const bool may_repeat = is_romanised(path);
    FILE *file = fopen(path, "r");
    if (!file)
        fail(path, 0, "cannot be read");
    size_t count = 0;
    unsigned line = 0;
    for (char text[256]; fgets(text, sizeof text, file);) {
        line++;
        text[strcspn(text, "\n")] = '\0';
        char *tab = strchr(text, '\t');
        if (tab)
            *tab++ = '\0';
        const size_t bytes = strlen(text);
        if (bytes == 0 || bytes > TEXT_BYTES_MAX || text[0] == ' ' || text[bytes - 1] == ' ')
            fail(path, line, "an entry has 1 to 24 bytes and no space at its ends");
        for (size_t i = 0; i < bytes; i++)
            if ((unsigned char)text[i] < ' ' || strchr("\"\\", text[i]))
                fail(path, line, "an entry holds no control character, quote or backslash");
        for (size_t i = 0; i < count && !may_repeat; i++)
            if (strcmp(entries[i].text, text) == 0)
                fail(path, line, "an entry stands here twice");
        if (count == WORDS_MAX)
            fail(path, line, "too many entries");
        memcpy(entries[count].text, text, bytes + 1);
        entries[count].weight =
            tab ? parse_weight(path, line, tab) : RANK_WEIGHT / (count + 1 + RANK_FLATTENING);
        count++;
    }
    fclose(file);
    if (count == 0)
        fail(path, line, "a dictionary needs an entry");
    return count;
}

/* Vose's method: slots with less than a fair share are filled up from those with more. */
static void build_alias(size_t count)
{
    uint64_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += entries[i].weight;
    size_t small_count = 0, large_count = 0;
    for (size_t i = 0; i < count; i++) {
        shares[i] = entries[i].weight * count; /* a fair share is `total` */
        entries[i].threshold = ALWAYS;
        entries[i].alias = (uint32_t)i;
        if (shares[i] < total)
            small[small_count++] = (uint32_t)i;
        else
            large[large_count++] = (uint32_t)i;
    }
    while (small_count > 0 && large_count > 0) {
        const uint32_t poor = small[--small_count], rich = large[large_count - 1];
        entries[poor].threshold = (uint32_t)(((unsigned __int128)shares[poor] << 32) / total);
        entries[poor].alias = rich;
        shares[rich] -= total - shares[poor];
        if (shares[rich] < total) {
            large_count--;
            small[small_count++] = rich;
        }
    }
}

struct traits {
    size_t count, bytes_max;
    bool ascii, letters;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct traits write_words(FILE *out, size_t index, size_t count)
{
    struct traits traits = {count, 0, true, true};
    fprintf(out, "static const struct pgm_word words_%zu[] = {\n", index);
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &entries[i];
        const size_t bytes = strlen(entry->text);
        fprintf(out, "    {.text = \"%s\", .bytes = %zu},\n", entry->text, bytes);
        traits.bytes_max = bytes > traits.bytes_max ? bytes : traits.bytes_max;
        for (size_t k = 0; k < bytes; k++) {
            traits.ascii &= (unsigned char)entry->text[k] < 0x80;
            traits.letters &= is_letter(entry->text[k]);
        }
    }
    fprintf(out, "};\n\nstatic const struct pgm_slot slots_%zu[] = {\n", index);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "    {%" PRIu32 "u, %" PRIu32 "},\n", entries[i].threshold, entries[i].alias);
    fprintf(out, "};\n\n");
    return traits;
}

/* ".../<locale>/<name>.txt" */
static void split_path(const char *path, char locale[64], char name[64])
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(path, '.');
    const char *start = slash;
    while (start && start > path && start[-1] != '/')
        start--;
    if (!slash || !dot || dot < slash || slash - start >= 64 || dot - slash >= 64)
        fail(path, 0, "is not <locale>/<name>.txt");
    snprintf(locale, 64, "%.*s", (int)(slash - start), start);
    snprintf(name, 64, "%.*s", (int)(dot - slash - 1), slash + 1);
}

/* Line for line: as many words as the native file, all of them ASCII. */
static void check_romanised(char **paths, const struct traits *traits, size_t files)
{
    for (size_t i = 0; i < files; i++) {
        if (!is_romanised(paths[i]))
            continue;
        const size_t stem_bytes = strlen(paths[i]) - strlen("_ascii.txt");
        bool matched = false;
        for (size_t k = 0; k < files; k++)
            matched |= traits[k].count == traits[i].count &&
                       strncmp(paths[k], paths[i], stem_bytes) == 0 &&
                       strcmp(paths[k] + stem_bytes, ".txt") == 0;
        if (!matched || !traits[i].ascii)
            fail(paths[i], 0, "needs an ASCII line for each of the file it stands beside");
    }
}

int main(int argc, char **argv)
{
    if (argc < 3)
        fail("usage: dictionary_embed OUT.c FILE...", 0, "no files");
    FILE *out = fopen(argv[1], "w");
    if (!out)
        fail(argv[1], 0, "cannot be written");
    const size_t files = (size_t)argc - 2;
    struct traits *traits = calloc(files, sizeof *traits);
    if (!traits)
        fail(argv[1], 0, "out of memory");

    fprintf(out,
            "/* Made by dictionary_embed from rules/locales. */\n#include \"dictionary.h\"\n\n");
    for (size_t i = 0; i < files; i++) {
        const size_t count = read_entries(argv[i + 2]);
        build_alias(count);
        traits[i] = write_words(out, i, count);
    }
    check_romanised(argv + 2, traits, files);
    fprintf(out, "const struct pgm_dictionary pgm_dictionaries[] = {\n");
    for (size_t i = 0; i < files; i++) {
        char locale[64], name[64];
        split_path(argv[i + 2], locale, name);
        fprintf(out, "    {\"%s\", \"%s\", words_%zu, slots_%zu, %zu, %zu, %s, %s},\n", locale,
                name, i, i, traits[i].count, traits[i].bytes_max,
                traits[i].ascii ? "true" : "false", traits[i].letters ? "true" : "false");
    }
    fprintf(out, "};\nconst size_t pgm_dictionary_count = %zu;\n", files);
    free(traits);
    if (fclose(out) != 0)
        fail(argv[1], 0, "cannot be written");
    return 0;
}
