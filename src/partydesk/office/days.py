"""Dates as clerks type them in a hurry: t for today, +1, 0612, 6.12, 三月六日, 周四, 上周四, 月底."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from ..catalogue.dates import arabic, read_date
from ..catalogue.kind import Rhythm
from ..catalogue.text import clean, halfwidth

WEEKDAYS = "一二三四五六日"
ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday")
_NAMED = {"t": 0, "今": 0, "今天": 0, "今日": 0, "当天": 0, "昨": -1, "昨天": -1, "昨日": -1, "前天": -2, "大前天": -3,
          "明": 1, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_WEEKS = {"": 0, "本": 0, "这": 0, "上": -1, "上上": -2, "下": 1, "下下": 2}


def complete(text: str, today: date, standing: date | None = None) -> str:
    """What was typed, as a whole date that the blank can read; what is no date of ours comes back as it is.

    `+1` and `-1` count from the date that already stands in the blank, or from today. So is a date without a year of the
    year that stands there, a mere day of its month; 周四 is the Thursday of this week, which begins on Monday.
    """
    plain = arabic(halfwidth(clean(text)).lower().replace(" ", ""))
    try:
        found = _meant(plain, today, standing)
    except (OverflowError, ValueError):
        return text if plain[:1] in ("+", "-") else _written(plain, standing or today)
    return found.isoformat() if found else _written(plain, standing or today)


def shifted(day: date, months: int) -> date:
    """So many months on, on the same day, or the last one of a shorter month."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = divmod(whole, 12)
    if not 1900 <= year <= 2199:
        return day
    return date(year, month + 1, min(day.day, _last(year, month + 1).day))


def weekday(day: date) -> str:
    """星期四"""
    return f"星期{WEEKDAYS[day.weekday()]}"


def spoken(day: date) -> str:
    """2025-06-12 周四"""
    return f"{day.isoformat()} 周{WEEKDAYS[day.weekday()]}"


def likely(rhythm: Rhythm | None, today: date, recorded: Callable[[date], bool]) -> date:
    """The day that a new record is probably of: today; of what is due on a weekday, its last one not recorded yet."""
    if rhythm is None or rhythm.on is None:
        return today
    last = today - timedelta((today.weekday() - ENGLISH.index(rhythm.on)) % 7)
    return today if recorded(last) else last


def _meant(plain: str, today: date, standing: date | None) -> date | None:
    """What is said without writing a date; None where a date, or nothing of the sort, is written."""
    if plain in _NAMED:
        return today + timedelta(_NAMED[plain])
    if found := re.fullmatch(r"([+-])(\d{1,4})", plain):
        return (standing or today) + timedelta(int(found[1] + found[2]))
    if found := re.fullmatch(r"(上上|下下|[上下本这]?)(?:周|星期|礼拜)([一二三四五六日天末1-7])", plain):
        monday = today - timedelta(today.weekday()) + timedelta(weeks=_WEEKS[found[1]])
        return monday + timedelta(6 if found[2] in "天7" else 5 if found[2] == "末" else "一二三四五六日123456".index(found[2]) % 7)
    if found := re.fullmatch(r"(上|下|本|这)?(?:个)?月(底|末|初)", plain):
        month = shifted(today.replace(day=1), {"上": -1, "下": 1}.get(found[1] or "", 0))
        return month if found[2] == "初" else _last(month.year, month.month)
    if plain in ("年底", "年末"):
        return date(today.year, 12, 31)
    return None


def _written(plain: str, near: date) -> str:
    """A date that was written short, in full."""
    if found := (re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})[日号]?", plain) or re.fullmatch(r"(\d{1,2})(\d{2})", plain)):
        return f"{near.year}-{int(found[1]):02}-{int(found[2]):02}"
    if found := re.fullmatch(r"(\d{1,2})[日号]?", plain):
        return f"{near.year}-{near.month:02}-{int(found[1]):02}"
    if found := (re.fullmatch(r"(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?", plain)
                 or re.fullmatch(r"(\d{2})(\d{2})(\d{2})", plain)):
        return f"20{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    try:
        return read_date(plain).isoformat()
    except ValueError:
        return plain


def _last(year: int, month: int) -> date:
    return (date(year, month, 28) + timedelta(4)).replace(day=1) - timedelta(1)
