"""Passages and values within a text document: which block belongs to which passage, which stretch is one value."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, cast

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat

PASSAGE = QTextFormat.Property.UserProperty + 1
"""Of a block: the number of its passage, from 1."""
SERIAL, SOURCE, FIGURE = (QTextFormat.Property.UserProperty + n for n in (2, 3, 4))
"""Of characters: which value they are part of, how the template writes it, and the figure that it shows."""


class _Stretch(Protocol):
    """`QTextLayout.FormatRange` as it is: the stubs know nothing of what it holds."""

    start: int
    length: int
    format: QTextCharFormat


Piece = tuple[str, str]
"""Words and nothing, or what a value shows and its source."""


def passage_of(block: QTextBlock) -> int:
    """The passage that a block belongs to; -1 for none."""
    return int(block.blockFormat().property(PASSAGE) or 0) - 1


def _stretches(block: QTextBlock) -> Sequence[_Stretch]:
    return cast("Sequence[_Stretch]", block.textFormats())


def spans(block: QTextBlock) -> Iterator[tuple[int, int, QTextCharFormat]]:
    """The stretches of a block, from and up to; a value is one, however many its runs."""
    held: tuple[int, int, QTextCharFormat] | None = None
    for piece in _stretches(block):
        start = block.position() + piece.start
        end = min(start + piece.length, block.position() + block.length() - 1)
        if held is not None and held[2].property(SERIAL) and held[2].property(SERIAL) == piece.format.property(SERIAL):
            held = held[0], end, held[2]
            continue
        if held is not None:
            yield held
        held = start, end, piece.format
    if held is not None:
        yield held


def pieces_of(block: QTextBlock, from_: int = 0, to: int | None = None) -> Iterator[Piece]:
    """Words and values of a block, or of the part of it that is selected."""
    for start, end, form in spans(block):
        first, last = max(start, from_), end if to is None else min(end, to)
        if first < last:
            text = block.text()[first - block.position():last - block.position()]
            yield text, str(form.property(SOURCE) or "") if form.property(SERIAL) else ""


def places_of(block: QTextBlock, figure: str) -> Iterator[QTextCursor]:
    """Where a figure stands in a block."""
    for piece in _stretches(block):
        if piece.format.property(FIGURE) == figure:
            cursor = QTextCursor(block)
            cursor.setPosition(block.position() + piece.start)
            cursor.setPosition(block.position() + piece.start + piece.length, QTextCursor.MoveMode.KeepAnchor)
            yield cursor


def format_at(document: QTextDocument, position: int) -> QTextCharFormat:
    """What the character behind a position wears."""
    cursor = QTextCursor(document)
    cursor.setPosition(position + 1)
    return cursor.charFormat()
