"""A walk over every page and the form of every kind: by ear, by Tab alone, through an input method, and in the largest type."""
from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from shiboken6 import delete

from partydesk.catalogue.catalogue import load
from partydesk.desk import theme, work
from partydesk.desk.records_page import RecordsPage
from partydesk.desk.window import Window
from partydesk.office.kept import shipped_forms

from .boxes import BOXES, declared
from .walking import backward, called, clipped, cramped, disturbed, nameless, reachable, tabbed, where

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

SHIPPED = load(shipped_forms())
KINDS = tuple(SHIPPED.kinds)
LOOKS = {"standard": theme.Look(), "largest": theme.Look(type="largest")}


def settle(window: Window) -> None:
    QTest.qWait(1)
    for _ in range(300):
        QApplication.processEvents()
        if not window.doing.busy:
            break
        QTest.qWait(10)
    for _ in range(2):                # what the last work said, then the room that it takes
        QApplication.processEvents()


@pytest.fixture(scope="module")
def place(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small office, for the whole walk."""
    copy = tmp_path_factory.mktemp("walk") / filled.name
    shutil.copyfile(filled, copy)
    return copy


@pytest.fixture(scope="module", params=LOOKS)
def walked(request: pytest.FixtureRequest, dressed: QApplication, place: Path) -> Iterator[Window]:
    """The window on a screen of 1366 × 768."""
    theme.dress(dressed, LOOKS[request.param])
    window = Window()
    window.resize(1366, 768)
    window.show()
    assert window.open(str(place))
    window.activateWindow()
    settle(window)
    yield window
    window.close()
    work.wait()
    delete(window)
    theme.dress(dressed, theme.Look())
    QApplication.processEvents()


def records(window: Window, kind: str) -> RecordsPage:
    page = window.tabs.page(SHIPPED.kinds[kind].tab)
    assert isinstance(page, RecordsPage)
    page.choose(kind)
    return page


class _Strays(QObject):
    """Notes every part that stands on the screen by itself for a moment, before it has come to its place."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow() \
                and watched.windowType() == Qt.WindowType.Window and not isinstance(watched, Window):
            self.seen.append(where(watched))
        return False


@pytest.fixture(autouse=True)
def strays(dressed: QApplication) -> Iterator[None]:
    """Nothing flashes: that takes the keys away, too."""
    strays = _Strays()
    dressed.installEventFilter(strays)
    yield
    dressed.removeEventFilter(strays)
    assert not strays.seen


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_is_filled_by_keys_heard_by_name_and_read_in_any_type(walked: Window, kind: str) -> None:
    """Tab comes to each blank once, in the order in which one reads; each has a name; no word is cut.

    In large type it is only asked whether words are cut: names and order do not depend on it.
    """
    page = records(walked, kind)
    page.add()
    settle(walked)
    form = page.form
    assert form is not None
    assert not clipped(walked)
    assert not cramped(page)
    if theme.look() != LOOKS["standard"]:
        return
    assert not nameless(form)
    wanted = reachable(form)
    first = next(iter(form.editors.values())).core()
    first.setFocus()
    order = tabbed(form)
    inner = form.area.widget()
    blanks = [widget for widget in wanted if inner.isAncestorOf(widget)]
    assert [called(one) for one in blanks if one not in order] == []
    assert order[0] is first
    assert backward([one for one in order if inner.isAncestorOf(one)], inner) == []
    assert disturbed(form) == []
    page.fold()


@pytest.mark.parametrize("tab", SHIPPED.tabs)
def test_every_page_is_heard_by_name_and_read_in_any_type(walked: Window, tab: str) -> None:
    page = walked.tabs.page(tab)
    assert page is not None
    settle(walked)
    assert not nameless(walked)
    assert not clipped(walked)
    assert not cramped(page)
    if theme.look() == LOOKS["standard"]:
        assert disturbed(walked) == []


@pytest.mark.parametrize("tab", SHIPPED.tabs)
def test_every_page_can_be_left_and_come_to_by_tab_alone(walked: Window, tab: str) -> None:
    """The ring of Tab closes over everything in sight that takes the keys."""
    page = walked.tabs.page(tab)
    settle(walked)
    walked.tabs.setFocus()
    ring = tabbed(walked, 400)
    assert walked.tabs in ring
    held = [one for one in reachable(page) if one not in ring]
    assert [called(one) for one in held] == []


@pytest.mark.parametrize("name", BOXES)
def test_every_box_is_heard_by_name_and_read_in_any_type(walked: Window, tmp_path: Path, name: str) -> None:
    box = BOXES[name](walked, tmp_path)
    try:
        box.open()
        settle(walked)
        assert not nameless(box)
        assert not clipped(box)
        assert not cramped(box)
        if theme.look() == LOOKS["standard"]:
            held = set(reachable(box)) - set(tabbed(box))
            assert sorted(called(one) for one in held) == []
            assert disturbed(box) == []
    finally:
        box.close()
        settle(walked)


def test_a_list_is_named_when_it_opens(walked: Window) -> None:
    page = walked.tabs.page("summary")
    settle(walked)
    [box] = [box for box in page.findChildren(QComboBox) if box.accessibleName() == "统计范围"]
    box.showPopup()
    assert box.view().isVisible()
    assert not nameless(box.view().window())
    box.hidePopup()


def test_no_box_was_forgotten() -> None:
    assert declared() == set(BOXES)


def test_no_two_things_listen_to_the_same_key(walked: Window) -> None:
    """A key that means two things at one place does neither."""
    for tab in SHIPPED.tabs:
        page = walked.tabs.page(tab)
        settle(walked)
        heard: dict[tuple[str, int], QShortcut] = {}
        for shortcut in (*walked.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly),
                         *page.findChildren(QShortcut)):
            for keys in QShortcut.keys(shortcut):
                place = keys.toString(QKeySequence.SequenceFormat.PortableText), id(shortcut.parent())
                assert heard.setdefault(place, shortcut) is shortcut, f"{tab}：{place[0]}"
