"""What was due by rule and what was held for it (应办与已办): said once, for the checks and for the board."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from ..catalogue import formula
from ..catalogue.formula import Tally
from ..catalogue.kind import Kind, Rhythm
from ..catalogue.period import Period
from ..records.record import select_of, some
from ..records.tables import SHAPES, body
from ..records.workdays import is_working
from .ledger import Ledger

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""How long the stretches are that go by the calendar."""


@dataclass(frozen=True, order=True)
class Slot:
    """A stretch of days in which one is due, and the day by which it is."""

    start: date
    end: date
    by: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True)
class Held:
    """One entry: when, for how many it stands, and by whom it was held."""

    record: int
    date: date
    times: int
    bodies: frozenset[int]
    entered: str


@dataclass(frozen=True)
class Course:
    """What one organisation (or the office itself, without a body) was asked for in a period, and what it did.

    `met` are the entries within each slot; `filled` the slots without one that an entry for several stands for.
    """

    body: int | None
    name: str
    slots: tuple[Slot, ...]
    met: Mapping[Slot, tuple[Held, ...]]
    filled: Mapping[Slot, Held]

    def owed(self, today: date) -> list[Slot]:
        """The slots of which the day has come."""
        return [slot for slot in self.slots if slot.by <= today]

    def missed(self, today: date) -> list[Slot]:
        """Those of them in which nothing was held."""
        return [slot for slot in self.owed(today) if not self.met[slot] and slot not in self.filled]


def courses(kind: Kind, ledger: Ledger, connection: Connection, *, touching: bool = False) -> list[Course]:
    """A kind with a rhythm, organisation by organisation; none where nobody is asked within the ledger's scope.

    `touching`: also of stretches that only end after the period.
    """
    assert kind.rhythm is not None
    asked = bodies(kind.rhythm, ledger, connection)
    if not kind.rhythm.by:
        asked = [] if ledger.scope else [(None, "本机关", None)]
    wanted = slots(kind.rhythm, ledger.period, touching=touching)
    if not asked or not wanted:
        return []
    entries = held(kind, ledger, connection, Period(wanted[0].start, wanted[-1].end))
    return [_course(id, name, [slot for slot in wanted if since is None or slot.start >= since],
                    [one for one in entries if id is None or id in one.bodies]) for id, name, since in asked]


def _course(id: int | None, name: str, wanted: list[Slot], entries: list[Held]) -> Course:
    met = {slot: tuple(one for one in entries if one.date in slot) for slot in wanted}
    empty = [slot for slot in wanted if not met[slot]]
    filled: dict[Slot, Held] = {}
    for one in entries:                       # a batch entry stands for several: those of its own month first
        near = sorted(empty, key=lambda slot: ((slot.by.year, slot.by.month) != (one.date.year, one.date.month), slot))
        for slot in near[:one.times - 1]:
            filled[slot] = one
            empty.remove(slot)
    return Course(id, name, tuple(wanted), met, filled)


def slots(rhythm: Rhythm, period: Period, *, touching: bool = False) -> list[Slot]:
    """The stretches of a period in each of which one is due, in their order.

    A month or longer is taken whole, and belongs to the period in which it ends (`touching`: to each that it touches);
    a week is cut at the period's edges.
    """
    if rhythm.every in MONTHS:
        return list(_stretches(MONTHS[rhythm.every], period, touching))
    days = [period.start + timedelta(n) for n in range((period.end - period.start).days + 1)]
    if rhythm.every == "day":
        return [Slot(day, day, day) for day in days if is_working(day)]
    weeks: dict[tuple[int, int], list[date]] = {}
    for day in days:
        weeks.setdefault(day.isocalendar()[:2], []).append(day)
    if not rhythm.on:
        return [Slot(week[0], week[-1], week[4]) for week in weeks.values() if len(week) > 4]
    on = WEEKDAYS.index(rhythm.on)
    return [Slot(week[0], week[-1], day) for week in weeks.values() for day in week
            if day.weekday() == on and is_working(day)]


def _stretches(months: int, period: Period, touching: bool) -> Iterator[Slot]:
    year, first = period.start.year, (period.start.month - 1) // months * months + 1
    while True:
        stretch = Period.months_of(year, first, first + months - 1)
        if (stretch.start if touching else stretch.end) > period.end:
            return
        yield Slot(stretch.start, stretch.end, stretch.end)
        year, first = (year, first + months) if first + months <= 12 else (year + 1, 1)


def called(rhythm: Rhythm, slot: Slot) -> str:
    """A slot as it is spoken of: 3月, 第1季度, 3月6日当周."""
    start = slot.start
    match rhythm.every:
        case "month":
            return f"{start.month}月"
        case "quarter":
            return f"第{(start.month - 1) // 3 + 1}季度"
        case "week":
            return f"{start.month}月{start.day}日当周"
        case "day":
            return f"{start.month}月{start.day}日"
    return Period(slot.start, slot.end).label


def bodies(rhythm: Rhythm, ledger: Ledger, connection: Connection) -> list[tuple[int | None, str, date | None]]:
    """Of whom the rhythm asks, within the ledger's scope, and since when each has stood."""
    if rhythm.by is None:
        return []
    inside = ledger.rows(ledger.reach(Tally("standing", rhythm.by)))
    query = select(body).where(body.c.id.in_([id for id, _ in inside])).order_by(body.c.id)
    return [(row.id, row.name, row.since) for row in connection.execute(query)]


def held(kind: Kind, ledger: Ledger, connection: Connection, within: Period) -> list[Held]:
    """The entries of a kind, oldest first, each counted as a figure would count it."""
    assert kind.rhythm is not None
    tally = Tally("count", kind.id, tests=formula.parse_tests(kind.rhythm.where))
    counted = dict(ledger.rows(ledger.reach(tally, within)))
    table = SHAPES[kind.shape]
    query = select_of(kind).where(table.c.date.between(within.start, within.end)).order_by(table.c.date, table.c.id)
    return [Held(record.id, record.values["date"], int(counted[record.id]), frozenset(record.values["bodies"]),
                 record.entered)
            for record in some(connection, kind, query, rolls=False) if record.id in counted]
