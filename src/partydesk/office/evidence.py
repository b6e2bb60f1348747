"""佐证材料包: all that stands behind one number in one folder: an index, the records as sheets, and copies of their files.

For whoever comes to inspect: nothing in it is counted anew. The index is the trace of the figure, numbered; the sheets
are the records as they are exported; the files bear the number of the record that they belong to.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..catalogue.period import Period
from ..errors import Trouble
from ..papers import files
from ..papers.document import Block, Document, Heading, Paragraph, Run, Runs, Signoff, Table, Title, clean
from . import attachments
from .attachments import Attachment
from .office import Office
from .people import long
from .printing import Copy, Told, put, safe
from .series import plain
from .trace import Trace, Traced, trace

INDEX = "00-佐证材料目录"
"""What the index is called; as .docx and .pdf."""
SHEETS, FILES = "记录", "附件"
"""The folders of the records and of their files."""
LONGEST = 80
"""Characters of a file's name beside its number: a path of Windows has 260."""
HEADS = ("编号", "种类", "日期", "名称", "说明", "计入", "附件")
GONE = "（内容不在了）"


@dataclass(frozen=True)
class Packed:
    """What was put together: where, how many records and files, which files' content is gone, remarks on the fonts of the index."""

    folder: Path
    records: int
    files: int
    gone: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass
class _Pack:
    """What goes into a pack: each record once, by its number, and the files beside it."""

    trace: Trace
    parts: tuple[Trace, ...]
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    files: dict[tuple[str, int], list[tuple[str, Attachment]]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def of_kind(self, kind: str) -> list[int]:
        return [id for of, id in self.numbers if of == kind]


def pack(office: Office, figure: str, period: Period | str, out: Path, scope: str | None = None, told: Told | None = None) -> Packed:
    """Put the evidence of a figure into the folder `out`, whole or not at all.

    `told` is told how many of how many things are done; what it raises ends the work. Refusal where `out` is not empty.
    """
    found = trace(office, figure, period, scope)
    with files.filled(out) as place:
        made = _gathered(office, found)
        kinds = sorted({kind for kind, _ in made.numbers})
        steps = _Steps(told, sum(map(len, made.files.values())) + len(kinds) + 2)
        _copy(office, made, place / FILES, steps)
        _sheets(office, made, kinds, place / SHEETS, steps)
        document = index(office, made, scope)
        for ending in (".docx", ".pdf"):
            written = put(office, [Copy(document.title, document)], place / f"{INDEX}{ending}", anyway=True)
            steps.one()
    return Packed(out, len(made.numbers), sum(map(len, made.files.values())) - len(made.gone), tuple(sorted(made.gone)), written.remarks)


def called(office: Office, figure: str, period: Period | str, scope: str | None = None) -> str:
    """What the folder of a figure's evidence is called, unless someone says otherwise."""
    at = Period.of(period)
    return safe(f"佐证材料-{scope or ''}{at.label}-{office.catalogue.figure(figure).label}")


@dataclass
class _Steps:
    """Counts what is done."""

    told: Told | None
    all: int
    done: int = 0

    def one(self) -> None:
        self.done += 1
        if self.told is not None:
            self.told(self.done, self.all)


# ── what goes in ─────────────────────────────────────────────────────────────────────────────────

def _gathered(office: Office, found: Trace) -> _Pack:
    """Every value that folds records, the records numbered as they come, and the files that belong to them."""
    made = _Pack(found, tuple(part for part in found.walk() if part.records))
    for part in made.parts:
        for one in part.records:
            made.numbers.setdefault((_kind(office, one), one.id), len(made.numbers) + 1)
    for kind in {kind for kind, _ in made.numbers}:
        having = attachments.counts(office, kind, made.of_kind(kind))
        for record in office.some(kind, having):
            number = made.numbers[kind, record.id]
            made.files[kind, record.id] = [(f"{number:04}-{n}-{_name(one.name)}", one)
                                           for n, one in enumerate(attachments.attached(office, record.uid), 1)]
    return made


def _kind(office: Office, one: Traced) -> str:
    """The kind of a record as it is called today."""
    return next((of.id for of in office.catalogue.kinds.values() if one.kind in of.ids), one.kind)


def _name(name: str) -> str:
    """A file's name that every system takes."""
    bare = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", name).strip(". ") or "附件"
    stem, dot, ending = bare.rpartition(".")
    if len(bare) > LONGEST and dot and len(ending) < 12:
        return f"{stem[:LONGEST - len(ending) - 1]}.{ending}"
    return bare[:LONGEST].rstrip(". ")


def _copy(office: Office, made: _Pack, place: Path, steps: _Steps) -> None:
    """The files, each under its number; one whose content is gone is named in the index, and ends nothing."""
    for of in made.files.values():
        for name, one in of:
            try:
                attachments.held(office, one.hash)
            except Trouble:
                made.gone.add(name)
            else:
                place.mkdir(exist_ok=True)
                attachments.copy(office, one.hash, place / name)
            steps.one()


def _sheets(office: Office, made: _Pack, kinds: Sequence[str], place: Path, steps: _Steps) -> None:
    """The records, a workbook for each kind."""
    from ..sheets import workbook
    for kind in kinds:
        of = office.catalogue.kind(kind)
        numbers = {id: number for (one, id), number in made.numbers.items() if one == kind}
        records = sorted(office.some(kind, numbers), key=lambda record: numbers[record.id])
        rows = [(record.uid, record.values, record.roll, record.reasons) for record in records]
        place.mkdir(exist_ok=True)
        files.replace(place / f"{safe(of.label)}.xlsx", workbook.write(of, made.trace.period.end.year, rows, office.names))
        steps.one()


# ── the index ────────────────────────────────────────────────────────────────────────────────────

def index(office: Office, made: _Pack, scope: str | None) -> Document:
    """The index as a paper: the number and how it came about, then its records value by value, each with its files."""
    title = f"{made.trace.label}佐证材料目录"
    blocks: list[Block] = [Title(_run(title)), Table(tuple(_about(office, made, scope)), head=0)]
    for number, part in enumerate(made.parts, 1):
        blocks.append(Heading(1, _run(f"{number}. {_called(made, part)}：{part.text}")))
        rows = [_row(office, made, one) for one in part.records]
        kept = [at for at in range(len(HEADS)) if any(row[at] for row in rows)]
        blocks.append(Table(tuple(tuple(_run(row[at]) for at in kept) for row in (HEADS, *rows))))
    if not made.parts:
        blocks.append(Paragraph(_run("这个数没有记录，依据见上表。" if made.trace.stated else "期内没有计入的记录。")))
    where = f"记录全文在“{SHEETS}”文件夹" if made.numbers else ""
    where += f"；附件在“{FILES}”文件夹，文件名前四位数字是记录编号" if made.files else ""
    if where:
        blocks.append(Paragraph(_run(f"{where}。"), indent=0))
    if office.setting("office"):
        blocks.append(Signoff(_run(office.setting("office")), _run(long(date.today()))))
    return Document(title, tuple(blocks), turned=True)


def _about(office: Office, made: _Pack, scope: str | None) -> Iterator[tuple[Runs, ...]]:
    """What is said of the number, a line each."""
    found = made.trace
    yield _run("数据项"), _run(found.label)
    yield _run("数　值"), (Run(clean(found.text), figure=found.id),)
    yield _run("统计期"), _run(f"{found.period.label}（{long(found.period.start)}至{long(found.period.end)}）")
    yield _run("统计范围"), _run(scope or office.setting("office") or "本单位")
    yield _run("怎样得出"), _run(found.how if found.stated else found.because)
    if found.stated:
        yield _run("填报依据"), _run(found.reason)
        yield _run("记录数出"), _run(found.counted or "记录数不出来")
    elif found.reason:
        yield _run("原　因"), _run(found.reason)
    yield _run("材　料"), _run(f"记录{len(made.numbers)}条，附件{sum(map(len, made.files.values()))}个")


def _called(made: _Pack, part: Trace) -> str:
    """What a value is called in the index: its label, else how it is counted; with its period where that is another."""
    other = f"（{part.period.label}）" if part.period != made.trace.period else ""
    return f"{part.label or part.because}{other}"


def _row(office: Office, made: _Pack, one: Traced) -> tuple[str, ...]:
    """A record under `HEADS`; columns in which nothing stands are left out."""
    key = _kind(office, one), one.id
    names = [f"{name}{GONE if name in made.gone else ''}" for name, _ in made.files.get(key, ())]
    return (f"{made.numbers[key]:04}", one.label, long(one.date) if one.date else "", one.title, one.note, plain(one.amount),
            "；".join(names))


def _run(text: str) -> Runs:
    return (Run(clean(text).replace("\n", " ")),) if text else ()
