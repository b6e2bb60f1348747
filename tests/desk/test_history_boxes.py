"""Undo that goes to its place, redo, what was done lately, the history of a record, and the recycle bin."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from partydesk.desk import work
from partydesk.desk.bin_box import BinBox
from partydesk.desk.history_box import HistoryBox
from partydesk.desk.steps_box import AheadBox, StepsBox
from partydesk.desk.window import Window
from partydesk.office import Office
from partydesk.office import bin as recycled

Idle = Callable[[Window], None]


def office_of(window: Window) -> Office:
    assert window.office is not None
    return window.office


def first(window: Window, kind: str) -> int:
    return office_of(window).records(kind)[0].id


def settled() -> None:
    for _ in range(5):
        QApplication.processEvents()


def done(box: StepsBox) -> None:
    """Waits until what was asked of the box is done."""
    work.wait()
    settled()
    assert box.isEnabled()


def nameless(box: QWidget) -> list[str]:
    """What a screen reader would have no word for."""
    return [type(one).__name__ for one in box.findChildren(QWidget)
            if one.focusPolicy() != Qt.FocusPolicy.NoFocus and one.isVisibleTo(box) and not one.accessibleName()]


# ── undo and redo in the window ──────────────────────────────────────────────────────────────────

def test_undo_turns_to_the_record_and_says_what_came_back(window: Window, idle: Idle) -> None:
    id = first(window, "problem")
    office_of(window).save("problem", {"title": "会议过多"}, id=id)
    window.tabs.page("thought")
    idle(window)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled()
    idle(window)
    page = window.stack.currentWidget()
    assert page.accessibleName() == office_of(window).catalogue.tabs["conduct"].label
    assert page.form.id == id
    assert page.form.editors["title"].value() == "会议偏多"
    assert window.bar.text.startswith("已撤销：修改")
    assert "“会议偏多”" in window.bar.text


def test_a_step_that_another_desk_built_on_can_be_passed_over(window: Window, idle: Idle) -> None:
    office, problem = office_of(window), first(window, "problem")
    office.save("problem", {"title": "会议过多"}, id=problem)
    someone = office.save("staff", {"name": "新来的"})
    with Office.open(office.place, desk="desk-two") as other:
        other.save("problem", {"date": date(2025, 3, 6), "title": "另一个", "origin": "survey", "owner": someone})
    window.undo()
    assert "还被" in window.bar.text
    window.bar._act.click()
    assert office.record("problem", problem).values["title"] == "会议偏多"
    assert office.record("staff", someone).values["name"] == "新来的"


def test_redo_that_is_refused_offers_no_other_step(window: Window, idle: Idle) -> None:
    office, problem = office_of(window), first(window, "problem")
    office.save("problem", {"title": "会议过多"}, id=problem)
    office.save("problem", {"title": "会议太多"}, id=problem)
    window.undo()
    settled()
    with Office.open(office.place, desk="desk-two") as other:
        other.save("problem", {"title": "别处改的"}, id=problem)
    window.redo()
    settled()
    assert "后来又改过" in window.bar.text
    assert window.bar._act.isHidden()


@pytest.mark.parametrize(("key", "modifier"), [
    (Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)])
def test_redo_by_either_key(window: Window, idle: Idle, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    id = first(window, "problem")
    office_of(window).save("problem", {"title": "会议过多"}, id=id)
    window.undo()
    settled()
    window.stack.currentWidget().setFocus()
    QTest.keyClick(window, key, modifier)
    settled()
    assert office_of(window).record("problem", id).values["title"] == "会议过多"
    assert window.bar.text.startswith("已重做：修改")
    window.redo()
    assert window.bar.text == "没有可以重做的了"


def test_an_undone_addition_shows_the_list_that_it_stood_on(window: Window, idle: Idle) -> None:
    office = office_of(window)
    office.save("problem", {"date": office.records("problem")[0].values["date"], "title": "新的", "origin": "survey"})
    window.undo()
    settled()
    idle(window)
    assert window.stack.currentWidget().kind.id == "problem"
    assert "“新的”" in window.bar.text


def test_what_another_desk_changed_is_said_and_can_be_passed_over(window: Window, idle: Idle) -> None:
    office, id = office_of(window), first(window, "problem")
    office.set("place", "青禾县")
    office.save("problem", {"title": "会议过多"}, id=id)
    with Office.open(office.place, who="王主任", desk="desk-two") as other:
        other.save("problem", {"title": "会议很多"}, id=id)
    window.undo()
    assert "王主任" in window.bar.text
    assert "不能直接撤销" in window.bar.text
    window.bar._act.click()
    settled()
    assert window.bar.text == "已撤销：修改设置"
    assert office.record("problem", id).values["title"] == "会议很多"


def test_a_large_step_is_undone_while_the_window_goes_on(window: Window, idle: Idle, qtbot: QtBot) -> None:
    office = office_of(window)
    day = office.records("problem")[0].values["date"]
    with office.together("导入问题"):
        for n in range(201):
            office.save("problem", {"date": day, "title": f"第{n}条", "origin": "survey"})
    window.undo()
    assert window.doing.busy
    window.undo()                                         # pressed again meanwhile: not twice
    idle(window)
    assert office.count("problem") == 1
    assert window.bar.text.startswith("已撤销：导入问题")


# ── what was done lately ─────────────────────────────────────────────────────────────────────────

@pytest.fixture
def steps_box(window: Window, idle: Idle, qtbot: QtBot) -> StepsBox:
    office, id = office_of(window), first(window, "problem")
    for title in ("一稿", "二稿", "三稿"):
        office.save("problem", {"title": title}, id=id)
    window.menu.show_steps()
    box = window.findChild(StepsBox)
    assert isinstance(box, StepsBox)
    return box


def texts(box: StepsBox) -> list[str]:
    return [box.list.item(row).text().replace("\n", " ") for row in range(box.list.count())]


def test_the_steps_say_who_did_what_to_what(steps_box: StepsBox, window: Window) -> None:
    assert "测试员" in texts(steps_box)[-1]
    assert "“三稿”" in texts(steps_box)[0]
    steps_box.list.setCurrentRow(1)
    table = steps_box.changes
    said = [[item.text() if (item := table.item(row, column)) else "" for column in range(3)] for row in range(table.rowCount())]
    assert said[0][0].endswith("：三稿")
    assert said[1][1:] == ["一稿", "二稿"]
    assert nameless(steps_box) == []


def test_going_back_from_the_list_and_forward_again(steps_box: StepsBox, window: Window) -> None:
    office, id = office_of(window), first(window, "problem")
    steps_box.list.setCurrentRow(2)
    assert steps_box.back.text() == "回到这里（撤销后面 2 步）"
    steps_box.back.click()
    done(steps_box)
    assert office.record("problem", id).values["title"] == "一稿"
    assert [text.endswith("已撤销") for text in texts(steps_box)][:3] == [True, True, False]
    assert "撤销了 2 步" in window.bar.text
    steps_box.list.setCurrentRow(1)
    assert steps_box.forward.isEnabled()
    steps_box.forward.click()
    done(steps_box)
    assert office.record("problem", id).values["title"] == "二稿"
    window.bar._act.click()                               # 撤销
    assert office.record("problem", id).values["title"] == "一稿"


def test_one_step_alone_asks_what_is_to_become_of_what_was_built_on_it(steps_box: StepsBox, window: Window) -> None:
    office, id = office_of(window), first(window, "problem")
    steps_box.list.setCurrentRow(2)
    steps_box.alone.click()
    done(steps_box)                                       # what it would meet is tried on another thread
    box = steps_box.findChild(AheadBox)
    assert isinstance(box, AheadBox)
    assert box.list.count() == 2
    assert box.too.isChecked()
    assert nameless(box) == []
    box.accept()
    done(steps_box)
    assert office.record("problem", id).values["title"] == "会议偏多"
    assert office.undo() is not None
    assert office.record("problem", id).values["title"] == "三稿"


# ── the history of a record ──────────────────────────────────────────────────────────────────────

def test_the_history_of_a_record_leads_back(window: Window, idle: Idle, qtbot: QtBot) -> None:
    office, id = office_of(window), first(window, "problem")
    office.save("problem", {"title": "一稿"}, id=id)
    window.going.to_record("problem", id)
    idle(window)
    box = HistoryBox(office, "problem", id, window)
    box.open()
    assert box.list.count() == 2
    assert not box.back.isEnabled()                       # it is so now
    assert nameless(box) == []
    box.list.setCurrentRow(1)
    box.back.click()
    settled()
    idle(window)
    assert office.record("problem", id).values["title"] == "会议偏多"
    assert window.stack.currentWidget().form.editors["title"].value() == "会议偏多"
    assert window.bar.text.startswith("已恢复到")


# ── the recycle bin ──────────────────────────────────────────────────────────────────────────────

def test_an_empty_bin_says_what_belongs_there(window: Window) -> None:
    window.menu.show_bin()
    box = window.findChild(BinBox)
    assert isinstance(box, BinBox)
    assert box.stack.currentWidget() is box.empty
    assert "回收站是空的" in box.empty.text()
    assert not box.back.isEnabled()


def test_records_are_looked_at_and_come_back_from_the_bin(window: Window, idle: Idle) -> None:
    office = office_of(window)
    deleted = [record.id for record in office.records("study")]
    for id in deleted:
        office.remove("study", id)
    problem = first(window, "problem")
    office.remove("problem", problem)
    window.menu.show_bin()
    box = window.findChild(BinBox)
    assert isinstance(box, BinBox)
    assert [box.table.item(row, 0).text() for row in range(3)] == ["会议偏多", "学习党章", "学习条例"]
    assert nameless(box) == []
    assert ("问题", "会议偏多") in [(box.says.item(row, 0).text(), box.says.item(row, 1).text()) for row in range(box.says.rowCount())]
    box.finder.setText("学习")
    box.refresh()
    assert box.table.rowCount() == 2
    box.table.selectAll()
    assert box.back.text() == "恢复这 2 条"
    box.back.click()
    assert office.count("study") == 2
    box.finder.clear()
    box.refresh()
    box.back.click()
    settled()
    idle(window)
    assert recycled.removed(office) == []
    assert window.stack.currentWidget().form.id == problem
    assert window.bar.text == f"已恢复：{office.catalogue.kind('problem').label}“会议偏多”"
