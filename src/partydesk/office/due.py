"""What is due, as one quiet list: past its day, due soon, a step that should follow, a term that ends, a paper not back.

What counts comes from the shapes (`due` and `closed` of an item, the status of a paper) and from declarations (`steps` of
a kind, `remind` of a date), so that a new kind is listed by itself.
"""
from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from ..catalogue.fields import Choice, Date
from ..catalogue.kind import Kind, Step
from ..catalogue.shapes import PENDING
from ..figures.checks import Finding
from ..records.record import Record, select_of, some
from ..records.tables import SHAPES, activity, body, holding, person
from .lateness import adopted, day_of, late
from .office import Office

if TYPE_CHECKING:
    from .checking import Place

SOON = 30
"""Days ahead from which on what has a time limit is listed."""
RECENT = 30
"""Days for which a late entry is spoken of."""


class Sort(Enum):
    """Why something is on the list, the most urgent first."""

    OVERDUE = "已经逾期"
    WRONG = "校核：应改"
    SOON = "就要到期"
    WAITING = "还没签回"
    NOTICE = "校核：请留意"
    LATE = "补录偏晚"


@dataclass(frozen=True)
class Due:
    """One line of the list, and where it leads: to a record, or else the list of a kind; what a check found, to its `place`.

    `days` till it is due, less than nothing where that is past; `why` tells lines of one record apart.
    """

    sort: Sort
    what: str
    whose: str
    when: str
    days: int
    kind: str
    label: str
    record: int = 0
    why: str = ""
    body: int | None = None
    place: Place | None = None

    @property
    def key(self) -> str:
        """What the line is known by while it is put off; another step of the same person is another line.

        A hash: it is kept among this person's settings, where no word of the office belongs.
        """
        return hashlib.sha256(f"{self.kind} {self.record} {self.why}".encode()).hexdigest()[:24]


def found(office: Office, findings: Iterable[Finding]) -> list[Due]:
    """What the checks of a period have found, as lines of the list; each leads to the likeliest place to mend it."""
    from .checking import places  # it reads forms, which what is due does not need
    lines = []
    for n, one in enumerate(findings):
        wrong, place = one.level == "error", places(office, one)[0]
        lines.append(Due(Sort.WRONG if wrong else Sort.NOTICE, one.found, one.says, "应改" if wrong else "留意", n,
                         place.kind or one.kind, "校核", place.records[0].id if place.sort == "record" else 0,
                         f"{one.check} {one.found}", place=place))
    return lines


def ranked(lines: Iterable[Due]) -> list[Due]:
    """The most urgent first."""
    order = list(Sort)
    return sorted(lines, key=lambda one: (order.index(one.sort), one.days, one.label, one.record))


def due(office: Office, scope: str | None = None, today: date | None = None) -> list[Due]:
    """Everything that is due, the most urgent first; of one organisation and those below it where `scope` names one."""
    today = today or date.today()
    with office.reading() as connection:
        lines = [*_items(office, connection, today), *_steps(office, connection, today),
                 *_terms(office, connection, today), *_papers(office, connection, today),
                 *_late(office, connection, today)]
        if scope:
            below = _below(connection, office.names.find("body", scope))
            lines = [one for one in lines if one.body in below]
    return ranked(lines)


def awake(lines: Iterable[Due], put_off: Mapping[str, str], today: date | None = None) -> list[Due]:
    """The lines that nobody has put off beyond today; `put_off` is a day by the key of a line."""
    now = (today or date.today()).isoformat()
    return [line for line in lines if put_off.get(line.key, "") <= now]


def still(put_off: Mapping[str, str], today: date | None = None) -> dict[str, str]:
    """What is put off still; the rest need not be remembered."""
    now = (today or date.today()).isoformat()
    return {key: until for key, until in put_off.items() if until > now}


def _when(days: int) -> str:
    return f"逾期 {-days} 天" if days < 0 else "今天到期" if days == 0 else f"还有 {days} 天"


def _sort(days: int) -> Sort:
    return Sort.OVERDUE if days < 0 else Sort.SOON


# ── items with a time limit ──────────────────────────────────────────────────────────────────────

def _items(office: Office, connection: Connection, today: date) -> Iterator[Due]:
    table = SHAPES["item"]
    kinds = {id: kind for kind in _of(office, "item") if "due" in kind.blanks for id in kind.ids}
    query = select(table).where(
        table.c.removed.is_(None), table.c.kind.in_(kinds), table.c.due <= today + timedelta(SOON),
        table.c.closed.is_(None))
    people = _People(office, connection)
    for row in connection.execute(query):
        kind, days = kinds[row.kind], (row.due - today).days
        yield Due(_sort(days), row.title, people.told(row.owner, row.body), _when(days), days, kind.id, kind.label, row.id,
                  body=people.home(row.owner, row.body))


# ── steps that should follow one another ─────────────────────────────────────────────────────────

def _steps(office: Office, connection: Connection, today: date) -> Iterator[Due]:
    people = _People(office, connection)
    for kind in _of(office, "fact"):
        if not kind.steps:
            continue
        table = SHAPES[kind.shape]
        by: dict[int, list[Record]] = {}
        for record in some(connection, kind, select_of(kind).order_by(table.c.date, table.c.id), rolls=False):
            if record.values["person"] is not None:
                by.setdefault(record.values["person"], []).append(record)
        for who, records in by.items():
            if people.gone(who, today):
                continue
            for step in kind.steps:
                if (last := _open(step, records)) is None:
                    continue
                until = after(last.values["date"], step.months)
                if (days := (until - today).days) <= SOON:
                    names = _choices(kind, step)
                    home = people.home(who, last.values.get("body"))
                    so_far = f"{last.values['date']} {names.get(step.after, step.after)}"
                    yield Due(_sort(days), f"{people.name(who)}：{names.get(step.then[0], step.then[0])}",
                              " · ".join(filter(None, (people.told(None, home), so_far))), _when(days), days,
                              kind.id, kind.label, last.id, f"{step.after} {step.then[0]}", home)


def _open(step: Step, records: list[Record]) -> Record | None:
    """The record that still waits for what must follow it; `records` of one person, in their order."""
    waiting: Record | None = None
    for record in records:
        stands = record.values.get(step.field)
        if waiting is not None and stands in step.then:
            waiting = None
        if stands == step.after:
            waiting = record
    return waiting


def _choices(kind: Kind, step: Step) -> Mapping[str, str]:
    blank = kind.known[step.field]
    return blank.choices if isinstance(blank, Choice) else {}


def after(day: date, months: int) -> date:
    """The same day so many months later; the month's last where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# ── dates that speak up ──────────────────────────────────────────────────────────────────────────

def _terms(office: Office, connection: Connection, today: date) -> Iterator[Due]:
    people = _People(office, connection)
    for kind in office.catalogue.kinds.values():
        dates = [blank for blank in kind.blanks.values() if isinstance(blank, Date) and blank.remind]
        if not dates:
            continue
        table, ceased = SHAPES[kind.shape], kind.of.ceased
        query = select_of(kind)
        if ceased:
            query = query.where(table.c[ceased].is_(None) | (table.c[ceased] > today))
        for record in some(connection, kind, query, rolls=False):
            for blank in dates:
                until = record.values.get(blank.id)
                if until is not None and (days := (until - today).days) <= blank.remind:
                    who, where = _subject(kind, record)
                    yield Due(_sort(days), f"{_title(office, kind, record)}：{blank.label}", people.told(who, where),
                              _when(days), days, kind.id, kind.label, record.id, blank.id, people.home(who, where))


def _subject(kind: Kind, record: Record) -> tuple[int | None, int | None]:
    """The person and the body that a record belongs to."""
    if kind.shape == "body":
        return None, record.id
    if kind.shape == "person":
        return record.id, record.values.get("body")
    return record.values.get("person" if kind.shape != "item" else "owner"), record.values.get("body")


def _title(office: Office, kind: Kind, record: Record) -> str:
    told = record.values.get(kind.of.name)
    if not told and record.values.get("person") is not None:
        told = office.names.name("person", record.values["person"])
    return str(told or kind.label)


# ── papers that are out ──────────────────────────────────────────────────────────────────────────

def _papers(office: Office, connection: Connection, today: date) -> Iterator[Due]:
    table = SHAPES["paper"]
    kinds = {id: kind for kind in _of(office, "paper") for id in kind.ids}
    query = select(table).where(table.c.removed.is_(None), table.c.kind.in_(kinds), table.c.status == PENDING,
                                table.c.date <= today, table.c.until.is_(None) | (table.c.until >= today))
    people = _People(office, connection)
    for row in connection.execute(query):
        kind, days = kinds[row.kind], (row.date - today).days
        what = row.title or (people.name(row.person) if row.person else "") or row.number or kind.label
        yield Due(Sort.WAITING, what, people.told(row.person, row.body), f"待签 {-days} 天" if days else "今天发出", days,
                  kind.id, kind.label, row.id, body=people.home(row.person, row.body))


# ── written late ─────────────────────────────────────────────────────────────────────────────────

def _late(office: Office, connection: Connection, today: date) -> Iterator[Due]:
    kinds = {id: kind for kind in _of(office, "activity") for id in kind.ids}
    since = (today - timedelta(RECENT + 1)).isoformat()
    query = select(activity.c.id, activity.c.kind, activity.c.title, activity.c.date, activity.c.entered).where(
        activity.c.removed.is_(None), activity.c.kind.in_(kinds), activity.c.entered >= since)
    rows = connection.execute(query).all()
    began = adopted(connection)
    slow = [(row, days) for row in rows
            if day_of(row.entered) <= today and (days := late(row.date, row.entered, began))]
    held: dict[int, list[int]] = {}
    if slow:
        ids = [row.id for row, _ in slow]
        for activity_id, body_id in connection.execute(
                select(holding.c.activity, holding.c.body).where(holding.c.activity.in_(ids)).order_by(holding.c.body)):
            held.setdefault(activity_id, []).append(body_id)
    names = office.names
    for row, days in slow:
        kind, by = kinds[row.kind], held.get(row.id, [])
        yield Due(Sort.LATE, row.title, "、".join(names.name("body", id) for id in by[:2]) + ("等" if len(by) > 2 else ""),
                  f"晚 {days} 个工作日", -days, kind.id, kind.label, row.id, body=by[0] if by else None)


# ── whose it is ──────────────────────────────────────────────────────────────────────────────────

class _People:
    """Where people belong, and till when they do; asked for once a list."""

    def __init__(self, office: Office, connection: Connection):
        self._names, self._connection = office.names, connection
        self._rows: dict[int, Any] | None = None

    def _row(self, id: int) -> Any:
        if self._rows is None:
            query = select(person.c.id, person.c.body, person.c.until, person.c.removed)
            self._rows = {row.id: row for row in self._connection.execute(query)}
        return self._rows.get(id)

    def name(self, id: int) -> str:
        return self._names.name("person", id)

    def home(self, who: int | None, body: int | None) -> int | None:
        """The organisation that a line belongs to: the one it names, or that of its person."""
        if body is not None or who is None:
            return body
        row = self._row(who)
        return None if row is None else row.body

    def told(self, who: int | None, body: int | None) -> str:
        """张三 · 第一党支部"""
        home = self.home(who, body)
        return " · ".join([*([self.name(who)] if who is not None else []),
                           *([self._names.name("body", home)] if home is not None else [])])

    def gone(self, who: int, today: date) -> bool:
        row = self._row(who)
        return row is None or row.removed is not None or row.until is not None and row.until <= today


def _of(office: Office, shape: str) -> list[Kind]:
    return [kind for kind in office.catalogue.kinds.values() if kind.shape == shape]


def _below(connection: Connection, top: int) -> set[int]:
    """An organisation and all below it."""
    tree = select(body.c.id).where(body.c.id == top).cte("under", recursive=True)
    tree = tree.union(select(body.c.id).where(body.c.parent == tree.c.id))
    return set(connection.execute(select(tree.c.id)).scalars())
