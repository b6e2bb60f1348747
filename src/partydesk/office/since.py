"""What changed since a paper was sent: the numbers that moved and why, and the words that differ.

Every number is worked out anew and held against the one that was kept; only for those that moved are the records looked
at, then and now. So a period in which nothing happened costs no more than counting it.
"""
from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, select

from ..catalogue import formula
from ..catalogue.showing import FINEST, SHARES, number
from ..figures.ledger import Ledger
from ..figures.value import Value
from ..papers.edited import Prose, paired, words
from ..records.tables import SHAPES, change, issued
from . import printing
from .closing import AT_ONCE, Issue, lines, within
from .office import Office
from .trace import named

MOST = 200
"""Reasons listed for one number."""


@dataclass(frozen=True)
class Cause:
    """One reason why a number moved; `kind` and `id` lead to the record, where it is one."""

    says: str
    label: str = ""
    title: str = ""
    date: date | None = None
    kind: str = ""
    id: int = 0

    @property
    def record(self) -> str:
        """集中学习：学习党章（2025-03-06）; empty where it is no record."""
        day = f"（{self.date.isoformat()}）" if self.date else ""
        return f"{self.label}：{self.title}{day}" if self.kind else ""

    @property
    def text(self) -> str:
        """新增 集中学习：学习党章（2025-03-06）."""
        return " ".join(filter(None, (self.says, self.record)))


@dataclass(frozen=True)
class Change:
    """A number that moved: as it was sent and as it is; `printed` in the paper itself; `more` reasons are not listed."""

    id: str
    label: str
    old: str
    new: str
    printed: bool
    causes: tuple[Cause, ...]
    more: int = 0


@dataclass(frozen=True)
class Changes:
    """Everything that differs between a paper as it was sent and as it would be today."""

    issue: Issue
    figures: tuple[Change, ...]
    words: tuple[Prose, ...]

    def __len__(self) -> int:
        return len(self.figures) + len(self.words)


def changes(office: Office, issue: Issue) -> Changes:
    """What changed since `issue`: first the numbers that the paper prints, in the order of the forms."""
    scope = issue.content["scope"] or None
    printed = {figure for line in issue.content["lines"] for _, figure in line if figure}
    with office.ledger(issue.period, scope) as ledger:
        found = [_change(office, issue, ledger, id, then, id in printed) for id, then in issue.figures.items()]
    document = printing.copies(office, issue.paper, issue.period, scope=scope)[0].document
    moved = [one for one in found if one is not None]
    moved.sort(key=lambda one: not one.printed)
    return Changes(issue, tuple(moved), tuple(_words(issue, lines(document))))


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────────

def _change(office: Office, issue: Issue, ledger: Ledger, id: str, then: dict[str, Any], printed: bool) -> Change | None:
    now = _now(ledger, id)
    if now is None:
        return Change(id, then["label"], then["text"], "（已无此数据项）", printed, (Cause("表单里不再有这个数据项"),))
    amount = None if then["amount"] is None else Fraction(then["amount"])
    if now.amount == amount and (amount is None or now.text == then["text"]):
        return None
    causes = list(dict.fromkeys(_causes(office, issue, ledger, id, then, now)))
    if not causes:
        causes = [Cause("印法改了（单位、位数或写法）" if now.amount == amount else "所依据的其他数变了")]
    old, new = then["text"], now.text
    if old == new and amount is not None and now.amount is not None:      # 3000余人次 before and after: say what moved
        old, new = (f"{new}（{_exactly(one, now.unit)}）" for one in (amount, now.amount))
    return Change(now.id, now.label, old, new, printed, tuple(causes[:MOST]), max(0, len(causes) - MOST))


def _now(ledger: Ledger, id: str) -> Value | None:
    """A figure under the name that it has now."""
    if id in ledger.catalogue.figures:
        return ledger[id]
    return next((ledger[figure.id] for figure in ledger.catalogue.figures.values() if id in figure.was), None)


def _causes(office: Office, issue: Issue, ledger: Ledger, id: str, then: dict[str, Any], now: Value) -> Iterator[Cause]:
    yield from _stated(then, now, "")
    by = {part.id: part for part in within(now) if part.period == now.period}
    for name in {*then["by"], *by} - {id}:
        if (old := issue.figures.get(name)) is not None and (new := by.get(name) or _now(ledger, name)) is not None:
            yield from _stated(old, new, f"“{new.label}”")
    if now.stated or then["stated"]:
        return
    old_folds, new_folds = [issue.content["folds"][at] for at in then["from"]], list(now.tallies())
    if len(old_folds) != len(new_folds):
        return
    for old, new in zip(old_folds, new_folds, strict=True):
        if old["shape"] == ledger.shape(new):
            yield from _rows(office, issue, ledger, old, new)


def _stated(then: dict[str, Any], now: Value, of: str) -> Iterator[Cause]:
    """What was stated by hand or defined otherwise."""
    assert now.figure is not None
    if now.stated and not then["stated"]:
        yield Cause(f"{of}改为填报{now.text}，依据：{now.because}")
    elif then["stated"] and not now.stated:
        yield Cause(f"{of}取消了填报（原填报{then['text']}）")
    elif now.stated and (now.text, now.because) != (then["text"], then["because"]):
        yield Cause(f"{of}填报由{then['text']}改为{now.text}，依据：{now.because}")
    if then["definition"] and now.figure.definition != then["definition"]:
        yield Cause(f"{of}算法改了，原为：{then['because'] if not then['stated'] else then['definition']}")


def _rows(office: Office, issue: Issue, ledger: Ledger, then: dict[str, Any], fold: Value) -> Iterator[Cause]:
    """The records that came, went, or add something else."""
    old = {int(id): Fraction(amount or 1) for id, amount in then["rows"]}
    new = dict(ledger.rows(fold))
    moved = sorted({id for id in old.keys() | new.keys() if old.get(id) != new.get(id)})
    if not moved:
        return
    shape = then["shape"]
    versions = issue.content["records"].get(shape, {})
    states = _states(office, shape, moved)
    fresh = _fresh(office, issue, shape, [state.uid for state in states.values()])
    told = {one.id: one for one in named(office, shape, [(id, Fraction(1)) for id in moved])}
    for id in moved:
        state = states.get(id)
        if state is None:
            says = "已不在"
        elif id not in new:
            says = "已删除" if state.removed else "改动后不再计入" if state.version != versions.get(str(id)) else "不再计入"
        elif id not in old:
            says = "新增" if state.uid in fresh else "现在计入"
        else:
            says = f"改动后计入由{_plain(old[id])}变为{_plain(new[id])}"
        record = told.get(id)
        yield Cause(says, record.label, record.title, record.date, record.kind, id) if record else Cause(says)
    yield from _behind(office, issue, ledger, fold, shape)


def _behind(office: Office, issue: Issue, ledger: Ledger, fold: Value, shape: str) -> Iterator[Cause]:
    """For people or bodies that are counted by their meetings: which of those records were written since."""
    tallies = [node for node in formula.walk(fold.tally) if isinstance(node, formula.Tally)] if fold.tally else []
    for kind in {tally.kind: ledger.catalogue.kinds[tally.kind] for tally in tallies}.values():
        if kind.shape == shape:
            continue
        table = SHAPES[kind.shape]
        with office.reading() as connection:
            written = select(change.c.row).where(change.c.place == kind.shape, change.c.id > _closed(connection, issue))
            rows = connection.execute(select(table).where(table.c.kind.in_(kind.ids), table.c.uid.in_(written)).order_by(
                table.c.id)).all()
        fresh = _fresh(office, issue, kind.shape, [row.uid for row in rows])
        states = {row.id: row for row in rows
                  if row.removed or not hasattr(row, "date") or row.date in fold.period or row.uid not in fresh}
        for record in named(office, kind.shape, [(id, Fraction(1)) for id in states]):
            state = states[record.id]
            says = "已删除" if state.removed else "新增" if state.uid in fresh else "改动"
            if not (state.removed and state.uid in fresh):                # came and went: as if it had never been
                yield Cause(says, record.label, record.title, record.date, record.kind, record.id)


def _states(office: Office, shape: str, ids: list[int]) -> dict[int, Any]:
    table, found = SHAPES[shape], dict[int, Any]()
    with office.reading() as connection:
        for start in range(0, len(ids), AT_ONCE):
            query = select(table.c.id, table.c.uid, table.c.version, table.c.removed).where(
                table.c.id.in_(ids[start:start + AT_ONCE]))
            found.update((row.id, row) for row in connection.execute(query))
    return found


def _closed(connection: Connection, issue: Issue) -> int:
    """The line of the journal with which the paper was closed: what comes after it was written since, whatever the clock says."""
    key = json.dumps([issue.paper, str(issue.period), issue.scope, str(issue.number)], ensure_ascii=False)
    lines = connection.execute(select(change.c.id, change.c.after).where(
        change.c.place == issued.name, change.c.row == key).order_by(change.c.id)).all()
    return next((line.id for line in lines if line.after and line.after.get("at") == issue.at), 0)


def _fresh(office: Office, issue: Issue, shape: str, uids: list[str]) -> set[str]:
    """Which of these records were entered after the paper was closed."""
    found: set[str] = set()
    with office.reading() as connection:
        closed = _closed(connection, issue)
        for start in range(0, len(uids), AT_ONCE):
            query = select(change.c.row, change.c.before).where(
                change.c.place == shape, change.c.row.in_(uids[start:start + AT_ONCE]), change.c.id > closed)
            found.update(line.row for line in connection.execute(query) if line.before is None)
    return found


def _exactly(amount: Fraction, unit: str) -> str:
    """An amount in its unit as finely as it is worth telling: 3136, 99.0712%."""
    text = number(amount, unit, FINEST)
    return (text.rstrip("0").rstrip(".") if "." in text else text) + (unit if unit in SHARES else "")


def _plain(amount: Fraction) -> str:
    return str(amount.numerator) if amount.denominator == 1 else f"{float(amount):.4f}".rstrip("0").rstrip(".")


# ── words ────────────────────────────────────────────────────────────────────────────────────────────

def _words(issue: Issue, today: list[list[tuple[str, str | None]]]) -> Iterator[Prose]:
    """Paragraphs that are worded otherwise; numbers that moved are told apart from words."""
    then = issue.content["lines"]
    old, new = ([_masked(line) for line in part if _text(line).strip()] for part in (then, today))
    before, after = ([_text(line) for line in part if _text(line).strip()] for part in (then, today))
    for a, b in paired(old, new):
        if a is None and b is not None:
            yield Prose("added", "", after[b], (("come", after[b]),))
        elif b is None and a is not None:
            yield Prose("removed", before[a], "", (("gone", before[a]),))
        elif a is not None and b is not None and old[a] != new[b]:
            yield Prose("changed", before[a], after[b], words(before[a], after[b]))


def _text(line: list[tuple[str, str | None]]) -> str:
    return "".join(text for text, _ in line)


def _masked(line: list[tuple[str, str | None]]) -> str:
    return "".join("◇" if figure else text for text, figure in line)
