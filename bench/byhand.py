"""The figures as someone would write them who has only SQL: one plain statement a number, no reasons, no rows kept.

This is the floor of the figures' speed, written apart from `partydesk.figures` (strings, the raw driver), and its
numbers must be the same.
"""
from __future__ import annotations

import operator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from partydesk.catalogue import formula as f
from partydesk.catalogue.catalogue import Catalogue
from partydesk.catalogue.fields import Number
from partydesk.catalogue.period import Period

ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}


class ByHand:
    """Statements over one open cursor; each distinct one is run once, as its author would see to."""

    def __init__(self, cursor: Any, catalogue: Catalogue):
        self.cursor, self.catalogue = cursor, catalogue
        self.seen: dict[tuple[str, tuple[Any, ...]], Fraction | None] = {}

    def all(self, period: Period) -> dict[str, Fraction | None]:
        self.seen.clear()
        return {id: self.value(figure.formula, period) for id, figure in self.catalogue.figures.items()}

    def value(self, tree: f.Formula, period: Period) -> Fraction | None:
        match tree:
            case f.Constant(number):
                return number
            case f.Months():
                return Fraction(period.months)
            case f.Ref(id):
                return self.value(self.catalogue.figures[id].formula, period)
            case f.Negative(of):
                found = self.value(of, period)
                return None if found is None else -found
            case f.Arithmetic(op, left, right):
                a, b = self.value(left, period), self.value(right, period)
                return None if a is None or b is None or op == "/" and not b else Fraction(ARITHMETIC[op](a, b))
            case f.Back("previous", of):
                return self.value(of, period.year_before)
            case f.Back("year_end", of):
                return self.value(of, period.last_year)
            case f.Back(_, of):
                now, then = self.value(of, period), self.value(of, period.year_before)
                return None if now is None or not then else now / then - 1
            case f.Both(left, right):
                sides = [self.select(replace(side, verb="people") if side.verb == "standing" else side, period)
                         for side in (left, right)]
                sql = f"select count(*) from ({sides[0][0]}) where who in ({sides[1][0].replace('distinct ', '')})"
                return self.run(sql, (*sides[0][1], *sides[1][1]))
            case f.Tally():
                sql, given = self.select(tree, period)
                return self.folded(tree, sql, given)

    def folded(self, tally: f.Tally, sql: str, given: tuple[Any, ...]) -> Fraction | None:
        if tally.verb in ("people", "units", "top"):
            return self.run(f"select count(*) from ({sql})", given)
        found = self.run(sql, given)
        if tally.field is None or found is None:
            return found
        blank = self.catalogue.kinds[tally.kind].known[tally.field]
        return found / 10 ** (blank.digits if isinstance(blank, Number) else 0)

    def run(self, sql: str, given: tuple[Any, ...]) -> Fraction | None:
        if (sql, given) not in self.seen:
            row = self.cursor.execute(sql, given).fetchone()
            value = row[0] if row else None
            if value is not None and len(row) == 2:
                value = Fraction(value, row[1])
            self.seen[sql, given] = None if value is None else Fraction(value)
        return self.seen[sql, given]

    def select(self, tally: f.Tally, period: Period) -> tuple[str, tuple[Any, ...]]:
        kind = self.catalogue.kinds[tally.kind]
        table, start, end = kind.shape, period.start.isoformat(), period.end.isoformat()
        where = f"t.kind = '{kind.id}' and t.removed is null"
        if tally.verb == "standing" or table in ("person", "body"):
            over = "t.closed > ?" if table == "item" else "t.until >= ?"
            where += f" and (t.{kind.of.began} is null or t.{kind.of.began} <= ?) and ({over.split(maxsplit=1)[0]} is null or {over})"
            given: list[Any] = [end, end]
        else:
            where += " and t.date between ? and ?"
            given = [start, end]
        for test in tally.tests:
            sql, more = self.test(kind, test, period)
            where, given = f"{where} and {sql}", given + more
        who = "t.owner" if table == "item" else "t.id" if table == "person" else "t.person"
        field = self.place(kind, tally.field) if tally.field else ""
        match tally.verb, table:
            case "count", "activity":
                sql = f"select coalesce(sum(coalesce(t.times, 1)), 0) from activity t where {where}"
            case "count" | "standing", _:
                sql = f"select count(*) from {table} t where {where}"
            case "held", _:
                sql = (f"select coalesce(sum(coalesce(t.times, 1)), 0) from activity t join holding h on h.activity = t.id "
                       f"where {where}")
            case "heads", _:
                sql = (f"select coalesce((select count(*) from activity t join attendance a on a.activity = t.id "
                       f"and a.status = 'present' where {where}), 0) + coalesce((select sum(t.heads) from activity t "
                       f"where {where}), 0)")
                given = given * 2
            case "people", "activity":
                sql = (f"select distinct a.person who from activity t join attendance a on a.activity = t.id "
                       f"and a.status = 'present' where {where}")
            case "people", _:
                sql = f"select distinct {who} who from {table} t where {where} and {who} is not null"
            case "units", "activity":
                sql = f"select distinct h.body who from activity t join holding h on h.activity = t.id where {where}"
            case "units", _:
                sql = f"select distinct t.body who from {table} t where {where} and t.body is not null"
            case "sum", _:
                sql = f"select sum({field}) from {table} t where {where}"
            case "mean", _:
                sql = f"select sum({field}), count({field}) from {table} t where {where}"
            case "latest", _:
                sql = f"select {field} from {table} t where {where} and {field} is not null order by t.date desc, t.id desc"
            case _:
                sql = (f"select who from (select t.person who, rank() over (order by sum({field}) desc) place "
                       f"from {table} t where {where} and t.person is not null group by t.person) "
                       f"where place <= {tally.first}")
        return sql, tuple(given)

    def place(self, kind: Any, name: str) -> str:
        return f"t.{name}" if name in kind.of.columns else f"t.details ->> '{name}'"

    def test(self, kind: Any, test: f.Test, period: Period) -> tuple[str, list[Any]]:
        if test.field == "done":
            done = "coalesce(t.closed <= ?, 0)"
            return (done if bool(test.value) == (test.op == "==") else f"not {done}"), [period.end.isoformat()]
        if test.field == "age":
            end, years = period.end, int(Decimal(str(test.value))) + 1
            assert test.op == "<="
            return "t.born > ?", [end.replace(year=end.year - years).isoformat()]
        place = self.place(kind, test.field)
        if test.value is None:
            return f"{place} is {'not ' if test.op == '!=' else ''}null", []
        if isinstance(test.value, tuple):
            return f"{place} in ({', '.join('?' * len(test.value))})", list(test.value)
        value = float(test.value) if isinstance(test.value, Decimal) else test.value
        op = {"==": "=", "!=": "is not"}.get(test.op, test.op)
        return f"{place} {op} ?", [value]
