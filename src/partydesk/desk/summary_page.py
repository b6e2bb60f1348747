"""The summary desk: the period's numbers, the clerk's own chapters and the findings beside the true pages."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..errors import Refusal, Trouble
from ..office import Office, listing
from ..office.drafts import Drafts
from . import files, saying, work
from .pages import PageView
from .pieces import button, choices, label, line, tool
from .state_box import StateBox
from .theme import colour
from .tracing import TracePanel

FIGURE = Qt.ItemDataRole.UserRole
YEARS = 4
WHOLE = "全部"


class SummaryPage(QWidget):
    """The tab 总结."""

    def __init__(self, office: Office, drafts: Drafts, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName("总结")
        self.office, self._drafts = office, drafts
        self.period = Period.of_day(date.today())
        self._stale = True
        self._rows: list[Any] = []
        self._jobs: dict[str, work.Job] = {}
        self._chapters: dict[str, QPlainTextEdit] = {}
        self._own_of: tuple[Paper, Period, str | None] | None = None
        self._typed = QTimer(self, singleShot=True, interval=800)
        self._typed.timeout.connect(self._draft_own)
        self._wait = QTimer(self, singleShot=True, interval=250)
        self._wait.timeout.connect(self.recount)
        self._draw()
        self._filled()

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addLayout(self._top())
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        left = QFrame()
        left.setObjectName("card")
        inner = QVBoxLayout(left)
        inner.setContentsMargins(1, 1, 1, 1)
        self.side = QTabWidget()
        self.side.setObjectName("side")
        self.side.setDocumentMode(True)
        self.side.tabBar().setAccessibleName("总结的左栏")
        self.side.setAccessibleName("数据项、自写章节与校核")
        self.side.addTab(self._figures(), "数据项")
        self.side.addTab(self._own(), "自写章节")
        self.side.addTab(self._checks(), "校核")
        inner.addWidget(self.side)
        left.setMinimumWidth(300)
        self.view = PageView()
        self.view.clicked.connect(self.trace)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.view)
        self.middle.addWidget(self._cannot())
        self.middle.setMinimumWidth(300)
        self.tracing = TracePanel(self.office)
        self.tracing.setMinimumWidth(300)
        self.tracing.hide()
        self.tracing.closed.connect(self.tracing.hide)
        self.tracing.record_wanted.connect(self._go_to)
        self.tracing.figure_wanted.connect(self.trace)
        self.tracing.state_wanted.connect(self.state)
        self.tracing.unstate_wanted.connect(self.unstate)
        for widget in (left, self.middle, self.tracing):
            self.split.addWidget(widget)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([390, 850, 0])
        column.addWidget(self.split, 1)

    def _top(self) -> QHBoxLayout:
        self.period_box = choices("统计期", editable=True)
        self.period_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.period_box.setToolTip("选一个半年，或直接写：2025H1、2025Q2、2025-03、2025、2025-01-01..2025-11-30")
        self.period_box.setMinimumWidth(190)
        self.period_box.activated.connect(lambda _: self._period_typed())
        if (typed := self.period_box.lineEdit()) is not None:
            typed.setCompleter(None)          # type: ignore[arg-type]  # the stubs forget that none is allowed
            typed.returnPressed.connect(self._period_typed)
        self.scope_box = choices("统计范围")
        self.scope_box.setMinimumWidth(140)
        self.scope_box.activated.connect(lambda _: self._changed())
        self.paper_box = choices("文书")
        self.paper_box.activated.connect(lambda _: self._paper_changed())
        self.missing = label("", "soft", "待补情况")
        smaller = tool("－", "缩小", lambda: self.view.zoom(1 / 1.15), "plain")
        fit = tool("适宽", "适合宽度", lambda: self.view.zoom(0), "plain")
        larger = tool("＋", "放大", lambda: self.view.zoom(1.15), "plain")
        word = button("导出 Word", lambda: self.export(".docx"))
        pdf = button("导出 PDF", lambda: self.export(".pdf"), "primary")
        self.letters = button("批量文书")
        self.letters.setProperty("menu", "true")
        self.letters.setAccessibleName("批量文书")
        row = QHBoxLayout()
        row.setSpacing(8)
        for says, box in (("统计期", self.period_box), ("范围", self.scope_box)):
            head = label(says, "soft")
            head.setBuddy(box)
            row.addWidget(head)
            row.addWidget(box)
        row.addWidget(self.paper_box)
        row.addSpacing(4)
        row.addWidget(self.missing)
        row.addStretch(1)
        for widget in (smaller, fit, larger, self.letters, word, pdf):
            row.addWidget(widget)
        return row

    def _figures(self) -> QWidget:
        page = QWidget()
        self.sought = line("查找数据项", "查找数据项", clear=True)
        self.sought.textChanged.connect(lambda _: self._list())
        self.only = QCheckBox("只看待补")
        self.only.setAccessibleName("只看待补")
        self.only.toggled.connect(lambda _: self._list())
        self.figures = QTreeWidget()
        self.figures.setColumnCount(3)
        self.figures.setHeaderLabels(["数据项", "本期", "上年同期"])
        self.figures.setAccessibleName("数据项列表")
        for at in (1, 2):
            self.figures.headerItem().setTextAlignment(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.figures.setIndentation(10)
        self.figures.setRootIsDecorated(False)
        self.figures.setUniformRowHeights(True)
        head = self.figures.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Interactive)
        self.figures.setColumnWidth(1, 88)
        self.figures.setColumnWidth(2, 80)
        self.figures.itemClicked.connect(lambda item, _: self._figure_clicked(item))
        self.figures.itemActivated.connect(lambda item, _: self._figure_clicked(item))
        self.none = label("没有待补的数据项。", "soft", centred=True)
        self.none.hide()
        top = QHBoxLayout()
        top.addWidget(self.sought, 1)
        top.addWidget(self.only)
        column = QVBoxLayout(page)
        column.setContentsMargins(10, 10, 8, 6)
        column.addLayout(top)
        column.addWidget(self.none)
        column.addWidget(self.figures, 1)
        return page

    def _own(self) -> QWidget:
        self.own = QScrollArea(widgetResizable=True)
        self.own.setAccessibleName("自写章节")
        self.own.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return self.own

    def _checks(self) -> QWidget:
        page = QWidget()
        self.check_button = button("校核本期", self.check, tip="核对部分与整体、人次与人数、比例、节奏和异常变动")
        self.checked = label("校核会核对各数之间对不对得上，并列出每一处不符和怎么改。", "soft", wrap=True, says="校核结果")
        self.findings = QListWidget()
        self.findings.setAccessibleName("校核发现")
        self.findings.setWordWrap(True)
        self.findings.setSpacing(3)
        self.findings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.findings.itemActivated.connect(self._to_finding)
        self.findings.itemClicked.connect(self._to_finding)
        column = QVBoxLayout(page)
        column.setContentsMargins(10, 10, 8, 6)
        column.addWidget(self.check_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.checked)
        column.addWidget(self.findings, 1)
        return page

    def _cannot(self) -> QWidget:
        page = QFrame()
        page.setObjectName("card")
        self.why = label("", "emptyHint", wrap=True, centred=True, says="不能显示的原因")
        column = QVBoxLayout(page)
        column.setContentsMargins(40, 40, 40, 40)
        column.addWidget(self.why)
        return page

    def _filled(self) -> None:
        """Periods, scopes and papers to choose from."""
        now = self.period
        for year in range(now.end.year + 1, now.end.year - YEARS, -1):
            for half in (2, 1):
                period = Period.half(year, half)
                if period.start <= date.today():
                    self.period_box.addItem(period.label, str(period))
        self._scopes()
        for paper in self.office.catalogue.papers.values():
            if paper.scope == "period":
                self.paper_box.addItem(paper.label, paper.id)
        self.paper_box.setVisible(self.paper_box.count() > 1)
        others = [paper for paper in self.office.catalogue.papers.values() if paper.scope != "period"]
        menu = QMenu(self.letters)
        menu.setAccessibleName("批量文书")
        for paper in others:
            menu.addAction(f"{paper.label}：每份一个 Word，存到文件夹…", lambda paper=paper: self.batch(paper, folder=True))
            menu.addAction(f"{paper.label}：合成一个 PDF…", lambda paper=paper: self.batch(paper, folder=False))
        self.letters.setMenu(menu)
        self.letters.setVisible(bool(others))
        self.show_period(self._begin())

    def _begin(self) -> Period:
        """The half-year that is likely meant: the last one with records; in its first weeks, the one before it."""
        today = date.today()
        last = Period.of_day(listing.newest(self.office, today) or today)
        if today in last and (today - last.start).days < 45:
            return Period.half(today.year, 1) if last.start.month == 7 else Period.half(today.year - 1, 2)
        return last

    def _scopes(self) -> None:
        standing = self.scope_box.currentData()
        self.scope_box.clear()
        self.scope_box.addItem(WHOLE, None)
        for name in listing.scopes(self.office):
            self.scope_box.addItem(name, name)
        self.scope_box.setCurrentIndex(max(0, self.scope_box.findData(standing)))

    # ── which period ─────────────────────────────────────────────────────────────────────────────

    @property
    def scope(self) -> str | None:
        return self.scope_box.currentData()

    @property
    def paper(self) -> Paper | None:
        id = self.paper_box.currentData()
        return self.office.catalogue.papers.get(id) if id else None

    def show_period(self, period: Period) -> None:
        """Another period: the numbers and the pages follow."""
        self.keep()
        self.period = period
        at = self.period_box.findData(str(period))
        self.period_box.setCurrentIndex(at)
        self.period_box.setEditText(period.label)
        self._changed()

    def _period_typed(self) -> None:
        text = self.period_box.currentText().strip()
        at = self.period_box.findText(text)
        try:
            period = Period.read(self.period_box.itemData(at) if at >= 0 else text)
        except Refusal as refusal:
            if text != self.period.label:
                saying.say(self, str(refusal), saying.REFUSED)
                self.period_box.setEditText(self.period.label)
            return
        if period != self.period:
            self.show_period(period)
        else:
            self.period_box.setEditText(period.label)

    def _paper_changed(self) -> None:
        self.keep()
        self._changed()

    def _changed(self) -> None:
        self._stale = True
        self._write_own()
        self.findings.clear()
        self.checked.setText("校核会核对各数之间对不对得上，并列出每一处不符和怎么改。")
        if self.isVisible():
            self.recount()

    def refresh(self, touched: frozenset[str]) -> None:
        """Something was changed: count again, now if the page is in sight, else when it is next shown."""
        self._stale = True
        if "chapter" in touched and not any(text.hasFocus() or text.document().isModified()
                                            for text in self._chapters.values()):
            self._write_own()
        if self.isVisible():
            self._wait.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._scopes()
            self.recount()

    # ── counting and composing ───────────────────────────────────────────────────────────────────

    def recount(self) -> None:
        """Count the numbers and set the pages again, on another thread."""
        self._stale = False
        period, scope, paper = str(self.period), self.scope, self.paper

        def lines() -> Any:
            from ..office import summary
            return summary.lines(self.office, period, scope)

        self._run("lines", lines, self._counted, what="正在统计…")
        if paper is None:
            self._cannot_show(Refusal("表单里没有按统计期印的文书。"))
            return

        def pages() -> Any:
            from ..office import summary
            return summary.pages(self.office, paper.id, period, scope)

        self._run("pages", pages, self._printed, self._cannot_show, what="正在排版…")
        if self.tracing.isVisible() and self.tracing.trace is not None:
            self.tracing.show_trace(self.tracing.trace.id, period, scope)

    def _run(self, name: str, task: Callable[[], Any], then: Callable[[Any], None],
             otherwise: Callable[[Exception], None] | None = None, what: str = "") -> None:
        """Work of which only the latest counts."""
        if before := self._jobs.get(name):
            before.cancel()
        self._jobs[name] = work.run(self, task, then, otherwise, what)

    def _counted(self, rows: list[Any]) -> None:
        self._rows = rows
        missing = sum(row.missing for row in rows)
        self.missing.setText(f"{len(rows)} 项，待补 {missing} 项" if missing else f"{len(rows)} 项都有数" if rows else "")
        self.only.setText(f"只看待补（{missing}）")
        self._list()

    def _printed(self, pages: Any) -> None:
        self.middle.setCurrentIndex(0)
        self.view.show_pages(pages.pdf, pages.spots)

    def _cannot_show(self, error: Exception) -> None:
        self.middle.setCurrentIndex(1)
        self.why.setText(str(error))

    def _list(self) -> None:
        """The figures that fit what is looked for, under their chapters."""
        from ..office.spelling import spells
        wanted = self.sought.text().strip().lower()
        self.figures.clear()
        chapters: dict[str, QTreeWidgetItem] = {}
        shown = 0
        for row in self._rows:
            if self.only.isChecked() and not row.missing:
                continue
            if wanted and wanted not in f"{row.label}{row.text}{row.id}".lower() and not spells(wanted, row.label):
                continue
            if row.chapter not in chapters:
                head = chapters[row.chapter] = QTreeWidgetItem([row.chapter])
                head.setFlags(Qt.ItemFlag.ItemIsEnabled)
                head.setForeground(0, colour("accent"))
                self.figures.addTopLevelItem(head)
                head.setFirstColumnSpanned(True)
            item = QTreeWidgetItem([row.label, "待补" if row.missing else row.text, row.before])
            item.setData(0, FIGURE, row.id)
            item.setToolTip(0, f"{row.label}\n{row.because}")
            item.setToolTip(1, f"{row.text}{'（填报数）' if row.stated else ''}")
            for column in (1, 2):
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setForeground(1, colour("accent" if row.missing else "ink"))
            item.setForeground(2, colour("soft"))
            if row.stated:
                item.setText(1, f"{row.text} *")
            chapters[row.chapter].addChild(item)
            shown += 1
        self.figures.expandAll()
        self.none.setText("没有待补的数据项。" if self.only.isChecked() else "没有符合的数据项。")
        self.none.setVisible(not shown and bool(self._rows))

    def _figure_clicked(self, item: QTreeWidgetItem) -> None:
        if id := item.data(0, FIGURE):
            self.view.choose(id)
            self.trace(id)

    def trace(self, figure: str) -> None:
        """Where a number comes from, beside the pages."""
        if self.tracing.isHidden():
            self.tracing.show()
            wide = self.split.width()
            side = min(self.split.sizes()[0], max(300, wide * 30 // 100))
            mine = min(460, max(340, wide * 27 // 100))
            self.split.setSizes([side, wide - side - mine, mine])
        self.view.choose(figure, seek=False)
        self.tracing.show_trace(figure, str(self.period), self.scope)

    def _go_to(self, kind: str, id: int) -> None:
        window: Any = self.window()
        if hasattr(window, "show_record"):
            window.show_record(kind, id)

    # ── stating by hand ──────────────────────────────────────────────────────────────────────────

    def state(self, figure: str) -> None:
        row = next((row for row in self._rows if row.id == figure), None)
        shown = row.text if row else ""
        box = StateBox(self.office, figure, str(self.period), self.scope, shown,
                       row.text if row and row.stated else "", row.because if row and row.stated else "", self)
        box.accepted.connect(lambda: saying.say(self, "已填报", label="撤销", act=getattr(self.window(), "undo", None)))
        box.open()

    def unstate(self, figure: str) -> None:
        self.office.unstate(figure, self.period, self.scope)
        saying.say(self, "已取消填报，改用数出来的数", label="撤销", act=getattr(self.window(), "undo", None))

    # ── the clerk's own chapters ─────────────────────────────────────────────────────────────────

    def _write_own(self) -> None:
        """Boxes for the chapters of the paper, with what is written for the period, or the draft that was left."""
        self.keep()
        self._chapters, self._own_of = {}, None
        page = QWidget()
        page.setObjectName("sheet")
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 12, 12, 12)
        paper = self.paper
        if paper is None or not paper.chapters:
            column.addWidget(label("这种文书没有自写章节。", "soft"))
        else:
            self._own_of = paper, self.period, self.scope
            written = self.office.chapters(paper.id, self.period, self.scope)
            for chapter in paper.chapters:
                text = QPlainTextEdit(placeholderText="一段写一项")
                text.setAccessibleName(chapter.label)
                text.setAccessibleDescription(chapter.hint)
                text.setTabChangesFocus(True)
                text.setMinimumHeight(170)
                draft = self._drafts.get(self._draft_of(chapter.id), 0)
                text.setPlainText(written.get(chapter.id, "") if draft is None else draft)
                text.document().setModified(draft is not None)
                text.installEventFilter(self)
                text.textChanged.connect(self._typed.start)
                title = label(chapter.label, "subheading")
                title.setBuddy(text)
                column.addWidget(title)
                column.addWidget(label(chapter.hint, "soft", wrap=True))
                column.addWidget(text, 1)
                self._chapters[chapter.id] = text
            save = button("保存并重新排版", self.save_own, look="primary")
            column.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(0)
        self.own.setWidget(page)

    def _draft_of(self, chapter: str) -> str:
        assert self._own_of is not None
        paper, period, scope = self._own_of
        return f"chapter {paper.id} {chapter} {period} {scope or ''}"

    def _draft_own(self) -> None:
        """What is being written, on disk before it is saved."""
        for id, text in self._chapters.items():
            if text.document().isModified():
                self._drafts.put(self._draft_of(id), 0, text.toPlainText())

    def save_own(self) -> None:
        """Keep what was written, each chapter that changed as one step."""
        self._typed.stop()
        if self._own_of is None:
            return
        paper, period, scope = self._own_of
        for id, text in self._chapters.items():
            if text.document().isModified():
                self.office.write(paper.id, id, period, text.toPlainText(), scope)
                text.document().setModified(False)
                self._drafts.drop(self._draft_of(id), 0)

    def keep(self) -> None:
        """Before something else is shown: chapters are the clerk's own words and are kept as they stand."""
        if self._chapters:
            try:
                self.save_own()
            except (Refusal, Trouble) as error:
                saying.failed(self, error)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and any(watched is text for text in self._chapters.values()):
            QTimer.singleShot(0, self, self.keep)
        return super().eventFilter(watched, event)

    # ── checks ───────────────────────────────────────────────────────────────────────────────────

    def check(self) -> None:
        period, scope = self.period, self.scope

        def task() -> Any:
            from ..office.checking import check
            return check(self.office, period, scope)

        self.check_button.setEnabled(False)
        self.checked.setText("正在校核…")

        def failed(error: Exception) -> None:
            self.check_button.setEnabled(True)
            self.checked.setText("校核没有做成。")
            saying.failed(self, error)

        self._run("check", task, self._show_findings, failed, what="正在校核…")

    def _show_findings(self, found: list[Any]) -> None:
        self.check_button.setEnabled(True)
        wrong = sum(one.level == "error" for one in found)
        self.checked.setText(f"错误 {wrong} 项，提醒 {len(found) - wrong} 项；点一下看出处。" if found
                             else "都对得上，没有发现问题。")
        self.findings.clear()
        for one in sorted(found, key=lambda one: one.level):
            item = QListWidgetItem(f"【{'错误' if one.level == 'error' else '提醒'}】{one.says}\n{one.found}"
                                   + (f"\n办法：{one.mend}" if one.mend else ""))
            item.setData(FIGURE, one)
            item.setForeground(colour("accent" if one.level == "error" else "ink"))
            self.findings.addItem(item)

    def _to_finding(self, item: QListWidgetItem) -> None:
        one = item.data(FIGURE)
        window: Any = self.window()
        if one.figures:
            self.view.choose(one.figures[0])
            self.trace(one.figures[0])
        elif one.kind and hasattr(window, "show_kind"):
            window.show_kind(one.kind)

    # ── out ──────────────────────────────────────────────────────────────────────────────────────

    def export(self, suffix: str) -> None:
        """The paper as a file."""
        paper = self.paper
        if paper is None:
            return
        self.keep()
        name = f"{self.period.label}{paper.label}{f'（{self.scope}）' if self.scope else ''}{suffix}"
        sort = files.WORD if suffix == ".docx" else files.PDF
        if path := files.to_save(self, f"导出{paper.label}", files.documents() / name, sort):
            self.write(paper, path)

    def batch(self, paper: Paper, *, folder: bool) -> None:
        """Every copy of a paper that is made for people or records."""
        name = f"{paper.label}-{self.period}"
        if folder:
            chosen = files.folder(self, f"{paper.label}存到哪个文件夹")
            target = chosen / name if chosen else None
        else:
            target = files.to_save(self, f"导出{paper.label}", files.documents() / f"{name}.pdf", files.PDF)
        if target is not None:
            self.write(paper, target)

    def write(self, paper: Paper, path: Path) -> None:
        """Write a paper to a file or folder, and say where it is."""
        period, scope = self.period, self.scope

        def task() -> Any:
            from ..office.printing import export
            return export(self.office, paper.id, period, path, scope=scope)

        def then(done: Any) -> None:
            n = len(done.files)
            told = f"已导出 {n} 份到 {path}" if n > 1 else f"已导出 {done.files[0]}"
            if done.remarks:
                told += "（" + "；".join(map(str, done.remarks)) + "）"
            there = path if path.is_dir() else path.parent
            saying.say(self, told, saying.TOLD, "打开文件夹", lambda: saying.reveal(there))

        work.run(self, task, then, what=f"正在导出{paper.label}…")
