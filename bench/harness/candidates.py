"""What is measured: each candidate is a program over a database, run once a round."""
import os
import shutil
from dataclasses import dataclass, field

from server import BENCH

GIB = 1 << 30
SPLIT_DEFAULT = GIB  # pgmirage's own
KEPT = os.path.join(BENCH, "kept.rules.yaml")
MASKED = os.path.join(BENCH, "shop.rules.yaml")
# The single table: the widest of the shop, cut so that both streams have work whatever the scale.
SINGLE = "customers"
SINGLE_SPLIT = 16 << 20


@dataclass
class Candidate:
    """`argv` may contain {out}, the folder to make."""
    name: str
    label: str
    database: str
    argv: list
    stdin: str = os.devnull
    environment: dict = field(default_factory=dict)

    @property
    def makes_output(self):
        return any("{out}" in word for word in self.argv)


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
        return Candidate(
            name, f"read and thrown away, {'binary' if binary else 'text'}", database,
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
        yield self.pg_dump(shop, "pg_dump-none", f"pg_dump -Fd -j{self.streams} -Z0, unmasked")
        yield self.pg_dump(shop, "pg_dump-gzip", f"pg_dump -Fd -j{self.streams}, gzip, unmasked", options=())
        yield from self.single(shop)
        yield self.pgmirage(small, "eighth", "pgmirage, masked, -Z none, an eighth of the rows", MASKED)

    def single(self, shop):
        yield self.floor(shop, "single-floor", like=SINGLE, split=SINGLE_SPLIT)
        yield self.pgmirage(shop, "single-masked", f"pgmirage, masked, -Z none, {SINGLE} alone", MASKED,
                            extra=("-t", f"public.{SINGLE}", "--split-tables-larger-than", f"{SINGLE_SPLIT >> 20}MB"))
        yield self.pg_dump(shop, "single-pg_dump", f"pg_dump -Fd -j{self.streams} -Z0, {SINGLE} alone",
                           options=("-Z0", "-t", f"public.{SINGLE}"))

    def peers(self, shop):
        """Other maskers, where they are installed."""
        if shutil.which("greenmask"):
            yield from ()


def compiled(name):
    return os.path.join(os.environ["BENCH_PROGRAMS"], name)
