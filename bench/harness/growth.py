"""How time and memory grow: with rows, streams, tables and columns.

Each sweep changes one thing and measures the masked dump beside the floor and pg_dump -Z0, in turns.
"""
import os

from candidates import MASKED

ROUNDS = 3
TABLES = (10, 100, 1000, 10000)
COLUMNS = (1, 10, 100, 1600)
CELLS_AT_SCALE_1 = 16_000_000  # of the tables of the columns' sweep


def _rules(folder, name, text):
    path = os.path.join(folder, f"{name}.rules.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write("version: 1\n" + text)
    return path


def _tables(server, folder, count):
    """So many tables of ten rows; half of each row is masked."""
    server.make(f"tables_{count}", lambda name: server.sql(name, f"""
        DO $$ BEGIN FOR i IN 1..{count} LOOP
            EXECUTE format('CREATE TABLE t%s AS SELECT n AS id, md5(n::text) AS name FROM generate_series(1, 10) AS n', i);
            IF i % 500 = 0 THEN COMMIT; END IF; END LOOP; END $$"""))
    lines = "".join(f"  public.t{i}: {{columns: {{id: keep, name: hash}}}}\n" for i in range(1, count + 1))
    return f"tables_{count}", _rules(folder, f"tables_{count}", "tables:\n" + lines)


def _columns(server, folder, count, scale):
    """One table of so many int4 columns and about the same number of values; every second one is masked."""
    rows = max(1, int(CELLS_AT_SCALE_1 * scale) // count)
    listed = ", ".join(f"(n * {i}) % 99991 AS c{i}" for i in range(1, count + 1))
    server.make(f"columns_{count}", lambda name: server.sql(
        name, f"CREATE TABLE wide AS SELECT {listed} FROM generate_series(1, {rows}) AS n"))
    masks = ", ".join(f"c{i}: {'noise' if i % 2 else 'keep'}" for i in range(1, count + 1))
    return f"columns_{count}", _rules(folder, f"columns_{count}", f"tables:\n  public.wide: {{columns: {{{masks}}}}}\n")


def _trio(factory, database, rules, streams=None):
    return [
        factory.floor(database, "floor", streams=streams),
        factory.pgmirage(database, "masked", "pgmirage, masked, -Z none", rules, streams=streams),
        factory.pg_dump(database, "pg_dump", "pg_dump -Fd -Z0, unmasked", streams=streams),
    ]


def sweeps(server, factory, folder, scale):
    """(sweep, what x counts, [(x, candidates, database to drop afterwards)]), databases made as they are needed"""
    def by_scale():
        for factor in (1, 2, 4, 8):
            yield factor, _trio(factory, server.shop(scale * factor / 8), MASKED), None

    def by_streams():
        for streams in (1, 2, 4):
            yield streams, _trio(factory, server.shop(scale), MASKED, streams), None

    def by_tables():
        for count in TABLES:
            database, rules = _tables(server, folder, count)
            yield count, _trio(factory, database, rules), database

    def by_columns():
        for count in COLUMNS:
            database, rules = _columns(server, folder, count, scale)
            yield count, _trio(factory, database, rules), database

    yield "scale", f"rows (1: the shop at scale {scale / 8:g})", by_scale()
    yield "streams", "streams", by_streams()
    yield "tables", "tables of ten rows", by_tables()
    yield "columns", f"int4 columns of one table of {CELLS_AT_SCALE_1 * scale:,.0f} values", by_columns()
