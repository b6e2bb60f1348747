"""Numbers put into words: what a template may do with a figure, and nothing more. A closed set.

A printed number keeps knowing which figure it shows through every filter, and one that is missing stays
【待补：…】 through every filter: nothing here guesses.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from ..catalogue.showing import number as digits_of
from ..catalogue.showing import show
from ..errors import Refusal


class Value(Protocol):
    """数值: what a figure came to, as papers need it. `amount` is exact; a missing one has None and prints 【待补：…】."""

    @property
    def id(self) -> str: ...
    @property
    def amount(self) -> Fraction | None: ...
    @property
    def text(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def digits(self) -> int: ...
    @property
    def about(self) -> int: ...
    @property
    def claim(self) -> str: ...
    @property
    def missing(self) -> bool: ...


class Prose(str):
    """A text that a clerk wrote for a paper, in which figures may stand by name: {{ study.sessions | trend }}."""

    __slots__ = ()


@dataclass(frozen=True, eq=False)
class Worded:
    """A number on its way to the paper: its figure, its exact amount, how it is shown, and its words so far."""

    figure: str
    amount: Fraction | None
    text: str
    unit: str = ""
    digits: int = 0
    about: int = 0
    label: str = ""

    @classmethod
    def of(cls, value: Value) -> Worded:
        """The number as its figure shows it."""
        return cls(value.id, None if value.missing else value.amount, value.text, value.unit, value.digits, value.about,
                   getattr(value, "label", ""))

    @property
    def missing(self) -> bool:
        """Whether there is no number yet."""
        return self.amount is None

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __eq__(self, other: object) -> bool:
        return self.amount is not None and self.amount == amount_of(other)

    def __ne__(self, other: object) -> bool:
        return self.amount is not None and self.amount != amount_of(other)

    def __lt__(self, other: object) -> bool:
        return self.amount is not None and self.amount < amount_of(other)

    def __le__(self, other: object) -> bool:
        return self.amount is not None and self.amount <= amount_of(other)

    def __gt__(self, other: object) -> bool:
        return self.amount is not None and self.amount > amount_of(other)

    def __ge__(self, other: object) -> bool:
        return self.amount is not None and self.amount >= amount_of(other)

    __hash__ = None  # type: ignore[assignment]


def amount_of(value: object) -> Fraction:
    """The exact amount of what a template compares or puts into words; Refusal if it is no number."""
    if isinstance(value, Worded) and value.amount is not None:
        return value.amount
    if isinstance(value, int | Fraction):
        return Fraction(value)
    if isinstance(value, float):
        return Fraction(str(value))                  # 0.15 as its author wrote it
    raise Refusal(f"“{value}”不是数，不能比较或换算")


def worded(value: object, verb: str) -> Worded:
    """The number that the filter `verb` was given; Refusal if it was given something else."""
    if isinstance(value, Worded):
        return value
    if isinstance(value, int) and not isinstance(value, bool) or isinstance(value, str) and value.isdecimal():
        return Worded("", Fraction(int(value)), str(value))
    raise Refusal(f"“| {verb}”前面应是一个数据项，现为“{value}”")


def trend(value: object, up: str = "提高", down: str = "下降", same: str = "持平") -> Worded:
    """0.25 → 提高25%; -0.15 → 下降15%; 0 → 持平."""
    number = worded(value, "trend")
    if number.amount is None:
        return number
    if number.amount == 0:
        return replace(number, text=same)
    return replace(number, text=(up if number.amount > 0 else down) + size(number).text)


def size(value: object) -> Worded:
    """-0.15 → 15%: how much, without its sign."""
    number = worded(value, "size")
    if number.amount is None:
        return number
    amount = abs(number.amount)
    return replace(number, amount=amount, text=show(amount, number.unit, number.digits, number.about))


def number(value: object) -> Worded:
    """16次 → 16: the digits alone."""
    number = worded(value, "number")
    if number.amount is None:
        return number
    return replace(number, text=digits_of(number.amount, number.unit, number.digits, number.about))


def hanzi(value: object) -> Worded:
    """3 → 三, for names such as 三维 and 五个一; Refusal for what is no whole number."""
    number = worded(value, "hanzi")
    if number.amount is None:
        return number
    if number.amount.denominator != 1 or not 0 <= number.amount < 10 ** 8:
        raise Refusal(f"“{number.text}”不能写成汉字数字，“| hanzi”只用于零到一亿之间的整数")
    if number.amount == 0:                           # no programme of nothing: it has not been registered yet
        return replace(number, text=f"【待补：{number.label or number.figure}】")
    return replace(number, text=in_hanzi(int(number.amount)))


def none(value: object) -> Worded:
    """0 → 无; any other number as it is shown."""
    number = worded(value, "none")
    return replace(number, text="无") if number.amount == 0 else number


def about(value: object, step: int = 0) -> Worded:
    """3265人次 → 3200余人次: rounded down to `step`, or to its first two digits; a round number stays as it is."""
    number = worded(value, "about")
    if number.amount is None or number.amount < 0:
        return number
    step = step or 10 ** max(1, len(str(int(number.amount))) - 2)
    return replace(number, text=show(number.amount, number.unit, number.digits, step))


def or_text(value: object, words: str) -> object:
    """The number or the text itself, or `words` where there is nothing: a number of zero, an empty text."""
    if isinstance(value, Worded):
        return replace(value, text=words) if value.amount == 0 else value
    return words if value is None or not str(value).strip() else value


def brief(value: object) -> object:
    """2025年3月6日 → 2025.03.06, for the narrow columns of a ledger; all else stays as it is."""
    if not isinstance(value, str):
        return value
    return re.sub(r"(\d{4})年(\d{1,2})月(\d{1,2})日", lambda day: f"{day[1]}.{day[2]:0>2}.{day[3]:0>2}", value)


def length(value: object) -> int:
    """How many things a list has."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return len(value)
    raise Refusal(f"“| length”前面应是一个清单，现为“{value}”")


FILTERS: dict[str, Callable[..., object]] = {
    "trend": trend, "size": size, "number": number, "hanzi": hanzi, "none": none, "about": about,
    "or_text": or_text, "length": length, "brief": brief,
}
"""Every filter that a template may use."""


def in_hanzi(whole: int) -> str:
    """A whole number below 一亿 in the characters of headings and names: 12 → 十二, 205 → 二百零五."""
    names, units = "零一二三四五六七八九", ("", "十", "百", "千")
    if whole >= 10_000:
        low = whole % 10_000
        return in_hanzi(whole // 10_000) + "万" + ("" if not low else ("零" if low < 1000 else "") + padded(low))
    if whole < 10:
        return names[whole]
    text, zero = "", False
    for place in range(3, -1, -1):
        digit = whole // 10 ** place % 10
        if digit:
            text += ("零" if zero and text else "") + names[digit] + units[place]
        zero = not digit
    return text.removeprefix("一") if text.startswith("一十") else text


def padded(low: int) -> str:
    """The part below 万, in which 十 keeps its 一: 一万零一十二."""
    text = in_hanzi(low)
    return "一" + text if text.startswith("十") else text
