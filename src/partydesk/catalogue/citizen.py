"""A citizen's number (公民身份号码, GB 11643-1999) as people write it, and the birthday that stands in it; and how it is covered."""
from __future__ import annotations

import re
from datetime import date

from ..errors import Refusal
from .text import clean, halfwidth

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def plain(text: str) -> str:
    """The number without what stands about it: full-width signs, an apostrophe that keeps Excel from counting, blanks."""
    return re.sub(r"[\s'’‘`\"“”-]", "", halfwidth(clean(text))).upper()


def meant(text: str) -> bool:
    """Whether a citizen's number is what was written, be it right or wrong."""
    return re.fullmatch(r"\d{15}|\d{17}[\dX]", plain(text)) is not None


def birthday(text: str) -> date:
    """The day that the number tells; a `Refusal` where the number cannot be one."""
    number = plain(text)
    if re.fullmatch(r"\d{15}", number):
        raise Refusal("是 15 位的旧身份证号，请换成现在的 18 位")
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise Refusal(f"不是身份证号：“{clean(text)[:30]}”")
    try:
        day = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2199:
        raise Refusal(f"身份证号里的出生日期“{number[6:14]}”不存在，请核对")
    if not sound(number):
        raise Refusal("身份证号的校验位不对，请核对有没有写错")
    return day


def sound(number: str) -> bool:
    """Whether the number bears the check digit that the standard gives it."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper()


def cover(number: str, sort: str) -> str:
    """The number as it is shown where nobody asked for it whole: 110101********1234; a mobile phone's 138****5678.

    The birthday is what must not be read off. Office telephones stand as they are.
    """
    if sort == "phone":
        return re.sub(r"(?<!\d)((?:\+?86[- ]?)?1\d{2})[- ]?\d{4}[- ]?(\d{4})(?!\d)", r"\1****\2", number)
    return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}" if len(number) > 10 else "*" * len(number)


def is_covered(text: str) -> bool:
    """Whether a number stands here whose middle is covered."""
    return re.search(r"\*{3,}", halfwidth(clean(text))) is not None
