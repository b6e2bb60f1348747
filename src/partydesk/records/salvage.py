"""What can still be read of a damaged office, row by row, in a new file; and what could not be read.

A page that is gone takes its rows along; all others are found by their numbers, which lie in order. What lacks its other
half afterwards (an attendance whose meeting is gone) goes too, and is told. The damaged file is never written.
"""
from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Date, Integer, LargeBinary, Table

from . import migrating
from .disk import drop, settle
from .engine import connected
from .key import Key
from .tables import Details, metadata

TABLES = {"person": "人员", "body": "党组织", "activity": "活动", "item": "事项", "fact": "事实", "paper": "签订的文书",
          "attendance": "签到", "holding": "活动由谁举办", "stated": "填报数", "chapter": "自写章节", "form": "本单位的表单",
          "setting": "设置", "attachment": "附件的登记", "issued": "定稿", "operator": "操作员", "desk": "各台电脑",
          "clash": "待定的不一致", "content": "附件的内容", "origin": "记录从哪里来", "change": "变更日志"}
"""What the tables are called where their rows are lost."""
AT_ONCE = 500
FAR = 40
"""Powers of two: how far ahead a row is looked for behind one that cannot be read."""
MOST = 1_000_000
"""Numbers tried one by one in all."""


@dataclass(frozen=True)
class Salvage:
    """How many rows of each table were saved, and what was lost, a sentence each."""

    kept: Mapping[str, int]
    lost: tuple[str, ...]


class Unreadable(Exception):
    """Not even the list of tables can be read: nothing can be saved."""


def salvage(source: Path, target: Path, key: Key | None = None) -> Salvage:
    """All that can be read, in a new file under the same key, of this program's schema; `Unreadable`, and no file, where nothing can."""
    drop(target)
    try:
        with closing(_Old(source, key)) as old:
            known = _columns(old)
            target.touch()
            migrating.build(target, key)
            with closing(connected(target, key)) as new:
                kept, lost = _copied(old, new, known)
        settle(target)
    except BaseException:
        drop(target)
        raise
    return Salvage(kept, tuple(lost))


class _Old:
    """What reads of the damaged file. Encrypted, it is opened anew behind every failure: of one bad page SQLCipher
    concludes that nothing more is to be read on that connection."""

    def __init__(self, path: Path, key: Key | None):
        self._path, self._key = path, key
        self._connection, self._failed = _open(path, key), False

    def rows(self, query: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        if self._failed:
            self.close()
            self._connection, self._failed = _open(self._path, self._key), False
        try:
            yield from self._connection.execute(query, values)
        except driver.DatabaseError:
            self._failed = self._key is not None
            raise

    def first(self, query: str, values: Sequence[Any] = ()) -> Any:
        return next(self.rows(query, values), None)

    def close(self) -> None:
        self._connection.close()


def _open(path: Path, key: Key | None) -> Any:
    """A connection that reads whatever is there: a short file as far as it goes, a journal that cannot be played back not at all."""
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        connection = driver.connect(f"file:{quote(str(path.resolve()), safe='/:')}?{mode}", uri=True, isolation_level=None,
                                    check_same_thread=False)
        if key is not None:
            connection.execute(key.pragma)
        connection.execute("PRAGMA writable_schema=ON")
        connection.text_factory = lambda read: read.decode("utf-8", "surrogateescape")      # one bad letter spoils its row alone
        with suppress(driver.DatabaseError, UnicodeError):
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            return connection
        connection.close()
    raise Unreadable


def _columns(old: _Old) -> dict[str, list[str]]:
    """The columns of each table that is there."""
    found = {}
    for table in metadata.sorted_tables:
        with suppress(driver.DatabaseError, UnicodeError):
            there = {row[1] for row in old.rows(f"PRAGMA table_info({table.name})")}
            if columns := [column.name for column in table.columns if column.name in there]:
                found[table.name] = columns
    if not found:
        raise Unreadable
    return found


def _copied(old: _Old, new: Any, known: Mapping[str, list[str]]) -> tuple[dict[str, int], list[str]]:
    kept, lost = dict[str, int](), list[str]()
    new.execute("BEGIN IMMEDIATE")
    for table in metadata.sorted_tables:
        called, columns = TABLES[table.name], known.get(table.name)
        if columns is None:
            lost.append(f"{called}：整张表读不出来")
            continue
        into = f'INSERT OR REPLACE INTO "{table.name}" ({", ".join(map(_quoted, columns))}) VALUES ({", ".join("?" * len(columns))})'
        gaps, spoilt = list[tuple[int, int]](), list[int]()
        for row in _rows(old, table.name, columns, gaps):
            if not _sound(table, columns, row[1:]):
                spoilt.append(row[0])
                continue
            try:
                new.execute(into, row[1:])
            except driver.IntegrityError:
                spoilt.append(row[0])
        lost += [f"{called}：编号 {_range(first, last)}读不出来" for first, last in gaps]
        if spoilt:
            some = "、".join(map(str, spoilt[:5])) + ("等" if len(spoilt) > 5 else "")
            lost.append(f"{called}：{len(spoilt)} 行的内容已经不对（编号 {some}）")
        kept[table.name] = new.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]
    lost += _unlinked(new, kept)
    new.execute("COMMIT")
    return kept, lost


def _rows(old: _Old, table: str, columns: Sequence[str], gaps: list[tuple[int, int]]) -> Iterator[tuple[Any, ...]]:
    """The rows in the order of their numbers, the number first; `gaps` are the numbers between which nothing can be read."""
    query = f'SELECT rowid, {", ".join(map(_quoted, columns))} FROM "{table}" NOT INDEXED WHERE rowid >= ? ORDER BY rowid'
    at, lost, end, tried = 1, 0, 0, 0

    def read(row: tuple[Any, ...]) -> tuple[Any, ...]:
        nonlocal at, lost
        if 0 < lost < row[0]:
            gaps.append((lost, row[0] - 1))
        at, lost = row[0] + 1, 0
        return row

    while True:
        before = at
        try:
            for row in old.rows(query, (at,)):
                if row[0] < at:               # a spoilt page leads back: this would never end
                    break
                yield read(row)
            else:
                break
        except (driver.DatabaseError, UnicodeError):
            pass
        with suppress(driver.DatabaseError, UnicodeError):      # the driver reads a row ahead: the last before a bad page is had alone
            if (row := old.first(query + " LIMIT 1", (at,))) is not None and row[0] >= at:
                yield read(row)
        lost = lost or at
        if end < at:
            end = _ahead(old, query, at)
        if end < at or (tried := tried + 1) > MOST:
            break
        at = at + 1 if at == before else at
    if lost:
        gaps.append((lost, 0))


def _ahead(old: _Old, query: str, at: int) -> int:
    """The number of the furthest row that can still be found behind this one."""
    found = 0
    for power in range(FAR):
        with suppress(driver.DatabaseError, UnicodeError):
            if row := old.first(query + " LIMIT 1", (at + 2 ** power,)):
                found = max(found, row[0])
    with suppress(driver.DatabaseError, UnicodeError):
        table = query.partition(" FROM ")[2].partition(" NOT INDEXED")[0]
        if (last := old.first(f"SELECT rowid FROM {table} NOT INDEXED ORDER BY rowid DESC LIMIT 1")) is not None:
            found = max(found, last[0])
    return found


def _sound(table: Table, columns: Sequence[str], values: Sequence[Any]) -> bool:
    """Whether the values of a row are of the sort that their columns hold."""
    for name, value in zip(columns, values, strict=True):
        column = table.columns[name]
        if value is None:
            if not column.nullable and not column.primary_key:
                return False
            continue
        if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
            return False
        try:
            if isinstance(column.type, Details):
                json.loads(value)
            elif isinstance(column.type, Date):
                date.fromisoformat(value)
            elif isinstance(column.type, Integer):
                if not isinstance(value, int):
                    return False
            elif isinstance(column.type, LargeBinary):
                if not isinstance(value, bytes):
                    return False
            elif not isinstance(value, str) or "\0" in value:
                return False
        except (TypeError, ValueError):
            return False
    return True


def _unlinked(new: Any, kept: dict[str, int]) -> list[str]:
    """What points to rows that are gone: the link is cleared where it may be empty, else the row goes."""
    lost: dict[tuple[str, str, bool], int] = {}
    while found := new.execute("PRAGMA foreign_key_check").fetchall():
        for table, row, parent, number in found:
            link = next(one for one in new.execute(f'PRAGMA foreign_key_list("{table}")').fetchall() if one[0] == number)
            optional = bool(metadata.tables[table].columns[link[3]].nullable)
            if optional:
                new.execute(f'UPDATE "{table}" SET {_quoted(link[3])} = NULL WHERE rowid = ?', (row,))
            else:
                kept[table] -= new.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row,)).rowcount
            lost[table, parent, optional] = lost.get((table, parent, optional), 0) + 1
    return [f"{TABLES[table]}：{n} 行所属的{TABLES[parent]}读不出来，" + ("只留下它们自己" if optional else "一并去掉了")
            for (table, parent, optional), n in lost.items()]


def _range(first: int, last: int) -> str:
    return f"{first} 以后的都" if not last else f"{first} " if first == last else f"{first} 至 {last} "


def _quoted(name: str) -> str:
    return f'"{name}"'
