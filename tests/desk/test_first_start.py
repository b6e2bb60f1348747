"""From the first start to the first record: a new office, its branches, a roster from somebody's Excel, a meeting."""
from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from partydesk.desk import files
from partydesk.desk.guide import GuidePage
from partydesk.desk.mapping_box import MappingBox
from partydesk.desk.records_page import RecordsPage
from partydesk.desk.start import NewBox
from partydesk.desk.window import Window
from tests.desk.keys import typed


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["机关干部花名册"])
    sheet.append([])
    sheet.append(["序号", "姓 名", "出生年月", "政治面貌", "所在支部"])
    for n, name in enumerate(("张三", "李四", "王五", "赵六"), 1):
        sheet.append([n, name, f"198{n}.{n}", "中共党员", "第一党支部" if n < 3 else "第三党支部"])
    sheet.append(["合计", 4])
    made.save(tmp_path / "花名册.xlsx")
    return tmp_path / "花名册.xlsx"


def shown(of: type[QDialog]) -> QDialog:
    return next(box for box in QApplication.topLevelWidgets() if isinstance(box, of) and box.isVisible())


def guide(window: Window) -> GuidePage:
    page = window.stack.currentWidget()
    assert isinstance(page, GuidePage)
    return page


def test_from_the_first_start_to_the_first_record(
        blank_window: Window, roster: Path, tmp_path: Path, qtbot: QtBot,
        monkeypatch: pytest.MonkeyPatch) -> None:
    window, enter = blank_window, Qt.Key.Key_Return
    window.start.new.click()
    box = shown(NewBox)
    assert isinstance(box, NewBox)
    typed(box.name, "中共试验县委政法委员会")
    box.place.setText(str(tmp_path / "我们的.partydesk"))
    box.later.click()
    QTest.keyClick(box.name, enter)
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), GuidePage))
    page = guide(window)
    assert page.name.text() == "中共试验县委政法委员会"
    typed(page.place, "试验县")
    QTest.keyClick(page.place, enter)
    branches = page._typed["branch"]
    for name in ("第一党支部", "第二党支部"):
        typed(branches, name)
        QTest.keyClick(branches, enter)
    page.next.click()
    monkeypatch.setattr(files, "to_open", lambda *_: roster)
    page.take.click()
    qtbot.waitUntil(lambda: any(isinstance(box, MappingBox) for box in QApplication.topLevelWidgets()), timeout=10_000)
    mapped = shown(MappingBox)
    assert isinstance(mapped, MappingBox)
    qtbot.waitUntil(mapped.go.isEnabled, timeout=10_000)
    assert mapped.outcome.text() == "将新增 4 条。"
    assert list(mapped._unknown) == ["第三党支部"]
    QTest.keyClick(mapped, enter)
    qtbot.waitUntil(lambda: page.there.text() == "名册现有 4 人。", timeout=10_000)
    page.next.click()
    assert window.office is not None
    assert {record.values["name"] for record in window.office.records("branch")} == {"第一党支部", "第二党支部", "第三党支部"}
    assert not isinstance(window.stack.currentWidget(), GuidePage)
    assert window.drafts.get("guide", 0) is None, "what is finished does not come back at the next start"
    window.going.to_kind("study")
    records = window.stack.currentWidget()
    assert isinstance(records, RecordsPage)
    records.add()
    assert records.form is not None
    typed(records.form.editors["title"].core(), "学习党章")
    assert records.form.save()
    assert window.office.count("study") == 1


def test_what_was_typed_in_the_guide_is_there_again_after_a_crash(blank_window: Window, tmp_path: Path) -> None:
    window = blank_window
    window.opening.make(str(tmp_path / "我们的.partydesk"), "中共试验县委政法委员会")
    page = guide(window)
    page.next.click()
    typed(page._typed["branch"], "第一党支部")
    page.keep()
    other = Window()
    assert other.open(str(tmp_path / "我们的.partydesk"))
    page = guide(other)
    assert page.steps.currentIndex() == 1
    assert page._typed["branch"].toPlainText() == "第一党支部"
    other.close()


def test_the_guide_can_be_left_and_come_back_to(blank_window: Window, tmp_path: Path) -> None:
    window = blank_window
    window.opening.make(str(tmp_path / "我们的.partydesk"), "中共试验县委政法委员会")
    QTest.keyClick(guide(window), Qt.Key.Key_Escape)
    assert not isinstance(window.stack.currentWidget(), GuidePage)
    window.going.guide()
    window.going.guide()
    assert len([page for page in map(window.stack.widget, range(window.stack.count())) if isinstance(page, GuidePage)]) == 1
    assert guide(window).name.text() == "中共试验县委政法委员会"
    window.tabs.setCurrentIndex(1)
    assert isinstance(window.stack.currentWidget(), RecordsPage)


def test_what_was_entered_in_the_wrong_place_is_struck_out_where_it_was_typed(blank_window: Window, tmp_path: Path) -> None:
    window = blank_window
    window.opening.make(str(tmp_path / "我们的.partydesk"), "中共试验县委政法委员会")
    page, office = guide(window), window.office
    assert office is not None
    assert page.focusWidget() is page.place               # the name is known
    page.next.click()
    page._typed["committee"].setPlainText("第一党支部\n第二党支部")
    page.next.click()
    page.back.click()
    office.save("branch", {"name": "别处登记的"})          # not by this page: none of its business
    page._typed["committee"].setPlainText("机关党委")
    page._typed["branch"].setPlainText("第一党支部")
    page.next.click()
    assert [record.values["name"] for record in office.records("committee")] == ["机关党委"]
    assert {record.values["name"] for record in office.records("branch")} == {"第一党支部", "别处登记的"}
    office.save("staff", {"name": "张三", "body": office.names.find("body", "第一党支部"), "party": "member"})
    page.back.click()
    page._typed["branch"].setPlainText("")
    page.next.click()
    assert "第一党支部" in {record.values["name"] for record in office.records("branch")}
    assert page.said.text()
    page._typed["branch"].setPlainText("第一党支部")
    page.next.click()
    assert not page.said.isVisibleTo(page)


def test_enter_presses_the_button_that_has_the_keys(blank_window: Window) -> None:
    start = blank_window.start
    pressed: list[str] = []
    start.new.clicked.connect(lambda: pressed.append("new"))
    start.new.setFocus()
    QTest.keyClick(start.new, Qt.Key.Key_Return)
    assert pressed == ["new"]


def test_a_guide_that_was_left_with_nothing_open_does_not_come_back(blank_window: Window, tmp_path: Path) -> None:
    window = blank_window
    place = str(tmp_path / "我们的.partydesk")
    window.opening.make(place, "中共试验县委政法委员会")
    page = guide(window)
    page.next.click()
    page._typed["branch"].setPlainText("第一党支部")
    page.next.click()
    page.later.click()
    other = Window()
    assert other.open(place)
    assert not isinstance(other.stack.currentWidget(), GuidePage)
    other.leave()


def test_a_box_grows_with_what_is_said_in_it_and_the_keys_go_in_its_order(blank_window: Window, qtbot: QtBot) -> None:
    blank_window.start.new.click()
    box = QApplication.activeModalWidget()
    assert isinstance(box, NewBox)
    typed(box.name, "试验单位")
    box.who.setFocus()
    for field in (box.who, box.password.new.line, box.password.again.line, box.later):
        assert box.focusWidget() is field
        QTest.keyClick(field, Qt.Key.Key_Tab)
    heights = [field.height() for field in (box.name, box.who, box.password.new.line)]
    box.go.click()
    assert box.said.text()
    assert box.focusWidget() is box.who
    QApplication.processEvents()
    assert [field.height() for field in (box.name, box.who, box.password.new.line)] == heights, "nothing is squeezed"
    box.reject()
