"""The text of a paper, as it reads: numbers stand in it as their values, and only what is open can be written in.

The clerk's own chapters are always open. A standing passage is opened on purpose, one at a time; typing in one that is
closed changes nothing and says so. A value is one thing: it is deleted, copied and moved as a whole, and what it is made
of never shows.
"""
from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from .composing import Composing
from .marked_text import (
    SERIAL,
    Piece,
    passage_of,
    pieces_of,
)
from .text_view import TextView

PIECES = "application/x-partydesk-pieces"
CHANGES = (QKeySequence.StandardKey.Cut, QKeySequence.StandardKey.Paste)
STANDS = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PaperText(Composing, TextView):
    """The same text, written in."""

    refused = Signal(int)                     # something was typed in a passage that is closed
    edited = Signal(int)
    left = Signal()                           # the clerk went elsewhere
    insert_wanted = Signal(str)               # what was typed to ask for a figure: @ or /

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._dirty: set[int] = set()
        self.document().contentsChange.connect(self._changed)

    def show_reading(self, reading: Any, hints: dict[int, str]) -> None:
        super().show_reading(reading, hints)
        self._dirty.clear()

    # ── opening and closing ──────────────────────────────────────────────────────────────────────

    def open_passage(self, at: int) -> None:
        """Let a standing passage be written in."""
        self.opened = at
        block = next(self.blocks(at), None)
        if block is not None and self.passage != at:
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            self.setTextCursor(cursor)
        self.setFocus()
        self.viewport().update()

    @property
    def dirty(self) -> frozenset[int]:
        """The passages that were written in since the paper was shown."""
        return frozenset(self._dirty)

    def settled(self, at: int) -> None:
        """What was written in a passage is kept."""
        self._dirty.discard(at)

    def put(self, at: int, paragraphs: Sequence[Sequence[Piece]]) -> None:
        """Other words in a passage: a draft that was left."""
        blocks = list(self.blocks(at))
        if not blocks:
            return
        cursor = QTextCursor(blocks[0])
        cursor.setPosition(blocks[-1].position() + blocks[-1].length() - 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        self._put(cursor, paragraphs)
        cursor.endEditBlock()

    def _put(self, cursor: QTextCursor, paragraphs: Sequence[Sequence[Piece]]) -> None:
        for n, pieces in enumerate(paragraphs):
            if n:
                cursor.insertBlock()
            for text, source in pieces:
                base = self._plain(self._kinds.get(passage_of(cursor.block()), "paragraph"))
                if source:
                    self._serial += 1
                    shown, figure = self._sources.get(source, (text, ""))
                    cursor.insertText(shown or text, self._chip(base, source, figure))
                else:
                    cursor.insertText(text, base)

    def insert(self, source: str, text: str, figure: str) -> None:
        """A value at the cursor."""
        if not self._may():
            return
        self._sources[source] = (text, figure)
        self._whole()
        cursor = self.textCursor()
        cursor.beginEditBlock()
        self._put(cursor, [[(text, source)]])
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def replace_mark(self, position: int, source: str, text: str, figure: str) -> None:
        """Another way of writing the value at a position."""
        span = self._mark_at(position)
        if span is None or not self.is_open(self.passage_at(position)):
            return
        self._sources[source] = (text, figure)
        cursor = QTextCursor(self.document())
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        self._put(cursor, [[(text, source)]])
        cursor.endEditBlock()

    # ── writing ──────────────────────────────────────────────────────────────────────────────────

    def _whole(self) -> None:
        """Widen the selection to whole values; a cursor within a value goes behind it."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        first, last = self._mark_at(start), self._mark_at(end)
        if not cursor.hasSelection():
            if first and first[0] < start:
                cursor.setPosition(first[1])
                self.setTextCursor(cursor)
            return
        if first and first[0] < start:
            start = first[0]
        if last and last[0] < end:
            end = last[1]
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def _may(self, back: bool = False, ahead: bool = False) -> bool:
        """Whether what is selected may be changed; `back` and `ahead`: also the character there."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        if not cursor.hasSelection():
            start, end = start - back, end + ahead
        first, last = self.passage_at(max(0, start)), self.passage_at(end)
        if start < 0 or first != last or not self.is_open(first):
            if first == last or not self.is_open(self.passage):
                self.refused.emit(self.passage)
            return False
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier,
                                      Qt.KeyboardModifier.KeypadModifier)
        writes = (plain and event.text() and event.text().isprintable()) or key in STANDS or any(map(event.matches, CHANGES))
        if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo) or not writes:
            super().keyPressEvent(event)
            return
        back, ahead = key == Qt.Key.Key_Backspace, key == Qt.Key.Key_Delete
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and (back or ahead):
            return                            # a word may reach into a value or another passage
        if not self._may(back, ahead):
            return
        if plain and event.text() in ("@", "＠") or event.text() == "/" and not self._after_digit():
            self.insert_wanted.emit(event.text())
            return
        self._whole()
        if (back or ahead) and self._take_mark(back):
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._kinds.get(self.passage) in ("title", "heading", "note"):
            return
        self._bare()
        super().keyPressEvent(event)

    def _after_digit(self) -> bool:
        cursor = self.textCursor()
        text = cursor.block().text()[:cursor.positionInBlock()]
        return text[-1:].isdigit() or text[-1:].isascii() and text[-1:].isalpha()

    def _take_mark(self, back: bool) -> bool:
        """Delete the value before or behind the cursor as a whole."""
        cursor = self.textCursor()
        if cursor.hasSelection():
            return False
        span = self._mark_at(cursor.position() - back)
        if span is None:
            return False
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self.setTextCursor(cursor)
        return True

    def _bare(self) -> None:
        """What is typed beside a value is not part of it."""
        if self.currentCharFormat().property(SERIAL):
            self.setCurrentCharFormat(self._plain(self._kinds.get(self.passage, "paragraph")))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if (event.commitString() or event.preeditString()) and not self._may():
            return
        if event.commitString() in ("@", "＠"):
            self.insert_wanted.emit(event.commitString())
            return
        self._whole()
        self._bare()
        super().inputMethodEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and not self.composing and (
                event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable()
                or event.matches(QKeySequence.StandardKey.Redo) and not self.document().isRedoAvailable()):
            event.ignore()                    # nothing to take back here: the window takes back its last step
            return False
        return super().event(event)

    def _changed(self, position: int, removed: int, added: int) -> None:
        if not self._filling and (removed or added):
            at = self.passage_at(position)
            if self.is_open(at):
                self._dirty.add(at)
                self.edited.emit(at)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    # ── copying and pasting ──────────────────────────────────────────────────────────────────────

    def createMimeDataFromSelection(self) -> QMimeData:
        self._whole()
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        paragraphs = []
        block = self.document().findBlock(start)
        while block.isValid() and block.position() <= end:
            paragraphs.append(list(pieces_of(block, start, end)))
            block = block.next()
        data = QMimeData()
        data.setText("\n".join("".join(text for text, _ in pieces) for pieces in paragraphs))
        data.setData(PIECES, QByteArray(json.dumps(paragraphs, ensure_ascii=False).encode()))
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        if not self._may():
            return
        self._whole()
        cursor = self.textCursor()
        single = self._kinds.get(self.passage) in ("title", "heading", "note")
        if source.hasFormat(PIECES):
            paragraphs = [[(text, of) for text, of in pieces] for pieces in json.loads(bytes(source.data(PIECES).data()))]
        else:
            paragraphs = [[(line.strip(" \u3000"), "")] for line in source.text().splitlines() if line.strip(" \u3000")]
        if single:
            paragraphs = [[piece for pieces in paragraphs for piece in pieces]]
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        self._put(cursor, paragraphs)
        cursor.endEditBlock()
        self.setTextCursor(cursor)
