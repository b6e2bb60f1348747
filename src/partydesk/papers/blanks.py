"""An office's own Word file as a form: its tags found, and filled in without touching anything else of it.

Word and WPS cut a tag into pieces as they please, so it is looked for in the text of its paragraph and written back
into the bytes of its pieces: the value takes the look of the first letter of the name. All else stays byte for byte.
Nothing in a tag is ever evaluated. A tag that the facts do not know stays as it stands.
"""
from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import Any, Literal
from xml.sax.saxutils import escape

from ..catalogue.text import clean
from ..errors import Refusal
from . import harmless, tags
from .manuscript import SPACES, Manuscript, Paragraph, Reading
from .parcel import Parcel, elements

MOST_TAGS = 2_000
NUMBER = "序号"
"""In a repeated row: which one it is; elsewhere, which copy of the batch."""
PARTS = re.compile(r"\.(?:main|header|footer|footnotes|endnotes)\+xml$|\.document\.main\+xml$")
HEAD = re.compile(rb"""<([^\s/>]+)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>""")
ATTRIBUTE = re.compile(rb"""\s+((?:[\w.-]+:)?([\w.-]+))\s*=\s*(?:"([^"]*)"|'([^']*)')""")

Text = str | tuple[str, ...]
"""What a tag stands for: some words, or several lines."""
Sort = Literal["tag", "rest", "spaced", "row", "lines", "once", "own", "gone", "part", "note", "list", "styled", "section", "carry"]


@dataclass(frozen=True)
class Rows:
    """What a list holds: its columns by their keys, and its rows."""

    columns: frozenset[str]
    rows: Sequence[Mapping[str, Text]] = ()


@dataclass(frozen=True)
class Facts:
    """What a copy says: words by the key of their tag, and lists by their key."""

    values: Mapping[str, Text]
    lists: Mapping[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True)
class Tag:
    """A tag as it stands: its name, which part and paragraph it is in, and whether in a row of a table."""

    name: str
    part: str
    sentence: str
    row: bool

    @property
    def key(self) -> str:
        return tags.key(self.name)


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


class Copy:
    """How one copy is written: which of the batch it is, and what is given anew in it so that no two things share a name."""

    def __init__(self, fresh: Iterator[int], number: int = 1):
        self.number, self.fresh = number, fresh
        self.parts: Mapping[str, str] = {}                    # relation by relation: heads and feet of this copy
        self.lists: Mapping[str, str] = {}                    # numbering by numbering
        self.notes = 0                                        # by how much the numbers of its notes are moved
        self.section: Any = None                              # how a section is written
        self.carried = b""                                    # the page of this copy, where another follows
        self.again = 0                                        # how deep we are in something that is repeated

    @property
    def first(self) -> bool:
        return self.number == 1 and not self.again


class Sheet:
    """One part with text: its bytes, its paragraphs, its tags, and every place that is written anew."""

    def __init__(self, name: str, raw: bytes):
        self.name, self.raw = name, raw
        reading = _FormReading(Manuscript(raw))
        reading.read(raw)
        self.paragraphs, self.reading = reading.made.paragraphs, reading
        self.tags: list[Tag] = []
        self.marks = sorted({*reading.marks, *self._marks()}, key=lambda mark: (mark.start, -mark.end))
        self.blank = any(mark.sort == "tag" for mark in self.marks)
        self._starts = [mark.start for mark in self.marks]

    def _marks(self) -> Iterator[Mark]:
        names: dict[int, list[str]] = {}
        spaced: dict[int, list[str]] = {}                     # texts that are to keep their blanks, once a tag in them is filled
        for at, paragraph in enumerate(self.paragraphs):
            place = self.reading.places[at]
            found = list(tags.TAG.finditer(paragraph.text))
            if len(self.tags) + len(found) > MOST_TAGS:
                raise Refusal(f"模板里的标签太多（超过 {MOST_TAGS} 个）")
            starts = [stretch.at for stretch in paragraph.stretches]
            for tag in found:
                if not paragraph.twin:
                    self.tags.append(Tag(tag[1], self.name, _round(paragraph.text, tag.start(), tag.end()), place.row is not None))
                names.setdefault(-1 if place.row is None else place.row, []).append(tags.key(tag[1]))
                yield from self._pieces(paragraph, starts, tag, spaced)
            carries = self.reading.carry is not None and place.start <= self.reading.carry.start < place.end
            alone = len(found) == 1 and paragraph.text.strip() == found[0][0] and not place.full
            if alone and not paragraph.twin and not carries:
                yield Mark(place.start, place.end, "lines", tags.key(found[0][1]))
        yield from (Mark(place, place, "spaced", tuple(keys)) for place, keys in spaced.items())
        for row, held in names.items():
            if row >= 0:
                yield Mark(*self.reading.rows[row], "row", tuple(held))

    def _pieces(self, paragraph: Paragraph, starts: list[int], tag: re.Match[str], spaced: dict[int, list[str]]) -> Iterator[Mark]:
        """The bytes of a tag, stretch by stretch; the value is written where its name begins."""
        name = min(tag.start(1) + len(tag[1]) - len(tag[1].lstrip()), tag.end() - 1)
        for stretch in paragraph.stretches[max(0, bisect_right(starts, tag.start()) - 1):bisect_left(starts, tag.end())]:
            a, b = max(tag.start(), stretch.at), min(tag.end(), stretch.at + len(stretch.text))
            if a < b:
                place = stretch.byte(a - stretch.at), stretch.byte(b - stretch.at)
                if (told := self.reading.text_before(place[0])[1]) is not None:
                    spaced.setdefault(told, []).append(tags.key(tag[1]))
                yield Mark(*place, "tag" if a <= name < b else "rest", tags.key(tag[1]))

    # ── written ──────────────────────────────────────────────────────────────────────────────────

    def written(self, facts: Facts, copy: Copy, start: int = 0, end: int | None = None, within: frozenset[int] = frozenset()) -> bytes:
        """The bytes from `start` to `end` of this copy; `within` are the places whose repeating is under way."""
        end = len(self.raw) if end is None else end
        parts, at = [], start
        n = bisect_left(self._starts, start)
        while n < len(self.marks) and (mark := self.marks[n]).start < end:
            here, n = n, n + 1
            if mark.end > end or mark.start < at:
                continue
            if mark.sort in ("row", "lines"):
                told = None if here in within else list(_repeats(mark, facts))
                if told is None or len(told) == 1 and told[0] is facts:
                    continue
                parts.append(self.raw[at:mark.start])
                for again, one in enumerate(told):
                    copy.again += again > 0
                    parts.append(self.written(one, copy, mark.start, mark.end, within | {here}))
                    copy.again -= again > 0
            else:
                new = self._new(mark, facts, copy)
                if new is None:
                    continue
                parts += [self.raw[at:mark.start], new]
            at = mark.end
        return b"".join([*parts, self.raw[at:end]])

    def _new(self, mark: Mark, facts: Facts, copy: Copy) -> bytes | None:
        """What stands in the place of a mark; None where it stays as it is."""
        match mark.sort:
            case "tag":
                value = _value(mark.value, facts)
                return None if value is None else self._said(value, mark.start)
            case "rest":
                return None if _value(mark.value, facts) is None else b""
            case "spaced" if any(_value(key, facts) is not None for key in mark.value):
                return b' xml:space="preserve"'
            case "gone":
                return b""
            case "once":
                return None if copy.first else b""
            case "own":
                return None if copy.first else str(next(copy.fresh)).encode()
            case "part":
                return copy.parts[mark.value].encode() if mark.value in copy.parts else None
            case "note":
                return str(mark.value + copy.notes).encode() if copy.notes else None
            case "list":
                return copy.lists[mark.value].encode() if mark.value in copy.lists else None
            case "styled":
                return self._styled(mark, copy)
            case "section":
                return None if copy.section is None else bytes(copy.section(mark.value, copy))
            case "carry" if copy.carried:
                before, after = mark.value
                return bytes(before + copy.carried + after)
        return None

    def _styled(self, mark: Mark, copy: Copy) -> bytes | None:
        """A numbering that a paragraph has by its style, written out so that each copy counts from its beginning."""
        style, prefix = mark.value
        if (found := copy.lists.get(f"style {style}")) is None:
            return None
        level, number = found.split()
        return b'<%bnumPr><%bilvl %bval="%b"/><%bnumId %bval="%b"/></%bnumPr>' % (
            prefix, prefix, prefix, level.encode(), prefix, prefix, number.encode(), prefix)

    def _said(self, value: Text, at: int) -> bytes:
        """A value as it is written within a text of the file."""
        lines = [escape(clean(line)).encode() for line in ((value,) if isinstance(value, str) else value)]
        if len(lines) < 2 and b"\n" not in b"".join(lines):
            return b"".join(lines)
        head, _ = self.reading.text_before(at)
        prefix = head.removesuffix(b"t")
        turn = b"</%b><%bbr/><%b xml:space=\"preserve\">" % (head, prefix, head)
        return turn.join(turn.join(line.split(b"\n")) for line in lines)


def _value(key: str, facts: Facts) -> Text | None:
    if key in facts.values:
        return facts.values[key]
    name, dot, column = key.partition(".")
    if dot and name in facts.lists:           # outside a row of its own: all of them, one after another
        of = facts.lists[name]
        if column in of.columns:
            return "、".join(filter(None, (_joined(row.get(column, "")) for row in of.rows)))
    return None


def _joined(value: Text) -> str:
    return value if isinstance(value, str) else "、".join(value)


def _repeats(mark: Mark, facts: Facts) -> Iterator[Facts]:
    """The facts of each time a place is written: a row once for each row of its list, a paragraph once for each line."""
    if mark.sort == "lines":
        value = _value(mark.value, facts)
        if isinstance(value, tuple) and len(value) > 1:
            yield from (Facts({**facts.values, mark.value: line}, facts.lists) for line in value)
        else:
            yield facts
        return
    names = [key.partition(".")[0] for key in mark.value if key not in facts.values and "." in key]
    name = next((name for name in names if name in facts.lists), None)
    if name is None:
        yield facts
        return
    of = facts.lists[name]
    for number, row in enumerate(of.rows or ({},), 1):        # of an empty list one row is left, to be written in by hand
        counted = str(number) if of.rows else ""
        columns = {f"{name}.{column}": row.get(column, "") for column in of.columns}
        yield Facts({**facts.values, NUMBER: counted, f"{name}.{NUMBER}": counted, **columns}, facts.lists)


def _round(text: str, start: int, end: int) -> str:
    """A tag with a few words round it."""
    return f"{'…' if start > 12 else ''}{text[max(0, start - 12):end + 12]}{'…' if end + 12 < len(text) else ''}".replace("\n", " ")


# ── the whole file ───────────────────────────────────────────────────────────────────────────────

@dataclass(frozen=True)
class Form:
    """A Word file that is filled in: the parts of it, and those among them that hold text."""

    parcel: Parcel
    sheets: Mapping[str, Sheet]

    @classmethod
    def open(cls, data: bytes) -> Form:
        """The form, looked through; a `Refusal` that says what is wrong with it and how to mend it."""
        parcel = harmless.opened(data)
        kinds = {kind.get("PartName", "").removeprefix("/"): kind.get("ContentType", "")
                 for kind in elements(parcel.parts["[Content_Types].xml"], "Override")}
        names = [name for name in parcel.parts if PARTS.search(kinds.get(name, ""))]
        names.sort(key=lambda name: name != parcel.place)
        made = cls(parcel, {name: Sheet(name, parcel.parts[name]) for name in names})
        if made.main.reading.body == NOWHERE:
            raise Refusal("文件里没有正文，不是 Word 文档。请在 WPS 或 Word 里另存为“.docx”文档后再试")
        return made

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """Every tag, in order, each time that it stands there; the copy of a text box for old programs is not counted."""
        return tuple(tag for sheet in self.sheets.values() for tag in sheet.tags)

    @cached_property
    def paragraphs(self) -> tuple[tuple[str, str], ...]:
        """Which part each paragraph is in, and its text."""
        return tuple((name, paragraph.text) for name, sheet in self.sheets.items() for paragraph in sheet.paragraphs
                     if not paragraph.twin)

    @property
    def main(self) -> Sheet:
        return self.sheets[self.parcel.place]

    def fresh(self) -> Iterator[int]:
        """Numbers for pictures and changes under review that none in the file has."""
        used = {number for sheet in self.sheets.values() for number in sheet.reading.used}
        return (number for number in count(1) if number not in used)

    def filled(self, facts: Facts) -> bytes:
        """The file with its tags filled in."""
        copy = Copy(self.fresh())
        return self.parcel.with_parts({name: sheet.written(facts, copy) for name, sheet in self.sheets.items() if sheet.blank})


@dataclass(frozen=True)
class Filling:
    """One copy of a form: the form and what it says there."""

    form: Form
    facts: Facts


# ── read ─────────────────────────────────────────────────────────────────────────────────────────

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


class _FormReading(Reading):
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
        from .parcel import parse
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
