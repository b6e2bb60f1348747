"""A copy of an office file as it stood at one moment, and what can be said of such a copy without the office.

All questions are put to the driver: a copy may be older than this program, and is never written to.
"""
from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as driver
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from . import chain
from .disk import drop
from .engine import connected
from .key import Key
from .tables import SHAPES

Heads = Mapping[str, tuple[int, str]]
"""Of each desk's chain the last line: its number and its seal."""
_TEMPLATE = re.compile(r'^\s*template\s*=\s*"([0-9a-f]{64})"', re.MULTILINE)


@dataclass(frozen=True)
class State:
    """What an office file holds, told briefly: rows by table, the heads of the chains, and which schema it has."""

    schema: int
    counts: Mapping[str, int]
    heads: Heads


@dataclass(frozen=True)
class Step:
    """One step of the journal: why, when, by whom, and of how many lines."""

    why: str
    at: str
    who: str
    lines: int

    @property
    def when(self) -> str:
        """The moment as it is said here, in this place's time."""
        return datetime.fromisoformat(self.at).astimezone().strftime("%Y-%m-%d %H:%M")


def taken(source: Path, target: Path, key: Key | None = None) -> State:
    """Copy a file that may be in use, under the same key; says what it held at that moment.

    The questions and the copy share one reading transaction, so that no writer comes between.
    """
    drop(target)
    here, there = connected(source, key), driver.connect(str(target))
    try:
        if key is not None:
            there.execute(key.pragma)
        here.execute("BEGIN")
        held = state(here)
        here.backup(there)
        here.execute("COMMIT")
        return held
    finally:
        here.close()
        there.close()


@contextmanager
def living(path: Path, key: Key | None = None) -> Iterator[Any]:
    """A connection to a file that may be in use: what it is asked, it is asked of one moment."""
    connection = connected(path, key)
    try:
        connection.execute("BEGIN")
        yield connection
    finally:
        connection.close()


@contextmanager
def still(path: Path, key: Key | None = None) -> Iterator[Any]:
    """A connection to a file that nobody writes to: nothing of it is changed, no lock is taken, nothing lies beside it."""
    name = quote(str(path.resolve()), safe="/:\\")
    connection = driver.connect(f"file:{name}?mode=ro&immutable=1", uri=True,
                                isolation_level=None, check_same_thread=False)
    try:
        if key is not None:
            connection.execute(key.pragma)
        connection.execute("PRAGMA cache_size=-65536")       # an encrypted file is else checked ten times as slowly
        yield connection
    finally:
        connection.close()


def state(connection: Any) -> State:
    """What a file holds; the index of words is not counted, it is made from the others."""
    tables = [name for name, in connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'words%' order by name")]
    counts = {name: connection.execute(f'select count(*) from "{name}"').fetchone()[0] for name in tables}
    return State(connection.execute("PRAGMA user_version").fetchone()[0], counts, heads(connection))


def heads(connection: Any) -> dict[str, tuple[int, str]]:
    """The last line of each desk's chain."""
    return {desk: (seq, seal) for desk, seq, seal in connection.execute(
        "select desk, seq, hash from change where (desk, seq) in (select desk, max(seq) from change group by desk) order by desk")}


def faults(connection: Any) -> list[str]:
    """What SQLite itself finds wrong, page by page and link by link."""
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
    found = [] if found == ["ok"] else found
    return found + [f"{table} 第 {row} 行指向不存在的 {to}" for table, row, to, _ in connection.execute("PRAGMA foreign_key_check")]


def broken(connection: Any) -> list[str]:
    """Every place where a chain of the journal does not hold."""
    engine = create_engine("sqlite+pysqlite://", creator=lambda: connection, module=driver, poolclass=StaticPool)
    with engine.connect() as asking:
        return list(map(str, chain.breaks(asking)))


def settings(connection: Any) -> dict[str, str]:
    return dict(connection.execute("select name, value from setting"))


def forms(connection: Any) -> dict[str, str]:
    """The office's own forms, as text by path."""
    return dict(connection.execute("select path, text from form"))


def contents(connection: Any) -> dict[str, str]:
    """Every content that lies beside the file and is spoken of in it: what it is called, by its hash."""
    found = {digest: "Word 模板" for text in forms(connection).values() for digest in _TEMPLATE.findall(text)}
    for files, in connection.execute("select files from issued"):
        found |= {digest: name for name, digest in json.loads(files).items()}
    return found | dict(connection.execute("select hash, name from attachment"))


def kinds(connection: Any) -> dict[str, int]:
    """How many records there are of each kind, those in the recycle bin left out."""
    found: dict[str, int] = {}
    for shape in SHAPES:
        found |= dict(connection.execute(f"select kind, count(*) from {shape} where removed is null group by kind"))
    return found


def records(counts: Mapping[str, int]) -> int:
    """How many records these are, of every shape, those in the recycle bin too."""
    return sum(counts.get(shape, 0) for shape in SHAPES)


def last(connection: Any) -> Step | None:
    """The last step that was done."""
    row = connection.execute("select why, at, who from change order by id desc limit 1").fetchone()
    return None if row is None else Step(why=row[0], at=row[1], who=row[2], lines=1)


def holds(connection: Any, head: tuple[int, str], desk: str) -> bool:
    """Whether a chain passes through this line."""
    row = connection.execute("select hash from change where desk = ? and seq = ?", (desk, head[0])).fetchone()
    return row is not None and row[0] == head[1]


def beyond(connection: Any, known: Heads) -> list[Step]:
    """The steps that go on after these heads, the newest first; of a chain that does not pass through its head, all."""
    found: list[tuple[int, Step]] = []
    for desk, (seq, _) in heads(connection).items():
        after = known[desk][0] if desk in known and holds(connection, known[desk], desk) else 0
        if seq > after:
            found += [(row[0], Step(*row[1:])) for row in connection.execute(
                "select max(id), why, min(at), who, count(*) from change where desk = ? and seq > ? group by step, why, who",
                (desk, after))]
    return [step for _, step in sorted(found, key=lambda one: -one[0])]
