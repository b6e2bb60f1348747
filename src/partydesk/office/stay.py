"""One program at an office's file from its opening to its closing: others know of it, and one window has the seat."""
from __future__ import annotations

import tempfile
from pathlib import Path

from .. import places
from ..records import file
from ..records.key import Key
from ..records.presence import Presence
from ..records.seat import Seat, seat_of


class Stay:
    """Present at the file; of an encrypted one (`key`) whatever is put down for a moment is put down in memory."""

    def __init__(self, path: Path, key: Key | None):
        self._path, self._key = path, key
        self._presence = Presence(path)
        self._seat: Seat | None = None
        if key is not None:                   # also what libraries put down: a sheet while it is made
            tempfile.tempdir = str(places.fleeting())

    def begin(self) -> None:
        """The office is open: from now on its file is not closed by whoever looks at it."""
        file.entered(self._path)

    def sit(self, call: str) -> str:
        """Take the seat of the one window, who can be spoken to at `call`; where another has it, why this one can only look."""
        if self._seat is not None:
            return ""
        self._seat = Seat(seat_of(self._path), call)
        return "" if self._seat.free else f"{self._seat.by.says}正开着它，这里只能看；要录入，请先在那边关闭"

    def stand_up(self) -> None:
        """Let the next window have the seat."""
        if self._seat is not None:
            self._seat.leave()

    def end(self) -> None:
        """Nobody here has the file open any more, nor a copy of anything in it that is sealed there."""
        self.stand_up()
        if self._key is not None:
            from .attachments import forget_copies
            forget_copies(self._key)
            tempfile.tempdir = None           # as the system has it
        self._presence.end()
        file.left(self._path)
