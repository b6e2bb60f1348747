"""Lines to type in: one that leaves the input method alone, and one that offers what the typed letters may mean."""
from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from .airy import Airy
from .composing import ComposedLine, ComposedText

Find = Callable[[str], Sequence[tuple[int, str]]]
"""Typed text → ids and the words to show for them, the likeliest first."""
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class UndoGate(QObject):
    """Ctrl+Z in a blank takes back typing; where there is none to take back, it is the window's and takes back a step."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) \
                and event.matches(QKeySequence.StandardKey.Undo) and isinstance(watched, ComposedLine | ComposedText):
            typed = watched if isinstance(watched, ComposedLine) else watched.document()
            if not (watched.composing or typed.isUndoAvailable()):
                event.ignore()
                return True
        return False


class Line(ComposedLine):
    """A line of text. `entered` tells the keys held down with Enter; never while an input method is composing."""

    entered = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.installEventFilter(UndoGate(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            event.accept()
            self.enter(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        else:
            super().keyPressEvent(event)

    def enter(self, keys: Qt.KeyboardModifier) -> None:
        """Enter was pressed, and it was meant for us."""
        self.editingFinished.emit()
        self.entered.emit(keys)


class Picker(Line):
    """Offers what `find` gives for the word being typed; `picked` tells the id and the key it was taken with.

    Where the words are `sure` to be meant, Enter and Tab take the first; else only what was gone to with the arrows.
    """

    picked = Signal(int, str, object)

    def __init__(self, find: Find, parent: QWidget | None = None, sure: Callable[[str], bool] = lambda _: True,
                 says: str = "可选的名字"):
        super().__init__(parent)
        self._find, self._sure = find, sure
        self._offered: list[tuple[int, str]] = []
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        self._completer.setWidget(self)
        popup = QListView()
        popup.setObjectName("popup")
        popup.setUniformItemSizes(True)
        popup.setAccessibleName(says)
        self._completer.setPopup(popup)
        popup.setItemDelegate(Airy(popup))
        self._completer.popup().clicked.connect(self._activated)
        self.textEdited.connect(lambda _: self.offer())

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
        popup = self._completer.popup()
        if not self._offered:
            popup.hide()
            return
        if self.isVisible():
            self._completer.complete()
            sure = everything or self._sure(self.word())
            popup.setCurrentIndex(self._completer.completionModel().index(0, 0) if sure else QModelIndex())

    def dismiss(self) -> None:
        self._offered = []
        self._completer.popup().hide()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and not self.composing \
                and event.key() == Qt.Key.Key_Tab and self.word().strip() and self._row() >= 0:
            self._take(event.modifiers())
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.preeditString():
            self.dismiss()                    # the candidates of the input method stand there now
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self._completer.popup().isVisible():
            self.offer(everything=not self.word().strip())
            return
        super().keyPressEvent(event)

    def enter(self, keys: Qt.KeyboardModifier) -> None:
        if self._row() >= 0:
            self._take(keys)
        else:
            self.dismiss()
            super().enter(keys)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.dismiss()

    def _row(self) -> int:
        """Which of what is offered Enter would take; -1 for none."""
        if not self._offered:
            return -1
        popup = self._completer.popup()
        row = popup.currentIndex().row() if popup.isVisible() else 0 if self._sure(self.word()) else -1
        return min(row, len(self._offered) - 1)

    def _take(self, keys: Qt.KeyboardModifier) -> None:
        id, words = self._offered[self._row()]
        self.dismiss()
        self.picked.emit(id, words, keys)

    def _activated(self, index: QModelIndex) -> None:
        row = index.row()
        if row < len(self._offered):
            id, words = self._offered[row]
            self.dismiss()
            self.picked.emit(id, words, Qt.KeyboardModifier.NoModifier)
