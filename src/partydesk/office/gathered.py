"""The rows of somebody's own sheet, gathered by blank: what each says, what is wrong with it, and what a clerk should know.

Nothing is passed over in silence: what is left out, filled in or doubtful is told by row.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ..catalogue import citizen
from ..catalogue.fields import Blank, Date, Link, Number, Text
from ..catalogue.kind import Kind
from ..catalogue.text import clean, closed, halfwidth
from ..errors import Refusal
from ..sheets.foreign import Line
from ..sheets.workbook import Row

if TYPE_CHECKING:
    from .mapping import Source

NAMED = 8
"""Rows and places that are named one by one; of more it is said how many."""
_DAYS_FROM = {False: date(1899, 12, 30), True: date(1904, 1, 1)}     # the days from which Excel counts
_TOTAL = re.compile("(合|总|小|共)计?[:：]?|(合|总|小)计.{0,20}")
_GROUP = re.compile("支部|党委|总支|小组|[科室股队局组处]$|办公室|中心$|[:：]|填表|制表|说明|备注|注[:：]")


@dataclass
class Gathered:
    """The rows of a source; when all have been asked for, `told` says what to know of the whole."""

    of: Kind
    source: Source
    settled: Mapping[str, str]                # other names of organisations: what each is called here
    _people: dict[str, tuple[int, str]] = field(default_factory=dict)
    _left: list[str] = field(default_factory=list)
    _hidden: list[int] = field(default_factory=list)
    _months: dict[str, int] = field(default_factory=dict)
    _merged: dict[tuple[int, int], int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Row]:
        source, of = self.source, self.of
        named = {at: id for at, id in source.columns.items() if id in of.blanks}
        rolls = {at: id.removeprefix("roll.") for at, id in source.columns.items() if id.startswith("roll.")}
        why, own = (next((at for at, id in source.columns.items() if id == name), None) for name in ("reasons", "record"))
        self._people.clear()
        for line in source.lines:
            if not self._taken(line, named):
                continue
            row = _Made(self, line)
            for at, id in named.items():
                row.take(at, of.blanks[id])
            row.settle()
            self._note(line)
            yield Row(line.number, row.texts, {status: text for at, status in rolls.items() if (text := cell(line, at))},
                      cell(line, why) if why is not None else "", row.wrong, cell(line, own) if own is not None else "", row.odd)

    def _taken(self, line: Line, named: Mapping[int, str]) -> bool:
        """Whether a line is a record, and not empty, a total, a remark, or the headings over again."""
        said = {at: text for at, text in enumerate(line.texts) if text}
        if not any(at in said or line.wrong(at) for at in named):
            if said:
                self._leave(line)
            return False
        first = "".join(next(iter(said.values()), "").split())
        heads = self.source.heads
        alone = next(iter(said)) if len(said) == 1 and max(len(heads), len(line.texts)) > 2 and not line.marks else None
        again = [at for at in named if at in said and at < len(heads) and "".join(said[at].split()) == heads[at]]
        if (_TOTAL.fullmatch(first) or alone is not None and not self._person(alone, said[alone])
                or len(again) * 2 >= len([at for at in named if at in said]) > 0):
            self._leave(line)
            return False
        return True

    def _person(self, at: int, text: str) -> bool:
        """Whether what stands alone on a line is somebody's name under its heading."""
        return (self.of.shape == "person" and self.source.columns.get(at) == "name" and len(text) <= 20
                and not _GROUP.search(text))

    def _leave(self, line: Line) -> None:
        said = " ".join(text for text in line.texts if text)
        self._left.append(f"第 {line.number} 行（{' '.join(said.split())[:16]}）")

    def _note(self, line: Line) -> None:
        if line.hidden:
            self._hidden.append(line.number)
        for at, first in line.merged.items():
            if at in self.source.columns:
                self._merged[at, first] = line.number

    def month(self, label: str) -> None:
        self._months[label] = self._months.get(label, 0) + 1

    def twice(self, number: str, row: int, name: str) -> str:
        """What is wrong with a row whose citizen's number stood on another; empty for the first."""
        first, other = self._people.setdefault(number, (row, name))
        if first == row:
            return ""
        if other == name:
            return f"与第 {first} 行是同一个人（姓名、身份证号都相同），只导入前面一行"
        return f"身份证号与第 {first} 行的“{other}”相同，姓名却不同，请核对"

    @property
    def told(self) -> tuple[str, ...]:
        """What to know of the sheet, each a sentence."""
        sheet, heads = self.source.sheet, self.source.heads
        said = list(sheet.remarks)
        if self._left:
            said.append(f"没有当作记录：{_some(self._left)}")
        if self._merged:
            said.append("合并的单元格，各行都按同样的内容导入：" + _some(
                [f"“{_head(heads, at)}”第 {first} 至 {last} 行" for (at, first), last in self._merged.items()]))
        if self._hidden:
            said.append(f"表里隐藏（或筛选掉）的行也在内：第 {_some([str(row) for row in self._hidden])} 行")
        if columns := [_head(heads, at) for at in sorted(sheet.hidden_columns & self.source.columns.keys())]:
            said.append(f"用到了表里隐藏的列：{'、'.join(columns)}")
        if sheet.hidden:
            said.append("这是一张隐藏的工作表")
        said += [f"“{label}”有 {times} 行只写到月份，按当月 1 日登记" for label, times in self._months.items()]
        return tuple(said)


class _Made:
    """One row under way."""

    def __init__(self, of: Gathered, line: Line):
        self.texts: dict[str, str] = {}
        self.wrong: dict[str, str] = {}
        self.odd: dict[str, str] = {}
        self._of, self._line = of, line
        self._number = ""
        self._days: dict[str, tuple[date, str]] = {}      # what a citizen's number says, and under which heading
        self._doubts: dict[str, tuple[str, str]] = {}     # what is wrong with one, until another column speaks
        self._rough: dict[str, str] = {}                  # the heading of a date that goes no further than the month

    def take(self, at: int, blank: Blank) -> None:
        """What a column says of a blank; the first that says something is read."""
        line, head = self._line, _head(self._of.source.heads, at)
        text = cell(line, at)
        if wrong := line.wrong(at):
            self.wrong[head] = wrong + (f"（现为“{text[:24]}”）" if text else "")
            return
        if not text:
            self.texts.setdefault(blank.id, "")
            return
        if at in line.merged and self._of.of.shape in ("person", "body") and blank.id == "name":
            self.wrong[head] = f"与第 {line.merged[at]} 行是一个合并的单元格，这一行没有导入；请一人一行，把别的内容并到那一行"
            return
        if isinstance(blank, Date) and citizen.meant(text):
            self._citizen(blank, head, text)
            return
        if isinstance(blank, Text) and blank.sort == "citizen" and (born := self._of.of.blanks.get("born")) and citizen.meant(text):
            with suppress(Refusal):           # what is wrong with the number, its own blank says
                self._days.setdefault(born.id, (citizen.birthday(text), head))
                self._number = citizen.plain(text)
        if isinstance(blank, Date) and month_only(text):
            self._rough.setdefault(blank.id, head)
        if isinstance(blank, Date) and line.doubtful(at):
            self.odd[head] = f"“{text}”可能是 1 月，也可能是 10 月（数字会丢掉末尾的 0），按 1 月登记，请核对"
        read = readable(blank, text, since_1904=self._of.source.sheet.since_1904)
        if isinstance(blank, Link) and blank.to == "body":
            read = "、".join(self._of.settled.get(name, name) for name in bodies(blank, read))
        if not self.texts.get(blank.id):
            self.texts[blank.id] = read

    def _citizen(self, blank: Blank, head: str, text: str) -> None:
        self._number = citizen.plain(text)
        try:
            self._days.setdefault(blank.id, (citizen.birthday(text), head))
        except Refusal as refusal:
            self._doubts.setdefault(blank.id, (head, str(refusal)))

    def settle(self) -> None:
        """What the citizen's number adds, once all columns have spoken."""
        for id, (head, what) in self._doubts.items():
            if self.texts.get(id):
                self.odd[head] = f"{what}（没有采用，按“{self._of.of.blanks[id].label}”栏登记）"
            else:
                self.wrong[head] = what
        for id, (day, head) in self._days.items():
            written = self.texts.get(id, "")
            if not written or id in self._rough and written[:7] == day.isoformat()[:7]:
                self.texts[id] = day.isoformat()
                self._rough.pop(id, None)
            elif (plain := _day_of(written)) is not None and plain != day and not (id in self._rough and _near(plain, day)):
                self.odd[head] = f"身份证号里的生日是 {day.isoformat()}，与表里写的 {plain.isoformat()} 不同，按表里写的登记，请核对"
        for id in self._rough:
            self._of.month(self._of.of.blanks[id].label)
        name = closed(self.texts.get("name", ""))
        if self._number and not self.wrong and self._of.of.shape == "person" and (
                twice := self._of.twice(self._number, self._line.number, name)):
            self.wrong[self._of.of.blanks["name"].label] = twice


def _near(one: date, other: date) -> bool:
    return (one.year, one.month) == (other.year, other.month)


def _day_of(text: str) -> date | None:
    try:
        return Date(id="d", label="日期").read(text)
    except Refusal:
        return None


def readable(blank: Blank, text: str, *, since_1904: bool = False) -> str:
    """A cell in words that its blank reads: of a citizen's number the birthday, of 1980.5 the first of May."""
    plain = re.sub(r"^['’‘`](?=\d)", "", text)            # what keeps Excel from counting with it
    if isinstance(blank, Date) and plain:
        return _day(plain, since_1904) or plain
    return plain if isinstance(blank, Number) or re.fullmatch(r"[\dXx -]+", plain) else text


def month_only(text: str) -> bool:
    """Whether a date goes no further than the month."""
    return _month(halfwidth(clean(text))) is not None


def _month(plain: str) -> str | None:
    found = (re.fullmatch(r"(\d{4})\s*[-./年]\s*(0?[1-9]|1[0-2])\s*月?", plain)
             or re.fullmatch(r"((?:19|20)\d{2})(0[1-9]|1[0-2])", plain))
    return f"{found[1]}-{int(found[2]):02}-01" if found else None


def _day(text: str, since_1904: bool) -> str | None:
    plain = halfwidth(clean(text))
    if citizen.meant(plain):
        try:
            return citizen.birthday(plain).isoformat()
        except Refusal:
            return None
    if month := _month(plain):
        return month
    if found := re.fullmatch(r"(\d{4}\D+\d{1,2}\D+\d{1,2}\s*日?)[ T]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?", plain):
        return found[1]                       # the hour of a day
    if re.fullmatch(r"[1-7]\d{4}", plain):
        return (_DAYS_FROM[since_1904] + timedelta(int(plain))).isoformat()
    return None


def bodies(blank: Link, text: str) -> list[str]:
    """The organisations that a cell names."""
    return [closed(name) for name in map(clean, re.split("[、,，;；]", text) if blank.many else [text]) if name]


def cell(line: Line, at: int) -> str:
    return line.texts[at] if at < len(line.texts) else ""


def _head(heads: tuple[str, ...], at: int) -> str:
    return heads[at] if at < len(heads) and heads[at] else f"第 {at + 1} 列"


def _some(named: list[str]) -> str:
    return "、".join(named[:NAMED]) + (f" 等 {len(named)} 处" if len(named) > NAMED else "")
