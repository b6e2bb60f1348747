"""Small quiet charts: a few figures of a pillar, each beside its value of the same period a year earlier."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QGridLayout, QMenu, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from ..office.board import Pair, Pillar
from . import saying
from .pieces import tool
from .theme import colour, px

MIN_WIDE = 300
"""How narrow a chart may be at the standard type."""
SHARP = 3
"""How many times finer than the screen a copied picture is, so that it prints well."""


class PairChart(QWidget):
    """A pillar's chart: label, two bars, and the exact values at their ends. A click on a figure asks for its trace."""

    figure_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.title, self.now, self.then = "", "", ""
        self.pairs: tuple[Pair, ...] = ()
        self.at = 0
        self._hover = -1
        self.corner = tool("", "复制这张图", self.copy, tip="复制这张图，可以粘贴到文档里", side=24, picture="copy")
        self.corner.setParent(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pairs(self, title: str, pairs: Sequence[Pair], now: str, then: str) -> None:
        """Draw these; `now` and `then` are what the two periods are called."""
        if (title, tuple(pairs), now, then) == (self.title, self.pairs, self.now, self.then):
            return
        self.title, self.pairs, self.now, self.then = title, tuple(pairs), now, then
        self.at = min(self.at, max(0, len(self.pairs) - 1))
        self.setAccessibleName(f"{title}与上年同期")
        self.corner.setAccessibleName(f"复制{title}的图")
        self.setAccessibleDescription("；".join(f"{pair.label}{now}{pair.now}，{then}{pair.then}" for pair in self.pairs))
        self.updateGeometry()
        self.update()

    # ── how it is drawn ──────────────────────────────────────────────────────────────────────────

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font

    def _head(self) -> int:
        return self.fontMetrics().height() + px(10)

    def _row(self) -> int:
        return 2 * self.fontMetrics().height() + px(12)

    def sizeHint(self) -> QSize:
        return QSize(px(320), self._head() + len(self.pairs) * self._row() + px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(240), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.corner.move(self.width() - self.corner.width(), px(2))

    def area(self, at: int) -> QRect:
        """Where a figure stands."""
        return QRect(0, self._head() + at * self._row(), self.width(), self._row())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._paint(painter, chosen=True)

    def _paint(self, painter: QPainter, *, chosen: bool) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._bold())
        painter.setPen(colour("ink"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(px(6), 0, self.width() - px(12), self._head()), flags, self.title)
        painter.setFont(self.font())
        metrics = self.fontMetrics()
        labels = min(self.width() * 42 // 100, max((metrics.horizontalAdvance(pair.label) for pair in self.pairs), default=0))
        values = max((metrics.horizontalAdvance(text) for pair in self.pairs for text in (pair.now, pair.then)), default=0)
        left = px(6) + labels + px(10)
        room = max(px(20), self.width() - left - values - px(14))
        for at, pair in enumerate(self.pairs):
            area = self.area(at)
            if chosen and (at == self._hover or self.hasFocus() and at == self.at):
                painter.fillRect(area, colour("hover"))
            if chosen and self.hasFocus() and at == self.at:
                painter.setPen(colour("accent"))
                painter.drawRect(area.adjusted(0, 0, -1, -1))
            painter.setPen(colour("ink"))
            _words(painter, metrics, QRect(px(6), area.top(), labels, area.height()), pair.label)
            high = metrics.height()
            for n, (text, length, fill, ink) in enumerate(((pair.now, pair.lengths[0], "accent", "ink"),
                                                           (pair.then, pair.lengths[1], "edge", "soft"))):
                top = area.top() + px(6) + n * high
                wide = max(2.0, float(length) * room) if length else 1.0
                painter.fillRect(QRectF(left, top + high * 0.26, wide, high * 0.48), colour(fill))
                painter.setPen(colour(ink))
                painter.drawText(QRect(round(left + wide) + px(6), top, values + px(4), high), flags, text)

    # ── what a clerk does ────────────────────────────────────────────────────────────────────────

    def copy(self) -> None:
        """The chart as a picture, for a document; dark or light as it stands here."""
        QApplication.clipboard().setImage(self.picture())
        saying.say(self, f"“{self.title}”的图已复制，可以粘贴到文档里。")

    def picture(self) -> QImage:
        """The chart alone, without what is chosen on it, with its legend."""
        legend = self.fontMetrics().height() + px(12)
        size = QSize(self.width() + px(12), self.height() + legend + px(8))
        image = QImage(size * SHARP, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SHARP)
        image.fill(colour("paper"))
        painter = QPainter(image)
        painter.translate(px(6), px(4))
        self._paint(painter, chosen=False)
        paint_legend(painter, self.fontMetrics(), QPoint(px(6), self.height() + px(4)), self.now, self.then)
        painter.end()
        return image

    def _place(self, point: QPoint) -> int:
        return next((at for at in range(len(self.pairs)) if self.area(at).contains(point)), -1)

    def _choose(self) -> None:
        if 0 <= self.at < len(self.pairs):
            self.figure_wanted.emit(self.pairs[self.at].id)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = self._place(event.position().toPoint())
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._hover >= 0 else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._place(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and at >= 0:
            self.at = at
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.at = max(0, min(len(self.pairs) - 1, self.at + (1 if event.key() == Qt.Key.Key_Down else -1)))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(self.title)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("复制图片", self.copy)
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._place(event.pos())
            if at >= 0:
                pair = self.pairs[at]
                QToolTip.showText(event.globalPos(), f"{pair.label}\n{self.now}：{pair.now}\n{self.then}：{pair.then}", self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)


class Charts(QWidget):
    """The charts of a period, side by side where there is room for it."""

    figure_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.legend = Legend()
        self.charts: list[PairChart] = []
        self._beside = 0
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(12))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addWidget(self.legend, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._grid)

    def show_charts(self, drawn: Sequence[Pillar], now: str, then: str) -> None:
        """One chart for each of these pillars."""
        self.legend.show_names(now, then)
        while len(self.charts) > len(drawn):
            gone = self.charts.pop()
            self._grid.removeWidget(gone)
            gone.deleteLater()
        while len(self.charts) < len(drawn):
            made = PairChart()
            made.figure_wanted.connect(self.figure_wanted)
            self.charts.append(made)
            self._beside = 0
        for chart, pillar in zip(self.charts, drawn, strict=True):
            chart.show_pairs(pillar.label, pillar.pairs, now, then)
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay()

    def _lay(self) -> None:
        """Two abreast, or one below the other where that would be too narrow to read."""
        beside = 2 if self.width() >= 2 * px(MIN_WIDE) + px(20) else 1
        if beside == self._beside:
            return
        self._beside = beside
        for n, chart in enumerate(self.charts):
            self._grid.addWidget(chart, n // beside, n % beside, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if beside > 1 else 0)


class Legend(QWidget):
    """Which bar is which period."""

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.now, self.then = "", ""
        self.setAccessibleName("图例")

    def show_names(self, now: str, then: str) -> None:
        self.now, self.then = now, then
        self.setAccessibleDescription(f"红色为{now}，灰色为{then}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.now + self.then) + px(62), metrics.height() + px(4))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_legend(QPainter(self), self.fontMetrics(), QPoint(0, px(2)), self.now, self.then)


def paint_legend(painter: QPainter, metrics: QFontMetrics, at: QPoint, now: str, then: str) -> None:
    """A little square in the colour of each bar, and what it stands for."""
    side, high = px(10), metrics.height()
    left = at.x()
    for text, fill in ((now, "accent"), (then, "edge")):
        painter.fillRect(QRect(left, at.y() + (high - side) // 2, side, side), colour(fill))
        painter.setPen(colour("soft"))
        wide = metrics.horizontalAdvance(text)
        painter.drawText(QRect(left + side + px(6), at.y(), wide + px(2), high), Qt.AlignmentFlag.AlignVCenter, text)
        left += side + px(6) + wide + px(18)


def _words(painter: QPainter, metrics: QFontMetrics, area: QRect, text: str) -> None:
    """A label on one line, or on two where it is long."""
    if metrics.horizontalAdvance(text) <= area.width():
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        return
    cut = next((n for n in range(len(text), 0, -1) if metrics.horizontalAdvance(text[:n]) <= area.width()), 1)
    rest = metrics.elidedText(text[cut:], Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"{text[:cut]}\n{rest}")
