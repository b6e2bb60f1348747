"""The board of a period: how many figures have a value, are to be filled in, or look odd, pillar by pillar, and why."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

from ..catalogue.catalogue import Catalogue
from ..catalogue.formula import Tally
from ..catalogue.period import Period
from ..figures import checks
from ..figures.checks import Finding
from ..figures.ledger import Ledger
from ..figures.value import Value
from .office import Office

SHOWN = 4
"""How many figures of a pillar are set beside last year's where no tab names any."""


class State(Enum):
    """How it stands with a figure; it is in one of these states and no other."""

    KNOWN = "有数"
    MISSING = "待补"
    ODD = "异常"


@dataclass(frozen=True)
class Entry:
    """One figure of the period on the work list. `why` says what is missing or odd about it."""

    id: str
    label: str
    text: str
    state: State
    why: str


@dataclass(frozen=True)
class Pair:
    """A figure beside its value of the same period a year earlier, as text and as lengths to draw."""

    id: str
    label: str
    now: str
    then: str
    lengths: tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Pillar:
    """One chapter of the summary: its figures, and the few that are drawn."""

    label: str
    tab: str
    entries: tuple[Entry, ...]
    pairs: tuple[Pair, ...]

    def count(self, state: State | None = None) -> int:
        return sum(state is None or entry.state is state for entry in self.entries)


@dataclass(frozen=True)
class Board:
    """A period at a glance: its pillars, and what the checks have found."""

    period: Period
    pillars: tuple[Pillar, ...]
    findings: tuple[Finding, ...]

    def count(self, state: State | None = None) -> int:
        return sum(pillar.count(state) for pillar in self.pillars)

    def entries(self, state: State | None = None, pillar: str = "") -> list[Entry]:
        """The work list: the figures in a state, of one pillar or of all."""
        return [entry for one in self.pillars if not pillar or one.label == pillar
                for entry in one.entries if state is None or entry.state is state]


def board(office: Office, period: Period, scope: str | None = None, today: date | None = None) -> Board:
    """The board of a period, counted and checked within one reading."""
    catalogue = office.catalogue
    with office.ledger(period, scope) as ledger:
        findings = tuple(checks.run(ledger, ledger.connection, today or date.today()))
        odd: dict[str, str] = {}
        for finding in findings:
            for id in finding.figures:
                odd.setdefault(id, finding.found)
        by: dict[tuple[str, str], list[Entry]] = {}
        for id in ledger:
            figure = catalogue.figures[id]
            if not (figure.retired and period.end.year > figure.retired):
                chapter = (figure.chapter.label, figure.chapter.tab) if figure.chapter else ("", "")
                by.setdefault(chapter, []).append(_entry(catalogue, ledger[id], odd.get(id, "")))
        pillars = tuple(Pillar(label, tab, tuple(entries), tuple(_pairs(catalogue, ledger, tab, entries)))
                        for (label, tab), entries in by.items())
    return Board(period, pillars, findings)


def _entry(catalogue: Catalogue, value: Value, odd: str) -> Entry:
    if value.missing:
        return Entry(value.id, value.label, "待补", State.MISSING, lacks(catalogue, value))
    return Entry(value.id, value.label, value.text, State.ODD if odd else State.KNOWN, odd)


def lacks(catalogue: Catalogue, value: Value) -> str:
    """Why a value is not known: what was not recorded, and when; or that there is nothing to divide by."""
    told = dict.fromkeys(_unmeasured(catalogue, value))
    if told:
        return "、".join(told)
    return "分母为零，算不出比例"


def _unmeasured(catalogue: Catalogue, value: Value) -> Iterator[str]:
    """The readings that were never taken, deep inside a value."""
    if value.amount is not None:
        return
    if isinstance(value.tally, Tally):
        yield f"{value.period.label}没有“{catalogue.kinds[value.tally.kind].label}”的数"
    for part in value.parts:
        yield from _unmeasured(catalogue, part)


def _pairs(catalogue: Catalogue, ledger: Ledger, tab: str, entries: list[Entry]) -> Iterator[Pair]:
    """The figures of a pillar that are drawn: those its tab names; where no tab names any, the first that can be."""
    asked = catalogue.tabs[tab].shows if tab in catalogue.tabs else ()
    if not asked and any(one.shows for one in catalogue.tabs.values()):
        return
    shown = 0
    standing = {entry.id for entry in entries}
    for id in asked or [entry.id for entry in entries]:
        if id not in standing or shown == SHOWN and not asked:
            continue
        now, then = ledger[id], ledger.before(id)
        if now.amount is None or then.amount is None or not (asked or now.amount and then.amount) \
                or now.unit != then.unit or min(now.amount, then.amount) < 0:
            continue
        shown += 1
        most = max(now.amount, then.amount) or Fraction(1)
        yield Pair(id, now.label, now.text, then.text, (now.amount / most, then.amount / most))
