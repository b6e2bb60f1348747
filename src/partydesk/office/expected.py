"""Who ought to be at a meeting (应到), and everyone else who may be named on its roll."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ..catalogue.period import Period
from ..records.tables import body, person
from .office import Office


@dataclass(frozen=True)
class Expected:
    """Someone who ought to be at a meeting: 应到."""

    id: int
    name: str
    initials: str
    pinyin: str
    body: int | None


def everyone(office: Office) -> list[Expected]:
    """All people in the office's book, whatever they are to it."""
    query = select(person.c.id, person.c.name, person.c.initials, person.c.pinyin, person.c.body).where(
        person.c.removed.is_(None)).order_by(person.c.id)
    with office.reading() as connection:
        return [Expected(*row) for row in connection.execute(query)]


def expected(office: Office, kind: str, bodies: Iterable[int], day: date) -> list[Expected]:
    """Who ought to be there (应到): those whom the kind's roll names, of the bodies that hold it and those below."""
    of = office.catalogue.kind(kind)
    if not of.roll:
        return []
    from ..catalogue import formula
    from ..figures.ledger import Ledger
    tally = formula.parse(of.roll)
    with office.reading() as connection:
        uids = [uid for uid, in connection.execute(select(body.c.uid).where(body.c.id.in_(tuple(bodies))))]
        ids: set[int] = set()
        for uid in uids or [""]:
            ledger = Ledger(connection, office.catalogue, Period(day, day), uid)
            ids |= {id for id, _ in ledger.rows(ledger.reach(tally))}
        return [one for one in everyone(office) if one.id in ids]
