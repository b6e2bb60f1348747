"""Names and roles: who may do what is asked in one place, whatever the way."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from partydesk import places
from partydesk.errors import Refusal
from partydesk.office import (
    Office,
    closing,
    forms,
    history,
    mapping,
    operators,
    own_chapters,
    printing,
    proving,
    stating,
    steps,
)
from partydesk.office.exchange import import_sheet
from partydesk.records.tables import KEYED

STUDY = {"date": date(2025, 3, 6), "title": "学习党章", "form": "collective", "mode": "fixed"}


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setattr(places, "own", lambda: folder)


@pytest.fixture
def staffed(office: Office) -> Office:
    """王芳 reviews, 李强 enters, 赵静 looks; 王芳 is at the desk."""
    operators.add(office, "王芳", "审核")
    operators.add(office, "李强", "录入")
    operators.add(office, "赵静", "只读")
    return office


def as_(office: Office, name: str) -> Office:
    office.work_as(name)
    return office


def test_an_office_of_one_person_is_asked_nothing(office: Office) -> None:
    assert operators.role(office) == "review"
    assert operators.lacks(office, "form") == ""
    office.save("study", STUDY)
    assert office.who == "测试员"


def test_the_first_one_is_who_sits_here_and_reviews(office: Office) -> None:
    with pytest.raises(Refusal, match="角色是“审核”"):
        operators.add(office, "王芳", "录入")
    operators.add(office, "王芳", "审核")
    assert office.who == "王芳"
    assert [(one.name, one.label, one.came != "") for one in operators.operators(office)] == [("王芳", "审核", True)]
    assert steps.recent(office)[0].who == "王芳"
    office.undo()
    assert operators.operators(office) == []


def test_every_keyed_table_and_every_kind_says_what_it_needs() -> None:
    assert operators.NEEDS.keys() >= KEYED.keys()
    assert operators.needed("study") == "enter"
    assert operators.needed("setting", "office") == "review"


def test_who_enters_writes_records_but_not_the_words_of_the_office(staffed: Office, tmp_path: Path) -> None:
    office = as_(staffed, "李强")
    office.save("study", STUDY)
    own_chapters.write(office, "half_year_summary", next(iter(office.catalogue.paper("half_year_summary").chapters)).id, "2025H1", "一段")
    assert operators.lacks(office, "study") == ""
    for verb in (lambda: office.set("office", "别的"), lambda: forms.add(office, "checks.toml", "# 无\n"),
                 lambda: closing.close(office, "half_year_summary", "2025H1", because="看过"),
                 lambda: operators.add(office, "孙七", "录入"), lambda: operators.leave(office, "王芳")):
        before = office.last_step()
        with pytest.raises(Refusal, match=r"李强 的角色是“录入”，这件事要“审核”才能做"):
            verb()
        assert office.last_step() == before
    assert office.setting("office") == "试验单位"
    with pytest.raises(Refusal, match="审核"):
        steps.back_to(office, steps.recent(office)[-1].step, others=True)     # it would take the list itself back
    assert len(operators.operators(office)) == 3


def test_importing_may_remember_what_columns_mean(staffed: Office) -> None:
    office = as_(staffed, "李强")
    office.set(mapping._SPELT, "{}")
    office.set(mapping._name(office.catalogue.kind("study"), ("甲",)), "[]")


def test_who_looks_writes_nothing_and_still_prints_and_exports(staffed: Office, tmp_path: Path) -> None:
    from partydesk.office.exchange import export_sheet
    staffed.save("study", STUDY)
    office = as_(staffed, "赵静")
    export_sheet(office, "study", tmp_path / "学习.xlsx")
    printing.export(office, "half_year_summary", "2025H1", tmp_path / "总结.docx")
    for verb in (lambda: office.save("study", STUDY), lambda: office.remove("study", 1), office.undo,
                 lambda: stating.state(office, "study.group_sessions", "2025H1", "3", "电话"),
                 lambda: office.save("study", STUDY | {"title": "改"}, id=1)):
        with pytest.raises(Refusal, match=r"赵静 的角色是“只读”"):
            verb()
    book = tmp_path / "学习.xlsx"
    from openpyxl import load_workbook
    sheet = load_workbook(book)
    for row in sheet.active.iter_rows(min_row=2):         # type: ignore[union-attr]
        for cell in row:
            if cell.value == "学习党章":
                cell.value = "改过"
    sheet.save(book)
    assert import_sheet(office, "study", book, dry_run=True).changed == 1
    with pytest.raises(Refusal, match="只读"):
        import_sheet(office, "study", book)
    assert [one.values["title"] for one in office.records("study")] == ["学习党章"]


def test_somebody_who_is_not_in_the_list_only_looks(staffed: Office) -> None:
    with Office.open(staffed.place, who="路人", desk="desk-two") as other, pytest.raises(Refusal, match="“路人”不在操作人员名单里"):
        other.save("study", STUDY)


def test_the_last_reviewer_stays_whatever_the_way(staffed: Office) -> None:
    for verb in (lambda: operators.leave(staffed, "王芳"), lambda: operators.change_role(staffed, "王芳", "录入")):
        with pytest.raises(Refusal, match="至少要留一名"):
            verb()
    operators.change_role(staffed, "李强", "审核")
    operators.change_role(staffed, "王芳", "只读")
    with pytest.raises(Refusal, match="只读"):
        operators.change_role(staffed, "王芳", "审核")
    as_(staffed, "李强")
    with pytest.raises(Refusal, match="至少要留一名"):
        operators.leave(staffed, "李强")
    assert proving.faults(staffed) == []


def test_who_left_keeps_his_name_and_may_come_back(staffed: Office) -> None:
    operators.leave(staffed, "李强")
    last = operators.operators(staffed)[-1]
    assert (last.name, last.went != "") == ("李强", True)
    assert [one.name for one in operators.operators(staffed, gone=False)] == ["王芳", "赵静"]
    with pytest.raises(Refusal, match="只能查看"):
        as_(staffed, "李强").save("study", STUDY)
    as_(staffed, "王芳")
    operators.add(staffed, "李强", "只读")
    assert {one.name: one.label for one in operators.operators(staffed, gone=False)}["李强"] == "只读"


def test_what_was_done_to_operators_is_told_in_words(staffed: Office) -> None:
    operators.change_role(staffed, "李强", "只读")
    operators.leave(staffed, "李强")
    told = [line for action in steps.recent(staffed)[:2] for one in history.changed(staffed, action.step)[0] for line in one.lines]
    assert [line.label for line in told] == ["离岗", "角色"]
    assert told[0].after
    assert (told[1].before, told[1].after) == ("录入", "只读")


@pytest.mark.files("on a server the login says who it is")
def test_a_plain_office_remembers_on_this_computer_who_works_here(staffed: Office) -> None:
    with Office.open(staffed.place) as again:
        assert operators.present(again) == ""             # more than one: to be chosen
        operators.choose(again, "李强")
    with Office.open(staffed.place) as again:
        assert again.who == "李强"
        operators.choose(again, "王芳")
        operators.leave(again, "李强")
        operators.leave(again, "赵静")
    with Office.open(staffed.place) as again:
        assert again.who == "王芳"


@pytest.mark.parametrize(("name", "role", "says"), [
    (" ", "录入", "请填写"), ("甲" * 41, "录入", "最多 40 字"), ("孙七", "主管", "没有“主管”这个角色"), ("李强", "只读", "已经在")])
def test_what_cannot_be_is_said(staffed: Office, name: str, role: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        operators.add(staffed, name, role)
