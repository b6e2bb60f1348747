"""Every number of a period on one list: its value, last year's, how it moved, how it is counted, what stands behind it."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ..catalogue import formula
from ..catalogue.catalogue import Catalogue
from ..catalogue.explain import explain
from ..catalogue.formula import Both, Tally
from ..catalogue.period import Period
from ..catalogue.showing import SHARES, number
from ..figures import checks
from ..figures.ledger import Ledger
from ..figures.value import Value
from .matching import Word, fits, words
from .office import Office
from .trace import counted

MISSING, STATED, ODD, MOVED = "missing", "stated", "odd", "moved"
SORTS = {MISSING: "待补", STATED: "填报", ODD: "异常", MOVED: "有变化"}
"""What the list can be narrowed to, and what that is called."""
HEADS = ("数据项", "本期", "上年同期", "变化", "标记", "怎么数", "来源")
LITTLE = 1
"""Decimals at which a movement is told."""


@dataclass(frozen=True)
class Source:
    """Where a number is counted from: a kind of record, and how many records of it are behind the number."""

    kind: str
    label: str
    records: int


@dataclass(frozen=True)
class Number:
    """One number of the period: as it is printed, beside last year's, and how it came about.

    `counted` is what the records alone give, where something else is stated; `odd` says what the checks find in it.
    """

    id: str
    label: str
    chapter: str
    tab: str
    unit: str
    text: str
    amount: Fraction | None
    before: str
    moved: str
    movement: Fraction | None
    stated: bool
    missing: bool
    odd: tuple[str, ...]
    how: str
    because: str
    counted: str
    sources: tuple[Source, ...]
    records: int

    @property
    def marks(self) -> tuple[str, ...]:
        """待补, 填报, 异常: what a clerk should notice about the number."""
        told = {"待补": self.missing, "填报": self.stated, "异常": bool(self.odd)}
        return tuple(word for word, holds in told.items() if holds)

    @property
    def shown(self) -> str:
        """The number in a cell."""
        return "待补" if self.missing else self.text

    @property
    def row(self) -> tuple[str, ...]:
        """The number as a row of a table, under `HEADS`."""
        from_ = "、".join(f"{source.label} {source.records}" for source in self.sources)
        grounds = f"依据：{self.because}" if self.because else ""
        return (self.label, self.shown, self.before, self.moved, "、".join(self.marks),
                "；".join(filter(None, (grounds, self.how))), from_)


def numbers(office: Office, period: Period | str, scope: str | None = None, today: date | None = None) -> list[Number]:
    """Every number of the period that this year's forms still ask for, in the order of the forms."""
    with office.ledger(period, scope) as ledger:
        odd: dict[str, list[str]] = {}
        for finding in checks.run(ledger, ledger.connection, today or date.today()):
            for id in finding.figures:
                odd.setdefault(id, []).append(finding.found)
        return [_number(ledger, value, tuple(odd.get(value.id, ()))) for value in ledger.values()
                if value.figure is not None and not (value.figure.retired and ledger.period.end.year > value.figure.retired)]


def _number(ledger: Ledger, value: Value, odd: tuple[str, ...]) -> Number:
    figure = value.figure
    assert figure is not None
    then = ledger.before(value.id)
    known = not then.missing and bool(then.stated or then.sent or then.records or then.amount)
    movement = None if not known or compares(figure.formula, ledger.catalogue) else moved(value, then)
    chapter = figure.chapter
    return Number(
        value.id, value.label, chapter.label if chapter else "", chapter.tab if chapter else "", value.unit, value.text,
        value.amount, then.text if known else "", told(movement, value), movement, value.stated, value.missing,
        () if value.missing else odd,
        explain(figure.formula, ledger.catalogue), ledger.reason(figure.id), counted(ledger, figure) if value.stated else "",
        sources(ledger, value), value.records)


def sources(ledger: Ledger, value: Value) -> tuple[Source, ...]:
    """The kinds of record behind a value, each with how many records of the period it folds."""
    found: dict[str, int] = {}
    for fold in value.tallies():
        for tally in _tallies(fold.tally):
            here = fold.records if fold.period == ledger.period else 0
            found[tally.kind] = max(found.get(tally.kind, 0), here)
    return tuple(Source(id, ledger.catalogue.kinds[id].label, records) for id, records in found.items())


def _tallies(tree: Tally | Both | None) -> Iterable[Tally]:
    match tree:
        case Both(left, right):
            return (left, right)
        case Tally():
            return (tree,)
    return ()


def compares(tree: formula.Formula, catalogue: Catalogue) -> bool:
    """Whether a formula itself looks back at another year: such a number is not compared once more."""
    return any(isinstance(node, formula.Back) or isinstance(node, formula.Ref) and node.id in catalogue.figures
               and compares(catalogue.figures[node.id].formula, catalogue) for node in formula.walk(tree))


def moved(now: Value, then: Value) -> Fraction | None:
    """How far a number moved in a year: a share by points, all else by its growth; None where that cannot be said."""
    if now.amount is None or then.amount is None:
        return None
    if now.unit in SHARES:
        return now.amount - then.amount
    return None if not then.amount else (now.amount - then.amount) / abs(then.amount)


def told(movement: Fraction | None, value: Value) -> str:
    """＋25%, －3.5个百分点, 持平."""
    if movement is None:
        return ""
    if not movement:
        return "持平"
    unit = "个百分点" if value.unit in SHARES else "%"
    digits = 0 if (movement * 100).denominator == 1 else LITTLE
    return f"{'＋' if movement > 0 else '－'}{number(abs(movement), unit, digits)}{unit}"


def narrowed(rows: Sequence[Number], sort: str = "", sought: str = "") -> list[Number]:
    """The numbers of one sort (missing, stated, odd, moved, or the label of a chapter) that fit what is looked for:
    every word stands in the name, the value, or how it is counted, or is the pinyin initials of the name."""
    wanted = [Word(word) for word in words(sought)]
    return [row for row in rows if _is(row, sort) and (
        not wanted or fits(wanted, row.label, f"{row.text} {row.how} {row.because} {row.id}") is not None)]


def meant(rows: Sequence[Number], sought: str) -> list[Number]:
    """The numbers that the typed words may mean, the likeliest first; all of them for nothing typed."""
    wanted = [Word(word) for word in words(sought)]
    if not wanted:
        return list(rows)
    graded = [(fit[0], row) for row in rows if (fit := fits(wanted, row.label, f"{row.text} {row.id}")) is not None]
    return [row for _, row in sorted(graded, key=lambda one: one[0])]


def _is(row: Number, sort: str) -> bool:
    match sort:
        case "":
            return True
        case "missing":
            return row.missing
        case "stated":
            return row.stated or bool(row.because)
        case "odd":
            return bool(row.odd)
        case "moved":
            return bool(row.movement)
    return row.chapter == sort
