"""Who or what a share does not reach: the rows of its denominator that are not rows of its numerator.

Read off the formula, never declared apart from it: `both(people(x), standing(y)) / standing(y)` leaves those standing
whom no record of x names; `count(k, done) / count(k)` leaves the open ones; an average over people leaves those who
have nothing. A number whose parts are sums or readings has nobody to name, and says so by having no gap.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from ..catalogue.catalogue import Catalogue
from ..catalogue.check import Rhythm
from ..catalogue.explain import explain
from ..catalogue.formula import Arithmetic, Both, Constant, Formula, Months, Negative, Ref, Tally
from ..catalogue.period import Period
from ..figures.ledger import Ledger
from ..figures.rhythm import called, courses
from .office import Office
from .trace import named

HEADS = ("种类或组织", "名称", "说明", "日期")
MEASURES = {"person": "人", "body": "个", "activity": "次"}
"""What the rows of a shape are counted in; 条 for all else."""

NAMING = {"count", "people", "units", "standing", "top"}
"""Verbs of which each row is one of the things counted."""
SHARED = {"sum", "heads", "held", "count", "mean"}
"""Verbs that, divided by a number of people, are so much for each."""


@dataclass(frozen=True)
class Absent:
    """Who or what is missing: a record by kind and id; or, with `add`, one that is due and yet to be entered."""

    kind: str
    label: str
    id: int
    title: str
    note: str = ""
    date: date | None = None
    add: Mapping[str, Any] | None = None

    @property
    def row(self) -> tuple[str, ...]:
        """The same as a row of a table, under `HEADS`."""
        return (self.label, self.title, self.note, self.date.isoformat() if self.date else "")


@dataclass(frozen=True)
class Gap:
    """One share of a figure: how many the whole has, how many are reached, and who or what is not.

    `average`: the share is so much for each, and those named have nothing at all. `beyond` are reached and not of the
    whole: they raise the number without belonging to it. `due`: what the rhythm asked for and was not held.
    """

    whole: str
    part: str
    measure: str
    of: int
    reached: int
    absent: tuple[Absent, ...]
    beyond: tuple[Absent, ...] = ()
    average: bool = False
    due: bool = False

    @property
    def says(self) -> str:
        """The gap in a sentence."""
        unit, missing = self.measure, len(self.absent)
        if self.due:
            return f"按规定应有 {self.of} 次，" + (f"还差 {missing} 次。" if missing else "一次不差。")
        if not missing:
            return f"应有的 {self.of} {unit}都已计入，一{unit}不缺。"
        if self.average:
            return f"{self.of} {unit}中，有 {missing} {unit}这一期没有记录。"
        return f"{self.of} {unit}中，{self.reached} {unit}已计入，还有 {missing} {unit}没有计入。"


def gaps(office: Office, figure: str, period: Period | str, scope: str | None = None,
         today: date | None = None) -> tuple[Gap, ...]:
    """The gaps of a figure: one for each share that its formula works with in this very period, and one for the rhythm
    that it is held against."""
    of = office.catalogue.figure(figure)
    with office.ledger(period, scope) as ledger:
        found = [_gap(office, ledger, share) for share in shares(of.formula, office.catalogue)]
        return (*filter(None, found), *_due(ledger, of.id, today or date.today()))


def shares(tree: Formula, catalogue: Catalogue) -> Iterator[Arithmetic]:
    """The divisions within a formula, and within the figures it uses, that are of this period."""
    match tree:
        case Arithmetic("/", left, Constant() | Months()):
            yield from shares(left, catalogue)
        case Arithmetic("/", _, _):
            yield tree
        case Arithmetic(_, left, right):
            yield from shares(left, catalogue)
            yield from shares(right, catalogue)
        case Negative(of):
            yield from shares(of, catalogue)
        case Ref(id) if id in catalogue.figures:
            yield from shares(catalogue.figures[id].formula, catalogue)
        case _:
            pass                              # what another year was is asked of that year


def terms(tree: Formula, catalogue: Catalogue) -> tuple[Tally | Both, ...] | None:
    """The tallies that a formula adds up; None if it does more than adding things that can be named."""
    match tree:
        case Both():
            return (tree,)
        case Tally(verb) if verb in NAMING:
            return (tree,)
        case Arithmetic("+", left, right):
            a, b = terms(left, catalogue), terms(right, catalogue)
            return None if a is None or b is None else a + b
        case Ref(id) if id in catalogue.figures:
            return terms(catalogue.figures[id].formula, catalogue)
    return None


def givers(tree: Formula, catalogue: Catalogue) -> tuple[Tally, ...] | None:
    """The people behind an amount: `sum(note.characters)` is given by `people(note)`; None where nobody is named."""
    match tree:
        case Tally(verb, kind) if verb in SHARED:
            of = catalogue.kinds[kind]
            who = {"activity": "", "item": "owner"}.get(of.shape, "person")
            if of.shape != "activity" and who not in of.blanks:
                return None
            return (replace(tree, verb="people", field=None),)
        case Arithmetic("+", left, right):
            a, b = givers(left, catalogue), givers(right, catalogue)
            return None if a is None or b is None else a + b
        case Arithmetic("/" | "*", left, Constant()):
            return givers(left, catalogue)
        case Ref(id) if id in catalogue.figures:
            return givers(catalogue.figures[id].formula, catalogue)
    return None


def _gap(office: Office, ledger: Ledger, share: Arithmetic) -> Gap | None:
    catalogue = office.catalogue
    whole = terms(share.right, catalogue)
    part: tuple[Tally | Both, ...] | None = terms(share.left, catalogue)
    if whole is None:
        return None
    shapes = {catalogue.counted(term) for term in whole}
    average = part is None or {catalogue.counted(term) for term in part} != shapes
    if average:
        part = givers(share.left, catalogue) if shapes == {"person"} else None
    if part is None or len(shapes) != 1:
        return None
    shape = shapes.pop()
    ids, reached = _ids(ledger, whole), _ids(ledger, part)
    return Gap(explain(share.right, catalogue), explain(share.left, catalogue), MEASURES.get(shape, "条"), len(ids),
               len(ids & reached), _named(office, shape, ids - reached),
               () if average else _named(office, shape, reached - ids), average)


def _named(office: Office, shape: str, ids: set[int]) -> tuple[Absent, ...]:
    rows = named(office, shape, [(id, Fraction(1)) for id in sorted(ids)])
    return tuple(Absent(one.kind, one.label, one.id, one.title, one.note, one.date) for one in rows)


def _ids(ledger: Ledger, terms: tuple[Tally | Both, ...]) -> set[int]:
    return {id for term in terms for id, _ in ledger.rows(ledger.reach(term))}


def _due(ledger: Ledger, figure: str, today: date) -> Iterator[Gap]:
    """What a rhythm asked for and nobody held, for a figure that a check holds against it."""
    for check in ledger.catalogue.checks.values():
        if not (isinstance(check, Rhythm) and check.figure == figure):
            continue
        kind = ledger.catalogue.kinds[check.kind]
        asked = courses(kind, ledger, ledger.connection)
        owed = sum(len(course.owed(today)) for course in asked)
        if not owed or kind.rhythm is None:
            continue
        absent = tuple(Absent(kind.id, course.name, 0, called(kind.rhythm, slot), f"还没有{kind.label}记录", slot.by,
                              {"date": slot.by} | ({"bodies": (course.body,)} if course.body else {}))
                       for course in asked for slot in course.missed(today))
        yield Gap(f"按规定应有的{kind.label}", f"有记录的{kind.label}", "次", owed, owed - len(absent), absent, due=True)
