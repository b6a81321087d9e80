"""Compares the ratios of two results and fails where the newer one is worse. Absolute times say nothing
across machines or hours, so none is looked at.

    python3 bench/harness/compare.py OLD.json NEW.json
"""
import json
import sys

# A figure may be worse than before by this share of it: medians of five rounds on a busy machine differ by as
# much from run to run with nothing changed.
TOLERANCE = 0.15


def worse(old, new):
    """Lines for figures that got worse beyond the tolerance, and for those no longer measured."""
    after = {entry["figure"]: entry for entry in new["verdict"]}
    for entry in old["verdict"]:
        if "measured" not in entry:
            continue
        now = after.get(entry["figure"], {}).get("measured")
        if now is None and after.get(entry["figure"], {}).get("verdict") == "left out":
            continue  # on purpose, by --quick
        if now is None:
            yield f"{entry['figure']}: {entry['measured']:.2f} before, not measured now"
            continue
        larger_is_better = entry["aim"] > entry["must"]
        change = entry["measured"] / now if larger_is_better else now / entry["measured"]
        if change > 1 + TOLERANCE:
            yield f"{entry['figure']}: {entry['measured']:.2f} before, {now:.2f} now"


def against(new, old_file):
    """Prints what got worse; the exit status."""
    with open(old_file, encoding="utf-8") as file:
        lines = list(worse(json.load(file), new))
    for line in lines:
        print("worse: " + line)
    print(f"{len(lines)} figures worse than in {old_file} by more than {TOLERANCE:.0%}")
    return 1 if lines else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: compare.py OLD.json NEW.json")
    with open(sys.argv[2], encoding="utf-8") as newer:
        sys.exit(against(json.load(newer), sys.argv[1]))
