"""Two ways of doing one thing, timed in turn, so that a machine whose speed drifts harms both alike."""
from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """What ours and the floor took (median seconds), and the median of the ratios pair by pair."""

    name: str
    ours: float
    floor: float
    ratio: float
    bound: str
    against: str

    def __str__(self) -> str:
        return (f"{self.name:<22} {self.ours * 1000:10.1f} ms  {self.floor * 1000:10.1f} ms  "
                f"{self.ratio:7.2f}  {self.bound:<8} {self.against}")


HEAD = f"{'':<22} {'ours':>13}  {'floor':>13}  {'ratio':>7}  {'bound':<8} floor is"


def pair(name: str, ours: Callable[[], object], floor: Callable[[], object], bound: str, against: str,
         runs: int = 7, warmup: int = 1) -> Ratio:
    """Ours, floor, ours, floor …; the runs of the warm-up are not counted."""
    for _ in range(warmup):
        ours()
        floor()
    pairs = [(taken(ours), taken(floor)) for _ in range(runs)]
    return Ratio(name, statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs),
                 statistics.median(a / b for a, b in pairs), bound, against)


def taken(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
