"""From a record to the numbers (正查): which figures of its period this very record is a row of, and which it is not, and why."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from ..catalogue import formula
from ..catalogue.catalogue import Catalogue
from ..catalogue.explain import explain, told
from ..catalogue.formula import Both, Formula, Tally
from ..catalogue.kind import Kind
from ..catalogue.period import Period
from ..figures.ledger import Ledger
from .office import Office

BRINGS = {"people", "units", "top"}
"""Verbs whose rows are people or organisations: a record of another shape brings them."""


@dataclass(frozen=True)
class Feed:
    """One figure as this record touches it: its value now, what the record adds, or why it adds nothing."""

    id: str
    label: str
    text: str
    says: str


@dataclass(frozen=True)
class Fed:
    """What one record does to the numbers of a period.

    `counted`: it is a row of these; `moved`: these are worked out from those; `passed`: figures over records of its
    kind that do not count this one.
    """

    period: Period
    counted: tuple[Feed, ...]
    moved: tuple[Feed, ...]
    passed: tuple[Feed, ...]


def feeds(office: Office, kind: str, id: int, period: Period | None = None) -> Fed:
    """The figures of a period (of the record's own half-year, unless another is asked) that a record moves."""
    of = office.catalogue.kind(kind)
    day: Any = office.record(kind, id).values.get("date")
    at = period or Period.of_day(day if isinstance(day, date) else date.today())
    catalogue = office.catalogue
    counted: dict[str, Feed] = {}
    passed: dict[str, Feed] = {}
    with office.ledger(at) as ledger:
        reading = _Reading(ledger, of, id)
        for figure in catalogue.figures.values():
            if figure.retired and at.end.year > figure.retired:
                continue
            said = [(holds, f"在分母里，{text}" if holds and below else text)
                    for tally, below in _own(figure.formula) if reading.concerns(tally) for holds, text in [reading.says(tally)]]
            adds = [text for holds, text in said if holds]
            value = ledger[figure.id]
            if adds:
                grounds = "（这一期用的是填报数，记录不改变它）" if value.stated else ""
                counted[figure.id] = Feed(figure.id, figure.label, value.text, "；".join(dict.fromkeys(adds)) + grounds)
            elif said:
                passed[figure.id] = Feed(figure.id, figure.label, value.text, "；".join(dict.fromkeys(text for _, text in said)))
        moved = {id: Feed(id, catalogue.figures[id].label, ledger[id].text, explain(catalogue.figures[id].formula, catalogue))
                 for id in _reached(catalogue, set(counted)) if id not in counted}
    return Fed(at, tuple(counted.values()), tuple(moved.values()),
               tuple(feed for id, feed in passed.items() if id not in moved))


def _own(tree: Formula, below: bool = False) -> Iterator[tuple[Tally | Both, bool]]:
    """The tallies of a formula that are over its own period (not those of figures it uses, nor of another year), and
    whether each stands below the line of a share."""
    match tree:
        case Both() | Tally():
            yield tree, below
        case formula.Arithmetic("/", left, right):
            yield from _own(left, below)
            yield from _own(right, True)
        case formula.Back("change", of):
            yield from _own(of, below)        # this year's half of the comparison
        case formula.Back():
            return
        case _:
            for part in formula.parts(tree):
                yield from _own(part, below)


def _reached(catalogue: Catalogue, from_: set[str]) -> Iterator[str]:
    """The figures that are worked out from some figures, directly or by way of others, in the order of the forms."""
    reached = set(from_)
    while True:
        more = {id for id, figure in catalogue.figures.items() if id not in reached and any(
            isinstance(node, formula.Ref) and node.id in reached for node in formula.walk(figure.formula))}
        if not more:
            return (yield from (id for id in catalogue.figures if id in reached))
        reached |= more


class _Reading:
    """One record, held against tallies."""

    def __init__(self, ledger: Ledger, kind: Kind, id: int):
        self.ledger, self.kind, self.id = ledger, kind, id
        self._rows: dict[Tally | Both, dict[int, Fraction]] = {}

    def concerns(self, tally: Tally | Both) -> bool:
        """Whether a tally is over records of this kind, or counts this person or organisation as one."""
        if isinstance(tally, Both):
            return self.concerns(tally.left) or self.concerns(tally.right)
        return tally.kind == self.kind.id or (self.kind.shape in ("person", "body") and self._is_row(tally))

    def says(self, tally: Tally | Both) -> tuple[bool, str]:
        """Whether the record is counted, and what it adds or why it does not."""
        if isinstance(tally, Both):
            return self._both(tally)
        if self.ledger.catalogue.counted(tally) == self.kind.shape and (tally.verb not in BRINGS or self._is_row(tally)):
            amount = self.rows(tally).get(self.id)
            return (amount is not None, self._adds(tally, amount) if amount is not None else self._why_not(tally))
        if self.id not in self.rows(replace(tally, verb="count", field=None, first=None)):
            return False, self._why_not(tally)
        brought, unit = self._brought(tally), "个组织" if tally.verb == "units" else "人"
        if not brought:
            return False, f"不在前 {tally.first} 名" if tally.first else f"没有可计的{unit.removeprefix('个')}"
        return True, f"涉及 {brought} {unit}，同一{unit}只计一次"

    def _both(self, both: Both) -> tuple[bool, str]:
        if self.kind.shape == "person":
            holds = self.id in self.rows(both)
            return holds, "两边都有，计 1 人" if holds else "不是两边都有"
        said = [self.says(tally) for tally in (both.left, both.right) if self.concerns(tally)]
        return any(holds for holds, _ in said), "；".join(text for _, text in said)

    def rows(self, tally: Tally | Both) -> dict[int, Fraction]:
        if tally not in self._rows:
            self._rows[tally] = dict(self.ledger.rows(self.ledger.reach(tally)))
        return self._rows[tally]

    def _is_row(self, tally: Tally | Both) -> bool:
        return self.ledger.catalogue.counted(tally) == self.kind.shape and self.id in self.rows(tally)

    def _brought(self, tally: Tally) -> int:
        """How many people or organisations this one record names."""
        found = _named(self.ledger, self.kind, self.id, tally.verb)
        return len(found & self.rows(tally).keys())

    def _adds(self, tally: Tally, amount: Fraction) -> str:
        shown = str(amount.numerator) if amount.denominator == 1 else f"{float(amount):.4f}".rstrip("0").rstrip(".")
        blank = self.kind.known.get(tally.field or "")
        unit = getattr(blank, "unit", "") if blank is not None else {
            "heads": "人次", "count": "次" if self.kind.shape == "activity" else "条", "held": "次",
            "people": "人", "units": "个"}.get(tally.verb, "人" if self.kind.shape == "person" else "个")
        return f"计入 {shown} {unit}".rstrip()

    def _why_not(self, tally: Tally) -> str:
        """The conditions that this record does not meet."""
        bare = replace(tally, verb="standing" if tally.verb == "standing" else "count", field=None, first=None, tests=())
        if self.id not in self.rows(bare):
            return "期末不在册" if tally.verb == "standing" else "不在这一期内"
        failed = [told(test, self.kind) for test in tally.tests if self.id not in self.rows(replace(bare, tests=(test,)))]
        if failed:
            return f"不符合：{'、'.join(failed)}"
        if tally.verb == "latest":
            return "不是期内最近的一次"
        label = self.kind.known[tally.field].label if tally.field and tally.field in self.kind.known else ""
        return f"没有填“{label}”" if label else "没有可计的人或组织"


def _named(ledger: Ledger, kind: Kind, id: int, verb: str) -> set[int]:
    """The people, or for `units` the organisations, that one record names."""
    from sqlalchemy import select

    from ..records.tables import SHAPES, attendance, holding
    table = SHAPES[kind.shape]
    if kind.shape == "activity":
        query = (select(holding.c.body).where(holding.c.activity == id) if verb == "units" else
                 select(attendance.c.person).where(attendance.c.activity == id, attendance.c.status == "present"))
    else:
        who = table.c.body if verb == "units" else table.c.owner if kind.shape == "item" else table.c.person
        query = select(who).where(table.c.id == id, who.is_not(None))
    return set(ledger.connection.execute(query).scalars())
