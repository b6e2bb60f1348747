"""The figure language: Python's expression syntax, parsed by `ast` and never run.

    count(study, form == 'collective')        records
    held(assembly)                            records × the bodies that held each
    sum(visit.households)  mean(…)            a field of the records that have it
    heads(talk)  people(talk)                 人次, everyone every time / 人, each once
    units(inspection)                         bodies, each once
    standing(staff, age <= 35)                what is in force on the period's last day
    latest(reading.value, measure == 'x')     the last reading within the period
    top(points.score, 10)                     the people with the highest sums, ties included
    both(people(a), people(b))                people whom both tallies count
    months()                                  the months of the period
    previous(x)  change(x)  year_end(x)       the same period a year earlier; growth on it; the year before, whole

and + - * /, a leading minus, brackets, and other figures by their ids. Tests in one tally mean *and*.
The set of nodes is closed: every reader of it is one `match`.
"""
from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from ..errors import Refusal

COUNTS = ("count", "held", "heads", "people", "units", "standing")
FOLDS = ("sum", "mean", "latest", "top")
BACKS = ("previous", "change", "year_end")
VERBS = (*COUNTS, *FOLDS, "both", *BACKS, "months")

Operator = Literal["+", "-", "*", "/"]
Comparing = Literal["==", "!=", "<", "<=", ">", ">=", "in"]
Plain = str | Decimal | bool | None

_OPERATORS: dict[type, Operator] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARING: dict[type, Comparing] = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">",
                                     ast.GtE: ">=", ast.In: "in"}
DEEPEST = 40
LARGEST = Decimal(10) ** 12


class FormulaError(Refusal):
    """A definition that is not in the figure language; says which part, and what may stand there."""


@dataclass(frozen=True)
class Test:
    """One condition on a record: `form == 'collective'`, `age <= 35`, `closed != None`, `post in ('a', 'b')`."""

    __test__ = False                          # not a test case, whatever pytest thinks

    field: str
    op: Comparing
    value: Plain | tuple[Plain, ...]


@dataclass(frozen=True)
class Constant:
    number: Fraction


@dataclass(frozen=True)
class Months:
    pass


@dataclass(frozen=True)
class Ref:
    id: str


@dataclass(frozen=True)
class Negative:
    of: Formula


@dataclass(frozen=True)
class Arithmetic:
    op: Operator
    left: Formula
    right: Formula


@dataclass(frozen=True)
class Back:
    verb: str
    of: Formula


@dataclass(frozen=True)
class Tally:
    """A verb over the records of one kind: the only nodes that read the database."""

    verb: str
    kind: str
    field: str | None = None
    tests: tuple[Test, ...] = ()
    first: int | None = None                 # how many of the top


@dataclass(frozen=True)
class Both:
    left: Tally
    right: Tally


@dataclass(frozen=True)
class Comparison:
    """What a check demands: `talk.all == talk.top + talk.mid`."""

    op: Comparing
    left: Formula
    right: Formula


Formula = Constant | Months | Ref | Negative | Arithmetic | Back | Tally | Both


@lru_cache(maxsize=4096)
def parse(text: str) -> Formula:
    """`text` as a formula; a `FormulaError` where it is not one."""
    return _formula(_expression(text), DEEPEST)


@lru_cache(maxsize=1024)
def parse_comparison(text: str) -> Comparison:
    """`text` as one comparison of two formulas."""
    match _expression(text):
        case ast.Compare(left, [op], [right]) if _COMPARING.get(type(op), "in") != "in":
            return Comparison(_COMPARING[type(op)], _formula(left, DEEPEST), _formula(right, DEEPEST))
    raise FormulaError(f"校核条件“{text}”应是一个比较，如 a == b + c")


@lru_cache(maxsize=256)
def parse_tests(text: str) -> tuple[Test, ...]:
    """`form == 'seminar', age <= 35`: conditions alone, as a rhythm has them."""
    match _expression(f"({text},)") if text.strip() else ast.Tuple(elts=[]):
        case ast.Tuple(elts):
            return tuple(map(_test, elts))
    raise FormulaError(f"条件“{text}”应写作 栏目 == '值'")


def _expression(text: str) -> ast.expr:
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(f"“{text.strip()[:80]}”不成公式，请检查括号、引号和逗号（须为半角）") from None


def _formula(node: ast.expr, depth: int) -> Formula:
    if not depth:
        raise FormulaError("公式嵌套过深")
    match node:
        case ast.Constant(int() | float() as number) if not isinstance(number, bool):
            return Constant(Fraction(_finite(number)))
        case ast.Name() | ast.Attribute():
            return Ref(_dotted(node))
        case ast.UnaryOp(ast.USub(), of):
            return Negative(_formula(of, depth - 1))
        case ast.BinOp(left, op, right) if type(op) in _OPERATORS:
            return Arithmetic(_OPERATORS[type(op)], _formula(left, depth - 1), _formula(right, depth - 1))
        case ast.Call(ast.Name("months"), [], []):
            return Months()
        case ast.Call(ast.Name("both"), [left, right], []):
            return Both(_people(left, depth), _people(right, depth))
        case ast.Call(ast.Name(verb), [of], []) if verb in BACKS:
            return Back(verb, _formula(of, depth - 1))
        case ast.Call(ast.Name("top"), [what, ast.Constant(int(first)), *tests], []) if first > 0:
            return Tally("top", *_kind_and_field("top", what), tuple(map(_test, tests)), int(first))
        case ast.Call(ast.Name(verb), [what, *tests], []) if verb in COUNTS or verb in FOLDS and verb != "top":
            return Tally(verb, *_kind_and_field(verb, what), tuple(map(_test, tests)))
        case ast.Call(ast.Name(verb)) if verb in VERBS:
            raise FormulaError(f"“{_written(node)}”用法不对，“{verb}”的写法见手册“数据项公式”")
    raise FormulaError(f"“{_written(node)}”不在公式语言内；可用 {'、'.join(VERBS)} 与 + - * /")


def _people(node: ast.expr, depth: int) -> Tally:
    found = _formula(node, depth - 1)
    if not isinstance(found, Tally) or found.verb not in ("people", "top", "standing"):
        raise FormulaError(f"both(…) 里只能是 people、top 或 standing，现为“{_written(node)}”")
    return found


def _kind_and_field(verb: str, node: ast.expr) -> tuple[str, str | None]:
    kind, _, field = _dotted(node).partition(".")
    if verb in FOLDS and not field:
        raise FormulaError(f"{verb}(…) 要写明栏目，如 {verb}({kind}.栏目)")
    if verb in COUNTS and field:
        raise FormulaError(f"{verb}(…) 数的是记录，不写栏目：应为 {verb}({kind})")
    return kind, field or None


def _test(node: ast.expr) -> Test:
    match node:
        case ast.Compare(ast.Name(field), [ast.In()], [ast.Tuple(values) | ast.List(values)]) if values:
            return Test(field, "in", tuple(map(_plain, values)))
        case ast.Compare(ast.Name(field), [op], [value]) if _COMPARING.get(type(op), "in") != "in":
            return Test(field, _COMPARING[type(op)], _plain(value))
    raise FormulaError(f"条件“{_written(node)}”应写作 栏目 == '值'")


def _plain(node: ast.expr) -> Plain:
    match node:
        case ast.Constant(str() | bool() | None as value):
            return value
        case ast.Constant(int() | float() as value):
            return _finite(value)
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as value)):
            return -_finite(value)
    raise FormulaError(f"条件里的“{_written(node)}”应是带引号的文字或数字")


def _finite(number: float) -> Decimal:
    """A number as it was written; none so large that nothing could be counted with it."""
    if not -LARGEST <= number <= LARGEST:     # an infinity, or what is not a number, neither
        raise FormulaError(f"公式里的数过大，最多到 {LARGEST}")
    return Decimal(str(number))


def _dotted(node: ast.expr) -> str:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        raise FormulaError(f"“{_written(node)}”不是名称")
    return ".".join([node.id, *reversed(names)])


def _written(node: ast.expr) -> str:
    """A part of a formula as it may be named in a message."""
    try:
        return ast.unparse(node)[:80]
    except (ValueError, RecursionError):      # what cannot be written in one line, or in any
        return "这一部分"


def kind_of(text: str) -> str:
    """The kind whose records the tally `text` counts; empty where it is no tally of one."""
    try:
        tree = parse(text)
    except FormulaError:
        return ""
    return tree.kind if isinstance(tree, Tally) else ""


def parts(tree: Formula) -> tuple[Formula, ...]:
    """The formulas directly within one."""
    match tree:
        case Constant() | Months() | Ref() | Tally():
            return ()
        case Negative(of) | Back(_, of):
            return (of,)
        case Arithmetic(_, left, right):
            return (left, right)
        case Both(left, right):
            return (left, right)


def walk(tree: Formula) -> Iterator[Formula]:
    """A formula and all within it."""
    yield tree
    for part in parts(tree):
        yield from walk(part)


def refs(tree: Formula) -> tuple[str, ...]:
    """The ids of the other figures that a formula uses."""
    return tuple(node.id for node in walk(tree) if isinstance(node, Ref))
