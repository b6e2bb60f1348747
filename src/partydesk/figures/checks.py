"""Running the checks (校核): each declared check against the numbers of a period, every finding reported."""
from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ..catalogue import check as declared
from ..catalogue import formula
from ..catalogue.formula import Tally
from ..catalogue.showing import number, show
from .ledger import Ledger
from .rhythm import called, courses, slots
from .value import Value

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
RELATIVE = "相对"


@dataclass(frozen=True)
class Finding:
    """Something that does not agree: the rule, what was found, what to do, and which figures it is about.

    `rows`: the records (shape and id) that the disagreement comes from, where they can be told.
    """

    check: str
    level: str
    says: str
    found: str
    mend: str = ""
    figures: tuple[str, ...] = ()
    kind: str = ""
    rows: tuple[tuple[str, int], ...] = ()


def run(ledger: Ledger, connection: Connection, today: date) -> Iterator[Finding]:
    """Everything that the declared checks find in the ledger's period; nothing stops at the first."""
    for check in ledger.catalogue.checks.values():
        for found in _found(check, ledger, connection, today):
            yield Finding(check.id, check.level, check.says, found.said, check.mend, found.figures, found.kind, found.rows)


class Hit(NamedTuple):
    """One disagreement that a check found."""

    said: str
    figures: tuple[str, ...]
    kind: str = ""
    rows: tuple[tuple[str, int], ...] = ()


Found = Iterator[Hit]


def _found(check: declared.Check, ledger: Ledger, connection: Connection, today: date) -> Found:
    match check:
        case declared.Must():
            return must(check, ledger)
        case declared.Attainable():
            return attainable(check, ledger)
        case declared.Visits():
            return visits(check, ledger)
        case declared.RateChange():
            return rate_change(check, ledger)
        case declared.Apart():
            return apart(check, ledger)
        case declared.Rhythm():
            return rhythm(check, ledger, connection, today)
        case declared.Jump():
            return jump(check, ledger)


def must(check: declared.Must, ledger: Ledger) -> Found:
    comparison = check.comparison
    left, right = ledger.reach(comparison.left), ledger.reach(comparison.right)
    if left.amount is None or right.amount is None:
        return
    if not COMPARE[comparison.op](left.amount, right.amount):
        names = (*_names(comparison.left), *_names(comparison.right))
        wanted = {"==": "应等于", "!=": "不应等于", "<": "应小于", "<=": "不应超过", ">": "应大于", ">=": "不应少于"}[comparison.op]
        yield Hit(f"{_told(left)}，{wanted}{_told(right)}", names, rows=uneven(comparison, ledger))


def uneven(comparison: formula.Comparison, ledger: Ledger) -> tuple[tuple[str, int], ...]:
    """The records that weigh on the wrong side of a comparison; none where a side does more than add records up."""
    weights: dict[tuple[str, int], Fraction] = {}
    for side, sign in ((comparison.left, 1), (comparison.right, -1)):
        if not _weigh(side, Fraction(sign), ledger, weights):
            return ()
    wrong: Callable[[Any, Any], bool] = {"==": operator.ne, "<=": operator.gt, "<": operator.gt, ">=": operator.lt,
                                         ">": operator.lt}.get(comparison.op, operator.eq)
    return tuple(sorted(row for row, weight in weights.items() if wrong(weight, 0)))


def _weigh(tree: formula.Formula, sign: Fraction, ledger: Ledger, weights: dict[tuple[str, int], Fraction]) -> bool:
    """Put what each record adds to a side on the scales; False where that side is not a sum of records."""
    match tree:
        case formula.Ref(id):
            return not ledger[id].stated and _weigh(ledger.catalogue.figures[id].formula, sign, ledger, weights)
        case formula.Arithmetic("+" | "-" as op, left, right):
            return _weigh(left, sign, ledger, weights) and _weigh(right, sign if op == "+" else -sign, ledger, weights)
        case formula.Negative(of):
            return _weigh(of, -sign, ledger, weights)
        case formula.Both() | Tally():
            if isinstance(tree, Tally) and tree.verb in ("mean", "latest"):
                return False
            value = ledger.reach(tree)
            for record, amount in ledger.rows(value):
                key = ledger.shape(value), record
                weights[key] = weights.get(key, Fraction(0)) + sign * amount
            return True
    return False


def _names(tree: formula.Formula) -> tuple[str, ...]:
    return tuple(dict.fromkeys(formula.refs(tree)))


def _told(value: Value) -> str:
    """A side of a comparison, named: 党员 320名, or 〔党支部〕×50 = 150."""
    return f"{value.label}{value.text}" if value.figure else f"{value.because}（{value.text}）"


def attainable(check: declared.Attainable, ledger: Ledger) -> Found:
    """A counted rate is attained by its own records; a stated one must be a share of something whole."""
    value = ledger[check.figure]
    wholes = [ledger[id] for id in check.of]
    if value.amount is None or not value.stated:
        return
    figure = ledger.catalogue.figures[check.figure]
    shown = number(value.amount, value.unit, figure.digits)
    tried = []
    for whole in wholes:
        if whole.amount is None or whole.amount < 1:
            continue
        n = int(whole.amount)
        low = floor(value.amount * n)
        near = range(max(0, low - 1), min(n, low + 2) + 1)
        if any(number(Fraction(k, n), value.unit, figure.digits) == shown for k in near):
            return
        around = [k for k in (low, low + 1) if 0 <= k <= n]
        tried.append("、".join(f"{k}/{n}为{show(Fraction(k, n), value.unit, figure.digits)}" for k in around))
    if tried:
        yield Hit(f"{figure.label}填报{value.text}，但{'；'.join(tried)}，取整数个都得不到这个比例，须写明口径",
                  (check.figure, *check.of))


def visits(check: declared.Visits, ledger: Ledger) -> Found:
    """人次 that are no more than the people: only if everyone came exactly once, over several events."""
    value = ledger[check.figure]
    events, people = (ledger.reach(formula.parse(text)).amount for text in (check.events, check.people))
    if value.amount is None or events is None or people is None or value.unit != "人次" or events < 2:
        return
    if not value.stated and not any(isinstance(fold.tally, Tally) and fold.tally.verb == "people"
                                    for fold in value.tallies()):
        return                                # counted as 人次 from the rolls: it is what it is
    if value.amount <= people:
        each = show(value.amount / events, "人次", 0)
        found = (f"{value.label}写作{value.text}，而活动有{show(events)}场、涉及{show(people)}人：平均每场只有{each}，"
                 "除非每人恰好只到一次；疑把“人数”写成了“人次”")
        yield Hit(found, (check.figure,))


def rate_change(check: declared.RateChange, ledger: Ledger) -> Found:
    value = ledger[check.figure]
    if value.amount is None or value.unit != "%":
        return
    figure = ledger.catalogue.figures[check.figure]
    if not (RELATIVE in value.because if value.stated else figure.relative):
        yield Hit(f"{figure.label}写作{value.text}：两个率相减应写“个百分点”；若指相对增幅，须在说明中写明“{RELATIVE}”",
                  (check.figure,))


def apart(check: declared.Apart, ledger: Ledger) -> Found:
    left, right = (ledger[id] for id in check.figures)
    if left.missing or right.missing:
        return
    if left.stated or right.stated:
        which = "、".join(value.label for value in (left, right) if value.stated)
        yield Hit(f"{which}为填报数，没有记录可查，说不清{left.label}与{right.label}是否互相包含", check.figures)
        return
    shared = _counted(ledger, left) & _counted(ledger, right)
    if shared:
        yield Hit(f"{left.label}与{right.label}有 {len(shared)} 条记录重复计数", check.figures, rows=tuple(sorted(shared)))


def _counted(ledger: Ledger, value: Value) -> set[tuple[str, int]]:
    """The records that a figure adds up; those it only divides by (the roster) are not counted twice by anyone."""
    return {(ledger.shape(fold), id) for fold in value.tallies()
            if isinstance(fold.tally, Tally) and fold.tally.verb != "standing" for id, _ in ledger.rows(fold)}


def rhythm(check: declared.Rhythm, ledger: Ledger, connection: Connection, today: date) -> Found:
    kind = ledger.catalogue.kinds[check.kind]
    assert kind.rhythm is not None
    figures = (check.figure,) if check.figure else ()
    asked = courses(kind, ledger, connection)
    if check.figure and (value := ledger[check.figure]).stated and value.amount is not None:
        each = len([slot for slot in slots(kind.rhythm, ledger.period) if slot.by <= today])
        if value.amount < each * len(asked):
            found = (f"{value.label}填报{value.text}，按规定应有 {each * len(asked)} 次（{len(asked)} 个组织 × {each} 次）；"
                     "若系联合开展，须逐个组织记明")
            yield Hit(found, figures, kind.id)
        return
    for one in asked:
        if missed := one.missed(today):
            owed = len(one.owed(today))
            when = "、".join(called(kind.rhythm, slot) for slot in missed[:6]) + ("等" if len(missed) > 6 else "")
            yield Hit(f"{one.name}{kind.label}应有 {owed} 次，有记录的 {owed - len(missed)} 次，缺：{when}", figures, kind.id)


def jump(check: declared.Jump, ledger: Ledger) -> Found:
    before = ledger.period.year_before
    for figure in ledger.catalogue.figures.values():
        if figure.unit in ("%", "个百分点") or any(isinstance(node, formula.Back)
                                                for node in formula.walk(figure.formula)):
            continue
        now, then = ledger[figure.id], ledger.at(figure.id, before)
        if now.amount is None or then.amount is None or not then.amount or not (then.records or then.stated):
            continue
        if max(abs(now.amount), abs(then.amount)) < check.least:
            continue
        moved = (now.amount - then.amount) / abs(then.amount)
        if abs(moved) > Fraction(str(check.over)) and not (now.stated or ledger.reason(figure.id)):
            way = "增长" if moved > 0 else "下降"
            yield Hit(f"{figure.label}本期{now.text}，上年同期{then.text}，{way}{show(abs(moved), '%')}，没有写明原因",
                      (figure.id,))
