"""Where a number comes from (反查): its formula, the values it was worked out from, and the records behind each."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import RowMapping, select

from ..catalogue.catalogue import Catalogue
from ..catalogue.explain import explain
from ..catalogue.figure import Figure
from ..catalogue.period import Period
from ..catalogue.showing import show
from ..figures.ledger import Ledger
from ..figures.value import Value
from ..records.register import Register
from ..records.tables import SHAPES
from . import by_blank
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
    note: str = ""                            # where someone belongs, whose business something is


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
    how: str = ""                             # how it is counted, also where something else is stated
    counted: str = ""                         # what the records alone give, where something else is stated
    reason: str = ""                          # what the office has written about it
    sent: str = ""                            # the paper that the number was taken from, as it was sent

    def walk(self) -> Iterator[Trace]:
        yield self
        for part in self.parts:
            yield from part.walk()


def trace(office: Office, figure: str, period: Period | str, scope: str | None = None) -> Trace:
    """The whole trace of one figure."""
    of = office.catalogue.figure(figure)
    with office.ledger(period, scope) as ledger:
        value = ledger[of.id]
        found = replace(_traced(office, ledger, value), how=explain(of.formula, office.catalogue), reason=ledger.reason(of.id))
        if not value.stated:
            return found
        beside = _traced(office, ledger, ledger.reach(of.formula))
        return replace(found, counted=counted(ledger, of), parts=(beside,) if any(part.records for part in beside.walk()) else ())


def counted(ledger: Ledger, figure: Figure) -> str:
    """What the records alone give for a figure, as it would be printed; empty where they give nothing."""
    amount = ledger.reach(figure.formula).amount
    return "" if amount is None else show(amount, figure.unit, figure.digits, figure.about, figure.claim)


def _traced(office: Office, ledger: Ledger, value: Value) -> Trace:
    tally = value.tally
    verb = "" if tally is None else getattr(tally, "verb", "both")
    parts = tuple(_traced(office, ledger, part) for part in value.parts)
    return Trace(value.id, value.label, value.text, value.amount, value.unit if value.figure else "", value.period,
                 value.figure.definition if value.figure else "", value.because, value.stated, verb, parts,
                 tuple(_records(office, ledger, value)), sent=value.sent)


def _records(office: Office, ledger: Ledger, value: Value) -> Iterator[Traced]:
    rows = ledger.rows(value)
    if rows:
        yield from named(office, ledger.shape(value), rows)


def named(office: Office, shape: str, rows: Sequence[tuple[int, Fraction]]) -> list[Traced]:
    """Records of a shape by id, called as a clerk calls them; one without a title by its person, its body, or what it says."""
    table = SHAPES[shape]
    found: dict[int, Traced] = {}
    amounts = dict(rows)
    ids = list(amounts)
    names = office.names
    with office.reading() as connection:
        for start in range(0, len(ids), 500):
            for row in connection.execute(select(table).where(table.c.id.in_(ids[start:start + 500]))).mappings():
                title = row.get("name") or row.get("title") or ""
                if not title and row.get("person") is not None:
                    title = names.name("person", row["person"])
                elif not title and row.get("body") is not None:
                    title = names.name("body", row["body"])
                found[row["id"]] = Traced(row["kind"], _label(office.catalogue, row["kind"]), row["id"], title, row.get("date"),
                                          amounts[row["id"]], _note(names, shape, row))
    nameless: dict[str, list[int]] = {}
    for id, one in found.items():
        if not one.title:
            nameless.setdefault(one.kind, []).append(id)
    for of in office.catalogue.kinds.values():
        for record in office.some(of.id, [id for kind in of.ids for id in nameless.get(kind, [])]):
            said = by_blank.show(office, of.id, record)
            told = [said[field.id] for field in of.fields if said[field.id]]
            found[record.id] = replace(found[record.id], title="，".join(told[:3]) or of.label)
    return [found[id] for id in ids if id in found]


def _note(names: Register, shape: str, row: RowMapping) -> str:
    """Where a record belongs, in a few words."""
    match shape:
        case "person":
            return names.name("body", row["body"]) if row["body"] is not None else ""
        case "body":
            return names.name("body", row["parent"]) if row["parent"] is not None else ""
        case "item":
            who = names.name("person", row["owner"]) if row["owner"] is not None else ""
            body = names.name("body", row["body"]) if row["body"] is not None else ""
            due = f"期限 {row['due'].isoformat()}" if row["due"] is not None else ""
            return "，".join(filter(None, (who or body, due)))
        case "fact" | "paper":
            who = names.name("person", row["person"]) if row["person"] is not None else ""
            body = names.name("body", row["body"]) if row["body"] is not None else ""
            return (who or body) if row.get("title") else ""
    return ""


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


