"""Undo and redo from anywhere in the window: the last step taken back or done again, said, and turned to."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from ..errors import Refusal
from . import saying, work

if TYPE_CHECKING:
    from ..office.steps import Place, Turned
    from .window import Window

SUMMARY_TABLES = ("stated", "chapter", "issued")
"""What stands on the summary."""


class BackAndForth(QObject):
    """Of one window."""

    def __init__(self, window: Window):
        super().__init__(window)
        self._window = window
        self._passing: set[str] = set()       # steps that could not be undone and were passed over
        self._turning: work.Job | None = None

    def forget(self) -> None:
        """Another office is open."""
        self._passing.clear()

    def undo(self) -> None:
        """Take back the last step, say which, and turn to where it was."""
        self._turn("已撤销", "没有可以撤销的了", "重做", self.redo)

    def redo(self, count: int = 1) -> None:
        """Do again what was undone last."""
        self._turn("已重做", "没有可以重做的了", "撤销", self.undo, count)

    def _turn(self, done: str, nothing: str, label: str, otherwise: Callable[[], None], count: int = 0) -> None:
        if self._window.office is None or self._turning is not None or self._window.locking.covered:
            return
        from ..office import steps
        office, passing = self._window.office, frozenset(self._passing)

        def task() -> Turned | Exception | None:
            try:
                return steps.redo(office, count) if count else steps.undo(office, passing)
            except Exception as error:  # noqa: BLE001 (said or logged by sort, below)
                return error

        def then(turned: Turned | Exception | None) -> None:
            self._turning = None
            if self._window.office is not office:     # another one was opened while a long one was under way
                return
            if turned is None:
                saying.say(self._window, nothing)
                return
            if isinstance(turned, Refusal) and not count:
                saying.say(self._window, str(turned), saying.REFUSED, *self._passed())
                return
            if isinstance(turned, Exception):
                saying.failed(self._window, turned)
                return
            saying.say(self._window, f"{done} {turned.steps} 步" if turned.steps > 1 else f"{done}：{turned.says}", label=label,
                       act=otherwise)
            if turned.steps == 1:
                QTimer.singleShot(0, self, lambda: self._turn_to(turned.places))     # once the pages show what it is now

        if steps.heavy(office, count):
            self._turning = work.run(self._window, task, then, what="正在重做…" if count else "正在撤销…")
        else:
            then(task())

    def _passed(self) -> tuple[Any, ...]:
        """What can be done about a step that cannot be undone: leave it as it is, and undo the one before it."""
        assert self._window.office is not None
        last = self._window.office.last_step(self._passing)

        def act() -> None:
            if last is not None:
                self._passing.add(last)
                self.undo()

        return ("跳过这一步", act) if last is not None else ()

    def _turn_to(self, places: Iterable[Place]) -> None:
        """Show what was just undone or done again: the record, or else the list it stood on."""
        place = next(iter(places), None)
        if place is None or self._window.office is None:
            return
        shows = getattr(self._window.stack.currentWidget(), "shows", None)
        if shows is not None and place.kind and shows(place.kind):
            return                            # it is in sight as it is
        if place.live:
            self._window.going.to_record(place.kind, place.id)
        elif place.kind:
            self._window.going.to_kind(place.kind)
        elif place.table in SUMMARY_TABLES:
            self._window.tabs.page("summary")
