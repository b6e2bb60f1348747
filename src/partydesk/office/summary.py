"""A summary as the desk shows it: true pages, where each number stands on them, and the list of all numbers."""
from __future__ import annotations

from dataclasses import dataclass

from ..catalogue.period import Period
from ..papers.pdf import Spot
from . import printing
from .office import Office


@dataclass(frozen=True)
class Line:
    """One number of the period on the list: its value, that of the same period a year earlier, and how it came about."""

    id: str
    label: str
    chapter: str
    text: str
    before: str
    stated: bool
    missing: bool
    because: str
    records: int


@dataclass(frozen=True)
class Pages:
    """A paper for a period as a PDF, with the places of its numbers (pt from the upper left of a page)."""

    pdf: bytes
    count: int
    spots: tuple[Spot, ...]


def pages(office: Office, paper: str, period: Period | str, scope: str | None = None) -> Pages:
    """The paper as it will be printed."""
    documents = [copy.document for copy in printing.copies(office, paper, period, scope=scope)]
    pdf, done = printing.printed(office, documents)
    return Pages(pdf, done.pages, done.spots)


def lines(office: Office, period: Period | str, scope: str | None = None) -> list[Line]:
    """Every number of the period that this year's forms still ask for, in the order of the forms."""
    found = []
    with office.ledger(period, scope) as ledger:
        before = ledger.period.year_before
        for id, value in ledger.items():
            figure = office.catalogue.figures[id]
            if figure.retired and ledger.period.end.year > figure.retired:
                continue
            then = ledger.at(id, before)
            known = not then.missing and (then.stated or then.records or then.amount)
            found.append(Line(id, value.label, figure.chapter.label if figure.chapter else "", value.text,
                              then.text if known else "", value.stated, value.missing, value.because, value.records))
    return found
