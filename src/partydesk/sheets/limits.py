"""How much of somebody else's file is read: rows, columns, characters, bytes, seconds; and the marks of cells that are not plain."""
from __future__ import annotations

from ..errors import Refusal

MOST_ROWS, MOST_COLUMNS, MOST_CELLS, MOST_SHEETS = 100_000, 200, 3_000_000, 100
"""Of what holds anything: rows of one sheet, columns, cells of all its sheets, and sheets."""
MOST_LINES = MOST_ROWS + 50
"""Rows and what stands above and below them: a title, headings, totals."""
LONGEST = 32_767
"""Characters that one cell holds, in Excel and in WPS."""
MOST_TEXT = 60_000_000
"""Characters of all cells of a file."""
MOST_BYTES, MOST_PART, MOST_MERGED = 100_000_000, 300_000_000, 100_000
"""Bytes of a file as it lies there and of one part unpacked; merged ranges of a sheet."""
SECONDS, IN_ALL, MEMORY = 18, 90, 480 << 20
"""What the reader's process may take: seconds in which nothing comes, seconds in all (a slow computer reads a large file
too), and bytes."""

UNCOUNTED, LOST, ERROR, TOO_LONG, OCTOBER = "f", "n", "e", "l", "o"
"""Marks: a formula without a result, a number of more digits than Excel keeps, an error value, more text than a cell holds,
and a number like 1980.1, which may have been typed 1980.10."""


def count_row(told: int) -> None:
    """Refuse one row more than a sheet may have; `told` of them hold anything."""
    if told > MOST_LINES:
        raise Refusal(f"超过 {MOST_ROWS} 行，请分开导入")


def count_columns(row: int, columns: int) -> None:
    """Refuse a row with more columns than it may have."""
    if columns > MOST_COLUMNS:
        raise Refusal(f"第 {row} 行有 {columns} 列，超过 {MOST_COLUMNS} 列，请删去多余的列")
