"""Finding anything of an office in one box: people, organisations, pages, commands, figures, papers, records, the manual.

What has a name is kept in memory and held against what is typed (`matching`); records are found by their words, by the
names of their kinds and by dates (`sought`). All words must fit. The groups stand in the order of their best find.
"""
from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from ..errors import Refusal, Trouble
from ..records.tables import SHAPES
from . import manual, matching, sought
from .matching import Marks
from .office import Office

if TYPE_CHECKING:
    from ..catalogue.kind import Kind

PEOPLE, BODIES, PLACES, ACTS, FIGURES, PAPERS, RECORDS, MANUAL, RECENT = (
    "人员", "组织", "页面", "操作", "数据项", "文书", "记录", "手册", "最近用过、写过的")
ORDER = (PEOPLE, BODIES, PLACES, ACTS, FIGURES, PAPERS, RECORDS, MANUAL)
"""The groups; of two that fit alike, the earlier stands first."""
FEW, MANY = 6, 60
"""How many of a group are listed, at first and when more are asked for."""
RECORDS_FIRST = 12
REMEMBERED = 12


@dataclass(frozen=True)
class To:
    """Where a find leads: `what` is record, kind, new, tab, figure, paper, manual or act; `name` and `id` say which."""

    what: str
    name: str
    id: int = 0

    def __str__(self) -> str:
        return f"{self.what}/{self.name}/{self.id}"

    @classmethod
    def read(cls, text: str) -> To | None:
        what, _, rest = text.partition("/")
        name, _, id = rest.rpartition("/")
        return cls(what, name, int(id)) if what and name and id.isdecimal() else None


@dataclass(frozen=True)
class Act:
    """Something the desk can do from anywhere: its id, what it is called, other words for it, and its keys."""

    id: str
    called: str
    also: str = ""
    keys: str = ""


@dataclass(frozen=True)
class Found:
    """One line of the box: what it is called and which signs of that were meant, what it is, where, and when."""

    group: str
    called: str
    to: To
    marks: Marks = ()
    where: str = ""
    when: str = ""
    excerpt: str = ""
    excerpt_marks: Marks = ()
    related: bool = False                     # whether it can be asked what is linked to it

    @property
    def spoken(self) -> str:
        """The line as a screen reader says it."""
        return "，".join(part for part in (self.called, self.excerpt, self.where, self.when) if part)


@dataclass(frozen=True)
class Group:
    """The finds of one sort; `more` says that there are others."""

    label: str
    found: tuple[Found, ...]
    more: bool = False


@dataclass(frozen=True)
class _Entry:
    """Something with a name: the line it makes, other words it is found by, and how much it stands back."""

    line: Found
    beside: str = ""
    back: int = 0


class Finder:
    """All that can be found in one office. `acts` are what the desk can do; `used` what was opened here, newest first."""

    def __init__(self, office: Office, acts: Sequence[Act] = (), used: Iterable[str] = ()):
        self.office = office
        self._acts = tuple(acts)
        self.used: list[To] = [to for text in used if (to := To.read(text)) is not None]
        self._named: list[_Entry] | None = None
        self._titles: sought.Titles | None = None
        self._lock = threading.Lock()

    def forget(self, acts: Sequence[Act] | None = None) -> None:
        """Something was changed: names are asked for anew, and so are titles when it is next got ready."""
        self._named = None
        if acts is not None:
            self._acts = tuple(acts)

    def warm(self) -> None:
        """Get ready, on another thread, what the first letters would otherwise wait for: how everything is spelt."""
        try:
            titles = sought.Titles(self.office)
            word = matching.Word("zz")
            for entry in self._entries():
                word.fit(entry.line.called)
            for shape in sought.DATED:
                titles.spelt(shape, word)
        except (Refusal, Trouble, DBAPIError):
            return                            # the office was closed, or the disk is gone: whoever asks next is told
        self._titles = titles

    def remember(self, to: To) -> list[str]:
        """Something was opened from the box; what is to be kept for the next time."""
        self.used = [to, *(other for other in self.used if other != to)][:REMEMBERED]
        return [str(other) for other in self.used]

    # ── asking ───────────────────────────────────────────────────────────────────────────────────

    def find(self, typed: str, today: date, many: str = "") -> list[Group]:
        """What `typed` may mean, the likeliest first; of the group called `many` more than a few."""
        words = matching.words(typed)
        if not words:
            return self.recent()
        wanted = [matching.Word(word) for word in words]
        by_group: dict[str, list[tuple[tuple[int, ...], Found]]] = {}
        used = {to: place for place, to in enumerate(self.used)}
        for n, entry in enumerate(self._entries()):
            fit = matching.fits(wanted, entry.line.called, entry.beside)
            if fit is not None:
                grade, marks = fit
                rank = (grade + entry.back, used.get(entry.line.to, REMEMBERED), len(entry.line.called), n)
                by_group.setdefault(entry.line.group, []).append((rank, replace(entry.line, marks=marks)))
        groups = []
        for label, found in by_group.items():
            found.sort(key=lambda one: one[0])
            most = MANY if many == label else FEW
            groups.append((found[0][0][0], ORDER.index(label),
                           Group(label, tuple(line for _, line in found[:most]), len(found) > most)))
        if (records := self._records(words, wanted, today, MANY if many == RECORDS else RECORDS_FIRST)) is not None:
            groups.append(records)
        return [group for _, _, group in sorted(groups, key=lambda one: one[:2])]

    def recent(self) -> list[Group]:
        """What was used last: opened from here, then what was written last in this office."""
        lines = {entry.line.to: entry.line for entry in self._entries()}
        wanted = [to for to in self.used if to in lines or to.what == "record"]
        written = [To("record", kind, id) for kind, id in sought.written(self.office, REMEMBERED)]
        wanted = list(dict.fromkeys([*wanted, *written]))[:REMEMBERED]
        shown = {To("record", one.kind, one.id): self._line(one, [])
                 for one in sought.shown(self.office, [(to.name, to.id) for to in wanted
                                                       if to.what == "record" and to not in lines])}
        found = [replace(line, group=RECENT) for to in wanted if (line := lines.get(to) or shown.get(to)) is not None]
        return [Group(RECENT, tuple(found))] if found else []

    def related(self, to: To, typed: str = "", many: bool = False) -> list[Group]:
        """The records that speak of a person or an organisation, newest first; the words typed narrow them."""
        words = matching.words(typed)
        wanted = [matching.Word(word) for word in words]
        most = MANY if many else 2 * RECORDS_FIRST
        shape = self.office.catalogue.kind(to.name).shape
        found, more = sought.related(self.office, shape, to.id, words, wanted, date.today(), most)
        return [Group(RECORDS, tuple(self._line(one, wanted) for one in found), more)] if found else []

    def _records(self, words: list[str], wanted: list[matching.Word], today: date, most: int) -> tuple[int, int, Group] | None:
        if all(len(word) < 2 and word.isascii() for word in words):
            return None                       # a single letter or digit means a name, not half of all records
        found, more = sought.records(self.office, words, wanted, today, self._titles, most)
        if not found:
            return None
        lines = tuple(self._line(one, wanted) for one in found)
        best = min(matching.BESIDE if len(line.marks) == 0 else matching.INSIDE for line in lines)
        return best, ORDER.index(RECORDS), Group(RECORDS, lines, more)

    @staticmethod
    def _line(one: sought.Sought, wanted: list[matching.Word]) -> Found:
        marks = matching.marked(wanted, one.called)
        excerpt, excerpt_marks = ("", ()) if marks or not wanted else sought.excerpt(one, wanted)
        return Found(RECORDS, one.called, To("record", one.kind, one.id), marks, one.where, one.when, excerpt, excerpt_marks)

    # ── what has a name ──────────────────────────────────────────────────────────────────────────

    def _entries(self) -> list[_Entry]:
        with self._lock:
            if self._named is None:
                self._named = [*self._people(), *self._bodies(), *self._places(), *self._doings(), *self._figures(),
                               *self._papers(), *self._manual()]
            return self._named

    def _kinds(self, shape: str) -> dict[str, Kind]:
        """The kinds of a shape by every id that their records have been kept under."""
        return {id: kind for kind in self.office.catalogue.kinds.values() if kind.shape == shape for id in kind.ids}

    def _people(self) -> Iterable[_Entry]:
        return self._standing("person", PEOPLE, "body", "已转出")

    def _bodies(self) -> Iterable[_Entry]:
        return self._standing("body", BODIES, "parent", "已撤销")

    def _standing(self, shape: str, group: str, above: str, ceased: str) -> Iterable[_Entry]:
        """People or organisations, each with the organisation that it belongs to."""
        table, kinds, names = SHAPES[shape], self._kinds(shape), self.office.names
        for row in self._rows(table):
            if (kind := kinds.get(row.kind)) is not None:
                to = getattr(row, above)
                home = names.name("body", to) if to is not None else ""
                gone = row.until is not None and row.until < date.today()
                yield _Entry(Found(group, row.name, To("record", kind.id, row.id), where=_said(kind.label, home),
                                   when=ceased if gone else "", related=True), f"{kind.label} {home}", int(gone))

    def _rows(self, table: Any) -> Sequence[Any]:
        with self.office.reading() as connection:
            return connection.execute(select(table).where(table.c.removed.is_(None)).order_by(table.c.id)).all()

    def _places(self) -> Iterable[_Entry]:
        catalogue = self.office.catalogue
        for tab in catalogue.tabs.values():
            yield _Entry(Found(PLACES, tab.label, To("tab", tab.id), where="去这个页签"), f"去 打开 页签 {tab.hint}")
        for kind in self._current():
            tab_label = catalogue.tabs[kind.tab].label if kind.tab in catalogue.tabs else ""
            yield _Entry(Found(PLACES, kind.label, To("kind", kind.id), where=_said("去列表", tab_label)),
                         f"去 打开 列表 台账 {tab_label}")

    def _doings(self) -> Iterable[_Entry]:
        for act in self._acts:
            yield _Entry(Found(ACTS, act.called, To("act", act.id), when=act.keys), act.also)
        for kind in self._current():
            yield _Entry(Found(ACTS, f"新增{kind.label}", To("new", kind.id)), "记一条 添加 登记 录入", 1)

    def _current(self) -> list[Kind]:
        """The kinds of this year, in the order of their tabs."""
        catalogue, year = self.office.catalogue, date.today().year
        return [kind for tab in catalogue.tabs for kind in catalogue.by_tab[tab] if not (kind.retired and year > kind.retired)]

    def _figures(self) -> Iterable[_Entry]:
        year = date.today().year
        for figure in self.office.catalogue.figures.values():
            chapter = figure.chapter.label if figure.chapter else ""
            old = bool(figure.retired and year > figure.retired)
            yield _Entry(Found(FIGURES, figure.label, To("figure", figure.id), where=_said(chapter, figure.unit),
                               when="往年用" if old else ""), f"数据项 反查 {chapter} {figure.id}", int(old))

    def _papers(self) -> Iterable[_Entry]:
        for paper in self.office.catalogue.papers.values():
            each = "一期一份" if paper.scope == "period" else "批量文书"
            yield _Entry(Found(PAPERS, paper.label, To("paper", paper.id), where=each), f"文书 导出 打印 {each}")

    @staticmethod
    def _manual() -> Iterable[_Entry]:
        for page in manual.pages():
            yield _Entry(Found(MANUAL, page.title, To("manual", page.id), where=page.part), f"手册 怎么 如何 {page.words}")
            for section in page.sections[1:]:
                yield _Entry(Found(MANUAL, section.title, To("manual", f"{page.id}#{section.title}"), where=page.title),
                             f"手册 怎么 如何 {page.title} {section.text}", 1)


def _said(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
