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
_BACKS = {"previous": "上年同期的", "year_end": "上年的"}


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
        case formula.Negative(formula.Back("change", of)):
            return f"{_whole(of, catalogue)}比上年同期下降的幅度"
        case formula.Negative(of):
            return f"－{_whole(of, catalogue)}"
        case formula.Back("change", of):
            return f"{_whole(of, catalogue)}比上年同期增长的幅度"
        case formula.Back(verb, of):
            return f"{_BACKS[verb]}{_whole(of, catalogue)}"
        case formula.Both(left, right):
            return f"{_those(left, catalogue)}与{_those(right, catalogue)}，两边都有的人数"
        case formula.Arithmetic(op, left, right):
            return f"{_bracketed(left, op, False, catalogue)}{_SIGNS[op]}{_bracketed(right, op, True, catalogue)}"
        case formula.Tally():
            return _tally(tree, catalogue.kinds[tree.kind])


def _whole(tree: formula.Formula, catalogue: Catalogue) -> str:
    """A formula that something is said of, in brackets where it has parts."""
    text = explain(tree, catalogue)
    return f"（{text}）" if isinstance(tree, formula.Arithmetic | formula.Negative) else text


def _bracketed(tree: formula.Formula, op: str, right: bool, catalogue: Catalogue) -> str:
    text = explain(tree, catalogue)
    if isinstance(tree, formula.Both) or isinstance(tree, formula.Arithmetic) and (
            tree.op in "+-" and (op in "*/" or right and op == "-") or right and op == "/"):
        return f"（{text}）"
    return text


def _these(tally: formula.Tally, kind: Kind) -> str:
    """The records that a tally is about: “问题台账”中来源为问卷调查、已办结的."""
    tests = "、".join(told(test, kind) for test in tally.tests)
    return f"“{kind.label}”中{tests}的" if tests else f"“{kind.label}”"


def _named(tally: formula.Tally, kind: Kind) -> str:
    """The same before a verb: “荣誉与典型”（荣誉类别为先进个人）."""
    tests = "、".join(told(test, kind) for test in tally.tests)
    return f"“{kind.label}”" + (f"（{tests}）" if tests else "")


def _those(tally: formula.Tally, catalogue: Catalogue) -> str:
    """The people that a tally counts, as people."""
    kind = catalogue.kinds[tally.kind]
    these = _these(tally, kind)
    match tally.verb:
        case "standing":
            return f"期末在册的{these}{'人' if tally.tests else ''}"
        case "top":
            return _tally(tally, kind)
    return f"{these}人" if kind.shape == "person" else f"{_named(tally, kind)}涉及的人"


def _tally(tally: formula.Tally, kind: Kind) -> str:
    these = _these(tally, kind)
    of = these if tally.tests else f"{these}的"
    field = kind.known[tally.field].label if tally.field and tally.field in kind.known else tally.field or ""
    match tally.verb:
        case "count":
            return f"{of}{'次数' if kind.shape == 'activity' else '条数'}"
        case "held":
            return f"{of}次数（几个组织合办的，各计一次）"
        case "heads":
            return f"{of}实到人次（每次都计）"
        case "people":
            return f"{of if kind.shape == 'person' else f'{_named(tally, kind)}涉及的'}人数（一人计一次）"
        case "units":
            return f"{_named(tally, kind)}涉及的组织数（一个计一次）"
        case "standing":
            return f"期末在册的{these}{'人数' if kind.shape == 'person' else '个数' if kind.shape == 'body' else '条数'}"
        case "sum":
            return f"{of}“{field}”合计"
        case "mean":
            return f"{of}“{field}”平均值"
        case "latest":
            return f"期内最近一次{of}“{field}”"
        case "top":
            return f"{of}“{field}”合计居前 {tally.first} 名的人（并列同计）"
    raise NotImplementedError(tally.verb)


def told(test: formula.Test, kind: Kind) -> str:
    """A condition in words: 来源为问卷调查."""
    blank = kind.known.get(test.field)
    label = blank.label if blank else test.field

    def plain(value: formula.Plain) -> str:
        if isinstance(blank, Choice):
            return blank.choices.get(str(value), str(value))
        return "是" if value is True else "否" if value is False else str(value)

    if isinstance(blank, Flag) and isinstance(test.value, bool):
        return label if test.value == (test.op == "==") else f"非{label}"
    if isinstance(test.value, tuple):
        return f"{label}为{'或'.join(map(plain, test.value))}"
    if test.value is None:
        return f"没有填{label}" if test.op == "==" else f"已填{label}"
    unit = getattr(blank, "unit", "") if isinstance(test.value, Decimal) else ""
    return f"{label}{_COMPARED[test.op]}{plain(test.value)}{unit}"
