"""Running the checks (校核): each declared check against the numbers of a period, every finding reported."""
from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from sqlalchemy import Connection, select

from ..catalogue import check as declared
from ..catalogue import formula
from ..catalogue.formula import Tally
from ..catalogue.kind import Kind, Rhythm
from ..catalogue.period import Period
from ..catalogue.showing import number, show
from ..records.record import select_of, some
from ..records.tables import SHAPES, body
from ..records.workdays import is_working
from .ledger import Ledger
from .value import Value

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
RELATIVE = "相对"


@dataclass(frozen=True)
class Finding:
    """Something that does not agree: the rule, what was found, what to do, and which figures it is about."""

    check: str
    level: str
    says: str
    found: str
    mend: str = ""
    figures: tuple[str, ...] = ()
    kind: str = ""


def run(ledger: Ledger, connection: Connection, today: date) -> Iterator[Finding]:
    """Everything that the declared checks find in the ledger's period; nothing stops at the first."""
    for check in ledger.catalogue.checks.values():
        for found, figures, kind in _found(check, ledger, connection, today):
            yield Finding(check.id, check.level, check.says, found, check.mend, figures, kind)


Found = Iterator[tuple[str, tuple[str, ...], str]]


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
        yield f"{_told(left)}，{wanted}{_told(right)}", names, ""


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
        yield (f"{figure.label}填报{value.text}，但{'；'.join(tried)}，取整数个都得不到这个比例，须写明口径",
               (check.figure, *check.of), "")


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
        yield found, (check.figure,), ""


def rate_change(check: declared.RateChange, ledger: Ledger) -> Found:
    value = ledger[check.figure]
    if value.amount is None or value.unit != "%":
        return
    figure = ledger.catalogue.figures[check.figure]
    if not (RELATIVE in value.because if value.stated else figure.relative):
        yield (f"{figure.label}写作{value.text}：两个率相减应写“个百分点”；若指相对增幅，须在说明中写明“{RELATIVE}”",
               (check.figure,), "")


def apart(check: declared.Apart, ledger: Ledger) -> Found:
    left, right = (ledger[id] for id in check.figures)
    if left.missing or right.missing:
        return
    if left.stated or right.stated:
        which = "、".join(value.label for value in (left, right) if value.stated)
        yield f"{which}为填报数，没有记录可查，说不清{left.label}与{right.label}是否互相包含", check.figures, ""
        return
    shared = _counted(ledger, left) & _counted(ledger, right)
    if shared:
        yield f"{left.label}与{right.label}有 {len(shared)} 条记录重复计数", check.figures, ""


def _counted(ledger: Ledger, value: Value) -> set[tuple[str, int]]:
    """The records that a figure adds up; those it only divides by (the roster) are not counted twice by anyone."""
    return {(ledger.shape(fold), id) for fold in value.tallies()
            if isinstance(fold.tally, Tally) and fold.tally.verb != "standing" for id, _ in ledger.rows(fold)}


def rhythm(check: declared.Rhythm, ledger: Ledger, connection: Connection, today: date) -> Found:
    kind = ledger.catalogue.kinds[check.kind]
    assert kind.rhythm is not None
    figures = (check.figure,) if check.figure else ()
    slots = due(kind.rhythm, ledger.period, today)
    by = _bodies(ledger, kind.rhythm, connection)
    if kind.rhythm.by and not by or ledger.scope and not kind.rhythm.by:
        return                                # no such organisation: nothing is due of it
    if check.figure and (value := ledger[check.figure]).stated and value.amount is not None:
        wanted = len(slots) * max(1, len(by))
        if value.amount < wanted:
            found = (f"{value.label}填报{value.text}，按规定应有 {wanted} 次（{len(by) or 1} 个组织 × {len(slots)} 次）；"
                     "若系联合开展，须逐个组织记明")
            yield found, figures, kind.id
        return
    held = _held(kind, ledger, connection)
    for body_id, name, stood in by or [(0, "本机关", ledger.period)]:
        mine = [(day, times) for day, times, bodies in held if not by or body_id in bodies]
        owed = [slot for slot in slots if slot.start >= stood.start and slot.end <= stood.end]
        missed = [slot for slot in owed if not any(day in slot for day, _ in mine)]
        spare = sum(times for _, times in mine) - len(mine)     # batch entries stand for several
        if len(missed) > spare:
            when = "、".join(_called(kind.rhythm, slot) for slot in missed[:6]) + ("等" if len(missed) > 6 else "")
            done = len(owed) - len(missed) + spare
            yield f"{name}{kind.label}应有 {len(owed)} 次，有记录的 {done} 次，缺：{when}", figures, kind.id


def due(rhythm: Rhythm, period: Period, today: date) -> list[Period]:
    """The stretches of time within the period in each of which one is due; what lies ahead is not due yet."""
    end = min(period.end, today)
    slots: dict[tuple[int, int], list[date]] = {}
    day = period.start
    while day <= end:
        key = {"day": (day.toordinal(), 0), "week": day.isocalendar()[:2], "month": (day.year, day.month),
               "quarter": (day.year, (day.month - 1) // 3), "half": (day.year, (day.month - 1) // 6),
               "year": (day.year, 0)}[rhythm.every]
        slots.setdefault((key[0], key[1]), []).append(day)
        day += timedelta(1)
    whole = [Period(days[0], days[-1]) for days in slots.values()]
    if rhythm.every == "week":
        whole = [slot for slot in whole if (slot.end - slot.start).days >= 4 or rhythm.on]
    if rhythm.on:
        on = WEEKDAYS.index(rhythm.on)
        whole = [slot for slot in whole if any(_day(slot, n).weekday() == on and is_working(_day(slot, n))
                                               for n in range((slot.end - slot.start).days + 1))]
    elif rhythm.every == "day":
        whole = [slot for slot in whole if is_working(slot.start)]
    ahead = period.end > end and rhythm.every not in ("day", "week")
    return whole[:-1] if ahead and whole and not _complete(rhythm, whole[-1]) else whole


def _day(slot: Period, n: int) -> date:
    return slot.start + timedelta(n)


def _complete(rhythm: Rhythm, slot: Period) -> bool:
    """Whether a month or longer has run to its end, so that what it asked for is overdue."""
    after = slot.end + timedelta(1)
    return after.day == 1 and (rhythm.every == "month" or (after.month - 1) % {"quarter": 3, "half": 6}.get(
        rhythm.every, 12) == 0)


def _called(rhythm: Rhythm, slot: Period) -> str:
    match rhythm.every:
        case "month":
            return f"{slot.start.month}月"
        case "quarter":
            return f"第{(slot.start.month - 1) // 3 + 1}季度"
        case "week":
            return f"{slot.start.month}月{slot.start.day}日当周"
        case "day":
            return f"{slot.start.month}月{slot.start.day}日"
    return slot.label


def _bodies(ledger: Ledger, rhythm: Rhythm, connection: Connection) -> list[tuple[int, str, Period]]:
    """Of whom the rhythm asks, within the ledger's scope, and from when till when each stood within its period."""
    if rhythm.by is None:
        return []
    period = ledger.period
    inside = ledger.rows(ledger.reach(Tally("standing", rhythm.by)))
    query = select(body).where(body.c.id.in_([id for id, _ in inside])).order_by(body.c.id)
    return [(row.id, row.name, Period(max(filter(None, (row.since, period.start))), period.end))
            for row in connection.execute(query)]


def _held(kind: Kind, ledger: Ledger, connection: Connection) -> list[tuple[date, int, set[int]]]:
    """When the kind was held, how many times one entry stands for, and by whom; counted as a figure would count it."""
    assert kind.rhythm is not None
    tally = Tally("count", kind.id, tests=formula.parse_tests(kind.rhythm.where))
    counted = dict(ledger.rows(ledger.reach(tally)))
    table = SHAPES[kind.shape]
    query = select_of(kind).where(table.c.date.between(ledger.period.start, ledger.period.end))
    return [(record.values["date"], int(counted[record.id]), set(record.values["bodies"]))
            for record in some(connection, kind, query, rolls=False) if record.id in counted]


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
            yield (f"{figure.label}本期{now.text}，上年同期{then.text}，{way}{show(abs(moved), '%')}，没有写明原因",
                   (figure.id,), "")
