"""What can go wrong, in three kinds: what the clerk can mend, what the world did, and our own mistakes.

`Refusal` and `Trouble` carry a Chinese sentence fit to be shown as it is. Anything else that is raised is a bug.
"""
from __future__ import annotations

from collections.abc import Mapping


class Refusal(ValueError):
    """The clerk can put this right; the message says what is wrong, where, and what is allowed."""


class Refusals(Refusal):
    """Everything wrong with one record, by field id, so that each can be said beside its blank."""

    def __init__(self, by_field: Mapping[str, str], where: str = ""):
        super().__init__(where + "；".join(by_field.values()))
        self.by_field = dict(by_field)


class NoGlyph(Refusal):
    """A PDF was about to be written with characters that no typeface has; the clerk may want it all the same."""


class Moved(Refusal):
    """What was to be changed has been changed by somebody else since it was read: nothing is written over unseen."""


class Gone(Moved):
    """What was to be changed has been removed by somebody else since it was read."""


class PasswordWanted(Refusal):
    """The server wants a password, or another one."""


class Trouble(Exception):
    """The world is at fault (a file open elsewhere, a full disk, a locked database); the message says what to try."""


class Lost(Trouble):
    """The server cannot be reached, or broke off: nothing was saved, and it may be there again in a moment."""
