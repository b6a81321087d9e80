#!/usr/bin/env bash
# The examples of nightly jobs: systemd and Kubernetes read them, and pgmirage takes their options.
. "$(dirname "$0")/../support/lib.sh"

if [ "$PGMIRAGE_TEST_KIND" = asan ]; then
    skip all "it runs no program of ours"
    finish
fi
EXAMPLES=$PROJECT/rules/examples

"$PGMIRAGE_BIN" clone --help | grep -oE -- '--[a-z][a-z-]+' | sort -u >"$TMP/known"
for file in "$EXAMPLES"/*; do
    grep -v '^ *#' "$file" | grep -oE -- '[ "]--[a-z][a-z-]+' | tr -d ' "' | sort -u >"$TMP/used" || true
    check_empty "options_of_$(basename "$file")" "$(comm -13 "$TMP/known" "$TMP/used")"
done
check_empty planted_option_is_found "$(comm -13 "$TMP/known" <(echo --no-such-option) | grep -q no-such || echo 'it is not')"

# The options as a whole: their values are judged before anything is connected to.
try() { # try NAME WORD...: everything up to the server is right
    local name=$1
    shift
    PGSERVICEFILE=/dev/null "$PGMIRAGE_BIN" "$@" >"$TMP/said" 2>&1 || true
    check_empty "$name" "$(grep -qE 'service|rules.yaml|/etc/pgmirage' "$TMP/said" || cat "$TMP/said")"
}
mapfile -t words < <(sed -e ':a' -e '/\\$/N; s/\\\n//; ta' "$EXAMPLES/pgmirage-clone.service" |
    sed -n 's,^ExecStart=[^ ]*,,p' | xargs -n1)
try service_command_line "${words[@]}"

if command -v systemd-analyze >/dev/null; then
    sed "s,/usr/local/bin/pgmirage,$(command -v true)," "$EXAMPLES/pgmirage-clone.service" >"$TMP/pgmirage-clone.service"
    cp "$EXAMPLES/pgmirage-clone.timer" "$TMP"
    judge() { systemd-analyze verify --man=no "$@" 2>&1 | grep -F "$TMP" || true; }
    check_empty systemd_reads_the_units "$(judge "$TMP/pgmirage-clone.service" "$TMP/pgmirage-clone.timer")"
    sed 's/^Type=oneshot/Type=sometimes/' "$TMP/pgmirage-clone.service" >"$TMP/planted.service"
    check_empty systemd_would_complain "$([ -n "$(judge "$TMP/planted.service")" ] || echo 'it does not')"
else
    skip systemd_reads_the_units 'no systemd-analyze here'
fi

check_empty cronjob_is_one "$(
    python3 - "$EXAMPLES/cronjob.yaml" "$TMP/command" 2>&1 <<'PY'
import re
import sys

import yaml

job = yaml.safe_load(open(sys.argv[1]))
want = lambda truth, text: truth or print(text)
want((job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob"), "no CronJob")
want(re.fullmatch(r"[a-z0-9-]{1,52}", job["metadata"]["name"]), "name")
spec = job["spec"]
want(re.fullmatch(r"(\S+ ){4}\S+", spec["schedule"]), "schedule")
want(spec["concurrencyPolicy"] == "Forbid", "concurrencyPolicy")
pod = spec["jobTemplate"]["spec"]["template"]["spec"]
want(pod["restartPolicy"] in ("Never", "OnFailure"), "restartPolicy")
want(pod["securityContext"]["runAsNonRoot"] is True, "runAsNonRoot")
volumes = {volume["name"] for volume in pod["volumes"]}
for container in pod["initContainers"] + pod["containers"]:
    name = container["name"]
    security = container["securityContext"]
    want(security["readOnlyRootFilesystem"] is True, name + ": readOnlyRootFilesystem")
    want(security["allowPrivilegeEscalation"] is False, name + ": allowPrivilegeEscalation")
    want("memory" in container["resources"]["limits"], name + ": limits")
    want(container["resources"]["requests"], name + ": requests")
    want(all(isinstance(word, str) for word in container["command"]), name + ": command")
    want({mount["name"] for mount in container["volumeMounts"]} <= volumes, name + ": volumes")
want(any("secret" in volume for volume in pod["volumes"]), "no secret")
open(sys.argv[2], "w").write("\n".join(pod["containers"][0]["command"][1:]))
PY
)"
mapfile -t words <"$TMP/command"
try cronjob_command_line "${words[@]}"
finish
