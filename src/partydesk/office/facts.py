"""What a paper may say besides figures: the office, the period, the clerk's chapters, and the record it is made for."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ..catalogue.catalogue import Catalogue
from ..catalogue.fields import Blank, Link, Text
from ..catalogue.kind import Kind
from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..papers.words import Prose
from ..records.record import Record
from . import minutes

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
    if paper.kind is not None and paper.kind in catalogue.kinds:
        for id, blank in catalogue.kinds[paper.kind].known.items():
            if isinstance(blank, Link) and blank.to == "person" and not blank.many:
                names |= {f"record.{id}.{inner}" for kind in _people(catalogue) for inner in kind.known}
            else:
                names.add(f"record.{id}")
    return names


def of_period(office: Office, paper: Paper, period: Period, scope: str | None) -> dict[str, Any]:
    """Facts of a paper that speaks of a period; a chapter not written yet is said to be missing."""
    written = office.chapters(paper.id, period, scope)
    chapters = {chapter.id: Prose(written.get(chapter.id) or f"【待补：{chapter.label}】") for chapter in paper.chapters}
    return {"office": office.setting("office") or "【待补：单位名称】", "place": office.setting("place"),
            "year": str(period.end.year), "period": period.label, "date": long(dated(office, paper.id, period, scope)),
            "scope": scope or "", "chapter": chapters}


def dated(office: Office, paper: str, period: Period, scope: str | None) -> date:
    """The day that stands under a paper: the one that was set, or the last of its period."""
    kept = office.chapters(paper, period, scope).get(DATED)
    return date.fromisoformat(kept) if kept else period.end


def date_it(office: Office, paper: str, period: Period, day: date | None, scope: str | None = None) -> None:
    """Put another day under a paper; none goes back to the last day of the period."""
    of = office.catalogue.paper(paper)
    key = {"paper": of.id, "name": DATED, "period": str(period), "scope": office.scope(scope)}
    with office.door(f"设定{of.label}的落款日期") as door:
        door.put("chapter", key, {"text": day.isoformat()} if day is not None else None)


def of_record(office: Office, kind: Kind, record: Record) -> dict[str, Any]:
    """A record as the fact `record`, by blank id; a person it points at is a group of facts of its own."""
    facts = _shown(office, kind, record)
    for id, blank in kind.known.items():
        value = record.values.get(id)
        if isinstance(blank, Link) and blank.to == "person" and not blank.many:
            facts[id] = _person(office, value) if value is not None else {}
    return {"record": facts}


def long(day: date) -> str:
    """A date as documents write it: Arabic digits, full year, no leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _person(office: Office, id: int) -> Mapping[str, Any]:
    for kind in _people(office.catalogue):
        for record in office.some(kind.id, (id,)):
            return _shown(office, kind, record)
    return {}


def _people(catalogue: Catalogue) -> list[Kind]:
    return [kind for kind in catalogue.kinds.values() if kind.shape == "person"]


def _shown(office: Office, kind: Kind, record: Record) -> dict[str, Any]:
    names = office.names
    return {id: _fact(blank, record.values.get(id), blank.show(record.values.get(id), names))
            for id, blank in kind.known.items()}


def _fact(blank: Blank, value: Any, shown: str) -> str | list[str]:
    if isinstance(value, date):
        return long(value)
    if isinstance(blank, Text) and blank.lines > 1:
        return [line.strip() for line in shown.splitlines() if line.strip()]
    return shown
