"""Whether something was typed that is not saved, and the draft of it: on the disk within a moment, however long the typing goes on."""
from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from ..office.drafts import Drafts

SETTLES = 400
"""Milliseconds after a key that the draft is on disk: counted from the first."""


class Unsaved(QObject):
    """Of one form. `due` is told when the draft is to be written."""

    due = Signal()

    def __init__(self, kind: str, drafts: Drafts, parent: QObject):
        super().__init__(parent)
        self._kind, self._drafts = kind, drafts
        self.dirty = False
        self._timer = QTimer(self, singleShot=True, interval=SETTLES)
        self._timer.timeout.connect(self.due)

    @property
    def waiting(self) -> bool:
        """Whether something was typed that is on no disk yet."""
        return self._timer.isActive()

    def soon(self) -> None:
        """Something was typed, or the cursor went elsewhere in what is being typed."""
        if self.dirty and not self.waiting:
            self._timer.start()

    def settled(self) -> None:
        """What was typed is saved, or given up."""
        self._timer.stop()
        self.dirty = False

    def draft(self, id: int) -> Any:
        """The draft of a record (0: of a new one); None where it has none."""
        return self._drafts.get(self._kind, id)

    def write(self, id: int, draft: Any) -> None:
        self._timer.stop()
        self._drafts.put(self._kind, id, draft)

    def drop(self, id: int) -> None:
        self._drafts.drop(self._kind, id)

    def spoilt(self, id: int) -> None:
        """A draft is damaged, or another version's: it is kept beside."""
        self._drafts.spoilt(self._kind, id)
