"""样式: how a paper looks (page, grid, fonts, sizes), read once from forms/look.toml and obeyed by every writer.

A profile (版式, forms/looks/*.toml) says only what it has otherwise. The writers hold no measure of their own: an office
whose superior wants other margins changes the file.
Lengths are in the unit that the file names: mm for paper, pt for type, characters of the body for indents.
"""
from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from ..errors import Refusal, Refusals

MM = 72 / 25.4
"""Points in a millimetre."""

BESIDE = 7.5
"""Of the small words at the foot of a page, pt."""

Length = Annotated[float, Field(gt=0, le=1000)]
Space = Annotated[float, Field(ge=0, le=1000)]
Count = Annotated[int, Field(ge=0, le=20)]
FontName = Annotated[str, Field(min_length=1, max_length=31)]          # Word keeps no longer name


class Section(BaseModel):
    """One table of look.toml: nothing unknown in it, nothing changed after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Section):
    """Paper and margins, mm."""

    width: Length
    height: Length
    top: Space
    bottom: Space
    left: Space
    right: Space
    footer: Space


class Grid(Section):
    """The 版心 as lines and characters; pitch, size and tracking in pt."""

    lines: Annotated[int, Field(ge=1, le=100)]
    chars: Annotated[int, Field(ge=1, le=100)]
    pitch: Length
    size: Length
    tracking: Annotated[float, Field(ge=-5, le=5)] = 0.0

    @property
    def cell(self) -> float:
        """The width of one character of the body, pt."""
        return self.size + self.tracking


class TitleLook(Section):
    """标题: font, size and line in pt, empty rows after it."""

    font: str
    size: Length
    line: Length
    after: Count = 1


class HeadingLook(Section):
    """Headings of one level: the body's size and line, with their own font."""

    font: str
    bold: bool = False


class NoteLook(Section):
    """The small raised mark of an end-note in a PDF, pt; Word has its own measure of what is raised."""

    size: Length
    raised: Annotated[float, Field(ge=0, le=20, alias="raise")]


class TableLook(Section):
    """表格, pt (side in mm)."""

    font: str
    head_font: str
    size: Length
    line: Length
    padding: Space
    side: Space
    rule: Length


class SignatureLook(Section):
    """签字栏: empty rows before it, rows from one line to the next, body lines kept with it."""

    before: Count = 1
    step: Annotated[int, Field(ge=1, le=5)] = 2
    keep: Count = 2


class SignoffLook(Section):
    """署名和日期: empty rows before them (`sealed`: of a paper that gets a seal, `under`: and after it), body lines kept with them."""

    before: Count = 1
    keep: Count = 2
    sealed: Count = 2
    under: Count = 1

    def rows(self, sealed: bool) -> int:
        """Empty rows before the name."""
        return self.sealed if sealed else self.before


class AnnexLook(Section):
    """附件说明 and 附件: empty rows before the list, the font of “附件1”, the line on which the title of what is attached begins."""

    before: Count = 1
    font: str = "hei"
    line: Annotated[int, Field(ge=2, le=10)] = 3


class NumberLook(Section):
    """页码: where, in which font and size (pt), and how far below the 版心 (mm) and from its edge (characters).

    On the other side of the foot there is room for a few small words.
    """

    place: Literal["outside", "center", "none"]
    font: str
    size: Length
    dash: Annotated[str, Field(max_length=3)]
    drop: Space
    side: Space
    total: bool = False                              # 第 1 页 共 3 页
    proof: bool = True                               # 定稿 shows the code of its data on the other side of the foot
    beside: str = ""                                 # what stands there


class LedgerLook(Section):
    """台账: a list on its side; margins in mm, type in pt; `least` is the smallest type that a wide list is set in."""

    top: Space = 16
    bottom: Space = 17
    left: Space = 15
    right: Space = 15
    footer: Space = 10
    title: Length = 18
    size: Length = 10.5
    line: Length = 14.5
    padding: Space = 2
    number: Length = 9
    drop: Space = 4
    least: Length = 7.5


class Font(Section):
    """One typeface: its name in .docx files, and the names under which a machine may have it for the .pdf."""

    word: FontName
    pdf: Annotated[tuple[str, ...], Field(min_length=1)]


class Scheme(Section):
    """A set of typefaces under its own name: for each role its names, the first of which goes into .docx files."""

    name: str
    font: dict[str, Annotated[tuple[FontName, ...], Field(min_length=1)]] = {}


class Look(Section):
    """Everything that decides how a paper looks."""

    name: str
    hint: str = ""
    fonts: str = ""
    latin: str = ""
    fallback: tuple[str, ...] = ()
    page: Page
    grid: Grid
    title: TitleLook
    heading: Annotated[tuple[HeadingLook, ...], Field(min_length=4, max_length=4)]
    note: NoteLook
    table: TableLook
    signatures: SignatureLook
    signoff: SignoffLook
    annex: AnnexLook = AnnexLook()
    page_number: NumberLook
    ledger: LedgerLook = LedgerLook()
    scheme: dict[str, Scheme] = {}
    font: dict[str, Font]

    def __hash__(self) -> int:
        """By the measures; the tables of typefaces, which have no hash, are told apart by comparing."""
        return hash((self.name, self.page, self.grid))

    @model_validator(mode="after")
    def consistent(self) -> Look:
        """Refuses a grid larger than its page and names of fonts that the file does not describe."""
        problems = dict(self.problems())
        if problems:
            raise PydanticCustomError("misfit", "misfit", {"problems": problems})
        return self

    def problems(self) -> Iterator[tuple[str, str]]:
        """What does not fit together: where, and one Chinese sentence."""
        page, grid = self.page, self.grid
        if self.width <= 0 or self.height <= 0:
            yield "page", f"页边距之和超过了纸张，纸张为 {page.width:g}×{page.height:g} 毫米"
            return
        if grid.chars * grid.cell > self.width:
            yield "grid.size", (f"{grid.chars} 个字宽 {grid.chars * grid.cell / MM:.1f} 毫米，超过版心宽 {self.width / MM:.1f} 毫米，"
                                f"字号与字距之和应不超过 {self.width / grid.chars:.2f} 磅")
        if grid.lines * grid.pitch > self.height:
            yield "grid.pitch", (f"{grid.lines} 行高 {grid.lines * grid.pitch / MM:.1f} 毫米，超过版心高 {self.height / MM:.1f} 毫米，"
                                 f"行距应不超过 {self.height / grid.lines:.2f} 磅")
        if self.fonts and self.fonts not in self.scheme:
            yield "fonts", f"没有名为“{self.fonts}”的字体方案，[scheme] 中有：{'、'.join(self.scheme)}"
        for where, font in (("title.font", self.title.font), ("table.font", self.table.font),
                            ("table.head_font", self.table.head_font), ("page_number.font", self.page_number.font),
                            ("annex.font", self.annex.font),
                            ("latin", self.latin or "body"), ("font", "body"),
                            *(("heading.font", heading.font) for heading in self.heading),
                            *(("fallback", font) for font in self.fallback),
                            *((f"scheme.{id}", font) for id, scheme in self.scheme.items() for font in scheme.font)):
            if font not in self.font:
                yield where, f"没有名为“{font}”的字体，[font] 中有：{'、'.join(self.font)}"

    def in_scheme(self) -> Look:
        """The same with the typefaces of the scheme that is in force: their names in .docx, and sought first for .pdf."""
        if self.fonts not in self.scheme:
            return self
        font = dict(self.font)
        for role, names in self.scheme[self.fonts].font.items():
            font[role] = Font(word=names[0], pdf=tuple(dict.fromkeys((*names, *self.font[role].pdf))))
        return self.model_copy(update={"font": font})

    @property
    def width(self) -> float:
        """The width of the 版心, pt."""
        return (self.page.width - self.page.left - self.page.right) * MM

    @property
    def title_room(self) -> float:
        """How many characters of a title go into one line, with half a character free at each end."""
        return self.width / self.title.size - 1

    @property
    def height(self) -> float:
        """The height of the 版心, pt."""
        return (self.page.height - self.page.top - self.page.bottom) * MM

    @property
    def lies(self) -> bool:
        """Whether the paper lies on its side."""
        return self.page.width > self.page.height

    def with_beside(self, words: str) -> Look:
        """The same with small words at the foot of each page, on the other side of its number."""
        return self.model_copy(update={"page_number": self.page_number.model_copy(update={"beside": words})})

    def on_its_side(self, size: float | None = None) -> Look:
        """The same for a ledger: the paper turned, closer lines, smaller type (`size`, pt), pages numbered of how many."""
        page, own = self.page, self.ledger
        type_ = size or own.size
        line = own.line * type_ / own.size
        pitch = line + 2 * own.padding               # a line of text is as high as a row of a table, and does not touch it
        turned = page.model_copy(update={"width": page.height, "height": page.width, "top": own.top, "bottom": own.bottom,
                                         "left": own.left, "right": own.right, "footer": own.footer})
        grid = self.grid.model_copy(update={
            "size": type_, "tracking": 0.0, "pitch": pitch,
            "lines": int((turned.height - turned.top - turned.bottom) * MM / pitch),
            "chars": int((turned.width - turned.left - turned.right) * MM / type_)})
        number = self.page_number.model_copy(update={"place": "center", "size": own.number, "dash": "", "drop": own.drop, "total": True})
        return self.model_copy(update={
            "page": turned, "grid": grid, "page_number": number,
            "title": self.title.model_copy(update={"size": own.title, "line": own.title * 1.5, "after": 0}),
            "table": self.table.model_copy(update={"size": type_, "line": line, "padding": own.padding})})


class Misfit(Refusals):
    """What is wrong in a look, by where it stands (`grid.pitch`): the sentence alone in `by_field`, all in the message."""

    def __init__(self, by_field: Mapping[str, str], where: str):
        super().__init__({place: f"{place}：{what}" for place, what in by_field.items()}, where)
        self.by_field = dict(by_field)


def read(text: str, profile: str = "") -> Look:
    """The look that `text` (a look.toml) describes, with what a `profile` has otherwise; a `Refusal` in Chinese.

    A `Misfit` names everything that is wrong with it, place by place.
    """
    whole = parsed(text, "look.toml")
    named = "样式文件 look.toml"
    if profile:
        own = parsed(profile, "looks 中的版式")
        whole, named = merged(whole, own), f"版式“{own.get('name', '')}”"
    try:
        return Look.model_validate(whole).in_scheme()
    except ValidationError as error:
        raise Misfit(dict(found for one in error.errors() for found in said(one)), f"{named}有误：") from error


def parsed(text: str, named: str) -> dict[str, Any]:
    """One file's tables."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(f"样式文件 {named} 的写法不对：{error}。请检查那一行的引号、等号和方括号") from error


def merged(base: Any, own: Any) -> Any:
    """`base` with what `own` has otherwise: table by table, and of [[heading]] one after the other."""
    match base, own:
        case dict(), dict():
            return base | {name: merged(base[name], value) if name in base else value for name, value in own.items()}
        case [dict(), *_], list() if len(own) <= len(base):
            return [*(merged(*pair) for pair in zip(base, own, strict=False)), *base[len(own):]]
    return own


def said(error: ErrorDetails) -> Iterator[tuple[str, str]]:
    """One of pydantic's findings in Chinese: where, what, and what is allowed."""
    where = ".".join(str(step + 1) if isinstance(step, int) else step for step in error["loc"])
    limit = error.get("ctx", {})
    match error["type"]:
        case "missing":
            what = "没有填写"
        case "extra_forbidden":
            what = "不认识这一项"
        case "misfit":
            yield from limit["problems"].items()
            return
        case "greater_than":
            what = f"应大于 {limit['gt']:g}，现为 {error['input']}"
        case "greater_than_equal":
            what = f"不应小于 {limit['ge']:g}，现为 {error['input']}"
        case "less_than_equal":
            what = f"不应大于 {limit['le']:g}，现为 {error['input']}"
        case "literal_error":
            what = f"只能是 {limit['expected'].replace(' or ', '、').replace(', ', '、')}，现为 {error['input']!r}"
        case "too_short":
            what = f"至少要有 {limit['min_length']} 项"
        case "too_long":
            what = f"至多 {limit['max_length']} 项"
        case "string_too_long":
            what = f"至多 {limit['max_length']} 个字"
        case "string_too_short":
            what = "不能为空"
        case kind if kind.startswith("int"):
            what = f"应是整数，现为 {error['input']!r}"
        case kind if kind.startswith("float"):
            what = f"应是数字，现为 {error['input']!r}"
        case kind if kind.startswith("string"):
            what = f"应是加引号的文字，现为 {error['input']!r}"
        case kind if kind.startswith("bool"):
            what = f"应是 true 或 false，现为 {error['input']!r}"
        case _:
            what = "写法不对"
    yield where, what
