"""表格: how wide the columns of a table are and how their cells are aligned, the same in every file."""
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .document import Table, plain
from .lines import nominal
from .look import MM, Look

LONG = 8
"""Characters from which a cell is read as a sentence, and its column set flush left."""

WIDER = 1.06
"""How much wider than half a character digits and signs may be in some faces."""

SHORT = 5.6
"""Characters that are not worth a second line: names, choices of a few words."""

DATED = 8.0
"""Characters up to which a cell with a number in it stays on one line: 2026年12月31日, 98.6%, 12人次."""

HEADED = 4.0
"""Characters up to which a head stays on one line: 牵头领导."""

WIDEST, NARROWEST = 24.0, 4.0
"""Characters that a column of sentences would like at most, and takes at least."""

SPARE = 0.3
"""Characters of room beside what must not be broken."""


@dataclass(frozen=True)
class Column:
    """One column: its width in pt, and where its body cells stand (head cells are centred)."""

    width: float
    align: Literal["left", "center"]


def columns(table: Table, look: Look) -> tuple[Column, ...]:
    """The columns of `table`: as its author says, else by what stands in them; never wider than the page.

    On paper that lies on its side a table is as wide as the page.
    """
    if table.widths is not None:
        share = look.width / (sum(table.widths) * MM)
        widths = [width * MM * (share if look.lies else min(1, share)) for width in table.widths]
    else:
        widths = spread(wishes(table, look), look.width)
    return tuple(Column(width, "left" if any(length(line) > LONG for line in lines_of(column[table.head:])) else "center")
                 for width, column in zip(widths, texts(table), strict=True))


def needed(table: Table, look: Look) -> float:
    """The width in pt without which numbers and words of a table would be broken; as little as its author says."""
    if table.widths is not None:
        return min(sum(table.widths) * MM, look.width)
    return sum(least for least, _ in wishes(table, look))


def wishes(table: Table, look: Look) -> list[tuple[float, float]]:
    """For each column of `table` how wide it must be, and how wide it would like to be, in pt."""
    found = []
    for column in texts(table):
        head, body = lines_of(column[:table.head]), lines_of(column[table.head:])
        least = max(2.0, *(length(line) if length(line) <= HEADED else word(line) for line in head), *map(firm, body))
        wanted = max(least, *(min(length(line), HEADED) for line in head), *(min(length(line), WIDEST) for line in body))
        found.append((least, wanted))
    side = 2 * look.table.side * MM
    return [((least + SPARE) * look.table.size + side, (wanted + SPARE) * look.table.size + side) for least, wanted in found]


def texts(table: Table) -> list[list[str]]:
    """The words of each column, a text for each cell."""
    return [[plain(cell) for cell in column] for column in zip(*table.rows, strict=True)]


def lines_of(cells: Sequence[str]) -> list[str]:
    """The lines of cells, one at least."""
    return [line for cell in cells for line in cell.split("\n")] or [""]


def length(text: str) -> float:
    """How long a text may be in any face, in characters."""
    return sum(nominal(char) * (1 if nominal(char) == 1 else WIDER) for char in text)


def word(text: str) -> float:
    """The longest part of a text that stands on one line: words and numbers of ASCII, single characters."""
    pieces = re.split("(?<=[\u1100-\U0010ffff])|(?=[\u1100-\U0010ffff])|(?<= )", text)
    return max((length(piece) for piece in pieces), default=0.0)


def firm(text: str) -> float:
    """How much of a cell's line must not be broken: all of a short one and of a number with its unit, else its words."""
    whole = length(text)
    if whole <= SHORT or (whole <= DATED * WIDER and any(char.isdigit() for char in text)):
        return whole
    return max(NARROWEST, word(text))


def spread(wishes: Sequence[tuple[float, float]], room: float) -> list[float]:
    """`room` among columns that must have the one and would like the other: all of it, what must be first."""
    least, wanted = (sum(wish[which] for wish in wishes) for which in (0, 1))
    if wanted <= room:
        return [many * room / wanted for _, many in wishes]
    if least >= room:
        return [few * room / least for few, _ in wishes]
    share = (room - least) / (wanted - least)
    return [few + (many - few) * share for few, many in wishes]
