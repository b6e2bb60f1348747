"""What a list comes to: how many records, the sums of its columns, the heads; for the whole of it or group by group."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, literal, select

from ..catalogue import fields
from ..catalogue.kind import Kind
from ..records.letters import spelt
from ..records.tables import SHAPES, attendance, holding
from .columns import MONTH, ROLL, YEAR, Column
from .narrowing import place
from .office import Office

DUE = ("present", "leave", "absent")
"""Who counts as expected: 应到."""


@dataclass(frozen=True)
class Totals:
    """How many records, the sum and the number of amounts of each column, who was there and expected, and heads noted."""

    count: int = 0
    sums: Mapping[str, int] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)
    present: int = 0
    due: int = 0
    noted: int = 0

    @property
    def heads(self) -> int:
        """人次: those on the rolls who were there, and those of whom only the number is known."""
        return self.present + self.noted

    def __add__(self, other: Totals) -> Totals:
        def added(one: Mapping[str, int], two: Mapping[str, int]) -> dict[str, int]:
            return {id: one.get(id, 0) + two.get(id, 0) for id in {**one, **two}}
        return Totals(self.count + other.count, added(self.sums, other.sums), added(self.filled, other.filled),
                      self.present + other.present, self.due + other.due, self.noted + other.noted)

    def amount(self, column: Column) -> Decimal | None:
        """What a column comes to, exact; None where it is not totalled, or nothing is filled in."""
        blank = column.blank
        if not column.adds or not isinstance(blank, fields.Number) or not self.filled.get(column.id):
            return None
        digits = 0 if column.id in _typed(blank.id) else blank.digits
        total = Decimal(self.sums[column.id]).scaleb(-digits)
        if column.adds == "sum":
            return total
        return (total / self.filled[column.id]).quantize(Decimal(1).scaleb(-max(1, blank.digits)), ROUND_HALF_UP)

    def text(self, column: Column) -> str:
        """The same as it stands under the column."""
        if column.id == ROLL:
            return f"{self.present}/{self.due}" if self.due or self.present else ""
        amount = self.amount(column)
        if amount is None:
            return ""
        return f"均 {amount:f}" if column.adds == "mean" else f"{amount:f}"


@dataclass(frozen=True)
class Group:
    """Records that have one thing in common: what it is, how it is said, and what they come to."""

    key: Any
    label: str
    totals: Totals


def _typed(id: str) -> set[str]:
    """The shapes' own columns keep numbers as they are."""
    return {id} if any(id in table.c for table in SHAPES.values()) else set()


def key(kind: Kind, group: str) -> ColumnElement[Any]:
    """What the records of one group have in common, as the database says it."""
    table = SHAPES[kind.shape]
    if group in (MONTH, YEAR):
        return func.substr(cast(table.c.date, Text()), 1, 7 if group == MONTH else 4)
    at = place(kind, kind.known[group])
    if at is not None:
        return at
    return select(func.aggregate_strings(cast(holding.c.body, Text()), ",")).where(
        holding.c.activity == table.c.id).scalar_subquery()


def plain(kind: Kind, group: str, said: Any) -> Any:
    """A group's key as the program works with it: several organisations as their ids in order, a flag as a truth."""
    match kind.known.get(group):
        case fields.Link(many=True):
            return tuple(sorted(map(int, said.split(",")))) if said else None
        case fields.Flag():
            return None if said is None else bool(said)
    return said


def summed(office: Office, kind: Kind, where: Sequence[ColumnElement[bool]], columns: Iterable[Column],
           group: str = "") -> dict[Any, Totals]:
    """What the records that `where` leaves come to, by group; without one, under None."""
    table = SHAPES[kind.shape]
    by = key(kind, group) if group else literal(None)
    counted = {column.id: place(kind, column.blank) for column in columns if column.adds and column.blank is not None}
    amounts = {id: at for id, at in counted.items() if at is not None}
    has_roll = bool(kind.roll)
    wanted = [by, func.count(), *(func.sum(at) for at in amounts.values()), *(func.count(at) for at in amounts.values())]
    if has_roll:
        wanted.append(func.sum(table.c.heads))
    found: dict[Any, Totals] = {}
    with office.reading() as connection:
        for row in connection.execute(select(*wanted).where(*where).group_by(by) if group else select(*wanted).where(*where)):
            said, count, *rest = tuple(row)
            n = len(amounts)
            one = Totals(count, {id: int(amount or 0) for id, amount in zip(amounts, rest[:n], strict=True)},
                         dict(zip(amounts, rest[n:2 * n], strict=True)),
                         noted=int(rest[2 * n] or 0) if has_roll else 0)
            own = plain(kind, group, said)
            found[own] = found.get(own, Totals()) + one
        if has_roll:
            there = func.sum(case((attendance.c.status == "present", 1), else_=0)).label("present")
            each = select(attendance.c.activity, there, func.count().label("due")).where(
                attendance.c.status.in_(DUE)).group_by(attendance.c.activity).subquery()
            query = select(by, func.sum(each.c.present), func.sum(each.c.due)).select_from(
                table.join(each, each.c.activity == table.c.id)).where(*where)
            for said, present, due in connection.execute(query.group_by(by) if group else query):
                own = plain(kind, group, said)
                found[own] = found.get(own, Totals()) + Totals(present=int(present or 0), due=int(due or 0))
    return found


def ranked(office: Office, kind: Kind, group: str, keys: Iterable[Any]) -> list[tuple[Any, str]]:
    """Groups with their labels in order: the newest month first, choices as declared, names by their letters, blank last."""
    blank, names = kind.known.get(group), office.names

    def said(one: Any) -> str:
        if one is None:
            return f"未填{blank.label}" if blank else "无日期"
        if blank is None:
            year, _, month = one.partition("-")
            return f"{year}年{int(month)}月" if month else f"{year}年"
        return blank.show(one, names)

    given = {one: said(one) for one in keys}
    known = [one for one in given if one is not None]
    match blank:
        case None:
            known.sort(reverse=True)
        case fields.Choice(choices=choices):
            codes = list(choices)
            known.sort(key=lambda code: (codes.index(code) if code in codes else len(codes), str(code)))
        case fields.Flag():
            known.sort(reverse=True)
        case fields.Link(to="person"):
            known.sort(key=lambda one: (spelt(given[one])["pinyin"], one))
        case _:
            known.sort()
    return [(one, given[one]) for one in [*known, *([None] if None in given else [])]]
