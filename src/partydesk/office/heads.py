"""The heads of the journal that this person has seen: kept in his own folder, so that an older file put in place is told.

One small file for each office, named by its id for ever: of each desk the number and the seal of the last line seen.
Written after each save and at closing, never before what it speaks of is on the disk; nothing of it is personal.
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, select

from .. import placed, places
from ..records.journal import Head
from ..records.tables import change

Heads = Mapping[str, Head]


@dataclass(frozen=True)
class Behind:
    """An office that is older than when it was last seen here, or goes on otherwise from some line.

    `mine`: it is so of what this desk wrote, whose numbers would be used twice. `at`: when the last line that was seen
    was written.
    """

    count: int
    at: str
    mine: bool

    @property
    def says(self) -> str:
        from ..records.back import clock
        lacks = f"少了 {self.count} 处改动（最后一处是 {clock(self.at)} 做的）" if self.count else "有的改动和上次看到的不一样"
        return (f"这个文件比上次看到的旧：{lacks}，可能是旧的拷贝被放了回来。不是有意恢复的，请先关闭，找到新的那个文件再打开；"
                "要接着用这一份，从现在起另记一段操作记录")


def kept(uid: str) -> dict[str, Head]:
    """What was last seen of an office; nothing where that was never written, or cannot be read."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        found = json.loads(_place(uid).read_text("utf-8"))
        return {desk: Head(int(head["seq"]), str(head["hash"]), str(head["at"])) for desk, head in found.items()}
    return {}


def keep(uid: str, heads: Heads) -> None:
    """Write down what is seen now, whole or not at all; where that cannot be, nothing is lost but the warning."""
    place = _place(uid)
    part = place.with_suffix(f".{uuid4().hex}")
    try:
        place.parent.mkdir(exist_ok=True)
        part.write_text(json.dumps({desk: asdict(head) for desk, head in heads.items()}), "utf-8")
        placed.put(part, place)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def forget(uid: str) -> None:
    """An older state was put in place on purpose: nothing was seen yet of what follows."""
    with suppress(OSError):
        _place(uid).unlink(missing_ok=True)


def behind(connection: Connection, seen: Heads, desk: str) -> Behind | None:
    """How far an office is behind what was seen of it; `desk` is the one that is going to write."""
    count, at, mine = 0, "", False
    for id, head in seen.items():
        if connection.execute(select(change.c.hash).where(change.c.desk == id, change.c.seq == head.seq)).scalar() == head.hash:
            continue
        last = connection.execute(select(change.c.seq).where(change.c.desk == id).order_by(
            change.c.seq.desc()).limit(1)).scalar() or 0
        count, at, mine = count + max(0, head.seq - last), max(at, head.at), mine or id == desk
    return Behind(count, at, mine) if at else None


def _place(uid: str) -> Path:
    return places.own() / "heads" / f"{uid}.json"
