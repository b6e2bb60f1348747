"""Records written late (迟录): typed in more than three working days after the event they speak of."""
from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, select

from ..records.tables import change
from ..records.workdays import between

ALLOWED = 3
"""Working days within which a meeting is to be on record."""


def day_of(moment: str) -> date:
    """The day, at this desk, on which something was entered."""
    return datetime.fromisoformat(moment).astimezone().date()


def adopted(connection: Connection) -> date:
    """The day from which the office has kept its records here; nobody was late with what happened before it."""
    first = connection.execute(select(change.c.at).order_by(change.c.id).limit(1)).scalar()
    return day_of(first) if first else date.max


def late(day: date, entered: str, since: date) -> int:
    """How many working days too late an event of `day` was entered, in an office that has kept records `since`."""
    typed = day_of(entered)
    return max(0, between(day, typed) - ALLOWED) if day >= since and (typed - day).days > ALLOWED else 0
