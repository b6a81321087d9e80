/* dictionary.c: finding an embedded dictionary. */
#include "dictionary.h"

#include <string.h>

const struct pgm_dictionary *pgm_dictionary_find(const char *locale, const char *name)
{
    for (size_t i = 0; i < pgm_dictionary_count; i++) {
        const struct pgm_dictionary *dictionary = &pgm_dictionaries[i];
        if (strcmp(dictionary->locale, locale) == 0 && strcmp(dictionary->name, name) == 0)
            return dictionary;
    }
    return NULL;
}
