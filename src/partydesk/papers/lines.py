"""断行: where the lines of a paragraph end, by the rules of Chinese typesetting.

Greedy filling; a mark that may not begin or end a line is pushed out with its neighbour (推出), nothing hangs in the
margin and nothing is squeezed; words and numbers of ASCII stay whole unless longer than a line. Word, WPS and
LibreOffice break at the same places when the file says so (see `papers.docx`).
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

CLOSING = frozenset("!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～￠")
"""避头: marks that may not begin a line."""

OPENING = frozenset("$([{£¥·‘“〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥") - CLOSING
"""避尾: marks that may not end a line."""

JOINED = frozenset(".,%+-/:_@#&=~'\"()[]")
"""ASCII marks that keep a word or a number together: 98.6%, 1,000, 12:30, (2)."""

PAIRED = frozenset("—…")
"""Marks written twice in a row, one sign to the reader."""

SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Characters that are no sign of their own but choose a variant of the one before."""

WORD = re.compile("(?:[^\\W_\u1100-\U0010ffff]|[" + re.escape("".join(sorted(JOINED))) + "]){2,}")
"""A word or number that holds together: what is `wordy`."""

NEVER, FORCED, FREE = 0, 1, 2
CLOSE_ENOUGH = 0.01                                  # pt, for sums of floating widths


@dataclass(frozen=True)
class Line:
    """A line of a paragraph: characters start to end (a space at its end left out), their width in pt."""

    start: int
    end: int
    width: float
    last: bool


@cache
def nominal(char: str) -> float:
    """The width of `char` in characters, before any font is known: one, or a half for what is not Chinese."""
    if attached(char):
        return 0.0
    return 1.0 if ord(char) >= 0x1100 or char in "“”‘’—…·×÷±" else 0.5


@cache
def wordy(char: str) -> bool:
    """Whether `char` holds together with such neighbours: letters and digits that are not Chinese, and `JOINED`."""
    return char in JOINED or (ord(char) < 0x1100 and char.isalnum())


@cache
def attached(char: str) -> bool:
    """Whether `char` belongs to the character before it: accents and selectors."""
    return bool(unicodedata.combining(char) or SELECTORS.match(char))


def chances(text: str, widths: Sequence[float], room: float) -> list[int]:
    """For each character, whether a line may begin with it: NEVER, only if FORCED, or FREE."""
    long = long_words(text, widths, room)
    return [NEVER, *(chance(text, at, long) for at in range(1, len(text)))]


def long_words(text: str, widths: Sequence[float], room: float) -> list[range]:
    """The inside of every word longer than a line, which is broken like Chinese."""
    words = (word.span() for word in WORD.finditer(text))
    return [range(start + 1, end) for start, end in words if sum(widths[start:end]) > room + CLOSE_ENOUGH]


def chance(text: str, at: int, long: Sequence[range]) -> int:
    """Whether a line may begin with the character at `at`, which is not the first."""
    found = between(text[at - 1], text[at])
    if text[at - 1] == " " and text[:at].rstrip(" ")[-1:] in OPENING:
        return NEVER
    return FREE if found == FORCED and any(at in word for word in long) else found


@lru_cache(maxsize=1 << 14)
def between(before: str, after: str) -> int:
    """Whether a line may begin with `after` if it follows `before`."""
    if after in CLOSING or before in OPENING or after == " " or attached(after):
        return NEVER
    if wordy(before) and wordy(after) or before == after and after in PAIRED:
        return FORCED
    return FREE


def broken(text: str, widths: Sequence[float], room: float, first: float | None = None) -> list[Line]:
    """The lines of `text` whose characters are `widths` wide, in `room` (the first line in `first`), all in pt.

    No line but the first begins with closing punctuation, and none but the last ends with opening punctuation,
    unless it is nothing but such marks. An empty text is one empty line.
    """
    long = long_words(text, widths, room)
    lines: list[Line] = []
    start, space = 0, room if first is None else first
    widest = max(widths, default=0.0) or 1.0
    while start < len(text):
        end = min(len(text), start + int(max(0.0, space) / widest))          # so many fit in any case
        used = sum(widths[start:end])
        while end < len(text) and (used + widths[end] <= space + CLOSE_ENOUGH or text[end] == " "):
            used += widths[end]
            end += 1
        if end < len(text):
            end = turn(text, long, start, max(end, start + 1))
        if start and text[start] in CLOSING:         # after a forced break: such marks keep to themselves
            end = next((at for at in range(start + 1, end) if not mark(text[at])), end)
        while end < len(text) and text[end] == " ":
            end += 1
        visible = start + len(text[start:end].rstrip(" ")) or end
        lines.append(Line(start, visible, sum(widths[start:visible]), end == len(text)))
        start, space = end, room
    return lines or [Line(0, 0, 0.0, True)]


def turn(text: str, long: Sequence[range], start: int, limit: int) -> int:
    """Where the line beginning at `start` ends, if not more than the characters before `limit` fit."""
    for wanted in (FREE, FORCED):
        for end in range(limit, start, -1):
            if chance(text, end, long) >= wanted:
                return end
    plain = next((at for at in range(start, limit) if not mark(text[at])), limit)
    return plain if plain > start else limit         # a line of marks alone, else a character and its marks


def mark(char: str) -> bool:
    """Whether `char` is punctuation that may not stand at one of the ends of a line."""
    return char in CLOSING or char in OPENING
