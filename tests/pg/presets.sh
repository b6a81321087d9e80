#!/usr/bin/env bash
# The presets of rules/presets: they load through `include`, their proposals fit the types of what their
# patterns match, the user's file wins, and each of the 18 HIPAA identifiers is masked or said to be open.
. "$(dirname "$0")/../support/lib.sh"

if [ "$PGMIRAGE_TEST_KIND" = asan ]; then
    skip all "rules and dumps run under it elsewhere"
    finish
fi

PRESETS=$PROJECT/rules/presets
role_reader
export PGMIRAGE_KEY=$TEST_KEY

# rules PRESET TABLES: what a user writes beside the preset
rules() {
    printf 'version: 1\ninclude: [presets/%s.yaml]\nunlisted: {table: keep, column: keep}\ntables: %s\n' "$1" "$2" >"$TMP/rules.yaml"
}
dump() { # dump DATABASE
    rm -rf "$TMP/archive"
    "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" --presets "$PROJECT/rules" -d "$(reader_conninfo "$1")" -f "$TMP/archive" -Z none
}
carry() { # carry DATABASE: into preset_target
    dump "$1" && new_database preset_target && restore preset_target "$TMP/archive"
}

# What stands in them -----------------------------------------------------------------------------
for preset in "$PRESETS"/*.yaml; do
    check "$(basename "$preset" .yaml)_says_what_it_leaves_open" grep -q '^# Leaves open$' "$preset"
done
check_empty parts_are_all_used "$(for part in "$PRESETS"/parts/*.yaml; do
    grep -qF "parts/$(basename "$part")" "$PRESETS"/*.yaml || echo "$part"
done)"
check_equal hipaa_names_all_identifiers "A B C D E F G H I J K L M N O P Q R" \
    "$(grep -oE '^#   \([A-R]\) ' "$PRESETS/hipaa-safe-harbor.yaml" | tr -dc 'A-R\n' | sort -u | xargs)"

# Over schemas of many trades ----------------------------------------------------------------------
# What a preset cannot know: which dates are keys, and which numbers of cards must be unique.
declare -A settled=(
    [hipaa-safe-harbor.shop]='{shop.orders: {columns: {placed_at: keep}}}'
    [hipaa-safe-harbor.clinic]='{klinik.laborwerte: {columns: {abgenommen: keep}}}'
)
for preset in gdpr hipaa-safe-harbor pci-dss ccpa; do
    settled[$preset.bank]='{banco.tarjetas: {columns: {pan: account_number}}}'
done
for trade in shop clinic bank school forum; do
    new_database preset_source
    sql_file preset_source "$PROJECT/tests/detect/tune/$trade.sql"
    for preset in gdpr hipaa-safe-harbor pci-dss ccpa; do
        rules "$preset" "${settled[$preset.$trade]:-"{}"}"
        check "${preset}_fits_$trade" carry preset_source
    done
done

# Names that mislead: the same words over other types ----------------------------------------------
new_database preset_source
sql preset_source "CREATE TABLE traps (id int PRIMARY KEY, email_sent boolean, email_count int, emails text[], phone_checked timestamptz,
        phones int[], birth_place_id bigint, city_id int, address_id uuid, card_number_valid boolean, password_changed_at timestamp,
        token_count smallint, gender_id int, age interval, ip_count int, notes int[], salary_band \"char\", iban_checked date,
        username_history varchar(20)[], photo_count int, url_id bigint, last_name_rank real, first_names varchar(30)[]);
    INSERT INTO traps (id, emails, salary_band) SELECT i, ARRAY['p' || i || '@mail.example'], 'a' FROM generate_series(1, 30) AS i"
for preset in gdpr hipaa-safe-harbor pci-dss ccpa; do
    rules "$preset" "{}"
    check "${preset}_proposes_by_type" carry preset_source
done

# The user's file wins ----------------------------------------------------------------------------
sql preset_source "CREATE TABLE people (id int PRIMARY KEY, email text, phone text, note text);
    INSERT INTO people SELECT i, 'p' || i || '@mail.example', '+49 30 2312500' || i % 10, 'called' FROM generate_series(1, 30) AS i"
rules gdpr "{public.people: {columns: {email: keep, phone: {mask: constant, value: '0'}}}}"
check user_file_is_carried carry preset_source
check_equal user_file_wins "30|30|0" "$(sql preset_target "SELECT count(*) FILTER (WHERE email = 'p' || id || '@mail.example'),
    count(*) FILTER (WHERE phone = '0'), count(*) FILTER (WHERE note = 'called') FROM people")"

# The 18 identifiers of 45 CFR 164.514(b)(2)(i) ----------------------------------------------------
new_database preset_source
sql preset_source "CREATE TABLE patients (id int PRIMARY KEY,
        a_first_name text, a_last_name text, a_full_name text, b_street_address text, b_city varchar(40), b_county text, b_zip_code char(5),
        b_latitude numeric(9,6), c_birth_date date, c_admission_date timestamptz, c_discharged_at timestamp, c_death_date date, c_age int,
        d_phone text, e_fax text, f_email text, g_ssn char(11), h_mrn text, h_medical_record_number int, i_member_id text,
        i_medicare_no text, j_account_number text, j_iban text, k_license_no text, k_npi text, l_vin char(17), l_license_plate text,
        m_device_serial text, n_homepage_url text, o_ip_address inet, p_fingerprint bytea, q_photo bytea, r_study_id text);
    INSERT INTO patients SELECT i, 'Rosalind', 'Thackeray', 'Rosalind Thackeray', i || ' Bakery Street', 'Springwater', 'Bergen', '02' || 100 + i,
        40.5 + i / 1000.0, date '1950-02-03' + i * 91, timestamptz '2024-03-04 05:06+00' + i * interval '1 hour', timestamp '2024-05-06 07:08' + i * interval '1 hour',
        date '2024-06-07' + i, 41 + i % 9, '+1 503 555 01' || 10 + i, '+1 503 555 01' || 50 + i, 'r' || i || '@mail.example', '536-22-' || 8000 + i,
        'MR' || 70000 + i, 50000 + i, 'H' || 900000 + i, '1EG4-TE5-MK' || 10 + i, '0532' || 10000 + i, 'GB29 NWBK 6016 1331 9268 ' || 10 + i, 'D' || 1000000 + i, '12345' || 10000 + i,
        '1HGBH41JXMN1' || 10000 + i, 'ABC-' || 1000 + i, 'SN-' || 5000 + i, 'https://home.example/r' || i, '203.0.113.7'::inet + i,
        decode('464d52', 'hex') || int4send(i), decode('ffd8ff', 'hex') || int4send(i), 'ST-' || 300 + i
    FROM generate_series(1, 30) AS i"
rules hipaa-safe-harbor "{}"
check hipaa_is_carried carry preset_source
columns=$(sql preset_source "SELECT attname FROM pg_attribute WHERE attrelid = 'patients'::regclass AND attnum > 1 ORDER BY attnum")
check_equal hipaa_test_has_all_identifiers "a b c d e f g h i j k l m n o p q r" "$(cut -c1 <<<"$columns" | sort -u | xargs)"
original() { sql "$1" "SELECT id, \"$2\" FROM patients ORDER BY id" | LC_ALL=C sort; }
for column in $columns; do
    check_empty "hipaa_masks_$column" "$(comm -12 <(original preset_source "$column") <(original preset_target "$column"))"
done
check_equal hipaa_leaves_years_alone 30 "$(sql preset_target "SELECT count(*) FROM patients
    WHERE date_trunc('year', c_birth_date) = c_birth_date AND date_trunc('year', c_discharged_at) = c_discharged_at AND c_age % 10 = 0")"

drop_database preset_source
drop_database preset_target
finish
