"""Measures pgmirage against the floor and its peers. Started by bench/run.sh.

    candidates x rounds ──> runs ──> medians, ratios ──> verdict, NAME.json, NAME.md, NAME-*.svg

All candidates take turns within each round, in an order that moves on by one each round, so that what
else the machine does hits all of them alike; ratios are taken within a round.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import time

import checks
import compare
import growth
import kernels
import machine
import meter
import report
from candidates import OUT, Factory
from server import BENCH, Server

QUICK_S = 270  # no round begins that would end later


def pattern(text):
    """For argparse, which knows no errors of `re`."""
    try:
        return re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"not a regular expression: {error}") from error


def options():
    parser = argparse.ArgumentParser(prog="bash bench/run.sh", description="Measures pgmirage in one interleaved run.")
    parser.add_argument("--scale", type=float, help="of the shop; 1 is about 1.2 GB of COPY text (default: 1; quick: 0.2)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each candidate runs (default: 5)")
    parser.add_argument("--streams", type=int, default=2, help="connections of each candidate (default: 2)")
    parser.add_argument("--quick", action="store_true", help="the verdict within five minutes, from a smaller shop")
    parser.add_argument("--peers", action="store_true", help="let `go install` bring Greenmask where it is not on the PATH")
    parser.add_argument("--growth", action="store_true", help="sweeps over rows, streams, tables and columns too")
    parser.add_argument("--only", metavar="RE", type=pattern, help="candidates whose name matches, and nothing else")
    parser.add_argument("--output", metavar="DIR", help="where results go (default: bench/results; quick: nowhere)")
    parser.add_argument("--name", default="latest", help="of the result's files (default: latest)")
    parser.add_argument("--against", metavar="FILE", help="fail where ratios are worse than this result's")
    parser.add_argument("--options-only", action="store_true", help=argparse.SUPPRESS)  # look at them and end
    chosen = parser.parse_args()
    chosen.scale = chosen.scale or (0.2 if chosen.quick else 1.0)
    if not chosen.output and not chosen.quick and not chosen.only:
        chosen.output = os.path.join(BENCH, "results")
    return chosen


def say(text):
    print(f"[{time.monotonic() - STARTED:4.0f} s] {text}", file=sys.stderr, flush=True)


STARTED = time.monotonic() - float(os.environ.get("BENCH_SPENT_S", 0))


class Measurement:
    """Candidates that take turns, and their runs."""

    def __init__(self, server, folder, candidates):
        self.server = server
        self.out = os.path.join(folder, OUT)
        self.log = os.path.join(folder, "log")
        self.candidates = list(candidates)
        self.runs = {candidate.name: [] for candidate in self.candidates}
        self.data = {}  # what a floor counted
        self.found = {}  # by checks

    def once(self, candidate):
        made = meter.run([self.out if word == "{out}" else word for word in candidate.argv], log=self.log,
                         postmaster=self.server.postmaster, stdin=candidate.stdin,
                         output=self.out if candidate.makes_output else None, make_output=candidate.wants_folder,
                         environment=candidate.environment)
        if "floor" in candidate.name:
            with open(self.log, encoding="utf-8") as text:
                self.data[candidate.name] = json.load(text)
        return made

    def inspect(self, candidate):
        if candidate.name in checks.INSPECTED:
            what, how = checks.INSPECTED[candidate.name]
            self.found[what] = how(self.out)

    def rounds(self, count, deadline_s=None):
        """Goes round until `count` are done, or another round would pass the deadline."""
        for database in {candidate.database: candidate for candidate in self.candidates}.values():
            self.once(database)  # warms the caches; not counted
        for number in range(count):
            begun = time.monotonic()
            turn = number % max(1, len(self.candidates))
            for candidate in self.candidates[turn:] + self.candidates[:turn]:
                if number > 0 and candidate.once:
                    continue
                self.runs[candidate.name].append(self.once(candidate))
                if number == 0:
                    self.inspect(candidate)
            say(f"round {number + 1} of {count}: " + ", ".join(
                f"{name} {runs[-1]['wall_s']:.2f}" for name, runs in self.runs.items()))
            if deadline_s and time.monotonic() + (time.monotonic() - begun) > STARTED + deadline_s:
                say("no time for another round")
                break

    def result(self):
        return [{"name": c.name, "label": c.label, "runs": self.runs[c.name]} for c in self.candidates]


def measure_growth(server, factory, folder, scale):
    for sweep, unit, points in growth.sweeps(server, factory, folder, scale):
        measured = []
        for x, candidates, database in points:
            say(f"growth, {sweep}: {x}")
            measurement = Measurement(server, folder, candidates)
            measurement.rounds(growth.ROUNDS)
            measured.append({"x": x, "runs": measurement.runs})
            if database:
                server.drop(database)
        yield {"sweep": sweep, "unit": unit, "points": measured}


def verify(result):
    """Stops where a candidate did not do the work it was measured by."""
    floor, kept = result["data"].get("floor"), result["checks"].get("kept_text_bytes")
    if floor and kept is not None and floor["bytes"] != kept:
        raise meter.Failed(f"the kept dump wrote {kept} bytes of COPY text, the floor read {floor['bytes']}")


def keep(result, chosen):
    if chosen.output:
        report.write(result, chosen.output)
        say(f"results are in {chosen.output}")


def measure(chosen, folder):
    server = Server(folder)
    say(f"making the shop at scales {chosen.scale:g} and {chosen.scale / 8:g}")
    shop, small = server.shop(chosen.scale), server.shop(chosen.scale / 8)
    key = subprocess.run([os.path.join(os.environ["BENCH_PROGRAMS"], "pgmirage"), "keygen"], check=True,
                         stdout=subprocess.PIPE, text=True).stdout.strip()
    factory = Factory(server, chosen.streams, key)
    candidates = [*factory.main(shop, small), *factory.peers(shop, folder, once=chosen.quick)]
    if chosen.only:
        candidates = [candidate for candidate in candidates if chosen.only.search(candidate.name)]
    say(f"{len(candidates)} candidates, seconds of wall time")
    main_table = Measurement(server, folder, candidates)
    main_table.rounds(chosen.rounds, QUICK_S if chosen.quick else None)
    result = {
        "name": chosen.name,
        "date": machine.now(),
        "commit": machine.commit(),
        "machine": machine.machine(),
        "versions": machine.versions(server),
        "settings": {"scale": chosen.scale, "streams": chosen.streams,
                     "rounds": max(map(len, main_table.runs.values()), default=0)},
        "data": main_table.data,
        "checks": main_table.found,
        "main": main_table.result(),
        "kernels": [],
        "masks": [],
        "growth": [],
    }
    verify(result)
    result["verdict"] = list(report.judge(result))
    keep(result, chosen)  # the rest takes long, and may be interrupted
    if not chosen.quick and not chosen.only:
        result["kernels"] = kernels.run(folder, say)
        result["masks"] = kernels.masks(say)
        keep(result, chosen)
    if chosen.growth:
        for sweep in measure_growth(server, factory, folder, chosen.scale):
            result["growth"].append(sweep)
            keep(result, chosen)
    return result


def main():
    chosen = options()
    if chosen.options_only:
        return
    result = measure(chosen, os.environ["BENCH_TMP"])
    print(report.text(result))
    if chosen.against:
        sys.exit(compare.against(result, chosen.against))


if __name__ == "__main__":
    try:
        main()
    except (meter.Failed, subprocess.CalledProcessError) as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
