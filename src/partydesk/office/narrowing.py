"""Narrowing a list by a column: what a clerk asks of one blank, how it is read, said and put to the database.

The filters are a closed set: which of them a column takes is said by the type of its blank (`offers`).
"""
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, String, and_, false, func, not_, or_, select

from ..catalogue import fields
from ..catalogue.fields import Blank, Names
from ..catalogue.kind import Kind
from ..catalogue.period import Period
from ..catalogue.text import clean, halfwidth
from ..errors import Refusal
from ..records.held import held
from ..records.tables import SHAPES, holding, person
from .when import Yearly, when

SHORT = 3
"""Choices that a chip names one by one; of more it says how many."""


@dataclass(frozen=True)
class OneOf:
    """Any of these: codes of a choice, 是 or 否, ids of linked records; None stands for nothing filled in."""

    column: str
    values: frozenset[Any]


@dataclass(frozen=True)
class Days:
    """Dates from `start` to `end`, both included, either of them open; `said` is how the clerk put it."""

    column: str
    start: date | None
    end: date | None
    said: str = ""


@dataclass(frozen=True)
class Amounts:
    """Numbers from `low` to `high`, both included, either of them open; `said` is how the clerk put it."""

    column: str
    low: Decimal | None
    high: Decimal | None
    said: str = ""


@dataclass(frozen=True)
class Holds:
    """Text, or the name of a linked record, that holds these characters."""

    column: str
    text: str


@dataclass(frozen=True)
class Filled:
    """Whether anything is filled in at all."""

    column: str
    filled: bool


Filter = OneOf | Days | Amounts | Holds | Filled


def offers(blank: Blank) -> str:
    """How a column is narrowed: by a list to tick (`list`), or by what is typed (`days`, `amounts`, `text`)."""
    match blank:
        case fields.Choice() | fields.Flag() | fields.Link():
            return "list"
        case fields.Date():
            return "days"
        case fields.Number():
            return "amounts"
    return "text"


# ── read ─────────────────────────────────────────────────────────────────────────────────────────

def read(blank: Blank, typed: str, today: date) -> Filter | None:
    """What a clerk typed over a column; None for nothing, a `Refusal` that shows how it can be written."""
    plain = halfwidth(clean(typed)).strip()
    if not plain:
        return None
    if plain in ("空", "无", "未填"):
        return Filled(blank.id, False)
    if plain in ("非空", "有", "已填"):
        return Filled(blank.id, True)
    match blank:
        case fields.Date():
            start, end = _days(blank, plain, today)
            return Days(blank.id, start, end, plain)
        case fields.Number():
            low, high = _amounts(blank, plain)
            return Amounts(blank.id, low, high, plain)
    return Holds(blank.id, clean(typed))


def _days(blank: Blank, plain: str, today: date) -> tuple[date | None, date | None]:
    """`2025H1`, `6月`, `今年`, `3-1..6-30`, `>=2025-03-01`, `0612` as the first and the last day."""
    if found := re.fullmatch(r"(>=|<=|>|<|=)\s*(.+)", plain):
        start, end = _span(blank, found[2], today)
        match found[1]:
            case ">=":
                return start, None
            case "<=":
                return None, end
            case ">":
                return date.fromordinal(end.toordinal() + 1), None
            case "<":
                return None, date.fromordinal(start.toordinal() - 1)
        return start, end
    first, dots, last = (part.strip() for part in re.sub("至|到|~", "..", plain, count=1).partition(".."))
    if not dots:
        return _span(blank, plain, today)
    begin = _span(blank, first, today)[0] if first else None
    stop = _span(blank, last, today)[1] if last else None
    if begin and stop and stop < begin:
        raise blank.wrong(f"：“{plain}”的开始晚于结束")
    return begin, stop


def _span(blank: Blank, plain: str, today: date) -> tuple[date, date]:
    """One day, or all days of a month, a quarter, a half-year or a year; without a year, of this one."""
    if found := re.fullmatch(r"(\d{4})年?([上下])半年", plain):
        plain = f"{found[1]}H{1 if found[2] == '上' else 2}"
    elif found := re.fullmatch(r"(?:(\d{4})年?)?第?([一二三四])季度?", plain):
        plain = f"{found[1] or today.year}Q{'一二三四'.index(found[2]) + 1}"
    match when(plain, today):
        case Period(start, end):
            return start, end
        case Yearly(month, None):
            period = Period.months_of(today.year, month, month)
            return period.start, period.end
        case Yearly(month, int() as day):
            try:
                return date(today.year, month, day), date(today.year, month, day)
            except ValueError:
                pass
    raise _unread(blank, plain)


def _unread(blank: Blank, plain: str) -> Refusal:
    return blank.wrong(f"：看不懂“{plain[:20]}”；可写 2025H1、2025Q2、6月、2025-03、0612、3-1..6-30、>=2025-03-01 或 空")


def _amounts(blank: fields.Number, plain: str) -> tuple[Decimal | None, Decimal | None]:
    """`5`, `>=5`, `<3`, `3..8` as the least and the greatest amount."""
    step = Decimal(1).scaleb(-blank.digits)
    if found := re.fullmatch(r"(>=|<=|>|<|=|≥|≤)?\s*([^.<>=]+(?:\.[^.]+)?)", plain):
        value = _number(blank, found[2], plain)
        match found[1]:
            case ">=" | "≥":
                return value, None
            case "<=" | "≤":
                return None, value
            case ">":
                return value.quantize(step, ROUND_FLOOR) + step, None
            case "<":
                return None, value.quantize(step, ROUND_CEILING) - step
        return value, value
    first, dots, last = (part.strip() for part in plain.partition(".."))
    if not dots or not (first or last):
        raise _uncounted(blank, plain)
    low, high = _number(blank, first, plain) if first else None, _number(blank, last, plain) if last else None
    if low is not None and high is not None and high < low:
        raise blank.wrong(f"：“{plain}”的前一个数大于后一个")
    return low, high


def _number(blank: fields.Number, text: str, plain: str) -> Decimal:
    try:
        value = blank.read(text)
    except (Refusal, InvalidOperation):
        value = None
    if value is None or abs(value) >= fields.LARGEST:
        raise _uncounted(blank, plain)
    return value


def _uncounted(blank: Blank, plain: str) -> Refusal:
    return blank.wrong(f"：看不懂“{plain[:20]}”；可写 5、>=5、<3、3..8 或 空")


# ── said ─────────────────────────────────────────────────────────────────────────────────────────

def says(blank: Blank, narrowed: Filter, names: Names) -> str:
    """A filter in a few words, for its chip and under the title of a ledger."""
    match narrowed:
        case OneOf(values=values):
            shown = [_shown(blank, value, names) for value in sorted(values, key=lambda value: (value is None, str(value)))]
            more = "" if len(shown) <= SHORT else f"等 {len(shown)} 项"
            return f"{blank.label}：{'、'.join(shown[:SHORT - 1] if more else shown)}{more}"
        case Days(said=said) | Amounts(said=said):
            unit = blank.unit if isinstance(blank, fields.Number) and said[-1:].isdigit() else ""
            return f"{blank.label}：{said}{unit}"
        case Holds(text=text):
            return f"{blank.label}含“{text}”"
        case Filled(filled=filled):
            return f"{blank.label}：{'已填' if filled else '空'}"


def _shown(blank: Blank, value: Any, names: Names) -> str:
    if value is None:
        return "空"
    return blank.show((value,) if isinstance(blank, fields.Link) and blank.many else value, names)


# ── asked ────────────────────────────────────────────────────────────────────────────────────────

def place(kind: Kind, blank: Blank) -> ColumnElement[Any] | None:
    """Where a blank is kept, in its own type; None for what is kept in a table of its own, or nowhere."""
    table = SHAPES[kind.shape]
    if blank.id in table.c:
        return table.c[blank.id]
    if blank.derived or isinstance(blank, fields.Link) and blank.many:
        return None
    stored: dict[type[Blank], Any] = {fields.Number: BigInteger(), fields.Flag: Boolean(), fields.Link: BigInteger()}
    each = [held(table.c.details, name, stored.get(type(blank), String())) for name in (blank.id, *blank.was)]
    return each[0] if len(each) == 1 else func.coalesce(*each)


def clause(kind: Kind, narrowed: Filter) -> ColumnElement[bool]:
    """A filter as a condition on the records of a kind."""
    blank = kind.known[narrowed.column]
    table, at = SHAPES[kind.shape], place(kind, blank)
    if at is None:
        return _among_bodies(table, blank, narrowed)
    typed = blank.id in table.c
    match narrowed:
        case OneOf(values=values):
            given = sorted((value for value in values if value is not None), key=str)
            found: list[ColumnElement[bool]] = [at.is_(None)] if None in values else []
            if isinstance(blank, fields.Flag):
                return or_(false(), *found, *(at == value for value in given))
            return or_(false(), *found, at.in_(given))
        case Days(start=start, end=end):
            return and_(at.is_not(None), *([at >= (start if typed else start.isoformat())] if start else []),
                        *([at <= (end if typed else end.isoformat())] if end else []))
        case Amounts(low=low, high=high):
            digits = blank.digits if isinstance(blank, fields.Number) and not typed else 0
            return and_(at.is_not(None),
                        *([at >= _whole(low, digits, ROUND_CEILING)] if low is not None else []),
                        *([at <= _whole(high, digits, ROUND_FLOOR)] if high is not None else []))
        case Holds(text=text):
            if isinstance(blank, fields.Link):
                return at.in_(named(blank.to, text))
            flat = func.replace(at, "\n", " ") if " " in text else at
            return flat.icontains(text, autoescape=True)
        case Filled(filled=filled):
            return at.is_not(None) if filled else at.is_(None)


def _whole(amount: Decimal, digits: int, rounding: str) -> int:
    return int(amount.scaleb(digits).to_integral_value(rounding))


def _among_bodies(table: Any, blank: Blank, narrowed: Filter) -> ColumnElement[bool]:
    """The same of the organisations that hold an activity, which have a table of their own."""
    if not isinstance(blank, fields.Link):
        return false()
    held_by: Callable[..., ColumnElement[bool]] = lambda *tests: select(  # noqa: E731 (one sentence, used four times)
        holding.c.activity).where(holding.c.activity == table.c.id, *tests).exists()
    match narrowed:
        case OneOf(values=values):
            given = sorted(value for value in values if value is not None)
            return or_(false(), *([not_(held_by())] if None in values else []),
                       *([held_by(holding.c.body.in_(given))] if given else []))
        case Holds(text=text):
            return held_by(holding.c.body.in_(named("body", text)))
        case Filled(filled=filled):
            return held_by() if filled else not_(held_by())
    return false()


def named(to: str, text: str) -> Any:
    """The records of a shape whose name holds a text, or who are spelt so in letters."""
    other = SHAPES[to].alias()
    called = other.c.name if "name" in other.c else other.c.title
    wanted = called.icontains(text, autoescape=True)
    if to == person.name:
        letters = text.lower()
        wanted = or_(wanted, other.c.initials.startswith(letters, autoescape=True),
                     other.c.pinyin.startswith(letters, autoescape=True))
    return select(other.c.id).where(wanted)
