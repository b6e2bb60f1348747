"""A table as plain text (.csv): its encoding and its separator found out, never guessed past what the bytes allow."""
from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from typing import IO

from ..errors import Refusal
from .limits import ERROR, LONGEST, LOST, MOST_BYTES, TOO_LONG, count_columns, count_row
from .xlsx import Book, Say

LARGEST = 60_000_000
SEPARATORS = ",\t;，|"
"""In the order in which they are preferred where they do equally well; the Chinese comma is what some export."""
LOOKED_AT = 40
csv.field_size_limit(MOST_BYTES)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_ERRORS = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decoded(data: bytes) -> str:
    """The text of a file: by its mark, else as UTF-8, else as GB18030 (which holds GBK and GB 2312)."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for name in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeError:
            continue
        if _CONTROLS.search(text):
            break
        return text
    raise Refusal("认不出文件里的文字（既不是 UTF-8，也不是 GB18030）；请在 Excel 或 WPS 里打开，另存为 .xlsx 后再试")


def read(file: IO[bytes], say: Say) -> None:
    """Tell its rows, as one sheet."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Refusal(f"文件超过 {LARGEST // 1_000_000} MB，没有读取，请分成几个文件")
    text = decoded(data)
    if not text.strip():
        raise Refusal("文件里没有内容")
    separator, text = _separated(text)
    book, rows, told = Book(), list[object](), 0
    say({"sheet": "表格", "hidden": False, "since_1904": False})
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(lines, None)
        except csv.Error as error:
            raise Refusal(f"第 {number} 行的引号没有配对，读不下去；请在 Excel 或 WPS 里打开检查，另存为 .xlsx 后再试") from error
        if cells is None:
            break
        while cells and not cells[-1].strip():
            cells.pop()
        if not cells:
            continue
        told += 1
        count_row(told)
        count_columns(number, len(cells))
        marks: dict[int, str] = {}
        for at, cell in enumerate(cells):
            if len(cell) > LONGEST:
                cells[at], marks[at] = cell[:60], TOO_LONG
            elif (mark := mark_of(cell)):
                marks[at] = mark
            elif cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
                cells[at] = cell[2:-1].replace('""', '"')        # how Excel is told that digits are text
        book.count(len(cells), sum(map(len, cells)))
        rows.append([number, cells, marks, 0])
        if len(rows) >= 500:
            say({"rows": rows})
            rows = []
    say({"rows": rows})
    say({"merged": [], "hidden_columns": []})


def mark_of(text: str) -> str:
    """The mark of a cell that is only text: an error value, or a number that Excel has shortened."""
    if text.startswith("#") and _ERRORS.fullmatch(text.strip()):
        return ERROR
    if ("E" in text or "e" in text) and re.fullmatch(r"\s*\d(\.\d+)?[Ee]\+?(1[5-9]|2\d)\s*", text):
        return LOST
    return ""


def _separated(text: str) -> tuple[str, str]:
    """What stands between the cells, and the text without the line in which Excel says so."""
    if found := re.match(r"(?i)sep=([,;\t|])\r?\n", text):
        return found[1], text[found.end():]
    sample = text[:200_000]
    best, worth = ",", (0, 0)
    for separator in SEPARATORS:
        widths: Counter[int] = Counter()
        try:
            for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
                if any(cells):
                    widths[len(cells)] += 1
                if widths.total() >= LOOKED_AT:
                    break
        except csv.Error:
            continue
        wide, often = max(((wide, often) for wide, often in widths.items() if wide > 1), key=lambda one: (one[1], one[0]),
                          default=(0, 0))
        if (often, wide) > worth:
            best, worth = separator, (often, wide)
    return best, text
