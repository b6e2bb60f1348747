"""Days as they are named when something is looked for: 0612, 6月, 2025-03, 上半年, 昨天."""
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from ..catalogue.dates import arabic, read_date
from ..catalogue.period import Period
from ..catalogue.text import clean, halfwidth
from ..errors import Refusal


@dataclass(frozen=True)
class Yearly:
    """A month, or a day of a month, of whichever year."""

    month: int
    day: int | None = None


When = Period | Yearly


def when(word: str, today: date) -> When | None:
    """The days that a word names, if it names any."""
    plain = arabic(halfwidth(clean(word)).upper())
    return _spoken(plain, today) or _yearly(plain) or _dated(plain)


def _spoken(plain: str, today: date) -> Period | None:
    monday = today - timedelta(today.weekday())
    first = today.replace(day=1)
    match plain:
        case "今天" | "今日":
            return Period(today, today)
        case "昨天" | "昨日":
            return Period(today - timedelta(1), today - timedelta(1))
        case "本周" | "这周":
            return Period(monday, monday + timedelta(6))
        case "上周":
            return Period(monday - timedelta(7), monday - timedelta(1))
        case "本月" | "这个月":
            return Period.months_of(today.year, today.month, today.month)
        case "上月" | "上个月":
            last = first - timedelta(1)
            return Period.months_of(last.year, last.month, last.month)
        case "上半年" | "下半年":
            return Period.half(today.year, 1 if plain[0] == "上" else 2)
        case "今年" | "本年":
            return Period.months_of(today.year, 1, 12)
        case "去年" | "上年":
            return Period.months_of(today.year - 1, 1, 12)
    return None


def _yearly(plain: str) -> Yearly | None:
    """6月, 0612, 6.12, 6-12, 6月12日."""
    if found := re.fullmatch(r"(\d{1,2})月", plain):
        return Yearly(int(found[1])) if 1 <= int(found[1]) <= 12 else None
    found = (re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})[日号]?", plain) or re.fullmatch(r"(\d{2})(\d{2})", plain))
    if found is None:
        return None
    month, day = int(found[1]), int(found[2])
    try:
        date(2000, month, day)                # a leap year: the 29th of February is a day
    except ValueError:
        return None
    return Yearly(month, day)


def _dated(plain: str) -> Period | None:
    """2025-03-06, 20250306, 2025年3月, 2025-03, 202503, 2025年, 2025, 2025H1."""
    try:
        day = read_date(plain.replace("号", "日"))
    except ValueError:
        pass
    else:
        return Period(day, day) if 1901 <= day.year <= 2199 else None
    if found := (re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", plain) or re.fullmatch(r"(\d{4})(\d{2})", plain)):
        plain = f"{found[1]}-{int(found[2]):02}"
    try:
        return Period.read(plain.removesuffix("年"))
    except Refusal:
        return None
