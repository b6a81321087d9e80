"""Runs the micro-benchmarks (bench/kernels), each of which checks its outputs before it times them.

A line of theirs is: kernel, instruction set, input, ns a value (- where there are none), GB/s, the limit's
GB/s (- without one), the limit's name, separated by tabs.
"""
import os
import subprocess

PROGRAMS = ("copy", "prf", "frame", "writer")


def _number(text):
    return None if text == "-" else float(text)


def parse(line):
    kernel, isa, on, ns, gbs, limit_gbs, limit = line.split("\t")
    share = float(gbs) / float(limit_gbs) if limit_gbs != "-" else None
    return {"kernel": kernel, "isa": isa, "on": on, "ns": _number(ns), "gbs": float(gbs),
            "share": round(share, 3) if share else None, "limit": limit}


def run(folder, say):
    rows = []
    for name in PROGRAMS:
        say(f"kernels: {name}")
        said = subprocess.run([os.path.join(os.environ["BENCH_PROGRAMS"], f"bench_{name}"), folder], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        rows += [parse(line) for line in said.splitlines()]
    return rows
