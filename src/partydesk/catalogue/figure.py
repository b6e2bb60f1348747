"""A figure: one number of the summary, with its id for ever, its label for this year, and its definition."""
from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from .fields import Declared, Only, Words, declared, well_named, within

if TYPE_CHECKING:
    from .formula import Formula


def well_named_figure(id: str) -> bool:
    """Two or more names with dots between: study.sessions."""
    return "." in id and len(id) <= 80 and all(map(well_named, id.split(".")))


FigureId = Annotated[str, Only(well_named_figure, "“{}”不是合格的编号：形如 study.sessions，小写英文，中间用点隔开")]


@declared
class Chapter(Declared):
    """The part of the summary that a file of figures belongs to, and the tab it is listed under."""

    label: str
    tab: str


@declared
class Figure(Declared):
    """One declared figure; `is` is the whole definition.

    `about` shows a round number with 余; `claim` is the word for a share of exactly one (全部, 全覆盖);
    `relative` says on purpose that the growth of a rate is meant relatively (%), not as a difference (个百分点).
    """

    id: FigureId
    label: Words
    definition: Words                         # `is` in the file
    unit: str = ""
    digits: Annotated[int, within(0, 4)] = 0
    about: Annotated[int, within(0, 10**9)] = 0
    claim: str = ""
    relative: bool = False
    note: str = ""                            # how the reference's loose wording was settled, and why
    was: tuple[FigureId, ...] = ()
    retired: int | None = None
    chapter: Chapter | None = None

    @cached_property
    def formula(self) -> Formula:
        from .formula import parse  # no figure is counted for the first window
        return parse(self.definition)
