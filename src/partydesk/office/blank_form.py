"""空白表: the form of a kind on paper, to be filled in by hand where there is no computer and typed in afterwards.

It is made of the catalogue alone: every blank with its label, what must be filled in marked, choices as boxes to tick,
long texts as tall cells, and a sign-in table where the kind has a roll.
"""
from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from ..catalogue.fields import Blank, Choice, Date, Flag, Link, Number, Text
from ..catalogue.kind import Kind
from ..errors import Refusal
from ..papers import files
from ..papers.document import Block, Document, PageBreak, Paragraph, Run, Runs, Table, Title, clean, plain
from ..papers.lines import nominal
from ..papers.look import Look
from .office import Office
from .printing import Copy
from .profiles import layout

LABELS = 38.0
"""Mm that the labels have."""
SIGNED = 20
"""Lines of a sign-in table; two people stand on each."""
SIGN_IN = ("序号", "姓名", "签名", "序号", "姓名", "签名")
SIGN_IN_WIDTHS = (12.0, 28.0, 38.0, 12.0, 28.0, 38.0)
TYPE, LINE, PADDING = 12.0, 18.0, 2.6
"""Pt of the table: a pen needs more room than a printer."""
PAGE = 640.0
"""Pt that tables have on a page below its title. A sign-in table that would be cut by its end has the back to itself."""
CHARS = 26
"""Characters that have room beside the labels."""
BOX, WIDE = "□", "\u3000"
DAY = f"{WIDE * 4}年{WIDE * 3}月{WIDE * 3}日"
LINES = {1: 1, 2: 3, 3: 5, 4: 6}
MOST_LINES = 8
"""Lines to write on for a text of so many lines on the screen."""


def document(kind: Kind, year: int, unit: str = "") -> Document:
    """The form of a kind in a year; `unit` is who keeps it."""
    blocks: list[Block] = [Title(_run(kind.label)), Paragraph(_run(f"单位：{unit or WIDE * 12}{WIDE * 2}（带 * 的必须填写）"), indent=0)]
    rows = [_row(blank) for blank in kind.shown(year)]
    if rows:
        blocks.append(Table(tuple(rows), (LABELS, 156.0 - LABELS), head=0))
    if kind.roll:
        heads = tuple(map(_run, SIGN_IN))
        lines = [tuple(_run(text) for text in (str(n), "", "", str(n + SIGNED), "", "")) for n in range(1, SIGNED + 1)]
        used, wanted = sum(map(_height, rows)), (SIGNED + 2) * (LINE + 2 * PADDING)
        if used <= PAGE < used + wanted:
            blocks.append(PageBreak())
        blocks += [Paragraph(_run("签到"), indent=0, align="center"), Table((heads, *lines), SIGN_IN_WIDTHS)]
    blocks.append(Paragraph(_run(f"填表人：{WIDE * 6}填表日期：{DAY}"), indent=0, align="right"))
    return Document(f"{kind.label}空白表", tuple(blocks))


def _row(blank: Blank) -> tuple[Runs, Runs]:
    """The label of a blank, and room to write."""
    label = (*_run(blank.label), *((Run("*", bold=True),) if blank.required else ()))
    return label, (Run(clean("\n".join(_room(blank)))),)


def _height(row: tuple[Runs, Runs]) -> float:
    """How tall a row is, in pt."""
    return (plain(row[1]).count("\n") + 1) * LINE + 2 * PADDING


def _room(blank: Blank) -> list[str]:
    """The lines that there are to write on, with what is printed on them."""
    match blank:
        case Choice():
            return _packed([BOX + words for words in blank.choices.values()])
        case Flag():
            return [f"{BOX}是{WIDE}{BOX}否"]
        case Date():
            return [DAY]
        case Number():
            return [f"{WIDE * 8}{blank.unit}" if blank.unit else ""]
        case Link():
            return ["", ""] if blank.many and blank.to != "body" else [""]
        case Text():
            return [""] * LINES.get(blank.lines, MOST_LINES)
    raise AssertionError(blank)


def _packed(boxes: list[str]) -> list[str]:
    """Boxes to tick, as many on a line as there is room for; none is broken."""
    lines: list[str] = []
    for box in boxes:
        together = f"{lines[-1]}{WIDE}{box}" if lines else box
        if lines and sum(map(nominal, together)) <= CHARS:
            lines[-1] = together
        else:
            lines.append(box)
    return lines


def _run(text: str) -> Runs:
    return (Run(clean(text).replace("\n", " ")),) if text else ()


def look(of: Look) -> Look:
    """The look of the office's papers with rows that a pen has room in, and pages numbered of how many."""
    number = of.page_number.model_copy(update={"place": "center", "dash": "", "total": True, "size": of.ledger.number})
    return of.model_copy(update={
        "page": of.page.model_copy(update={"top": 22.0, "bottom": 24.0}),
        "grid": of.grid.model_copy(update={"size": TYPE, "tracking": 0.0, "pitch": LINE, "lines": 38, "chars": 36}),
        "title": of.title.model_copy(update={"size": of.ledger.title, "line": of.ledger.title * 1.5, "after": 0}),
        "table": of.table.model_copy(update={"size": TYPE, "line": LINE, "padding": PADDING}),
        "page_number": number})


def pages(office: Office, kind: str) -> tuple[bytes, tuple[str, ...]]:
    """The form as a PDF, and which characters are blanks on it, for no typeface has them."""
    from ..papers import pdf
    from . import typefaces
    dress, target, copy = look(layout(office)), io.BytesIO(), Copy(kind, of_kind(office, kind))
    done = pdf.write([copy.document], dress, target, typefaces.found(office, dress))
    return target.getvalue(), typefaces.lacking(office, done, [copy])


def of_kind(office: Office, kind: str) -> Document:
    """The form of this year."""
    return document(office.catalogue.kind(kind), date.today().year, office.setting("office") or "")


def export(office: Office, kind: str, out: Path) -> None:
    """Write the form as .pdf or .docx."""
    match out.suffix.lower():
        case ".pdf":
            data = pages(office, kind)[0]
        case ".docx":
            from ..papers import docx
            target = io.BytesIO()
            docx.write([of_kind(office, kind)], look(layout(office)), target)
            data = target.getvalue()
        case other:
            raise Refusal(f"空白表不能写成“{other}”；可用 .pdf、.docx")
    files.replace(out, data)
