"""Looks into the archives of the last round: a time says nothing where the work was not done."""
import os
import zlib
from concurrent.futures import ThreadPoolExecutor

END_OF_DATA = len("\\.\n\n\n")  # what closes each table's file


def _files(folder, suffix):
    return [entry.path for entry in os.scandir(folder) if entry.name.endswith(suffix) and entry.name != "toc.dat"]


def text_bytes(folder):
    """COPY text in an archive that is not compressed."""
    return sum(os.path.getsize(path) - END_OF_DATA for path in _files(folder, ".dat"))


def gzip_bytes(folder):
    return sum(map(os.path.getsize, _files(folder, ".dat.gz")))


def _zlib6(path):
    stream, total = zlib.compressobj(6, zlib.DEFLATED, 31), 0
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            total += len(stream.compress(piece))
    return total + len(stream.flush())


def zlib6_bytes(folder):
    """What pg_dump's gzip would make of an archive that is not compressed."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # zlib lets go of Python's lock
        return sum(pool.map(_zlib6, _files(folder, ".dat")))


# candidate: (what is noted of its archive, how)
INSPECTED = {
    "kept-none": ("kept_text_bytes", text_bytes),
    "masked-none": ("masked_zlib6_bytes", zlib6_bytes),
    "masked-gzip": ("masked_gzip_bytes", gzip_bytes),
}

# What a copy has in common with its source: a table's rows, indexes and constraints, and whether it has statistics.
CONTENT = """SELECT format('%s: %s rows, %s indexes, %s constraints, %s', c.relname,
    (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM ONLY %s', c.oid::regclass), false, true, '')))[1],
    (SELECT count(*) FROM pg_index WHERE indrelid = c.oid), (SELECT count(*) FROM pg_constraint WHERE conrelid = c.oid),
    CASE WHEN EXISTS (SELECT FROM pg_statistic WHERE starelid = c.oid) THEN 'statistics' ELSE 'no statistics' END)
FROM pg_class AS c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY c.relname"""


def missing(server, source, copy):
    """What the source has and its copy has otherwise, in a few words."""
    wanted, made = (server.sql(database, CONTENT).splitlines() for database in (source, copy))
    return "; ".join(sorted(set(wanted) - set(made))[:3])
