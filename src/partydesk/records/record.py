"""A record as the rest of the program sees it: plain values by blank, never a row of the database."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

from ..catalogue.fields import Number
from ..catalogue.kind import Kind
from ..errors import Refusal
from .tables import SHAPES, attendance, holding


@dataclass(frozen=True)
class Record:
    """One thing that happened. `values` by blank id as the program works with them.

    `roll` is status by person id, and `reasons` why some of them are away, in the clerk's words.

    `rest` is what older forms kept in `details` under names that no form knows any more: carried along, never lost.
    """

    kind: str
    id: int
    uid: str
    version: int
    values: Mapping[str, Any]
    roll: Mapping[int, str] = field(default_factory=dict)
    entered: str = ""
    removed: str | None = None
    rest: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)


def one(connection: Connection, kind: Kind, id: int, *, removed: bool = False) -> Record:
    """The record, roll and all; a `Refusal` if there is none (or it lies in the recycle bin)."""
    found = some(connection, kind, select_of(kind, removed=removed).where(SHAPES[kind.shape].c.id == id))
    if not found:
        raise Refusal(f"没有第 {id} 号“{kind.label}”记录")
    return found[0]


def select_of(kind: Kind, *, removed: bool = False) -> Select[Any]:
    """All records of a kind, to be narrowed and ordered by the caller."""
    table = SHAPES[kind.shape]
    query = select(table).where(table.c.kind.in_(kind.ids))
    return query if removed else query.where(table.c.removed.is_(None))


def some(connection: Connection, kind: Kind, query: Select[Any], *, rolls: bool = True) -> list[Record]:
    """What a query from `select_of` finds, as records."""
    rows = connection.execute(query).all()
    bodies: dict[int, list[int]] = {}
    roll: dict[int, dict[int, str]] = {}
    reasons: dict[int, dict[int, str]] = {}
    if kind.shape == "activity" and rows:
        ids = [row.id for row in rows]
        for held in _of(connection, select(holding.c.activity, holding.c.body), holding.c.activity, ids):
            bodies.setdefault(held.activity, []).append(held.body)
        if rolls:
            people = select(attendance.c.activity, attendance.c.person, attendance.c.status, attendance.c.reason)
            for there in _of(connection, people, attendance.c.activity, ids):
                roll.setdefault(there.activity, {})[there.person] = there.status
                if there.reason:
                    reasons.setdefault(there.activity, {})[there.person] = there.reason
    named = {name for blank in kind.known.values() for name in (blank.id, *blank.was)}
    return [Record(row.kind, row.id, row.uid, row.version, _values(kind, row, bodies.get(row.id, [])),
                   roll.get(row.id, {}), row.entered, row.removed,
                   {name: held for name, held in row.details.items() if name not in named}, reasons.get(row.id, {}))
            for row in rows]


def _of(connection: Connection, query: Select[Any], column: ColumnElement[int],
        ids: Sequence[int]) -> Iterable[Row[Any]]:
    """The rows that belong to `ids`: by list for a few, by range for many."""
    if len(ids) <= 500:
        return connection.execute(query.where(column.in_(ids)))
    wanted = set(ids)
    rows = connection.execute(query.where(column.between(min(ids), max(ids))))
    return (row for row in rows if row[0] in wanted)


def _values(kind: Kind, row: Row[Any], bodies: Sequence[int]) -> dict[str, Any]:
    plain = row._mapping
    values: dict[str, Any] = {}
    for id, blank in kind.known.items():
        if id == "bodies" and kind.shape == "activity":
            values[id] = tuple(sorted(bodies))
        elif id in plain:
            value = plain[id]
            values[id] = Decimal(value) if isinstance(blank, Number) and value is not None else value
        elif not blank.derived:
            held = next((row.details[name] for name in (id, *blank.was) if name in row.details), None)
            values[id] = blank.load(held)
    return values


def stored(kind: Kind, record: Record) -> dict[str, Any]:
    """A record in stored form, flat, blanks left out: what the journal keeps and the door compares."""
    flat: dict[str, Any] = {}
    for id, blank in kind.known.items():
        value = record.values.get(id)
        if value is None or value == ():
            continue
        flat[id] = blank.store(value)
    if record.roll:
        flat["roll"] = {str(person): status for person, status in sorted(record.roll.items())}
    if record.reasons:
        flat["reasons"] = {str(person): why for person, why in sorted(record.reasons.items())}
    if record.removed:
        flat["removed"] = record.removed
    return flat


def count(connection: Connection, kind: Kind) -> int:
    """How many records of a kind there are, the recycle bin left out."""
    table = SHAPES[kind.shape]
    query = select(func.count()).where(table.c.kind.in_(kind.ids), table.c.removed.is_(None))
    return connection.execute(query).scalar_one()
