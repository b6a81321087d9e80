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
    cr_expect(pgm_name_sorts(rig_detector, "museum_items") & thing);
    cr_expect_eq(pgm_name_sorts(rig_detector, "zzyzx"), 0);
}

/* How a name speaks for detectors of a kind. */
static enum pgm_strength strength_for(const char *name, const char *kind)
{
    struct pgm_name_matches matches;
    enum pgm_strength strength = PGM_NAME_NONE;
    pgm_name_match(rig_detector, name, &matches);
    for (size_t i = 0; i < matches.count; i++)
        if (pgm_is_kind(matches.items[i].entry, kind) && matches.items[i].strength > strength)
            strength = matches.items[i].strength;
    return strength;
}

Test(detect_names, beginnings_of_words_are_guesses)
{
    static const struct {
        const char *name, *kind;
    } guesses[] = {
        {"dispos_nr", "device_id"}, {"qqq_targ", "license_plate"}, {"f_nacimi", "birth_date"}};
    for (size_t i = 0; i < sizeof guesses / sizeof *guesses; i++)
        cr_expect_neq(strength_for(guesses[i].name, guesses[i].kind), PGM_NAME_NONE, "%s",
                      guesses[i].name);
    cr_expect_eq(strength_for("qqq_targ", "license_plate"), PGM_NAME_GUESS);
    cr_expect_eq(strength_for("zzyzx_qqq", "national_id"), PGM_NAME_NONE);
}

Test(detect_names, two_words_may_change_places)
{
    cr_expect_str_eq(kind_of("nr_kunden"), "person_key");
    cr_expect_str_eq(kind_of("adresse_ip"), "ip");
}

Test(detect_names, a_number_of_things_is_a_count)
{
    cr_expect_str_eq(split("number_of_doors"), "count doors");
    cr_expect_str_neq(kind_of("number_of_phones"), "phone");
    cr_expect_str_neq(kind_of("no_of_accounts"), "account_number");
}

Test(detect_names, who_did_it_ends_the_name)
{
    cr_expect_eq(strength_for("witnessed_by", "username"), PGM_NAME_STRONG);
    cr_expect_eq(strength_for("aufgestellt_von", "username"), PGM_NAME_STRONG);
    cr_expect_neq(strength_for("by_weight", "username"), PGM_NAME_STRONG);
}
