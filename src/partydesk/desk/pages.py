"""True pages on the screen: what is printed is what is seen, every number on them can be clicked, every word found."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from .page_scroll import PageScroll
from .page_words import PageWords
from .theme import on_paper


class Spot(Protocol):
    """Where a number stands: page from 1, a box in pt from the upper left, the figure's id."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    figure: str


class PageView(PageScroll):
    """Pages whose numbers tell their figure when they are `clicked`, and on which words are sought.

    `found` tells that more places of the word are known, or that another one is shown.
    """

    clicked = Signal(str)
    found = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__("总结各页", parent)
        self.viewport().setMouseTracking(True)
        self._spots: dict[int, list[Spot]] = {}
        self._over = ""
        self._chosen = ""
        self.words = PageWords(self)
        self.words.changed.connect(self._more_found)
        self._hit = -1

    @property
    def chosen(self) -> str:
        return self._chosen

    def show_pages(self, pdf: bytes, spots: Sequence[Spot] = ()) -> None:
        """Show other pages, at the place where the clerk was reading."""
        self._hit = -1
        self._spots = {}
        for spot in spots:
            self._spots.setdefault(spot.page - 1, []).append(spot)
        self.words.show_document(self._load(pdf))

    def choose(self, figure: str, *, seek: bool = True) -> None:
        """Mark a number wherever it stands; `seek` scrolls to its first place."""
        self._chosen = figure
        first = next(((page, spot) for page in sorted(self._spots) for spot in self._spots[page] if spot.figure == figure), None)
        if seek and first is not None:
            area = self._area(first[0])
            top = area.top() + first[1].y0 * self._scale
            seen = self.verticalScrollBar().value()
            if not seen + 40 < top < seen + self.viewport().height() - 60:
                self.verticalScrollBar().setValue(int(top - self.viewport().height() / 3))
        self.viewport().update()

    def place(self, spot: Spot) -> QPoint:
        """Where the middle of a number is in the window now."""
        area, scale = self._area(spot.page - 1), self._scale
        point = QPointF(area.left() + (spot.x0 + spot.x1) / 2 * scale, area.top() + (spot.y0 + spot.y1) / 2 * scale)
        return (point - self._shift).toPoint()

    # ── words on the pages ───────────────────────────────────────────────────────────────────────

    @property
    def hit(self) -> int:
        """Which of the places found is shown, from 1; 0 for none."""
        return self._hit + 1

    def look_for(self, text: str) -> None:
        """Mark `text` wherever it stands, and show its first place from here on."""
        self._hit = -1
        self.words.look_for(text)
        self.viewport().update()

    def next_hit(self, step: int = 1) -> None:
        """The next place, or with -1 the one before; round and round."""
        if hits := self.words.hits:
            self._show_hit((self._hit + step) % len(hits) if self._hit >= 0 else self.words.first_from(self.page - 1))

    def _more_found(self) -> None:
        if self._hit < 0 and self.words.hits and (self.words.done or self.words.hits[-1].page >= self.page - 1):
            self._show_hit(self.words.first_from(self.page - 1))
            return
        self.found.emit()
        self.viewport().update()

    def _show_hit(self, n: int) -> None:
        self._hit = n
        hit = self.words.hits[n]
        area, place = self._area(hit.page), self.words.place(hit)
        top, seen = area.top() + place.y() * self._scale, self.verticalScrollBar().value()
        if not seen + 40 < top < seen + self.viewport().height() - 60:
            self.verticalScrollBar().setValue(int(top - self.viewport().height() / 3))
        left, seen = area.left() + place.x() * self._scale, self.horizontalScrollBar().value()
        if not seen <= left < seen + self.viewport().width() - 80:
            self.horizontalScrollBar().setValue(int(left - self.viewport().width() / 3))
        self.found.emit()
        self.viewport().update()

    # ── what is drawn over them ──────────────────────────────────────────────────────────────────

    def _mark(self, painter: QPainter, page: int, area: QRectF) -> None:
        self._mark_spots(painter, page, area)
        self._mark_hits(painter, page, area)

    def _mark_hits(self, painter: QPainter, page: int, area: QRectF) -> None:
        """Words that were sought: all of them faintly, the one that is shown strongly."""
        scale = self._scale
        for n, hit in self.words.on(page):
            shade = on_paper("accent" if n == self._hit else "soft")
            shade.setAlpha(96 if n == self._hit else 56)
            for box in self.words.boxes(hit):
                painter.fillRect(QRectF(area.left() + box.left() * scale, area.top() + box.top() * scale,
                                        box.width() * scale, box.height() * scale).adjusted(-1, -1, 1, 1), shade)

    def _mark_spots(self, painter: QPainter, page: int, area: QRectF) -> None:
        """Numbers that can be clicked, underlined faintly; the one meant, marked."""
        scale = self._scale
        for spot in self._spots.get(page, ()):
            box = QRectF(area.left() + spot.x0 * scale, area.top() + spot.y0 * scale,
                         (spot.x1 - spot.x0) * scale, (spot.y1 - spot.y0) * scale)
            if spot.figure in (self._chosen, self._over):
                shade = on_paper("accent")
                shade.setAlpha(46 if spot.figure == self._chosen else 26)
                painter.fillRect(box.adjusted(-1, -2, 1, 3), shade)
            pen = QPen(on_paper("accent"), 1)
            pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(box.left(), box.bottom() + 3), QPointF(box.right(), box.bottom() + 3))

    # ── the mouse ────────────────────────────────────────────────────────────────────────────────

    def _spot_at(self, point: QPointF) -> Spot | None:
        at, scale = point + self._shift, self._scale
        for page, area in enumerate(self._spread.areas):
            if area.contains(at):
                x, y = (at.x() - area.left()) / scale, (at.y() - area.top()) / scale
                return next((spot for spot in self._spots.get(page, ())
                             if spot.x0 - 1 <= x <= spot.x1 + 1 and spot.y0 - 3 <= y <= spot.y1 + 3), None)
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self._spot_at(event.position())
        over = spot.figure if spot else ""
        if over != self._over:
            self._over = over
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        spot = self._spot_at(event.position())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(spot.figure, seek=False)
            self.clicked.emit(spot.figure)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and self._over:
            self._over = ""
            self.viewport().update()
        return super().viewportEvent(event)
