"""What only the window knows, handed in by it; from the command line there is no window, and less is known."""
from __future__ import annotations

from dataclasses import dataclass, field

from ..input_method import Chosen


@dataclass(frozen=True)
class Screen:
    """A screen in its own pixels, and how much larger than 96 to the inch things are drawn on it."""

    width: int
    height: int
    scale: float = 1.0


@dataclass(frozen=True)
class Seen:
    """`face` draws the words of the window; `lacking` are the characters of a sample that it, and all that help it, cannot draw.

    `own`: it is the program's. `typing` is None where the system itself sees to typing. `printers`: the usual one first.
    """

    screens: tuple[Screen, ...]
    face: str
    own: bool
    lacking: str
    printers: tuple[str, ...]
    usual: bool
    library: str
    typing: Chosen | None = None
    sample: str = field(default="", repr=False)
