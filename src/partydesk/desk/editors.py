"""One editor for each type of field: what a clerk types into, and the way between that and a value."""
from __future__ import annotations

from typing import Any

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from ..catalogue import fields
from ..catalogue.fields import Blank
from .dated import DateEditor
from .editor import Editor, LineEditor, TextEditor
from .linked import LinkEditor, LinksEditor
from .picker import ENTER
from .pieces import choices, label
from .supply import Supply
from .theme import px

__all__ = ["DateEditor", "Editor", "LineEditor", "LinkEditor", "LinksEditor", "ListEditor", "NumberEditor", "TextEditor", "make"]


FORGETS = 1200
"""Milliseconds after which letters typed on a list begin a new word."""


class NumberEditor(LineEditor):
    """A number, with its unit behind it."""

    def __init__(self, blank: fields.Number, parent: QWidget | None = None):
        super().__init__(blank, parent)
        self.line.setPlaceholderText("")      # the hint stands below: the blank is too short for it
        self.line.setMaximumWidth(px(150))
        if blank.unit:
            unit = label(blank.unit, "soft")
            unit.setBuddy(self.line)
            self.row.addWidget(unit)
        self.row.addStretch(1)
        self.row.setStretch(0, 3)


class _Calm(QObject):
    """Over a closed list the wheel scrolls the page, Enter goes on, and letters choose by pinyin initials."""

    def __init__(self, editor: ListEditor):
        super().__init__(editor.box)
        self._editor = editor
        self._letters, self._since = "", QElapsedTimer()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        if event.key() in ENTER:
            self._editor.entered.emit(event.modifiers())
            return True
        letter = event.text().lower()
        if letter.isascii() and letter.isalpha() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            fresh = not self._since.isValid() or self._since.elapsed() > FORGETS
            self._letters = letter if fresh else self._letters + letter
            self._since.start()
            return self._editor.spell(self._letters)
        return False


class ListEditor(Editor):
    """One of a few, from a list that opens; the first line is for nothing chosen yet."""

    def __init__(self, blank: Blank, among: list[tuple[Any, str]], parent: QWidget | None = None):
        super().__init__(blank, parent)
        self.box = choices(blank.label)
        self.box.addItem("", None)
        for code, shown in among:
            self.box.addItem(shown, code)
        self.box.setMaxVisibleItems(16)
        self.box.setMinimumContentsLength(6)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.installEventFilter(_Calm(self))
        self.box.activated.connect(lambda _: self.edited.emit())
        self.row.addWidget(self.box)
        self.row.addStretch(1)
        self._settle(self.box)

    def core(self) -> QWidget:
        return self.box

    def spell(self, letters: str) -> bool:
        """Choose the first whose pinyin initials begin with these letters; whether there is one."""
        from ..office.spelling import Named
        for at in range(1, self.box.count()):
            if Named(at, self.box.itemText(at), "").initials.startswith(letters):
                self.box.setCurrentIndex(at)
                self.edited.emit()
                return True
        return False

    def value(self) -> Any:
        return self.box.currentData()

    def put(self, value: Any) -> None:
        at = next((n for n in range(self.box.count()) if self.box.itemData(n) == value
                   and type(self.box.itemData(n)) is type(value)), -1)
        if at < 0:                            # a code of an earlier year: kept, and shown as it is
            self.box.addItem(self.blank.show(value), value)
            at = self.box.count() - 1
        self.box.setCurrentIndex(at)

    def draft(self) -> Any:
        return self.box.currentData()

    def take(self, draft: Any) -> None:
        self.put(draft)


def make(blank: Blank, supply: Supply, parent: QWidget | None = None) -> Editor:
    """The editor for a blank."""
    kept: Any = blank
    match kept:
        case fields.Text(sort="citizen" | "phone"):
            from .covered import CoveredEditor
            return CoveredEditor(kept, parent)
        case fields.Text(lines=1):
            return LineEditor(kept, parent)
        case fields.Text():
            return TextEditor(kept, parent)
        case fields.Number():
            return NumberEditor(kept, parent)
        case fields.Date():
            return DateEditor(kept, parent)
        case fields.Choice():
            return ListEditor(kept, list(kept.choices.items()), parent)
        case fields.Flag():
            return ListEditor(kept, [(True, "是"), (False, "否")], parent)
        case fields.Link(many=True):
            return LinksEditor(kept, supply, parent)
        case fields.Link():
            return LinkEditor(kept, supply, parent)
    raise TypeError(f"没有“{blank.id}”类栏目的填写处")
