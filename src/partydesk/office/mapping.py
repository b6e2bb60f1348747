"""A clerk's own sheet, column by column: which of its columns are which blanks, and its rows taken in by that.

The columns are guessed from their headings (the label, what the forms say that others call it), the clerk corrects the
guess, and what was settled is remembered in the office by the headings, so that next month's sheet of the same source
asks nothing.
"""
from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ..catalogue.fields import Link
from ..catalogue.kind import Kind
from ..catalogue.shapes import REASONS_HEADING, RECORD_HEADING, ROLL_HEADINGS
from ..catalogue.text import clean, closed, halfwidth
from ..errors import Refusal
from ..sheets.foreign import LOOKED_AT, Line, Sheet, sheets
from ..sheets.workbook import Row
from . import backups, exchange
from .exchange import Imported
from .gathered import Gathered, bodies, cell
from .office import Office, OnlyTried
from .printing import Told

Columns = Mapping[int, str]
"""Which blank each column of a sheet is, by the column's place from 0; columns that are left out are not taken."""

_SPELT = "called.body"
"""The setting that remembers what other people's sheets call the organisations here."""


@dataclass(frozen=True)
class Source:
    """One worksheet as it is to be taken in: where its headings stand, and what its columns are."""

    sheet: Sheet
    head: int
    columns: Columns
    remembered: bool = False
    heads: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "heads", self.sheet.heads(self.head))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return self.sheet.rows(self.head)


def sources(office: Office, kind: str, path: Path, told: Told | None = None) -> list[Source]:
    """The worksheets of a file as this kind could take them, the likeliest first; hidden ones after those in sight."""
    of = office.catalogue.kind(kind)
    found = [_source(office, of, sheet) for sheet in sheets(path, told)]
    return sorted(found, key=lambda source: (source.sheet.hidden, not source.remembered, -len(source.columns)))


def _source(office: Office, of: Kind, sheet: Sheet) -> Source:
    near = range(min(len(sheet.lines), LOOKED_AT))
    head = max(near, key=lambda at: (len(guessed(of, sheet.heads(at))), at == sheet.fullest, -at))
    heads = sheet.heads(head)
    if (kept := remembered(office, of, heads)) is not None:
        return Source(sheet, head, kept, remembered=True)
    return Source(sheet, head, guessed(of, heads))


def choices(of: Kind) -> dict[str, str]:
    """What a column can be: label by the name that `Columns` uses."""
    shown = {blank.id: blank.label for blank in of.blanks.values() if not blank.derived}
    if of.roll:
        shown |= {f"roll.{status}": label for status, label in ROLL_HEADINGS.items()} | {"reasons": REASONS_HEADING}
    return shown | {"record": RECORD_HEADING}


def guessed(of: Kind, heads: Sequence[str]) -> dict[int, str]:
    """What the headings say the columns are: whatever they name outright, then what each of the others comes closest to.

    Two columns may be one blank (出生年月 and 身份证号): the first that says something is read.
    """
    sure, vague = {}, {}
    for at, head in enumerate(heads):
        worth, id = max(((_alike(_plain(head), [_plain(word) for word in said]), id) for id, said in _called(of)),
                        key=lambda one: one[0])
        if worth > 1:
            sure[at] = id
        elif worth:
            vague[at] = id
    for at, id in vague.items():
        if id not in sure.values():
            sure[at] = id
    return dict(sorted(sure.items()))


def _called(of: Kind) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every name of each thing that a column can be, the surest first."""
    for id, label in choices(of).items():
        blank = of.blanks.get(id)
        yield id, (label, *(blank.also if blank is not None else ()), *((of.of.columns[id].label,) if id in of.of.columns else ()))


def _plain(head: str) -> str:
    """A heading without what is said beside it: 出生年月（岁）, *姓名."""
    return re.sub(r"[\s*＊:：、/]|[(（\[【].*?[)）\]】]", "", halfwidth(head)).lower()


def _alike(head: str, names: Sequence[str]) -> int:
    """How surely a heading is meant by one of the names: 3 the label, 2 another name of it, 1 one within the other, 0 not."""
    if not head:
        return 0
    if head == names[0]:
        return 3
    if head in names:
        return 2
    return int(any(len(name) >= 2 and len(head) >= 2 and (name in head or head in name) for name in names))


# ── what is remembered ───────────────────────────────────────────────────────────────────────────


def remembered(office: Office, of: Kind, heads: Sequence[str]) -> dict[int, str] | None:
    """What was settled for a sheet with these headings; None where none like it was taken in."""
    kept = office.setting(_name(of, heads))
    return {int(at): id for at, id in json.loads(kept).items() if id in choices(of)} if kept else None


def remember(office: Office, of: Kind, source: Source) -> None:
    kept = json.dumps({str(at): id for at, id in source.columns.items()}, sort_keys=True)
    if office.setting(_name(of, source.heads)) != kept:
        office.set(_name(of, source.heads), kept)


def _name(of: Kind, heads: Sequence[str]) -> str:
    said = json.dumps([of.id, *map(_plain, heads)], ensure_ascii=False)
    return "columns." + hashlib.sha256(said.encode()).hexdigest()[:16]


# ── taking in ────────────────────────────────────────────────────────────────────────────────────


def lacking(of: Kind, columns: Columns) -> list[str]:
    """The labels of what must be filled in and no column is."""
    return [blank.label for blank in of.blanks.values()
            if blank.required and not blank.default and not blank.derived and blank.id not in columns.values()]


def unknown_bodies(office: Office, kind: str, source: Source) -> dict[str, str]:
    """Organisations that the sheet speaks of and nobody has entered yet, as they come: under which blank each stands."""
    of, names, settled = office.catalogue.kind(kind), office.names, _settled(office)
    found: dict[str, str] = {}
    for at, id in source.columns.items():
        blank = of.blanks.get(id)
        if isinstance(blank, Link) and blank.to == "body":
            for text in dict.fromkeys(cell(line, at) for line in source.lines):
                for name in bodies(blank, text):
                    try:
                        names.find("body", settled.get(name, name))
                    except Refusal as refusal:
                        if "没有" in str(refusal):
                            found.setdefault(name, blank.label)
    return found


def likely(office: Office, name: str) -> int | None:
    """The organisation that is probably meant by another way of writing its name: 第一支部 is 第一党支部."""
    alike = [id for id, called in entered(office).items() if _core(called) == _core(name)]
    return alike[0] if len(alike) == 1 else None


def entered(office: Office) -> dict[int, str]:
    """The organisations that a name on a sheet can stand for: what each is called, by id."""
    return {record.id: record.values["name"] for kind in office.catalogue.kinds.values() if kind.shape == "body" and kind.first
            for record in office.records(kind.id)}


def _core(name: str) -> str:
    return re.sub("中共|机关|党|总|委员会", "", closed(halfwidth(name)))


def _settled(office: Office) -> dict[str, str]:
    """What the names on other people's sheets were settled to mean: what that organisation is called now."""
    kept, here = office.setting(_SPELT), entered(office)
    return {name: here[id] for name, id in (json.loads(kept) if kept else {}).items() if id in here}


def _settle(office: Office, meant: Mapping[str, int]) -> None:
    if meant:
        kept: dict[str, int] = json.loads(office.setting(_SPELT) or "{}")
        office.set(_SPELT, json.dumps({**kept, **meant}, ensure_ascii=False, sort_keys=True))


def bring_in(office: Office, kind: str, source: Source, *, name: str = "", bodies: Mapping[str, str | int] | None = None,
             dry_run: bool = False, told: Told | None = None) -> Imported:
    """The rows of a sheet as records, in one step: new ones, or changes of whoever is there already.

    `bodies` are organisations to be entered first: name → kind; or, of another name for one that is there: → its id, which
    is remembered. A person is the same who has the same name and the same birthday, or else the same organisation, or
    else a name that nobody shares.
    """
    of = office.catalogue.kind(kind)
    if missing := lacking(of, source.columns):
        raise Refusal(f"还没有指明哪一列是“{'”“'.join(missing)}”")
    why = f"导入{of.label}" + (f"（{name}）" if name else "")
    if not dry_run and len(source.lines) > backups.MANY:
        backups.before(office, backups.IMPORT)
    with office.together(why, trial=dry_run):
        for body, sort in (bodies or {}).items():
            if isinstance(sort, str):
                office.save(sort, {"name": body})
        _settle(office, {body: meant for body, meant in (bodies or {}).items() if isinstance(meant, int)})
        remember(office, of, source)
        gathered = Gathered(of, source, _settled(office))
        found = list(gathered)
        done = exchange.take(office, of, found, why, known_as=_same(office, of, found), told=told)
        if dry_run:
            raise OnlyTried
    return replace(done, kept=not dry_run, told=gathered.told)


def import_file(office: Office, kind: str, path: Path, *, dry_run: bool = False, told: Told | None = None) -> Imported:
    """A sheet by the mapping that was settled for its headings; by the kind's own headings where there is none."""
    every = sources(office, kind, path, told)
    found = [source for source in every if source.remembered]
    if found:
        return bring_in(office, kind, found[0], name=path.name, dry_run=dry_run, told=told)
    return exchange.from_sheets(office, kind, path.name, [source.sheet for source in every], dry_run=dry_run, told=told)


def _same(office: Office, of: Kind, found: Sequence[Row]) -> Any:
    """Who a row of a roster speaks of, by what it says."""
    if of.shape != "person":
        return None
    often = Counter(clean(row.texts.get("name", "")) for row in found)
    known: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
    for record in office.records(of.id):
        known.setdefault(record.values["name"], []).append((record.id, record.values))

    def same(values: Mapping[str, Any]) -> int | None:
        alike = known.get(values.get("name") or "", [])
        for id in ("born", "body"):
            if values.get(id) is not None:
                agreeing = [at for at, kept in alike if kept.get(id) == values[id]]
                if len(agreeing) == 1:
                    return agreeing[0]
                alike = [(at, kept) for at, kept in alike if kept.get(id) is None or id == "body"]
        return alike[0][0] if len(alike) == 1 and often[values.get("name") or ""] == 1 else None

    return same
