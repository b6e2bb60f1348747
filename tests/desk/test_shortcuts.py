"""Keys do what they say where the clerk is, and nothing anywhere else."""
from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from partydesk import desk
from partydesk.desk.pieces import shortcut
from partydesk.desk.window import Window

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def two(dressed: QApplication, qtbot: QtBot) -> Iterator[list[QLineEdit]]:
    """Two lines, each within a part of one window."""
    host = QWidget()
    qtbot.addWidget(host)
    column, lines = QVBoxLayout(host), []
    for _ in range(2):
        part, line = QWidget(), QLineEdit()
        QVBoxLayout(part).addWidget(line)
        column.addWidget(part)
        lines.append(line)
    host.show()
    qtbot.waitExposed(host)
    yield lines
    host.close()


def test_keys_are_heard_within_only(two: list[QLineEdit]) -> None:
    heard: list[str] = []
    for name, line in zip("ab", two, strict=True):
        shortcut("Ctrl+N", line.parentWidget(), lambda name=name: heard.append(name))
    shortcut("Esc", two[0], lambda: heard.append("escape"), alone=True)
    shortcut("Ctrl+P", two[0].parentWidget(), lambda: heard.append("page"), seen=True)
    for line in two:
        line.setFocus()
        QTest.keyClick(line, Qt.Key.Key_N, CTRL)
        QTest.keyClick(line, Qt.Key.Key_Escape)
        QTest.keyClick(line, Qt.Key.Key_P, CTRL)
    assert heard == ["a", "escape", "page", "b", "page"]
    two[0].parentWidget().hide()
    QTest.keyClick(two[1], Qt.Key.Key_P, CTRL)
    assert heard[-1] == "page"
    assert len(heard) == 5


def test_a_new_record_begins_on_the_tab_in_sight(window: Window) -> None:
    first, second = window.tabs.page("thought"), window.tabs.page("integrity")
    assert window.stack.currentWidget() is second
    window.tabs.setFocus()
    QTest.keyClick(window.tabs, Qt.Key.Key_N, CTRL)
    assert second.form is not None
    assert first.form is None


def test_escape_in_the_list_folds_the_form_of_its_own_page_only(window: Window) -> None:
    page = window.tabs.page("thought")
    page.add()
    assert page.split.is_open
    window.find_button.setFocus()
    QTest.keyClick(window.find_button, Qt.Key.Key_Escape)
    assert page.split.is_open
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Escape)
    assert not page.split.is_open


def test_what_is_copied_is_what_has_the_keys(window: Window, qtbot: QtBot) -> None:
    page = window.tabs.page("summary")
    qtbot.waitUntil(lambda: bool(page.numbers.numbers) and not window.doing.busy, timeout=20_000)
    page.figures_list()
    QGuiApplication.clipboard().clear()
    page.numbers.sought.setFocus()
    QTest.keyClick(page.numbers.sought, Qt.Key.Key_C, CTRL)
    assert not QGuiApplication.clipboard().text()
    page.numbers.table.setFocus()
    QTest.keyClick(page.numbers.table, Qt.Key.Key_C, CTRL)
    assert "\t" in QGuiApplication.clipboard().text()


@pytest.mark.parametrize("module", sorted(Path(desk.__path__[0]).glob("*.py")), ids=lambda path: path.stem)
def test_no_shortcut_is_given_a_context_that_is_passed_over(module: Path) -> None:
    """PySide6 6.8 does not look at the one in the constructor: `pieces.shortcut` sets it afterwards."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "QShortcut":
            assert "context" not in {word.arg for word in node.keywords}, f"{module.name}:{node.lineno}"
