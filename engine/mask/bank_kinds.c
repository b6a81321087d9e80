/*
 * bank_kinds.c: IBANs and BICs.
 *
 *   "FR14 2004 1010 0505 0001 3M02 606"      country, check digits, BBAN: bank, account, national check
 *   "FR.. 9999 9xxx xxxx xxxx xxXx xKK"      no bank has this code; the key and then the check digits
 *
 * IBANs are those of ISO 13616; the lengths and the places of bank codes are those of SWIFT's registry,
 * national checks those of the central banks and bankers' associations. A bank code of nothing but
 * nines, or TEST where letters make it, is no bank's.
 */
#include <string.h>

#include "id_kind.h"

#define BBAN_AT 4

/* ISO 7064, MOD 97-10, with country and check digits moved to the end. */
static void put_iban_check(uint8_t *id, size_t count)
{
    unsigned rest = pgm_check_mod97(id + BBAN_AT, count - BBAN_AT, 0);
    rest = pgm_check_mod97(id, 2, rest);
    pgm_id_put_two(id + 2, 98 - rest * 100 % 97);
}

static bool seal_iban(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    put_iban_check(id, count);
    return true;
}

static void fit_iban(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                     size_t count)
{
    (void)draw, (void)count;
    uint8_t *bank = id + kind->prefix;
    if (bank[0] >= 'A')
        memcpy(bank, "TEST", 4); /* all codes of letters have four */
    else
        memset(bank, '9', kind->bank_chars);
}

/* ---- national checks ----------------------------------------------------------------------- */

/* The last digit completes a weighted sum: in Norway of bank and account, in the Netherlands (the
 * eleven test) and Estonia (7-3-1, Estonian Banking Association) of the account alone. */
static bool seal_no(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    const bool sealed = pgm_id_seal_weighted(kind, id, count);
    put_iban_check(id, count);
    return sealed;
}

static bool seal_account(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    struct pgm_id_kind account = *kind;
    account.prefix = (uint8_t)(kind->prefix + kind->bank_chars);
    return seal_no(&account, id, count);
}

static bool seal_be(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    const unsigned rest = (unsigned)(pgm_check_number(id + BBAN_AT, 10) % 97);
    pgm_id_put_two(id + count - 2, rest ? rest : 97);
    put_iban_check(id, count);
    return true;
}

/* Prefix and number of a Czech or Slovak account are multiples of 11 by weights. */
static bool seal_cz(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    struct pgm_id_kind part = *kind;
    part.prefix = BBAN_AT + 4 + 6;
    bool sealed = pgm_id_seal_weighted(&part, id, count);
    part.prefix = BBAN_AT + 4;
    part.weights = kind->weights + 4; /* 10, 5, 8, 4, 2 */
    sealed &= pgm_id_seal_weighted(&part, id, BBAN_AT + 4 + 6);
    put_iban_check(id, count);
    return sealed;
}

/* The codigo cuenta cliente: a digit for bank and branch, one for the account; 10 is written 1. */
static bool seal_es(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    static const struct {
        uint8_t at, count;
    } parts[] = {{BBAN_AT, 8}, {BBAN_AT + 10, 10}};
    for (size_t i = 0; i < 2; i++) {
        const uint8_t *weights = kind->weights + 10 - parts[i].count;
        const unsigned sum = pgm_check_sum(id + parts[i].at, weights, parts[i].count);
        const unsigned check = (11 - sum % 11) % 11;
        id[BBAN_AT + 8 + i] = (uint8_t)('0' + (check == 10 ? 1 : check));
    }
    put_iban_check(id, count);
    return true;
}

static bool seal_fi(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    id[count - 1] = pgm_check_luhn(id + BBAN_AT, count - 1 - BBAN_AT);
    put_iban_check(id, count);
    return true;
}

/* The clef RIB: the BBAN, letters as digits, is a multiple of 97. */
static bool seal_fr(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    static const char letters[] = "12345678912345678923456789";
    unsigned rest = 0;
    for (size_t i = BBAN_AT; i < count - 2; i++) {
        const uint8_t digit = id[i] <= '9' ? id[i] : (uint8_t)letters[id[i] - 'A'];
        rest = (rest * 10 + digit - '0') % 97;
    }
    pgm_id_put_two(id + count - 2, 97 - rest * 100 % 97);
    put_iban_check(id, count);
    return true;
}

/* Bank and account each have a digit by MOD 11,10; that of the bank is left alone. */
static bool seal_hr(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    id[count - 1] = pgm_check_mod_11_10(id + BBAN_AT + 7, 9);
    put_iban_check(id, count);
    return true;
}

/* The CIN, a letter in front of the BBAN. */
static bool seal_it(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    id[BBAN_AT] = pgm_check_italian(id + BBAN_AT + 1, count - BBAN_AT - 1);
    put_iban_check(id, count);
    return true;
}

/* The eighth digit of the bank code. */
static bool seal_pl(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    struct pgm_id_kind bank = *kind;
    const bool sealed = pgm_id_seal_weighted(&bank, id, BBAN_AT + 8);
    put_iban_check(id, count);
    return sealed;
}

/* Bank and branch end in a digit that completes a sum, and so does the account (GIRO of the
 * Hungarian National Bank). */
static bool seal_hu(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    struct pgm_id_kind part = *kind;
    pgm_id_seal_weighted(&part, id, BBAN_AT + 8);
    part.prefix = BBAN_AT + 8;
    pgm_id_seal_weighted(&part, id, count);
    put_iban_check(id, count);
    return true;
}

/* The BBAN ends in two digits by MOD 97-10. */
static bool seal_bban97(const struct pgm_id_kind *kind, uint8_t *id, size_t count)
{
    (void)kind;
    const unsigned rest = pgm_check_mod97(id + BBAN_AT, count - BBAN_AT - 2, 0);
    pgm_id_put_two(id + count - 2, 98 - rest * 100 % 97);
    put_iban_check(id, count);
    return true;
}

/* A country whose BBAN has no check of its own, or one that only the banks' tables tell (Denmark,
 * Britain, Sweden). */
#define PLAIN(country, bank_characters, form)                                                      \
    {                                                                                              \
        .name = country, .forms = {form}, .fit = fit_iban, .seal = seal_iban, .prefix = BBAN_AT,   \
        .bank_chars = bank_characters                                                              \
    }
#define CHECKED(country, bank_characters, form, how)                                               \
    {                                                                                              \
        .name = country, .forms = {form}, .fit = fit_iban, .seal = how, .prefix = BBAN_AT,         \
        .bank_chars = bank_characters                                                              \
    }

#define CZECH_WEIGHTS ((const uint8_t[]){6, 3, 7, 9, 10, 5, 8, 4, 2})

const struct pgm_id_kind pgm_ibans[] = {
    PLAIN("iban_at", 5, "atCC9999999999999999"),
    {.name = "iban_ba",
     .forms = {"baCC99999999999999CC", "xkCC99999999999999CC", "meCC9999999999999999CC",
               "rsCC9999999999999999CC"},
     .fit = fit_iban,
     .seal = seal_bban97,
     .prefix = BBAN_AT,
     .bank_chars = 3},
    CHECKED("iban_be", 3, "beCC9999999999CC", seal_be),
    PLAIN("iban_bg", 4, "bgCCAAAA999999XXXXXXXX"),
    PLAIN("iban_ch", 5, "chCC99999XXXXXXXXXXXX"),
    PLAIN("iban_cy", 3, "cyCC99999999XXXXXXXXXXXXXXXX"),
    {.name = "iban_cz",
     .forms = {"czCC999999999C999999999C", "skCC999999999C999999999C"},
     .fit = fit_iban,
     .seal = seal_cz,
     .weights = CZECH_WEIGHTS,
     .modulus = 11,
     .prefix = BBAN_AT,
     .bank_chars = 4},
    PLAIN("iban_de", 8, "deCC999999999999999999"),
    PLAIN("iban_dk", 4, "dkCC99999999999999"),
    {.name = "iban_ee",
     .forms = {"eeCC999999999999999C"},
     .fit = fit_iban,
     .seal = seal_account,
     .weights = (const uint8_t[]){7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7},
     .modulus = 10,
     .prefix = BBAN_AT,
     .bank_chars = 2},
    {.name = "iban_es",
     .forms = {"esCC99999999CC9999999999"},
     .fit = fit_iban,
     .seal = seal_es,
     .weights = (const uint8_t[]){1, 2, 4, 8, 5, 10, 9, 7, 3, 6},
     .prefix = BBAN_AT,
     .bank_chars = 4},
    CHECKED("iban_fi", 3, "fiCC9999999999999C", seal_fi),
    {.name = "iban_fr",
     .forms = {"frCC9999999999XXXXXXXXXXXCC", "mcCC9999999999XXXXXXXXXXXCC"},
     .fit = fit_iban,
     .seal = seal_fr,
     .prefix = BBAN_AT,
     .bank_chars = 5},
    PLAIN("iban_gb", 4, "gbCCAAAA99999999999999"),
    PLAIN("iban_gr", 3, "grCC9999999XXXXXXXXXXXXXXXX"),
    CHECKED("iban_hr", 7, "hrCC9999999999999999C", seal_hr),
    {.name = "iban_hu",
     .forms = {"huCC9999999C999999999999999C"},
     .fit = fit_iban,
     .seal = seal_hu,
     .weights = (const uint8_t[]){9, 7, 3, 1, 9, 7, 3, 1, 9, 7, 3, 1, 9, 7, 3},
     .modulus = 10,
     .prefix = BBAN_AT,
     .bank_chars = 3},
    PLAIN("iban_ie", 4, "ieCCAAAA99999999999999"),
    {.name = "iban_it",
     .forms = {"itCCC9999999999XXXXXXXXXXXX", "smCCC9999999999XXXXXXXXXXXX"},
     .fit = fit_iban,
     .seal = seal_it,
     .prefix = BBAN_AT + 1,
     .bank_chars = 5},
    PLAIN("iban_lt", 5, "ltCC9999999999999999"),
    PLAIN("iban_lu", 3, "luCC999XXXXXXXXXXXXX"),
    PLAIN("iban_lv", 4, "lvCCAAAAXXXXXXXXXXXXX"),
    PLAIN("iban_mt", 4, "mtCCAAAA99999XXXXXXXXXXXXXXXXXX"),
    CHECKED("iban_mk", 3, "mkCC999XXXXXXXXXXCC", seal_bban97),
    {.name = "iban_nl",
     .forms = {"nlCCAAAA999999999C"},
     .fit = fit_iban,
     .seal = seal_account,
     .weights = (const uint8_t[]){10, 9, 8, 7, 6, 5, 4, 3, 2},
     .modulus = 11,
     .prefix = BBAN_AT,
     .bank_chars = 4},
    {.name = "iban_no",
     .forms = {"noCC9999999999C"},
     .fit = fit_iban,
     .seal = seal_no,
     .weights = (const uint8_t[]){5, 4, 3, 2, 7, 6, 5, 4, 3, 2},
     .modulus = 11,
     .prefix = BBAN_AT,
     .bank_chars = 4},
    {.name = "iban_pl",
     .forms = {"plCC9999999C9999999999999999"},
     .fit = fit_iban,
     .seal = seal_pl,
     .weights = (const uint8_t[]){3, 9, 7, 1, 3, 9, 7},
     .modulus = 10,
     .prefix = BBAN_AT,
     .bank_chars = 8},
    CHECKED("iban_pt", 4, "ptCC9999999999999999999CC", seal_bban97),
    PLAIN("iban_ro", 4, "roCCAAAAXXXXXXXXXXXXXXXX"),
    PLAIN("iban_se", 3, "seCC99999999999999999999"),
    CHECKED("iban_si", 5, "siCC9999999999999CC", seal_bban97),
    /* Any country: what the bank's code is stays unknown, so all of it is drawn. */
    {.name = "iban_any", .forms = {"KKCCXXXXXXXXXXXX*"}, .seal = seal_iban},
    {.name = NULL},
};

/* A BIC whose eighth character is 0 is for tests (ISO 9362 users' convention, SWIFT). */
static void fit_bic(const struct pgm_id_kind *kind, struct pgm_draw *draw, uint8_t *id,
                    size_t count)
{
    (void)kind, (void)draw, (void)count;
    id[7] = '0';
}

const struct pgm_id_kind pgm_bics[] = {
    {.name = "bic", .forms = {"AAAAKKXX", "AAAAKKXXxxx", "AAAAKKXXXXX"}, .fit = fit_bic},
    {.name = NULL},
};
