/*
 * locales.h: the locale that a row's country stands for (`locale_from: country`).
 *
 *   "DE"  "aut"  "Germany"  "Deutschland"  "de_AT.UTF-8"  "de"   ──>   de_DE
 *   "Atlantis"  ""  NULL                                         ──>   the domain's own
 *
 * rules/locales/<locale>/homes.txt says which countries a locale stands for, each by its ISO 3166-1
 * code of two letters; their codes of three and their names in all languages that the dictionaries
 * have follow by themselves. Other names stand there as they are, languages (ISO 639-1) in lower case.
 */
#ifndef PGM_LOCALES_H
#define PGM_LOCALES_H

#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "map.h"
#include "span.h"

#define PGM_LOCALES_MAX 64
/* Of a row whose country says nothing. */
#define PGM_LOCALE_OWN UINT8_MAX

struct pgm_locales {
    const char *names[PGM_LOCALES_MAX];
    size_t count;
    struct pgm_map words, languages; /* in lower case, to an entry of `names` */
};

/* Of all embedded dictionaries; lives as long as the arena. */
const struct pgm_locales *pgm_locales_new(struct pgm_arena *arena);

/* The index of the locale for a country's code or name, or a language tag (RFC 5646, or of POSIX), in
 * any letter case and between spaces; PGM_LOCALE_OWN for anything else. Of two letters in lower case a
 * language goes before a country: `sv` is Swedish, `SV` El Salvador. */
uint8_t pgm_locales_find(const struct pgm_locales *locales, struct pgm_span value);

#endif
