"""The journal played through to its end, and what it comes to held against what the tables hold.

Everything goes through the door and is journaled there; so whatever a table says otherwise was written past it, by
another program. What is not journaled is named here: `ASIDE`, and what the program can work out anew (the index of
words, the spelling of names, versions).
"""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Date, Select, Table, Text, cast, select

from ..catalogue.catalogue import Catalogue
from ..catalogue.kind import Kind
from ..catalogue.shapes import SHAPES as CATALOGUE_SHAPES
from .chain import Line
from .tables import KEYED, SHAPES, attendance, holding

Flat = Mapping[str, Any]
ASIDE = frozenset((("setting", '["uid"]'),))
"""Rows of keyed tables that are written without the door: the id that the migration gives an office."""
ENTERED = "entered"
UNREADABLE = "（读不懂）"


@dataclass(frozen=True)
class Differs:
    """A record or a keyed row that is not what the journal says of it; None: not there. `kind` and `id` of a record.

    Both sides are in stored form under today's names, and hold only what differs, unless one of them is None.
    """

    place: str
    row: str
    said: Flat | None                         # by the journal
    holds: Flat | None                        # by the table
    kind: str = ""
    id: int = 0


class Holdings:
    """What the tables hold, taken out at once as it lies there: who writes need not wait until it is compared."""

    def __init__(self, connection: Connection):
        self.records = {table.name: connection.execute(_select(table)).all() for table in SHAPES.values()}
        self.bodies = connection.execute(select(holding.c.activity, holding.c.body).order_by(holding.c.body)).all()
        self.rolls = connection.execute(
            select(attendance.c.activity, attendance.c.person, attendance.c.status, attendance.c.reason)).all()
        self.keyed = {table.name: connection.execute(select(table)).mappings().all() for table in KEYED.values()}


class Images:
    """What every record and row comes to, line by line."""

    def __init__(self) -> None:
        self._now: dict[tuple[str, str], dict[str, Any] | None] = {}
        self._came: dict[tuple[str, str], tuple[str, str]] = {}

    def follow(self, line: Line) -> None:
        key = line.place, line.row
        if line.place in KEYED:
            self._now[key] = None if line.after is None else {**(self._now.get(key) or {}), **line.after}
        elif line.place in SHAPES and line.after is not None:
            if (now := self._now.get(key)) is not None:
                now.update(line.after)
            else:
                self._now[key] = dict(line.after)
                self._came[key] = line.desk, line.at

    def differing(self, there: Holdings, catalogue: Catalogue) -> Iterator[Differs]:
        """Every record and row that says otherwise, that nobody entered, or that is not there."""
        kinds = {name: kind for kind in catalogue.kinds.values() for name in kind.ids}
        left = dict(self._now)
        for table in SHAPES.values():
            for id, uid, entered, desk, holds in _records(there, table):
                said = left.pop((table.name, uid), None)
                kind = kinds.get(holds["kind"])
                own, holds = None if said is None else _today(kind, said), _today(kind, holds)
                if own is not None and self._came[table.name, uid] != (desk, entered) and self._came[table.name, uid][0] == desk:
                    own, holds = own | {ENTERED: self._came[table.name, uid][1]}, holds | {ENTERED: entered}
                if own != holds:
                    yield Differs(table.name, uid, *_apart(own, holds), kind.id if kind else holds["kind"], id)
        for table in KEYED.values():
            for row, holds in _rows(there, table):
                said = left.pop((table.name, row), None)
                own = None if said is None else {name: value for name, value in said.items() if value is not None}
                if own != holds and (table.name, row) not in ASIDE:
                    yield Differs(table.name, row, *_apart(own, holds))
        for (place, row), said in left.items():
            if said is not None:
                kind = kinds.get(said.get("kind", ""))
                yield Differs(place, row, _today(kind, said), None, kind.id if kind else "")


def _apart(said: dict[str, Any] | None, holds: dict[str, Any]) -> tuple[Flat | None, Flat | None]:
    """Of two states only what differs."""
    if said is None:
        return None, holds
    names = {name for name in said.keys() | holds.keys() if said.get(name) != holds.get(name)}
    return ({name: flat[name] for name in sorted(names) if name in flat} for flat in (said, holds))  # type: ignore[return-value]


def _today(kind: Kind | None, flat: Flat) -> dict[str, Any]:
    """A stored form under today's names; of several the newest counts, also where it says that there is nothing."""
    found = dict(flat)
    for blank in kind.known.values() if kind is not None else ():
        if blank.was:
            said = [found.pop(name) for name in (blank.id, *blank.was) if name in found]
            if said:
                found[blank.id] = said[0]
    return {name: value for name, value in found.items() if value is not None and value != []}


def _typed(table: Table) -> list[str]:
    return [name for name in CATALOGUE_SHAPES[table.name].columns if name in table.c]


def _select(table: Table) -> Select[Any]:
    """Dates as text: whatever another program wrote there, it is read."""
    columns = [cast(table.c[name], Text) if isinstance(table.c[name].type, Date) else table.c[name] for name in _typed(table)]
    return select(table.c.id, table.c.uid, table.c.entered, table.c.desk, table.c.kind, table.c.removed,
                  cast(table.c.details, Text), *columns)


def _records(there: Holdings, table: Table) -> Iterator[tuple[int, str, str, str, dict[str, Any]]]:
    """The records of one shape as the journal would write them: id, uid, when and at which desk they were entered, all they say."""
    bodies: dict[int, list[int]] = {}
    roll: dict[int, dict[str, Any]] = {}
    reasons: dict[int, dict[str, Any]] = {}
    if table.name == "activity":
        for activity, body in there.bodies:
            bodies.setdefault(activity, []).append(body)
        for activity, person, status, reason in there.rolls:
            roll.setdefault(activity, {})[str(person)] = status
            if reason is not None:
                reasons.setdefault(activity, {})[str(person)] = reason
    typed = _typed(table)
    for row in there.records[table.name]:
        id, uid, entered, desk, kind, removed, details, *values = tuple(row)
        flat: dict[str, Any] = _read(details)
        flat |= dict(zip(typed, values, strict=True))
        flat |= {"kind": kind, "removed": removed, "bodies": bodies.get(id), "roll": roll.get(id), "reasons": reasons.get(id)}
        yield id, uid, entered, desk, flat


def _read(details: str) -> dict[str, Any]:
    try:
        found = json.loads(details)
        return found if isinstance(found, dict) else {UNREADABLE: details}
    except (ValueError, TypeError, RecursionError):
        return {UNREADABLE: str(details)}


def _rows(there: Holdings, table: Table) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of a keyed table: their key as the journal writes it, and what else they hold."""
    keys = [column.name for column in table.primary_key]
    for row in there.keyed[table.name]:
        yield (json.dumps([row[name] for name in keys], ensure_ascii=False),
               {name: value for name, value in row.items() if name not in keys and value is not None})
