"""The roll on a form: who ought to be there, asked once the day and the bodies can be read; and how it is kept and put back."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial

from ..catalogue.kind import Kind
from ..errors import Refusal
from ..office import Office
from ..office import roll as rolls
from ..office.again import Start
from ..office.expected import Expected, everyone, expected
from .sheet import Sheet

Marks = Mapping[int, str]


class RollCall:
    """Of one sheet. Where that has no roll, there is nothing to do."""

    def __init__(self, office: Office, kind: Kind, sheet: Sheet):
        self._office, self._kind, self._sheet, self._panel = office, kind, sheet, sheet.roll
        self._known: tuple[date, tuple[int, ...]] | None = None      # of which day and bodies it is known who ought to be there
        if self._panel is not None:
            self._panel.explain(partial(rolls.nobody, office.catalogue, kind))

    def start(self, kept: Marks, reasons: Marks, *, new: bool) -> None:
        """The roll of a record as it is stored; of a new one all who ought to be there are."""
        if self._panel is not None:
            self._begin(kept, reasons)
            self._expect(anew=new)

    def give(self, start: Start) -> None:
        """Everyone who ought to be there is; some of them as it was another time."""
        if (panel := self._panel) is None:
            return
        self._expect(anew=True)
        for person, status in start.roll.items():
            if panel.roll.is_expected(person):
                panel.roll.mark(person, status, start.reasons.get(person))
        panel.refresh()

    def edited(self, id: str) -> None:
        """A blank was typed in: others may be expected now, or more have come without a name."""
        if (panel := self._panel) is None:
            return
        if id in ("date", "bodies"):
            self._expect(anew=True)
            panel.refresh()
        elif id == "heads":
            try:
                panel.unnamed = int(self._sheet.editors["heads"].value() or 0)
            except Refusal:
                return
            panel.refresh()

    # ── as it is kept ────────────────────────────────────────────────────────────────────────────

    def marks(self) -> tuple[Marks, Marks] | tuple[None, None]:
        """How everyone stands, and why; as it is to be stored."""
        return (self._panel.roll.statuses, self._panel.roll.reasons) if self._panel is not None else (None, None)

    def draft(self) -> dict[str, dict[str, str]]:
        """The same, as JSON."""
        if self._panel is None:
            return {"roll": {}, "reasons": {}}
        return {"roll": self._panel.draft(), "reasons": {str(id): why for id, why in self._panel.roll.reasons.items()}}

    def take(self, statuses: Mapping[str, str], reasons: Mapping[str, str]) -> None:
        """Put back what `draft` gave."""
        if self._panel is None:
            return
        standing = self._expected()
        self._begin({int(id): status for id, status in statuses.items()}, {int(id): why for id, why in reasons.items()})
        if standing is not None:
            self._panel.expect(standing, anew=False)

    def settle(self) -> bool:
        """Take what still stands in the box; whether nothing is left in it."""
        return self._panel is None or self._panel.settle()

    def refresh(self) -> None:
        """Show it as it stands."""
        if self._panel is not None:
            self._panel.refresh()

    # ── who ought to be there ────────────────────────────────────────────────────────────────────

    def _begin(self, kept: Marks, reasons: Marks) -> None:
        assert self._panel is not None
        names = self._office.names
        people = everyone(self._office)
        homes = {one.body: names.name("body", one.body) for one in people if one.body}
        self._panel.start(people, homes, kept, reasons, invited=self._kind.invited, outsiders=self._kind.outsiders is not None)
        self._known = None

    def _expect(self, *, anew: bool) -> None:
        """Ask who ought to be there, once the day and the bodies can be read."""
        if self._panel is not None and (standing := self._expected()) is not None:
            self._panel.expect(standing, anew=anew)

    def _expected(self) -> list[Expected] | None:
        """Who ought to be there; None where that cannot be said yet, or is known already."""
        try:
            day, bodies = self._sheet.day_and_bodies()
        except Refusal:
            return None
        if day is None or (day, bodies) == self._known:
            return None
        self._known = day, bodies
        return expected(self._office, self._kind.id, bodies, day)
