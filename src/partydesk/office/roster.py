"""The people of the office as papers speak of them: what stands in the roster about someone, and where that leads."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from ..catalogue.fields import Choice, Link, Linked
from ..catalogue.kind import Kind
from ..records.record import Record
from . import minutes
from .office import Office


class Roster:
    """People, and the organisations they belong to; each kind is read when it is first asked for."""

    def __init__(self, office: Office):
        self._office = office
        self._of: dict[str, dict[int, tuple[Kind, Record]]] = {}

    def one(self, shape: str, id: int) -> tuple[Kind, Record] | None:
        """A person or an organisation, and its kind."""
        if shape not in self._of:
            self._of[shape] = {one.id: (kind, one) for kind in self._office.catalogue.kinds.values() if kind.shape == shape
                               for one in self._office.records(kind.id)}
        return self._of[shape].get(id)

    def value(self, person: int, blank: str) -> Any:
        """What stands in a blank of someone's entry; nothing where there is no such blank."""
        found = self.one("person", person)
        return None if found is None else found[1].values.get(blank)

    def way(self, person: int, path: str, day: date) -> tuple[int | None, str]:
        """Whom a way through the roster leads to (`section.leader`: the leader of the section); or nobody, and why."""
        shape: Linked = "person"
        at = person
        for step in path.split("."):
            found = self.one(shape, at)
            link = found[0].known.get(step) if found else None
            if found is None or not isinstance(link, Link):
                return None, f"“{step}”走不通"
            to = found[1].values.get(step)
            if to is None:
                called = self._office.names.name(shape, at)
                return None, f"{called}没有填“{link.label}”"
            shape, at = link.to, to
        if shape != "person":
            return None, f"“{path}”找到的不是人"
        until = self.value(at, "until")
        if self.one("person", at) is None or until is not None and until < day:
            return None, f"{self._office.names.name('person', at)}已不在名册"
        return at, ""

    @cached_property
    def _tops(self) -> dict[int, int]:
        return minutes.tops(self._office)

    def branch(self, person: int) -> str:
        """The branch of someone, be it by way of a party group; or else the organisation that stands in his entry."""
        body = self.value(person, "body")
        return self._office.names.name("body", self._tops.get(body, body)) if body is not None else ""

    def homes(self, person: int) -> tuple[str, ...]:
        """Every organisation that someone belongs to, the nearest first: group, branch, committee, and his section."""
        found = self.one("person", person)
        if found is None:
            return ()
        kind, entry = found
        bodies = [entry.values.get(id) for id, blank in kind.known.items() if isinstance(blank, Link) and blank.to == "body"]
        return tuple(dict.fromkeys(name for body in bodies if body is not None for name in self.chain(body)))

    def chain(self, body: int) -> Iterable[str]:
        """An organisation and all above it."""
        seen: set[int] = set()
        at: int | None = body
        while at is not None and at not in seen and (found := self.one("body", at)) is not None:
            seen.add(at)
            yield str(found[1].values["name"])
            at = found[1].values.get("parent")

    def traits(self, shape: str, id: int) -> dict[str, str]:
        """What was chosen in someone's entry, as it is shown: 责任层级 → 班子成员."""
        found = self.one(shape, id)
        return {} if found is None else chosen(*found)


def chosen(kind: Kind, record: Record) -> dict[str, str]:
    """What was chosen in a record, by the label of its blank."""
    return {blank.label: blank.choices[code] for id, blank in kind.blanks.items()
            if isinstance(blank, Choice) and (code := record.values.get(id)) in blank.choices}
