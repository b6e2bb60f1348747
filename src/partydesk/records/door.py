"""The one door by which anything is written: checked, stored and journaled in one transaction."""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import BigInteger, Connection, Row, Select, Table, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ..catalogue.catalogue import Catalogue
from ..catalogue.fields import Blank, Link
from ..catalogue.kind import Kind
from ..catalogue.shapes import SHAPES as CATALOGUE_SHAPES
from ..catalogue.text import clean
from ..errors import Gone, Moved, Refusal, Refusals
from . import journal, origin, words, workdays
from .back import WORDS, clock, take_back, turn, whole
from .held import held
from .letters import spelt
from .record import Record, one
from .tables import KEYED, SHAPES, STATUSES, UNDONE, attendance, holding

Values = Mapping[str, Any]
Roll = Mapping[int, str]
Reasons = Mapping[int, str]

There = Mapping[int, tuple[str, str | None]]
PRESENT = STATUSES[0]


class Door:
    """Open for one step: every write of one verb of the office goes through the same door."""

    def __init__(self, connection: Connection, catalogue: Catalogue, step: journal.Step):
        self.connection, self.catalogue, self.step = connection, catalogue, step
        self.touched: set[str] = set()       # kinds, and the names of keyed tables
        self.written: set[tuple[str, str]] = set()       # the same, a keyed table with the first part of the key
        self._living: set[tuple[str, int]] = set()       # what was seen to be there, until something goes

    def save(self, kind: Kind, values: Values, *, id: int | None = None, version: int | None = None,
             roll: Roll | None = None, reasons: Reasons | None = None) -> int:
        """Store a new record, or change one; what is not in `values` is left alone. Returns its id.

        Raises `Refusals` by blank id, `Moved` where `version` is no longer the newest, `Gone` where it was removed.
        """
        before = self._before(kind, id, version) if id is not None else None
        if before is None:
            values = self._defaults(kind) | dict(values)
        if before:
            self._ours(kind, before)
        merged = self._checked(kind, dict(values), before)
        people = self._roll(kind, roll, before)
        after = Record(before.kind if before else kind.id, before.id if before else 0,
                       before.uid if before else uuid4().hex, before.version + 1 if before else 1, merged, people,
                       before.entered if before else self.step.at, rest=before.rest if before else {},
                       reasons=self._reasons(reasons, people, before))
        return self.store(kind, before, after)

    def _before(self, kind: Kind, id: int, version: int | None) -> Record:
        """The record that is to be changed, as it was seen in this version; whichever it is, where none is named."""
        if version is None:
            return one(self.connection, kind, id)
        before = one(self.connection, kind, id, removed=True)
        if before.removed:
            raise Gone(f"这条“{kind.label}”已被{self._last(kind, before)}删除")
        if version != before.version:
            raise Moved(f"这条“{kind.label}”已被{self._last(kind, before)}改过")
        return before

    def _last(self, kind: Kind, record: Record) -> str:
        """Who changed a record last, and when."""
        line = journal.newest(self.connection, SHAPES[kind.shape].name, record.uid)
        return f" {line.who} 在 {clock(line.at)} " if line is not None else "别处"

    def remove(self, kind: Kind, id: int, *, version: int | None = None) -> None:
        """Into the recycle bin."""
        before = self._before(kind, id, version)
        self._ours(kind, before)
        self.refuse_if_used(kind.shape, {id: (kind, before)})
        self.store(kind, before, _marked(before, self.step.at))

    def restore(self, kind: Kind, id: int) -> None:
        """Out of the recycle bin."""
        before = one(self.connection, kind, id, removed=True)
        if before.removed == UNDONE:
            raise Refusal(f"没有第 {id} 号“{kind.label}”记录")
        self._ours(kind, before)
        turn(self, kind, before, whole(kind, before) | {"removed": None})

    def put(self, place: str, key: Mapping[str, str], values: Mapping[str, str | None] | None, *,
            seen: Mapping[str, str | None] | None = None) -> None:
        """One row of a keyed table: a stated number, a chapter, a form, a setting; None takes it out.

        `seen` is what of it the clerk had before him when he changed it (empty: that there was none); `Moved` where that
        is no longer so and what he wants is not there already. Who gives None has read the row in this very step.
        """
        table = KEYED[place]
        here = [table.c[name] == value for name, value in key.items()]
        found = self.connection.execute(select(table).where(*here)).mappings().first()
        before = None if found is None else {name: found[name] for name in found if name not in key}
        if seen is not None and _other(before, seen or None) and _other(before, values):
            line = journal.newest(self.connection, place, _key(table, key))
            said = f" {line.who} 在 {clock(line.at)} " if line is not None else "别处"
            raise Moved(f"{WORDS[place]}已被{said}{'取出' if before is None else '改过'}")
        if values is None:
            self.connection.execute(delete(table).where(*here))
        elif before is None:
            self.connection.execute(insert(table).values(**key, **values))
        else:
            self.connection.execute(update(table).where(*here).values(**values))
        if before is not None or values is not None:
            self.step.note(place, _key(table, key), before, None if values is None else {**(before or {}), **values})
        self.touched.add(place)
        self.written.add((place, next(iter(key.values()))))

    def tell(self, what: str, said: Mapping[str, Any]) -> None:
        """A line of the journal that changes nothing: something was given out, or is being sent."""
        self.step.note(journal.TOLD, what, None, said)
        self.written.add((journal.TOLD, what))

    def take_back(self, step: str, *, sparing: bool = False) -> list[Row[Any]]:
        """The opposite of one step, as a change of its own; refused (or spared) where something was built on it since."""
        return take_back(self, journal.lines_of(self.connection, step), sparing=sparing)

    def _ours(self, kind: Kind, record: Record) -> None:
        """What another desk sent is that desk's to write on."""
        if kind.shape not in origin.ROSTER and (name := origin.stranger(self.connection, record.uid)):
            raise Refusal(f"这条“{kind.label}”是“{name}”报来的，由它修改；要改请在“数据包”里退回修改，或者接管过来")

    # ── what a record may be ─────────────────────────────────────────────────────────────────────

    @staticmethod
    def _defaults(kind: Kind) -> dict[str, Any]:
        """What a new record says where nobody says otherwise."""
        return {id: blank.read(blank.default) for id, blank in kind.blanks.items() if blank.default and not blank.derived}

    def _checked(self, kind: Kind, values: dict[str, Any], before: Record | None) -> dict[str, Any]:
        refusals: dict[str, str] = {}
        for id, value in values.items():
            if (blank := kind.known.get(id)) is None:
                known = "、".join(f"{blank.id}（{blank.label}）" for blank in kind.blanks.values() if not blank.derived)
                refusals[id] = f"“{kind.label}”没有“{id}”这一栏，可填：{known}"
            elif blank.derived and value is not None:
                refusals[id] = f"“{blank.label}”由程序算出，不用填"
        if refusals:
            raise Refusals(refusals)
        for id, value in values.items():
            if isinstance(value, tuple | list | set) and getattr(kind.known[id], "many", False):
                values[id] = tuple(sorted(set(value)))        # as they are read back
        if before is None and kind.retired and getattr(values.get("date"), "year", 0) > kind.retired:
            raise Refusal(f"“{kind.label}”自 {kind.retired + 1} 年起停用，不再新增")
        merged = (dict(before.values) if before else {}) | values
        for id, blank in kind.blanks.items():
            if id in values or before is None and not blank.retired:
                try:
                    blank.check(merged.get(id))
                except Refusal as refusal:
                    refusals[id] = str(refusal)
        self._links(kind, values, refusals)
        self._above(kind, before, merged, refusals)
        self._order(kind, merged, refusals)
        if refusals:
            raise Refusals(refusals)
        return merged | self._derived(kind, merged)

    def _links(self, kind: Kind, values: Values, refusals: dict[str, str]) -> None:
        for id in values.keys() - refusals.keys():
            blank = kind.known[id]
            if isinstance(blank, Link) and values[id] not in (None, ()):
                wanted = {one for one in (values[id] if blank.many else (values[id],)) if (blank.to, one) not in self._living}
                found = set(self.connection.execute(_LIVING[blank.to], {"wanted": list(wanted)}).scalars()) if wanted else set()
                self._living |= {(blank.to, one) for one in found}
                if wanted - found:
                    refusals[id] = f"“{blank.label}”指向的记录不存在：{'、'.join(map(str, sorted(wanted - found)))}"

    def _above(self, kind: Kind, before: Record | None, merged: Values, refusals: dict[str, str]) -> None:
        """No organisation stands above itself, by way of others either."""
        at, seen = merged.get("parent") if kind.shape == "body" and before else None, set[int]()
        table = SHAPES["body"]
        while at is not None and at not in seen:
            if before is not None and at == before.id:
                refusals["parent"] = f"“{kind.known['parent'].label}”不能是它自己或它的下级"
            seen.add(at)
            at = self.connection.execute(select(table.c.parent).where(table.c.id == at)).scalar()

    @staticmethod
    def _order(kind: Kind, merged: Values, refusals: dict[str, str]) -> None:
        began, ceased = kind.of.began, kind.of.ceased
        if not ceased or {began, ceased} & refusals.keys():
            return
        start, end = merged.get(began), merged.get(ceased)
        if start and end and end < start:
            refusals[ceased] = (f"“{kind.known[ceased].label}”（{end}）不能早于"
                                f"“{kind.known[began].label}”（{start}）")

    @staticmethod
    def _derived(kind: Kind, merged: Values) -> dict[str, Any]:
        match kind.shape:
            case "item":
                closed = merged.get("closed")
                return {"working_days": Decimal(workdays.between(merged["date"], closed)) if closed else None}
        return {}

    def _roll(self, kind: Kind, roll: Roll | None, before: Record | None) -> Roll:
        if roll is None:
            return before.roll if before else {}
        if roll and not kind.roll:
            raise Refusal(f"“{kind.label}”不设签到")
        if wrong := {status for status in roll.values() if status not in STATUSES}:
            raise Refusal(f"签到状态不能是“{'、'.join(sorted(wrong))}”，可用：{'、'.join(STATUSES)}")
        return dict(roll)

    @staticmethod
    def _reasons(reasons: Reasons | None, people: Roll, before: Record | None) -> Reasons:
        """Why people are away: of those on the roll, and only of those who are."""
        given = before.reasons if reasons is None and before else reasons or {}
        said = {person: clean(why) for person, why in given.items() if people.get(person) not in (None, PRESENT)}
        return {person: why for person, why in said.items() if why}

    def refuse_if_used(self, shape: str, gone: Mapping[int, tuple[Kind, Record]]) -> None:
        """What others speak of is not removed: people and organisations are moved out or ended instead."""
        ids = list(gone)
        for some in (ids[start:start + 500] for start in range(0, len(ids), 500)):
            for other in self.catalogue.kinds.values():
                table = SHAPES[other.shape]
                for id, blank in other.known.items():
                    if not isinstance(blank, Link) or blank.to != shape or blank.many:
                        continue
                    places = [table.c[id]] if id in table.c else [
                        held(table.c.details, name, BigInteger()) for name in (id, *blank.was)]
                    for place in places:
                        self._found(select(place).where(table.c.kind.in_(other.ids), table.c.removed.is_(None),
                                                        place.in_(some)), gone, other.label)
            for roll in (attendance, holding):
                if shape in roll.c and shape != "activity":
                    self._found(select(roll.c[shape]).join(SHAPES["activity"], SHAPES["activity"].c.id == roll.c.activity).where(
                        roll.c[shape].in_(some), SHAPES["activity"].c.removed.is_(None)), gone,
                        "签到" if roll is attendance else "活动")

    def _found(self, query: Select[Any], gone: Mapping[int, tuple[Kind, Record]], where: str) -> None:
        if (used := self.connection.execute(query.limit(1)).scalar()) is not None:
            self._used(*gone[used], where)

    @staticmethod
    def _used(kind: Kind, record: Record, where: str) -> None:
        ceased = f"；不再使用的，请填写“{kind.known[kind.of.ceased].label}”" if kind.of.ceased else ""
        raise Refusal(f"“{record.values.get(kind.of.name) or kind.label}”还被“{where}”用到，不能删除{ceased}")

    # ── how it is kept ───────────────────────────────────────────────────────────────────────────

    def store(self, kind: Kind, before: Record | None, after: Record, desk: str = "") -> int:
        """As it is from now on. `desk`: which one wrote a new record, where it was another."""
        table = SHAPES[kind.shape]
        row = _row(kind, table, after)
        try:
            if before is None:
                row |= {"uid": after.uid, "kind": kind.id, "desk": desk or self.step.desk, "entered": after.entered}
                id = self.connection.execute(insert(table), row).inserted_primary_key[0]  # type: ignore[index]
            else:
                id = before.id
                done = self.connection.execute(
                    update(table).where(table.c.id == id, table.c.version == before.version).values(row))
                if done.rowcount != 1:
                    raise Moved(f"这条“{kind.label}”刚被别处改过")
            if kind.shape == "activity":
                self._bodies(id, before.values.get("bodies", ()) if before else (), after.values.get("bodies", ()))
                self._people(id, _there(before) if before else {}, _there(after))
        except IntegrityError as error:
            raise Refusal(f"“{kind.label}”的签到里有名册上没有的人，未保存") from error
        if after.removed:
            self._living.clear()
            words.drop(self.connection, kind.shape, id)
        else:
            words.put(self.connection, kind, replace(after, id=id))
        flat = whole(kind, after)
        self.step.note(table.name, after.uid, whole(kind, before) if before else None,
                        flat if before else {"kind": kind.id, **flat})
        self.touched.add(kind.id)
        self.written.add((kind.id, ""))
        return int(id)

    def _bodies(self, id: int, before: Iterable[int], after: Iterable[int]) -> None:
        old, new = set(before or ()), set(after or ())
        if old - new:
            self.connection.execute(delete(holding).where(holding.c.activity == id, holding.c.body.in_(old - new)))
        if new - old:
            self.connection.execute(insert(holding), [{"activity": id, "body": body} for body in sorted(new - old)])

    def _people(self, id: int, before: There, after: There) -> None:
        gone = [person for person in before if after.get(person) != before[person]]
        come = [person for person in after if after[person] != before.get(person)]
        if gone:
            self.connection.execute(delete(attendance).where(attendance.c.activity == id,
                                                              attendance.c.person.in_(gone)))
        if come:
            self.connection.execute(insert(attendance), [
                {"activity": id, "person": person, "status": after[person][0], "reason": after[person][1]} for person in come])


_LIVING = {name: select(table.c.id).where(table.c.id.in_(bindparam("wanted", expanding=True)), table.c.removed.is_(None))
           for name, table in SHAPES.items()}
"""By shape: which of the ids wanted are those of records that are not removed."""


def _marked(record: Record, removed: str | None) -> Record:
    return replace(record, version=record.version + 1, removed=removed)


def _row(kind: Kind, table: Table, record: Record) -> dict[str, Any]:
    """A record as the columns of its shape's table."""
    typed, details = _places(kind)
    row: dict[str, Any] = {id: _plain(record.values.get(id)) for id in typed}
    fields = {id: blank.store(record.values.get(id)) for id, blank in details}
    row["details"] = dict(record.rest) | {id: kept for id, kept in fields.items() if kept is not None and kept != []}
    row |= {"version": record.version, "removed": record.removed}
    if table.name == "person":
        row |= spelt(record.values["name"])
    return row


def _places(kind: Kind) -> tuple[list[str], list[tuple[str, Blank]]]:
    """Which blanks are typed columns of the shape's table, and which lie in `details`."""
    columns = SHAPES[kind.shape].c
    typed = [id for id in CATALOGUE_SHAPES[kind.shape].columns if id in columns]
    details = [(id, blank) for id, blank in kind.known.items() if id not in CATALOGUE_SHAPES[kind.shape].columns]
    return typed, details


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) else value


def _there(record: Record) -> There:
    """Who stood how, and why."""
    return {person: (status, record.reasons.get(person)) for person, status in record.roll.items()}


def _other(now: Mapping[str, Any] | None, seen: Mapping[str, Any] | None) -> bool:
    """Whether a row is not what somebody saw, or wants, of it."""
    return (now is None) != (seen is None) or any((now or {}).get(name) != value for name, value in (seen or {}).items())


def _key(table: Table, key: Mapping[str, str]) -> str:
    return json.dumps([key[column.name] for column in table.primary_key], ensure_ascii=False)
