"""Where in the bytes of a form something is written anew: its paragraphs, rows, pages, and names that may be given once.

Found in one pass of the reader that finds the text, and kept as marks, so that a copy costs no reading.
"""
from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from ..errors import Refusal
from .manuscript import SPACES, Manuscript, Reading
from .parcel import parse

HEAD = re.compile(rb"""<([^\s/>]+)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>""")
ATTRIBUTE = re.compile(rb"""\s+((?:[\w.-]+:)?([\w.-]+))\s*=\s*(?:"([^"]*)"|'([^']*)')""")

Sort = Literal["tag", "rest", "spaced", "row", "lines", "once", "own", "gone", "part", "note", "list", "styled", "section", "carry"]
"""A tag and what is left of its pieces; a text that keeps its blanks; a row or paragraph that is repeated; what stands once in
a file, is given anew, or goes; heads and feet; notes; numberings, by the paragraph or its style; a page; where one is carried."""


@dataclass(frozen=True)
class Mark:
    """A place in the bytes of a part where something is written, repeated or left out; `value` says what."""

    start: int
    end: int
    sort: Sort
    value: Any = None


@dataclass(frozen=True)
class Section:
    """The page of a stretch of the text: its children by name and place."""

    start: int
    end: int
    head: int                                # where its children begin
    children: tuple[tuple[str, int, int], ...]


@dataclass
class Place:
    """Where a paragraph lies, in which row, and `full` of more than words: another paragraph, a picture, a page."""

    start: int
    end: int = 0
    row: int | None = None
    full: bool = False


BEFORE_NUMBER = {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl"}
"""What stands before the numbering among the properties of a paragraph (ECMA-376 part 1, 17.3.1.26)."""
NOWHERE = (0, 0)
VML = "urn:schemas-microsoft-com:vml"
ONCE = {"bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "commentReference", "permStart", "permEnd"}


@dataclass
class _Open:
    """An element that has begun."""

    name: str
    start: int
    head: int                                # where its content begins
    closed: bool
    prefix: bytes
    children: list[tuple[str, int, int]] = field(default_factory=list)
    style: str = ""


class FormReading(Reading):
    """Puts the places of a form together while expat goes through its bytes."""

    def __init__(self, made: Manuscript):
        super().__init__(made)
        self.marks: list[Mark] = []
        self.places: list[Place] = []
        self.rows: list[tuple[int, int]] = []
        self.texts: list[tuple[int, bytes, int | None]] = []
        self.sections: list[Section] = []
        self.notes: list[tuple[int, int]] = []                # where each note lies that someone wrote
        self.noted: set[int] = set()
        self.carry: Mark | None = None
        self.within_rows: list[int] = []
        self.elements: list[_Open] = []
        self.body = NOWHERE
        self.prefix = b"w:"
        self.used: set[int] = set()
        self.numbered: set[str] = set()                       # the numberings that paragraphs name

    def read(self, raw: bytes) -> None:
        parse(raw, self.watch)

    def text_before(self, at: int) -> tuple[bytes, int | None]:
        """The text element that a byte lies in: its name as it is written (w:t), and where it is told to keep its blanks."""
        return self.texts[bisect_right(self.texts, at, key=lambda text: text[0]) - 1][1:]

    def begun(self, full: str, attributes: dict[str, str]) -> None:
        start = self.reader.CurrentByteIndex
        super().begun(full, attributes)
        space, _, name = full.rpartition(" ")
        head = HEAD.match(self.made.raw, start)
        if head is None:
            raise Refusal("这个文件已经损坏，读不出来")
        one = _Open(name, start, head.end(), bool(head[3]), head[1].rpartition(b":")[0] + b":" if b":" in head[1] else b"")
        self.elements.append(one)
        if name in ("p", "tr"):
            self.marks += self._whole(head, b"paraId", b"textId")
        if f"{space} " in SPACES:
            self._word(one, head, {key.rpartition(" ")[2]: value for key, value in attributes.items()})
        elif name == "docPr":
            self.marks += self._attribute(head, "own", "id")
            self._used(attributes.get("id", ""))
        elif space == VML:
            self.marks += self._whole(head, b"id", b"spid")
        if name in ("drawing", "pict", "object", "AlternateContent") and self.within:
            self.places[self.within[-1]].full = True

    def _whole(self, head: re.Match[bytes], *names: bytes) -> Iterator[Mark]:
        """Marks on names that may be given only once in a file: they are left out of what is repeated."""
        for found in ATTRIBUTE.finditer(head[2]):
            if found[2] in names:
                yield Mark(head.start(2) + found.start(), head.start(2) + found.end(), "once")

    def _attribute(self, head: re.Match[bytes], sort: Sort, name: str, value: Any = None) -> Iterator[Mark]:
        """A mark on what stands between the quotes of an attribute."""
        for found in ATTRIBUTE.finditer(head[2]):
            if found[2] == name.encode():
                group = 3 if found[3] is not None else 4
                yield Mark(head.start(2) + found.start(group), head.start(2) + found.end(group), sort, value)

    def _word(self, one: _Open, head: re.Match[bytes], attributes: dict[str, str]) -> None:
        outer = self.elements[-2] if len(self.elements) > 1 else None
        if one.name in ONCE or "author" in attributes:        # bookmarks, remarks, changes under review: one row of numbers
            self._used(attributes.get("id", ""))
        if "author" in attributes:
            self.marks += self._attribute(head, "own", "id")
        match one.name:
            case "body":
                if not one.prefix:
                    raise Refusal("这个文件用了不常见的写法，没有收下。请在 WPS 或 Word 里另存一次后再试")
                self.prefix = one.prefix
            case "p":
                if len(self.within) > 1:
                    self.places[self.within[-2]].full = True
                self.places.append(Place(one.start, row=self.within_rows[-1] if self.within_rows else None))
            case "tr":
                self.within_rows.append(len(self.rows))
                self.rows.append((one.start, one.start))
            case "t":
                spaced = any(found[1] == b"xml:space" for found in ATTRIBUTE.finditer(head[2]))
                self.texts.append((one.start, head[1], None if spaced else head.end(1)))
            case "footerReference" | "headerReference":
                self.marks += self._attribute(head, "part", "id", attributes.get("id", ""))
            case "footnoteReference" | "endnoteReference" | "footnote" | "endnote":
                if attributes.get("type", "normal") == "normal" and attributes.get("id", "").isdigit():
                    self.marks += self._attribute(head, "note", "id", int(attributes["id"]))
                    self.noted.add(one.start)
            case "numId" if outer is not None and outer.name == "numPr" and self._in_paragraph():
                self.numbered.add(attributes.get("val", ""))
                self.marks += self._attribute(head, "list", "val", attributes.get("val", ""))
            case "pStyle" if outer is not None and outer.name == "pPr":
                outer.style = attributes.get("val", "")

    def _used(self, id: str) -> None:
        if id.isdigit() and len(id) < 12:
            self.used.add(int(id))

    def _in_paragraph(self) -> bool:
        """Whether what has begun belongs to a paragraph as it is now, and not to what it was before a change under review."""
        return not any(one.name in ("pPrChange", "numberingChange") for one in self.elements)

    def ended(self, full: str) -> None:
        super().ended(full)
        one = self.elements.pop()
        at = self.reader.CurrentByteIndex
        end = one.head if one.closed else self.made.raw.index(b">", at) + 1
        if self.elements:
            self.elements[-1].children.append((one.name, one.start, end))
        if f"{full.rpartition(' ')[0]} " not in SPACES:
            return
        outer = self.elements[-1] if self.elements else None
        match one.name:
            case "p":
                # The open paragraphs have this one no more: it is the last that has no end yet.
                place = next(place for place in reversed(self.places) if not place.end)
                place.end = end
            case "tr":
                row = self.within_rows.pop()
                self.rows[row] = one.start, end
            case "pPr" if outer is not None and outer.name == "p":
                self._properties(one, at)
            case "sectPr" if not any(open_one.name == "sectPrChange" for open_one in self.elements):
                section = Section(one.start, end, one.head, tuple(one.children))
                self.sections.append(section)
                self.marks.append(Mark(one.start, end, "section", section))
                if self.within:
                    self.places[self.within[-1]].full = True
            case "body":
                self._body(one, at)
            case "footnote" | "endnote" if one.start in self.noted:
                self.notes.append((one.start, end))
            case "dataBinding":
                self.marks.append(Mark(one.start, end, "gone"))
            case "id" if outer is not None and outer.name == "sdtPr":
                self.marks.append(Mark(one.start, end, "once"))
            case name if name in ONCE:
                self.marks.append(Mark(one.start, end, "once"))

    def _properties(self, one: _Open, at: int) -> None:
        """Where a numbering would stand that is written out because the style of the paragraph has one."""
        if one.style and not one.closed and not any(name == "numPr" for name, _, _ in one.children):
            place = next((start for name, start, _ in one.children if name not in BEFORE_NUMBER), at)
            self.marks.append(Mark(place, place, "styled", (one.style, one.prefix)))

    def _body(self, one: _Open, at: int) -> None:
        """Where the text begins and ends, and where its last paragraph can carry the page of a copy."""
        last = one.children[-1] if one.children else None
        own = last if last is not None and last[0] == "sectPr" else None
        self.body = one.head, own[1] if own else at
        before = one.children[-2] if own and len(one.children) > 1 else None if own else last
        if before is None or before[0] != "p":
            return
        place = next(place for place in self.places if place.start == before[1])
        head = HEAD.match(self.made.raw, before[1])
        if place.full or head is None or head[3]:
            return
        p = self.prefix
        wrapped = b"<%bpPr>" % p, b"</%bpPr>" % p
        inner = HEAD.match(self.made.raw, head.end())
        if inner is None or inner[1] != p + b"pPr":
            self.carry = Mark(head.end(), head.end(), "carry", wrapped)
        elif inner[3]:
            self.carry = Mark(*inner.span(), "carry", wrapped)
        else:
            close = self.made.raw.index(wrapped[1], inner.end())
            change = self.made.raw.find(b"<%bpPrChange" % p, inner.end(), close)
            self.carry = Mark(*(2 * (close if change < 0 else change,)), "carry", (b"", b""))
        self.marks.append(self.carry)
