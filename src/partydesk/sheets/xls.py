"""An old .xls workbook, by way of calamine: only ever in the reader's own process, which it can bring down."""
from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import IO, Any

from ..errors import Refusal
from .archive import DAMAGED
from .delimited import mark_of
from .limits import LONGEST, LOST, MOST_SHEETS, OCTOBER, TOO_LONG, count_columns, count_row
from .xlsx import Book, Say


def read(file: IO[bytes], say: Say) -> None:
    """Tell everything about each worksheet in turn."""
    import python_calamine
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(file)
        sheets = [one for one in workbook.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
    except python_calamine.PasswordError as error:
        raise Refusal("文件加了密码，读不了；请在 Excel 或 WPS 里去掉密码，另存后再试") from error
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:            # a panic of the other language is no Exception
        raise Refusal(DAMAGED) from error
    if not sheets:
        raise Refusal("文件里没有工作表")
    if len(sheets) > MOST_SHEETS:
        raise Refusal(f"文件里有 {len(sheets)} 张工作表，最多 {MOST_SHEETS} 张，请分成几个文件")
    book = Book()
    for one in sheets:
        say({"sheet": one.name, "hidden": one.visible != python_calamine.SheetVisibleEnum.Visible, "since_1904": False})
        try:
            sheet = workbook.get_sheet_by_name(one.name)
            start, merged = sheet.start or (0, 0), sheet.merged_cell_ranges or []
            values = sheet.to_python(skip_empty_area=True)
        except (KeyboardInterrupt, MemoryError):
            raise
        except BaseException as error:
            raise Refusal(DAMAGED) from error
        rows: list[Any] = []
        told = 0
        for number, cells in enumerate(values, start[0] + 1):
            texts, marks = [""] * start[1], dict[int, str]()
            for at, value in enumerate(cells, start[1]):
                text, mark = _text(value)
                texts.append(text)
                if mark:
                    marks[at] = mark
            while texts and not texts[-1]:
                texts.pop()
            if not texts:
                continue
            told += 1
            count_row(told)
            count_columns(number, len(texts))
            book.count(len(texts), sum(map(len, texts)))
            rows.append([number, texts, marks, 0])
        say({"rows": rows})
        say({"merged": [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in merged], "hidden_columns": []})


def _text(value: object) -> tuple[str, str]:
    """A cell as a clerk reads it, and its mark."""
    match value:
        case bool():
            return "是" if value else "否", ""
        case int() | float() if abs(value) >= 1e15:
            return str(value), LOST
        case float() | int():
            text = str(int(value)) if float(value).is_integer() else repr(value)
            return text, OCTOBER if re.fullmatch(r"(19|20)\d\d\.1", text) else ""
        case datetime() if value.time() != time():
            return value.isoformat(" ", "seconds"), ""
        case datetime():
            return value.date().isoformat(), ""
        case date():
            return value.isoformat(), ""
        case str() if len(value) > LONGEST:
            return value[:60], TOO_LONG
        case str():
            return value, mark_of(value) if value.startswith("#") else ""
    return str(value), ""
