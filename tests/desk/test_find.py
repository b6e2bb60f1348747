"""The box over everything, by real keys."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from partydesk.desk.find_box import MORE, FindBox
from partydesk.desk.window import Window
from partydesk.office import finding

from .keys import typed

Key = Qt.Key


def press(window: Window) -> None:
    """Ctrl+K, wherever the keys go."""
    window.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(window.focusWidget() or window, Key.Key_K, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def box(window: Window) -> FindBox:
    """The box, opened by its keys."""
    press(window)
    assert window.seeking.box is not None
    assert window.seeking.box.isVisible()
    assert window.focusWidget() is window.seeking.box.line
    return window.seeking.box


def shown(box: FindBox) -> list[str]:
    return [row.head or row.found.called for row in box.model.rows if row.head or row.found]


def chosen(box: FindBox) -> str:
    found = box._row().found
    return found.called if found else ""


def test_a_person_by_initials_enter_opens_the_card_and_offers_what_he_is_linked_to(box: FindBox, window: Window) -> None:
    typed(box.line, "zs")
    assert shown(box)[:3] == [finding.PEOPLE, "张三", "张珊"]
    assert chosen(box) == "张三"
    QTest.keyClick(box.line, Key.Key_Return)
    assert not box.isVisible()
    page: Any = window.stack.currentWidget()
    assert page.kind.id == "staff"
    assert page.form.editors["name"].line.text() == "张三"
    assert window.bar.text == "“张三”：到会 2 次。"
    window.bar._act.click()
    assert box.isVisible()
    assert shown(box) == [finding.RECORDS, "学习条例", "学习党章", "会议偏多"]


def test_arrows_and_tab_go_over_the_heads_and_around(box: FindBox) -> None:
    typed(box.line, "zs")
    lines = [row.found.called for row in box.model.rows if row.found]
    assert len(lines) > 3
    QTest.keyClick(box.line, Key.Key_Down)
    assert chosen(box) == lines[1]
    QTest.keyClick(box.line, Key.Key_Tab)
    assert chosen(box) == lines[2]
    QTest.keyClick(box.line, Key.Key_Backtab)
    QTest.keyClick(box.line, Key.Key_Up)
    assert chosen(box) == lines[0]
    QTest.keyClick(box.line, Key.Key_Up)
    assert chosen(box) == lines[-1]
    QTest.keyClick(box.line, Key.Key_Tab)
    assert chosen(box) == lines[0]
    assert box.line.hasFocus() or box._window.focusWidget() is box.line


def test_esc_closes_and_gives_the_keys_back(window: Window) -> None:
    page: Any = window.tabs.page("thought")
    page.narrower.setFocus()
    press(window)
    box = window.seeking.box
    assert box is not None
    typed(box.line, "学习")
    QTest.keyClick(box.line, Key.Key_Escape)
    assert not box.isVisible()
    assert window.focusWidget() is page.narrower
    press(window)
    assert box.line.text() == ""


def test_a_click_beside_the_box_closes_it(box: FindBox) -> None:
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(5, box.height() - 5))
    assert not box.isVisible()


def test_an_input_method_is_left_alone_while_it_composes(box: FindBox) -> None:
    """What is being composed is not looked for; Enter and arrows are the input method's own until it is done."""
    typed(box.line, "zs")
    before = shown(box)
    QCoreApplication.sendEvent(box.line, QInputMethodEvent("xue'xi", []))
    assert shown(box) == before
    for key in (Key.Key_Return, Key.Key_Down, Key.Key_Tab, Key.Key_Escape):
        QTest.keyClick(box.line, key)
    assert box.isVisible()
    assert chosen(box) == "张三"
    box.line.clear()
    done = QInputMethodEvent()
    done.setCommitString("学习党章")
    QCoreApplication.sendEvent(box.line, done)
    assert chosen(box) == "学习党章"
    QTest.keyClick(box.line, Key.Key_Return)
    assert not box.isVisible()


def test_right_shows_what_is_linked_and_left_comes_back(box: FindBox) -> None:
    typed(box.line, "张三")
    QTest.keyClick(box.line, Key.Key_Right)
    assert box.whose.text() == "张三的记录"
    assert shown(box) == [finding.RECORDS, "学习条例", "学习党章", "会议偏多"]
    assert box.keys.text().startswith("到会 2 次")
    typed(box.line, "会议")
    assert shown(box) == [finding.RECORDS, "会议偏多"]
    box.line.clear()
    QTest.keyClick(box.line, Key.Key_Backspace)
    assert box.line.text() == "张三"
    assert not box.whose.isVisible()
    QTest.keyClick(box.line, Key.Key_Right)
    QTest.keyClick(box.line, Key.Key_Escape)
    assert box.isVisible()
    QTest.keyClick(box.line, Key.Key_Escape)
    assert not box.isVisible()


@pytest.mark.parametrize(("said", "there"), [
    ("去 问题台账", lambda window: window.stack.currentWidget().kind.id == "problem"),
    ("新增问题台账", lambda window: window.stack.currentWidget().form.title.text() == "新增问题台账"),
    ("廉政建设", lambda window: window.tabs.tabData(window.tabs.currentIndex()).id == "integrity"),
    ("会议偏多", lambda window: window.stack.currentWidget().form.kind.id == "problem"),
])
def test_enter_leads_there(box: FindBox, window: Window, said: str, there: Callable[[Window], bool]) -> None:
    typed(box.line, said)
    QTest.keyClick(box.line, Key.Key_Return)
    assert there(window)


def test_a_figure_leads_to_its_trace(box: FindBox, window: Window, idle: Callable[[Window], None], qtbot: QtBot) -> None:
    typed(box.line, "组织集中学习")
    assert box.model.rows[0].head == finding.FIGURES
    asked: list[str] = []
    page: Any = window.tabs.page("summary")
    page.trace = asked.append
    QTest.keyClick(box.line, Key.Key_Return)
    assert asked == ["study.group_sessions"]
    idle(window)


def test_a_paper_leads_to_its_pages_and_letters_to_where_they_are_made(window: Window, idle: Callable[[Window], None]) -> None:
    for said, tab, called in (("党建工作总结", "summary", "half_year_summary"),
                              ("廉政建设责任书 批量文书", "papers", "responsibility_letter")):
        press(window)
        box = window.seeking.box
        assert box is not None
        typed(box.line, said)
        assert box.model.rows[0].head == finding.PAPERS
        QTest.keyClick(box.line, Key.Key_Return)
        page: Any = window.stack.currentWidget()
        assert window.tabs.tabData(window.tabs.currentIndex()).id == tab
        assert (page.bar.paper_box.currentData() if tab == "summary" else page.entry.id) == called
    idle(window)


def test_the_checks_are_run(box: FindBox, window: Window, idle: Callable[[Window], None]) -> None:
    typed(box.line, "校核本期")
    QTest.keyClick(box.line, Key.Key_Return)
    page: Any = window.stack.currentWidget()
    assert page.side.tabText(page.side.currentIndex()) == "校核"
    idle(window)


def test_a_command_is_done(box: FindBox, window: Window) -> None:
    assert window.office is not None
    id = window.office.save("study", {"date": date(2025, 6, 1), "title": "学习新篇", "form": "collective"})
    typed(box.line, "cxsyb")
    assert chosen(box) == "撤销上一步"
    QTest.keyClick(box.line, Key.Key_Return)
    assert id not in {record.id for record in window.office.records("study")}


def test_what_was_opened_is_offered_next_time_and_after_a_new_start(box: FindBox, window: Window) -> None:
    typed(box.line, "会议偏多")
    QTest.keyClick(box.line, Key.Key_Return)
    press(window)
    assert shown(box)[:2] == [finding.RECENT, "会议偏多"]
    again = FindBox(box.finder.office, window)
    again.open_box()
    assert shown(again)[:2] == [finding.RECENT, "会议偏多"]
    again.close_box()


def test_what_is_saved_meanwhile_is_found(box: FindBox, window: Window) -> None:
    assert window.office is not None
    QTest.keyClick(box.line, Key.Key_Escape)
    window.office.save("staff", {"name": "欧阳新来"})
    QApplication.processEvents()
    press(window)
    typed(box.line, "oyxl")
    assert chosen(box) == "欧阳新来"


def test_more_of_a_group_is_listed_on_the_spot(box: FindBox) -> None:
    typed(box.line, "新增")
    rows = [row.found for row in box.model.rows if row.found]
    assert rows[6].to.what == MORE
    for _ in range(6):
        QTest.keyClick(box.line, Key.Key_Down)
    QTest.keyClick(box.line, Key.Key_Return)
    assert box.isVisible()
    assert len([row for row in box.model.rows if row.found]) > 40
    assert chosen(box).startswith("新增")


def test_nothing_found_is_said(box: FindBox) -> None:
    typed(box.line, "qqqqq")
    assert box.none.isVisible()
    assert "没有找到“qqqqq”" in box.none.text()
    QTest.keyClick(box.line, Key.Key_Return)
    assert box.isVisible()
