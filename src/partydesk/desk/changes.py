"""What was changed, as a table: the blank, what it said, and what it says since."""
from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from .theme import px

SHORT, LONG = 16, 600
"""Characters of a text that stands in one line, and that is shown in a cell at all; the tooltip has more."""


class ChangesTable(QTableWidget):
    """A few columns of words that wrap; a row with one cell only is a heading."""

    def __init__(self, says: str, heads: Sequence[str], parent: QWidget | None = None):
        super().__init__(0, len(heads), parent)
        self.setAccessibleName(says)
        self.setHorizontalHeaderLabels(list(heads))
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(self.fontMetrics().height() + px(8))
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        for column in range(1, len(heads)):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(0, px(108))

    def fill(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show these rows instead."""
        self.clearSpans()
        self.setRowCount(len(rows))
        strong = QFont(self.font())
        strong.setBold(True)
        for at, row in enumerate(rows):
            short = len(row) == 1 or all(len(text) < SHORT and "\n" not in text for text in row)
            for column in range(self.columnCount()):
                text = row[column] if column < len(row) else ""
                item = QTableWidgetItem(text if len(text) <= LONG else f"{text[:LONG]}…")
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | (
                    Qt.AlignmentFlag.AlignVCenter if short else Qt.AlignmentFlag.AlignTop))
                if len(text) > LONG:
                    item.setToolTip(text[:4000])
                if len(row) == 1:
                    item.setFont(strong)
                self.setItem(at, column, item)
            if len(row) == 1 and self.columnCount() > 1:
                self.setSpan(at, 0, 1, self.columnCount())
        self.resizeRowsToContents()
        self.scrollToTop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resizeRowsToContents()
