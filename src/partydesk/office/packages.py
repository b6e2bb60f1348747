"""Data packages (数据包): what one desk carries to another on a stick, written here; taking in is `office.taking`.

Up, from a branch to the committee: the whole roster as it is known there, and every record that the branch owns. Down:
the roster, forms and settings, what was decided, and the branch's records that were changed or lost since it last sent.
Both are full snapshots: a stick that is lost is healed by the next one.
"""
from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from ..catalogue.kind import Kind
from ..errors import Refusal, Trouble
from ..records import journal, migrating, record
from ..records.back import whole
from ..records.origin import ALL, NOBODYS, ROSTER, Dot, Dots, Origins, covers, dot_of, joined
from ..records.tables import SHAPES, attachment, change, clash
from ..records.uids import Uids
from . import attachments, desks, package_file, station
from .desks import Desk
from .office import Office
from .package_file import ENDING, FORMAT, Header
from .station import COMMITTEE, LEFT

SETTINGS = ("office", "place", "look", "licensed_fonts")
"""The settings that the committee's desk keeps for all."""
NOTE = "note"
"""The blank of a clash that is a record returned with words: 退回修改."""
CHAINED = 20_000
"""Lines of a journal whose seals go along, so that a copied computer shows."""


@dataclass(frozen=True)
class Written:
    """A package that lies on the medium, verified."""

    path: Path
    size: int
    header: Header

    @property
    def counts(self) -> str:
        return told(self.header)


def told(header: Header) -> str:
    """How much a package brings."""
    return "，".join(f"{label} {header.counts[name]} {unit}" for name, label, unit in (
        ("roster", "名册与组织", "条"), ("records", "记录", "条"), ("files", "附件", "个")) if header.counts.get(name)) or "没有记录"


def write(office: Office, folder: Path, to: str = "", *, contents: bool = True) -> Written:
    """Write a package for a desk (a branch's is for the committee) into a folder; older ones in it stay."""
    mine = desks.here(office)
    target = desks.one(office, to) if mine.role == COMMITTEE else desks.others(office)[0]
    if not folder.is_dir():
        raise Trouble(f"没有这个文件夹：{folder}；请插好 U 盘再选")
    signing = station.next_of(office, mine.id)
    made = pack(office, mine, target, contents=contents)
    header = Header(FORMAT, office.uid, mine.id, target.id, signing.epoch, signing.seq, migrating.SCHEMA, forms_seal(office),
                    journal.now(), signing.public, made.counts, made.heads, tuple(made.contents), made.ack)
    called = plain_name(mine.name if mine.role != COMMITTEE else f"下发{target.name}")
    path = folder / f"{called}_{signing.epoch:02d}_{signing.seq:04d}{ENDING}"
    branch = target.id if mine.role == COMMITTEE else mine.id
    size = package_file.write(path, header, made.rows, (attachments.content(office, digest) for digest in made.contents),
                              station.key_for(office, branch), signing.key)
    return Written(path, size, header)


def found(folder: Path) -> list[tuple[Path, Header]]:
    """The packages in a folder, the newest of each desk first; what is not one is passed over."""
    there: list[tuple[Path, Header]] = []
    for path in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
        try:
            there.append((path, package_file.look_at(path)))
        except (Refusal, Trouble):
            continue
    return sorted(there, key=lambda one: (one[1].sender, one[1].place), reverse=True)


def newest(office: Office, folder: Path) -> list[tuple[Path, Header]]:
    """Of the packages in a folder that are for this desk, the newest of each desk."""
    mine = desks.here(office)
    there: dict[str, tuple[Path, Header]] = {}
    for path, header in found(folder):
        if header.office == office.uid and header.to == mine.id:
            there.setdefault(header.sender, (path, header))
    return list(there.values())


def spent(office: Office, folder: Path) -> list[Path]:
    """The packages in a folder that were taken in here, or are older than one that was: they may be deleted."""
    places = {each.id: each.place for each in desks.others(office)}
    mine = desks.here(office).id
    return [path for path, header in found(folder) if header.office == office.uid and header.to == mine
            and header.place <= places.get(header.sender, (0, 0))]


def forms_seal(office: Office) -> str:
    return hashlib.sha256(json.dumps(office.forms(), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def today(kinds: Iterator[Kind] | list[Kind]) -> dict[str, str]:
    """What blanks of the roster are called now, by what they were called."""
    return {name: blank.id for kind in kinds if kind.shape in ROSTER for blank in kind.known.values() for name in blank.was}


def plain_name(name: str) -> str:
    """A desk's name as part of a file's name: what no stick refuses, and not too long."""
    return re.sub(r'[\s<>:"/\\|?*.]+', "", name)[:40] or "数据包"


@dataclass
class Made:
    """What goes into a package."""

    rows: list[dict[str, Any]]
    counts: dict[str, int]
    heads: dict[str, list[Any]]
    contents: list[str]
    ack: dict[str, Any]


def pack(office: Office, mine: Desk, target: Desk, *, contents: bool) -> Made:
    """All that a desk has to tell another one, as of now."""
    with office.reading() as connection:
        return _Pack(office, connection, mine, target).made(contents)


class _Pack:
    def __init__(self, office: Office, connection: Connection, mine: Desk, target: Desk):
        self._office, self._connection, self._mine, self._target = office, connection, mine, target
        self._kinds = list(office.catalogue.kinds.values())
        self._origins = Origins(connection, today(self._kinds))
        self._uids = Uids(connection)
        self._down = mine.role == COMMITTEE
        self._desks = desks.known(office)
        self._theirs = desks.lineage(self._desks, target.id if self._down else mine.id)

    def made(self, contents: bool) -> Made:
        roster = list(self._roster())
        records = list(self._records())
        files = [dict(row) for row in self._files([row["uid"] for row in (*records, *(() if self._down else roster))])]
        heads = self._heads()
        hashes = list(dict.fromkeys(row["hash"] for row in files)) if contents else []
        hello = {"t": "hello", "name": self._mine.name, "roster": self._origins.seen, "records": self._records_seen,
                 "basis": self._basis}
        rows = [hello, *(self._of_the_committee() if self._down else self._chains(heads)), *roster, *records, *files, *self._clashes()]
        taken = self._target.taken
        ack = {name: taken[name] for name in ("epoch", "seq", "at")} if taken else {}
        return Made(rows, {"roster": len(roster), "records": len(records), "files": len(files)}, heads, hashes, ack)

    @property
    def _basis(self) -> dict[str, int]:
        """What the other one is taken to know of the records that are sent; a branch sends all, whatever is known."""
        return dict(self._target.taken.get("vector", {})) if self._down else {}

    @cached_property
    def _records_seen(self) -> dict[str, int]:
        return joined(self._origins.own, desks.seen(self._desks, desks.lineage(self._desks, self._target.id)))

    def _roster(self) -> Iterator[dict[str, Any]]:
        dots = self._origins.roster()
        for kind in self._kinds:
            if kind.shape in ROSTER:
                for one in record.some(self._connection, kind, record.select_of(kind, removed=True)):
                    yield self._row(kind, one, dots.get(one.uid, {}))

    def _records(self) -> Iterator[dict[str, Any]]:
        dots = self._origins.records()
        for kind in self._kinds:
            if kind.shape in ROSTER:
                continue
            table = SHAPES[kind.shape]
            wanted = [row.id for row in self._connection.execute(select(table.c.id, table.c.uid).where(table.c.kind.in_(kind.ids)))
                      if self._goes(row.uid, dots.get(row.uid, NOBODYS))]
            for start in range(0, len(wanted), 500):
                query = record.select_of(kind, removed=True).where(table.c.id.in_(wanted[start:start + 500]))
                for one in record.some(self._connection, kind, query):
                    yield self._row(kind, one, {ALL: dots[one.uid]})

    def _goes(self, uid: str, dot: Dot) -> bool:
        if dot == NOBODYS:
            return False
        held = self._origins.held.get(uid)
        owner = (held.owner if held else None) or self._mine.id
        if not self._down:
            return owner in self._theirs
        concerned = owner in self._theirs or held is not None and not self._theirs.isdisjoint(held.was)
        return concerned and not covers(self._basis, dot)

    def _row(self, kind: Kind, one: record.Record, dots: Dots) -> dict[str, Any]:
        flat = self._uids.out(kind, whole(kind, one))
        told = {blank: dot_of(dots, blank) for blank in dots} | {ALL: dot_of(dots, ALL)}
        return {"t": "row", "kind": kind.id, "uid": one.uid, "owner": self._origins.owner(one.uid) or self._mine.id,
                "entered": one.entered, "dots": told, "flat": flat}

    def _files(self, uids: list[str]) -> Iterator[dict[str, Any]]:
        for start in range(0, len(uids), 500):
            for row in self._connection.execute(select(attachment).where(attachment.c.record.in_(uids[start:start + 500]))):
                yield {"t": "file", **row._mapping}

    def _clashes(self) -> Iterator[dict[str, Any]]:
        """What did not stand: of a branch all it knows of; of the committee what concerns the one it writes to."""
        at = set(self._target.taken.get("heads", ()))
        for row in self._connection.execute(select(clash)):
            note = row.field == NOTE
            if (not note or row.settled) if not self._down else (
                    self._origins.owner(row.record) in self._theirs if note else row.desk in at):
                yield {"t": "clash", **row._mapping}

    def _of_the_committee(self) -> Iterator[dict[str, Any]]:
        for path, text in self._office.forms().items():
            yield {"t": "form", "path": path, "text": text}
        for name in SETTINGS:
            if value := self._office.setting(name):
                yield {"t": "setting", "name": name, "value": value}
        for each in desks.others(self._office):
            if each.role != LEFT:
                yield {"t": "desk", "id": each.id, "name": each.name}

    def _heads(self) -> dict[str, list[Any]]:
        """Of each desk that wrote in this journal, the number and seal of its last line."""
        found: dict[str, list[Any]] = {}
        for name, seq in self._origins.own.items():
            seal = self._connection.execute(select(change.c.hash).where(change.c.desk == name, change.c.seq == seq)).scalar_one()
            found[name] = [seq, seal]
        return found

    def _chains(self, heads: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
        """The first bytes of the seal of each line, so that the committee sees whether it is still the same journal."""
        for name, (last, _) in heads.items():
            first = max(1, last - CHAINED + 1)
            seals = self._connection.execute(select(change.c.hash).where(
                change.c.desk == name, change.c.seq >= first).order_by(change.c.seq)).scalars()
            yield {"t": "chain", "desk": name, "first": first,
                   "seals": base64.b64encode(b"".join(bytes.fromhex(seal[:8]) for seal in seals)).decode()}


