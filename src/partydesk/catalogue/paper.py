"""A paper: the words of a document that the office issues, and what one copy of it is made for."""
from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from .fields import Declared, Id, Words, declared
from .series import Series

if TYPE_CHECKING:
    from .formula import Both, Tally

SUMMARY = "summary"
"""The tab of papers that speak of a period as a whole: they have chapters, are traced and are closed."""


@declared
class Chapter(Declared):
    """A part of a paper that the clerk writes, kept for each period."""

    id: Id
    label: str
    hint: str = ""


@declared
class Paper(Declared):
    """A template: `scope` says what one copy is for, `each` (a tally) or `kind` for whom or for which records.

    With `roll` it is made of one record of any kind that has a roll, from the form of that record. `turned` papers are
    on their side.
    """

    id: Id
    label: Words
    scope: Literal["period", "record", "person", "body"] = "period"       # `for` in the file
    kind: Id | None = None
    each: str = ""
    roll: bool = False
    tab: Id = SUMMARY
    order: int = 100
    hint: str = ""                           # what it is for: said where papers are chosen
    turned: bool = False
    chapters: tuple[Chapter, ...] = ()
    lists: tuple[Series, ...] = ()           # `[[list]]` in the file
    template: str = ""                       # the office's own Word file instead of words: the hash of its content
    words: str = ""

    @property
    def summary(self) -> bool:
        """Whether it is written, traced and closed on the summary's desk."""
        return self.scope == "period" and self.tab == SUMMARY and not self.template

    @cached_property
    def tally(self) -> Tally | Both | None:
        """Whom or what copies are made for; None for a paper of a period or of one meeting."""
        from .formula import Both, FormulaError, Tally, parse
        if not self.each:
            return Tally("count", self.kind) if self.kind else None
        tree = parse(self.each)
        if not isinstance(tree, Tally | Both):
            raise FormulaError(f"each 要由一次计数数出，如 standing(staff)，现为“{self.each}”")
        return tree
