"""Which period is meant when nobody says, and which there are to choose from."""
from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from ..catalogue.period import Period
from ..records.tables import activity
from .office import Office

FIRST_WEEKS = 45
"""Days of a new half-year in which the one before it is still being written up."""
YEARS = 4


def likely(office: Office, today: date | None = None) -> Period:
    """The half-year that is likely meant: the last one with records; in its first weeks, the one before it."""
    today = today or date.today()
    last = Period.of_day(_newest(office, today) or today)
    if today in last and (today - last.start).days < FIRST_WEEKS:
        return Period.half(today.year, 1) if last.start.month == 7 else Period.half(today.year - 1, 2)
    return last


def _newest(office: Office, until: date) -> date | None:
    """The day of the latest activity that is not in the future."""
    query = select(func.max(activity.c.date)).where(activity.c.removed.is_(None), activity.c.date <= until)
    with office.reading() as connection:
        return connection.execute(query).scalar()


def halves(years: int = YEARS, today: date | None = None) -> list[Period]:
    """The half-years to choose from, the newest first."""
    today = today or date.today()
    return [period for year in range(today.year, today.year - years, -1) for half in (2, 1)
            if (period := Period.half(year, half)).start <= today]
