"""True pages: facing like a bound book, as large as wanted, and every word on them found."""
from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from partydesk.desk.page_scroll import WHOLE, WIDTH
from partydesk.desk.preview import PreviewBox, PreviewPane
from partydesk.desk.spread import EDGE, rows, spread
from partydesk.office import Office, printing
from partydesk.papers.document import Document, Paragraph, Run, Title

A4 = QSizeF(595.0, 842.0)
CTRL = Qt.KeyboardModifier.ControlModifier


def written(office: Office, *texts: str) -> bytes:
    """A paper of one page or more for each text."""
    return printing.printed(office, [Document("试排", (Title((Run("试排"),)), Paragraph((Run(text),)))) for text in texts])[0]


@pytest.fixture
def pane(dressed: QApplication, qtbot: QtBot) -> PreviewPane:
    made = PreviewPane()
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    return made


@pytest.fixture
def shown(pane: PreviewPane, office: Office) -> PreviewPane:
    """Seven pages; 党章 stands on pages 2 and 5, on the latter over the end of a line."""
    texts = ["第一页", "学习党章。", "空的", "空的", "一二三四五六七八九十" * 2 + "一二三四五党章学习", "空的", "末页"]
    pane.show_pdf(written(office, *texts), "试排")
    return pane


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()


def test_the_first_page_stands_alone_on_the_right_as_in_a_bound_paper() -> None:
    assert rows(6, True) == [(0,), (1, 2), (3, 4), (5,)]
    assert rows(3, False) == [(0,), (1,), (2,)]
    laid = spread([A4] * 4, 0.5, True, 900)
    middle = laid.wide / 2
    assert laid.areas[0].left() >= middle
    assert laid.areas[1].right() <= middle <= laid.areas[2].left()
    assert laid.areas[1].top() == laid.areas[2].top() > laid.areas[0].bottom()
    assert laid.areas[3].right() <= middle, "the back of the last leaf stands on the left, alone"
    assert laid.high == laid.areas[3].bottom() + EDGE


def test_upright_and_turned_pages_lie_beside_each_other_without_overlap() -> None:
    laid = spread([A4, A4.transposed(), A4, A4.transposed(), A4], 0.4, True, 300)
    for n, one in enumerate(laid.areas):
        assert one.left() >= EDGE - 1
        assert one.right() <= laid.wide - EDGE + 1
        assert not any(one.intersects(other) for other in laid.areas[n + 1:])


def test_the_page_is_typed_and_turned(shown: PreviewPane) -> None:
    tools, view = shown.tools, shown.view
    assert tools.count.text() == "/ 7 页"
    assert not tools.back.isEnabled()
    tools.page.setFocus()
    tools.page.selectAll()
    QTest.keyClicks(tools.page, "5")
    QTest.keyClick(tools.page, Qt.Key.Key_Return)
    assert view.page == 5
    tools.on.click()
    assert (view.page, tools.page.text()) == (6, "6")
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.page == 5
    QTest.keyClick(view, Qt.Key.Key_End)
    assert (view.page, tools.on.isEnabled()) == (7, False)
    tools.page.setFocus()
    tools.page.selectAll()
    QTest.keyClicks(tools.page, "99")
    QTest.keyClick(tools.page, Qt.Key.Key_Return)
    assert tools.page.text() == "7", "there is no page 99: the last one"


def test_two_pages_face_each_other_and_are_turned_by_leaves(shown: PreviewPane) -> None:
    tools, view = shown.tools, shown.view
    view.fit_to(WHOLE)
    view.turn_to(4)
    tools.facing.click()
    assert view.page == 4
    one, other = view._area(3), view._area(4)
    assert one.top() == other.top()
    assert view.verticalScrollBar().value() <= one.top()
    assert one.bottom() <= view.verticalScrollBar().value() + view.viewport().height()
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.page == 6
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert view.page == 2
    tools.facing.click()
    assert view.page == 2


def test_a_page_is_as_large_as_wanted_and_the_word_under_the_mouse_stays(shown: PreviewPane) -> None:
    tools, view = shown.tools, shown.view
    tools.scale_box.setCurrentIndex(tools.scale_box.findData(100))
    tools.scale_box.activated.emit(tools.scale_box.currentIndex())
    assert view.percent == 100
    assert abs(view._area(0).width() - 595.276 * 96 / 72) < 1
    view.turn_to(3)
    mouse = QPointF(view.viewport().width() / 2, 300)
    before = (mouse + view._shift - view._area(2).topLeft()) / view._scale
    wheel = QWheelEvent(mouse, view.viewport().mapToGlobal(mouse), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, CTRL,
                        Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(view.viewport(), wheel)
    assert view.percent == 110
    after = (mouse + view._shift - view._area(2).topLeft()) / view._scale
    assert abs(after.y() - before.y()) < 1.5
    assert tools.scale_box.currentText() == "110%"
    QTest.keyClick(view, Qt.Key.Key_0, CTRL)
    assert (view.fit, tools.scale_box.currentText()) == (WIDTH, "适合宽度")
    tools.scale_box.setEditText("80")
    line = tools.scale_box.lineEdit()
    assert line is not None
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert view.percent == 80
    view.fit_to(WHOLE)
    assert view._area(0).height() <= view.viewport().height()


def test_words_are_found_also_where_a_line_ends_in_them(shown: PreviewPane, qtbot: QtBot) -> None:
    tools, view = shown.tools, shown.view
    tools.seek()
    tools.sought.setText("党 章")
    tools.sought.setModified(True)
    QTest.keyClick(tools.sought, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.words.done, timeout=10_000)
    assert [hit.page for hit in view.words.hits] == [1, 4]
    assert (tools.found.text(), view.page) == ("1/2", 2)
    QTest.keyClick(tools.sought, Qt.Key.Key_Return)
    assert (tools.found.text(), view.page) == ("2/2", 5)
    assert len(view.words.boxes(view.words.hits[1])) == 2, "one box on each line"
    QTest.keyClick(tools.sought, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert tools.found.text() == "1/2"
    QTest.keyClick(tools.sought, Qt.Key.Key_Escape)
    assert (tools.sought.text(), tools.found.text(), view.words.hits) == ("", "", [])


def test_a_word_is_marked_where_it_stands(shown: PreviewPane, qtbot: QtBot) -> None:
    """The mark is laid over the very letters, as another reader of the file places them."""
    view = shown.view
    view.look_for("党章")
    qtbot.waitUntil(lambda: view.words.done, timeout=10_000)
    page = pypdfium2.PdfDocument(shown.pdf)[1]
    text = page.get_textpage()
    at = text.get_text_range().index("党章")
    left, bottom, _, top = text.get_charbox(at)
    [box] = view.words.boxes(view.words.hits[0])
    assert abs(box.left() - left) < 2
    assert box.top() - 3 < page.get_height() - top < page.get_height() - bottom < box.bottom() + 3
    settle()
    image = view.viewport().grab().toImage()
    place = (view._area(1).topLeft() + box.center() * view._scale - view._shift).toPoint()
    around = [image.pixelColor(place.x() + x, place.y() + y) for x in range(-12, 13, 2) for y in range(-8, 9, 2)]
    assert any(one.red() > one.green() + 30 for one in around), "the place that is shown is marked in the accent"


def test_rare_characters_do_not_shift_the_mark(pane: PreviewPane, office: Office, qtbot: QtBot) -> None:
    pane.show_pdf(written(office, "𬭎𬭎𬭎𬭎廉政"), "试排")
    pane.view.look_for("廉政")
    qtbot.waitUntil(lambda: pane.view.words.done, timeout=10_000)
    [hit] = pane.view.words.hits
    text = pypdfium2.PdfDocument(pane.pdf)[0].get_textpage()
    at = next(n for n in range(text.count_chars()) if text.get_text_range(n, 1) == "廉")
    assert abs(pane.view.words.boxes(hit)[0].left() - text.get_charbox(at)[0]) < 2


def test_hundreds_of_pages_are_searched_without_a_halt(pane: PreviewPane, qtbot: QtBot) -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595, 842))
    for n in range(300):
        canvas.drawString(100, 700, f"page {n} needle needle")
        canvas.showPage()
    canvas.save()
    pane.show_pdf(target.getvalue(), "长卷")
    pane.view.turn_to(150)
    pane.view.look_for("NEEDLE")
    assert not pane.view.words.done
    qtbot.waitUntil(lambda: pane.view.words.done, timeout=20_000)
    assert len(pane.view.words.hits) == 600
    assert pane.view.words.hits[pane.view.hit - 1].page == pane.view.page - 1 >= 148
    pane.view.zoom_to(300)
    for n in range(0, 300, 30):
        pane.view.turn_to(n)
        pane.view.viewport().grab()
    assert sum(image.sizeInBytes() for image in pane.view._images.values()) < 130_000_000


def test_nothing_to_show_says_why(pane: PreviewPane) -> None:
    pane.wait("没有能印的内容")
    assert not pane.print_button.isEnabled()
    assert not pane.tools.isEnabled()
    pane.print()
    assert pane.pdf == b""


def test_a_paper_opens_in_a_window_of_its_own(pane: PreviewPane, office: Office, qtbot: QtBot, tmp_path: Path,
                                              monkeypatch: pytest.MonkeyPatch, idle: Callable[..., None]) -> None:
    from partydesk.desk import files
    box = PreviewBox("试排", lambda: (written(office, "一页"), ("“𠮷”印不出来",)), pane,
                     writers={".docx": lambda path: path.write_text("word") and ()})
    box.open()
    qtbot.waitUntil(lambda: bool(box.pane.pdf), timeout=20_000)
    assert box.lacking.text() == "“𠮷”印不出来"
    asked: list[str] = []
    monkeypatch.setattr("partydesk.desk.lacking.ask", lambda _parent, text, _act, words: asked.append(text + words))
    box.pane.print()
    box.pane._keep_pdf()
    assert asked == ["“𠮷”印不出来仍要打印", "“𠮷”印不出来仍要保存"]
    monkeypatch.setattr(files, "to_save", lambda _parent, _title, path, _sort: tmp_path / path.name)
    from partydesk.desk.printing import save
    save(box.pane, box.pane.pdf, "试排")
    qtbot.waitUntil(lambda: "试排.pdf" in box.bar.text, timeout=20_000)
    assert (tmp_path / "试排.pdf").read_bytes() == box.pane.pdf, "byte for byte what was seen"
    box.pane._write(".docx")
    qtbot.waitUntil(lambda: "试排.docx" in box.bar.text, timeout=20_000)
    assert (tmp_path / "试排.docx").read_text() == "word"
    box.close()


