"""A line that finds people and things by name, pinyin initials or full pinyin while it is typed in."""
from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QPlainTextEdit, QWidget

from .pieces import Airy

Find = Callable[[str], Sequence[tuple[int, str]]]
"""Typed text → ids and the words to show for them, the likeliest first."""


class UndoGate(QObject):
    """Ctrl+Z in a blank takes back typing; where there is none to take back, it is the window's and takes back a step."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) \
                and event.matches(QKeySequence.StandardKey.Undo):
            typed = (watched.isUndoAvailable() if isinstance(watched, QLineEdit) else
                     watched.document().isUndoAvailable() if isinstance(watched, QPlainTextEdit) else True)
            if not typed:
                event.ignore()
                return True
        return False


class Picker(QLineEdit):
    """Offers what `find` gives for the word being typed; `picked` tells the id and the key it was taken with."""

    picked = Signal(int, str, object)

    def __init__(self, find: Find, parent: QWidget | None = None):
        super().__init__(parent)
        self._find = find
        self._offered: list[tuple[int, str]] = []
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        self._completer.setWidget(self)
        popup = QListView()
        popup.setObjectName("popup")
        popup.setUniformItemSizes(True)
        popup.setAccessibleName("可选的名字")
        self._completer.setPopup(popup)
        popup.setItemDelegate(Airy(popup))
        self._completer.popup().clicked.connect(self._activated)
        self.textEdited.connect(lambda _: self.offer())
        self.installEventFilter(UndoGate(self))

    @property
    def offered(self) -> list[tuple[int, str]]:
        """What is offered at the moment."""
        return list(self._offered)

    def word(self) -> str:
        """What is looked for: the whole line; a line of several names looks for the one at the cursor."""
        return self.text()

    def offer(self, everything: bool = False) -> None:
        """Show the list below the line, or put it away where nothing fits."""
        self._offered = list(self._find("" if everything else self.word()))
        self._model.setStringList([words for _, words in self._offered])
        if not self._offered:
            self._completer.popup().hide()
            return
        if self.isVisible():
            self._completer.complete()
            self._completer.popup().setCurrentIndex(self._completer.completionModel().index(0, 0))

    def dismiss(self) -> None:
        self._offered = []
        self._completer.popup().hide()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) \
                and event.key() == Qt.Key.Key_Tab and self._offered and self.word().strip():
            self._take(event.modifiers())
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._offered:
            self._take(event.modifiers())
            event.accept()
            return
        if event.key() == Qt.Key.Key_Down and not self._completer.popup().isVisible():
            self.offer(everything=not self.word().strip())
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._offered = []

    def _take(self, keys: Qt.KeyboardModifier) -> None:
        row = max(0, self._completer.popup().currentIndex().row())
        id, words = self._offered[min(row, len(self._offered) - 1)]
        self.dismiss()
        self.picked.emit(id, words, keys)

    def _activated(self, index: QModelIndex) -> None:
        words = index.data()
        found = next(((id, name) for id, name in self._offered or self._find(self.word()) if name == words), None)
        self.dismiss()
        if found:
            self.picked.emit(*found, Qt.KeyboardModifier.NoModifier)
