"""Whether the clock of this computer can be right: it is held against the newest line of the journal.

Nothing that is kept depends on it (steps follow each other by their numbers), but new dates and what is due would be wrong.
"""
from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from ..records.tables import change
from .office import Office

SLACK = timedelta(minutes=10)
"""Clocks of two computers may differ by so much."""
FLOOR = 2025
"""The year in which this program was first used: no clock is right that shows an earlier one."""


def wrong(office: Office, now: datetime | None = None) -> str:
    """What makes one doubt the clock, in Chinese; empty where nothing does."""
    now = now or datetime.now(UTC)
    with office.reading() as connection:
        newest = connection.execute(select(func.max(change.c.at))).scalar()
    last = _read(newest)
    here = now.astimezone()
    if last is not None and last > now + SLACK:
        return (f"电脑时间可能不对：现在是 {_said(here)}，可是最近一次保存记在 {_said(last.astimezone())}。请核对电脑的日期和时间；"
                "已保存的内容不受影响，新记录的日期和到期提醒会跟着电脑时间走")
    if here.year < FLOOR:
        return f"电脑时间可能不对：现在是 {_said(here)}。请核对电脑的日期和时间"
    return ""


def _said(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H:%M}"


def _read(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
