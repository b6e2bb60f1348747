"""A blank on a form, whatever its type; and the two that take text, with what was typed in them before."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ..catalogue import fields
from ..catalogue.fields import Blank
from .composing import ComposedText
from .picker import ENTER, Line, Picker, UndoGate

TALLEST = 7
"""Lines that a long text shows before it scrolls."""
Recall = Callable[[str], list[str]]
"""Typed text → what was typed before that it may be the beginning of."""


class Editor(QWidget):
    """The blank on the form. `edited` is told whenever a clerk changes it, never when it is filled by the program.

    `entered` tells the keys held down with Enter, which goes on to the next blank, or saves.
    """

    edited = Signal()
    entered = Signal(object)

    def __init__(self, blank: Blank, parent: QWidget | None = None):
        super().__init__(parent)
        self.blank = blank
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(6)

    def value(self) -> Any:
        """What stands here, as a value; a `Refusal` if it cannot be read."""
        raise NotImplementedError

    def put(self, value: Any) -> None:
        """Show a value."""
        raise NotImplementedError

    def draft(self) -> Any:
        """What stands here just as it was typed, as JSON."""
        raise NotImplementedError

    def take(self, draft: Any) -> None:
        """Put back what `draft` gave."""
        raise NotImplementedError

    def core(self) -> QWidget:
        """The widget that takes the keys."""
        raise NotImplementedError

    def caret(self) -> list[int]:
        """Where the cursor stands in the text, and where the selection began."""
        core = self.core()
        if isinstance(core, QLineEdit):
            return [core.cursorPosition(), core.selectionStart() if core.hasSelectedText() else core.cursorPosition()]
        return []

    def place(self, caret: list[int]) -> None:
        """Put the cursor where `caret` found it."""
        core = self.core()
        if isinstance(core, QLineEdit) and caret:
            core.deselect()
            core.setCursorPosition(caret[0])

    def refuse(self, refused: bool) -> None:
        """Show in the blank itself that it is wrong."""
        core = self.core()
        core.setProperty("refused", refused)
        core.style().unpolish(core)
        core.style().polish(core)

    def _settle(self, core: QWidget) -> None:
        core.setAccessibleName(self.blank.label)
        core.setAccessibleDescription(self.blank.hint)
        core.setToolTip(self.blank.hint)
        self.setFocusProxy(core)


class LineEditor(Editor):
    """A line of text; told to `recall`, it offers what was typed here before."""

    def __init__(self, blank: Blank, parent: QWidget | None = None):
        super().__init__(blank, parent)
        self._recall: Recall | None = None
        self.line = self._line()
        self.line.setPlaceholderText(blank.hint)
        self.line.textEdited.connect(lambda _: self.edited.emit())
        self.line.entered.connect(self.entered)
        self.row.addWidget(self.line, 1)
        self._settle(self.line)

    def _line(self) -> Line:
        if not isinstance(self.blank, fields.Text):
            return Line()
        line = Picker(self._before, sure=_letters, says=f"以前填过的{self.blank.label}")
        line.picked.connect(self._picked)
        return line

    def recall(self, recall: Recall) -> None:
        """From now on offer what was typed before."""
        self._recall = recall

    def core(self) -> QWidget:
        return self.line

    def value(self) -> Any:
        return self.blank.read(self.line.text())

    def put(self, value: Any) -> None:
        self.line.setText(self.blank.show(value))
        self.line.setCursorPosition(0)

    def draft(self) -> Any:
        return self.line.text()

    def take(self, draft: Any) -> None:
        self.line.setText(str(draft or ""))

    def _before(self, typed: str) -> list[tuple[int, str]]:
        return list(enumerate(self._recall(typed))) if self._recall is not None and typed.strip() else []

    def _picked(self, _: int, words: str, _keys: object) -> None:
        self.line.setText(words)
        self.edited.emit()


def _letters(typed: str) -> bool:
    """Whether letters were typed that can only be the beginning of something spelt in pinyin."""
    return len(typed) > 1 and typed.isascii() and typed.isalpha() and typed.islower()


class _Text(ComposedText):
    """Several lines of text; Enter with Ctrl is told, and nothing is while an input method is composing."""

    entered = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()
            self.entered.emit(event.modifiers())
        else:
            super().keyPressEvent(event)


class TextEditor(Editor):
    """Text of several lines, in which Enter begins a new one."""

    def __init__(self, blank: fields.Text, parent: QWidget | None = None):
        super().__init__(blank, parent)
        self.text = _Text()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(blank.hint)
        lines = min(max(blank.lines, 2), TALLEST)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * lines + 20)
        self.text.textChanged.connect(self._changed)
        self.text.entered.connect(self.entered)
        self.text.installEventFilter(UndoGate(self.text))
        self.row.addWidget(self.text, 1)
        self._settle(self.text)
        self._filling = False

    def core(self) -> QWidget:
        return self.text

    def value(self) -> Any:
        return self.blank.read(self.text.toPlainText())

    def put(self, value: Any) -> None:
        self.take(self.blank.show(value))

    def draft(self) -> Any:
        return self.text.toPlainText()

    def take(self, draft: Any) -> None:
        self._filling = True
        self.text.setPlainText(str(draft or ""))
        self._filling = False

    def caret(self) -> list[int]:
        cursor = self.text.textCursor()
        return [cursor.position(), cursor.anchor(), self.text.verticalScrollBar().value()]

    def place(self, caret: list[int]) -> None:
        if len(caret) == 3:
            cursor = self.text.textCursor()
            cursor.setPosition(min(caret[0], len(self.text.toPlainText())))
            self.text.setTextCursor(cursor)
            self.text.verticalScrollBar().setValue(caret[2])

    def _changed(self) -> None:
        if not self._filling:
            self.edited.emit()
