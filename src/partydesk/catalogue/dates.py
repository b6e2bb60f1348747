"""Dates as they are written in full: 2025-03-06, 2025年3月6日, 二〇二五年三月六日, 20250306."""
from __future__ import annotations

import re
from datetime import date

_DIGITS = {character: str(n) for n, character in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}


def read_date(text: str) -> date:
    """2025-03-06, 2025/3/6, 2025.3.6, 2025年3月6日, 20250306, 二〇二五年三月六日, or the midnight Excel puts behind it.

    ValueError for all else: a date without a year is one only where somebody knows the year.
    """
    text = arabic(re.sub(r"[ T]0{1,2}:00(:00(\.0+)?)?$", "", text))
    found = (re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?", text)
             or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text))
    if not found:
        raise ValueError(text)
    return date(*map(int, found.groups()))


def arabic(text: str) -> str:
    """二〇二五年三月十六日 with Arabic digits; text that names no year, month or day comes back as it is."""
    if not re.search("[年月日号]", text) or not re.search("[〇零○一二三四五六七八九十廿]", text):
        return text
    text = text.replace("廿", "二十").replace("卅", "三十")
    text = re.sub("[一二三]?十[一二三四五六七八九]?", lambda found: str(_tens(found[0])), text)
    return re.sub("[〇零○一二三四五六七八九]", lambda found: _DIGITS[found[0]], text)


def _tens(text: str) -> int:
    tens, _, ones = text.partition("十")
    return 10 * int(_DIGITS.get(tens, "1")) + int(_DIGITS.get(ones, "0"))
