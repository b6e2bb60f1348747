"""Dates as clerks type them in a hurry: t for today, +1, 0612, 6.12, 三月六日."""
from __future__ import annotations

import re
from datetime import date, timedelta

from ..catalogue.text import clean, halfwidth

WEEKDAYS = "一二三四五六日"
_NAMED = {"t": 0, "今": 0, "今天": 0, "今日": 0, "昨": -1, "昨天": -1, "昨日": -1, "前天": -2, "明": 1, "明天": 1, "后天": 2}
_DIGITS = {character: str(n) for n, character in enumerate("〇一二三四五六七八九")} | {"零": "0"}


def complete(text: str, today: date, standing: date | None = None) -> str:
    """What was typed, as a whole date that the blank can read; what is no date of ours comes back as it is.

    `+1` and `-1` count from the date that already stands in the blank, or from today. A date without a year is of
    this year.
    """
    plain = _arabic(halfwidth(clean(text)).lower().replace(" ", ""))
    if plain in _NAMED:
        return _iso(today, _NAMED[plain], text)
    if found := re.fullmatch(r"([+-])(\d{1,4})", plain):
        return _iso(standing or today, int(found[1] + found[2]), text)
    if found := (re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})[日号]?", plain) or re.fullmatch(r"(\d{1,2})(\d{2})", plain)):
        return f"{today.year}-{int(found[1]):02}-{int(found[2]):02}"
    if found := re.fullmatch(r"(\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?", plain):
        return f"20{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
    return plain.removesuffix("号") + "日" if plain.endswith("号") else plain


def weekday(day: date) -> str:
    """星期四"""
    return f"星期{WEEKDAYS[day.weekday()]}"


def _iso(day: date, days: int, text: str) -> str:
    try:
        return (day + timedelta(days)).isoformat()
    except OverflowError:
        return text


def _arabic(text: str) -> str:
    """二〇二五年三月十六日 with Arabic digits; other text as it is."""
    if not re.search("[年月日号]", text) or not re.search("[〇零一二三四五六七八九十]", text):
        return text
    text = re.sub("[一二三]?十[一二三四五六七八九]?", lambda found: str(_tens(found[0])), text)
    return "".join(_DIGITS.get(character, character) for character in text)


def _tens(text: str) -> int:
    tens, _, ones = text.partition("十")
    return 10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(ones, "0"))
