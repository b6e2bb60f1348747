"""An .xlsx workbook of any make, read as a stream: what a clerk sees in each cell, and what is odd about it.

ECMA-376 part 1, chapter 18. Nothing is believed that the file says of its own size; formulas are never worked out.
"""
from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..errors import Refusal
from .archive import DAMAGED, ODD, TOO_BIG, Archive, local
from .formats import number, shape
from .limits import (
    ERROR,
    LONGEST,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_MERGED,
    MOST_SHEETS,
    MOST_TEXT,
    TOO_LONG,
    UNCOUNTED,
    count_columns,
    count_row,
)

Say = Callable[[dict[str, Any]], None]
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
YES = ("1", "true")
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
        if name == "Relationship" and held.get("TargetMode", "").lower() != "external":
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
        match name:
            case "workbookPr":
                since[0] = held.get("date1904", "") in YES
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
        match name:
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
        match name:
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
        match name:
            case "numFmt":
                codes[whole(held.get("numFmtId"))] = held.get("formatCode", "")
            case "cellXfs":
                within[0] = True
            case "xf" if within[0]:
                id = whole(held.get("numFmtId"))
                book.formats.append(shape(codes.get(id, {1: "0", 2: "0.00"}.get(id, "")), id))

    def ended(name: str) -> None:
        if name == "cellXfs":
            within[0] = False

    def handlers(parser: Any) -> None:
        parser.StartElementHandler, parser.EndElementHandler = began, ended

    archive.parse(place, handlers)


def whole(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _sheet(archive: Archive, place: str, book: Book, say: Say) -> None:
    """One worksheet, row by row."""
    sheet = _Worksheet(book, say)
    archive.parse(place, sheet.handlers)
    say({"rows": sheet.rows})
    say({"merged": sheet.merged, "hidden_columns": sorted(sheet.hidden_columns)})


class _Worksheet:
    """One worksheet under way: the row that is being read, and what is to be told next."""

    def __init__(self, book: Book, say: Say):
        self.rows: list[Any] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_columns: set[int] = set()
        self._book, self._say, self._told = book, say, 0
        self._row, self._hidden = 0, False
        self._texts: dict[int, str] = {}
        self._marks: dict[int, str] = {}

    def handlers(self, parser: Any) -> None:
        """What the parser calls millions of times: names of a function, which are found faster than those of an object."""
        cell: dict[str, str] = {}
        column, size, formula, taking, aside = -1, 0, False, False, False
        parts: list[str] = []
        columns: dict[str, int] = {}

        def began(name: str, held: dict[str, str]) -> None:
            nonlocal cell, column, size, formula, taking, aside, parts
            if name == "c":
                cell, formula, aside, size, parts = held, False, False, 0, []
                if "r" in held:
                    letters = held["r"].rstrip("0123456789")
                    column = columns[letters] if letters in columns else columns.setdefault(letters, _column(letters))
                else:
                    column += 1
            elif name in ("v", "t"):
                taking = not aside
            elif name == "f":
                formula = True
            elif name == "rPh":               # how characters are read, which stands behind them
                aside = True
            elif name == "row":
                column = -1
                self._begun(held)
            else:
                self._beside(name, held)

        def said(text: str) -> None:
            nonlocal size
            if taking:
                size += len(text)
                if size <= LONGEST or not parts:
                    parts.append(text)

        def ended(name: str) -> None:
            nonlocal taking
            if name in ("v", "t"):
                taking = False
            elif name == "c":
                if parts or formula:
                    self._keep(column, cell, "".join(parts), size, formula)
            elif name == "row":
                self._ended()

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = began, ended, said

    def _begun(self, held: dict[str, str]) -> None:
        before, self._row = self._row, whole(held["r"]) if "r" in held else self._row + 1
        if not before < self._row <= 1_048_576:
            raise Refusal(ODD)
        self._hidden = held.get("hidden") in YES

    def _beside(self, name: str, held: dict[str, str]) -> None:
        """What stands before and after the rows."""
        if name == "mergeCell":
            if len(self.merged) < MOST_MERGED and (area := _area(held.get("ref", ""))):
                self.merged.append(area)
        elif name == "col" and held.get("hidden") in YES:
            first, last = whole(held.get("min")), whole(held.get("max"))
            self.hidden_columns.update(range(max(first, 1) - 1, min(last, MOST_COLUMNS)))

    def _ended(self) -> None:
        """A row is whole; one that holds nothing is not told."""
        if not self._texts:
            return
        self._told += 1
        count_row(self._told)
        texts = self._texts
        self._book.count(len(texts), sum(map(len, texts.values())))
        self.rows.append([self._row, [texts.get(at, "") for at in range(max(texts) + 1)], self._marks, int(self._hidden)])
        self._texts, self._marks = {}, {}
        if len(self.rows) >= 500:
            self._say({"rows": self.rows})
            self.rows = []

    def _keep(self, column: int, held: dict[str, str], raw: str, size: int, formula: bool) -> None:
        """A cell: what a clerk sees in it, and its mark."""
        count_columns(self._row, column + 1)
        kind = held.get("t", "n")
        text, mark = _read(self._book, kind, held.get("s"), raw)
        if size > LONGEST or len(text) > LONGEST:
            text, mark = text[:60], TOO_LONG
        elif formula and not raw and kind != "str":
            mark = UNCOUNTED
        if text or mark:
            self._texts[column] = text
            if mark:
                self._marks[column] = mark


def _read(book: Book, kind: str, style: str | None, raw: str) -> tuple[str, str]:
    """What a cell of some kind and style reads, and its mark."""
    match kind:
        case "s":
            if not (raw.isascii() and raw.isdigit() and len(raw) < 10) or int(raw) >= len(book.strings):
                raise Refusal(DAMAGED)
            return book.strings[int(raw)], ""
        case "n":
            at = whole(style)
            return number(raw, book.formats[at] if at < len(book.formats) else None, book.since_1904) if raw else ("", "")
        case "b":
            return {"1": "是", "0": "否", "true": "是", "false": "否"}.get(raw, raw), ""
        case "e":
            return raw, ERROR
        case "str" | "inlineStr":
            return _plain(raw), ""
    return raw, ""


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


def _area(ref: str) -> tuple[int, int, int, int] | None:
    """First and last row (from 1) and column (from 0) of A1:B2."""
    ends = [found for one in ref.split(":") if (found := _PLACE.fullmatch(one))]
    if len(ends) != 2:
        return None
    (left, top), (right, bottom) = ((_column(one[1]), int(one[2])) for one in ends)
    return top, left, bottom, right
