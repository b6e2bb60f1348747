"""A list as a worksheet to be printed and read: a title, what is said of it, the rows, and what they come to."""
from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from ..catalogue.fields import Blank, Date, Number
from .workbook import put, title_of, width

Row = Sequence[str]
NARROWEST, WIDEST = 6, 40
"""Widths of columns, in the letters that Excel counts in."""


def write(title: str, said: Sequence[str], heads: Sequence[tuple[str, Blank | None]],
          parts: Sequence[tuple[str, Sequence[Row], Row]], totals: Row) -> bytes:
    """The sheet as an .xlsx file: on A4 on its side, as wide as the page, the heads on every page, pages numbered of how many.

    `parts` are groups: what each is called, its rows, what it comes to.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title_of(title)
    across = len(heads)
    rule = Side(style="thin", color="808080")
    border = Border(rule, rule, rule, rule)
    for number, (text, font) in enumerate([(title, Font(bold=True, size=16)), *((line, Font(size=10)) for line in said)], 1):
        cell = sheet.cell(number, 1)
        put(cell, text, title)
        cell.font, cell.alignment = font, Alignment("center", "center", wrap_text=True)
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=across)
    sheet.row_dimensions[1].height = 28
    top = len(said) + 2
    widths = [float(max(NARROWEST, min(2 * len(head) + 2, 14))) for head, _ in heads]

    def row(number: int, cells: Row, *, bold: bool = False, ground: str = "") -> None:
        for at, text in enumerate(cells):
            cell = sheet.cell(number, at + 1)
            if text:
                value = _value(heads[at][1], text)
                put(cell, value, f"{title}第 {number} 行“{heads[at][0]}”")
                widths[at] = min(WIDEST, max(widths[at], width(value)))
            cell.border = border
            cell.alignment = Alignment(horizontal="center" if at == 0 or bold and ground else None, vertical="center", wrap_text=True)
            if bold:
                cell.font = Font(bold=True)
            if ground:
                cell.fill = PatternFill("solid", fgColor=ground)

    row(top, [head for head, _ in heads], bold=True, ground="E8ECF2")
    number = top
    for label, rows, sums in parts:
        if label:
            number += 1
            row(number, [label, *[""] * (across - 1)], bold=True)
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=across)
            sheet.cell(number, 1).alignment = Alignment("left", "center")
        for cells in rows:
            number += 1
            row(number, cells)
        if sums:
            number += 1
            row(number, sums, bold=True)
    row(number + 1, totals, bold=True)
    for at, wide in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(at)].width = wide if at > 1 else NARROWEST
    sheet.freeze_panes = sheet.cell(top + 1, 1)
    sheet.print_title_rows = f"{top}:{top}"
    page = sheet.page_setup
    page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight = "landscape", "9", 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.6
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _value(blank: Blank | None, text: str) -> str | Decimal | date:
    """A number as a number and a date as a date; all else, and what is worked out over many rows, as text."""
    try:
        match blank:
            case Number():
                return Decimal(text)
            case Date():
                return date.fromisoformat(text)
            case None if text.isdecimal():
                return Decimal(text)
    except (InvalidOperation, ValueError):
        pass
    return text
