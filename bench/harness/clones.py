"""The whole way from one database to another on the same server, by each tool in its usual way.

    drop the target, CHECKPOINT ──> create, copy, index, constrain, ANALYZE ──> ready
           not measured                          measured

Wall time ends when the new database can be used: all of them have made it, its indexes and constraints,
and its statistics. pg_restore leaves the statistics to others, so vacuumdb follows it.
"""
import os
import shutil

from candidates import KEPT, MASKED, Candidate

TARGET = "clone_target"

# $1 the source, $2 the target, $3 another database, $4 the archive, $5 how many at once
CREATE = f'psql -Xq -d "$3" -c "CREATE DATABASE {TARGET} TEMPLATE template0"\n'
RESTORE = CREATE + """
pg_dump -Fd -j"$5" -Z0 -f "$4" -d "$1"
pg_restore -j"$5" -d "$2" "$4"
vacuumdb -q --analyze-only -j"$5" -d "$2"
"""
PGCOPYDB = CREATE + 'pgcopydb clone --source "$1" --target "$2" --dir "$4" --table-jobs "$5" --index-jobs "$5"\n'


class Clones:
    """Makes the candidates; they all clone `shop`."""

    def __init__(self, server, factory, shop, folder):
        self.server = server
        self.factory = factory
        self.shop = shop
        self.scratch = os.path.join(folder, "clone")  # an archive, or pgcopydb's notes

    def _clear(self):
        self.server.drop(TARGET)
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.server.sql("postgres", "CHECKPOINT")  # nobody pays for what the one before left

    def _candidate(self, name, label, argv, **more):
        return Candidate(name, label, self.shop, argv, prepare=self._clear, makes_database=TARGET, **more)

    def _pgmirage(self, name, label, rules):
        factory, conninfo = self.factory, self.server.conninfo
        return self._candidate(
            name, label, [os.path.join(factory.programs, "pgmirage"), "clone", "--rules", rules,
                          "--source", conninfo(self.shop), "--target", conninfo(TARGET), "-j", str(factory.streams),
                          "--progress", "none"], environment=factory.environment)

    def _script(self, name, label, script, place, **more):
        return self._candidate(name, label, ["sh", "-euc", script, "sh", place(self.shop), place(TARGET),
                                             self.server.conninfo("postgres"), self.scratch, str(self.factory.streams)], **more)

    def candidates(self):
        streams = self.factory.streams
        yield self._pgmirage("clone-masked", "pgmirage clone, masked", MASKED)
        yield self._pgmirage("clone-kept", "pgmirage clone, kept", KEPT)
        yield self._script("clone-restore", f"pg_dump -Z0, pg_restore -j{streams}", RESTORE, self.server.conninfo)
        if shutil.which("pgcopydb"):
            yield self._script("clone-pgcopydb", "pgcopydb clone", PGCOPYDB, self.server.uri, peer=True)

    def end(self):
        self._clear()
