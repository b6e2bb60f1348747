"""True pages on the screen: what is printed is what is seen, and every number on them can be clicked."""
from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from .theme import colour, on_paper

GAP, EDGE = 14, 18
KEPT = 12
"""Rendered pages kept."""
NEAREST, FARTHEST = 0.4, 3.0
WIDEST = 1.25
"""How large a page is shown at most, when it is as wide as the window."""


class Spot(Protocol):
    """Where a number stands: page from 1, a box in pt from the upper left, the figure's id."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    figure: str


class PageView(QAbstractScrollArea):
    """The pages of one PDF, one below the other; `clicked` tells the figure whose number was clicked."""

    clicked = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("pages")
        self.setAccessibleName("总结各页")
        self.viewport().setAccessibleName("总结各页")
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._document: QPdfDocument | None = None
        self._buffer: QBuffer | None = None
        self._spots: dict[int, list[Spot]] = {}
        self._images: OrderedDict[tuple[int, int, int], QImage] = OrderedDict()
        self._zoom = 0.0                      # 0: as wide as the window
        self._over = ""
        self._chosen = ""
        self._sought = 0

    @property
    def count(self) -> int:
        return self._document.pageCount() if self._document is not None else 0

    @property
    def chosen(self) -> str:
        return self._chosen

    def show_pages(self, pdf: bytes, spots: Sequence[Spot]) -> None:
        """Show other pages, at the place where the clerk was reading."""
        at = self.verticalScrollBar().value() or self._sought
        self._sought = 0
        old = self._document, self._buffer
        buffer = QBuffer(self)
        buffer.setData(QByteArray(pdf))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document = QPdfDocument(self)
        document.load(buffer)
        self._document, self._buffer = document, buffer
        for gone in old:
            if gone is not None:
                gone.close()
                gone.deleteLater()
        self._spots = {}
        for spot in spots:
            self._spots.setdefault(spot.page - 1, []).append(spot)
        self._images.clear()
        self._measure()
        self.verticalScrollBar().setValue(at)
        self.viewport().update()

    def choose(self, figure: str, *, seek: bool = True) -> None:
        """Mark a number wherever it stands; `seek` scrolls to its first place."""
        self._chosen = figure
        first = next(((page, spot) for page in sorted(self._spots) for spot in self._spots[page] if spot.figure == figure), None)
        if seek and first is not None:
            area = self._area(first[0])
            top = area.top() + first[1].y0 * self._scale()
            seen = self.verticalScrollBar().value()
            if not seen + 40 < top < seen + self.viewport().height() - 60:
                self.verticalScrollBar().setValue(int(top - self.viewport().height() / 3))
        self.viewport().update()

    def go(self, page: int, y: float) -> None:
        """Bring a place on a page (from 1, pt from its top) near the top of the window."""
        if 0 < page <= self.count:
            self.verticalScrollBar().setValue(int(self._area(page - 1).top() + y * self._scale() - GAP))

    def seek(self, at: int) -> None:
        """Scroll to a place, at once or when there are pages."""
        self._sought = 0 if self.count else at
        self.verticalScrollBar().setValue(at)

    @property
    def page(self) -> int:
        """The page in the middle of the window, from 1."""
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        return next((n + 1 for n in range(self.count) if self._area(n).bottom() + GAP > middle), self.count)

    def place(self, spot: Spot) -> QPoint:
        """Where the middle of a number is in the window now."""
        area, scale = self._area(spot.page - 1), self._scale()
        point = QPointF(area.left() + (spot.x0 + spot.x1) / 2 * scale, area.top() + (spot.y0 + spot.y1) / 2 * scale)
        return (point - QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())).toPoint()

    def zoom(self, factor: float) -> None:
        """Larger or smaller; 0 for as wide as the window."""
        self._zoom = min(FARTHEST, max(NEAREST, self._scale() * factor)) if factor else 0.0
        self._images.clear()
        self._measure()
        self.viewport().update()

    # ── where things are ─────────────────────────────────────────────────────────────────────────

    def _scale(self) -> float:
        if self._document is None or not self.count:
            return 1.0
        if self._zoom:
            return self._zoom
        widest = max(self._document.pagePointSize(n).width() for n in range(self.count))
        return min(WIDEST, max(NEAREST, (self.viewport().width() - 2 * EDGE) / widest))

    def _area(self, page: int) -> QRectF:
        """The place of a page on the whole scroll, in window pixels."""
        assert self._document is not None
        scale, top = self._scale(), float(EDGE)
        for n in range(page):
            top += self._document.pagePointSize(n).height() * scale + GAP
        size = self._document.pagePointSize(page) * scale
        left = max(float(EDGE), (max(self.viewport().width(), size.width() + 2 * EDGE) - size.width()) / 2)
        return QRectF(left, top, size.width(), size.height())

    def _measure(self) -> None:
        if not self.count:
            self.verticalScrollBar().setRange(0, 0)
            return
        last, wide = self._area(self.count - 1), max(self._area(n).right() for n in range(self.count))
        self.verticalScrollBar().setRange(0, max(0, int(last.bottom() + EDGE - self.viewport().height())))
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(48)
        self.horizontalScrollBar().setRange(0, max(0, int(wide + EDGE - self.viewport().width())))
        self.horizontalScrollBar().setPageStep(self.viewport().width())

    def _spot_at(self, point: QPointF) -> Spot | None:
        at = point + QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        scale = self._scale()
        for page in range(self.count):
            area = self._area(page)
            if area.contains(at):
                x, y = (at.x() - area.left()) / scale, (at.y() - area.top()) / scale
                return next((spot for spot in self._spots.get(page, ())
                             if spot.x0 - 1 <= x <= spot.x1 + 1 and spot.y0 - 3 <= y <= spot.y1 + 3), None)
        return None

    # ── what happens ─────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour("desk"))
        if not self.count:
            return
        shift = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        for page in range(self.count):
            area = self._area(page).translated(-shift)
            if not area.intersects(QRectF(event.rect())):
                continue
            painter.fillRect(area.adjusted(1, 2, 2, 3), colour("shade"))
            painter.drawImage(area.topLeft(), self._image(page))
            self._mark(painter, page, area)

    def _mark(self, painter: QPainter, page: int, area: QRectF) -> None:
        """Numbers that can be clicked, underlined faintly; the one meant, marked."""
        scale = self._scale()
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

    def _image(self, page: int) -> QImage:
        assert self._document is not None
        ratio, size = self.viewport().devicePixelRatioF(), self._area(page).size()
        wanted = QSize(round(size.width() * ratio), round(size.height() * ratio))
        key = page, wanted.width(), wanted.height()
        if key not in self._images:
            drawn = self._document.render(page, wanted)
            image = QImage(wanted, QImage.Format.Format_RGB32)
            image.fill(Qt.GlobalColor.white)
            painter = QPainter(image)
            painter.drawImage(0, 0, drawn)
            painter.end()
            image.setDevicePixelRatio(ratio)
            self._images[key] = image
            while len(self._images) > KEPT:
                self._images.popitem(last=False)
        return self._images[key]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

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

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.1 if event.angleDelta().y() > 0 else 1 / 1.1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        moves = {Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep(), Qt.Key.Key_Space: bar.pageStep(),
                 Qt.Key.Key_Down: bar.singleStep(), Qt.Key.Key_Up: -bar.singleStep(),
                 Qt.Key.Key_Home: -bar.maximum(), Qt.Key.Key_End: bar.maximum()}
        if event.key() in moves:
            bar.setValue(bar.value() + moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def visible(self) -> QRect:
        """The part of the scroll that is in sight."""
        return QRect(QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value()), self.viewport().size())
