"""The invented clerk who enters one half-year of the sample: dates on working days, rolls, and who did what."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from ...catalogue.period import Period
from ...records.workdays import is_working
from .. import Office
from .plan import Plan
from .roster import Roster, Someone

_T = TypeVar("_T")


class Clerk:
    """Enters records of one half-year into an office."""

    def __init__(self, office: Office, rng: Random, plan: Plan, roster: Roster):
        self.office, self.rng, self.plan, self.roster = office, rng, plan, roster
        self.period = Period.half(plan.year)
        days = (self.period.start + timedelta(n) for n in range((self.period.end - self.period.start).days + 1))
        self.days = [day for day in days if is_working(day)]

    # ── days ─────────────────────────────────────────────────────────────────────────────────────

    def day(self, month: int, n: int) -> date:
        """The n-th working day of a month, from 1; from the month's end where n is negative."""
        of = [day for day in self.days if day.month == month]
        return of[n - 1 if n > 0 else n]

    def weekly(self, weekday: int) -> list[date]:
        """The working days that fall on one day of the week (Monday is 0)."""
        return [day for day in self.days if day.weekday() == weekday]

    def spread(self, n: int, first: int = 1, last: int = 6) -> list[date]:
        """`n` working days from month `first` to month `last`, at even distances."""
        among = [day for day in self.days if first <= day.month <= last]
        return [among[(2 * k + 1) * len(among) // (2 * n)] for k in range(n)]

    def after(self, day: date, working_days: int) -> date:
        """The working day that comes so many working days later."""
        while working_days:
            day += timedelta(1)
            working_days -= is_working(day)
        return day

    def within(self, day: date, working_days: int) -> date:
        """As `after`, but not later than the half-year's last working day."""
        return min(self.after(day, working_days), self.days[-1])

    def later(self, k: int) -> date:
        """A working day in the four months after the half-year: when what was left open got done."""
        return self.after(self.period.end, 4 + 5 * (k % 15))

    # ── people ───────────────────────────────────────────────────────────────────────────────────

    @property
    def members(self) -> list[Someone]:
        """Party members on the roster on the last day."""
        return self.roster.members(self.period.end)

    @property
    def staff(self) -> list[Someone]:
        return self.roster.at(self.period.end)

    @property
    def signers(self) -> list[Someone]:
        """Those who must sign a responsibility letter."""
        return [one for one in self.staff if one.signs]

    def turn(self, among: Sequence[_T], k: int) -> _T:
        """The k-th of a list that is gone through again and again."""
        return among[k % len(among)]

    def roll(self, people: Iterable[Someone], leave: float = 0.06, absent: float = 0.01,
             always: Iterable[Someone] = (), never: Iterable[Someone] = ()) -> dict[int, str]:
        """A roll call: most are present, some on leave, hardly anyone absent without it."""
        there, away = {one.id for one in always}, {one.id for one in never}
        found: dict[int, str] = {}
        for one in people:
            drawn = self.rng.random()
            status = "leave" if drawn < leave else "absent" if drawn < leave + absent else "present"
            found[one.id] = "present" if one.id in there else "leave" if one.id in away else status
        return found

    # ── records ──────────────────────────────────────────────────────────────────────────────────

    def add(self, kind: str, day: date, title: str | None = None, *, roll: dict[int, str] | None = None,
            **values: Any) -> int:
        """One dated record; `title` is what it is called."""
        return self.office.save(kind, {"date": day} | ({"title": title} if title else {}) | values, roll=roll)

    def problem(self, day: date, title: str, owner: Someone, *, closed: date | None, **values: Any) -> int:
        """A problem as its ledger wants it: who leads, what is to be reached, how far it is and what shows it."""
        done = closed is not None and closed <= self.days[-1]
        usual = {"leader": self.roster.over(owner).name, "goal": "问题整改到位，同类问题不再发生。",
                 "progress": "已整改，复核合格。" if done else "正在整改，按计划推进。", "evidence": "整改情况报告" if done else None}
        return self.add("problem", day, title, owner=owner.id, closed=closed, **usual | values)
