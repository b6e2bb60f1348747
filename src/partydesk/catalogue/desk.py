"""The tabs of the desk, their names and order; a kind says which tab it stands on."""
from __future__ import annotations

from .fields import Declared, Id, declared
from .figure import FigureId


@declared
class Tab(Declared):
    """One tab of the window."""

    id: Id
    label: str
    hint: str = ""
    shows: tuple[FigureId, ...] = ()          # drawn beside last year's on the first tab
