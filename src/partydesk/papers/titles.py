"""标题断行: where the lines of a title end, the same in every file.

GB/T 9704-2012, 7.3.1: lines of a fitting shape, words not broken. Nobody here knows all words, so each place is given a
price: nothing before a year or after 的, little after the name of a body, more anywhere else; uneven lines cost too.
An author who knows better writes the lines himself.
"""
from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations

from .document import Runs, cut, plain
from .lines import FREE, broken, chances, nominal
from .look import Look

BODIES = ("委员会", "党委", "党组", "党支部", "机关", "县委", "市委", "区委", "省委", "政法委", "法院", "检察院", "公安局", "司法局",
          "中心", "单位", "年度", "上半年", "下半年", "季度", "情况", "工作")
"""Words after which a title may well be turned."""

GROWS = "员会院门度的"
"""Characters that make another word of such a word: 政法委 and 委员."""

CLINGS = "的和与及等年月日度号"
"""Characters that do not begin a line of a title."""

NOTHING, LITTLE, MUCH, FORBIDDING = 0.0, 1.0, 2.0, 5.0
"""Prices of turning a line; MUCH is also what eight characters of unevenness cost."""

MOST = 3
"""Lines of a title that are weighed against each other; a longer one is only filled evenly."""


def title_lines(runs: Runs, look: Look) -> list[Runs]:
    """The lines of a title, each number in it still known."""
    text = plain(runs)
    lines: list[Runs] = []
    end = 0
    for words in turned(text, look.title_room):
        start = text.index(words, end)               # spaces at a line end and line feeds are passed over
        end = start + len(words)
        lines.append(cut(runs, start, end))
    return lines


def turned(text: str, room: float) -> list[str]:
    """A title as the fewest lines that fit in `room` characters; the line feeds that its author wrote are obeyed."""
    return [line for part in text.split("\n") for line in best(part, room)]


@lru_cache(maxsize=256)
def best(text: str, room: float) -> Sequence[str]:
    """The cheapest way to set `text` in the fewest lines."""
    widths = [nominal(char) for char in text]
    filled = broken(text, widths, room)
    fewest = len(filled)
    places = [at for at, chance in enumerate(chances(text, widths, room)) if at and chance == FREE]
    ways: list[tuple[float, list[str]]] = []
    if 1 < fewest <= MOST:
        for chosen in combinations(places, fewest - 1):
            lines = [text[start:end].strip(" ") for start, end in zip((0, *chosen), (*chosen, len(text)), strict=True)]
            lengths = [sum(map(nominal, line)) for line in lines]
            if max(lengths) <= room:
                ways.append((sum(price(text, at) for at in chosen) + (max(lengths) - min(lengths)) * MUCH / 8, lines))
    if ways:
        return min(ways)[1]
    return [text[line.start:line.end] for line in broken(text, widths, narrowest(text, widths, room, fewest))]


def narrowest(text: str, widths: list[float], room: float, lines: int) -> float:
    """The least room in which `text` still takes no more than so many lines."""
    least = max(widths, default=0.0)
    while room - least > 0.25:
        middle = (least + room) / 2
        least, room = (least, middle) if len(broken(text, widths, middle)) <= lines else (middle, room)
    return room


def price(text: str, at: int) -> float:
    """What it costs to turn a title before the character at `at`."""
    before, after = text[:at], text[at:]
    if after[0] in CLINGS:
        return FORBIDDING
    if after[0].isdigit() or after.startswith(("关于", "《", "（", "“")) or before[-1] in "的、》）”：":
        return NOTHING
    if before.endswith(BODIES) and after[0] not in GROWS:
        return LITTLE
    return MUCH
