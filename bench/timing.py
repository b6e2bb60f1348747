"""Two ways of doing one thing, timed in turn, so that a machine whose speed drifts harms both alike.

Beside the time on the clock stands that of the processors, which others at work on the same machine harm less.
"""
from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """What ours and the floor took (median seconds), and the median of the ratios pair by pair; no bound: to be known.

    `least`, `most`: of these ratios; `work`: the median of the ratios of processor time.
    """

    name: str
    ours: float
    floor: float
    ratio: float
    bound: str
    against: str
    least: float = 0.0
    most: float = 0.0
    work: float = 0.0

    @property
    def kept(self) -> bool:
        """Whether the bound is met."""
        return not self.bound or self.ratio <= float(self.bound.removeprefix("<= "))

    def __str__(self) -> str:
        return (f"{self.name:<22} {self.ours * 1000:10.1f} ms  {self.floor * 1000:10.1f} ms  "
                f"{self.ratio:7.2f}  {self.bound:<8} {self.least:6.2f} {self.most:6.2f} {self.work:6.2f}  {self.against}")


HEAD = f"{'':<22} {'ours':>13}  {'floor':>13}  {'ratio':>7}  {'bound':<8} {'least':>6} {'most':>6} {'cpu':>6}  floor is"


def pair(name: str, ours: Callable[[], object], floor: Callable[[], object], bound: str, against: str,
         runs: int = 7, warmup: int = 1) -> Ratio:
    """Ours, floor, ours, floor …; the runs of the warm-up are not counted."""
    for _ in range(warmup):
        ours()
        floor()
    pairs = [(taken(ours), taken(floor)) for _ in range(runs)]
    ratios = [a.clock / b.clock for a, b in pairs]
    return Ratio(name, statistics.median(a.clock for a, _ in pairs), statistics.median(b.clock for _, b in pairs),
                 statistics.median(ratios), bound, against, min(ratios), max(ratios),
                 statistics.median(a.work / b.work for a, b in pairs))


@dataclass(frozen=True)
class Taken:
    """Seconds on the clock, and of processors (this process and those that it has waited for)."""

    clock: float
    work: float


def taken(work: Callable[[], object]) -> Taken:
    before, start = worked(), time.perf_counter()
    work()
    return Taken(time.perf_counter() - start, max(worked() - before, 0.001))


def worked() -> float:
    times = os.times()
    return time.process_time() + times.children_user + times.children_system
