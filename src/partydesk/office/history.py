"""The history of a record: every step that touched it, in words, and the way back to what it was at any of them.

The states are worked out from what the record is now, backwards along the journal. What the journal kept under names of
other years is told under today's; what no form knows any more is told as it was kept.
"""
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, and_, or_, select

from ..catalogue.fields import Linked
from ..catalogue.kind import Kind
from ..catalogue.shapes import ROLL
from ..catalogue.showing import SHARES
from ..errors import Refusal
from ..records import back, journal, record
from ..records.record import Record
from ..records.tables import SHAPES, UNDONE, change
from .office import Office

NAMES = 30
"""People named one by one at most."""
PRESENT = next(iter(ROLL))
UNTOLD = ("step", "origin")
"""Tables whose lines say nothing to a clerk."""
SECRET = "（不显示）"
SETTINGS = {"office": "单位名称", "place": "签订地点", "look": "版式", "licensed_fonts": "字体授权", "package_key": "数据包的钥匙",
            "station": "数据包的身份"}


@dataclass(frozen=True)
class Line:
    """One thing that a step changed: what it is called, what it said, and what it says since."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Moment:
    """One step in the life of a record; `id` names it, `now` marks the state that the record is in."""

    id: int
    step: str
    at: str
    who: str
    why: str
    lines: tuple[Line, ...]
    now: bool
    whole: bool                               # whether it says what the record was, not only what hung on it

    @property
    def when(self) -> str:
        return back.clock(self.at)


@dataclass(frozen=True)
class Changed:
    """What one step did to one thing: a record (`kind` and `id`), or one of the office's own words and numbers."""

    label: str
    called: str
    lines: tuple[Line, ...]
    kind: str = ""
    id: int = 0


class Everyone:
    """Who and what is called how, the deleted included; what `Register` knows is asked there."""

    def __init__(self, office: Office):
        self._office, self._names = office, office.names
        self._gone: dict[tuple[str, int], str] = {}
        self.full = self._names.full

    def find(self, to: Linked, name: str) -> int:
        return self._names.find(to, name)

    def name(self, to: Linked, id: int) -> str:
        known = self._names.name(to, id)
        return known if known != f"（编号 {id}）" else self.name_of(to, id) or known

    def name_of(self, shape: str, id: int) -> str:
        """The name or title in the table, live or not."""
        if (shape, id) not in self._gone:
            table = SHAPES[shape]
            with self._office.reading() as connection:
                self._gone[shape, id] = connection.execute(select(table.c.name if "name" in table.c else table.c.title).where(
                    table.c.id == id)).scalar() or ""
        return self._gone[shape, id]

    def called(self, kind: str, id: int) -> str:
        """What a record is called; one without a title by whom or what it is of, or by what it says first."""
        of = self._office.catalogue.kind(kind)
        if title := self.name_of(of.shape, id):
            return title
        with self._office.reading() as connection:
            found = record.one(connection, of, id, removed=True)
        said = dict(told(self._office, of, found, self))
        texts = [said[of.known[id].label] for id in ("person", "body", *(field.id for field in of.fields))
                 if id in of.known and of.known[id].label in said]
        return "，".join(texts[:3]) or of.label


def told(office: Office, kind: Kind, found: Record, names: Everyone | None = None) -> list[tuple[str, str]]:
    """What a record says, blank by blank, those that are empty left out; its roll at the end."""
    return [(line.label, line.after) for line in between(kind, {}, back.whole(kind, found), names or Everyone(office))
            if line.label != STATE]


def of(office: Office, kind: str, id: int) -> list[Moment]:
    """The life of a record, live or deleted, the last step first."""
    own = office.catalogue.kind(kind)
    table = SHAPES[own.shape]
    with office.reading() as connection:
        found = record.one(connection, own, id, removed=True)
        rows = connection.execute(select(change).where(or_(
            and_(change.c.place == table.name, change.c.row == found.uid),
            and_(change.c.place == "attachment", change.c.row.startswith(f'["{found.uid}"', autoescape=True)))).order_by(
            change.c.id.desc())).all()
    names, state = Everyone(office), back.whole(own, found)
    moments: list[Moment] = []
    now = True
    for row in rows:
        if row.place != table.name:
            moments.append(_moment(row, tuple(_attached(row.before or {}, row.after or {})), now=False, whole=False))
            continue
        before = {} if row.before is None else _without_none(state | back.by_id(own, row.before))
        moments.append(_moment(row, tuple(between(own, before, state, names)), now=now, whole=True))
        state, now = before, False
    return moments


def restore(office: Office, kind: str, id: int, moment: int) -> None:
    """Make a record again what it was at one moment of its history: a new step, to be undone like any other."""
    own = office.catalogue.kind(kind)
    table = SHAPES[own.shape]
    with office.door(f"恢复{own.label}") as door:
        now = record.one(door.connection, own, id, removed=True)
        state = back.whole(own, now)
        for row in door.connection.execute(select(change).where(
                change.c.place == table.name, change.c.row == now.uid).order_by(change.c.id.desc())).all():
            if row.id == moment:
                door.step.why = f"恢复{own.label}到 {back.clock(row.at)} 的样子"
                break
            state = {} if row.before is None else _without_none(state | back.by_id(own, row.before))
        else:
            raise Refusal("这条记录的历史里没有这一步")
        state.pop("removed", None)
        if not state:
            raise Refusal("那时还没有这条记录")
        if state == back.whole(own, now):
            raise Refusal("现在就是那时的样子，不用恢复")
        back.turn(door, own, now, state)


def changed(office: Office, step: str, most: int = 40) -> tuple[list[Changed], int]:
    """What a step did, thing by thing, and how many more things there are than are told."""
    with office.reading() as connection:
        rows = connection.execute(select(change).where(change.c.step == step, change.c.place.not_in(UNTOLD)).order_by(
            change.c.id).limit(most * 4)).all()
        all_rows = {tuple(row) for row in connection.execute(select(change.c.place, change.c.row).where(
            change.c.step == step, change.c.place.not_in(UNTOLD)).distinct())}
    names = Everyone(office)
    kinds = {name: kind for kind in office.catalogue.kinds.values() for name in kind.ids}
    found: list[Changed] = []
    for row in rows[:most]:
        if row.place in SHAPES:
            found.append(_record(office, names, kinds, row))
        elif row.place == journal.TOLD:
            found.append(_told(row))
        else:
            found.append(keyed(office, row.place, row.row, row.before or {}, row.after or {}))
    return found, max(0, len(all_rows) - len({(row.place, row.row) for row in rows[:most]}))


# ── in words ─────────────────────────────────────────────────────────────────────────────────────

STATE, SIGNED = "状态", "签到"


def _moment(row: Row[Any], lines: tuple[Line, ...], *, now: bool, whole: bool) -> Moment:
    return Moment(row.id, row.step, row.at, row.who, row.why, lines, now, whole)


def _without_none(flat: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in flat.items() if value is not None}


def between(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any], names: Everyone) -> Iterable[Line]:
    """What differs between two states of a record, in the order of its form."""
    order = [*kind.known, *sorted((before.keys() | after.keys()) - kind.known.keys() - back.ASIDE)]
    for id in order:
        was, became = before.get(id), after.get(id)
        if was != became and not (id in kind.known and kind.known[id].derived):
            yield Line(kind.known[id].label if id in kind.known else id, _shown(kind, id, was, names),
                       _shown(kind, id, became, names))
    yield from _roll(before, after, names)
    gone, goes = before.get("removed"), after.get("removed")
    if gone != goes:
        yield Line(STATE, _removed(gone), _removed(goes))


def _removed(mark: str | None) -> str:
    return "在用" if mark is None else "已撤销" if mark == UNDONE else "已删除"


def _shown(kind: Kind, id: str, stored: Any, names: Everyone) -> str:
    if stored is None:
        return ""
    if (blank := kind.known.get(id)) is None:
        return "、".join(map(str, stored)) if isinstance(stored, list) else str(stored)
    try:
        return blank.show(blank.load(stored), names)
    except (ValueError, TypeError, ArithmeticError):
        return str(stored)                    # kept by a form that meant something else by this name


def _roll(before: Mapping[str, Any], after: Mapping[str, Any], names: Everyone) -> Iterable[Line]:
    """Who stands differently on the roll, those alike together: 请假：张三（出差） → 到会."""
    was, became = before.get("roll") or {}, after.get("roll") or {}
    why, whence = after.get("reasons") or {}, before.get("reasons") or {}
    groups: dict[tuple[str | None, str | None], list[str]] = {}
    for person in {**became, **was}:
        if was.get(person) != became.get(person):
            groups.setdefault((was.get(person), became.get(person)), []).append(person)
    for (old, new), people in sorted(groups.items(), key=lambda group: [list(ROLL).index(one) if one in ROLL else -1
                                                                        for one in group[0]]):
        left = "" if not was else f"{ROLL[old]}：{_named(people, whence, names)}" if old else "未列入"
        right = f"{ROLL[new]}：{_named(people, why, names)}" if new and not old else ROLL[new] if new else "不再列入"
        if old and new and any(person in why for person in people):
            right = f"{ROLL[new]}：{_named(people, why, names)}"
        if not was and new == PRESENT:
            right = f"{ROLL[new]} {len(people)} 人"
        yield Line(SIGNED, left, right)
    for person in became:
        if was.get(person) == became[person] and whence.get(person) != why.get(person):
            name = names.name("person", int(person))
            yield Line(f"{ROLL[became[person]]}事由", f"{name}：{whence[person]}" if person in whence else "",
                       f"{name}：{why[person]}" if person in why else "")


def _named(people: list[str], reasons: Mapping[str, str], names: Everyone) -> str:
    said = [names.name("person", int(person)) + (f"（{reasons[person]}）" if person in reasons else "")
            for person in people[:NAMES]]
    return "、".join(said) + (f"等 {len(people)} 人" if len(people) > NAMES else "")


def _attached(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterable[Line]:
    yield Line("附件", before.get("name", ""), after.get("name", ""))


def _told(row: Row[Any]) -> Changed:
    """What was given out: told as it was noted; of a paper that was sent, the code of its data."""
    from .keys import SAID
    from .proving import code
    if row.row.startswith(SAID):              # whose password opens the office, or does not any more
        return Changed("口令", row.row.partition("/")[2], tuple(Line(name, "", said) for name, said in (row.after or {}).items()))
    said = [Line(name, "", said) for name, said in (row.after or {}).items() if isinstance(said, str)]
    return Changed("交出的资料" if said else "定稿时的数据", "", tuple(said) or (Line("数据校验码", "", code(row.hash)),))


def _record(office: Office, names: Everyone, kinds: Mapping[str, Kind], row: Row[Any]) -> Changed:
    table = SHAPES[row.place]
    with office.reading() as connection:
        there = connection.execute(select(table.c.id, table.c.kind).where(table.c.uid == row.row)).one()
    own = kinds.get(there.kind)
    if own is None:
        return Changed(there.kind, names.name_of(row.place, there.id), ())
    before, after = (_without_none(back.by_id(own, flat or {})) for flat in (row.before, row.after))
    return Changed(own.label, names.called(own.id, there.id), tuple(between(own, before, after, names)), own.id, there.id)


def keyed(office: Office, place: str, row: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Changed:
    """A row of a keyed table: what it is called, and what it said and says."""
    key = json.loads(row)
    called, names = key[0], {"because": "依据", "text": "内容", "value": "内容", "name": "名称"}
    match place:
        case "stated":
            figure = office.catalogue.figures.get(key[0])
            called = f"{figure.label if figure else key[0]}（{key[1]}）"
            lines = [Line("填报数", _amount(before), _amount(after)),
                     Line("依据", before.get("because", ""), after.get("because", ""))]
        case "chapter" | "issued":
            paper = office.catalogue.papers.get(key[0])
            chapter = next((one.label for one in paper.chapters if one.id == key[1]), key[1]) if paper else key[1]
            called = f"{paper.label if paper else key[0]}（{chapter}）"
            lines = [Line("内容", before.get("text", ""), after.get("text", ""))] if place == "chapter" else []
        case "setting":
            called = SETTINGS.get(key[0], key[0])
            lines = [Line("内容", *(_set(office, key[0], flat.get("value", "")) for flat in (before, after)))]
        case "attachment":
            called = after.get("name") or before.get("name") or "附件"
            lines = list(_attached(before, after))
        case "operator":
            from .operators import ROLES
            lines = [Line("角色", *(ROLES.get(flat.get("role", ""), "") for flat in (before, after))),
                     Line("离岗", *(back.clock(flat["left"]) if flat.get("left") else "" for flat in (before, after)))]
        case _:                               # what else there is the program keeps for itself
            lines = [Line(says, str(before.get(name) or ""), str(after.get(name) or "")) for name, says in names.items()]
    return Changed(back.WORDS[place], called, tuple(line for line in lines if line.before != line.after))


def _set(office: Office, name: str, value: str) -> str:
    """A setting as a clerk knows it."""
    from .profiles import profiles
    match name:
        case "package_key":
            return SECRET if value else ""
        case "look":
            known = profiles(office)
            return known[value].label if value in known else value
        case "licensed_fonts":
            return "、".join(json.loads(value or "[]"))
    return value


def _amount(flat: Mapping[str, Any]) -> str:
    if flat.get("amount") is None:
        return ""
    unit = flat.get("unit") or ""
    amount = Fraction(flat["amount"]) * SHARES.get(unit, 1)
    return f"{float(amount):.6f}".rstrip("0").rstrip(".") + unit
