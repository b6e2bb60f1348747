"""What others have done to the office since it was last asked: other desks of a server, another program on a file.

A desk asks every few seconds; what it hears is announced like a write of its own, so that all that is in sight follows.
"""
from __future__ import annotations

from ..records import reached
from ..records.tables import KEYED, SHAPES
from .office import Office

EVERY = 3.0
"""Seconds from one look to the next: with the look itself, others' work is seen within five."""


class Watch:
    """One desk's eye on what others write. Used from one thread at a time."""

    def __init__(self, office: Office):
        self._office = office
        with office.reading() as connection:
            self._seen = reached.reached(connection)

    def look(self) -> frozenset[str]:
        """The kinds and tables that others touched since the last look, announced before this returns; `Lost` where
        the server cannot be asked, and then nothing is missed: the next look goes on from the last that succeeded.
        """
        with self._office.reading() as connection:
            now = reached.reached(connection)
            lines = reached.beyond(connection, self._seen, now)
            own = self._office.written({line.step for line in lines})
            theirs = [line for line in lines if line.step not in own]
            touched = {line.place for line in theirs if line.place in KEYED}
            for shape in SHAPES:
                if uids := sorted({line.row for line in theirs if line.place == shape}):
                    touched |= reached.kinds(connection, shape, uids)
        self._seen = now
        if touched:
            self._office.hear(frozenset(touched))
        return frozenset(touched)
