"""What the list comes to, in a row below it: each amount stands under its column."""
from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ..office.totals import Totals
from .records import Records
from .table import RecordTable
from .theme import colour, px, room


class Footer(QWidget):
    """The totals of what is shown; empty while they are being worked out."""

    def __init__(self, table: RecordTable):
        super().__init__()
        self.setAccessibleName("合计")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._table = table
        self.totals: Totals | None = None
        head = table.horizontalHeader()
        head.sectionResized.connect(lambda *_: self.update())
        head.sectionMoved.connect(lambda *_: self.update())
        table.horizontalScrollBar().valueChanged.connect(lambda _: self.update())

    def sizeHint(self) -> QSize:
        return QSize(px(200), self.fontMetrics().height() + room(12))

    def put(self, totals: Totals | None) -> None:
        self.totals = totals
        self.setAccessibleDescription(self.text)
        self.setToolTip(self.text)
        self.update()

    @property
    def title(self) -> str:
        """What stands first: how many records, how many heads."""
        if self.totals is None:
            return "正在合计…"
        heads = f"　{self.totals.heads} 人次" if self.totals.heads else ""
        return f"合计 {self.totals.count} 条{heads}"

    @property
    def text(self) -> str:
        """All of it as one sentence."""
        model = self._table.model()
        if self.totals is None or not isinstance(model, Records):
            return ""
        amounts = [f"{column.label} {text}" for column in model.columns if (text := self.totals.text(column))]
        return "，".join([self.title.replace("　", "，"), *amounts])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("ground"))
        painter.setPen(colour("line"))
        painter.drawLine(0, 0, self.width(), 0)
        model = self._table.model()
        if not isinstance(model, Records):
            return
        head = self._table.horizontalHeader()
        left = self._table.viewport().mapTo(self._table, self._table.viewport().rect().topLeft()).x()
        shown = {at: text for at, column in enumerate(model.columns) if self.totals and (text := self.totals.text(column))}
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        lead = metrics.horizontalAdvance(self.title) + px(12)
        for at, text in shown.items():
            right = left + head.sectionViewportPosition(at) + head.sectionSize(at) - px(8)
            wide = metrics.horizontalAdvance(text)
            if right - wide < left + lead:            # the sentence at the left has its place before an amount
                continue
            painter.setPen(colour("ink"))
            painter.drawText(QRect(right - wide - px(2), 0, wide + px(2), self.height()),
                             Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(colour("soft"))
        painter.drawText(QRect(left + px(8), 0, self.width(), self.height()),
                         Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.title)
