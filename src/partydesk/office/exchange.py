"""Records out to Excel and back in: every bad cell named by row and column, good rows kept."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..catalogue import citizen
from ..catalogue.fields import Link, Text
from ..catalogue.kind import Kind
from ..catalogue.shapes import REASONS_HEADING, ROLL_HEADINGS
from ..catalogue.text import clean, closed, noticed
from ..errors import Refusal, Refusals
from ..papers import files
from ..records.record import Record
from ..sheets import foreign, workbook
from ..sheets.foreign import Sheet
from . import backups, by_blank
from .office import Office, OnlyTried
from .printing import Told


@dataclass(frozen=True)
class BadCell:
    """One thing that could not be taken in, and where it stands on the sheet."""

    row: int
    column: str
    what: str

    def __str__(self) -> str:
        return f"第 {self.row} 行" + (f"“{self.column}”栏" if self.column else "") + f"：{self.what}"


@dataclass(frozen=True)
class Imported:
    """How many rows were good, whether they were kept, and everything that was wrong with the others.

    `same` rows say what a record says already: they are passed over, so that a sheet may be imported twice.
    `changed` of the good ones speak of a record that was there. `odd` is what was taken in and should be looked at,
    `told` what is to be known of the sheet as a whole.
    """

    good: int
    bad: tuple[BadCell, ...]
    kept: bool
    same: int = 0
    changed: int = 0
    odd: tuple[BadCell, ...] = ()
    told: tuple[str, ...] = ()


def covered(office: Office, kind: str) -> tuple[str, ...]:
    """The blanks of a kind whose numbers are shown with their middle covered, by their labels."""
    return tuple(blank.label for blank in office.catalogue.kind(kind).shown(date.today().year) if isinstance(blank, Text) and blank.sort)


def export_sheet(office: Office, kind: str, out: Path, *, full: bool = False) -> int:
    """All records of a kind as an .xlsx; returns how many. With none yet, it is a sheet to fill in.

    `full`: citizens' numbers whole, which is written in the journal. A covered one that comes back changes nothing.
    """
    of = office.catalogue.kind(kind)
    if out.suffix.lower() != ".xlsx":
        raise Refusal(f"只能导出为 .xlsx，现为“{out.name}”")
    records = sorted(office.records(of.id, rolls=True), key=lambda record: record.id)
    rows = [(record.uid, record.values, record.roll, record.reasons) for record in records]
    with office.in_full(f"导出{of.label}（{len(rows)} 条）") if full else nullcontext():
        data = workbook.write(of, date.today().year, rows, office.names)
    files.replace(out, data)
    return len(rows)


class Stopped(Refusal):
    """The clerk has stopped an import: nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__("已停下，什么都没有导入")


def import_sheet(office: Office, kind: str, path: Path, *, dry_run: bool = False, told: Told | None = None) -> Imported:
    """Take in the rows of a file: the good ones in one step that one undo takes back, the bad ones listed."""
    return from_sheets(office, kind, path.name, foreign.sheets(path, told), dry_run=dry_run, told=told)


def from_sheets(office: Office, kind: str, name: str, sheets: Sequence[Sheet], *, dry_run: bool = False,
                told: Told | None = None) -> Imported:
    """The same of sheets that have been read already."""
    of = office.catalogue.kind(kind)
    rows = list(workbook.read(of, name, sheets))
    if not dry_run and len(rows) > backups.MANY:
        backups.before(office, backups.IMPORT)
    return take(office, of, rows, f"导入{of.label}（{name}）", dry_run=dry_run, told=told)


def take(office: Office, of: Kind, rows: Iterable[workbook.Row], why: str, *, dry_run: bool = False,
         known_as: Callable[[Mapping[str, Any]], int | None] | None = None, told: Told | None = None) -> Imported:
    """Take in rows, however they came: as `import_sheet` does.

    A row that names its record changes that one, and takes away what it leaves empty. `known_as` says which record
    another row speaks of, where it is one that is there already; that one is changed, and keeps what the row does not say.
    `told` hears after each row how many are done, of how many; whatever it raises ends all, and nothing stays.
    """
    own: Mapping[str, Record] | None = None
    bad: list[BadCell] = []
    odd: list[BadCell] = []
    above: dict[str, int] = {}                # the row that names someone
    good = same = changed = 0
    known: Counter[tuple[str, ...]] | None = None
    every = list(rows)
    # who comes on a roll is only seen to be there when it is written; all else is checked before
    apart = office.attempt if of.shape == "activity" else nullcontext
    with office.together(why, trial=dry_run):
        for done, row in enumerate(every):
            if told is not None:
                told(done, len(every))
            if row.wrong:
                bad += [BadCell(row.number, head, what) for head, what in row.wrong.items()]
                continue
            try:
                texts, passed = _uncovered(of, row)
                values, roll = by_blank.read(office, of.id, _closed(of, texts)), _roll(office, of, row.roll)
                reasons = _reasons(office, row.reasons, roll or {})
                if row.record and own is None:
                    own = {record.uid: record for record in office.records(of.id, rolls=True)}
                if row.record and own and (before := own.get(row.record)) is not None:
                    if _unchanged(of, before, values, roll, reasons):
                        same += 1
                        continue
                    with apart():
                        office.save(of.id, values, id=before.id, roll=roll, reasons=reasons)
                    good, changed = good + 1, changed + 1
                    continue
                if known is None:
                    known = _said(office, of, tuple(values))
                if known[said := _key(of, values, tuple(values))]:
                    known[said] -= 1
                    same += 1
                    continue
                id = known_as(values) if known_as is not None else None
                with apart():
                    office.save(of.id, values if id is None else _told(values), id=id, roll=roll, reasons=reasons)
                good += 1
                changed += id is not None
                odd += [BadCell(row.number, head, what) for head, what in {**row.odd, **passed}.items()]
                if said_of := noticed(str(values.get(of.of.name) or "")) if of.shape in ("person", "body") else "":
                    odd.append(BadCell(row.number, of.blanks[of.of.name].label, said_of))
                if of.shape == "person" and id is None and (first := above.setdefault(values["name"], row.number)) != row.number:
                    odd.append(BadCell(row.number, of.blanks["name"].label,
                                       f"与第 {first} 行同名（{values['name']}），按两个人登记；如果是同一个人，请在表里只留一行"))
            except Refusals as refusals:
                bad += [BadCell(row.number, of.known[id].label if id in of.known else id, what)
                        for id, what in refusals.by_field.items()]
            except Refusal as refusal:
                bad.append(BadCell(row.number, "", str(refusal)))
        if dry_run:
            raise OnlyTried
    return Imported(good, tuple(bad), not dry_run, same, changed, tuple(odd))


def _uncovered(of: Kind, row: workbook.Row) -> tuple[dict[str, str], dict[str, str]]:
    """A row without its covered numbers: its own record keeps what it has, another is left without, and that is told."""
    sorts = {id for id, blank in of.known.items() if isinstance(blank, Text) and blank.sort}
    there = {id for id, text in row.texts.items() if id in sorts and citizen.is_covered(text)}
    if row.record:
        return {id: text for id, text in row.texts.items() if id not in there}, {}
    return ({id: "" if id in there else text for id, text in row.texts.items()},
            {of.known[id].label: f"“{row.texts[id][:24]}”中间是遮住的，没有导入；已有的号码不变" for id in there})


def _closed(of: Kind, texts: Mapping[str, str]) -> dict[str, str]:
    """A row whose names are not spaced out."""
    named = {id for id, blank in of.blanks.items() if isinstance(blank, Link) and blank.to in ("person", "body")}
    named |= {of.of.name} if of.shape in ("person", "body") else set()
    return {id: closed(text) if id in named else text for id, text in texts.items()}


def _unchanged(of: Kind, before: Record, values: Mapping[str, Any], roll: Mapping[int, str] | None,
               reasons: Mapping[int, str] | None) -> bool:
    """Whether a row says of its record just what it is."""
    return (_key(of, before.values, tuple(values)) == _key(of, values, tuple(values))
            and (roll is None or dict(roll) == dict(before.roll)) and (reasons is None or dict(reasons) == dict(before.reasons)))


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says: an empty cell takes nothing away from a record that is there."""
    return {id: value for id, value in values.items() if value is not None and value != ()}


def _said(office: Office, kind: Kind, ids: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    """What the records of a kind say in these blanks, and how many say it."""
    return Counter(_key(kind, record.values, ids) for record in office.records(kind.id))


def _key(kind: Kind, values: Mapping[str, Any], ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(repr(kind.known[id].store(values.get(id))) for id in sorted(ids))


def _roll(office: Office, kind: Kind, named: Mapping[str, str]) -> dict[int, str] | None:
    if not kind.roll or not named:
        return None
    roll: dict[int, str] = {}
    refusals: dict[str, str] = {}
    for status, names in named.items():
        for name in filter(None, map(clean, re.split(r"[、,，;；\n]+", names))):
            try:
                id = office.names.find("person", closed(name))
                if roll.setdefault(id, status) != status:
                    raise Refusal(f"“{name}”写了两种签到")
            except Refusal as refusal:
                refusals[ROLL_HEADINGS[status]] = str(refusal)
    if refusals:
        raise Refusals(refusals)
    return roll


def _reasons(office: Office, told: str, roll: Mapping[int, str]) -> dict[int, str] | None:
    """Why people were away: 张三：出差、李四：病假; what has no name before it goes on with the reason before."""
    if not clean(told):
        return None
    reasons: dict[int, str] = {}
    last = None
    for part in filter(None, map(clean, re.split(r"[、;；\n]+", told))):
        name, *why = map(clean, re.split("[:：]", part, maxsplit=1))
        try:
            if why:
                last = office.names.find("person", name)
                if last not in roll:
                    raise Refusal(f"“{name}”写了事由，但不在签到的各栏里")
                reasons[last] = why[0]
            elif last is None:
                raise Refusal(f"“{part}”不知是谁的事由，应写作“姓名：事由”，如“张三：出差、李四：病假”")
            else:
                reasons[last] += f"、{part}"
        except Refusal as refusal:
            raise Refusals({REASONS_HEADING: str(refusal)}) from None
    return reasons
