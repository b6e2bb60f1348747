"""A list as a ledger (台账): what stood on the screen, on its side, for the printer, for Word and for Excel."""
from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from ..catalogue import fields
from ..catalogue.kind import Kind
from ..errors import Refusal
from ..papers import files
from ..papers.document import Block, Document, Heading, Paragraph, Run, Runs, Table, Title, clean
from ..papers.lines import nominal
from ..papers.look import MM, Look
from ..papers.tables import spread
from . import listing
from .columns import Column
from .listing import Listed
from .narrowing import says
from .office import Office
from .printing import Copy
from .profiles import layout
from .totals import Totals

MOST = 5_000
"""Records that one ledger holds: some two hundred pages."""
WIDEST = 24
"""Characters that a column is made wide for at most; longer texts are wrapped."""
SHORT = 5.6
"""Characters that are not worth a second line: names, choices of a few words."""
SPARE = 0.8
"""Characters of room beside numbers and dates, for typefaces with wide digits."""
NUMBER = "序号"
TOTAL = "合计"


@dataclass(frozen=True)
class Part:
    """The records of one group, with what they come to; of a list without groups, all of them."""

    label: str
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[str, ...]


@dataclass(frozen=True)
class Ledger:
    """A title, what is said under it, the columns, and the rows; each row begins with its number."""

    kind: Kind
    title: str
    said: tuple[str, ...]
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    totals: tuple[str, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        return (NUMBER, *(column.label for column in self.columns))

    @property
    def count(self) -> int:
        return sum(len(part.rows) for part in self.parts)

    def without_empty(self) -> Ledger:
        """The same without the columns in which nothing stands."""
        kept = [at for at in range(len(self.columns)) if any(row[at + 1] for part in self.parts for row in part.rows)]
        if len(kept) == len(self.columns) or not kept:
            return self

        def of(row: tuple[str, ...]) -> tuple[str, ...]:
            return (row[0], *(row[at + 1] for at in kept)) if row else ()
        return Ledger(self.kind, self.title, self.said, tuple(self.columns[at] for at in kept), tuple(
            Part(part.label, tuple(map(of, part.rows)), of(part.totals)) for part in self.parts), of(self.totals))


def of_list(office: Office, listed: Listed, columns: Sequence[Column], chosen: Sequence[int] | None = None) -> Ledger:
    """What a list shows, or what is chosen of it, in its order and groups."""
    view = listed.view
    of = office.catalogue.kind(view.kind)
    ids = list(listed.ids(0, listed.count)) if chosen is None else list(chosen)
    if len(ids) > MOST:
        raise Refusal(f"一份台账最多 {MOST} 条，现有 {len(ids)} 条；请先筛选（如按月份），分几份打印")
    shown = listing.texts(office, of.id, ids, columns, lines=True)
    ids = [id for id in ids if id in shown]
    rows = [(str(n), *(clean(shown[id].get(column.id, "")) for column in columns)) for n, id in enumerate(ids, 1)]
    adds = [column for column in columns if column.adds]
    if chosen is None and listed.groups:
        ends = [0]
        for size in listed.sizes:
            ends.append(ends[-1] + size)
        parts = tuple(Part(f"{group.label}（{group.totals.count} 条）", tuple(rows[start:end]), _totals("小计", group.totals, columns))
                      for group, (start, end) in zip(listed.groups, pairwise(ends), strict=True))
        whole = sum((group.totals for group in listed.groups), Totals())
    else:
        parts = (Part("", tuple(rows), ()),)
        whole = listing.totals(office, view, adds) if chosen is None else listing.totals_of(office, of, ids, adds)
    return Ledger(of, of.label if of.label.endswith("台账") else f"{of.label}台账", tuple(_said(office, of, listed, rows, columns, chosen)),
                  tuple(columns), parts, _totals(TOTAL, whole, columns))


def _totals(word: str, totals: Totals, columns: Sequence[Column]) -> tuple[str, ...]:
    return (word, *(totals.text(column) for column in columns))


def _said(office: Office, kind: Kind, listed: Listed, rows: Sequence[Sequence[str]], columns: Sequence[Column],
          chosen: Sequence[int] | None) -> Iterable[str]:
    """Whose list it is, of what days, how it was narrowed, and when it was made."""
    view, names = listed.view, office.names
    first = [f"单位：{office.setting('office')}"] if office.setting("office") else []
    at = next((at for at, column in enumerate(columns, 1) if column.id == "date"), 0)
    dates = sorted(row[at] for row in rows if row[at]) if at else []
    if dates:
        first.append(f"日期：{_day(dates[0])}至{_day(dates[-1])}" if dates[0] != dates[-1] else f"日期：{_day(dates[0])}")
    first += [f"共 {len(rows)} 条", f"制表日期：{_day(date.today().isoformat())}"]
    yield "　　".join(first)
    narrowed = [says(kind.known[one.column], one, names) for one in view.filters if one.column in kind.known]
    narrowed += [f"含“{clean(view.find.strip())}”"] if view.find.strip() else []
    narrowed += ["选中的记录"] if chosen is not None else []
    if narrowed:
        yield f"范围：{'；'.join(narrowed)}"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


# ── as pages ─────────────────────────────────────────────────────────────────────────────────────

def document(ledger: Ledger, look: Look) -> Document:
    """The ledger as a paper: its title, what is said under it, and a table for each group."""
    widths = _widths(ledger, look)
    blocks: list[Block] = [Title(_run(ledger.title)), *(Paragraph(_run(line), indent=0, align="center") for line in ledger.said)]
    for part in ledger.parts:
        if part.label:
            blocks.append(Heading(2, _run(part.label)))
        rows = [tuple(map(_run, ledger.heads)), *(tuple(map(_run, row)) for row in part.rows)]
        totals = [part.totals] if part.totals else []
        if part is ledger.parts[-1]:
            totals.append(ledger.totals)
        rows += [tuple((Run(text, bold=True),) if text else () for text in row) for row in totals]
        blocks.append(Table(tuple(rows), widths))
    return Document(ledger.title, tuple(blocks), turned=True)


def _run(text: str) -> Runs:
    return (Run(text.replace("\n", " ")),) if text else ()


def fitted(ledger: Ledger, look: Look) -> Look:
    """The look of ledgers, in the largest type in which the columns that may not be wrapped have room."""
    size = look.ledger.size
    while size > look.ledger.least:
        turned = look.on_its_side(size)
        if sum(least for least, _ in _wishes(ledger)) * size + _padding(ledger, turned) <= turned.width:
            return turned
        size -= 0.5
    return look.on_its_side(look.ledger.least)


def _wishes(ledger: Ledger) -> list[tuple[float, float]]:
    """For each column how many characters it must have, and how many it would like."""
    found = []
    rows = [ledger.totals, *(row for part in ledger.parts for row in (*part.rows, part.totals) if row)]
    for at, head in enumerate(ledger.heads):
        longest = max((sum(map(nominal, text)) for row in rows if (text := row[at])), default=0) + 0.6
        blank = ledger.columns[at - 1].blank if at else None
        firm = at == 0 or blank is None or isinstance(blank, fields.Date | fields.Number | fields.Flag)
        if firm:
            longest += SPARE
        least = longest if firm or longest <= SHORT else 4.6
        found.append((max(least, min(len(head), 2) + 0.6), max(min(longest, WIDEST), min(len(head), 4) + 0.6)))
    return found


def _padding(ledger: Ledger, look: Look) -> float:
    return 2 * look.table.side * MM * len(ledger.heads)


def _widths(ledger: Ledger, look: Look) -> tuple[float, ...]:
    """Widths in mm that fill the page: what must be on one line is; texts share the rest by their length."""
    wishes = _wishes(ledger)
    size, side = look.table.size, 2 * look.table.side * MM
    chars = spread(wishes, (look.width - side * len(wishes)) / size)
    return tuple((one * size + side) / MM for one in chars)


@dataclass(frozen=True)
class Pages:
    """A ledger as a PDF, what to know of its fonts, and of that what is on characters that are blanks in it."""

    pdf: bytes
    remarks: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def pages(office: Office, ledger: Ledger, *, anyway: bool = True) -> Pages:
    """The ledger as a PDF; `NoGlyph` where it would have blanks for characters that no typeface has and is not wanted `anyway`."""
    from ..papers import pdf
    from . import typefaces
    look = fitted(ledger, layout(office))
    copy, target = Copy(ledger.title, document(ledger, look)), io.BytesIO()
    done = pdf.write([copy.document], look, target, typefaces.found(office, look))
    return Pages(target.getvalue(), typefaces.whole(office, done, [copy], anyway=anyway), typefaces.lacking(office, done, [copy]))


def export(office: Office, ledger: Ledger, out: Path, *, anyway: bool = False) -> tuple[str, ...]:
    """Write a ledger as .pdf, .docx or .xlsx; what to know of its fonts. `NoGlyph` as `pages`."""
    remarks: tuple[str, ...] = ()
    match out.suffix.lower():
        case ".pdf":
            made = pages(office, ledger, anyway=anyway)
            data, remarks = made.pdf, made.remarks
        case ".docx":
            data = _word(office, ledger)
        case ".xlsx":
            data = _excel(ledger)
        case other:
            raise Refusal(f"台账不能导出为“{other}”；可用 .pdf、.docx、.xlsx")
    files.replace(out, data)
    return remarks


def _word(office: Office, ledger: Ledger) -> bytes:
    from ..papers import docx
    look = fitted(ledger, layout(office))
    target = io.BytesIO()
    docx.write([document(ledger, look)], look, target)
    return target.getvalue()


def _excel(ledger: Ledger) -> bytes:
    from ..sheets import ledger as sheet
    return sheet.write(ledger.title, ledger.said, [(NUMBER, None), *((column.label, column.blank) for column in ledger.columns)],
                       [(part.label, part.rows, part.totals) for part in ledger.parts], ledger.totals)
