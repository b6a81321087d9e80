"""Measures pgmirage against the floor and its peers. Started by bench/run.sh.

    candidates x rounds ──> runs ──> medians, ratios ──> verdict, NAME.json, NAME.md, NAME-*.svg

All candidates take turns within each round, in an order that moves on by one each round, so that what
else the machine does hits all of them alike; ratios are taken within a round.
"""
import argparse
import json
import os
import re
import secrets
import subprocess
import sys
import time

import meter
import report
from candidates import Factory
from server import BENCH, Server


def options():
    parser = argparse.ArgumentParser(prog="bash bench/run.sh", description="Measures pgmirage in one interleaved run.")
    parser.add_argument("--scale", type=float, help="of the shop; 1 is about 1.2 GB of COPY text (default: 1)")
    parser.add_argument("--rounds", type=int, help="how often each candidate runs (default: 5)")
    parser.add_argument("--streams", type=int, default=2, help="connections of each candidate (default: 2)")
    parser.add_argument("--quick", action="store_true", help="a smaller shop, fewer rounds: within five minutes")
    parser.add_argument("--only", metavar="RE", help="candidates whose name matches")
    parser.add_argument("--output", metavar="DIR", help="where results go (default: bench/results; quick: none)")
    parser.add_argument("--name", default="latest", help="of the result files (default: latest)")
    chosen = parser.parse_args()
    chosen.scale = chosen.scale or (0.2 if chosen.quick else 1.0)
    chosen.rounds = chosen.rounds or (3 if chosen.quick else 5)
    if not chosen.output and not chosen.quick:
        chosen.output = os.path.join(BENCH, "results")
    return chosen


def say(text):
    print(text, file=sys.stderr, flush=True)


class Measurement:
    """The candidates of one table, and their runs."""

    def __init__(self, server, folder, candidates):
        self.server = server
        self.folder = folder
        self.candidates = list(candidates)
        self.runs = {candidate.name: [] for candidate in self.candidates}
        self.said = {}

    def once(self, candidate):
        out = os.path.join(self.folder, "out")
        log = os.path.join(self.folder, "log")
        made = meter.run([word.format(out=out) if word == "{out}" else word for word in candidate.argv], log=log,
                         postmaster=self.server.postmaster, stdin=candidate.stdin,
                         output=out if candidate.makes_output else None, environment=candidate.environment)
        with open(log, encoding="utf-8", errors="replace") as text:
            self.said[candidate.name] = text.read()
        return made

    def rounds(self, count):
        for candidate in self.candidates:  # warms caches; not counted
            if candidate.name.endswith("floor") or candidate.name == "eighth":
                self.once(candidate)
        for number in range(count):
            turn = number % len(self.candidates)
            for candidate in self.candidates[turn:] + self.candidates[:turn]:
                self.runs[candidate.name].append(self.once(candidate))
            say(f"  round {number + 1} of {count}: " + ", ".join(
                f"{name} {runs[-1]['wall_s']:.2f} s" for name, runs in self.runs.items()))

    def result(self):
        return [{"name": c.name, "label": c.label, "runs": self.runs[c.name]} for c in self.candidates]


def main():
    chosen = options()
    started = time.monotonic()
    folder = os.environ["BENCH_TMP"]
    server = Server(folder)
    say(f"making the shop at scales {chosen.scale:g} and {chosen.scale / 8:g}")
    shop, small = server.shop(chosen.scale), server.shop(chosen.scale / 8)
    key = subprocess.run([os.path.join(os.environ["BENCH_PROGRAMS"], "pgmirage"), "keygen"], check=True,
                         stdout=subprocess.PIPE, text=True).stdout.strip()
    factory = Factory(server, chosen.streams, key)
    candidates = [c for c in factory.main(shop, small) if not chosen.only or re.search(chosen.only, c.name)]
    say(f"measuring {len(candidates)} candidates, {chosen.rounds} rounds, after {time.monotonic() - started:.0f} s")
    measurement = Measurement(server, folder, candidates)
    measurement.rounds(chosen.rounds)
    result = {
        "name": chosen.name,
        "settings": {"scale": chosen.scale, "rounds": chosen.rounds, "streams": chosen.streams},
        "main": measurement.result(),
    }
    for name in ("floor", "single-floor"):
        if name in measurement.said:
            result.setdefault("data", {})[name] = json.loads(measurement.said[name])
    print(report.table(result))
    print(report.verdict(result))


if __name__ == "__main__":
    try:
        main()
    except (meter.Failed, subprocess.CalledProcessError) as failure:
        sys.exit(f"measure.py: {failure}")
