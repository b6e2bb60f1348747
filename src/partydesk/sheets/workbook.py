"""A kind of record as a worksheet: the declared labels across the top, one record a row.

Out: text is always text (never a formula), numbers and dates are real ones. Back in: whatever a clerk's Excel or WPS
makes of them is turned into text again, to be read by the fields themselves.
"""
from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from ..catalogue.fields import Blank, Date, Names, Number
from ..catalogue.kind import Kind
from ..catalogue.shapes import REASONS_HEADING, RECORD_HEADING, ROLL_HEADINGS
from ..errors import Refusal
from .foreign import Sheet
from .limits import LONGEST


@dataclass(frozen=True)
class Row:
    """One row as it came: its number on the sheet, its text by blank id, the people named on its roll, and their reasons.

    `wrong` is what is wrong with a cell before anyone reads it (a formula without a result, digits that are lost), by its
    heading, `odd` what should be looked at; `record` is the uid of the record that the row was written from.
    """

    number: int
    texts: Mapping[str, str]
    roll: Mapping[str, str] = field(default_factory=dict)
    reasons: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    record: str = ""
    odd: Mapping[str, str] = field(default_factory=dict)


def write(kind: Kind, year: int, records: Sequence[tuple[str, Mapping[str, Any], Mapping[int, str], Mapping[int, str]]],
          names: Names) -> bytes:
    """The records (uid, values, roll and reasons by person id) as an .xlsx file, ready to be changed and filled in further."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title_of(kind.label)
    blanks = kind.shown(year)
    heads = [blank.label for blank in blanks] + ([*ROLL_HEADINGS.values(), REASONS_HEADING] if kind.roll else [])
    heads += [RECORD_HEADING] if records else []
    rule = Side(style="thin", color="B0B0B0")
    border = Border(rule, rule, rule, rule)
    for column, head in enumerate(heads, 1):
        cell = sheet.cell(1, column)
        put(cell, head, f"{kind.label}的表头")
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8ECF2")
        cell.alignment, cell.border = Alignment("center", "center", wrap_text=True), border
    widths = [max(8, 2 * len(head) + 2) for head in heads]
    for number, (uid, values, roll, reasons) in enumerate(records, 2):
        cells = [_plain(blank, values.get(blank.id), names) for blank in blanks]
        if kind.roll:
            cells += ["、".join(names.name("person", id) for id, said in roll.items() if said == status)
                      for status in ROLL_HEADINGS]
            cells.append("、".join(f"{names.name('person', id)}：{why}" for id, why in reasons.items()))
        cells.append(uid)
        for column, value in enumerate(cells, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(number, column)
            put(cell, value, f"{kind.label}第 {number} 行“{heads[column - 1]}”")
            cell.border = border
            widths[column - 1] = min(40, max(widths[column - 1], width(value)))
    for column, wide in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = wide
    sheet.auto_filter.ref = sheet.dimensions
    return bound(book, 1)


def bound(book: openpyxl.Workbook, heads: int) -> bytes:
    """A workbook as a file: its heads, on that row, stay in sight and on every page; A4 landscape, as wide as the page."""
    sheet = book.active
    assert sheet is not None
    sheet.freeze_panes = f"A{heads + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{heads}:{heads}"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def title_of(label: str) -> str:
    """What a sheet may be called."""
    return "".join(letter for letter in label if letter not in r"[]:*?/\'")[:31] or "记录"


def _plain(blank: Blank, value: Any, names: Names) -> str | Decimal | date | None:
    match blank:
        case Number() | Date():
            return value if value is None or isinstance(value, Decimal | date) else str(value)
    return blank.show(value, names)


def put(cell: Cell | Any, value: str | Decimal | date, where: str) -> None:
    """A value into a cell: text stays text, whatever it begins with."""
    match value:
        case Decimal():
            cell.value = int(value) if value == value.to_integral_value() else value
        case date():
            cell.value, cell.number_format = value, "yyyy-mm-dd"
        case str():
            if len(value) > LONGEST:
                raise Refusal(f"{where}超过 Excel 单元格的上限 {LONGEST} 字，未导出")
            cell.value, cell.data_type, cell.number_format = value, "s", "@"
            cell.alignment = Alignment(vertical="top", wrap_text="\n" in value or len(value) > 30)


def width(value: str | Decimal | date) -> int:
    """How wide a value is, in the letters that Excel counts in."""
    return 2 + max(sum(2 if ord(letter) > 255 else 1 for letter in line) for line in str(value).splitlines() or [""])


def read(kind: Kind, name: str, sheets: Sequence[Sheet]) -> Iterator[Row]:
    """The rows of the first sheet that has this kind's headings; a `Refusal` where none of the file's has."""
    by_label = {blank.label: blank.id for blank in kind.blanks.values() if not blank.derived}
    rolls = {label: status for status, label in ROLL_HEADINGS.items()} | {REASONS_HEADING: ""} if kind.roll else {}
    for sheet in sheets:
        heads: list[str] = []
        for line in sheet.lines:
            if not heads:
                if sum(text in by_label for text in line.texts) >= min(2, len(by_label)):
                    heads = list(line.texts)
                    _check_heads(kind, heads, by_label, rolls)
                elif line.number > 10:
                    break
            else:
                row = dict(zip(heads, (*line.texts, *[""] * (len(heads) - len(line.texts))), strict=False))
                yield Row(line.number, {by_label[head]: text for head, text in row.items() if head in by_label},
                          {rolls[head]: text for head, text in row.items() if rolls.get(head) and text},
                          row.get(REASONS_HEADING, "") if REASONS_HEADING in rolls else "",
                          {head: wrong for at, head in enumerate(heads) if (wrong := line.wrong(at))}, row.get(RECORD_HEADING, ""))
        if heads:
            return
    raise Refusal(f"{name} 里找不到“{kind.label}”的表头，应有：{'、'.join(by_label)}")


def _check_heads(kind: Kind, heads: list[str], by_label: Mapping[str, str], rolls: Mapping[str, str]) -> None:
    known = by_label.keys() | rolls.keys() | {RECORD_HEADING}
    if strange := [head for head in heads if head and head not in known]:
        raise Refusal(f"“{kind.label}”没有这些栏：{'、'.join(strange)}；表头可用：{'、'.join(by_label)}")
    if twice := {head for head in heads if head and heads.count(head) > 1}:
        raise Refusal(f"表头重复：{'、'.join(sorted(twice))}")
    if lacking := [blank.label for blank in kind.blanks.values()
                   if blank.required and not blank.default and blank.label not in heads]:
        raise Refusal(f"缺少必填的栏：{'、'.join(lacking)}")
