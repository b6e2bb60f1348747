"""Two versions of one record: whose the newer one is, and what stands in both."""
from __future__ import annotations

from dataclasses import dataclass

from ..records import back, journal
from ..records.tables import SHAPES
from .office import Office


@dataclass(frozen=True)
class Newest:
    """Who changed something last, and when, as it is said here."""

    who: str
    when: str
    mine: bool

    def __str__(self) -> str:
        return f"{'您' if self.mine else self.who} {self.when}"


@dataclass(frozen=True)
class Both:
    """One thing that two people changed: what the clerk has typed, and what is stored."""

    key: str
    label: str
    typed: str
    stored: str


def newest(office: Office, kind: str, uid: str) -> Newest:
    """Who changed a record last; it may be one that was removed."""
    return newest_of(office, SHAPES[office.catalogue.kind(kind).shape].name, uid)


def newest_of(office: Office, place: str, row: str) -> Newest:
    with office.reading() as connection:
        line = journal.newest(connection, place, row)
    if line is None:
        return Newest("别处", "", mine=False)
    return Newest(line.who, back.clock(line.at), mine=line.desk == office.desk and line.who == office.who)
