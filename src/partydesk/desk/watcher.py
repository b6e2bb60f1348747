"""The desk's eye on what others write, and on whether the server is there: a quiet look every few seconds."""
from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from ..errors import Lost
from ..office import Office
from ..office.watching import EVERY, Watch
from . import saying, work

LOST = "与服务器的连接断了，正在自动重试。正在填写的都留着，连上之后再保存。"
BACK = "已重新连上服务器，可以接着保存。"


class Watcher(QObject):
    """Looks while the office is open; what it finds is announced by the office, like the clerk's own writes."""

    def __init__(self, office: Office, window: QWidget):
        super().__init__(window)
        self._window = window
        self._watch = Watch(office)
        self._looking: work.Job | None = None
        self.lost = False
        self._timer = QTimer(self, interval=int(EVERY * 1000))
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Away from the window; one look at a time."""
        if self._looking is None:
            self._looking = work.run(self._window, self._watch.look, self._seen, self._failed, quiet=True)

    def end(self) -> None:
        self._timer.stop()
        if self._looking is not None:
            self._looking.cancel()

    def _seen(self, _touched: frozenset[str]) -> None:
        self._looking = None
        if self.lost:
            self.lost = False
            saying.say(self._window, BACK)

    def _failed(self, error: Exception) -> None:
        """A server that is gone is said once; whatever else is in the way now is looked at again in a moment."""
        self._looking = None
        if isinstance(error, Lost) and not self.lost:
            self.lost = True
            saying.say(self._window, LOST, saying.REFUSED)
