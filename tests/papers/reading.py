"""Reading a printed page back: where every character really stands, as pdfium sees it."""
from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
from pypdfium2 import raw

MM = 25.4 / 72
INVISIBLE = {0, 2, 10, 13, 32, 0x3000, 0xFFFE}


@dataclass(frozen=True)
class Char:
    """A character on a page: its origin in pt from the lower left, and the size it is printed in."""

    char: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Row:
    """A line of characters, from left to right."""

    chars: tuple[Char, ...]

    @property
    def text(self) -> str:
        return "".join(char.char for char in self.chars)

    @property
    def size(self) -> float:
        return max(char.size for char in self.chars)

    @property
    def y(self) -> float:
        return self.chars[0].y


@dataclass(frozen=True)
class Page:
    """One page: its rows from the top, and its height in pt."""

    rows: tuple[Row, ...]
    height: float

    @cached_property
    def body(self) -> tuple[Row, ...]:
        """The rows of the text, without the page number."""
        return tuple(row for row in self.rows if row.y > 35 / MM - 3)

    @cached_property
    def foot(self) -> Row:
        """The page number."""
        return next(row for row in self.rows if row.y <= 35 / MM - 3)


def pages(pdf: bytes) -> list[Page]:
    """Every page of a file."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [Page(tuple(rows(list(chars(page)))), page.get_height()) for page in document]
    finally:
        document.close()


def rows(found: list[Char]) -> Iterator[Row]:
    """Characters gathered into rows; a raised note belongs to the row under it."""
    lines: list[list[Char]] = []
    for char in sorted(found, key=lambda char: -char.y):
        if lines and lines[-1][0].y - char.y < 6:
            lines[-1].append(char)
        else:
            lines.append([char])
    for line in lines:
        yield Row(tuple(sorted(line, key=lambda char: char.x)))


def chars(page: pypdfium2.PdfPage) -> Iterator[Char]:
    """The characters of a page in the order of the file."""
    text = page.get_textpage()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text.raw, at)
        if code in INVISIBLE or raw.FPDFText_IsGenerated(text.raw, at) == 1:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        raw.FPDFText_GetCharOrigin(text.raw, at, ctypes.byref(x), ctypes.byref(y))
        yield Char(chr(code), x.value, y.value, raw.FPDFText_GetFontSize(text.raw, at))


def text(pdf: bytes) -> str:
    """The words of a file in the order in which they are copied out of it, without spaces and line ends."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
    return "".join(found.split())
