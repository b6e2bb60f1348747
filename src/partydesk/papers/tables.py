"""表格: how wide the columns of a table are and how their cells are aligned, the same in every file."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .document import Table, plain
from .lines import nominal
from .look import MM, Look

LONG = 8
"""Characters from which a cell is read as a sentence, and its column set flush left."""

WIDER = 1.06
"""How much wider than half a character digits and signs may be in some faces."""


@dataclass(frozen=True)
class Column:
    """One column: its width in pt, and where its body cells stand (head cells are centred)."""

    width: float
    align: Literal["left", "center"]


def columns(table: Table, look: Look) -> tuple[Column, ...]:
    """The columns of `table`: as its author says, else by what stands in them, never wider than the page."""
    texts = [[plain(cell) for cell in column] for column in zip(*table.rows, strict=True)]
    longest = [max(sum(map(nominal, text)) for text in column) for column in texts]
    if table.widths is not None:
        asked = [width * MM for width in table.widths]
        widths = [width * min(1, look.width / sum(asked)) for width in asked]
    else:
        widths = shared([(max(2.0, length * WIDER) + 0.5) * look.table.size + 2 * look.table.side * MM for length in longest],
                        look.width)
    body = [column[table.head:] for column in texts]
    wordy = [any(sum(map(nominal, text)) > LONG for text in column) for column in body]
    return tuple(Column(width, "left" if long else "center") for width, long in zip(widths, wordy, strict=True))


def shared(wishes: list[float], room: float) -> list[float]:
    """`room` among columns: those that ask little get it, the others share what is left; what is over goes to all."""
    widths = [0.0] * len(wishes)
    open_ = set(range(len(wishes)))
    left = room
    while modest := [at for at in open_ if wishes[at] <= left / len(open_)]:
        for at in modest:
            widths[at] = wishes[at]
            left -= wishes[at]
        open_ -= set(modest)
        if not open_:
            return [width * room / sum(widths) for width in widths]
    hungry = sum(wishes[at] ** 0.5 for at in open_)
    for at in open_:
        widths[at] = left * wishes[at] ** 0.5 / hungry
    return widths
