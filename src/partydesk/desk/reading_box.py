"""Rows on their way in or being looked at: how far it is, and a way to stop it; not seen where it takes no time."""
from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from . import saying
from .pieces import label, sized
from .theme import px
from .under_way import Told, UnderWay

T = TypeVar("T")
SEEN_AFTER = 400
"""Milliseconds that are not worth a box."""


class ReadingBox(QDialog):
    """Stands over the window until what it watches has ended; closed, that is stopped and nothing of it stays."""

    def __init__(self, what: str, name: str, parent: QWidget):
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(what)
        self.setAccessibleName(what)
        self.setModal(True)
        self.under_way = UnderWay()
        column = QVBoxLayout(self)
        column.setContentsMargins(px(20), px(16), px(20), px(16))
        column.setSpacing(px(10))
        column.addWidget(label(name, "heading", wrap=True))
        column.addWidget(label("可以随时停下，停下后什么都不会留下。", "soft", wrap=True))
        column.addWidget(self.under_way)
        sized(self, 460, 100)
        self.finished.connect(lambda _: self.under_way.drop())


def run(parent: QWidget, what: str, name: str, task: Callable[[Told], T], then: Callable[[T], None]) -> None:
    """Do `task` and then `then`, watched by a box if it takes long; what goes wrong is said on the window."""
    from ..office.exchange import Stopped
    box = ReadingBox(what, name, parent)
    wait = QTimer(box, singleShot=True, interval=SEEN_AFTER)
    wait.timeout.connect(box.open)

    def ended(result: T) -> None:
        wait.stop()
        box.accept()
        box.close()
        then(result)

    def failed(error: Exception) -> None:
        wait.stop()
        box.accept()
        box.close()
        if isinstance(error, Stopped):
            saying.say(parent, str(error))
        else:
            saying.failed(parent, error)

    box.under_way.run(what, task, ended, failed)
    wait.start()
