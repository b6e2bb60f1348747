"""The manual beside the office: F1 from anywhere, its pages, its search."""
from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

import partydesk.desk
from partydesk.catalogue.fields import FIELD_TYPES
from partydesk.desk.manual_window import ManualWindow, serving
from partydesk.desk.window import Window
from partydesk.office import manual

Key = Qt.Key


@pytest.fixture
def book(window: Window) -> Iterator[ManualWindow]:
    yield window.helping.manual
    window.helping.manual.close()


def press(widget: QWidget, key: Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, where the keys of a window go once it is in front."""
    widget.window().activateWindow()
    QApplication.processEvents()
    QTest.keyClick(widget.window().focusWidget() or widget, key, modifiers)


def said(book: ManualWindow) -> str:
    return book.text.toPlainText()


def test_f1_on_a_blank_says_what_belongs_there_then_the_page(window: Window, book: ManualWindow) -> None:
    page: Any = window.tabs.page("thought")
    page.add()
    window.activateWindow()
    QApplication.processEvents()
    editor = page.form.editors["hours"]
    editor.core().setFocus()
    QTest.keyClick(editor.core(), Key.Key_F1)
    assert book.isVisible()
    assert said(book).startswith(f"{page.kind.label}：学时")
    assert "半天4学时" in said(book)
    assert "最多 1 位小数" in said(book)
    assert manual.page(manual.of_blank(editor.blank).page).title in said(book)
    assert page.form.editors["hours"].blank is editor.blank


def test_every_blank_of_every_kind_has_a_place_and_words(window: Window) -> None:
    assert window.office is not None
    known = {page.id: {section.title for section in page.sections} for page in manual.pages()}
    types = set()
    for kind in window.office.catalogue.kinds.values():
        assert manual.of_kind(kind).page in known
        for blank in kind.shown(date.today().year):
            types.add(type(blank))
            place = manual.of_blank(blank)
            assert not place.section or place.section in known[place.page]
            words = manual.about(kind, blank)
            assert blank.label in words
            assert blank.hint in words
            assert manual.rule(blank) in words
    assert types == set(FIELD_TYPES)


def test_every_type_of_blank_and_shape_is_served_by_the_manual(window: Window) -> None:
    from partydesk.catalogue.shapes import SHAPES
    for name in (*(f"field:{type_.__name__.lower()}" for type_ in FIELD_TYPES), *(f"shape:{shape}" for shape in SHAPES), "roll"):
        assert manual.serving(name) is not None, name


def screens() -> list[str]:
    """Every page, dialog and panel of the desk by its class: what a clerk can have before him."""
    found = []
    for path in sorted(Path(partydesk.desk.__path__[0]).rglob("*.py")):
        classes = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ClassDef)]
        found += [node.name for node in classes if not node.name.startswith("_") and (
            re.search(r"(Page|Box|Panel|Pane|View|Strip|Bar|Board|Window|Desk)$", node.name)
            or any(getattr(base, "id", "") == "QDialog" for base in node.bases))]
    return found


UNSERVED = {"MessageBar", "Window", "ManualPage", "TextView"}
"""The frame of everything, the manual itself, and what only another screen is built on."""


@pytest.mark.parametrize("name", [name for name in screens() if name not in UNSERVED])
def test_every_screen_is_served_by_a_page(name: str) -> None:
    place = manual.serving(name)
    assert place is not None, f"写一页手册，注明 serves: {name}"
    assert not place.section or place.section in {section.title for section in manual.page(place.page).sections}


def test_what_the_manual_serves_is_there() -> None:
    """No page speaks of a screen that has gone."""
    classes = {node.name for path in Path(partydesk.desk.__path__[0]).rglob("*.py")
               for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ClassDef)}
    for page in manual.pages():
        for section in page.sections:
            for name in section.serves:
                assert ":" in name or name == "roll" or name in classes, f"{page.id}: {name}"


def test_f1_on_each_tab_opens_a_page(window: Window, book: ManualWindow) -> None:
    for at in range(window.tabs.count()):
        window.tabs.setCurrentIndex(at)
        window.stack.currentWidget().setFocus()
        assert serving(window.stack.currentWidget()).place.page in {page.id for page in manual.pages()}
        press(window, Key.Key_F1)
        assert book.isVisible()
    window.find_button.setFocus()


def test_f1_in_a_dialog_opens_the_manual_too(window: Window, book: ManualWindow, qtbot: QtBot) -> None:
    window.menu.rename()
    (dialog,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog) and widget.isVisible()]
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None and QApplication.focusWidget().window() is dialog)
    press(dialog, Key.Key_F1)
    assert book.isVisible()
    assert said(book).startswith(manual.page("begin").title)
    dialog.close()


def test_links_contents_back_and_forward(book: ManualWindow) -> None:
    book.go("find")
    assert book.standing is not None
    title = manual.page("find").title
    assert book.windowTitle().startswith(title)
    book._link(QUrl("formulas.md"))
    assert said(book).startswith(manual.page("formulas").title)
    press(book, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert said(book).startswith(title)
    press(book, Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert said(book).startswith(manual.page("formulas").title)
    items = book._items()
    assert [item.text(0) for item in items] == [page.title for page in manual.pages()]
    book.contents.setCurrentItem(items[0])
    assert said(book).startswith(manual.pages()[0].title)
    assert not book.forward.isEnabled()


def test_a_section_is_scrolled_to(book: ManualWindow) -> None:
    page = max(manual.pages(), key=lambda page: len(page.markdown))
    last = page.sections[-1].title
    book.go(f"{page.id}#{last}")
    assert book.text.verticalScrollBar().value() > 0


def test_searching_while_typing(book: ManualWindow) -> None:
    book.go("begin")
    press(book, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    book.sought.setText("qqqq")
    assert book.side.currentWidget() is book.none
    book.sought.setText("公式")
    assert book.side.currentWidget() is book.hits
    assert book.hits.count()
    press(book.sought, Key.Key_Return)
    hit = book.hits.item(0).data(Qt.ItemDataRole.UserRole)
    assert book.standing is not None
    assert book.standing.place == hit.place
    assert "公式" in hit.title
    press(book, Key.Key_Escape)
    assert book.side.currentWidget() is book.contents
    press(book, Key.Key_Escape)
    assert not book.isVisible()


def test_every_page_is_set_with_its_pictures_and_nothing_is_left_of_the_marks(book: ManualWindow) -> None:
    for page in manual.pages():
        book.go(page.id)
        text = said(book)
        assert "<!--" not in text
        assert "**" not in text
        assert "](" not in text
        pictures = page.markdown.count("![")
        assert text.count("\ufffc") == pictures


def test_pictures_leave_no_hole_below_them_and_no_line_runs_out_of_the_page(book: ManualWindow) -> None:
    book.resize(1000, 720)
    book.show()
    for page in manual.pages():
        book.go(page.id)
        QApplication.processEvents()
        assert book.text.horizontalScrollBar().maximum() == 0, page.id
        block = book.text.document().begin()
        while block.isValid():
            if block.text() == "\ufffc":
                picture = block.begin().fragment().charFormat().toImageFormat().name()
                shown = book.text.loadResource(2, QUrl(picture))
                layout = book.text.document().documentLayout()
                below = layout.blockBoundingRect(block.next()).top() - layout.blockBoundingRect(block).top()
                assert below < shown.height() / shown.devicePixelRatio() + 40, picture
            block = block.next()


def test_it_closes_with_the_office(window: Window) -> None:
    window.helping.open()
    assert window.helping.manual.isVisible()
    window.close()
    assert not window.helping.manual.isVisible()


def test_headings_are_not_twice_on_a_page() -> None:
    for page in manual.pages():
        titles = [section.title for section in page.sections]
        for title, same in itertools.groupby(sorted(titles)):
            assert len(list(same)) == 1, f"{page.id}: {title}"
