"""What a result was measured on: never where, or by whom."""
import os
import platform
import re
import subprocess
from datetime import datetime, timezone

from server import BENCH


LOAD = round(os.getloadavg()[0], 1)  # before anything here ran


def _first_line(path, label):
    with open(path, encoding="utf-8") as file:
        return next((line.partition(":")[2].strip() for line in file if line.startswith(label)), "unknown")


def _said(*argv):
    try:
        return subprocess.run(argv, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def machine():
    memory_kib = int(_first_line("/proc/meminfo", "MemTotal").split()[0])
    return {"processor": _first_line("/proc/cpuinfo", "model name"), "cores": os.cpu_count(),
            "memory_gib": round(memory_kib / (1 << 20), 1), "load": LOAD}


def versions(server):
    cache = os.path.join(os.environ["BENCH_PROGRAMS"], "CMakeCache.txt")
    compiler = _first_line(cache, "CMAKE_C_COMPILER:").partition("=")[2] or "cc"
    by_profile = _first_line(cache, "PGMIRAGE_COUNTED_IN:").partition("=")[2]
    greenmask = _said("greenmask", "--version").split()
    pgcopydb = re.search(r"pgcopydb version ([0-9.]+)", _said("pgcopydb", "--version"))
    return {
        "postgresql": server.sql("postgres", "SHOW server_version").split()[0],
        "compiler": (_said(compiler, "--version").splitlines() or ["unknown"])[0] +
        (" by a profile" if by_profile else ""),
        "kernel": platform.release().partition("-")[0],
        **({"greenmask": greenmask[2][:12]} if len(greenmask) > 2 else {}),
        **({"pgcopydb": pgcopydb[1]} if pgcopydb else {}),
    }


def commit():
    """The commit that was measured; "+" where the engine differs from it."""
    name = _said("git", "-C", BENCH, "rev-parse", "--short=12", "HEAD").strip() or "unknown"
    return name + ("+" if _said("git", "-C", BENCH, "status", "--porcelain", "--", "../engine").strip() else "")


def now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M")
