"""Runs one program and says what it cost: time, processor, memory, output.

Wall time runs from the start of the program until its output is on the disk: what it did not fsync
itself is fsynced here, inside the measured time, for all programs alike. Own CPU seconds and peak memory
come from wait4(2) and cover the program and the children it waited for; the peak is that of the largest
process. The server's CPU seconds are those of its backends that ended meanwhile.

    meter ── bench_peak ── program      A process starts with the peak of the one that forked it: the small
                                        one in between keeps Python's out of the figure.
"""
import os
import shutil
import time

TICKS = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """The program ended otherwise than well; the text is the end of what it said."""


def _backend_cpu_s(postmaster):
    """CPU seconds of all children the postmaster has waited for (proc(5): cutime, cstime)."""
    with open(f"/proc/{postmaster}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICKS


def _settle(postmaster):
    """Waits until the backends of clients that have gone were waited for, and so are counted."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        with open(f"/proc/{postmaster}/task/{postmaster}/children", encoding="ascii") as children:
            if not any(_is_backend(pid) for pid in children.read().split()):
                return
        time.sleep(0.005)


def _is_backend(pid):
    """Whether a child of the postmaster serves a client: its title names the socket it came by. One that
    has just begun or ended has no title of its own."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            title = file.read()
    except OSError:
        return False
    return b"[local]" in title or not title.startswith(b"postgres: ")


def _paths(folder):
    for root, _, files in os.walk(folder):
        yield from (os.path.join(root, name) for name in files)
        yield root


def _fsync(folder):
    for path in _paths(folder):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def output_bytes(folder):
    """What the files of a folder hold."""
    return sum(os.path.getsize(path) for path in _paths(folder) if os.path.isfile(path))


def run(argv, *, log, postmaster, stdin=os.devnull, output=None, make_output=False,
        environment=None):
    """Runs argv to its end; its stdout and stderr go to the file `log`. `output`: the folder it makes,
    removed beforehand and left for the caller; some want it made empty."""
    if output:
        shutil.rmtree(output, ignore_errors=True)
    if make_output:
        os.mkdir(output)
    os.sync()  # nobody pays for what the one before left to be written
    _settle(postmaster)
    server_before = _backend_cpu_s(postmaster)
    redirect = [
        (os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    peak = os.path.join(os.environ["BENCH_PROGRAMS"], "bench_peak")
    start = time.monotonic()
    pid = os.posix_spawn(peak, [peak, log + ".kib", shutil.which(argv[0]), *argv[1:]],
                         {**os.environ, **(environment or {})}, file_actions=redirect)
    _, status, usage = os.wait4(pid, 0)
    if output and os.path.isdir(output):
        _fsync(output)
    wall = time.monotonic() - start
    if status != 0:
        with open(log, encoding="utf-8", errors="replace") as text:
            raise Failed(f"{argv[0]}: exit {os.waitstatus_to_exitcode(status)}: {text.read()[-600:]}")
    with open(log + ".kib", encoding="ascii") as kib:
        peak_kib = int(kib.read())
    _settle(postmaster)
    return {
        "wall_s": round(wall, 4),
        "user_s": round(usage.ru_utime, 4),
        "system_s": round(usage.ru_stime, 4),
        "server_s": round(_backend_cpu_s(postmaster) - server_before, 2),
        "peak_kib": peak_kib,
        "output_bytes": output_bytes(output) if output else 0,
    }
