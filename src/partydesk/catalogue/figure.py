"""A figure: one number of the summary, with its id for ever, its label for this year, and its definition."""
from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field as Meta

from . import formula
from .fields import Declared

FigureId = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$", max_length=80)]


class Chapter(Declared):
    """The part of the summary that a file of figures belongs to, and the tab it is listed under."""

    label: str
    tab: str


class Figure(Declared):
    """One declared figure; `is` is the whole definition.

    `about` shows a round number with 余; `claim` is the word for a share of exactly one (全部, 全覆盖);
    `relative` says on purpose that the growth of a rate is meant relatively (%), not as a difference (个百分点).
    """

    id: FigureId
    label: str = Meta(min_length=1)
    definition: str = Meta(alias="is", min_length=1)
    unit: str = ""
    digits: int = Meta(0, ge=0, le=4)
    about: int = Meta(0, ge=0)
    claim: str = ""
    relative: bool = False
    note: str = ""                            # how the reference's loose wording was settled, and why
    was: tuple[FigureId, ...] = ()
    retired: int | None = None
    chapter: Chapter | None = None

    @cached_property
    def formula(self) -> formula.Formula:
        return formula.parse(self.definition)
