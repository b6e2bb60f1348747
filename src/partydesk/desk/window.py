"""The one window of the desk: the start page, or an office with its tabs."""
from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from ..errors import PasswordWanted, Trouble
from ..office import Damaged, Locked, Office
from ..office.drafts import Drafts
from . import saying, settings, theme, work
from .back_and_forth import BackAndForth
from .doing import Doing
from .going import Going
from .header import Header
from .helping import Helping
from .keeping import Keeping
from .locking import Locking
from .office_menu import OfficeMenu
from .opening import Opening
from .pieces import button, label
from .rounds import Rounds
from .seeking import Seeking
from .tabs import SOON, Tabs
from .watcher import Watcher

if TYPE_CHECKING:
    from .start import StartPage


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
        self.call = ""                        # where this window can be spoken to
        self._warned = False                  # that closing would lose what was typed
        self.stack, self.doing = QStackedWidget(), Doing()
        self.tabs = Tabs(self.stack)
        self.locking, self.opening, self.back_and_forth = Locking(self), Opening(self), BackAndForth(self)
        self.going, self.seeking, self.helping = Going(self), Seeking(self), Helping(self)
        self._draw()
        self.tabs.turned.connect(self.locking.show)
        self.keeping = Keeping(self)
        self.rounds = Rounds(self)
        self._place()
        theme.turned.connect(self.redress)
        QShortcut(QKeySequence.StandardKey.Undo, self, self.undo)
        for keys in ("Ctrl+Y", "Ctrl+Shift+Z"):
            QShortcut(QKeySequence(keys), self, self.redo)
        QShortcut(QKeySequence("Ctrl+K"), self, self.seeking.seek)

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
        self.undo_button = button("撤销", self.undo, look="plain", says="撤销上一步", picture="undo")
        self.find_button = button("查找 Ctrl+K", self.seeking.seek, look="find", says="查找", picture="find",
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
        self.stack.currentChanged.connect(lambda _: self.bar.lie_over(getattr(self.stack.currentWidget(), "spare", None)))
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)
        column.addWidget(self.doing)
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
        self.drafts = Drafts(office.place, self._undrafted, office.key)
        QTimer.singleShot(SOON, self, lambda: settings.opened(office.place))
        self.bar.hide()
        self.header.show()
        self._watcher = Watcher(office, self)
        self.tabs.show_office(office, self.drafts)
        self.named()
        self._undoable()
        self.opening.resume(self.drafts)
        self.locking.rest()
        self.keeping.begin()
        self.rounds.begin(office, SOON)
        if office.behind is not None:
            saying.say(self, office.behind.says, saying.REFUSED)
        QTimer.singleShot(SOON, self, self.menu.ask_who)

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
        self.tabs.keep()
        self.locking.forget()
        work.wait(sign=self.doing)
        self._announcer = None
        self.seeking.end()
        self.tabs.forget()
        self.keeping.end()
        self.office.close()
        self.office = None

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
        self.seeking.forget()
        if "form" in touched:
            self.tabs.reword()
        else:
            self.tabs.refresh(touched)
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
        self.tabs.redress()
        self.named()

    # ── keys, and the end ────────────────────────────────────────────────────────────────────────

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
            self.tabs.keep()
            if not self.drafts.written:       # the one case in which closing would lose what was typed
                self._warned = True
                saying.box(self, "正在填写的内容记不到磁盘上，现在关闭就没有了。请清理磁盘后再关闭；确实不要的，再关闭一次。",
                           QMessageBox.Icon.Warning)
                event.ignore()
                return
        settings.leave("window", self.saveGeometry())
        self.helping.close()
        self.hide()
        self.let_go()
        super().closeEvent(event)
