"""A roll while it is taken (签到): everyone expected is present, and the clerk names only the exceptions."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..catalogue.shapes import ROLL
from .office import Expected
from .spelling import find

PRESENT, LEAVE, ABSENT, EXCLUDED, GUEST = "present", "leave", "absent", "excluded", "guest"
LABELS = ROLL


@dataclass(frozen=True)
class Counts:
    """What a roll comes to, in people."""

    due: int
    present: int
    leave: int
    absent: int
    excluded: int
    guest: int

    def __str__(self) -> str:
        text = f"应到{self.due}　实到{self.present}　请假{self.leave}　缺席{self.absent}"
        text += f"　列席{self.guest}" if self.guest else ""
        return text + (f"　不计应到{self.excluded}" if self.excluded else "")


class Roll:
    """Who is expected, who else may be named, and how each stands.

    `statuses` (person id → status) is what `Office.save` takes. Whoever becomes expected is present until marked
    otherwise; whoever is no longer expected leaves the roll, guests stay. Where people are `invited` one by one (a
    talk, a visit), nobody is on the roll until named, and naming someone means that he is there.
    """

    def __init__(self, everyone: Iterable[Expected] = (), kept: Mapping[int, str] | None = None, *,
                 invited: bool = False):
        self.invited = invited
        self._everyone = {one.id: one for one in everyone}
        self._expected: dict[int, Expected] = {}
        self._statuses: dict[int, str] = dict(kept or {})

    @property
    def statuses(self) -> dict[int, str]:
        return dict(self._statuses)

    @property
    def usual(self) -> str:
        """How someone stands who is merely named."""
        return PRESENT if self.invited else LEAVE

    @property
    def exceptions(self) -> list[tuple[Expected, str]]:
        """All who had to be named, in the order in which they were marked: the absent, or, of the invited, everyone."""
        return [(self._known(id), status) for id, status in self._statuses.items()
                if self.invited or status != PRESENT]

    @property
    def here(self) -> list[Expected]:
        """All who are present, in the order of the roster."""
        return sorted((self._known(id) for id, status in self._statuses.items() if status == PRESENT),
                      key=lambda one: one.id)

    @property
    def counts(self) -> Counts:
        of = dict.fromkeys(LABELS, 0)
        for status in self._statuses.values():
            of[status] = of.get(status, 0) + 1
        return Counts(of[PRESENT] + of[LEAVE] + of[ABSENT], of[PRESENT], of[LEAVE], of[ABSENT], of[EXCLUDED], of[GUEST])

    def known(self, expected: Iterable[Expected]) -> None:
        """Who would be expected, beside a roll that is kept already: nobody's status changes."""
        self._expected = {one.id: one for one in expected}

    def expect(self, expected: Iterable[Expected]) -> None:
        """Other bodies hold the meeting, or it is on another day: who ought to be there now."""
        self.known(expected)
        for id in [id for id, status in self._statuses.items() if id not in self._expected and status != GUEST]:
            del self._statuses[id]
        for id in self._expected:
            if self._statuses.get(id) == GUEST or not self.invited and id not in self._statuses:
                self._statuses[id] = PRESENT

    def mark(self, id: int, status: str) -> str:
        """How someone stands; a visitor who is present is a guest. Returns the status kept."""
        if status == PRESENT and id not in self._expected and self._expected:
            status = GUEST
        self._statuses.pop(id, None)          # to the end: the latest mark stands last
        self._statuses[id] = status
        return status

    def unmark(self, id: int) -> None:
        """As if never marked: present if expected, else not on the roll."""
        self._statuses.pop(id, None)
        if id in self._expected and not self.invited:
            self._statuses[id] = PRESENT

    def find(self, typed: str, most: int = 12) -> list[Expected]:
        """Whom the typed text may mean: the expected first, then everyone else in the book."""
        found = find(self._expected.values(), typed, most)
        if len(found) < most:
            others = (one for id, one in self._everyone.items() if id not in self._expected)
            found += find(others, typed, most - len(found))
        return found

    def read(self, typed: str) -> tuple[list[Expected], list[str]]:
        """Several names at once (`zs ls、王五`): those that can only mean one person, and the words that cannot."""
        sure: list[Expected] = []
        unsure: list[str] = []
        for word in filter(None, re.split(r"[\s、,，;；]+", typed)):
            found = find(self._expected.values(), word, 2) or self.find(word, 2)
            exact = [one for one in found if word.lower() in (one.name, one.initials, one.pinyin)]
            if len(found) == 1 or len(exact) == 1:
                sure.append((exact or found)[0])
            else:
                unsure.append(word)
        return sure, unsure

    def is_expected(self, id: int) -> bool:
        return id in self._expected

    def _known(self, id: int) -> Expected:
        return self._expected.get(id) or self._everyone.get(id) or Expected(id, f"（编号 {id}）", "", "", None)
