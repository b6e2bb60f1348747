"""One line of the self-test: what was found, whether it is well, and what to do where it is not."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

Mood = Literal["good", "note", "wrong"]
GOOD: Mood = "good"
NOTE: Mood = "note"
WRONG: Mood = "wrong"
MOODS: dict[Mood, str] = {GOOD: "正常", NOTE: "留意", WRONG: "有问题"}


@dataclass(frozen=True)
class Line:
    """`says` is short enough to be read aloud; `do` is what helps."""

    topic: str
    says: str
    mood: Mood = GOOD
    do: str = ""

    def but(self, so: bool, mood: Mood, do: str) -> Line:
        """The same line; where it is so, not as well as it could be."""
        return replace(self, mood=mood, do=do) if so else self


def counted(lines: Sequence[Line]) -> str:
    """How many lines there are of each sort, in words."""
    found = Counter(line.mood for line in lines)
    if found[GOOD] == len(lines):
        return f"共 {len(lines)} 项，都正常"
    return f"共 {len(lines)} 项：" + "，".join(f"{MOODS[mood]} {found[mood]}" for mood in (WRONG, NOTE, GOOD) if found[mood])
