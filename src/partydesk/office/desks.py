"""The desks that exchange packages with this one: who they are, and what was last taken from each.

It is a star: the committee's desk knows every branch's; a branch knows the committee's alone (and the others by name).
"""
from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select

from ..catalogue.text import clean
from ..errors import Refusal
from ..records import back, origin
from ..records.back import clock
from ..records.tables import desk
from . import station
from .office import Office
from .station import BRANCH, COMMITTEE, LEFT

if TYPE_CHECKING:
    from ..records.door import Door

SILENT = 35
"""Days after which a desk that sends nothing is asked about: a month and some."""


@dataclass(frozen=True)
class Desk:
    """One desk. `key`: its public key, once its first package came; `taken`: the last package of it."""

    id: str
    name: str
    role: str
    follows: str | None
    key: str | None
    taken: Mapping[str, Any]

    @property
    def fingerprint(self) -> str:
        return station.fingerprint(self.key) if self.key else ""

    @property
    def place(self) -> tuple[int, int]:
        return self.taken.get("epoch", 0), self.taken.get("seq", 0)

    @property
    def last(self) -> str:
        """When its last package was written, and its number."""
        return f"{clock(self.taken['at'])}（第 {self.taken['seq']} 号）" if self.taken else "还没有"

    @property
    def silent(self) -> int:
        """Days since it wrote the last package that was taken; 0 where none is awaited."""
        if not self.taken or self.role == LEFT:
            return 0
        return max(0, (datetime.now(UTC) - datetime.fromisoformat(self.taken["taken"])).days)


def known(office: Office) -> list[Desk]:
    """Every desk, this one too, in the order of names."""
    with office.reading() as connection:
        rows = connection.execute(select(desk).where(desk.c.role.in_(station.ROLES)).order_by(desk.c.role, desk.c.name)).all()
    return [Desk(row.id, row.name, row.role, row.follows, row.key, json.loads(row.taken or "{}")) for row in rows]


def here(office: Office) -> Desk:
    """This desk; a `Refusal` where it exchanges no packages."""
    own = station.own(office)
    found = next((one for one in known(office) if own and one.id == own), None)
    if found is None:
        raise Refusal("这个办公室还没有开始收发数据包：委机关请先“发出邀请”，支部请在开始页“用邀请加入”")
    return found


def others(office: Office) -> list[Desk]:
    """Those with whom packages are exchanged."""
    mine = here(office)
    wanted = (BRANCH, LEFT) if mine.role == COMMITTEE else (COMMITTEE,)
    return [one for one in known(office) if one.role in wanted and one.id != mine.id]


def one(office: Office, name: str) -> Desk:
    """A desk by its name (or id); a `Refusal` that says which there are."""
    among = others(office)
    found = [each for each in among if name in (each.id, each.name) and each.role != LEFT]
    if len(found) != 1:
        raise Refusal(f"没有叫“{name}”的工作台，现有：{'、'.join(each.name for each in among if each.role != LEFT) or '无'}")
    return found[0]


def lineage(desks: list[Desk], id: str) -> frozenset[str]:
    """A desk and all that it goes on for."""
    by = {each.id: each for each in desks}
    found: list[str] = []
    at: str | None = id
    while at is not None and at not in found:
        found.append(at)
        at = by[at].follows if at in by else None
    return frozenset(found)


def seen(desks: list[Desk], ids: Collection[str]) -> dict[str, int]:
    """What is known of the records of a desk, and of those that it goes on for."""
    return origin.joined(*(each.taken.get("seen", {}) for each in desks if each.id in ids))


def begin(office: Office) -> Desk:
    """Become the committee's desk, where nothing was exchanged yet; what it is, if it is one."""
    if station.own(office):
        return here(office)
    id = uuid4().hex
    signing = station.new(office, id)
    name = office.setting("office") or "委机关"
    with office.door("开始收发数据包") as door:
        door.put("setting", {"name": station.KEY}, {"value": secrets.token_hex(32)})
        door.put("setting", {"name": back.STATION}, {"value": id})
        keep(door, Desk(id, name, COMMITTEE, None, signing.public, {}))
    return here(office)


def add(office: Office, name: str, follows: str | None = None) -> Desk:
    """A place for one more branch, whose key is not known yet; with `follows` it goes on for a desk that is lost."""
    if not (name := clean(name)):
        raise Refusal("请写明是哪个支部的工作台")
    mine = begin(office)
    if mine.role != COMMITTEE:
        raise Refusal("只有委机关的工作台能发出邀请")
    if any(each.name == name and each.role != LEFT and each.id != follows for each in known(office)):
        raise Refusal(f"已经有叫“{name}”的工作台；电脑换了的，请先停用原来的")
    made = Desk(uuid4().hex, name, BRANCH, follows, None, {})
    with office.door(f"邀请“{name}”的工作台") as door:
        keep(door, made)
    return made


def cancel(office: Office, id: str) -> None:
    """Take no more packages of a desk: its computer is lost, or was replaced."""
    found = next((each for each in others(office) if each.id == id and each.role == BRANCH), None)
    if found is None or here(office).role != COMMITTEE:
        raise Refusal("只能停用支部的工作台")
    with office.door(f"停用“{found.name}”的工作台") as door:
        keep(door, Desk(found.id, found.name, LEFT, found.follows, found.key, found.taken))


def keep(door: Door, made: Desk) -> None:
    door.put("desk", {"id": made.id}, {"name": made.name, "role": made.role, "follows": made.follows, "key": made.key,
                                       "taken": json.dumps(made.taken, sort_keys=True) if made.taken else None})


def silent(office: Office) -> list[Desk]:
    """The branches of which nothing came for long."""
    if not station.own(office):
        return []
    return [each for each in others(office) if each.role == BRANCH and each.silent > SILENT]
