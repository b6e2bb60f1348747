"""What stands between the clerk and an encrypted office: the page that asks, the lock, the conversions.

Locked by key or by rest, the office stays open behind the page, with whatever is being typed and whatever box is open:
nothing is lost by it. Another clerk's password opens the office anew, in his name.
"""
from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from ..errors import Refusal, Trouble
from ..office import Damaged, Office
from . import saying, settings, work

if TYPE_CHECKING:
    from .unlock_page import UnlockPage
    from .window import Window

MINUTES = 10
"""After which it locks by itself where nothing else is preferred."""
_LIFE = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.TouchBegin}


class Locking(QObject):
    """Of one window."""

    def __init__(self, window: Window):
        super().__init__(window)
        self._window = window
        self._place = ""
        self._hidden: list[QDialog] = []      # the boxes that were open
        self._behind: QWidget | None = None   # the page that was in sight when it was locked
        self._typing: QWidget | None = None   # where the keys were
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._rested)
        if isinstance(app := QGuiApplication.instance(), QGuiApplication):
            app.focusWindowChanged.connect(self._watch)
        self._watched: QWindow | None = None

    @property
    def covered(self) -> bool:
        """Whether the office is locked, open behind the page."""
        return self._behind is not None

    @cached_property
    def page(self) -> UnlockPage:
        """The page that asks; made when it is first needed."""
        from ..office import keys
        from .unlock_page import UnlockPage
        page = UnlockPage()
        page.tried.connect(self._try)
        page.coded.connect(lambda code: self._open(lambda: keys.unlock_by_code(self._place, code), self._window.menu.passwords))
        page.left.connect(self._window.leave)
        self._window.stack.addWidget(page)
        return page

    # ── an office that is to be opened ───────────────────────────────────────────────────────────

    def ask(self, place: str) -> None:
        """Ask for the password of the office at `place`."""
        from ..office import keys
        names = keys.names(place)             # says what is missing, before anything is shown
        self._window.let_go()
        self._place = place
        self.page.ask(place, Path(place).stem, names, settings.preferred("who"))
        self._show()

    def _try(self, name: str, password: str) -> None:
        if self.covered:
            self._uncover(name, password)
        else:
            from ..office import keys
            self._open(lambda: keys.unlock(self._place, name, password))

    def _open(self, task: Callable[[], Office], after: Callable[[], object] | None = None) -> None:
        def then(office: Office) -> None:
            self._window.take(office)
            if after is None:
                settings.prefer("who", office.who)
            else:                             # who has forgotten his password gives himself another one now
                after()
                saying.say(self._window, "已用恢复码打开。请马上给自己设一个新口令。", saying.TOLD)

        def otherwise(error: Exception) -> None:
            if isinstance(error, Damaged):    # the password was the right one
                self._window.leave()
                self._window.opening.failed(self._place, error)
            else:
                self.page.refuse(str(error))

        work.run(self.page, task, then, otherwise, what="正在打开…", always=self._tried)

    def _tried(self) -> None:
        self.page.busy(False)

    def _show(self) -> None:
        window = self._window
        window.header.hide()
        window.bar.hide()
        window.stack.setCurrentWidget(self.page)
        self.page.password.line.setFocus()

    # ── locked while it is open ──────────────────────────────────────────────────────────────────

    def lock(self) -> None:
        """Cover the office, with the boxes that are open over it."""
        from ..office import keys
        window = self._window
        if window.office is None or self.covered:
            return
        if window.office.key is None:
            saying.say(window, "这个办公室没有设口令，锁不上；可在“办公室”菜单的“口令与加密…”里设。", saying.REFUSED)
            return
        window.tabs.keep()
        self._timer.stop()
        self._behind, self._typing = window.stack.currentWidget(), window.focusWidget()
        self._hidden = [box for box in list[QDialog](window.findChildren(QDialog)) if box.isVisible()]
        for box in reversed(self._hidden):
            box.hide()
        for other in QApplication.topLevelWidgets():
            if other.isVisible() and other is not window and not other.isModal():
                other.close()                 # the manual, a list that is open
        self.page.ask(window.office.place, window.office.setting("office"), keys.holders(window.office), window.office.who,
                      covered=True)
        self._place = window.office.place
        self._show()

    def _uncover(self, name: str, password: str) -> None:
        from ..office import keys
        window = self._window
        assert window.office is not None
        office = window.office

        def then(_: None) -> None:
            if name != office.who:            # somebody else works here now
                window.leave()                # first: nobody opens a file twice in one program (POSIX locks)
                window.take(Office.open(office.place, who=name, key=office.key))
                return
            hidden, behind = self._hidden, self._behind
            self._hidden, self._behind = [], None
            window.header.show()
            if behind is not None:
                window.stack.setCurrentWidget(behind)
            if self._typing is not None and isValid(self._typing):
                self._typing.setFocus()
            for box in hidden:
                box.open()
            self.rest()

        work.run(self.page, lambda: keys.prove(office, name, password), then, lambda error: self.page.refuse(str(error)), what="正在解锁…",
                 always=self._tried)

    def show(self, page: QWidget) -> None:
        """A page that is turned to; while the office is locked it is what will stand there afterwards."""
        if self.covered:
            self._behind = page
        else:
            self._window.stack.setCurrentWidget(page)

    def forget(self) -> None:
        """The office is closed: nothing is locked any more."""
        for box in self._hidden:
            box.reject()
        self._hidden, self._behind = [], None
        self._timer.stop()

    def rest(self) -> None:
        """Begin to count anew until it locks by itself."""
        minutes = settings.preferred("lock")
        wait = int(minutes) if minutes.isdecimal() else MINUTES
        if self._window.office is None or self._window.office.key is None or not wait or self.covered:
            self._timer.stop()
        else:
            self._timer.start(wait * 60_000)
        self._watch(QGuiApplication.focusWindow())

    def _rested(self) -> None:
        if self._window.doing.busy:                 # a long export is watched, not left
            self.rest()
        else:
            self.lock()

    def _watch(self, now: QWindow | None) -> None:
        """Look at what comes to the window that has the keys, as long as there is something to lock; at nothing else."""
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = now if self._timer.isActive() else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys and mouse, in whichever window of the program, put it off."""
        if event.type() in _LIFE and self._timer.isActive():
            self._timer.start()
        return False

    # ── plain to encrypted and back ──────────────────────────────────────────────────────────────

    def create(self, place: str, called: str, name: str, password: str, then: Callable[[], object]) -> None:
        """A new encrypted office, its code shown; `then` once that is put away."""
        from ..office import keys
        window = self._window

        def task() -> tuple[str, Office]:
            code = keys.create(place, called, name, password)
            return code, keys.unlock(place, name, password)

        def opened(done: tuple[str, Office]) -> None:
            code, office = done
            window.start.setEnabled(True)
            window.take(office)
            self._coded(code, called, then)

        def otherwise(error: Exception) -> None:
            window.start.setEnabled(True)
            saying.failed(window, error)

        window.start.setEnabled(False)
        work.run(window, task, opened, otherwise, what="正在新建…")

    def convert(self, what: str, name: str, password: str) -> None:
        """`protect`, `unprotect` or `renew` the office: closed meanwhile, opened anew, the code shown."""
        from ..office import keys
        window = self._window
        assert window.office is not None
        place, key, called, who = window.office.place, window.office.key, window.office.setting("office"), window.office.who
        tab = window.tabs.current
        window.leave()
        self.page.ask(place, called, [name])
        self.page.wait("正在取消加密，请不要关闭电脑…" if what == "unprotect" else "正在加密，请不要关闭电脑…")
        self._show()

        def task() -> tuple[str, Office]:
            match what:
                case "protect":
                    code = keys.protect(place, name, password)
                case "renew":
                    assert key is not None
                    code = keys.renew(place, key, name, password)
                case _:
                    assert key is not None
                    keys.unprotect(place, key)
                    return "", Office.open(place, who=who)
            return code, keys.unlock(place, name, password)

        def opened(done: tuple[str, Office]) -> None:
            code, office = done
            self.page.ways.show()
            window.take(office)
            if tab is not None:
                window.tabs.page(tab.id)
            if not code:
                saying.say(window, "已取消加密。以前给过别人的备份和拷贝仍然是加密的。", saying.TOLD)
                return
            self._coded(code, called)

        def otherwise(error: Exception) -> None:
            window.leave()
            saying.failed(window, error)
            if isinstance(error, Refusal | Trouble) and not keys.names(place):
                window.open(place)

        work.run(self.page, task, opened, otherwise, always=self._tried)

    def _coded(self, code: str, called: str, then: Callable[[], object] | None = None) -> None:
        """Show the recovery code, once."""
        from .code_box import CodeBox
        box = CodeBox(code, called, self._window)
        box.accepted.connect(lambda: saying.say(self._window, "已加密。以后打开这个办公室要输入口令。", saying.TOLD))
        if then is not None:
            box.accepted.connect(then)
        box.open()
