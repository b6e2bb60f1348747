"""The manual, as the program keeps it beside itself: its pages, what each of them serves, and what stands in them.

`docs/manual.md` is the list of contents: a heading for each part, a link for each page. In a page, a comment under a
heading says what that section serves: `<!-- serves: RecordsPage, field:date, shape:item, kind:study -->` (a screen by
its class, a type of blank, a shape, a kind), and `<!-- words: … -->` by which other words it is found.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .. import places
from ..catalogue import fields
from ..catalogue.fields import Blank
from ..catalogue.kind import Kind
from . import matching
from .matching import Marks

FIRST = "begin"
"""The page that opens where no other is meant."""
_COMMENT = re.compile(r"<!--\s*(serves|words):\s*(.*?)\s*-->\n?", re.DOTALL)
BEFORE, LENGTH = 8, 60
"""Signs before what was found in a section, and of the whole piece that is shown."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, as plain text; what it serves."""

    title: str
    text: str
    serves: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """One page: its words as Markdown, and the same by sections (the first is what stands under the title)."""

    id: str
    title: str
    part: str
    markdown: str
    words: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Place:
    """A place in the manual: a page, and a section of it; its head where the section is empty."""

    page: str
    section: str = ""

    def __str__(self) -> str:
        return f"{self.page}#{self.section}" if self.section else self.page

    @classmethod
    def read(cls, text: str) -> Place:
        page, _, section = text.partition("#")
        return cls(page.removesuffix(".md"), section)


@dataclass(frozen=True)
class Hit:
    """A section in which the words stand: where, how well they fit, and the words around."""

    place: Place
    title: str
    above: str
    marks: Marks
    excerpt: str
    excerpt_marks: Marks


@cache
def pages() -> tuple[Page, ...]:
    """Every page, in the order of the contents."""
    folder = places.shipped("docs")
    found, part = [], ""
    for line in (folder / "manual.md").read_text("utf-8").splitlines():
        if line.startswith("## "):
            part = line[3:].strip()
        elif link := re.match(r"- \[.+?\]\(manual/(\w+)\.md\)", line):
            found.append(_page(link[1], part, (folder / "manual" / f"{link[1]}.md").read_text("utf-8")))
    return tuple(found)


def page(id: str) -> Page:
    """The page with this id; the first one where there is none."""
    known = {page.id: page for page in pages()}
    return known.get(id) or known[FIRST]


def serving(*wanted: str) -> Place | None:
    """The place that serves the first of these that is served at all: a screen, `field:…`, `shape:…`, `kind:…`."""
    served = _served()
    return next((served[one] for one in wanted if one in served), None)


def of_kind(kind: Kind) -> Place:
    """Where the form of a kind is explained."""
    rolled = ("roll",) if kind.roll else ()
    return serving(f"kind:{kind.id}", *rolled, f"shape:{kind.shape}", "Form") or Place(FIRST)


def of_blank(blank: Blank) -> Place:
    """Where the way to fill in such a blank is explained."""
    return serving(f"field:{type(blank).__name__.lower()}") or Place(FIRST)


def about(kind: Kind, blank: Blank) -> str:
    """What there is to say of one blank of a form, as Markdown: what it is for, and how it is filled in."""
    lines = [f"### {kind.label}：{blank.label}" + ("（必填）" if blank.required else "")]
    if blank.hint:
        lines.append(blank.hint + ("" if blank.hint.endswith(("。", "！", "？")) else "。"))
    lines.append(rule(blank))
    if blank.retired:
        lines.append(f"这一栏用到 {blank.retired} 年为止。")
    return "\n\n".join(lines)


def rule(blank: Blank) -> str:
    """How a type of blank is filled in, in a sentence or two."""
    match blank:
        case fields.Text(lines=1):
            return "填一行文字。"
        case fields.Text():
            return "填文字，可以分几段；Tab 到下一栏。"
        case fields.Number():
            unit = f"，单位是{blank.unit}，单位可以不写" if blank.unit else ""
            digits = f"最多 {blank.digits} 位小数" if blank.digits else "填整数"
            limits = "".join((f"，不小于 {blank.min}" if blank.min is not None else "",
                              f"，不大于 {blank.max}" if blank.max is not None else ""))
            return f"填数字，{digits}{limits}{unit}。没有数就空着：空着是“不知道”，0 是“没有”。"
        case fields.Date():
            return "填日期：`0612`、`6-12`、`6月12日`、`20250612` 都行；`t` 是今天，`+1` 是后一天。不写年份就是今年。"
        case fields.Choice():
            return f"从这几项里选一项：{'、'.join(blank.choices.values())}。"
        case fields.Flag():
            return "选“是”或“否”。还没有定就空着：空着不算“否”。"
        case fields.Link():
            whom = {"person": "人员", "body": "组织", "activity": "活动", "item": "事项"}[blank.to]
            many = "可以填几个，用顿号隔开。" if blank.many else ""
            return f"填{whom}的名称，或打拼音首字母从名单里选（`zs` 就是张三）。{many}名单里没有的，先去登记。"
    raise NotImplementedError(type(blank).__name__)


def search(typed: str, most: int = 30) -> list[Hit]:
    """The sections that hold every word typed, in their title or under it, the best first."""
    wanted = [matching.Word(word) for word in matching.words(typed)]
    if not wanted:
        return []
    found: list[tuple[int, int, Hit]] = []
    for at, one in enumerate(pages()):
        for n, section in enumerate(one.sections):
            beside = f"{section.text} {one.title if n else ''} {'' if n else one.words}"
            fit = matching.fits(wanted, section.title, beside)
            if fit is not None:
                grade, marks = fit
                place = Place(one.id, section.title if n else "")
                found.append((grade, at, Hit(place, section.title, one.title if n else one.part, marks,
                                             *_around(section.text, wanted))))
    found.sort(key=lambda one: one[:2])
    return [hit for _, _, hit in found[:most]]


def _around(text: str, wanted: list[matching.Word]) -> tuple[str, Marks]:
    """The words of a section around what was sought, or its beginning."""
    marks = tuple((at, at + len(word.plain)) for word in wanted if (at := text.lower().find(word.plain)) >= 0)
    first = min((start for start, _ in marks), default=0)
    start = max(0, first - BEFORE) if marks else 0
    piece = text[start:start + LENGTH]
    head = "…" if start else ""
    shift = len(head) - start
    inside = matching.joined([(a + shift, b + shift) for a, b in marks if b <= start + len(piece)])
    return head + piece + ("…" if start + len(piece) < len(text) else ""), inside


@cache
def _served() -> dict[str, Place]:
    served: dict[str, Place] = {}
    for one in pages():
        for n, section in enumerate(one.sections):
            for name in section.serves:
                served.setdefault(name, Place(one.id, section.title if n else ""))
    return served


def _page(id: str, part: str, text: str) -> Page:
    sections = []
    for block in re.split(r"^(?=#{1,3} )", _unfenced(text), flags=re.MULTILINE):
        if not block.strip():
            continue
        heading, _, body = block.partition("\n")
        serves = [name for what, said in _COMMENT.findall(body) if what == "serves" for name in re.split(r"[,，\s]+", said)]
        sections.append(Section(heading.lstrip("# ").strip(), plain(_COMMENT.sub("", body)), tuple(serves)))
    words = " ".join(said for what, said in _COMMENT.findall(text) if what == "words")
    return Page(id, sections[0].title, part, _COMMENT.sub("", text), words, tuple(sections))


def _unfenced(text: str) -> str:
    """Markdown in which no line of a block of code looks like a heading."""
    return re.sub(r"^```.*?^```", lambda block: re.sub(r"^#", " #", block[0], flags=re.MULTILINE), text,
                  flags=re.MULTILINE | re.DOTALL)


def plain(markdown: str) -> str:
    """Markdown as the words that a reader sees, in one line."""
    text = re.sub(r"!\[(.*?)\]\(.*?\)", "", markdown)
    text = re.sub(r"\[(.*?)\]\(.*?\)", r"\1", text)
    text = re.sub(r"^\|?[-:| ]+\|$|^```.*$|^#+ |^[-*] |^\d+\. |^> ", "", text, flags=re.MULTILINE)
    return " ".join(re.sub(r"[*`\\]", "", text).replace("|", " ").split())
