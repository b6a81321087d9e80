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
from clones import Clones
from pace import GROWTH_S, GROWTH_START_S, KERNELS_S, SHOP_S, Pace, rounds_s, spelled
from server import BENCH, Server, shop_name

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
    parser.add_argument("--quick", action="store_true",
                        help="the verdict within five minutes, from a smaller shop, without clones")
    parser.add_argument("--minutes", type=float, default=0, metavar="N",
                        help="begin nothing new after N minutes; what was measured is written (default: no limit)")
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

    def __init__(self, server, folder, candidates, pace):
        self.server = server
        self.out = os.path.join(folder, OUT)
        self.log = os.path.join(folder, "log")
        self.candidates = list(candidates)
        self.pace = pace
        self.runs = {candidate.name: [] for candidate in self.candidates}
        self.data = {}  # what a floor counted
        self.found = {}  # by checks
        self.failed = set()  # peers

    def once(self, candidate):
        if candidate.prepare:
            candidate.prepare()
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
        if candidate.makes_database:
            missing = checks.missing(self.server, candidate.database, candidate.makes_database)
            if missing:
                raise meter.Failed(f"{candidate.name}: not in the copy: {missing}")

    def take_turn(self, candidate, number):
        if candidate.name in self.failed or (number > 0 and candidate.once):
            return
        try:
            run = self.once(candidate)
            if number == 0:
                self.inspect(candidate)
            self.runs[candidate.name].append(run)
        except meter.Failed as failure:
            if not candidate.peer:
                raise
            self.failed.add(candidate.name)
            say(f"{candidate.name} is left out: {failure}")

    def rounds(self, count):
        """Goes round until `count` are done, or another round would end too late."""
        for candidate in {candidate.database: candidate for candidate in reversed(self.candidates)}.values():
            self.once(candidate)  # warms the caches; not counted
        for number in range(count):
            begun = time.monotonic()
            turn = number % max(1, len(self.candidates))
            for candidate in self.candidates[turn:] + self.candidates[:turn]:
                self.take_turn(candidate, number)
            took = time.monotonic() - begun
            rest = count - number - 1
            say(f"round {number + 1} of {count}: " + ", ".join(
                f"{name} {runs[-1]['wall_s']:.2f}" for name, runs in self.runs.items() if runs)
                + (f"; the rest in about {spelled(took * rest)}" if rest else ""))
            if rest and not self.pace.has_time_for(took):
                say("no time for another round")
                break

    def result(self):
        return [{"name": c.name, "label": c.label, "runs": self.runs[c.name]} for c in self.candidates if self.runs[c.name]]


def measure_growth(server, factory, folder, scale, pace):
    for sweep, unit, points in growth.sweeps(server, factory, folder, scale):
        measured = []
        for x, candidates, database in pace.while_there_is_time(f"growth, {sweep}", points):
            say(f"growth, {sweep}: {x}")
            measurement = Measurement(server, folder, candidates, pace)
            measurement.rounds(growth.ROUNDS)
            measured.append({"x": x, "runs": measurement.runs})
            if database:
                server.drop(database)
        if measured:
            yield {"sweep": sweep, "unit": unit, "points": measured}


def verify(result):
    """Stops where a candidate did not do the work it was measured by."""
    floor, kept = result["data"].get("floor"), result["checks"].get("kept_text_bytes")
    if floor and kept is not None and floor["bytes"] != kept:
        raise meter.Failed(f"the kept dump wrote {kept} bytes of COPY text, the floor read {floor['bytes']}")


def keep(result, chosen):
    """Judges and writes what there is by now: the rest takes long, and may be interrupted."""
    result["verdict"] = list(report.judge(result))
    if chosen.output:
        report.write(result, chosen.output)
        say(f"results are in {chosen.output}")


class Run:
    """All parts, one after the other, each of which adds to the result."""

    def __init__(self, chosen, folder):
        self.chosen = chosen
        self.folder = folder
        self.pace = Pace(STARTED, QUICK_S if chosen.quick and not chosen.minutes else chosen.minutes * 60, say)
        self.server = Server(folder)
        self.result = {
            "name": chosen.name,
            "date": machine.now(),
            "commit": machine.commit(),
            "machine": machine.machine(),
            "versions": machine.versions(self.server),
            "settings": {"scale": chosen.scale, "streams": chosen.streams, "rounds": 0,
                         "left_out": ["clone"] if chosen.quick and not chosen.only else []},
            "data": {}, "checks": {}, "main": [], "clone": [], "kernels": [], "masks": [], "growth": [],
        }
        self.result["verdict"] = list(report.judge(self.result))

    def _chosen(self, candidates):
        return [c for c in candidates if not self.chosen.only or self.chosen.only.search(c.name)]

    def _prepare(self):
        chosen, server = self.chosen, self.server
        say(f"making the shop: about {spelled(SHOP_S * chosen.scale)}")
        shop = server.shop(chosen.scale)
        key = subprocess.run([os.path.join(os.environ["BENCH_PROGRAMS"], "pgmirage"), "keygen"], check=True,
                             stdout=subprocess.PIPE, text=True).stdout.strip()
        self.factory = Factory(server, chosen.streams, key)
        small = shop_name(chosen.scale / 8)
        self.main = self._chosen([*self.factory.main(shop, small), *self.factory.peers(shop, self.folder, once=chosen.quick)])
        if any(candidate.database == small for candidate in self.main):
            server.shop(chosen.scale / 8)
        self.clones = Clones(server, self.factory, shop, self.folder)
        self.copies = [] if "clone" in self.result["settings"]["left_out"] else self._chosen(self.clones.candidates())

    def _rounds(self, part, candidates, always=False):
        """`part` of the result, measured in rounds."""
        rounds, result = self.chosen.rounds, self.result
        if not candidates or not self.pace.begins(f"{part}: {len(candidates)} candidates, {rounds} rounds",
                                                  rounds_s(candidates, rounds, self.chosen.scale), always):
            return
        measurement = Measurement(self.server, self.folder, candidates, self.pace)
        measurement.rounds(rounds)
        result[part] = measurement.result()
        result["data"].update(measurement.data)
        result["checks"].update(measurement.found)
        result["settings"]["rounds"] = max([result["settings"]["rounds"], *map(len, measurement.runs.values())])
        verify(result)
        keep(result, self.chosen)

    def all(self):
        chosen, result = self.chosen, self.result
        self._prepare()
        # A quick look that shows nothing would be none: where the build took all the time, there is a round.
        self._rounds("main", self.main, always=chosen.quick and not chosen.minutes)
        self._rounds("clone", self.copies)
        if self.copies:
            self.clones.end()
        if not chosen.quick and not chosen.only and self.pace.begins("kernels", KERNELS_S):
            result["kernels"] = kernels.run(self.folder, say)
            result["masks"] = kernels.masks(say)
            keep(result, chosen)
        if chosen.growth and self.pace.begins("growth", GROWTH_START_S + GROWTH_S * chosen.scale):
            for sweep in measure_growth(self.server, self.factory, self.folder, chosen.scale, self.pace):
                result["growth"].append(sweep)
                keep(result, chosen)
        return result


def main():
    chosen = options()
    if chosen.options_only:
        return
    result = Run(chosen, os.environ["BENCH_TMP"]).all()
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
