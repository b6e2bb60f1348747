"""While an input method composes, every key is its own: Enter takes a word, Esc gives it up, no shortcut fires."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSpinBox, QWidget

if TYPE_CHECKING:
    Blank = QWidget
else:
    Blank = object                            # of Qt's own classes, Qt allows one among the bases


class Composing(Blank):
    """Stands before one of Qt's blanks among the bases of a class. What filters the events of a blank asks `composing` first."""

    composing = False

    def event(self, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.InputMethod if isinstance(event, QInputMethodEvent):
                self.composing = bool(event.preeditString())
            case QEvent.Type.FocusOut:
                self.composing = False
            case QEvent.Type.ShortcutOverride | QEvent.Type.KeyPress if self.composing:
                event.accept()
                return True
        return super().event(event)


class ComposedLine(Composing, QLineEdit):
    """A line of text that leaves the input method alone."""


class ComposedText(Composing, QPlainTextEdit):
    """Several lines of text that leave the input method alone."""


class ComposedNumber(Composing, QSpinBox):
    """A small number that leaves the input method alone."""
