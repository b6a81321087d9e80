#!/usr/bin/env bash
# Resident memory: the sum of limits.h, whatever the size of the tables; a field of 800 MB, kept and
# masked; and a row that is too large for COPY text.
. "$(dirname "$0")/../support/lib.sh"

if [ "$PGMIRAGE_TEST_KIND" = asan ]; then
    skip all "AddressSanitizer's own memory hides what is measured"
    finish
fi
role_reader
"$(command -v gcc || command -v clang-14)" -O1 -o "$TMP/peak" "$PROJECT/tests/support/peak.c"
MIB=$((1024 * 1024))

# rules COLUMNS: for the tables wide and blob
rules() { printf 'version: 1\nunlisted: {table: skip}\ntables:\n  %s: {columns: %s}\n' "$1" "$2" >"$TMP/rules.yaml"; }

# dump DATABASE OPTION...: the peak in MiB is in $peak
dump() {
    local database=$1
    shift
    rm -rf "$TMP/archive"
    "$TMP/peak" "$TMP/kib" "$PGMIRAGE_BIN" dump --rules "$TMP/rules.yaml" -Z none \
        -d "$(reader_conninfo "$database")" -f "$TMP/archive" "$@" >"$TMP/dump.log" 2>&1
}
peak() { echo $(($(cat "$TMP/kib") / 1024)); }

# check_peak NAME MIB
check_peak() {
    if [ "$(peak)" -le "$2" ]; then
        ok "$1 ($(peak) of $2 MiB)"
    else
        not_ok "$1" "$(peak) MiB, more than $2"
    fi
}

# Tables of 60 and of 300 MB -----------------------------------------------------------------------
new_database memory
sql memory "CREATE UNLOGGED TABLE people (id bigint, name text, email text, phone text, born date, notes text);
    INSERT INTO people SELECT i, 'Ann ' || md5(i::text), md5(i::text) || '@example.org', '+49 30 ' || i, date '1980-01-01' + i % 9999,
        repeat(md5((i * 7)::text) || E' \\t', 1 + i % 6) FROM generate_series(1, 230000) AS i"
rules public.people '{id: noise, name: full_name, email: email, phone: phone, born: {mask: date_shift, days: 30}, notes: redact}'

declare -A small
for setting in '1 0' '2 2' '4 3'; do
    read -r connections workers <<<"$setting"
    check "small_j${connections}_w$workers" dump memory -j "$connections" --workers "$workers" --split-tables-larger-than 8MB
    small[$setting]=$(peak)
    check_peak "small_bound_j${connections}_w$workers" $((64 + 24 * (connections + workers)))
done
check_equal small_size yes "$([ "$(stat -c %s "$TMP"/archive/*.dat | sort -n | tail -n 1)" -gt 45000000 ] && echo yes)"

sql memory "INSERT INTO people SELECT p.* FROM people AS p, generate_series(1, 4)"
for setting in '1 0' '2 2' '4 3'; do
    read -r connections workers <<<"$setting"
    check "large_j${connections}_w$workers" dump memory -j "$connections" --workers "$workers" --split-tables-larger-than 8MB
    check_peak "large_bound_j${connections}_w$workers" $((64 + 24 * (connections + workers)))
    check_peak "large_like_small_j${connections}_w$workers" $((small[$setting] + 8))
done
check_equal large_size yes "$([ "$(stat -c %s "$TMP"/archive/*.dat | sort -n | tail -n 1)" -gt 225000000 ] && echo yes)"
rm -rf "$TMP/archive"
drop_database memory

# A field of 800 MB, its every line with bytes that COPY escapes -------------------------------------
line="E'Ann Smith,\\tof Oslo\\\\\\n'" # 20 bytes, 23 in COPY text
masked_line="E'Xxx Xxxxx,\\txx Xxxx\\\\\\n'"
lines=$((800 * MIB / 20))
row_mib=$((lines * 23 / MIB + 1))

# One stream that masks what it reads: libpq's buffer, the row and its fake are there at once.
bound=$((64 + 24 + 3 * row_mib))
facts="SELECT length(body), md5(body) FROM wide"
new_database memory
sql memory "CREATE UNLOGGED TABLE wide (id int, body text); ALTER TABLE wide ALTER body SET STORAGE EXTERNAL;
    INSERT INTO wide VALUES (1, 'before'), (2, repeat($line, $lines)), (3, 'after')"
kept=$(sql memory "$facts ORDER BY id")
masked=$(sql memory "SELECT 6, md5('xxxxxx') UNION ALL SELECT 20 * $lines, md5(repeat($masked_line, $lines)) UNION ALL SELECT 5, md5('xxxxx')")

# wide NAME MASK WANTED: dumped, restored and compared
wide() {
    rules public.wide "{id: keep, body: $2}"
    check "wide_$1" dump memory -j 1 --workers 0
    check_peak "wide_bound_$1" "$bound"
    new_database memory_restored
    check "wide_restored_$1" restore memory_restored "$TMP/archive"
    check_equal "wide_equal_$1" "$3" "$(sql memory_restored "$facts ORDER BY id")"
    drop_database memory_restored
    rm -rf "$TMP/archive"
}
wide kept keep "$kept"
wide redacted redact "$masked"
wide constant '{mask: constant, value: gone}' "$(sql memory "SELECT 4, md5('gone') FROM generate_series(1, 3)")"
drop_database memory

# A row that is larger than COPY text may be --------------------------------------------------------
new_database memory
sql memory "CREATE UNLOGGED TABLE blob (id int, body bytea); ALTER TABLE blob ALTER body SET STORAGE EXTERNAL;
    INSERT INTO blob VALUES (1, 'small'), (2, convert_to(repeat('a', 550 * $MIB), 'UTF8'))"
rules public.blob '{id: keep, body: keep}'
check_fails bytea_over_500_mb 1 dump memory -j 1
check_equal bytea_reason 1 "$(grep -c 'reading public.blob: .*' "$TMP/dump.log")"
check_equal bytea_hint 1 "$(grep -c 'hint: .*1 GB.*bytea' "$TMP/dump.log")"
check_equal bytea_leaves_nothing "" "$(find "$TMP/archive" -mindepth 1 2>/dev/null)"
rules public.blob '{id: keep, body: keep}, rows: {where: "octet_length(body) < 500000000"}'
check bytea_left_out dump memory -j 1
drop_database memory
finish
