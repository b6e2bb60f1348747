"""Where a number comes from (反查): its formula, the values it was worked out from, and the records behind each."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from ..catalogue.catalogue import Catalogue
from ..catalogue.period import Period
from ..figures.ledger import Ledger
from ..figures.value import Value
from ..records.tables import SHAPES
from .office import Office


@dataclass(frozen=True)
class Traced:
    """One record behind a number, and what it adds."""

    kind: str
    label: str
    id: int
    title: str
    date: date | None
    amount: Fraction


@dataclass(frozen=True)
class Trace:
    """One value: what it is, what it comes to, the values it was reached from, and the records it folds."""

    id: str
    label: str
    text: str
    amount: Fraction | None
    unit: str
    period: Period
    formula: str
    because: str
    stated: bool
    verb: str
    parts: tuple[Trace, ...]
    records: tuple[Traced, ...]

    def walk(self) -> Iterator[Trace]:
        yield self
        for part in self.parts:
            yield from part.walk()


def trace(office: Office, figure: str, period: Period | str, scope: str | None = None) -> Trace:
    """The whole trace of one figure."""
    of = office.catalogue.figure(figure)
    with office.ledger(period, scope) as ledger:
        return _traced(office, ledger, ledger[of.id])


def _traced(office: Office, ledger: Ledger, value: Value) -> Trace:
    tally = value.tally
    verb = "" if tally is None else getattr(tally, "verb", "both")
    parts = tuple(_traced(office, ledger, part) for part in value.parts)
    return Trace(value.id, value.label, value.text, value.amount, value.unit if value.figure else "", value.period,
                 value.figure.definition if value.figure else "", value.because, value.stated, verb, parts,
                 tuple(_records(office, ledger, value)))


def _records(office: Office, ledger: Ledger, value: Value) -> Iterator[Traced]:
    rows = ledger.rows(value)
    if not rows:
        return
    shape = ledger.shape(value)
    known = _known(office, shape, [id for id, _ in rows])
    for id, amount in rows:
        kind, title, day = known[id]
        yield Traced(kind, _label(office.catalogue, kind), id, title, day, amount)


def _known(office: Office, shape: str, ids: list[int]) -> dict[int, tuple[str, str, date | None]]:
    """Kind, name and date of records by id; one without a title is called by its person, its body, or what it says."""
    table = SHAPES[shape]
    found: dict[int, tuple[str, str, date | None]] = {}
    name: Any = table.c.name if "name" in table.c else table.c.title
    columns = [table.c.id, table.c.kind, name.label("called"), table.c.date if "date" in table.c else None,
               table.c.person if "person" in table.c else None, table.c.body if "body" in table.c else None]
    names = office.names
    with office.reading() as connection:
        for start in range(0, len(ids), 500):
            query = select(*(column for column in columns if column is not None)).where(
                table.c.id.in_(ids[start:start + 500]))
            for row in connection.execute(query).mappings():
                title = row["called"] or ""
                if not title and row.get("person") is not None:
                    title = names.name("person", row["person"])
                elif not title and row.get("body") is not None:
                    title = names.name("body", row["body"])
                found[row["id"]] = (row["kind"], title, row.get("date"))
    nameless: dict[str, list[int]] = {}
    for id, (kind, title, _) in found.items():
        if not title:
            nameless.setdefault(kind, []).append(id)
    for of in office.catalogue.kinds.values():
        for record in office.some(of.id, [id for kind in of.ids for id in nameless.get(kind, [])]):
            kind, _, day = found[record.id]
            said = office.show(of.id, record)
            told = [said[field.id] for field in of.fields if said[field.id]]
            found[record.id] = (kind, "，".join(told[:3]) or of.label, day)
    return found


def _label(catalogue: Catalogue, kind: str) -> str:
    return next((of.label for of in catalogue.kinds.values() if kind in of.ids), kind)


def feeds(office: Office, kind: str) -> tuple[str, ...]:
    """The figures that records of a kind can move."""
    from ..catalogue import formula
    reached: set[str] = set()
    figures = office.catalogue.figures
    while True:
        more = {id for id, figure in figures.items() if id not in reached and any(
            isinstance(node, formula.Tally) and node.kind == kind or isinstance(node, formula.Ref) and node.id in reached
            for node in formula.walk(figure.formula))}
        if not more:
            return tuple(id for id in figures if id in reached)
        reached |= more


