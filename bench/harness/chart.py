"""Charts as SVG, drawn by hand: a light card with dark ink, so that they read on light and dark pages."""
import math
from html import escape
from statistics import median

WIDTH = 760
INK, FAINT, GRID, CARD = "#1f2933", "#5f6c7b", "#e1e6eb", "#ffffff"
COLOURS = {"floor": "#8593a3", "masked": "#1769aa", "kept": "#6fa8d6", "pg_dump": "#d9822b", "greenmask": "#7a9e4b", "everything": "#0d4273", "restore": "#d9822b",
           "pgcopydb": "#a3568c"}
FONT = "font-family='system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif'"


def _colour(name):
    return next((colour for word, colour in COLOURS.items() if word in name), "#8593a3")


def _text(x, y, words, size=13, colour=INK, anchor="start", extra=""):
    return (f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' fill='{colour}' text-anchor='{anchor}' {extra}>"
            f"{escape(words)}</text>")


def _line(x1, y1, x2, y2, colour=GRID, width=1.0):
    return f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{colour}' stroke-width='{width}'/>"


def _picture(height, title, subtitle, parts):
    return "\n".join([
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' width='{WIDTH}' height='{height}' "
        f"{FONT} role='img' aria-label='{escape(title, quote=True)}'>",
        f"<rect x='0.5' y='0.5' width='{WIDTH - 1}' height='{height - 1}' rx='8' fill='{CARD}' stroke='{GRID}'/>",
        _text(20, 30, title, 16, extra="font-weight='600'"), _text(20, 50, subtitle, 12, FAINT), *parts, "</svg>\n"])


def _step(most, count=6):
    """A round distance between about so many grid lines."""
    power = 10 ** math.floor(math.log10(most / count))
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if most / (power * factor) <= count)


# Bars -------------------------------------------------------------------------------------------
def _bars(title, subtitle, rows):
    """rows: (name, label, least, median, most, words behind the bar). A bar more than twice as long as all
    others is drawn broken off."""
    left, right, top, pitch = 290, WIDTH - 165, 74, 27
    ordered = sorted(row[4] for row in rows)
    limit = ordered[-2] if len(ordered) > 1 and ordered[-1] > 2 * ordered[-2] else ordered[-1]
    limit *= 1.04
    bottom = top + pitch * len(rows)
    parts = []

    def at(value):
        return left + (right - left) * min(value, limit) / limit

    step = _step(limit)
    for i in range(int(limit / step) + 1):
        parts += [_line(at(i * step), top - 6, at(i * step), bottom),
                  _text(at(i * step), bottom + 16, f"{i * step:g}", 11, FAINT, "middle")]
    for i, (name, label, least, middle, most, words) in enumerate(rows):
        y = top + pitch * i
        parts += [_text(left - 10, y + 14, label, 12, anchor="end"),
                  f"<rect x='{left}' y='{y + 2}' width='{at(middle) - left:.1f}' height='16' rx='2' fill='{_colour(name)}'/>"]
        if middle > limit:
            parts.append(f"<path d='M{right - 16},{y} l6,20 m4,0 l-6,-20' stroke='{CARD}' stroke-width='3' fill='none'/>")
        else:
            parts.append(_line(at(least), y + 10, at(most), y + 10, INK, 1.5))
        parts.append(_text(max(at(middle), at(most)) + 8, y + 14, words, 12, FAINT))
    return _picture(bottom + 30, title, subtitle, parts)


SHOWN = ["floor", "kept-none", "masked-none", "everything-none", "masked-gzip", "masked-zstd", "pg_dump-none", "pg_dump-gzip", "greenmask",
         "single-floor", "single-masked", "single-pg_dump"]


def _shown(result):
    by_name = {candidate["name"]: candidate for candidate in result["main"]}
    return [by_name[name] for name in SHOWN if name in by_name]


def _spread(candidate, measure):
    values = [measure(run) for run in candidate["runs"]]
    return min(values), median(values), max(values)


def _setting(result):
    floor = result["data"].get("floor")
    size = f"{floor['bytes'] / 1e6:.0f} MB of COPY text" if floor else f"shop at scale {result['settings']['scale']:g}"
    return (f"{size}, {result['settings']['streams']} streams, {result['machine']['cores']} cores "
            f"that also run the server; median of {result['settings']['rounds']} rounds, line: least to most")


def times(result):
    """Wall time of the whole runs, with the ratio to the floor behind each bar."""
    rows = []
    floors = {candidate["name"]: candidate["runs"] for candidate in result["main"] if "floor" in candidate["name"]}
    for candidate in _shown(result):
        least, middle, most = _spread(candidate, lambda run: run["wall_s"])
        floor = floors.get("single-floor" if candidate["name"].startswith("single") else "floor")
        words = f"{middle:.2f} s"
        if floor:
            ratio = median(run["wall_s"] / under["wall_s"] for run, under in zip(candidate["runs"], floor))
            words += f", {ratio:.2f} × floor"
        rows.append((candidate["name"], candidate["label"], least, middle, most, words))
    return _bars("Seconds of wall time, to disk and fsynced", _setting(result), rows)


def processor(result):
    """Own CPU seconds of the whole runs."""
    rows = []
    for candidate in _shown(result):
        least, middle, most = _spread(candidate, lambda run: run["user_s"] + run["system_s"])
        rows.append((candidate["name"], candidate["label"], least, middle, most, f"{middle:.2f} s"))
    return _bars("Own CPU seconds, user and system, without the server's", _setting(result), rows)


def clones(result):
    """Wall time of whole clones, with the ratio to dump and restore behind each bar."""
    rows = []
    restores = next((c["runs"] for c in result["clone"] if c["name"] == "clone-restore"), [])
    for candidate in result["clone"]:
        least, middle, most = _spread(candidate, lambda run: run["wall_s"])
        ratios = [run["wall_s"] / other["wall_s"] for run, other in zip(candidate["runs"], restores)]
        words = f"{middle:.2f} s" + (f", {median(ratios):.2f} × restore" if ratios else "")
        rows.append((candidate["name"], candidate["label"], least, middle, most, words))
    return _bars("Seconds until a clone can be used", _setting(result), rows)


# Curves -----------------------------------------------------------------------------------------
def _ticks(least, most):
    """Powers of ten and what lies between them, within a decade more or less."""
    ticks = [factor * 10.0 ** power for power in range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)
             for factor in (1, 2, 5)]
    inside = [tick for tick in ticks if least <= tick <= most]
    return inside if len(inside) <= 6 else [tick for tick in inside if f"{tick:e}".startswith("1")]


def _panel(x, y, width, height, title, unit, points, series):
    """Both axes are logarithmic; `series`: (name, [(x, y)])."""
    values = [value for _, line in series for _, value in line]
    low, high = min(values) / 1.25, max(values) * 1.25
    first, last = math.log(points[0]), math.log(points[-1])

    def at(px, value):
        across = (math.log(px) - first) / (last - first) if last > first else 0.5
        up = (math.log(value) - math.log(low)) / (math.log(high) - math.log(low))
        return x + width * across, y + height * (1 - up)

    parts = [_text(x, y - 12, title, 13, extra="font-weight='600'")]
    for tick in _ticks(low, high):
        _, ty = at(points[0], tick)
        parts += [_line(x, ty, x + width, ty), _text(x - 6, ty + 4, f"{tick:g}", 11, FAINT, "end")]
    for point in points:
        px, _ = at(point, high)
        parts.append(_text(px, y + height + 16, f"{point:,}", 11, FAINT, "middle"))
    parts.append(_text(x + width / 2, y + height + 33, unit, 11, FAINT, "middle"))
    for name, line in series:
        places = [at(px, value) for px, value in line]
        parts.append("<polyline fill='none' stroke-width='2' stroke='%s' points='%s'/>" % (
            _colour(name), " ".join(f"{px:.1f},{py:.1f}" for px, py in places)))
        parts += [f"<circle cx='{px:.1f}' cy='{py:.1f}' r='3' fill='{_colour(name)}'/>" for px, py in places]
    return parts


NAMES = [("floor", "read and thrown away"), ("masked", "pgmirage, masked"), ("pg_dump", "pg_dump -Z0, unmasked")]


def growth(result):
    """A row of panels a sweep: seconds, and peak memory."""
    parts, x = [], 60
    for name, label in NAMES:
        parts += [f"<circle cx='{x}' cy='66' r='4' fill='{_colour(name)}'/>", _text(x + 9, 70, label, 12)]
        x += 190
    for i, sweep in enumerate(result["growth"]):
        points = [point["x"] for point in sweep["points"]]
        for j, (title, measure, names) in enumerate([
                ("seconds", lambda run: run["wall_s"], [name for name, _ in NAMES]),
                ("peak of one process, MiB", lambda run: run["peak_kib"] / 1024, ["masked", "pg_dump"])]):
            series = [(name, [(point["x"], median(map(measure, point["runs"][name]))) for point in sweep["points"]])
                      for name in names]
            parts += _panel(60 + j * 365, 118 + i * 220, 300, 140, f"By {sweep['sweep']}: {title}", sweep["unit"], points, series)
    return _picture(96 + 220 * len(result["growth"]), "Growth", "median of the rounds; both axes logarithmic; memory of the largest process; pg_dump runs one more than streams", parts)
