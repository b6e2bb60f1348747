"""A long piece of work on one row: what is being done, how far it is, and the button that stops it."""
from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from . import work
from .pieces import button, label
from .theme import px

T = TypeVar("T")
Told = Callable[[int, int], None]
EVERY = 0.1
"""Seconds between two signs of how far it is."""


class UnderWay(QWidget):
    """Unseen while nothing is being done; `run` does one thing at a time, and lets the one before it fall."""

    _moved = Signal(object, int, int)

    def __init__(self) -> None:
        super().__init__()
        self._stop: Event | None = None
        self._what = ""
        self.doing = label("", "soft", "正在进行")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName("进度")
        self.halt = button("停下", self.stop, says="停下正在做的")
        self.halt.setAutoDefault(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.doing)
        row.addWidget(self.bar, 1)
        row.addWidget(self.halt)
        self._moved.connect(self._tell)
        self.hide()

    def run(self, what: str, task: Callable[[Told], T], then: Callable[[T], None], otherwise: Callable[[Exception], None]) -> None:
        """Do `task` on another thread, which tells how far it is; stopped, it ends where it next tells, with a `Stopped`."""
        from ..office.exchange import Stopped
        self.drop()
        stop = self._stop = Event()
        last = [0.0]

        def told(done: int, of: int) -> None:
            if stop.is_set():
                raise Stopped
            if (now := time.monotonic()) - last[0] > EVERY:
                last[0] = now
                self._moved.emit(stop, done, of)

        def ended(found: Any) -> None:
            if self._stop is stop:            # else something else has been begun since
                self._stop = None
                self.hide()
                (otherwise if isinstance(found, Exception) else then)(found)

        self._what = what
        self.doing.setText(f"{what}…")
        self.bar.setRange(0, 0)
        self.halt.setEnabled(True)
        self.show()
        work.run(_standing(self), lambda: _caught(task, told), ended, what=f"{what}…")

    def stop(self) -> None:
        """Asked to end: what it comes to is told as ever."""
        if self._stop is not None:
            self._stop.set()
            self.halt.setEnabled(False)
            self.doing.setText("正在停下…")

    def drop(self) -> None:
        """Asked to end, and nobody wants to hear of it."""
        if self._stop is not None:
            self._stop.set()
            self._stop = None
            self.hide()

    def _tell(self, stop: Event, done: int, of: int) -> None:
        if stop is not self._stop or stop.is_set():
            return
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        self.doing.setText(f"{self._what}：第 {done} 行／共 {of} 行" if of else f"{self._what}：已读 {done} 行" if done
                           else f"{self._what}…")


def _caught(task: Callable[[Told], Any], told: Told) -> Any:
    """What comes of it, be it an error: whatever goes wrong, the row goes back to rest."""
    try:
        return task(told)
    except Exception as error:  # noqa: BLE001 (said or logged by whoever asked)
        return error


def _standing(widget: QWidget) -> QWidget:
    """The window on which all boxes stand: it shows that something goes on, and outlasts them."""
    window = widget.window()
    while (below := window.parentWidget()) is not None:
        window = below.window()
    return window
