"""The text of the paper: what can be written in and what not, values as things, chapters kept, passages reworded."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from partydesk.catalogue.period import Period
from partydesk.desk.figure_picker import FigurePicker
from partydesk.desk.paper_view import PaperView
from partydesk.desk.summary_page import SummaryPage
from partydesk.desk.text_editor import PaperText
from partydesk.desk.text_pane import TextPane
from partydesk.desk.window import Window
from partydesk.office import by_blank, outline, own_chapters

from .keys import typed

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")   # the offscreen one, much

Idle = Callable[[Window], None]
PAPER, PERIOD, SESSIONS = "half_year_summary", "2025H1", "study.group_sessions"


@pytest.fixture
def page(window: Window, idle: Idle) -> SummaryPage:
    page = window.tabs.page("summary")
    page.show_period(Period.half(2025, 1))
    idle(window)
    return page


@pytest.fixture
def pane(page: SummaryPage) -> TextPane:
    assert page.papers.text.reading is not None
    return page.papers.text


@pytest.fixture
def text(pane: TextPane) -> PaperText:
    return pane.text


def at(pane: TextPane, *, chapter: str = "", words: str = "") -> int:
    return next(shown.at for shown in pane.reading.passages
                if (shown.passage.chapter == chapter if chapter else words in shown.text))


def put_cursor(text: PaperText, passage: int, after: str = "", *, before: str = "") -> None:
    """The cursor behind or before some words of a passage."""
    block = next(iter(text.blocks(passage)))
    cursor = QTextCursor(block)
    where = block.text().index(after) + len(after) if after else block.text().index(before) if before else 0
    cursor.setPosition(block.position() + where)
    text.setTextCursor(cursor)
    text.setFocus()


def test_the_text_is_the_paper_with_its_values(text: PaperText, pane: TextPane) -> None:
    lines = text.toPlainText().split("\n")
    assert lines[0] == pane.reading.passages[0].text
    assert "期内组织集中学习2次" in text.toPlainText()
    assert "{{" not in text.toPlainText()
    assert "{%" not in text.toPlainText()
    place = at(pane, words="机关党委年初制定")
    assert ("2次", f"{{{{ {SESSIONS} }}}}") in text.pieces(place)[0]


def test_typing_in_a_standing_passage_changes_nothing_and_says_why(text: PaperText, pane: TextPane, window: Window) -> None:
    before = text.toPlainText()
    put_cursor(text, at(pane, words="机关党委年初制定"), after="机关党委")
    typed(text, "不该有")
    for key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Return):
        QTest.keyClick(text, key)
    QGuiApplication.clipboard().setText("粘贴")
    text.paste()
    assert text.toPlainText() == before
    assert "固定写法" in window.bar.text


def test_a_chapter_is_written_in_place_and_kept_for_its_period(text: PaperText, pane: TextPane, page: SummaryPage, window: Window,
                                                              idle: Idle) -> None:
    put_cursor(text, at(pane, chapter="problems"))
    typed(text, "学习抓得还不够紧。")
    QTest.keyClick(text, Qt.Key.Key_Return)
    typed(text, "第二条。")
    pane._draft()
    assert any("第二条" in str(draft) for draft in page._drafts._held.values())      # on disk before it is kept
    pane.keep()
    assert own_chapters.written(window.office, PAPER, PERIOD)["problems"] == "学习抓得还不够紧。\n第二条。"
    assert not page._drafts._held
    page.show_period(Period.half(2024, 2))
    idle(window)
    assert text.pieces(at(pane, chapter="problems")) == [[]]
    page.show_period(Period.half(2025, 1))
    idle(window)
    assert [pieces[0][0] for pieces in text.pieces(at(pane, chapter="problems"))] == ["学习抓得还不够紧。", "第二条。"]


def test_a_chapter_that_was_being_written_is_there_again(text: PaperText, pane: TextPane, window: Window, idle: Idle) -> None:
    """As after a power cut: the draft is on disk, nothing was kept."""
    put_cursor(text, at(pane, chapter="problems"))
    typed(text, "写到一半")
    pane._draft()
    place, drafts = window.office.place, window.drafts._held.copy()
    pane.text._dirty.clear()                  # nothing more is written by this window
    assert window.open(place)
    idle(window)
    assert window.drafts._held == drafts
    page = window.tabs.page("summary")
    idle(window)
    assert page.period == Period.half(2025, 1)
    again = page.papers.text
    assert again.text.pieces(at(again, chapter="problems")) == [[("写到一半", "")]]


def test_the_edges_of_a_chapter_hold(text: PaperText, pane: TextPane) -> None:
    chapter = at(pane, chapter="problems")
    put_cursor(text, chapter)
    before = text.document().blockCount()
    QTest.keyClick(text, Qt.Key.Key_Backspace)
    QTest.keyClick(text, Qt.Key.Key_Delete)
    assert text.document().blockCount() == before
    text.selectAll()
    QTest.keyClick(text, Qt.Key.Key_Delete)
    assert text.document().blockCount() == before


def test_a_figure_is_put_in_by_name_and_is_one_thing(text: PaperText, pane: TextPane, window: Window, idle: Idle, qtbot: QtBot
                                                     ) -> None:
    chapter = at(pane, chapter="problems")
    put_cursor(text, chapter)
    typed(text, "只学了")
    QTest.keyClicks(text, "@")
    picker = pane.findChild(FigurePicker)
    assert picker is not None
    picker.box.setText("zzjzxx")
    assert picker.list.item(0).text() == "组织集中学习"
    QTest.keyClick(picker.box, Qt.Key.Key_Return)
    typed(text, "。")
    assert text.pieces(chapter) == [[("只学了", ""), ("2次", f"{{{{ {SESSIONS} }}}}"), ("。", "")]]
    pane.keep()
    assert own_chapters.written(window.office, PAPER, PERIOD)["problems"] == f"只学了{{{{ {SESSIONS} }}}}。"
    window.office.save("study", by_blank.read(window.office, "study", {"date": "2025-06-05", "title": "再学一次", "form": "集中学习"}))
    qtbot.waitUntil(lambda: "只学了3次。" in text.toPlainText(), timeout=15_000)
    idle(window)
    put_cursor(text, chapter, after="只学了3次")
    QTest.keyClick(text, Qt.Key.Key_Backspace)
    assert text.pieces(chapter) == [[("只学了。", "")]]


def test_what_was_typed_to_ask_for_a_figure_stays_where_none_is_chosen(text: PaperText, pane: TextPane) -> None:
    chapter = at(pane, chapter="problems")
    put_cursor(text, chapter)
    QTest.keyClicks(text, "a@")
    picker = pane.findChild(FigurePicker)
    QTest.keyClick(picker.box, Qt.Key.Key_Escape)
    QTest.keyClicks(text, "4/5")
    assert text.pieces(chapter) == [[("a@4/5", "")]]


def test_a_value_copied_into_a_chapter_is_still_that_value(text: PaperText, pane: TextPane) -> None:
    block = next(text.blocks(at(pane, words="机关党委年初制定")))
    cursor = QTextCursor(block)
    start = block.text().index("学习2次")
    cursor.setPosition(block.position() + start)
    cursor.setPosition(block.position() + start + 3, QTextCursor.MoveMode.KeepAnchor)     # ends within the value
    text.setTextCursor(cursor)
    text.copy()
    chapter = at(pane, chapter="problems")
    put_cursor(text, chapter)
    text.paste()
    assert text.pieces(chapter) == [[("学习", ""), ("2次", f"{{{{ {SESSIONS} }}}}")]]
    assert QGuiApplication.clipboard().text() == "学习2次"


def test_a_passage_is_reworded_and_its_old_words_come_back(text: PaperText, pane: TextPane, window: Window, idle: Idle, qtbot: QtBot
                                                          ) -> None:
    put_cursor(text, at(pane, words="机关党委年初制定"), after="机关党委")
    pane.reword()
    typed(text, "和各支部")
    assert "机关党委和各支部年初" in text.toPlainText()
    pane.keep_passage()

    def anew() -> TextPane:
        return window.tabs.page("summary").papers.text

    qtbot.waitUntil(lambda: anew().reading is not None and anew().reading.own, timeout=20_000)
    idle(window)
    again = anew()
    assert "机关党委和各支部年初" in again.text.toPlainText()
    assert window.office.catalogue.papers[PAPER].words.count("机关党委和各支部年初") == 1
    put_cursor(again.text, at(again, words="和各支部年初"))
    assert again.restore_button.isVisible()
    again.restore()
    qtbot.waitUntil(lambda: anew().reading is not None and not anew().reading.own, timeout=20_000)
    idle(window)
    assert window.office.forms() == {}


def test_the_whole_paper_goes_back_to_its_old_words_at_once(pane: TextPane, window: Window, idle: Idle, qtbot: QtBot) -> None:
    def view() -> PaperView:
        return window.tabs.page("summary").papers

    def read_anew(own: bool) -> None:
        qtbot.waitUntil(lambda: view().text.reading is not None and view().text.reading.own is own, timeout=20_000)
        idle(window)

    assert view().whole_button.isHidden()
    reading = pane.reading
    for words in ("机关党委年初制定", "现将有关工作情况总结如下"):
        part = next(shown.passage for shown in outline.read(window.office, PAPER, PERIOD).passages if words in shown.text)
        outline.reword(window.office, PAPER, part, [[outline.Plain(f"新写法，{words}。")]], reading.period)
    read_anew(own=True)
    assert view().whole_button.isVisible()
    view().whole_button.click()
    read_anew(own=False)
    assert window.office.forms() == {}
    assert view().whole_button.isHidden()


def test_a_passage_left_open_is_open_again_with_what_was_typed(text: PaperText, pane: TextPane, window: Window, idle: Idle) -> None:
    place = at(pane, words="机关党委年初制定")
    put_cursor(text, place, after="机关党委")
    pane.reword()
    typed(text, "和各支部")
    window.tabs.lay("summary")                   # as after a crash: the page is made anew
    idle(window)
    again = window.tabs.page("summary").papers.text
    assert again.text.opened == place
    assert "机关党委和各支部年初" in again.text.toPlainText()
    again.drop_passage()
    assert "和各支部" not in again.text.toPlainText()
    assert again.text.opened is None


def test_undo_takes_back_what_was_typed_and_then_the_last_step(text: PaperText, pane: TextPane) -> None:
    chapter = at(pane, chapter="problems")
    put_cursor(text, chapter)
    assert not text.document().isUndoAvailable()
    typed(text, "写了")
    QTest.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text.pieces(chapter) == [[]]


def test_a_click_on_a_value_traces_it(text: PaperText, pane: TextPane, page: SummaryPage, window: Window, idle: Idle) -> None:
    place = at(pane, words="机关党委年初制定")
    text.go(place)
    QApplication.processEvents()
    put_cursor(text, place, after="组织集中学习")
    point = text.cursorRect().center() + QPoint(5, 0)
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point)
    idle(window)
    assert page.tracing.isVisible()
    assert page.tracing.trace.id == SESSIONS


def test_outline_leads_text_and_pages(page: SummaryPage, text: PaperText, pane: TextPane) -> None:
    n = next(n for n, section in enumerate(pane.reading.sections) if section.title.startswith("六、"))
    page.papers._go_section(n)
    QApplication.processEvents()
    assert page.papers.view.page > 3
    assert text.passage == pane.reading.sections[n].at
    assert page.papers.outline.sections.currentRow() == n


def test_lacks_and_slips_lead_to_their_places(page: SummaryPage, text: PaperText, pane: TextPane, window: Window, idle: Idle, qtbot: QtBot
                                              ) -> None:
    outline = page.papers.outline
    assert outline.tabs.tabText(1).startswith("待补 ")
    row = next(n for n in range(outline.lacks.count()) if outline.lacks.item(n).text().startswith("存在的主要问题"))
    outline._lack(outline.lacks.item(row))
    assert text.passage == at(pane, chapter="problems")
    own_chapters.write(window.office, PAPER, "problems", PERIOD, "综治委在2021年做了XX。")
    qtbot.waitUntil(lambda: outline.slips.count() == 3, timeout=15_000)
    idle(window)
    outline._slip(outline.slips.item(0))
    assert "综治委在2021年做了XX" in text.textCursor().selectedText()


def test_words_are_found_one_after_the_other(text: PaperText, pane: TextPane) -> None:
    pane.look_for()
    pane.sought.setText("党支部")
    n, all_ = (int(part) for part in pane.hits.text().split("/"))
    assert n == 1
    assert all_ == text.toPlainText().count("党支部")
    pane._seek()
    assert pane.hits.text() == f"2/{all_}"
    pane._seek(back=True)
    assert pane.hits.text() == f"1/{all_}"
    pane.sought.setText("没有这个词")
    assert pane.hits.text() == "没有"
