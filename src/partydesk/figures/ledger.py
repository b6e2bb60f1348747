"""The numbers of one period and scope, each counted on first use and remembered."""
from __future__ import annotations

import json
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Select, func, select
from sqlalchemy.exc import DBAPIError

from ..catalogue import formula
from ..catalogue.catalogue import Catalogue
from ..catalogue.explain import explain
from ..catalogue.figure import Figure
from ..catalogue.period import Period
from ..records.tables import issued, setting, stated
from .rows import birthday, digits, rows
from .value import Value

OPERATORS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
Folded = formula.Tally | formula.Both
PREVIOUS, ISSUED = "previous", "issued"
"""The setting of the office that says what comparisons with a year earlier take, and its value for: what was sent."""


class Ledger(Mapping[str, Value]):
    """Every figure of the catalogue, for one period and one scope (the uid of a body; empty: the whole office).

    Works on one connection, within whatever transaction that has open, so that all numbers are of one moment. Where the
    office has chosen so (the setting `previous` is `issued`), what looks back takes the numbers that were sent back then.
    """

    def __init__(self, connection: Connection, catalogue: Catalogue, period: Period, scope: str = ""):
        self.catalogue, self.period, self.scope = catalogue, period, scope
        self.connection, self._driver = connection, connection.connection
        self._values: dict[tuple[str, Period], Value] = {}
        self._folds: dict[tuple[Folded, Period], Value] = {}
        self._stated: dict[tuple[str, str], Any] = {
            (row.figure, row.period): row
            for row in connection.execute(select(stated).where(stated.c.scope == scope))}
        self._sent: dict[str, Issued] = {}
        self._as_sent = connection.execute(select(setting.c.value).where(setting.c.name == PREVIOUS)).scalar() == ISSUED

    def __getitem__(self, id: str) -> Value:
        return self.at(id, self.period)

    def __iter__(self) -> Iterator[str]:
        return iter(self.catalogue.figures)

    def __len__(self) -> int:
        return len(self.catalogue.figures)

    def at(self, id: str, period: Period) -> Value:
        """One figure, for any period."""
        if (id, period) not in self._values:
            self._values[id, period] = self._figure(self.catalogue.figures[id], period)
        return self._values[id, period]

    def of(self, scope: str) -> Ledger:
        """The same period for one organisation."""
        return Ledger(self.connection, self.catalogue, self.period, scope)

    def reach(self, tree: formula.Formula, period: Period | None = None) -> Value:
        """The value of any formula."""
        return self._reach(tree, period or self.period)

    def rows(self, value: Value) -> list[tuple[int, Fraction]]:
        """The records that a tallying value folds, and what each adds: its trace."""
        if value.tally is None:
            return []
        step = Fraction(1, 10 ** digits(value.tally, self.catalogue))
        found = self._run(_compiled(self.connection.dialect, _Definition(value.tally, self.catalogue), bool(self.scope),
                                    False), value.period)
        return sorted((int(record), Fraction(amount) * step) for record, amount in found)

    def shape(self, value: Value) -> str:
        """Which shape the records of a tallying value are of."""
        return self.catalogue.counted(value.tally) if value.tally is not None else ""

    # ── reaching a value ─────────────────────────────────────────────────────────────────────────

    def _figure(self, figure: Figure, period: Period) -> Value:
        for id in (figure.id, *figure.was):
            row = self._stated.get((id, str(period)))
            if row is not None and row.amount is not None:
                return Value(Fraction(row.amount), period, row.because, figure, stated=True, stated_unit=row.unit)
        found = self._reach(figure.formula, period)
        because = explain(figure.formula, self.catalogue)
        if found.period != period or found.figure is not None or not (found.tally or found.parts):
            return Value(found.amount, period, because, figure, (found,), records=found.records)
        return Value(found.amount, period, because, figure, found.parts, found.tally, found.records)

    def reason(self, id: str, period: Period | None = None) -> str:
        """What the office has written about a figure of a period, stated or not."""
        figure = self.catalogue.figures.get(id)
        rows = (self._stated.get((name, str(period or self.period))) for name in (id, *(figure.was if figure else ())))
        return next((str(row.because) for row in rows if row is not None), "")

    def _reach(self, tree: formula.Formula, period: Period) -> Value:
        match tree:
            case formula.Constant(number):
                return Value(number, period, explain(tree, self.catalogue))
            case formula.Months():
                return Value(Fraction(period.months), period, explain(tree, self.catalogue))
            case formula.Ref(id):
                return self.at(id, period)
            case formula.Tally() | formula.Both():
                return self._fold(tree, period)
            case formula.Negative(of):
                found = self._reach(of, period)
                return self._made(None if found.amount is None else -found.amount, tree, period, (found,))
            case formula.Arithmetic(op, left, right):
                a, b = self._reach(left, period), self._reach(right, period)
                return self._made(combine(op, a.amount, b.amount), tree, period, (a, b))
            case formula.Back("previous", of):
                return self._back(of, period.year_before)
            case formula.Back("year_end", of):
                return self._reach(of, period.last_year)
            case formula.Back(_, of):
                now, then = self._reach(of, period), self._back(of, period.year_before)
                grown = combine("/", now.amount, then.amount)
                return self._made(None if grown is None else grown - 1, tree, period, (now, then))

    def _back(self, tree: formula.Formula, period: Period) -> Value:
        """The value of a formula in an earlier period: of figures, as they were sent where that is wanted and known."""
        if not self._as_sent:
            return self._reach(tree, period)
        match tree:
            case formula.Ref(id) if (sent := self.sent(id, period)) is not None:
                return sent
            case formula.Negative(of):
                found = self._back(of, period)
                return self._made(None if found.amount is None else -found.amount, tree, period, (found,))
            case formula.Arithmetic(op, left, right):
                a, b = self._back(left, period), self._back(right, period)
                return self._made(combine(op, a.amount, b.amount), tree, period, (a, b))
        return self._reach(tree, period)

    def before(self, id: str) -> Value:
        """One figure, a year earlier: as comparisons take it."""
        return self._back(formula.Ref(id), self.period.year_before)

    def sent(self, id: str, period: Period) -> Value | None:
        """One figure as the last paper of a period that was closed gave it; None if there is none."""
        code = str(period)
        if code not in self._sent:
            self._sent[code] = Issued.last(self.connection, code, self.scope)
        figure = self.catalogue.figures[id]
        kept = next((found for name in (id, *figure.was) if (found := self._sent[code].figures.get(name))), None)
        if kept is None or kept["amount"] is None:
            return None
        because = f"取自定稿：{period.label}，{self._sent[code].label}"
        return Value(Fraction(kept["amount"]), period, because, figure, stated_unit=kept["unit"], sent=self._sent[code].paper)

    def _made(self, amount: Fraction | None, tree: formula.Formula, period: Period, parts: tuple[Value, ...]) -> Value:
        return Value(amount, period, explain(tree, self.catalogue), parts=parts,
                     records=sum(part.records for part in parts))

    def _fold(self, tally: Folded, period: Period) -> Value:
        """Equal tallies are counted once."""
        if (tally, period) not in self._folds:
            definition = _Definition(tally, self.catalogue)
            (total, n), = self._run(_compiled(self.connection.dialect, definition, bool(self.scope), True), period)
            verb = tally.verb if isinstance(tally, formula.Tally) else "both"
            amount: Fraction | None = Fraction(int(total or 0), 10 ** digits(tally, self.catalogue))
            if verb in ("sum", "mean", "latest") and not n:
                amount = None                 # nothing was measured: not known, which is not zero
            elif verb == "mean" and amount is not None:
                amount /= n
            self._folds[tally, period] = Value(amount, period, explain(tally, self.catalogue), tally=tally, records=n)
        return self._folds[tally, period]

    def _run(self, compiled: _Compiled, period: Period) -> Iterable[Any]:
        bound: dict[str, Any] = {"start": period.start, "end": period.end, "scope": self.scope}
        for years in compiled.ages:
            bound[f"born_{years}"] = birthday(period.end, years)
        # Straight to the driver: of 180 small questions a summary asks, half the time went into being asked.
        cursor = self._driver.cursor()
        try:
            cursor.execute(compiled.sql, compiled.parameters(bound))
            return list(cursor.fetchall())
        except self.connection.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(compiled.sql, None, error) from error
        finally:
            cursor.close()


@dataclass(frozen=True)
class Issued:
    """The numbers of a period as they were sent last, and in which paper."""

    label: str = ""
    figures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    paper: str = ""

    @classmethod
    def last(cls, connection: Connection, period: str, scope: str) -> Issued:
        """Of all papers of a period that were closed, the newest; empty where there is none."""
        of = issued.c.period == period, issued.c.scope == scope
        known = connection.execute(select(issued.c.paper, issued.c.number, issued.c.at).where(*of)).all()
        newest = {row.paper: row for row in sorted(known, key=lambda row: int(row.number))}      # whatever the clock said
        if not newest:
            return cls()
        last = max(newest.values(), key=lambda row: str(row.at))
        row = connection.execute(select(issued.c.paper, issued.c.number, issued.c.content).where(
            *of, issued.c.paper == last.paper, issued.c.number == last.number)).one()
        content = json.loads(row.content)
        return cls(f"“{content['label']}”第{row.number}次", content["figures"], row.paper)


def combine(op: str, a: Fraction | None, b: Fraction | None) -> Fraction | None:
    """Arithmetic in which the unknown stays unknown, and nothing is divided by nothing."""
    if a is None or b is None or op == "/" and b == 0:
        return None
    return OPERATORS[op](a, b)


class _Definition:
    """A tally together with the catalogue it is read by; equal where both are."""

    def __init__(self, tally: Folded, catalogue: Catalogue):
        self.tally, self.catalogue = tally, catalogue

    def __hash__(self) -> int:
        return hash((self.tally, id(self.catalogue)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Definition) and other.tally == self.tally and other.catalogue is self.catalogue


@dataclass(frozen=True)
class _Compiled:
    """A select as the driver takes it: built once, bound at each run."""

    sql: str
    constants: Mapping[str, Any]
    order: tuple[str, ...] | None            # names by position, where the driver wants positions
    ages: tuple[int, ...]
    plain_dates: bool

    def parameters(self, bound: Mapping[str, Any]) -> Any:
        values = {name: _plain(value, self.plain_dates) for name, value in (*self.constants.items(), *bound.items())}
        if self.order is None:
            return {name: values[name] for name in self.constants.keys() | (bound.keys() & values.keys())}
        return tuple(values[name] for name in self.order)


def _plain(value: Any, plain_dates: bool) -> Any:
    if isinstance(value, date) and plain_dates:
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


@lru_cache(maxsize=4096)
def _compiled(dialect: Dialect, definition: _Definition, scoped: bool, folded: bool) -> _Compiled:
    query: Select[Any] = rows(definition.tally, definition.catalogue, scoped)
    each = query.subquery()
    total = select(func.sum(each.c.amount), func.count()).select_from(each)
    wanted: Any = total if folded else query
    made = wanted.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    constants = {name: value for name, value in made.params.items() if name not in ("start", "end", "scope")
                 and not name.startswith("born_")}
    ages = tuple(sorted({int(name.removeprefix("born_")) for name in made.params if name.startswith("born_")}))
    positions = getattr(made, "positiontup", None)
    return _Compiled(str(made), constants, tuple(positions) if positions is not None else None, ages,
                     dialect.name == "sqlite")
