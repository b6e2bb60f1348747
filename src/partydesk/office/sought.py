"""The records that words mean: by what stands in them, by the name of their kind, by whom they link to, and by dates."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, case, extract, func, literal, or_, select, union_all

from ..catalogue import fields
from ..catalogue.kind import Kind
from ..catalogue.period import Period
from ..catalogue.shapes import ROLL
from ..records import record as records_of
from ..records import words as index
from ..records.tables import SHAPES, attendance, change
from . import matching
from .matching import Marks
from .office import Office
from .when import When, when

DATED = tuple(name for name, table in SHAPES.items() if "date" in table.c)
NEWEST = 2000
"""So many of the latest titles can also be found by pinyin."""
TITLE = 32
"""So much of a title."""
AROUND = 14
"""Signs before and after what was found in a long text."""


@dataclass(frozen=True)
class Sought:
    """A record as a line: its kind and id, what it is called, what and where it is, when, and its texts by label."""

    kind: str
    id: int
    called: str
    where: str
    when: str
    texts: Mapping[str, str] = field(default_factory=dict)


class Titles:
    """The latest titles of an office, to be found by the letters that spell them."""

    def __init__(self, office: Office):
        self._ids: dict[str, dict[str, list[int]]] = {}
        with office.reading() as connection:
            for name in DATED:
                table = SHAPES[name]
                query = select(table.c.title, table.c.id).where(
                    table.c.removed.is_(None), table.c.title.is_not(None)).order_by(table.c.date.desc()).limit(NEWEST)
                titles = self._ids[name] = {}
                for title, id in connection.execute(query):
                    titles.setdefault(title[:TITLE], []).append(id)

    def spelt(self, shape: str, word: matching.Word) -> list[int]:
        """The records whose title a word spells."""
        return [id for title, ids in self._ids[shape].items()
                if (fit := word.fit(title)) is not None and fit.grade <= matching.SPELT_INSIDE for id in ids]


def records(office: Office, words: Sequence[str], wanted: Sequence[matching.Word], today: date, titles: Titles | None,
            most: int) -> tuple[list[Sought], bool]:
    """The records that every word means, those called so before the others, newest first; whether there are more."""
    with office.reading() as connection:
        questions = [_Question(office, connection, word, ready, today) for word, ready in zip(words, wanted, strict=True)]
        queries = []
        for name in DATED:
            table = SHAPES[name]
            tests = [question.test(connection, table, titles) for question in questions]
            if any(test is None for test in tests):
                continue
            queries.append(_select(table, questions).where(*(test for test in tests if test is not None)))
        return _first(office, connection, queries, most)


def related(office: Office, shape: str, id: int, words: Sequence[str], wanted: Sequence[matching.Word], today: date,
            most: int) -> tuple[list[Sought], bool]:
    """The records that speak of one person or organisation: by a link, or by its roll; narrowed by words."""
    stood: dict[int, tuple[str, str]] = {}
    with office.reading() as connection:
        if shape == "person":
            stood = {row.activity: (row.status, row.reason or "") for row in connection.execute(
                select(attendance.c.activity, attendance.c.status, attendance.c.reason).where(attendance.c.person == id))}
        questions = [_Question(office, connection, word, ready, today) for word, ready in zip(words, wanted, strict=True)]
        speaking = index.speaking_of(connection, shape, id)
        queries = []
        for name in DATED:
            table = SHAPES[name]
            linked: ColumnElement[bool] = table.c.id.in_(index.among(connection, speaking, name))
            if shape == "person" and name == "activity":
                linked = or_(linked, table.c.id.in_(select(attendance.c.activity).where(attendance.c.person == id)))
            tests = [question.test(connection, table, None) for question in questions]
            if any(test is None for test in tests):
                continue
            queries.append(_select(table, questions).where(linked, *(test for test in tests if test is not None)))
        found, more = _first(office, connection, queries, most)
    kinds = {kind.id for kind in office.catalogue.kinds.values() if kind.shape == "activity"}
    return [_with_standing(one, stood.get(one.id)) if one.kind in kinds else one for one in found], more


def attended(office: Office, person: int) -> dict[str, int]:
    """How often someone stands on a roll, by how."""
    table = SHAPES["activity"]
    query = select(attendance.c.status, func.count()).join(table, table.c.id == attendance.c.activity).where(
        attendance.c.person == person, table.c.removed.is_(None)).group_by(attendance.c.status)
    with office.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def written(office: Office, most: int) -> list[tuple[str, int]]:
    """The records written last, newest first: kind and id."""
    with office.reading() as connection:
        lines = connection.execute(select(change.c.place, change.c.row).where(change.c.place.in_(SHAPES)).order_by(
            change.c.id.desc()).limit(6 * most)).all()
        wanted = list(dict.fromkeys((line.place, line.row) for line in lines))[:most]
        found: dict[tuple[str, str], tuple[str, int]] = {}
        for name in {place for place, _ in wanted}:
            table = SHAPES[name]
            query = select(table.c.uid, table.c.kind, table.c.id).where(
                table.c.removed.is_(None), table.c.uid.in_([uid for place, uid in wanted if place == name]))
            found |= {(name, row.uid): (row.kind, row.id) for row in connection.execute(query)}
    return [found[one] for one in wanted if one in found]


def shown(office: Office, wanted: Sequence[tuple[str, int]]) -> list[Sought]:
    """Records as lines, in the order given; those that are gone are left out."""
    with office.reading() as connection:
        return _shown(office, connection, wanted)


def excerpt(one: Sought, wanted: Sequence[matching.Word]) -> tuple[str, Marks]:
    """The place in a record's texts where the words stand, with the name of the blank; nothing where it is elsewhere."""
    for label, text in one.texts.items():
        marks = matching.marked(list(wanted), text)
        if marks:
            first, last = marks[0][0], marks[0][1]
            start = max(0, first - AROUND)
            said = f"{label}：{'…' if start else ''}"
            piece = text[start:last + AROUND]
            shift = len(said) - start
            inside = tuple((begin + shift, end + shift) for begin, end in marks if end <= start + len(piece))
            return said + piece + ("…" if start + len(piece) < len(text) else ""), inside
    return "", ()


class _Question:
    """One word, as a test on whichever table."""

    def __init__(self, office: Office, connection: Connection, word: str, ready: matching.Word, today: date):
        self._ready = ready
        self._days: When | None = when(word, today)
        self._asked = index.asked(connection, office.catalogue, word)
        self._kinds = [id for kind in office.catalogue.kinds.values() if ready.fit(kind.label) is not None for id in kind.ids]

    def named(self, table: Table) -> ColumnElement[bool]:
        """Whether a record of the table is called so, or is of that day."""
        called = func.coalesce(table.c.title, "").icontains(self._ready.plain, autoescape=True)
        return called if self._days is None else or_(called, _on(table.c.date, self._days))

    def test(self, connection: Connection, table: Table, titles: Titles | None) -> ColumnElement[bool] | None:
        """Whether a record of the table is meant; None where none can be."""
        ways: list[ColumnElement[bool]] = []
        if self._kinds:
            ways.append(table.c.kind.in_(self._kinds))
        if self._days is not None:
            ways.append(_on(table.c.date, self._days))
        if self._asked:
            ways.append(table.c.id.in_(index.among(connection, self._asked, table.name)))
        if titles is not None and self._ready.lettered and (ids := titles.spelt(table.name, self._ready)):
            ways.append(table.c.id.in_(ids))
        return or_(*ways) if ways else None


def _on(column: Any, days: When) -> ColumnElement[bool]:
    if isinstance(days, Period):
        return column.between(days.start, days.end)  # type: ignore[no-any-return]
    test = extract("month", column) == days.month
    return test if days.day is None else test & (extract("day", column) == days.day)


def _select(table: Table, questions: Sequence[_Question]) -> Any:
    """Kind, id and day of a table's records, and for how many of the words they are so called or of that day."""
    named: Any = literal(0)
    for question in questions:
        named = named + case((question.named(table), 1), else_=0)
    return select(table.c.kind.label("kind"), table.c.id.label("id"), table.c.date.label("date"), named.label("named")).where(
        table.c.removed.is_(None))


def _first(office: Office, connection: Connection, queries: Iterable[Any], most: int) -> tuple[list[Sought], bool]:
    cut = [query.order_by(query.selected_columns.named.desc(), query.selected_columns.date.desc(),
                          query.selected_columns.id.desc()).limit(most + 1).subquery() for query in queries]
    if not cut:
        return [], False
    rows = connection.execute(union_all(*(select(part) for part in cut))).all()
    rows = sorted(rows, key=lambda row: (-row.named, -row.date.toordinal(), -row.id))
    return _shown(office, connection, [(row.kind, row.id) for row in rows[:most]]), len(rows) > most


def _shown(office: Office, connection: Connection, wanted: Sequence[tuple[str, int]]) -> list[Sought]:
    kinds = {id: kind for kind in office.catalogue.kinds.values() for id in kind.ids}
    by_kind: dict[str, list[int]] = {}
    for kind_id, id in wanted:
        if kind_id in kinds:
            by_kind.setdefault(kinds[kind_id].id, []).append(id)
    lines: dict[tuple[str, int], Sought] = {}
    for kind_id, ids in by_kind.items():
        kind = kinds[kind_id]
        query = records_of.select_of(kind).where(SHAPES[kind.shape].c.id.in_(ids))
        for found in records_of.some(connection, kind, query, rolls=False):
            lines[kind.id, found.id] = _line(office, kind, found)
    return [line for kind_id, id in wanted
            if kind_id in kinds and (line := lines.get((kinds[kind_id].id, id))) is not None]


def _line(office: Office, kind: Kind, found: Any) -> Sought:
    """What a record is called, and where: the organisations that held it, or whom it speaks of."""
    names = office.names
    whom = [names.name(blank.to, id) for blank in kind.known.values()
            if isinstance(blank, fields.Link) and blank.to in ("person", "body")
            for id in _ids(found.values.get(blank.id))]
    texts = {blank.label: " ".join(blank.show(found.values[blank.id], names).split()) for blank in kind.blanks.values()
             if isinstance(blank, fields.Text) and found.values.get(blank.id)}
    title = found.values.get(kind.of.name)
    called = " ".join(str(title).split()) if title else "，".join(whom[:1]) or next(iter(texts.values()), kind.label)
    where = "、".join(name for name in dict.fromkeys(whom) if name != called)
    day = found.values.get("date")
    texts.pop(kind.blanks[kind.of.name].label if kind.of.name in kind.blanks else "", None)
    return Sought(kind.id, found.id, called, f"{kind.label} · {_short(where)}" if where else kind.label,
                  day.isoformat() if day else "", texts)


def _ids(value: Any) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _short(names: str, most: int = 18) -> str:
    return names if len(names) <= most else names[:most - 1] + "…"


def _with_standing(one: Sought, stood: tuple[str, str] | None) -> Sought:
    if stood is None:
        return one
    status, reason = stood
    said = ROLL[status] + (f"（{reason}）" if reason else "")
    return Sought(one.kind, one.id, one.called, f"{one.where} · {said}", one.when, one.texts)
