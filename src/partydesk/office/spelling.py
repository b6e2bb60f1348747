"""Finding someone or something by what a clerk types: characters, pinyin initials (zs) or full pinyin (zhangsan)."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from ..catalogue.fields import Link, Linked
from ..catalogue.text import clean, halfwidth
from ..records.letters import spelt
from ..records.tables import SHAPES, person
from .expected import Expected, everyone
from .office import Office

NEWEST = 2000
"""How many of the latest activities and items a blank that points at one offers; older ones are found by filtering."""
SPELT = 12
"""How much of a long title can be found by pinyin."""


@dataclass(frozen=True)
class Named:
    """Something that can be chosen by name; `called` is unique among what is offered with it."""

    id: int
    name: str
    called: str

    @property
    def initials(self) -> str:
        return spelt(self.name[:SPELT])["initials"]

    @property
    def pinyin(self) -> str:
        return spelt(self.name[:SPELT])["pinyin"]


_T = TypeVar("_T", Expected, Named)


def find(among: Iterable[_T], typed: str, most: int = 12) -> list[_T]:
    """Those whom the typed text may mean, the likeliest first; nothing for nothing typed."""
    plain = halfwidth(clean(typed)).lower().replace(" ", "").replace("'", "")
    if not plain:
        return []
    rank_by = _rank if plain.isascii() and plain.isalpha() else _rank_by_name
    ranked = [(rank, n, one) for n, one in enumerate(among) if (rank := rank_by(one, plain)) is not None]
    return [one for _, _, one in sorted(ranked, key=lambda found: found[:2])[:most]]


def _rank_by_name(one: Expected | Named, plain: str) -> int | None:
    name = one.name.lower()
    if name == plain:
        return 0
    if name.startswith(plain):
        return 3
    return 6 if plain in name else None


def _rank(one: Expected | Named, plain: str) -> int | None:
    if one.initials == plain:
        return 1
    if one.pinyin == plain:
        return 2
    if one.initials.startswith(plain):
        return 4
    if one.pinyin.startswith(plain):
        return 5
    if plain in one.initials and len(plain) > 1:
        return 7
    return _rank_by_name(one, plain)


def spells(typed: str, text: str) -> bool:
    """Whether letters typed are pinyin initials that stand in a row in the text."""
    return typed.isascii() and typed.isalpha() and typed.lower() in spelt(text)["initials"]


def offered(office: Office, to: Linked) -> list[Named]:
    """What a blank that points at a person, an organisation, an activity or an item can be filled with."""
    table = SHAPES[to]
    if to == "person":
        names = office.names
        return _apart([(one.id, one.name, names.name("body", one.body) if one.body else "") for one in everyone(office)])
    with office.reading() as connection:
        if to == "body":
            order = list(office.catalogue.kinds)
            rows = connection.execute(select(table.c.id, table.c.name, table.c.kind).where(
                table.c.removed.is_(None)).order_by(table.c.id)).all()
            homes = {body for body, in connection.execute(select(person.c.body).where(person.c.removed.is_(None)).distinct())}
            rows = sorted(rows, key=lambda row: (row.id not in homes,
                                                 order.index(row.kind) if row.kind in order else len(order)))
            return _apart([(row.id, row.name, f"#{row.id}") for row in rows])
        rows = connection.execute(select(table.c.id, table.c.title, table.c.date).where(
            table.c.removed.is_(None)).order_by(table.c.date.desc(), table.c.id.desc()).limit(NEWEST)).all()
    return _apart([(row.id, row.title, row.date.isoformat()) for row in rows], always=True)


def called(office: Office, blank: Link, id: int, among: Iterable[Named]) -> str:
    """What stands in the blank for a record, also for one no longer offered."""
    return next((one.called for one in among if one.id == id), "") or f"#{id} {office.names.name(blank.to, id)}"


def _apart(rows: list[tuple[int, str, str]], always: bool = False) -> list[Named]:
    """Namesakes told apart by where they are, and if need be by number."""
    def told(take: int) -> dict[str, int]:
        seen: dict[str, int] = {}
        for row in rows:
            key = row[1] if take == 1 else f"{row[1]}（{row[2]}）"
            seen[key] = seen.get(key, 0) + 1
        return seen

    plain, placed = told(1), told(2)
    found = []
    for id, name, where in rows:
        text = name
        if where and (always or plain[name] > 1):
            text = f"{name}（{where}）"
            if placed[text] > 1:
                text = f"{text}#{id}"
        elif plain[name] > 1:
            text = f"{name}#{id}"
        found.append(Named(id, name, text))
    return found
