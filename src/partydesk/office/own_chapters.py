"""The chapters of a paper that the clerk writes himself (自写章节), kept for each period and scope."""
from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ..catalogue.period import Period
from ..catalogue.text import clean
from ..errors import Refusal
from ..records.tables import chapter

if TYPE_CHECKING:
    from .office import Office


def write(office: Office, paper: str, name: str, period: Period | str, text: str, scope: str | None = None, *,
          seen: str | None = None) -> None:
    """The clerk's own chapter of a paper, kept for each period; an empty text takes it out.

    `seen` is what it said when he began to write; `Moved` where somebody else has written in it since.
    """
    of = office.catalogue.paper(paper)
    if name not in {chapter.id for chapter in of.chapters}:
        known = "、".join(f"{chapter.id}（{chapter.label}）" for chapter in of.chapters) or "没有"
        raise Refusal(f"“{of.label}”没有“{name}”这一自写章节，可写：{known}")
    key = {"paper": of.id, "name": name, "period": str(Period.of(period)), "scope": office.scope(scope)}
    with office.door(f"撰写{of.label}") as door:
        door.put("chapter", key, {"text": clean(text)} if clean(text) else None,
                 seen=None if seen is None else {"text": seen} if seen else {})


def written(office: Office, paper: str, period: Period | str, scope: str | None = None) -> dict[str, str]:
    """What the clerk has written for a paper, by chapter."""
    query = select(chapter.c.name, chapter.c.text).where(
        chapter.c.paper == paper, chapter.c.period == str(Period.of(period)), chapter.c.scope == office.scope(scope))
    with office.reading() as connection:
        return {row.name: row.text for row in connection.execute(query)}
