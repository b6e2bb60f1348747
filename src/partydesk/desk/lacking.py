"""Writing a file in which characters would be blanks, for no typeface has them: only after the clerk said so."""
from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from ..errors import NoGlyph
from . import saying, work

T = TypeVar("T")


def run(parent: QWidget, task: Callable[[bool], T], then: Callable[[T], None], what: str = "") -> None:
    """Do `task(False)` as `work.run` does; where it raises `NoGlyph`, ask, and do `task(True)` if it is wanted all the same."""
    def otherwise(error: Exception) -> None:
        if isinstance(error, NoGlyph):
            ask(parent, str(error), lambda: work.run(parent, lambda: task(True), then, what=what))
        else:
            saying.failed(parent, error)

    work.run(parent, lambda: task(False), then, otherwise, what)


def ask(parent: QWidget, text: str, act: Callable[[], object], words: str = "仍要导出") -> None:
    """Say what is lacking, and `act` if it is wanted all the same (`words`); does not hold up the program."""
    box = QMessageBox(QMessageBox.Icon.Warning, "有字印不出来", text, parent=parent.window())
    box.setAccessibleName("有字印不出来")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    go = box.addButton(words, QMessageBox.ButtonRole.AcceptRole)
    leave = box.addButton("取消", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(leave)
    box.setEscapeButton(leave)
    go.clicked.connect(act)
    box.open()
