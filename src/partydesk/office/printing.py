"""Papers out of the office: documents made of words and numbers, and files made of documents."""
from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .. import places
from ..catalogue.catalogue import Catalogue
from ..catalogue.kind import Kind
from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..errors import Refusal
from ..papers import compose, docx, files, look, pdf
from ..papers.document import Document
from ..papers.faces import find
from ..papers.pdf import Printed
from ..records.record import Record
from . import facts, followups, minutes
from .followups import Noted
from .office import Office


@dataclass(frozen=True)
class Copy:
    """One copy of a paper: whom or what it is for, its document, and, of a period's paper, which one it is."""

    name: str
    document: Document
    about: str = ""


@dataclass(frozen=True)
class Exported:
    """What was written, and what a reader of the files should know about their fonts."""

    files: tuple[Path, ...]
    remarks: tuple[str, ...] = ()


def copies(office: Office, paper: str, period: Period | str, whom: str | None = None,
           scope: str | None = None) -> list[Copy]:
    """Every copy of a paper for a period: one, or one for each record; `whom` picks those of one person."""
    of = office.catalogue.paper(paper)
    at = period if isinstance(period, Period) else Period.read(period)
    with office.ledger(at, scope) as ledger:
        common = facts.of_period(office, of, at, scope)
        match of.scope:
            case "record":
                return [Copy(name, compose.compose(of.words, ledger, common | own)) for name, own in
                        _for_records(office, of, at, whom)]
            case "period" if whom:
                raise Refusal(f"“{of.label}”不分人印制，不用写明为谁")
            case "period":
                return [Copy(of.label, compose.compose(office.catalogue.words(of, at), ledger, common), about(of.id, at, ledger.scope))]


def called(office: Office, paper: str, period: Period | str, scope: str | None = None) -> str:
    """What the file of a period's paper is called, without its ending."""
    of, at = office.catalogue.paper(paper), period if isinstance(period, Period) else Period.read(period)
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

    `noted` are the things that came out of the meeting and stand in the form beside those that are stored.
    """
    of, about_kind = office.catalogue.paper(paper), office.catalogue.kind(kind)
    day = values.get("date")
    day = day if isinstance(day, date) else date.today()
    record = Record(about_kind.id, id, "", 0, dict(values), dict(roll), reasons=dict(reasons))
    period = Period(day, day)
    own = (minutes.facts(office, about_kind, record, followups.told(office, id, noted)) if of.roll
           else facts.of_record(office, about_kind, record))
    with office.ledger(period) as ledger:
        return [Copy(of.label, compose.compose(of.words, ledger, facts.of_period(office, of, period, None) | own))]


def _for_records(office: Office, of: Paper, period: Period, whom: str | None) -> Iterable[tuple[str, dict[str, object]]]:
    if of.kind is None:
        raise Refusal(f"“{of.label}”是一次会议一份，请打开那次会议的表单，从“打印”里印")
    kind = office.catalogue.kind(of.kind)
    records = office.records(kind.id, period)
    if whom:
        wanted = office.names.find("person", whom)
        records = [record for record in records if record.values.get("person") == wanted]
    if not records:
        about = f"{whom}的" if whom else ""
        raise Refusal(f"{period.label}没有{about}“{kind.label}”记录，印不出“{of.label}”")
    for record in sorted(records, key=lambda record: record.id):
        person = record.values.get("person")
        name = office.names.name("person", person) if person is not None else record.values.get("title") or str(record.id)
        yield f"{of.label} {name}", facts.of_record(office, kind, record)


def layout(office: Office) -> look.Look:
    return look.read(office.catalogue.look)


def printed(office: Office, documents: list[Document], *, duplex: bool = False) -> tuple[bytes, Printed]:
    """The documents as one PDF, each on leaves of its own where it is `duplex`; and where on its pages each figure stands."""
    target = io.BytesIO()
    page = layout(office)
    done = pdf.write(documents, page, target, find(page, places.fonts()), duplex)
    return target.getvalue(), done


def export(office: Office, paper: str, period: Period | str, out: Path, whom: str | None = None,
           scope: str | None = None) -> Exported:
    """Write a paper: one .docx or .pdf with every copy, or, into a folder, one .docx for each."""
    return put(office, copies(office, paper, period, whom, scope), out)


def put(office: Office, made: Sequence[Copy], out: Path, *, duplex: bool = False) -> Exported:
    """Copies into a file or a folder, as `export` does; for writing the same copies twice without composing them twice."""
    documents = [copy.document for copy in made]
    match out.suffix.lower():
        case ".docx":
            files.replace(out, word(office, made, duplex=duplex))
            return Exported((out,))
        case ".pdf":
            data, done = printed(office, documents, duplex=duplex)
            files.replace(out, data)
            return Exported((out,), _remarks(done, made))
        case "":
            files.folder(out)
            width = len(str(len(made)))
            written = []
            for number, copy in enumerate(made, 1):
                path = out / f"{number:0{width}}-{safe(copy.name)}.docx"
                files.replace(path, word(office, [copy]))
                written.append(path)
            return Exported(tuple(written))
    raise Refusal(f"不能导出为“{out.suffix}”；可用 .docx、.pdf，或一个文件夹")


def word(office: Office, made: Sequence[Copy], *, duplex: bool = False) -> bytes:
    """Copies as one Word file, each on leaves of its own where it is `duplex`."""
    target = io.BytesIO()
    docx.write([copy.document for copy in made], layout(office), target, duplex, about=made[0].about)
    return target.getvalue()


def _remarks(done: Printed, made: Sequence[Copy]) -> tuple[str, ...]:
    """What a reader should know of the fonts; of a character that none has, in which copies it stands."""
    remarks = [str(replaced) for replaced in done.replaced]
    for missing in done.missing:
        where = [copy.name for copy in made if missing in copy.document.text]
        more = f"等 {len(where)} 份" if len(where) > 5 else ""
        remarks.append(f"字体都没有的字：{missing}（印成空白，在：{'、'.join(where[:5])}{more}）")
    return tuple(remarks)


def safe(name: str) -> str:
    """A file name that Windows takes too."""
    return re.sub(r'[\\/:*?"<>|\s]+', "_", name).strip("._") or "文书"
