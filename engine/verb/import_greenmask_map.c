/*
 * import_greenmask_map.c: Greenmask's transformers (v0.1 and v0.2, docs/built_in_transformers of
 * github.com/GreenmaskIO/greenmask) and what stands for them here. "Masking/TYPE" is the transformer with
 * that parameter `type`, "RandomPerson/TEMPLATE" that template of a column, without blanks and braces.
 */
#include "import_internal.h"

#define NO_PROGRAM      "it runs a program for each row; a mask of one's own is a plugin"
#define NO_GO           "its template is written in Go's language; see the masks template, json and sql"
#define SHIFTED         "moves the original instead of drawing between two dates"
#define CONSTANT_LAYOUT "letters and digits become x and 0 instead of some of them *"

const struct pgm_import_entry pgm_greenmask_entries[] = {
    /* clang-format off */
    {"Replace", "{mask: constant, value: $value}", NULL, NULL},
    {"SetNull", "'null'", NULL, NULL},
    {"RandomChoice", "{mask: choose, values: $values}", NULL, NULL},
    {"RandomBool", "{mask: choose, values: [true, false]}", NULL, NULL},
    {"RandomInt", "{mask: range, min: $min, max: $max}", NULL, NULL},
    {"RandomFloat", "{mask: range, min: $min, max: $max}", NULL, NULL},
    {"RandomNumeric", "{mask: range, min: $min, max: $max}", NULL, NULL},
    {"NoiseInt", "{mask: noise, percent: $%max_ratio|ratio}", NULL, NULL},
    {"NoiseFloat", "{mask: noise, percent: $%max_ratio|ratio}", NULL, NULL},
    {"NoiseNumeric", "{mask: noise, percent: $%max_ratio|ratio}", NULL, NULL},
    {"NoiseDate", "{mask: date_shift, days: $@max_ratio|ratio}",
     "{mask: time_jitter, seconds: $#max_ratio|ratio}", NULL},
    {"RandomDate", "{mask: date_shift, days: 365}", NULL, SHIFTED},
    {"RandomUnixTimestamp", NULL, NULL, "no mask draws a number of seconds between two dates; see noise and range"},
    {"RandomUuid", "uuid", NULL, NULL},
    {"RandomString", "{mask: template, text: '{letters:$max_length}'}", NULL, "letters, always as many"},
    {"RandomPassword", "scramble", NULL, "as long as the original"},
    {"RandomWord", "{mask: template, text: '{word}'}", NULL, NULL},
    {"RandomSentence", "lorem", NULL, "as long as the original"},
    {"RandomParagraph", "lorem", NULL, "as long as the original"},
    {"Hash", "{mask: hash}", NULL, "keyed, in 32 hex digits, of another function"},
    {"RandomEmail", "email", NULL, "under example.com"},
    {"RandomUsername", "username", NULL, NULL},
    {"RandomPhoneNumber", "phone", NULL, "keeps country and layout of the original"},
    {"RandomTollFreePhoneNumber", "phone", NULL, "keeps country and layout of the original"},
    {"RandomE164PhoneNumber", "phone", NULL, "keeps country and layout of the original"},
    {"RandomFirstName", "given_name", NULL, NULL},
    {"RandomFirstNameMale", "given_name", NULL, "of any gender"},
    {"RandomFirstNameFemale", "given_name", NULL, "of any gender"},
    {"RandomLastName", "family_name", NULL, NULL},
    {"RandomName", "full_name", NULL, NULL},
    {"RandomPerson/.FirstName", "given_name", NULL, NULL},
    {"RandomPerson/.LastName", "family_name", NULL, NULL},
    {"RandomPerson/.FirstName.LastName", "full_name", NULL, NULL},
    {"RandomPerson/.Title", "{mask: choose, values: [Mr., Ms., Dr.]}", NULL, NULL},
    {"RandomPerson", NULL, NULL, NO_GO},
    {"RandomCompany/.CompanyName", "company", NULL, NULL},
    {"RandomCompany/.CompanyName.CompanySuffix", "company", NULL, NULL},
    {"RandomCompany/.CompanySuffix", "{mask: choose, values: [Ltd, Inc, GmbH, LLC]}", NULL, NULL},
    {"RandomCompany", NULL, NULL, NO_GO},
    {"RealAddress/.Address", "street", NULL, "street and number, drawn instead of real"},
    {"RealAddress/.City", "city", NULL, NULL},
    {"RealAddress/.State", "region", NULL, NULL},
    {"RealAddress/.PostalCode", "postal_code", NULL, NULL},
    {"RealAddress/.Latitude", "{mask: geo_jitter, axis: latitude}", NULL, "moved instead of drawn"},
    {"RealAddress/.Longitude", "{mask: geo_jitter, axis: longitude}", NULL, "moved instead of drawn"},
    {"RealAddress", NULL, NULL, NO_GO},
    {"RandomLatitude", "{mask: geo_jitter, axis: latitude}", NULL, "moved instead of drawn"},
    {"RandomLongitude", "{mask: geo_jitter, axis: longitude}", NULL, "moved instead of drawn"},
    {"RandomIp", "ip", NULL, "under 10.0.0.0/8 or 2001:db8::/32"},
    {"RandomMac", "mac", NULL, "locally administered"},
    {"RandomURL", "url", NULL, NULL},
    {"RandomDomainName", "hostname", NULL, "under .example or .test"},
    {"RandomCCNumber", "card", NULL, "under a test prefix of the scheme"},
    {"RandomCCType", "{mask: choose, values: [Visa, MasterCard, American Express, Discover, JCB]}", NULL, NULL},
    {"RandomCurrency", "{mask: choose, values: [EUR, USD, GBP, JPY, CHF, CAD]}", NULL, "of six currencies"},
    {"RandomAmountWithCurrency", "scramble", NULL, "keeps the layout of the original"},
    {"RandomDayOfMonth", "{mask: choose, values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28]}", NULL, "of 28 days"},
    {"RandomDayOfWeek", "{mask: choose, values: [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]}", NULL, NULL},
    {"RandomMonthName", "{mask: choose, values: [January, February, March, April, May, June, July, August, September, October, November, December]}", NULL, NULL},
    {"RandomYearString", "{mask: template, text: '19{digits:2}'}", NULL, "of the 20th century"},
    {"RandomCentury", "{mask: choose, values: [XV, XVI, XVII, XVIII, XIX, XX, XXI]}", NULL, NULL},
    {"RandomTimezone", "{mask: choose, values: [Europe/Berlin, Europe/London, America/New_York, Asia/Tokyo, Australia/Sydney]}", NULL, "of five zones"},
    {"Masking/password", "{mask: constant, value: '************'}", NULL, NULL},
    {"Masking/email", "email", NULL, "a fake address; nothing of the original stays"},
    {"Masking/url", "url", NULL, "all of it is masked, not the password alone"},
    {"Masking", "redact", NULL, CONSTANT_LAYOUT},
    {"Dict", NULL, NULL, NULL},          /* import_greenmask.c: an SQL expression */
    {"RegexpReplace", NULL, NULL, NULL}, /* the same */
    {"Json", NULL, NULL, NULL},          /* paths */
    {"Template", NULL, NULL, NO_GO},
    {"TemplateRecord", NULL, NULL, NO_GO},
    {"Cmd", NULL, NULL, NO_PROGRAM},
    /* clang-format on */
};
const size_t pgm_greenmask_entry_count =
    sizeof pgm_greenmask_entries / sizeof *pgm_greenmask_entries;
