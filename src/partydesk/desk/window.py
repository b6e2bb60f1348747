"""The one window of the desk: the start page, or an office with its tabs."""
from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QProgressBar,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ..catalogue.desk import Tab
from ..errors import Refusal
from ..office import Office, listing
from ..office.drafts import Drafts
from . import files, saying, settings, work
from .pieces import button, label
from .records_page import RecordsPage
from .supply import Supply

if TYPE_CHECKING:
    from .start import StartPage

SUMMARY = "summary"
"""The id of the tab on which the numbers and papers stand."""


class _Announcer(QObject):
    """Carries announcements of the office, from whatever thread, to the window's own time."""

    touched = Signal(object)


class Window(QMainWindow):
    """What a clerk has before him."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("desk")
        self.setWindowTitle("党务工作台")
        self.setAccessibleName("党务工作台")
        self.setMinimumSize(960, 560)
        self.office: Office | None = None
        self._announcer: _Announcer | None = None
        self._busy: list[str] = []
        self._pages: dict[str, QWidget] = {}
        self._counts: dict[str, int] = {}
        self._draw()
        self._place()
        QShortcut(QKeySequence.StandardKey.Undo, self, self.undo)

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _place(self) -> None:
        """As it was left; at first, well inside a large screen, or all of a small one."""
        if not (left := settings.left("window")).isEmpty() and self.restoreGeometry(left):
            return
        room = self.screen().availableGeometry()
        self.resize(min(1440, room.width()), min(900, room.height()))
        if self.minimumWidth() <= room.width() <= 1440:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _draw(self) -> None:
        self.header = QFrame()
        self.header.setObjectName("header")
        self.called = label("", "officeName", "单位名称")
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("页签")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.currentChanged.connect(self._turn)
        self.undo_button = button("撤销", self.undo, look="plain", says="撤销上一步")
        self.menu_button = button("办公室", look="plain")
        self.menu_button.setProperty("menu", "true")
        self.menu_button.setAccessibleName("办公室菜单")
        self.menu_button.setMenu(self._menu())
        row = QHBoxLayout(self.header)
        row.setContentsMargins(14, 0, 12, 0)
        row.setSpacing(6)
        row.addWidget(self.called)
        row.addSpacing(10)
        row.addWidget(self.tabs, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        row.addWidget(self.undo_button)
        row.addWidget(self.menu_button)
        self.bar = saying.MessageBar()
        self.stack = QStackedWidget()
        self.status = QFrame()
        self.status.setObjectName("status")
        self.doing = label("", "soft", "正在进行")
        self.progress = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self.progress.setAccessibleName("进度")
        self.progress.setFixedWidth(140)
        line = QHBoxLayout(self.status)
        line.setContentsMargins(16, 4, 16, 4)
        line.addWidget(self.doing)
        line.addWidget(self.progress)
        line.addStretch(1)
        self.status.hide()
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        self.setCentralWidget(centre)
        self.header.hide()

    @cached_property
    def start(self) -> StartPage:
        """The page with the three ways to begin; made when there is no office to show."""
        from .start import StartPage
        page = StartPage()
        page.made.connect(self.make)
        page.chosen.connect(self.open)
        page.sampled.connect(self.sample)
        self.stack.addWidget(page)
        return page

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName("办公室")
        menu.addAction("单位名称与签订地点…", self._rename)
        menu.addSeparator()
        menu.addAction("新建办公室…", self.start_new)
        menu.addAction("打开办公室…", self.start_open)
        menu.addAction("看看示例办公室", self.sample)
        menu.addSeparator()
        menu.addAction("关闭这个办公室", self.leave)
        return menu

    # ── which office ─────────────────────────────────────────────────────────────────────────────

    def open(self, place: str) -> bool:
        """Open an office; what is wrong with it is said, and the start page stays."""
        try:
            office = Office.open(place)
        except Exception as error:  # noqa: BLE001 (said or logged by sort)
            saying.failed(self, error)
            return False
        self.take(office)
        return True

    def make(self, place: str, name: str) -> None:
        try:
            office = Office.create(place, name)
        except Exception as error:  # noqa: BLE001
            saying.failed(self, error)
            return
        self.take(office)
        saying.say(self, f"“{name}”已建好，存放在 {place}。先在“基础信息”登记人员和组织，再记活动。", saying.TOLD)

    def sample(self) -> None:
        """The invented office; made once, in the clerk's own folder."""
        place = files.documents() / "示例办公室.partydesk"

        def task() -> str:
            if not place.exists():
                from ..office.sample import make
                place.parent.mkdir(parents=True, exist_ok=True)
                make(place)
            return str(place)

        def failed(error: Exception) -> None:
            self.start.setEnabled(True)
            saying.failed(self, error)

        def then(made: str) -> None:
            self.start.setEnabled(True)
            if self.open(made):
                saying.say(self, f"这是示例办公室，单位和人员都是虚构的，可以随便改。它存放在 {made}。", saying.TOLD)

        self.start.setEnabled(False)
        work.run(self, task, then, failed, what="正在准备示例办公室，约需十秒…")

    def take(self, office: Office) -> None:
        """Show an office."""
        self._let_go()
        self.office = office
        self._announcer = announcer = _Announcer()
        announcer.touched.connect(self._announced, Qt.ConnectionType.QueuedConnection)
        office.listen(lambda touched: announcer.touched.emit(touched) if isValid(announcer) else None)
        self._supply, self._drafts = Supply(office), Drafts(office.place)
        QTimer.singleShot(60, self, lambda: settings.opened(office.place))
        self.bar.hide()
        self.header.show()
        self._tabs()
        self._named()
        self._undoable()
        self._resume()

    def _resume(self) -> None:
        """What was being typed when the window was closed, or the power failed, stands there again."""
        last = self._drafts.newest()
        if last is None or self.office is None:
            return
        kind, id = last
        tab = self.office.catalogue.kinds[kind].tab if kind in self.office.catalogue.kinds else SUMMARY
        page = self.page(tab)
        if isinstance(page, RecordsPage):
            try:
                page.resume(kind, id)
            except Refusal:                   # the record is gone: so is what was to be changed in it
                self._drafts.drop(kind, id)
                return
        saying.say(self, f"上次没保存的填写都还在（{len(self._drafts)} 处，标着 ●），可以接着填。", saying.TOLD)

    def leave(self) -> None:
        """Close the office and go back to the start page."""
        self._let_go()
        self.header.hide()
        self.bar.hide()
        self.start.refresh()
        self.stack.setCurrentWidget(self.start)
        self.setWindowTitle("党务工作台")

    def _let_go(self) -> None:
        if self.office is None:
            return
        self._keep()
        work.wait()
        self._announcer = None
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self.office.close()
        self.office = None

    def start_new(self) -> None:
        self.start._new()

    def start_open(self) -> None:
        self.start._open()

    # ── tabs ─────────────────────────────────────────────────────────────────────────────────────

    def _tabs(self, current: str = "") -> None:
        """The tabs that the catalogue declares; their pages are made when first turned to."""
        assert self.office is not None
        self._keep()
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        catalogue = self.office.catalogue
        tabs = {id: tab for id, tab in catalogue.tabs.items() if catalogue.by_tab[id] or id == SUMMARY}
        tabs.setdefault(SUMMARY, Tab(id=SUMMARY, label="总结"))
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for id, tab in tabs.items():
            at = self.tabs.addTab(tab.label)
            self.tabs.setTabData(at, tab)
            self.tabs.setTabToolTip(at, tab.hint)
            if id == current:
                self.tabs.setCurrentIndex(at)
        self.tabs.blockSignals(False)
        self.tabs.updateGeometry()            # a bar that was filled while hidden does not know its size
        self._turn(self.tabs.currentIndex())
        QTimer.singleShot(60, self._count)    # the numbers beside the kinds may come a moment later

    def _count(self) -> None:
        """How many records each kind has, beside its name on every page that is there."""
        if self.office is None:
            return
        self._counts = listing.counts(self.office)
        for page in self._pages.values():
            if isinstance(page, RecordsPage):
                page.count(self._counts)

    def page(self, id: str) -> Any:
        """Turn to a tab; its page."""
        for at in range(self.tabs.count()):
            if self.tabs.tabData(at).id == id:
                self.tabs.setCurrentIndex(at)
        return self._pages.get(id)

    def show_record(self, kind: str, id: int) -> None:
        """Turn to the tab of a kind and open a record there."""
        assert self.office is not None
        of = next((of for of in self.office.catalogue.kinds.values() if kind in of.ids), None)
        if of is None or not isinstance(page := self.page(of.tab), RecordsPage):
            saying.say(self, "这条记录的种类已经不在表单里，打不开。", saying.REFUSED)
            return
        try:
            page.show_record(of.id, id)
        except Refusal as refusal:
            saying.failed(self, refusal)

    def show_kind(self, kind: str) -> None:
        """Turn to the list of a kind."""
        assert self.office is not None
        if isinstance(page := self.page(self.office.catalogue.kind(kind).tab), RecordsPage):
            page.choose(kind)

    def _turn(self, at: int) -> None:
        if at < 0 or self.office is None:
            return
        tab: Tab = self.tabs.tabData(at)
        self._keep()
        page = self._pages.get(tab.id)
        if page is None:
            if tab.id == SUMMARY:
                from .summary_page import SummaryPage
                page = SummaryPage(self.office, self._drafts)
            else:
                page = RecordsPage(self.office, tab, self.office.catalogue.by_tab[tab.id], self._supply, self._drafts)
                page.count(self._counts)
            self._pages[tab.id] = page
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)

    def _keep(self) -> None:
        for page in self._pages.values():
            keep = getattr(page, "keep", None)
            if keep is not None:
                keep()

    # ── what a clerk does anywhere ───────────────────────────────────────────────────────────────

    def undo(self) -> None:
        """Take back the last step, and say which."""
        if self.office is None:
            return
        try:
            undone = self.office.undo()
        except Exception as error:  # noqa: BLE001
            saying.failed(self, error)
            return
        saying.say(self, f"已撤销：{undone}" if undone else "没有可以撤销的了", saying.DONE)

    def _announced(self, touched: frozenset[str]) -> None:
        if self.office is None:
            return
        if "form" in touched:
            tab = self.tabs.tabData(self.tabs.currentIndex())
            self._supply.forget()
            self._tabs(tab.id if tab else "")
        else:
            self._supply.forget()
            self._count()
            for page in self._pages.values():
                page.refresh(touched)         # type: ignore[attr-defined]  # every page can
        if "setting" in touched:
            self._named()
        self._undoable()

    def _undoable(self) -> None:
        assert self.office is not None
        last = self.office.undoable()
        self.undo_button.setEnabled(last is not None)
        self.undo_button.setToolTip(f"撤销：{last}（Ctrl+Z）" if last else "没有可以撤销的")

    def _named(self) -> None:
        assert self.office is not None
        name = self.office.setting("office") or Path(self.office.place).stem
        self.called.setToolTip(f"{name}\n{self.office.place}")
        self.called.setText(self.called.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, 220))
        self.setWindowTitle(name)

    def _rename(self) -> None:
        if self.office is not None:
            from .office_box import OfficeBox
            OfficeBox(self.office, self).open()

    # ── work under way ───────────────────────────────────────────────────────────────────────────

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return bool(self._busy)

    def begin(self, what: str) -> None:
        self._busy.append(what)
        self.doing.setText(what)
        self.status.show()

    def end(self) -> None:
        if self._busy:
            self._busy.pop()
        self.status.setVisible(bool(self._busy))
        if self._busy:
            self.doing.setText(self._busy[-1])

    def showEvent(self, event: QShowEvent) -> None:
        if not self.stack.count():
            self.stack.setCurrentWidget(self.start)
        super().showEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        settings.leave("window", self.saveGeometry())
        self._let_go()
        super().closeEvent(event)
