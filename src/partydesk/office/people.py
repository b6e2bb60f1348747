"""Records as facts of a paper: what each blank reads, and of people what is known of them."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..catalogue import shapes
from ..catalogue.catalogue import Catalogue
from ..catalogue.fields import Blank, Link, Text
from ..catalogue.kind import Kind
from ..records.record import Record
from . import minutes

if TYPE_CHECKING:
    from .office import Office

BRANCH = "branch"
"""The fact that says in which branch someone is who belongs to a group of it."""
ROLL, STANDING, REASON = "roll", "standing", "reason"
"""The fact that a record's roll is, and what is known of each on it besides himself: 到会 or 请假, and why."""


class People(Mapping[int, Mapping[str, Any]]):
    """Everyone of an office as groups of facts, by id; read when first asked for. Of nobody every fact is empty."""

    def __init__(self, office: Office):
        self._office = office
        self._known: dict[int, Mapping[str, Any]] | None = None
        self._homes: dict[int, int] = {}

    def home(self, id: int) -> int:
        """The branch of someone, 0 where there is none: what branches are put in order by."""
        self._all()
        return self._homes.get(id, 0)

    def __getitem__(self, id: int) -> Mapping[str, Any]:
        return self._all().get(id) or self.nobody

    def __iter__(self) -> Iterator[int]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[int, Mapping[str, Any]]:
        if self._known is None:
            office, tops = self._office, minutes.tops(self._office)
            self._known = {}
            for kind in kinds(office.catalogue):
                for record in office.records(kind.id):
                    home = record.values.get("body")
                    self._homes[record.id] = tops.get(home, home) if home is not None else 0
                    branch = office.names.name("body", self._homes[record.id]) if home is not None else ""
                    self._known[record.id] = shown(office, kind, record) | {BRANCH: branch}
        return self._known

    @cached_property
    def nobody(self) -> Mapping[str, Any]:
        """What stands where no person is named."""
        return dict.fromkeys(self.names_for(self._office.catalogue), "")

    @staticmethod
    def names_for(catalogue: Catalogue) -> set[str]:
        """What may be asked of someone."""
        return {BRANCH, *(id for kind in kinds(catalogue) for id, blank in kind.known.items() if not blank.derived)}


def on_roll(record: Record, people: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Everyone on the roll of a record, in the order of the roster."""
    return [{**people[id], STANDING: shapes.ROLL.get(status, status), REASON: record.reasons.get(id, "")}
            for id, status in sorted(record.roll.items())]


def kinds(catalogue: Catalogue) -> list[Kind]:
    """The kinds of people."""
    return [kind for kind in catalogue.kinds.values() if kind.shape == "person"]


def shown(office: Office, kind: Kind, record: Record, people: Mapping[int, Mapping[str, Any]] | None = None) -> dict[str, Any]:
    """A record by blank id, as documents write it; where `people` are given, someone it points at is a group of facts."""
    names = office.names
    facts: dict[str, Any] = {}
    for id, blank in kind.known.items():
        if blank.derived:
            continue
        value = record.values.get(id)
        if people is not None and isinstance(blank, Link) and blank.to == "person" and not blank.many:
            facts[id] = people[value or 0]
        else:
            facts[id] = _fact(blank, value, blank.show(value, names))
    return facts


def long(day: date) -> str:
    """A date as documents write it: Arabic digits, full year, no leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _fact(blank: Blank, value: Any, said: str) -> str | list[str]:
    if isinstance(value, date):
        return long(value)
    if isinstance(blank, Text) and blank.lines > 1:
        return [line.strip() for line in said.splitlines() if line.strip()]
    return said
