"""What is preferred is seen at once, and what was being typed stays."""
from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from partydesk.desk import theme
from partydesk.desk.preferences_box import ASKED, PreferencesBox
from partydesk.desk.records_page import RecordsPage
from partydesk.desk.window import Window

from .keys import typed

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture(autouse=True)
def as_it_was(dressed: QApplication) -> Iterator[None]:
    yield
    theme.prefer(theme.Look())


def opened(window: Window) -> PreferencesBox:
    window.menu.prefer()
    box = window.findChild(PreferencesBox)
    assert isinstance(box, PreferencesBox)
    return box


def test_every_choice_of_a_look_can_be_made(window: Window) -> None:
    box = opened(window)
    assert set(box.choices) == {(name, code) for name, codes in theme.KNOWN.items() for code in codes}
    assert set(ASKED) == set(theme.KNOWN)
    for (name, code), choice in box.choices.items():
        choice.click()
        assert getattr(theme.look(), name) == code
        assert getattr(theme.preferred(), name) == code


def test_leaving_the_box_puts_back_what_was(window: Window) -> None:
    box = opened(window)
    box.choices["theme", "dark"].click()
    assert theme.dark()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert theme.look() == theme.Look()
    assert not theme.dark()


def test_what_was_being_typed_stays_when_the_look_changes(window: Window) -> None:
    page = window.tabs.page("conduct")
    page.choose("problem")
    page.add()
    typed(page.form.editors["title"].core(), "会议偏多的问题")
    theme.prefer(theme.Look("dark", "large"))
    anew = window.stack.currentWidget()
    assert isinstance(anew, RecordsPage)
    assert anew is not page
    assert anew.kind is not None
    assert anew.kind.id == "problem"
    assert anew.form is not None
    assert anew.form.editors["title"].draft() == "会议偏多的问题"


def test_a_record_that_was_open_is_open_again(window: Window) -> None:
    page = window.tabs.page("conduct")
    page.choose("problem")
    id = page.model.id(0)
    page.show_record("problem", id)
    theme.prefer(theme.Look(rows="compact"))
    anew = window.stack.currentWidget()
    assert isinstance(anew, RecordsPage)
    assert anew.form is not None
    assert anew.form.id == id
    assert not anew.form.dirty
