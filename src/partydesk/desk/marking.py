"""Text on one line: with what was looked for marked in it, or with a number at its right end."""
from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

from .theme import colour, px

if TYPE_CHECKING:
    from ..office.matching import Marks


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


def opposed(painter: QPainter, area: QRect, text: str, number: str, ink: str, tone: str) -> None:
    """Text at the left, cut off before the number that stands at the right; both in the painter's font."""
    metrics = painter.fontMetrics()
    painter.setPen(colour(tone))
    painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
    painter.setPen(colour(ink))
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width() - metrics.horizontalAdvance(number) - px(10))
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
