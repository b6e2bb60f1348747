"""An office without the office: tables in memory, and the door, for tests of the floors below."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from partydesk.catalogue.catalogue import Catalogue
from partydesk.records import journal, words
from partydesk.records.door import Door
from partydesk.records.tables import metadata

T = TypeVar("T")


class House:
    """A catalogue and a database of its own, written only through the door."""

    def __init__(self, catalogue: Catalogue):
        self.catalogue = catalogue
        self.engine = create_engine("sqlite+pysqlite://", module=driver, poolclass=StaticPool)
        with self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            words.create(connection)

    def step(self, verb: Callable[[Door], T], why: str = "试验", undoes: str | None = None) -> T:
        with self.engine.begin() as connection:
            step = journal.Step(connection, "desk", "测试员", why, undoes)
            done = verb(Door(connection, self.catalogue, step))
            step.close()
            return done

    def save(self, kind: str, values: Mapping[str, Any], **more: Any) -> int:
        return self.step(lambda door: door.save(self.catalogue.kind(kind), values, **more))

    def undo(self) -> None:
        with self.engine.connect() as connection:
            last = journal.last_step(connection, "desk")
        self.step(lambda door: door.take_back(last.step), "撤销", last.step)

    def reading(self) -> Connection:
        return self.engine.connect()


def day(text: str) -> date:
    return date.fromisoformat(text)
