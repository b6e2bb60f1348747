"""A document as a Word file: the same lines on the same grid as the PDF, and open to be edited.

Each printed number stands between a hidden bookmark's ends, and the bookmark's name says which number it is.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from itertools import count
from typing import BinaryIO
from xml.etree.ElementTree import Element

from .document import (
    ENCLOSED,
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
from .holding import held
from .lines import nominal
from .look import MM, Look
from .package import SIDE, exactly, hanging, indent, margins, pack, run, section, twips, w
from .setting import BLANK_DATE, on_grid, signoff_rights
from .tables import Column, columns
from .titles import title_lines
from .turning import looks

PARAGRAPH, TABLE, RUN = w("p").tag, w("tbl").tag, w("r").tag

LONGEST_NAME = 40
"""Characters that Word allows for the name of a bookmark."""

LONGEST_KEY = LONGEST_NAME - len("_f9999_abcdef_")
"""What is left of it for the figure."""

CUT = 0.8
"""The part of a page from which a row of a table is cut between two, and not kept whole."""

THIN = 0.5
"""The height in pt of a paragraph that must be there and not be seen."""


def write(documents: Sequence[Document], look: Look, target: BinaryIO, duplex: bool = False, about: str = "",
          told: Callable[[int, int], None] | None = None) -> None:
    """Writes `documents` into one Word file, each a section from a new page numbered 1.

    `duplex`: each begins on the front of a leaf. `about`: which paper this is and of what period; the file remembers it.
    `told` is told after each how many of how many are done; what it raises ends the work.
    """
    body = w("body")
    fresh = "oddPage" if duplex else "nextPage"
    own = looks(documents, look) or [look]
    standing = next((one for one in own if not one.lies), own[0])
    side = next((one for one in own if one is not standing), None)
    numbers = count(1)
    last = section(standing, fresh)
    for at, (document, page) in enumerate(zip(documents, own, strict=False)):
        writer = Writer(page, numbers, SIDE if page is side else "")
        last = section(page, fresh, writer.suffix)
        body.extend(writer.document(document))
        if at < len(documents) - 1:
            closed(body)
            properties_of(body[-1]).append(last)
        if told is not None:
            told(at + 1, len(documents))
    closed(body)
    if about:
        first = next(body.iter(PARAGRAPH))
        properties_of(first)
        first.insert(1, w("bookmarkStart", id=0, name=mark(about)))
        first.append(w("bookmarkEnd", id=0))
    body.append(last)
    title = "、".join(dict.fromkeys(document.title for document in documents if document.title))
    pack(w("document", body), title, standing, side, target)


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
    """Turns blocks into paragraphs and tables by one look; counts the bookmarks of the file.

    `suffix` of the names of the styles: a file with upright and turned pages has two sets.
    """

    look: Look
    numbers: Iterator[int]
    suffix: str = ""

    def dress(self, style: str, *more: Element) -> Element:
        """The properties of a paragraph of a style; without a name, of the plain one."""
        if not style and not self.suffix:
            return w("pPr", *more)
        return w("pPr", w("pStyle", val=f"{style or 'Normal'}{self.suffix}"), *more)

    def document(self, document: Document) -> Iterator[Element]:
        """The paragraphs and tables of one document."""
        blocks = document.printed
        fresh = False
        table = False
        for at, block in enumerate(blocks):
            fresh = fresh or isinstance(block, PageBreak | Annex)
            if isinstance(block, PageBreak):
                continue
            elements = list(self.block(block, held(blocks, at, self.look)))
            if elements[0].tag == TABLE and (fresh or table):
                elements.insert(0, thin())
            if fresh:
                put(properties_of(elements[0]), w("pageBreakBefore"))
            fresh = False
            table = elements[-1].tag == TABLE
            yield from elements

    def block(self, block: Block, held: bool) -> Iterator[Element]:
        """The paragraphs and tables of one block."""
        match block:
            case Title(runs):
                yield self.title(runs)
                yield from self.blanks(self.look.title.after)
            case Heading(level, runs):
                yield w("p", self.dress(f"Heading{level}"), *self.runs(runs))
            case Paragraph():
                yield self.paragraph(block, held)
            case Table():
                yield self.table(block)
            case Signatures(parties):
                if before := self.look.signatures.before:
                    yield from self.blanks(before - 1)
                    yield self.lower_blank()
                yield self.signatures(parties)
            case Signoff():
                yield from self.signoff(block)
            case Enclosures():
                yield from self.enclosures(block, held)
            case Annex(_, title):
                yield w("p", self.dress("GwAnnex"), *self.runs((Run(block.label),)))
                yield from self.blanks(self.look.annex.line - 2)
                yield self.title(title)
                yield from self.blanks(self.look.title.after)
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
        paragraph = w("p", self.dress("GwTitle", exactly(self.look.title.line, after=on_grid(tall, self.look) - tall)))
        for at, line in enumerate(lines):
            if at:
                paragraph.append(w("r", w("br")))
            paragraph.extend(self.runs(line))
        return paragraph

    def paragraph(self, paragraph: Paragraph, held: bool) -> Element:
        """A paragraph of the body; `held` to the signatures after it with its last two lines at least."""
        standard = paragraph.indent == 2 and not paragraph.right
        properties = self.dress("GwBody")
        if held:
            properties.extend([w("keepNext"), w("widowControl")])
        if not standard:
            properties.append(indent(self.look, paragraph.indent, paragraph.right))
        if paragraph.align != "justify":
            properties.append(w("jc", val=paragraph.align))
        return w("p", properties, *self.runs(paragraph.runs))

    def signoff(self, block: Signoff) -> Iterator[Element]:
        """署名 and 日期, and under a seal the room for its lower edge."""
        of_name, of_date = signoff_rights(block.name, block.date, block.sealed)
        under = self.look.signoff.under if block.sealed else 0
        yield from self.blanks(self.look.signoff.rows(block.sealed))
        for runs, right, keep in ((block.name, of_name, True), (block.date, of_date, under > 0)):
            yield w("p", self.dress("", *([w("keepNext")] if keep else []), indent(self.look, right=right), w("jc", val="right")),
                    *self.runs(runs))
        yield from self.blanks(under, keep=under - 1)

    def enclosures(self, block: Enclosures, held: bool) -> Iterator[Element]:
        """附件说明, each name a paragraph whose turnovers stand under its first character."""
        yield from self.blanks(self.look.annex.before)
        for head, name in zip(block.heads, block.names, strict=True):
            begin, hang = block.places(head)
            yield w("p", self.dress("", *([w("keepNext")] if held else []), hanging(self.look, begin, hang)),
                    run(head), *([w("r", w("tab"))] if head != ENCLOSED else []), *self.runs(name))

    def blanks(self, rows: int, keep: int | None = None) -> Iterator[Element]:
        """Empty rows, of which the first `keep` (all of them) stay on the page of what comes next."""
        for at in range(rows):
            kept = [w("keepNext")] if keep is None or at < keep else []
            yield w("p", self.dress("", *kept))

    def lower_blank(self) -> Element:
        """An empty row that leaves room for the thin paragraph after a table, else a page that is full gets an empty one after it."""
        return w("p", self.dress("", w("keepNext"), w("snapToGrid", val=0), exactly(self.look.grid.pitch - 2 * THIN)))

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
            tr = w("tr", w("trPr", *([] if self.tall(shape, row) else [w("cantSplit")]), *([w("tblHeader")] if head else [])))
            for column, runs in zip(shape, row, strict=True):
                properties = self.dress("GwHead" if head else "GwCell")
                if head:
                    properties.append(w("keepNext"))
                elif column.align == "left":
                    properties.append(w("jc", val="left"))
                paragraph = w("p", properties)
                for number, line in enumerate(parts(runs)):
                    paragraph.extend([w("r", w("br"))] if number else [])
                    paragraph.extend(self.runs(line))
                tr.append(w("tc", w("tcPr", w("tcW", w=twips(column.width), type="dxa"), w("vAlign", val="center")), paragraph))
            element.append(tr)
        return element

    def tall(self, shape: Sequence[Column], row: tuple[Runs, ...]) -> bool:
        """Whether a row takes about a page, so that it must be cut: LibreOffice would let it run off the paper."""
        style = self.look.table

        def lines(text: str, column: Column) -> float:
            room = max(1.0, (column.width - 2 * style.side * MM) / style.size - 1)
            return sum(1 + sum(map(nominal, line)) // room for line in text.split("\n"))

        tallest = max(lines(plain(runs), column) for column, runs in zip(shape, row, strict=True))
        return tallest * style.line > self.look.height * CUT

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
                properties = self.dress("", *([] if last else [w("keepNext")]), w("ind", right=twips(look.grid.cell)),
                                        w("jc", val="left"))
                tr.append(w("tc", w("tcPr", w("tcW", w=twips(width), type="dxa")), w("p", properties, *self.runs(runs))))
            element.append(tr)
        return element


def thin() -> Element:
    """A paragraph that takes no room: between tables, and to end a section after one."""
    return w("p", w("pPr", w("snapToGrid", val=0), exactly(THIN)))


def closed(body: Element) -> None:
    """Sees to it that the text so far ends with a paragraph, which a section needs: LibreOffice would drop an empty row."""
    if not len(body) or body[-1].tag != PARAGRAPH or not body[-1].findall(RUN):
        body.append(thin())


def put(properties: Element, wanted: Element) -> None:
    """Puts an element where the schema wants it: after the style and the keeping together, before all else."""
    before = {w("pStyle").tag, w("keepNext").tag, w("keepLines").tag}
    at = sum(1 for child in properties if child.tag in before)
    properties.insert(at, wanted)
