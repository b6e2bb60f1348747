"""A plain table as a worksheet: text as text, its title above, its heads repeated on every page."""
from __future__ import annotations

from collections.abc import Sequence

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from .workbook import bound, put, width

NARROWEST, WIDEST = 10, 60


def write(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The table as an .xlsx file."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rule = Side(style="thin", color="B0B0B0")
    border = Border(rule, rule, rule, rule)
    put(sheet.cell(1, 1), title, "标题")
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads))
    sheet.cell(1, 1).alignment = Alignment("center", "center")
    for number, row in enumerate((heads, *rows), 2):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            put(cell, text, f"{title}第 {number} 行“{heads[column - 1]}”")
            cell.border = border
            cell.alignment = Alignment("center" if number == 2 else None, "center", wrap_text=True)
            if number == 2:
                cell.font = Font(bold=True)
    for column, head in enumerate(heads, 1):
        longest = max((width(row[column - 1]) for row in rows), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(WIDEST, max(NARROWEST, longest, width(head)))
    return bound(book, 2)
