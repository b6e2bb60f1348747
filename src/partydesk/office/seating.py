"""Which window has an office, and where it can be spoken to: asked before a second one is opened."""
from __future__ import annotations

from pathlib import Path

from .. import places
from ..records import server
from ..records.seat import Seat, Sitter, seat_of, sitter

__all__ = ["Seat", "Sitter", "elsewhere", "first", "front"]


def elsewhere(place: str) -> Sitter | None:
    """Another window of this person on this computer that has the office open."""
    if not place or server.is_url(place):
        return None
    found = sitter(seat_of(Path(place)))
    return found if found is not None and found.known and not found.mine else None


def front() -> Sitter | None:
    """The window of this person that was opened first, whatever it shows."""
    found = sitter(_front())
    return found if found is not None and found.known and not found.mine else None


def first(call: str) -> Seat:
    """The seat of the window that is opened first; others of this person go on without it."""
    return Seat(_front(), call)


def _front() -> Path:
    return places.own() / "first.window"
