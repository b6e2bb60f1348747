"""What the window looks after by itself: whether it may write, the file, where it lies, the clock, the day, and the last fall.

Each is told once. Nothing of it keeps the first window waiting; the file is looked through on another thread.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ..office import Office
from . import saying, settings, work

if TYPE_CHECKING:
    from .window import Window

MINUTE = 60_000


@dataclass(frozen=True)
class _Seen:
    """What one round found; empty where all is well."""

    damage: str = ""
    clock: str = ""
    sort: str = ""
    lies: str = ""                            # what is told once of an office that lies on such a sort of place


class Rounds(QObject):
    """The rounds of one window."""

    def __init__(self, window: Window):
        super().__init__(window)
        self._window = window
        self._fallen = False                  # whether the last fall was told
        self.day = date.today()
        self._clock = QTimer(self, interval=MINUTE)
        self._clock.timeout.connect(self.look_at_the_day)
        self._clock.start()

    def begin(self, office: Office, later: int) -> None:
        """An office was opened: what cannot wait at once, the rest in a moment."""
        self.day = date.today()
        if office.shut:
            saying.say(self._window, f"只读：{office.shut}。", saying.REFUSED)
        QTimer.singleShot(later, self, lambda: self._go(office))

    def look_at_the_day(self, today: date | None = None) -> None:
        """At midnight what is due is another thing, and at the turn of the half-year the period."""
        before, self.day = self.day, today or date.today()
        if self.day != before and self._window.office is not None:
            self._window.tabs.turn_day(before, self.day)

    def _go(self, office: Office) -> None:
        if self._window.office is not office:
            return

        def task() -> _Seen:
            from ..office import clock, lying
            return _Seen(office.examine(whole=True), clock.wrong(office), *lying.warned(office))

        work.run(self._window, task, lambda seen: self._tell(office, seen), quiet=True)
        self._tell_fall()

    def _tell(self, office: Office, seen: _Seen) -> None:
        window = self._window
        if window.office is not office:
            return
        if seen.damage:
            window.opening.damaged(office.place, seen.damage, office.key)
            return
        says: list[str] = [seen.clock + "。"] if seen.clock else []
        sign = f"told/{office.uid}/{seen.sort}"
        if seen.lies and settings.preferred(sign) != "yes":
            settings.prefer(sign, "yes")
            says.append(seen.lies)
        if says:
            saying.say(window, "".join(says), saying.REFUSED)

    def _tell_fall(self) -> None:
        if self._fallen:
            return
        self._fallen = True
        from ..office import mishaps
        fallen = mishaps.crashes()
        if fallen:
            mishaps.forget(fallen)
            from .mistakes import REPORT, report
            saying.say(self._window, "上次程序是意外退出的；没保存的填写都留着。可以导出问题报告，用 U 盘交给维护人员。", saying.TOLD,
                       REPORT, lambda: report(self._window))
