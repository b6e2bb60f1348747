"""What a Word file keeps on one page with who signs: it cannot say "two lines of the text before", only "this paragraph".

LibreOffice moves the whole of a paragraph that is kept with the next, Word its last lines alone.
"""
from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from .document import Block, Enclosures, Paragraph, Signatures, Signoff, plain
from .lines import broken, nominal
from .look import Look

CLOSING = Paragraph | Enclosures | Signatures | Signoff
"""Blocks of which the end of a paper consists."""


def held(blocks: Sequence[Block], at: int, look: Look) -> bool:
    """Whether the block at `at` must end on the page of the signatures, the list or the 署名 that follow it.

    One that does not go on one page with them is let go.
    """
    own = blocks[at]
    if not isinstance(own, Paragraph | Enclosures):
        return False
    between = list(takewhile(lambda block: isinstance(block, Paragraph), blocks[at + 1:]))
    match next(iter(blocks[at + 1 + len(between):]), None):
        case Signatures():
            keep = look.signatures.keep
        case Signoff() | Enclosures():
            keep = look.signoff.keep
        case _:
            return False
    if len(between) >= keep:                         # every paragraph has a line at least
        return False
    end = takewhile(lambda block: isinstance(block, CLOSING), blocks[at:])
    return sum(rows(block, look) for block in between) < keep and sum(rows(block, look) for block in end) <= look.grid.lines


def rows(block: Block, look: Look) -> int:
    """About how many lines a paragraph, a list of enclosures, or who signs takes; any other block one."""
    match block:
        case Paragraph(runs, indent, _, right):
            room = float(look.grid.chars - right)
            return lines_in(plain(runs), room, room - indent)
        case Enclosures(names):
            return look.annex.before + sum(lines_in(plain(name), look.grid.chars - block.places(head)[1])
                                           for head, name in zip(block.heads, names, strict=True))
        case Signatures(parties):
            return look.signatures.before + look.signatures.step * max(map(len, parties), default=0) + 1
        case Signoff(sealed=sealed):
            return look.signoff.rows(sealed) + 2 + (look.signoff.under if sealed else 0)
        case _:
            return 1


def lines_in(text: str, room: float, first: float | None = None) -> int:
    """About how many lines a text takes in a room of so many characters."""
    return len(broken(text, [nominal(char) for char in text], room, first))
