"""清单 in a paper: the lists that it declares, read from the records as facts that its template goes through."""
from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..catalogue import formula
from ..catalogue.catalogue import Catalogue
from ..catalogue.fields import Choice, Link
from ..catalogue.kind import Kind
from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..catalogue.series import TOTAL, Cross, Due, Numbers, Records, Series
from ..catalogue.showing import number
from ..figures.ledger import Ledger
from ..figures.rhythm import called, courses
from ..papers.lint import ENTRY
from ..papers.words import Worded
from ..records.record import Record
from .people import BRANCH, People, long, shown

if TYPE_CHECKING:
    from .office import Office

CROSSED = ("label", "cells", "total", "rank", "plus", "minus")
OWED = ("label", "due", "held", "missed", "rows", *(
    f"rows.*.{name}" for name in ("called", "by", "held", "title", "expected", "here", "state")))
COUNTED = ("label", "rows", "rows.*.id", "rows.*.label", "rows.*.value", "rows.*.how", "rows.*.records", "rows.*.stated", "rows.*.reason")
HELD, MISSED, AHEAD = "已办", "缺", "未到"
EXPECTED = ("present", "leave", "absent")
"""Who was expected, of those on a roll."""


def names_for(catalogue: Catalogue, paper: Paper) -> Iterator[str]:
    """The facts that a paper's lists are: `problems`, and `problems.*.title` for what each entry of one has."""
    for one in paper.lists:
        if isinstance(one, Records) and one.within:
            continue                                 # told as what each entry of the outer list has
        yield one.id
        match one:
            case Numbers():
                yield from (f"{one.id}{ENTRY}.{name}" for name in COUNTED)
            case Due():
                yield from (f"{one.id}{ENTRY}.{name}" for name in OWED)
            case Records() | Cross():
                kind = catalogue.kinds.get(formula.kind_of(one.of))
                if kind is None:
                    continue
                inside = {*_of_kind(catalogue, kind), *_inner(catalogue, paper, one.id)}
                if isinstance(one, Cross):
                    yield from (f"{one.id}.{name}" for name in ("heads", "rows", "total", "totals", f"heads{ENTRY}", f"totals{ENTRY}"))
                    yield from (f"{one.id}.rows{ENTRY}.{name}" for name in (*CROSSED, f"cells{ENTRY}"))
                    yield from (f"{one.id}.rows{ENTRY}.{name}" for name in inside if name.partition(".")[0] == one.rows)
                elif one.group:
                    yield from (f"{one.id}{ENTRY}.{name}" for name in ("label", "rows", *(f"rows{ENTRY}.{name}" for name in inside)))
                else:
                    yield from (f"{one.id}{ENTRY}.{name}" for name in inside)


def _inner(catalogue: Catalogue, paper: Paper, outer: str) -> Iterator[str]:
    """What an entry has of the lists within its own."""
    for one in inner(paper, outer):
        kind = catalogue.kinds.get(formula.kind_of(one.of))
        yield from (one.id, *(f"{one.id}{ENTRY}.{name}" for name in _of_kind(catalogue, kind))) if kind is not None else ()


def inner(paper: Paper, outer: str) -> list[Records]:
    """The lists within another list of a paper."""
    return [one for one in paper.lists if isinstance(one, Records) and one.within == outer]


def _of_kind(catalogue: Catalogue, kind: Kind) -> Iterator[str]:
    """What an entry that is a record of a kind has."""
    yield "amount"
    if kind.shape == "item":
        yield from ("done", "overdue")
    if kind.shape == "person":
        yield BRANCH
    for id, blank in kind.known.items():
        if blank.derived:
            continue
        if isinstance(blank, Link) and blank.to == "person" and not blank.many:
            yield from (f"{id}.{name}" for name in People.names_for(catalogue))
        else:
            yield id


@dataclass(frozen=True)
class _Row:
    """A record of a list, and what it adds to the number."""

    record: Record
    amount: Fraction


@dataclass
class Gathering:
    """The lists of one paper over one period; each tally is asked for once, however many copies there are."""

    office: Office
    paper: Paper
    ledger: Ledger
    people: People
    _read: dict[str, tuple[Kind, list[_Row]]] = field(default_factory=dict)
    _tied: dict[str, dict[int, list[_Row]]] = field(default_factory=dict)     # the same by whom they belong to

    def facts(self, subject: int | None = None, ledger: Ledger | None = None) -> dict[str, Any] | None:
        """Every list by its id, for the copy of one `subject`; None where a list that is needed has no entry.

        `ledger`: where lists that no blank ties to the subject are counted, of an organisation its own.
        """
        found: dict[str, Any] = {}
        for one in self.paper.lists:
            if isinstance(one, Records) and one.within:
                continue
            entries = self._entries(one, subject, ledger or self.ledger)
            if one.needed and not (entries["rows"] if isinstance(entries, dict) else entries):
                return None
            found[one.id] = entries
        return found

    def _entries(self, one: Series, subject: int | None, ledger: Ledger) -> Any:
        match one:
            case Records():
                kind, rows = self._rows(one, subject, ledger)
                rows = self._ordered(kind, rows, one.order)
                within = self._within(one)
                if one.group is None:
                    return [self._told(kind, row) | of for row in rows if (of := within(row.record.id)) is not None]
                return self._grouped(kind, rows, one.group, within)
            case Cross():
                return self._crossed(one, *self._rows(one, subject, ledger))
            case Due():
                return list(self._owed(self.office.catalogue.kind(one.kind), ledger))
            case Numbers():
                return list(self._numbers(ledger))

    def _within(self, outer: Records) -> Callable[[int], dict[str, Any] | None]:
        """For the id of a record of a list, the lists within that belong to it; None where one that is needed has no entry."""
        lists = [(one, self._rows(one, None, self.ledger)[0], self._tied[one.id]) for one in inner(self.paper, outer.id)]

        def of(id: int) -> dict[str, Any] | None:
            if any(one.needed and id not in tied for one, _, tied in lists):
                return None
            return {one.id: [self._told(kind, row) for row in self._ordered(kind, tied.get(id, []), one.order)]
                    for one, kind, tied in lists}
        return of

    # ── records ──────────────────────────────────────────────────────────────────────────────────

    def _rows(self, one: Records | Cross, subject: int | None, ledger: Ledger) -> tuple[Kind, list[_Row]]:
        """The rows of a list: those tied to the subject, or all that the ledger counts."""
        if one.on is None and ledger is not self.ledger:
            return self._counted(one, ledger)
        if one.id not in self._read:
            kind, rows = self._read[one.id] = self._counted(one, self.ledger)
            tied = self._tied[one.id] = defaultdict(list)
            for row in rows:
                for id in dict.fromkeys(_owners(row.record, one.on) if one.on else ()):
                    tied[id].append(row)
        kind, rows = self._read[one.id]
        return kind, rows if one.on is None or subject is None else self._tied[one.id].get(subject, [])

    def _counted(self, one: Records | Cross, ledger: Ledger) -> tuple[Kind, list[_Row]]:
        tree = one.tally
        assert isinstance(tree, formula.Tally)
        kind = self.office.catalogue.kind(tree.kind)
        counted = _from(one.since, ledger.period)
        amounts = dict(ledger.rows(ledger.reach(tree, counted)))
        if isinstance(one, Records) and one.last:
            amounts = {id: amounts[id] for id in self._newest(kind, ledger, tree, counted, one.last) if id in amounts}
        found = {record.id: record for record in self.office.some(kind.id, amounts)}
        return kind, [_Row(found[id], amount) for id, amount in amounts.items() if id in found]

    def _newest(self, kind: Kind, ledger: Ledger, tree: formula.Tally, days: Period, last: str) -> Collection[int]:
        """For everyone whom a blank names, the newest record of a kind, whatever its tests say of it."""
        everything = [id for id, _ in ledger.rows(ledger.reach(replace(tree, tests=()), days))]
        newest: dict[Any, Record] = {}
        for record in sorted(self.office.some(kind.id, everything), key=lambda record: (record.values["date"], record.id)):
            newest[record.values.get(last)] = record
        return [record.id for record in newest.values()]

    def _ordered(self, kind: Kind, rows: list[_Row], order: Sequence[str]) -> list[_Row]:
        rows = sorted(rows, key=lambda row: row.record.id)
        for name in reversed(order):
            rows.sort(key=self._by(kind, name), reverse=name.startswith("-"))
        return rows

    def _by(self, kind: Kind, name: str) -> Callable[[_Row], Any]:
        return lambda row: self._key(kind, row.record, name.removeprefix("-"))

    def _key(self, kind: Kind, record: Record, id: str) -> tuple[bool, Any]:
        """What records are put in order by: choices as they are declared, organisations as they were entered, blanks last."""
        id, _, inner = id.partition(".")
        value, blank = record.values.get(id), kind.known[id]
        if inner and isinstance(value, int):
            return False, self.people.home(value) if inner == BRANCH else str(self.people[value].get(inner, ""))
        if value in (None, "", ()):
            return True, 0
        if isinstance(blank, Choice):
            return False, list(blank.choices).index(value) if value in blank.choices else len(blank.choices)
        return False, value

    def _value(self, record: Record, name: str) -> Any:
        """What stands in a blank of a record, or what is known of whom it names."""
        id, _, inner = name.partition(".")
        value = record.values.get(id)
        return self.people[value].get(inner, "") if inner and isinstance(value, int) else value

    def _told(self, kind: Kind, row: _Row) -> dict[str, Any]:
        """A record as an entry: its blanks as a clerk reads them, and what it adds."""
        facts = shown(self.office, kind, row.record, self.people)
        if kind.shape == "person":
            facts[BRANCH] = self.people[row.record.id].get(BRANCH, "")
        if kind.shape == "item":
            facts |= _standing(row.record, self.ledger.period)
        return facts | {"amount": plain(row.amount)}

    def _grouped(self, kind: Kind, rows: list[_Row], group: str,
                 within: Callable[[int], dict[str, Any] | None]) -> list[dict[str, Any]]:
        """Entries under what they have in common, in the order of that."""
        groups: dict[str, list[dict[str, Any]]] = {}
        for row in sorted(rows, key=lambda row: self._key(kind, row.record, group)):
            if (of := within(row.record.id)) is None:
                continue
            entry = self._told(kind, row) | of
            groups.setdefault(_label(entry, group), []).append(entry)
        return [{"label": label, "rows": entries} for label, entries in groups.items()]

    # ── cross tables ─────────────────────────────────────────────────────────────────────────────

    def _crossed(self, one: Cross, kind: Kind, rows: list[_Row]) -> dict[str, Any]:
        """A cross table: heads, rows with a cell under each head, and what the columns come to."""
        heads = self._heads(kind, one, rows)
        lines: dict[Any, list[_Row]] = {}
        for row in sorted(rows, key=lambda row: self._key(kind, row.record, one.rows)):
            lines.setdefault(self._value(row.record, one.rows), []).append(row)
        found = [self._line(one, kind, heads, of) for of in lines.values()]
        for name in reversed(one.order):
            found.sort(key=self._of_line(kind, name), reverse=name.startswith("-"))
        ranks: dict[Fraction, int] = {}
        for at, line in enumerate(sorted(found, key=lambda line: -line.total), 1):
            ranks.setdefault(line.total, at)
        if one.first is not None:
            found = [line for line in found if ranks[line.total] <= one.first]
        whole = [row for line in found for row in line.rows]
        return {"heads": [label for _, label in heads], "total": plain(sum((row.amount for row in whole), Fraction())),
                "totals": self._cells(one, heads, whole), "rows": [line.facts | {"rank": ranks[line.total]} for line in found]}

    def _of_line(self, kind: Kind, name: str) -> Callable[[_Line], Any]:
        if name.removeprefix("-") == TOTAL:
            return lambda line: line.total
        by = self._by(kind, name)
        return lambda line: by(line.rows[0])

    def _line(self, one: Cross, kind: Kind, heads: Sequence[tuple[Any, str]], rows: list[_Row]) -> _Line:
        entry = self._told(kind, rows[0])
        total = sum((row.amount for row in rows), Fraction())
        plus = sum((row.amount for row in rows if row.amount > 0), Fraction())
        return _Line(rows, total, {
            one.rows: entry.get(one.rows), "label": _label(entry, one.rows), "cells": self._cells(one, heads, rows),
            "total": plain(total), "plus": plain(plus), "minus": plain(plus - total)})

    def _cells(self, one: Cross, heads: Sequence[tuple[Any, str]], rows: list[_Row]) -> list[str]:
        """What stands under each head: the sum, or the last date; nothing where there is no record."""
        cells = []
        for value, _ in heads:
            under = [row for row in rows if one.columns is None or self._value(row.record, one.columns) == value]
            if not under:
                cells.append("")
            elif one.cell == "date":
                cells.append(max(row.record.values["date"] for row in under).strftime("%Y.%m.%d"))
            else:
                cells.append(plain(sum((row.amount for row in under), Fraction())))
        return cells

    def _heads(self, kind: Kind, one: Cross, rows: list[_Row]) -> list[tuple[Any, str]]:
        """The heads of the columns: every choice that the tally lets through, or every value that there is."""
        if one.columns is None:
            return []
        blank = kind.known[one.columns.partition(".")[0]]
        if isinstance(blank, Choice):
            assert isinstance(one.tally, formula.Tally)
            tests = [test for test in one.tally.tests if test.field == one.columns]
            return [(id, label) for id, label in blank.choices.items() if all(_passes(id, test) for test in tests)]
        keys = {self._value(row.record, one.columns): self._key(kind, row.record, one.columns) for row in rows}
        return [(value, str(value) if "." in one.columns else blank.show(value, self.office.names))
                for value in sorted(keys, key=lambda value: keys[value])]

    # ── rhythms and numbers ──────────────────────────────────────────────────────────────────────

    def _owed(self, kind: Kind, ledger: Ledger) -> Iterator[dict[str, Any]]:
        """For each organisation what was due, stretch by stretch, and what was held for it."""
        assert kind.rhythm is not None
        today = min(date.today(), ledger.period.end)
        for course in courses(kind, ledger, ledger.connection):
            missed = set(course.missed(today))
            ids = {one.record for slot in course.slots for one in course.met[slot]}
            records = {record.id: record for record in self.office.some(kind.id, ids)}
            rows = []
            for slot in course.slots:
                met = course.met[slot]
                by = [course.filled[slot]] if not met and slot in course.filled else list(met)
                of = [records[one.record] for one in met if one.record in records]
                rows.append({"called": called(kind.rhythm, slot), "by": slot.by, "held": "、".join(long(one.date) for one in by),
                             "title": "；".join(filter(None, (str(one.values.get("title") or "") for one in of))),
                             "expected": _heads(of, *EXPECTED), "here": _heads(of, "present"),
                             "state": MISSED if slot in missed else HELD if by else AHEAD})
            yield {"label": course.name, "due": len(course.owed(today)), "held": sum(row["state"] == HELD for row in rows),
                   "missed": len(missed), "rows": rows}

    def _numbers(self, ledger: Ledger) -> Iterator[dict[str, Any]]:
        """Every figure under its chapter: its value, how it is counted, how many records stand behind it."""
        chapters: dict[str, list[dict[str, Any]]] = {}
        for value in ledger.values():
            assert value.figure is not None
            chapters.setdefault(value.figure.chapter.label if value.figure.chapter else "", []).append({
                "id": value.id, "label": value.label, "value": Worded.of(value), "how": value.because,
                "records": str(value.records), "stated": value.stated, "reason": ledger.reason(value.id)})
        yield from ({"label": label, "rows": rows} for label, rows in chapters.items())


@dataclass(frozen=True)
class _Line:
    """A row of a cross table."""

    rows: list[_Row]
    total: Fraction
    facts: dict[str, Any]


def plain(amount: Fraction) -> str:
    """An amount as a table shows it: whole, or with as many decimals as it needs."""
    if amount.denominator == 1:
        return number(amount, digits=0)
    return number(amount, digits=4).rstrip("0").rstrip(".")


def _from(since: str, period: Period) -> Period:
    """The days that a list counts: the period's own, all of its year up to its end, or all there ever were."""
    match since:
        case "year":
            return Period(date(period.end.year, 1, 1), period.end)
        case "ever":
            return Period(date.min, period.end)
    return period


def _label(entry: Mapping[str, Any], name: str) -> str:
    """What a row or a group is called: the text of a blank, of someone the name, or what is known of him."""
    first, _, inner = name.partition(".")
    value = entry[first]
    return str((value.get(inner or "name", "") if isinstance(value, Mapping) else value) or "")


def _passes(id: str, test: formula.Test) -> bool:
    """Whether a choice can stand in records that a test lets through."""
    match test.op:
        case "==":
            return id == test.value
        case "in":
            return isinstance(test.value, tuple) and id in test.value
        case "!=":
            return id != test.value
    return True


def _heads(records: Iterable[Record], *status: str) -> str:
    """How many stand so on the rolls of these; nothing where no roll was called."""
    rolls = [record.roll for record in records if record.roll]
    return str(sum(said in status for roll in rolls for said in roll.values())) if rolls else ""


def _owners(record: Record, on: str) -> Sequence[int]:
    """Whom a record belongs to by a blank, or by its roll."""
    if on == "roll":
        return [id for id, status in record.roll.items() if status == "present"]
    value = record.values.get(on)
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _standing(record: Record, period: Period) -> dict[str, bool]:
    """How a thing to be followed up stands on the last day of a period, or today while that lies ahead: closed, or over its time."""
    closed, due = record.values.get("closed"), record.values.get("due")
    done = closed is not None and closed <= period.end
    return {"done": done, "overdue": not done and due is not None and due < min(period.end, date.today())}
