"""Whose a record is, changed by the committee's desk: taken over from a branch, or handed to one (支部合并、拆分).

The branch learns of it with the next package. What it wrote meanwhile is not lost: it becomes a clash.
"""
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from ..errors import Refusal
from ..records import record
from ..records.origin import ALL, ROSTER, Origin, Origins, stamp
from ..records.tables import SHAPES, holding
from . import desks
from .desks import Desk
from .office import Office
from .station import COMMITTEE

if TYPE_CHECKING:
    from ..records.door import Door


def take_over(office: Office, kind: str, id: int) -> int:
    """Make a branch's record this desk's, with all that hangs on it; returns how many records went over."""
    mine = _leading(office)
    of = office.catalogue.kind(kind)
    with office.door(f"接管{of.label}") as door:
        return _hand(door, office, mine, mine, {record.one(door.connection, of, id).uid})


def hand_over(office: Office, from_desk: str, to_desk: str, body: str = "") -> int:
    """Hand all records of one desk to another one, or those of one organisation; by name. Returns how many."""
    mine = _leading(office)
    giver, taker = (mine if name == mine.name else desks.one(office, name) for name in (from_desk, to_desk))
    if giver.id == taker.id:
        raise Refusal("移交给的就是原来的工作台")
    wanted = _of(office, giver, mine, office.names.find("body", body) if body else None)
    if not wanted:
        raise Refusal(f"“{giver.name}”没有可以移交的记录" + (f"（{body}）" if body else ""))
    with office.door(f"把“{giver.name}”的记录移交给“{taker.name}”") as door:
        return _hand(door, office, mine, taker, wanted)


def _leading(office: Office) -> Desk:
    mine = desks.here(office)
    if mine.role != COMMITTEE:
        raise Refusal("接管和移交由委机关来做")
    return mine


def _of(office: Office, giver: Desk, mine: Desk, body: int | None) -> set[str]:
    """The records of a desk, or those of them that speak of an organisation."""
    theirs, found = desks.lineage(desks.known(office), giver.id), set[str]()
    with office.reading() as connection:
        origins = Origins(connection, {})
        held = set(connection.execute(select(holding.c.activity).where(holding.c.body == body)).scalars()) if body else set()
        for shape, table in SHAPES.items():
            if shape in ROSTER:
                continue
            columns = (table.c.id, table.c.uid, *((table.c.body,) if "body" in table.c else ()))
            for row in connection.execute(select(*columns)):
                if (origins.owner(row.uid) or mine.id) in theirs and (
                        body is None or (row.id in held if shape == "activity" else getattr(row, "body", None) == body)):
                    found.add(row.uid)
    return found


def _hand(door: Door, office: Office, mine: Desk, taker: Desk, wanted: Collection[str]) -> int:
    """Whatever speaks of what is handed over, or is spoken of by it, goes along: nothing is torn."""
    origins = Origins(door.connection, {})
    here = origins.here(office.desk)
    every = _together(door, wanted)
    for uid in sorted(every):
        held = origins.held.get(uid, Origin())
        before = held.owner or mine.id
        if before == taker.id:
            continue
        was = tuple(dict.fromkeys((*held.was, before)))
        stamp(door, uid, replace(held, owner=None if taker.id == mine.id else taker.id, at=origins.last, dots={ALL: here}, was=was))
    for kind in door.catalogue.kinds.values():
        if kind.shape not in ROSTER:
            door.touched.add(kind.id)
    return len(every)


def _together(door: Door, wanted: Iterable[str]) -> set[str]:
    """Records and all that is linked with them: the items of an activity, the items of an item."""
    activity, item = SHAPES["activity"], SHAPES["item"]
    links: list[tuple[str, str]] = []
    links += [(row[0], row[1]) for row in door.connection.execute(
        select(item.c.uid, activity.c.uid).join(activity, activity.c.id == item.c.activity))]
    above = item.alias("above")
    links += [(row[0], row[1]) for row in door.connection.execute(select(item.c.uid, above.c.uid).join(above, above.c.id == item.c.item))]
    near: dict[str, set[str]] = {}
    for one, other in links:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    found, waiting = set[str](), list(wanted)
    while waiting:
        if (uid := waiting.pop()) not in found:
            found.add(uid)
            waiting += near.get(uid, ())
    return found
