"""Taking back: the opposite of what the journal says was done, as a change of its own.

Refused where something was built on it since: undoing never writes over what somebody did later. What an undone
addition leaves lies in no list and not in the recycle bin either (nobody deleted it); doing it again brings it out.
"""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from ..catalogue.fields import Link
from ..catalogue.kind import Kind
from ..errors import Refusal
from . import journal
from .record import Record, one, select_of, some, stored
from .tables import KEYED, SHAPES, UNDONE

if TYPE_CHECKING:
    from .door import Door

Flat = Mapping[str, Any]
TOGETHER = 500
"""Lines whose records are read together."""
ASIDE = frozenset(("roll", "reasons", "removed"))
"""What the flat form of a record holds besides its blanks."""


class Built(Refusal):
    """Something was built on it since: `since` is the line that was written later, where the journal has one."""

    def __init__(self, what: str, since: Row[Any] | None):
        self.since = since
        super().__init__(f"{what}，不能直接撤销" if since is None else
                         f"{what}（{clock(since.at)} {since.who}：{since.why}），不能直接撤销")


def take_back(door: Door, lines: Iterable[Row[Any]], *, sparing: bool = False) -> list[Row[Any]]:
    """The opposite of these lines, which come newest first; with `sparing`, what was built upon since is left as it is.

    Returns the lines that were left. Without `sparing` there are none: `Built` is raised instead.
    """
    back = _Back(door)
    left = []
    every = list(lines)
    for start in range(0, len(every), TOGETHER):
        here = every[start:start + TOGETHER]
        back.read(here)
        for line in here:
            try:
                back.line(line)
            except Built:
                if not sparing:
                    raise
                left.append(line)
    back.settle()
    return left


def kind_of(door: Door, name: str) -> Kind:
    """The kind that keeps records under this name; a `Refusal` where no form speaks of it any more."""
    kind = next((kind for kind in door.catalogue.kinds.values() if name in kind.ids), None)
    if kind is None:
        raise Refusal(f"记录种类“{name}”已经不在表单里，改不了它的记录")
    return kind


def whole(kind: Kind, record: Record) -> dict[str, Any]:
    """A record in stored form with all that it carries, also what no form knows any more."""
    return dict(record.rest) | stored(kind, record)


def by_id(kind: Kind, flat: Flat) -> dict[str, Any]:
    """What the journal kept under the names of its day, under today's."""
    today = {name: blank.id for blank in kind.known.values() for name in blank.was}
    return {today.get(name, name): value for name, value in flat.items() if name != "kind"}


def unflat(kind: Kind, now: Record, flat: Flat) -> Record:
    """A record as its stored form says; `now` says which one it is."""
    roll = {int(person): status for person, status in (flat.get("roll") or {}).items()}
    reasons = {int(person): why for person, why in (flat.get("reasons") or {}).items()}
    return replace(now, version=now.version + 1, values={id: blank.load(flat.get(id)) for id, blank in kind.known.items()},
                   roll=roll, reasons=reasons, removed=flat.get("removed"),
                   rest={name: held for name, held in flat.items() if name not in kind.known and name not in ASIDE})


def turn(door: Door, kind: Kind, now: Record, flat: Flat) -> None:
    """Make a record what `flat` says, once it is seen that whatever it speaks of is there."""
    back = _Back(door)
    back.turn(kind, now, flat)
    back.settle()


def clock(at: str) -> str:
    """A moment of the journal as it is said here: 2025-03-06 10:32, in this place's time."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


class _Back:
    """One taking back under way: line by line, and at its end what hangs on what was turned."""

    def __init__(self, door: Door):
        self._door = door
        self._read: dict[str, tuple[Kind, Record]] = {}
        self._gone: dict[str, dict[int, tuple[Kind, Record]]] = {}
        self._turned: dict[tuple[str, int], tuple[Kind, Record]] = {}

    def line(self, line: Row[Any]) -> None:
        if line.place == journal.TOLD:
            return                            # what was given out cannot be called back
        if line.place == journal.STEP:
            self._door.step.note(journal.STEP, line.row, line.after, line.before)
        elif line.place in KEYED:
            self._keyed(line)
        else:
            self._record(line)

    def read(self, lines: Iterable[Row[Any]]) -> None:
        """The records that lines speak of, read together: a step may have thousands."""
        self._read.clear()
        for place, table in SHAPES.items():
            uids = {line.row for line in lines if line.place == place}
            ids: dict[str, list[int]] = {}
            for row in self._door.connection.execute(select(table.c.id, table.c.kind).where(table.c.uid.in_(uids))) if uids else ():
                ids.setdefault(row.kind, []).append(row.id)
            for name, wanted in ids.items():
                kind = kind_of(self._door, name)
                for now in some(self._door.connection, kind, select_of(kind, removed=True).where(table.c.id.in_(wanted))):
                    self._read[now.uid] = kind, now

    def _now(self, line: Row[Any]) -> tuple[Kind, Record]:
        """The record of a line as it stands: as it was read, unless an earlier line has turned it since."""
        if (known := self._read.pop(line.row, None)) is not None:
            return known
        table = SHAPES[line.place]
        found = self._door.connection.execute(select(table.c.id, table.c.kind).where(table.c.uid == line.row)).one()
        kind = kind_of(self._door, found.kind)
        return kind, one(self._door.connection, kind, found.id, removed=True)

    def _record(self, line: Row[Any]) -> None:
        kind, now = self._now(line)
        flat, after = whole(kind, now), by_id(kind, line.after)
        called = f"{kind.label}“{name}”" if (name := now.values.get(kind.of.name)) else f"“{kind.label}”的这条记录"
        if line.before is None:
            if now.removed:
                raise self._built(line, f"{called}后来删除了")
            if flat != {name: value for name, value in after.items() if value is not None}:
                raise self._built(line, f"{called}后来又改过")
            self.turn(kind, now, flat | {"removed": UNDONE})
            return
        if any(flat.get(name) != value for name, value in after.items()):
            raise self._built(line, f"{called}后来又改过")
        self.turn(kind, now, flat | by_id(kind, line.before))

    def turn(self, kind: Kind, now: Record, flat: Flat) -> None:
        after = unflat(kind, now, {name: value for name, value in flat.items() if value is not None})
        self._door.store(kind, now, after)
        if after.removed:
            self._gone.setdefault(kind.shape, {})[now.id] = kind, now
            self._turned.pop((kind.shape, now.id), None)
        else:
            self._gone.get(kind.shape, {}).pop(now.id, None)
            self._turned[kind.shape, now.id] = kind, after

    def _keyed(self, line: Row[Any]) -> None:
        if line.place == "setting" and json.loads(line.row) == [STATION]:
            raise Refusal(f"“{line.why}”不能撤销")
        if line.place == "desk" and line.before is None and line.after["role"] == "branch":
            raise Refusal(f"“{line.why}”不能撤销；不要这台工作台了，请在“数据包…”里停用它")
        if line.place == "desk" and line.before is None and not line.after["role"]:
            raise Refusal(f"“{line.why}”不能撤销；要回到恢复以前，请在“备份与恢复…”里恢复当时的“恢复前”那一份")
        table = KEYED[line.place]
        key = dict(zip((column.name for column in table.primary_key), json.loads(line.row), strict=True))
        found = self._door.connection.execute(
            select(table).where(*(table.c[name] == value for name, value in key.items()))).mappings().first()
        now = None if found is None else {name: found[name] for name in found if name not in key}
        if (now is None) != (line.after is None) or any(now[name] != value for name, value in (line.after or {}).items() if now):
            raise self._built(line, f"{WORDS[line.place]}后来又改过")
        self._door.put(line.place, key, None if line.before is None else (now or {}) | line.before)

    def _built(self, line: Row[Any], what: str) -> Built:
        return Built(what, journal.later(self._door.connection, line))

    def settle(self) -> None:
        """Nothing that went is spoken of, and nothing that came speaks of what is not there."""
        for shape, gone in self._gone.items():
            self._door.refuse_if_used(shape, gone)
        spoken: dict[str, dict[int, tuple[Kind, str]]] = {}
        for kind, record in self._turned.values():
            for blank in kind.known.values():
                if isinstance(blank, Link) and (value := record.values.get(blank.id)):
                    for id in value if blank.many else (value,):
                        spoken.setdefault(blank.to, {})[id] = kind, blank.label
            for person in record.roll:
                spoken.setdefault("person", {})[person] = kind, "签到"
        for shape, each in spoken.items():
            table, wanted = SHAPES[shape], list(each)
            called = table.c.name if "name" in table.c else table.c.title
            for start in range(0, len(wanted), 500):
                lost = self._door.connection.execute(select(table.c.id, called.label("called")).where(
                    table.c.id.in_(wanted[start:start + 500]), table.c.removed.is_not(None)).limit(1)).first()
                if lost is not None:
                    kind, label = each[lost.id]
                    raise Refusal(f"“{kind.label}”的“{label}”是“{lost.called}”，它现在已经删除；请先在回收站恢复“{lost.called}”")


STATION = "station"
"""The setting that says as which desk an office exchanges packages: once it does, that stays."""
WORDS = {"stated": "填报的数", "chapter": "自写章节", "form": "表单", "setting": "设置", "attachment": "附件", "issued": "定稿",
         "operator": "操作人员", "desk": "工作台", "origin": "来历", "clash": "两处不同的填写"}
"""What a row of a keyed table is called."""
