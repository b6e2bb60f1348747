"""A new work to be counted, added in the window without a form being written, and told in the summary at once."""
from __future__ import annotations

import time
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from partydesk.catalogue.period import Period
from partydesk.desk.vocabulary_box import VocabularyBox
from partydesk.desk.window import Window
from partydesk.desk.work_box import WorkBox
from partydesk.office import printing
from tests.desk.keys import typed


def said(window: Window) -> str:
    assert window.office is not None
    return printing.copies(window.office, "half_year_summary", Period.of_day(date.today()))[0].document.text


def test_a_figure_is_added_without_writing_a_form(window: Window, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    began, acts = time.monotonic(), 0
    window.menu.vocabulary()
    box = next(box for box in QApplication.topLevelWidgets() if isinstance(box, VocabularyBox) and box.isVisible())
    box.new.click()
    work = next(box for box in QApplication.topLevelWidgets() if isinstance(box, WorkBox) and box.isVisible())
    typed(work.name, "法治宣传")
    work.unit.clear()
    typed(work.unit, "场")
    name = work.ask()
    typed(name, "发放资料")
    QTest.keyClick(work._rows[0].sort, Qt.Key.Key_Down)
    QApplication.processEvents()
    work._sorted(work._rows[0])
    typed(work._rows[0].more, "份")
    acts = 2 + 8 + 1 + 1 + 8 + 1 + 1          # two clicks, the words sign by sign, 加一栏, its type and unit
    qtbot.waitUntil(lambda: work.value.text() == "法治宣传　0场", timeout=20_000)
    assert "期内开展法治宣传0场。" in work.told.text()
    QTest.keyClick(work.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.office is not None and "own_1" in window.office.catalogue.kinds, timeout=20_000)
    assert "期内开展法治宣传0场。" in said(window)
    assert window.office is not None
    blank = window.office.catalogue.kinds["own_1"].fields[0]
    assert (blank.label, blank.type) == ("发放资料", "number")
    assert box._chosen() == ("kind", "own_1", "", "")         # it is seen where it was put
    with capsys.disabled():
        print(f"\n  新增一项统计：约 {acts} 次按键和点击，程序用时 {time.monotonic() - began:.1f} 秒")  # noqa: T201 (to be seen)
    box.close()


def test_words_are_renamed_laid_aside_and_put_back(window: Window, qtbot: QtBot) -> None:
    window.menu.vocabulary()
    box = next(box for box in QApplication.topLevelWidgets() if isinstance(box, VocabularyBox) and box.isVisible())
    assert window.office is not None
    box.choose(("kind", "study", "", ""))
    box.acts["rename"].click()
    asked = next(one for one in QApplication.topLevelWidgets() if one.windowTitle() == "改名" and one.isVisible())
    QTest.keyClicks(asked.focusWidget() or asked, "")
    asked.text.setText("理论学习")             # type: ignore[attr-defined]
    QTest.keyClick(asked, Qt.Key.Key_Return)
    assert window.office.catalogue.kinds["study"].label == "理论学习"
    assert box.title.text() == "理论学习"
    box.acts["retire"].click()
    asked = next(one for one in QApplication.topLevelWidgets() if one.windowTitle() == "停用" and one.isVisible())
    asked.text.setText("明年")                # type: ignore[attr-defined]
    QTest.keyClick(asked, Qt.Key.Key_Return)
    assert asked.isVisible()
    assert "应填年份" in asked.said.text()      # type: ignore[attr-defined]
    asked.text.setText("2025")                # type: ignore[attr-defined]
    QTest.keyClick(asked, Qt.Key.Key_Return)
    assert window.office.catalogue.kinds["study"].retired == 2025
    box.acts["again"].click()
    assert window.office.catalogue.kinds["study"].retired is None
    before = window.office.last_step()
    box.activateWindow()
    qtbot.waitUntil(box.isActiveWindow, timeout=5000)
    box.tree.setFocus()
    for _ in range(3):
        QTest.keyClick(box.tree, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.office.catalogue.kinds["study"].label == box.title.text() == "集中学习与研讨"
    assert window.office.forms() == {}
    left = window.office.last_step()
    assert left != before
    QTest.keyClick(box.tree, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.office.last_step() == left                  # what was done before the box was opened stays
    box.close()
