"""The rhythm board: organisation by month, what was due by rule, and whether it was held, late, missed, or is due now."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from ..catalogue.kind import Kind
from ..catalogue.period import Period
from ..figures.rhythm import MONTHS, WEEKDAYS, Course, Held, Slot, called, courses
from ..records.workdays import is_working
from .lateness import adopted, late
from .office import Office


class State(Enum):
    """How it stands with a cell of the board."""

    HELD = "已开"
    LATE = "迟录"
    DUE = "待开"
    MISSED = "缺"
    AHEAD = "未到"


@dataclass(frozen=True)
class Cell:
    """What one organisation owes from one month to another, and the entries that answer it.

    `column` is the first month it stands on, `span` how many it covers. `held` of `owed` so far; `all` with those ahead.
    """

    column: int
    span: int
    state: State
    called: str
    held: int
    owed: int
    all: int
    records: tuple[int, ...]
    start: date
    end: date

    @property
    def text(self) -> str:
        """3/4 where several fall on a month; else how often it was held, or the state in a word."""
        if self.state is State.AHEAD:
            return ""
        if self.all > 1:
            return f"{self.held}/{max(self.owed, self.held) or self.all}"
        return f"{self.held}次" if self.state is State.HELD and self.held > 1 else self.state.value


@dataclass(frozen=True)
class Row:
    """One kind of meeting of one organisation through the period."""

    kind: str
    label: str
    every: str
    body: int | None
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Rhythms:
    """The board of a period: its months from left to right, and a row for each kind and organisation."""

    months: tuple[Period, ...]
    rows: tuple[Row, ...]


EVERY = {"day": "每个工作日", "week": "每周", "month": "每月", "quarter": "每季度", "half": "每半年", "year": "每年"}
DAYS = dict(zip(WEEKDAYS, "一二三四五", strict=True))


def rhythms(office: Office, period: Period, scope: str | None = None, today: date | None = None) -> Rhythms:
    """The board of a period; kinds in the order of their tabs, the organisations of each in theirs."""
    today = today or date.today()
    months = tuple(_months(period))
    rows: list[Row] = []
    with office.ledger(period, scope) as ledger:
        since = adopted(ledger.connection)
        for kind in kinds(office, period):
            assert kind.rhythm is not None
            every = f"每周{DAYS[kind.rhythm.on]}" if kind.rhythm.on else EVERY[kind.rhythm.every]
            rows += [Row(kind.id, kind.label, every, one.body, one.name,
                         tuple(_cells(kind, one, months, today, since)))
                     for one in courses(kind, ledger, ledger.connection, touching=True) if one.slots]
    return Rhythms(months, tuple(rows))


def kinds(office: Office, period: Period) -> list[Kind]:
    """The kinds with a rhythm that the period still knows, those that are held by organisations first."""
    known = [kind for of in office.catalogue.by_tab.values() for kind in of
             if kind.rhythm and not (kind.retired and period.start.year > kind.retired)]
    return sorted(known, key=lambda kind: kind.rhythm is None or kind.rhythm.by is None)


def beginning(office: Office, kind: str, body: int | None, cell: Cell, today: date | None = None) -> dict[str, Any]:
    """What a new record starts with that answers a cell: its organisation, and a likely day within its stretch."""
    today = today or date.today()
    rhythm = office.catalogue.kind(kind).rhythm
    day = today if cell.start <= today <= cell.end else _working(cell, rhythm.on if rhythm else None)
    return {"date": day} | ({"bodies": (body,)} if body is not None else {})


def said(office: Office, kind: str, records: Iterable[int]) -> list[tuple[int, str]]:
    """The records of a cell, oldest first, as a menu offers them: 3月12日 支委会（三月）."""
    found = sorted(office.some(kind, records), key=lambda record: (record.values["date"], record.id))
    return [(record.id, f"{record.values['date']:%m-%d}　{record.values['title']}") for record in found]


def _months(period: Period) -> list[Period]:
    year, month = period.start.year, period.start.month
    return [Period.months_of(year + (month + n - 1) // 12, (month + n - 1) % 12 + 1, (month + n - 1) % 12 + 1)
            for n in range(period.months)]


@dataclass(frozen=True)
class _Place:
    """Where a cell stands, and the stretch of days that it speaks of."""

    column: int
    span: int
    called: str
    start: date
    end: date


def _cells(kind: Kind, course: Course, months: tuple[Period, ...], today: date, since: date) -> list[Cell]:
    """One cell for each stretch of a month or longer; what comes by week or day is since by month."""
    rhythm = kind.rhythm
    assert rhythm is not None
    cells = []
    if rhythm.every in MONTHS:
        for slot in course.slots:
            columns = [n for n, month in enumerate(months) if month.start <= slot.end and slot.start <= month.end]
            place = _Place(columns[0], len(columns), called(rhythm, slot), slot.start, slot.end)
            cells.append(_cell(course, [slot], place, today, since))
    else:
        for n, month in enumerate(months):
            if within := [slot for slot in course.slots if slot.by in month]:
                cells.append(_cell(course, within, _Place(n, 1, f"{month.start.month}月", month.start, month.end), today,
                                   since))
    return cells


def _cell(course: Course, within: list[Slot], place: _Place, today: date, since: date) -> Cell:
    owed = [slot for slot in within if slot.by <= today]
    entries: dict[int, Held] = {one.record: one for slot in within for one in course.met[slot]}
    entries |= {course.filled[slot].record: course.filled[slot] for slot in within if slot in course.filled}
    done = [slot for slot in within if course.met[slot] or slot in course.filled]
    if any(slot not in done for slot in owed):
        state = State.MISSED
    elif done and (owed or len(done) == len(within)):
        slow = [late(one.date, one.entered, since) for one in entries.values()]
        state = State.LATE if all(slow) else State.HELD
    else:
        state = State.DUE if place.start <= today else State.AHEAD
    held = len(done) if len(within) > 1 else sum(one.times for one in course.met[within[0]]) or len(done)
    return Cell(place.column, place.span, state, place.called, held, len(owed), len(within), tuple(sorted(entries)),
                place.start, place.end)


def _working(cell: Cell, on: str | None) -> date:
    """The last day of a stretch on which it would have been: its weekday if it has one, a working day at any rate."""
    days = [cell.end - timedelta(n) for n in range((cell.end - cell.start).days + 1)]
    wanted = [day for day in days if on is None or day.weekday() == WEEKDAYS.index(on)]
    return next((day for day in wanted if is_working(day)), cell.end)
