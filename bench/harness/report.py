"""Turns a result into what people read: the table, the verdict, the charts."""
from statistics import median

MB = 1e6


def runs_of(result, name):
    for candidate in result["main"]:
        if candidate["name"] == name:
            return candidate["runs"]
    return []


def own_cpu_s(run):
    return run["user_s"] + run["system_s"]


def ratios(result, above, below, measure=lambda run: run["wall_s"]):
    """The ratio of two candidates in each round."""
    return [measure(a) / measure(b) for a, b in zip(runs_of(result, above), runs_of(result, below))]


def spread(values, form="{:.2f}"):
    """median (least to most)"""
    if not values:
        return "-"
    return f"{form.format(median(values))} ({form.format(min(values))} to {form.format(max(values))})"


def _markdown(head, rows):
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [[cell.ljust(width) for cell, width in zip(row, widths)] for row in [head, ["-" * w for w in widths], *rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def table(result):
    """Medians of the main candidates. Rates are of the COPY text read, whatever came out."""
    rows = []
    for candidate in result["main"]:
        runs = candidate["runs"]
        data = data_of(result, candidate["name"])
        wall = median(run["wall_s"] for run in runs)
        ratio = ratios(result, candidate["name"], "single-floor" if candidate["name"].startswith("single") else "floor")
        rows.append([
            candidate["label"],
            spread([run["wall_s"] for run in runs]),
            f"{median(run['user_s'] for run in runs):.2f} + {median(run['system_s'] for run in runs):.2f}",
            f"{median(run['server_s'] for run in runs):.2f}",
            f"{median(run['peak_kib'] for run in runs) / 1024:.0f}",
            f"{median(run['output_bytes'] for run in runs) / MB:.1f}",
            f"{data['bytes'] / MB / wall:.0f}" if data else "",
            f"{data['rows'] / 1e3 / wall:.0f}" if data else "",
            f"{median(ratio):.2f}" if ratio and data else "",
        ])
    return _markdown(["what", "wall, s", "own CPU, s: user + system", "server CPU, s", "peak, MiB", "output, MB",
                      "MB/s", "1000 rows/s", "to the floor"], rows)


def data_of(result, name):
    if name == "eighth":
        return None
    return result.get("data", {}).get("single-floor" if name.startswith("single") else "floor")


def _peak(run):
    return run["peak_kib"]


def _eighth(run):
    return 8 * run["wall_s"]


TARGETS = [
    # figure, must be at most, aim, its ratios in each round
    ("masked dump, -Z none, to the floor", 1.15, 1.00, lambda r: ratios(r, "masked-none", "floor")),
    ("masked dump, -Z none, to unmasked pg_dump -Z0", 0.85, 0.70, lambda r: ratios(r, "masked-none", "pg_dump-none")),
    ("masked dump with gzip to unmasked pg_dump with gzip", 0.50, 0.38, lambda r: ratios(r, "masked-gzip", "pg_dump-gzip")),
    ("one big table: masked dump to pg_dump -Z0", 0.65, 0.50, lambda r: ratios(r, "single-masked", "single-pg_dump")),
    ("own CPU of the masked dump to the floor's", 2.0, 1.5, lambda r: ratios(r, "masked-none", "floor", own_cpu_s)),
    ("memory at scale 8 to scale 1", 1.05, 1.00, lambda r: ratios(r, "masked-none", "eighth", _peak)),
    ("time at scale 8 to 8 x scale 1", 1.05, 1.00,
     lambda r: [value / 8 for value in ratios(r, "masked-none", "eighth")]),
]


def judge(result):
    """One entry a target: its figures, and whether they hold."""
    for figure, must, aim, measure in TARGETS:
        values = measure(result)
        yield {
            "figure": figure, "must": must, "aim": aim, "measured": round(median(values), 3) if values else None,
            "least": round(min(values), 3) if values else None, "most": round(max(values), 3) if values else None,
            "verdict": "not measured" if not values else "pass" if median(values) <= must else "falls short",
        }


def verdict(result):
    return _markdown(["figure (ratio in one run)", "must be", "aim", "measured (least to most)", "verdict"], [
        [v["figure"], f"<= {v['must']:.2f}", f"<= {v['aim']:.2f}",
         f"{v['measured']:.2f} ({v['least']:.2f} to {v['most']:.2f})" if v["measured"] is not None else "-", v["verdict"]]
        for v in judge(result)])
