"""While an input method composes, no blank and nothing around it takes a key: in a form, in a cell, in what opens for a moment."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from partydesk.catalogue import fields
from partydesk.catalogue.period import Period
from partydesk.desk.composing import ComposedLine, ComposedNumber, ComposedText
from partydesk.desk.editor import TextEditor
from partydesk.desk.figure_picker import FigurePicker
from partydesk.desk.filters import ColumnMenu
from partydesk.desk.find_box import FindBox
from partydesk.desk.picker import Line
from partydesk.desk.pieces import Choices
from partydesk.desk.text_editor import PaperText
from partydesk.desk.window import Window

from .walking import COMPOSING, composed, disturbed

Idle = Callable[[Window], None]
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

BLANKS: dict[str, Callable[[], QWidget]] = {
    "line": ComposedLine,
    "text": ComposedText,
    "number": ComposedNumber,
    "line of a form": Line,
    "text of a form": lambda: TextEditor(fields.Text(id="content", label="主要内容", type="text", lines=3)),
    "list": lambda: Choices("统计期", editable=True),
    "paper": PaperText,
}


def framed(qtbot: QtBot, blank: QWidget) -> tuple[QWidget, list[str]]:
    """A window with one blank, and the shortcuts that fired in it."""
    top = QWidget()
    qtbot.addWidget(top)
    QVBoxLayout(top).addWidget(blank)
    fired: list[str] = []
    for key, held in COMPOSING:
        keys = QKeySequence(key | held)
        QShortcut(keys, top, lambda keys=keys: fired.append(keys.toString()))
    top.show()
    top.activateWindow()
    assert QTest.qWaitForWindowActive(top, 3000)
    return top, fired


@pytest.mark.parametrize("name", BLANKS)
def test_no_shortcut_fires_while_it_composes(qtbot: QtBot, name: str) -> None:
    """Nor does Ctrl+Z take back a step of the office; afterwards all is as before."""
    top, fired = framed(qtbot, BLANKS[name]())
    assert disturbed(top) == []
    assert fired == []
    [blank] = composed(top)
    QTest.keyClick(blank, *COMPOSING[-1])
    assert fired == ["F1"]


def test_the_walk_notices_a_blank_that_does_not_leave_it_alone(qtbot: QtBot) -> None:
    top = QDialog()
    qtbot.addWidget(top)
    QVBoxLayout(top).addWidget(QLineEdit())
    top.show()
    top.activateWindow()
    assert QTest.qWaitForWindowActive(top, 3000)
    assert [found.rpartition("：")[2] for found in disturbed(top)] == ["Esc"]


def test_no_cell_and_nothing_that_opens_for_a_moment_takes_a_key(window: Window, idle: Idle) -> None:
    window.activateWindow()
    window.going.to_kind("study")
    page = window.tabs.page("thought")
    page.pane.open_column(0)
    menu = next(menu for menu in page.pane.list.findChildren(ColumnMenu) if menu.isVisible())
    assert len(list(composed(menu))) == 1
    assert disturbed(menu) == []
    menu.close()

    page.show_record("study", window.office.records("study")[-1].id)      # type: ignore[union-attr]
    idle(window)
    cells = page.form.roll.table
    assert len(list(composed(cells))) >= 2, "two were away, each with a cell for the reason"
    assert disturbed(cells) == []

    window.seeking.seek()
    idle(window)
    box = window.findChild(FindBox)
    assert len(list(composed(box))) == 1
    assert disturbed(box) == []
    box.close_box()

    window.helping.manual.show()
    window.helping.manual.activateWindow()
    idle(window)
    assert len(list(composed(window.helping.manual))) == 1
    assert disturbed(window.helping.manual) == []
    window.helping.manual.close()


def test_the_box_that_puts_a_figure_in_leaves_its_keys_alone(window: Window, idle: Idle) -> None:
    window.activateWindow()
    page = window.tabs.page("summary")
    page.show_period(Period.half(2025, 1))
    idle(window)
    picker = FigurePicker(page.papers.text.numbers, page)
    picker.open_at(QPoint(100, 100), "@")
    assert len(list(composed(picker))) == 1
    assert disturbed(picker) == []
    picker.close()
