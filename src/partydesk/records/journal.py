"""The journal: what each record was, what it became, when, and by whose hand; each line sealed by the one before.

One chain for each desk: `hash` is SHA-256 over the line and the hash of the line before it, so that a line edited,
removed or slipped in later shows (lines cut off the end do not: the head of the chain is to be kept elsewhere, on paper
or in a backup). `step` binds what one verb of the office did; it is undone as one.
"""
from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, exists, insert, select

from .tables import change

_SEALED = ("desk", "seq", "step", "undoes", "why", "at", "who", "place", "row", "before", "after")
Flat = Mapping[str, Any]


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
        """Seal the gathered lines and write them, in the transaction they speak of."""
        if not self.lines:
            return
        last = self.connection.execute(select(change.c.seq, change.c.hash).where(change.c.desk == self.desk)
                                       .order_by(change.c.seq.desc()).limit(1)).first()
        seq, seal = (last.seq, last.hash) if last else (0, "")
        for line in self.lines:
            seq += 1
            line.update(desk=self.desk, seq=seq, step=self.id, undoes=self.undoes, why=self.why, at=self.at,
                        who=self.who)
            line["hash"] = seal = sealed(line, seal)
        self.connection.execute(insert(change), self.lines)


def sealed(line: Mapping[str, Any], before: str) -> str:
    """The seal of a line that follows the one sealed `before`."""
    plain = json.dumps([line[name] for name in _SEALED], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((before + plain).encode("utf-8")).hexdigest()


def broken(connection: Connection) -> Iterator[str]:
    """Every place where a chain does not hold, in Chinese."""
    desk, seq, seal = None, 0, ""
    for row in connection.execute(select(change).order_by(change.c.desk, change.c.seq)):
        if row.desk != desk:
            desk, seq, seal = row.desk, 0, ""
        if row.seq != seq + 1:
            yield f"变更日志第 {seq + 1} 至 {row.seq - 1} 行缺失"
        elif row.hash != sealed(dict(row._mapping), seal):
            yield f"变更日志第 {row.seq} 行与原先记下的不符"
        seq, seal = row.seq, row.hash


def last_step(connection: Connection, desk: str) -> Any:
    """The newest step of a desk that can be taken back: neither an undoing itself nor undone already."""
    undoing = change.alias()
    return connection.execute(
        select(change.c.step, change.c.why)
        .where(change.c.desk == desk, change.c.undoes.is_(None), ~exists().where(undoing.c.undoes == change.c.step))
        .order_by(change.c.seq.desc()).limit(1)).first()


def lines_of(connection: Connection, step: str) -> list[Row[Any]]:
    """The lines of one step, newest first."""
    return list(connection.execute(select(change).where(change.c.step == step).order_by(change.c.id.desc())))
