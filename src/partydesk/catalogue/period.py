"""The dates a summary speaks of, and how they are written: 2025H1, 2025Q2, 2025-03, 2025, 2025-01-01..2025-11-30."""
from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ..errors import Refusal


@dataclass(frozen=True, order=True)
class Period:
    """A range of days, both ends included."""

    start: date
    end: date

    @classmethod
    def of(cls, given: Period | str) -> Period:
        """A period, whether it is given as one or written out."""
        return given if isinstance(given, Period) else cls.read(given)

    @classmethod
    def read(cls, text: str) -> Period:
        """`text` as a period; a `Refusal` that lists the ways to write one."""
        try:
            return cls._read(text.strip().upper())
        except Refusal:
            raise
        except ValueError:
            raise Refusal(f"“{text}”不是统计期；可写作 2025H1（上半年）、2025Q2（季度）、2025-03（月份）、"
                          "2025（全年）或 2025-01-01..2025-11-30") from None

    @classmethod
    def _read(cls, text: str) -> Period:
        if found := re.fullmatch(r"(\d{4})", text):
            return cls.months_of(int(text), 1, 12)
        if found := re.fullmatch(r"(\d{4})H([12])", text):
            return cls.months_of(int(found[1]), 6 * int(found[2]) - 5, 6 * int(found[2]))
        if found := re.fullmatch(r"(\d{4})Q([1-4])", text):
            return cls.months_of(int(found[1]), 3 * int(found[2]) - 2, 3 * int(found[2]))
        if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
            return cls.months_of(int(found[1]), int(found[2]), int(found[2]))
        start, _, end = text.partition("..")
        period = cls(date.fromisoformat(start), date.fromisoformat(end))
        if period.end < period.start:
            raise Refusal(f"统计期“{text}”的开始晚于结束，应写作 2025-01-01..2025-11-30，或 2025H1 这样的形式")
        if period.start.year < 1901 or period.end.year > 2199:
            raise ValueError(text)
        return period

    @classmethod
    def months_of(cls, year: int, first: int, last: int) -> Period:
        if not 1901 <= year <= 2199:
            raise ValueError(year)
        return cls(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]))

    @classmethod
    def half(cls, year: int, half: int = 1) -> Period:
        return cls.months_of(year, 6 * half - 5, 6 * half)

    @classmethod
    def of_day(cls, day: date) -> Period:
        """The half-year in which a day lies."""
        return cls.half(day.year, 1 if day.month <= 6 else 2)

    @property
    def year_before(self) -> Period:
        """The same period a year earlier (同期); the end of February follows the calendar."""
        def back(day: date, last: bool) -> date:
            month_end = calendar.monthrange(day.year - 1, day.month)[1]
            at_end = last and day.day == calendar.monthrange(day.year, day.month)[1]
            return date(day.year - 1, day.month, month_end if at_end else min(day.day, month_end))
        return Period(back(self.start, False), back(self.end, True))

    @property
    def last_year(self) -> Period:
        """The whole calendar year before the one in which the period ends (上年)."""
        year = self.end.year - 1
        return Period(date(year, 1, 1), date(year, 12, 31))

    @property
    def months(self) -> int:
        """How many calendar months the period touches."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @cached_property
    def _code(self) -> str:
        year = self.start.year
        named = {f"{year}": (1, 12)} | {f"{year}H{n}": (6 * n - 5, 6 * n) for n in (1, 2)}
        named |= {f"{year}Q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)}
        named |= {f"{year}-{n:02}": (n, n) for n in range(1, 13)}
        for code, (first, last) in named.items():
            if self == Period.months_of(year, first, last):
                return code
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    def __str__(self) -> str:
        """The code that `read` reads back."""
        return self._code

    @property
    def label(self) -> str:
        """What the period is called in print: 2025年上半年."""
        code, year = str(self), self.start.year
        if found := re.fullmatch(r"\d{4}H([12])", code):
            return f"{year}年{'上' if found[1] == '1' else '下'}半年"
        if found := re.fullmatch(r"\d{4}Q([1-4])", code):
            return f"{year}年第{'一二三四'[int(found[1]) - 1]}季度"
        if re.fullmatch(r"\d{4}-\d{2}", code):
            return f"{year}年{self.start.month}月"
        if code == str(year):
            return f"{year}年"
        return f"{_day(self.start)}至{_day(self.end)}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
