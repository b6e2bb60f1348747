"""Numbers of somebody's own: covered wherever they are shown, whole where they are asked for, never lost on the way back."""
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from partydesk.catalogue import citizen
from partydesk.catalogue.fields import Text
from partydesk.errors import Refusal, Refusals
from partydesk.office import (
    Office,
    by_blank,
    clips,
    columns,
    exchange,
    finding,
    history,
    ledgers,
    listing,
    mapping,
    operators,
    steps,
    vocabulary,
)
from partydesk.office.vocabulary import Asked

NUMBER, OTHER, PHONE = "11010519491231002X", "440524188001010014", "13812345678"
SHOWN = "110105********002X"


@pytest.fixture
def staffed(office: Office) -> Office:
    """The roster asks for the citizen's number too; two people, one with a number and a telephone."""
    vocabulary.ask_more(office, "staff", Asked("身份证号", "citizen"))
    field = ids(office)[0]
    office.save("staff", {"name": "张三", "party": "member", field: NUMBER, "phone": PHONE})
    office.save("staff", {"name": "李四", "party": "member", "phone": "0000-8012"})
    return office


def ids(office: Office) -> list[str]:
    return [blank.id for blank in office.catalogue.kind("staff").blanks.values() if getattr(blank, "sort", "") == "citizen"]


@pytest.mark.parametrize(("number", "sort", "shown"), [
    (NUMBER, "citizen", SHOWN), ("123456", "citizen", "******"), (PHONE, "phone", "138****5678"), ("138 1234 5678", "phone", "138****5678"),
    ("+86 13812345678", "phone", "+86 138****5678"), ("0371-88886666", "phone", "0371-88886666"), ("8012", "phone", "8012"),
    ("13812345678、13987654321", "phone", "138****5678、139****4321")])
def test_the_middle_is_covered(number: str, sort: str, shown: str) -> None:
    assert citizen.cover(number, sort) == shown
    assert citizen.is_covered(shown) == (shown != number)


@pytest.mark.parametrize(("typed", "says"), [
    ("110105194912310021", "校验位不对"), ("110105194913310021", "不存在"), ("110105491231002", "15 位的旧"), ("12", "不是身份证号"),
    (SHOWN, "中间是遮住的")])
def test_a_wrong_number_is_refused_when_it_is_typed(staffed: Office, typed: str, says: str) -> None:
    field = ids(staffed)[0]
    with pytest.raises(Refusals, match=says):
        staffed.save("staff", {"name": "王五", "party": "member", **by_blank.read(staffed, "staff", {field: typed})})


def test_full_width_and_small_letters_are_one_number() -> None:
    blank = Text(id="n", label="身份证号", sort="citizen")
    assert blank.read("１１０１０５　１９４９１２３１　００２ｘ") == NUMBER
    assert blank.show(NUMBER) == SHOWN


def test_nothing_that_is_shown_or_given_out_has_the_number(staffed: Office, tmp_path: Path) -> None:
    """Lists, finding, history, steps, the clipboard, ledgers, sheets, minutes of one record: each is looked through."""
    kind = staffed.catalogue.kind("staff")
    record = staffed.records("staff")[0]
    staffed.save("staff", {"post": "科长"}, id=record.id)
    every = columns.offered(kind, 2025)
    seen = [repr(listing.texts(staffed, "staff", [record.id], every)), clips.copied(staffed, "staff", [record.id], every).text,
            clips.copied(staffed, "staff", [record.id], every).page, repr(history.of(staffed, "staff", record.id)),
            repr([history.changed(staffed, one.step) for one in steps.recent(staffed)]), repr(by_blank.show(staffed, "staff", record)),
            repr([said for _, said, _ in listing.values(staffed, listing.View("staff"), ids(staffed)[0])]),
            repr(history.told(staffed, kind, record)),
            repr(finding.Finder(staffed).find(PHONE, date(2025, 7, 1)))]
    exchange.export_sheet(staffed, "staff", tmp_path / "名册.xlsx")
    ledger = ledgers.of_list(staffed, listing.listed(staffed, listing.View("staff")), every, None)
    seen += [repr(ledger), repr([[cell.value for cell in row] for row in load_workbook(tmp_path / "名册.xlsx").active.iter_rows()])]  # type: ignore[union-attr]
    assert SHOWN in seen[0]
    assert sum("138****5678" in one for one in seen) >= 6
    for one in seen:
        assert NUMBER not in one
        assert "19491231" not in one
        assert PHONE not in one


def test_the_whole_number_and_its_last_four_find_who_it_is(staffed: Office) -> None:
    for typed in (NUMBER, NUMBER.lower(), "002x", PHONE, "5678", "1101"):
        assert listing.ids(staffed, "staff", typed) == [1], typed
    assert listing.ids(staffed, "staff", "9999") == []


def test_an_export_in_full_is_in_the_journal_and_not_for_who_only_looks(staffed: Office, tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    exchange.export_sheet(staffed, "staff", path, full=True)
    cells = [cell.value for row in load_workbook(path).active.iter_rows() for cell in row]    # type: ignore[union-attr]
    assert NUMBER in cells
    assert PHONE in cells
    assert steps.recent(staffed)[0].why == "导出干部职工（2 条）（含完整证件号）"
    assert by_blank.show(staffed, "staff", staffed.records("staff")[0])["phone"] == "138****5678"
    operators.add(staffed, "王芳", "审核")
    operators.add(staffed, "赵静", "只读")
    staffed.work_as("赵静")
    with pytest.raises(Refusal, match="只读"):
        exchange.export_sheet(staffed, "staff", tmp_path / "另一份.xlsx", full=True)
    assert not (tmp_path / "另一份.xlsx").exists()
    assert by_blank.show(staffed, "staff", staffed.records("staff")[0])["phone"] == "138****5678"


def test_a_covered_number_that_comes_back_changes_nothing(staffed: Office, tmp_path: Path) -> None:
    """The exported sheet, with another post written in; a sheet of names and covered numbers; a pasted table."""
    field, path = ids(staffed)[0], tmp_path / "名册.xlsx"
    exchange.export_sheet(staffed, "staff", path)
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("职务") + 1).value = "科长"
    new = {"姓名": "钱七", "政治面貌": "正式党员", "身份证号": SHOWN}
    sheet.append([new.get(str(head)) for head in heads])
    book.save(path)
    done = mapping.import_file(staffed, "staff", path)
    assert not done.bad
    assert (done.good, done.changed, done.same) == (2, 1, 1)
    assert [cell.what for cell in done.odd] == [f"“{SHOWN}”中间是遮住的，没有导入；已有的号码不变"]
    first, _, last = staffed.records("staff")
    assert (first.values["post"], first.values[field], first.values["phone"]) == ("科长", NUMBER, PHONE)
    assert (last.values["name"], last.values[field]) == ("钱七", None)
    roster = Workbook()
    for row in (("姓名", "手机号", "职务"), ("张三", "138****5678", "主任")):
        roster.active.append(row)             # type: ignore[union-attr]
    roster.save(path)
    source = mapping.sources(staffed, "staff", path)[0]
    mapping.bring_in(staffed, "staff", source)
    first = staffed.records("staff")[0]
    assert (first.values["post"], first.values["phone"]) == ("主任", PHONE)


def test_a_foreign_roster_fills_the_number_and_the_birthday(staffed: Office, tmp_path: Path) -> None:
    path = tmp_path / "外来.xlsx"
    book = Workbook()
    for row in (("姓名", "政治面貌", "身份证号"), ("孙八", "党员", "11010519491231002x")):
        book.active.append(row)               # type: ignore[union-attr]
    book.save(path)
    source = mapping.sources(staffed, "staff", path)[0]
    done = mapping.bring_in(staffed, "staff", source)
    assert not done.bad
    made = staffed.records("staff")[-1]
    assert (made.values[ids(staffed)[0]], str(made.values["born"])) == (NUMBER, "1949-12-31")


def test_papers_cover_them_too(staffed: Office, tmp_path: Path) -> None:
    """What documents write of a person, and whole where that was asked for."""
    from partydesk.office.people import shown
    kind, record = staffed.catalogue.kind("staff"), staffed.records("staff")[0]
    assert shown(staffed, kind, record)["phone"] == "138****5678"
    with staffed.in_full("印制名册"):
        assert shown(staffed, kind, record)["phone"] == PHONE
    assert steps.recent(staffed)[0].why == "印制名册（含完整证件号）"
