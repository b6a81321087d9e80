/* Rules that are proposed: that they fit keys, indexes and types, and agree with one another. */
#include "detect_rig.h"

TestSuite(detect_rules, .init = rig_open, .fini = rig_close);

static struct pgm_table *people(void)
{
    struct pgm_table *table = rig_table("users");
    rig_key(rig_column(table, "id", PGM_KIND_INT), PGM_INDEX_PRIMARY);
    rig_column(table, "email", PGM_KIND_TEXT);
    rig_column(table, "first_name", PGM_KIND_TEXT);
    rig_column(table, "created_at", PGM_KIND_TIMESTAMPTZ);
    rig_column(table, "notes", PGM_KIND_TEXT);
    return table;
}

Test(detect_rules, a_person_is_the_subject_of_its_row)
{
    struct pgm_table *users = people();
    rig_finish();
    cr_expect_str_eq(rig_of(&users->columns[0])->rule, "keep");
    cr_expect_str_eq(rig_of(&users->columns[1])->rule, "{mask: email, by: id}");
    cr_expect_str_eq(rig_of(&users->columns[2])->rule, "{mask: given_name, by: id}");
    cr_expect_str_eq(rig_of(&users->columns[3])->rule, "{mask: date_shift, by: id}");
    cr_expect_str_eq(rig_of(&users->columns[3])->kind, "timestamp");
    cr_expect_str_eq(rig_of(&users->columns[4])->rule, "lorem");
    cr_expect_str_eq(rig_of(&users->columns[4])->alternative,
                     "{mask: text, known: [email, first_name]}");
}

Test(detect_rules, columns_without_a_subject_get_a_domain_of_their_own)
{
    people();
    struct pgm_table *news = rig_table("newsletter");
    struct pgm_column *mail = rig_column(news, "email", PGM_KIND_TEXT);
    rig_finish();
    cr_expect_str_eq(rig_of(mail)->rule, "{mask: email, domain: email_by_value}");
}

Test(detect_rules, a_natural_key_has_a_domain_that_its_references_follow)
{
    struct pgm_table *users = rig_table("users"), *orders = rig_table("orders");
    struct pgm_column *key = rig_column(users, "email", PGM_KIND_TEXT);
    struct pgm_column *name = rig_column(users, "first_name", PGM_KIND_TEXT);
    struct pgm_column *from = rig_column(orders, "owner", PGM_KIND_TEXT);
    rig_key(key, PGM_INDEX_PRIMARY);
    rig_reference(from, key);
    rig_finish();
    cr_expect_str_eq(rig_of(key)->rule, "{mask: email, domain: users.email}");
    cr_expect_str_eq(rig_of(from)->rule, rig_of(key)->rule);
    cr_expect_str_eq(rig_of(from)->kind, "email");
    cr_expect_str_eq(rig_of(name)->rule, "given_name", "an e-mail address is no subject");
}

Test(detect_rules, a_reference_to_a_kept_key_is_kept)
{
    struct pgm_table *users = people(), *orders = rig_table("orders");
    struct pgm_column *from = rig_column(orders, "user_id", PGM_KIND_INT);
    rig_reference(from, &users->columns[0]);
    rig_finish();
    cr_expect_str_eq(rig_of(from)->rule, "keep");
    cr_expect_str_eq(rig_of(from)->reason, "foreign key to users.id, which is kept");
}

Test(detect_rules, unique_columns_get_masks_that_keep_values_distinct)
{
    struct pgm_table *users = rig_table("users");
    struct pgm_column *phone = rig_column(users, "phone", PGM_KIND_TEXT);
    struct pgm_column *narrow = rig_column(users, "email", PGM_KIND_TEXT);
    struct pgm_column *birth = rig_column(users, "birth_date", PGM_KIND_DATE);
    narrow->type.max_chars = 20;
    rig_key(phone, PGM_INDEX_UNIQUE);
    rig_key(narrow, PGM_INDEX_UNIQUE);
    rig_key(birth, PGM_INDEX_UNIQUE)->columns[0]->not_null = true;
    rig_finish();
    cr_expect(pgm_mask_flags_of("account_number") != 0);
    cr_expect_str_neq(rig_of(phone)->rule, "phone");
    cr_expect_str_neq(rig_of(phone)->rule, "keep");
    cr_expect_null(strstr(rig_of(narrow)->rule, "email,"), "%s", rig_of(narrow)->rule);
    cr_expect_str_neq(rig_of(narrow)->rule, "keep");
    cr_expect_str_eq(rig_of(birth)->rule, "keep", "no mask of dates keeps them distinct");
    cr_expect(rig_of(birth)->review);
}

Test(detect_rules, what_no_mask_is_shown_to_hold_in_is_kept_for_review)
{
    struct pgm_table *users = rig_table("users");
    struct pgm_column *name = rig_column(users, "last_name", PGM_KIND_TEXT);
    rig_key(name, PGM_INDEX_EXCLUSION);
    rig_finish();
    cr_expect_str_eq(rig_of(name)->rule, "keep");
    cr_expect(rig_of(name)->review);
    cr_expect_str_eq(rig_of(name)->kind, "family_name");
    cr_expect(strstr(rig_of(name)->reason, "no mask is shown to hold") != NULL);
}

Test(detect_rules, lower_of_an_address_is_held_by_the_mask_of_addresses)
{
    struct pgm_table *users = rig_table("users");
    struct pgm_column *mail = rig_column(users, "email", PGM_KIND_TEXT);
    struct pgm_column *mentioned[] = {mail};
    struct pgm_index *index = rig_key(NULL, PGM_INDEX_UNIQUE);
    index->table = users;
    index->expressions = "lower(email)";
    index->mentioned = mentioned;
    index->mentioned_count = 1;
    rig_finish();
    cr_expect_str_eq(rig_of(mail)->rule, "email");
}

Test(detect_rules, generated_columns_and_children_take_no_rule)
{
    struct pgm_table *users = rig_table("users"), *part = rig_table("users_1");
    struct pgm_column *mail = rig_column(users, "email", PGM_KIND_TEXT);
    struct pgm_column *low = rig_column(users, "email_lower", PGM_KIND_TEXT);
    struct pgm_column *child = rig_column(part, "email", PGM_KIND_TEXT);
    low->generated = true;
    child->parent = mail;
    rig_finish();
    cr_expect_null(rig_of(low)->rule);
    cr_expect_null(rig_of(child)->rule);
    cr_expect_str_eq(rig_of(child)->kind, "email");
    cr_expect_str_eq(rig_of(child)->reason, "follows users.email");
}

Test(detect_rules, keep_needs_evidence)
{
    struct pgm_table *things = rig_table("zzyzx");
    struct pgm_column *text = rig_column(things, "qqq", PGM_KIND_TEXT);
    struct pgm_column *number = rig_column(things, "xxx", PGM_KIND_NUMERIC);
    struct pgm_column *flag = rig_column(things, "www", PGM_KIND_BOOL);
    struct pgm_column *bytes = rig_column(things, "vvv", PGM_KIND_BYTEA);
    struct pgm_column *document = rig_column(things, "uuu", PGM_KIND_JSON);
    struct pgm_column *price = rig_column(things, "unit_price", PGM_KIND_NUMERIC);
    rig_finish();
    cr_expect_str_eq(rig_of(text)->rule, "redact");
    cr_expect(rig_of(text)->review);
    cr_expect_str_eq(rig_of(number)->rule, "noise");
    cr_expect(rig_of(number)->review);
    cr_expect_str_eq(rig_of(flag)->rule, "keep");
    cr_expect_str_neq(rig_of(bytes)->rule, "keep");
    cr_expect_str_eq(rig_of(document)->rule, "json");
    cr_expect_str_eq(rig_of(price)->rule, "keep");
}

Test(detect_rules, strange_names_are_quoted)
{
    struct pgm_table *users = rig_table("users");
    struct pgm_column *key = rig_column(users, "the \"id\".\n", PGM_KIND_INT);
    struct pgm_column *name = rig_column(users, "first_name", PGM_KIND_TEXT);
    rig_key(key, PGM_INDEX_PRIMARY);
    rig_finish();
    cr_expect_str_eq(rig_of(name)->rule,
                     "{mask: given_name, by: \"\\\"the \\\"\\\"id\\\"\\\".\\x0a\\\"\"}");
    cr_expect_null(strchr(rig_of(key)->reason, '\n'));
}

Test(detect_rules, a_shuffle_has_a_domain_of_its_own)
{
    struct pgm_table *users = people();
    struct pgm_column *gender = rig_column(users, "gender", PGM_KIND_TEXT);
    rig_finish();
    cr_expect_str_eq(rig_of(gender)->rule, "{mask: shuffle, domain: users.gender, by: id}");
}

/* Equal moves keep the order of a person's dates; names in such a row may be those of others. */
Test(detect_rules, times_of_a_row_are_moved_with_its_person)
{
    struct pgm_table *users = people(), *visits = rig_table("visits");
    struct pgm_column *from = rig_column(visits, "user_id", PGM_KIND_INT);
    struct pgm_column *begins = rig_column(visits, "admitted_on", PGM_KIND_DATE);
    struct pgm_column *doctor = rig_column(visits, "first_name", PGM_KIND_TEXT);
    rig_reference(from, &users->columns[0]);
    rig_finish();
    cr_expect_str_eq(rig_of(begins)->rule, "{mask: date_shift, by: user_id}");
    cr_expect_str_eq(rig_of(doctor)->rule, "{mask: given_name, domain: given_name_by_value}");
}

Test(detect_rules, a_person_who_is_one_of_several_moves_nothing)
{
    struct pgm_table *users = people(), *visits = rig_table("visits");
    rig_reference(rig_column(visits, "user_id", PGM_KIND_INT), &users->columns[0]);
    rig_reference(rig_column(visits, "nurse_id", PGM_KIND_INT), &users->columns[0]);
    struct pgm_column *begins = rig_column(visits, "admitted_on", PGM_KIND_DATE);
    rig_finish();
    cr_expect_str_eq(rig_of(begins)->rule, "{mask: date_shift, domain: date_shift_by_value}");
}

static const char *documents(size_t row, size_t column)
{
    (void)row;
    return column ? "{\"email\": \"ann@x.example\"}" : "1";
}

Test(detect_rules, parts_without_a_subject_leave_the_domain_of_those_with_one)
{
    people();
    struct pgm_table *events = rig_table("events");
    rig_column(events, "id", PGM_KIND_INT);
    struct pgm_column *payload = rig_column(events, "payload", PGM_KIND_JSON);
    rig_look(events, 20, documents);
    rig_finish();
    cr_expect_str_eq(rig_of(payload)->rule,
                     "{mask: json, paths: {\"$.email\": {mask: email, domain: email_by_value}}}");
}

static const char *numbers(size_t row, size_t column)
{
    (void)column;
    return row % 2 ? "44051401359" : "02070803628";
}

Test(detect_rules, numbers_of_a_kind_are_one_domain)
{
    struct pgm_table *table = rig_table("zzyzx");
    struct pgm_column *pesel = rig_column(table, "pesel", PGM_KIND_TEXT);
    rig_look(table, 20, numbers);
    rig_finish();
    cr_expect_str_eq(rig_of(pesel)->rule, "{mask: national_id, kind: pl_pesel, domain: pl_pesel}");
}

Test(detect_rules, null_stands_where_a_unique_index_lets_it)
{
    struct pgm_table *table = rig_table("zzyzx");
    struct pgm_column *hash = rig_column(table, "token_hash", PGM_KIND_BYTEA);
    rig_key(hash, PGM_INDEX_UNIQUE);
    rig_finish();
    cr_expect_str_eq(rig_of(hash)->kind, "secret");
    cr_expect_str_eq(rig_of(hash)->rule, "\"null\"");
}

Test(detect_rules, every_proposal_ends_with_something_that_stands)
{
    struct pgm_table *users = people();
    rig_finish();
    for (size_t c = 0; c < users->column_count; c++) {
        const struct pgm_detection *detection = rig_of(&users->columns[c]);
        const char *last = detection->rule;
        for (const char *const *fallback = detection->fallbacks; *fallback; fallback++)
            last = *fallback;
        cr_expect_str_eq(last, "keep", "%s", users->columns[c].name);
        cr_expect_not_null(detection->reason);
        cr_expect(detection->certainty >= 0 && detection->certainty <= 100);
    }
}
