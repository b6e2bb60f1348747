"""A document as a PDF: what the printer prints and the eye previews, and where each number stands on it."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

from .document import Document
from .embedded import Embedded
from .faces import Faces, Replaced
from .look import MM, Look
from .objects import Listed, Objects
from .setting import ASCENT, Entry, Setter, Sheet, Stretch, Words, sheets, stretches
from .turning import looks
from .typeface import Typeface

BOLDER = 0.03
"""How thick the outline is that makes a typeface bold, in its own size."""

Laid = list[tuple[Words, list[Stretch]]]
"""The lines of a sheet, each with its stretches."""


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
    faces, own, embedded = faces.afresh(), looks(documents, look), Embedded()
    pages = 0
    contents: list[Listed] = []
    spots: list[Spot] = []
    headings: list[Headed] = []
    setters = {id(page): Setter(page, faces) for page in own}
    with closing(Objects()) as file:
        for n, (document, page) in enumerate(zip(documents, own, strict=True), 1):
            if duplex and pages % 2:
                file.page("", *paper(own[n - 2]))
                pages += 1
            width, height = paper(page)
            for sheet in sheets(document, setters[id(page)]):
                pages += 1
                laid = [(words, [*stretches(words, faces)]) for words in sheet.words]
                number = file.page("\n".join(drawn(sheet, laid, height, embedded)), width, height)
                contents += listed(sheet, number, contents[-1].level if contents else -1, height)
                spots += spotted(laid, pages)
                headings += [Headed(pages, y, entry.text) for y, entry in sheet.entries]
            if told is not None:
                told(n, len(documents))
        title = "、".join(dict.fromkeys(document.title for document in documents if document.title))
        file.save(target, title, embedded.resources(file), contents)
    return Printed(pages, tuple(spots), faces.replaced, faces.missing, tuple(headings))


def paper(look: Look) -> tuple[float, float]:
    """Width and height of the paper, pt."""
    return look.page.width * MM, look.page.height * MM


def listed(sheet: Sheet, page: int, deep: int, height: float) -> Iterator[Listed]:
    """The headings of a page for the list of contents; `deep` is the level of the last entry before them, -1 before any."""
    for y, entry in sheet.entries:
        deep = min(entry.level, deep + 1)            # a level may not be jumped over
        yield Listed(named(entry), page, height - y, deep)


def named(entry: Entry) -> str:
    """The words of an entry, never none."""
    return entry.text.strip() or "（无标题）"


def drawn(sheet: Sheet, laid: Laid, height: float, embedded: Embedded) -> Iterator[str]:
    """What a PDF says to draw all that stands on a sheet."""
    for thickness, rules in groupby(sheet.rules, key=lambda rule: rule.thickness):
        yield f"{thickness:g} w"
        for rule in rules:
            yield f"{rule.x0:.3f} {height - rule.y0:.3f} m {rule.x1:.3f} {height - rule.y1:.3f} l S"
    yield "BT"
    yield from lettered(laid, height, embedded)
    yield "ET"


def lettered(laid: Laid, height: float, embedded: Embedded) -> Iterator[str]:
    """What a PDF says to draw the characters of a sheet, as many at once as stand evenly (ISO 32000-1, 9.4.3)."""
    worn: tuple[Typeface, float, float, bool] | None = None
    for words, cut in laid:
        y = height - words.baseline
        for text, x, _, glyphs, dress in cut:
            font, size = glyphs[0].font, dress.size
            name, codes = embedded.of(font)
            if worn != (dressed := (font, size, dress.tracking + words.space, dress.bold)):
                worn = dressed
                yield f"{name} {size:g} Tf {dress.tracking + words.space:.4f} Tc"
                yield f"2 Tr {BOLDER * size:g} w" if dress.bold else "0 Tr"
            shown = "".join(map(codes.__getitem__, text))
            yield f"1 0 0 1 {x + glyphs[0].shift * size:.3f} {y + dress.raised:.3f} Tm <{shown}> Tj"


def spotted(laid: Laid, page: int) -> Iterator[Spot]:
    """The places of the numbers on a sheet; one broken over two lines has two."""
    for words, cut in laid:
        for figure, group in groupby(cut, key=lambda stretch: stretch.dress.figure):
            if figure:
                found = list(group)
                size = max(stretch.dress.size for stretch in found)
                top = words.baseline - ASCENT * size
                yield Spot(page, found[0].x, top, found[-1].end, top + size, figure)
