"""A summary as the desk shows it: true pages, and where each number and heading stands on them."""
from __future__ import annotations

from dataclasses import dataclass

from ..catalogue.period import Period
from ..papers.pdf import Headed, Spot
from . import printing, typefaces
from .office import Office


@dataclass(frozen=True)
class Pages:
    """A paper for a period as a PDF, with the places of its numbers and headings (pt from the upper left of a page)."""

    pdf: bytes
    count: int
    spots: tuple[Spot, ...]
    headings: tuple[Headed, ...] = ()
    lacking: tuple[str, ...] = ()             # on characters that are shown as blanks, for no typeface has them


def pages(office: Office, paper: str, period: Period | str, scope: str | None = None) -> Pages:
    """The paper as it will be printed."""
    made = printing.copies(office, paper, period, scope=scope)
    pdf, done = printing.printed(office, [copy.document for copy in made])
    return Pages(pdf, done.pages, done.spots, done.headings, typefaces.lacking(office, done, made))
