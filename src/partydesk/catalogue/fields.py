"""The blanks on a form: the closed set of field types.

A value lives in three forms, and a field knows the ways between them:

    stored   what the database keeps (JSON: str, int, bool)     store() / load()
    value    what the program works with (Decimal, date, …)     check()
    text     what a clerk reads, types or pastes from Excel     read() / show()

A field that points at a person, a party organisation or another record (`Link`) reads and shows names; who is called
what is asked of the `Names` it is given.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, ClassVar, Literal, Protocol, TypeVar, dataclass_transform

from ..errors import Refusal
from . import citizen
from .dates import read_date
from .text import clean, halfwidth

_T = TypeVar("_T")


class Only:
    """What a declared value must hold to besides its type, and what is said where it does not.

    Stands in `Annotated`; pydantic asks it when forms are read, and nothing of pydantic is needed before.
    """

    def __init__(self, holds: Callable[[Any], bool], says: str):
        self.holds, self.says = holds, says

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: Any) -> Any:
        if not self.holds(value):
            raise ValueError(self.says.format(str(value)[:60]))
        return value


def well_named(id: str) -> bool:
    """Lower-case English letters, digits and underscores, a letter first."""
    return re.fullmatch(r"[a-z][a-z0-9_]{0,39}", id) is not None


def within(low: float, high: float) -> Only:
    return Only(lambda value: low <= value <= high, f"应在 {low} 至 {high} 之间，现为 {{}}")


FILLED = Only(bool, "不能为空")
Id = Annotated[str, Only(well_named, "“{}”不是合格的编号：只用小写英文字母、数字和下划线，以字母开头，最多 40 个字符")]
Words = Annotated[str, FILLED]
Linked = Literal["person", "body", "activity", "item"]

LONGEST = 20_000
"""Characters that one text blank may hold: ten times the longest minutes seen, and well inside an Excel cell."""
LARGEST = Decimal(10) ** 15


class Names(Protocol):
    """Who is called what: the way between a linked record's id and what a clerk calls it.

    `full`: whether numbers that are covered (`Text.sort`) were asked for whole.
    """

    @property
    def full(self) -> bool: ...

    def find(self, to: Linked, name: str) -> int:
        """The id of the one record so named; a `Refusal` where there is none, or more than one."""

    def name(self, to: Linked, id: int) -> str:
        """What the record is called."""


class Nobody:
    """Names where nothing is known: links are read and shown by their number."""

    full = False

    def find(self, to: Linked, name: str) -> int:
        if not name.isdecimal():
            raise Refusal(f"这里查不到“{name}”")
        return int(name)

    def name(self, to: Linked, id: int) -> str:
        return str(id)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def declared(cls: type[_T]) -> type[_T]:
    """Anything read from forms/: a plain frozen value here; pydantic reads it, and only then is it imported."""
    return dataclass(frozen=True, kw_only=True, repr=False, eq=False)(cls)


class Declared:
    """What all declared things share: no unknown keys are let in when they are read.

    How they are compared and told is said here, once, and not generated for each of them at every start.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    def __repr__(self) -> str:
        return f"{type(self).__name__}({vars(self)})"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.__getstate__() == self.__getstate__()

    def __hash__(self) -> int:
        return hash(tuple(self.__getstate__().values()))

    def __getstate__(self) -> dict[str, Any]:
        """What was declared, without what has been worked out from it since."""
        return {name: value for name, value in vars(self).items() if name in self.__dataclass_fields__}


@declared
class Blank(Declared):
    """What all blanks have: an id for ever, a label for this year."""

    id: Id
    label: Words
    required: bool = False
    hint: str = ""
    default: str = ""
    also: tuple[Words, ...] = ()             # what other people's sheets call it
    was: tuple[Id, ...] = ()                 # the names older records use
    retired: int | None = None               # the last year it stands on the form
    derived: bool = False                    # worked out by the program, never typed

    def store(self, value: Any) -> Any:
        return value

    def load(self, stored: Any) -> Any:
        return stored

    def read(self, text: str, names: Names = Nobody()) -> Any:  # noqa: B008 (it has no state)
        raise NotImplementedError

    def show(self, value: Any, names: Names = Nobody()) -> str:  # noqa: B008
        return "" if value is None else str(value)

    def check(self, value: Any) -> None:
        """Refuse a value that may not be kept; `read` has already seen to its type when it came as text."""
        if self.required and (value is None or value == () or value == ""):
            raise Refusal(f"“{self.label}”不能为空")

    def wrong(self, what: str) -> Refusal:
        return Refusal(f"“{self.label}”{what}")


@declared
class Text(Blank):
    """Words; of a `sort`, a number that is somebody's own: kept whole, shown with its middle covered unless it is asked for."""

    type: Literal["text"] = "text"
    lines: int = 1
    sort: Literal["", "citizen", "phone"] = ""

    def read(self, text: str, names: Names = Nobody()) -> str | None:  # noqa: B008
        plain = clean(text)
        if self.sort and citizen.is_covered(plain):
            raise self.wrong(f"“{plain[:24]}”中间是遮住的，不是原来的号码；请填完整的号码")
        return (citizen.plain(plain) if self.sort == "citizen" else plain) or None

    def show(self, value: Any, names: Names = Nobody()) -> str:  # noqa: B008
        shown = super().show(value, names)
        return citizen.cover(shown, self.sort) if self.sort and not names.full else shown

    def check(self, value: Any) -> None:
        super().check(value)
        if value is None:
            return
        if not isinstance(value, str):
            raise self.wrong(f"应填文字，现为“{value}”")
        if len(value) > LONGEST:
            raise self.wrong(f"最多 {LONGEST} 字，现有 {len(value)} 字")
        if value != clean(value):
            raise self.wrong("含有不可保存的控制字符")
        if self.sort and citizen.is_covered(value):
            raise self.wrong("不能存遮住了中间的号码")
        if self.sort == "citizen":
            try:
                citizen.birthday(value)
            except Refusal as refusal:
                raise self.wrong(f"：{refusal}") from None


@declared
class Number(Blank):
    """Kept as a whole count of its smallest unit (分, not 元), so that sums are exact everywhere."""

    type: Literal["number"] = "number"
    unit: str = ""
    digits: Annotated[int, within(0, 6)] = 0
    min: Decimal | None = None
    max: Decimal | None = None

    def store(self, value: Any) -> int | None:
        return None if value is None else int(Decimal(value).scaleb(self.digits))

    def load(self, stored: Any) -> Decimal | None:
        return None if stored is None else Decimal(stored).scaleb(-self.digits)

    def read(self, text: str, names: Names = Nobody()) -> Decimal | None:  # noqa: B008
        plain = halfwidth(clean(text)).replace(",", "").replace(" ", "")
        plain = plain.removesuffix(self.unit) if self.unit else plain
        if not plain:
            return None
        try:
            value = Decimal(plain)
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise self.wrong(f"应填数字，现为“{clean(text)[:40]}”")
        return value

    def show(self, value: Any, names: Names = Nobody()) -> str:  # noqa: B008
        return "" if value is None else f"{value:.{self.digits}f}"

    def check(self, value: Any) -> None:
        super().check(value)
        if value is None:
            return
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            raise self.wrong(f"应填数字，现为“{value}”")
        value = Decimal(value)
        if not value.is_finite() or abs(value) >= LARGEST:
            raise self.wrong("数字过大")
        if self.min is not None and value < self.min:
            raise self.wrong(f"不能小于 {self.min}，现为 {value}")
        if self.max is not None and value > self.max:
            raise self.wrong(f"不能大于 {self.max}，现为 {value}")
        if value != round(value, self.digits):
            raise self.wrong(f"最多 {self.digits} 位小数，现为 {value}" if self.digits else f"应填整数，现为 {value}")


@declared
class Date(Blank):
    """A day. `remind`: so many days ahead, and ever after, it is listed as due, until another day is written in (届满)."""

    type: Literal["date"] = "date"
    remind: Annotated[int, within(0, 1000)] = 0

    def store(self, value: Any) -> str | None:
        return None if value is None else value.isoformat()

    def load(self, stored: Any) -> date | None:
        return None if stored is None else date.fromisoformat(stored)

    def read(self, text: str, names: Names = Nobody()) -> date | None:  # noqa: B008
        plain = halfwidth(clean(text))
        if not plain:
            return None
        try:
            return read_date(plain)
        except ValueError:
            raise self.wrong(f"不是存在的日期：“{plain[:40]}”（可写作 2025-03-06、20250306 或 2025年3月6日）") from None

    def check(self, value: Any) -> None:
        super().check(value)
        if value is None:
            return
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(f"应填日期，现为“{value}”")
        if not 1900 <= value.year <= 2199:
            raise self.wrong(f"年份应在 1900 至 2199 之间，现为 {value.isoformat()}")


@declared
class Choice(Blank):
    """Codes are kept and labels are shown, so next year's wording rewrites no record."""

    type: Literal["choice"] = "choice"
    choices: Annotated[dict[Id, str], FILLED]
    spelt: dict[Id, tuple[Words, ...]] = field(default_factory=dict)    # other ways to write a choice

    def __post_init__(self) -> None:
        if len(set(self.choices.values())) < len(self.choices):
            raise ValueError("两个选项不能同名")
        if strange := self.spelt.keys() - self.choices.keys():
            raise ValueError(f"spelt 里的“{'、'.join(sorted(strange))}”不是选项")

    def read(self, text: str, names: Names = Nobody()) -> str | None:  # noqa: B008
        plain = clean(text)
        if not plain:
            return None
        if plain in self.choices:
            return plain
        codes = {label: code for code, label in self.choices.items()}
        meant = {word: code for code, words in self.spelt.items() for word in words} | codes
        if plain not in meant:
            raise self.wrong(f"没有“{plain[:40]}”这一项，可选：{'、'.join(codes)}")
        return meant[plain]

    def show(self, value: Any, names: Names = Nobody()) -> str:  # noqa: B008
        return "" if value is None else self.choices.get(value, str(value))

    def check(self, value: Any) -> None:
        super().check(value)
        if value is not None and value not in self.choices:
            raise self.wrong(f"没有“{value}”这一项，可选：{'、'.join(self.choices.values())}")


@declared
class Flag(Blank):
    """是 or 否; a blank is not a 否 until someone says so."""

    type: Literal["flag"] = "flag"

    def read(self, text: str, names: Names = Nobody()) -> bool | None:  # noqa: B008
        plain = halfwidth(clean(text)).lower()
        if not plain:
            return None
        if plain in {"是", "√", "✓", "1", "y", "yes", "true", "有", "已"}:
            return True
        if plain in {"否", "×", "0", "n", "no", "false", "无", "未"}:
            return False
        raise self.wrong(f"应填“是”或“否”，现为“{plain[:40]}”")

    def show(self, value: Any, names: Names = Nobody()) -> str:  # noqa: B008
        return "" if value is None else "是" if value else "否"

    def check(self, value: Any) -> None:
        super().check(value)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(f"应填“是”或“否”，现为“{value}”")


@declared
class Link(Blank):
    """A record that this one speaks of, kept by its id; `many` of them for what several hold together."""

    type: Literal["link"] = "link"
    to: Linked
    many: bool = False

    def load(self, stored: Any) -> Any:
        return tuple(stored or ()) if self.many else stored

    def store(self, value: Any) -> Any:
        return list(value or ()) if self.many else value

    def read(self, text: str, names: Names = Nobody()) -> Any:  # noqa: B008
        wanted = [clean(part) for part in (re.split(r"[、,，;；\n]", text) if self.many else [text])]
        try:
            found = tuple(dict.fromkeys(names.find(self.to, name) for name in wanted if name))
        except Refusal as refusal:
            raise self.wrong(f"：{refusal}") from None
        return found if self.many else found[0] if found else None

    def show(self, value: Any, names: Names = Nobody()) -> str:  # noqa: B008
        each: Iterable[int] = (value or ()) if self.many else () if value is None else (value,)
        return "、".join(names.name(self.to, id) for id in each)

    def check(self, value: Any) -> None:
        super().check(value)
        each = (value or ()) if self.many else () if value is None else (value,)
        if not all(isinstance(id, int) and not isinstance(id, bool) for id in each):
            raise self.wrong(f"应指向已有的记录，现为“{value}”")


FIELD_TYPES: tuple[type[Blank], ...] = (Text, Number, Date, Choice, Flag, Link)
Field = Text | Number | Date | Choice | Flag | Link
