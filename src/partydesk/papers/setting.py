"""排版: a document as sheets, every line in its place; the file writer only has to draw them.

Measures are points from the upper left corner of the sheet. The text stands on the grid of the look: whatever has
another height (titles, tables) is filled up to whole rows, so that full pages have their 22 lines.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from .document import (
    Align,
    Annex,
    Block,
    Document,
    Enclosures,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Signatures,
    Signoff,
    Table,
    Title,
    parts,
    plain,
)
from .faces import Faces, Glyph
from .lines import SELECTORS, Line, broken, nominal
from .look import BESIDE, MM, Look
from .tables import Column, columns
from .titles import title_lines

ASCENT, MIDDLE = 0.88, 0.38
"""How far the top of a Chinese character, and a dash, stand above the base line, in its own size."""

evenness, width_of, size_of = attrgetter("font", "padded"), attrgetter("width"), attrgetter("size")

BLANK_DATE = "　　　　年　　月　　日"
SLACK = 0.01                                         # pt, for sums of floating heights


@dataclass(frozen=True, slots=True)
class Dress:
    """What a character wears: typeface, size and spacing in pt, height above its line, weight, the number it shows."""

    role: str
    size: float
    tracking: float = 0.0
    raised: float = 0.0
    bold: bool = False
    figure: str | None = None


class Words(NamedTuple):
    """A line of characters in its place; `space` is added after each to bring the line to its full width."""

    text: str
    dresses: tuple[Dress, ...]
    x: float
    baseline: float
    space: float = 0.0


class Rule(NamedTuple):
    """A straight line of a table."""

    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A title or heading in the list of contents that a reader's program shows; level 0 is the title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A horizontal strip of a page, places within it counted from its own upper left corner.

    `keep`: on one page with the next; `fresh`: on a new page; `level`: what follows is on the grid again;
    `again`: the strips repeated above it if it begins a page.
    """

    height: float
    words: tuple[Words, ...] = ()
    rules: tuple[Rule, ...] = ()
    entry: Entry | None = None
    keep: bool = False
    fresh: bool = False
    level: bool = False
    again: tuple[Strip, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its number within its document, and all that stands on it, in reading order."""

    number: int
    words: tuple[Words, ...]
    rules: tuple[Rule, ...]
    entries: tuple[tuple[float, Entry], ...]


class Stretch(NamedTuple):
    """Characters of a line that stand evenly in one font and dress: where the first begins and the last ends, the glyphs."""

    text: str
    x: float
    end: float
    glyphs: list[Glyph]
    dress: Dress


def stretches(words: Words, faces: Faces) -> Iterator[Stretch]:
    """A line cut where another font or dress begins; a glyph that is moved or widened within its cell stands alone."""
    x, at = words.x, 0
    for dress, same in groupby(words.dresses):
        worn, space = faces.worn(dress.role), dress.tracking + words.space
        glyphs = [*map(worn.__getitem__, words.text[at:at + len(list(same))])]
        for padded, even in groupby(glyphs, key=evenness):
            drawn = list(even)
            for part in [[glyph] for glyph in drawn] if padded[1] else [drawn]:
                width = sum(map(width_of, part)) * dress.size + (len(part) - 1) * space
                yield Stretch(words.text[at:at + len(part)], x, x + width, part, dress)
                x += width + space
                at += len(part)


def sheets(document: Document, setter: Setter) -> Iterator[Sheet]:
    """The pages of `document`, numbered from 1."""
    look, faces = setter.look, setter.faces
    left, top = look.page.left * MM, look.page.top * MM
    pages: Iterable[list[tuple[float, Strip]]] = paged(setter.strips(document), look)
    total = 0
    if look.page_number.total:                       # only then must the last page be known before the first
        pages = list(pages)
        total = len(pages)
    for number, placed in enumerate(pages, 1):
        words: list[Words] = []
        rules: list[Rule] = []
        entries: list[tuple[float, Entry]] = []
        for y, strip in placed:
            words += [Words(line.text, line.dresses, line.x + left, line.baseline + y + top, line.space) for line in strip.words]
            rules += [Rule(rule.x0 + left, rule.y0 + y + top, rule.x1 + left, rule.y1 + y + top, rule.thickness)
                      for rule in strip.rules]
            entries += [(y + top, strip.entry)] if strip.entry else []
        yield Sheet(number, (*words, *numbered(number, look, faces, total), *beside(number, look, faces)), tuple(rules), tuple(entries))


def paged(strips: Sequence[Strip], look: Look) -> Iterator[list[tuple[float, Strip]]]:
    """The strips of each page with their heights on it; those kept together move to the next page together."""
    page: list[tuple[float, Strip]] = []
    y = 0.0
    for at, strip in enumerate(strips):
        follows = at > 0 and strips[at - 1].keep
        group = strip.height if follows else together(strips, at, y, look)
        if group > look.height + SLACK:
            group = strip.height
        if page and (strip.fresh or y + group > look.height + SLACK):
            yield page
            page, y = [], 0.0
            for head in strip.again:
                page.append((y, head))
                y += head.height
        page.append((y, strip))
        y += strip.height
        if strip.level:
            y = on_grid(y, look)
    yield page


def together(strips: Sequence[Strip], at: int, y: float, look: Look) -> float:
    """The height of the strip at `at`, which would begin at `y`, and of those that must be on its page."""
    end = y + strips[at].height
    while strips[at].keep and at + 1 < len(strips):
        if strips[at].level:                             # what follows a table begins on the grid
            end = on_grid(end, look)
        at += 1
        end += strips[at].height
    return end - y


def on_grid(height: float, look: Look) -> float:
    """`height` filled up to whole rows."""
    rows = -int(-(height - SLACK) // look.grid.pitch)
    return rows * look.grid.pitch


def numbered(number: int, look: Look, faces: Faces, total: int = 0) -> Iterator[Words]:
    """页码: — 1 — below the text, outside on both sides of a sheet; of `total`: 第 1 页 共 3 页."""
    style = look.page_number
    if style.place == "none":
        return
    text = f"第 {number} 页 共 {total} 页" if total else f"{style.dash} {number} {style.dash}".strip()
    width = sum(faces.width(style.font, char) for char in text) * style.size
    left, right = look.page.left * MM, (look.page.width - look.page.right) * MM
    if style.place == "center":
        x = (left + right - width) / 2
    elif number % 2:
        x = right - style.side * style.size - width
    else:
        x = left + style.side * style.size
    dash = (look.page.height - look.page.bottom + style.drop) * MM
    yield Words(text, (Dress(style.font, style.size),) * len(text), x, dash + MIDDLE * style.size)


def beside(number: int, look: Look, faces: Faces) -> Iterator[Words]:
    """The small words at the foot of a page, on the line of its number and on the other side."""
    style = look.page_number
    if not style.beside:
        return
    width = sum(faces.width(style.font, char) for char in style.beside) * BESIDE
    right = number % 2 == 0 and style.place != "center"
    x = (look.page.width - look.page.right) * MM - width if right else look.page.left * MM
    dash = (look.page.height - look.page.bottom + style.drop) * MM
    yield Words(style.beside, (Dress(style.font, BESIDE),) * len(style.beside), x, dash + MIDDLE * style.size)


@dataclass(frozen=True)
class Setter:
    """Turns blocks into strips by one look, with one machine's typefaces; what many papers have in common is set once."""

    look: Look
    faces: Faces
    known: dict[Block, tuple[Strip, ...]] = field(default_factory=dict, repr=False)

    def strips(self, document: Document) -> list[Strip]:
        """All strips of `document`, from the first page to the last."""
        found: list[Strip] = []
        fresh = False
        for block in document.printed:
            if isinstance(block, PageBreak):
                fresh = True
                continue
            match block:
                case Signatures():
                    hold(found, self.look.signatures.keep)
                case Signoff() | Enclosures():
                    hold(found, self.look.signoff.keep)
            if block not in self.known:
                self.known[block] = tuple(self.block(block))
            new = list(self.known[block])
            if fresh:
                new[0] = replace(new[0], fresh=True)
            fresh = False
            found += new
        return found

    def block(self, block: Block) -> list[Strip]:
        """The strips of one block, at least one unless it is a page break."""
        match block:
            case Title(runs):
                return self.title(runs)
            case Heading(level, runs):
                style = self.look.heading[level - 1]
                strips = self.paragraph(runs, Dress(style.font, self.look.grid.size, self.look.grid.tracking, bold=style.bold))
                strips = [replace(strip, keep=True) for strip in strips]
                strips[0] = replace(strips[0], entry=Entry(level, plain(runs)))
                return strips
            case Paragraph(runs, indent, align, right):
                return self.paragraph(runs, self.body, indent, align, right)
            case Table():
                return self.table(block)
            case Signatures(parties):
                return self.signatures(parties)
            case Signoff(name, date, sealed):
                return self.signoff(name, date, sealed)
            case Enclosures():
                return self.enclosures(block)
            case Annex():
                return self.annex(block)
            case PageBreak():
                return []

    @property
    def body(self) -> Dress:
        """What the body wears."""
        return Dress("body", self.look.grid.size, self.look.grid.tracking)

    @property
    def blank(self) -> Strip:
        """An empty row."""
        return Strip(self.look.grid.pitch, keep=True)

    def dressed(self, runs: Runs, dress: Dress) -> tuple[str, list[Dress], list[float]]:
        """The characters of `runs`, what each wears, and how wide each is with its spacing."""
        note, text = self.look.note, ""
        dresses: list[Dress] = []
        widths: list[float] = []
        for run in runs:
            own = dress
            if run.note or run.bold or run.figure:
                size, raised = (note.size, note.raised) if run.note else (dress.size, dress.raised)
                own = Dress(dress.role, size, dress.tracking, raised, dress.bold or run.bold, run.figure)
            shown = SELECTORS.sub("", run.text)
            text += shown
            dresses += [own] * len(shown)
            widths += map(self.faces.widths(own.role, own.size, own.tracking).__getitem__, shown)
        return text, dresses, widths

    def line(self, text: str, dresses: Sequence[Dress], line: Line, x: float, room: float, align: Align,
             height: float) -> Words:
        """One line in a row of `height`, from `x` on, in `room`."""
        chars, worn = text[line.start:line.end], tuple(dresses[line.start:line.end])
        over = room - line.width + (worn[-1].tracking if worn else 0)
        space = over / (len(chars) - 1) if align == "justify" and not line.last and len(chars) > 1 else 0.0
        x += {"justify": 0, "left": 0, "center": over / 2, "right": over}[align]
        size = max(map(size_of, worn), default=0.0)
        return Words(chars, worn, x, (height - size) / 2 + ASCENT * size, space)

    def paragraph(self, runs: Runs, dress: Dress, indent: int = 2, align: Align = "justify", right: int = 0) -> list[Strip]:
        """The rows of a paragraph or heading."""
        grid = self.look.grid
        text, dresses, widths = self.dressed(runs, dress)
        room, first = self.look.width - right * grid.cell, indent * grid.cell
        return [Strip(grid.pitch, (self.line(text, dresses, line, 0 if at else first, room - (0 if at else first), align,
                                             grid.pitch),))
                for at, line in enumerate(broken(text, widths, room, room - first))]

    def title(self, runs: Runs) -> list[Strip]:
        """The lines of a title, filled up to whole rows, and the empty rows after it."""
        style = self.look.title
        strips = []
        for part in title_lines(runs, self.look):
            text, dresses, widths = self.dressed(part, Dress(style.font, style.size))
            whole = Line(0, len(text), sum(widths), True)
            strips.append(Strip(style.line, (self.line(text, dresses, whole, 0, self.look.width, "center", style.line),), keep=True))
        tall = on_grid(style.line * len(strips), self.look)
        strips[-1] = replace(strips[-1], height=style.line + tall - style.line * len(strips))
        strips[0] = replace(strips[0], entry=Entry(0, plain(runs).replace("\n", "")))
        return strips + [self.blank] * style.after

    def table(self, table: Table) -> list[Strip]:
        """The rows of a table; the head is repeated, and a row taller than a page is cut."""
        head: list[Strip] = []
        shape = columns(table, self.look)
        for row in table.rows[:table.head]:
            head += self.row(shape, row, head=True, limit=self.look.height / 2)
        used = sum(strip.height for strip in head)
        again = tuple(replace(strip, keep=False) for strip in head)
        body = [replace(strip, again=again) for row in table.rows[table.head:]
                for strip in self.row(shape, row, head=False, limit=self.look.height - used)]
        strips = [replace(strip, keep=True) for strip in head] + body
        strips[-1] = replace(strips[-1], level=True, keep=False)
        return strips

    def row(self, shape: Sequence[Column], row: tuple[Runs, ...], head: bool, limit: float) -> Iterator[Strip]:
        """One row of a table of these columns, in pieces of at most `limit`."""
        style = self.look.table
        dress = Dress(style.head_font if head else style.font, style.size)
        left = (self.look.width - sum(column.width for column in shape)) / 2
        cells: list[list[tuple[str, list[Dress], Line]]] = []
        for runs, column in zip(row, shape, strict=True):
            lines = []
            for part in parts(runs):
                text, dresses, widths = self.dressed(part, dress)
                lines += [(text, dresses, line) for line in broken(text, widths, column.width - 2 * style.side * MM)]
            cells.append(lines)
        tallest = max(map(len, cells))
        most = max(1, int((limit - 2 * style.padding - style.rule) // style.line))
        for start in range(0, tallest, most):
            rows = min(most, tallest - start)
            height = rows * style.line + 2 * style.padding + style.rule       # a word processor adds the line to the row
            words: list[Words] = []
            x = left
            for lines, column in zip(cells, shape, strict=True):
                shown = lines[start:start + most]
                down = style.padding + style.rule / 2 + (rows - len(shown)) * style.line / 2
                for at, (text, dresses, line) in enumerate(shown):
                    placed = self.line(text, dresses, line, x + style.side * MM, column.width - 2 * style.side * MM,
                                       "center" if head else column.align, style.line)
                    words.append(placed._replace(baseline=placed.baseline + down + at * style.line))
                x += column.width
            yield Strip(height, tuple(words), tuple(self.frame([column.width for column in shape], left, height)))

    def frame(self, widths: Iterable[float], left: float, height: float) -> Iterator[Rule]:
        """The lines round the cells of one row, which begins at `left`."""
        thickness, x = self.look.table.rule, left
        yield Rule(x, 0, x, height, thickness)
        for width in widths:
            x += width
            yield Rule(x, 0, x, height, thickness)
        yield Rule(left, 0, x, 0, thickness)
        yield Rule(left, height, x, height, thickness)

    def signatures(self, parties: tuple[tuple[Runs, ...], ...]) -> list[Strip]:
        """The columns of those who sign, each line with room for the pen, and a blank date under each."""
        style, pitch = self.look.signatures, self.look.grid.pitch
        strips = [self.blank] * style.before
        column = self.look.width / max(1, len(parties))
        room = column - self.look.grid.cell
        for at in range(max((len(lines) for lines in parties), default=0)):
            placed: list[list[Words]] = []
            for number, lines in enumerate(parties):
                text, dresses, widths = self.dressed(lines[at] if at < len(lines) else (), self.body)
                put = partial(self.line, text, dresses, x=number * column, room=room, align="left", height=pitch)
                placed.append([put(line=line) for line in broken(text, widths, room)])
            for row in range(max(map(len, placed))):
                strips.append(Strip(pitch, tuple(lines[row] for lines in placed if row < len(lines)), keep=True))
            strips += [self.blank] * (style.step - 1)
        text, dresses, widths = self.dressed((Run(BLANK_DATE),), self.body)
        whole = Line(0, len(text), sum(widths), True)
        strips.append(Strip(pitch, tuple(self.line(text, dresses, whole, number * column, room, "left", pitch)
                                         for number in range(len(parties)))))
        return strips

    def signoff(self, name: Runs, date: Runs, sealed: bool) -> list[Strip]:
        """署名 and 日期, GB/T 9704-2012, 7.3.5.1 with a seal and 7.3.5.2 without."""
        of_name, of_date = signoff_rights(name, date, sealed)
        strips = [self.blank] * self.look.signoff.rows(sealed)
        grid = self.look.grid
        for runs, right in ((name, of_name), (date, of_date)):
            text, dresses, widths = self.dressed(runs, self.body)
            room = self.look.width - right * grid.cell
            strips += [Strip(grid.pitch, (self.line(text, dresses, line, 0, room, "right", grid.pitch),), keep=True)
                       for line in broken(text, widths, room)]
        if sealed:
            strips += [self.blank] * self.look.signoff.under
        strips[-1] = replace(strips[-1], keep=False)
        return strips

    def enclosures(self, block: Enclosures) -> list[Strip]:
        """附件说明, GB/T 9704-2012, 7.3.4: turnovers stand under the first character of the name."""
        grid = self.look.grid
        strips = [self.blank] * self.look.annex.before
        for head, name in zip(block.heads, block.names, strict=True):
            begin, hang = (place * grid.cell for place in block.places(head))
            text, dresses, widths = self.dressed((Run(head),), self.body)
            whole = Line(0, len(text), sum(widths), True)
            ahead = [self.line(text, dresses, whole, begin, hang - begin, "left", grid.pitch)]
            text, dresses, widths = self.dressed(name, self.body)
            room = self.look.width - hang
            for line in broken(text, widths, room):
                strips.append(Strip(grid.pitch, (*ahead, self.line(text, dresses, line, hang, room, "justify", grid.pitch))))
                ahead = []
        return strips

    def annex(self, block: Annex) -> list[Strip]:
        """附件, GB/T 9704-2012, 7.4: “附件1” at the top of a new page, the title on the third line."""
        label = self.paragraph((Run(block.label),), replace(self.body, role=self.look.annex.font), indent=0, align="left")
        title = self.title(block.title)
        title[0] = replace(title[0], entry=Entry(0, f"{block.label} {plain(block.title)}".replace("\n", "")))
        return [replace(label[0], fresh=True, keep=True), *[self.blank] * (self.look.annex.line - 2), *title]


def hold(strips: list[Strip], rows: int) -> None:
    """Keeps the last `rows` of `strips` on one page with what comes next."""
    for at in range(max(0, len(strips) - rows), len(strips)):
        strips[at] = replace(strips[at], keep=True)


def signoff_rights(name: Runs, date: Runs, sealed: bool = False) -> tuple[float, float]:
    """How many characters a 署名 and its 日期 stand from the right edge.

    The name two; the date begins two characters right of the name's first. A longer date stands two, and the name
    moves left. Under a seal the date stands four, and the name has its middle above the date's, as far as there is room.
    """
    long, short = sum(map(nominal, plain(name))), sum(map(nominal, plain(date)))
    if sealed:
        of_name = 4 + (short - long) / 2
        return max(0.0, of_name), 4 - min(0.0, of_name)
    if short > long:
        return 4 + short - long, 2.0
    return 2.0, max(0.0, long - short)
