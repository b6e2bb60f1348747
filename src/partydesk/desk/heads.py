"""The heads of a list's columns: a click sorts, the funnel narrows, dragging orders and widens."""
from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QTableView, QToolTip

from .theme import colour, px, room


class Heads(QHeaderView):
    """`asked` tells the column whose menu is wanted; `ordered` that columns were dragged."""

    asked = Signal(int)
    ordered = Signal()

    def __init__(self, table: QTableView):
        super().__init__(Qt.Orientation.Horizontal, table)
        self.setAccessibleName("列表的栏目")
        self.narrowed: frozenset[int] = frozenset()
        self.unsorted: frozenset[int] = frozenset()
        self._over = -1
        self._dragged = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(True)
        self.setSortIndicatorClearable(True)
        self.setMinimumSectionSize(px(48))
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda point: self.asked.emit(self.logicalIndexAt(point)))
        self.sectionMoved.connect(self._moved)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + room(14))

    def funnel(self, section: int) -> QRect:
        """Where the funnel of a column stands."""
        side = px(20)
        right = self.sectionViewportPosition(section) + self.sectionSize(section)
        return QRect(right - side - px(2), (self.height() - side) // 2, side, side)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model = self.model()
        if model is None or not rect.isValid():
            return
        painter.save()
        over, narrowed = section == self._over, section in self.narrowed
        painter.fillRect(rect, colour("hover" if over else "paper"))
        painter.setPen(colour("edge"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        right = bool(int(model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole) or 0)
                     & int(Qt.AlignmentFlag.AlignRight))
        sorted_ = self.sortIndicatorSection() == section
        area = rect.adjusted(px(9), 0, -px(9), 0)
        if over or narrowed:
            self._picture(painter, "filter", "accent" if narrowed else "soft", self.funnel(section))
            area.setRight(self.funnel(section).left() - px(2))
        if sorted_:
            up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
            wide = min(self.fontMetrics().horizontalAdvance(text), area.width() - px(16))
            left = area.right() - px(14) if right else area.left() + wide + px(3)
            self._picture(painter, "up" if up else "down", "accent", QRect(left, rect.center().y() - px(7), px(14), px(14)))
            area.setRight(area.right() - px(16))
        painter.setPen(colour("accent" if sorted_ or narrowed else "soft"))
        shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def _picture(self, painter: QPainter, name: str, tone: str, area: QRect) -> None:
        from .icons import icon
        icon(name, tone).paint(painter, area.adjusted(px(3), px(3), -px(3), -px(3)) if name == "filter" else area)

    # ── the mouse ────────────────────────────────────────────────────────────────────────────────

    def _in_funnel(self, point: QPoint) -> int:
        section = self.logicalIndexAt(point)
        return section if section >= 0 and self.funnel(section).contains(point) and not self._at_edge(point) else -1

    def _at_edge(self, point: QPoint) -> bool:
        """Where the width is dragged and not the funnel pressed."""
        section = self.logicalIndexAt(point)
        return self.sectionViewportPosition(section) + self.sectionSize(section) - point.x() < px(4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and (section := self._in_funnel(event.position().toPoint())) >= 0:
            self.asked.emit(section)
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.logicalIndexAt(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._dragged:
            self._dragged = False
            self.ordered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            section = self.logicalIndexAt(event.pos())
            label = str(self.model().headerData(section, Qt.Orientation.Horizontal) or "") if section >= 0 else ""
            if self._in_funnel(event.pos()) >= 0:
                QToolTip.showText(event.globalPos(), f"按“{label}”筛选（Alt+↓）", self)
            elif section >= 0:
                sorts = "" if section in self.unsorted else "，点一下排序，再点倒序，三点复原"
                QToolTip.showText(event.globalPos(), f"{label}{sorts}；可拖动换位置、拖边线改宽窄", self)
            return True
        return super().viewportEvent(event)

    def _hover(self, section: int) -> None:
        if section != self._over:
            self._over = section
            self.viewport().update()

    def _moved(self, _section: int, _before: int, _after: int) -> None:
        self._dragged = True

    def order(self) -> list[int]:
        """The columns as they stand, from the left."""
        return [self.logicalIndex(at) for at in range(self.count())]
