"""文书汇编: every paper that an office can make for a period, in one folder, with an index of what is there and what is not.

A paper of which there are many copies is one file with all of them; a paper of meetings is made of the last meeting of
every kind that was held in the period.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..catalogue.formula import Tally
from ..catalogue.kind import Kind
from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..errors import Refusal
from ..papers import files
from ..papers.document import Document, Run, Runs, Signoff, Table, Title, clean
from ..papers.pdf import Printed
from . import filled, printing, typefaces
from .office import Office
from .people import long
from .printing import Copy, Told

INDEX = "000-文书目录"
HEADS = ("编号", "类别", "文书", "份数", "页数", "说明")


@dataclass(frozen=True)
class Filed:
    """One paper: the stem of its files and what is in them; of one that could not be made, why."""

    number: str
    tab: str
    paper: str
    name: str = ""
    copies: int = 0
    pages: int = 0
    why: str = ""


@dataclass(frozen=True)
class Bound:
    """A folder of papers, and what was and was not made; `remarks` on their fonts."""

    folder: Path
    papers: tuple[Filed, ...]
    remarks: tuple[str, ...] = ()


def bind(office: Office, period: Period | str, out: Path, scope: str | None = None, told: Told | None = None) -> Bound:
    """Write every paper for a period into the folder `out`, as .docx and .pdf, whole or not at all.

    `told` is told how many of how many papers are done; what it raises ends the work. Refusal where `out` is not empty.
    """
    at = Period.of(period)
    wanted = list(_numbered(office))
    with files.filled(out) as place:
        filed, whole, prints = [], list[Copy](), list[Printed]()
        for n, (number, tab, paper) in enumerate(wanted, 1):
            try:
                made, note = _copies(office, paper, at, scope)
            except Refusal as refusal:
                filed.append(Filed(number, tab, paper.label, why=str(refusal)))
            else:
                name = f"{number}-{printing.safe(paper.label)}"
                prints.append(_written(office, place / name, made))
                whole += made
                filed.append(Filed(number, tab, paper.label, name, len(made), prints[-1].pages, note))
            if told is not None:
                told(n, len(wanted))
        _written(office, place / INDEX, [Copy(INDEX, _index(office, at, filed))])
    return Bound(out, tuple(filed), typefaces.remarks(office, typefaces.joined(prints), whole))


def _numbered(office: Office) -> Iterator[tuple[str, str, Paper]]:
    """Every paper with its number, tab by tab: 203 is the third of the second tab."""
    tabs = [tab for tab in office.catalogue.tabs.values() if any(paper.tab == tab.id for paper in office.catalogue.papers.values())]
    for n, tab in enumerate(tabs, 1):
        papers = sorted((paper for paper in office.catalogue.papers.values() if paper.tab == tab.id), key=lambda paper: paper.order)
        for k, paper in enumerate(papers, 1):
            yield f"{n}{k:02}", tab.label, paper


def _copies(office: Office, paper: Paper, period: Period, scope: str | None) -> tuple[list[Copy], str]:
    """The copies of a paper, and what must be said of them."""
    if not paper.roll:
        return printing.copies(office, paper.id, period, scope=scope), "本单位的 Word 表单" if paper.template else ""
    made: list[Copy] = []
    for kind in office.catalogue.kinds.values():
        made += _of_last(office, paper, kind, period, scope)
    if not made:
        raise Refusal(f"{period.label}没有要签到的会议或活动")
    return made, "每种会议印最近一次"


def _of_last(office: Office, paper: Paper, kind: Kind, period: Period, scope: str | None) -> list[Copy]:
    """A paper of the last meeting of a kind in a period; none where none was held."""
    if paper not in printing.papers_of(office.catalogue, kind):
        return []
    with office.ledger(period, scope) as ledger:
        counted = {id for id, _ in ledger.rows(ledger.reach(Tally("count", kind.id)))}
    held = [one for one in office.records(kind.id, period) if one.id in counted]
    if not held:
        return []
    last, = office.some(kind.id, [held[0].id])
    return printing.of_form(office, paper.id, kind.id, last.values, last.roll, last.reasons, id=last.id)


def _written(office: Office, stem: Path, made: list[Copy]) -> Printed:
    """Copies as one .docx and one .pdf; of an office's own Word file what the computer can make."""
    printing.put(office, made, stem.with_name(f"{stem.name}.docx"))
    if any(copy.filling for copy in made):
        if filled.converter() is not None:
            printing.put(office, made, stem.with_name(f"{stem.name}.pdf"))
        return Printed(0, (), (), ())
    data, done = printing.printed(office, [copy.document for copy in made])
    files.replace(stem.with_name(f"{stem.name}.pdf"), data)
    return done


def _index(office: Office, period: Period, filed: list[Filed]) -> Document:
    """What lies in the folder, and what could not be made and why."""
    title = f"{period.label}文书目录"
    rows = [tuple(map(_run, HEADS))]
    rows += [tuple(map(_run, (one.number, one.tab, one.paper, f"{one.copies}份" if one.copies else "—",
                              f"{one.pages}页" if one.pages else "—", one.why))) for one in filed]
    signed = (Signoff(_run(office.setting("office")), _run(long(date.today()))),) if office.setting("office") else ()
    return Document(title, (Title(_run(title)), Table(tuple(rows)), *signed))


def _run(text: str) -> Runs:
    return (Run(clean(text).replace("\n", " ")),) if text else ()
