"""The summary desk: the paper of a period, all its numbers, and what the checks find; where each number comes from beside."""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..office import Office, stating
from ..office.drafts import Drafts
from . import files, going, lacking, saying, work
from .findings_view import FindingsView
from .numbers_view import NumbersView
from .paper_view import PaperView
from .period_bar import PeriodBar
from .state_box import StateBox
from .theme import px
from .tracing import TracePanel

PAPER, NUMBERS, FINDINGS = range(3)
SETTLES = 250
"""Milliseconds after the last change that the page is counted again."""
TRACED = 380


@dataclass
class _Standing:
    """Where the page was left, for when it is made anew."""

    period: Period
    scope: str | None
    paper: str | None
    view: int
    figure: str = ""
    sort: str = ""
    scroll: int = 0
    cursor: int = 0
    page: int = 0


_LEFT: WeakKeyDictionary[Office, _Standing] = WeakKeyDictionary()


class SummaryPage(QWidget):
    """The tab 总结."""

    def __init__(self, office: Office, drafts: Drafts, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName("总结")
        self.office, self._drafts = office, drafts
        self._stale, self._stale_paper = True, True
        self._jobs: dict[str, work.Job] = {}
        self._then: Callable[[], None] | None = None
        self._wait = QTimer(self, singleShot=True, interval=SETTLES)
        self._wait.timeout.connect(self.recount)
        self._draw()
        self._wire()
        self._stand()

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        self.bar = PeriodBar(self.office)
        self.side = QTabBar()
        self.side.setAccessibleName("文稿、数据项、校核")
        self.side.setDrawBase(False)
        self.side.setExpanding(False)
        self.side.setUsesScrollButtons(False)
        self.side.setElideMode(Qt.TextElideMode.ElideNone)
        for text, tip in (("文稿", "总结的目录、正文和版面"), ("数据项", "本期的全部数字"), ("校核", "各数之间对不对得上")):
            self.side.setTabToolTip(self.side.addTab(text), tip)
        self.bar.middle.addWidget(self.side)
        self.papers = PaperView(self.office, self._drafts)
        self.numbers = NumbersView(self.office)
        self.findings = FindingsView()
        self.views = QStackedWidget()
        for view in (self.papers, self.numbers, self.findings):
            self.views.addWidget(view)
        self.tracing = TracePanel(self.office)
        self.tracing.setMinimumWidth(px(300))
        self.tracing.hide()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.views)
        self.split.addWidget(self.tracing)
        self.split.setStretchFactor(0, 1)
        self.split.splitterMoved.connect(lambda *_: self._room())
        self.closing = self._closing()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(12), px(10), px(12), px(12))
        column.setSpacing(px(6))
        second = QHBoxLayout()
        second.setSpacing(px(10))
        second.addWidget(self.papers.bar)
        second.addWidget(self.closing, 1)
        column.addWidget(self.bar)
        column.addLayout(second)
        column.addWidget(self.split, 1)

    def _closing(self) -> Any:
        """The bar on which a period is closed."""
        from .closing_box import ClosingBar
        bar = ClosingBar(self.office, self)
        bar.figure_wanted.connect(self.trace)
        bar.record_wanted.connect(self._go_to)
        bar.about_to_close.connect(self.keep)
        return bar

    def _wire(self) -> None:
        self.side.currentChanged.connect(self._turn)
        self.bar.changed.connect(self._changed)
        self.bar.leaving.connect(self.keep)
        self.bar.export_wanted.connect(self.export)
        self.bar.print_wanted.connect(self.preview)
        self.bar.papers_wanted.connect(self.to_papers)
        self.papers.figure_wanted.connect(self.trace)
        self.papers.setting_wanted.connect(self._name_office)
        self.papers.date_wanted.connect(self.date_it)
        self.papers.text.stale.connect(self._wait.start)
        self.numbers.figure_wanted.connect(self.trace)
        self.findings.check_wanted.connect(self.check)
        self.findings.place_wanted.connect(self.go_to)
        self.tracing.closed.connect(self.fold_trace)
        self.tracing.record_wanted.connect(self._go_to)
        self.tracing.add_wanted.connect(self._add)
        self.tracing.figure_wanted.connect(self.trace)
        self.tracing.state_wanted.connect(self.state)
        self.tracing.unstate_wanted.connect(self.unstate)
        self.tracing.sent_wanted.connect(self.closing.show_sent)
        self.closing.elsewhere_wanted.connect(self._trace_then)

    # ── which period ─────────────────────────────────────────────────────────────────────────────

    @property
    def period(self) -> Period:
        return self.bar.period

    @property
    def scope(self) -> str | None:
        return self.bar.scope

    @property
    def paper(self) -> Paper | None:
        return self.bar.paper

    def show_period(self, period: Period) -> None:
        """Another period: the numbers and the pages follow."""
        self.bar.show_period(period)

    def _stand(self) -> None:
        """As the page was left, if it was there before; else where something was being written."""
        left = _LEFT.get(self.office)
        written = re.fullmatch(r"chapter (\S+) \S+ (\S+) (.*)", (self._drafts.newest() or ("", 0))[0])
        if left is None and written is not None:
            self.bar.stand(Period.read(written[2]), written[3] or None, written[1])
        if left is not None:
            self.bar.stand(left.period, left.scope, left.paper)
            self.side.setCurrentIndex(left.view)
            self._then = lambda: self._resume(left)
        self._changed()

    def _resume(self, left: _Standing) -> None:
        """The rest of it, once the paper is there."""
        text = self.papers.text.text
        cursor = text.textCursor()
        cursor.setPosition(min(left.cursor, text.document().characterCount() - 1))
        text.setTextCursor(cursor)
        text.verticalScrollBar().setValue(left.scroll)
        self.papers.view.seek(left.page)
        if left.figure in self.office.catalogue.figures:
            self.trace(left.figure)

    def _leave(self) -> None:
        text = self.papers.text.text
        traced = self.tracing.trace.id if self.tracing.trace is not None and not self.tracing.isHidden() else ""
        _LEFT[self.office] = _Standing(self.period, self.scope, self.paper.id if self.paper else None,
                                       self.side.currentIndex(), traced, self.numbers.sort,
                                       text.verticalScrollBar().value(), text.textCursor().position(),
                                       self.papers.view.verticalScrollBar().value())

    def _changed(self) -> None:
        self._stale = self._stale_paper = True
        self.findings.forget()
        if self.paper is not None:
            self.closing.show_period(self.paper.id, self.period, self.scope)
        if self.isVisible():
            self.recount()

    def refresh(self, touched: frozenset[str]) -> None:
        """Something was changed: count again, now if the page is in sight, else when it is next shown."""
        self._stale = self._stale_paper = True
        if self.isVisible():
            self._wait.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.bar.scopes()
            self.recount()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.papers.leave()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._room()

    def _turn(self, view: int) -> None:
        self.keep()
        self.views.setCurrentIndex(view)
        self.papers.bar.setVisible(view == PAPER)
        self._room()
        if view == PAPER and self._stale_paper and self.isVisible():
            self._recompose()
        if view == FINDINGS and not self.findings.findings and self.isVisible():
            self.check()

    # ── counting and composing ───────────────────────────────────────────────────────────────────

    def recount(self) -> None:
        """Count the numbers and set the pages again, on another thread."""
        self._stale = False
        period, scope = str(self.period), self.scope

        def count() -> Any:
            from ..office.numbers import numbers
            return numbers(self.office, period, scope)

        self._run("numbers", count, self._counted, what="正在统计…")
        self.closing.refresh()
        if self.side.currentIndex() == PAPER:
            self._recompose()
        else:
            self._stale_paper = True
        if self.tracing.isVisible() and self.tracing.figure:
            self.tracing.show_trace(self.tracing.figure, period, scope)

    def _recompose(self) -> None:
        """The words and the pages of the paper."""
        period, scope, paper = str(self.period), self.scope, self.paper
        if paper is None:
            self.papers.cannot("表单里没有按统计期印的文书。")
            return
        self._stale_paper = False

        def read() -> Any:
            from ..office.outline import read
            return read(self.office, paper.id, period, scope)

        def pages() -> Any:
            from ..office.summary import pages
            return pages(self.office, paper.id, period, scope)

        self._run("reading", read, self._read, self._cannot_show, what="正在成文…")
        self._run("pages", pages, self.papers.show_pages, self._cannot_show, what="正在排版…")

    def _run(self, name: str, task: Callable[[], Any], then: Callable[[Any], None],
             otherwise: Callable[[Exception], None] | None = None, what: str = "") -> None:
        """Work of which only the latest counts."""
        if before := self._jobs.get(name):
            before.cancel()
        self._jobs[name] = work.run(self, task, then, otherwise, what)

    def _counted(self, numbers: list[Any]) -> None:
        named = f"{self.period.label}{f'（{self.scope}）' if self.scope else ''}"
        self.numbers.show_numbers(numbers, named)
        self.papers.text.numbers = numbers
        self.bar.tell(numbers)
        missing, odd = sum(number.missing for number in numbers), sum(bool(number.odd) for number in numbers)
        self.side.setTabText(NUMBERS, f"数据项 {missing}" if missing else "数据项")
        self.side.setTabToolTip(NUMBERS, f"本期的全部数字，{missing} 项待补，{odd} 项异常")

    @property
    def _rows(self) -> Any:
        return self.numbers.numbers

    def _read(self, reading: Any) -> None:
        self.papers.show_reading(reading)
        then, self._then = self._then, None
        if then is not None:
            then()

    def _cannot_show(self, error: Exception) -> None:
        self.papers.cannot(str(error))

    # ── where a number comes from ────────────────────────────────────────────────────────────────

    def trace(self, figure: str) -> None:
        """Where a number comes from, beside what is shown."""
        self._open_trace()
        self.papers.mark(figure, seek=self.side.currentIndex() == PAPER and self.sender() is not self.papers)
        self.numbers.choose(figure)
        self.tracing.show_trace(figure, str(self.period), self.scope)

    def _trace_then(self, figure: str, period: Period) -> None:
        """The trace of a figure in another period."""
        if (ways := going.of(self)) is not None:
            ways.to_figure(figure, period, self.scope)

    def _open_trace(self) -> None:
        if self.tracing.isHidden():
            self.papers.make_room(True)
            self.tracing.show()
            wide = self.split.width()
            mine = min(px(470), max(px(TRACED), wide * 28 // 100))
            self.split.setSizes([wide - mine, mine])
        self._room()

    def fold_trace(self) -> None:
        self.tracing.hide()
        self.papers.make_room(False)
        self._room()

    def _room(self) -> None:
        taken = self.tracing.width() if not self.tracing.isHidden() else 0
        self.numbers.narrow_to(self.width() - taken)

    def figures_list(self, sort: str = "") -> None:
        """The list of figures, narrowed: missing, odd, stated, moved, or the label of a chapter."""
        self.side.setCurrentIndex(NUMBERS)
        self.numbers.narrow(sort)

    def _go_to(self, kind: str, id: int) -> None:
        if (ways := going.of(self)) is not None:
            ways.to_record(kind, id)

    def _add(self, kind: str, values: Any) -> None:
        if (ways := going.of(self)) is not None:
            ways.to_new(kind, values)

    # ── stating by hand ──────────────────────────────────────────────────────────────────────────

    def state(self, figure: str) -> None:
        """The box in which a number, or a reason, is written."""
        row = next((row for row in self.numbers.numbers if row.id == figure), None)
        counted = "" if row is None else row.counted if row.stated else "" if row.missing else row.text
        box = StateBox(self.office, figure, str(self.period), self.scope, counted,
                       row.text if row and row.stated else "", row.because if row else "", self)
        box.accepted.connect(lambda: saying.say(self, "已填报", label="撤销", act=getattr(self.window(), "undo", None)))
        box.open()

    def unstate(self, figure: str) -> None:
        stating.unstate(self.office, figure, self.period, self.scope)
        saying.say(self, "已取消填报，改用数出来的数", label="撤销", act=getattr(self.window(), "undo", None))

    # ── the paper ────────────────────────────────────────────────────────────────────────────────

    def keep(self) -> None:
        """Before something else is shown: what was written is kept as it stands."""
        self.papers.text.keep()
        self.papers.leave()
        self._leave()

    def _name_office(self, _: str) -> None:
        window: Any = self.window()
        if hasattr(window, "menu"):
            window.menu.rename()

    def date_it(self) -> None:
        """Another day under the paper."""
        paper, period, scope = self.paper, self.period, self.scope
        if paper is None:
            return
        from ..office.facts import date_it, dated
        from .date_box import DateBox
        box = DateBox(dated(self.office, paper.id, period, scope), period.end, self)
        box.chosen.connect(lambda day: date_it(self.office, paper.id, period, day, scope))
        box.open()

    # ── checks ───────────────────────────────────────────────────────────────────────────────────

    def check(self) -> None:
        """Run the checks of the period."""
        self.side.setCurrentIndex(FINDINGS)
        period, scope = self.period, self.scope

        def task() -> Any:
            from ..office.checking import check, places
            return [(finding, places(self.office, finding)) for finding in check(self.office, period, scope)]

        def failed(error: Exception) -> None:
            self.findings.failed()
            saying.failed(self, error)

        self.findings.wait()
        self._run("check", task, self.findings.show_findings, failed, what="正在校核…")

    def go_to(self, place: Any) -> None:
        """Where a finding can be mended."""
        match place.sort:
            case "records":
                self._open_trace()
                self.tracing.show_records(place.records, "涉及的记录")
            case "state":
                self.state(place.figure)
            case "figure":
                self.trace(place.figure)
            case _ if (ways := going.of(self)) is not None:
                ways.to_place(place, self.period, self.scope)

    # ── out ──────────────────────────────────────────────────────────────────────────────────────

    def export(self, suffix: str) -> None:
        """The paper as a file."""
        paper = self.paper
        if paper is None:
            return
        self.keep()
        period, scope = self.period, self.scope
        sort = files.WORD if suffix == ".docx" else files.PDF

        def name() -> str:
            from ..office.printing import called
            return called(self.office, paper.id, period, scope)

        def ask(named: str) -> None:
            if path := files.to_save(self, f"导出{paper.label}", files.documents() / f"{named}{suffix}", sort):
                self.write(paper, path)

        work.run(self, name, ask, what="正在成文…")

    def preview(self) -> None:
        """The paper in a window of its own, to be searched and printed."""
        paper = self.paper
        if paper is None:
            return
        self.keep()
        from ..office.printing import joined
        from .preview import PreviewBox
        period, scope = self.period, self.scope

        def make() -> Any:
            from ..office.summary import pages
            made = pages(self.office, paper.id, period, scope)
            return made.pdf, made.lacking

        def word(out: Path) -> Any:
            from ..office.printing import export
            return export(self.office, paper.id, period, out, scope=scope).remarks

        PreviewBox(joined(period, paper), make, self, writers={".docx": word}).open()

    def to_papers(self) -> None:
        """The paper tray, at this period."""
        if (ways := going.of(self)) is not None:
            ways.to_papers(self.period)

    def write(self, paper: Paper, path: Path) -> None:
        """Write a paper to a file or folder, and say where it is."""
        period, scope = self.period, self.scope

        def task(anyway: bool) -> Any:
            from ..office.printing import export
            return export(self.office, paper.id, period, path, scope=scope, anyway=anyway)

        def then(done: Any) -> None:
            n = len(done.files)
            told = f"已导出 {n} 份到 {path}" if n > 1 else f"已导出 {done.files[0]}"
            if done.remarks:
                told += "（" + "；".join(map(str, done.remarks)) + "）"
            there = path if path.is_dir() else path.parent
            saying.say(self, told, saying.TOLD, "打开文件夹", lambda: saying.reveal(there))

        lacking.run(self, task, then, what=f"正在导出{paper.label}…")
