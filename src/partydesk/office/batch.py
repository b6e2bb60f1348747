"""Many copies of a paper at once: made, shown, and written, in one file or a file each; stopped in between where that is asked."""
from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from .. import placed, writing
from ..catalogue.paper import Paper
from ..catalogue.period import Period
from ..errors import Refusal, Trouble
from ..papers import files
from ..papers.pdf import Printed
from . import filled, printing, signing, tables, typefaces
from .office import Office
from .printing import Copy, Exported, Told
from .tray import Row, Tray

INDEX = "目录.xlsx"
LONGEST = 80
"""Characters that the name of a copy's file has at most, before its ending."""
NAMED = 3
"""Rows without a copy that are named; of more it is said how many."""


class Stopped(Refusal):
    """The clerk has stopped a batch: nothing of it was written."""

    def __init__(self) -> None:
        super().__init__("已取消，什么都没有写出")


def copies(office: Office, tray: Tray, rows: Sequence[Row], told: Told | None = None) -> list[Copy]:
    """The copies of these rows, in their order."""
    paper = tray.entry.paper
    if paper is None:
        raise Refusal(f"“{tray.entry.label}”只登记，没有版式可印")
    if not (ready := [row for row in rows if row.printable]):
        raise Refusal("选中的都还没有发，请先补发" if rows else "没有选中要印的，请先勾选")
    if paper.scope != "period" and not paper.roll:
        return printing.copies(office, paper.id, _period(tray, ready), chosen={row.key for row in ready}, told=told)
    made: list[Copy] = []
    empty: Refusal | None = None
    for n, row in enumerate(ready, 1):
        try:
            made.append(_one(office, paper, tray.period, row))
        except Refusal as refusal:            # of one organisation there may be nothing to tell: `left_out` says so
            empty = refusal
        if told is not None:
            told(n, len(ready))
    if empty is not None and not made:
        raise empty
    return made


def _period(tray: Tray, rows: Sequence[Row]) -> Period:
    """The period that copies speak of; where one of what is signed once a year is of another part of it, the year."""
    days = [row.signer.date for row in rows if row.signer is not None and row.signer.date is not None]
    inside = all(tray.period.start <= day <= tray.period.end for day in days)
    return tray.period if inside else signing.year_of(tray.period)


def _one(office: Office, paper: Paper, period: Period, row: Row) -> Copy:
    """The copy of one meeting, or of one organisation's period."""
    if paper.roll:
        one = office.record(row.kind, row.key)
        made, = printing.of_form(office, paper.id, row.kind, one.values, one.roll, one.reasons, id=one.id)
    else:
        made, = printing.copies(office, paper.id, period, scope=row.name if row.key else None)
    return replace(made, id=row.key, name=f"{made.name} {row.name}") if row.key else made


def left_out(rows: Sequence[Row], made: Sequence[Copy]) -> tuple[str, ...]:
    """Of which of the rows chosen no copy was made, and why; nothing where each has one."""
    there = {copy.id for copy in made}
    reasons = (("还没有发", [row.name for row in rows if not row.printable]),
               ("没有要列的内容", [row.name for row in rows if row.printable and row.key not in there]))
    return tuple(f"{'、'.join(names[:NAMED])}{f'等 {len(names)} 份' if len(names) > NAMED else ''}{why}，没有印"
                 for why, names in reasons if names)


def halves(told: Told) -> tuple[Told, Told]:
    """For work that goes twice through the same copies: composing them, and setting their pages."""
    return lambda done, of: told(done, 2 * of), lambda done, of: told(of + done, 2 * of)


@dataclass(frozen=True)
class Pages:
    """Copies as one PDF, which is shown and printed as it is, and a sentence on characters in it that no typeface has."""

    pdf: bytes
    lacking: tuple[str, ...]


def pages(office: Office, made: Sequence[Copy], *, duplex: bool = False, told: Told | None = None) -> Pages:
    """The copies as one PDF; `Refusal` for a Word file of the office's own where nothing here makes a PDF of it."""
    if any(copy.filling for copy in made):
        return Pages(filled.pdf(printing.word(office, made, duplex=duplex), duplex=duplex), ())
    pdf, done = printing.printed(office, [copy.document for copy in made], duplex=duplex, told=told)
    return Pages(pdf, typefaces.lacking(office, done, made))


def named(tray: Tray) -> str:
    """What a file, or a folder, of copies is called."""
    period = tray.period if tray.register is None else signing.year_of(tray.period)
    return printing.safe(printing.joined(period, tray.entry.paper) if tray.entry.paper else tray.entry.label)


def put(office: Office, made: Sequence[Copy], out: Path, *, each: str = "", duplex: bool = False,
        anyway: bool = False, told: Told | None = None) -> Exported:
    """Write copies: into one .docx or .pdf; or, `each` (docx, pdf) by itself, into a folder, numbered, with a list of them.

    Into what has no ending each goes as .docx. `duplex`: each begins on a new leaf; `anyway`: also where characters of a PDF
    would be blanks, instead of `NoGlyph`. Where it is stopped or fails, nothing new is left, and what was there stays.
    """
    each = each or ("" if out.suffix else "docx")
    if not each:
        return printing.put(office, made, out, duplex=duplex, anyway=anyway, told=told)
    if each not in ("docx", "pdf"):
        raise Refusal(f"不能每份存成“{each}”；可用 docx、pdf")
    wide, remarks, prints, rows = len(str(len(made))), dict[str, None](), list[Printed](), []
    with _aside(out) as aside:
        for n, copy in enumerate(made, 1):
            name = f"{n:0{wide}}-{printing.safe(copy.name)[:LONGEST]}.{each}"
            done = printing.put(office, [copy], aside / name, anyway=anyway)
            remarks |= dict.fromkeys(done.remarks)
            prints += [done.printed] if done.printed is not None else []
            rows.append((str(n), copy.name, name))
            if told is not None:
                told(n, len(made))
        tables.write(office, aside / INDEX, f"{printing.safe(out.name)}目录", ("序号", "名称", "文件"), rows)
        *written, _index = _settled(aside, out, [*(name for *_, name in rows), INDEX])
        return Exported(tuple(written), typefaces.remarks(office, typefaces.joined(prints), made) if prints else tuple(remarks))


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


def _settled(aside: Path, out: Path, names: Sequence[str]) -> list[Path]:
    """What lies ready, into its place: all of it, or where one file cannot be replaced none, and what was there comes back."""
    before = aside / "before"
    before.mkdir()
    settled: list[Path] = []
    place = out
    try:
        for name in names:
            place = out / name
            if place.is_dir():
                raise IsADirectoryError(errno.EISDIR, "")
            if place.exists():
                _held(place, before / name)
            settled.append(place)
            placed.put(aside / name, place)
    except OSError as error:
        for one in settled:
            with suppress(OSError):
                if (old := before / one.name).exists():
                    placed.put(old, one)
                else:
                    one.unlink(missing_ok=True)
        raise Trouble(files.said(place, error)) from error
    with suppress(OSError):                   # the files are there
        writing.settled(out)
    return settled


def _held(place: Path, at: Path) -> None:
    """A second name for a file, so that it can come back; it stays in its place until the new one is there."""
    try:
        os.link(place, at)
    except OSError:                           # a stick has no second names
        shutil.copyfile(place, at)
