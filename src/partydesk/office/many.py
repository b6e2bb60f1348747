"""One verb for many records: the same change, or the recycle bin, as one step; and nothing at all where one is refused."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..catalogue import fields
from ..catalogue.fields import Blank
from ..catalogue.kind import Kind
from ..errors import Refusal, Refusals
from . import listing
from .office import Office, OnlyTried

MOST = 5_000
"""Records changed by one step."""


@dataclass(frozen=True)
class Refused:
    """A record that cannot be changed so, what it is called, and why."""

    id: int
    called: str
    why: str


@dataclass(frozen=True)
class Done:
    """How many were changed, how many were so already, which were refused, and whether anything was kept."""

    changed: int
    same: int
    refused: tuple[Refused, ...]
    kept: bool


def changeable(kind: Kind, year: int) -> tuple[Blank, ...]:
    """The blanks that can be filled in for many at once."""
    return kind.shown(year)


def change(office: Office, kind: str, ids: Sequence[int], blank: str, value: Any, *, dry_run: bool = False,
           despite: bool = False) -> Done:
    """Put one value into one blank of all these records; `despite` leaves the refused ones as they are and changes the rest."""
    of = office.catalogue.kind(kind)
    known = of.known[blank]
    known.check(value)
    wanted = tuple(sorted(value)) if isinstance(known, fields.Link) and known.many and value else value
    standing = {record.id: record.values.get(blank) for record in listing.records(office, of, ids)}
    moving = [id for id in ids if id in standing and known.store(standing[id]) != known.store(wanted)]

    def verb(id: int) -> None:
        office.save(of.id, {blank: wanted}, id=id)

    return _each(office, of, moving, f"批量修改{of.label}的{known.label}", verb, len(standing) - len(moving), dry_run, despite)


def remove(office: Office, kind: str, ids: Sequence[int], *, dry_run: bool = False, despite: bool = False) -> Done:
    """All these records into the recycle bin."""
    of = office.catalogue.kind(kind)
    return _each(office, of, ids, f"删除{of.label}", lambda id: office.remove(of.id, id), 0, dry_run, despite)


def _each(office: Office, kind: Kind, ids: Sequence[int], why: str, verb: Callable[[int], None], same: int, dry_run: bool,
          despite: bool) -> Done:
    if len(ids) > MOST:
        raise Refusal(f"一次最多处理 {MOST} 条，现选中 {len(ids)} 条；请先筛选，分几次做")
    refused: dict[int, str] = {}
    done = 0
    kept = False
    with office.door(f"{why}（{len(ids)} 条）", trial=True) as door:
        for id in ids:
            try:
                with office.attempt():
                    verb(id)
                done += 1
            except Refusals as refusals:
                refused[id] = "；".join(refusals.by_field.values())
            except Refusal as refusal:
                refused[id] = str(refusal)
        door.step.why = f"{why}（{done} 条）"
        if dry_run or refused and not despite:
            raise OnlyTried
        kept = True
    names = called(office, kind, refused)
    return Done(done, same, tuple(Refused(id, names.get(id, f"第 {id} 号"), words) for id, words in refused.items()), kept)


def called(office: Office, kind: Kind, ids: Iterable[int]) -> dict[int, str]:
    """What records are called in a list of refusals: their name, or whom they speak of, and their date."""
    wanted = list(ids)
    columns = listing.columns(kind, date.today().year)
    shown = listing.texts(office, kind.id, wanted) if wanted else {}
    found = {}
    for id, texts in shown.items():
        name = next((texts[key] for key in (kind.of.name, "person", "body", *(blank.id for blank in columns)) if texts.get(key)), "")
        day = texts.get("date", "")
        found[id] = f"{name[:30]}（{day}）" if day and day != name else name[:30]
    return found
