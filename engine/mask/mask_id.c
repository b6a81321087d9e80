/*
 * mask_id.c: national_id, passport, license_plate, tax_id, iban, bic, account_number.
 *
 *   "GB 29 nwbk-60.16"  ── collect ──>  GB29NWBK6016  ── digest ──> a number of the same kind (id_kind.h)
 *                                                                        │
 *   "GB 71 test-99.83"  <───────────────── spread ───────────────────────┘
 *
 * Spellings of one number, with or without separators, get spellings of one fake. In a unique domain
 * the number goes through a bijection instead; text that it cannot take (letters above ASCII, more
 * than 40 characters) becomes a tag of 80 bits.
 */
#include <string.h>

#include "args.h"
#include "base32.h"
#include "canonical.h"
#include "chars.h"
#include "classes.h"
#include "id_kind.h"
#include "id_number.h"

#define TAG_CHARS 16 /* of base32: 80 bits */

struct id_mask {
    struct pgm_id_set set;
    bool unique;
};

/* ---- preparing ----------------------------------------------------------------------------- */

static void set_kinds(struct pgm_mask *mask, const struct pgm_mask_setup *setup,
                      const struct pgm_id_kind *kinds, size_t count)
{
    struct id_mask *id = PGM_ARENA_NEW(setup->arena, struct id_mask);
    *id = (struct id_mask){{kinds, count}, setup->domain->unique};
    mask->state = id;
    if (setup->type->kind == PGM_KIND_INT && kinds)
        pgm_id_number_check(setup, &id->set);
}

static enum pgm_status layout_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    set_kinds(mask, setup, NULL, 0);
    return PGM_OK;
}

static enum pgm_status iban_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    set_kinds(mask, setup, pgm_ibans, pgm_id_kinds_count(pgm_ibans));
    return PGM_OK;
}

static enum pgm_status bic_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    set_kinds(mask, setup, pgm_bics, 1);
    return PGM_OK;
}

/* The number that persons of the locale have. */
static const char *kind_of_locale(const char *locale)
{
    static const char *const kinds[][2] = {
        {"en_US", "us_ssn"}, {"en_GB", "uk_nino"}, {"de_DE", "de_tax_id"},   {"fr_FR", "fr_nir"},
        {"es_ES", "es_dni"}, {"it_IT", "it_cf"},   {"pl_PL", "pl_pesel"},    {"pt_BR", "br_cpf"},
        {"nl_NL", "nl_bsn"}, {"sv_SE", "se_pnr"},  {"ja_JP", "jp_mynumber"},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i][0], locale) == 0)
            return kinds[i][1];
    return NULL;
}

static enum pgm_status national_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    const struct pgm_arg *arg = pgm_arg_get(mask, "kind");
    const char *name = arg->given ? arg->text : kind_of_locale(pgm_mask_setup_locale(setup));
    const struct pgm_id_kind *kind = name ? pgm_id_kind_find(pgm_national_id_tables, name) : NULL;
    if (!kind)
        pgm_report_add(setup->report, PGM_BAD_USAGE, setup->place, setup->column,
                       "say kind: and which; `pgmirage masks national_id` lists them",
                       "locale %s has no national_id of its own", pgm_mask_setup_locale(setup));
    /* Each kind has a bijection of its own: numbers of two could meet. */
    if (setup->locale && setup->domain->unique && !arg->given)
        pgm_report_add(setup->report, PGM_UNFIT, setup->place, setup->column,
                       "say kind:, or leave `locale_from:` out",
                       "in a unique column national_id takes one kind of number");
    set_kinds(mask, setup, kind, kind ? 1 : 0);
    return PGM_OK;
}

static enum pgm_status tax_prepare(struct pgm_mask *mask, const struct pgm_mask_setup *setup)
{
    static const struct pgm_id_kind *const companies[] = {pgm_tax_ids, NULL};
    const char *name = pgm_arg_get(mask, "kind")->text;
    if (strcmp(name, "eu_vat") == 0) {
        set_kinds(mask, setup, pgm_vat_ids, pgm_id_kinds_count(pgm_vat_ids));
        return PGM_OK;
    }
    const struct pgm_id_kind *kind = pgm_id_kind_find(companies, name);
    kind = kind ? kind : pgm_id_kind_find(pgm_national_id_tables, name);
    set_kinds(mask, setup, kind, 1);
    return PGM_OK;
}

/* ---- applying ------------------------------------------------------------------------------ */

static size_t id_bound(const struct pgm_mask *mask, size_t in_bytes)
{
    const struct id_mask *id = mask->state;
    return id->unique && in_bytes < TAG_CHARS ? TAG_CHARS : in_bytes;
}

/* char(n) without its padding, which is no part of the value. */
static struct pgm_span unpadded(const struct pgm_mask *mask, struct pgm_span text)
{
    while (mask->type->blank_padded && text.bytes > 0 && text.data[text.bytes - 1] == ' ')
        text.bytes--;
    return text;
}

static bool is_permutable(const struct pgm_mask *mask, struct pgm_span text,
                          struct pgm_span compact)
{
    return compact.bytes <= PGM_LAYOUT_CHARS_MAX && pgm_chars_are_ascii(text) &&
           (mask->max_chars <= 0 || text.bytes <= (size_t)mask->max_chars);
}

static uint8_t *write_tag(const struct pgm_mask *mask, struct pgm_batch *batch,
                          struct pgm_span text, uint8_t *out)
{
    const struct pgm_span exact = pgm_exact_span(mask, text, batch->scratch);
    struct pgm_digest digest;
    pgm_prf(&mask->domain->key, &exact, 1, &digest);
    if (mask->max_chars > 0 && mask->max_chars < TAG_CHARS)
        batch->fault = "a value is no identifier, and its column has no room for a unique fake";
    return pgm_base32_write(digest, TAG_CHARS, out);
}

/* The compact forms of all rows, in scratch. */
static struct pgm_span *collect(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    size_t bytes = 0;
    for (size_t i = 0; i < batch->count; i++)
        bytes += batch->in->null[i] ? 0 : batch->in->bytes[i].bytes;
    struct pgm_span *compact = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *compact);
    uint8_t *at = pgm_scratch_alloc(batch->scratch, bytes);
    for (size_t i = 0; i < batch->count; i++) {
        compact[i] = (struct pgm_span){NULL, 0};
        if (pgm_fakes_pass(mask, batch, i))
            continue;
        /* Letters and digits above ASCII are x and 0 from here on. */
        struct pgm_span text = {
            at, pgm_chars_redact(batch->in->bytes[i], mask->utf8, mask->max_chars, 0, at)};
        compact[i] = (struct pgm_span){at, pgm_layout_collect(text, at)};
        at += compact[i].bytes;
    }
    return compact;
}

static uint8_t *write_fake(const struct pgm_mask *mask, struct pgm_batch *batch, size_t i,
                           struct pgm_span compact, struct pgm_digest digest, uint8_t *out)
{
    const struct id_mask *id = mask->state;
    const struct pgm_span text = unpadded(mask, batch->in->bytes[i]);
    uint8_t *fake = (uint8_t *)compact.data; /* in our scratch */
    if (id->unique) {
        if (!is_permutable(mask, text, compact))
            return write_tag(mask, batch, text, out);
        pgm_id_permute(&id->set, &mask->domain->key, fake, compact.bytes);
    } else {
        struct pgm_draw draw = pgm_draw_from(digest, PGM_DRAW_ID);
        pgm_id_draw(&id->set, &draw, fake, compact.bytes);
    }
    const size_t bytes = pgm_chars_redact(text, mask->utf8, mask->max_chars, 0, out);
    pgm_layout_spread(out, bytes, fake);
    return out + bytes;
}

static void id_apply(const struct pgm_mask *mask, struct pgm_batch *batch)
{
    if (mask->type->kind == PGM_KIND_INT) {
        const struct id_mask *id = mask->state;
        pgm_id_number_apply(mask, batch, &id->set, id->unique);
        return;
    }
    struct pgm_span *compact = collect(mask, batch);
    struct pgm_digest *digests = pgm_scratch_alloc(batch->scratch, batch->count * sizeof *digests);
    pgm_prf(&mask->domain->key, compact, batch->count, digests);
    uint8_t *at = pgm_fakes_room(mask, batch);
    for (size_t i = 0; i < batch->count; i++) {
        if (!compact[i].data)
            continue;
        uint8_t *end = write_fake(mask, batch, i, compact[i], digests[i], at);
        at = pgm_fakes_put(mask, batch, i, at, end);
    }
}

/* ---- classes ------------------------------------------------------------------------------- */

#define ID_FLAGS                                                                                   \
    (PGM_MASK_KEYED | PGM_MASK_INJECTIVE_TAGGED | PGM_MASK_KEEPS_LENGTH | PGM_MASK_KEEPS_FORMAT)

/* What those that take text alone have in common. */
#define ID_CLASS(prepare_it)                                                                       \
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT), .flags = ID_FLAGS, .prepare = prepare_it,                \
    .bound = id_bound, .apply = id_apply

const struct pgm_mask_class pgm_mask_national_id = {
    .name = "national_id",
    .family = "person",
    .summary = "a number of the kind with right check digits, never issued for us_ssn, uk_nino, "
               "uk_nhs, de_tax_id, it_cf, ca_sin, in_aadhaar, fi_hetu, no_fnr, pl_pesel, ro_cnp, "
               "bg_egn, ee_ik, lt_ak, cn_rid, kr_rrn; of other kinds, and where the domain is "
               "unique, it may be somebody's",
    .keeps = "length, separators, letter case; not the birth date or sex in the number",
    .example_in = "536-22-8790",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT) | PGM_KIND_BIT(PGM_KIND_INT),
    .flags = ID_FLAGS | PGM_MASK_LOCALE,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "kind",
             .type = PGM_ARG_CHOICE,
             .choices = "at_svnr|au_tfn|be_nn|bg_egn|br_cnpj|br_cpf|ca_sin|ch_ahv|cl_rut|cn_rid|"
                        "cz_rc|de_id_card|de_tax_id|dk_cpr|ee_ik|es_dni|es_nie|fi_hetu|fr_nir|"
                        "gr_amka|hr_oib|ie_pps|il_id|in_aadhaar|is_kt|it_cf|jp_mynumber|kr_rrn|"
                        "lt_ak|mx_curp|nl_bsn|no_fnr|pl_pesel|pt_nif|ro_cnp|se_pnr|sg_nric|sk_rc|"
                        "th_id|tr_tckn|tw_id|uk_nhs|uk_nino|us_ssn|za_id",
             .help = "country and number; without it that of the locale. Text that is no such "
                     "number keeps its layout alone. Integers take kinds without letters"},
            {.name = NULL},
        },
    .prepare = national_prepare,
    .bound = id_bound,
    .apply = id_apply,
};

const struct pgm_mask_class pgm_mask_passport = {
    .name = "passport",
    .family = "person",
    .summary = "digits for digits and letters for letters, without a check digit; such a passport "
               "may exist",
    .keeps = "length, layout, letter case",
    .example_in = "C01X00T47",
    ID_CLASS(layout_prepare),
};

const struct pgm_mask_class pgm_mask_license_plate = {
    .name = "license_plate",
    .family = "person",
    .summary = "digits for digits and letters for letters; such a plate may exist",
    .keeps = "length, layout, letter case; not the district",
    .example_in = "B-MX 1234",
    ID_CLASS(layout_prepare),
};

const struct pgm_mask_class pgm_mask_account_number = {
    .name = "account_number",
    .family = "money",
    .summary = "digits for digits and letters for letters, without a check digit; such an account "
               "may exist",
    .keeps = "length, layout, letter case",
    .example_in = "0532 0130 00",
    ID_CLASS(layout_prepare),
};

const struct pgm_mask_class pgm_mask_bic = {
    .name = "bic",
    .family = "money",
    .summary = "a BIC for tests, with 0 as its eighth character; where the domain is unique it may "
               "be some bank's",
    .keeps = "8 or 11 characters, country, the branch XXX",
    .example_in = "NWBKGB2LXXX",
    ID_CLASS(bic_prepare),
};

const struct pgm_mask_class pgm_mask_iban = {
    .name = "iban",
    .family = "money",
    .summary =
        "an IBAN with right check digits, also those within the account in BA, BE, CZ, EE, ES, "
        "FI, FR, HR, HU, IT, MC, ME, MK, NL, NO, PL, PT, RS, SI, SK, SM, XK (those of DK, GB "
        "and SE hang on tables of the banks, and may be wrong); its bank is 999... or TEST, "
        "which is none, in 37 countries; elsewhere, and where the domain is unique, it may be "
        "somebody's",
    .keeps = "country, length, spaces, letter case",
    .example_in = "GB29 NWBK 6016 1331 9268 19",
    ID_CLASS(iban_prepare),
};

const struct pgm_mask_class pgm_mask_tax_id = {
    .name = "tax_id",
    .family = "money",
    .summary = "a tax number of the kind with right check digits; never "
               "issued for us_ein and de_tax_id, else, and where the domain is unique, it may be "
               "somebody's",
    .keeps = "length, separators, the country in front of a VAT number",
    .example_in = "DE136695976",
    .kinds = PGM_KIND_BIT(PGM_KIND_TEXT) | PGM_KIND_BIT(PGM_KIND_INT),
    .flags = ID_FLAGS,
    .args =
        (const struct pgm_arg_spec[]){
            {.name = "kind",
             .type = PGM_ARG_CHOICE,
             .default_text = "eu_vat",
             .choices = "au_abn|au_tfn|br_cnpj|br_cpf|ch_uid|de_tax_id|es_cif|es_dni|es_nie|"
                        "eu_vat|fr_siren|fr_siret|hr_oib|it_cf|it_piva|pl_nip|pt_nif|us_ein|us_ssn",
             .help = "country and number; eu_vat: the country in front of the number tells. "
                     "Integers take kinds without letters"},
            {.name = NULL},
        },
    .prepare = tax_prepare,
    .bound = id_bound,
    .apply = id_apply,
};
