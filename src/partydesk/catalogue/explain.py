"""A formula in plain Chinese: how a figure is counted, as one clerk would tell another."""
from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from . import formula
from .fields import Choice, Flag
from .kind import Kind

if TYPE_CHECKING:
    from .catalogue import Catalogue

_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_COMPARED = {"==": "为", "!=": "不为", "<": "小于", "<=": "不超过", ">": "大于", ">=": "不小于"}
_BACKS = {"previous": "上年同期的", "change": "比上年同期增长的幅度：", "year_end": "上年的"}


def explain(tree: formula.Formula, catalogue: Catalogue) -> str:
    """How `tree` is counted."""
    match tree:
        case formula.Constant(number):
            return f"{number.numerator / number.denominator:g}" if number.denominator != 1 else str(number)
        case formula.Months():
            return "统计期的月数"
        case formula.Ref(id):
            figure = catalogue.figures.get(id)
            return f"〔{figure.label if figure else id}〕"
        case formula.Negative(of):
            return f"－（{explain(of, catalogue)}）"
        case formula.Back(verb, of):
            return f"{_BACKS[verb]}（{explain(of, catalogue)}）"
        case formula.Both(left, right):
            return f"同时属于“{explain(left, catalogue)}”与“{explain(right, catalogue)}”的人数"
        case formula.Arithmetic(op, left, right):
            return f"{_bracketed(left, op, False, catalogue)}{_SIGNS[op]}{_bracketed(right, op, True, catalogue)}"
        case formula.Tally():
            return _tally(tree, catalogue.kinds[tree.kind])


def _bracketed(tree: formula.Formula, op: str, right: bool, catalogue: Catalogue) -> str:
    text = explain(tree, catalogue)
    if isinstance(tree, formula.Arithmetic) and (
            tree.op in "+-" and (op in "*/" or right and op == "-") or right and op == "/"):
        return f"（{text}）"
    return text


def _tally(tally: formula.Tally, kind: Kind) -> str:
    tests = "且".join(_test(test, kind) for test in tally.tests)
    these = f"“{kind.label}”" + (f"（{tests}）" if tests else "")
    field = kind.known[tally.field].label if tally.field and tally.field in kind.known else tally.field or ""
    match tally.verb:
        case "count":
            return f"{these}的次数" if kind.shape == "activity" else f"{these}的条数"
        case "held":
            return f"{these}的次数，按主办组织分别计"
        case "heads":
            return f"{these}实到人次，每次都计"
        case "people":
            return f"{these}涉及的人数，一人只计一次"
        case "units":
            return f"{these}涉及的组织数，一个只计一次"
        case "standing":
            return f"期末在册的{these}数"
        case "sum":
            return f"{these}的“{field}”合计"
        case "mean":
            return f"{these}的“{field}”平均值"
        case "latest":
            return f"{these}期内最近一次的“{field}”"
        case "top":
            return f"{these}的“{field}”合计列前 {tally.first} 名的人（并列同计）"
    raise NotImplementedError(tally.verb)


def _test(test: formula.Test, kind: Kind) -> str:
    blank = kind.known.get(test.field)
    label = blank.label if blank else test.field

    def plain(value: formula.Plain) -> str:
        if value is None:
            return "空白"
        if isinstance(blank, Choice):
            return blank.choices.get(str(value), str(value))
        return "是" if value is True else "否" if value is False else str(value)

    if isinstance(blank, Flag) and isinstance(test.value, bool):
        return label if test.value == (test.op == "==") else f"非{label}"
    if isinstance(test.value, tuple):
        return f"{label}为{'、'.join(map(plain, test.value))}之一"
    unit = getattr(blank, "unit", "") if isinstance(test.value, Decimal) else ""
    return f"{label}{_COMPARED[test.op]}{plain(test.value)}{unit}"
