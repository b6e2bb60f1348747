"""How the papers of a kind are signed: who owes one, with whom each signs, how they are numbered, and what stands in a new one."""
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field
from typing import Annotated

from .fields import FILLED, Declared, Id, Only, declared

YEAR, NUMBER = "{year}", "{n}"

Pattern = Annotated[str, Only(lambda text: not text or text.count(NUMBER) == 1 and text.count(YEAR) < 2
                              and not re.search(r"[{}]", text.replace(NUMBER, "").replace(YEAR, "")),
                              "“{}”应写明序号 {{n}} 的位置，年份写作 {{year}}，如 责字〔{{year}}〕第{{n}}号")]


@declared
class Pair(Declared):
    """Who signs with whom: `partner` is a tally that finds one person, or a way through the roster, as `section.leader`."""

    who: Annotated[str, FILLED]
    partner: Annotated[str, FILLED]


@declared
class Signing(Declared):
    """The register of a kind of paper that people sign, one each a year.

    `owed` is a tally of those who must have one; without it, it is read off a figure that divides by them. A new paper
    takes what `fills` names from the person's entry in the roster, `own` from the last one that this person signed, `same`
    from the last one with the same `alike`; a text of `lines` that nobody has had yet is listed from records of another
    kind that stand and have the same `alike`.
    """

    number: Pattern = ""
    owed: str = ""
    fills: dict[Id, Id] = field(default_factory=dict)
    own: tuple[Id, ...] = ()
    same: tuple[Id, ...] = ()
    alike: Id | None = None
    lines: dict[Id, Id] = field(default_factory=dict)
    pair: tuple[Pair, ...] = ()


def pattern_of(number: str, year: int) -> str:
    """The pattern that a number was made by: 责字〔2025〕第12号 in 2025 is 责字〔{year}〕第{n}号; none where no digit stands in it."""
    told = number.replace(str(year), "\0", 1) if re.search(rf"(?<!\d){year}(?!\d)", number) else number
    *_, last = (None, *re.finditer(r"\d+", told))
    if last is None or re.search(r"[{}]", told):
        return ""
    return (told[:last.start()] + NUMBER + told[last.end():]).replace("\0", YEAR)


def numbered(pattern: str, year: int, n: int, wide: int = 1) -> str:
    """A number by a pattern; `wide` digits at least."""
    return pattern.replace(YEAR, str(year)).replace(NUMBER, f"{n:0{wide}}")


def last_of(pattern: str, year: int, numbers: Iterable[str]) -> tuple[int, int]:
    """The highest of the numbers that a pattern gave in a year, and in how many digits they are written at least."""
    before, _, after = pattern.replace(YEAR, str(year)).partition(NUMBER)
    shape = re.compile(rf"{re.escape(before)}(\d+){re.escape(after)}")
    found = [told[1] for number in numbers if (told := shape.fullmatch(number))]
    wide = min(map(len, found), default=1) if any(text.startswith("0") for text in found) else 1
    return max(map(int, found), default=0), wide
