"""公文版式: chosen, changed and refused at the desk, a true page beside; and a file that would have blanks."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from partydesk import places
from partydesk.desk import files, lacking, theme, work
from partydesk.desk.look_box import LookBox
from partydesk.desk.window import Window
from partydesk.office import licences, profiles
from tests.papers.test_faces import small

from .walking import clipped, cramped, nameless

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
NOWHERE = "\U0002ebf0"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a typeface that asks for a licence; nothing chosen is left behind."""
    small(tmp_path / "字体" / "xbs.ttf", "方正小标宋简体", "学习总结 ", rights=2)
    yield tmp_path / "字体"
    places.choose_fonts(None)


@pytest.fixture
def box(window: Window, qtbot: QtBot) -> LookBox:
    window.menu.look_of_papers()
    found = window.findChild(LookBox)
    assert isinstance(found, LookBox)
    settled(found, qtbot)
    return found


def settled(box: LookBox, qtbot: QtBot) -> None:
    """Until the page is set as it was asked for last."""
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not box._wait.isActive() and (box._job is None or bool(box.said.text())), timeout=20_000)
    QApplication.processEvents()


@pytest.fixture
def shown(box: LookBox, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Every page that is shown from now on."""
    pages: list[bytes] = []
    show = box.view.show_pages
    monkeypatch.setattr(box.view, "show_pages", lambda pdf, spots: (pages.append(pdf), show(pdf, spots)))
    return pages


def words(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_a_true_page_stands_beside_and_follows_each_change(box: LookBox, shown: list[bytes], qtbot: QtBot) -> None:
    assert box.view.count == 2
    assert "仿宋_GB2312 → 用" in box.used.text()
    assert box.form.isHidden()
    box.choices["house"].click()
    assert not box.form.isHidden()
    settled(box, qtbot)
    before = shown[-1]
    assert "— 1 —" in words(before)[0]
    box.form.dash.click()
    box.form.lists["place"].setCurrentIndex(1)
    settled(box, qtbot)
    assert shown[-1] != before
    assert "— 1 —" not in words(shown[-1])[0]
    box.form.lists["place"].setCurrentIndex(2)
    settled(box, qtbot)
    assert words(shown[-1])[1].split()[-1] != "2"


def test_only_the_latest_page_counts(box: LookBox, shown: list[bytes], qtbot: QtBot) -> None:
    box.choices["house"].click()
    for text in ("28.9", "28.8", "28.7"):
        box.form.lines["pitch"].setText(text)
        box._set()
    settled(box, qtbot)
    qtbot.waitUntil(lambda: not work._JOBS, timeout=20_000)
    assert len(shown) == 1


def test_the_offices_own_is_kept_in_one_step_and_undone(box: LookBox, window: Window, qtbot: QtBot) -> None:
    office = window.office
    assert office is not None
    box.choices["house"].click()
    box.form.lines["top"].setText("30")
    box.form.lines["pitch"].setText("29.8")
    box.form.bold[0].click()
    box.form.latin.click()
    box.go.click()
    QApplication.processEvents()
    assert profiles.in_force(office) == "house"
    look = profiles.layout(office)
    assert (look.page.top, look.grid.pitch, look.heading[0].bold, look.latin) == (30, 29.8, True, "latin")
    assert window.bar.text == "公文版式：本单位版式"
    office.undo()
    assert profiles.in_force(office) == "standard"
    assert office.forms() == {}


def test_what_does_not_fit_is_said_beside_its_blank_and_nothing_is_kept(box: LookBox, window: Window, qtbot: QtBot) -> None:
    assert window.office is not None
    box.choices["house"].click()
    box.form.lines["pitch"].setText("30")
    box.form.lines["chars"].setText("二十八")
    box.form.lines["left"].setText("3")
    box.go.click()
    said = box.form._said
    assert "应在 10 和 100 之间，现为“3”" in said["left"].text()
    box.form.lines["left"].setText("28")
    assert "应填整数，现为“二十八”" in said["chars"].text()
    assert box.form.lines["chars"].property("refused") == "true"
    box.form.lines["chars"].setText("28")
    settled(box, qtbot)
    assert said["chars"].isHidden()
    assert "行距应不超过 28.99 磅" in said["pitch"].text()
    assert not said["pitch"].isHidden()
    box.go.click()
    assert box.isVisible()
    assert window.office.forms() == {}
    box.form.lines["pitch"].setText("28.95")
    settled(box, qtbot)
    assert said["pitch"].isHidden()
    assert box.form.lines["pitch"].property("refused") is None


def test_leaving_keeps_nothing(box: LookBox, window: Window, folder: Path) -> None:
    assert window.office is not None
    box.choices["strict"].click()
    box._look_in(folder)
    box.reject()
    assert profiles.in_force(window.office) == "standard"
    assert places.chosen_fonts() is None


def test_a_folder_and_a_licence_are_seen_on_the_page_and_kept(
        box: LookBox, window: Window, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert window.office is not None
    assert box.drop.isHidden()
    monkeypatch.setattr(files, "folder", lambda *_: folder)
    box._ask_folder()
    settled(box, qtbot)
    assert str(folder) in box.folder.text()
    assert not box.drop.isHidden()
    assert "（要确认授权）" in box.used.text()
    licence = box.licences["方正小标宋简体"]
    assert not licence.isChecked()
    licence.click()
    settled(box, qtbot)
    assert "标题：方正小标宋简体\n" in box.used.text()
    box.go.click()
    assert licences.licensed(window.office) == ("方正小标宋简体",)
    assert places.chosen_fonts() == folder


@pytest.mark.parametrize("look", [theme.Look(), theme.Look(type="largest")])
def test_the_offices_own_is_heard_by_name_and_read_in_any_type(
        window: Window, dressed: QApplication, look: theme.Look, folder: Path, qtbot: QtBot) -> None:
    theme.dress(dressed, look)
    try:
        box = LookBox(window.office, window)  # type: ignore[arg-type]
        box.open()
        box._look_in(folder)
        box.choices["house"].click()
        box.form.lines["pitch"].setText("30")
        settled(box, qtbot)
        assert not nameless(box)
        assert not clipped(box)
        assert not cramped(box)
        box.close()
    finally:
        work.wait()
        theme.dress(dressed, theme.Look())


# ── a file that would have blanks ────────────────────────────────────────────────────────────────

@pytest.fixture
def unprintable(window: Window, idle: Any) -> Window:
    """The office is called by a character that no typeface has."""
    assert window.office is not None
    window.office.set("office", f"某{NOWHERE}县委")
    window.tabs.page("summary")
    idle(window)
    return window


def asked(window: Window, qtbot: QtBot, button: str) -> str:
    """Answer the question, once it is there; what it said."""
    qtbot.waitUntil(lambda: bool(window.findChildren(QMessageBox)), timeout=20_000)
    box = window.findChildren(QMessageBox)[-1]
    said = box.text()
    next(one for one in box.findChildren(QPushButton) if one.text() == button).click()
    return said


def test_an_export_asks_before_it_writes_blanks(unprintable: Window, tmp_path: Path, qtbot: QtBot, idle: Any) -> None:
    page = unprintable.tabs.page("summary")
    out = tmp_path / "总结.pdf"
    page.write(page.paper, out)
    assert "U+2EBF0" in asked(unprintable, qtbot, "取消")
    idle(unprintable)
    assert not out.exists()
    page.write(page.paper, out)
    asked(unprintable, qtbot, "仍要导出")
    idle(unprintable)
    assert out.exists()
    assert "印成空白" in unprintable.bar.text


def test_the_pages_on_the_screen_tell(unprintable: Window) -> None:
    papers = unprintable.tabs.page("summary").papers
    assert papers.lacking.isVisible()
    assert papers.lacking.text() == "有字印不出来"
    assert "U+2EBF0" in papers.lacking.toolTip()


def test_what_else_goes_wrong_is_said_as_ever(window: Window, told: list[str], qtbot: QtBot, idle: Any) -> None:
    from partydesk.errors import Trouble

    def fail(anyway: bool) -> None:
        raise Trouble(f"磁盘已满{anyway}")

    lacking.run(window, fail, lambda _: None, "正在导出…")
    idle(window)
    assert told == ["磁盘已满False"]
