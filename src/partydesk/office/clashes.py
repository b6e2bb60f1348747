"""What two desks wrote without knowing of each other (两处不同的填写), to be decided by the committee's desk; and what it returned.

Nothing waits for it: what the committee had stands meanwhile. What is decided goes down with the next package.
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from sqlalchemy import select

from ..catalogue.kind import Kind
from ..catalogue.text import clean
from ..errors import Refusal
from ..records import record
from ..records.back import turn, unflat, whole
from ..records.origin import WHOLE, Origins, strangers
from ..records.record import Record
from ..records.tables import SHAPES, clash
from ..records.uids import SAME, Missing, Uids
from . import by_blank, desks, history
from .office import Office
from .packages import NOTE
from .station import BRANCH, COMMITTEE

Choice = Literal["ours", "theirs", "typed"]
CHOICES: dict[Choice, str] = {"ours": "保留现在的", "theirs": "改用另一处的", "typed": "另填"}
assert set(CHOICES) == set(get_args(Choice))
REMOVED = "removed"


@dataclass(frozen=True)
class Shown:
    """One clash as a clerk reads it: of what, what stands, what does not, and what was decided."""

    record: str
    field: str
    desk: str
    seq: str
    kind: str
    id: int
    label: str                                # of the kind, and of the blank
    called: str
    blank: str
    ours: str
    theirs: str
    settled: str
    whose: str = ""                           # the desk whose edit does not stand

    @property
    def open(self) -> bool:
        return not self.settled


@dataclass(frozen=True)
class Note:
    """A record that the committee returned with words."""

    record: str
    desk: str
    seq: str
    kind: str
    id: int
    label: str
    called: str
    says: str
    at: str
    answer: str

    @property
    def open(self) -> bool:
        return not self.answer


def shown(office: Office, *, settled: bool = False) -> list[Shown]:
    """The clashes that nobody has decided yet; with `settled`, all that there ever were."""
    with office.reading() as connection:
        rows = connection.execute(select(clash).where(clash.c.field != NOTE).order_by(clash.c.record, clash.c.field, clash.c.seq)).all()
        rows = [row for row in rows if settled or row.settled is None]
        if not rows:
            return []
        uids, names = Uids(connection), history.Everyone(office)
        who = {head: each.name for each in desks.known(office) for head in each.taken.get("heads", ())}
        made = []
        for row in rows:
            if row.record not in uids.at:
                continue
            kind, local = _record(office, connection, uids, row.record)
            ours, theirs = (_told(office, kind, local, row.field, json.loads(text or "null"), uids, names)
                            for text in (row.ours, row.theirs))
            made.append(Shown(row.record, row.field, row.desk, row.seq, kind.id, local.id, kind.label, names.called(kind.id, local.id),
                              _blank(kind, row.field), ours, theirs, _decision(row.settled), who.get(row.desk, "本工作台")))
    return made


def _record(office: Office, connection: Any, uids: Uids, uid: str) -> tuple[Kind, Record]:
    shape, id = uids.at[uid]
    name = connection.execute(select(SHAPES[shape].c.kind).where(SHAPES[shape].c.id == id)).scalar_one()
    kind = next(kind for kind in office.catalogue.kinds.values() if name in kind.ids)
    return kind, record.one(connection, kind, id, removed=True)


def _blank(kind: Kind, field: str) -> str:
    return {WHOLE: "整条记录", REMOVED: "是否删除"}.get(field) or (kind.known[field].label if field in kind.known else field)


def _told(office: Office, kind: Kind, local: Record, field: str, value: Any, uids: Uids, names: history.Everyone) -> str:
    if field == REMOVED:
        return "删除" if value else "保留（对方又有改动，或还在用）"
    flat: Mapping[str, Any] = (value or {}) if field == WHOLE else {field: value}
    near, _ = uids.near(kind, {name: one for name, one in flat.items() if one is not None})
    lines = history.told(office, kind, replace(unflat(kind, local, near), removed=None), names)
    if field != WHOLE:
        return lines[0][1] if lines else str(value) if value is not None and field not in kind.known else "（空白）"
    return ("已删除；" if flat.get(REMOVED) else "") + "；".join(f"{label}：{text}" for label, text in lines)


def _decision(settled: str | None) -> str:
    decision = json.loads(settled or "{}")
    return f"{CHOICES[decision['choice']]}（{decision['who']}）" if decision else ""


def settle(office: Office, one: Shown, choice: Choice, typed: str = "") -> None:
    """Decide a clash, at the committee's desk: what stands stays, the other one is taken, or something else is typed."""
    if desks.here(office).role != COMMITTEE:
        raise Refusal("由委机关裁定；裁定会随下一个下发的数据包带来")
    kind = office.catalogue.kind(one.kind)
    key = {"record": one.record, "field": one.field, "desk": one.desk, "seq": one.seq}
    with office.door(f"裁定{one.label}“{one.called}”的“{one.blank}”") as door:
        row = door.connection.execute(select(clash).where(*(clash.c[name] == value for name, value in key.items()))).first()
        if row is None or row.settled is not None:
            raise Refusal("这一处已经裁定过了")
        local = record.one(door.connection, kind, one.id, removed=True)
        flat = whole(kind, local)
        if choice == "theirs":
            other = json.loads(row.theirs or "null")
            flat = _with(door.connection, kind, flat, one.field, other)
        elif choice == "typed":
            if one.field in (WHOLE, REMOVED) or one.field not in kind.blanks:
                raise Refusal("这一处不能另填，请保留现在的，或改用另一处的，再到记录里改")
            value = by_blank.read(office, one.kind, {one.field: typed})[one.field]
            kind.blanks[one.field].check(value)
            flat[one.field] = kind.blanks[one.field].store(value)
        if choice != "ours":
            if one.field == REMOVED and flat.get(REMOVED) and not local.removed:
                door.refuse_if_used(kind.shape, {local.id: (kind, local)})
            turn(door, kind, local, {name: value for name, value in flat.items() if value is not None})
        said = {"choice": choice, "at": door.step.at, "who": office.who}
        door.put("clash", key, {"ours": row.ours, "theirs": row.theirs, "settled": json.dumps(said, ensure_ascii=False)})


def _with(connection: Any, kind: Kind, flat: dict[str, Any], field: str, other: Any) -> dict[str, Any]:
    """A record with what another desk wrote in it."""
    uids = Uids(connection)
    try:
        if field == WHOLE:
            return uids.into(kind, other or {})
        turned = uids.into(kind, {field: other} if other is not None else {})
    except Missing:
        raise Refusal("另一处说到的记录已经不在，不能改用它") from None
    return {**flat, field: turned.get(field)} | ({SAME: None} if field == REMOVED and other is None else {})


# ── returned with words ──────────────────────────────────────────────────────────────────────────

def give_back(office: Office, kind: str, id: int, says: str) -> None:
    """Return a record to the branch that sent it, to be changed there (退回修改)."""
    if not (says := clean(says)):
        raise Refusal("请写明要改什么")
    of = office.catalogue.kind(kind)
    if desks.here(office).role != COMMITTEE:
        raise Refusal("只有委机关能退回修改")
    with office.door(f"退回修改{of.label}") as door:
        uid = record.one(door.connection, of, id).uid
        if uid not in strangers(door.connection, [uid]):
            raise Refusal("这条是本工作台自己的，直接修改就行")
        desk, seq = Origins(door.connection, {}).here(office.desk)
        told = {"says": says, "at": door.step.at, "who": office.who}
        door.put("clash", {"record": uid, "field": NOTE, "desk": desk, "seq": str(seq)},
                 {"ours": json.dumps(told, ensure_ascii=False), "theirs": None, "settled": None})


def notes(office: Office, *, answered: bool = False) -> list[Note]:
    """What was returned, here or from here; answered ones too where asked for."""
    with office.reading() as connection:
        rows = connection.execute(select(clash).where(clash.c.field == NOTE).order_by(clash.c.seq)).all()
        rows = [row for row in rows if answered or row.settled is None]
        if not rows:
            return []
        uids, names, found = Uids(connection), history.Everyone(office), []
        for row in rows:
            if row.record in uids.at:
                kind, local = _record(office, connection, uids, row.record)
                told = json.loads(row.ours)
                found.append(Note(row.record, row.desk, row.seq, kind.id, local.id, kind.label, names.called(kind.id, local.id),
                                  told["says"], told["at"], json.loads(row.settled)["says"] if row.settled else ""))
    return found


def answer(office: Office, note: Note, says: str = "已改") -> None:
    """Say that a returned record was seen to; the committee reads it with the next package."""
    if desks.here(office).role != BRANCH:
        raise Refusal("由报来的支部处理；这里可以看它是否已经改好")
    with office.door(f"回复退回修改：{note.called}") as door:
        key = {"record": note.record, "field": NOTE, "desk": note.desk, "seq": note.seq}
        row = door.connection.execute(select(clash).where(*(clash.c[name] == value for name, value in key.items()))).one()
        said = {"says": clean(says) or "已改", "at": door.step.at, "who": office.who}
        door.put("clash", key, {"ours": row.ours, "theirs": row.theirs, "settled": json.dumps(said, ensure_ascii=False)})


