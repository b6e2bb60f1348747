"""Where a record comes from where several desks exchange packages: whose it is, and whose edit each blank of it shows.

A *dot* names one edit: the desk that made it and the number of its line in that desk's journal. A *vector* says of each
desk up to which line its edits are known. An edit that a vector does not cover was not seen by who has that vector;
clocks are never asked. Of what was edited here the journal says the dots; of what came on a stick the table `origin`.
"""
from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Connection, and_, func, or_, select

from .back import STATION
from .tables import SHAPES, change, origin, setting
from .tables import desk as desk_table

if TYPE_CHECKING:
    from .door import Door

Dot = tuple[str, int]
Vector = dict[str, int]
Dots = dict[str, Dot]
ROSTER = ("person", "body")
"""Shapes that all desks may write on: merged blank by blank. All else is its owner's alone, and taken as a whole."""
ALL = ""
"""The dot of every blank that has none of its own."""
WHOLE = "*"
"""The blank that stands for a record as a whole."""
KEPT = "kept"
NOBODYS: Dot = ("", 0)
"""The dot of what came on a stick and was given back: known to all, and seen by all."""
Verdict = Literal["same", "known", "new", "apart"]


def covers(vector: Mapping[str, int], dot: Dot) -> bool:
    return dot[1] <= vector.get(dot[0], 0)


def within(part: Mapping[str, int], whole: Mapping[str, int]) -> bool:
    """Whether all that one vector knows is known to the other."""
    return all(seq <= whole.get(desk, 0) for desk, seq in part.items())


def joined(*vectors: Mapping[str, int]) -> Vector:
    known: Vector = {}
    for vector in vectors:
        for desk, seq in vector.items():
            known[desk] = max(seq, known.get(desk, 0))
    return known


def verdict(ours: Dot, theirs: Dot, seen_here: Mapping[str, int], seen_there: Mapping[str, int]) -> Verdict:
    """What theirs is to us: the same edit, one we have gone on from, one made in the knowledge of ours, or neither."""
    if ours == theirs:
        return "same"
    if covers(seen_here, theirs):
        return "known"
    return "new" if covers(seen_there, ours) else "apart"


def dot_of(dots: Mapping[str, Dot], blank: str) -> Dot:
    return dots.get(blank) or dots.get(ALL) or NOBODYS


@dataclass(frozen=True)
class Origin:
    """What `origin` holds of one record: its owner, and its dots as of line `at` of this journal; `was`: former owners."""

    owner: str | None = None
    at: int = 0
    dots: Dots = field(default_factory=dict)
    was: tuple[str, ...] = ()
    kept: bool = False                        # set where a record was changed and still counts as the edit that it was

    @classmethod
    def read(cls, owner: str | None, text: str) -> Origin:
        held = json.loads(text)
        return cls(owner, held["at"], {blank: (desk, seq) for blank, (desk, seq) in held["dots"].items()},
                   tuple(held.get("was", ())), KEPT in held)

    @property
    def text(self) -> str:
        held = {"at": self.at, "dots": self.dots} | ({"was": self.was} if self.was else {}) | ({KEPT: True} if self.kept else {})
        return json.dumps(held, separators=(",", ":"), sort_keys=True)


class Origins:
    """The origins of an office as they are at one moment."""

    def __init__(self, connection: Connection, today: Mapping[str, str]):
        self._today = today                   # the names of blanks now, by former names
        self.held: dict[str, Origin] = {}
        self.vector: Vector = {}
        for row in connection.execute(select(origin)):
            if row.record:
                self.held[row.record] = Origin.read(row.owner, row.dots)
            else:
                self.vector = json.loads(row.dots)
        self.own: Vector = {row[0]: row[1] for row in connection.execute(
            select(change.c.desk, func.max(change.c.seq)).group_by(change.c.desk))}
        self.last: int = connection.execute(select(func.max(change.c.id))).scalar() or 0
        self._taken = {(row.step, json.loads(row.row)[0]) for row in connection.execute(
            select(change.c.step, change.c.row, change.c.undoes, change.c.before, change.c.after).where(
                change.c.place == origin.name)) if not _given_up(row)}
        self._connection = connection

    @property
    def seen(self) -> Vector:
        """Whose edits of the roster are known here."""
        return joined(self.own, self.vector)

    def owner(self, uid: str) -> str | None:
        return self.held[uid].owner if uid in self.held else None

    def roster(self) -> dict[str, Dots]:
        """The dots of everyone and every organisation, blank by blank."""
        lines = self._connection.execute(select(
            change.c.id, change.c.row, change.c.desk, change.c.seq, change.c.step, change.c.before, change.c.after).where(
            change.c.place.in_(ROSTER)).order_by(change.c.id))
        found = {uid: dict(held.dots) for uid, held in self.held.items()}
        for line in lines:
            if self._local(line.row, line):
                dots, dot = found.setdefault(line.row, {}), (line.desk, line.seq)
                if line.before is None:
                    dots.setdefault(ALL, dot)
                else:
                    dots.update({self._today.get(name, name): dot for name in line.after})
        return found

    def records(self) -> dict[str, Dot]:
        """The dot of every other record: its own last edit, or that of a file that belongs to it."""
        found = {uid: dot_of(held.dots, ALL) for uid, held in self.held.items()}
        places = [name for name in SHAPES if name not in ROSTER]
        for line in self._connection.execute(select(
                change.c.id, change.c.place, change.c.row, change.c.desk, change.c.seq, change.c.step).where(
                or_(change.c.place.in_(places), change.c.place == "attachment")).order_by(change.c.id)):
            uid = json.loads(line.row)[0] if line.place == "attachment" else line.row
            if self._local(uid, line):
                found[uid] = line.desk, line.seq
        return found

    def _local(self, uid: str, line: Any) -> bool:
        """Whether a line is an edit made here since the record came, and not its coming (or going again)."""
        held = self.held.get(uid)
        return (held is None or line.id > held.at) and (line.step, uid) not in self._taken

    def here(self, desk: str) -> Dot:
        """The dot of an edit made by the step that is under way."""
        return desk, self.own.get(desk, 0) + 1


def _given_up(line: Any) -> bool:
    """Whether a line takes back that a record still counted as the edit that it was: from then on it is a new one."""
    before, after = ((flat or {}).get("dots") or "" for flat in (line.before, line.after))
    return line.undoes is not None and KEPT in before and KEPT not in after


def stamp(door: Door, uid: str, held: Origin) -> None:
    """Keep the origin of a record, so that whoever takes the step back takes this back too."""
    door.put(origin.name, {"record": uid}, {"owner": held.owner, "dots": held.text})


def see(door: Door, vector: Mapping[str, int]) -> None:
    """Keep what has been seen of every desk."""
    door.put(origin.name, {"record": ""}, {"owner": None, "dots": json.dumps(vector, sort_keys=True)})


def stranger(connection: Connection, uid: str) -> str | None:
    """The name of the desk whose record this is, where it is not this one's."""
    station = select(setting.c.value).where(setting.c.name == STATION).scalar_subquery()
    found = connection.execute(select(desk_table.c.name).join(origin, and_(
        origin.c.owner == desk_table.c.id, origin.c.record == uid)).where(origin.c.owner != station)).scalar()
    return None if found is None else str(found)


def strangers(connection: Connection, uids: Collection[str]) -> dict[str, str]:
    """The same of many records: the owner's name by uid, of those that are not this desk's."""
    station = select(setting.c.value).where(setting.c.name == STATION).scalar_subquery()
    wanted = list(uids)
    return {uid: name for start in range(0, len(wanted), 500) for uid, name in connection.execute(
        select(origin.c.record, desk_table.c.name).join(desk_table, origin.c.owner == desk_table.c.id).where(
            origin.c.record.in_(wanted[start:start + 500]), origin.c.owner != station)).all()}
