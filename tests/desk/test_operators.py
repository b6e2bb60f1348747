"""Who is at the desk: the list, the question at opening, and what is grey for whom; and an older file that is told."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from partydesk import places
from partydesk.catalogue import fields
from partydesk.desk.covered import COVER, SEE, CoveredEditor
from partydesk.desk.editors import make
from partydesk.desk.list_pane import ListPane
from partydesk.desk.operators_box import OperatorsBox, WhoBox
from partydesk.desk.supply import Supply
from partydesk.desk.window import Window
from partydesk.errors import Refusal
from partydesk.office import Office, operators

PHONE = "13812345678"


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setattr(places, "own", lambda: folder)


def press(box: OperatorsBox, name: str, role: str) -> None:
    box.name.setText(name)
    box.role.setCurrentText(role)
    box.add.click()


def test_the_list_is_filled_changed_and_says_who_is_here(window: Window, qtbot: QtBot) -> None:
    assert window.office is not None
    box = OperatorsBox(window.office, window)
    qtbot.addWidget(box)
    box.show()
    assert "名单是空的" in box.told.text()
    assert [box.role.itemText(n) for n in range(box.role.count())] == ["审核"]
    press(box, "王芳", "审核")
    press(box, "李强", "录入")
    press(box, "赵静", "只读")
    assert [box.tree.topLevelItem(n).text(0) for n in range(3)] == ["王芳（现在）", "李强", "赵静"]
    press(box, "赵静", "录入")
    assert "已经在操作人员名单里" in box.said.text()
    box.tree.setCurrentItem(box.tree.topLevelItem(1))
    box.roles["review"].click()
    assert box.tree.topLevelItem(1).text(1) == "审核"
    assert not box.roles["review"].isEnabled()
    box.tree.setCurrentItem(box.tree.topLevelItem(2))
    box.be.click()
    assert window.office.who == "赵静"
    assert not box.add.isEnabled()
    assert "赵静 的角色是“只读”" in box.add.toolTip()
    box.tree.setCurrentItem(box.tree.topLevelItem(0))
    box.be.click()
    box.tree.setCurrentItem(box.tree.topLevelItem(2))
    box.gone.click()
    assert box.come.isVisible()
    box.come.click()
    assert len(operators.operators(window.office, gone=False)) == 3


@pytest.fixture
def staffed(place: Path) -> Path:
    with Office.open(place) as office:
        operators.add(office, "王芳", "审核")
        operators.add(office, "赵静", "只读")
    return place


def test_it_is_asked_once_who_is_at_a_plain_office(blank_window: Window, staffed: Path, qtbot: QtBot) -> None:
    assert blank_window.open(str(staffed))
    qtbot.waitUntil(lambda: blank_window.findChild(WhoBox) is not None)
    box = blank_window.findChild(WhoBox)
    assert isinstance(box, WhoBox)
    box.who.setCurrentIndex(1)
    box._go()
    assert blank_window.office is not None
    assert blank_window.office.who == "赵静"
    qtbot.waitUntil(lambda: blank_window.menu.who.text() == "操作人员：赵静…")
    blank_window.leave()
    QApplication.processEvents()
    assert blank_window.open(str(staffed))
    assert blank_window.office.who == "赵静"
    qtbot.wait(300)
    assert blank_window.findChild(WhoBox) is None


def test_who_only_looks_finds_the_buttons_grey_with_the_reason(
        blank_window: Window, staffed: Path, idle: Callable[[Window], None]) -> None:
    with Office.open(staffed) as office:
        operators.choose(office, "赵静")
    assert blank_window.open(str(staffed))
    page = blank_window.tabs.page("thought")
    page.choose("study")
    idle(blank_window)
    pane = page.findChild(ListPane)
    assert not pane.new.isEnabled()
    assert "只读" in pane.take_in.toolTip()
    assert pane.give_out.isEnabled()
    blank_window.going.to_record("study", 1)
    idle(blank_window)
    form = blank_window.tabs.lists["thought"].form
    assert form is not None
    assert not form.foot.save.isEnabled()
    assert "只读" in form.foot.save.toolTip()
    assert blank_window.office is not None
    with pytest.raises(Refusal, match="只读"):
        blank_window.office.remove("study", 1)


def test_an_older_file_is_told_at_opening(blank_window: Window, staffed: Path) -> None:
    old = staffed.read_bytes()
    with Office.open(staffed, who="王芳") as office:
        office.save("problem", {"date": office.records("study")[0].values["date"], "title": "后来的", "origin": "survey"})
    staffed.write_bytes(old)
    assert blank_window.open(str(staffed))
    assert "这个文件比上次看到的旧：少了 1 处改动" in blank_window.bar.text


# ── covered numbers ──────────────────────────────────────────────────────────────────────────────

@pytest.fixture
def editor(place: Path, qtbot: QtBot, dressed: object) -> CoveredEditor:
    made = make(fields.Text(id="p", label="联系电话", sort="phone"), Supply(Office.open(place)))
    assert isinstance(made, CoveredEditor)
    qtbot.addWidget(made)
    made.show()
    made.put(PHONE)
    return made


def test_a_number_is_covered_until_the_eye_is_pressed(editor: CoveredEditor) -> None:
    assert editor.line.text() == "138****5678"
    assert editor.value() == editor.draft() == PHONE
    editor.eye.click()
    assert editor.line.text() == PHONE
    assert editor.eye.toolTip() == COVER
    editor.eye.click()
    assert (editor.line.text(), editor.eye.toolTip()) == ("138****5678", SEE)
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor.line.text() == PHONE


def test_typing_replaces_the_whole(editor: CoveredEditor) -> None:
    QTest.keyClicks(editor.line, "139")
    assert editor.line.text() == "139"
    assert editor.value() == "139"
    editor.put(PHONE)
    QTest.keyClick(editor.line, Qt.Key.Key_Backspace)
    assert editor.value() is None


def test_an_input_method_replaces_the_whole_but_not_by_turning_to_the_blank(editor: CoveredEditor) -> None:
    QApplication.sendEvent(editor.line, QInputMethodEvent())             # some send an empty one when the cursor comes
    assert editor.line.text() == "138****5678"
    QApplication.sendEvent(editor.line, QInputMethodEvent("yi", []))
    assert editor.value() is None


def test_what_is_half_covered_is_refused(editor: CoveredEditor) -> None:
    editor.line.insert("1")                   # dropped or pasted with the mouse
    editor.line.textEdited.emit(editor.line.text())
    with pytest.raises(Refusal, match="中间是遮住的"):
        editor.value()


def test_a_draft_comes_back_covered_and_whole(editor: CoveredEditor) -> None:
    draft = editor.draft()
    editor.put(None)
    assert editor.value() is None
    assert not editor.eye.isVisible()
    editor.take(draft)
    assert (editor.line.text(), editor.value()) == ("138****5678", PHONE)
