"""A sentence that an office adds to a paper: with the number it counts itself, and where it goes.

The paper stays as it is shipped, and goes on getting better with the program; the sentence is put in when the paper is
composed, at the end of the paragraph in which the figure `after` is printed.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from .fields import Declared, Id, Words, declared
from .figure import FigureId
from .paper import Paper
from .period import Period


@declared
class Sentence(Declared):
    """Words of a template ({{ own_1.times }} and the like), from the period that ends on `since` or later until `retired`."""

    id: Id
    paper: Id
    after: FigureId
    text: Words
    since: date | None = None
    retired: int | None = None

    def holds(self, period: Period | None) -> bool:
        """Whether a paper of this period has the sentence; without a period, whether any could."""
        return period is None or not (self.since is not None and period.end < self.since
                                      or self.retired is not None and period.end.year > self.retired)

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures that it prints."""
        return tuple(dict.fromkeys(re.findall(r"\{\{\s*([a-z][\w.]*\.\w+)", self.text)))

    def stands_in(self, words: str) -> bool:
        """Whether a template says already what the sentence says, in these words or in others."""
        figures = self.figures
        return self.text in words or bool(figures) and all(place_of(words, figure) >= 0 for figure in figures)


def place_of(words: str, figure: str) -> int:
    """Where in a template the paragraph that prints a figure ends; -1 where none does."""
    found = re.search(r"\{[{%][^{}]*(?<![\w.])" + re.escape(figure) + r"(?![\w.])", words)
    if found is None:
        return -1
    end = re.compile(r"[ \t]*(\n[ \t]*\n|\s*\Z)").search(words, found.end())
    return end.start() if end else len(words)


def words_of(paper: Paper, sentences: Iterable[Sentence], period: Period | None = None) -> str:
    """A paper's template with the office's own sentences in it; one whose numbers it prints already is there."""
    words = paper.words
    for sentence in sentences:
        if sentence.paper == paper.id and sentence.holds(period) and not sentence.stands_in(words):
            at = place_of(words, sentence.after)
            if at >= 0:
                words = words[:at] + sentence.text + words[at:]
    return words
