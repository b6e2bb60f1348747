"""People who may have been entered twice, at two desks: shown in pairs, made one or told apart for good.

Made one, everything that spoke of the one entry speaks of the other, whoever owns it; each desk does the same of itself
when it learns of it. What is filled in only at the entry that goes is kept with the one that stays.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, select

from ..catalogue.kind import Kind
from ..errors import Refusal
from ..records import record
from ..records.back import unflat, whole
from ..records.held import held
from ..records.origin import ALL, NOBODYS, ROSTER, Dots, Origin, Origins, stamp
from ..records.record import Record
from ..records.register import DOTS
from ..records.tables import SHAPES, attendance, holding
from ..records.uids import SAME, Uids
from . import by_blank, desks, packages
from .office import Office
from .station import COMMITTEE

if TYPE_CHECKING:
    from ..records.door import Door

APART = "@apart"
"""Kept with an entry of the roster: the uids of namesakes who are known to be somebody else."""
NUMBERED = "身份证"
"""What stands in the label of the blank by which people are told apart for certain."""


@dataclass(frozen=True)
class Someone:
    """One entry of the roster."""

    kind: str
    id: int
    uid: str
    name: str
    home: str
    says: str


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one person; `one` was entered first. `why` says what they have in common."""

    one: Someone
    other: Someone
    why: str


def found(office: Office) -> list[Pair]:
    """All pairs that nobody has judged yet."""
    pairs: list[Pair] = []
    for kind in office.catalogue.kinds.values():
        if kind.shape == "person":
            by: dict[str, list[Record]] = {}
            for one in office.records(kind.id):
                by.setdefault(str(one.values["name"]).translate(DOTS), []).append(one)
            for alike in by.values():
                for one, other in combinations(sorted(alike, key=lambda each: each.id), 2):
                    if other.uid not in one.rest.get(APART, ()) and one.uid not in other.rest.get(APART, ()) and (
                            why := _alike(kind, one, other)):
                        pairs.append(Pair(_someone(office, kind, one), _someone(office, kind, other), why))
    return pairs


def _alike(kind: Kind, one: Record, other: Record) -> str:
    """What two namesakes have in common that few others have; nothing where something tells them apart."""
    certain = [id for id, blank in kind.known.items() if NUMBERED in blank.label]
    for id in (*certain, "born", "body"):
        mine, theirs = one.values.get(id), other.values.get(id)
        if mine is not None and theirs is not None and mine == theirs:
            return f"姓名和{kind.known[id].label}相同"
        if mine is not None and theirs is not None and id != "body":
            return ""
    return ""


def _someone(office: Office, kind: Kind, one: Record) -> Someone:
    home = one.values.get("body")
    said = by_blank.show(office, kind.id, one)
    texts = [f"{kind.known[id].label}：{said[id]}" for id in kind.blanks if id not in ("name", "body") and said.get(id)]
    return Someone(kind.id, one.id, one.uid, str(one.values["name"]), office.names.name("body", home) if home else "",
                   "；".join(texts[:6]))


def merge(office: Office, stays: Someone, goes: Someone) -> int:
    """Make two entries one; returns how many records spoke of the one that goes."""
    _committee(office)
    kind = office.catalogue.kind(stays.kind)
    if stays.kind != goes.kind or stays.uid == goes.uid:
        raise Refusal("只有同一名册里的两个人能合并")
    with office.door(f"合并“{stays.name}”的两条名册") as door:
        one, other = (record.one(door.connection, kind, each.id) for each in (stays, goes))
        blanks = {id: other.values[id] for id, blank in kind.blanks.items()
                  if not blank.derived and one.values.get(id) in (None, ()) and other.values.get(id) not in (None, ())}
        if blanks:
            door.save(kind, blanks, id=one.id)
        moved = relink(door, _origins(door), Uids(door.connection), other.uid, one.uid)
        other = record.one(door.connection, kind, other.id)
        door.store(kind, other, replace(other, version=other.version + 1, removed=door.step.at, rest={**other.rest, SAME: one.uid}))
        office.names.forget("person")
        return moved


def apart(office: Office, pair: Pair) -> None:
    """They are two people."""
    _committee(office)
    kind = office.catalogue.kind(pair.one.kind)
    with office.door(f"确认“{pair.one.name}”是两个人") as door:
        one = record.one(door.connection, kind, pair.one.id)
        known = sorted({*one.rest.get(APART, ()), pair.other.uid})
        door.store(kind, one, replace(one, version=one.version + 1, rest={**one.rest, APART: known}))


def _committee(office: Office) -> None:
    if desks.here(office).role != COMMITTEE:
        raise Refusal("名册上的重复由委机关处理，处理结果会随下发的数据包带来")


def _origins(door: Door) -> Origins:
    return Origins(door.connection, packages.today(list(door.catalogue.kinds.values())))


def relink(door: Door, origins: Origins, uids: Uids, gone: str, stays: str, now: Mapping[str, Dots] | None = None) -> int:
    """Let everything that speaks of one entry speak of another. It is no edit: every desk does the same of itself.

    `now` are the dots of what this very step has changed already.
    """
    shape, id = uids.at[gone]
    uids.same(gone, stays)
    speaking = [(kind, one) for kind, one in _speaking(door, shape, id) if one.uid not in (gone, stays)]
    roster = origins.roster() if any(kind.shape in ROSTER for kind, _ in speaking) else {}
    others = origins.records() if speaking else {}
    for kind, one in speaking:
        door.store(kind, one, unflat(kind, one, uids.into(kind, uids.out(kind, whole(kind, one)))))
        before = origins.held.get(one.uid, Origin())
        dots = (now or {}).get(one.uid) or (roster.get(one.uid, {}) if kind.shape in ROSTER else {ALL: others.get(one.uid, NOBODYS)})
        stamp(door, one.uid, replace(before, at=origins.last, dots=dots, kept=True))
    return len(speaking)


def _speaking(door: Door, shape: str, id: int) -> Iterator[tuple[Kind, Record]]:
    """Everything that speaks of an entry of the roster, the recycle bin included."""
    for kind in door.catalogue.kinds.values():
        table = SHAPES[kind.shape]
        ids: set[int] = set()
        for blank in Uids.links(kind):
            if blank.to != shape:
                continue
            if blank.id in table.c:
                ids |= _ids(door, select(table.c.id).where(table.c.kind.in_(kind.ids), table.c[blank.id] == id))
            elif blank.id == "bodies" and kind.shape == "activity":
                ids |= _ids(door, select(holding.c.activity).join(table, table.c.id == holding.c.activity).where(
                    table.c.kind.in_(kind.ids), holding.c.body == id))
            elif blank.many:
                rows = door.connection.execute(select(table.c.id, table.c.details).where(table.c.kind.in_(kind.ids)))
                ids |= {row.id for row in rows for name in (blank.id, *blank.was) if id in (row.details.get(name) or ())}
            else:
                for name in (blank.id, *blank.was):
                    ids |= _ids(door, select(table.c.id).where(
                        table.c.kind.in_(kind.ids), held(table.c.details, name, BigInteger()) == id))
        if shape == "person" and kind.shape == "activity":
            ids |= _ids(door, select(attendance.c.activity).join(table, table.c.id == attendance.c.activity).where(
                table.c.kind.in_(kind.ids), attendance.c.person == id))
        for start in range(0, len(ids), 500):
            some: Iterable[int] = sorted(ids)[start:start + 500]
            for one in record.some(door.connection, kind, record.select_of(kind, removed=True).where(table.c.id.in_(some))):
                yield kind, one


def _ids(door: Door, query: Any) -> set[int]:
    return set(door.connection.execute(query).scalars())
