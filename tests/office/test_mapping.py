"""Other people's sheets: their columns guessed, corrected, remembered, and their rows taken in."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from partydesk.errors import Refusal
from partydesk.office import Office, gathered, guiding, mapping

HEADS = ["序号", "姓 名", "性别", "出生年月", "政治面貌", "入党时间", "所在支部", "部门", "手机号", "身份证号", "备注"]
ROWS: list[list[Any]] = [
    [1, "张三", "男", "1980.5", "中共党员", "2005年6月", "第一党支部", "办公室", "13800000000", None, "好"],
    [2, "李四", "女", None, "党员", 200607, "第二党支部", "综治科", None, "110101199003077934", ""],
    [3, "王五", "男", "1985/13", "群众", None, "第四党支部", "办公室", None, None, None],
    ["合计", 3],
]


@pytest.fixture
def begun(office: Office) -> Office:
    guiding.enter(office, {"committee": ["机关党委"], "branch": ["第一党支部", "第二党支部"], "section": ["办公室", "综治科"]})
    return office


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    def make(heads: list[str] = HEADS, rows: list[list[Any]] = ROWS) -> Path:
        made = openpyxl.Workbook()
        sheet = made.active
        assert sheet is not None
        sheet.append(["××县委政法委花名册"])
        sheet.merge_cells("A1:H1")
        sheet.append([])
        for row in (heads, *rows):
            sheet.append(row)
        made.create_sheet("空的")
        made.save(tmp_path / "花名册.xlsx")
        return tmp_path / "花名册.xlsx"
    return make


def test_the_organisations_of_a_new_office_are_entered_once_and_under_their_committee(office: Office) -> None:
    wanted = {"branch": [" 第一党支部", "", "第二党支部"], "committee": ["机关党委"]}
    assert guiding.enter(office, wanted) == 3
    assert guiding.enter(office, wanted) == 0
    committee = office.records("committee")[0].id
    assert [record.values["parent"] for record in office.records("branch")] == [committee, committee]
    assert next(asked.names for asked in guiding.bodies(office) if asked.kind == "branch") == ("第一党支部", "第二党支部")
    office.undo()
    assert not office.records("branch")
    assert not office.records("committee")
    with pytest.raises(Refusal, match="写了两遍"):
        guiding.enter(office, {"branch": ["一支部", "一支部"]})


def test_the_columns_of_a_roster_are_guessed_below_its_title(begun: Office, book: Callable[..., Path]) -> None:
    source, = mapping.sources(begun, "staff", book())
    assert [source.columns.get(at) for at in range(len(HEADS))] == [
        None, "name", "gender", "born", "party", "joined", "body", "section", "phone", "born", None]
    assert not source.remembered


def test_its_rows_become_people_and_what_is_wrong_is_named(begun: Office, book: Callable[..., Path]) -> None:
    source, = mapping.sources(begun, "staff", book())
    assert [*mapping.unknown_bodies(begun, "staff", source)] == ["第四党支部"]
    tried = mapping.bring_in(begun, "staff", source, dry_run=True)
    assert (tried.good, tried.kept, {cell.row for cell in tried.bad}) == (2, False, {6})
    assert not begun.records("staff")
    assert not mapping.remembered(begun, begun.catalogue.kind("staff"), source.heads)
    done = mapping.bring_in(begun, "staff", source, bodies={"第四党支部": "branch"})
    assert [(cell.row, cell.column) for cell in done.bad] == [(6, "出生日期")]
    zhang, li = (record.values for record in begun.records("staff"))
    assert (zhang["born"], zhang["joined"], zhang["gender"], zhang["party"]) == (date(1980, 5, 1), date(2005, 6, 1), "male", "member")
    assert (li["born"], li["joined"]) == (date(1990, 3, 7), date(2006, 7, 1))
    assert begun.names.name("body", zhang["body"]) == "第一党支部"
    begun.undo()
    assert not begun.records("staff")
    assert "第四党支部" not in {record.values["name"] for record in begun.records("branch")}


def test_the_same_people_are_changed_not_doubled_and_empty_cells_take_nothing_away(
        begun: Office, book: Callable[..., Path]) -> None:
    mapping.bring_in(begun, "staff", mapping.sources(begun, "staff", book(rows=ROWS[:2]))[0])
    again = mapping.sources(begun, "staff", book(rows=ROWS[:2]))[0]
    assert again.remembered
    assert mapping.bring_in(begun, "staff", again).same == 2
    changed = [[1, "张三", "男", "1980.5", "中共党员", None, "第二党支部", "", "13900000000", None, None]]
    done = mapping.bring_in(begun, "staff", mapping.sources(begun, "staff", book(rows=changed))[0])
    assert (done.good, done.changed) == (1, 1)
    zhang = begun.records("staff")[0].values
    assert (zhang["phone"], zhang["joined"], len(begun.records("staff"))) == ("13900000000", date(2005, 6, 1), 2)


def test_namesakes_of_another_birthday_are_other_people(begun: Office, book: Callable[..., Path]) -> None:
    mapping.bring_in(begun, "staff", mapping.sources(begun, "staff", book(rows=ROWS[:1]))[0])
    other = [[1, "张三", "女", "1992.1", "群众", None, "第二党支部", None, None, None, None]]
    assert mapping.bring_in(begun, "staff", mapping.sources(begun, "staff", book(rows=other))[0]).changed == 0
    assert len(begun.records("staff")) == 2


@pytest.mark.parametrize("first", [0, 1])
def test_two_of_one_name_on_a_sheet_are_two_people(begun: Office, book: Callable[..., Path], first: int) -> None:
    mapping.bring_in(begun, "staff", mapping.sources(begun, "staff", book(heads=["姓名", "所在支部"], rows=[["张三", "第一党支部"]]))[0])
    both = [["张三", "第一党支部"], ["张三", "第二党支部"]]
    source = mapping.sources(begun, "staff", book(heads=["姓名", "所在支部"], rows=[both[first], both[1 - first]]))[0]
    done = mapping.bring_in(begun, "staff", source)
    assert (done.good, done.same, done.changed) == (1, 1, 0)
    homes = [begun.names.name("body", record.values["body"]) for record in begun.records("staff")]
    assert homes == ["第一党支部", "第二党支部"]


def test_a_corrected_mapping_is_remembered_for_sheets_with_the_same_headings(begun: Office, book: Callable[..., Path]) -> None:
    source, = mapping.sources(begun, "staff", book(heads=[*HEADS[:-1], "民族"], rows=[[*ROWS[0][:-1], "回族"]]))
    settled = mapping.Source(source.sheet, source.head, {1: "name", 10: "nation"})
    mapping.bring_in(begun, "staff", settled)
    again, = mapping.sources(begun, "staff", book(heads=[*HEADS[:-1], "民族"], rows=[]))
    assert (again.columns, again.remembered) == ({1: "name", 10: "nation"}, True)
    assert begun.records("staff")[0].values["nation"] == "回族"


def test_the_command_line_uses_what_was_settled(begun: Office, book: Callable[..., Path]) -> None:
    with pytest.raises(Refusal, match="没有这些栏|找不到"):
        mapping.import_file(begun, "staff", book())
    mapping.bring_in(begun, "staff", mapping.sources(begun, "staff", book(rows=ROWS[:1]))[0])
    assert mapping.import_file(begun, "staff", book()).good == 1


def test_what_must_be_filled_in_has_to_be_a_column(begun: Office, book: Callable[..., Path]) -> None:
    source, = mapping.sources(begun, "staff", book(heads=["甲", "乙"], rows=[["张三", "男"]]))
    assert mapping.lacking(begun.catalogue.kind("staff"), source.columns) == ["姓名"]
    with pytest.raises(Refusal, match="姓名"):
        mapping.bring_in(begun, "staff", source)


@pytest.mark.parametrize(("written", "read"), [
    ("1980.5", "1980-05-01"), ("1980-05", "1980-05-01"), ("198005", "1980-05-01"), ("1980年5月", "1980-05-01"),
    ("29342", "1980-05-01"), ("110101199003077934", "1990-03-07"), ("110101199003077930", "110101199003077930"),
    ("1980-13", "1980-13"), ("约1980年", "约1980年"), ("1980-05-02", "1980-05-02"),
])
def test_dates_of_other_peoples_sheets(begun: Office, written: str, read: str) -> None:
    assert gathered.readable(begun.catalogue.kind("staff").known["born"], written) == read


def test_another_name_of_a_branch_is_settled_once(begun: Office, book: Callable[..., Path]) -> None:
    spelt = [[n, name, "男", None, "党员", None, branch, None, None, None, None]
             for n, (name, branch) in enumerate((("张三", "第一支部"), ("李四", "机关第二 党支部"), ("王五", "老干支部")))]
    source, = mapping.sources(begun, "staff", book(rows=spelt))
    assert [*mapping.unknown_bodies(begun, "staff", source)] == ["第一支部", "机关第二党支部", "老干支部"]
    first, second = (begun.names.find("body", name) for name in ("第一党支部", "第二党支部"))
    assert [mapping.likely(begun, name) for name in ("第一支部", "机关第二党支部", "老干支部")] == [first, second, None]
    mapping.bring_in(begun, "staff", source, bodies={"第一支部": first, "机关第二党支部": second, "老干支部": "branch"})
    homes = [begun.names.name("body", record.values["body"]) for record in begun.records("staff")]
    assert homes == ["第一党支部", "第二党支部", "老干支部"]
    assert len(begun.records("branch")) == 3
    again, = mapping.sources(begun, "staff", book(rows=spelt))
    assert not mapping.unknown_bodies(begun, "staff", again)
    assert mapping.bring_in(begun, "staff", again).same == 3


def test_names_are_not_spaced_out_and_one_person_twice_is_pointed_out(begun: Office, book: Callable[..., Path]) -> None:
    twice = [[1, "张　三", "男", "1980.5", "党员", None, "第一 党支部", None, None, None, None],
             [2, "张三", "男", "1980.5.1", "党员", None, "第一党支部", None, "138", None, None],
             [3, "Li Si", "男", None, "党员", None, "第一党支部", None, None, None, None]]
    done = mapping.bring_in(begun, "staff", mapping.sources(begun, "staff", book(rows=twice))[0])
    assert [record.values["name"] for record in begun.records("staff")] == ["张三", "张三", "Li Si"]
    assert [(cell.row, "第 4 行同名" in cell.what) for cell in done.odd] == [(5, True)]
    assert not done.bad
