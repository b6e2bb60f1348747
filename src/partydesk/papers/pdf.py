"""A document as a PDF: what the printer prints and the eye previews, and where each number stands on it."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from reportlab.pdfgen.canvas import Canvas

from . import cmaps
from .document import Document
from .faces import Faces, Replaced
from .look import MM, Look
from .setting import ASCENT, Entry, Letter, Sheet, Words, letters, sheets
from .turning import looks

BOLDER = 0.03
"""How thick the outline is that makes a typeface bold, in its own size."""

cmaps.install()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a printed number stands: page (from 1, through the file), a box in pt from the upper left, the figure's id."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float
    figure: str


@dataclass(frozen=True, slots=True)
class Headed:
    """Where a title or heading stands: page (from 1, through the file), pt from its top, the words."""

    page: int
    y: float
    text: str


@dataclass(frozen=True)
class Printed:
    """What was written: pages, the places of the numbers, typefaces replaced, characters that no typeface has, headings."""

    pages: int
    spots: tuple[Spot, ...]
    replaced: tuple[Replaced, ...]
    missing: tuple[str, ...]
    headings: tuple[Headed, ...] = ()


def write(documents: Sequence[Document], look: Look, target: BinaryIO, faces: Faces, duplex: bool = False,
          told: Callable[[int, int], None] | None = None) -> Printed:
    """Writes `documents` into one PDF, each from a new page numbered 1; the same documents give the same bytes.

    `duplex`: each begins on the front of a leaf, an empty page filling in where needed. `told` is told after each how many
    of how many are done; what it raises ends the work.
    """
    faces = faces.afresh()
    own = looks(documents, look)
    first = next(iter(own), look)
    canvas = Canvas(target, pagesize=paper(first), invariant=True, pageCompression=1, lang="zh-CN",
                    initialFontName=faces.glyph("body", " ").font)
    canvas.setTitle("、".join(dict.fromkeys(document.title for document in documents if document.title))[:250])
    canvas.setCreator("partydesk")
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setViewerPreference("PrintScaling", "None")
    pages = 0
    deep = -1
    spots: list[Spot] = []
    headings: list[Headed] = []
    for n, (document, page) in enumerate(zip(documents, own, strict=True), 1):
        if duplex and pages % 2:
            canvas.showPage()
            pages += 1
        canvas.setPageSize(paper(page))
        height = page.page.height * MM
        for sheet in sheets(document, page, faces):
            pages += 1
            deep = listed(canvas, sheet, pages, deep, height)
            drawn(canvas, sheet, height, faces)
            spots += spotted(sheet, pages, faces)
            headings += [Headed(pages, y, entry.text) for y, entry in sheet.entries]
            canvas.showPage()
        if told is not None:
            told(n, len(documents))
    if deep >= 0:
        canvas.showOutline()
    canvas.save()
    return Printed(pages, tuple(spots), faces.replaced, faces.missing, tuple(headings))


def paper(look: Look) -> tuple[float, float]:
    """Width and height of the paper, pt."""
    return look.page.width * MM, look.page.height * MM


def listed(canvas: Canvas, sheet: Sheet, page: int, deep: int, height: float) -> int:
    """Puts the headings of a page into the list of contents; `deep` is the level of the last entry, -1 before any."""
    for at, (y, entry) in enumerate(sheet.entries):
        key = f"p{page}.{at}"
        deep = min(entry.level, deep + 1)            # a level may not be jumped over
        canvas.bookmarkHorizontalAbsolute(key, height - y)
        canvas.addOutlineEntry(named(entry), key, deep, closed=deep >= 1)
    return deep


def named(entry: Entry) -> str:
    """The words of an entry, never none."""
    return entry.text.strip() or "（无标题）"


def drawn(canvas: Canvas, sheet: Sheet, height: float, faces: Faces) -> None:
    """Draws all that stands on a sheet."""
    for rule in sheet.rules:
        canvas.setLineWidth(rule.thickness)
        canvas.line(rule.x0, height - rule.y0, rule.x1, height - rule.y1)
    for words in sheet.words:
        lettered(canvas, words, height - words.baseline, faces)


def lettered(canvas: Canvas, words: Words, y: float, faces: Faces) -> None:
    """Draws a line of characters, as many at once as stand evenly in one font and dress."""
    if not words.text:
        return
    text = canvas.beginText()
    for (font, size, raised, bold, space), group in groupby(letters(words, faces), key=lambda letter: evenly(letter, words)):
        for stretch in stretches(list(group)):
            text.setTextOrigin(stretch[0].x + stretch[0].glyph.shift * size, y + raised)
            text.setFont(font, size)
            text.setCharSpace(space)
            text.setTextRenderMode(2 if bold else 0)
            if bold:
                canvas.setLineWidth(BOLDER * size)
            text.textOut("".join(letter.char for letter in stretch))
    text.setCharSpace(0)
    text.setTextRenderMode(0)
    canvas.drawText(text)


def evenly(letter: Letter, words: Words) -> tuple[str, float, float, bool, float]:
    """What letters drawn at once have in common."""
    dress = letter.dress
    return letter.glyph.font, dress.size, dress.raised, dress.bold, dress.tracking + words.space


def stretches(run: list[Letter]) -> Iterator[list[Letter]]:
    """`run` cut so that a glyph that is moved or widened within its cell stands alone."""
    stretch: list[Letter] = []
    for letter in run:
        if letter.glyph.padded:
            if stretch:
                yield stretch
            yield [letter]
            stretch = []
        else:
            stretch.append(letter)
    if stretch:
        yield stretch


def spotted(sheet: Sheet, page: int, faces: Faces) -> Iterator[Spot]:
    """The places of the numbers on a sheet; one broken over two lines has two."""
    for words in sheet.words:
        if not any(dress.figure for dress in words.dresses):
            continue
        for figure, group in groupby(letters(words, faces), key=lambda letter: letter.dress.figure):
            if figure:
                found = list(group)
                size = max(letter.dress.size for letter in found)
                top = words.baseline - ASCENT * size
                yield Spot(page, found[0].x, top, found[-1].x + found[-1].width, top + size, figure)
