"""The paper tray: all papers of the office, and whom or what each can be made for now."""
from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..catalogue.kind import Kind
from ..catalogue.paper import SUMMARY, Paper
from ..catalogue.period import Period
from ..errors import Refusal
from ..records.record import Record
from . import listing, signing
from .kept import shipped_forms
from .office import Office
from .roster import Roster, chosen
from .signing import Register, Signer
from .spelling import spells

if TYPE_CHECKING:
    from .printing import Subject

OWN = "own"
EACH = {"period": "一期一份", "record": "一条记录一份", "person": "一人一份", "body": "一个组织一份"}


@dataclass(frozen=True)
class Entry:
    """One paper of the tray; `paper` is none for a kind that is only kept in a register, `kind` the one it is signed as."""

    id: str
    label: str
    group: str
    each: str
    hint: str = ""
    paper: Paper | None = None
    kind: Kind | None = None


@dataclass(frozen=True)
class Row:
    """Something that a copy can be made for: `key` is its id; nothing can be printed where there is no record yet.

    `homes` are the organisations it belongs to, `traits` what was chosen in its record or entry, by the blank's label.
    """

    key: int
    name: str
    note: str = ""
    homes: tuple[str, ...] = ()
    traits: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    signer: Signer | None = None
    printable: bool = True

    @property
    def status(self) -> str:
        return self.signer.status if self.signer else ""

    @property
    def texts(self) -> tuple[str, ...]:
        """What it can be found by."""
        return (self.name, self.note, self.signer.number, self.signer.title) if self.signer else (self.name, self.note)


@dataclass(frozen=True)
class Tray:
    """One paper of the tray at a period: what it can be made for, and its register where people sign it."""

    entry: Entry
    period: Period
    rows: tuple[Row, ...]
    register: Register | None = None

    @property
    def homes(self) -> tuple[str, ...]:
        """The organisations that rows belong to."""
        return tuple(dict.fromkeys(home for row in self.rows for home in row.homes))

    @property
    def traits(self) -> tuple[tuple[str, str], ...]:
        """What rows can be told apart by: a blank and a choice, the choices of one blank together."""
        found: dict[str, dict[str, None]] = {}
        for row in self.rows:
            for label, choice in row.traits.items():
                found.setdefault(label, {})[choice] = None
        return tuple((label, choice) for label, some in found.items() if len(some) > 1 for choice in some)

    def narrowed(self, words: str = "", home: str = "", trait: tuple[str, str] | None = None, status: str = "") -> tuple[Row, ...]:
        """The rows that a clerk asks for."""
        typed = words.strip()
        return tuple(row for row in self.rows
                     if (not home or home in row.homes) and (not status or row.status == status)
                     and (trait is None or row.traits.get(trait[0]) == trait[1])
                     and (not typed or any(typed.lower() in text.lower() for text in row.texts) or spells(typed, row.name)))


# ── what there is ────────────────────────────────────────────────────────────────────────────────

def entries(office: Office) -> list[Entry]:
    """All papers, in the order of the tabs they belong to; the office's own ones come last."""
    catalogue = office.catalogue
    signed = {kind.id: kind for kind in signing.signed(catalogue)}
    own = _own(office)
    found = [_entry(office, paper, signed, own) for paper in sorted(catalogue.papers.values(), key=lambda one: one.order)]
    used = {entry.kind.id for entry in found if entry.kind is not None}
    found += [Entry(f"{kind.id}.register", kind.label, kind.tab, "一人一份，只登记", kind.hint, kind=kind)
              for kind in signed.values() if kind.id not in used]
    order = {tab: n for n, tab in enumerate(catalogue.tabs)}
    return sorted(found, key=lambda entry: order.get(entry.group, len(order)))


def _own(office: Office) -> set[str]:
    """The papers that the office has added, by what their files say."""
    shipped = shipped_forms()
    return {told[1] for path, text in office.forms().items() if path.startswith("papers/") and path not in shipped
            and (told := re.search(r'^id\s*=\s*"(\w+)"', text, re.MULTILINE))}


def called(office: Office, group: str) -> str:
    """What a group of entries is called."""
    return office.catalogue.tabs[group].label if group in office.catalogue.tabs else "本单位的文书"


def find(office: Office, id: str) -> Entry:
    """The entry of a paper, or of a kind that people sign."""
    found = next((entry for entry in entries(office)
                  if id in (entry.id, entry.label, *((entry.kind.id, entry.kind.label) if entry.kind else ()))), None)
    if found is None:
        raise Refusal(f"没有“{id}”这种文书")
    return found


def _entry(office: Office, paper: Paper, signed: Mapping[str, Kind], own: Collection[str]) -> Entry:
    kind = office.catalogue.kinds.get(paper.kind or "")
    sign = signed.get(paper.kind or "")
    each = "一次会议一份" if paper.roll else "一人一份" if sign is not None else EACH[paper.scope]
    tab = paper.tab if paper.tab != SUMMARY or kind is None else kind.tab
    return Entry(paper.id, paper.label, OWN if paper.id in own else tab, each, paper.hint, paper, sign)


# ── whom it is for ───────────────────────────────────────────────────────────────────────────────

def offered(office: Office, entry: Entry, period: Period) -> Tray:
    """What a paper can be made for now; of what is signed once a year, all of the year in which the period ends."""
    roster = Roster(office)
    if entry.kind is not None:
        register = signing.register(office, entry.kind.id, period)
        rows = tuple(_signed(entry, one, roster) for one in register.signers)
        return Tray(entry, period, rows, register)
    paper = entry.paper
    assert paper is not None
    if paper.scope == "period":
        names = (office.setting("office") or "本单位", *listing.scopes(office))
        return Tray(entry, period, tuple(Row(n, name, "" if n else "全部") for n, name in enumerate(names)))
    if paper.roll:
        kinds = [kind for kind in office.catalogue.kinds.values() if kind.roll]
        held = [_recorded(office, kind, one, roster, held=True) for kind in kinds for one in office.records(kind.id, period)]
        return Tray(entry, period, tuple(sorted(held, key=lambda row: row.note, reverse=True)))
    from .printing import subjects  # what prints is slow to come, and nobody waits for it to see the papers
    found = subjects(office, paper.id, period)
    if paper.scope == "record":
        kind = office.catalogue.kind(str(paper.kind))
        records = {one.id: one for one in office.some(kind.id, [one.id for one in found])}
        return Tray(entry, period, tuple(_recorded(office, kind, records[one.id], roster) for one in found))
    return Tray(entry, period, tuple(_subject(paper.scope, one, roster) for one in found))


def _subject(shape: str, one: Subject, roster: Roster) -> Row:
    homes = roster.homes(one.id) if shape == "person" else tuple(roster.chain(one.id))
    return Row(one.id, one.name, roster.branch(one.id) if shape == "person" else "", homes, roster.traits(shape, one.id))


def _signed(entry: Entry, one: Signer, roster: Roster) -> Row:
    homes, traits = roster.homes(one.person), roster.traits("person", one.person)
    return Row(one.record or -one.person, one.name, roster.branch(one.person), homes, traits, entry.kind.id if entry.kind else "",
               one, bool(one.record) and entry.paper is not None)


def _recorded(office: Office, kind: Kind, one: Record, roster: Roster, *, held: bool = False) -> Row:
    """A record; of a meeting that was `held`, its kind is said too."""
    values, names = one.values, office.names
    person = values.get("owner" if kind.shape == "item" else "person")
    bodies = values.get("bodies") or filter(None, (values.get("body"),))
    homes = tuple(dict.fromkeys([*(name for body in bodies for name in roster.chain(body)),
                                 *(roster.homes(person) if person else ())]))
    name = names.name("person", person) if person else values.get("title") or values.get("name") or f"第 {one.id} 号"
    day = values["date"].isoformat() if values.get("date") else ""
    beside = kind.label if held else roster.branch(person) if person else homes[0] if homes else ""
    return Row(one.id, str(name), " · ".join(filter(None, (day, beside))), homes,
               {"种类": kind.label} if held else chosen(kind, one), kind.id)
