"""The private server: its databases, made once a run, and what is asked of them."""
import os
import subprocess
from urllib.parse import urlencode

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def shop_name(scale):
    return "shop_" + f"{scale:g}".replace(".", "_").replace("-", "m")


class Server:
    """Where the server is comes from run.sh through the environment."""

    def __init__(self, folder):
        self.folder = folder
        self.conninfo_base = os.environ["BENCH_CONNINFO"]
        with open(os.environ["BENCH_PIDFILE"], encoding="ascii") as pidfile:
            self.postmaster = int(pidfile.readline())

    def conninfo(self, database):
        return f"{self.conninfo_base} dbname={database}"

    def uri(self, database):
        """The same for programs that take nothing else."""
        settings = (setting.partition("=") for setting in self.conninfo_base.split())
        return f"postgresql:///{database}?" + urlencode({name: value for name, _, value in settings})

    def sql(self, database, query):
        """Runs statements; rows come back as they are printed, unaligned."""
        return self.psql(database, ["-c", query])

    def psql(self, database, arguments):
        environment = {**os.environ, "PGOPTIONS": "-c client_min_messages=warning"}
        return subprocess.run(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.conninfo(database), *arguments],
            check=True, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True).stdout

    def make(self, database, fill):
        """Makes the database unless it is there; `fill` is called with its first name."""
        if not self.sql("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{database}'"):
            loading = f"{database}_loading"
            self.sql("postgres", f"CREATE DATABASE {loading}")
            fill(loading)
            self.sql(loading, "VACUUM (FREEZE, ANALYZE)")  # no hint bits are left for the first reader to set
            self.sql("postgres", f"ALTER DATABASE {loading} RENAME TO {database}")
            self.sql("postgres", "CHECKPOINT")
        return database

    def drop(self, database):
        self.sql("postgres", f"DROP DATABASE IF EXISTS {database}")

    def shop(self, scale):
        """The shop at a scale, as the database of its name."""
        shop_sql = os.path.join(BENCH, "shop.sql")
        return self.make(shop_name(scale), lambda name: self.psql(
            name, ["-o", "/dev/null", "-v", f"scale={scale}", "-f", shop_sql]))

    def statements(self, database, streams, split_bytes, like="%"):
        """A file with the COPY statements that read the database, or its tables that are LIKE `like`."""
        path = os.path.join(self.folder, f"{database}.{streams}.{split_bytes}.{like.strip('%')}.statements")
        variables = {"split": split_bytes, "streams": streams, "like": like}
        settings = [word for name, value in variables.items() for word in ("-v", f"{name}={value}")]
        text = self.psql(database, [*settings, "-f", os.path.join(BENCH, "chunks.sql")])
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path
