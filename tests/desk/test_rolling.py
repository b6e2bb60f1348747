"""The roll on an activity's form, by keyboard."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from partydesk.desk.form import Form
from partydesk.desk.rolling import AWAY
from partydesk.desk.window import Window

from .keys import typed

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")   # the offscreen one, much

Key, Keys = Qt.Key, Qt.KeyboardModifier


def new(window: Window) -> Form:
    page = window.tabs.page("thought")
    page.choose("study")
    page.add()
    form = page.form
    assert form.roll is not None
    form.editors["bodies"].core().selectAll()             # remembered from the last one
    QTest.keyClick(form.editors["bodies"].core(), Key.Key_Delete)
    form.editors["date"].put(None)
    typed(form.editors["date"].core(), "2025-05-08")
    typed(form.editors["title"].core(), "学习准则")
    return form


def marked(form: Form) -> dict[str, str]:
    return {one.name: status for one, status in form.roll.roll.exceptions}


def test_everyone_is_present_and_exceptions_are_typed(window: Window, idle: Callable[[Window], None]) -> None:
    form = new(window)
    assert form.roll.counts.text().startswith("应到10　实到10")
    for text, keys in (("lisi", Keys.NoModifier), ("ww", Keys.ShiftModifier), ("赵六", Keys.ControlModifier)):
        typed(form.roll.box, text)
        QTest.keyClick(form.roll.box, Key.Key_Return, keys)
        assert form.roll.box.text() == ""
    assert marked(form) == {"李四": "leave", "王五": "absent", "赵六": "excluded"}
    assert form.roll.counts.text() == "应到9　实到7　请假1　缺席1　不计应到1　计7人次（7人）"
    assert form.save()
    kept = window.office.record("study", form.id).roll
    assert sorted(kept.values()) == ["absent", "excluded", "leave", *["present"] * 7]
    idle(window)
    assert marked(form) == {"李四": "leave", "王五": "absent", "赵六": "excluded"}


def test_several_at_once_and_what_is_unclear_stays(window: Window) -> None:
    form = new(window)
    typed(form.roll.box, "lisi sq zs")
    QTest.keyClick(form.roll.box, Key.Key_Return)
    assert marked(form) == {"李四": "leave", "孙七": "leave"}
    assert form.roll.box.text() == "zs"       # 张三 or 张珊
    assert [name.split("　")[0] for _, name in form.roll._offer("zs")] == ["张三", "张珊"]


def test_the_expected_follow_the_bodies(window: Window) -> None:
    form = new(window)
    typed(form.editors["bodies"].core(), "第二党支部")
    assert form.roll.counts.text().startswith("应到5　实到5")
    typed(form.roll.box, "zs")      # 张三 is of the other branch: 张珊 first
    QTest.keyClick(form.roll.box, Key.Key_Return)
    assert marked(form)["张珊"] == "leave"
    assert form.roll.counts.text() == "应到5　实到4　请假1　缺席0　计4人次（4人）"
    typed(form.roll.box, "lisi")
    QTest.keyClick(form.roll.box, Key.Key_Return)
    assert marked(form)["李四"] == "guest"    # not expected, so not on leave: here as a guest
    assert form.roll.counts.text().endswith("列席1　计4人次（4人）")


def test_a_kept_roll_is_shown_as_it_was_kept(window: Window) -> None:
    page = window.tabs.page("thought")
    page.show_record("study", page.model.id(1))
    assert marked(page.form) == {"李四": "leave", "王五": "absent"}
    assert page.form.roll.counts.text().startswith("应到10　实到8")
    page.form.roll.all.click()
    assert page.form.roll.table.rowCount() == 10


def test_marks_can_be_taken_back(window: Window) -> None:
    form = new(window)
    typed(form.roll.box, "lisi")
    QTest.keyClick(form.roll.box, Key.Key_Return)
    box = form.roll.table.cellWidget(0, 2)
    box.setCurrentIndex(box.findData("absent"))
    box.activated.emit(box.currentIndex())
    assert marked(form) == {"李四": "absent"}
    form.roll.table.cellWidget(0, AWAY).click()
    assert marked(form) == {}
    assert form.dirty


def test_a_roll_in_progress_is_kept_as_a_draft(window: Window, place: Path) -> None:
    form = new(window)
    typed(form.roll.box, "lisi")
    QTest.keyClick(form.roll.box, Key.Key_Return)
    window.close()
    again = Window()
    again.open(str(place))
    page = again.tabs.page("thought")              # the form stands there again by itself
    assert page.form is not None
    assert marked(page.form) == {"李四": "leave"}
    assert page.form.editors["title"].core().text() == "学习准则"
    page.form.drop()
    again.close()


def test_people_invited_one_by_one_are_named_as_they_come(window: Window) -> None:
    page = window.tabs.page("organisation")
    page.choose("heart_talk")
    page.add()
    form = page.form
    assert form.roll.counts.text().startswith("应到0　实到0")
    assert "到会的人" in form.roll.box.placeholderText()
    typed(form.editors["date"].core(), "2025-05-08")
    for text, keys in (("lisi", Keys.NoModifier), ("ww", Keys.ShiftModifier)):
        typed(form.roll.box, text)
        QTest.keyClick(form.roll.box, Key.Key_Return, keys)
    assert marked(form) == {"李四": "present", "王五": "absent"}


def test_what_still_stands_in_the_box_is_saved_or_keeps_the_whole_back(window: Window) -> None:
    form = new(window)
    typed(form.roll.box, "lisi 出差")                     # and not Enter, but Ctrl+S
    assert form.save()
    assert marked(form) == {"李四": "leave"}
    assert form.roll.roll.reasons == {form.roll.roll.exceptions[0][0].id: "出差"}
    for text, why in (("zs", "不清楚是谁：zs"), ("欧阳外宾", "名册里没有：欧阳外宾")):
        typed(form.roll.box, text)
        assert not form.save()
        assert form.roll.box.text() == text
        assert why in form.roll.hint.text()
        assert "签到" in form.whole.text()
        form.roll.box.clear()
    assert form.save()


def test_where_nobody_is_expected_it_is_said_why(window: Window) -> None:
    page = window.tabs.page("organisation")
    page.choose("branch_committee")
    page.add()
    form = page.form
    assert form.roll is not None
    assert form.roll.counts.text().startswith("应到0")
    assert "应到的是支部委员的人" in form.roll.hint.text()
    assert "干部职工" in form.roll.hint.text()
    office = window.office
    assert office is not None
    [first, *_] = office.records("staff")
    office.save("staff", {**first.values, "committee": True}, id=first.id, version=first.version)
    form.editors["date"].put(None)
    typed(form.editors["date"].core(), "2025-05-08")
    assert form.roll.counts.text().startswith("应到1")
    assert form.roll.hint.text().startswith("回车请假")
    form.drop()
