"""Pages of a PDF on the screen as they will be on paper: how large, how many side by side, and going about among them."""
from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
)
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from .spread import EDGE, GAP, SPINE, Spread, spread, widest
from .theme import colour

KEPT = 96_000_000
"""Bytes of rendered pages kept."""
REAL = 96 / 72
"""Pixels to the pt at which a page is as large as its paper: 100 %."""
NEAREST, FARTHEST = 0.25 * REAL, 3.0 * REAL
LEAST = 0.1
"""The smallest that a page is shown, where it must go whole into a small window."""
WIDEST = 1.25
"""How large a page is shown at most, when it is as wide as the window."""
WIDTH, WHOLE = "width", "whole"
"""How pages follow the window: as wide as it is, or each whole."""


class PageScroll(QAbstractScrollArea):
    """The pages of one PDF; `changed` tells that they lie otherwise now."""

    changed = Signal()

    def __init__(self, says: str, parent: QWidget | None = None):
        super().__init__(parent)
        self.setObjectName("pages")
        self.name(says)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._document: QPdfDocument | None = None
        self._buffer: QBuffer | None = None
        self._images: OrderedDict[tuple[int, int, int], QImage] = OrderedDict()
        self._sizes: tuple[QSizeF, ...] = ()
        self._spread = Spread((), 0.0, 0.0)
        self._scale = 1.0
        self._fit = WIDTH                     # or WHOLE, or nothing: as large as was said
        self._facing = False
        self._sought = 0

    def name(self, says: str) -> None:
        """What a screen reader says for the pages."""
        self.setAccessibleName(says)
        self.viewport().setAccessibleName(says)

    @property
    def count(self) -> int:
        return self._document.pageCount() if self._document is not None else 0

    def _load(self, pdf: bytes) -> QPdfDocument:
        """Other pages, at the place where the clerk was reading."""
        at = self.verticalScrollBar().value() or self._sought
        self._sought = 0
        old = self._document, self._buffer
        buffer = QBuffer(self)
        buffer.setData(QByteArray(pdf))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document = QPdfDocument(self)
        document.load(buffer)
        self._document, self._buffer = document, buffer
        self._sizes = tuple(document.pagePointSize(n) for n in range(document.pageCount()))
        for gone in old:
            if gone is not None:
                gone.close()
                gone.deleteLater()
        self._images.clear()
        self._measure()
        self.verticalScrollBar().setValue(at)
        self.viewport().update()
        return document

    # ── going about ──────────────────────────────────────────────────────────────────────────────

    def go(self, page: int, y: float) -> None:
        """Bring a place on a page (from 1, pt from its top) near the top of the window."""
        if 0 < page <= self.count:
            self.verticalScrollBar().setValue(int(self._area(page - 1).top() + y * self._scale - GAP))

    def seek(self, at: int) -> None:
        """Scroll to a place, at once or when there are pages."""
        self._sought = 0 if self.count else at
        self.verticalScrollBar().setValue(at)

    @property
    def page(self) -> int:
        """The page in the middle of the window, from 1; of two that face each other, the left one."""
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        return next((n for n, area in enumerate(self._spread.areas, 1) if area.bottom() + GAP > middle), self.count)

    def turn_to(self, page: int) -> None:
        """Show a page (from 1) from its top."""
        if self.count:
            area = self._area(min(max(page, 1), self.count) - 1)
            self.verticalScrollBar().setValue(int(area.top() - (EDGE if self._fit == WHOLE else GAP)))

    def turn(self, step: int) -> None:
        """So many pages on or back; whole leaves where two face each other."""
        if not self._facing:
            self.turn_to(self.page + step)
        else:
            self.turn_to(max(1, self.page // 2 * 2 + 2 * step))

    def visible(self) -> QRect:
        """The part of the scroll that is in sight."""
        return QRect(QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value()), self.viewport().size())

    # ── how large, how many side by side ─────────────────────────────────────────────────────────

    @property
    def fit(self) -> str:
        return self._fit

    @property
    def facing(self) -> bool:
        return self._facing

    @property
    def percent(self) -> int:
        """How large a page is on the screen, its paper being 100."""
        return round(self._scale / REAL * 100)

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller, around a place in the window; 0 for as wide as the window."""
        if factor:
            self._relay(lambda: self._enlarge(self._scale * factor), at)
        else:
            self.fit_to(WIDTH)

    def zoom_to(self, percent: float) -> None:
        self._relay(lambda: self._enlarge(percent / 100 * REAL))

    def fit_to(self, fit: str) -> None:
        """Follow the window: WIDTH or WHOLE."""
        def follow() -> None:
            self._fit = fit
        page = self.page
        self._relay(follow)
        if fit == WHOLE:
            self.turn_to(page)

    def face(self, facing: bool) -> None:
        """Two pages side by side, or one below the other."""
        page = self.page
        self._facing = facing
        self._measure()
        self.turn_to(page)
        self.viewport().update()

    def _enlarge(self, scale: float) -> None:
        self._fit, self._scale = "", min(FARTHEST, max(NEAREST, scale))

    def _relay(self, change: Callable[[], object], at: QPointF | None = None) -> None:
        """Lay the pages out anew, with the same word at the same place of the window (else its middle)."""
        point = at or QPointF(self.viewport().width() / 2, self.viewport().height() / 2)
        page, before = self._nearest(point + self._shift), self._scale
        inner = point + self._shift - self._area(page).topLeft() if self.count else QPointF()
        change()
        self._measure()
        if self.count:
            to = self._area(page).topLeft() + inner * (self._scale / before) - point
            self.horizontalScrollBar().setValue(round(to.x()))
            self.verticalScrollBar().setValue(round(to.y()))
        self.viewport().update()

    def _nearest(self, point: QPointF) -> int:
        """The page at a place of the scroll, or the last that begins above it."""
        holding = [n for n, area in enumerate(self._spread.areas) if area.contains(point)]
        return holding[0] if holding else max([n for n, area in enumerate(self._spread.areas) if area.top() <= point.y()], default=0)

    # ── where things are ─────────────────────────────────────────────────────────────────────────

    @property
    def _shift(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _area(self, page: int) -> QRectF:
        """The place of a page on the whole scroll, in window pixels."""
        return self._spread.areas[page]

    def _measure(self) -> None:
        """Lay the pages out in the window as it is now."""
        room = self.viewport().size()
        if self._sizes and self._fit:
            wide = (room.width() - 2 * EDGE - SPINE) / widest(self._sizes, self._facing)
            high = (room.height() - 2 * EDGE) / max(size.height() for size in self._sizes)
            self._scale = min(WIDEST * REAL, max(NEAREST, wide)) if self._fit == WIDTH else min(FARTHEST, max(LEAST, min(wide, high)))
        self._spread = spread(self._sizes, self._scale, self._facing, room.width())
        self.verticalScrollBar().setRange(0, max(0, int(self._spread.high - room.height())))
        self.verticalScrollBar().setPageStep(room.height())
        self.verticalScrollBar().setSingleStep(48)
        self.horizontalScrollBar().setRange(0, max(0, int(self._spread.wide - room.width())))
        self.horizontalScrollBar().setPageStep(room.width())
        self.changed.emit()

    # ── what happens ─────────────────────────────────────────────────────────────────────────────

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour("desk"))
        shift = self._shift
        for page, place in enumerate(self._spread.areas):
            area = place.translated(-shift)
            if area.intersects(QRectF(event.rect())):
                painter.fillRect(area.adjusted(1, 2, 2, 3), colour("shade"))
                painter.drawImage(area.topLeft(), self._image(page))
                self._mark(painter, page, area)

    def _mark(self, painter: QPainter, page: int, area: QRectF) -> None:
        """What is drawn over a page that lies at `area` of the window."""

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
            while len(self._images) > 1 and sum(kept.sizeInBytes() for kept in self._images.values()) > KEPT:
                self._images.popitem(last=False)
        self._images.move_to_end(key)
        return self._images[key]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.1 if event.angleDelta().y() > 0 else 1 / 1.1, event.position())
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        moves = {Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep(), Qt.Key.Key_Space: bar.pageStep(),
                 Qt.Key.Key_Down: bar.singleStep(), Qt.Key.Key_Up: -bar.singleStep(),
                 Qt.Key.Key_Home: -bar.maximum(), Qt.Key.Key_End: bar.maximum()}
        turns = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Space: 1}
        aside = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            larger = {Qt.Key.Key_Plus: 1.15, Qt.Key.Key_Equal: 1.15, Qt.Key.Key_Minus: 1 / 1.15, Qt.Key.Key_0: 0}
            if key in larger:
                self.zoom(larger[key])
            else:
                super().keyPressEvent(event)
        elif self._fit == WHOLE and key in turns:
            self.turn(turns[key])
        elif key in moves:
            bar.setValue(bar.value() + moves[key])
        elif key in aside and not self.horizontalScrollBar().maximum():
            self.turn(aside[key])
        else:
            super().keyPressEvent(event)
