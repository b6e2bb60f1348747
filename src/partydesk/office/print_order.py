"""What is asked of a printer: which pages, how many, on one side or both; and the passes in which they are printed.

Pages are numbered from 1. When both sides are printed by hand, the fronts of all leaves are printed first; then the
stack is turned over and put back, and the backs are printed. An odd last page has no back.
"""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from ..errors import Refusal

ONE, LONG, SHORT, BY_HAND = "one-sided", "two-sided-long-edge", "two-sided-short-edge", "by-hand"
SIDES = {ONE: "单面", LONG: "双面，长边翻转", SHORT: "双面，短边翻转", BY_HAND: "手动双面"}
"""The first three are what IPP calls them."""
ALL, ODD, EVEN = "all", "odd", "even"
PARITIES = {ALL: "全部", ODD: "只印单数页", EVEN: "只印双数页"}
MOST_COPIES = 999
Sides = Literal["one-sided", "two-sided-long-edge", "two-sided-short-edge", "by-hand"]


@dataclass(frozen=True)
class Order:
    """One print run; `pages` are those wanted, in their order; `backwards`: backs from the last leaf to the first."""

    printer: str
    title: str
    pages: tuple[int, ...]
    count: int                               # pages of the whole file
    copies: int = 1
    collate: bool = True
    sides: str = ONE
    backwards: bool = False
    colour: bool = False
    a4: bool = True

    @property
    def leaves(self) -> int:
        """Sheets of paper that one copy takes."""
        return len(self.pages) if self.sides == ONE else (len(self.pages) + 1) // 2

    @property
    def together(self) -> bool:
        """Whether copies come out one after the other; by hand, an odd last page would put the backs of all further copies wrong."""
        return self.collate and not (self.sides == BY_HAND and len(self.pages) % 2 and self.copies > 1)


@dataclass(frozen=True)
class Pass:
    """What goes through the printer at once: pages in the order of the file, and whether they come out from the last on."""

    pages: tuple[int, ...]
    backwards: bool = False


def passes(order: Order) -> tuple[Pass, ...]:
    """The run as it goes through the printer: at once, or fronts and then backs."""
    if order.sides != BY_HAND:
        return (Pass(order.pages),)
    fronts, backs = order.pages[::2], order.pages[1::2]
    return (Pass(fronts), Pass(backs, order.backwards)) if backs else (Pass(fronts),)


def read_pages(text: str, count: int) -> tuple[int, ...]:
    """The pages of “1-3,5”, each once and in the order of the file; a Refusal says which part is not understood."""
    wanted: set[int] = set()
    plain = text.translate(str.maketrans("，、；;－—–～~至", ",,,,------", " 　第页"))
    parts = [part for part in plain.split(",") if part]
    if not parts:
        raise Refusal("请写要打印的页，如 1-3,5")
    for part in parts:
        read = re.fullmatch(r"(\d{1,6})(?:-(\d{0,6}))?", part)
        if read is None:
            raise Refusal(f"“{part[:20]}”看不懂；页码写作 1-3,5")
        first, last = int(read[1]), int(read[2]) if read[2] else count if read[2] == "" else int(read[1])
        if not 1 <= first <= count or not 1 <= last <= count:
            raise Refusal(f"没有第 {first if not 1 <= first <= count else last} 页：共 {count} 页")
        if first > last:
            raise Refusal(f"“{part}”写倒了；应写作 {last}-{first}")
        wanted.update(range(first, last + 1))
    return tuple(sorted(wanted))


def of_parity(pages: Iterable[int], parity: str) -> tuple[int, ...]:
    """Those of the pages that are odd or even."""
    return tuple(page for page in pages if parity == ALL or page % 2 == (parity == ODD))


def spans(pages: Sequence[int]) -> str:
    """Pages as IPP and a clerk write them: 1-3,5."""
    found = []
    for _, group in groupby(enumerate(pages), key=lambda at: at[1] - at[0]):
        run = [page for _, page in group]
        found.append(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]))
    return ",".join(found)
