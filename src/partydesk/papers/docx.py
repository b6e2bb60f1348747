"""A document as a Word file: the same lines on the same grid as the PDF, and open to be edited.

Each printed number stands between a hidden bookmark's ends, and the bookmark's name says which number it is.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2s
from itertools import count, takewhile
from typing import BinaryIO
from xml.etree.ElementTree import Element

from .document import (
    Block,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Signatures,
    Signoff,
    Table,
    Title,
    plain,
)
from .lines import broken, nominal
from .look import MM, Look
from .package import exactly, indent, margins, pack, run, section, twips, w
from .setting import BLANK_DATE, on_grid, signoff_rights
from .tables import columns
from .titles import title_lines

PARAGRAPH, TABLE = w("p").tag, w("tbl").tag

LONGEST_NAME = 40
"""Characters that Word allows for the name of a bookmark."""

LONGEST_KEY = LONGEST_NAME - len("_f9999_abcdef_")
"""What is left of it for the figure."""

MOVED = 6
"""Lines of the longest paragraph that may be moved to the next page for the sake of the signatures after it."""

THIN = 0.5
"""The height in pt of a paragraph that must be there and not be seen."""


def write(documents: Sequence[Document], look: Look, target: BinaryIO, duplex: bool = False, about: str = "",
          told: Callable[[int, int], None] | None = None) -> None:
    """Writes `documents` into one Word file, each a section from a new page numbered 1.

    `duplex`: each begins on the front of a leaf. `about`: which paper this is and of what period; the file remembers it.
    `told` is told after each how many of how many are done; what it raises ends the work.
    """
    writer = Writer(look)
    body = w("body")
    fresh = "oddPage" if duplex else "nextPage"
    for at, document in enumerate(documents):
        body.extend(writer.document(document))
        if at < len(documents) - 1:
            writer.closed(body)
            properties_of(body[-1]).append(section(look, fresh))
        if told is not None:
            told(at + 1, len(documents))
    writer.closed(body)
    if about:
        first = next(body.iter(PARAGRAPH))
        properties_of(first)
        first.insert(1, w("bookmarkStart", id=0, name=mark(about)))
        first.append(w("bookmarkEnd", id=0))
    body.append(section(look, fresh))
    title = "、".join(dict.fromkeys(document.title for document in documents if document.title))
    pack(w("document", body), title, look, target)


def bookmark(figure: str, number: int, text: str) -> str:
    """The name of the bookmark round the `number`th printed number of a file, which shows `figure` as `text`.

    It carries a seal of the text, so that whoever reads the file back knows whether the number was changed by hand.
    """
    return f"_f{number}_{seal(text)}_{key(figure)}"[:LONGEST_NAME]


def seal(text: str) -> str:
    """Six signs that stand for a text."""
    return blake2s(text.encode(), digest_size=3).hexdigest()


def key(figure: str) -> str:
    """A figure's id as a part of a bookmark's name: a long one is cut, and told from its like by a seal."""
    plain = figure.replace(".", "__")
    return plain if len(plain) <= LONGEST_KEY else f"{plain[:LONGEST_KEY - 7]}_{seal(figure)}"


def mark(about: str) -> str:
    """The name of the bookmark round the first paragraph, which says which paper a file is."""
    return f"_p_{blake2s(about.encode(), digest_size=8).hexdigest()}"


def properties_of(paragraph: Element) -> Element:
    """The properties of a paragraph, made where there are none."""
    first = paragraph[0] if len(paragraph) else None
    if first is None or first.tag != w("pPr").tag:
        first = w("pPr")
        paragraph.insert(0, first)
    return first


@dataclass
class Writer:
    """Turns blocks into paragraphs and tables by one look; counts the bookmarks of the file."""

    look: Look
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def document(self, document: Document) -> Iterator[Element]:
        """The paragraphs and tables of one document."""
        blocks = document.printed
        fresh = False
        table = False
        for at, block in enumerate(blocks):
            if isinstance(block, PageBreak):
                fresh = True
                continue
            elements = list(self.block(block, self.held(blocks, at)))
            if elements[0].tag == TABLE and (fresh or table):
                elements.insert(0, self.thin())
            if fresh:
                put(properties_of(elements[0]), w("pageBreakBefore"))
            fresh = False
            table = elements[-1].tag == TABLE
            yield from elements

    def held(self, blocks: Sequence[Block], at: int) -> bool:
        """Whether the paragraph at `at` must end on the page of the signatures or the 署名 that follow it.

        A long one is let go: LibreOffice would move the whole of it, and leave a page half empty.
        """
        own = blocks[at]
        if not isinstance(own, Paragraph):
            return False
        between = list(takewhile(lambda block: isinstance(block, Paragraph), blocks[at + 1:]))
        match next(iter(blocks[at + 1 + len(between):]), None):
            case Signatures():
                keep = self.look.signatures.keep
            case Signoff():
                keep = self.look.signoff.keep
            case _:
                return False
        if len(between) >= keep:                     # every paragraph has a line at least
            return False
        after = sum(self.rows(block) for block in between if isinstance(block, Paragraph))
        return after < keep and self.rows(own) <= MOVED

    def rows(self, paragraph: Paragraph) -> int:
        """About how many lines a paragraph has."""
        text, room = plain(paragraph.runs), float(self.look.grid.chars - paragraph.right)
        return len(broken(text, [nominal(char) for char in text], room, room - paragraph.indent))

    def block(self, block: Block, held: bool) -> Iterator[Element]:
        """The paragraphs and tables of one block."""
        match block:
            case Title(runs):
                yield self.title(runs)
                for _ in range(self.look.title.after):
                    yield self.blank(keep=True)
            case Heading(level, runs):
                yield w("p", w("pPr", w("pStyle", val=f"Heading{level}")), *self.runs(runs))
            case Paragraph():
                yield self.paragraph(block, held)
            case Table():
                yield self.table(block)
            case Signatures(parties):
                for _ in range(self.look.signatures.before):
                    yield self.blank(keep=True)
                yield self.signatures(parties)
            case Signoff(name, date):
                for _ in range(self.look.signoff.before):
                    yield self.blank(keep=True)
                of_name, of_date = signoff_rights(name, date)
                yield w("p", w("pPr", w("keepNext"), indent(self.look, right=of_name), w("jc", val="right")),
                        *self.runs(name))
                yield w("p", w("pPr", indent(self.look, right=of_date), w("jc", val="right")), *self.runs(date))
            case PageBreak():
                pass

    def runs(self, runs: Runs) -> Iterator[Element]:
        """The runs of a line of text, the numbers between bookmarks."""
        for one in runs:
            dress = [w("rStyle", val="GwNote")] if one.note else []
            if one.bold:
                dress += [w("b"), w("bCs")]
            if one.figure is None:
                yield run(one.text, *dress)
                continue
            number = next(self.numbers)
            yield w("bookmarkStart", id=number, name=bookmark(one.figure, number, one.text))
            yield run(one.text, *dress)
            yield w("bookmarkEnd", id=number)

    def title(self, runs: Runs) -> Element:
        """A title, broken in the lines of the PDF and filled up to whole rows of the grid."""
        lines = title_lines(runs, self.look)
        tall = self.look.title.line * len(lines)
        paragraph = w("p", w("pPr", w("pStyle", val="GwTitle"),
                             exactly(self.look.title.line, after=on_grid(tall, self.look) - tall)))
        for at, line in enumerate(lines):
            if at:
                paragraph.append(w("r", w("br")))
            paragraph.extend(self.runs(line))
        return paragraph

    def paragraph(self, paragraph: Paragraph, held: bool) -> Element:
        """A paragraph of the body; `held` to the signatures after it with its last two lines at least."""
        standard = paragraph.indent == 2 and not paragraph.right
        properties = w("pPr", w("pStyle", val="GwBody"))
        if held:
            properties.extend([w("keepNext"), w("widowControl")])
        if not standard:
            properties.append(indent(self.look, paragraph.indent, paragraph.right))
        if paragraph.align != "justify":
            properties.append(w("jc", val=paragraph.align))
        return w("p", properties, *self.runs(paragraph.runs))

    def blank(self, keep: bool = False) -> Element:
        """An empty row."""
        return w("p", w("pPr", w("keepNext"))) if keep else w("p")

    def thin(self) -> Element:
        """A paragraph that takes no room: between tables, and to end a section after one."""
        return w("p", w("pPr", w("snapToGrid", val=0), exactly(THIN)))

    def closed(self, body: Element) -> None:
        """Sees to it that the text so far ends with a paragraph, which a section needs."""
        if not len(body) or body[-1].tag != PARAGRAPH:
            body.append(self.thin())

    def table(self, table: Table) -> Element:
        """A table on fixed columns, its head repeated on every page."""
        shape = columns(table, self.look)
        style = self.look.table
        rule: dict[str, str | int] = {"val": "single", "sz": max(2, round(style.rule * 8)), "space": 0, "color": "auto"}
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        element = self.frame([column.width for column in shape], w("tblBorders", *(w(side, **rule) for side in sides)),
                             margins(style.padding, style.side * MM))
        for at, row in enumerate(table.rows):
            head = at < table.head
            tr = w("tr", w("trPr", w("cantSplit"), *([w("tblHeader")] if head else [])))
            for column, runs in zip(shape, row, strict=True):
                properties = w("pPr", w("pStyle", val="GwHead" if head else "GwCell"))
                if head:
                    properties.append(w("keepNext"))
                elif column.align == "left":
                    properties.append(w("jc", val="left"))
                tr.append(w("tc", w("tcPr", w("tcW", w=twips(column.width), type="dxa"), w("vAlign", val="center")),
                            w("p", properties, *self.runs(runs))))
            element.append(tr)
        return element

    def frame(self, widths: Sequence[float], borders: Element | None, inner: Element) -> Element:
        """A table without rows."""
        return w("tbl",
                 w("tblPr", w("tblW", w=sum(map(twips, widths)), type="dxa"), w("jc", val="center"),
                   *([borders] if borders is not None else []), w("tblLayout", type="fixed"), inner),
                 w("tblGrid", *(w("gridCol", w=twips(width)) for width in widths)))

    def signatures(self, parties: tuple[tuple[Runs, ...], ...]) -> Element:
        """The columns of those who sign, as a table without lines that stays on one page."""
        look = self.look
        width = look.width / max(1, len(parties))
        element = self.frame([width] * max(1, len(parties)), None, margins(0, 0))
        tallest = max((len(lines) for lines in parties), default=0)
        for at in range(tallest + 1):
            last = at == tallest
            height = look.grid.pitch * (1 if last else look.signatures.step)
            tr = w("tr", w("trPr", w("cantSplit"), w("trHeight", val=twips(height), hRule="atLeast")))
            for lines in parties or ((),):
                runs = (Run(BLANK_DATE),) if last else lines[at] if at < len(lines) else ()
                properties = w("pPr", *([] if last else [w("keepNext")]), w("ind", right=twips(look.grid.cell)), w("jc", val="left"))
                tr.append(w("tc", w("tcPr", w("tcW", w=twips(width), type="dxa")), w("p", properties, *self.runs(runs))))
            element.append(tr)
        return element


def put(properties: Element, wanted: Element) -> None:
    """Puts an element where the schema wants it: after the style and the keeping together, before all else."""
    before = {w("pStyle").tag, w("keepNext").tag, w("keepLines").tag}
    at = sum(1 for child in properties if child.tag in before)
    properties.insert(at, wanted)
