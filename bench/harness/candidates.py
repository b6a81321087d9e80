"""What is measured: each candidate is a program over a database, run once a round."""
import os
import secrets
import shutil
from dataclasses import dataclass, field

from server import BENCH

OUT = "out"  # the folder an archive goes to, in the run's own
SPLIT_DEFAULT = 1 << 30  # pgmirage's own
KEPT = os.path.join(BENCH, "kept.rules.yaml")
MASKED = os.path.join(BENCH, "standard.rules.yaml")
EVERYTHING = os.path.join(BENCH, "shop.rules.yaml")
# The single table: the widest of the shop, cut so that both streams have work whatever the scale.
SINGLE = "customers"
SINGLE_SPLIT = 16 << 20


@dataclass
class Candidate:
    """`argv` may contain {out}, the folder it makes."""
    name: str
    label: str
    database: str
    argv: list
    stdin: str = os.devnull
    environment: dict = field(default_factory=dict)
    wants_folder: bool = False  # that must be there already
    once: bool = False  # too slow for every round
    peer: bool = False  # a program of others: where it fails, the rest is measured without it
    prepare: object = None  # called before each run, outside of the measured time
    makes_database: str = ""

    @property
    def makes_output(self):
        return self.wants_folder or "{out}" in self.argv


class Factory:
    """Makes candidates for a server and a number of streams."""

    def __init__(self, server, streams, key):
        self.server = server
        self.streams = streams
        self.programs = os.environ["BENCH_PROGRAMS"]  # the build's folder
        # A kept key: the fakes, and so the sizes, are the same in every run.
        self.environment = {"PGMIRAGE_KEY": key}

    def floor(self, database, name="floor", *, streams=None, binary=False, like="%", split=SPLIT_DEFAULT):
        streams = streams or self.streams
        scope = "" if like == "%" else f"{like} alone: "
        return Candidate(
            name, f"{scope}read and thrown away, {'binary' if binary else 'text'}", database,
            [os.path.join(self.programs, "bench_floor"), *(["--binary"] if binary else []),
             self.server.conninfo(database), str(streams)],
            stdin=self.server.statements(database, streams, split, like))

    def pgmirage(self, database, name, label, rules, *, compression="none", streams=None, extra=()):
        return Candidate(
            name, label, database,
            [os.path.join(self.programs, "pgmirage"), "dump", "--rules", rules, "-d", self.server.conninfo(database),
             "-f", "{out}", "-j", str(streams or self.streams), "-Z", compression, "--progress", "none", *extra],
            environment=self.environment)

    def pg_dump(self, database, name, label, *, options=("-Z0",), streams=None):
        return Candidate(
            name, label, database,
            ["pg_dump", "-Fd", f"-j{streams or self.streams}", *options, "-f", "{out}",
             "-d", self.server.conninfo(database)])

    def main(self, shop, small, zstd=True):
        """The candidates of the main table; `small` is the shop at an eighth of the scale."""
        yield self.floor(shop)
        yield self.floor(shop, "floor-binary", binary=True)
        for kind, rules in (("kept", KEPT), ("masked", MASKED)):
            for compression in ("none", "gzip", *(["zstd"] if zstd else [])):
                yield self.pgmirage(shop, f"{kind}-{compression}", f"pgmirage, {kind}, -Z {compression}", rules,
                                    compression=compression,
                                    extra=("--for-version", "18") if compression == "zstd" else ())
        yield self.pgmirage(shop, "everything-none", "pgmirage, everything masked, -Z none", EVERYTHING)
        yield self.pg_dump(shop, "pg_dump-none", f"pg_dump -Fd -j{self.streams} -Z0, unmasked")
        yield self.pg_dump(shop, "pg_dump-gzip", f"pg_dump -Fd -j{self.streams}, gzip, unmasked", options=())
        yield from self.single(shop)
        yield self.pgmirage(small, "eighth", "an eighth of the rows: pgmirage, masked", MASKED)

    def single(self, shop):
        yield self.floor(shop, "single-floor", like=SINGLE, split=SINGLE_SPLIT)
        yield self.pgmirage(shop, "single-masked", f"{SINGLE} alone: pgmirage, masked, -Z none", MASKED,
                            extra=("-t", f"public.{SINGLE}", "--split-tables-larger-than", f"{SINGLE_SPLIT >> 20}MB"))
        yield self.pg_dump(shop, "single-pg_dump", f"{SINGLE} alone: pg_dump -Fd -j{self.streams} -Z0",
                           options=("-Z0", "-t", f"public.{SINGLE}"))

    def peers(self, shop, folder, once):
        """Other maskers, where they are installed."""
        if shutil.which("greenmask"):
            yield self.greenmask(shop, folder, once)

    def greenmask(self, shop, folder, once):
        filled = os.path.join(folder, "greenmask.yaml")
        scratch = os.path.join(folder, "greenmask")
        os.makedirs(scratch, exist_ok=True)
        values = {"OUT": os.path.join(folder, OUT), "TMP": scratch, "BIN": os.path.dirname(shutil.which("pg_dump")),
                  "CONNINFO": self.server.conninfo(shop), "STREAMS": str(self.streams)}
        with open(os.path.join(BENCH, "greenmask.yaml"), encoding="utf-8") as template:
            text = template.read()
        for name, value in values.items():
            text = text.replace(f"@{name}@", value)
        with open(filled, "w", encoding="utf-8") as file:
            file.write(text)
        return Candidate("greenmask", "Greenmask, masked, gzip", shop, ["greenmask", "--config", filled, "dump"],
                         environment={"GREENMASK_GLOBAL_SALT": secrets.token_hex(16)}, wants_folder=True, once=once, peer=True)
