"""An .xlsx workbook of any make, read as a stream: what a clerk sees in each cell, and what is odd about it.

ECMA-376 part 1, chapter 18. Nothing is believed that the file says of its own size; formulas are never worked out.
"""
from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ..errors import Refusal
from .archive import DAMAGED, ODD, TOO_BIG, Archive, local
from .limits import (
    ERROR,
    LONGEST,
    LOST,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_MERGED,
    MOST_ROWS,
    MOST_SHEETS,
    MOST_TEXT,
    OCTOBER,
    TOO_LONG,
    UNCOUNTED,
)

Say = Callable[[dict[str, Any]], None]
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Numbers of the formats that every Excel knows and that show a date or a time; 27 to 36 and 50 to 58 are the Chinese ones."""
_PLACE = re.compile("([A-Z]{1,3})([0-9]{1,7})")


@dataclass
class Book:
    """What the cells of all sheets share, and how much has been read of them."""

    strings: list[str] = field(default_factory=list)
    formats: list[str | None] = field(default_factory=list)      # by style: None a plain number, "d" a date, else zeros
    since_1904: bool = False
    cells: int = 0
    text: int = 0

    def count(self, cells: int, text: int) -> None:
        self.cells += cells
        self.text += text
        if self.cells > MOST_CELLS or self.text > MOST_TEXT:
            raise Refusal(f"表里的内容太多（超过 {MOST_CELLS // 10_000} 万格或 {MOST_TEXT // 10_000} 万字），请分成几个文件导入")


def read(archive: Archive, say: Say) -> None:
    """Tell everything about each worksheet in turn."""
    main = next((target for sort, target, _ in _relations(archive, "") if sort == "officeDocument"), "xl/workbook.xml")
    if main not in archive:
        raise Refusal(DAMAGED)
    book, listed = Book(), _sheets_of(archive, main)
    related = _relations(archive, main)
    book.since_1904 = listed[1]
    for sort, target, _ in related:
        if sort == "sharedStrings" and target in archive:
            _strings(archive, target, book)
        elif sort == "styles" and target in archive:
            _formats(archive, target, book)
    by_id = {id: target for sort, target, id in related if sort == "worksheet"}
    shown = [(name, hidden, by_id[id]) for name, hidden, id in listed[0] if id in by_id]
    if not shown:
        raise Refusal("文件里没有工作表")
    if len(shown) > MOST_SHEETS:
        raise Refusal(f"文件里有 {len(shown)} 张工作表，最多 {MOST_SHEETS} 张，请分成几个文件")
    if any("vbaproject" in name.lower() for name in archive.names):
        say({"remark": "文件里有宏，没有运行，只读了表里的内容"})
    for name, hidden, target in shown:
        if target not in archive:
            raise Refusal(DAMAGED)
        say({"sheet": name, "hidden": hidden, "since_1904": book.since_1904})
        _sheet(archive, target, book, say)


def _relations(archive: Archive, of: str) -> list[tuple[str, str, str]]:
    """What a part leads to within the container: sort, name, id."""
    folder, name = posixpath.split(of)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    found: list[tuple[str, str, str]] = []

    def began(name: str, held: dict[str, str]) -> None:
        if local(name) == "Relationship" and held.get("TargetMode", "").lower() != "external":
            target = held.get("Target", "")
            target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.append((held.get("Type", "").rpartition("/")[2], target, held.get("Id", "")))

    if place in archive:
        archive.parse(place, lambda parser: setattr(parser, "StartElementHandler", began))
    return found


def _sheets_of(archive: Archive, main: str) -> tuple[list[tuple[str, bool, str]], bool]:
    """The sheets that a workbook lists (name, whether hidden, id), and whether its days are counted from 1904."""
    found: list[tuple[str, bool, str]] = []
    since = [False]

    def began(name: str, held: dict[str, str]) -> None:
        match local(name):
            case "workbookPr":
                since[0] = held.get("date1904", "") in ("1", "true")
            case "sheet":
                id = next((value for key, value in held.items() if local(key) == "id" and ":" in key), "")
                found.append((held.get("name", "")[:255], held.get("state", "visible") != "visible", id))

    archive.parse(main, lambda parser: setattr(parser, "StartElementHandler", began))
    return found, since[0]


def _strings(archive: Archive, place: str, book: Book) -> None:
    """The texts that cells share; what stands above a character to say how it is read is left out."""
    parts: list[str] = []
    held = [0, 0, 0]                          # within a text, within a reading aid, characters so far

    def began(name: str, _: dict[str, str]) -> None:
        match local(name):
            case "t":
                held[0] = 1
            case "rPh":
                held[1] += 1
            case "si":
                parts.clear()
                held[2] = 0

    def said(text: str) -> None:
        if held[0] and not held[1]:
            held[2] += len(text)
            if held[2] <= LONGEST + 1:
                parts.append(text)

    def ended(name: str) -> None:
        match local(name):
            case "t":
                held[0] = 0
            case "rPh":
                held[1] -= 1
            case "si":
                text = _plain("".join(parts))
                book.count(0, len(text))
                book.strings.append(text)
                if len(book.strings) > MOST_CELLS:
                    raise Refusal(TOO_BIG)

    def handlers(parser: Any) -> None:
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = began, ended, said

    archive.parse(place, handlers)
    book.text = 0                             # they are counted where they stand


def _plain(text: str) -> str:
    """A text with what the file had to write in its own way: _x000D_ is a line end."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _formats(archive: Archive, place: str, book: Book) -> None:
    codes: dict[int, str] = {}
    within = [False]

    def began(name: str, held: dict[str, str]) -> None:
        match local(name):
            case "numFmt":
                codes[_whole(held.get("numFmtId"))] = held.get("formatCode", "")
            case "cellXfs":
                within[0] = True
            case "xf" if within[0]:
                id = _whole(held.get("numFmtId"))
                book.formats.append(_shape(codes.get(id, {1: "0", 2: "0.00"}.get(id, "")), id))

    def ended(name: str) -> None:
        if local(name) == "cellXfs":
            within[0] = False

    def handlers(parser: Any) -> None:
        parser.StartElementHandler, parser.EndElementHandler = began, ended

    archive.parse(place, handlers)


def _shape(code: str, id: int) -> str | None:
    """What a format makes of a number: "d" a date, "00.0" so many digits, None no more than it says itself."""
    if not code:
        return "d" if id in _DATES else None
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", code.partition(";")[0]).lower()
    if re.search("[ymdhs年月日]", bare.replace("general", "")) and "0" not in bare.replace("ss.0", "").replace("ss.00", ""):
        return "d"
    return bare if re.fullmatch(r"0+(\.0+)?", bare) and bare != "0" else None


def _whole(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _sheet(archive: Archive, place: str, book: Book, say: Say) -> None:
    """One worksheet, row by row."""
    strings, formats = book.strings, book.formats
    texts: dict[int, str] = {}
    marks: dict[int, str] = {}
    parts: list[str] = []
    merged: list[tuple[int, int, int, int]] = []
    hidden_columns: list[int] = []
    rows: list[Any] = []
    row = column = style = size = told = 0
    kind = ""
    hidden = formula = inside = taking = reading_aid = False

    def began(name: str, held: dict[str, str]) -> None:
        nonlocal row, column, style, kind, hidden, formula, inside, taking, size, reading_aid
        match name if ":" not in name else local(name):
            case "c":
                at = held.get("r")
                column = _column(at) if at else column + 1
                kind, style = held.get("t", "n"), _whole(held.get("s"))
                formula, inside, size = False, True, 0
                parts.clear()
            case "v" | "t" if inside and not reading_aid:
                taking = True
            case "f" if inside:
                formula = True
            case "row":
                at = held.get("r")
                before, row = row, _whole(at) if at else row + 1
                if not before < row <= 1_048_576:
                    raise Refusal(ODD)
                hidden, column = held.get("hidden", "") in ("1", "true"), -1
            case "rPh":
                reading_aid = True
            case "mergeCell":
                if len(merged) < MOST_MERGED and (area := _range(held.get("ref", ""))):
                    merged.append(area)
            case "col" if held.get("hidden", "") in ("1", "true"):
                first, last = _whole(held.get("min")), _whole(held.get("max"))
                hidden_columns.extend(range(first, min(last, MOST_COLUMNS)))

    def said(text: str) -> None:
        nonlocal size
        if taking:
            size += len(text)
            if size <= LONGEST + 1:
                parts.append(text)

    def ended(name: str) -> None:
        nonlocal taking, inside, told, reading_aid
        match name if ":" not in name else local(name):
            case "v" | "t":
                taking = False
            case "c" if inside:
                inside = False
                if parts or formula:
                    cell("".join(parts))
            case "rPh":
                reading_aid = False
            case "row":
                if texts:
                    told += 1
                    if told > MOST_ROWS:
                        raise Refusal(f"超过 {MOST_ROWS} 行，请分开导入")
                    book.count(len(texts), sum(map(len, texts.values())))
                    rows.append([row, [texts.get(at, "") for at in range(0, max(texts))], marks.copy(), int(hidden)])
                    texts.clear()
                    marks.clear()
                    if len(rows) >= 500:
                        say({"rows": rows})
                        rows.clear()

    def cell(raw: str) -> None:
        if column >= MOST_COLUMNS:
            raise Refusal(f"第 {row} 行有 {column + 1} 列，超过 {MOST_COLUMNS} 列，请删去多余的列")
        mark = ""
        match kind:
            case "s":
                if not raw.isdigit() or int(raw) >= len(strings):
                    raise Refusal(DAMAGED)
                raw = strings[int(raw)]
            case "n":
                if raw:
                    raw, mark = _number(raw, formats[style] if style < len(formats) else None, book.since_1904)
            case "b":
                raw = {"1": "是", "0": "否", "true": "是", "false": "否"}.get(raw, raw)
            case "e":
                mark = ERROR
            case "str" | "inlineStr":
                raw = _plain(raw)
        if len(raw) > LONGEST:
            raw, mark = raw[:60], TOO_LONG
        if formula and not raw and kind != "str":
            mark = UNCOUNTED
        if raw or mark:
            texts[column] = raw
            if mark:
                marks[column] = mark

    def handlers(parser: Any) -> None:
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = began, ended, said

    archive.parse(place, handlers)
    say({"rows": rows})
    say({"merged": merged, "hidden_columns": sorted(set(hidden_columns))})


def _column(place: str) -> int:
    """The place of a column from 0: AB12 is 27."""
    number = 0
    for letter in place:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
        if number > 16_384:
            break
    if not 0 < number <= 16_384:
        raise Refusal(ODD)
    return number - 1


def _range(ref: str) -> tuple[int, int, int, int] | None:
    """First and last row (from 1) and column (from 0) of A1:B2."""
    ends = [found for one in ref.split(":") if (found := _PLACE.fullmatch(one))]
    if len(ends) != 2:
        return None
    (left, top), (right, bottom) = ((_column(one[1]), int(one[2])) for one in ends)
    return top, left, bottom, right


def _number(raw: str, shape: str | None, since_1904: bool) -> tuple[str, str]:
    """A number as a clerk reads it, and its mark."""
    try:
        value = float(raw)
    except ValueError:
        return raw, ""
    if shape == "d" and (day := moment(value, since_1904)):
        return day, ""
    if abs(value) >= 1e15:
        return (repr(int(value)) if value.is_integer() and abs(value) < 1e30 else raw), LOST
    text = str(int(value)) if value.is_integer() else repr(value)
    if shape and shape != "d":
        whole, _, decimals = shape.partition(".")
        shown = f"{value:0{len(shape)}.{len(decimals)}f}"
        if float(shown) == value and (len(whole) > 1 or len(text.partition(".")[2]) < len(decimals) and not value.is_integer()):
            return shown, ""
    return text, OCTOBER if re.fullmatch(r"(19|20)\d\d\.1", text) else ""


def moment(value: float, since_1904: bool) -> str:
    """A day or a time as Excel counts them, in words that a date blank reads; empty where there is no such day."""
    if not 0 <= value < 2_958_466:
        return ""
    if not since_1904 and int(value) == 60:
        return "1900-02-29"                   # which Excel believes in, and which the blank refuses
    whole = timedelta(days=int(value), seconds=round((value - int(value)) * 86_400))
    if whole < timedelta(days=1) and value > 0:
        clock = datetime(2000, 1, 1) + whole
        return f"{clock:%H:%M}" if not clock.second else f"{clock:%H:%M:%S}"
    try:
        day = (datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if value < 60 else 30)) + whole
    except OverflowError:
        return ""
    return day.date().isoformat() if not (day.hour or day.minute or day.second) else day.isoformat(" ")
