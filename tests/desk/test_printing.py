"""Printing: what the box understands and says, and pages that are drawn as large as they are."""
from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from partydesk.desk import printers, raster, settings, work
from partydesk.desk.print_box import BACKWARD, GREY, PrintBox
from partydesk.desk.print_box import Paper as ToPrint
from partydesk.desk.printers import Printer
from partydesk.desk.printing import Run, sizes
from partydesk.desk.turn_box import steps
from partydesk.office import Office, columns, printing
from partydesk.office.ledgers import of_list, pages
from partydesk.office.listing import View, listed
from partydesk.office.print_order import BY_HAND, LONG, ONE, SHORT, Order, Pass
from partydesk.papers.document import Document, Paragraph, Title
from partydesk.papers.document import Run as Words

MM = 72 / 25.4
PLAIN = Printer("plain", "plain（小打印机）", True, duplex=False, colour=False, a4=True, handed=False)
GRAND = Printer("grand", "grand", False, duplex=True, colour=True, a4=True, handed=False, grey="ColorModel=Gray")
KNOWN = {one.name: one for one in (PLAIN, GRAND)}
FOUND = [(one.name, one.name) for one in KNOWN.values()]


@pytest.fixture
def parent(dressed: QApplication, qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two printers, neither of which is there."""
    monkeypatch.setattr(printers, "printer", KNOWN.__getitem__)
    monkeypatch.setattr(printers, "asked", lambda printer: printer)
    kept: dict[str, str] = {}
    monkeypatch.setattr(settings, "preferred", lambda name: kept.get(name, ""))
    monkeypatch.setattr(settings, "prefer", kept.__setitem__)


@pytest.fixture
def paper(office: Office) -> bytes:
    """Five upright pages."""
    document = Document("试印", (Title((Words("试印"),)), Paragraph((Words("廉政" * 30),))))
    return printing.printed(office, [document] * 5)[0]


@pytest.fixture
def open_box(parent: QWidget, paper: bytes, qtbot: QtBot) -> Callable[..., PrintBox]:
    def opened(found: list[tuple[str, str]] = FOUND, **given: object) -> PrintBox:
        box = PrintBox(replace(ToPrint("试印", sizes(paper), 3), **given), parent, found)      # type: ignore[arg-type]
        box.open()
        work.wait()
        QApplication.processEvents()
        return box
    return opened


def choose(box: object, code: str) -> None:
    box.setCurrentIndex(box.findData(code))   # type: ignore[attr-defined]


def test_what_the_printer_cannot_do_is_said_and_not_offered(open_box: Callable[..., PrintBox]) -> None:
    box = open_box()
    assert box.printer.currentData() == "plain"
    assert box.state.text() == "系统默认打印机。"
    assert box.sides.currentData() == ONE
    assert "不会自动印双面" in box.sides_note.text()
    assert not box.sides.model().item(box.sides.findData(LONG)).isEnabled()      # type: ignore[attr-defined]
    assert box.sides.model().item(box.sides.findData(BY_HAND)).isEnabled()       # type: ignore[attr-defined]
    assert (box.shade.currentData(), box.shade_note.text()) == (GREY, "这台打印机只印黑白。")
    choose(box.printer, "grand")
    work.wait()
    QApplication.processEvents()
    assert box.sides.currentData() == LONG, "papers are printed on both sides where that can be"
    assert box.sides_note.text() == ""
    assert box.shade_note.text() == ""
    assert box.told.text() == "印 5 面，用纸 3 张"
    box.close()


def test_pages_copies_and_sides_become_an_order(open_box: Callable[..., PrintBox], parent: QWidget) -> None:
    box = open_box()
    ordered: list[Order] = []
    box.ordered.connect(lambda order, _: ordered.append(order))
    box.this.setChecked(True)
    assert box.wanted().pages == (3,)
    box.span.setFocus()
    QTest.keyClicks(box.span, "1-3,9")
    assert box.some.isChecked()
    assert box.said.text() == "没有第 9 页：共 5 页"
    assert not box.go.isEnabled()
    box.span.setText("1-4")
    choose(box.parity, "even")
    assert box.wanted().pages == (2, 4)
    choose(box.parity, "all")
    box.copies.setValue(2)
    choose(box.sides, BY_HAND)
    choose(box.order, BACKWARD)
    assert box.order.isVisible()
    assert box.told.text() == "印 4 面，用纸 2 张，2 份共 4 张"
    box.go.click()
    [order] = ordered
    assert (order.pages, order.copies, order.sides, order.backwards) == ((1, 2, 3, 4), 2, BY_HAND, True)
    assert (order.colour, order.a4) == (False, True)
    again = open_box()
    assert (again.sides.currentData(), again.order.currentData()) == (BY_HAND, BACKWARD), "remembered"
    again.copies.setValue(2)
    assert "手动双面不能逐份" in again.copies_note.text()
    choose(again.printer, "grand")
    work.wait()
    QApplication.processEvents()
    assert again.sides.currentData() == LONG, "by hand only where it must be"
    again.close()


def test_a_batch_made_for_leaves_is_printed_on_both_sides(open_box: Callable[..., PrintBox]) -> None:
    box = open_box(leaves=True)
    assert box.sides.currentData() == BY_HAND, "the printer cannot, so by hand"
    choose(box.printer, "grand")
    work.wait()
    QApplication.processEvents()
    assert box.sides.currentData() == LONG
    choose(box.sides, ONE)
    assert "每份从一张新纸起" in box.sides_note.text()
    box.close()


def test_without_a_printer_the_file_is_offered(open_box: Callable[..., PrintBox]) -> None:
    box = open_box([])
    assert "没有装打印机" in box.state.text()
    assert not box.go.isEnabled()
    asked: list[str] = []
    box.file_wanted.connect(lambda: asked.append("file"))
    box.program_wanted.connect(lambda: asked.append("program"))
    box.file.click()
    box.program.click()
    assert asked == ["file", "program"]
    box.close()


def test_what_is_not_an_upright_a4_is_said(open_box: Callable[..., PrintBox], paper: bytes) -> None:
    upright = sizes(paper)
    turned = upright[0].transposed()
    assert open_box(sizes=(turned, turned)).odd.text() == "A4 横向，纸照常放。"
    assert open_box(sizes=(*upright, turned)).odd.text() == "其中 1 页横向，纸照常放。"
    box = open_box(sizes=(*upright, upright[0] * 1.4142))
    assert "第 6 页不是 A4（297×420 毫米）" in box.odd.text()
    assert not box.wanted().a4
    assert not open_box().odd.text()


def test_what_to_do_with_the_stack() -> None:
    order = Order("plain", "试印", (1, 2, 3, 4, 5), 5, sides=BY_HAND, backwards=True)
    assert "抽出最后一张（第 5 页），它没有背面。" in steps(order)
    assert not any("抽出" in step for step in steps(replace(order, pages=(1, 2, 3, 4))))
    assert any("从最后一张起印" in step for step in steps(order))


def test_by_hand_the_backs_wait_and_can_be_left(parent: QWidget, paper: bytes, qtbot: QtBot, told: list[str],
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Pass] = []
    monkeypatch.setattr(raster, "put", lambda _pdf, _order, one, *_: drawn.append(one))
    order = Order("plain", "试印", (1, 2, 3, 4, 5), 5, sides=BY_HAND)
    run = Run(parent, paper, order, PLAIN)
    run.go()
    qtbot.waitUntil(lambda: run.turning is not None, timeout=10_000)
    assert [one.pages for one in drawn] == [(1, 3, 5)]
    run.turning.reject()
    assert told[-1] == "只印了正面：试印。要印背面，重新打印，指定页写 2,4。"
    run = Run(parent, paper, order, PLAIN)
    run.go()
    qtbot.waitUntil(lambda: run.turning is not None, timeout=10_000)
    run.turning.accept()
    qtbot.waitUntil(lambda: "已交给打印机" in told[-1], timeout=10_000)
    assert [one.pages for one in drawn] == [(1, 3, 5)] * 2 + [(2, 4)]


def test_a_run_can_be_stopped_between_pages(parent: QWidget, paper: bytes, qtbot: QtBot, told: list[str],
                                            monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = raster.printer
    monkeypatch.setattr(raster, "printer", lambda order: made(order, str(tmp_path / "印出.pdf")))
    run = Run(parent, paper, Order("plain", "试印", (1, 2, 3, 4, 5) * 8, 5), PLAIN)
    run.drawn.connect(lambda done, _: run.showing.reject() if done == 2 and run.showing else None)
    run.go()
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    assert "已停止打印" in told[-1]


def ink(page: pypdfium2.PdfPage, dots: int) -> tuple[float, float, float, float]:
    """The box of everything dark on a page, in mm."""
    image = page.render(scale=dots / 72, grayscale=True).to_pil().point(lambda shade: 255 if shade < 140 else 0)
    left, top, right, bottom = image.getbbox()
    return tuple(side / dots * 25.4 for side in (left, top, right, bottom))      # type: ignore[return-value]


def test_drawn_pages_are_as_large_as_they_are_and_stand_where_they_stood(dressed: QApplication, office: Office, tmp_path: Path) -> None:
    """Never scaled to what the printer can reach; upright and turned pages in one file; at 600 dpi, page after page."""
    upright = printing.printed(office, [Document("试印", (Title((Words("试印"),)), Paragraph((Words("廉政" * 200),))))])[0]
    office.save("study", {"date": date(2025, 3, 6), "title": "学习党章", "form": "collective", "mode": "fixed"})
    shown = columns.offered(office.catalogue.kind("study"), 2025)[:4]
    turned = pages(office, of_list(office, listed(office, View("study")), shown)).pdf
    for name, data in (("竖", upright), ("横", turned)):
        out = tmp_path / f"{name}.pdf"
        order = Order("", "试印", (1,), 1)
        on = raster.printer(order, str(out))
        assert raster.COARSEST <= on.resolution() <= raster.FINEST
        assert raster.put(data, order, Pass((1,)), on, lambda *_: True) == 1
        seen, printed = pypdfium2.PdfDocument(data)[0], pypdfium2.PdfDocument(out)[0]
        assert abs(seen.get_width() - printed.get_width()) < 0.3 * MM
        assert abs(seen.get_height() - printed.get_height()) < 0.3 * MM
        for one, other in zip(ink(seen, 300), ink(printed, 300), strict=True):
            assert abs(one - other) < 0.3
        image = next(iter(printed.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])))
        assert abs(image.get_px_size()[0] - seen.get_width() / 72 * on.resolution()) <= 1
    assert pypdfium2.PdfDocument(tmp_path / "横.pdf")[0].get_width() > 800


def test_many_pages_take_no_more_memory_than_a_few(dressed: QApplication, paper: bytes, tmp_path: Path) -> None:
    def drawn(times: int) -> int:
        order = Order("", "试印", (1, 2) * times, 5)
        raster.put(paper, order, Pass(order.pages), raster.printer(order, str(tmp_path / f"{times}.pdf")), lambda *_: True)
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    few = drawn(1)
    assert drawn(3) - few < 60


def test_copies_are_drawn_together_or_apart(dressed: QApplication, tmp_path: Path) -> None:
    on = raster.printer(Order("", "试印", (1, 2), 2), str(tmp_path / "份.pdf"))
    order = Order("", "试印", (1, 2, 3), 3, copies=2, collate=False)
    assert raster._sequence(order, Pass((1, 2, 3)), on) == [1, 1, 2, 2, 3, 3]
    together = replace(order, collate=True)
    if not on.supportsMultipleCopies():
        assert raster._sequence(together, Pass((1, 2, 3)), on) == [1, 2, 3, 1, 2, 3]
        fresh = raster._sequence(replace(together, sides=SHORT), Pass((1, 2, 3)), on)
        assert fresh == [1, 2, 3, 0, 1, 2, 3], "a copy begins on a new sheet"
    assert raster._sequence(replace(order, copies=1), Pass((2, 4), backwards=True), on) == [4, 2]


