#!/usr/bin/env bash
# A clone that is killed, interrupted, loses a server or runs out of disk, at any moment: the old clone
# serves on, unchanged; --resume finishes, and the result is that of an unbroken run.
#
#   PGMIRAGE_TEST_SEED   repeats the random moments of a run
#   PGMIRAGE_SOAK        how many of them (12)
. "$(dirname "$0")/../support/lib.sh"
# shellcheck source=tests/support/faults.sh
. "$PROJECT/tests/support/faults.sh"
# shellcheck source=tests/support/clone_faults.sh
. "$PROJECT/tests/support/clone_faults.sh"

KILLS=${PGMIRAGE_SOAK:-12}
SEED=${PGMIRAGE_TEST_SEED:-$RANDOM}
RANDOM=$SEED
PROBER=
HOLDER=
APART='^$' # what two clones need not share
DISK=$TMP/disk

leave() {
    { kill ${PROBER:+"$PROBER"} ${HOLDER:+"$HOLDER"} || true; } 2>/dev/null
    cluster_remove "$TMP/source"
    cluster_remove "$TMP/target"
    ! mountpoint -q "$DISK" || umount -l "$DISK"
    test_end
}
trap leave EXIT

# Two servers; both have a tablespace `small`, the target's on a small disk where one can be mounted -----
mkdir "$DISK" "$TMP/space"
truncate -s 96M "$TMP/disk.img"
mkfs.ext4 -q -m 0 -O ^has_journal "$TMP/disk.img" 2>"$TMP/ignored" || true
mount -o loop "$TMP/disk.img" "$DISK" 2>"$TMP/ignored" || true
mkdir "$DISK/space"
[ "$(id -u)" -ne 0 ] || chown postgres: "$DISK/space" "$TMP/space"
pipe=${CLUSTER_PIPE:-}
cluster_start "$TMP/source"
SOURCE=$CLUSTER_CONNINFO
source_pipe=$CLUSTER_PIPE
cluster_start "$TMP/target"
TARGET=$CLUSTER_CONNINFO
CLUSTER_PIPE=$pipe
: "$source_pipe"
SOURCE_DB="$SOURCE dbname=shop" TARGET_DB="$TARGET dbname=clone"

in_target() { psql -XAtq -d "$TARGET dbname=${2:-postgres}" -c "$1"; }
in_source() { psql -XAtq -d "$SOURCE dbname=${2:-postgres}" -c "$1"; }
in_source "CREATE TABLESPACE small LOCATION '$TMP/space'"
in_target "CREATE TABLESPACE small LOCATION '$DISK/space'"
clone_source "$SOURCE" shop 4000
in_source 'ALTER TABLE people SET TABLESPACE small' shop
control() { cluster_as_server "$(cluster_bindir)/pg_ctl" -D "$TMP/$1/data" -l "$TMP/$1/log" -w "${@:2}" >/dev/null; }

hold() {
    rm -f "$TMP/held"
    "$PGMIRAGE_BIN" snapshot -d "$SOURCE_DB" >"$TMP/held" 2>"$TMP/hold.err" &
    HOLDER=$!
    await 10 test -s "$TMP/held"
    SNAPSHOT=$(cut -d' ' -f1 "$TMP/held")
}

# The old clone, then a source that has moved on; an unbroken run of which is what must come out --------
clone old
cloned old 0
OLD=$(picture "$TARGET" clone)
in_source "UPDATE people SET note = note || 'x'; DELETE FROM visits WHERE id % 7 = 0" shop
hold
from=$(now_ms)
TARGET_DB="$TARGET dbname=unbroken" clone unbroken --snapshot "$SNAPSHOT"
SPAN_MS=$((($(now_ms) - from) * 3 / 2))
cloned unbroken 0
picture "$TARGET" unbroken >"$TMP/wanted"
in_target 'DROP DATABASE unbroken'
WANTED=$(cat "$TMP/wanted")
check unbroken_differs_from_old test "$OLD" != "$WANTED"

# What is asked all the time. A swap ends a session, and one more may come into it: both ask again.
probe() {
    local answer failures=0
    while :; do
        if answer=$(in_target 'SELECT count(*), sum(hashtext(note)::bigint) FROM visits' clone 2>/dev/null); then
            failures=0
            echo "$answer"
        else
            failures=$((failures + 1))
            [ "$failures" -lt 3 ] || echo 'no answer'
        fi
    done >>"$TMP/answers"
}
answers_of() { in_target 'SELECT count(*), sum(hashtext(note)::bigint) FROM visits' clone; }
oid_of() { in_target "SELECT oid FROM pg_database WHERE datname = 'clone'"; }
others() { in_target "SELECT datname FROM pg_database WHERE datname NOT LIKE 'clone\\_pgmirage%' ORDER BY 1"; }
unmarked() { in_target "SELECT datname FROM pg_database WHERE datname LIKE 'clone\\_pgmirage%' AND coalesce(shobj_description(oid, 'pg_database'), '') !~ 'pgmirage: (unfinished|complete|previous) clone for clone\$'"; }
no_lock() { [ "$(in_target "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")" = 0 ]; }
OTHERS=$(others)
OLD_OID=$(oid_of)
OLD_ANSWER=$(answers_of)

# still NAME [FUNCTION]: behind a broken run the old clone is what it was, or the new one is there as a whole.
# FUNCTION tells what the old one is: rows_of, where there are many to look at, or its whole picture.
whole_of() { picture "$TARGET" clone; }
rows_of() { PGMIRAGE_TEST_CLUSTER=$TARGET digests clone; }
still() {
    local look=${2:-whole_of} now was
    if [ "$(oid_of)" != "$OLD_OID" ]; then
        now=$(whole_of)
        [ "$now" = "$WANTED" ] || echo "$1: swapped, and not the unbroken one"
        OLD=$now OLD_OID=$(oid_of)
    else
        now=$($look)
        was=$OLD
        [ "$look" = whole_of ] || was=${OLD:0:${#now}} # rows stand in front
        [ -n "$now" ] && [ "$now" = "$was" ] || echo "$1: the old clone changed"
    fi
    [ "$(others)" = "$OTHERS" ] || echo "$1: names: $(others | tr '\n' ' ')"
    [ -z "$(unmarked)" ] || echo "$1: nobody's: $(unmarked)"
}
# to_the_end NAME OPTION...: resumed, it is the unbroken one, and alone
to_the_end() {
    local name=$1
    shift
    await 20 no_lock
    clone "$name" --resume "$@"
    cloned "$name" 0
    OLD=$(picture "$TARGET" clone) OLD_OID=$(oid_of)
    echo "$OLD" >"$TMP/got"
    check_same "${name}_equal" <(grep -v "$APART" "$TMP/wanted") <(grep -v "$APART" "$TMP/got")
    check_empty "${name}_alone" "$(left_databases "$TARGET" clone)"
}

# SIGKILL at random moments, each run taking up what the last one left ----------------------------------
: >"$TMP/answers"
probe &
PROBER=$!
: >"$TMP/wrong"
finished=0
for ((i = 1; i <= KILLS; i++)); do
    await 20 no_lock
    clone_begin "kill_$i" --resume --snapshot "$SNAPSHOT"
    # One in each part of the time, in no order of them; the prober slows the runs down.
    delay_ms=$((1 + (SPAN_MS * (i * 7 % KILLS) + (RANDOM * 32768 + RANDOM) % SPAN_MS) / KILLS))
    end_ms=$(($(now_ms) + delay_ms))
    until is_gone "$DUMP" || [ "$(now_ms)" -ge "$end_ms" ]; do sleep 0.02; done 2>/dev/null
    shoot
    [ "$STATUS" = 137 ] || finished=$((finished + 1))
    [ "$STATUS" = 137 ] || [ "$STATUS" = 0 ] || echo "kill $i after $delay_ms ms: exit $STATUS: $(messages "kill_$i" | tail -n 2 | tr '\n' ' ')" >>"$TMP/wrong"
    still "kill $i after $delay_ms ms" rows_of >>"$TMP/wrong"
done
still 'all kills' >>"$TMP/wrong"
echo "$KILLS kills, seed $SEED, moments within $SPAN_MS ms; $finished runs had ended before" >&2
check_empty killed_at_random_moments "$(cat "$TMP/wrong")"
to_the_end killed_then_resumed --snapshot "$SNAPSHOT"
NEW_ANSWER=$(answers_of)
{ kill "$PROBER" && wait "$PROBER" || true; } 2>/dev/null
PROBER=
check_empty old_clone_answers_all_the_time "$(grep -vxF -e "$OLD_ANSWER" -e "$NEW_ANSWER" "$TMP/answers" | sort | uniq -c)"
check old_clone_was_asked_often test "$(wc -l <"$TMP/answers")" -ge "$KILLS"

# Interrupted ---------------------------------------------------------------------------------------------
work_database() { left_databases "$TARGET" clone | tail -n 1; }
pieces_done() { [ "$(in_target 'SELECT count(*) FROM pgmirage_journal.done' "$(work_database)")" -ge 1 ]; }
for signal in INT:130 TERM:143; do
    name=interrupted_${signal%:*}
    clone_begin "$name" --snapshot "$SNAPSHOT" --rate-limit 1
    await 20 pieces_done
    STARTED_MS=$(now_ms)
    kill "-${signal%:*}" "$DUMP"
    collect "$DUMP" 15
    cloned "$name" "${signal#*:}" 'is unfinished and stays'
    check "${name}_at_once" test "$ELAPSED_MS" -lt 8000
    check_empty "${name}_still" "$(still "$name")"
    to_the_end "${name}_resumed"
done

# The disk of the target is full --------------------------------------------------------------------------
if mountpoint -q "$DISK"; then
    room_kb=$(df --output=avail -B1024 "$DISK" | tail -n 1)
    fallocate -l $(((room_kb - 1200) * 1024)) "$DISK/filler"
    clone disk_full --snapshot "$SNAPSHOT"
    cloned disk_full 1 'disk is full|SQLSTATE 53100'
    check_empty disk_full_still "$(still disk_full)"
    rm "$DISK/filler"
    to_the_end disk_full_resumed
else
    skip disk_full 'no loop device can be mounted here'
fi

# The target's server dies ---------------------------------------------------------------------------------
clone_begin target_dies --snapshot "$SNAPSHOT" --rate-limit 1
await 20 pieces_done
STARTED_MS=$(now_ms)
control target stop -m immediate
collect "$DUMP" 25
control target start
cloned target_dies 1
check_empty target_dies_still "$(still target_dies)"
to_the_end target_died_resumed

# The source's dies: nobody holds its snapshot any more ------------------------------------------------------
clone_begin source_dies --snapshot "$SNAPSHOT" --rate-limit 1
await 20 pieces_done
STARTED_MS=$(now_ms)
control source stop -m immediate
collect "$DUMP" 25
control source start
cloned source_dies 1
check_empty source_dies_still "$(still source_dies)"
{ wait "$HOLDER" || true; } 2>/dev/null
HOLDER=
await 20 no_lock
in_source 'UPDATE visits SET note = note WHERE id = 1' shop # another snapshot, the same content
clone source_died_refused --resume
cloned source_died_refused 1 'snapshot is gone'
APART='^numbers|' # sequences skip what they had in reserve
to_the_end source_died_resumed --allow-mixed-snapshots
check source_died_resumed_says_so grep -q 'two moments' "$TMP/source_died_resumed.out"
finish
