"""The journal: what each record was, what it became, when, and by whose hand; each line sealed by the one before.

One chain for each desk: `hash` is SHA-256 over the line and the hash of the line before it, so that a line edited,
removed or slipped in later shows (`chain` reads them so). `step` binds what one verb of the office did; it is undone as one.
"""
from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, exists, func, insert, select

from .tables import change

SEALED = ("desk", "seq", "step", "undoes", "why", "at", "who", "place", "row", "before", "after")
Flat = Mapping[str, Any]
STEP = "step"
"""The place of a line that says of an earlier step (its row) that it was taken back alone, or stands again."""
TOLD = "told"
"""The place of a line that changes nothing: that something was given out in full, or issued; nothing of it can be undone."""
ZERO = ""
"""What the first line of a chain follows."""


@dataclass(frozen=True)
class Head:
    """The last line of a desk's chain: its number, its seal, and when it was written."""

    seq: int
    hash: str
    at: str


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass
class Step:
    """One verb of the office while it writes: its lines are gathered, and written together at its end."""

    connection: Connection
    desk: str
    who: str
    why: str
    undoes: str | None = None
    id: str = field(default_factory=lambda: uuid4().hex)
    at: str = field(default_factory=now)
    lines: list[dict[str, Any]] = field(default_factory=list)
    head: Head | None = None                  # of the lines that are written

    def note(self, place: str, row: str, before: Flat | None, after: Flat | None) -> None:
        """One change; of an update only what differs is kept."""
        if before is not None and after is not None:
            keys = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
            if not keys:
                return
            before, after = ({key: flat.get(key) for key in sorted(keys)} for flat in (before, after))
        self.lines.append({"place": place, "row": row, "before": before and dict(before),
                           "after": after and dict(after)})

    def close(self) -> None:
        """Seal the gathered lines and write them, in the transaction they speak of; more may be gathered after."""
        if not self.lines:
            return
        last = head(self.connection, self.desk)
        seq, seal = (last.seq, last.hash) if last else (0, ZERO)
        for line in self.lines:
            seq += 1
            line.update(desk=self.desk, seq=seq, step=self.id, undoes=self.undoes, why=self.why, at=self.at,
                        who=self.who)
            line["hash"] = seal = sealed(line, seal)
        self.connection.execute(insert(change), self.lines)
        self.lines = []
        self.head = Head(seq, seal, self.at)


def head(connection: Connection, desk: str) -> Head | None:
    """The last line of a desk's chain; None where it has written nothing yet."""
    row = connection.execute(select(change.c.seq, change.c.hash, change.c.at).where(change.c.desk == desk)
                             .order_by(change.c.seq.desc()).limit(1)).first()
    return None if row is None else Head(*row)


def heads(connection: Connection) -> dict[str, Head]:
    """The last line of every desk's chain."""
    last = select(change.c.desk, func.max(change.c.seq).label("seq")).group_by(change.c.desk).subquery()
    rows = connection.execute(select(change.c.desk, change.c.seq, change.c.hash, change.c.at).join(
        last, (change.c.desk == last.c.desk) & (change.c.seq == last.c.seq)))
    return {row.desk: Head(row.seq, row.hash, row.at) for row in rows}


def sealed(line: Mapping[str, Any], before: str) -> str:
    """The seal of a line that follows the one sealed `before`."""
    plain = json.dumps([line[name] for name in SEALED], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((before + plain).encode("utf-8")).hexdigest()


@dataclass(frozen=True)
class Done:
    """One step as the journal has it: what was done, when and by whom; `first` and `last` are the ids of its lines.

    A step with `undoes` takes back another one. Where that is itself an undoing, this one does it again. A step that only
    `told` something changed nothing.
    """

    step: str
    desk: str
    why: str
    at: str
    who: str
    undoes: str | None
    first: int
    last: int
    place: str = ""                           # of its last line

    @property
    def told(self) -> bool:
        return self.place == TOLD


_LINE, _MINE, _FIRST, _AGAIN, _ALONE = (change.alias(name) for name in ("line", "mine", "first", "again", "alone"))
_BEGAN = select(func.min(_FIRST.c.id)).where(_FIRST.c.step == _LINE.c.step).scalar_subquery().label("first")
_DONE = select(_LINE.c.step, _LINE.c.desk, _LINE.c.why, _LINE.c.at, _LINE.c.who, _LINE.c.undoes, _BEGAN,
               _LINE.c.id.label("last"), _LINE.c.place).order_by(_LINE.c.id.desc()).limit(1)
_BELOW = _DONE.where(_LINE.c.id < bindparam("before"))
_BELOW_OF = _BELOW.where(_LINE.c.desk == bindparam("desk"))
_OF = _DONE.where(_LINE.c.step == bindparam("step"))
_UNDONE = select(_MINE.c.step).where(
    _MINE.c.undoes == bindparam("step"), ~exists().where(_AGAIN.c.undoes == _MINE.c.step)).limit(1)
_ALONE_OF = select(_ALONE.c.step).where(_ALONE.c.place == STEP, _ALONE.c.row == bindparam("step"), _ALONE.c.undoes.is_(None))
_TOP = 2 ** 31 - 1


def steps(connection: Connection, desk: str | None = None, before: int | None = None) -> Iterator[Done]:
    """The steps, newest first, of one desk or of all: a step of a thousand lines is passed in one leap."""
    at = _TOP if before is None else before
    while (done := _below(connection, desk, at)) is not None:
        at = done.first
        yield done


def _below(connection: Connection, desk: str | None, before: int) -> Done | None:
    """The newest step with a line older than this one."""
    row = connection.execute(_BELOW if desk is None else _BELOW_OF, {"before": before, "desk": desk}).first()
    return None if row is None else Done(*row)


def step_of(connection: Connection, step: str) -> Done | None:
    """One step by its id."""
    row = connection.execute(_OF, {"step": step}).first()
    return None if row is None else Done(*row)


def in_force(connection: Connection, step: str) -> bool:
    """Whether a step stands: neither undone nor, long after, taken back alone."""
    alone = connection.execute(_ALONE_OF, {"step": step}).scalars()
    return not _undone(connection, step) and not any(in_force(connection, later) for later in alone)


def _undone(connection: Connection, step: str) -> bool:
    """Whether there is an undoing of this step that was not done again since."""
    return connection.execute(_UNDONE, {"step": step}).first() is not None


def last_step(connection: Connection, desk: str, passing: Collection[str] = ()) -> Done | None:
    """The newest step of a desk that stands and can be undone; those in `passing` are left out.

    Undoings lie upon each other like the steps they take back: below an undoing it goes on before what was undone, and
    what was done again stands where it stood.
    """
    at = _TOP
    while (done := _below(connection, desk, at)) is not None:
        while done.undoes is not None and (taken := step_of(connection, done.undoes)) is not None:
            done = taken                      # an undoing leads to its step; one done again, to the undoing first
        if not done.told and done.step not in passing and done.desk == desk and in_force(connection, done.step):
            return done
        at = done.first
    return None


def undone(connection: Connection, desk: str, most: int | None = None) -> list[Done]:
    """The undoings of a desk that can be done again, the last one first: none once something new was done."""
    found: list[Done] = []
    at = _TOP
    while len(found) != most and (done := _below(connection, desk, at)) is not None:
        if done.told:
            at = done.first
            continue
        if done.undoes is None:
            break
        taken = step_of(connection, done.undoes)
        if taken is not None and taken.undoes is not None:
            at = taken.first                  # done again: what can follow lies before that undoing
        else:
            found.append(done)
            at = done.first
    return found


def lines_of(connection: Connection, step: str) -> list[Row[Any]]:
    """The lines of one step, newest first."""
    return list(connection.execute(select(change).where(change.c.step == step).order_by(change.c.id.desc())))


def newest(connection: Connection, place: str, row: str) -> Row[Any] | None:
    """The last line that speaks of a row."""
    return connection.execute(select(change).where(change.c.place == place, change.c.row == row).order_by(
        change.c.id.desc()).limit(1)).first()


def later(connection: Connection, line: Row[Any]) -> Row[Any] | None:
    """The newest line that speaks of the same row and was written after the step of this one."""
    return connection.execute(select(change).where(
        change.c.place == line.place, change.c.row == line.row, change.c.id > line.id, change.c.step != line.step).order_by(
        change.c.id.desc()).limit(1)).first()
