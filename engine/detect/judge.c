/*
 * judge.c: the name of a column and the shapes of its values, weighed for each detector.
 *
 *               values confirm   say nothing     are few in number   speak against
 *   strong name       99          certainty            75              out
 *   weak name         90             50                65, review      out
 *   abbreviation      78, review     -                 65, review      out
 *   no name         `alone`           -                 -               -
 *
 * A value alone is weak evidence (one in ten random numbers passes Luhn), so what counts is the share of
 * values that pass, and without a name it must be the detector's `rate`.
 */
#include <string.h>

#include "detect_internal.h"

/* Fewer values than this refute no name and tell nothing alone. */
#define VALUES_MIN 5
/* A plain name outweighs what the values alone seem to be, but for shapes that nothing else has. */
#define STRONG_BONUS 9
/* A word that only its table, or another word, makes telling. */
#define RAISED_LOSS   5
#define CERTAINTY_MIN 50
/* Of a phrase that an abbreviation may stand for, where the values agree. */
#define GUESS_CERTAINTY 78
/* The same where the values only do not speak against it, and the name is no accident. */
#define ALIKE_CERTAINTY   52
#define ALIKE_LETTERS_MIN 5
#define ALIKE_SHARE       90
/* Before "again and again" can be said. */
#define LIST_VALUES_MIN 40

uint32_t pgm_type_bits(const struct pgm_type *type)
{
    static const char *const geo[] = {"point", "geometry", "geography"};
    if (type->kind != PGM_KIND_OTHER || !type->name)
        return PGM_KIND_BIT(type->kind);
    if (strncmp(type->name, "macaddr", 7) == 0)
        return 1u << PGM_TYPE_MAC;
    if (strcmp(type->name, "tsvector") == 0)
        return 1u << PGM_TYPE_TSVECTOR;
    for (size_t i = 0; i < sizeof geo / sizeof *geo; i++)
        if (strstr(type->name, geo[i]))
            return 1u << PGM_TYPE_GEO;
    return PGM_KIND_BIT(PGM_KIND_OTHER);
}

/* Of the shapes that are asked for, the one that most values have. */
static uint32_t most(const struct pgm_tally *tally, uint64_t shapes)
{
    uint32_t hits = 0;
    for (size_t i = 0; i < PGM_SHAPE_COUNT; i++)
        if (shapes >> i & 1 && tally->shapes[i] > hits)
            hits = tally->shapes[i];
    return hits;
}

static size_t best_id(const struct pgm_detector *detector, const struct pgm_tally *tally, bool tax,
                      bool strict)
{
    size_t best = SIZE_MAX;
    const size_t count = tally->ids ? pgm_ids_count() : 0;
    for (size_t i = 0; i < count; i++)
        if (pgm_ids_is_tax(i) == tax && (!strict || detector->strict_ids[i]) &&
            tally->ids[i] > (best == SIZE_MAX ? 0 : tally->ids[best]))
            best = i;
    return best;
}

/* Values that come again and again are a list, whatever they look like. */
static bool is_list(const struct pgm_tally *tally)
{
    return tally->count >= LIST_VALUES_MIN && tally->distinct <= PGM_DISTINCT_MAX &&
           tally->distinct * 5 <= tally->count;
}

/* What speaks against any `keep`: somebody's address or number, or names, among the values. */
static bool looks_personal(const struct pgm_tally *tally)
{
    static const uint64_t contact = PGM_SHAPE_BIT(email) | PGM_SHAPE_BIT(phone_marked) |
                                    PGM_SHAPE_BIT(ip) | PGM_SHAPE_BIT(iban) | PGM_SHAPE_BIT(card) |
                                    PGM_SHAPE_BIT(personal_inside) | PGM_SHAPE_BIT(secret_inside) |
                                    PGM_SHAPE_BIT(token) | PGM_SHAPE_BIT(pem) |
                                    PGM_SHAPE_BIT(password_hash) | PGM_SHAPE_BIT(user_agent);
    static const uint64_t names =
        PGM_SHAPE_BIT(given_name) | PGM_SHAPE_BIT(family_name) | PGM_SHAPE_BIT(own_name);
    return pgm_percent(most(tally, contact), tally->count) >= 3 ||
           pgm_percent(most(tally, names), tally->count) >= 50 ||
           pgm_percent(tally->shapes[PGM_SHAPE_name_pair], tally->count) >= 30;
}

/* Whether values can speak for it. */
static bool can_count(const struct pgm_detector_entry *entry)
{
    return entry->shapes || entry->tester != SIZE_MAX || entry->ids || entry->tax || entry->few;
}

/* How many values speak for the entry. False: it has no way to tell. */
static bool count_hits(const struct pgm_detector *detector, const struct pgm_detector_entry *entry,
                       const struct pgm_tally *tally, bool named, struct pgm_judgement *judgement)
{
    judgement->id = SIZE_MAX;
    judgement->hits = judgement->total = 0;
    if (!tally || tally->count == 0 || !can_count(entry))
        return false;
    judgement->total = tally->count;
    judgement->hits = most(tally, entry->shapes);
    if (entry->tester != SIZE_MAX && tally->testers &&
        tally->testers[entry->tester] > judgement->hits)
        judgement->hits = tally->testers[entry->tester];
    if (entry->ids || entry->tax) {
        judgement->id = best_id(detector, tally, entry->tax, !named);
        if (judgement->id != SIZE_MAX && tally->ids[judgement->id] > judgement->hits)
            judgement->hits = tally->ids[judgement->id];
    }
    if (entry->few && tally->distinct <= entry->few && !entry->shapes && entry->tester == SIZE_MAX)
        judgement->hits = tally->count;
    return true;
}

static bool is_refuted(const struct pgm_detector_entry *entry, const struct pgm_tally *tally,
                       const struct pgm_judgement *judgement, bool counted)
{
    if (!tally || tally->count == 0)
        return false;
    if (entry->few && tally->distinct > entry->few)
        return true;
    if (entry->keeps && (entry->types & PGM_KIND_BIT(PGM_KIND_TEXT)) && looks_personal(tally))
        return true;
    /* The code of a thing is short; one that is random opens something. */
    if (entry->keeps && entry->only_in &&
        pgm_percent(tally->shapes[PGM_SHAPE_random], tally->count) >= 30)
        return true;
    if (tally->count < VALUES_MIN)
        return false;
    if (entry->looks && pgm_percent(most(tally, entry->looks), tally->count) < 50)
        return true;
    return counted && entry->refute &&
           pgm_percent(judgement->hits, judgement->total) < entry->refute;
}

/* What the values of a column say of one detector. */
struct evidence {
    bool counted; /* there are values, and a way to tell */
    bool has_values;
    bool looks_alike; /* nearly all have the look that it asks for, and are no short list */
    bool also;        /* as many as must have a shape of `also` do */
    bool is_list;
    unsigned share; /* percent that speak for it */
};

static unsigned with_name(const struct pgm_detector_entry *entry, enum pgm_strength name,
                          bool raised, const struct evidence *values)
{
    /* Of a name that says little the values must say as much as without one. */
    const unsigned enough =
        name != PGM_NAME_STRONG && entry->rate > entry->agree ? entry->rate : entry->agree;
    if (name == PGM_NAME_GUESS && !values->counted && !values->looks_alike)
        return 0;
    if (!values->counted || (entry->keeps && entry->few))
        return name == PGM_NAME_STRONG ? entry->certainty - (raised ? RAISED_LOSS : 0)
               : values->looks_alike   ? ALIKE_CERTAINTY
               : values->has_values || !can_count(entry) ? 0
                                                         : CERTAINTY_MIN;
    if (values->share >= enough && (name == PGM_NAME_STRONG || values->also))
        return name == PGM_NAME_STRONG ? 99 - (raised ? RAISED_LOSS : 0)
               : name == PGM_NAME_WEAK ? 90
                                       : GUESS_CERTAINTY;
    if (name == PGM_NAME_STRONG && !raised)
        return entry->certainty < 75 ? entry->certainty : 75;
    if (name == PGM_NAME_STRONG)
        return 60;
    /* Half a name and half the values: better than nothing. */
    return values->share * 2 >= entry->agree ? 65 : values->looks_alike ? ALIKE_CERTAINTY : 0;
}

static struct evidence evidence_of(const struct pgm_detector_entry *entry,
                                   const struct pgm_name_match *match,
                                   const struct pgm_tally *tally, bool counted, unsigned share)
{
    struct evidence values = {.counted = counted, .also = !entry->also, .share = share};
    if (!tally || tally->count == 0)
        return values;
    values.has_values = true;
    values.is_list = is_list(tally);
    values.also =
        !entry->also || pgm_percent(most(tally, entry->also), tally->count) >= entry->also_rate;
    values.looks_alike = match && match->letters >= ALIKE_LETTERS_MIN && entry->looks &&
                         !entry->varied && !entry->keeps && tally->count >= VALUES_MIN &&
                         !values.is_list &&
                         pgm_percent(most(tally, entry->looks), tally->count) >= ALIKE_SHARE;
    return values;
}

static void weigh(const struct pgm_detector *detector, const struct pgm_detector_entry *entry,
                  enum pgm_strength name, const struct pgm_name_match *match,
                  const struct pgm_tally *tally, struct pgm_judgement *judgement)
{
    const bool named = match && match->strength == PGM_NAME_STRONG;
    const bool counted = count_hits(detector, entry, tally, named, judgement);
    const unsigned share = pgm_percent(judgement->hits, judgement->total);
    bool guessed = name == PGM_NAME_GUESS;
    *judgement = (struct pgm_judgement){.entry = entry,
                                        .name = name,
                                        .by_values = counted,
                                        .hits = judgement->hits,
                                        .total = judgement->total,
                                        .id = judgement->id};
    if (is_refuted(entry, tally, judgement, counted))
        return;
    const struct evidence values = evidence_of(entry, match, tally, counted, share);
    /* A short list is no free text, whatever it is called. */
    if (name != PGM_NAME_NONE && entry->varied && counted && share < entry->agree && values.is_list)
        return;
    if (name != PGM_NAME_NONE)
        judgement->certainty = with_name(entry, name, match && match->strength < name, &values);
    if (entry->rate && counted && share >= entry->rate && judgement->total >= VALUES_MIN &&
        judgement->certainty < entry->alone && !(entry->varied && values.is_list) && values.also) {
        judgement->certainty = entry->alone;
        guessed = false;
    }
    judgement->review = entry->review || judgement->certainty < 70 || guessed;
}

static const struct pgm_name_match *match_of(const struct pgm_name_matches *names,
                                             const struct pgm_detector_entry *entry)
{
    for (size_t i = 0; i < names->count; i++)
        if (names->items[i].entry == entry)
            return &names->items[i];
    return NULL;
}

static enum pgm_strength strength_of(const struct pgm_name_matches *names,
                                     const struct pgm_name_match *match,
                                     const struct pgm_detector_entry *entry, uint32_t table_sorts)
{
    if (!match || (names->is_turned && !entry->keeps))
        return PGM_NAME_NONE;
    if (match->strength == PGM_NAME_GUESS && entry->keeps)
        return PGM_NAME_NONE;
    /* Of "pt_name" in a table of orders nobody knows what "pt" is. */
    if (entry->keeps && match->strength == PGM_NAME_WEAK && !match->is_plain)
        return PGM_NAME_WEAK;
    /* "customer_name" names a person in any table. */
    if (match->strength == PGM_NAME_WEAK && entry->in & (table_sorts | names->sorts))
        return PGM_NAME_STRONG;
    return match->strength;
}

/* What the name's words and its table are about. Of "door_code", "code" alone says nothing of a thing:
 * to keep a column, another word must. */
static uint32_t sorts_of(const struct pgm_name_matches *names, const struct pgm_name_match *match,
                         const struct pgm_detector_entry *entry, uint32_t table_sorts)
{
    return table_sorts | (entry->keeps && match ? match->around : names->sorts);
}

/* The more certain one; of equals the longer phrase, then the one for which more values speak, then the one nearer to the end of the name, then
 * the one that comes first in the files. */
static bool is_better(const struct pgm_judgement *a, const struct pgm_name_match *a_match,
                      const struct pgm_judgement *b, const struct pgm_name_match *b_match)
{
    const unsigned a_weight = a->certainty + (a->name == PGM_NAME_STRONG ? STRONG_BONUS : 0);
    const unsigned b_weight = b->certainty + (b->name == PGM_NAME_STRONG ? STRONG_BONUS : 0);
    if (a_weight != b_weight)
        return a_weight > b_weight;
    if (!a_match || !b_match)
        return a_match != NULL;
    if (a_match->letters != b_match->letters)
        return a_match->letters > b_match->letters;
    if (a->hits != b->hits)
        return a->hits > b->hits;
    return a_match->end > b_match->end;
}

struct pgm_judgement pgm_judge(const struct pgm_detector *detector, uint32_t type_bits,
                               const struct pgm_name_matches *names, uint32_t table_sorts,
                               const struct pgm_tally *tally)
{
    struct pgm_judgement best = {.id = SIZE_MAX};
    const struct pgm_name_match *best_match = NULL;
    const bool has_values = tally && tally->count > 0;
    for (size_t i = 0; i < (has_values ? detector->entry_count : names->count); i++) {
        const struct pgm_detector_entry *entry =
            has_values ? &detector->entries[i] : names->items[i].entry;
        const struct pgm_name_match *match = match_of(names, entry);
        if (!(entry->types & type_bits) ||
            (entry->only_in && !(entry->in & sorts_of(names, match, entry, table_sorts))))
            continue;
        const enum pgm_strength name = strength_of(names, match, entry, table_sorts);
        if (name == PGM_NAME_NONE && !entry->rate)
            continue;
        struct pgm_judgement judgement;
        weigh(detector, entry, name, match, tally, &judgement);
        if (judgement.certainty >= CERTAINTY_MIN &&
            is_better(&judgement, match, &best, best_match)) {
            best = judgement;
            best_match = match;
        }
    }
    return best;
}
