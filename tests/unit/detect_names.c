/* Words of names: splitting, compounds, abbreviations, what a table is about. */
#include "detect_rig.h"

TestSuite(detect_names, .init = rig_open, .fini = rig_close);

static const char *split(const char *name)
{
    static char joined[PGM_TOKENS_MAX * (PGM_TOKEN_BYTES + 1)];
    struct pgm_tokens tokens;
    size_t at = 0;
    pgm_tokens_split(pgm_span_of(name), &tokens);
    for (size_t i = 0; i < tokens.count; i++)
        at += (size_t)snprintf(joined + at, sizeof joined - at, "%s%.*s", i ? " " : "",
                               (int)tokens.bytes[i], tokens.text[i]);
    joined[at] = '\0';
    return joined;
}

Test(detect_names, splits_at_case_digits_and_signs)
{
    cr_expect_str_eq(split("firstName"), "first name");
    cr_expect_str_eq(split("FIRST_NAME"), "first name");
    cr_expect_str_eq(split("HTTPServer2Url"), "http server 2 url");
    cr_expect_str_eq(split("  a--b__c "), "a b c");
    cr_expect_str_eq(split("Straße"), "strasse");
    cr_expect_str_eq(split("Prénom"), "prenom");
    cr_expect_str_eq(split(""), "");
    cr_expect_str_eq(split("___"), "");
}

Test(detect_names, one_thing_said_in_several_ways_is_one)
{
    cr_expect_str_eq(split("numero_de_tarjeta"), "number tarjeta");
    cr_expect_str_eq(split("num_tarjeta"), "number tarjeta");
    cr_expect_str_eq(split("cardNr"), "card number");
    cr_expect_str_eq(split("konto_nr"), "konto number");
    cr_expect_str_eq(split("kontonummer"), "kontonumber");
}

Test(detect_names, hostile_names_are_bounded)
{
    char name[100000];
    memset(name, 'a', sizeof name);
    for (size_t i = 0; i + 1 < sizeof name; i += 3)
        name[i] = (char)('A' + i % 26);
    name[sizeof name - 1] = '\0';
    struct pgm_name_matches matches;
    pgm_name_match(rig_detector, name, &matches);
    cr_assert_leq(matches.count, PGM_NAME_MATCHES_MAX);
    pgm_name_match(rig_detector, "\xff\xfe\x80\xc3", &matches);
    pgm_name_match(rig_detector, "\xe5\xa7\x93\xe5\x90\x8d", &matches);
    cr_assert_leq(matches.count, PGM_NAME_MATCHES_MAX);
}

static const char *kind_of(const char *name)
{
    struct pgm_name_matches matches;
    pgm_name_match(rig_detector, name, &matches);
    const struct pgm_judgement judgement =
        pgm_judge(rig_detector, PGM_KIND_BIT(PGM_KIND_TEXT), &matches, 0, NULL);
    return judgement.entry ? judgement.entry->kind : "";
}

Test(detect_names, compounds_and_abbreviations)
{
    cr_expect_str_eq(kind_of("kundenvorname"), "given_name");
    cr_expect_str_eq(kind_of("KundenTelefonNr"), "phone");
    cr_expect_str_eq(kind_of("codigo_seg"), "card_code");
    cr_expect_str_eq(kind_of("geschl"), "gender");
    cr_expect_str_eq(kind_of("customer_emails"), "email");
}

Test(detect_names, the_longer_phrase_hides_the_shorter)
{
    cr_expect_str_eq(kind_of("ip_address"), "ip");
    cr_expect_str_eq(kind_of("user_agent"), "user_agent");
    cr_expect_str_eq(kind_of("company_name"), "company");
    cr_expect_str_eq(kind_of("email_hash"), "email_hash");
}

Test(detect_names, some_words_turn_the_meaning)
{
    static const char *const names[] = {"email_count", "phone_verified", "has_passport",
                                        "password_policy", "email_opt_in"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *kind = kind_of(names[i]);
        cr_expect(!*kind || strcmp(kind, "none") == 0, "%s is %s", names[i], kind);
    }
}

Test(detect_names, the_last_word_says_what_a_table_is_about)
{
    static const uint32_t person = PGM_SORT_BIT(person), thing = PGM_SORT_BIT(thing);
    cr_expect(pgm_name_sorts(rig_detector, "users") & person);
    cr_expect(pgm_name_sorts(rig_detector, "tblKunden") & person);
    cr_expect(pgm_name_sorts(rig_detector, "pacjenci") & person);
    cr_expect(pgm_name_sorts(rig_detector, "user_roles") & thing);
    cr_expect_not(pgm_name_sorts(rig_detector, "user_roles") & person);
    cr_expect(pgm_name_sorts(rig_detector, "audit_log") & PGM_SORT_BIT(audit));
    cr_expect_eq(pgm_name_sorts(rig_detector, "zzyzx"), 0);
}
