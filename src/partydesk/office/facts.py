"""What a paper may say besides figures: the office, the period, the clerk's chapters, and the record it is made for."""
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ..catalogue import formula
from ..catalogue.catalogue import Catalogue
from ..catalogue.fields import Link
from ..catalogue.kind import Kind
from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..papers.lint import ENTRY
from ..papers.words import Prose
from ..records.record import Record
from . import minutes, own_chapters, series
from .people import REASON, ROLL, STANDING, People, long, on_roll, shown

if TYPE_CHECKING:
    from .office import Office

DATED = ".date"
"""The name under which the day of a paper is kept beside its chapters; no chapter can have it."""
ALWAYS = ("office", "place", "year", "period", "date", "scope")


def names_for(catalogue: Catalogue, paper: Paper) -> set[str]:
    """The facts that a paper of this sort may name: its chapters, and the blanks of the record it is made for."""
    names = {*ALWAYS, *(f"chapter.{chapter.id}" for chapter in paper.chapters)}
    if paper.roll:
        names |= set(minutes.NAMES)
    names |= set(series.names_for(catalogue, paper))
    match paper.scope:
        case "record" if paper.kind in catalogue.kinds:
            names |= _of("record", catalogue, catalogue.kinds[str(paper.kind)])
        case "person":
            names |= {f"person.{inner}" for inner in People.names_for(catalogue)}
        case "body":
            kind = catalogue.kinds.get(formula.kind_of(paper.each))
            names |= _of("body", catalogue, kind) if kind is not None and kind.shape == "body" else {"body.name"}
    return names


def _of(fact: str, catalogue: Catalogue, kind: Kind) -> set[str]:
    """What the fact that is a record of a kind has."""
    names = set()
    for id, blank in kind.known.items():
        if isinstance(blank, Link) and blank.to == "person" and not blank.many:
            names |= {f"{fact}.{id}.{inner}" for inner in People.names_for(catalogue)}
        elif not blank.derived:
            names.add(f"{fact}.{id}")
    if kind.roll:
        inside = (*People.names_for(catalogue), STANDING, REASON)
        names |= {f"{fact}.{ROLL}", *(f"{fact}.{ROLL}{ENTRY}.{inner}" for inner in inside)}
    return names


def of_period(office: Office, paper: Paper, period: Period, scope: str | None) -> dict[str, Any]:
    """Facts of a paper that speaks of a period; a chapter not written yet is said to be missing."""
    written = own_chapters.written(office, paper.id, period, scope)
    chapters = {chapter.id: Prose(written.get(chapter.id) or f"【待补：{chapter.label}】") for chapter in paper.chapters}
    return {"office": office.setting("office") or "【待补：单位名称】", "place": office.setting("place"),
            "year": str(period.end.year), "period": period.label, "date": long(dated(office, paper.id, period, scope)),
            "scope": scope or "", "chapter": chapters}


def dated(office: Office, paper: str, period: Period, scope: str | None) -> date:
    """The day that stands under a paper: the one that was set, or the last of its period."""
    kept = own_chapters.written(office, paper, period, scope).get(DATED)
    return date.fromisoformat(kept) if kept else period.end


def date_it(office: Office, paper: str, period: Period, day: date | None, scope: str | None = None) -> None:
    """Put another day under a paper; none goes back to the last day of the period."""
    of = office.catalogue.paper(paper)
    key = {"paper": of.id, "name": DATED, "period": str(period), "scope": office.scope(scope)}
    with office.door(f"设定{of.label}的落款日期") as door:
        door.put("chapter", key, {"text": day.isoformat()} if day is not None else None)


def of_record(office: Office, kind: Kind, record: Record, people: People | None = None) -> dict[str, Any]:
    """A record as the fact `record`, by blank id; a person it points at is a group of facts of its own, its roll a list of these."""
    known = people or People(office)
    return {"record": shown(office, kind, record, known) | ({ROLL: on_roll(record, known)} if kind.roll else {})}


def of_person(people: People, id: int) -> dict[str, Any]:
    """Whom a copy is made for, as the fact `person`."""
    return {"person": people[id]}


def of_body(office: Office, kind: Kind, record: Record, people: People) -> dict[str, Any]:
    """The organisation that a copy is made for, as the fact `body`."""
    return {"body": shown(office, kind, record, people)}
