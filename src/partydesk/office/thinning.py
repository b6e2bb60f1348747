"""Which backups are kept: by how many there are, never by how old they are, so that a wrong clock throws nothing away."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

RECENT, DAYS, WEEKS, LEAST = 20, 10, 8, 30

T = TypeVar("T")


def kept(backups: Sequence[T], moment: Callable[[T], datetime]) -> list[T]:
    """Of these, given newest first by their numbers, the ones that stay.

    The newest 20; below them the newest of each of 10 days and 8 weeks, and the newest of every month there is; and
    never fewer than 30, as long as there are so many. A month never loses its last one, whenever the clock says it was.
    """
    stays = dict.fromkeys(range(min(RECENT, len(backups))))
    older = range(len(stays), len(backups))
    moments = [moment(one) for one in backups]
    stays |= dict.fromkeys(_one_each(older, lambda at: moments[at].date(), DAYS))
    stays |= dict.fromkeys(_one_each(older, lambda at: moments[at].isocalendar()[:2], WEEKS))
    stays |= dict.fromkeys(_one_each(range(len(backups)), lambda at: (moments[at].year, moments[at].month), len(backups)))
    for at in older:
        if len(stays) >= LEAST:
            break
        stays[at] = None
    return [backups[at] for at in sorted(stays)]


def _one_each(among: Iterable[int], of: Callable[[int], object], most: int) -> list[int]:
    """The first of each day, week or month, for so many of them."""
    found: dict[object, int] = {}
    for at in among:
        if len(found) == most and of(at) not in found:
            break
        found.setdefault(of(at), at)
    return list(found.values())
