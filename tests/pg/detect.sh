#!/usr/bin/env bash
# What `pgmirage init` finds in the labelled test set (tests/detect/README.md), which also defines the
# figures: recall and precision by kind, and what must hold for direct identifiers and secrets.
#
#   PGMIRAGE_DETECT_PART=tune     that part alone: who tunes runs nothing over the held-out one
#   PGMIRAGE_DETECT_SHOW_HELD=1   names columns of the held-out part as well
#   PGMIRAGE_DETECT_SHOW=1        lists every direct identifier and secret that was not found, and each
#                                 false report, with the reason that init gives
. "$(dirname "$0")/../support/lib.sh"

if [ "$PGMIRAGE_TEST_KIND" = asan ]; then
    skip all "what is found is the same; init runs under it elsewhere"
    finish
fi

SET=$PROJECT/tests/detect
PARTS=${PGMIRAGE_DETECT_PART:-tune held}
DATABASE=detect_figures
role_reader
new_database "$DATABASE"
sql_file "$DATABASE" "$SET/evaluate.sql"

# Columns that take rules: not those of partitions, nor generated ones.
columns_of() {
    sql "$1" "SELECT format('%s.%s.%s', relnamespace::regnamespace::text, relname, attname)
        FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid
        WHERE relkind IN ('r', 'p') AND NOT relispartition AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
          AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
}

load_labels() { # load_labels PART TRADE
    awk -v part="$1" -v trade="$2" '{ print part "\t" trade "\t" $1 "\t" $2 "\t" $3 }' "$SET/$1/$2.labels" |
        psql -Xq -v ON_ERROR_STOP=1 -d "$(conninfo "$DATABASE")" -c "COPY label_line FROM STDIN"
}

load_proposals() { # load_proposals TRADE FILE
    FILE=$2 psql -Xq -v ON_ERROR_STOP=1 -v trade="$1" -d "$(conninfo "$DATABASE")" <<'SQL'
\set content `cat "$FILE"`
INSERT INTO proposal_file VALUES (:'trade', :'content');
SQL
}

propose() { # propose TRADE
    "$PGMIRAGE_BIN" init -d "$(reader_conninfo "detect_$1")" --format json >"$TMP/$1.json" &&
        load_proposals "$1" "$TMP/$1.json"
}

# What init writes must please editors as well (rules/rules.schema.json).
follows_schema() { # follows_schema TRADE
    "$PGMIRAGE_BIN" init -d "$(reader_conninfo "detect_$1")" -f "$TMP/$1.yaml" &&
        /usr/bin/python3 "$PROJECT/tests/support/schema_check.py" "$PROJECT/rules/rules.schema.json" "$TMP/$1.yaml" | tee "$TMP/judged" &&
        grep -q '^ok ' "$TMP/judged"
}

files=()
for part in $PARTS; do
    files+=("$SET/$part"/*.sql)
done
for file in "${files[@]}"; do
    part=$(basename "$(dirname "$file")")
    trade=$(basename "$file" .sql)
    new_database "detect_$trade"
    check "${trade}_loads" sql_file "detect_$trade" "$file"
    load_labels "$part" "$trade"
    check_equal "${trade}_is_labelled" "$(columns_of "detect_$trade" | LC_ALL=C sort)" \
        "$(cut -d' ' -f1 "$SET/$part/$trade.labels" | LC_ALL=C sort)"
    check "${trade}_is_looked_at" propose "$trade"
    [ "$trade" != school ] || check school_is_written_by_the_schema follows_schema "$trade"
    drop_database "detect_$trade"
done

# The set itself ----------------------------------------------------------------------------------
check_empty labels_are_sound "$(sql "$DATABASE" "SELECT l.trade || ' ' || l.name FROM label AS l
    WHERE class IS NULL OR class NOT IN ('direct', 'secret', 'quasi', 'none') OR NOT kinds <@ (SELECT array_agg(kind) FROM kind)")"
[ "$PARTS" != "tune held" ] || check_equal large_enough t "$(sql "$DATABASE" "SELECT count(*) >= 440 AND 3 * count(*) FILTER (WHERE part = 'held') >= count(*)
    AND count(*) FILTER (WHERE class = 'none') >= 120 FROM label")"

# The figures -------------------------------------------------------------------------------------
show() { psql -Xq -P footer=off -P null=- -d "$(conninfo "$DATABASE")" -c "$1" | sed '/^$/d;s/^/# /'; }
# The view's rows that may be named
named() { [ -n "${PGMIRAGE_DETECT_SHOW_HELD:-}" ] && echo true || echo "part = 'tune'"; }

for part in $PARTS; do
    echo "# $part, by kind"
    show "SELECT kind, columns, found, round(found::numeric / columns, 3) AS recall, round(right_reports::numeric / reported, 3) AS precision
        FROM by_kind LEFT JOIN kind USING (kind) WHERE part = '$part' ORDER BY may_be_direct DESC, class, kind"
done
show "SELECT part, columns, direct, direct_found AS found, direct_kept AS kept, round(direct_found::numeric / direct, 3) AS recall,
        round(direct_right::numeric / nullif(direct_reported, 0), 3) AS precision,
        secret, secret_found AS found, secret_kept AS kept, none, none_kept AS kept, review FROM total ORDER BY part DESC"
echo "# by trade"
show "SELECT part, trade, count(*) AS direct, count(*) FILTER (WHERE found) AS found FROM verdict WHERE class = 'direct' GROUP BY 1, 2 ORDER BY 1 DESC, 2"
echo "# personal columns that are kept"
show "SELECT class, trade, name, kind, said FROM verdict WHERE class IN ('direct', 'secret') AND kept AND $(named) ORDER BY class DESC, trade, name"
if [ -n "${PGMIRAGE_DETECT_SHOW:-}" ]; then
    echo "# not found"
    show "SELECT trade, name, array_to_string(kinds, '|') AS label, said, mask, review, reason FROM verdict
        WHERE class IN ('direct', 'secret') AND NOT found AND $(named) ORDER BY trade, name"
    echo "# wrongly reported as direct"
    show "SELECT trade, name, array_to_string(kinds, '|') AS label, class, said, mask, certainty, reason FROM direct_report
        WHERE NOT is_right AND $(named) ORDER BY trade, name"
fi

# What must hold ----------------------------------------------------------------------------------
for part in $PARTS; do
    figures=$(sql "$DATABASE" "SELECT direct_found || ' of ' || direct || ' found, ' || direct_right || ' of ' || direct_reported || ' reports right'
        FROM total WHERE part = '$part'")
    check_equal "${part}_recall_of_direct_identifiers" "at least 0.97" "$(sql "$DATABASE" "SELECT CASE
        WHEN direct_found >= 0.97 * direct THEN 'at least 0.97' ELSE '$figures' END FROM total WHERE part = '$part'")"
    check_equal "${part}_keeps_no_direct_identifier" 0 "$(sql "$DATABASE" "SELECT direct_kept FROM total WHERE part = '$part'")"
    check_equal "${part}_precision_of_direct_identifiers" "at least 0.90" "$(sql "$DATABASE" "SELECT CASE
        WHEN direct_reported > 0 AND direct_right >= 0.90 * direct_reported THEN 'at least 0.90' ELSE '$figures' END FROM total WHERE part = '$part'")"
    check_empty "${part}_keeps_no_secret" "$(sql "$DATABASE" "SELECT CASE WHEN $(named) THEN trade || ':' || name ELSE 'one' END
        FROM verdict WHERE part = '$part' AND class = 'secret' AND kept ORDER BY 1")"
done

drop_database "$DATABASE"
finish
