"""What need not be typed again: the same as last time, a copy of a record, blanks that keep their value, words of before."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import String, func, select

from ..catalogue import fields
from ..catalogue.fields import Blank
from ..catalogue.kind import Kind
from ..catalogue.text import clean, halfwidth
from ..records.held import held
from ..records.letters import spelt
from ..records.record import Record, select_of, some
from ..records.tables import SHAPES, attendance, holding
from . import days, listing
from .office import Office
from .roll import EXCLUDED, PRESENT

REMEMBERED = 2000
"""How many of the newest records are asked what was typed in them."""
FADES = 60
"""Records after which a value counts half as much as one just typed."""
LONGEST = 40
"""Characters of a value that is worth offering."""
REASONS = ("出差", "病假", "事假", "公休假", "外出培训", "下乡驻村", "值班", "参加其他会议")
"""Reasons to be away that every office knows, behind those that this one has used."""


@dataclass(frozen=True)
class Start:
    """What already stands in the blanks of a new record, and on its roll beside those who are expected."""

    values: Mapping[str, Any]
    roll: Mapping[int, str] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    of: str = ""                              # the record it was taken from, in words


def new(office: Office, kind: Kind, pinned: Iterable[str], today: date) -> Start:
    """A new record: the declared defaults, its likely day, and the pinned blanks as they were last filled in."""
    values = dict(listing.initial(office, kind, today))
    if "date" in kind.blanks:
        values["date"] = days.likely(kind.rhythm, today, lambda day: _recorded(office, kind, day))
    wanted = [id for id in pinned if id in kind.blanks]
    if wanted and (last := latest(office, kind)) is not None:
        values |= {id: last.values[id] for id in wanted if last.values.get(id) not in (None, ())}
    return Start(values)


def same(office: Office, kind: Kind, bodies: Iterable[int] = (), today: date | None = None) -> Start | None:
    """The same as last time, of the same bodies where there was one: all but the day and what was said and done.

    Numbers are left out, for they are counted; so are long texts, dates and what points at one matter. A title that
    names its month or season is moved on. Whoever is not counted among the expected stays so.
    """
    last = latest(office, kind, tuple(bodies))
    if last is None:
        return None
    named = kind.of.name
    values = {id: value for id, value in last.values.items()
              if id in kind.blanks and value not in (None, ()) and _lasts(kind.blanks[id]) and id != named}
    then, title = last.values.get("date"), last.values.get(named)
    if then and today and isinstance(title, str) and (moved := moved_on(title, then, today)):
        values[named] = moved
    away = {id: status for id, status in last.roll.items() if status == EXCLUDED}
    return Start(values, away, {id: why for id, why in last.reasons.items() if id in away}, _called(kind, last))


def copy(office: Office, kind: Kind, id: int, today: date) -> Start:
    """A new record like this one, of today: everything but when it ended and the number that was given to it."""
    found = office.record(kind.id, id)
    leave = {"date", kind.of.ceased, "number"}
    values = {id: value for id, value in found.values.items()
              if id in kind.blanks and id not in leave and not kind.blanks[id].derived and value not in (None, ())}
    return Start(dict(listing.initial(office, kind, today)) | values, found.roll, found.reasons, _called(kind, found))


def latest(office: Office, kind: Kind, bodies: tuple[int, ...] = ()) -> Record | None:
    """The record of a kind that was entered last; of these bodies if there is one, else of any."""
    table = SHAPES[kind.shape]
    query = select_of(kind).order_by(table.c.id.desc()).limit(1)
    queries = [query]
    if bodies and kind.shape == "activity":
        these = select(holding.c.activity).where(holding.c.body.in_(bodies)).group_by(holding.c.activity).having(
            func.count() == len(set(bodies)))
        others = select(holding.c.activity).where(holding.c.body.not_in(bodies))
        queries.insert(0, query.where(table.c.id.in_(these), table.c.id.not_in(others)))
    with office.reading() as connection:
        for asked in queries:
            if found := some(connection, kind, asked):
                return found[0]
    return None


def moved_on(title: str, then: date, today: date) -> str:
    """A title that names its month or season, for another day: 2025年6月支委会 → 2025年7月支委会; empty if it names none."""
    seasons = {(n - 1) // 3: words for n, words in ((1, "一"), (4, "二"), (7, "三"), (10, "四"))}
    was, now = seasons[(then.month - 1) // 3], seasons[(today.month - 1) // 3]
    moved, found = title, False
    for old, new in ((f"{then.year}年", f"{today.year}年"), (rf"(?<!\d){then.month}月(?!\d)", f"{today.month}月"),
                     (rf"(?<!\d){then.month:02}月(?!\d)", f"{today.month:02}月"), (f"第{was}季度", f"第{now}季度"),
                     (f"{was}季度", f"{now}季度")):
        if re.search(old, title):
            found = True
            moved = re.sub(old, new, moved)
    return moved if found else ""


class Memory:
    """What was typed before in the records of a kind; asked of the office once for each blank, until it is forgotten."""

    def __init__(self, office: Office, kind: Kind):
        self._office, self._kind = office, kind
        self._known: dict[str, list[str]] = {}

    def forget(self) -> None:
        self._known.clear()

    def like(self, id: str, typed: str, most: int = 8) -> list[str]:
        """The values of a blank that begin with, hold or spell what is typed, the likeliest first; not what it says already."""
        plain = clean(typed)
        letters = halfwidth(plain).lower()
        if not plain:
            return []
        spelling = letters.isascii() and letters.isalpha() and len(letters) > 1
        first, second = [], []
        for value in self.known(id):
            if value == plain:
                continue
            if value.startswith(plain) or spelling and spelt(value[:LONGEST])["initials"].startswith(letters):
                first.append(value)
            elif len(plain) > 1 and (plain in value or spelling and letters in spelt(value[:LONGEST])["initials"]):
                second.append(value)
        return [*first, *second][:most]

    def known(self, id: str) -> list[str]:
        """The values of a blank, the often and lately typed first."""
        if id not in self._known:
            blank = self._kind.blanks.get(id)
            self._known[id] = _ranked(_typed(self._office, self._kind, blank)) if blank is not None else []
        return self._known[id]

    def reasons(self) -> list[str]:
        """Why people were away before, at whatever meeting; then the reasons that every office knows."""
        if "" not in self._known:
            query = select(attendance.c.reason).where(attendance.c.reason.is_not(None), attendance.c.status != PRESENT).order_by(
                attendance.c.activity.desc()).limit(REMEMBERED)
            with self._office.reading() as connection:
                used = _ranked(list(connection.execute(query).scalars()))
            self._known[""] = [*used, *(why for why in REASONS if why not in used)]
        return self._known[""]


def _ranked(values: Iterable[str | None]) -> list[str]:
    """Values, given newest first, by how often and how lately they were typed."""
    weight: dict[str, float] = {}
    for at, value in enumerate(values):
        for line in (value or "").splitlines()[:1]:
            if 1 < len(line.strip()) <= LONGEST:
                weight[line.strip()] = weight.get(line.strip(), 0) + 0.5 ** (at / FADES)
    return sorted(weight, key=lambda value: -weight[value])


def _typed(office: Office, kind: Kind, blank: Blank) -> list[str | None]:
    table = SHAPES[kind.shape]
    if blank.id in table.c:
        place: Any = table.c[blank.id]
    else:
        each = [held(table.c.details, name, String()) for name in (blank.id, *blank.was)]
        place = each[0] if len(each) == 1 else func.coalesce(*each)
    query = select(place).where(table.c.kind.in_(kind.ids), table.c.removed.is_(None)).order_by(table.c.id.desc()).limit(REMEMBERED)
    with office.reading() as connection:
        return list(connection.execute(query).scalars())


def _lasts(blank: Blank) -> bool:
    """Whether a blank usually says the same from one time to the next."""
    match blank:
        case fields.Text(lines=lines, sort=sort):
            return lines == 1 and not sort
        case fields.Choice() | fields.Flag():
            return True
        case fields.Link(to=to):
            return to in ("person", "body")
    return False


def _recorded(office: Office, kind: Kind, day: date) -> bool:
    table = SHAPES[kind.shape]
    with office.reading() as connection:
        return connection.execute(select(table.c.id).where(
            table.c.kind.in_(kind.ids), table.c.removed.is_(None), table.c.date == day).limit(1)).first() is not None


def _called(kind: Kind, record: Record) -> str:
    day, name = record.values.get("date"), record.values.get(kind.of.name)
    return " ".join(str(part) for part in (day, name) if part) or kind.label
