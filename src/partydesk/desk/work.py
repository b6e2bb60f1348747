"""Slow work, away from the window: one function, with a sign that something is going on."""
from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, QRunnable, Qt, QThreadPool, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ..errors import Refusal, Trouble
from . import saying
from .doing import Doing
from .theme import px

T = TypeVar("T")
QUICK = 0.3
"""Seconds that something may take before it is said what is going on."""
MOMENT = 200
"""Milliseconds that are waited without a word."""


class Job(QObject):
    """One piece of work under way; `cancel` lets its result fall."""

    _done = Signal(object)
    _failed = Signal(object)

    def __init__(self, parent: QWidget, then: Callable[[Any], None], otherwise: Callable[[Exception], None] | None,
                 sign: Doing | None, always: Callable[[], object] | None):
        super().__init__()
        self._parent, self._then, self._otherwise, self._sign, self._always = parent, then, otherwise, sign, always
        self._cancelled = False
        self._done.connect(self._finish, Qt.ConnectionType.QueuedConnection)
        self._failed.connect(self._fail, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        self._cancelled = True

    def _finish(self, result: object) -> None:
        if self._close():
            self._then(result)

    def _fail(self, error: Exception) -> None:
        if not self._close():
            return
        if self._otherwise is not None and isinstance(error, (Refusal, Trouble)):
            self._otherwise(error)
        else:
            saying.failed(self._parent, error)

    def _close(self) -> bool:
        _JOBS.discard(self)
        if self._sign is not None and isValid(self._sign):
            self._sign.end()
        wanted = not self._cancelled and isValid(self._parent)
        if wanted and self._always is not None:
            self._always()
        return wanted


_JOBS: set[Job] = set()


class _Task(QRunnable):
    def __init__(self, job: Job, task: Callable[[], Any]):
        super().__init__()
        self._job, self._task = job, task

    def run(self) -> None:
        try:
            result = self._task()
        except Exception as error:  # noqa: BLE001 (handed to the window, which says and logs it)
            self._job._failed.emit(error)
        else:
            self._job._done.emit(result)


def run(parent: QWidget, task: Callable[[], T], then: Callable[[T], None],
        otherwise: Callable[[Exception], None] | None = None, what: str = "正在处理…", *, quiet: bool = False,
        always: Callable[[], object] | None = None) -> Job:
    """Do `task` on another thread, then `then(result)` here.

    `task` may use the office, and must give back plain values. `otherwise` takes a Refusal or a Trouble; without it
    these are said on the window. Anything else is a bug and goes the way of all bugs. Nothing happens any more once
    `parent` is gone. What is `quiet` shows no sign of going on. `always` comes first, whatever it came to.
    """
    doing = getattr(parent.window(), "doing", None)
    sign = doing if isinstance(doing, Doing) and not quiet else None
    job = Job(parent, then, otherwise, sign, always)
    _JOBS.add(job)
    if sign is not None:
        sign.begin(what)
    _pool().start(_Task(job, task))
    return job


def wait(milliseconds: int = 30_000, sign: Doing | None = None) -> None:
    """Until all work is done: before the office is closed. Where that takes longer than a moment, `sign` says so."""
    pool = _pool()
    if pool.waitForDone(MOMENT):
        return
    if sign is not None:
        sign.begin("手头的事还没有做完，做完就关闭…")
    try:
        for _ in range(max(1, milliseconds // MOMENT)):
            if sign is not None:
                QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            if pool.waitForDone(MOMENT):
                return
    finally:
        if sign is not None:
            sign.end()


def _pool() -> QThreadPool:
    pool = QThreadPool.globalInstance()
    pool.setMaxThreadCount(2)
    return pool


def through(task: Callable[[], object], what: str) -> None:
    """Do `task` on another thread and wait for it: at an end, when nothing else can go on. Says `what` where it takes a while."""
    from .pieces import label
    thread = Thread(target=task, daemon=True)
    thread.start()
    thread.join(QUICK)
    if not thread.is_alive():
        return
    sign = label(what, "splash", what, centred=True)
    sign.setWindowFlags(Qt.WindowType.SplashScreen | Qt.WindowType.WindowStaysOnTopHint)
    sign.setContentsMargins(px(36), px(20), px(36), px(20))
    sign.adjustSize()
    sign.move(sign.screen().availableGeometry().center() - sign.rect().center())
    sign.show()
    while thread.is_alive():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        thread.join(0.05)
    sign.deleteLater()
