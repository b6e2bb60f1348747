"""A paper before it is a file: its words in their order, and no opinion about fonts.

The blocks are a closed set: a new one is added here and in every writer, and a test names the writer that forgot it.
"""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Align = Literal["justify", "left", "center", "right"]

ENCLOSED = "附件："

UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""Control characters and broken halves, which neither a .docx nor a .pdf can hold."""


UNSEEN = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters without width or ink, which come along when text is copied from web pages."""


def clean(text: str) -> str:
    """`text` as it can be printed: one kind of line end, tabs as spaces, nothing unseen or that a file cannot hold."""
    text = re.sub("\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    text = re.sub("[\t\xa0]", " ", text)
    return UNPRINTABLE.sub("", UNSEEN.sub("", text))


@dataclass(frozen=True)
class Run:
    """A stretch of text in one dress; `figure` is the id of the number it shows, `note` a mark such as [1].

    Text that no file can hold (control characters) raises ValueError: `clean` it first. A line feed is obeyed in
    titles and in the cells of a table.
    """

    text: str
    figure: str | None = None
    note: bool = False
    bold: bool = False

    def __post_init__(self) -> None:
        if UNPRINTABLE.search(self.text):
            raise ValueError(f"unprintable characters in {self.text!r}")


Runs = tuple[Run, ...]


def cut(runs: Runs, start: int, end: int) -> Runs:
    """The characters from `start` to `end` of `runs`, each in the run it came from."""
    kept, at = [], 0
    for run in runs:
        part = run.text[max(0, start - at):max(0, end - at)]
        if part:
            kept.append(replace(run, text=part))
        at += len(run.text)
    return tuple(kept)


def parts(runs: Runs) -> tuple[Runs, ...]:
    """`runs` parted at their line feeds: one part at least, each number in it still known."""
    if not any("\n" in run.text for run in runs):
        return (runs,)
    found, at = [], 0
    for line in plain(runs).split("\n"):
        found.append(cut(runs, at, at + len(line)))
        at += len(line) + 1
    return tuple(found)


def plain(runs: Runs) -> str:
    """The words of `runs` alone."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True)
class Title:
    """标题: the name of the paper; a line feed in it is a line end that its author chose."""

    runs: Runs


@dataclass(frozen=True)
class Heading:
    """A heading inside the text: level 1 is 一、, 2 is （一）, 3 is 1., 4 is （1）."""

    level: int
    runs: Runs

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError(f"heading of level {self.level}")


@dataclass(frozen=True)
class Paragraph:
    """正文: a paragraph; `indent` (its first line) and `right` (all lines) are in characters."""

    runs: Runs
    indent: int = 2
    align: Align = "justify"
    right: int = 0


@dataclass(frozen=True)
class Table:
    """表格: rows of cells; the first `head` rows are repeated on every page; `widths` in mm, or None to be found.

    A line feed in a cell is a line end there.
    """

    rows: tuple[tuple[Runs, ...], ...]
    widths: tuple[float, ...] | None = None
    head: int = 1

    def __post_init__(self) -> None:
        if not self.rows or not self.rows[0] or any(len(row) != len(self.rows[0]) for row in self.rows):
            raise ValueError("rows of a table must be of one length, and there must be one")
        if self.widths is not None and len(self.widths) != len(self.rows[0]):
            raise ValueError("a table needs one width for each of its columns")


@dataclass(frozen=True)
class Signatures:
    """签字栏: for each party the lines it fills in by hand; a blank date (年 月 日) follows each party's lines."""

    parties: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True)
class Signoff:
    """落款: who issues the paper and when; `sealed`: at the places, and with the room, of a paper that gets a seal."""

    name: Runs
    date: Runs
    sealed: bool = False


@dataclass(frozen=True)
class Enclosures:
    """附件说明: the names of what is attached, numbered where there are several, under the text and above the 署名."""

    names: tuple[Runs, ...]

    def __post_init__(self) -> None:
        if not self.names:
            raise ValueError("a list of enclosures must name one")

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands before each name: 附件：1. and 2. or, before a single one, 附件： alone."""
        if len(self.names) == 1:
            return (ENCLOSED,)
        return tuple((ENCLOSED if number == 1 else "") + f"{number}." for number in range(1, len(self.names) + 1))

    def places(self, head: str) -> tuple[float, float]:
        """After how many characters a head begins, and the name after it with all its turnovers.

        After a number, whose width is not the same in every typeface, a little more than it takes.
        """
        begin = 2 if head.startswith(ENCLOSED) else 2 + len(ENCLOSED)
        number = head.removeprefix(ENCLOSED)
        return begin, 2 + len(ENCLOSED) + (len(str(len(self.names))) / 2 + 0.6 if number else 0)


@dataclass(frozen=True)
class Annex:
    """附件: what is attached begins here, on a new page: its number (None: the only one) and its title."""

    number: int | None
    title: Runs

    @property
    def label(self) -> str:
        """附件1."""
        return f"附件{self.number or ''}"


@dataclass(frozen=True)
class PageBreak:
    """换页: what follows begins on a new page."""


Block = Title | Heading | Paragraph | Table | Signatures | Signoff | Enclosures | Annex | PageBreak


@dataclass(frozen=True)
class Note:
    """注释: an end-note, under the number that its mark in the text shows."""

    number: int
    runs: Runs


@dataclass(frozen=True)
class Document:
    """One paper: a title for lists and file properties, its blocks, and the notes printed after them.

    `turned`: on paper that lies on its side, as a ledger is.
    """

    title: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    turned: bool = False

    @property
    def printed(self) -> tuple[Block, ...]:
        """Everything in printing order: the blocks without idle page breaks, then the notes as paragraphs."""
        notes: list[Block] = []
        if self.notes:
            notes = [Paragraph(()), Paragraph((Run("注释："),)),
                     *(Paragraph((Run(f"[{note.number}] "), *note.runs)) for note in self.notes)]
        kept: list[Block] = []
        for block in (*self.blocks, *notes):
            if not (isinstance(block, PageBreak) and (not kept or isinstance(kept[-1], PageBreak))):
                kept.append(block)
        if kept and isinstance(kept[-1], PageBreak):
            kept.pop()
        return tuple(kept)

    @property
    def figures(self) -> tuple[str, ...]:
        """The ids of the numbers printed anywhere, in order, each as often as it is printed."""
        return tuple(run.figure for block in self.printed for run in runs_of(block) if run.figure)

    @property
    def text(self) -> str:
        """All words in printing order, one block a line."""
        return "\n".join(plain(tuple(runs_of(block))) for block in self.printed)


def runs_of(block: Block) -> Iterator[Run]:
    """Every run of `block` in reading order."""
    match block:
        case Title(runs) | Heading(_, runs) | Paragraph(runs):
            yield from runs
        case Table(rows):
            for row in rows:
                for cell in row:
                    yield from cell
        case Signatures(parties):
            for lines in parties:
                for line in lines:
                    yield from line
        case Signoff(name, date):
            yield from name
            yield from date
        case Enclosures(names):
            for head, name in zip(block.heads, names, strict=True):
                yield Run(head)
                yield from name
        case Annex(_, title):
            yield Run(block.label)
            yield from title
        case PageBreak():
            pass
