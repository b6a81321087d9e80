"""Turns a result into what people read: the tables, the verdict, the charts.

    python3 bench/harness/report.py NAME.json      writes NAME.md and NAME-*.svg anew
"""
import json
import os
import sys
from statistics import median

import chart

MB = 1e6


def runs_of(result, name):
    return next((candidate["runs"] for candidate in [*result["main"], *result.get("clone", [])]
                 if candidate["name"] == name), [])


def wall_s(run):
    return run["wall_s"]


def own_cpu_s(run):
    return run["user_s"] + run["system_s"]


def peak_kib(run):
    return run["peak_kib"]


def ratios(result, above, below, measure=wall_s):
    """The ratio of two candidates in each round."""
    return [measure(a) / measure(b) for a, b in zip(runs_of(result, above), runs_of(result, below))]


def _sizes(result):
    ours, zlibs = (result["checks"].get(name) for name in ("masked_gzip_bytes", "masked_zlib6_bytes"))
    return [ours / zlibs] if ours and zlibs else []


def _memory(result):
    """Of the highest peaks of all rounds: how many blocks a single run comes to touch is chance."""
    large, small = (max(map(peak_kib, runs_of(result, name)), default=0) for name in ("masked-none", "eighth"))
    return [large / small] if large and small else []


# figure; must be and aim, at most, or at least where the aim is the larger; its values, one a round
TARGETS = [
    ("masked dump, -Z none, to the floor", 1.15, 1.00, lambda r: ratios(r, "masked-none", "floor")),
    ("masked dump, -Z none, to unmasked pg_dump -Z0", 0.85, 0.70, lambda r: ratios(r, "masked-none", "pg_dump-none")),
    ("masked dump, gzip, to unmasked pg_dump, gzip", 0.50, 0.38, lambda r: ratios(r, "masked-gzip", "pg_dump-gzip")),
    ("one big table: masked dump to pg_dump -Z0", 0.65, 0.50, lambda r: ratios(r, "single-masked", "single-pg_dump")),
    ("own CPU of the masked dump to the floor's", 2.0, 1.5, lambda r: ratios(r, "masked-none", "floor", own_cpu_s)),
    ("Greenmask, gzip, to the masked dump, gzip", 8, 15, lambda r: ratios(r, "greenmask", "masked-gzip")),
    ("memory at scale 8 to scale 1", 1.05, 1.00, _memory),
    ("time at scale 8 to 8 x scale 1", 1.05, 1.00, lambda r: [x / 8 for x in ratios(r, "masked-none", "eighth")]),
    ("gzip's size to zlib level 6 on the same rows", 1.05, 1.00, _sizes),
]

CLONE_TARGETS = [
    ("masked clone to unmasked pg_dump -Z0 and pg_restore", 0.75, 0.60, lambda r: ratios(r, "clone-masked", "clone-restore")),
    ("masked clone to unmasked pgcopydb clone", 1.00, 1.00, lambda r: ratios(r, "clone-masked", "clone-pgcopydb")),
]


def judge(result):
    """One entry a target: its figures, and whether they hold."""
    left_out = CLONE_TARGETS if "clone" in result["settings"].get("left_out", []) else []
    for target in TARGETS + CLONE_TARGETS:
        figure, must, aim, measure = target
        values = measure(result)
        entry = {"figure": figure, "must": must, "aim": aim, "verdict": "left out" if target in left_out else "not measured"}
        if values:
            holds = median(values) >= must if aim > must else median(values) <= must
            entry.update(measured=round(median(values), 3), least=round(min(values), 3), most=round(max(values), 3),
                         verdict="pass" if holds else "falls short")
        yield entry


def markdown(head, rows):
    """A table whose columns line up in plain text too; all but the first are figures."""
    rows = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [[cell.ljust(width) if not i else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))]
             for row in [head, *rows]]
    lines.insert(1, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def verdict_table(result):
    def row(entry):
        sign = "≥" if entry["aim"] > entry["must"] else "≤"
        form = "{:.0f}" if entry["must"] >= 8 else "{:.2f}"
        return [entry["figure"], f"{sign} " + form.format(entry["must"]), f"{sign} " + form.format(entry["aim"]),
                f"{entry['measured']:.2f} ({entry['least']:.2f} to {entry['most']:.2f})" if "measured" in entry else "",
                entry["verdict"]]
    return markdown(["figure (ratio in one run)", "must be", "aim", "measured (least to most)", "verdict"],
                    map(row, result["verdict"]))


def _floor_of(name):
    """The candidate that reads the same rows and throws them away."""
    return None if name == "eighth" else "single-floor" if name.startswith("single") else "floor"


def _main_row(result, candidate):
    def middle(measure):
        return median(map(measure, candidate["runs"]))
    walls = [wall_s(run) for run in candidate["runs"]]
    floor = _floor_of(candidate["name"])
    data = result["data"].get(floor)
    to_floor = ratios(result, candidate["name"], floor)
    return [
        candidate["label"], f"{median(walls):.2f} ({min(walls):.2f} to {max(walls):.2f})",
        f"{middle(lambda r: r['user_s']):.2f} + {middle(lambda r: r['system_s']):.2f}",
        f"{middle(own_cpu_s) / data['bytes'] * 1e9:.2f}" if data else "",
        f"{middle(lambda r: r['server_s']):.2f}", f"{middle(peak_kib) / 1024:.0f}",
        f"{middle(lambda r: r['output_bytes']) / MB:.1f}",
        f"{data['bytes'] / MB / median(walls):.0f}" if data else "",
        f"{data['rows'] / 1e6 / median(walls):.2f}" if data else "",
        f"{median(to_floor):.2f}" if to_floor else "",
    ]


def main_table(result):
    """Medians. Rates are of the COPY text read, whatever came out."""
    return markdown(["", "wall, s (least to most)", "own CPU, s (user + system)", "own CPU, s/GB", "server CPU, s",
                     "peak, MiB", "output, MB", "MB/s", "Mrows/s", "to the floor"],
                    [_main_row(result, candidate) for candidate in result["main"]])


def clone_table(result):
    def row(candidate):
        def middle(measure):
            return median(map(measure, candidate["runs"]))
        walls = [wall_s(run) for run in candidate["runs"]]
        ratio = ratios(result, candidate["name"], "clone-restore")
        return [candidate["label"], f"{median(walls):.2f} ({min(walls):.2f} to {max(walls):.2f})",
                f"{middle(lambda r: r['user_s']):.2f} + {middle(lambda r: r['system_s']):.2f}",
                f"{middle(lambda r: r['server_s']):.2f}", f"{middle(peak_kib) / 1024:.0f}",
                f"{median(ratio):.2f}" if ratio else ""]
    return markdown(["", "wall, s (least to most)", "own CPU, s (user + system)", "server CPU, s", "peak, MiB",
                     "to dump and restore"], map(row, result["clone"]))


def growth_tables(result):
    for sweep in result["growth"]:
        rows = []
        for point in sweep["points"]:
            def middle(name, measure, runs=point["runs"]):
                return median(map(measure, runs[name]))
            rows.append([point["x"], *(f"{middle(name, wall_s):.2f}" for name in ("floor", "masked", "pg_dump")),
                         *(f"{middle(name, peak_kib) / 1024:.0f}" for name in ("masked", "pg_dump"))])
        yield f"### By {sweep['unit']}\n\n" + markdown(
            [sweep["sweep"], "floor, s", "masked, s", "pg_dump -Z0, s", "masked, peak MiB", "pg_dump, peak MiB"], rows)


def kernel_table(result):
    return markdown(["kernel", "set", "on", "ns a value", "GB/s", "of the limit", "limit"], [
        [k["kernel"], k["isa"], k["on"], f"{k['ns']:.2f}" if k["ns"] else "", f"{k['gbs']:.2f}",
         f"{k['share']:.2f}" if k["share"] else "", k["limit"]] for k in result["kernels"]])


def mask_table(result):
    return markdown(["mask", "on", "ns"], [[mask["mask"], mask["on"], f"{mask['ns']:.1f}"] for mask in result["masks"]])


def about(result):
    machine, data = result["machine"], result["data"].get("floor")
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    settings = result["settings"]
    return (f"{result['date']} UTC, commit {result['commit']}. {machine['processor']}, {machine['cores']} cores, "
            f"{machine['memory_gib']} GiB, load {machine['load']} beforehand; {versions}. Shop at scale {settings['scale']:g}"
            + (f" ({data['bytes'] / MB:.0f} MB of COPY text, {data['rows'] / 1e6:.2f} million rows)" if data else "")
            + f", {settings['streams']} streams, {settings['rounds']} rounds.\n")


def text(result):
    parts = [main_table(result)] if result["main"] else []
    parts += [clone_table(result)] if result["clone"] else []
    parts.append(verdict_table(result))
    return about(result) + "\n" + "\n".join(parts)


def charts(result):
    """(suffix of the file's name, picture)"""
    if result["main"]:
        yield "time", chart.times(result)
        yield "cpu", chart.processor(result)
    if result.get("clone"):
        yield "clone", chart.clones(result)
    if result["growth"]:
        yield "growth", chart.growth(result)


def write(result, folder):
    """NAME.json, NAME.md and the charts."""
    os.makedirs(folder, exist_ok=True)
    base = os.path.join(folder, result["name"])
    sections = [f"# {result['name']}\n", about(result), "## Targets\n", verdict_table(result)]
    if result["main"]:
        sections += ["## Whole runs\n", main_table(result)]
    if result.get("clone"):
        sections += ["## Clones\n", clone_table(result)]
    for suffix, picture in charts(result):
        with open(f"{base}-{suffix}.svg", "w", encoding="utf-8") as file:
            file.write(picture)
        sections.append(f"![{suffix}]({result['name']}-{suffix}.svg)\n")
    if result["growth"]:
        sections += ["## Growth\n", *growth_tables(result)]
    if result["kernels"]:
        sections += ["## Kernels\n", kernel_table(result)]
    if result["masks"]:
        sections += ["## Masks, ns a value\n", mask_table(result)]
    with open(f"{base}.md", "w", encoding="utf-8") as file:
        file.write("\n".join(sections))
    with open(f"{base}.json", "w", encoding="utf-8") as file:
        json.dump(result, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: report.py NAME.json")
    with open(sys.argv[1], encoding="utf-8") as source:
        write(json.load(source), os.path.dirname(sys.argv[1]) or ".")
