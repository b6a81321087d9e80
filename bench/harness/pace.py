"""How long it will take, told before each part, and when to stop.

The figures are for two cores that do nothing else, in seconds at scale 1: orders of size, until the first
round tells what this machine takes.
"""
import time

SHOP_S = 150
RUN_S = {"clone": 20, "greenmask": 90, "": 6.5}  # by how a candidate's name begins
START_S = 1  # of a run, whatever the scale
KERNELS_S = 60  # whatever the scale
GROWTH_START_S, GROWTH_S = 240, 400


def rounds_s(candidates, rounds, scale):
    """So long will the rounds of the candidates take."""
    each = ((START_S + scale * next(seconds for start, seconds in RUN_S.items() if candidate.name.startswith(start)),
             1 if candidate.once else rounds) for candidate in candidates)
    return sum(seconds * times for seconds, times in each)


class Pace:
    """`limit_s` after `started` nothing new begins; 0: no limit."""

    def __init__(self, started, limit_s, say):
        self.started = started
        self.limit_s = limit_s
        self.say = say

    def has_time_for(self, seconds):
        return not self.limit_s or time.monotonic() + seconds <= self.started + self.limit_s

    def while_there_is_time(self, part, items):
        """Items of an iterator, none of which is asked for when the time is up."""
        items = iter(items)
        while self.has_time_for(0):
            try:
                yield next(items)
            except StopIteration:
                return
        self.say(f"{part}: the time is up")

    def begins(self, part, estimate_s, always=False):
        """Says how long it will take; false where the time is up."""
        if not always and not self.has_time_for(0):
            self.say(f"{part}: left out, the time is up")
            return False
        self.say(f"{part}: about {spelled(estimate_s)}")
        return True


def spelled(seconds):
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
