"""A list as a ledger: on its side, heads on every page, pages counted, nothing wider than the paper."""
from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from partydesk.errors import Refusal
from partydesk.office import Office, columns, ledgers, listing
from partydesk.office.listing import View
from partydesk.office.narrowing import OneOf
from partydesk.office.profiles import layout
from partydesk.papers.look import MM


def ledger(office: Office, view: View) -> ledgers.Ledger:
    shown = columns.standard(office.catalogue.kind(view.kind), 2025)
    return ledgers.of_list(office, listing.listed(office, view, shown), shown)


def test_every_page_lies_on_its_side_with_heads_and_its_number_of_how_many(sample: Office) -> None:
    made = ledger(sample, View("problem", filters=(OneOf("origin", frozenset({"mutual"})),))).without_empty()
    pages = pypdfium2.PdfDocument(ledgers.pages(sample, made).pdf)
    texts = [page.get_textpage().get_text_range() for page in pages]
    assert len(pages) > 2
    for number, (page, text) in enumerate(zip(pages, texts, strict=True), 1):
        assert page.get_width() > page.get_height()
        assert f"第 {number} 页 共 {len(pages)} 页" in text
        assert "发现日期" in text
    assert "来源：相互批评" in texts[0]
    assert "合计" in texts[-1]


@pytest.mark.parametrize("kind", ["study", "problem", "staff"])
def test_no_ledger_is_wider_than_its_paper_and_dates_stand_on_one_line(sample: Office, kind: str) -> None:
    made = ledger(sample, View(kind))
    look = ledgers.fitted(made, layout(sample))
    widths = ledgers._widths(made, look)
    assert sum(widths) * MM <= look.width + 0.01
    at = next(at for at, column in enumerate(made.columns, 1) if column.id in ("date", "since"))
    assert widths[at] * MM >= 5 * look.table.size + 2 * look.table.side * MM


def test_groups_have_their_own_tables_and_sums(sample: Office) -> None:
    made = ledger(sample, View("study", group="@month"))
    text = ledgers.document(made, ledgers.fitted(made, layout(sample))).text
    assert made.count == sample.count("study")
    assert made.parts[0].label in text
    present = sum(int(part.totals[3].split("/")[0]) for part in made.parts)
    assert made.totals[3].startswith(f"{present}/")


def test_word_and_excel_hold_the_same_rows(sample: Office, tmp_path: Path) -> None:
    made = ledger(sample, View("study")).without_empty()
    for ending in (".docx", ".xlsx", ".pdf"):
        ledgers.export(sample, made, tmp_path / f"台账{ending}")
    xml = zipfile.ZipFile(tmp_path / "台账.docx").read("word/document.xml").decode()
    assert 'w:orient="landscape"' in xml
    assert xml.count("<w:tr>") == made.count + 2
    assert "w:tblHeader" in xml
    sheet = openpyxl.load_workbook(tmp_path / "台账.xlsx").active
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert [sheet.cell(3, at + 1).value for at in range(3)] == list(made.heads[:3])
    assert sheet.max_row == made.count + 4
    assert sheet.cell(4, 2).is_date


def test_what_cannot_be_written_is_said(sample: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal):
        ledgers.export(sample, ledger(sample, View("study")), tmp_path / "台账.odt")
    monkeypatch.setattr(ledgers, "MOST", 3)
    with pytest.raises(Refusal) as refused:
        ledger(sample, View("study"))
    assert "筛选" in str(refused.value)
