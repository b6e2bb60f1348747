"""The figure language a second time, in plain Python over the same records: the slow and obvious way."""
from __future__ import annotations

import operator
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from partydesk.catalogue.fields import Date
from partydesk.catalogue.formula import Both, Tally, Test
from partydesk.catalogue.kind import Kind
from partydesk.catalogue.period import Period
from partydesk.records.record import Record

OPS = {"==": operator.eq, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def age(born: Any, on: Any) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class Plain:
    """All records of a small office, as lists."""

    def __init__(self, kinds: dict[str, Kind], records: Iterable[Record], scope: set[int] | None):
        self.kinds, self.all, self.scope = kinds, list(records), scope
        self.homes = {record.id: record.values["body"] for record in self.all if record.kind == "staff"}

    def value(self, tally: Tally | Both, period: Period) -> Fraction | None:
        if isinstance(tally, Both):
            return Fraction(len(self.people(tally.left, period) & self.people(tally.right, period)))
        found = self.these(tally, period)
        match tally.verb:
            case "count":
                return Fraction(sum(int(record.values.get("times") or 1) for record in found))
            case "standing":
                return Fraction(len(found))
            case "held":
                return Fraction(sum(int(record.values.get("times") or 1) * len(self.mine(record.values["bodies"]))
                                    for record in found))
            case "heads":
                return Fraction(sum(len(self.present(record)) + self.heads(record)
                                    for record in self.these(tally, period, scoped=False)))
            case "people" | "top":
                return Fraction(len(self.people(tally, period)))
            case "units":
                return Fraction(len({body for record in self.these(tally, period, scoped=False)
                                     for body in self.mine(self.bodies(record))}))
        values = [Fraction(record.values[tally.field]) for record in found if record.values[tally.field] is not None]
        if not values:
            return None
        if tally.verb == "latest":
            last = max((record for record in found if record.values[tally.field] is not None),
                       key=lambda record: (record.values["date"], record.id))
            return Fraction(last.values[tally.field])
        return sum(values) / len(values) if tally.verb == "mean" else Fraction(sum(values))

    def heads(self, record: Record) -> int:
        """A head-count without a roll: of the office, or of a scope that held the activity alone."""
        bodies = record.values["bodies"]
        alone = self.scope is None or bool(bodies) and all(body in self.scope for body in bodies)
        return int(record.values.get("heads") or 0) if alone else 0

    def bodies(self, record: Record) -> tuple[int, ...]:
        if "bodies" in record.values:
            return tuple(record.values["bodies"])
        body = record.id if record.kind == "branch" else record.values.get("body")
        return () if body is None else (body,)

    def mine(self, bodies: Iterable[int]) -> set[int]:
        return {body for body in bodies if self.scope is None or body in self.scope}

    def present(self, record: Record) -> set[int]:
        return {person for person, status in record.roll.items() if status == "present" and self.ours(person)}

    def ours(self, person: int) -> bool:
        return self.scope is None or self.homes[person] in self.scope

    def people(self, tally: Tally, period: Period) -> set[int]:
        found = self.these(tally, period, scoped=tally.verb == "top" or self.kinds[tally.kind].shape == "person")
        if tally.verb == "top":
            sums: dict[int, Fraction] = {}
            for record in found:
                if record.values["person"] is not None:
                    each = record.values[tally.field]
                    sums[record.values["person"]] = sums.get(record.values["person"], Fraction(0)) + Fraction(each or 0)
            return {person for person, score in sums.items()
                    if sum(other > score for other in sums.values()) < (tally.first or 0)}
        match self.kinds[tally.kind].shape:
            case "person":
                return {record.id for record in found}
            case "activity":
                return {person for record in found for person in self.present(record)}
        blank = "owner" if self.kinds[tally.kind].shape == "item" else "person"
        return {record.values[blank] for record in found
                if record.values[blank] is not None and self.ours(record.values[blank])}

    def these(self, tally: Tally, period: Period, scoped: bool = True) -> list[Record]:
        kind = self.kinds[tally.kind]
        return [record for record in self.all if record.kind == kind.id and self.during(tally, kind, record, period)
                and all(self.holds(kind, record, test, period) for test in tally.tests)
                and (not scoped or self.within(kind, record, tally.verb == "standing"))]

    def within(self, kind: Kind, record: Record, standing: bool = False) -> bool:
        if self.scope is None:
            return True
        if kind.shape == "person":
            return self.ours(record.id)
        if kind.shape == "activity":
            return bool(self.mine(self.bodies(record)) or self.present(record))
        if kind.shape == "body" or self.bodies(record):
            return bool(self.mine(self.bodies(record)))
        person = record.values.get("owner" if kind.shape == "item" else "person")
        return standing if person is None else self.ours(person)

    def during(self, tally: Tally, kind: Kind, record: Record, period: Period) -> bool:
        began, ceased = record.values[kind.of.began], record.values.get(kind.of.ceased or "")
        if tally.verb != "standing" and kind.shape not in ("person", "body"):
            return began in period
        if began is not None and began > period.end:
            return False
        return ceased is None or ceased > period.end or ceased == period.end and kind.shape != "item"

    def holds(self, kind: Kind, record: Record, test: Test, period: Period) -> bool:
        value = record.values.get(test.field)
        if test.field == "done":
            value = record.values["closed"] is not None and record.values["closed"] <= period.end
        if test.field == "age" and record.values["born"] is not None:
            value = age(record.values["born"], period.end)
        if isinstance(kind.known[test.field], Date) and isinstance(test.value, str):
            test = Test(test.field, test.op, date.fromisoformat(test.value))       # type: ignore[arg-type]
        if test.op == "in":
            return isinstance(test.value, tuple) and value in test.value and value is not None
        if test.op == "!=":
            return bool(value != test.value)
        if value is None or test.value is None:
            return value is None and test.value is None
        return bool(OPS[test.op](value, test.value))
