"""Four desks, sticks and time: what each wrote stands everywhere, was gone on from knowingly, or is shown in one clash.

Each history is random: edits, additions, deletions, merged twins, records taken over, undone steps; sticks that are lost,
old, doubled and out of order; clocks a year off; a branch (or the committee) that goes on from an old copy of its file.
At its end every stick is delivered. The offices are real ones, with the small vocabulary of the tests.
"""
from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.util import LRUCache

from partydesk import places
from partydesk.errors import Refusal
from partydesk.office import (
    Office,
    backups,
    clashes,
    handing,
    heads,
    joining,
    package_file,
    packages,
    station,
    steps,
    taking,
    twins,
)
from partydesk.records import journal
from partydesk.records.origin import WHOLE
from partydesk.records.tables import SHAPES, clash
from partydesk.records.uids import Uids

from .outcome import Outcome

SMALL = Path(__file__).parents[1] / "small"
NAMES = ("hq", "b1", "b2", "b3")
Cell = tuple[str, str]
YEAR = timedelta(days=365)
MANY = 50
"""Histories from which on they are tried in processes of their own."""
TOLD = {"edits": "改动", "sticks": "写出的数据包", "refused": "重复或较旧而退回", "restored": "换回旧文件", "undone": "撤销收取",
        "clashes": "列出的冲突"}


@dataclass
class Edit:
    """One value that somebody wrote into one cell, by which step; `over` are the edits that went on from it knowingly."""

    desk: str
    cell: Cell
    value: Any
    sent: bool = False
    forgiven: bool = False                    # gone with an old copy, before any stick carried it
    over: list[Edit] = field(default_factory=list)


_COMPILED: LRUCache[Any, Any] = LRUCache(2000)


class _Clock(datetime):
    """The clock of the desk that is at work."""

    ahead = timedelta()

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.ahead


@contextmanager
def world(folder: Path) -> Iterator[None]:
    """The small vocabulary, own settings in this folder, and a clock that can be put wrong; backups have a trial of their own (`year`)."""
    kept = places.shipped, journal.datetime, os.environ.get("XDG_CONFIG_HOME"), heads.kept, heads.keep, backups.before
    backups.before = lambda *_, **__: None  # type: ignore[assignment]
    heads.kept, heads.keep = (lambda _: {}), (lambda _uid, _seen: None)     # four computers: none saw another's file
    places.shipped = lambda name: SMALL if name == "forms" else kept[0](name)
    journal.datetime = _Clock                 # type: ignore[misc]
    os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
    try:
        yield
    finally:
        places.shipped, journal.datetime, _, heads.kept, heads.keep, backups.before = kept  # type: ignore[misc]
        _Clock.ahead = timedelta()
        if kept[2] is None:
            os.environ.pop("XDG_CONFIG_HOME")
        else:
            os.environ["XDG_CONFIG_HOME"] = kept[2]


def begin(folder: Path) -> None:
    """A committee's office with a roster, and three branches that joined it: made once, copied for each history."""
    folder.mkdir(parents=True, exist_ok=True)
    with Office.create(folder / "hq.partydesk", "政法委", who="委机关", desk="0" * 31 + "a") as office:
        for number in range(1, 4):
            home = office.save("branch", {"name": f"第{number}党支部"})
            for each in range(2):
                office.save("staff", {"name": f"人{number}{each}", "body": home, "born": date(1980, number, each + 1)})
        for number, name in enumerate(NAMES[1:], 1):
            invitation = joining.invite(office, f"第{number}党支部", folder)
            joining.join(invitation.path, invitation.code, folder / f"{name}.partydesk", who=name, desk=str(number) * 32).close()


class History:
    """One history under way."""

    def __init__(self, base: Path, folder: Path, seed: int):
        self.random, self.folder = random.Random(seed), folder
        shutil.copytree(base, folder, dirs_exist_ok=True)
        self.number = 0
        self.desk = dict(zip(NAMES, ("0" * 31 + "a", "1" * 32, "2" * 32, "3" * 32), strict=True))
        self.office = {name: self._open(name) for name in NAMES}
        self.ahead = {name: self.random.choice((timedelta(), timedelta(), YEAR, -YEAR)) for name in NAMES}
        self.mail: dict[str, list[Path]] = {name: [] for name in NAMES}
        self.edits: list[Edit] = []
        self.by: dict[tuple[Cell, Any], Edit] = {}
        self.last: dict[str, dict[Cell, Edit]] = {name: {} for name in NAMES}
        self.copies: dict[str, tuple[Path, dict[Cell, Edit], int]] = {}
        self.failures: list[str] = []
        self.told = {"edits": 0, "sticks": 0, "refused": 0, "restored": 0, "undone": 0}

    def _open(self, name: str) -> Office:
        office = Office.open(self.folder / f"{name}.partydesk", who=name, desk=self.desk[name])
        office._engine._compiled_cache = _COMPILED         # statements are compiled once for all histories
        return office

    def close(self) -> None:
        for office in self.office.values():
            office.close()

    # ── what is done ─────────────────────────────────────────────────────────────────────────────

    def run(self, length: int) -> None:
        for _ in range(length):
            name = self.random.choice(NAMES)
            self.at(name)
            verb = self.random.choices((self.edit, self.write, self.receive, self.undo, self.copy, self.restore, self.rule),
                                       (52, 12, 24, 7, 5, 4, 5))[0]
            verb(name)
        self.deliver()

    def at(self, name: str) -> None:
        _Clock.ahead = self.ahead[name]

    def edit(self, name: str) -> None:
        """Something a clerk does, and which cells it changed."""
        before = self.cells(name)
        office, pick = self.office[name], self.random
        self.number += 1
        unique = f"{name}之{self.number}"
        people, bodies = self.live(office, "staff"), self.live(office, "branch")
        try:
            match pick.randrange(12):
                case 0 | 1 | 2 if people:
                    office.save("staff", {"name": unique}, id=pick.choice(people))
                case 3 if people:
                    office.save("staff", {"born": date(1950, 1, 1) + timedelta(days=self.number)}, id=pick.choice(people))
                case 4 if people:
                    office.remove("staff", pick.choice(people))
                case 5 if bodies:
                    office.save("branch", {"name": unique}, id=pick.choice(bodies))
                case 6 if bodies:
                    office.save("staff", {"name": unique, "body": pick.choice(bodies)})
                case 7 if people and bodies:
                    office.save("study", {"date": date(2025, 3, 1), "title": unique, "bodies": (pick.choice(bodies),)},
                                roll={id: pick.choice(("present", "leave")) for id in pick.sample(people, min(3, len(people)))})
                case 8 if own := self.own(office, "study"):
                    office.save("study", {"title": unique}, id=pick.choice(own))
                case 9 if own := self.own(office, "study"):
                    office.save("problem", {"date": date(2025, 4, 1), "title": unique, "activity": pick.choice(own)})
                case 10 if own := self.own(office, "problem"):
                    office.save("problem", {"title": unique}, id=pick.choice(own))
                case 11 if own := self.own(office, "problem"):
                    office.remove("problem", pick.choice(own))
        except Refusal:
            return
        self.changed(name, before)

    def rule(self, name: str) -> None:
        """What only the committee does: decide, merge two entries, take over."""
        office, before = self.office["hq"], self.cells("hq")
        self.at("hq")
        try:
            match self.random.randrange(3):
                case 0 if there := clashes.shown(office):
                    clashes.settle(office, self.random.choice(there), self.random.choice(("ours", "theirs")))
                case 1 if len(there := self.live(office, "staff")) > 1:
                    one, other = (twins._someone(office, office.catalogue.kind("staff"), office.record("staff", id))
                                  for id in self.random.sample(there, 2))
                    twins.merge(office, one, other)
                case 2 if there := self.live(office, "study"):
                    handing.take_over(office, "study", self.random.choice(there))
        except Refusal:
            return
        self.changed("hq", before)

    def undo(self, name: str) -> None:
        before = self.cells(name)
        try:
            done = steps.undo(self.office[name])
        except Refusal:
            return
        if done is None or done.why.startswith(("用邀请", "收取")):
            self.told["undone"] += done is not None
            self.read(name)
            return
        self.changed(name, before)

    def write(self, name: str) -> None:
        office = self.office[name]
        to = self.random.choice(NAMES[1:]) if name == "hq" else "hq"
        self.post(name, to, office)

    def post(self, name: str, to: str, office: Office) -> Path:
        target = f"第{to[1]}党支部" if name == "hq" else ""
        path = packages.write(office, self.folder, target).path
        self.mail[to].append(path)
        carried = self.carried(name, path)
        for edit in self.edits:
            edit.sent |= edit.desk == name and edit.cell[0] in carried
        self.told["sticks"] += 1
        return path

    def carried(self, name: str, path: Path) -> set[str]:
        """Which records lie on a stick, as who gets it reads it: the committee's own meetings go to no branch."""
        header, office = package_file.look_at(path), self.office[name]
        branch = header.to if name == "hq" else header.sender
        opened = package_file.read(path, header, station.key_for(office, branch), bytes.fromhex(header.key))
        return {row["uid"] for row in opened.rows if row["t"] == "row"}

    def receive(self, name: str) -> None:
        """The newest stick, or an old one, once or twice; those not taken may be lost, until the end."""
        if self.mail[name]:
            path = self.mail[name][-1] if self.random.random() < 0.7 else self.random.choice(self.mail[name])
            for _ in range(self.random.choice((1, 1, 1, 2))):
                self.take(name, path)

    def take(self, name: str, path: Path) -> None:
        try:
            taking.take(self.office[name], path)
        except Refusal as refusal:
            self.told["refused"] += 1
            if not any(said in str(refusal) for said in ("没有新的内容", "已经收取过")):
                self.failures.append(f"{name} 收不了：{refusal}")
        self.read(name)

    def copy(self, name: str) -> None:
        self.office[name].close()
        kept = self.folder / f"{name}.copy"
        shutil.copy(self.folder / f"{name}.partydesk", kept)
        self.copies[name] = kept, dict(self.last[name]), len(self.edits)
        self.office[name] = self._open(name)

    def restore(self, name: str) -> None:
        """Go on from an old copy, under a new id, as the program does."""
        if name not in self.copies:
            return
        kept, last, number = self.copies[name]
        self.office[name].close()
        shutil.copy(kept, self.folder / f"{name}.partydesk")
        self.number += 1
        self.desk[name] = f"{self.desk[name][0]}{self.number:031d}"
        self.office[name] = self._open(name)
        for edit in self.edits[number:]:
            edit.forgiven |= edit.desk == name and not edit.sent
        self.last[name] = last
        self.told["restored"] += 1

    # ── what there is ────────────────────────────────────────────────────────────────────────────

    def live(self, office: Office, kind: str) -> list[int]:
        return [one.id for one in office.records(kind)]

    def own(self, office: Office, kind: str) -> list[int]:
        from partydesk.records.origin import strangers
        records = office.records(kind)
        with office.reading() as connection:
            others = strangers(connection, [one.uid for one in records])
        return [one.id for one in records if one.uid not in others]

    def cells(self, name: str) -> dict[Cell, Any]:
        """What stands where at one desk."""
        found: dict[Cell, Any] = {}
        with self.office[name].reading() as connection:
            for shape, columns in (("person", ("name", "born", "removed")), ("body", ("name", "removed")),
                                   ("activity", ("title", "removed")), ("item", ("title", "removed"))):
                table = SHAPES[shape]
                for row in connection.execute(select(table.c.uid, *(table.c[column] for column in columns))):
                    for column in columns:
                        value = getattr(row, column)
                        found[row.uid, column] = value.isoformat() if isinstance(value, date) else value
        return found

    def changed(self, name: str, before: dict[Cell, Any]) -> None:
        """Note what a clerk did there just now."""
        for cell, value in self.cells(name).items():
            if value != before.get(cell):
                edit = Edit(name, cell, value)
                if (known := self.last[name].get(cell)) is not None:
                    known.over.append(edit)
                self.edits.append(edit)
                self.by[cell, value] = edit
                if cell[1] == "removed" and value:          # who deletes a record has seen all of it
                    for other, known in self.last[name].items():
                        if other[0] == cell[0] and other != cell:
                            known.over.append(edit)
                self.last[name][cell] = edit
                self.told["edits"] += 1

    def read(self, name: str) -> None:
        """Whose edits stand at a desk now: no value is written twice, but by undoing."""
        self.last[name] = {cell: self.by[cell, value] for cell, value in self.cells(name).items() if (cell, value) in self.by}

    # ── the end ──────────────────────────────────────────────────────────────────────────────────

    def deliver(self) -> None:
        """All sticks reach whom they are for, in any order; then each desk hears of the others."""
        for name in self.random.sample(NAMES, 4):
            self.at(name)
            for path in self.random.sample(self.mail[name], len(self.mail[name])):
                self.take(name, path)
        self.round()
        self.account()
        for one in clashes.shown(self.office["hq"]):
            self.at("hq")
            try:
                clashes.settle(self.office["hq"], one, self.random.choice(("ours", "theirs")))
            except Refusal:
                clashes.settle(self.office["hq"], one, "ours")
        self.round()
        self.same()

    def round(self) -> None:
        """Every branch writes to the committee, and the committee to every branch."""
        for name in NAMES[1:]:
            self.at(name)
            self.take("hq", self.post(name, "hq", self.office[name]))
        for name in NAMES[1:]:
            self.at("hq")
            self.take(name, self.post("hq", name, self.office["hq"]))

    def account(self) -> None:
        """Where is every edit?"""
        cells = self.cells("hq")
        listed: dict[tuple[Cell, Any], int] = {}
        with self.office["hq"].reading() as connection:
            rows = connection.execute(select(clash)).all()
        for row in rows:
            for text in (row.ours, row.theirs):
                value = json.loads(text or "null")
                flat = value if row.field == WHOLE and isinstance(value, dict) else {row.field: value}
                for name, said in flat.items():
                    listed[(row.record, name), said if isinstance(said, str) else None] = 1 + listed.get(
                        ((row.record, name), said if isinstance(said, str) else None), 0)
        deletions = {(row.record, row.field) for row in rows}      # two desks that delete one entry say one thing
        theirs: dict[tuple[str, str, str], int] = {}
        for row in rows:
            key = row.record, row.field, row.theirs or ""
            theirs[key] = theirs.get(key, 0) + 1
        once = Counter((edit.cell, edit.value) for edit in self.edits)
        self.failures += [f"同一处冲突列出 {number} 次：{key}" for key, number in theirs.items()
                          if number > 1 and key[1] != WHOLE and once[key[:2], json.loads(key[2] or "null") or ""] == 1]
        for edit in self.edits:
            if edit.forgiven or cells.get(edit.cell) == edit.value or (edit.cell, edit.value) in listed:
                continue
            if any(not over.forgiven for over in edit.over) or edit.cell[1] == "removed" and edit.value and (
                    cells.get(edit.cell) or edit.cell in deletions or edit.value == "undone" and edit.cell not in cells):
                continue
            self.failures.append(f"{edit.desk} 写的 {edit.cell} = {edit.value} 不见了，现为 {cells.get(edit.cell)}")
        self.told["clashes"] = len(rows)

    def same(self) -> None:
        """Every desk has the same roster, and the committee what each branch has of its own."""
        whole = self.rows("hq")
        for name in NAMES[1:]:
            mine = self.rows(name)
            for key in sorted(whole.keys() | mine.keys()):
                shape = key[0]
                if shape in ("person", "body") or key in mine:
                    nothing = {"removed": "undone"}         # an addition taken back before it was ever sent
                    if whole.get(key) != mine.get(key) and not all(
                            rows.get(key, nothing).get("removed") == "undone" for rows in (whole, mine)):
                        self.failures.append(f"{name} 与 hq 不一致：{key}\n  {mine.get(key)}\n  {whole.get(key)}")
        if clashes.shown(self.office["hq"]):
            self.failures.append("裁定以后又有冲突")

    def rows(self, name: str) -> dict[tuple[str, str], dict[str, Any]]:
        office, found = self.office[name], dict[tuple[str, str], dict[str, Any]]()
        from partydesk.records import record
        from partydesk.records.back import whole
        with office.reading() as connection:
            uids = Uids(connection)
            for kind in office.catalogue.kinds.values():
                for one in record.some(connection, kind, record.select_of(kind, removed=True)):
                    found[kind.shape, one.uid] = uids.out(kind, whole(kind, one))
        return found


def trial(times: int, folder: Path, seed: int = 20, length: int = 40) -> Outcome:
    """So many histories, each of so many events; two at a time where there are many."""
    room = Path(tempfile.mkdtemp(prefix="sticks-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else folder))
    try:
        with world(room / "base"):
            begin(room / "base")
        tried = partial(_tried, room, seed, length)
        if times < MANY:
            told = [tried(number) for number in range(times)]
        else:
            with get_context("spawn").Pool(os.cpu_count() or 1, maxtasksperchild=200) as pool:
                told = pool.map(tried, range(times), chunksize=5)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    failures = [f"第 {number} 次：{said}" for number, (found, _) in enumerate(told) for said in found]
    sums = {says: str(sum(counts.get(name, 0) for _, counts in told)) for name, says in TOLD.items()}
    return Outcome(times, failures, sums | {"时钟": "四台各快一年、慢一年或不差", "种子": str(seed)})


def _tried(room: Path, seed: int, length: int, number: int) -> tuple[list[str], dict[str, int]]:
    """One history: what failed, and how much there was of what."""
    at = room / f"history-{number}"
    with world(at):
        history = History(room / "base", at, seed * 100_000 + number)
        try:
            history.run(length)
        except Exception as error:  # noqa: BLE001 (which history it was is what is wanted)
            history.failures.append(f"{type(error).__name__}：{error}")
        finally:
            history.close()
            shutil.rmtree(at)
    return history.failures, history.told
