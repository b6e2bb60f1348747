"""The first tab: the board of the period, the rhythm board, last year beside this one, and what is due."""
from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ..catalogue.desk import Tab
from ..catalogue.period import Period
from ..office import Office, periods
from . import saying, settings, work
from .period_box import WHOLE, PeriodBox, ScopeBox, headed
from .pieces import button, choices, label
from .theme import px

if TYPE_CHECKING:
    from ..office.beginning import Beginning
    from ..office.board import Board, State
    from ..office.due import Due
    from ..office.rhythm import Cell, Rhythms, Row
    from .due_list import DueList

ASLEEP = "已推后"
COUNTING = "正在统计…"
SETTLES = 250
"""Milliseconds after the last change that the page is counted again."""


class HomePage(QWidget):
    """The tab 首页."""

    record_wanted = Signal(str, int)
    kind_wanted = Signal(str)
    figure_wanted = Signal(str)
    figures_wanted = Signal(str)              # the list of figures: missing, odd, the label of a chapter, or all
    place_wanted = Signal(object)             # where a finding can be mended
    add_wanted = Signal(str, object)          # kind, what already stands in it
    guide_wanted = Signal()

    def __init__(self, office: Office, tab: Tab, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(tab.label)
        self.office = office
        self.period = periods.likely(office)
        self.board: Board | None = None
        self.rhythms: Rhythms | None = None
        self._due: list[Due] = []
        self._found: list[Due] = []
        self._listed: tuple[Any, str] | None = None      # the state and pillar whose figures stand on the right
        self._stale, self.stands = True, False
        self._jobs: dict[str, work.Job] = {}
        self._wait = QTimer(self, singleShot=True, interval=SETTLES)
        self._wait.timeout.connect(self.recount)
        self._draw()

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        """The page without its numbers; the parts that show them are made when the first of them come."""
        self.left = QWidget()
        self.left.setObjectName("boards")
        column = QVBoxLayout(self.left)
        column.setContentsMargins(0, 0, px(6), 0)
        column.setSpacing(px(10))
        self.progress, self.numbers = _card("本期进度", column)
        self.rhythm_card, self.rhythm = _card("应办已办", column)
        self.year_card, self.year = _card("与上年同期", column)
        self.year_card.hide()
        column.addStretch(1)
        for inner in (self.numbers, self.rhythm):
            inner.addWidget(label(COUNTING, "soft"))
        area = QScrollArea(widgetResizable=True)
        area.setObjectName("home")
        area.setAccessibleName("本期进度与应办已办")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.left)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(area)
        self.split.addWidget(self._right())
        self.split.setStretchFactor(0, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.split)
        page = QVBoxLayout(self)
        page.setContentsMargins(px(12), px(10), px(12), px(12))
        page.setSpacing(px(8))
        page.addWidget(self._top())
        page.addWidget(self.stack, 1)

    def _top(self) -> QWidget:
        self.top = QWidget()
        self.period_box = PeriodBox(self.period)
        self.period_box.chosen.connect(self.show_period)
        self.scope_box = ScopeBox()
        self.scope_box.chosen.connect(self.recount)
        row = QHBoxLayout(self.top)
        headed(row, self.period_box, self.scope_box)
        row.addStretch(1)
        return self.top

    def _right(self) -> QWidget:
        card = QFrame()
        card.setObjectName("card")
        card.setMinimumWidth(px(300))
        self.right_title = label("待办", "heading", "右边列的是什么")
        self.right_count = label("", "soft", "项数")
        self.back = button("回到待办", self.show_due, "plain")
        self.back.hide()
        self.whole = button("在总结里看", self._whole, "plain", tip="在“总结”的数据项列表里看：上年同期、变化、怎么数、来源")
        self.whole.hide()
        self.sorts = choices("列出哪些待办")
        self.sorts.activated.connect(lambda _: self.show_due())
        self.sorts.hide()
        top = QHBoxLayout()
        top.addWidget(self.right_title)
        top.addWidget(self.right_count)
        top.addStretch(1)
        top.addWidget(self.sorts)
        top.addWidget(self.whole)
        top.addWidget(self.back)
        self.nothing = label(COUNTING, "emptyHint", wrap=True, centred=True, says="待办情况")
        self.lists = QStackedWidget()
        self.lists.addWidget(self.nothing)
        column = QVBoxLayout(card)
        column.setContentsMargins(px(14), px(10), px(4), px(6))
        column.setSpacing(px(6))
        column.addLayout(top)
        column.addWidget(self.lists, 1)
        return card

    @cached_property
    def due_list(self) -> DueList:
        """The list itself; made when there is something to put on it."""
        from .due_list import DueList
        made = DueList("待办")
        made.chosen.connect(self._go)
        made.put_off.connect(self._put_off)
        self.lists.addWidget(made)
        return made

    # ── which period ─────────────────────────────────────────────────────────────────────────────

    @property
    def scope(self) -> str | None:
        return self.scope_box.scope

    def show_period(self, period: Period) -> None:
        """Another period: the boards follow."""
        self.period = period
        self.period_box.put(period)
        self.recount()

    # ── counting ─────────────────────────────────────────────────────────────────────────────────

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.stands:
            mine = min(px(430), self.width() * 38 // 100)
            self.split.setSizes([self.width() - mine, mine])
        QTimer.singleShot(0, self, self._stood)

    def _stood(self) -> None:
        """The window is there; only now is anything counted."""
        self.stands = True
        if self._stale:
            self._stale = False
            QTimer.singleShot(60, self, self.recount)

    def refresh(self, touched: frozenset[str]) -> None:
        """Something was changed: count again, now if the page is in sight, else when it is next shown."""
        self._stale = True
        if self.isVisible():
            self._wait.start()

    def turn_day(self, before: date, today: date) -> None:
        """Another day has begun: what is due is another thing; where nobody chose another period, so may that be."""
        if self.period == periods.likely(self.office, before) != (now := periods.likely(self.office, today)):
            self.show_period(now)
        else:
            self.refresh(frozenset())

    def recount(self) -> None:
        """Ask again for everything on the page, on another thread: what is quick first."""
        self._stale = False
        period, scope, office = self.period, self.scope, self.office

        def soon() -> Any:
            from ..office import beginning, due, listing, rhythm
            first = beginning.beginnings(office)
            if first:
                return first, [], None, []
            return [], listing.scopes(office), rhythm.rhythms(office, period, scope), due.due(office, scope)

        def whole() -> Any:
            from ..office import board, due
            if self._beginning():
                return None, []
            counted = board.board(office, period, scope)
            return counted, due.found(office, counted.findings)

        self._run("soon", soon, self._soon)
        self._run("whole", whole, self._counted)

    def _beginning(self) -> bool:
        from ..office import beginning
        return bool(beginning.beginnings(self.office))

    def _run(self, name: str, task: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Work of which only the latest counts."""
        if before := self._jobs.get(name):
            before.cancel()
        self._jobs[name] = work.run(self, task, then, what=COUNTING)

    def _soon(self, told: tuple[list[Beginning], list[str], Rhythms | None, list[Due]]) -> None:
        first, scopes, rhythms, self._due = told
        self.top.setVisible(not first)
        if first:
            self._begin(first)
            return
        self.stack.setCurrentWidget(self.split)
        self.scope_box.offer(scopes)
        if rhythms is not None:
            self._show_rhythms(rhythms)
        if self._listed is None and self.board is not None:
            self.show_due()

    def _counted(self, told: tuple[Board | None, list[Due]]) -> None:
        self.board, self._found = told
        if self.board is None:
            return
        self._show_numbers(self.board)
        self._show_year(self.board)
        if self._listed is None:
            self.show_due()
        else:
            self.show_figures(*self._listed)

    # ── a new office ─────────────────────────────────────────────────────────────────────────────

    def _begin(self, first: list[Beginning]) -> None:
        """Where to begin, with what is done ticked off."""
        from .beginning import BeginningCard
        if self.stack.count() > 1 and isinstance(standing := self.stack.widget(1), BeginningCard):
            if standing.first == first:
                self.stack.setCurrentWidget(standing)
                return
            self.stack.removeWidget(standing)
            standing.deleteLater()
        card = BeginningCard(first)
        card.add_wanted.connect(lambda kind: self.add_wanted.emit(kind, {}))
        card.kind_wanted.connect(self.kind_wanted)
        card.guide_wanted.connect(self.guide_wanted)
        self.stack.insertWidget(1, card)
        self.stack.setCurrentWidget(card)

    # ── the boards ───────────────────────────────────────────────────────────────────────────────

    def _show_numbers(self, board: Board) -> None:
        from .progress import Progress
        if not isinstance(shown := _only(self.numbers), Progress):
            shown = _fill(self.numbers, Progress())
            shown.wanted.connect(self.show_figures)
        shown.show_board(board)

    def _show_rhythms(self, rhythms: Rhythms) -> None:
        from .rhythm_table import RhythmTable
        self.rhythms = rhythms
        if not rhythms.rows:
            _fill(self.rhythm, label("这个范围里没有按期应办的事。", "soft", wrap=True))
            return
        if not isinstance(shown := _only(self.rhythm), RhythmTable):
            shown = _fill(self.rhythm, RhythmTable())
            shown.cell_chosen.connect(self._cell)
            shown.kind_chosen.connect(self.kind_wanted)
        shown.show_board(rhythms)

    def _show_year(self, board: Board) -> None:
        from .charts import Charts
        drawn = [pillar for pillar in board.pillars if pillar.pairs]
        self.year_card.setVisible(bool(drawn))
        if not isinstance(shown := _only(self.year), Charts):
            shown = _fill(self.year, Charts())
            shown.figure_wanted.connect(self.figure_wanted)
        shown.show_charts(drawn, board.period.label, board.period.year_before.label)

    def _cell(self, row: Row, cell: Cell) -> None:
        """The records of a cell; where there is none, a new one that has its organisation and its time."""
        from ..office import rhythm
        begin = partial(self._add, row, cell)
        if not cell.records:
            begin()
        elif len(cell.records) == 1 and cell.held >= max(cell.owed, 1):
            self.record_wanted.emit(row.kind, cell.records[0])
        else:
            menu = QMenu(self)
            menu.setAccessibleName(f"{row.name}{row.label}{cell.called}")
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for id, told in rhythm.said(self.office, row.kind, cell.records):
                menu.addAction(told, partial(self.record_wanted.emit, row.kind, id))
            menu.addSeparator()
            menu.addAction(f"再记一次{row.label}…", begin)
            menu.popup(QCursor.pos() + QPoint(px(2), px(2)))

    def _add(self, row: Row, cell: Cell) -> None:
        from ..office import rhythm
        self.add_wanted.emit(row.kind, rhythm.beginning(self.office, row.kind, row.body, cell))

    # ── the list on the right ────────────────────────────────────────────────────────────────────

    def show_due(self) -> None:
        """What is due, the most urgent first, without what is put off; or only what the clerk wants listed."""
        from ..office import due
        from .due_list import Line
        self._listed = None
        put_off = self._sleeping()
        everything = due.ranked([*self._due, *self._found])
        awake = due.awake(everything, put_off)
        asleep = [one for one in everything if one not in awake]
        only = self._offer({WHOLE: len(awake)} | {sort.value: sum(one.sort is sort for one in awake) for sort in due.Sort}
                           | {ASLEEP: len(asleep)})
        lines = asleep if only == ASLEEP else [one for one in awake if only in (WHOLE, one.sort.value)]
        groups = [(sort.value, [Line(one.what, " · ".join(filter(None, (one.label, one.whose))),
                                     f"{put_off[one.key]} 再提醒" if only == ASLEEP else one.when,
                                     sort in (due.Sort.OVERDUE, due.Sort.WRONG) and only != ASLEEP, one)
                                for one in lines if one.sort is sort])
                  for sort in due.Sort]
        self.right_title.setText("待办")
        self.right_count.setText(f"{len(awake)} 项" if awake else "")
        self.due_list.setAccessibleName("待办")
        self.due_list.can_wait, self.due_list.asleep = True, only == ASLEEP
        self.back.hide()
        self.whole.hide()
        self.due_list.show_lines(groups)
        self.nothing.setText("没有到期的事。有时限的事项、发展党员的步骤、届满、待签的文书和校核发现，到时候会列在这里。")
        self.lists.setCurrentWidget(self.due_list if lines else self.nothing)

    def _offer(self, counts: Mapping[str, int]) -> str:
        """The sorts there are to choose from, and which is chosen."""
        standing = self.sorts.currentData()
        self.sorts.clear()
        for name, n in counts.items():
            if n:
                self.sorts.addItem(f"{name} {n}", name)
        self.sorts.setCurrentIndex(max(0, self.sorts.findData(standing)))
        self.sorts.setVisible(self.sorts.count() > 1 or self.sorts.currentData() == ASLEEP)
        return self.sorts.currentData() or WHOLE

    def show_figures(self, state: State | None, pillar: str = "") -> None:
        """The work list: figures that are to be filled in, or look odd; each with what is the matter."""
        from ..office.board import State
        from .due_list import Line
        if self.board is None:
            return
        self._listed = state, pillar
        entries = self.board.entries(state, pillar)
        title = " · ".join(filter(None, (pillar, state.value if state else "全部数据项")))
        self.right_title.setText(title)
        self.right_count.setText(f"{len(entries)} 项")
        self.due_list.setAccessibleName(title)
        self.due_list.can_wait = False
        self.back.show()
        self.whole.show()
        self.sorts.hide()
        chapters = [one.label for one in self.board.pillars] if not pillar else [pillar]
        groups = []
        for name in chapters:
            of = self.board.entries(state, name)
            groups.append((name if len(chapters) > 1 else "",
                           [Line(entry.label, entry.why or entry.state.value, entry.text, entry.state is not State.KNOWN, entry)
                            for entry in of]))
        self.due_list.show_lines(groups)
        self.nothing.setText("没有这样的数据项。")
        self.lists.setCurrentWidget(self.due_list if entries else self.nothing)

    def _whole(self) -> None:
        """The figures that stand on the right, on the list of the summary."""
        from ..office import numbers
        from ..office.board import State
        if self._listed is not None:
            state, pillar = self._listed
            self.figures_wanted.emit({State.MISSING: numbers.MISSING, State.ODD: numbers.ODD}.get(state, pillar))

    def _go(self, of: Any) -> None:
        """Where a line leads: to the record, the trace of the figure, the list of the kind, or where a finding can be mended."""
        from ..office.board import Entry
        if isinstance(of, Entry):
            self.figure_wanted.emit(of.id)
        elif of.place is not None:
            self.place_wanted.emit(of.place)
        elif of.record:
            self.record_wanted.emit(of.kind, of.record)
        elif of.kind:
            self.kind_wanted.emit(of.kind)

    # ── put off till later ───────────────────────────────────────────────────────────────────────

    def _drawer(self) -> str:
        return f"later/{hashlib.sha256(self.office.place.encode()).hexdigest()[:16]}"

    def _sleeping(self) -> dict[str, str]:
        """What is put off at this desk, and until when."""
        from ..office import due
        try:
            kept = json.loads(settings.preferred(self._drawer()) or "{}")
        except ValueError:
            return {}
        return due.still({str(key): str(until) for key, until in kept.items()}) if isinstance(kept, dict) else {}

    def _put_off(self, of: Due, until: str) -> None:
        """Not to be listed before a day; without one, to be listed at once."""
        kept = {key: day for key, day in self._sleeping().items() if key != of.key} | ({of.key: until} if until else {})
        settings.prefer(self._drawer(), json.dumps(kept, ensure_ascii=False))
        self.show_due()
        if until:
            saying.say(self, f"{until} 再提醒：{of.what[:24]}", label="撤销", act=lambda: self._put_off(of, ""))


def _card(title: str, column: QVBoxLayout) -> tuple[QFrame, QVBoxLayout]:
    """A part of the page with its title; the layout is for what it shows."""
    card = QFrame()
    card.setObjectName("card")
    around = QVBoxLayout(card)
    around.setContentsMargins(px(14), px(8), px(14), px(10))
    around.setSpacing(px(6))
    around.addWidget(label(title, "heading"))
    inner = QVBoxLayout()
    around.addLayout(inner)
    column.addWidget(card)
    return card, inner


def _only(layout: QVBoxLayout) -> QWidget | None:
    return layout.itemAt(0).widget() if layout.count() else None


def _fill(layout: QVBoxLayout, widget: Any) -> Any:
    """Put one thing in the place of another."""
    while layout.count():
        before = layout.takeAt(0).widget()
        before.hide()
        before.deleteLater()
    layout.addWidget(widget)
    return widget
