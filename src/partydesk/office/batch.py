"""The paper tray: all papers of the office, whom or what each can be made for now, and many copies of one at once."""
from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..catalogue.kind import Kind
from ..catalogue.paper import SUMMARY, Paper
from ..catalogue.period import Period
from ..errors import Refusal, Trouble
from ..papers import files
from ..records.record import Record
from . import kept, listing, printing, signing, tables
from .office import Office, shipped_forms
from .printing import Copy, Exported, Told
from .roster import Roster, chosen
from .signing import Register, Signer
from .spelling import spells

OWN = "own"
INDEX = "目录.xlsx"
EACH = {"period": "一期一份", "record": "一条记录一份", "person": "一人一份", "body": "一个组织一份"}
LONGEST = 80
"""Characters that the name of a copy's file has at most, before its ending."""


class Stopped(Refusal):
    """The clerk has stopped a batch: nothing of it was written."""

    def __init__(self) -> None:
        super().__init__("已取消，什么都没有写出")


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
    own = catalogue.papers.keys() - kept.catalogue(shipped_forms()).papers.keys()
    found = [_entry(office, paper, signed, own) for paper in sorted(catalogue.papers.values(), key=lambda one: one.order)]
    used = {entry.kind.id for entry in found if entry.kind is not None}
    found += [Entry(f"{kind.id}.register", kind.label, kind.tab, "一人一份，只登记", kind.hint, kind=kind)
              for kind in signed.values() if kind.id not in used]
    order = {tab: n for n, tab in enumerate(catalogue.tabs)}
    return sorted(found, key=lambda entry: order.get(entry.group, len(order)))


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

def tray(office: Office, entry: Entry, period: Period) -> Tray:
    """What a paper can be made for now. What is signed once a year is shown for the whole year in which the period ends."""
    roster = Roster(office)
    if entry.kind is not None:
        register = signing.register(office, entry.kind.id, period)
        rows = tuple(_signed(entry, one, roster) for one in register.signers)
        return Tray(entry, signing.year_of(period), rows, register)
    paper = entry.paper
    assert paper is not None
    if paper.scope == "period":
        names = (office.setting("office") or "本单位", *listing.scopes(office))
        return Tray(entry, period, tuple(Row(n, name, "" if n else "全部") for n, name in enumerate(names)))
    if paper.roll:
        kinds = [kind for kind in office.catalogue.kinds.values() if kind.roll]
        held = [_recorded(office, kind, one, roster, held=True) for kind in kinds for one in office.records(kind.id, period)]
        return Tray(entry, period, tuple(sorted(held, key=lambda row: row.note, reverse=True)))
    found = printing.subjects(office, paper.id, period)
    if paper.scope == "record":
        kind = office.catalogue.kind(str(paper.kind))
        records = {one.id: one for one in office.some(kind.id, [one.id for one in found])}
        return Tray(entry, period, tuple(_recorded(office, kind, records[one.id], roster) for one in found))
    return Tray(entry, period, tuple(_subject(paper.scope, one, roster) for one in found))


def _subject(shape: str, one: printing.Subject, roster: Roster) -> Row:
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
    bodies = values.get("bodies") or [values["body"]] if values.get("body") else values.get("bodies") or ()
    homes = tuple(dict.fromkeys([*(name for body in bodies for name in roster.chain(body)),
                                 *(roster.homes(person) if person else ())]))
    name = names.name("person", person) if person else values.get("title") or values.get("name") or f"第 {one.id} 号"
    day = values["date"].isoformat() if values.get("date") else ""
    beside = kind.label if held else roster.branch(person) if person else homes[0] if homes else ""
    return Row(one.id, str(name), " · ".join(filter(None, (day, beside))), homes,
               {"种类": kind.label} if held else chosen(kind, one), kind.id)


# ── copies ───────────────────────────────────────────────────────────────────────────────────────

def copies(office: Office, tray: Tray, rows: Sequence[Row], told: Told | None = None) -> list[Copy]:
    """The copies of these rows, in their order."""
    paper = tray.entry.paper
    if paper is None:
        raise Refusal(f"“{tray.entry.label}”只登记，没有版式可印")
    if not (ready := [row for row in rows if row.printable]):
        raise Refusal("选中的都还没有发，请先补发" if rows else "没有选中要印的，请先勾选")
    if paper.scope != "period" and not paper.roll:
        return printing.copies(office, paper.id, tray.period, chosen={row.key for row in ready}, told=told)
    made: list[Copy] = []
    empty: Refusal | None = None
    for n, row in enumerate(ready, 1):
        try:
            made.append(_one(office, paper, tray.period, row))
        except Refusal as refusal:            # of one organisation there may be nothing to tell
            empty = refusal
        if told is not None:
            told(n, len(ready))
    if empty is not None and not made:
        raise empty
    return made


def _one(office: Office, paper: Paper, period: Period, row: Row) -> Copy:
    """The copy of one meeting, or of one organisation's period."""
    if paper.roll:
        one = office.record(row.kind, row.key)
        made, = printing.of_form(office, paper.id, row.kind, one.values, one.roll, one.reasons, id=one.id)
    else:
        made, = printing.copies(office, paper.id, period, scope=row.name if row.key else None)
    return replace(made, name=f"{made.name} {row.name}") if row.key else made


def halves(told: Told) -> tuple[Told, Told]:
    """For work that goes twice through the same copies: composing them, and setting their pages."""
    return lambda done, of: told(done, 2 * of), lambda done, of: told(of + done, 2 * of)


def pages(office: Office, made: Sequence[Copy], *, duplex: bool = False, told: Told | None = None) -> bytes:
    """The copies as one PDF: what is shown is what is printed."""
    return printing.printed(office, [copy.document for copy in made], duplex=duplex, told=told)[0]


def named(tray: Tray) -> str:
    """What a file, or a folder, of copies is called."""
    return printing.safe(printing.joined(tray.period, tray.entry.paper) if tray.entry.paper else tray.entry.label)


def put(office: Office, made: Sequence[Copy], out: Path, *, each: str = "", duplex: bool = False,
        told: Told | None = None) -> Exported:
    """Write copies: into one .docx or .pdf; or, `each` (docx, pdf) by itself, into a folder, numbered, with a list of them.

    `duplex`: each begins on a new leaf. Where it is stopped or fails, nothing new is left, and what was there stays.
    """
    if not each:
        return printing.put(office, made, out, duplex=duplex, told=told)
    if each not in ("docx", "pdf"):
        raise Refusal(f"不能每份存成“{each}”；可用 docx、pdf")
    wide, remarks, rows = len(str(len(made))), dict[str, None](), []
    with _aside(out) as aside:
        for n, copy in enumerate(made, 1):
            name = f"{n:0{wide}}-{printing.safe(copy.name)[:LONGEST]}.{each}"
            remarks |= dict.fromkeys(printing.put(office, [copy], aside / name).remarks)
            rows.append((str(n), copy.name, name))
            if told is not None:
                told(n, len(made))
        tables.write(office, aside / INDEX, f"{printing.safe(out.name)}目录", ("序号", "名称", "文件"), rows)
        *written, _index = _settled(aside, out, [*(name for _, _, name in rows), INDEX])
        return Exported(tuple(written), tuple(remarks))


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A place within a folder where files can be got ready; a folder that was made for it goes again where that fails."""
    fresh = not out.exists()
    files.folder(out)
    try:
        with tempfile.TemporaryDirectory(prefix=".", suffix=".part", dir=out) as aside:
            yield Path(aside)
    except BaseException as error:
        if fresh:
            with suppress(OSError):
                out.rmdir()
        if isinstance(error, OSError):
            raise Trouble(files.said(out, error)) from error
        raise


def _settled(aside: Path, out: Path, names: Iterable[str]) -> Iterator[Path]:
    """What lies ready, into its place."""
    for name in names:
        place = out / name
        try:
            (aside / name).replace(place)
        except OSError as error:
            raise Trouble(files.said(place, error)) from error
        yield place
