"""Long lists of records, a page at a time: which records stand on a list, in what order, and the text of those in sight."""
from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    Text,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
)

from ..catalogue import fields
from ..catalogue.fields import Blank, Linked
from ..catalogue.kind import Kind
from ..records import words
from ..records.held import by_code
from ..records.record import Record, select_of, some
from ..records.tables import SHAPES, attendance, body, holding
from .columns import ROLL, Column, standard
from .narrowing import Filter, clause, place
from .office import Office
from .totals import DUE, Group, Totals, key, plain, ranked, summed

MOST = 1000
"""Different values that a column is offered to be narrowed by."""
FEW = 5_000
"""Records found by words whose ids are fetched at once."""
FIRST = 64
"""Records whose ids come with the number of all."""
AT_ONCE = 500
"""Records asked for in one question."""


def columns(kind: Kind, year: int) -> tuple[Blank, ...]:
    """The blanks that a list shows before a clerk chooses, the telling ones first: when, what, who, then the rest."""
    return tuple(column.blank for column in standard(kind, year) if column.blank is not None)


@dataclass(frozen=True)
class View:
    """What a clerk wants to see of a kind: what was typed, the filters of columns, the order, the groups.

    Newest first (people and bodies as they were entered) where `sort` is empty; groups by a column, or by months or years.
    """

    kind: str
    find: str = ""
    filters: tuple[Filter, ...] = ()
    sort: str = ""
    descending: bool = False
    group: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.find.strip() or self.filters)

    def filter_of(self, column: str) -> Filter | None:
        return next((one for one in self.filters if one.column == column), None)

    def narrow(self, column: str, narrowed: Filter | None) -> View:
        """The same with another filter, or none, on a column."""
        kept = tuple(one for one in self.filters if one.column != column)
        return replace(self, filters=(*kept, narrowed) if narrowed else kept)


class Listed:
    """The records of a view in their order.

    When a list is opened, or words leave many, only their number and the first page are asked for. The ids, eight bytes
    each, are held of what was filtered, sorted or grouped, and of any list that is scrolled beyond its first pages: so a
    question is asked once, however far the clerk goes.
    """

    def __init__(self, office: Office, view: View, count: int, held: array[int] | None = None,
                 groups: tuple[Group, ...] = (), sizes: tuple[int, ...] = (), first: array[int] | None = None):
        self.office, self.view, self.count = office, view, count
        self.groups, self.sizes = groups, sizes
        self._held = held
        self._first = first or array("q")     # the first page, where it came with the number

    def ids(self, start: int, count: int) -> Sequence[int]:
        """The records from `start` on; fewer at the end."""
        if start + count <= len(self._first):
            return self._first[start:start + count]
        if self._held is None and start + count > AT_ONCE:
            self._held = self._asked(None, 0)
        return self._asked(count, start) if self._held is None else self._held[start:start + count]

    def at(self, id: int) -> int:
        """Where a record stands, -1 if it does not."""
        if self._held is None and self.view.narrowed:
            self._held = self._asked(None, 0)
        if self._held is not None:
            try:
                return self._held.index(id)
            except ValueError:
                return -1
        of = self.office.catalogue.kind(self.view.kind)
        table = SHAPES[of.shape]
        with self.office.reading() as connection:
            day = table.c.date if "date" in table.c else table.c.id
            found = connection.execute(_live(of, day).where(table.c.id == id)).first()
            if found is None:
                return -1
            before: ColumnElement[bool] = table.c.id < id
            if "date" in table.c:
                before = and_(table.c.date >= found[0], or_(table.c.date > found[0], table.c.id > id))
            return int(connection.execute(_live(of, func.count()).where(before)).scalar_one())

    def _asked(self, limit: int | None, offset: int) -> array[int]:
        of = self.office.catalogue.kind(self.view.kind)
        id = SHAPES[of.shape].c.id
        with self.office.reading() as connection:
            query = _ordered(_live(of, id), of, self.view)
            if self.view.narrowed:
                wanted = words.asked(connection, self.office.catalogue, self.view.find, [of])
                query = query.where((id + 0).in_(words.among(connection, wanted, of.shape)))
            return _ids(connection, query if limit is None else query.limit(limit).offset(offset))


def listed(office: Office, view: View, adds: Iterable[Column] = ()) -> Listed:
    """The records of a view; `adds` are the columns that each group is to be totalled by."""
    of = office.catalogue.kind(view.kind)
    id = SHAPES[of.shape].c.id
    with office.reading() as connection:
        wanted = words.asked(connection, office.catalogue, view.find, [of]) if view.find.strip() else ""
        if not (wanted or view.filters or view.sort or view.group):
            count = connection.execute(_live(of, func.count())).scalar_one()
            first = _ids(connection, _ordered(_live(of, id), of, view).limit(FIRST))
            return Listed(office, replace(view, find=""), count, first=first)
        if wanted and not (view.filters or view.sort or view.group):
            among = words.among(connection, wanted, of.shape)
            count = connection.execute(select(func.count()).select_from(among.subquery())).scalar_one()
            if count > FEW:
                return Listed(office, view, count)
            found = _ids(connection, _ordered(_live(of, id).where(id.in_(among)), of, view))
            return Listed(office, view, len(found), found)
        where = _where(connection, office, of, view)
        if not view.group:
            found = _ids(connection, _ordered(_live(of, id).where(*where), of, view))
            return Listed(office, view, len(found), found)
        rows = connection.execute(_ordered(_live(of, id, key(of, view.group)).where(*where), of, view)).cursor.fetchall()
        shares: dict[Any, array[int]] = {}
        for one, said in rows:
            shares.setdefault(said, array("q")).append(one)
        return _grouped(office, of, view, shares, summed(office, of, [*_alive(of), *where], adds, view.group))


def _grouped(office: Office, kind: Kind, view: View, shares: Mapping[Any, array[int]], totals: Mapping[Any, Totals]) -> Listed:
    held: dict[Any, array[int]] = {}
    for said, ids in shares.items():
        held.setdefault(plain(kind, view.group, said), array("q")).extend(ids)
    groups = ranked(office, kind, view.group, held)
    every = array("q")
    for one, _ in groups:
        every.extend(held[one])
    return Listed(office, view, len(every), every,
                  tuple(Group(one, label, totals.get(one, Totals(len(held[one])))) for one, label in groups),
                  tuple(len(held[one]) for one, _ in groups))


def totals(office: Office, view: View, adds: Iterable[Column]) -> Totals:
    """What the records of a view come to."""
    of = office.catalogue.kind(view.kind)
    with office.reading() as connection:
        where = [*_alive(of), *_where(connection, office, of, view)]
        return summed(office, of, where, adds, "").get(None, Totals())


def totals_of(office: Office, kind: Kind, ids: Sequence[int], adds: Iterable[Column]) -> Totals:
    """What these records come to."""
    columns, id = tuple(adds), SHAPES[kind.shape].c.id
    each = (summed(office, kind, [*_alive(kind), id.in_(tuple(ids[start:start + AT_ONCE]))], columns).get(None, Totals())
            for start in range(0, len(ids), AT_ONCE))
    return sum(each, Totals())


def values(office: Office, view: View, column: str) -> list[tuple[Any, str, int]]:
    """What stands in a column of a view, its own filter aside: value, as it is shown, and how often; nothing filled in last."""
    of = office.catalogue.kind(view.kind)
    blank = of.known[column]
    table, at = SHAPES[of.shape], place(of, blank)
    with office.reading() as connection:
        where = [*_alive(of), *_where(connection, office, of, view.narrow(column, None))]
        if at is None:
            query = select(holding.c.body, func.count()).select_from(
                table.outerjoin(holding, holding.c.activity == table.c.id)).where(*where).group_by(holding.c.body)
        else:
            query = select(at, func.count()).where(*where).group_by(at)
        rows = connection.execute(query.order_by(func.count().desc()).limit(MOST)).all()
    counts = {None if value is None else bool(value) if isinstance(blank, fields.Flag) else value: n for value, n in rows}
    one = replace(blank, many=False) if isinstance(blank, fields.Link) else blank
    names = office.names
    shown = [(value, one.show(value, names), n) for value, n in counts.items() if value is not None]
    match blank:
        case fields.Choice(choices=choices):
            order = list(choices)
            shown.sort(key=lambda found: (order.index(found[0]) if found[0] in order else len(order), found[1]))
        case fields.Flag():
            shown.sort(key=lambda found: not found[0])
        case fields.Link():
            shown.sort(key=lambda found: (-found[2], found[1]))
    return shown + ([(None, "（空）", counts[None])] if None in counts else [])


def counts(office: Office) -> dict[str, int]:
    """How many records each kind has, by kind id."""
    found: dict[str, int] = {}
    with office.reading() as connection:
        for table in SHAPES.values():
            query = select(table.c.kind, func.count()).where(table.c.removed.is_(None)).group_by(table.c.kind)
            found |= {row.kind: row[1] for row in connection.execute(query)}
    return {kind.id: sum(found.get(id, 0) for id in kind.ids) for kind in office.catalogue.kinds.values()}


def ids(office: Office, kind: str, find: str = "", sort: str = "", descending: bool = False) -> list[int]:
    """The records of a kind in the order of a list, all of them; `find` is what the clerk typed to narrow it."""
    found = listed(office, View(office.catalogue.kind(kind).id, find, sort=sort, descending=descending))
    return list(found.ids(0, found.count))


def texts(office: Office, kind: str, wanted: Sequence[int], shown: Sequence[Column] | None = None, *,
          lines: bool = False) -> dict[int, dict[str, str]]:
    """The records with these ids as a list shows them: text by column, 实到/应到 under `roll`; in one line unless `lines`."""
    return Reader(office, office.catalogue.kind(kind), shown, lines=lines).texts(wanted)


class Reader:
    """Reads the columns of a list for any records of one kind; what is asked is put together once."""

    def __init__(self, office: Office, kind: Kind, shown: Sequence[Column] | None = None, *, lines: bool = False):
        self._office, self._kind, self._lines = office, kind, lines
        self._blanks = list(kind.known.values()) if shown is None else [column.blank for column in shown if column.blank is not None]
        self._roll = bool(kind.roll) and (shown is None or any(column.id == ROLL for column in shown))
        table = SHAPES[kind.shape]
        typed = [blank for blank in self._blanks if blank.id in table.c]
        self._many = next((blank.id for blank in self._blanks if isinstance(blank, fields.Link) and blank.many), "")
        self._typed = [(at, blank.id, isinstance(blank, fields.Number)) for at, blank in enumerate(typed, 2)]
        self._loaded = [(blank.id, (blank.id, *blank.was), blank.load) for blank in self._blanks
                        if blank.id not in table.c and blank.id != self._many and not blank.derived]
        self._query = select(table.c.id, table.c.details, *(table.c[blank.id] for blank in typed), *self._others()).where(
            *_alive(kind), table.c.id.in_(bindparam("ids", expanding=True)))

    def _others(self) -> Iterator[Any]:
        """What has tables of its own: who holds an activity, who was there, who was due."""
        table = SHAPES[self._kind.shape]
        if self._many:
            yield select(func.aggregate_strings(cast(holding.c.body, Text()), ",")).where(
                holding.c.activity == table.c.id).scalar_subquery()
        if self._roll:
            there = select(func.count()).where(attendance.c.activity == table.c.id)
            yield there.where(attendance.c.status == "present").scalar_subquery()
            yield there.where(attendance.c.status.in_(DUE)).scalar_subquery()

    def texts(self, wanted: Sequence[int]) -> dict[int, dict[str, str]]:
        """Text by column, by record."""
        found: dict[int, dict[str, Any]] = {}
        with self._office.reading() as connection:
            for start in range(0, len(wanted), AT_ONCE):
                for row in connection.execute(self._query, {"ids": list(wanted[start:start + AT_ONCE])}).all():
                    found[row[0]] = self._values(tuple(row))
        names = _Names(self._office, self._blanks, found)
        shows = [(blank.id, blank.show) for blank in self._blanks]
        texts: dict[int, dict[str, str]] = {}
        for id, values in found.items():
            texts[id] = own = {name: show(values.get(name), names) for name, show in shows}
            if not self._lines:
                for name, text in own.items():
                    if "\n" in text:
                        own[name] = " ".join(text.split())
            if self._roll and values[ROLL][1]:
                own[ROLL] = "{}/{}".format(*values[ROLL])
        return texts

    def _values(self, row: tuple[Any, ...]) -> dict[str, Any]:
        """A row as values by blank; 实到 and 应到 under `roll`."""
        values: dict[str, Any] = {}
        for at, id, number in self._typed:
            value = row[at]
            values[id] = Decimal(value) if number and value is not None else value
        details = row[1]
        for id, kept, load in self._loaded:
            said = details.get(id)
            if said is None and len(kept) > 1:       # kept under an earlier name
                said = next((details[name] for name in kept if name in details), None)
            values[id] = load(said)
        if self._many:
            said = row[2 + len(self._typed)]
            values[self._many] = tuple(sorted(map(int, said.split(",")))) if said else ()
        if self._roll:
            values[ROLL] = row[-2:]
        return values


def records(office: Office, kind: Kind, wanted: Sequence[int]) -> list[Record]:
    """The records with these ids, without their rolls, in no order; any number of them."""
    table = SHAPES[kind.shape]
    with office.reading() as connection:
        return [record for start in range(0, len(wanted), AT_ONCE) for record in some(
            connection, kind, select_of(kind).where(table.c.id.in_(tuple(wanted[start:start + AT_ONCE]))), rolls=False)]


class _Names:
    """What linked records are called: people and organisations as the office knows them, the others looked up for one page."""

    def __init__(self, office: Office, blanks: Iterable[Blank], found: Mapping[int, Mapping[str, Any]]):
        self._names = office.names
        self.full = self._names.full
        self._found: dict[tuple[Linked, int], str] = {}
        for blank in blanks:
            if isinstance(blank, fields.Link) and blank.to in ("activity", "item"):
                wanted = {values.get(blank.id) for values in found.values()} - {None}
                table = SHAPES[blank.to]
                with office.reading() as connection:
                    rows = connection.execute(select(table.c.id, table.c.title).where(
                        table.c.id.in_(wanted), table.c.removed.is_(None))).all() if wanted else []
                self._found |= {(blank.to, row.id): row.title for row in rows}

    def find(self, to: Linked, name: str) -> int:
        return self._names.find(to, name)

    def name(self, to: Linked, id: int) -> str:
        if to in ("activity", "item"):
            return self._found.get((to, id)) or f"（编号 {id}）"
        return self._names.name(to, id)


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


# ── how it is asked ──────────────────────────────────────────────────────────────────────────────

def _ids(connection: Connection, query: Select[Any]) -> array[int]:
    """The ids that a query finds, straight from the driver."""
    return array("q", [row[0] for row in connection.execute(query).cursor.fetchall()])


def _alive(kind: Kind) -> tuple[ColumnElement[bool], ...]:
    table = SHAPES[kind.shape]
    return table.c.kind.in_(kind.ids), table.c.removed.is_(None)


def _live(kind: Kind, *wanted: Any) -> Select[Any]:
    return select(*wanted).select_from(SHAPES[kind.shape]).where(*_alive(kind))


def _where(connection: Connection, office: Office, kind: Kind, view: View) -> list[ColumnElement[bool]]:
    """The conditions of a view: every word that was typed, and the filter of each column."""
    found = [clause(kind, one) for one in view.filters if one.column in kind.known]
    return [words.holding(connection, office.catalogue, view.find, kind), *found] if view.find.strip() else found


def _ordered(query: Select[Any], kind: Kind, view: View) -> Select[Any]:
    table = SHAPES[kind.shape]
    if view.sort in kind.known and not (view.sort == "date" and view.descending):
        by = _order(kind, kind.known[view.sort])
        if isinstance(by.type, String):
            by = by_code(by)
        query = query.order_by(by.is_(None), by.desc() if view.descending else by)
    if "date" in table.c:
        return query.order_by(table.c.date.desc(), table.c.id.desc())
    return query.order_by(table.c.id.desc() if view.descending and not view.sort else table.c.id)


def _order(kind: Kind, blank: Blank) -> ColumnElement[Any]:
    """What a list is sorted by: people by pinyin, linked records by name, choices in their declared order."""
    at = place(kind, blank)
    table = SHAPES[kind.shape]
    if kind.shape == "person" and blank.id == "name":
        return table.c.pinyin
    if isinstance(blank, fields.Link):
        if at is None:
            return (select(func.min(by_code(body.c.name))).join(holding, holding.c.body == body.c.id)
                    .where(holding.c.activity == table.c.id).scalar_subquery())
        other = SHAPES[blank.to].alias()
        name = other.c.pinyin if blank.to == "person" else other.c.name if "name" in other.c else other.c.title
        return select(name).where(other.c.id == at).scalar_subquery()
    return at if at is not None else table.c.id
