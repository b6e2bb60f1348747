"""What links can point at: people, organisations, records, found by name or by letters."""
from __future__ import annotations

from typing import Any

from ..catalogue.fields import Linked
from ..office import Office


class Supply:
    """What links can point at, asked of the office once and kept until a change is announced."""

    def __init__(self, office: Office):
        self.office = office
        self._offered: dict[Linked, list[Any]] = {}

    def of(self, to: Linked) -> list[Any]:
        if to not in self._offered:
            from ..office.spelling import offered
            self._offered[to] = offered(self.office, to)
        return self._offered[to]

    def forget(self) -> None:
        self._offered.clear()

    def find(self, to: Linked, typed: str, most: int = 12) -> list[tuple[int, str]]:
        from ..office.spelling import find
        among = self.of(to)
        found = find(among, typed, most) if typed.strip() else among[:60]
        return [(one.id, one.called) for one in found]
