"""An office without the office: bare tables, and the door, for tests of the floors below."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Connection

from partydesk.catalogue.catalogue import Catalogue
from partydesk.records import journal
from partydesk.records.door import Door
from tests.engines import Files, Places

T = TypeVar("T")


class House:
    """A catalogue and a database of its own, on the engine of the test (fixture `places`), written only through the door."""

    places: ClassVar[Places] = Files(Path())

    def __init__(self, catalogue: Catalogue):
        self.catalogue = catalogue
        self.engine = self.places.bare()

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
        self.places.lent.append(self.engine.connect())
        return self.places.lent[-1]


def day(text: str) -> date:
    return date.fromisoformat(text)
