"""What an office file holds, row by row, and a home of its own for a trial: settings, desk, backups."""
from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from partydesk.records import snapshot
from partydesk.records.key import Key


@contextmanager
def home(folder: Path) -> Iterator[None]:
    """Whatever the program keeps of a person lies in this folder meanwhile."""
    names = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, str(folder)))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def rows(path: Path, key: Key | None = None, besides: str = "") -> dict[str, str]:
    """A hash of all rows of each table; left out is which desks there are, and what the desk `besides` has written."""
    with snapshot.living(path, key) as connection:
        found = {}
        for table in snapshot.state(connection).counts.keys() - {"desk"}:
            told = hashlib.sha256()
            for row in connection.execute(f"select * from {table}" + (" where desk <> ?" if table == "change" else ""),
                                          (besides,) if table == "change" else ()):
                told.update(repr(row).encode("utf-8", "surrogatepass"))
            found[table] = told.hexdigest()
        return found


def differing(one: dict[str, str], other: dict[str, str]) -> str:
    """The tables in which two files are not the same."""
    return "、".join(sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name)))
