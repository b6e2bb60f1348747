"""Records go out to Excel and come back: why people were away, and rows that were changed there."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from partydesk.catalogue.shapes import REASONS_HEADING
from partydesk.office import Office
from partydesk.office.exchange import export_sheet, import_sheet

SESSION = {"date": date(2025, 3, 6), "title": "党章"}


@pytest.fixture
def people(office: Office) -> list[int]:
    body = office.save("branch", {"name": "第一党支部"})
    return [office.save("staff", {"name": name, "body": body, "party": "member"}) for name in ("张三", "李四", "王五")]


def told(path: Path, text: str) -> None:
    """The one row of a sheet, with other reasons."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    column = [cell.value for cell in sheet[1]].index(REASONS_HEADING) + 1
    sheet.cell(2, column, text)
    book.save(path)
    book.close()


def test_reasons_make_the_trip(office: Office, people: list[int], tmp_path: Path) -> None:
    path = tmp_path / "学习.xlsx"
    id = office.save("study", SESSION, roll=dict(zip(people, ("leave", "absent", "present"), strict=True)),
                     reasons={people[0]: "出差、开会", people[1]: "未说明"})
    export_sheet(office, "study", path)
    before = office.record("study", id)
    office.remove("study", id)
    assert import_sheet(office, "study", path).bad == ()
    after = office.records("study", rolls=True)[0]
    assert (after.roll, after.reasons) == (before.roll, before.reasons)
    assert after.reasons == {people[0]: "出差、开会", people[1]: "未说明"}


@pytest.mark.parametrize(("text", "meant"), [
    ("张三：出差；李四:病假", ("出差", "病假")), ("李四： 病假 、 张三：出差\n", ("出差", "病假")),
    ("李四：10：30 到会", ("", "10：30 到会"))])
def test_however_they_are_written(office: Office, people: list[int], tmp_path: Path, text: str,
                                  meant: tuple[str, str]) -> None:
    path = tmp_path / "学习.xlsx"
    id = office.save("study", SESSION, roll=dict(zip(people, ("leave", "absent", "present"), strict=True)))
    export_sheet(office, "study", path)
    office.remove("study", id)
    told(path, text)
    assert import_sheet(office, "study", path).bad == ()
    found = office.records("study", rolls=True)[0].reasons
    assert (found.get(people[0], ""), found.get(people[1], "")) == meant


@pytest.mark.parametrize(("text", "says"), [("出差", "不知是谁的事由"), ("赵六：出差", "赵六"), ("王五：出差", "不在签到的各栏里")])
def test_what_cannot_be_told_apart_is_refused_by_row_and_column(office: Office, people: list[int], tmp_path: Path,
                                                                text: str, says: str) -> None:
    path = tmp_path / "学习.xlsx"
    office.save("study", SESSION, roll={people[0]: "leave"})
    export_sheet(office, "study", path)
    office.undo()
    told(path, text)
    bad = import_sheet(office, "study", path).bad
    assert [(cell.row, cell.column) for cell in bad] == [(2, REASONS_HEADING)]
    assert says in bad[0].what


def test_a_row_that_was_changed_in_excel_changes_its_record(office: Office, tmp_path: Path) -> None:
    ids = [office.save("problem", {"date": date(2025, 3, day), "title": f"问题{day}", "origin": "survey", "due": date(2025, 6, 1)})
           for day in (1, 2, 3)]
    path = tmp_path / "问题.xlsx"
    export_sheet(office, "problem", path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    heads = {cell.value: cell.column for cell in sheet[1]}
    of = office.catalogue.kind("problem")
    sheet.cell(2, heads[of.blanks["title"].label]).value = "改过的问题"
    sheet.cell(3, heads[of.blanks["due"].label]).value = None
    sheet.append([])
    for id, text in (("date", "2025-03-09"), ("title", "新问题"), ("origin", of.blanks["origin"].show("survey"))):
        sheet.cell(5, heads[of.blanks[id].label]).value = text
    book.save(path)
    done = import_sheet(office, "problem", path)
    assert (done.good, done.changed, done.same, done.bad) == (3, 2, 1, ())
    assert [office.record("problem", id).values["title"] for id in ids] == ["改过的问题", "问题2", "问题3"]
    assert office.record("problem", ids[1]).values["due"] is None
    assert office.count("problem") == 4
    office.undo()
    assert office.record("problem", ids[1]).values["due"] == date(2025, 6, 1)
