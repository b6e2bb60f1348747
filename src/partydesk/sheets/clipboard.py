"""A table as it lies on the clipboard: the text and the page that Excel and WPS take and give, rows by lines, cells by tabs."""
from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..catalogue.kind import Kind
from ..catalogue.shapes import REASONS_HEADING, ROLL_HEADINGS
from ..catalogue.text import again, clean, inert
from ..errors import Refusal
from .limits import MOST_BYTES, MOST_COLUMNS, MOST_ROWS
from .workbook import Row

csv.field_size_limit(MOST_BYTES)


def text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text: a cell of several lines, or with a quotation mark, stands between quotation marks; nothing is a formula."""
    target = io.StringIO()
    csv.writer(target, delimiter="\t", lineterminator="\r\n").writerows(map(inert, row) for row in rows)
    return target.getvalue()


def page(rows: Sequence[Sequence[str]], numeric: Sequence[bool]) -> str:
    """The same as a page: text is said to be text, so that 001 keeps its noughts and nothing becomes a formula."""
    def cell(tag: str, value: str, number: bool) -> str:
        plain = html.escape(value).replace("\n", "<br style='mso-data-placement:same-cell'>")
        return f"<{tag}{'' if number else _AS_TEXT}>{plain}</{tag}>"
    lines = [[cell("td" if at else "th", value, bool(at) and number) for value, number in zip(row, numeric, strict=True)]
             for at, row in enumerate(rows)]
    return ("<html><head><meta charset='utf-8'></head><body><table border='1'>"
            + "".join(f"<tr>{''.join(line)}</tr>" for line in lines) + "</table></body></html>")


_AS_TEXT = " style=\"mso-number-format:'\\@'\""


def cells(pasted: str) -> list[list[str]]:
    """The cells of what was copied from a sheet, empty lines at the end left out; a `Refusal` where it is no table of ours."""
    given = pasted.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    rows = [[again(clean(cell)) for cell in row] for row in csv.reader(io.StringIO(given, newline=""), delimiter="\t")]
    while rows and not any(rows[-1]):
        rows.pop()
    if not rows:
        raise Refusal("剪贴板里没有表格；请先在 Excel 或 WPS 里选中几行并复制")
    if len(rows) > MOST_ROWS or max(map(len, rows)) > MOST_COLUMNS:
        raise Refusal(f"粘贴的表格太大（{len(rows)} 行），最多 {MOST_ROWS} 行、{MOST_COLUMNS} 列")
    return rows


def headed(kind: Kind, first: Sequence[str]) -> bool:
    """Whether a row is this kind's headings and not a record."""
    labels = {blank.label for blank in kind.blanks.values() if not blank.derived}
    said = [cell for cell in first if cell]
    return bool(said) and sum(cell in labels for cell in said) * 2 >= len(said) and any(cell in labels for cell in said)


def read(kind: Kind, pasted: str, order: Sequence[str]) -> Iterator[Row]:
    """The rows as records of a kind: under their own headings where they have them, else in this order of blanks.

    Columns that only the list has (实到/应到, worked-out ones) and headings that no blank has are passed over, if any
    other is known.
    """
    rows = cells(pasted)
    by_label = {blank.label: blank.id for blank in kind.blanks.values() if not blank.derived}
    rolls: Mapping[str, str] = {label: status for status, label in ROLL_HEADINGS.items()} if kind.roll else {}
    begin = 1 if headed(kind, rows[0]) else 0
    heads = rows[0] if begin else [kind.known[id].label if id in kind.known else "" for id in order]
    if twice := sorted({head for head in heads if head in by_label and list(heads).count(head) > 1}):
        raise Refusal(f"表头重复：{'、'.join(twice)}")
    if not begin and len(rows[0]) > len(heads):
        raise Refusal(f"粘贴的表格有 {len(rows[0])} 列，列表只有 {len(heads)} 栏；请连表头一起复制，或先调整列表的栏目")
    for number, row in enumerate(rows[begin:], begin + 1):
        told = dict(zip(heads, row, strict=False))
        if any(row):
            yield Row(number, {by_label[head]: cell for head, cell in told.items() if head in by_label},
                      {rolls[head]: cell for head, cell in told.items() if head in rolls and cell},
                      told.get(REASONS_HEADING, "") if kind.roll else "")
