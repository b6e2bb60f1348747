"""Sheets that others made: where their headings stand, and their rows as text, whatever lies above and between.

A clerk's own roster has a title across the top, merged cells, blank rows, a second line of headings, a total at the end.
Nothing here knows what a column means; `office.mapping` does. The files are read by a process of its own (`watched`).
"""
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..catalogue import text
from ..catalogue.text import again, clean
from ..errors import Refusal
from .limits import ERROR, LONGEST, LOST, MOST_CELLS, OCTOBER, TOO_LONG, UNCOUNTED
from .watched import Told, answers

OURS = "p"
"""The mark of a cell with private characters that would be lost."""
LOOKED_AT = 30
"""Rows in which headings are looked for."""
LONGEST_HEAD = 20
SAYS = {
    UNCOUNTED: "是没有算出结果的公式，请在 Excel 或 WPS 中打开并保存一次，或改填数值",
    LOST: "是超过 15 位的数字，末几位已被表格软件改成 0；请把这一列设为文本格式，重新填写",
    ERROR: "是错误值，请改正公式，或改填内容",
    OURS: "含有本程序存不了的自造字，请改用标准字",
    TOO_LONG: f"超过 Excel 单元格的上限 {LONGEST} 字，请缩短",
}
"""What is wrong with a cell, by its mark."""
Marks = Mapping[int, str]
_OURS = re.compile(f"[{chr(text.OURS[0])}-{chr(text.OURS[-1])}]")


@dataclass(frozen=True)
class Line:
    """One row: its number on the sheet, its text column by column, the marks of cells that are not plain.

    `merged` are the columns whose text stands in a cell that is merged with one above, by the row where it begins.
    """

    number: int
    texts: tuple[str, ...]
    marks: Marks = field(default_factory=dict)
    merged: Mapping[int, int] = field(default_factory=dict)
    hidden: bool = False

    def wrong(self, at: int) -> str:
        """What is wrong with the cell in a column; empty where it can be read."""
        return SAYS.get(self.marks.get(at, ""), "")

    def doubtful(self, at: int) -> bool:
        """Whether a number like 1980.1 stands there, which may have been typed 1980.10."""
        return self.marks.get(at) == OCTOBER


@dataclass(frozen=True)
class Sheet:
    """One worksheet of somebody else's file, without its empty rows; `remarks` is what to know of the file."""

    name: str
    lines: tuple[Line, ...]
    hidden: bool = False
    since_1904: bool = False
    hidden_columns: frozenset[int] = frozenset()
    remarks: tuple[str, ...] = ()

    @cached_property
    def fullest(self) -> int:
        """The line that is likely to be the headings, whatever they mean: of the first lines the fullest of short, differing words."""
        return max(range(min(len(self.lines), LOOKED_AT)), key=lambda at: (_wordy(self.lines[at].texts), -at))

    def heads(self, at: int) -> tuple[str, ...]:
        """The texts of a line as headings; where it has none, those of a line of headings right above it."""
        here = [_head(text) for text in self.lines[at].texts]
        above = self.lines[at - 1] if at and self.lines[at - 1].number == self.lines[at].number - 1 else None
        if above is not None and _wordy(above.texts) > 1 and sum(map(bool, here)) > 1:
            over = [_head(text) for text in above.texts]
            here += [""] * (len(over) - len(here))
            here = [head or (over[n] if n < len(over) else "") for n, head in enumerate(here)]
        return tuple(here)

    def rows(self, at: int) -> tuple[Line, ...]:
        """What stands below the headings on line `at`."""
        return self.lines[at + 1:]


def sheets(path: Path, told: Told | None = None) -> list[Sheet]:
    """The worksheets that hold anything, those in sight first; a `Refusal` where the file cannot be read."""
    found: list[Sheet] = []
    head: dict[str, Any] = {}
    lines: list[Line] = []
    remarks: list[str] = []
    same: dict[str, str] = {}
    for said in answers(path, told):
        if "remark" in said:
            remarks.append(str(said["remark"]))
        elif "sheet" in said:
            head, lines = said, []
        elif "rows" in said:
            lines += [line for row in said["rows"] if any((line := _line(row, same)).texts) or line.marks]
        elif "merged" in said and lines:
            whole = _filled(lines, [(int(top), int(left), int(bottom), int(right)) for top, left, bottom, right in said["merged"]])
            found.append(Sheet(clean(str(head["sheet"])), tuple(whole), bool(head["hidden"]), bool(head["since_1904"]),
                               frozenset(map(int, said["hidden_columns"])), tuple(remarks)))
    if not found:
        raise Refusal(f"{path.name} 里没有内容")
    return sorted(found, key=lambda sheet: sheet.hidden)


def _line(row: list[Any], same: dict[str, str]) -> Line:
    """A row as it was told; equal texts are kept once."""
    number, texts, marks, hidden = row
    cells = tuple(same[said] if said in same else same.setdefault(said, again(clean(str(said)))) for said in texts)
    noted = {int(at): str(mark) for at, mark in marks.items()} if marks else {}
    noted |= {at: OURS for at, text in enumerate(texts) if _OURS.search(text)}
    return Line(int(number), cells, noted, hidden=bool(hidden))


def _filled(lines: list[Line], merged: list[tuple[int, int, int, int]]) -> list[Line]:
    """The lines with what stands in a merged cell in each row that it goes over; side by side it stays in the first column."""
    numbers = [line.number for line in lines]
    room = MOST_CELLS
    texts: dict[int, dict[int, int]] = {}     # by line: column, and the row where its text stands
    for top, left, bottom, _ in merged:
        first = bisect_left(numbers, top)
        if bottom <= top or first == len(lines) or numbers[first] != top or left >= len(lines[first].texts):
            continue
        last = bisect_left(numbers, bottom + 1)
        room -= last - first
        if room < 0 or not lines[first].texts[left]:
            continue
        for at in range(first + 1, last):
            texts.setdefault(at, {})[left] = first
    made = list(lines)
    for at, columns in texts.items():
        line = lines[at]
        cells = [*line.texts, *[""] * (max(columns) + 1 - len(line.texts))]
        filled = {column: first for column, first in columns.items() if not cells[column]}
        for column, first in filled.items():
            cells[column] = lines[first].texts[column]
        made[at] = Line(line.number, tuple(cells), line.marks, {column: lines[first].number for column, first in filled.items()},
                        line.hidden)
    return made


def _head(text: str) -> str:
    return "".join(text.split())


def _wordy(texts: tuple[str, ...]) -> int:
    """How many columns a line names, if it can be a line of headings at all."""
    said = [text for text in texts if text]
    headings = all(len(text) <= LONGEST_HEAD and not text.replace(".", "", 1).isdecimal() for text in said)
    return len(said) if headings and len(set(said)) == len(said) else 0
