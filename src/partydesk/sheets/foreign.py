"""Sheets that others made: where their headings stand, and their rows as text, whatever lies above and between.

A clerk's own roster has a title across the top, merged cells, blank rows, a second line of headings, a total at the end.
Nothing here knows what a column means; `office.mapping` does.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from .workbook import _cells, _sheets, _text

LOOKED_AT = 30
"""Rows in which headings are looked for."""
LONGEST_HEAD = 20


@dataclass(frozen=True)
class Line:
    """One row: its number on the sheet, its text column by column, and the columns whose formula has no result."""

    number: int
    texts: tuple[str, ...]
    uncounted: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """One worksheet of somebody else's file, without its empty rows."""

    name: str
    lines: tuple[Line, ...]

    @cached_property
    def fullest(self) -> int:
        """The line that is likely to be the headings, whatever they mean: of the first lines the fullest of short, differing words."""
        return max(range(min(len(self.lines), LOOKED_AT)), key=lambda at: (_wordy(self.lines[at].texts), -at))

    def heads(self, at: int) -> tuple[str, ...]:
        """The texts of a line as headings."""
        return tuple("".join(text.split()) for text in self.lines[at].texts)

    def rows(self, at: int) -> tuple[Line, ...]:
        """What stands below the headings on line `at`."""
        return self.lines[at + 1:]


def sheets(path: Path) -> list[Sheet]:
    """The worksheets that hold anything; a `Refusal` where the file cannot be read."""
    found = []
    for sheet, formulas in _sheets(path):
        lines = tuple(_lines(_cells(sheet), formulas))
        if lines:
            found.append(Sheet(str(sheet.title), lines))
    return found


def _lines(cells: Iterator[tuple[int, tuple[object, ...]]], formulas: Mapping[int, set[int]]) -> Iterator[Line]:
    for number, values in cells:
        texts = tuple(_text(value) for value in values)
        if any(texts) or number in formulas:
            yield Line(number, texts, frozenset(at for at in formulas.get(number, ()) if at >= len(texts) or not texts[at]))


def _wordy(texts: tuple[str, ...]) -> int:
    """How many columns a line names, if it can be a line of headings at all."""
    said = [text for text in texts if text]
    headings = all(len(text) <= LONGEST_HEAD and not text.replace(".", "", 1).isdecimal() for text in said)
    return len(said) if headings and len(set(said)) == len(said) else 0
