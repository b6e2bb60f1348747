"""The text of a Word file as its paragraphs and bound numbers, each character with its place in the bytes of the file.

What was typed is changed in those bytes and nowhere else, so that all that Word, WPS or LibreOffice put round it stays.
Changes under review are read as if they were accepted: what is struck out is gone, what is put in is there.
"""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from ..errors import Refusal
from .parcel import parse

SPACES = ("http://schemas.openxmlformats.org/wordprocessingml/2006/main ", "http://purl.oclc.org/ooxml/wordprocessingml/main ")
NUMBER = re.compile(r"_f(\d+)_([0-9a-f]{6})_(\w+)")
MARK = re.compile(r"_p_[0-9a-f]{16}")
MOST_PARAGRAPHS = 20_000

Splice = tuple[int, int, bytes]


@dataclass
class Stretch:
    """The text between one pair of w:t, which is one line of bytes in the file."""

    at: int                                  # of its first character in the paragraph
    text: str = ""
    cuts: list[tuple[int, int]] = field(default_factory=list)     # character, byte: where each piece of it begins

    def byte(self, char: int) -> int:
        """Where a character lies in the file; entities are pieces of their own."""
        before, place = self.cuts[bisect_right(self.cuts, char, key=lambda cut: cut[0]) - 1]
        return place + len(self.text[before:char].encode())


@dataclass
class Paragraph:
    """One paragraph; `twin` is the second copy of a text box that the format keeps for old programs."""

    twin: bool = False
    text: str = ""
    stretches: list[Stretch] = field(default_factory=list)

    def written(self, start: int, end: int, text: str) -> Iterable[Splice]:
        """The changes of bytes that put `text` in the place of the characters from `start` to `end`."""
        new = escape(text).encode()
        for stretch in self.stretches:
            a, b = max(start, stretch.at), min(end, stretch.at + len(stretch.text))
            if a < b:
                yield stretch.byte(a - stretch.at), stretch.byte(b - stretch.at), new
                new = b""


@dataclass(frozen=True)
class Number:
    """A number in its bookmark: the `number`th of the paper, which showed a figure as a text with this seal."""

    number: int
    seal: str
    key: str
    paragraph: int
    start: int
    end: int
    name: tuple[int, int]                    # where the name of its bookmark lies in the bytes

    @property
    def same(self) -> tuple[int, str]:
        """What it is called in every file of the paper."""
        return self.number, self.key


@dataclass
class Manuscript:
    """All paragraphs in the order of the file, and the bound numbers among them; `mark` says which paper it is."""

    raw: bytes
    paragraphs: list[Paragraph] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    mark: str = ""

    @classmethod
    def read(cls, xml: bytes) -> Manuscript:
        """The paragraphs and numbers of a text part; a `Refusal` where it cannot be read."""
        made = cls(xml)
        parse(xml, Reading(made).watch)
        return made

    def shown(self, number: Number) -> str:
        """What stands between the ends of a number's bookmark."""
        return self.paragraphs[number.paragraph].text[number.start:number.end]

    def spliced(self, splices: Iterable[Splice]) -> bytes:
        """The bytes with every change made; of two changes of one place the first counts."""
        parts, at = [], 0
        for start, end, new in sorted({(start, end): (start, end, new) for start, end, new in splices}.values()):
            if start < at:
                continue
            parts += [self.raw[at:start], new]
            at = end
        return b"".join([*parts, self.raw[at:]])


class Reading:
    """Puts a manuscript together while expat goes through its bytes."""

    def __init__(self, made: Manuscript):
        self.made = made
        self.within: list[int] = []          # paragraphs that are open: one in a text box stands within another
        self.unseen = self.twin = 0          # struck out or moved away; the copy for old programs
        self.stretch: Stretch | None = None
        self.said_so_far: list[str] = []     # the text of the open stretch, which a hostile file may cut into a million pieces
        self.length = 0
        self.open: dict[str, tuple[str, int, int, tuple[int, int]]] = {}     # bookmarks that have begun, by their ids

    def watch(self, reader: Any) -> None:
        self.reader = reader
        reader.StartElementHandler, reader.EndElementHandler = self.begun, self.ended
        reader.CharacterDataHandler = self.said

    def begun(self, full: str, attributes: dict[str, str]) -> None:
        space, _, name = full.rpartition(" ")
        if f"{space} " not in SPACES:
            self.twin += name == "Fallback"
            return
        match name:
            case "p":
                self.within.append(len(self.made.paragraphs))
                self.made.paragraphs.append(Paragraph(bool(self.twin)))
                if len(self.made.paragraphs) > MOST_PARAGRAPHS:
                    raise Refusal("这个文件的段落太多，没有打开")
            case "t" if self.within and not self.unseen:
                self.stretch, self.said_so_far, self.length = Stretch(len(self.here.text)), [], 0
            case "tab" | "br" | "cr" if self.within and not self.unseen and (name != "tab" or not attributes):   # a stop has some
                self.here.text += "\t" if name == "tab" else "\n"
            case "del" | "moveFrom":
                self.unseen += 1
            case "bookmarkStart":
                self.bookmark(attributes, f"{space} ")
            case "bookmarkEnd":
                self.bound(attributes.get(f"{space} id", ""))

    def ended(self, full: str) -> None:
        space, _, name = full.rpartition(" ")
        if f"{space} " not in SPACES:
            self.twin -= name == "Fallback"
            return
        match name:
            case "p":
                self.within.pop()
            case "t" if self.stretch is not None:
                if self.said_so_far:
                    self.stretch.text = "".join(self.said_so_far)
                    self.stretch.cuts.append((len(self.stretch.text), self.reader.CurrentByteIndex))
                    self.here.stretches.append(self.stretch)
                    self.here.text += self.stretch.text
                self.stretch = None
            case "del" | "moveFrom":
                self.unseen -= 1

    def said(self, text: str) -> None:
        if self.stretch is not None:
            self.stretch.cuts.append((self.length, self.reader.CurrentByteIndex))
            self.said_so_far.append(text)
            self.length += len(text)

    @property
    def here(self) -> Paragraph:
        return self.made.paragraphs[self.within[-1]]

    def bookmark(self, attributes: dict[str, str], space: str) -> None:
        name = attributes.get(f"{space}name", "")
        if MARK.fullmatch(name):
            self.made.mark = name
        if not NUMBER.match(name):
            return
        at = self.reader.CurrentByteIndex
        named = self.made.raw.find(name.encode(), at, self.made.raw.find(b">", at))
        if named < 0:
            return
        # Between paragraphs a bookmark begins with the next one.
        paragraph, char = (self.within[-1], len(self.here.text)) if self.within else (len(self.made.paragraphs), 0)
        self.open[attributes.get(f"{space}id", "")] = name, paragraph, char, (named, named + len(name))

    def bound(self, id: str) -> None:
        if id not in self.open:
            return
        name, paragraph, start, place = self.open.pop(id)
        found = NUMBER.match(name)
        if paragraph >= len(self.made.paragraphs) or found is None:
            return
        # An end that slipped over the end of its paragraph ends with it.
        inside = self.within and self.within[-1] == paragraph
        end = len(self.here.text) if inside else len(self.made.paragraphs[paragraph].text)
        self.made.numbers.append(Number(int(found[1]), found[2], found[3], paragraph, start, max(start, end), place))
