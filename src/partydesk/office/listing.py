"""Long lists of records, a page at a time: which ids stand on the list, and the text of those in sight."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Select,
    String,
    Text,
    cast,
    false,
    func,
    or_,
    select,
)

from ..catalogue import fields
from ..catalogue.fields import Blank
from ..catalogue.kind import Kind
from ..catalogue.text import clean, halfwidth
from ..records.held import held
from ..records.record import select_of, some
from ..records.tables import SHAPES, attendance, body, holding, person
from .office import Office

ROLL = "roll"
"""The column of 实到/应到, on kinds that have a roll."""


def columns(kind: Kind, year: int) -> tuple[Blank, ...]:
    """The blanks that a list can show in one line, the telling ones first: when, what, who, then the rest."""
    named = kind.of.name
    first = ["date", "person", "body"] if kind.shape == "fact" else ["date"]
    shown = {blank.id: blank for blank in kind.shown(year) if getattr(blank, "lines", 1) < 3}
    order = [*first, named, *(id for id, blank in shown.items() if blank.required),
             *(id for id, blank in shown.items() if isinstance(blank, fields.Link)), *shown]
    return tuple(shown[id] for id in dict.fromkeys(order) if id in shown)


def counts(office: Office) -> dict[str, int]:
    """How many records each kind has, by kind id."""
    found: dict[str, int] = {}
    with office.reading() as connection:
        for table in SHAPES.values():
            query = select(table.c.kind, func.count()).where(table.c.removed.is_(None)).group_by(table.c.kind)
            found |= {row.kind: row[1] for row in connection.execute(query)}
    return {kind.id: sum(found.get(id, 0) for id in kind.ids) for kind in office.catalogue.kinds.values()}


def ids(office: Office, kind: str, find: str = "", sort: str = "", descending: bool = False) -> list[int]:
    """The records of a kind in the order of a list; newest first where `sort` is empty.

    `find` is what the clerk typed to narrow the list: each word must stand in some blank, as it is shown, or spell a
    person in pinyin.
    """
    of = office.catalogue.kind(kind)
    table = SHAPES[of.shape]
    query: Select[Any] = select(table.c.id).where(table.c.kind.in_(of.ids), table.c.removed.is_(None))
    for word in halfwidth(clean(find)).split():
        query = query.where(or_(false(), *(_has(of, blank, word) for blank in of.known.values())))
    if sort in of.known:
        by = _order(of, of.known[sort])
        query = query.order_by(by.is_(None), by.desc() if descending else by)
    if "date" in table.c:
        query = query.order_by(table.c.date.desc(), table.c.id.desc())
    else:
        query = query.order_by(table.c.id.desc() if descending and not sort else table.c.id)
    with office.reading() as connection:
        return list(connection.execute(query).scalars())


def texts(office: Office, kind: str, wanted: Sequence[int]) -> dict[int, dict[str, str]]:
    """The records with these ids as a list shows them: text by blank id, and 实到/应到 under `roll`."""
    of = office.catalogue.kind(kind)
    table = SHAPES[of.shape]
    with office.reading() as connection:
        found = some(connection, of, select_of(of).where(table.c.id.in_(tuple(wanted))), rolls=False)
        rolls: dict[int, dict[str, int]] = {}
        if of.roll:
            query = select(attendance.c.activity, attendance.c.status, func.count()).where(
                attendance.c.activity.in_(tuple(wanted))).group_by(attendance.c.activity, attendance.c.status)
            for activity, status, number in connection.execute(query):
                rolls.setdefault(activity, {})[status] = number
    shown = {record.id: {id: " ".join(text.split()) for id, text in office.show(of.id, record).items()} for record in found}
    for id, numbers in rolls.items():
        due = sum(numbers.get(status, 0) for status in ("present", "leave", "absent"))
        shown[id][ROLL] = f"{numbers.get('present', 0)}/{due}"
    return shown


def newest(office: Office, until: date) -> date | None:
    """The day of the latest activity that is not in the future."""
    table = SHAPES["activity"]
    with office.reading() as connection:
        return connection.execute(select(func.max(table.c.date)).where(table.c.removed.is_(None),
                                                                       table.c.date <= until)).scalar()


def scopes(office: Office) -> list[str]:
    """The organisations that a summary can be limited to: those that hold meetings by rule."""
    kinds = {id for kind in office.catalogue.kinds.values() if kind.rhythm and kind.rhythm.by
             for id in office.catalogue.kinds[kind.rhythm.by].ids}
    query = select(body.c.name).where(body.c.removed.is_(None), body.c.kind.in_(kinds)).order_by(body.c.kind, body.c.id)
    with office.reading() as connection:
        return list(dict.fromkeys(connection.execute(query).scalars()))


def initial(office: Office, kind: Kind, today: date) -> Mapping[str, Any]:
    """What already stands in the blanks of a new record: the declared defaults, and today."""
    values: dict[str, Any] = {}
    for id, blank in kind.blanks.items():
        if blank.default:
            values[id] = blank.read(blank.default, office.names)
    if "date" in kind.blanks:
        values.setdefault("date", today)
    return values


def _place(kind: Kind, blank: Blank) -> ColumnElement[Any] | None:
    """Where a blank is kept, as text for searching; None for what is kept in tables of its own."""
    table = SHAPES[kind.shape]
    if blank.id in table.c:
        return table.c[blank.id]
    if blank.derived or isinstance(blank, fields.Link) and blank.many:
        return None
    stored: dict[type[Blank], Any] = {fields.Number: BigInteger(), fields.Flag: Boolean(), fields.Link: BigInteger()}
    each = [held(table.c.details, name, stored.get(type(blank), String())) for name in (blank.id, *blank.was)]
    return each[0] if len(each) == 1 else func.coalesce(*each)


def _has(kind: Kind, blank: Blank, word: str) -> ColumnElement[bool]:
    """Whether a blank, as it is shown, holds a word."""
    place = _place(kind, blank)
    table = SHAPES[kind.shape]
    match blank:
        case fields.Text() if place is not None:
            match = place.icontains(word, autoescape=True)
            if kind.shape == "person" and blank.id == "name":
                letters = word.lower()
                match = or_(match, table.c.initials.startswith(letters, autoescape=True),
                            table.c.pinyin.startswith(letters, autoescape=True))
            return match
        case fields.Choice() if place is not None:
            return place.in_([code for code, label in blank.choices.items() if word in label])
        case fields.Date() if place is not None and any(character.isdigit() for character in word):
            return cast(place, Text()).contains(word, autoescape=True)
        case fields.Number() if place is not None:
            try:
                whole = blank.store(blank.read(word))
            except (ValueError, ArithmeticError):
                return false()
            typed = blank.id in table.c
            return place == (int(word) if typed and word.isdecimal() else whole) if whole is not None else false()
        case fields.Link() if blank.to in ("person", "body"):
            names = SHAPES[blank.to]
            wanted = names.c.name.icontains(word, autoescape=True)
            if blank.to == "person":
                wanted = or_(wanted, person.c.initials == word.lower(), person.c.pinyin == word.lower())
            called = select(names.c.id).where(wanted)
            if blank.many:
                return table.c.id.in_(select(holding.c.activity).where(holding.c.body.in_(called)))
            return place.in_(called) if place is not None else false()
    return false()


def _order(kind: Kind, blank: Blank) -> ColumnElement[Any]:
    """What a list is sorted by: people by pinyin, linked records by name, choices in their declared order."""
    place = _place(kind, blank)
    table = SHAPES[kind.shape]
    if kind.shape == "person" and blank.id == "name":
        return table.c.pinyin
    if isinstance(blank, fields.Link):
        if place is None:
            return (select(func.min(body.c.name)).join(holding, holding.c.body == body.c.id)
                    .where(holding.c.activity == table.c.id).scalar_subquery())
        other = SHAPES[blank.to].alias()
        name = other.c.pinyin if blank.to == "person" else other.c.name if "name" in other.c else other.c.title
        return select(name).where(other.c.id == place).scalar_subquery()
    return place if place is not None else table.c.id
