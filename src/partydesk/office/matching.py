"""Whether a name is meant by what was typed: characters, pinyin initials (zs), full pinyin, or a mixture of them.

One rule for all: the typed signs are matched one after another against the signs of the name; a letter stands for the
beginning of a sign's pinyin and may be followed by more of it. So 支委会 is found by 支委, zwh, zhiweihui and 支wh alike,
and it is always known which of its signs were meant.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ..catalogue.text import clean, halfwidth

WHOLE, SPELT_WHOLE, BEGINS, SPELT_BEGINS, INSIDE, SPELT_INSIDE, BESIDE = range(7)
"""How well a word fits, the best first: it is the name, spells the name, begins it, spells its beginning, stands in it,
is spelt in it, or stands only in what is said beside the name."""

Marks = tuple[tuple[int, int], ...]
"""Runs of signs, from and up to."""

_START, _SPELT = "\x00", "\x01"
_SIGN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True)
class Fit:
    """How well a word fits a name, and which of its signs it means."""

    grade: int
    start: int
    end: int


def words(typed: str) -> list[str]:
    """What was typed, as the words that must all fit."""
    return halfwidth(clean(typed)).lower().replace("'", "").split()


class Word:
    """One word that was typed, ready to be held against many names."""

    def __init__(self, word: str):
        self.plain = word
        self.lettered = any("a" <= sign <= "z" for sign in word)
        self._pattern = re.compile(_pattern(word)) if self.lettered else None

    def fit(self, name: str) -> Fit | None:
        """How the word fits `name`; None where it does not."""
        low = name.lower()
        at = low.find(self.plain)
        plain = None
        if at >= 0 and len(low) == len(name):
            grade = INSIDE if at else WHOLE if len(self.plain) == len(name) else BEGINS
            plain = Fit(grade, at, at + len(self.plain))
            if grade < INSIDE:
                return plain
        spelt = self._spelt(name) if self._pattern is not None else None
        return min((fit for fit in (plain, spelt) if fit is not None), key=lambda fit: fit.grade, default=None)

    def _spelt(self, name: str) -> Fit | None:
        line, places = _line(name)
        assert self._pattern is not None
        found = self._pattern.search(line)
        if found is None:
            return None
        first, last = line.count(_START, 0, found.start()), line.count(_START, 0, found.end()) - 1
        if first and len(self.plain) == 1:
            return None                       # one letter somewhere inside says nothing
        grade = SPELT_INSIDE if first else SPELT_WHOLE if last == len(places) - 1 else SPELT_BEGINS
        return Fit(grade, places[first], places[last] + 1)


def fits(wanted: list[Word], name: str, beside: str = "") -> tuple[int, Marks] | None:
    """The grade of a name for all the words together, and what to mark in it; None where one of them fits nowhere."""
    total, marks = 0, []
    for word in wanted:
        fit = word.fit(name)
        if fit is not None:
            total += fit.grade
            marks.append((fit.start, fit.end))
        elif beside and word.fit(beside) is not None:
            total += BESIDE
        else:
            return None
    return total, joined(marks)


def marked(wanted: list[Word], text: str) -> Marks:
    """Where the words stand in a text, as far as they do."""
    return joined([(fit.start, fit.end) for word in wanted if (fit := word.fit(text)) is not None])


def joined(marks: list[tuple[int, int]]) -> Marks:
    """Runs in their order, those that touch made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


@lru_cache(maxsize=16_384)
def _line(name: str) -> tuple[str, tuple[int, ...]]:
    """A name sign by sign with its spelling, and where each sign stands; dots and brackets are left out."""
    from pypinyin import lazy_pinyin  # takes a moment, and only letters need it
    low = name.lower()
    places = tuple(at for at, sign in enumerate(low) if sign.isalnum()) if len(low) == len(name) else ()
    signs = [low[at] for at in places]
    spelling = lazy_pinyin("".join(signs), errors=list)  # type: ignore[arg-type]  # a list of signs is as good as text
    if len(spelling) != len(signs):           # never seen; then the name is found by its characters alone
        spelling = [""] * len(signs)
    return "".join(f"{_START}{'' if _SIGN.match(sign) else sign}{_SPELT}{said}"
                   for sign, said in zip(signs, spelling, strict=True)), places


def _pattern(word: str) -> str:
    """A word as a pattern for `_line`: each letter goes on with a sign's spelling, or begins the next sign."""
    parts = []
    for at, sign in enumerate(word):
        if _SIGN.match(sign):
            anew = f"{_START}[^{_SPELT}]?{_SPELT}"
            parts.append((f"(?:[^{_START}]*{anew})?" if at else anew) + sign)
        else:
            parts.append((f"[^{_START}]*" if at else "") + _START + re.escape(sign))
    return "".join(parts)
