"""The one window of the desk: the start page, or an office with its tabs."""
from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ..catalogue.desk import Tab
from ..catalogue.period import Period
from ..errors import PasswordWanted, Refusal, Trouble
from ..office import Damaged, Locked, Office, mishaps
from ..office.drafts import Drafts
from . import saying, settings, theme, work
from .back_and_forth import BackAndForth
from .header import Header
from .keeping import Keeping
from .locking import Locking
from .office_menu import OfficeMenu
from .opening import Opening
from .pieces import button, label
from .rounds import Rounds
from .supply import Supply
from .watcher import Watcher

if TYPE_CHECKING:
    from ..office.finding import Found
    from .find_box import FindBox
    from .manual_window import ManualWindow
    from .records_page import RecordsPage
    from .start import StartPage

HOME, PAPERS, SUMMARY, GUIDE = "home", "papers", "summary", "guide"
"""The ids of the first tab, of the paper tray, of the one on which the numbers stand, and of the guided beginning."""
SOON = 200
"""Milliseconds after an office was opened that what nobody waits for is seen to: the page stands by then."""


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
        self.setMinimumSize(640, 400)
        self.office: Office | None = None
        self._announcer: _Announcer | None = None
        self._watcher: Watcher | None = None
        self._busy: list[str] = []
        self._pages: dict[str, QWidget] = {}
        self._lists: dict[str, RecordsPage] = {}         # those of the pages that are lists of records
        self._counts: dict[str, int] = {}
        self._finding: FindBox | None = None
        self.call = ""                        # where this window can be spoken to
        self._warned = False                  # that closing would lose what was typed
        self.locking, self.opening, self.back_and_forth = Locking(self), Opening(self), BackAndForth(self)
        self._draw()
        self.keeping = Keeping(self)
        self.rounds = Rounds(self)
        self._place()
        theme.turned.connect(self.redress)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.undo)
        for keys in ("Ctrl+Y", "Ctrl+Shift+Z"):
            QShortcut(QKeySequence(keys), self, self.redo)
        QShortcut(QKeySequence("Ctrl+K"), self, self.seek)
        QShortcut(QKeySequence.StandardKey.HelpContents, self, self.help)
        if isinstance(app := QApplication.instance(), QApplication):
            app.focusChanged.connect(self._focused)

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _place(self) -> None:
        """As it was left; at first, well inside a large screen, or all of a small one."""
        if not (left := settings.left("window")).isEmpty() and self.restoreGeometry(left):
            return
        room = self.screen().availableGeometry()
        self.resize(min(1440, room.width()), min(900, room.height()))
        if 900 <= room.width() <= 1440:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def _draw(self) -> None:
        self.called = label("", "officeName", "单位名称")
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("页签")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.currentChanged.connect(self._turn)
        self.undo_button = button("撤销", self.undo, look="plain", says="撤销上一步", picture="undo")
        self.find_button = button("查找 Ctrl+K", self.seek, look="find", says="查找", picture="find",
                                  tip="查找人员、记录、数据项、文书、手册，或要做的事（Ctrl+K）")
        self.menu_button = button("办公室", look="plain")
        self.menu_button.setProperty("menu", "true")
        self.menu_button.setAccessibleName("办公室菜单")
        self.menu = OfficeMenu(self)
        self.menu_button.setMenu(self.menu)
        self.header = Header(self.called, self.tabs, {self.find_button: ("查找 Ctrl+K", "查找", ""),
                                                      self.undo_button: ("撤销", "撤销", ""), self.menu_button: ("办公室",)})
        centre = QWidget()
        self.bar = saying.MessageBar(centre)
        self.stack = QStackedWidget()
        self.stack.currentChanged.connect(lambda _: self.bar.lie_over(getattr(self.stack.currentWidget(), "spare", None)))
        self.status = QFrame()
        self.status.setObjectName("status")
        self.doing = label("", "soft", "正在进行")
        self.progress = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self.progress.setAccessibleName("进度")
        self.progress.setFixedWidth(theme.px(140))
        line = QHBoxLayout(self.status)
        line.setContentsMargins(16, 4, 16, 4)
        line.addWidget(self.doing)
        line.addWidget(self.progress)
        line.addStretch(1)
        self.status.hide()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        self.setCentralWidget(centre)
        self.header.hide()

    @cached_property
    def start(self) -> StartPage:
        """The page with the three ways to begin; made when there is no office to show."""
        from .start import StartPage
        page = StartPage()
        page.made.connect(self.opening.make)
        page.chosen.connect(self.open)
        page.sampled.connect(self.opening.sample)
        page.restored.connect(self.menu.show_backups)
        page.served.connect(self.opening.connect_server)
        page.tested.connect(self.menu.test)
        self.stack.addWidget(page)
        return page

    # ── which office ─────────────────────────────────────────────────────────────────────────────

    def open(self, place: str) -> bool:
        """Open an office; what is wrong with it is said, and what stood there stays."""
        if self.opening.rung(place):
            return False
        before = self.office
        try:
            if self.office is not None and self.office.place == place:
                self.leave()                  # first: nobody opens a file twice in one program (POSIX locks)
            self.take(Office.open(place))
        except Locked:
            return self.opening.locked(place)
        except PasswordWanted as wanted:
            self.opening.connect_server(place, str(wanted))
            return False
        except Exception as error:  # noqa: BLE001 (said or logged by sort)
            if self.office is not None and self.office is not before:      # what it holds cannot be shown
                self.leave()
            self.opening.failed(place, error)
            return False
        return True

    def take(self, office: Office) -> None:
        """Show an office."""
        self.let_go()
        self.office = office
        office.sit(self.call)
        self.back_and_forth.forget()
        self._announcer = announcer = _Announcer()
        announcer.touched.connect(self._announced, Qt.ConnectionType.QueuedConnection)
        office.listen(lambda touched: announcer.touched.emit(touched) if isValid(announcer) else None)
        self._supply, self._drafts = Supply(office), Drafts(office.place, self._undrafted, office.key)
        QTimer.singleShot(SOON, self, lambda: settings.opened(office.place))
        self.bar.hide()
        self.header.show()
        self._watcher = Watcher(office, self)
        self._tabs()
        self.named()
        self._undoable()
        self._resume()
        self.locking.rest()
        self.keeping.begin()
        self.rounds.begin(office, SOON)
        if office.behind is not None:
            saying.say(self, office.behind.says, saying.REFUSED)
        QTimer.singleShot(SOON, self, self.menu.ask_who)

    def _resume(self) -> None:
        """What was being typed when the window was closed, or the power failed, stands there again."""
        last = self._drafts.newest()
        if last is None or self.office is None:
            return
        kind, id = last
        try:
            if kind == GUIDE:
                self.guide()
                return
            tab = self.office.catalogue.kinds[kind].tab if kind in self.office.catalogue.kinds else SUMMARY
            self.page(tab)
            if (page := self._lists.get(tab)) is not None:
                page.resume(kind, id)
        except Refusal:                       # the record is gone: so is what was to be changed in it
            self._drafts.drop(kind, id)
            return
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            self._drafts.spoilt(kind, id)     # damaged, or another version's: it must not keep the office shut
            mishaps.log().error("草稿读不懂：%s/%s", kind, id, exc_info=error)
            return
        number = len(self._drafts) - (self._drafts.get(GUIDE, 0) is not None)
        more = f"（{number} 处，标着 ●）" if number > 1 else ""
        saying.say(self, f"上次没保存的填写都还在{more}，可以接着填。", saying.TOLD)

    def _undrafted(self, trouble: Trouble) -> None:
        """What is being typed cannot be kept on the disk: said on the bar, for it will be tried again with each key."""
        saying.say(self, str(trouble), saying.REFUSED)

    def leave(self) -> None:
        """Close the office and go back to the start page."""
        self.let_go()
        self.header.hide()
        self.bar.hide()
        self.start.refresh()
        self.stack.setCurrentWidget(self.start)
        self.setWindowTitle("党务工作台")

    def let_go(self) -> None:
        """Close the office that is open, with all its pages."""
        if self.office is None:
            return
        if self._watcher is not None:
            self._watcher.end()
            self._watcher = None
        self.keep()
        self.locking.forget()
        work.wait(window=self)
        self._announcer = None
        if self._finding is not None:
            self._finding.close_box()
            self._finding.deleteLater()
            self._finding = None
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._lists.clear()
        self.keeping.end()
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
        self.keep()
        for page in self._pages.values():
            self.stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._lists.clear()
        catalogue = self.office.catalogue
        tabs = {HOME: catalogue.tabs.get(HOME) or Tab(id=HOME, label="首页")}
        tabs |= {id: tab for id, tab in catalogue.tabs.items() if catalogue.by_tab[id] or id in (PAPERS, SUMMARY)}
        tabs.setdefault(PAPERS, Tab(id=PAPERS, label="文书"))
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
        QTimer.singleShot(SOON, self, self._count)     # nobody waits for the numbers beside the kinds

    def _count(self) -> None:
        """How many records each kind has, beside its name on every page that is there."""
        if self.office is None:
            return
        from ..office import listing
        self._counts = listing.counts(self.office)
        for page in self._lists.values():
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
        if of is None or (page := self._list_of(of.id)) is None:
            saying.say(self, "这条记录的种类已经不在表单里，打不开。", saying.REFUSED)
            return
        try:
            page.show_record(of.id, id)
        except Refusal as refusal:
            saying.failed(self, refusal)

    def show_kind(self, kind: str) -> None:
        """Turn to the list of a kind."""
        if (page := self._list_of(kind)) is not None:
            page.choose(kind)

    def _list_of(self, kind: str) -> RecordsPage | None:
        """Turn to the tab of a kind; the lists there."""
        assert self.office is not None
        tab = self.office.catalogue.kind(kind).tab
        self.page(tab)
        return self._lists.get(tab)

    def show_papers(self, period: Period) -> None:
        """Turn to the paper tray, at a period."""
        page: Any = self.page(PAPERS)
        page.show_period(period)

    def show_paper(self, id: str) -> None:
        """Turn to the paper tray, at a paper or at the kind that it is signed as."""
        page: Any = self.page(PAPERS)
        page.show_paper(id)

    def show_figure(self, figure: str, period: Period | None = None, scope: str | None = None) -> None:
        """Turn to the summary, and trace a figure there: of the period that stands, or of one for an organisation."""
        page = self.page(SUMMARY) if period is None else self._summary(period, scope)
        page.trace(figure)

    def _summary(self, period: Period, scope: str | None) -> Any:
        """Turn to the summary of a period."""
        page = self.page(SUMMARY)
        if (page.period, page.scope) != (period, scope):
            page.bar.stand(period, scope, page.paper.id if page.paper else None)
            page.show_period(period)
        return page

    def go_to(self, place: Any, period: Period, scope: str | None = None) -> None:
        """Where a finding of a period can be mended."""
        assert self.office is not None
        match place.sort:
            case "record":
                self.show_record(place.kind, place.records[0].id)
            case "list":
                self.show_kind(place.kind)
            case "packages":
                self.menu.exchange_packages()
            case "form":
                self.menu.vocabulary(kind=place.kind, figure=place.figure)
            case "file":
                self.opening.damaged(self.office.place, place.says, self.office.key)
            case _:
                self._summary(period, scope).go_to(place)

    def add_record(self, kind: str, values: Mapping[str, Any]) -> None:
        """Turn to the list of a kind and begin a new record there, with what is known of it already."""
        self.show_kind(kind)
        if (page := self._list_of(kind)) is not None:
            page.add()
            if page.form is not None:
                page.form.fill(values)

    def guide(self) -> None:
        """The guided beginning, over the tabs, until it is left."""
        if self.office is None:
            return
        from .guide import GuidePage
        self.keep()
        page = self._pages[GUIDE] = GuidePage(self.office, self._drafts)
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        page.begin()
        page.finished.connect(self._guided)
        page.kind_wanted.connect(self._guided_to)

    def _guided(self) -> None:
        """The guide is done with, or put off: the tabs again; it goes first, so that the turn keeps no draft of it anew."""
        if (page := self._pages.pop(GUIDE, None)) is not None:
            self.stack.removeWidget(page)
            page.deleteLater()
        self._turn(self.tabs.currentIndex())

    def _guided_to(self, kind: str) -> None:
        self._guided()
        self.show_kind(kind)
        if self.office is not None and (page := self._list_of(kind)) is not None:
            page.add()

    def _home(self, tab: Tab) -> QWidget:
        from .home_page import HomePage
        assert self.office is not None
        page = HomePage(self.office, tab)
        page.record_wanted.connect(self.show_record)
        page.kind_wanted.connect(self.show_kind)
        page.add_wanted.connect(self.add_record)
        page.figure_wanted.connect(lambda figure: self.show_figure(figure, page.period, page.scope))
        page.figures_wanted.connect(lambda sort: self._summary(page.period, page.scope).figures_list(sort))
        page.place_wanted.connect(lambda place: self.go_to(place, page.period, page.scope))
        page.guide_wanted.connect(self.guide)
        return page

    def _turn(self, at: int) -> None:
        if at < 0 or self.office is None:
            return
        tab: Tab = self.tabs.tabData(at)
        self.keep()
        if (guide := self._pages.pop(GUIDE, None)) is not None:
            self.stack.removeWidget(guide)
            guide.deleteLater()
        page = self._pages.get(tab.id)
        if page is None:
            if tab.id == SUMMARY:
                from .summary_page import SummaryPage
                page = SummaryPage(self.office, self._drafts)
            elif tab.id == PAPERS:
                from .papers_page import PapersPage
                page = PapersPage(self.office, tab)
            elif tab.id == HOME:
                page = self._home(tab)
            else:
                from .records_page import RecordsPage
                kinds = self.office.catalogue.by_tab[tab.id]
                page = self._lists[tab.id] = RecordsPage(self.office, tab, kinds, self._supply, self._drafts)
                page.count(self._counts)
            self._pages[tab.id] = page
            self.stack.addWidget(page)
        self.locking.show(page)

    def keep(self) -> None:
        """Put what is being typed among the drafts."""
        for page in self._pages.values():
            keep = getattr(page, "keep", None)
            if keep is not None:
                keep()

    # ── what a clerk does anywhere ───────────────────────────────────────────────────────────────

    def undo(self) -> None:
        """Take back the last step."""
        self.back_and_forth.undo()

    def redo(self, count: int = 1) -> None:
        """Do again what was undone last, or so many steps of it."""
        self.back_and_forth.redo(count)

    def _announced(self, touched: frozenset[str]) -> None:
        if self.office is None:
            return
        if self._finding is not None:
            self._finding.forget()
        if "form" in touched:
            tab = self.tabs.tabData(self.tabs.currentIndex())
            form = self._lists[tab.id].form if tab and tab.id in self._lists else None
            typing = (form.kind.id, form.id) if form is not None and form.dirty else None
            self._supply.forget()
            self._tabs(tab.id if tab else "")
            if typing is not None and tab.id in self._lists and typing[0] in self.office.catalogue.kinds:
                self._lists[tab.id].resume(*typing)       # another desk may have changed the forms meanwhile
        else:
            self._supply.forget()
            self._count()
            for page in self._pages.values():
                page.refresh(touched)         # type: ignore[attr-defined]  # every page can
        if {"setting", "operator"} & touched:
            self.named()
        self._undoable()

    def _undoable(self) -> None:
        assert self.office is not None
        last = self.office.undoable()
        self.undo_button.setEnabled(last is not None)
        self.undo_button.setToolTip(f"撤销：{last}（Ctrl+Z）" if last else "没有可以撤销的")

    def named(self) -> None:
        """What the office is called, and whether it can only be read."""
        assert self.office is not None
        name = Path(self.office.place).stem
        with suppress(Damaged):               # then what it is called cannot be read either
            name = self.office.setting("office") or name
        name += "（只读）" if self.office.shut else ""
        more = f"\n只读：{self.office.shut}" if self.office.shut else ""
        self.called.setToolTip(f"{name}\n{self.office.place}{more}")
        self.menu.who.setText(f"操作人员：{self.office.who}…")
        self.header.name(name)
        self.setWindowTitle(name)

    def turn_day(self, before: date, today: date) -> None:
        """Another day has begun with the window open."""
        self._supply.forget()
        for page in self._pages.values():
            if (turn := getattr(page, "turn_day", None)) is not None:
                turn(before, today)
            else:
                page.refresh(frozenset())     # type: ignore[attr-defined]  # every page can

    def redress(self) -> None:
        """The look has changed: pages are made anew, and what is open in the one before the clerk is opened again."""
        boxes = list[QDialog](self.start.findChildren(QDialog)) if "start" in self.__dict__ else []
        if "start" in self.__dict__ and not any(box.isVisible() for box in boxes):
            self.stack.removeWidget(self.start)
            self.__dict__.pop("start").deleteLater()
        if self.office is None:
            if self.isVisible():
                self.stack.setCurrentWidget(self.start)
            return
        tab = self.tabs.tabData(self.tabs.currentIndex())
        page = self._lists.get(tab.id) if tab else None
        form = page.form if page is not None else None
        standing = (page.kind.id, form.id if form else None) if page is not None and page.kind else None
        self._tabs(tab.id if tab else "")
        self.named()
        if standing is not None and (anew := self._lists.get(tab.id)) is not None:
            kind, id = standing
            anew.choose(kind) if id is None else anew.resume(kind, id)

    # ── finding, and the manual ──────────────────────────────────────────────────────────────────

    def seek(self, of: Found | None = None) -> None:
        """The box over everything; with what is linked to someone, where that is asked for."""
        if self.office is None or self.locking.covered:
            return
        if self._finding is None:
            from .find_box import FindBox
            self._finding = FindBox(self.office, self)
        self._finding.open_box(of)

    @cached_property
    def manual(self) -> ManualWindow:
        """The manual, in a window of its own; made when it is first opened."""
        from .manual_window import ManualWindow
        beside = ManualWindow()
        self.destroyed.connect(beside.deleteLater)        # it has no parent, so as not to stand on this window
        return beside

    def help(self) -> None:
        """The manual, at what has the keys."""
        self.manual.about(QApplication.focusWidget() or self)

    def open_manual(self, place: str = "") -> None:
        """The manual, at a page."""
        self.manual.go(place)

    def _focused(self, _: QWidget | None, now: QWidget | None) -> None:
        """F1 is for dialogs too."""
        if now is None or not self.isVisible():          # a window that was closed may linger
            return
        if isinstance(dialog := now.window(), QDialog) and not dialog.property("helped"):
            dialog.setProperty("helped", True)
            QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), dialog).activated.connect(self.help)

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keys, as Space does."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton | QToolButton):
            focused.click()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        if not self.stack.count():
            self.stack.setCurrentWidget(self.start)
        super().showEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.office is not None and not self._warned:
            self.keep()
            if not self._drafts.written:      # the one case in which closing would lose what was typed
                self._warned = True
                saying.box(self, "正在填写的内容记不到磁盘上，现在关闭就没有了。请清理磁盘后再关闭；确实不要的，再关闭一次。",
                           QMessageBox.Icon.Warning)
                event.ignore()
                return
        settings.leave("window", self.saveGeometry())
        if "manual" in self.__dict__:
            self.manual.close()
        self.hide()
        self.let_go()
        super().closeEvent(event)
