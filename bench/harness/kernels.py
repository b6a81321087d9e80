"""Runs the micro-benchmarks (bench/kernels), each of which checks its outputs before it times them.

A line of theirs is: kernel, instruction set, input, ns a value (- where there are none), GB/s, the limit's
GB/s (- without one), the limit's name, separated by tabs.
"""
import os
import re
import subprocess

PROGRAMS = ("copy", "prf", "frame", "writer")


def _number(text):
    return None if text == "-" else float(text)


def parse(line):
    kernel, isa, on, ns, gbs, limit_gbs, limit = line.split("\t")
    share = float(gbs) / float(limit_gbs) if limit_gbs != "-" else None
    return {"kernel": kernel, "isa": isa, "on": on, "ns": _number(ns), "gbs": float(gbs),
            "share": round(share, 3) if share else None, "limit": limit}


def _said(name, *arguments):
    return subprocess.run([os.path.join(os.environ["BENCH_PROGRAMS"], f"bench_{name}"), *arguments], check=True,
                          stdout=subprocess.PIPE, text=True).stdout.splitlines()


def run(folder, say):
    rows = []
    for name in PROGRAMS:
        say(f"kernels: {name}")
        rows += [parse(line) for line in _said(name, folder)]
    return rows


def masks(say):
    """Nanoseconds a value of each mask, by bench_mask: a mask, what it is on, ns, millions a second."""
    say("kernels: mask")
    lines = (re.fullmatch(r"(\S+) +(.*?) +([0-9.]+) +([0-9.]+)", line) for line in _said("mask"))
    return [{"mask": line[1], "on": re.sub(" +", ", ", line[2]), "ns": float(line[3])} for line in lines if line]
