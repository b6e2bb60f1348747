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
from typing import Any
from xml.sax.saxutils import escape

from ..catalogue.text import clean
from ..errors import Refusal
from . import harmless, tags
from .manuscript import Manuscript, Paragraph
from .parcel import Parcel, elements
from .spots import NOWHERE, FormReading, Mark

MOST_TAGS = 2_000
NUMBER = "序号"
"""In a repeated row: which one it is; elsewhere, which copy of the batch."""
PARTS = re.compile(r"\.(?:main|header|footer|footnotes|endnotes)\+xml$|\.document\.main\+xml$")

Text = str | tuple[str, ...]
"""What a tag stands for: some words, or several lines."""


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
        reading = FormReading(Manuscript(raw))
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
