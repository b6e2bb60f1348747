"""Where the offices of the tests lie: in files, or on a server. Each knows how to make a place, and to copy an office."""
from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from partydesk.records import words
from partydesk.records.tables import metadata
from tests import server

ENGINES = ("file", "server")


class Places(Protocol):
    """What a test may do without knowing the engine."""

    def new(self) -> str:
        """A place in which nothing lies yet."""

    def copy(self, place: str) -> str:
        """A copy of an office that nobody writes in."""

    def drop(self, place: str) -> None: ...

    def shared(self, name: str, make: Callable[[str], None]) -> str:
        """An office that the whole run shares, made by whichever worker comes first."""

    def bare(self) -> Engine:
        """Tables without an office, until they are swept away."""

    def sweep(self) -> None: ...

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
        self._folder = folder

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

    def sweep(self) -> None:
        """Nothing: they lie in memory."""

    def bare(self) -> Engine:
        engine = create_engine("sqlite+pysqlite://", module=driver, poolclass=StaticPool)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        _tables(engine)
        return engine


class Served(Places):
    """Offices as databases of a server."""

    def __init__(self, cluster: server.Cluster):
        self.cluster = cluster
        self._bare: list[Engine] = []         # in use
        self._free: list[Engine] = []

    def new(self) -> str:
        return self.cluster.make()

    def copy(self, place: str) -> str:
        return self.cluster.make(server.database_of(place))

    def drop(self, place: str) -> None:
        self.cluster.drop(place)

    def shared(self, name: str, make: Callable[[str], None]) -> str:
        return self.cluster.url(self.cluster.once(name, make))

    def bare(self) -> Engine:
        def make(place: str) -> None:
            engine = create_engine(place)
            _tables(engine)
            engine.dispose()

        engine = self._free.pop() if self._free else create_engine(self.cluster.make(self.cluster.once("bare", make)))
        self._bare.append(engine)
        return engine

    def sweep(self) -> None:
        """Emptied, to be used again: that is quicker than a new database."""
        for engine in self._bare:
            engine.dispose()                  # a test may have left a question open
            with engine.begin() as connection:
                connection.exec_driver_sql(f"TRUNCATE words, {', '.join(f'"{name}"' for name in metadata.tables)} RESTART IDENTITY")
        self._free += self._bare
        self._bare.clear()


def _tables(engine: Engine) -> None:
    metadata.create_all(engine)
    with engine.begin() as connection:
        words.create(connection)
