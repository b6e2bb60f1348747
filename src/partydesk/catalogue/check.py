"""What must agree with what (校核): the closed set of checks that forms/checks.toml may declare."""
from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from .fields import FILLED, Declared, Id, Only, Words, declared, well_named, within
from .figure import FigureId

if TYPE_CHECKING:
    from .formula import Comparison


def well_named_check(id: str) -> bool:
    """One name, or several with dots between."""
    return all(map(well_named, id.split(".")))


CheckId = Annotated[str, Only(well_named_check, "“{}”不是合格的编号：小写英文，中间可用点隔开")]


@declared
class _Check(Declared):
    id: CheckId
    says: Words                               # what the rule is, in words a clerk would accept
    level: Literal["error", "notice"] = "error"
    mend: str = ""                            # what to do about it


@declared
class Must(_Check):
    """A relation between figures that always holds: parts and wholes, 人次 ≥ 人."""

    type: Literal["must"] = "must"
    must: str

    @cached_property
    def comparison(self) -> Comparison:
        from .formula import parse_comparison
        return parse_comparison(self.must)


@declared
class Attainable(_Check):
    """A percentage that whole things can reach: 70% of 28 is not, whatever is counted."""

    type: Literal["attainable"]
    figure: FigureId
    of: Annotated[tuple[FigureId, ...], FILLED]


@declared
class Visits(_Check):
    """人次 are everyone every time: over several events they are far more than the people."""

    type: Literal["visits"]
    figure: FigureId
    events: str
    people: str


@declared
class RateChange(_Check):
    """The change of a rate is a difference in 个百分点, unless a relative growth is meant and said."""

    type: Literal["rate_change"]
    figure: FigureId


@declared
class Apart(_Check):
    """Two figures that must not count the same records, so that a reader may add them up."""

    type: Literal["apart"]
    figures: tuple[FigureId, FigureId]


@declared
class Rhythm(_Check):
    """What was held against what was due, for a kind with a rhythm; `figure` is how the summary prints it."""

    type: Literal["rhythm"]
    kind: Id
    figure: FigureId | None = None


@declared
class Jump(_Check):
    """A figure that moved by more than `over` against the same period a year earlier needs a written reason."""

    type: Literal["jump"]
    over: Annotated[float, within(0.01, 1000)]
    least: int = 0                            # amounts smaller than this in both periods are let pass


Check = Must | Attainable | Visits | RateChange | Apart | Rhythm | Jump
