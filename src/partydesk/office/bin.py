"""The recycle bin (回收站): what was deleted, by whom and when; nothing in it is ever lost."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, literal, select, union_all

from ..catalogue.text import clean, halfwidth
from ..errors import Refusal
from ..records import record
from ..records.back import clock
from ..records.tables import SHAPES, UNDONE, change
from .history import Everyone, told
from .office import Office

MOST, SEARCHED = 500, 5_000
"""Records shown at once, and looked through for what is searched."""


@dataclass(frozen=True)
class Removed:
    """One record in the bin. `kind` is empty where no form speaks of its kind any more: it can be seen, not restored."""

    shape: str
    kind: str
    id: int
    uid: str
    label: str
    called: str
    at: str
    who: str
    why: str

    @property
    def when(self) -> str:
        return clock(self.at)


def removed(office: Office, find: str = "", most: int = MOST) -> list[Removed]:
    """What lies in the bin, what was deleted last first; each word of `find` must stand in what the list says of it."""
    each = [select(literal(table.name).label("shape"), table.c.id, table.c.uid, table.c.kind, table.c.removed,
                   (table.c.name if "name" in table.c else table.c.title).label("called")).where(
        table.c.removed.is_not(None), table.c.removed != UNDONE) for table in SHAPES.values()]
    every = union_all(*each).subquery()
    words = halfwidth(clean(find)).split()
    kinds = {name: kind for kind in office.catalogue.kinds.values() for name in kind.ids}
    names, found = Everyone(office), list[Removed]()
    with office.reading() as connection:
        rows = connection.execute(select(every).order_by(every.c.removed.desc(), every.c.id.desc()).limit(
            SEARCHED if words else most)).all()
        by = _by_whom(connection, [row.uid for row in rows])
        for row in rows:
            kind = kinds.get(row.kind)
            called = row.called or (names.called(kind.id, row.id) if kind else "")
            who, why = by.get((row.uid, row.removed), ("", ""))
            found.append(Removed(row.shape, kind.id if kind else "", row.id, row.uid, kind.label if kind else row.kind, called,
                                 row.removed, who, why))
    return [one for one in found if all(word in f"{one.label} {one.called} {one.who} {one.when}" for word in words)][:most]


def _by_whom(connection: Connection, uids: Sequence[str]) -> dict[tuple[str, str], tuple[str, str]]:
    """Who deleted these records, and in what step, by uid and moment: the lines in which they came to be removed."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for start in range(0, len(uids), 500):
        query = select(change.c.row, change.c.who, change.c.why, change.c.after).where(
            change.c.place.in_(SHAPES), change.c.row.in_(uids[start:start + 500])).order_by(change.c.id)
        for line in connection.execute(query):
            if line.after and (at := line.after.get("removed")):
                found[line.row, at] = line.who, line.why
    return found


def shown(office: Office, one: Removed) -> list[tuple[str, str]]:
    """What a record in the bin says, blank by blank."""
    if not one.kind:
        return []
    of = office.catalogue.kind(one.kind)
    with office.reading() as connection:
        found = record.one(connection, of, one.id, removed=True)
    return told(office, of, found)


def restore(office: Office, records: Iterable[tuple[str, int]]) -> int:
    """Take these records (kind and id) out of the bin in one step; what others of them speak of comes first."""
    waiting = list(dict.fromkeys(records))
    if not waiting:
        return 0
    if any(not kind for kind, _ in waiting):
        raise Refusal("这类记录的表单已经取出，先把表单加回来才能恢复")
    number = len(waiting)
    label = office.catalogue.kind(waiting[0][0]).label
    with office.together(f"恢复{label}" if number == 1 else f"恢复 {number} 条记录"):
        while waiting:
            left = _tried(office, waiting)
            if len(left) == len(waiting):
                office.restore(*waiting[0])   # says why not
            waiting = left
    return number


def _tried(office: Office, waiting: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Restores what can be restored now; returns the others."""
    left = []
    for kind, id in waiting:
        try:
            with office.attempt():
                office.restore(kind, id)
        except Refusal:
            left.append((kind, id))
    return left


