"""Who works with the office, and what each may do: a name in the journal and one of three roles (操作人员).

With nobody in the list everyone may do all: an office of one person is asked nothing. What a step needs is looked up here
when it is about to be written (`Office.door`), by what it touched; so it holds for the desk, the command line, imports,
undoing, and whatever is added later. In a plain file a name is chosen, and proves nothing; in an encrypted one it is
whose password opened it, on a server the login.
"""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from sqlalchemy import Connection, select

from .. import places
from ..catalogue.text import clean
from ..errors import Refusal
from ..records import journal, server
from ..records.back import clock
from ..records.tables import change, operator

if TYPE_CHECKING:
    from .office import Office

Role = Literal["look", "enter", "review"]
RANK: tuple[Role, ...] = get_args(Role)
"""From who may least to who may most: each may what those before may."""
ROLES: Mapping[Role, str] = {"look": "只读", "enter": "录入", "review": "审核"}
MAY: Mapping[Role, str] = {
    "look": "查看、打印、导出，什么也不改",
    "enter": "记录、填报、文书、导入导出",
    "review": "除此以外，还可以定稿和更正，改栏目、写法、版式和单位设置，管操作人员",
}
NEEDS: Mapping[str, Role] = {
    "stated": "enter", "chapter": "enter", "attachment": "enter", "clash": "enter", journal.TOLD: "enter", "desk": "look", "origin": "look",
    "form": "review", "setting": "review", "issued": "review", "operator": "review"}
"""What a step must be allowed that touches a keyed table; records of all kinds are for whoever enters. What the
program keeps book of besides (that this desk goes on under a new id, where a record came from) is written for everyone."""
RECORDS = "records"
"""What stands for records of any kind, where none is meant in particular."""
GIVEN_OUT = journal.TOLD
"""What is written when numbers that are covered go out whole."""
LEARNT = ("columns.", "called.")
"""How the names of settings begin that importing writes down for the next time: they are no words of the office."""
LONGEST = 40
"""Characters of a name."""


@dataclass(frozen=True)
class Operator:
    """One person: `since` and `left` are moments of the journal, empty where there is none."""

    name: str
    role: Role
    since: str = ""
    left: str = ""

    @property
    def label(self) -> str:
        """录入, 审核 or 只读."""
        return ROLES[self.role]

    @property
    def came(self) -> str:
        """The day since which he is in the list."""
        return clock(self.since)[:10] if self.since else ""

    @property
    def went(self) -> str:
        """The day on which he left."""
        return clock(self.left)[:10] if self.left else ""


# ── who there is ─────────────────────────────────────────────────────────────────────────────────

def operators(office: Office, *, gone: bool = True) -> list[Operator]:
    """Everybody in the list in the order in which they came, those who left at the end (or not at all)."""
    with office.reading() as connection:
        rows = connection.execute(select(operator)).all()
        came = {json.loads(row.row)[0]: row.at for row in connection.execute(select(change.c.row, change.c.at).where(
            change.c.place == operator.name).order_by(change.c.id.desc()))}
    found = [Operator(row.name, row.role, came.get(row.name, ""), row.left or "") for row in rows if gone or not row.left]
    return sorted(found, key=lambda one: (bool(one.left), one.since, one.name))


def role(office: Office) -> Role:
    """What whoever is at the desk may do."""
    with office.reading() as connection:
        return _role(_known(connection), office.who)


def _known(connection: Connection) -> dict[str, Role]:
    """Who is there now, with his role; empty in an office that has no list."""
    return {row.name: row.role for row in connection.execute(select(operator).where(operator.c.left.is_(None)))}


def _role(known: Mapping[str, Role], who: str) -> Role:
    return known.get(who, "look") if known else "review"


# ── what may be done ─────────────────────────────────────────────────────────────────────────────

def standing(connection: Connection, who: str) -> Role:
    """What somebody may do as a step begins: what the step itself does to the list counts from the next one on."""
    return _role(_known(connection), who)


def allow(connection: Connection, who: str, has: Role, written: Iterable[tuple[str, str]]) -> None:
    """Let what a step wrote (kinds, or keyed tables with the first part of the key) go, or `Refusal`."""
    touched = set(written)
    for place, key in sorted(touched):
        wanted = needed(place, key)
        if RANK.index(has) < RANK.index(wanted):
            raise Refusal(_why(connection, who, has, wanted))
    if any(place == operator.name for place, _ in touched):
        _one_reviews(connection)


def needed(place: str, key: str = "") -> Role:
    """Which role a change of a kind of record, or of a keyed table, needs."""
    return "enter" if place == "setting" and key.startswith(LEARNT) else NEEDS.get(place, "enter")


def lacks(office: Office, place: str, key: str = "") -> str:
    """Why whoever is at the desk may not change this; nothing where he may. For what is said on a button."""
    with office.reading() as connection:
        has, wanted = standing(connection, office.who), needed(place, key)
        return _why(connection, office.who, has, wanted) if RANK.index(has) < RANK.index(wanted) else ""


def _why(connection: Connection, who: str, has: Role, wanted: Role) -> str:
    known = _known(connection)
    able = [name for name, role in known.items() if RANK.index(role) >= RANK.index(wanted)]
    if who not in known:
        return f"“{who}”不在操作人员名单里，只能查看；请先选定自己的姓名，或由审核人员（{'、'.join(able)}）加进名单"
    return f"{who} 的角色是“{ROLES[has]}”，这件事要“{ROLES[wanted]}”才能做" + (f"，可请 {'、'.join(able)}" if able else "")


def _one_reviews(connection: Connection) -> None:
    """An office with a list is never without somebody who may change it."""
    rows = connection.execute(select(operator)).all()
    if rows and not any(row.role == "review" and not row.left for row in rows):
        raise Refusal("至少要留一名在岗的“审核”人员，不然谁也不能再定稿、改设置和管操作人员；请先让别人担任审核")


# ── the list is changed ──────────────────────────────────────────────────────────────────────────

def add(office: Office, name: str, role: str) -> None:
    """Put somebody in the list, or back in it. The first one is who sits here, and reviews."""
    called, of = _called(name), _read(role)
    first = not operators(office)
    if first and of != "review":
        raise Refusal("第一名操作人员就是现在用这台电脑的人，角色是“审核”；有了审核，再加录入和只读的人")
    if any(one.name == called and not one.left for one in operators(office)):
        raise Refusal(f"“{called}”已经在操作人员名单里；要改角色，请选中后改")
    with office.door(f"添加操作人员{called}（{ROLES[of]}）") as door:
        if first:
            door.step.who = called
        door.put(operator.name, {"name": called}, {"role": of, "left": None})
    if first:
        office.work_as(called)


def change_role(office: Office, name: str, role: str) -> None:
    """Give somebody another role."""
    one, of = _here(office, name), _read(role)
    if one.role != of:
        with office.door(f"{one.name}的角色改为{ROLES[of]}") as door:
            door.put(operator.name, {"name": one.name}, {"role": of, "left": None})


def leave(office: Office, name: str) -> None:
    """Somebody does not work here any more: what he did stays under his name, and he may do nothing."""
    one = _here(office, name)
    with office.door(f"操作人员{one.name}离岗") as door:
        door.put(operator.name, {"name": one.name}, {"role": one.role, "left": door.step.at})


def _here(office: Office, name: str) -> Operator:
    found = {one.name: one for one in operators(office, gone=False)}
    if (called := clean(name)) not in found:
        raise Refusal(f"操作人员名单里没有“{called}”" + (f"，在岗的有：{'、'.join(found)}" if found else "，名单还是空的"))
    return found[called]


def _called(name: str) -> str:
    called = " ".join(clean(name).split())
    if not called:
        raise Refusal("请填写操作人员的姓名")
    if len(called) > LONGEST:
        raise Refusal(f"姓名最多 {LONGEST} 字，现有 {len(called)} 字")
    return called


def _read(role: str) -> Role:
    """A role by its code or its name."""
    for code, said in ROLES.items():
        if clean(role) in (code, said):
            return code
    raise Refusal(f"没有“{role}”这个角色，可用：{'、'.join(ROLES.values())}")


# ── who sits here ────────────────────────────────────────────────────────────────────────────────

def chosen(office: Office) -> bool:
    """Whether it is chosen here who one is: in a plain file on this computer; else a password or a login says so."""
    return office.key is None and not server.is_url(office.place)


def present(office: Office) -> str:
    """Whose name this desk works under without asking: who was chosen here last, or the only one there is; else nobody.

    Nobody, too, where it is not chosen who one is.
    """
    if not chosen(office):
        return ""
    names = [one.name for one in operators(office, gone=False)]
    kept = _kept(office)
    said = kept.read_text("utf-8").strip() if kept.exists() else ""
    return said if said in names else names[0] if len(names) == 1 else ""


def asks(office: Office) -> bool:
    """Whether it is to be asked who is at the desk: several could be, and nothing says which."""
    return chosen(office) and not present(office) and bool(operators(office, gone=False))


def choose(office: Office, name: str) -> None:
    """Work under this name from now on, and on this computer the next time too."""
    if not chosen(office):
        raise Refusal("这个办公室由口令或登录名决定是谁在操作；换人请先锁定（或退出），由他自己打开")
    one = _here(office, name)
    office.work_as(one.name)
    kept = _kept(office)
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(one.name, "utf-8")


def _kept(office: Office) -> Path:
    return places.own() / "operators" / office.uid
