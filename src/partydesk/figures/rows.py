"""The records behind a tally: one select of (record, amount).

The value of a tally is the fold of these rows; its trace is these rows. There is no second query to keep in step, so a
number and the list a clerk sees behind it cannot disagree. Amounts are whole counts of a field's smallest unit.

The selects know no dates: `start`, `end` and `scope` are bound when they run, so that each is built and compiled once.
"""
from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    FromClause,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from ..catalogue.catalogue import Catalogue
from ..catalogue.fields import Date as DateField
from ..catalogue.fields import Flag, Number
from ..catalogue.formula import Both, Tally, Test
from ..catalogue.kind import Kind
from ..records.held import held
from ..records.tables import SHAPES, attendance, body, holding, person

START, END = bindparam("start", type_=Date), bindparam("end", type_=Date)
SCOPE = bindparam("scope", type_=String)
ONE: ColumnElement[int] = literal_column("1").label("amount")

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def digits(tree: Tally | Both, catalogue: Catalogue) -> int:
    """How many decimals the amounts of a tally are shifted by."""
    match tree:
        case Tally(field=str() as field, verb="sum" | "mean" | "latest") as tally:
            blank = catalogue.kinds[tally.kind].known[field]
            return blank.digits if isinstance(blank, Number) else 0
    return 0


def rows(tree: Tally | Both, catalogue: Catalogue, scoped: bool) -> Select[Any]:
    """The select of `record` and `amount` that a tally is the fold of."""
    if isinstance(tree, Both):
        left, right = (rows(part, catalogue, scoped).subquery() for part in (tree.left, tree.right))
        return select(left.c.record, ONE).where(left.c.record.in_(select(right.c.record)))
    return _Rows(tree, catalogue.kinds[tree.kind], scoped).select()


class _Rows:
    """One tally over one kind, on its way to a select."""

    def __init__(self, tally: Tally, kind: Kind, scoped: bool):
        self.tally, self.kind, self.scoped = tally, kind, scoped
        self.table: Table = SHAPES[kind.shape]
        self.below: CTE | None = _below() if scoped else None

    def select(self) -> Select[Any]:
        table, tally = self.table, self.tally
        match tally.verb, self.kind.shape:
            case "count", "activity":
                times = func.coalesce(table.c.times, literal_column("1")).label("amount")
                return select(table.c.id.label("record"), times).where(*self.these(), *self.within())
            case "count" | "standing", _:
                return select(table.c.id.label("record"), ONE).where(*self.these(), *self.within())
            case "sum" | "mean", _:
                return self.amounts()
            case "latest", _:
                return self.amounts().order_by(table.c.date.desc(), table.c.id.desc()).limit(1)
            case "held", _:
                return self.held()
            case "heads", _:
                return self.heads()
            case "people", _:
                return self.people()
            case "units", _:
                return self.units()
            case "top", _:
                return self.top()
        raise NotImplementedError(tally.verb)

    def these(self) -> list[ColumnElement[bool]]:
        """The records that the tally is about: kind, time and tests."""
        ids, table = self.kind.ids, self.table
        kind = table.c.kind == ids[0] if len(ids) == 1 else table.c.kind.in_(ids)
        return [kind, table.c.removed.is_(None), self.during(), *map(self.holds, self.tally.tests)]

    def during(self) -> ColumnElement[bool]:
        """Events happen within the period; people, bodies and what stands are as on its last day."""
        shape, table = self.kind.of, self.table
        began = table.c[shape.began]
        if self.tally.verb != "standing" and self.kind.shape not in ("person", "body"):
            return began.between(START, END)
        ceased = table.c[shape.ceased or "until"]
        # Someone leaves, and a rule ends, after the day named; what is closed that day is closed.
        over = ceased > END if self.kind.shape == "item" else ceased >= END
        return and_(or_(began.is_(None), began <= END), or_(ceased.is_(None), over))

    def within(self) -> list[ColumnElement[bool]]:
        """Only what belongs to the body asked for, or to one below it: held by it, or attended by its people."""
        if self.below is None:
            return []
        table = self.table
        match self.kind.shape:
            case "body":
                return [self.inside(table.c.id)]
            case "person":
                return [self.inside(table.c.body)]
            case "activity":
                by_us = exists().where(holding.c.activity == table.c.id, self.inside(holding.c.body))
                with_us = exists().where(attendance.c.activity == table.c.id, attendance.c.status == "present",
                                         attendance.c.person == person.c.id, self.inside(person.c.body))
                return [or_(by_us, with_us)]
            case "item":
                who: ColumnElement[Any] = table.c.owner
            case _:
                who = table.c.person
        theirs = exists().where(person.c.id == who, self.inside(person.c.body))
        ours = or_(self.inside(table.c.body), and_(table.c.body.is_(None), theirs))
        # A rule that names nobody is in force everywhere.
        return [or_(ours, and_(table.c.body.is_(None), who.is_(None))) if self.tally.verb == "standing" else ours]

    def inside(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        assert self.below is not None
        return column.in_(select(self.below.c.id))

    def amounts(self) -> Select[Any]:
        amount = self.column(self.tally.field or "")
        return select(self.table.c.id.label("record"), amount.label("amount")).where(
            *self.these(), *self.within(), amount.is_not(None))

    def held(self) -> Select[Any]:
        by = and_(holding.c.activity == self.table.c.id, *([self.inside(holding.c.body)] if self.scoped else []))
        bodies = select(func.count()).select_from(holding).where(by).correlate(self.table).scalar_subquery()
        amount = (func.coalesce(self.table.c.times, literal_column("1")) * bodies).label("amount")
        return select(self.table.c.id.label("record"), amount).where(*self.these(), exists().where(by))

    def heads(self) -> Select[Any]:
        """人次: everyone, every time; plus head-counts taken without a roll, which belong to whoever held it alone."""
        found = select(self.table.c.id, self.table.c.heads).where(*self.these()).subquery()
        there = func.count(attendance.c.person)
        source: FromClause = found.outerjoin(
            attendance, and_(attendance.c.activity == found.c.id, attendance.c.status == "present"))
        if self.scoped:
            ours = attendance.join(person, and_(person.c.id == attendance.c.person, self.inside(person.c.body)))
            source = found.outerjoin(ours, and_(attendance.c.activity == found.c.id, attendance.c.status == "present"))
            held = exists().where(holding.c.activity == found.c.id)
            elsewhere = held.where(~self.inside(holding.c.body))
            heads: ColumnElement[Any] = case((and_(held, ~elsewhere), func.max(found.c.heads)))
        else:
            heads = func.max(found.c.heads)
        amount = there + func.coalesce(heads, literal_column("0"))
        return (select(found.c.id.label("record"), amount.label("amount")).select_from(source)
                .group_by(found.c.id).having(amount > literal_column("0")))

    def people(self) -> Select[Any]:
        """人: each person once."""
        match self.kind.shape:
            case "person":
                return select(self.table.c.id.label("record"), ONE).where(*self.these(), *self.within())
            case "activity":
                who: ColumnElement[Any] = attendance.c.person
                source: FromClause = self.table.join(attendance, and_(attendance.c.activity == self.table.c.id,
                                                                      attendance.c.status == "present"))
            case "item":
                who, source = self.table.c.owner, self.table
            case _:
                who, source = self.table.c.person, self.table
        conditions = [*self.these(), who.is_not(None)]
        if self.scoped:
            source = source.join(person, and_(person.c.id == who, self.inside(person.c.body)))
        return select(who.label("record"), ONE).select_from(source).where(*conditions).distinct()

    def units(self) -> Select[Any]:
        """Each body once."""
        if self.kind.shape == "activity":
            which: ColumnElement[Any] = holding.c.body
            source: FromClause = self.table.join(holding, holding.c.activity == self.table.c.id)
        else:
            which, source = (self.table.c.id if self.kind.shape == "body" else self.table.c.body), self.table
        conditions = [*self.these(), which.is_not(None)]
        if self.scoped:
            conditions.append(self.inside(which))
        return select(which.label("record"), ONE).select_from(source).where(*conditions).distinct()

    def top(self) -> Select[Any]:
        """The people with the highest sums; those who share the last place all belong."""
        who, amount = self.table.c.person, self.column(self.tally.field or "")
        place = func.rank().over(order_by=func.sum(amount).desc()).label("place")
        ranked = (select(who.label("record"), place).where(*self.these(), *self.within(), who.is_not(None))
                  .group_by(who).subquery())
        return select(ranked.c.record, ONE).where(ranked.c.place <= (self.tally.first or 0))

    def column(self, name: str) -> ColumnElement[Any]:
        """A blank as SQL: a column of the shape if it has one, else its place in `details`."""
        if name in self.table.c:
            return self.table.c[name]
        blank = self.kind.known[name]
        type_ = BigInteger() if isinstance(blank, Number) else Boolean() if isinstance(blank, Flag) else String()
        places = [held(self.table.c.details, place, type_) for place in (name, *blank.was)]
        return places[0] if len(places) == 1 else func.coalesce(*places)

    def holds(self, test: Test) -> ColumnElement[bool]:
        """A test as SQL; a blank is not the value it is held against, whatever that is."""
        if test.field == "age":
            return self.aged(test)
        if test.field == "done" and self.kind.shape == "item":
            closed = self.table.c.closed
            done = and_(closed.is_not(None), closed <= END)
            return done if (test.op == "==") == bool(test.value) else ~done
        found = self.column(test.field)
        if isinstance(test.value, tuple):
            return or_(*(found == self.plain(test.field, value) for value in test.value))
        if test.value is None:
            return found.is_(None) if test.op == "==" else found.is_not(None)
        value = self.plain(test.field, test.value)
        if test.op == "!=":
            return or_(found != value, found.is_(None))
        compared: ColumnElement[bool] = COMPARE[test.op](found, value)
        return compared

    def plain(self, name: str, value: Any) -> Any:
        """A constant of the formula as the column keeps it."""
        blank = self.kind.known[name]
        if isinstance(blank, Number) and isinstance(value, Decimal):
            scaled = value.scaleb(blank.digits)
            return int(scaled) if scaled == int(scaled) else float(scaled)
        if isinstance(blank, DateField) and isinstance(value, str):
            day = blank.read(value)
            return day if name in self.table.c else blank.store(day)
        return value

    def aged(self, test: Test) -> ColumnElement[bool]:
        """Full years on the period's last day; the birthdays themselves are bound when the select runs."""
        values = test.value if isinstance(test.value, tuple) else (test.value,)
        if None in values:
            known = self.table.c.born.is_not(None)
            return known if test.op == "!=" else ~known
        years = [int(value) for value in values if isinstance(value, Decimal)]
        match test.op:
            case "<=":
                return self.born_after(years[0] + 1)
            case "<":
                return self.born_after(years[0])
            case ">":
                return ~self.born_after(years[0] + 1)
            case ">=":
                return ~self.born_after(years[0])
        same = or_(*(and_(self.born_after(n + 1), ~self.born_after(n)) for n in years))
        return or_(~same, self.table.c.born.is_(None)) if test.op == "!=" else same

    def born_after(self, years: int) -> ColumnElement[bool]:
        """Younger than `years` on the last day."""
        return self.table.c.born > bindparam(f"born_{years}", type_=Date)


def birthday(end: date, years: int) -> date:
    """The day on which someone who turns `years` on `end` was born."""
    year = end.year - years
    if (end.month, end.day) == (2, 29) and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        return date(year, 2, 28)
    return end.replace(year=year)


@cache
def _below() -> CTE:
    """The body asked for and all below it; one and the same in every part of a select."""
    tree = select(body.c.id).where(body.c.uid == SCOPE).cte("below", recursive=True)
    return tree.union(select(body.c.id).where(body.c.parent == tree.c.id))
