"""The paper tray: all papers of the office, whom each is made for and how far it is, its true pages, and many at once."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ..catalogue.desk import Tab
from ..catalogue.period import Period
from ..office import Office, periods, signing
from ..office.tray import Entry, Row, Tray, called, entries, offered
from . import files, going, saying, work
from .batch_bar import BatchBar
from .page_tools import PageTools
from .pages import PageView
from .papers_list import PapersList
from .period_box import PeriodBox
from .pieces import label, shortcut
from .theme import px
from .tray_pane import TrayPane

if TYPE_CHECKING:
    from ..office.printing import Told

SETTLES = 200
"""Milliseconds that a row is marked before its pages are set."""
_LEFT: WeakKeyDictionary[Office, tuple[str, Period]] = WeakKeyDictionary()
"""Where the page of an office was left: at which paper, in which period."""
SORTS = {".pdf": files.PDF, ".docx": files.WORD}


class PapersPage(QWidget):
    """The tab 文书."""

    def __init__(self, office: Office, tab: Tab, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("page")
        self.setAccessibleName(tab.label)
        self.office = office
        self._entries: dict[str, Entry] = {}
        self._jobs: dict[str, work.Job] = {}
        self._stale = True
        self._dragged = False                 # from then on the widths are the clerk's
        paper, self.period = _LEFT.get(office) or ("", periods.likely(office))
        self._wait = QTimer(self, singleShot=True, interval=SETTLES)
        self._wait.timeout.connect(self._preview)
        self._draw()
        self._wire()
        self._fill(paper)

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _draw(self) -> None:
        self.papers = PapersList()
        self.period_box = PeriodBox(self.period)
        self.pane = TrayPane()
        self.bar = BatchBar()
        self.view = PageView()
        self.view.name("文书各页")
        self.tools = PageTools(self.view, small=True)
        self.nothing = label("", "emptyHint", "版面", wrap=True, centred=True)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.nothing)
        self.pages.addWidget(self._shown_pages())
        head = QHBoxLayout()
        head.setSpacing(px(10))
        says = label("统计期", "soft")
        says.setBuddy(self.period_box)
        self.title, self.each = label("", "heading", "文书"), label("", "soft", "怎么印")
        head.addWidget(says)
        head.addWidget(self.period_box)
        head.addSpacing(px(8))
        head.addWidget(self.title)
        head.addWidget(self.each)
        head.addStretch(1)
        middle = QFrame()
        middle.setObjectName("card")
        column = QVBoxLayout(middle)
        column.setContentsMargins(px(12), px(10), px(12), px(10))
        column.setSpacing(px(8))
        column.addWidget(self.pane, 1)
        column.addWidget(self.bar)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        for place, part in enumerate((self.papers, middle, self.pages)):
            self.split.addWidget(part)
            self.split.setStretchFactor(place, int(part is self.pages))
        self.papers.setMinimumWidth(px(140))
        self.pages.setMinimumWidth(px(200))
        self.split.splitterMoved.connect(lambda *_: setattr(self, "_dragged", True))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(px(12), px(8), px(12), px(12))
        whole.setSpacing(px(8))
        whole.addLayout(head)
        whole.addWidget(self.split, 1)
        shortcut("Ctrl+F", self, self.papers.finder.setFocus, seen=True)
        shortcut("Ctrl+P", self, self.print, seen=True)

    @property
    def spare(self) -> QWidget:
        """Where a message may lie: at the foot of the pages, and not on the buttons that it speaks of."""
        return self.pages

    def _shown_pages(self) -> QWidget:
        """The pages below their tools."""
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self.tools)
        column.addWidget(self.view, 1)
        return shown

    def _wire(self) -> None:
        self.papers.chosen.connect(self.show_paper)
        self.period_box.chosen.connect(self.show_period)
        self.pane.marked.connect(lambda _: self._wait.start())
        self.pane.issue_wanted.connect(self.issue)
        self.pane.mark_wanted.connect(self.mark)
        self.pane.record_wanted.connect(self._open)
        self.pane.files_dropped.connect(self.attach)
        self.bar.print_wanted.connect(self.print)
        self.bar.look_wanted.connect(self.look)
        self.bar.file_wanted.connect(self.export)
        self.bar.each_wanted.connect(self.export_each)
        self.bar.duplex_turned.connect(self._wait.start)

    def _fill(self, paper: str) -> None:
        """The papers that there are, standing at one of them, or else at the first."""
        found = entries(self.office)
        self._entries = {entry.id: entry for entry in found}
        self.papers.put(found, {entry.group: called(self.office, entry.group) for entry in found})
        if found and not self.papers.choose(paper):
            self.papers.choose(found[0].id)

    def keep(self) -> None:
        """Before something else is shown: where the page stands, for when it is made anew."""
        _LEFT[self.office] = self.papers.current, self.period

    # ── which paper ──────────────────────────────────────────────────────────────────────────────

    @property
    def entry(self) -> Entry | None:
        return self._entries.get(self.papers.current)

    def shows(self, kind: str) -> bool:
        """Whether what was done to records of a kind is to be seen here: in the register of the paper in sight."""
        entry = self.entry
        return entry is not None and entry.kind is not None and kind in entry.kind.ids

    def show_paper(self, id: str) -> None:
        """Turn to a paper, by its id or that of the kind that it is signed as."""
        wanted = next((entry.id for entry in self._entries.values() if id == entry.id), None) or next(
            (entry.id for entry in self._entries.values() if entry.kind is not None and entry.kind.id == id), "")
        if wanted and wanted != self.papers.current:
            self.papers.choose(wanted)        # which comes back here
            return
        self.pane.forget()
        self._ask()

    def show_period(self, period: Period) -> None:
        self.period = period
        self.period_box.put(period)
        self._ask()

    def refresh(self, touched: frozenset[str]) -> None:
        """Something was changed: whom papers are for is asked again, now or when the page is next in sight."""
        if self.isVisible():
            self._ask()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._dragged:                 # in large type the pages give way, for they can be small and still be seen
            wide = self.width()
            side, middle = min(px(225), wide * 18 // 100), min(px(540), wide * 45 // 100)
            self.split.setSizes([side, middle, wide - side - middle])

    def _ask(self) -> None:
        """Whom the paper can be made for."""
        entry, period = self.entry, self.period
        self._stale = not self.isVisible()
        if entry is None or self._stale:
            return
        self.title.setText(entry.label)
        self.each.setText(entry.each)
        self.title.setToolTip(entry.hint)
        self._run("tray", lambda: offered(self.office, entry, period), self._shown, what="正在查找…")

    def _shown(self, tray: Tray) -> None:
        if self.entry is not None and tray.entry.id == self.entry.id:
            self.pane.show_tray(tray)
            self.bar.setVisible(tray.entry.paper is not None)
            self._wait.start()

    def _run(self, name: str, task: Callable[[], Any], then: Callable[[Any], None],
             otherwise: Callable[[Exception], None] | None = None, what: str = "") -> None:
        """Work of which only the latest counts."""
        if before := self._jobs.get(name):
            before.cancel()
        self._jobs[name] = work.run(self, task, then, otherwise, what)

    # ── pages ────────────────────────────────────────────────────────────────────────────────────

    def _preview(self) -> None:
        """The pages of the row that is marked."""
        row, tray = self.pane.current, self.pane.tray
        if tray is None:
            return
        if tray.entry.paper is None:
            self._say("这种文书只登记，没有版式可印。")
        elif row is None:
            self._say("选中一份，在这里看它的版面。" if tray.rows else f"{tray.period.label}没有可印的。")
        elif not row.printable:
            self._say(f"{row.name}还没有发。先补发，再在这里看版面。")
        else:
            self._set(tray, [row])

    def look(self) -> None:
        """The pages of all that is ticked."""
        if (tray := self.pane.tray) is not None:
            self._set(tray, self.pane.chosen)

    def _set(self, tray: Tray, rows: list[Row]) -> None:
        duplex = self.bar.duplex

        def task() -> Any:
            from ..office import batch
            made = batch.copies(self.office, tray, rows)
            return batch.pages(self.office, made, duplex=duplex), batch.left_out(rows, made)

        self._run("pages", task, self._pages, lambda error: self._say(str(error)), what="正在排版…")

    def _pages(self, found: Any) -> None:
        made, left = found
        self.view.show_pages(made.pdf, ())
        self.pages.setCurrentIndex(1)
        self._lacking(made, left)

    def _lacking(self, made: Any, left: Sequence[str]) -> None:
        """Who has no copy, and what would be blank on the pages, is said: nobody finds it on fifty letters."""
        if said := (*left, *made.lacking):
            saying.say(self, "；".join(said), saying.REFUSED)

    def _say(self, words: str) -> None:
        if before := self._jobs.pop("pages", None):
            before.cancel()
        self.nothing.setText(words)
        self.pages.setCurrentIndex(0)

    # ── out ──────────────────────────────────────────────────────────────────────────────────────

    def _ready(self) -> tuple[Tray, list[Row]] | None:
        """What is ticked; where nothing is, that is said."""
        tray, rows = self.pane.tray, self.pane.chosen
        if tray is None:
            return None
        if not rows:
            saying.say(self, "还没有勾选要印的。", saying.REFUSED, "全选", self.pane.tick_all)
            return None
        return tray, rows

    def print(self) -> None:
        """What is ticked, onto paper in one run."""
        if (ready := self._ready()) is None:
            return
        tray, rows = ready
        duplex, title = self.bar.duplex, tray.entry.label

        def task(told: Told, _anyway: bool) -> Any:
            from ..office import batch
            composed, set_ = batch.halves(told)
            made = batch.copies(self.office, tray, rows, composed)
            return batch.pages(self.office, made, duplex=duplex, told=set_), batch.left_out(rows, made)

        def then(found: Any) -> None:
            from .printing import ask
            made, left = found
            self._lacking(made, left)
            ask(self, made.pdf, title, leaves=duplex)

        self.bar.run(f"正在成文：{title}…", task, then)

    def export(self, ending: str) -> None:
        """What is ticked, as one file."""
        if (ready := self._ready()) is not None:
            from ..office import batch
            path = files.to_save(self, f"导出{ready[0].entry.label}", files.documents() / f"{batch.named(ready[0])}{ending}", SORTS[ending])
            if path is not None:
                self._write(*ready, path, "")

    def export_each(self, each: str) -> None:
        """What is ticked, a file each, in a folder of its own."""
        if (ready := self._ready()) is not None:
            from ..office import batch
            folder = files.folder(self, f"{ready[0].entry.label}存到哪个文件夹")
            if folder is not None:
                self._write(*ready, folder / batch.named(ready[0]), each)

    def _write(self, tray: Tray, rows: list[Row], path: Path, each: str) -> None:
        duplex = self.bar.duplex

        def task(told: Told, anyway: bool) -> Any:
            from ..office import batch
            composed, written = batch.halves(told)
            made = batch.copies(self.office, tray, rows, composed)
            return batch.put(self.office, made, path, each=each, duplex=duplex, anyway=anyway, told=written), batch.left_out(rows, made)

        def then(found: Any) -> None:
            done, left = found
            said = f"已导出 {len(done.files)} 份和一份目录到 {path}" if each else f"已导出 {path}"
            more = (*left, *done.remarks)
            saying.say(self, said + (f"（{'；'.join(more)}）" if more else ""), saying.TOLD, "打开文件夹",
                       lambda: saying.reveal(path if each else path.parent))

        self.bar.run(f"正在成文：{tray.entry.label}…", task, then)

    # ── the register ─────────────────────────────────────────────────────────────────────────────

    def issue(self, people: list[int]) -> None:
        """Make the papers of those who have none yet."""
        tray = self.pane.tray
        if tray is None or tray.entry.kind is None:
            return
        from .issue_box import IssueBox
        box = IssueBox(self.office, tray.entry.kind, people, signing.day_in(self.period, date.today()), self)
        box.issued.connect(self._issued)
        box.open()

    def _issued(self, ids: tuple[int, ...]) -> None:
        self.pane.tick_next(ids)
        saying.say(self, f"已补发 {len(ids)} 份，都勾选好了，可以打印", label="撤销", act=getattr(self.window(), "undo", None))

    def mark(self, status: str) -> None:
        """Say how far what is ticked is."""
        tray = self.pane.tray
        ids = [row.key for row in self.pane.chosen if row.signer is not None and row.signer.record]
        if tray is None or tray.entry.kind is None:
            return
        if not ids:
            saying.say(self, "还没有勾选，或勾选的都还没有发。", saying.REFUSED)
            return
        from .issue_box import MarkBox
        MarkBox(self.office, tray.entry.kind, ids, status, signing.day_in(self.period, date.today()), self).open()

    def attach(self, row: Row, paths: list[Path]) -> None:
        """Files that were let fall on a row, to its record."""
        if not row.kind or row.key <= 0:
            return

        def task() -> int:
            from ..office import attachments
            taken = [attachments.taken(self.office, path.name, path) for path in paths]
            attachments.attach_taken(self.office, row.kind, row.key, taken)
            return len(taken)

        work.run(self, task, lambda n: saying.say(self, f"已给{row.name}附上 {n} 个文件", label="撤销",
                                                  act=getattr(self.window(), "undo", None)), what="正在收进附件…")

    def _open(self, row: Row) -> None:
        """The record of a row, where its scans are kept."""
        if row.kind and row.key > 0 and (ways := going.of(self)) is not None:
            ways.to_record(row.kind, row.key)
