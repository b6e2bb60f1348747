"""A plain table as a worksheet: text as text, its title above, its heads repeated on every page."""
from __future__ import annotations

import io
from collections.abc import Sequence

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

NARROWEST, WIDEST = 8, 60


def write(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The table as an .xlsx file."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    rule = Side(style="thin", color="B0B0B0")
    border = Border(rule, rule, rule, rule)
    sheet.cell(1, 1, title).font = Font(bold=True, size=14)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(heads))
    sheet.cell(1, 1).alignment = Alignment("center", "center")
    for number, row in enumerate((heads, *rows), 2):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.value, cell.data_type = text, "s"      # never a formula, whatever it begins with
            cell.border = border
            cell.alignment = Alignment("center" if number == 2 else None, "center", wrap_text=True)
            if number == 2:
                cell.font = Font(bold=True)
    for column, head in enumerate(heads, 1):
        longest = max((_width(row[column - 1]) for row in rows), default=0)
        sheet.column_dimensions[get_column_letter(column)].width = min(WIDEST, max(NARROWEST, longest, _width(head)) + 2)
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _width(text: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in text)
