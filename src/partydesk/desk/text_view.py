"""The text of a paper as it reads: numbers stand in it as their values, and can be clicked.

What can be written in is said by `is_open`; how it is written in is the editor's matter.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from .marked_text import (
    FIGURE,
    PASSAGE,
    SERIAL,
    SOURCE,
    Piece,
    format_at,
    passage_of,
    pieces_of,
    places_of,
    spans,
)
from .theme import colour, px

SIZES = {"title": 1.35, "heading": 1.12, "paragraph": 1.0, "chapter": 1.0, "note": 0.92, "signoff": 1.0, "fixed": 1.0}
SPACING = 155
"""Height of a line, in hundredths of its type."""


class TextView(QTextEdit):
    """One paper: passages by their number, each a run of blocks."""

    figure_clicked = Signal(str)
    menu_wanted = Signal(object, int, str, str)     # where on the screen, passage, source and figure of the value there
    section_seen = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("paperText")
        self.setAccessibleName("总结正文")
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.viewport().setAccessibleName("总结正文")
        self.setAcceptDrops(False)
        self.document().setDocumentMargin(px(18))
        self._kinds: dict[int, str] = {}
        self._sections: dict[int, int] = {}
        self._hints: dict[int, str] = {}
        self._own: set[int] = set()
        self._sources: dict[str, tuple[str, str]] = {}
        self._serial = 0
        self._filling = False
        self.opened: int | None = None
        self.verticalScrollBar().valueChanged.connect(lambda _: self._seen())

    # ── what is shown ────────────────────────────────────────────────────────────────────────────

    def show_reading(self, reading: Any, hints: dict[int, str]) -> None:
        """Show a paper as it reads now, at the place where the clerk was reading; what he is writing is left alone."""
        at, anchor, scroll = self.textCursor().position(), self.textCursor().anchor(), self.verticalScrollBar().value()
        self._filling = True
        self.opened = None
        self._hints = hints
        self._kinds = {shown.at: shown.passage.kind for shown in reading.passages}
        self._sections = {shown.at: shown.section for shown in reading.passages}
        self._own = {shown.at for shown in reading.passages if shown.original is not None}
        self._sources = {said.source: (said.text, said.figure) for shown in reading.passages
                         for paragraph in shown.paragraphs for said in paragraph if said.source}
        self.setUndoRedoEnabled(False)
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()               # laid out and told of once, and not for every run of words
        first = True
        for shown in reading.passages:
            for paragraph in shown.paragraphs or ((),):
                if not first:
                    cursor.insertBlock()
                first = False
                self._dress(cursor, shown.at, shown.passage.kind, shown.passage.level)
                for said in paragraph:
                    self._say(cursor, said)
        cursor.endEditBlock()
        self.setUndoRedoEnabled(True)
        self._filling = False
        end = self.document().characterCount() - 1
        cursor.setPosition(min(anchor, end))
        cursor.setPosition(min(at, end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(scroll)

    def _dress(self, cursor: QTextCursor, at: int, kind: str, level: int) -> None:
        """The look of a passage's blocks, and whose they are."""
        block = QTextBlockFormat()
        block.setProperty(PASSAGE, at + 1)
        block.setLineHeight(SPACING, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        block.setBottomMargin(px(5))
        plain = self._plain(kind, level)
        em = self.fontMetrics().height()
        match kind:
            case "title":
                block.setAlignment(Qt.AlignmentFlag.AlignHCenter)
                block.setBottomMargin(px(10))
            case "heading":
                block.setTopMargin(px(12 if level == 1 else 7))
            case "signoff":
                block.setAlignment(Qt.AlignmentFlag.AlignRight)
                block.setTopMargin(px(12))
            case "note" | "fixed":
                pass
            case _:
                block.setTextIndent(2 * em * 0.78)
        cursor.setBlockFormat(block)
        cursor.setBlockCharFormat(plain)

    def _plain(self, kind: str, level: int = 0) -> QTextCharFormat:
        """What the words of a passage wear."""
        form = QTextCharFormat()
        font = QFont(self.font())
        font.setPointSizeF(self.font().pointSizeF() * SIZES.get(kind, 1.0))
        if kind in ("title", "heading") and level < 3:
            font.setBold(True)
        form.setFont(font)
        form.setForeground(colour("soft" if kind in ("note", "fixed", "signoff") else "ink"))
        return form

    def _say(self, cursor: QTextCursor, said: Any) -> None:
        base = cursor.blockCharFormat()
        if not said.source:
            form = QTextCharFormat(base)
            if said.bold:
                form.setFontWeight(QFont.Weight.Bold)
            cursor.insertText(said.text, form)
            return
        self._serial += 1
        for run in said.runs:
            cursor.insertText(run.text, self._chip(base, said.source, run.figure or "", run.note))

    def _chip(self, base: QTextCharFormat, source: str, figure: str, note: bool = False) -> QTextCharFormat:
        """What a value wears."""
        form = QTextCharFormat(base)
        form.setProperty(SERIAL, self._serial)
        form.setProperty(SOURCE, source)
        if figure:
            form.setProperty(FIGURE, figure)
            form.setBackground(colour("tint"))
            form.setForeground(colour("accent"))
        if note:
            form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        return form

    # ── where things are ─────────────────────────────────────────────────────────────────────────

    def passage_at(self, position: int) -> int:
        """The passage in which a position lies."""
        return passage_of(self.document().findBlock(position))

    @property
    def passage(self) -> int:
        """The passage in which the cursor stands."""
        return self.passage_at(self.textCursor().position())

    def is_open(self, at: int) -> bool:
        """Whether a passage can be written in."""
        return self._kinds.get(at) == "chapter" or at == self.opened

    def blocks(self, at: int) -> Iterator[QTextBlock]:
        """The blocks of a passage."""
        block = self.document().begin()
        while block.isValid():
            if passage_of(block) == at:
                yield block
            block = block.next()

    def pieces(self, at: int) -> list[list[Piece]]:
        """What stands in a passage, paragraph by paragraph: words, and values with their sources."""
        return [list(pieces_of(block)) for block in self.blocks(at)]

    def go(self, at: int) -> None:
        """Bring a passage to the top."""
        block = next(self.blocks(at), None)
        if block is not None:
            cursor = QTextCursor(block)
            self.setTextCursor(cursor)
            top = self.document().documentLayout().blockBoundingRect(block).top()
            self.verticalScrollBar().setValue(int(top - px(8)))

    def mark(self, figure: str, *, seek: bool = False) -> None:
        """Show where a figure stands; `seek` scrolls to its first place."""
        spots = [cursor for block in self._every() for cursor in places_of(block, figure)]
        self._light(spots, "accent", "onAccent")
        if seek and spots:
            self._show(spots[0])

    def seek(self, text: str, back: bool = False, anew: bool = False) -> tuple[int, int]:
        """Find words: mark all places, go to the next one; which of how many it is."""
        spots: list[QTextCursor] = []
        cursor = QTextCursor(self.document())
        while text and not (cursor := self.document().find(text, cursor)).isNull():
            spots.append(QTextCursor(cursor))
        self._light(spots, "note")
        if not spots:
            return 0, 0
        flags = QTextDocument.FindFlag.FindBackward if back else QTextDocument.FindFlag(0)
        from_ = QTextCursor(self.textCursor())
        if anew:
            from_.setPosition(from_.selectionStart())
        found = self.document().find(text, from_, flags)
        if found.isNull():
            found = spots[-1 if back else 0]
        self.setTextCursor(found)
        self._show(found)
        return next((n for n, spot in enumerate(spots, 1) if spot.position() == found.position()), 1), len(spots)

    def _show(self, cursor: QTextCursor) -> None:
        rect = self.document().documentLayout().blockBoundingRect(cursor.block())
        bar = self.verticalScrollBar()
        if not bar.value() + px(30) < rect.top() < bar.value() + self.viewport().height() - px(90):
            bar.setValue(int(rect.top() - self.viewport().height() / 3))

    def _light(self, spots: Iterable[QTextCursor], ground: str, ink: str = "ink") -> None:
        lit = []
        for cursor in spots:
            extra: Any = QTextEdit.ExtraSelection()
            extra.cursor = cursor
            extra.format.setBackground(colour(ground))
            extra.format.setForeground(colour(ink))
            lit.append(extra)
        self.setExtraSelections(lit)

    def _every(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    def _seen(self) -> None:
        if self._filling:
            return
        at = self.passage_at(self.cursorForPosition(QPointF(px(30), px(24)).toPoint()).position())
        self.section_seen.emit(self._sections.get(at, -1))

    def _mark_at(self, position: int) -> tuple[int, int] | None:
        """From and up to where the value reaches that a position lies in."""
        block = self.document().findBlock(position)
        for start, end, form in spans(block):
            if form.property(SERIAL) and start <= position < end:
                return start, end
        return None

    # ── the mouse ────────────────────────────────────────────────────────────────────────────────

    def _figure_at(self, event: QMouseEvent) -> str:
        point = event.position().toPoint()
        cursor = self.cursorForPosition(point)
        for position in (cursor.position() - 1, cursor.position()):
            span = self._mark_at(position) if position >= 0 else None
            if span is None:
                continue
            form = format_at(self.document(), position)
            if form.property(FIGURE) and self._covers(position, point):
                return str(form.property(FIGURE))
        return ""

    def _covers(self, position: int, point: Any) -> bool:
        """Whether a character is really under the pointer."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(position)
        left = self.cursorRect(cursor)
        cursor.setPosition(position + 1)
        right = self.cursorRect(cursor)
        if right.top() > left.top():
            return bool(left.top() <= point.y() <= left.bottom() and point.x() >= left.left())
        return bool(left.left() - 1 <= point.x() <= right.left() + 1 and left.top() <= point.y() <= left.bottom())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = not event.buttons() and bool(self._figure_at(event))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        clicked = event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection()
        if clicked and (figure := self._figure_at(event)):
            self.figure_clicked.emit(figure)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        position = self.textCursor().position() if by_key else self.cursorForPosition(event.pos()).position()
        place = self.viewport().mapToGlobal(self.cursorRect().bottomLeft()) if by_key else event.globalPos()
        span = self._mark_at(position) or (self._mark_at(position - 1) if position else None)
        form = format_at(self.document(), span[0]) if span else QTextCharFormat()
        if span and not self.textCursor().hasSelection():
            cursor = self.textCursor()
            cursor.setPosition(span[0])
            self.setTextCursor(cursor)
        elif not by_key and not self.textCursor().hasSelection():
            self.setTextCursor(self.cursorForPosition(event.pos()))
        self.menu_wanted.emit(place, self.passage_at(position), str(form.property(SOURCE) or ""),
                              str(form.property(FIGURE) or ""))

    # ── painting ─────────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        shift = self.verticalScrollBar().value()
        layout = self.document().documentLayout()
        block = self.document().begin()
        hints: list[tuple[QRectF, str]] = []
        while block.isValid():
            rect = layout.blockBoundingRect(block).translated(0, -shift)
            if rect.top() > event.rect().bottom():
                break
            if rect.bottom() >= event.rect().top():
                at = passage_of(block)
                self._bar(painter, rect, at)
                if at in self._hints and not block.text() and block == next(self.blocks(at), None):
                    hints.append((rect, self._hints[at]))
            block = block.next()
        painter.end()
        super().paintEvent(event)
        if hints:
            painter = QPainter(self.viewport())
            painter.setPen(colour("hint"))
            for rect, hint in hints:
                painter.drawText(rect.adjusted(self.document().documentMargin() + px(34), 0, -px(18), 0),
                                 Qt.AlignmentFlag.AlignVCenter, hint)
            painter.end()

    def _bar(self, painter: QPainter, rect: QRectF, at: int) -> None:
        """The sign at the edge of what can be written in, and of what the office has changed."""
        open_ = self.is_open(at)
        if at == self.opened:
            painter.fillRect(QRectF(0, rect.top() - px(2), self.viewport().width(), rect.height() + px(4)), colour("note"))
        if open_ or at in self._own:
            wide = px(3)
            painter.fillRect(QRectF(px(5), rect.top(), wide, rect.height()), colour("accent" if open_ else "edge"))
