"""What comes out of a meeting and is followed up: problems, suggestions, decisions, noted while it is being recorded."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, func, select

from ..catalogue.fields import Blank, Choice, Flag
from ..catalogue.kind import Kind
from ..errors import Refusal, Refusals
from ..records.held import held
from ..records.tables import SHAPES
from .office import Office

SAID = ("title", "owner", "due")
"""The blanks of a line, besides the one that must be chosen."""
OTHER = "other"


@dataclass(frozen=True)
class Sort:
    """One kind of thing that may come out of a meeting; `asked` must be chosen for each, and is usually `usual`."""

    kind: Kind
    asked: Choice | None = None
    usual: str | None = None


Noted = tuple[Sort, Mapping[str, Any]]
"""One that is being noted: what sort it is, and its blanks."""


@dataclass(frozen=True)
class Followed:
    """One that is kept already."""

    kind: Kind
    id: int
    title: str
    owner: str
    due: date | None
    closed: date | None


def sorts(office: Office, meeting: Kind, year: int) -> list[Sort]:
    """What may come out of such a meeting, the likeliest first: items that point at activities and ask for little more."""
    found: list[tuple[int, Sort]] = []
    for kind in office.catalogue.kinds.values():
        if kind.shape != "item" or "activity" not in kind.columns or kind.retired and year > kind.retired:
            continue
        needed = [blank for blank in kind.shown(year) if blank.required and not blank.default
                  and blank.id not in ("date", "activity", *SAID)]
        match needed:
            case []:
                found.append((2, Sort(kind)))
            case [Choice() as asked]:
                usual = meeting.id if meeting.id in asked.choices else _usual(office, kind, asked, meeting)
                rank = 0 if usual else 1 if OTHER in asked.choices else 3
                found.append((rank, Sort(kind, asked, usual or (OTHER if OTHER in asked.choices else None))))
    tabs = list(office.catalogue.tabs)
    found.sort(key=lambda one: (one[0], tabs.index(one[1].kind.tab) if one[1].kind.tab in tabs else 99, one[1].kind.order))
    return [sort for _, sort in found]


def of(office: Office, meeting: int) -> list[Followed]:
    """What came out of a meeting so far."""
    table = SHAPES["item"]
    query = select(table.c.kind, table.c.id, table.c.title, table.c.owner, table.c.due, table.c.closed).where(
        table.c.activity == meeting, table.c.removed.is_(None)).order_by(table.c.id)
    kinds = {id: kind for kind in office.catalogue.kinds.values() for id in kind.ids}
    with office.reading() as connection:
        rows = connection.execute(query).all()
    names = office.names
    return [Followed(kinds[row.kind], row.id, row.title, names.name("person", row.owner) if row.owner else "", row.due, row.closed)
            for row in rows if row.kind in kinds]


def told(office: Office, meeting: int, lines: Iterable[Noted]) -> list[str]:
    """What came out of a meeting, kept or just being noted, each as a line of its minutes: 漏水要修（张三负责，2025年6月30日前）."""
    names = office.names
    found = [(one.title, one.owner, one.due) for one in (of(office, meeting) if meeting else ())]
    found += [(str(said.get("title") or ""), names.name("person", said["owner"]) if said.get("owner") else "", said.get("due"))
              for _, said in lines]
    texts = []
    for title, owner, due in found:
        more = "，".join(filter(None, (f"{owner}负责" if owner else "", f"{due.year}年{due.month}月{due.day}日前" if due else "")))
        texts.append(f"{title}（{more}）" if more else title)
    return texts if len(texts) < 2 else [f"{n}. {text}" for n, text in enumerate(texts, 1)]


def save(office: Office, lines: Iterable[Noted], meeting: int, day: date | None) -> None:
    """Keep what came out of a meeting; a `Refusals` names the line by its place: 0, 1, …"""
    for at, (sort, said) in enumerate(lines):
        try:
            office.save(sort.kind.id, {"date": day, **said, "activity": meeting})
        except Refusal as refusal:
            raise Refusals({str(at): str(refusal)}) from None


def blanks(sort: Sort) -> dict[str, Blank]:
    """The blanks of a line: what sort of, what, who, until when."""
    known = sort.kind.known
    chosen = [sort.asked.id] if sort.asked else []
    return {id: known[id] for id in (*chosen, "title", "owner", "due") if id in known and not isinstance(known[id], Flag)}


def _usual(office: Office, kind: Kind, asked: Choice, meeting: Kind) -> str | None:
    """What was chosen more often than not where such a thing came out of such a meeting."""
    item, activity = SHAPES["item"], SHAPES["activity"]
    chosen = held(item.c.details, asked.id, String())
    query = select(chosen, func.count()).join(activity, item.c.activity == activity.c.id).where(
        item.c.kind.in_(kind.ids), activity.c.kind.in_(meeting.ids), item.c.removed.is_(None)).group_by(chosen)
    with office.reading() as connection:
        rows = [(code, number) for code, number in connection.execute(query) if code in asked.choices]
    code, most = max(rows, key=lambda row: row[1], default=(None, 0))
    return code if 2 * most > sum(number for _, number in rows) else None
