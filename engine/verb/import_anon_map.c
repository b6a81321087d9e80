/*
 * import_anon_map.c: PostgreSQL Anonymizer's functions (1.x and 2.x, docs/masking_functions.md of the
 * extension) and what stands for them here. $1, $2 are arguments; $~1 is one that names another column.
 */
#include "import_internal.h"

#define SHIFTED "moves the original instead of drawing a date"
#define KEYED   "follows the key of the run instead of a salt"

const struct pgm_import_entry pgm_anon_entries[] = {
    /* clang-format off */
    /* noise */
    {"noise", "{mask: noise, percent: $%2}", NULL, NULL},
    {"dnoise", "{mask: date_shift, days: $@2}", "{mask: time_jitter, seconds: $#2}", NULL},
    /* random */
    {"random_date", "{mask: date_shift, days: 365}", NULL, SHIFTED},
    {"random_date_between", "{mask: date_shift, days: 365}", NULL, SHIFTED},
    {"random_in_daterange", "{mask: date_shift, days: 365}", NULL, SHIFTED},
    {"random_in_tsrange", "{mask: date_shift, days: 365}", NULL, SHIFTED},
    {"random_in_tstzrange", "{mask: date_shift, days: 365}", NULL, SHIFTED},
    {"random_string", "{mask: template, text: '{letters:$1}'}", NULL, NULL},
    {"random_zip", "postal_code", NULL, "keeps the layout of the original"},
    {"random_phone", "phone", NULL, "keeps country and layout of the original"},
    {"random_hash", "{mask: hash}", NULL, KEYED},
    {"random_int_between", "{mask: range, min: $1, max: $2}", NULL, NULL},
    {"random_bigint_between", "{mask: range, min: $1, max: $2}", NULL, NULL},
    {"random_in", "{mask: choose, values: $1}", NULL, NULL},
    {"random_in_enum", NULL, NULL, NULL}, /* import_anon.c: an SQL expression */
    {"random_in_int4range", "{mask: range, min: $(1, max: $)1}", NULL, NULL},
    {"random_in_int8range", "{mask: range, min: $(1, max: $)1}", NULL, NULL},
    {"random_in_numrange", "{mask: range, min: $(1, max: $)1}", NULL, NULL},
    {"random_id", "permute", NULL, "a secret permutation instead of a sequence"},
    {"random_id_int", "permute", NULL, "a secret permutation instead of a sequence"},
    {"random_id_small_int", "permute", NULL, "a secret permutation instead of a sequence"},
    /* fake: lists of the extension */
    {"fake_address", "street", NULL, "street and number, without the city"},
    {"fake_city", "city", NULL, NULL},
    {"fake_country", "country", NULL, NULL},
    {"fake_company", "company", NULL, NULL},
    {"fake_email", "email", NULL, "under example.com"},
    {"fake_first_name", "given_name", NULL, NULL},
    {"fake_last_name", "family_name", NULL, NULL},
    {"fake_iban", "iban", NULL, NULL},
    {"fake_postcode", "postal_code", NULL, "keeps the layout of the original"},
    {"fake_siret", "{mask: tax_id, kind: fr_siret}", NULL, NULL},
    {"lorem_ipsum", "lorem", NULL, "as long as the original"},
    /* dummy: of version 2 */
    {"dummy_bic", "bic", NULL, NULL},
    {"dummy_building_number", "scramble", NULL, NULL},
    {"dummy_cell_number", "phone", NULL, "keeps country and layout of the original"},
    {"dummy_city_name", "city", NULL, NULL},
    {"dummy_company_name", "company", NULL, NULL},
    {"dummy_country_code", "country", NULL, NULL},
    {"dummy_country_name", "country", NULL, NULL},
    {"dummy_credit_card_number", "card", NULL, "under a test prefix"},
    {"dummy_currency_code", "{mask: choose, values: [EUR, USD, GBP, JPY, CHF, CAD]}", NULL, "of six currencies"},
    {"dummy_file_name", "scramble", NULL, "keeps the layout of the original"},
    {"dummy_file_path", "scramble", NULL, "keeps the layout of the original"},
    {"dummy_dir_path", "scramble", NULL, "keeps the layout of the original"},
    {"dummy_first_name", "given_name", NULL, NULL},
    {"dummy_free_email", "email", NULL, "under example.com"},
    {"dummy_safe_email", "email", NULL, "under example.com"},
    {"dummy_health_insurance_code", "scramble", NULL, "keeps the layout of the original"},
    {"dummy_ip", "ip", NULL, NULL},
    {"dummy_ipv4", "ip", NULL, NULL},
    {"dummy_ipv6", "ip", NULL, NULL},
    {"dummy_last_name", "family_name", NULL, NULL},
    {"dummy_latitude", "{mask: geo_jitter, axis: latitude}", NULL, "moved instead of drawn"},
    {"dummy_longitude", "{mask: geo_jitter, axis: longitude}", NULL, "moved instead of drawn"},
    {"dummy_licence_plate", "license_plate", NULL, "keeps the layout of the original"},
    {"dummy_mac_address", "mac", NULL, NULL},
    {"dummy_name", "full_name", NULL, NULL},
    {"dummy_name_with_title", "full_name", NULL, "without a title"},
    {"dummy_phone_number", "phone", NULL, "keeps country and layout of the original"},
    {"dummy_post_code", "postal_code", NULL, "keeps the layout of the original"},
    {"dummy_zip_code", "postal_code", NULL, "keeps the layout of the original"},
    {"dummy_profession", "job_title", NULL, NULL},
    {"dummy_state_abbr", "region", NULL, NULL},
    {"dummy_state_name", "region", NULL, NULL},
    {"dummy_street_name", "street", NULL, "with a number"},
    {"dummy_secondary_address", "scramble", NULL, "keeps the layout of the original"},
    {"dummy_title", "{mask: choose, values: [Mr., Ms., Dr.]}", NULL, NULL},
    {"dummy_user_agent", "user_agent", NULL, NULL},
    {"dummy_username", "username", NULL, NULL},
    {"dummy_uuidv1", "uuid", NULL, "keeps the version of the original"},
    {"dummy_uuidv3", "uuid", NULL, "keeps the version of the original"},
    {"dummy_uuidv4", "uuid", NULL, "keeps the version of the original"},
    {"dummy_uuidv5", "uuid", NULL, "keeps the version of the original"},
    {"dummy_word", "{mask: template, text: '{word}'}", NULL, NULL},
    {"dummy_words", "lorem", NULL, "as long as the original"},
    /* pseudo: from a seed */
    {"pseudo_first_name", "{mask: given_name<, by: $~1>}", NULL, KEYED},
    {"pseudo_last_name", "{mask: family_name<, by: $~1>}", NULL, KEYED},
    {"pseudo_email", "{mask: email<, by: $~1>}", NULL, KEYED},
    {"pseudo_city", "{mask: city<, by: $~1>}", NULL, KEYED},
    {"pseudo_country", "{mask: country<, by: $~1>}", NULL, KEYED},
    {"pseudo_company", "{mask: company<, by: $~1>}", NULL, KEYED},
    {"pseudo_iban", "iban", NULL, KEYED},
    {"pseudo_siret", "{mask: tax_id, kind: fr_siret}", NULL, KEYED},
    {"hash", "{mask: hash}", NULL, "keyed, in 32 hex digits"},
    {"digest", "{mask: hash}", NULL, "keyed, in 32 hex digits, of another algorithm"},
    /* partial */
    {"partial", NULL, NULL, NULL}, /* import_anon.c: an SQL expression */
    {"partial_email", "email", NULL, "a fake address; nothing of the original stays"},
    /* generalization: the extension gives ranges, in views */
    {"generalize_int4range", "{mask: bucket, width: $2}", NULL, "the lower bound instead of a range"},
    {"generalize_int8range", "{mask: bucket, width: $2}", NULL, "the lower bound instead of a range"},
    {"generalize_numrange", "{mask: bucket, width: $2}", NULL, "the lower bound instead of a range"},
    {"generalize_daterange", "{mask: date_trunc, to: $^2}", NULL, "the first moment instead of a range"},
    {"generalize_tsrange", "{mask: date_trunc, to: $^2}", NULL, "the first moment instead of a range"},
    {"generalize_tstzrange", "{mask: date_trunc, to: $^2}", NULL, "the first moment instead of a range"},
    {"image_blur", NULL, NULL, "pictures are not blurred: see the mask bytea"},
    /* clang-format on */
};
const size_t pgm_anon_entry_count = sizeof pgm_anon_entries / sizeof *pgm_anon_entries;
