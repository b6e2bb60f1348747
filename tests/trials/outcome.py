"""What a trial came to."""
from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Outcome:
    """How often something was tried, what failed (a Chinese sentence each), and the figures to be told, by their names.

    `done` counts only what was really tried: a trial that gave up half-way says so in `failures`.
    """

    done: int
    failures: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)


class Untried(Exception):
    """This computer lacks what the trial needs (a server, a tracer); the message says what, in Chinese."""
