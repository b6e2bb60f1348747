"""What is wrong with a form: where, what, and what would be right, in Chinese."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import Refusal


@dataclass(frozen=True)
class Problem:
    """One thing to mend in the office's vocabulary."""

    where: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.where}：{self.what}" + (f"（{self.hint}）" if self.hint else "")


class CatalogueError(Refusal):
    """The forms cannot be used; carries every problem found, not just the first."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def nearest(wrong: str, known: Iterable[str]) -> str:
    """“您是不是要写 …”, where something known looks like it."""
    from difflib import get_close_matches  # only needed where something is wrong
    near = get_close_matches(wrong, list(known), 3, 0.6)
    return f"是不是 {'、'.join(near)}？" if near else ""
