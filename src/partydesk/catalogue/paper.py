"""A paper: the words of a document that the office issues, and what one copy of it is made for."""
from __future__ import annotations

from typing import Literal

from .fields import Declared, Id, Words, declared


@declared
class Chapter(Declared):
    """A part of a paper that the clerk writes, kept for each period."""

    id: Id
    label: str
    hint: str = ""


@declared
class Paper(Declared):
    """A template: `scope` says what one copy is for; `kind` names the records or people that copies are made for.

    With `roll` it is made of one record of any kind that has a roll, from the form of that record.
    """

    id: Id
    label: Words
    scope: Literal["period", "record"] = "period"       # `for` in the file
    kind: Id | None = None
    roll: bool = False
    chapters: tuple[Chapter, ...] = ()
    words: str = ""
