/* mask_ewkb.c: any bytes as a shape of PostGIS: what is read stays one of the same size through both
 * masks, and what is not becomes empty. */
#include "../support/parts_fuzz.h"
#include "ewkb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const char empty[] = "Point EMPTY";

static bool is_shape_or_empty(struct pgm_span value, struct pgm_span fake)
{
    if (pgm_span_equal(fake, pgm_span_of(empty)))
        return true;
    struct pgm_ewkb shape;
    uint8_t *room = malloc(fake.bytes + 1);
    const bool good = fake.bytes == value.bytes && pgm_ewkb_read(fake, room, &shape);
    free(room);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const struct pgm_type type = {.kind = PGM_KIND_OTHER, .name = "geometry(Point,4326)"};
    static struct fuzz jitter, truncate;
    if (!jitter.mask) {
        fuzz_open(&jitter, "geo_jitter", &type, NULL, 0);
        fuzz_open(&truncate, "geo_truncate", &type, NULL, 0);
    }
    fuzz_values(&jitter, data, bytes, is_shape_or_empty);
    fuzz_values(&truncate, data, bytes, is_shape_or_empty);
    return 0;
}
