"""Backups that nobody has to think of: when an office is opened, every hour, and when it is closed."""
from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ..office import Office
from . import saying, work

if TYPE_CHECKING:
    from .window import Window

AUTOMATIC = True
"""Whether they are made at all; the tests of everything else do without."""
SOON, HOUR = 3_000, 3_600_000
"""Milliseconds: the first one waits until the window stands."""


class Keeping(QObject):
    """Of one window. A backup that fails is told once, and stops nothing."""

    def __init__(self, window: Window):
        super().__init__(window)
        self._window = window
        self._told = ""
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(lambda: self._back_up("启动"))
        self._hourly = QTimer(self, interval=HOUR)
        self._hourly.timeout.connect(lambda: self._back_up("每小时"))

    def begin(self) -> None:
        """An office was opened."""
        self._told = ""
        if AUTOMATIC and self._window.office is not None and not self._window.office.shut:
            self._soon.start()
            self._hourly.start()

    def stop(self) -> None:
        """No more of the one that is open; whoever says so makes a backup himself."""
        self._soon.stop()
        self._hourly.stop()

    def end(self) -> None:
        """The office is about to be closed: what changed is backed up first, with a word on the screen where that takes a while."""
        office = self._window.office
        if self._hourly.isActive() and office is not None:
            from ..office import backups
            self.stop()
            work.through(lambda: backups.before(office, backups.EXIT), "正在备份…")

    def _back_up(self, why: str) -> None:
        office = self._window.office
        if office is not None:
            work.run(self._window, lambda: _tried(office, why), self._tell, what="正在备份…")

    def _tell(self, said: str) -> None:
        if said and said != self._told:
            self._told = said
            saying.say(self._window, said, saying.TOLD, "备份与恢复…", self._window.menu.show_backups)


def _tried(office: Office, why: str) -> str:
    """Make a backup where there is something new; what the clerk ought to know of it."""
    from ..office import backups
    backups.before(office, why)
    health = backups.health(office.uid)
    if days := health.overdue(datetime.now()):
        return health.failed or f"已有 {days} 天没有备份到第二处（{health.second}）；插上 U 盘，会自动补上。"
    return health.failed
