"""Text on one line in which what was looked for is marked."""
from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from ..office.matching import Marks
from .theme import colour


def written(painter: QPainter, font: QFont, area: QRect, text: str, marks: Marks, ink: str) -> int:
    """Text on one line with parts of it marked, cut off where it does not fit; how wide it came out."""
    bold = QFont(font)
    bold.setBold(True)
    at, x = 0, 0
    runs: list[tuple[str, bool]] = []
    for start, end in marks:
        runs += [(text[at:start], False), (text[start:end], True)]
        at = end
    runs.append((text[at:], False))
    for part, marked in runs:
        if not part:
            continue
        painter.setFont(bold if marked else font)
        metrics = QFontMetrics(painter.font())
        painter.setPen(colour("accent" if marked else ink))
        wide = metrics.horizontalAdvance(part)
        shown = part if x + wide <= area.width() else metrics.elidedText(part, Qt.TextElideMode.ElideRight, area.width() - x)
        painter.drawText(area.adjusted(x, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        x += metrics.horizontalAdvance(shown)
        if shown != part:
            break
    painter.setFont(font)
    return x
