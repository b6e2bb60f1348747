"""Closing a period (定稿): what was sent is kept, every number with its reasons, every word, and the very files.

It locks nothing. Records may change afterwards; `since` then tells what moved. A paper may be closed again, corrected
(更正), and each time is kept beside the others. One closing is one step of the journal and can be taken back.
"""
from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..catalogue.text import clean
from ..errors import NoGlyph, Refusal, Trouble, reason
from ..figures.ledger import ISSUED, PREVIOUS, Ledger
from ..figures.value import Value
from ..papers.document import Document, runs_of
from ..records import journal
from ..records.journal import Head
from ..records.tables import SHAPES, issued
from . import attachments, own_chapters, printing, proving, typefaces
from .office import Office
from .profiles import layout

if TYPE_CHECKING:
    from ..records.door import Door

FORMAT = 1
"""Of the content that is kept; a later program reads the earlier ones."""

MISSING = re.compile("【待补：[^】]*】")
AT_ONCE = 500


@dataclass(frozen=True)
class Matters:
    """What a clerk should know before closing: which time it is, what is to be filled in, what does not agree."""

    number: int
    missing: tuple[str, ...]
    findings: tuple[str, ...]
    notices: int

    @property
    def open(self) -> bool:
        """Whether closing all the same needs a reason."""
        return bool(self.missing or self.findings)


@dataclass(frozen=True)
class Issue:
    """A paper as it was sent: the `number`th time, by whom and when; its content and its files by name."""

    paper: str
    period: Period
    scope: str
    number: int
    at: str
    who: str
    kept: str
    files: Mapping[str, str]

    @property
    def code(self) -> str:
        """The code of the data as it was (数据校验码), as it is printed; none on papers sent before there was one."""
        from .proving import code
        return code(proof["hash"]) if (proof := self.content.get("proof")) else ""

    @cached_property
    def content(self) -> dict[str, Any]:
        """Everything that was sent, as data."""
        found: dict[str, Any] = json.loads(self.kept)
        return found

    @property
    def day(self) -> date:
        """The day, here, on which it was closed."""
        return datetime.fromisoformat(self.at).astimezone().date()

    @property
    def label(self) -> str:
        """第1次定稿, 第2次定稿（更正）."""
        return f"第{self.number}次定稿" + ("（更正）" if self.number > 1 else "")

    @property
    def because(self) -> str:
        """What the clerk wrote when closing."""
        return str(self.content["because"])

    @property
    def figures(self) -> dict[str, dict[str, Any]]:
        """Every number of the period as it was: label, amount, text, unit, definition and reasons, by figure."""
        found: dict[str, dict[str, Any]] = self.content["figures"]
        return found

    @property
    def text(self) -> str:
        """The words as they were sent, a paragraph a line."""
        return "\n".join("".join(text for text, _ in line) for line in self.content["lines"])

    def ending(self, suffix: str) -> str:
        """The name of the file of one sort (.docx, .pdf)."""
        return next(name for name in self.files if name.endswith(suffix))


def matters(office: Office, paper: str, period: Period | str, scope: str | None = None) -> Matters:
    """What is still open in a paper that is about to be closed."""
    of, at = closable(office, paper), Period.of(period)
    with office.reading():
        return _matters(office, of, at, scope, printing.copies(office, of.id, at, scope=scope)[0].document)


def close(office: Office, paper: str, period: Period | str, scope: str | None = None, because: str = "") -> Issue:
    """Keep a paper of a period as it is sent now; where something is still open, `because` must say why all the same."""
    of, at, said = closable(office, paper), Period.of(period), clean(because)
    with office.door(f"定稿{printing.joined(at, of)}") as door:
        copy, = printing.copies(office, of.id, at, scope=scope)
        document = copy.document
        found = _matters(office, of, at, scope, document)
        if found.open and not said:
            told = [f"待补 {len(found.missing)} 处（{'、'.join(found.missing[:3])}等）"] if found.missing else []
            told += [f"校核不符 {len(found.findings)} 处"] if found.findings else []
            raise Refusal(f"还有{'，'.join(told)}。补齐后再定稿；仍要定稿的，请写明原因")
        uid = office.scope(scope)
        proof = _sealed(door, of, at, scope, found.number)
        beside = f"数据校验码 {proving.code(proof.hash)}" if layout(office).page_number.proof else ""
        name = f"{printing.titled(document, of, at)}-第{found.number}次定稿"
        pdf, done = printing.printed(office, [document], beside=beside)
        if done.missing and not said:
            raise NoGlyph("".join(typefaces.lacking(office, done, [copy])) + "。换上有这个字的字体后再定稿；仍要定稿的，请写明原因")
        files = {f"{name}.docx": printing.word(office, [copy], beside=beside), f"{name}.pdf": pdf}
        with office.ledger(at, scope) as ledger:
            content = _content(office, of, ledger, document, scope, said, found)
        content["proof"] = {"desk": office.desk, **asdict(proof)}
        key = {"paper": of.id, "period": str(at), "scope": uid, "number": str(found.number)}
        kept = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        held = {file: attachments.keep(office, data) for file, data in files.items()}
        door.put("issued", key, {"at": door.step.at, "who": door.step.who, "content": kept,
                                 "files": json.dumps(held, ensure_ascii=False)})
        return Issue(of.id, at, uid, found.number, door.step.at, door.step.who, kept, held)


def _sealed(door: Door, of: Paper, at: Period, scope: str | None, number: int) -> Head:
    """A line of the journal that says what is being sent and how far every desk was: its seal stands for all data so far."""
    told = {id: f"{head.seq} {head.hash}" for id, head in journal.heads(door.connection).items()}
    door.tell(json.dumps([of.id, str(at), scope or "", number], ensure_ascii=False), {"heads": told})
    door.step.close()
    head = door.step.head
    assert head is not None
    return head


def issues(office: Office, paper: str, period: Period | str, scope: str | None = None) -> list[Issue]:
    """Every time a paper of a period was closed, the first one first."""
    query = select(issued).where(issued.c.paper == office.catalogue.paper(paper).id, issued.c.period == str(Period.of(period)),
                                 issued.c.scope == office.scope(scope))
    with office.reading() as connection:
        found = [Issue(row.paper, Period.read(row.period), row.scope, int(row.number), row.at, row.who, row.content,
                       json.loads(row.files)) for row in connection.execute(query)]
    return sorted(found, key=lambda issue: issue.number)


def sent(office: Office, issue: Issue, name: str) -> bytes:
    """One file as it was sent, byte for byte; `Trouble` where it is no longer there."""
    try:
        return attachments.content(office, issue.files[name])
    except OSError as error:
        raise Trouble(f"定稿时保存的“{name}”读不出来：{reason(error)}。请把办公室文件旁边的附件文件夹一起放好后再试") from error


def take_out(office: Office, issue: Issue, name: str, out: Path) -> None:
    """A copy of one file as it was sent."""
    from ..papers import files
    files.replace(out, sent(office, issue, name))


def as_sent(office: Office) -> bool:
    """Whether comparisons with a year earlier take the numbers that were sent back then, where there are any."""
    return office.setting(PREVIOUS) == ISSUED


def compare(office: Office, *, as_sent: bool) -> None:
    """Choose what comparisons with a year earlier take: what was sent back then, or what the records count today."""
    with office.together("改为与上年定稿的数比较" if as_sent else "改为与上年重新统计的数比较"):
        office.set(PREVIOUS, ISSUED if as_sent else "counted")


# ── what is kept ─────────────────────────────────────────────────────────────────────────────────────

def lines(document: Document) -> list[list[tuple[str, str | None]]]:
    """The words of a document, a block a line, each stretch with the figure it shows."""
    return [[(run.text, run.figure) for run in runs_of(block)] for block in document.printed]


def _content(office: Office, of: Paper, ledger: Ledger, document: Document, scope: str | None, because: str,
             found: Matters) -> dict[str, Any]:
    folds: list[dict[str, Any]] = []
    known: dict[tuple[Any, Period], int] = {}
    figures = {}
    for id, value in ledger.items():
        counted = []
        for fold in value.tallies():
            at = known.setdefault((fold.tally, fold.period), len(folds))
            if at == len(folds):
                rows = [(record, "" if amount == 1 else str(amount)) for record, amount in ledger.rows(fold)]
                folds.append({"shape": ledger.shape(fold), "rows": rows})
            counted.append(at)
        figures[id] = {
            "label": value.label, "amount": None if value.amount is None else str(value.amount), "text": value.text,
            "unit": value.unit, "definition": value.figure.definition if value.figure else "", "because": value.because,
            "stated": value.stated, "from": counted, "by": sorted({part.id for part in within(value)})}
    return {"format": FORMAT, "label": of.label, "title": document.title, "scope": scope or "", "because": because,
            "missing": found.missing, "findings": found.findings, "figures": figures, "folds": folds,
            "records": _versions(office, folds), "lines": lines(document),
            "chapters": own_chapters.written(office, of.id, ledger.period, scope)}


def within(value: Value) -> Iterable[Value]:
    """The figures that a value was worked out from."""
    for part in value.parts:
        if part.figure is not None:
            yield part
        yield from within(part)


def _versions(office: Office, folds: Iterable[Mapping[str, Any]]) -> dict[str, dict[int, int]]:
    """The version of every record behind a number, by shape and id."""
    wanted: dict[str, set[int]] = {}
    for fold in folds:
        wanted.setdefault(fold["shape"], set()).update(id for id, _ in fold["rows"])
    found: dict[str, dict[int, int]] = {}
    with office.reading() as connection:
        for shape, ids in wanted.items():
            table, order = SHAPES[shape], sorted(ids)
            for start in range(0, len(order), AT_ONCE):
                rows = connection.execute(select(table.c.id, table.c.version).where(table.c.id.in_(order[start:start + AT_ONCE])))
                found.setdefault(shape, {}).update((row.id, row.version) for row in rows)
    return found


# ── what is open ─────────────────────────────────────────────────────────────────────────────────────

def _matters(office: Office, of: Paper, period: Period, scope: str | None, document: Document) -> Matters:
    from .checking import check
    before = issues(office, of.id, period, scope)
    missing = tuple(dict.fromkeys(text[4:-1] for text in MISSING.findall(document.text)))
    found = check(office, period, scope)
    wrong = tuple(f"{one.says}：{one.found}" for one in found if one.level == "error")
    return Matters(before[-1].number + 1 if before else 1, missing, wrong, len(found) - len(wrong))


def closable(office: Office, paper: str) -> Paper:
    """A paper that speaks of a period; `Refusal` for one that is printed for each record."""
    of = office.catalogue.paper(paper)
    if of.scope != "period":
        raise Refusal(f"“{of.label}”按记录一份一份印，不按统计期定稿")
    return of
