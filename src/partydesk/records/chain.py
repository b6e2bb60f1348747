"""The journal read as what it claims to be: an unbroken chain for each desk; and every place where it is none.

A line's seal covers what it says and the seal before it, so a line that was edited, removed, slipped in, moved or
doubled no longer fits. Whoever seals anew all that follows, or cuts off the end, is found by a head that was kept
elsewhere: on paper, in a backup, in a package, in this person's own folder.
"""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, Text, cast, select

from .journal import ZERO, Head, sealed
from .tables import change

AT_ONCE = 2000
Sort = Literal["altered", "missing", "misplaced", "head", "short"]


@dataclass(frozen=True)
class Line:
    """One line as it stands in the file; `unread`: what it keeps is not even data any more."""

    id: int
    desk: str
    seq: int
    step: str
    undoes: str | None
    why: str
    at: str
    who: str
    place: str
    row: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    hash: str
    unread: bool = False


@dataclass(frozen=True)
class Break:
    """One place where a chain does not hold.

    altered: this line, or the one before it, does not say what was sealed; missing: `count` lines are gone before it;
    misplaced: its number was passed already (moved, doubled, slipped in); head: it is not the line of the head that was
    kept; short: `count` lines of the kept head's chain are gone from its end.
    """

    sort: Sort
    desk: str
    seq: int
    line: Line | None
    before: Line | None = None
    count: int = 0

    def __str__(self) -> str:
        """In a few words, for who knows neither desks nor steps."""
        match self.sort:
            case "missing":
                return f"操作记录第 {self.seq} 行前面缺 {self.count} 行"
            case "short":
                return f"操作记录第 {self.seq} 行后面缺 {self.count} 行"
            case "misplaced":
                return f"操作记录第 {self.seq} 行重复或排错了位置"
        return f"操作记录第 {self.seq} 行与原先记下的不符"


def breaks(connection: Connection) -> Iterator[Break]:
    """Every place where a chain does not hold in itself."""
    following = Chain()
    for line in lines(connection):
        yield from following.follow(line)


def lines(connection: Connection) -> Iterator[Line]:
    """Every line in the order in which they were written, some thousand at a time."""
    last = 0
    while rows := connection.execute((_ROWS.where(change.c.id > last) if last else _ROWS).limit(AT_ONCE)).all():
        yield from read(rows)
        last = rows[-1][0]


def rows(connection: Connection) -> Sequence[Row[Any]]:
    """The same as they lie there, all at once: who writes need not wait until they are read."""
    return connection.execute(_ROWS).all()


def read(found: Iterable[Row[Any]]) -> Iterator[Line]:
    """Whatever somebody made of the lines, they are read."""
    return (_line(tuple(row)) for row in found)


_TAKEN = ("desk", "seq", "step", "undoes", "why", "at", "who", "place", "row", "before", "after", "hash")
_ROWS = select(change.c.id, *(cast(change.c[name], Text) if name in ("before", "after") else change.c[name] for name in _TAKEN)
               ).order_by(change.c.id)


def _line(row: tuple[Any, ...]) -> Line:
    id, desk, seq, step, undoes, why, at, who, place, about, before, after, seal = row
    words = desk, step, why, at, who, place, about, seal
    try:
        before, after = (None if text is None else json.loads(text) for text in (before, after))
        if (all(flat is None or isinstance(flat, dict) for flat in (before, after)) and isinstance(seq, int)
                and all(isinstance(word, str) for word in words) and isinstance(undoes, str | None)):
            return Line(id, desk, seq, step, undoes, why, at, who, place, about, before, after, seal)
    except (ValueError, TypeError, RecursionError):
        pass
    desk, step, why, at, who, place, about, seal = map(str, words)
    return Line(id, desk, seq if isinstance(seq, int) else 0, step, None, why, at, who, place, about, None, None, seal, unread=True)


class Chain:
    """Follows the lines of all desks, and tells where one does not follow from the one before."""

    def __init__(self, kept: Iterable[tuple[str, Head]] = ()):
        self._last: dict[str, Line] = {}
        self._kept: dict[tuple[str, int], list[Head]] = {}
        for desk, head in kept:
            self._kept.setdefault((desk, head.seq), []).append(head)

    def follow(self, line: Line) -> Iterator[Break]:
        before = self._last.get(line.desk)
        seq, seal = (before.seq, before.hash) if before is not None else (0, ZERO)
        if line.seq <= seq:
            yield Break("misplaced", line.desk, line.seq, line, before)
            return
        if line.unread:
            yield Break("altered", line.desk, line.seq, line, before)
        elif line.seq > seq + 1:
            yield Break("missing", line.desk, line.seq, line, before, line.seq - seq - 1)
        elif line.hash != sealed(vars(line), seal):
            yield Break("altered", line.desk, line.seq, line, before)
        if any(head.hash != line.hash for head in self._kept.get((line.desk, line.seq), ())):
            yield Break("head", line.desk, line.seq, line, before)
        self._last[line.desk] = line

    def end(self) -> Iterator[Break]:
        """What is missing behind the last line of a desk, as far as the kept heads know."""
        furthest: dict[str, int] = {}
        for desk, seq in self._kept:
            furthest[desk] = max(seq, furthest.get(desk, 0))
        for desk, seq in furthest.items():
            last = self._last.get(desk)
            if (there := last.seq if last is not None else 0) < seq:
                yield Break("short", desk, there, last, None, seq - there)
