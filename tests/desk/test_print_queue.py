"""Letters to a real print queue: 56 of them on both sides, exactly as they were seen."""
from __future__ import annotations

import ctypes
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from partydesk import places
from partydesk.desk import printers
from partydesk.desk.printers import Printer
from partydesk.desk.printing import Run
from partydesk.errors import Trouble
from partydesk.office import Office, cups, printing, profiles
from partydesk.office.print_order import BY_HAND, LONG, ONE, Order, passes
from partydesk.papers import pdf
from partydesk.papers.faces import find
from tests.queue import Queue, possible, queue

MM = 72 / 25.4
pytestmark = pytest.mark.skipif(not possible(), reason="the driver that writes PDFs runs as root alone and comes from apt")


@pytest.fixture(scope="module")
def at(dressed: QApplication) -> Iterator[Queue]:
    """A queue of our own, and the commands of CUPS led to it."""
    before = os.environ.get("CUPS_SERVER")
    with queue() as made:
        os.environ["CUPS_SERVER"] = made.server
        yield made
        if before is None:
            del os.environ["CUPS_SERVER"]
        else:
            os.environ["CUPS_SERVER"] = before


@pytest.fixture(scope="module")
def letters(sample: Office) -> bytes:
    """The responsibility letters of the sample office, each from a new sheet."""
    documents = [copy.document for copy in printing.copies(sample, "responsibility_letter", "2025H1")]
    assert len(documents) == 56
    target, look = io.BytesIO(), profiles.layout(sample)
    pdf.write(documents, look, target, find(look, places.fonts()), duplex=True)
    return target.getvalue()


@pytest.fixture
def window(dressed: QApplication, qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def known(name: str) -> Printer:
    """A printer as the box knows it; Qt itself reads the server once a process, and is not asked here."""
    return printers.asked(Printer(name, name, False, False, False, True, True))


def sent(window: QWidget, qtbot: QtBot, data: bytes, order: Order, told: list[str]) -> Run:
    """A print run as the desk does it, until it is through or waits for the stack to be turned."""
    before = len(told)
    run = Run(window, data, order, known(order.printer))
    run.go()
    qtbot.waitUntil(lambda: len(told) > before or run.turning is not None, timeout=30_000)
    return run


def glyphs(page: pypdfium2.PdfPage, *, inked: bool) -> list[tuple[float, float]]:
    """The origin of every glyph in pt; with `inked`, of those that are no blanks."""
    text, x, y = page.get_textpage(), ctypes.c_double(), ctypes.c_double()
    found = []
    for n in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text, n) == 1 or (inked and chr(raw.FPDFText_GetUnicode(text, n)).isspace()):
            continue
        raw.FPDFText_GetCharOrigin(text, n, x, y)
        found.append((x.value, y.value))
    return found


def farthest(seen: pypdfium2.PdfPage, printed: pypdfium2.PdfPage) -> float:
    """How far, in mm, the glyph lies that was printed farthest from where it was seen.

    The printer gives its glyphs codes of its own, so that a glyph is known by its place alone.
    """
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for x, y in glyphs(printed, inked=False):
        cells.setdefault((round(x / 4), round(y / 4)), []).append((x, y))
    worst = 0.0
    for x, y in glyphs(seen, inked=True):
        near = [one for a in (-1, 0, 1) for b in (-1, 0, 1) for one in cells.get((round(x / 4) + a, round(y / 4) + b), ())]
        worst = max(worst, min((((x - a) ** 2 + (y - b) ** 2) ** 0.5 for a, b in near), default=1000.0))
    return worst / MM


def numbered(count: int) -> bytes:
    """Pages that are known by how many letters stand on them."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(595.276, 841.89))
    for n in range(1, count + 1):
        canvas.drawString(100, 700, "X" * n)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def numbers(path: Path) -> list[int]:
    return [len(glyphs(page, inked=False)) for page in pypdfium2.PdfDocument(path)]


def test_fifty_six_letters_on_both_sides_come_out_as_they_were_seen(
        at: Queue, letters: bytes, window: QWidget, qtbot: QtBot, told: list[str]) -> None:
    seen = pypdfium2.PdfDocument(letters)
    assert len(seen) == 112
    order = Order(at.duplex, "责任书", tuple(range(1, 113)), 112, sides=LONG)
    sent(window, qtbot, letters, order, told)
    job = told[-1].rpartition(" ")[2]
    assert told[-1] == f"已交给打印机“{at.duplex}”：责任书，112 面，任务 {job}"
    printed = pypdfium2.PdfDocument(at.printed(job))
    assert len(printed) == 112
    for one, other in zip(seen, printed, strict=True):
        assert abs(one.get_width() - other.get_width()) < 0.2 * MM
        assert abs(one.get_height() - other.get_height()) < 0.2 * MM
    assert max(farthest(one, other) for one, other in zip(seen, printed, strict=True)) < 0.2
    options = at.options(job)
    for option in ("sides=two-sided-long-edge", "print-scaling=none", "print-color-mode=monochrome", "ColorModel=Gray",
                   "media=A4", "Duplex=DuplexNoTumble"):
        assert option in options
    assert f"{at.duplex} {job.rpartition('-')[2]} 112 total two-sided-long-edge none A4" in "\n".join(at.log("page"))


def test_the_front_sides_wait_for_the_stack_to_be_turned(
        at: Queue, window: QWidget, qtbot: QtBot, told: list[str]) -> None:
    order = Order(at.single, "责任书", (1, 2, 3, 4, 5), 9, copies=2, sides=BY_HAND, backwards=True)
    run = sent(window, qtbot, numbered(9), order, told)
    assert not told
    fronts = run._jobs[0]
    assert "page-ranges=1,3,5" in at.options(fronts)
    assert "sides=one-sided" in at.options(fronts)
    assert "nocollate" in at.options(fronts)       # an odd last page: copies one by one would get each other's backs
    assert numbers(at.printed(fronts)) == [1, 3, 5]         # the copies of each page are left to the printer
    assert f"{at.single} {fronts.rpartition('-')[2]} 6 total one-sided none A4" in "\n".join(at.log("page"))
    run.turning.accept()
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    backs = told[-1].rpartition("、")[2]
    assert "outputorder=reverse" in at.options(backs)
    assert numbers(at.printed(backs)) == [4, 2]


def test_copies_arrive_as_copies(at: Queue, window: QWidget, qtbot: QtBot, told: list[str]) -> None:
    sent(window, qtbot, numbered(9), Order(at.single, "两份", (2, 3, 7), 9, copies=3, sides=ONE), told)
    job = told[-1].rpartition(" ")[2]
    assert "两份，3 面，3 份" in told[-1]
    assert "nocollate" not in at.options(job)
    assert numbers(at.printed(job)) == [2, 3, 7] * 3


def test_what_a_queue_can_do_is_known(at: Queue) -> None:
    assert known(at.duplex).duplex
    assert known(at.duplex).grey == "ColorModel=Gray"
    assert not known(at.single).duplex
    assert cups.queue("没有这一台") is None


def test_what_the_queue_says_is_said_in_chinese(at: Queue, letters: bytes, tmp_path: Path) -> None:
    path = tmp_path / "一页.pdf"
    path.write_bytes(letters)
    order = Order("nobody", "责任书", (1,), 112)
    with pytest.raises(Trouble, match="没有名为“nobody”的打印机"):
        cups.put(order, passes(order)[0], path)
    at.call("/usr/sbin/cupsreject", at.single)
    order = Order(at.single, "责任书", (1,), 112)
    with pytest.raises(Trouble, match="不接受新任务"):
        cups.put(order, passes(order)[0], path)
    at.call("/usr/sbin/cupsaccept", at.single)


def test_a_server_that_is_not_there_is_said_in_chinese(letters: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:1")
    path = tmp_path / "一页.pdf"
    path.write_bytes(letters)
    order = Order("nobody", "责任书", (1,), 112)
    with pytest.raises(Trouble, match="打印服务没有"):
        cups.put(order, passes(order)[0], path)


BOX = """
import os, sys
from PySide6.QtCore import QSizeF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from partydesk.desk.application import prepare
from partydesk.desk.print_box import Paper, PrintBox
from partydesk.desk import work
app = prepare()
window = QWidget()
box = PrintBox(Paper("总结", (QSizeF(595.276, 841.89),) * 4), window)
box.open()
for name in ("one", "two"):
    box.printer.setCurrentIndex(box.printer.findData(name))
    work.wait()
    QTest.qWait(50)
    print(name, box.sides.currentData(), box.shade.model().item(1).isEnabled(), box.sides_note.text())
"""


def test_the_box_knows_the_printers_of_the_system(at: Queue) -> None:
    """In a process of its own: Qt reads which printers there are from the server that it knew first."""
    run = subprocess.run([sys.executable, "-c", BOX], env=at.environment | {"QT_QPA_PLATFORM": "offscreen"},
                         capture_output=True, text=True, check=True, timeout=120)
    assert run.stdout.splitlines() == [
        f"{at.single} one-sided True 这台打印机不会自动印双面；要印双面，选“手动双面”。", f"{at.duplex} two-sided-long-edge True "]
