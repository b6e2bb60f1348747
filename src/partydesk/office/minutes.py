"""What the papers of a meeting say (签到表、会议记录): who met when and where, who was there, what was said."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from ..catalogue.fields import Blank, Flag, Link, Number, Text
from ..catalogue.kind import Kind
from ..records.record import Record
from ..records.tables import SHAPES, body, holding

if TYPE_CHECKING:
    from .office import Office

NAMES = ("meeting", "sheets")
WHEN = ("start", "finish")
HEAD = ("place", "host", "recorder")
"""Blanks that stand at the head of the minutes, filled in or not, where a kind has them."""
NAMED = 40
"""So many of those who were there are named in the minutes; of more, the sign-in sheet tells."""
BY_HAND = 20
"""Lines of a sign-in sheet for a meeting without a roll."""
AWAY = {"leave": "请假", "absent": "缺席", "excluded": "不计应到", "guest": "列席"}


def facts(office: Office, kind: Kind, record: Record, came: Sequence[str] = ()) -> dict[str, Any]:
    """The facts `meeting` and `sheets` of a record with a roll, whatever its kind calls things; `came`: what came out of it."""
    of = {status: [id for id, said in record.roll.items() if said == status] for status in ("present", *AWAY)}
    outsiders = [name for name in re.split("[、，,;；]", str(record.values.get(kind.outsiders or "") or "")) if name.strip()]
    due = len(of["present"]) + len(of["leave"]) + len(of["absent"])
    here = _names(office, of["present"])
    return {
        "meeting": {
            "kind": kind.label, "head": list(_head(office, kind, record)), "parts": list(_parts(kind, record, came)),
            "title": record.values.get("title") or "", "at": _when(record), "place": _shown(office, kind, record, "place"),
            "finish": _shown(office, kind, record, "finish"),
            "due": due, "present": len(here), "leave": len(of["leave"]), "absent": len(of["absent"]),
            "excluded": len(of["excluded"]), "guests": len(of["guest"]) + len(outsiders),
            "here": "、".join(here) if len(here) <= NAMED else "",
            **{f"{status}_names": "、".join(_with_reasons(office, record, of[status])) for status in ("leave", "absent", "excluded")},
            "guest_names": "、".join([*_with_reasons(office, record, of["guest"]), *outsiders]),
            "votes": "，".join(_numbers(kind, record)),
        },
        "sheets": list(_sheets(office, record, outsiders)),
    }


def _head(office: Office, kind: Kind, record: Record) -> Iterable[dict[str, str]]:
    """The lines at the head of the minutes, by the labels of the kind."""
    blanks = kind.blanks
    yield {"label": blanks["title"].label, "text": (record.values.get("title") or "") + _times(office, kind, record)}
    if "bodies" in blanks:
        yield {"label": blanks["bodies"].label, "text": _shown(office, kind, record, "bodies")}
    yield {"label": "时间", "text": _when(record)}
    for id in HEAD:
        if id in blanks:
            yield {"label": blanks[id].label, "text": _shown(office, kind, record, id)}
    said = {"date", "title", "bodies", "times", "heads", *WHEN, *HEAD, kind.outsiders}
    for id, blank in blanks.items():
        text = "" if id in said or blank.derived or isinstance(blank, Number | Flag) or _long(blank) else _shown(office, kind, record, id)
        if text:
            yield {"label": blank.label, "text": text}


def _parts(kind: Kind, record: Record, came: Sequence[str]) -> Iterable[dict[str, Any]]:
    """What was said and decided: the long texts, each under its label; and what is to be followed up."""
    for id, blank in kind.blanks.items():
        lines = [line.strip() for line in str(record.values.get(id) or "").splitlines() if line.strip()] if _long(blank) else []
        if lines:
            yield {"label": blank.label, "lines": lines}
    if came:
        yield {"label": "会上事项", "lines": list(came)}


def _numbers(kind: Kind, record: Record) -> Iterable[str]:
    """Votes and other counts, in words: 赞成 118票."""
    for id, blank in kind.blanks.items():
        value = record.values.get(id)
        if isinstance(blank, Number) and id not in ("times", "heads") and isinstance(value, Decimal | int):
            yield f"{blank.label}{blank.show(Decimal(value))}{blank.unit}"


def _sheets(office: Office, record: Record, outsiders: list[str]) -> Iterable[dict[str, Any]]:
    """The sign-in sheets, one for each branch, and one for guests where there are several."""
    people = _people(office, record.roll)
    of_group = tops(office)
    groups: dict[int | None, list[dict[str, str]]] = {}
    guests: list[dict[str, str]] = []
    for id, status in sorted(record.roll.items()):
        one = people.get(id, {"name": f"（编号 {id}）", "unit": "", "post": "", "body": None})
        why = record.reasons.get(id, "")
        note = "" if status == "present" else AWAY[status] + (f"：{why}" if why and status != "guest" else "")
        row = {"name": one["name"], "unit": one["unit"], "post": one["post"], "note": note}
        (guests if status == "guest" else groups.setdefault(of_group.get(one["body"], one["body"]), [])).append(row)
    guests += [{"name": name, "unit": "", "post": "", "note": AWAY["guest"]} for name in outsiders]
    if guests and len(groups) == 1:
        next(iter(groups.values())).extend(guests)
    elif guests:
        groups[-1] = guests
    if not groups:                            # nobody is on the roll: a sheet to be filled in by hand
        blank = [{"number": str(n), "name": "", "unit": "", "post": "", "note": ""} for n in range(1, BY_HAND + 1)]
        yield {"name": "、".join(office.names.name("body", id) for id in record.values.get("bodies") or ()), "due": "　　", "rows": blank}
    for group, rows in groups.items():
        due = sum(1 for row in rows if not row["note"].startswith((AWAY["excluded"], AWAY["guest"])))
        name = "列席人员" if group == -1 else office.names.name("body", group) if group else "其他人员"
        yield {"name": name, "due": due, "rows": [{"number": str(n), **row} for n, row in enumerate(rows, 1)]}


def _people(office: Office, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Name, organisation, section (or else organisation) and post of people, as far as their kind has blanks for these."""
    wanted, names = tuple(ids), office.names
    found: dict[int, dict[str, Any]] = {}
    for kind in office.catalogue.kinds.values():
        if kind.shape == "person":
            for one in office.some(kind.id, wanted):
                home = one.values.get("body")
                unit = _shown(office, kind, one, "section") or (names.name("body", home) if home else "")
                found[one.id] = {"name": one.values["name"], "body": home, "unit": unit, "post": _shown(office, kind, one, "post")}
    return found


def tops(office: Office) -> dict[int, int]:
    """For each organisation, the highest one at or above it that holds meetings by rule: of a party group, its branch."""
    kinds = {id for kind in office.catalogue.kinds.values() if kind.rhythm and kind.rhythm.by
             for id in office.catalogue.kinds[kind.rhythm.by].ids}
    with office.reading() as connection:
        rows = {row.id: row for row in connection.execute(select(body.c.id, body.c.parent, body.c.kind))}
    found: dict[int, int] = {}
    for id in rows:
        at, top, seen = id, id, set[int]()
        while at in rows and at not in seen:
            seen.add(at)
            top = at if rows[at].kind in kinds else top
            at = rows[at].parent
        found[id] = top
    return found


def _times(office: Office, kind: Kind, record: Record) -> str:
    """Which meeting of its year this is, of the same bodies: （2025年第6次）."""
    day, bodies = record.values.get("date"), tuple(record.values.get("bodies") or ())
    if not isinstance(day, date) or not bodies or kind.rhythm is None:
        return ""
    activity = SHAPES["activity"]
    theirs = select(holding.c.activity).where(holding.c.body.in_(bodies)).group_by(holding.c.activity).having(func.count() == len(bodies))
    query = select(func.count()).where(
        activity.c.kind.in_(kind.ids), activity.c.removed.is_(None), activity.c.id.in_(theirs), activity.c.id != record.id,
        activity.c.date >= date(day.year, 1, 1), activity.c.date <= day)
    with office.reading() as connection:
        return f"（{day.year}年第{connection.execute(query).scalar_one() + 1}次）"


def _when(record: Record) -> str:
    """2025年6月9日 09:00至10:30"""
    day = record.values.get("date")
    start, finish = (record.values.get(id) or "" for id in WHEN)
    hours = f" {start}至{finish}" if start and finish else f" {start}" if start else ""
    return (f"{day.year}年{day.month}月{day.day}日" if isinstance(day, date) else "") + hours


def _names(office: Office, ids: Iterable[int]) -> list[str]:
    return [office.names.name("person", id) for id in sorted(ids)]


def _with_reasons(office: Office, record: Record, ids: Iterable[int]) -> list[str]:
    """张三（出差）"""
    return [office.names.name("person", id) + (f"（{why}）" if (why := record.reasons.get(id)) else "") for id in sorted(ids)]


def _shown(office: Office, kind: Kind, record: Record, id: str) -> str:
    blank: Blank | None = kind.blanks.get(id)
    value: Mapping[str, Any] | Any = record.values.get(id)
    return "" if blank is None or value in (None, ()) else blank.show(value, office.names)


def _long(blank: Blank) -> bool:
    return isinstance(blank, Text) and blank.lines > 1 and not isinstance(blank, Link)
