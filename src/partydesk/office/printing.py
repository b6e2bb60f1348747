"""Papers out of the office: documents made of words and numbers, and files made of documents."""
from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..catalogue.catalogue import Catalogue
from ..catalogue.kind import Kind
from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..errors import Refusal
from ..figures.ledger import Ledger
from ..papers import compose, docx, files, pdf
from ..papers.blanks import Filling
from ..papers.document import Document, Paragraph, Run
from ..papers.pdf import Printed
from ..records.record import Record
from . import facts, filled, followups, minutes, own_papers, typefaces
from .followups import Noted
from .office import Office
from .people import People
from .people import kinds as people_kinds
from .profiles import layout
from .series import Gathering

Told = Callable[[int, int], None]
"""Is told how many of how many copies are made; what it raises ends the work."""


@dataclass(frozen=True)
class Subject:
    """Whom or what one copy of a paper is made for: a person, an organisation or a record, and where it belongs."""

    id: int
    name: str
    body: int | None = None


@dataclass(frozen=True)
class Copy:
    """One copy of a paper: whom or what it is for (`id`), its document, and, of a period's paper, which one it is."""

    name: str
    document: Document
    about: str = ""
    id: int = 0
    filling: Filling | None = None           # of a paper with a Word file of the office's own: its document only says so


@dataclass(frozen=True)
class Exported:
    """What was written, and what a reader of the files should know about their fonts; `printed`: with what a PDF of ours was set."""

    files: tuple[Path, ...]
    remarks: tuple[str, ...] = ()
    printed: Printed | None = None


def copies(office: Office, paper: str | Paper, period: Period | str, whom: str | None = None, scope: str | None = None,
           chosen: Collection[int] | None = None, told: Told | None = None) -> list[Copy]:
    """Every copy of a paper for a period: one, or one for each record, person or organisation.

    `whom` picks those of one person, or the organisation so called; `chosen` those of subjects with these ids. `told` is
    told after each copy how many of how many are made. `Refusal` where there is nothing to make a copy of.
    """
    of, at = paper if isinstance(paper, Paper) else office.catalogue.paper(paper), Period.of(period)
    with office.ledger(at, scope) as ledger:
        common = facts.of_period(office, of, at, scope)
        people = People(office)
        gathering = Gathering(office, of, ledger, people)
        words = office.catalogue.words(of, at)
        filler = own_papers.Filler(office, of) if of.template else None
        if of.scope == "period":
            if whom or chosen is not None:
                raise Refusal(f"“{of.label}”不分人印制，不用写明为谁")
            own = gathering.facts()
            if own is None:
                raise Refusal(f"{at.label}没有“{of.label}”要列的内容")
            if filler is not None:
                return [_filled(of, of.label, filler, common | own, ledger, 1)]
            return [Copy(of.label, _composed(of, words, ledger, common | own), about(of.id, at, ledger.scope))]
        wanted = _wanted(office, of, subjects(office, of, at, scope), at, whom, chosen)
        made: list[Copy] = []
        for n, (subject, inner, own) in enumerate(_told(office, of, wanted, ledger, people), 1):
            lists = gathering.facts(subject.id, inner)
            if lists is not None:
                given = common | {"scope": _scope(of, subject, common)} | own | lists
                called = f"{of.label} {subject.name}"
                made.append(Copy(called, _composed(of, words, inner, given), id=subject.id) if filler is None
                            else _filled(of, called, filler, given, inner, n, subject.id))
            if told is not None:
                told(n, len(wanted))
        if not made:
            raise Refusal(f"{at.label}没有“{of.label}”要列的内容")
        return made


def subjects(office: Office, paper: str | Paper, period: Period | str, scope: str | None = None) -> list[Subject]:
    """Whom or what copies of a paper can be made for in a period, in the order in which they were entered."""
    of, at = paper if isinstance(paper, Paper) else office.catalogue.paper(paper), Period.of(period)
    if of.scope == "period":
        return []
    if of.tally is None:
        raise Refusal(f"“{of.label}”是一次会议一份，请打开那次会议的表单，从“打印”里印")
    with office.ledger(at, scope) as ledger:
        value = ledger.reach(of.tally)
        ids, shape = [id for id, _ in ledger.rows(value)], ledger.shape(value)
    if of.scope != "record":
        homes = _homes(office, shape, ids)
        return [Subject(id, office.names.name(of.scope, id), homes.get(id)) for id in ids]
    kind = office.catalogue.kind(str(of.kind))
    return [Subject(record.id, _called(office, record), record.values.get("body")) for record in office.some(kind.id, ids)]


def _wanted(office: Office, of: Paper, among: list[Subject], period: Period, whom: str | None,
            chosen: Collection[int] | None) -> list[Subject]:
    """The subjects asked for; `Refusal` where there are none."""
    found = among if chosen is None else [subject for subject in among if subject.id in chosen]
    if whom and of.scope == "record":
        wanted = office.names.find("person", whom)
        theirs = {record.id for record in office.records(str(of.kind)) if record.values.get("person") == wanted}
        found = [subject for subject in found if subject.id in theirs]
    elif whom and (of.scope == "person" or of.scope == "body"):
        wanted = office.names.find(of.scope, whom)
        found = [subject for subject in found if subject.id == wanted]
    if not found:
        label = office.catalogue.kind(of.kind).label if of.kind else ""
        raise Refusal(f"{period.label}没有{f'{whom}的' if whom else ''}" + (f"“{label}”记录，印不出“{of.label}”" if label else
                                                                  f"“{of.label}”要印给的对象"))
    return found


def _told(office: Office, of: Paper, wanted: Sequence[Subject], ledger: Ledger,
          people: People) -> Iterator[tuple[Subject, Ledger, dict[str, Any]]]:
    """Each subject with the numbers that its copy speaks of (an organisation's are its own) and what is known of it."""
    match of.scope:
        case "person":
            for subject in wanted:
                yield subject, ledger, facts.of_person(people, subject.id)
        case "body":
            for subject in wanted:
                kind, record = _body(office, subject.id)
                yield subject, ledger.of(record.uid), facts.of_body(office, kind, record, people)
        case _:
            kind = office.catalogue.kind(str(of.kind))
            found = {record.id: record for record in office.some(kind.id, [subject.id for subject in wanted])}
            for subject in wanted:
                yield subject, ledger, facts.of_record(office, kind, found[subject.id], people)


def _composed(of: Paper, words: str, ledger: Ledger, given: dict[str, Any]) -> Document:
    return replace(compose.compose(words, ledger, given), turned=of.turned)


def _filled(of: Paper, called: str, filler: own_papers.Filler, given: dict[str, Any], ledger: Ledger, number: int, id: int = 0) -> Copy:
    """A copy of a paper with a Word file of the office's own."""
    says = f"“{of.label}”用本单位自己的 Word 模板填成，版面以导出的 Word 文件为准。"
    return Copy(called, Document(called, (Paragraph((Run(says),)),)), id=id,
                filling=Filling(filler.form, filler.facts(given, ledger, number)))


def _scope(of: Paper, subject: Subject, common: dict[str, Any]) -> str:
    """The organisation that a copy speaks of: its own, or the one that was asked for."""
    return subject.name if of.scope == "body" else str(common["scope"])


def _body(office: Office, id: int) -> tuple[Kind, Record]:
    for kind in office.catalogue.kinds.values():
        if kind.shape == "body":
            for record in office.some(kind.id, (id,)):
                return kind, record
    raise Refusal(f"没有第 {id} 号组织")


def _homes(office: Office, shape: str, ids: Collection[int]) -> dict[int, int | None]:
    """Where people belong."""
    if shape != "person":
        return {}
    return {record.id: record.values.get("body") for kind in people_kinds(office.catalogue) for record in office.some(kind.id, ids)}


def _called(office: Office, record: Record) -> str:
    """What a record is called on the copy made of it: by its person, else by its title."""
    person = record.values.get("person")
    return office.names.name("person", person) if person is not None else str(record.values.get("title") or record.id)


def called(office: Office, paper: str, period: Period | str, scope: str | None = None) -> str:
    """What the file of a period's paper is called, without its ending."""
    of, at = office.catalogue.paper(paper), Period.of(period)
    copy, = copies(office, of.id, at, scope=scope)
    return titled(copy.document, of, at)


def titled(document: Document, of: Paper, period: Period) -> str:
    """The title as it is printed, as the name of a file."""
    return safe(document.title or joined(period, of))


def joined(period: Period, of: Paper) -> str:
    """A period and its paper in one name, what both say said once: 2025年上半年党建工作总结."""
    shared = next(n for n in range(len(of.label), -1, -1) if period.label.endswith(of.label[:n]))
    return period.label + of.label[shared:]


def about(paper: str, period: Period, scope: str) -> str:
    """Which paper a file is; `scope` is the uid of a body."""
    return f"{paper} {period} {scope}"


def papers_of(catalogue: Catalogue, kind: Kind) -> list[Paper]:
    """The papers that one record of a kind can be made into."""
    return [paper for paper in catalogue.papers.values() if paper.scope == "record" and (
        paper.kind in kind.ids or paper.roll and bool(kind.roll))]


def of_form(office: Office, paper: str, kind: str, values: Mapping[str, Any], roll: Mapping[int, str],
            reasons: Mapping[int, str], *, id: int = 0, noted: Iterable[Noted] = ()) -> list[Copy]:
    """A paper of what stands in a form, stored (as `id`) or not: a sign-in sheet is needed before there is anything to store.

    `noted` are the things that came out of the meeting and stand in the form beside those that are stored. Its lists hold
    what has come since the day of the record.
    """
    of, about_kind = office.catalogue.paper(paper), office.catalogue.kind(kind)
    day = values.get("date")
    day = day if isinstance(day, date) else date.today()
    record = Record(about_kind.id, id, "", 0, dict(values), dict(roll), reasons=dict(reasons))
    period, people = Period(day, day), People(office)
    own = (minutes.facts(office, about_kind, record, followups.told(office, id, noted)) if of.roll
           else facts.of_record(office, about_kind, record, people))
    with office.ledger(period) as ledger, office.ledger(Period(day, max(day, date.today()))) as since:
        lists = Gathering(office, of, since, people).facts(id)
        if lists is None:
            raise Refusal(f"这条记录没有“{of.label}”要列的内容")
        given = facts.of_period(office, of, period, None) | own | lists
        if of.template:
            return [_filled(of, of.label, own_papers.Filler(office, of), given, ledger, 1, id)]
        return [Copy(of.label, _composed(of, office.catalogue.words(of, period), ledger, given))]


def printed(office: Office, documents: list[Document], *, duplex: bool = False, beside: str = "",
            told: Told | None = None) -> tuple[bytes, Printed]:
    """The documents as one PDF, each on leaves of its own where it is `duplex`; and where on its pages each figure stands.

    `beside`: small words at the foot of each page.
    """
    target = io.BytesIO()
    page = layout(office).with_beside(beside)
    done = pdf.write(documents, page, target, typefaces.found(office, page), duplex, told)
    return target.getvalue(), done


def export(office: Office, paper: str, period: Period | str, out: Path, whom: str | None = None,
           scope: str | None = None, *, anyway: bool = False) -> Exported:
    """Write a paper: one .docx or .pdf with every copy.

    `NoGlyph`, and nothing written, where a PDF would have blanks for characters that no typeface has; unless it is
    wanted `anyway`.
    """
    return put(office, copies(office, paper, period, whom, scope), out, anyway=anyway)


def put(office: Office, made: Sequence[Copy], out: Path, *, duplex: bool = False, anyway: bool = False,
        told: Told | None = None) -> Exported:
    """Copies into a file, as `export` does; for writing the same copies twice without composing them twice."""
    documents = [copy.document for copy in made]
    match out.suffix.lower():
        case ".docx":
            files.replace(out, word(office, made, duplex=duplex, told=told))
            return Exported((out,))
        case ".pdf" if any(copy.filling for copy in made):
            files.replace(out, filled.pdf(word(office, made, duplex=duplex), duplex=duplex))
            return Exported((out,), ("PDF 由这台电脑上的 LibreOffice 转成，字体和换行请对照 Word 文件看一遍",))
        case ".pdf":
            data, done = printed(office, documents, duplex=duplex, told=told)
            remarks = typefaces.whole(office, done, made, anyway=anyway)
            files.replace(out, data)
            return Exported((out,), remarks, done)
    raise Refusal(f"不能导出为“{out.suffix or out.name}”；可用 .docx、.pdf")


def word(office: Office, made: Sequence[Copy], *, duplex: bool = False, beside: str = "", told: Told | None = None) -> bytes:
    """Copies as one Word file; with `duplex` each begins on the front of a leaf. `beside`: small words at each page's foot."""
    fillings = [copy.filling for copy in made if copy.filling is not None]
    if fillings and len(fillings) < len(made):
        raise Refusal("用自己的 Word 模板填的文书不能与别的文书合在一个文件里，请分别导出")
    if fillings:
        return filled.word(fillings, duplex=duplex)
    target = io.BytesIO()
    docx.write([copy.document for copy in made], layout(office).with_beside(beside), target, duplex, made[0].about, told)
    return target.getvalue()


def keep(out: Path, data: bytes) -> None:
    """A file as it was shown, byte for byte."""
    files.replace(out, data)


def safe(name: str) -> str:
    """A file name that Windows takes too."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", name).strip("._") or "文书"
