"""Every way out into a sheet: text stays the text it is, never a formula, never cut; a way that is not listed here is named."""
from __future__ import annotations

import ast
import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from partydesk import sheets
from partydesk.catalogue.fields import Nobody, Text
from partydesk.catalogue.kind import Kind
from partydesk.catalogue.text import again, inert
from partydesk.errors import Refusal
from partydesk.sheets import clipboard, grid, ledger, workbook

TEXTS = ("=1+1", "+1+1", "-1+2", "@SUM(A1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1/","点")', "#N/A", "'=1", "0123", "1e5",
         "TRUE", "2025-03-06", "110101199003077934", "- 一项", "+86 13800000000", "𠮷㐂", "阿卜杜拉·买买提", "<b>&\"'</b>", "{{7*7}}",
         "张" * 20_000)
LONG = "长" * 32_768
KIND = Kind(id="note", label="=记录", tab="base", shape="fact", fields=(Text(id="said", label="=内容", lines=2),))

Way = Callable[[str], bytes]


def _workbook(text: str) -> bytes:
    return workbook.write(KIND, 2025, [("u1", {"date": date(2025, 3, 6), "said": text}, {}, {})], Nobody())


def _ledger(text: str) -> bytes:
    return ledger.write("=台账", [text[:200]], [("序号", None), ("=内容", KIND.blanks["said"])],
                        [(text[:200], [("1", text)], ("", "=小计"))], ("合计", text[:200]))


def _grid(text: str) -> bytes:
    return grid.write("=标题", ["=内容", "乙"], [[text, "-"]])


WAYS: dict[str, Way] = {"workbook.write": _workbook, "ledger.write": _ledger, "grid.write": _grid}


def cells(data: bytes) -> Iterator[tuple[object, str]]:
    for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows():
        yield from ((cell.value, cell.data_type) for cell in row if cell.value is not None)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:8])
def test_text_stays_text(way: str, text: str) -> None:
    data = WAYS[way](text)
    found = list(cells(data))
    assert text in [value for value, _ in found]
    assert {sort for _, sort in found} <= {"s", "n", "d", "inlineStr"}
    assert all(isinstance(value, str) for value, sort in found if value == text)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(name) or b"<f " in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("way", WAYS)
def test_what_a_cell_cannot_hold_is_refused_and_not_cut(way: str) -> None:
    with pytest.raises(Refusal, match="32767"):
        WAYS[way](LONG)


def test_every_writer_of_workbooks_is_walked() -> None:
    """Whatever makes a workbook is among the ways; nobody above this room makes one."""
    source = Path(sheets.__file__).parents[1]
    made = [(path.stem, node) for path in source.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.FunctionDef)]
    makers = {f"{room}.{node.name}" for room, node in made
              if any(isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "Workbook" for call in ast.walk(node))}
    assert makers == WAYS.keys()
    assert not [path for path in source.rglob("*.py") if path.parent.name != "sheets" and "openpyxl" in path.read_text("utf-8")]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:8])
def test_on_the_clipboard_it_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    told = clipboard.text([["内容", "乙"], [text, "x"]])
    [_, row] = csv.reader(io.StringIO(told, newline=""), delimiter="\t")
    assert not row[0].startswith(("=", "@", "\t", "+", "-"))
    assert clipboard.cells(told)[1][0] == text
    page = clipboard.page([["内容"], [text]], [False])
    assert page.count("mso-number-format:'\\@'") == 2


@pytest.mark.parametrize("amount", ["-5", "+3.5", "-12.5%", "-3人次", "+1,200", "-"])
def test_a_number_with_its_sign_is_left_alone(amount: str) -> None:
    assert inert(amount) == again(amount) == amount
