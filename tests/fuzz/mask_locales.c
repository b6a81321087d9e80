/* mask_locales.c: a country of any bytes stands for a locale there is or for none, the same between
 * spaces and, but for two letters (which may be a language), in capitals. */
#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "locales.h"

#define COUNTRY_BYTES_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static struct pgm_arena arena; /* one process, one table of words */
    static const struct pgm_locales *locales;
    uint8_t other[COUNTRY_BYTES_MAX + 2];
    if (bytes > COUNTRY_BYTES_MAX)
        return 0;
    if (!locales)
        locales = pgm_locales_new(&arena);
    const struct pgm_span country = {data, bytes};
    const uint8_t found = pgm_locales_find(locales, country);
    require(found == PGM_LOCALE_OWN || found < locales->count);

    memcpy(other + 1, data, bytes);
    other[0] = other[bytes + 1] = ' ';
    require(pgm_locales_find(locales, (struct pgm_span){other, bytes + 2}) == found);
    for (size_t i = 1; i <= bytes; i++) /* ASCII alone: of others, not each has a capital */
        if (pgm_is_lower(other[i]))
            other[i] &= (uint8_t)~0x20;
    if (pgm_chars_trim(country).bytes != 2)
        require(pgm_locales_find(locales, (struct pgm_span){other, bytes + 2}) == found);
    return 0;
}
