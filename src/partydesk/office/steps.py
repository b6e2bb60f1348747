"""The steps of the office: undoing and doing again, going back to a point, and taking one old step back alone.

Whatever is taken back is a new step of the journal; nothing is ever rubbed out. Ctrl+Z and Ctrl+Y walk along what this
desk did; taking back one old step is something new, and can be undone like anything else.
"""
from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import Connection, Row, and_, func, select

from ..errors import Refusal
from ..records import back, journal, record
from ..records.back import Built
from ..records.journal import Done
from ..records.tables import KEYED, SHAPES, change
from .kept import shipped_forms
from .office import Office, OnlyTried

if TYPE_CHECKING:
    from ..records.door import Door

__all__ = ["Action", "Ahead", "Built", "Place", "Since", "Turned", "after", "again", "ahead", "back_to", "forward_to", "heavy", "recent",
           "redo", "take_back", "undo"]

SHOWN = 60
"""Steps listed at once."""
HEAVY = 200
"""Changes from which on the work is done away from the window."""
Since = Literal["refuse", "too", "spare"]
SINCE: tuple[Since, ...] = get_args(Since)
"""What is to become of what was built on a step since: it forbids the taking back, it goes as well, or it stays."""


@dataclass(frozen=True)
class Place:
    """Where something was changed: a record (`kind` and `id`), or a table of the office's own words and numbers."""

    table: str
    kind: str = ""
    id: int = 0
    live: bool = False
    key: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turned:
    """What was undone or done again: what it was, how many steps, and where; `called` names the first record of it."""

    why: str
    steps: int
    places: tuple[Place, ...]
    called: str = ""

    @property
    def says(self) -> str:
        """In a few words, for a sentence about it."""
        return _says(self.why, self.called, len({place for place in self.places if place.kind}))


@dataclass(frozen=True)
class Action:
    """One thing that somebody did; `stands` unless it was undone or taken back."""

    step: str
    why: str
    at: str
    who: str
    mine: bool
    records: int
    stands: bool
    first: int
    called: str = ""                          # the first record of it

    @property
    def says(self) -> str:
        """In a few words, for a list or a sentence about it."""
        return _says(self.why, self.called, self.records)

    @property
    def when(self) -> str:
        return back.clock(self.at)


@dataclass(frozen=True)
class Ahead:
    """What taking back one step alone would meet: the steps built on it since, and why it cannot go even with them."""

    action: Action
    since: tuple[Action, ...]
    refusal: str = ""


# ── undoing and doing again ──────────────────────────────────────────────────────────────────────

def undo(office: Office, passing: Collection[str] = ()) -> Turned | None:
    """Take back this desk's last step, whatever it was; None when nothing is left. Steps in `passing` are left alone.

    `back.Built` where something was built on it since.
    """
    with office.door("撤销") as door:
        last = journal.last_step(door.connection, office.desk, passing)
        return None if last is None else _undone(office, door, [last])


def redo(office: Office, count: int = 1) -> Turned | None:
    """Do again what was undone last, `count` times over; None when there is nothing, or something new was done since."""
    with office.door("重做") as door:
        undone = journal.undone(door.connection, office.desk)[:count]
        return _turned(office, door, [(one, f"重做：{one.why.removeprefix('撤销：')}") for one in undone]) if undone else None


def heavy(office: Office, count: int = 0) -> bool:
    """Whether undoing (or with `count`, doing that often again) changes so much that it should not hold up a window."""
    with office.reading() as connection:
        last = journal.last_step(connection, office.desk)
        wanted = journal.undone(connection, office.desk, count) if count else [last] if last else []
    return sum(done.last - done.first + 1 for done in wanted) > HEAVY


# ── what was done lately ─────────────────────────────────────────────────────────────────────────

def recent(office: Office, before: int | None = None, most: int = SHOWN) -> list[Action]:
    """What was done, newest first, by whomever; `before` is the `first` of the last one of the page before."""
    with office.reading() as connection:
        found: list[Action] = []
        for done in journal.steps(connection, before=before):
            if done.undoes is None:
                found.append(_action(connection, office, done))
                if len(found) == most:
                    break
        return found


HEADS = ("时间", "操作人员", "做了什么", "记录", "")


def table(office: Office, actions: Iterable[Action]) -> list[tuple[str, ...]]:
    """Steps as rows under `HEADS`, to be printed; the last one is the code by which the journal can be held against the paper."""
    from .proving import newest
    rows = [(one.when, one.who, one.says, str(one.records or ""), "" if one.stands else "已撤销") for one in actions]
    return [*rows, ("", "", f"数据校验码 {newest(office)}", "", "")]


def back_to(office: Office, step: str, *, others: bool = False) -> Turned | None:
    """Undo all that this desk did after a step (with `others`: all that anybody did), so that it is the last one again."""
    with office.door("撤销") as door:
        point = _known(door.connection, step)
        desk = None if others else office.desk
        later = (done for done in _until(journal.steps(door.connection, desk), point.last)
                 if done.undoes is None and not done.told and journal.in_force(door.connection, done.step))
        return _undone(office, door, later)


def after(office: Office, step: str) -> tuple[int, int]:
    """How many steps that stand were done after this one: at this desk, and elsewhere."""
    with office.reading() as connection:
        point = _known(connection, step)
        found = [done.desk == office.desk for done in _until(journal.steps(connection), point.last)
                 if done.undoes is None and not done.told and journal.in_force(connection, done.step)]
    return sum(found), len(found) - sum(found)


def forward_to(office: Office, step: str) -> Turned | None:
    """Do again what was undone, up to and with this step."""
    with office.reading() as connection:
        undone = journal.undone(connection, office.desk)
    at = next((n for n, one in enumerate(undone) if one.undoes == step), None)
    if at is None:
        raise Refusal("撤销之后又做了新的操作，这一步不能再重做")
    return redo(office, at + 1)


def again(office: Office) -> frozenset[str]:
    """The undone steps that can be done again."""
    with office.reading() as connection:
        return frozenset(one.undoes or "" for one in journal.undone(connection, office.desk))


# ── one old step alone ───────────────────────────────────────────────────────────────────────────

def ahead(office: Office, step: str) -> Ahead:
    """What taking this step back alone would meet. Nothing is changed."""
    with office.reading() as connection:
        action = _action(connection, office, _known(connection, step))
        since = tuple(_action(connection, office, done) for done in _since(connection, step))
    why = ""
    try:
        with office.door("试撤", trial=True) as door:
            _take(office, door, [one.step for one in since] + [step])
            raise OnlyTried
    except Refusal as refusal:
        why = str(refusal)
    return Ahead(action, since, why)


def take_back(office: Office, step: str, since: Since = "refuse") -> Turned:
    """Take back one step alone, as something new that can itself be undone."""
    with office.door("撤回") as door:
        done = _known(door.connection, step)
        if done.told:
            raise Refusal("这一步没有改动数据，没有可以撤回的")
        if not journal.in_force(door.connection, step):
            raise Refusal("这一步已经撤销了")
        later = _since(door.connection, step) if since == "too" else []
        door.step.why = f"撤回：{done.why}" + (f"，连同后来的 {len(later)} 步" if later else "")
        left = _take(office, door, [one.step for one in later] + [step], sparing=since == "spare")
        if len(left) == len(journal.lines_of(door.connection, step)):
            raise Refusal("这一步改的内容后来都又改过，没有可以撤回的")
        return _told(office, door, done.why, 1 + len(later), [step])


def _take(office: Office, door: Door, steps: list[str], *, sparing: bool = False) -> list[Row[Any]]:
    left: list[Row[Any]] = []
    for step in steps:
        door.step.note(journal.STEP, step, {"stands": True}, {"stands": False})
        left += door.take_back(step, sparing=sparing)
        _words(office, door, [step])
    return left


def _since(connection: Connection, step: str) -> list[Done]:
    """The steps that stand and changed again what this one did, and those built on them in turn; newest first."""
    found: dict[str, Done] = {}
    wanted = [step]
    while wanted:
        at = wanted.pop()
        now, then = change.alias("now"), change.alias("then")
        query = select(then.c.step, then.c.before, then.c.after, now.c.before.label("was"), now.c.after.label("became")).join(
            now, and_(now.c.place == then.c.place, now.c.row == then.c.row, then.c.id > now.c.id)).where(
            now.c.step == at, then.c.step != at, then.c.undoes.is_(None), now.c.place != journal.STEP)
        for line in connection.execute(query):
            if line.step not in found and _touch(line) and journal.in_force(connection, line.step):
                found[line.step] = _known(connection, line.step)
                wanted.append(line.step)
    return sorted(found.values(), key=lambda done: -done.first)


def _touch(line: Any) -> bool:
    """Whether two changes of one row have a blank in common; an addition or a removal has all."""
    if None in (line.before, line.after, line.was, line.became):
        return True
    return bool({*line.before, *line.after} & {*line.was, *line.became})


# ── how it is done ───────────────────────────────────────────────────────────────────────────────

def _undone(office: Office, door: Door, steps: Iterable[Done]) -> Turned | None:
    return _turned(office, door, ((done, f"撤销：{done.why}") for done in steps))


def _turned(office: Office, door: Door, steps: Iterable[tuple[Done, str]]) -> Turned | None:
    """Take these steps back, newest first, each as a step of its own, all in one transaction."""
    outer, taken = door.step, list[Done]()
    try:
        for done, why in steps:
            door.step = journal.Step(door.connection, outer.desk, outer.who, why, done.step)
            door.take_back(done.step)
            door.step.close()
            outer.head = door.step.head or outer.head
            _words(office, door, [done.step])
            taken.append(done)
    finally:
        door.step = outer
    if not taken:
        return None
    return _told(office, door, taken[-1].why.removeprefix("撤销："), len(taken), [done.step for done in taken])


def _told(office: Office, door: Door, why: str, number: int, steps: list[str]) -> Turned:
    return Turned(why, number, _places(door.connection, office, steps), _called(door.connection, office, steps[-1]))


def _words(office: Office, door: Door, steps: list[str]) -> None:
    """Where forms were turned, go on with the vocabulary that they make; refused where records would be left without."""
    query = select(change.c.id).where(change.c.step.in_(steps), change.c.place == "form").limit(1)
    if door.connection.execute(query).first() is None:
        return
    from .forms import checked
    before = door.catalogue
    door.catalogue = office.read_forms() if office.misfits else checked(shipped_forms(), office.forms())
    for id in before.kinds.keys() - {name for kind in door.catalogue.kinds.values() for name in kind.ids}:
        if n := record.count(door.connection, before.kinds[id]):
            raise Refusal(f"“{before.kinds[id].label}”已有 {n} 条记录，不能撤回它的表单")


def _until(steps: Iterator[Done], last: int) -> Iterator[Done]:
    for done in steps:
        if done.last <= last:
            return
        yield done


def _known(connection: Connection, step: str) -> Done:
    done = journal.step_of(connection, step)
    if done is None:
        raise Refusal("操作记录里没有这一步")
    return done


def _action(connection: Connection, office: Office, done: Done) -> Action:
    records = connection.execute(select(func.count(func.distinct(change.c.row))).where(
        change.c.step == done.step, change.c.place.in_(SHAPES))).scalar_one()
    return Action(done.step, done.why, done.at, done.who, done.desk == office.desk, records,
                  journal.in_force(connection, done.step), done.first, _called(connection, office, done.step))


def _called(connection: Connection, office: Office, step: str) -> str:
    """The name of the first record that a step speaks of."""
    row = connection.execute(select(change.c.place, change.c.row).where(
        change.c.step == step, change.c.place != journal.STEP).order_by(change.c.id).limit(1)).first()
    place = _place(connection, office, *row) if row is not None and (row.place in SHAPES or row.place == "attachment") else None
    if place is None or not place.kind:
        return ""
    from .history import Everyone
    called = Everyone(office).called(place.kind, place.id)
    return "" if called == office.catalogue.kind(place.kind).label else called


def _says(why: str, called: str, records: int) -> str:
    if not called or f"“{called}”" in why:
        return why
    many = f"等 {records} 条" if records > 1 else ""
    return f"{why}（{called}{many}）" if "：" in why else f"{why}“{called}”{many}"


def _places(connection: Connection, office: Office, steps: list[str]) -> tuple[Place, ...]:
    """Where these steps changed something, the first few places that were touched."""
    rows = connection.execute(select(change.c.place, change.c.row).where(
        change.c.step.in_(steps[:50]), change.c.place.not_in((journal.STEP, journal.TOLD))).order_by(change.c.id).limit(200)).all()
    found: dict[tuple[str, str], Place] = {}
    for place, row in rows:
        if (place, row) not in found and (at := _place(connection, office, place, row)) is not None:
            found[place, row] = at
    return tuple(found.values())


def _place(connection: Connection, office: Office, place: str, row: str) -> Place | None:
    if place in KEYED and place != "attachment":
        return Place(place, key=tuple(json.loads(row)))
    tables, uid = (SHAPES.values(), json.loads(row)[0]) if place == "attachment" else ((SHAPES[place],), row)
    for table in tables:
        there = connection.execute(select(table.c.id, table.c.kind, table.c.removed).where(table.c.uid == uid)).first()
        if there is not None:
            kind = next((kind.id for kind in office.catalogue.kinds.values() if there.kind in kind.ids), "")
            return Place(place, kind, there.id, there.removed is None)
    return None
