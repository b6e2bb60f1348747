"""文字检查: what a careful reader would still mark in a finished paper. Rules only: nothing is guessed, nothing rewritten."""
from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from ..errors import Refusal
from .document import Block, Document, Heading, Paragraph, Title, plain, runs_of

AROUND = 12
"""Characters on each side of what was found that are shown with it."""
AHEAD = re.compile("打算|计划|安排|下一步|今后|展望")
"""Headings under which later months and next year are meant."""
OTHER_YEARS = re.compile("上年|去年|前年|以来|自20|曾|文件|号|印发|通过|施行|规划|换届")
"""Words beside which another year may stand."""


@dataclass(frozen=True)
class Term:
    """A word that is no longer used, what is said now, why, and from which year on."""

    old: str
    new: str
    why: str = ""
    since: int = 0
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """What a heading of a paper must speak of."""

    paper: str
    holds: str


@dataclass(frozen=True)
class Wording:
    """What the office has declared: terms and sections."""

    terms: tuple[Term, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Slip:
    """One thing to look at: what rule, what to do, the very words, and those around them to find the place by."""

    rule: str
    level: Literal["error", "notice"]
    says: str
    found: str = ""
    around: str = ""
    heading: str = ""
    figure: str = ""


@lru_cache(maxsize=4)
def read(text: str) -> Wording:
    """The declared terms and sections; Refusal for what is wrong in them."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(f"文字检查的词表不合 TOML 写法：{error}") from None
    if more := data.keys() - {"term", "section"}:
        raise Refusal(f"文字检查的词表里不认识“{'、'.join(sorted(more))}”，可用 term、section")
    return Wording(tuple(_made(Term, entry, "term") for entry in data.get("term", [])),
                   tuple(_made(Section, entry, "section") for entry in data.get("section", [])))


def _made(what: Callable[..., Any], entry: Any, name: str) -> Any:
    try:
        held = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
        made = what(**held)
    except (AttributeError, TypeError):
        raise Refusal(f"文字检查的词表里有一段 [[{name}]] 写得不对：{str(entry)[:60]}") from None
    if any(not isinstance(held.get(key, ""), str) or held.get(key) == "" for key in ("old", "new", "paper", "holds")):
        raise Refusal(f"文字检查的词表里有一段 [[{name}]] 缺字：{str(entry)[:60]}")
    return made


def slips(document: Document, paper: str, start: date, end: date, wording: Wording) -> Iterator[Slip]:
    """Everything to look at in a paper for a period, in reading order; what is missing as a whole comes first."""
    headings = [plain(block.runs) for block in document.blocks if isinstance(block, Heading)]
    for section in wording.sections:
        if section.paper == paper and not any(re.search(section.holds, heading) for heading in headings):
            yield Slip("section", "error", f"没有写“{section.holds.split('|')[0]}”的部分，标题里应有这个字样")
    yield from _empty(document)
    heading = ""
    for block in document.printed:
        if isinstance(block, Heading):
            heading = plain(block.runs)
        text = plain(tuple(runs_of(block)))
        found = (*_left_over(text), *_times(text, heading, start, end), *_terms(text, end, wording), *_marks(text))
        yield from (_placed(slip, text, heading) for slip in found)
        yield from _missing(block, heading)


def _placed(slip: Slip, text: str, heading: str) -> Slip:
    at = text.find(slip.found)
    around = text[max(0, at - AROUND):at + len(slip.found) + AROUND] if slip.found else ""
    return Slip(slip.rule, slip.level, slip.says, slip.found, around, heading, slip.figure)


def _missing(block: Block, heading: str) -> Iterator[Slip]:
    """待补 that is still to be filled in."""
    for run in runs_of(block):
        for found in re.findall(r"【待补：([^】]*)】", run.text):
            yield Slip("missing", "error", f"还没有填：{found}", f"【待补：{found}】", f"【待补：{found}】", heading, run.figure or "")


def _empty(document: Document) -> Iterator[Slip]:
    """A heading under which nothing stands before the next of its level."""
    blocks = [block for block in document.blocks if not (isinstance(block, Paragraph) and not plain(block.runs).strip())]
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if isinstance(block, Heading) and (after is None or isinstance(after, Title)
                                           or isinstance(after, Heading) and after.level <= block.level):
            said = plain(block.runs)
            yield Slip("empty", "error", f"“{said}”下面没有内容", said, said, said)


LEFT_OVER = (
    (r"[xXｘＸ×]{2,}", "留着占位的“{}”，请换成实际内容"),
    (r"_{2,}|＿{2,}|﹍{2,}", "留着空白线，请填上或删去"),
    (r"[（(][\s　]*[）)]", "括号里是空的"),
    (r"〔[\s　]*〕|《[\s　]*》|“[\s　]*”", "“{}”里是空的"),
    (r"某某+|某(?:年|月|日)(?!某)", "写的是“{}”，请换成实际内容"),
    (r"TODO|todo|待定|待核实|此处(?:填写|补充)[^。，]{0,8}", "留着“{}”，请补上"),
    (r"[?？]{2,}|[。，、；：]{2,}", "标点“{}”重复"),
)


def _left_over(text: str) -> Iterator[Slip]:
    for pattern, says in LEFT_OVER:
        for found in dict.fromkeys(match[0] for match in re.finditer(pattern, text)):
            yield Slip("left_over", "error", says.format(found), found)


def _times(text: str, heading: str, start: date, end: date) -> Iterator[Slip]:
    """Years and months that are not of the period, and the other half of the year."""
    ahead = bool(AHEAD.search(heading))
    for match in re.finditer(r"(?<!\d)(20\d\d)年(?:(\d{1,2})月)?", text):
        year, near = int(match[1]), text[max(0, match.start() - 6):match.end() + 14]
        if not start.year <= year <= end.year + ahead and not OTHER_YEARS.search(near):
            yield Slip("year", "notice", f"写的是{match[1]}年，统计期是{_called(start, end)}", match[0])
    for match in re.finditer(r"(?<![\d年\-至])(\d{1,2})月(?:份|底|初|中旬|上旬|下旬|\d{1,2}日)?(?!度)", text):
        month = int(match[1])
        if not ahead and (end - start).days < 366 and 1 <= month <= 12 and not _within(month, start, end):
            yield Slip("month", "notice", f"写的是{match[0]}，不在统计期（{_called(start, end)}）内", match[0])
    halves = {(1, 6): "下半年", (7, 12): "上半年"}
    if (other := halves.get((start.month, end.month))) and start.year == end.year and other in text and not ahead:
        yield Slip("half", "notice", f"写的是“{other}”，统计期是{_called(start, end)}", other)


def _within(month: int, start: date, end: date) -> bool:
    return start.month <= month <= end.month if start.year == end.year else month >= start.month or month <= end.month


def _called(start: date, end: date) -> str:
    last = f"{end.year}年" if end.year != start.year else ""
    return f"{start.year}年{start.month}月至{last}{end.month}月"


def _terms(text: str, end: date, wording: Wording) -> Iterator[Slip]:
    for term in wording.terms:
        bare = text
        for allowed in term.unless:
            bare = bare.replace(allowed, "")
        if term.old in bare and end.year >= term.since:
            yield Slip("term", "notice", f"“{term.old}”已不用，现在写“{term.new}”" + (f"（{term.why}）" if term.why else ""),
                       term.old)


PAIRS = (("“", "”"), ("（", "）"), ("《", "》"), ("〔", "〕"), ("【", "】"))


def _marks(text: str) -> Iterator[Slip]:
    """Brackets and quotes without their other half, half-width marks among characters, a character twice."""
    for opening, closing in PAIRS:
        if text.count(opening) != text.count(closing):
            yield Slip("pair", "notice", f"“{opening}{closing}”没有成对", opening if opening in text else closing)
    for match in re.finditer(r"[\u4e00-\u9fff]([,;:?!()])|([,;?!])(?=[\u4e00-\u9fff])", text):
        yield Slip("half_width", "notice", f"中文里用了半角的“{match[1] or match[2]}”，应为全角", match[0])
    for match in re.finditer(r"的的|了了|和和|是是|在在|对对|及及", text):
        yield Slip("twice", "notice", f"“{match[0]}”多了一个字", match[0])


def length(document: Document) -> int:
    """字数, as word processors count it: each Chinese character and mark is one, so is each number or Latin word."""
    return sum(len(re.findall(r"[A-Za-z0-9][A-Za-z0-9.%\-]*|\S", plain(tuple(runs_of(block))))) for block in document.printed)
