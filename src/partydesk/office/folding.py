"""The rows of a grouped list: a head for each group, its records below it unless it is folded."""
from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate


class Rows:
    """Which row of the screen is which record: groups by their sizes, one above the other, some of them folded.

    Records are numbered through all groups from 0. Without groups there are no heads, and a row is its record.
    """

    def __init__(self, sizes: Sequence[int], *, heads: bool = True, folded: frozenset[int] = frozenset()):
        self._sizes, self._heads, self.folded = tuple(sizes), int(heads), folded
        self._firsts = [0, *accumulate(sizes)]
        open_ = (self._heads + (0 if heads and group in folded else size) for group, size in enumerate(sizes))
        self._tops = [0, *accumulate(open_)]

    def __len__(self) -> int:
        return self._tops[-1]

    def at(self, row: int) -> tuple[int, int | None]:
        """The group that a row stands in, and its record; None on the head of the group."""
        if not 0 <= row < len(self):
            raise IndexError(row)
        group = bisect_right(self._tops, row) - 1
        within = row - self._tops[group] - self._heads
        return group, None if within < 0 else self._firsts[group] + within

    def row(self, record: int) -> int:
        """Where a record stands; -1 where its group is folded."""
        if not 0 <= record < self._firsts[-1]:
            return -1
        group = bisect_right(self._firsts, record) - 1
        if self._heads and group in self.folded:
            return -1
        return self._tops[group] + self._heads + record - self._firsts[group]

    def head(self, group: int) -> int:
        """The row of a group's head."""
        return self._tops[group]

    def group(self, record: int) -> int:
        """The group of a record."""
        return bisect_right(self._firsts, record) - 1

    def records(self, first: int, last: int) -> Iterator[range]:
        """The records that stand on rows `first` to `last`; those of folded groups do not."""
        for group in range(bisect_right(self._tops, first) - 1, len(self._sizes)):
            top = self._tops[group] + self._heads
            if self._tops[group] > last:
                return
            shown = self._tops[group + 1] - top
            start, end = max(first - top, 0), min(last - top + 1, shown)
            if start < end:
                yield range(self._firsts[group] + start, self._firsts[group] + end)

    def fold(self, group: int) -> Rows:
        """The same with one group folded, or open again."""
        return self.with_folded(self.folded ^ {group})

    def with_folded(self, folded: frozenset[int]) -> Rows:
        return Rows(self._sizes, heads=bool(self._heads), folded=folded)
