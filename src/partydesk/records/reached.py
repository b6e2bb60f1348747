"""How far the chain of each desk reaches, and what was written beyond: how a desk learns what others did.

Never by the number of a line: a slow transaction can commit a smaller one after a greater. Within one desk's chain
every line follows the one before, so that nothing beyond a head is missed. One step along an index for each desk.
"""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select

from .tables import SHAPES, change

_FIRST = select(func.min(change.c.desk).label("desk")).cte("desks", recursive=True)
_DESKS = _FIRST.union_all(select(select(func.min(change.c.desk)).where(
    change.c.desk > _FIRST.c.desk).scalar_subquery()).where(_FIRST.c.desk.is_not(None)))
_HEADS = select(_DESKS.c.desk, select(func.max(change.c.seq)).where(change.c.desk == _DESKS.c.desk).scalar_subquery()).where(
    _DESKS.c.desk.is_not(None))


def reached(connection: Connection) -> dict[str, int]:
    """The number of the last line of every desk."""
    return {str(row[0]): int(row[1]) for row in connection.execute(_HEADS)}


def beyond(connection: Connection, before: Mapping[str, int], now: Mapping[str, int]) -> list[Row[Any]]:
    """What was written between two looks: step, place and row, each once."""
    moved = [and_(change.c.desk == desk, change.c.seq > before.get(desk, 0), change.c.seq <= seq)
             for desk, seq in now.items() if seq != before.get(desk)]
    if not moved:
        return []
    return list(connection.execute(select(change.c.step, change.c.place, change.c.row).where(or_(*moved)).distinct()))


def kinds(connection: Connection, place: str, uids: list[str]) -> set[str]:
    """Of which kinds these records of one shape are."""
    table, found = SHAPES[place], set[str]()
    for start in range(0, len(uids), 500):
        found |= set(connection.execute(select(table.c.kind).where(table.c.uid.in_(uids[start:start + 500])).distinct()).scalars())
    return found
