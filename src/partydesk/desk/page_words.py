"""Words sought on the pages of a PDF: also where a line ends in the middle of them, page after page without a halt."""
from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import takewhile

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, Signal
from PySide6.QtPdf import QPdfDocument

from ..catalogue.text import halfwidth

MOST = 2_000
"""Places that are counted; of more, it is only said that there are more."""


@dataclass(frozen=True)
class Hit:
    """One place: page from 0, the first character and how many, as the page counts them."""

    page: int
    start: int
    length: int


class PageWords(QObject):
    """The words of one document; `changed` tells that more places were found, or that all pages were read."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._document: QPdfDocument | None = None
        self._read: dict[int, tuple[str, tuple[int, ...]]] = {}
        self._boxes: dict[Hit, tuple[QRectF, ...]] = {}
        self._sought = ""
        self._left: list[int] = []
        self.hits: list[Hit] = []
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._go_on)

    @property
    def done(self) -> bool:
        return not self._left

    @property
    def sought(self) -> str:
        return self._sought

    def show_document(self, document: QPdfDocument | None) -> None:
        """Other pages: what was sought is sought on them."""
        self._document, self._read = document, {}
        self.look_for(self._sought)

    def look_for(self, text: str) -> None:
        """Begin to look for `text`; white space and the width of letters do not matter."""
        self._sought = text
        self.hits, self._boxes = [], {}
        wanted = self._document is not None and bool(_folded(text)[0])
        self._left = list(range(self._document.pageCount())) if wanted and self._document is not None else []
        self._turn.stop()
        if self._left:
            self._turn.start()
        self.changed.emit()

    def boxes(self, hit: Hit) -> tuple[QRectF, ...]:
        """Where it stands on its page, one box a line, in pt from the upper left."""
        if hit not in self._boxes and self._document is not None:
            selection = self._document.getSelectionAtIndex(hit.page, hit.start, hit.length)
            self._boxes[hit] = tuple(polygon.boundingRect() for polygon in selection.bounds())
        return self._boxes.get(hit, ())

    def on(self, page: int) -> list[tuple[int, Hit]]:
        """The hits on a page, each with its number."""
        first = bisect_left(self.hits, page, key=lambda hit: hit.page)
        return list(takewhile(lambda hit: hit[1].page == page, enumerate(self.hits[first:], first)))

    def first_from(self, page: int) -> int:
        """The first hit on a page or after it, as its number; else the first of all."""
        return next((n for n, hit in enumerate(self.hits) if hit.page >= page), 0)

    def place(self, hit: Hit) -> QPointF:
        return next((box.topLeft() for box in self.boxes(hit)), QPointF())

    def _go_on(self) -> None:
        """One page more."""
        if self._document is None or not self._left:
            self._turn.stop()
            return
        page = self._left.pop(0)
        if page not in self._read:
            self._read[page] = _folded(self._document.getAllText(page).text())
        text, at = self._read[page]
        wanted = _folded(self._sought)[0]
        found = text.find(wanted)
        before = len(self.hits)
        while found >= 0 and len(self.hits) < MOST:
            last = found + len(wanted) - 1
            self.hits.append(Hit(page, at[found], at[last] - at[found] + _units(text[last])))
            found = text.find(wanted, last + 1)
        if len(self.hits) >= MOST:
            self._left = []
        if not self._left:
            self._turn.stop()
        if len(self.hits) > before or not self._left:
            self.changed.emit()


def _folded(text: str) -> tuple[str, tuple[int, ...]]:
    """`text` without white space, in narrow small letters, and where each of its signs stood, as QtPdf counts: in UTF-16."""
    signs, at, place = [], [], 0
    for sign in text:
        if not sign.isspace():
            narrow = halfwidth(sign).lower()
            signs.append(narrow if len(narrow) == 1 else sign)
            at.append(place)
        place += _units(sign)
    return "".join(signs), tuple(at)


def _units(sign: str) -> int:
    return 2 if ord(sign) > 0xFFFF else 1
