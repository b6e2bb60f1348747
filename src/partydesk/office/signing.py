"""The register of papers that people sign: who owes one this year, who has it and how far it is, and those still to be made."""
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..catalogue import formula
from ..catalogue.catalogue import Catalogue
from ..catalogue.dates import read_date
from ..catalogue.fields import Choice
from ..catalogue.formula import Both, Tally
from ..catalogue.kind import Kind
from ..catalogue.period import Period
from ..catalogue.shapes import ARCHIVED, PENDING, SIGNED
from ..catalogue.signing import Signing, last_of, numbered, pattern_of
from ..errors import Refusal
from ..records.record import Record
from ..records.tables import UNDONE
from ..records.tables import paper as table
from . import attachments
from .office import Office
from .roster import Roster

if TYPE_CHECKING:
    from ..figures.ledger import Ledger

NONE = "none"
"""The status of someone who owes a paper and has none yet; the others are those of the shape."""
STATUSES = {NONE: "未发", PENDING: "待签", SIGNED: "已签", ARCHIVED: "已归档"}


@dataclass(frozen=True)
class Signer:
    """One line of the register: a paper and whose it is, or someone who has none yet (`record` 0)."""

    person: int
    name: str
    record: int = 0
    number: str = ""
    title: str = ""
    date: date | None = None
    status: str = NONE
    partner: str = ""
    scans: int = 0
    owed: bool = True


@dataclass(frozen=True)
class Register:
    """The papers of a kind in one year; `known`: it is declared who owes one."""

    kind: str
    label: str
    year: int
    signers: tuple[Signer, ...]
    known: bool

    @property
    def owed(self) -> int:
        """Who must have one, each once."""
        return len({one.person for one in self.signers if one.owed})

    def count(self, status: str) -> int:
        return sum(one.status == status for one in self.signers)

    @property
    def missing(self) -> tuple[int, ...]:
        """Those who owe one and have none."""
        return tuple(one.person for one in self.signers if one.status == NONE)


@dataclass(frozen=True)
class Proposal:
    """A paper that would be made: for whom, with whom, its number, what stands in it, and what keeps it from being made."""

    person: int
    name: str
    partner: str
    number: str
    values: Mapping[str, Any]
    lacks: tuple[str, ...] = ()


def signed(catalogue: Catalogue) -> list[Kind]:
    """The kinds whose papers people sign, one each."""
    return [kind for kind in catalogue.kinds.values() if kind.shape == "paper" and "person" in kind.columns
            and not kind.retired]


def register(office: Office, kind: str, period: Period | str, scope: str | None = None) -> Register:
    """The register of the year in which a period ends: those who owe a paper on its last day, and all papers of the year.

    Who has none comes last, in the order of the roster.
    """
    of, at = _signed(office, kind), Period.of(period)
    with office.ledger(at, scope) as ledger:
        owing = _owing(of, ledger)
        inside = None if not scope else _everyone(office, ledger)
        records = [one for one in office.records(of.id, year_of(at))
                   if inside is None or one.values["person"] in inside]
        names = office.names
        scans = attachments.counts(office, of.id, [one.id for one in records])
        found = [_line(office, one, owing is None or one.values["person"] in owing, scans.get(one.id, 0))
                 for one in sorted(records, key=lambda one: one.id) if one.values["person"] is not None]
        have = {one.person for one in found}
        found += [Signer(id, names.name("person", id)) for id in owing or () if id not in have]
    return Register(of.id, of.label, at.end.year, tuple(found), owing is not None)


def _line(office: Office, one: Record, owed: bool, scans: int) -> Signer:
    partner, person = one.values.get("partner"), one.values["person"]
    return Signer(person, office.names.name("person", person), one.id, one.values.get("number") or "",
                  one.values.get("title") or "", one.values["date"], one.values["status"],
                  office.names.name("person", partner) if partner else "", scans, owed)


# ── who owes one ─────────────────────────────────────────────────────────────────────────────────

def owed(kind: Kind, catalogue: Catalogue) -> Tally | None:
    """The tally of those who must have a paper: as its kind declares, else what a figure divides the people who have one by."""
    from .missing import shares, terms
    if kind.signing is not None and kind.signing.owed:
        tree = formula.parse(kind.signing.owed)
        return tree if isinstance(tree, Tally) else None
    for figure in catalogue.figures.values():
        for share in shares(figure.formula, catalogue):
            whole, part = terms(share.right, catalogue), terms(share.left, catalogue) or ()
            has = [one for term in part for one in ((term.left, term.right) if isinstance(term, Both) else (term,))]
            if whole is not None and len(whole) == 1 and isinstance(whole[0], Tally) and whole[0].verb == "standing" \
                    and any(one.verb == "people" and one.kind == kind.id for one in has):
                return whole[0]
    return None


def _owing(kind: Kind, ledger: Ledger) -> list[int] | None:
    tally = owed(kind, ledger.catalogue)
    return None if tally is None else _ids(ledger, tally)


def _ids(ledger: Ledger, tally: formula.Formula) -> list[int]:
    return [id for id, _ in ledger.rows(ledger.reach(tally))]


def _everyone(office: Office, ledger: Ledger) -> set[int]:
    """All people within the scope of a ledger."""
    return {id for kind in office.catalogue.kinds.values() if kind.shape == "person"
            for id in _ids(ledger, Tally("standing", kind.id))}


# ── those still to be made ───────────────────────────────────────────────────────────────────────

def proposals(office: Office, kind: str, people: Sequence[int], day: date) -> tuple[Proposal, ...]:
    """The papers that `issue` would make for these people on a day, in the order of their numbers; nothing is kept.

    Those that lack something come last and have no number: a blank that must be filled in, or someone to sign with.
    """
    of = _signed(office, kind)
    signing = of.signing or Signing()
    with office.ledger(Period(day, day)) as ledger:
        drawn = _Drawing(office, of, signing, day, ledger)
        made = [drawn.proposal(id) for id in dict.fromkeys(people)]
    whole = sorted((one for one in made if not one.lacks), key=lambda one: drawn.rank(one.values))
    pattern, last, wide = next_of(office, of, day.year)
    ready = []
    for n, one in enumerate(whole, last + 1):
        number = numbered(pattern, day.year, n, wide) if pattern else ""
        ready.append(Proposal(one.person, one.name, one.partner, number, {**one.values, "number": number or None}
                              if "number" in of.blanks else one.values))
    return (*ready, *(one for one in made if one.lacks))


def issue(office: Office, kind: str, people: Sequence[int], day: date, *, despite: bool = False) -> tuple[int, ...]:
    """Make the papers of these people, all in one step; the ids of the records, in the order of their numbers.

    Where some lack something nothing is made, or, `despite` that, the others are. `Refusal` where someone has one of that
    year already: somebody else may have been quicker.
    """
    of = _signed(office, kind)
    with office.door(f"补发{of.label}") as door:
        have = {one.values["person"] for one in office.records(of.id, year_of(Period(day, day)))}
        if again := [office.names.name("person", id) for id in dict.fromkeys(people) if id in have]:
            raise Refusal(f"{'、'.join(again[:3])}{f'等 {len(again)} 人' if len(again) > 3 else ''} {day.year} 年已有“{of.label}”，"
                          "可能刚由别人补发。请关闭后重新打开再补发")
        found = proposals(office, kind, people, day)
        if not found:
            raise Refusal(f"没有要补发“{of.label}”的人")
        if (lacking := [one for one in found if one.lacks]) and (not despite or len(lacking) == len(found)):
            first = lacking[0]
            raise Refusal(f"{len(lacking)} 人还不能补发“{of.label}”，如{first.name}：{'、'.join(first.lacks)}。请先在名册或上一份里补上")
        ids = tuple(office.save(of.id, one.values) for one in found if not one.lacks)
        door.step.why = f"补发{of.label}（{len(ids)} 份）"
    return ids


def next_of(office: Office, kind: Kind, year: int) -> tuple[str, int, int]:
    """By which pattern the next paper of a year is numbered, after which number, and in how many digits at least.

    The latest paper shows the pattern, before what is declared: an office keeps the one that it has. What lies in the
    recycle bin has had its number too; one that was undone was never there.
    """
    query = select(table.c.number, table.c.date).where(
        table.c.kind.in_(kind.ids), table.c.number.is_not(None),
        table.c.removed.is_(None) | (table.c.removed != UNDONE)).order_by(table.c.date.desc(), table.c.id.desc())
    with office.reading() as connection:
        rows = [(str(number), day) for number, day in connection.execute(query)]
    declared = kind.signing.number if kind.signing else ""
    latest = next((pattern_of(number, day.year) for number, day in rows if day.year <= year), "")
    pattern = latest or declared
    if not pattern:
        return "", 0, 1
    return pattern, *last_of(pattern, year, (number for number, _ in rows))


class _Drawing:
    """What stands in new papers of a kind: looked up once for all of them."""

    def __init__(self, office: Office, kind: Kind, signing: Signing, day: date, ledger: Ledger):
        self.office, self.kind, self.signing, self.day = office, kind, signing, day
        self.roster = Roster(office)
        self.earlier = [one for one in office.records(kind.id) if one.values["date"] <= day]
        self.pairs = [(set(_ids(ledger, formula.parse(pair.who))), pair.partner, self._one(ledger, pair.partner))
                      for pair in signing.pair]

    @staticmethod
    def _one(ledger: Ledger, partner: str) -> list[int]:
        """Whom a tally finds; nobody where a way through the roster is meant."""
        return _ids(ledger, formula.parse(partner)) if "(" in partner else []

    def proposal(self, person: int) -> Proposal:
        values = self._values(person)
        lacks = [blank.label for blank in self.kind.shown(self.day.year)
                 if blank.required and blank.id != "number" and values.get(blank.id) in (None, "", ())]
        if "partner" in self.kind.columns:
            values["partner"], why = self.partner(person)
            partner = self.kind.known["partner"]
            if values["partner"] is None and partner.required:
                lacks = [f"{one}（{why}）" if one == partner.label else one for one in lacks]
            else:
                lacks = [one for one in lacks if one != partner.label]
        with_ = values.get("partner")
        names = self.office.names
        return Proposal(person, names.name("person", person), names.name("person", with_) if with_ else "", "", values,
                        tuple(lacks))

    def rank(self, values: Mapping[str, Any]) -> tuple[int, int]:
        """Where a paper stands among those numbered at once: by what makes them alike, as declared; then by the roster."""
        blank = self.kind.known.get(self.signing.alike or "")
        codes = list(blank.choices) if isinstance(blank, Choice) else []
        code = values.get(self.signing.alike or "")
        return (codes.index(code) if code in codes else len(codes)), values["person"]

    def partner(self, person: int) -> tuple[int | None, str]:
        """With whom someone signs; or nobody, and why."""
        for who, text, found in self.pairs:
            if person not in who:
                continue
            if "(" not in text:
                with_, why = self.roster.way(person, text, self.day)
            else:
                others = [id for id in found if id != person]
                with_, why = (others[0], "") if len(others) == 1 else (None, f"名册里符合的有 {len(others)} 人，要正好一人")
            return (None, "找到的是他本人") if with_ == person else (with_, why)
        return None, "没有写他与谁签"

    def _values(self, person: int) -> dict[str, Any]:
        kind, signing = self.kind, self.signing
        values: dict[str, Any] = {}
        for id, theirs in signing.fills.items():
            value, blank = self.roster.value(person, theirs), kind.known[id]
            values[id] = value if not isinstance(blank, Choice) or value in blank.choices else None
        mine = next((one for one in self.earlier if one.values["person"] == person), None)
        if mine is not None:
            values |= {id: mine.values.get(id) for id in signing.own if values.get(id) is None}
        alike = values.get(signing.alike) if signing.alike else None
        model = next((one for one in self.earlier
                      if not signing.alike or alike is not None and one.values.get(signing.alike) == alike), None)
        if model is not None:
            values |= {id: self._renewed(id, model) for id in signing.same if values.get(id) is None}
        for id, other in signing.lines.items():
            if not values.get(id) and alike is not None:
                values[id] = self._listed(other, alike)
        for id, blank in kind.blanks.items():
            if blank.default and values.get(id) is None:
                values[id] = blank.read(blank.default, self.office.names)
        return {**values, "person": person, "date": self.day, "status": PENDING}

    def _renewed(self, id: str, model: Record) -> Any:
        """What stood in an earlier paper, of this year where it names its own."""
        value, then = model.values.get(id), model.values["date"].year
        if isinstance(value, date):
            last = value.month == 2 and value.day == 29
            return value.replace(year=value.year + self.day.year - then, day=28 if last else value.day)
        return value.replace(str(then), str(self.day.year)) if id == "title" and isinstance(value, str) else value

    def _listed(self, other: str, alike: Any) -> str | None:
        """The titles of what stands, one on each line, in the order it was entered."""
        found = [one for one in self.office.records(other) if one.values.get(self.signing.alike or "") == alike
                 and one.values["date"] <= self.day and (one.values.get("until") is None or one.values["until"] >= self.day)]
        return "\n".join(str(one.values["title"]) for one in sorted(found, key=lambda one: one.id)) or None


# ── how far they are ─────────────────────────────────────────────────────────────────────────────

def mark(office: Office, kind: str, ids: Collection[int], status: str, day: date | None = None) -> int:
    """Set how far these papers are, in one step; `day` becomes their date too: the day of signing. How many were changed."""
    of = _signed(office, kind)
    if status not in (PENDING, SIGNED, ARCHIVED):
        raise Refusal(f"没有“{status}”这一状态，可用：{PENDING}、{SIGNED}、{ARCHIVED}")
    changes = {"status": status} | ({"date": day} if day is not None else {})
    moving = [one.id for one in office.some(of.id, ids) if any(one.values.get(id) != value for id, value in changes.items())]
    if moving:
        with office.door(f"{of.label}标为{STATUSES[status]}（{len(moving)} 份）"):
            for id in moving:
                office.save(of.id, changes, id=id)
    return len(moving)


def _signed(office: Office, kind: str) -> Kind:
    of = office.catalogue.kind(kind)
    if of not in signed(office.catalogue):
        raise Refusal(f"“{of.label}”不是一人一份签订的文书")
    return of


def year_of(period: Period) -> Period:
    """The year in which a period ends: what is signed, is signed once in it."""
    return Period(date(period.end.year, 1, 1), date(period.end.year, 12, 31))


def day_in(period: Period, today: date) -> date:
    """The day that new papers of a period bear when nothing else is said: today, or the nearest day of the period."""
    return min(max(today, period.start), period.end)


def day_of(text: str | None, period: str) -> date:
    """A day as it is typed, or `day_in` the period."""
    if not text:
        return day_in(Period.read(period), date.today())
    try:
        return read_date(text)
    except ValueError:
        raise Refusal(f"“{text}”不是存在的日期（可写作 2025-03-06、20250306 或 2025年3月6日）") from None


def told(register: Register) -> str:
    """A register in one line: 应签 56 · 已签 50 · 已归档 0 · 待签 4 · 未发 2."""
    shown = [status for status in (SIGNED, ARCHIVED, PENDING, NONE) if status != NONE or register.known]
    return " · ".join([*([f"应签 {register.owed}"] if register.known else []),
                       *(f"{STATUSES[status]} {register.count(status)}" for status in shown)])
