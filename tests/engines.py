"""Where the offices of the tests lie: in files, or on a server. Each knows how to make a place, and to copy an office."""
from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import StaticPool

from partydesk.records import words
from partydesk.records.tables import metadata
from tests import server

ENGINES = ("file", "server")


class Places(Protocol):
    """What a test may do without knowing the engine."""

    lent: list[Connection]
    """Connections to bare tables, closed when they are swept away."""

    def new(self) -> str:
        """A place in which nothing lies yet."""

    def copy(self, place: str) -> str:
        """A copy of an office that nobody writes in."""

    def drop(self, place: str) -> None: ...

    def shared(self, name: str, make: Callable[[str], None]) -> str:
        """An office that the whole run shares, made by whichever worker comes first."""

    def bare(self) -> Engine:
        """Tables without an office, until they are swept away."""

    def sweep(self) -> None:
        for connection in self.lent:
            connection.close()
        self.lent.clear()

    @contextmanager
    def while_needed(self) -> Iterator[tuple[Callable[[], str], Callable[[str], str]]]:
        """`new` and `copy`, whose places are gone afterwards."""
        made: list[str] = []

        def kept(place: str) -> str:
            made.append(place)
            return place

        yield lambda: kept(self.new()), lambda place: kept(self.copy(place))
        for place in made:
            self.drop(place)


class Files(Places):
    """Offices as files of this computer."""

    def __init__(self, folder: Path):
        self._folder, self.lent = folder, []

    def new(self) -> str:
        room = self._folder / uuid4().hex[:12]
        room.mkdir()
        return str(room / "办公室.partydesk")

    def copy(self, place: str) -> str:
        copied = self.new()
        shutil.copyfile(place, copied)
        if (contents := Path(place + "-files")).is_dir():
            shutil.copytree(contents, copied + "-files")
        return copied

    def drop(self, place: str) -> None:
        shutil.rmtree(Path(place).parent, ignore_errors=True)

    def shared(self, name: str, make: Callable[[str], None]) -> str:
        room = Path(os.environ[server.FOLDER])
        place = room / f"{name}.partydesk"
        with (room / f"{name}.file").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not place.exists():
                part = room / f"{name}.part"
                make(str(part))
                part.rename(place)
                if (contents := room / f"{name}.part-files").is_dir():
                    contents.rename(room / f"{name}.partydesk-files")
        return str(place)

    def bare(self) -> Engine:
        engine = create_engine("sqlite+pysqlite://", module=driver, poolclass=StaticPool)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        _tables(engine)
        return engine


class Served(Places):
    """Offices as databases of a server. One that is small is copied into a database that was used before: that is quicker."""

    def __init__(self, cluster: server.Cluster):
        self.cluster, self.lent = cluster, []
        self._free: dict[str, list[str]] = {}                 # databases that were used before, by what they are a copy of
        self._of: dict[str, str] = {}
        self._bare: list[Engine] = []         # in use
        self._small: dict[str, Content | None] = {}

    def new(self) -> str:
        return self.cluster.make()

    def copy(self, place: str) -> str:
        if place not in self._small:
            self._small[place] = content(self.cluster, place)
        if (held := self._small[place]) is None:
            return self.cluster.make(server.database_of(place))
        free = self._free.setdefault(place, [])
        made = free.pop() if free else self.cluster.make(server.database_of(place))
        self._of[made] = place
        held.put(self.cluster, made)
        return made

    def drop(self, place: str) -> None:
        if place in self._of:
            self._free[self._of[place]].append(place)
        else:
            self.cluster.drop(place)

    def shared(self, name: str, make: Callable[[str], None]) -> str:
        return self.cluster.url(self.cluster.once(name, make))

    def bare(self) -> Engine:
        def make(place: str) -> None:
            engine = create_engine(place)
            _tables(engine)
            engine.dispose()

        engine = create_engine(self.copy(self.shared("bare", make)))
        self._bare.append(engine)
        return engine

    def sweep(self) -> None:
        super().sweep()
        for engine in self._bare:
            engine.dispose()
            self.drop(engine.url.render_as_string(hide_password=False))
        self._bare.clear()


def _tables(engine: Engine) -> None:
    metadata.create_all(engine)
    with engine.begin() as connection:
        words.create(connection)


@dataclass(frozen=True)
class Content:
    """All that stands in a small office, by table, as the server writes it; and how far its numbers have come."""

    tables: Mapping[str, bytes]
    numbers: Mapping[str, tuple[int, bool]]

    def put(self, cluster: server.Cluster, place: str) -> None:
        """This alone into a database with the same tables; whoever is still connected there is sent away."""
        names = ["words", *metadata.tables]
        with cluster.connected(server.database_of(place)) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                               "WHERE datname = current_database() AND pid <> pg_backend_pid()")
            connection.execute(";".join((       # a TRUNCATE makes a hundred files anew
                "BEGIN", "SET LOCAL session_replication_role = replica",
                *(f'DELETE FROM "{name}"' for name in names), "DELETE FROM alembic_version" if "alembic_version" in self.tables else "",
                *(f"SELECT setval('{name}', {at}, {called})" for name, (at, called) in self.numbers.items()), "COMMIT")))
            for name, rows in self.tables.items():
                with connection.cursor().copy(f'COPY "{name}" FROM STDIN') as into:
                    into.write(rows)


SMALL = 400
"""Rows of an office that is filled in anew; a larger one is copied as a whole."""


def content(cluster: server.Cluster, place: str) -> Content | None:
    """What stands in an office; None where that is much."""
    with cluster.connected(server.database_of(place)) as connection:
        there = {name for name, in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
        if sum(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in there) > SMALL:  # type: ignore[index]
            return None
        tables = {}
        for name in ("alembic_version", *(table.name for table in metadata.sorted_tables), "words"):
            if name in there:
                with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as out:
                    rows = b"".join(bytes(block) for block in out)
                if rows:
                    tables[name] = rows
        numbers = {name: (at or 1, at is not None) for name, at in connection.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")}
        return Content(tables, numbers)
