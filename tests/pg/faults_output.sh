#!/usr/bin/env bash
# Where the archive is written: full disks, folders that cannot be used, kernels and limits that
# forbid io_uring.
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"

slow_database output 4
new_database output_small
sql output_small 'CREATE TABLE t (id int PRIMARY KEY, note text); INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 300) AS i'
disk=$TMP/disk
leave() {
    ! mountpoint -q "$disk" || umount -l "$disk"
    drop_database output
    drop_database output_small
    test_end
} 2>/dev/null
trap leave EXIT

# dump DATABASE FOLDER OPTION...: sets STATUS; what it said is in $TMP/said
dump() {
    local database=$1 folder=$2
    shift 2
    STATUS=0
    "${RUN[@]}" "$PGMIRAGE_BIN" dump --rules "$TMP/keep.yaml" -d "$(conninfo "$database")" -f "$folder" -Z none \
        "$@" >"$TMP/said" 2>&1 || STATUS=$?
}
RUN=()
is_complete() { pg_restore -f /dev/null "$1" && [ -s "$1/pgmirage.json" ]; }
# said NAME STATUS PATTERN: the newest dump ended so and said so
said() {
    if [ "$STATUS" = "$2" ] && grep -qE -- "$3" "$TMP/said" && ! grep -qE 'Sanitizer|runtime error' "$TMP/said"; then
        ok "$1"
    else
        not_ok "$1" "exit $STATUS: $(tail -n 3 "$TMP/said" | tr '\n' ' ' | cut -c1-300)"
    fi
}

# Folders ------------------------------------------------------------------------------------------
mkdir "$TMP/used"
echo precious >"$TMP/used/file"
dump output "$TMP/used"
said folder_not_empty 2 'not empty'
check_equal folder_not_empty_is_left_alone precious "$(cat "$TMP/used"/*)"
dump output "$TMP/used/file"
said folder_is_a_file 1 "cannot open the folder $TMP/used/file"
check_equal file_is_left_alone precious "$(cat "$TMP/used/file")"
dump output "$TMP/missing/deep"
said folder_above_is_missing 1 "cannot make the folder $TMP/missing/deep"
mkdir "$TMP/empty"
dump output "$TMP/empty"
said empty_folder_is_taken 0 'pg_restore'
check empty_folder_is_filled is_complete "$TMP/empty"
check_equal empty_folder_is_closed 700 "$(stat -c %a "$TMP/empty")"
ln -s "$TMP/target" "$TMP/link"
mkdir "$TMP/target"
dump output_small "$TMP/link"
said folder_behind_a_link 0 'pg_restore'


# Without root's rights -----------------------------------------------------------------------------
# As the server's user, who may pass its socket; with the limit on locked memory that logins get.
chmod 0711 "$TMP"
install -m 0755 "$PGMIRAGE_BIN" "$TMP/pgmirage"
unprivileged=(prlimit --memlock=65536:65536)
if [ "$(id -u)" -eq 0 ]; then unprivileged+=(setpriv --reuid=postgres --regid=postgres --clear-groups); fi
keep=$TMP/keep.yaml
chmod 0644 "$keep"
mkdir -m 0777 "$TMP/open"
mkdir -m 0555 "$TMP/closed"
dump_unprivileged() { # dump_unprivileged FOLDER OPTION...
    local folder=$1
    shift
    STATUS=0
    (cd / && exec "${unprivileged[@]}" "$TMP/pgmirage" dump --rules "$keep" -d "$(conninfo output)" -f "$folder" -Z none "$@") \
        >"$TMP/said" 2>&1 || STATUS=$?
}
dump_unprivileged "$TMP/closed/d"
said folder_unwritable 1 "cannot make the folder $TMP/closed/d: Permission denied"
dump_unprivileged "$TMP/closed"
said folder_of_another 1 "$TMP/closed"
dump_unprivileged "$TMP/open/auto"
said memlock_64_falls_back 0 'written by +(io_uring, plain buffers|pwrite)'
check memlock_64_is_complete is_complete "$TMP/open/auto"
dump_unprivileged "$TMP/open/pwrite" --io pwrite
said memlock_64_pwrite 0 'written by +pwrite, '

# io_uring denied -----------------------------------------------------------------------------------
compile deny
setup=425 enter=426 register=427 # the same on every architecture
for denial in "eperm 1 $setup" "enosys 38 $setup" "enter 1 $enter"; do
    read -r name errno_value number <<<"$denial"
    RUN=("$TMP/deny" "$errno_value" "$number")
    dump output "$TMP/denied_$name"
    said "uring_denied_${name}_falls_back" 0 'written by +pwrite \(io_uring'
    check "uring_denied_${name}_is_complete" is_complete "$TMP/denied_$name"
    dump output "$TMP/forced_$name" --io uring
    said "uring_denied_${name}_forced" 1 '^hint: use --io auto or --io pwrite'
    check_empty "uring_denied_${name}_leaves_nothing" "$(find "$TMP/forced_$name" 2>/dev/null || true)"
done
RUN=("$TMP/deny" 1 "$register")
dump output "$TMP/denied_register"
said uring_register_denied_falls_back 0 'written by +(io_uring, plain buffers|pwrite)'
check uring_register_denied_is_complete is_complete "$TMP/denied_register"
RUN=()

# Disk full -----------------------------------------------------------------------------------------
mkdir "$disk"
truncate -s 8M "$TMP/disk.img"
mkfs.ext4 -q -b 1024 -m 0 -O ^has_journal "$TMP/disk.img" 2>"$TMP/ignored" || true
if ! mount -o loop "$TMP/disk.img" "$disk" 2>"$TMP/ignored"; then
    skip disk_full 'no loop device can be mounted here'
    finish
fi
for io in uring pwrite; do
    dump output_small "$disk/d" --io "$io"
    needed_kb=$(du -sk "$disk/d" 2>/dev/null | cut -f1)
    rm -rf "$disk/d"
    if [ "$STATUS" != 0 ]; then
        skip "disk_full_$io" 'no io_uring here'
        continue
    fi
    fallocate -l 3M "$disk/filler"
    dump output "$disk/d" --io "$io" -j 2
    said "disk_full_${io}_amid_rows" 1 '^pgmirage: error: cannot write "[0-9]+[.]dat": No space left'
    check_empty "disk_full_${io}_amid_rows_leaves_nothing" "$(find "$disk/d" 2>/dev/null || true)"
    # Less and less room, a block at a time: the first fault comes ever earlier, from toc.dat to the folder.
    : >"$TMP/wrong"
    : >"$TMP/named"
    for ((room_kb = needed_kb + 4; room_kb >= 0; room_kb -= room_kb > needed_kb - 10 ? 1 : 4)); do
        rm -rf "$disk/d" "$disk/filler"
        fallocate -l $((($(df --output=avail -B1024 "$disk" | tail -n 1) - room_kb) * 1024)) "$disk/filler" 2>/dev/null || true
        dump output_small "$disk/d" --io "$io"
        if [ "$STATUS" = 0 ]; then
            is_complete "$disk/d" >"$TMP/ignored" 2>&1 || echo "$room_kb kB: exit 0, but not complete" >>"$TMP/wrong"
            continue
        fi
        [ "$STATUS" = 1 ] || echo "$room_kb kB: exit $STATUS" >>"$TMP/wrong"
        [ ! -e "$disk/d" ] || echo "$room_kb kB: the folder stayed" >>"$TMP/wrong"
        grep -q 'No space left' "$TMP/said" || echo "$room_kb kB: $(tail -n 1 "$TMP/said")" >>"$TMP/wrong"
        sed -n 's/^pgmirage: error: //p' "$TMP/said" >>"$TMP/named"
    done
    check_empty "disk_full_${io}_at_any_room" "$(cat "$TMP/wrong")"
    for end in toc.dat pgmirage.json; do
        check_empty "disk_full_${io}_at_${end}_is_reached" "$(grep -q "$end" "$TMP/named" || sort "$TMP/named" | uniq -c)"
    done
    rm -rf "$disk/d" "$disk/filler"
done
umount "$disk"
finish
