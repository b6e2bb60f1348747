"""Pages onto paper: the very PDF that was seen is handed to the queue; where that cannot be, its pages are drawn.

`ask` is the door: it opens the box, and does what is ordered there, in one pass or, by hand, in two.
"""
from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSizeF, Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from .. import places
from ..errors import Trouble
from ..office import cups
from ..office.print_order import Order, Pass, passes, spans
from . import files, outside, saying, work
from .print_box import Paper, PrintBox
from .printers import Printer


def ask(parent: QWidget, pdf: bytes, title: str, *, page: int = 1, leaves: bool = False,
        then: Callable[[Order], object] | None = None) -> PrintBox:
    """Let the clerk say how `pdf` is printed, and print it; `then` when all of it is on its way to the printer.

    `page` is the one that is seen; `leaves`: the file was made for both sides, every paper in it from a new sheet.
    """
    box = PrintBox(Paper(title, sizes(pdf), page, leaves), parent)
    box.ordered.connect(lambda order, printer: Run(parent, pdf, order, printer, then).go())
    box.file_wanted.connect(lambda: save(box, pdf, title))
    box.program_wanted.connect(lambda: open_elsewhere(box, pdf, title))
    box.open()
    return box


def _home(widget: QWidget) -> QWidget:
    """The window that a box, or a box of a box, stands before: a print run outlives them."""
    at = widget.window()
    while (behind := at.parentWidget()) is not None:
        at = behind.window()
    return at


def sizes(pdf: bytes) -> tuple[QSizeF, ...]:
    """The size of every page in pt."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    found = tuple(document.pagePointSize(n) for n in range(document.pageCount()))
    document.close()
    return found


class Run(QObject):
    """One print run under way: its passes one after the other."""

    drawn = Signal(int, int)                  # from the thread that draws

    def __init__(self, parent: QWidget, pdf: bytes, order: Order, printer: Printer,
                 then: Callable[[Order], object] | None = None):
        super().__init__(home := _home(parent))
        self._asked, self._home = parent, home
        self._pdf, self._order, self._printer, self._then = pdf, order, printer, then
        self._left = list(passes(order))
        self._jobs: list[str] = []
        self._cancelled = False
        self.turning: Any = None              # the box that waits for the turned stack
        self.showing: Any = None              # the box that tells how far it is

    @property
    def _parent(self) -> QWidget:
        """Where things are said: where it was asked for, as long as that is there."""
        return self._asked if isValid(self._asked) and self._asked.isVisible() else self._home

    def go(self) -> None:
        """The next pass."""
        one = self._left.pop(0)
        if self._printer.handed:
            work.run(self._home, lambda: self._hand(one), self._went, self._failed, what="正在交给打印机…")
        else:
            self._show()
            work.run(self._home, lambda: self._draw(one), self._went, self._failed, what="正在打印…")

    def _hand(self, one: Pass) -> str:
        """The PDF itself to the queue, which keeps a copy of its own."""
        from ..office.printing import keep
        with tempfile.TemporaryDirectory(prefix="partydesk-", dir=places.fleeting(len(self._pdf))) as folder:
            path = Path(folder) / "print.pdf"
            keep(path, self._pdf)
            return cups.put(self._order, one, path, self._printer.grey)

    def _draw(self, one: Pass) -> str:
        from . import raster
        raster.put(self._pdf, self._order, one, raster.printer(self._order), self._going)
        return ""

    def _going(self, done: int, whole: int) -> bool:
        self.drawn.emit(done, whole)
        return not self._cancelled

    def _show(self) -> None:
        from .turn_box import DrawingBox
        self.showing = DrawingBox(self._order.title, self._parent)
        self.drawn.connect(self.showing.tell)
        self.showing.rejected.connect(self._cancel)
        self.showing.open()

    def _cancel(self) -> None:
        self._cancelled, self.showing = True, None

    def _hide(self) -> None:
        box, self.showing = self.showing, None
        if box is not None:
            box.done(1)

    def _went(self, job: str) -> None:
        self._hide()
        if self._cancelled:
            saying.say(self._parent, f"已停止打印：{self._order.title}。已经送出的页打印机会印完。", saying.TOLD)
            self.deleteLater()
            return
        self._jobs += [job] if job else []
        if self._left:
            from .turn_box import TurnBox
            self.turning = TurnBox(self._order, self._parent)
            self.turning.accepted.connect(self.go)
            self.turning.rejected.connect(self._stopped)
            self.turning.open()
            return
        named = f"，任务 {'、'.join(self._jobs)}" if self._jobs else ""
        copies = f"，{self._order.copies} 份" if self._order.copies > 1 else ""
        if self._then is not None:
            self._then(self._order)
        saying.say(self._parent, f"已交给打印机“{self._order.printer}”：{self._order.title}，{len(self._order.pages)} 面{copies}{named}")
        self.deleteLater()

    def _stopped(self) -> None:
        backs = spans(self._left[0].pages)
        saying.say(self._parent, f"只印了正面：{self._order.title}。要印背面，重新打印，指定页写 {backs}。", saying.TOLD)
        self.deleteLater()

    def _failed(self, error: Exception) -> None:
        self._hide()
        saying.failed(self._parent, error)
        self.deleteLater()


def save(parent: QWidget, pdf: bytes, title: str) -> Path | None:
    """The PDF into a file that the clerk names."""
    from ..office.printing import keep, safe
    path = files.to_save(parent, "另存为 PDF", files.documents() / f"{safe(title)}.pdf", files.PDF)
    if path is not None:
        work.run(parent, lambda: keep(path, pdf), lambda _: saying.say(
            parent, f"已存为 {path}", label="打开文件夹", act=lambda: saying.reveal(path.parent)), what="正在保存…")
    return path


def open_elsewhere(parent: QWidget, pdf: bytes, title: str) -> None:
    """The PDF in whatever program this computer shows PDFs with."""
    from ..office.attachments import to_open
    from ..office.printing import keep, safe
    try:
        path = to_open(f"{safe(title)}.pdf")
        keep(path, pdf)
    except Trouble as trouble:
        saying.failed(parent, trouble)
        return
    outside.show(parent, path, "这台电脑上没有能打开 PDF 的程序；可以“另存为 PDF”，拿到别的电脑上看。")
