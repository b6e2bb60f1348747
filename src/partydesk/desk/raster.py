"""Pages drawn for a printer that takes no PDF: each as large as it is, at the printer's own fineness."""
from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRect, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from ..errors import Trouble
from ..office.print_order import LONG, SHORT, Order, Pass

COARSEST, FINEST = 300, 600
"""Dots to the inch that a page is drawn with at least and at most."""
STRIP = 512
"""Rows of dots that the printer is given at once. A page is drawn whole before (at 600 dpi 139 MB): QtPdf 6.8 draws what is
clipped some thousandths of its distance away from where it belongs."""
SIDES = {LONG: QPrinter.DuplexMode.DuplexLongSide, SHORT: QPrinter.DuplexMode.DuplexShortSide}


def printer(order: Order, file: str = "") -> QPrinter:
    """The printer set as the order says; `file` takes the place of a printer as a PDF."""
    info = QPrinterInfo.printerInfo(order.printer)
    made = QPrinter(info, QPrinter.PrinterMode.HighResolution) if not info.isNull() else QPrinter(QPrinter.PrinterMode.HighResolution)
    if file:
        made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        made.setOutputFileName(file)
    made.setDocName(order.title)
    made.setCreator("partydesk")
    made.setResolution(min(FINEST, max(COARSEST, made.resolution())))
    made.setFullPage(True)
    made.setColorMode(QPrinter.ColorMode.Color if order.colour else QPrinter.ColorMode.GrayScale)
    made.setDuplex(SIDES.get(order.sides, QPrinter.DuplexMode.DuplexNone))
    return made


def put(pdf: bytes, order: Order, one: Pass, on: QPrinter, told: Callable[[int, int], bool]) -> int:
    """Draw one pass; how many sides. `told` hears how many of how many are drawn, and says whether to go on."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    pages = _sequence(order, one, on)
    painter = QPainter()
    try:
        for done, page in enumerate(pages):
            if not told(done, len(pages)):
                on.abort()
                return done
            _page_of(on, document.pagePointSize(max(page, 1) - 1))
            if not (on.newPage() if painter.isActive() else painter.begin(on)):
                raise Trouble(f"打印机“{order.printer}”没有收下任务，请检查它是否开机、连好、有纸")
            _draw(painter, document, page - 1, on.resolution(), colour=order.colour)
        told(len(pages), len(pages))
        return len(pages)
    finally:
        if painter.isActive():
            painter.end()
        document.close()
        buffer.close()


def _sequence(order: Order, one: Pass, on: QPrinter) -> list[int]:
    """Every side in the order in which it is drawn; copies are the printer's own business where it knows how."""
    pages = list(reversed(one.pages) if one.backwards else one.pages)
    if order.copies == 1:
        return pages
    if on.supportsMultipleCopies() and order.together:
        on.setCopyCount(order.copies)
        on.setCollateCopies(True)
        return pages
    if order.together:
        two_sided = order.sides in SIDES and len(pages) % 2
        return [*(pages + [0] * bool(two_sided)) * (order.copies - 1), *pages]
    return [page for page in pages for _ in range(order.copies)]


def _page_of(on: QPrinter, size: QSizeF) -> None:
    """The sheet that the next page of so many pt is printed on: as large, upright or on its side, without margins."""
    turned = size.width() > size.height()
    upright = QSizeF(min(size.width(), size.height()), max(size.width(), size.height()))
    paper = QPageSize(upright, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    way = QPageLayout.Orientation.Landscape if turned else QPageLayout.Orientation.Portrait
    layout = QPageLayout(paper, way, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    on.setPageLayout(layout)
    on.setFullPage(True)


def _draw(painter: QPainter, document: QPdfDocument, page: int, dots: int, *, colour: bool) -> None:
    """One page from the corner of the sheet, at its size in pt × dots / 72."""
    if page < 0:                              # the empty back of the last leaf of a copy
        return
    size = document.pagePointSize(page)
    whole = QSize(round(size.width() * dots / 72), round(size.height() * dots / 72))
    drawn = document.render(page, whole)
    for top in range(0, whole.height(), STRIP):
        high = min(STRIP, whole.height() - top)
        white = QImage(whole.width(), high, QImage.Format.Format_RGB32 if colour else QImage.Format.Format_Grayscale8)
        white.fill(Qt.GlobalColor.white)
        over = QPainter(white)
        over.drawImage(0, 0, drawn, 0, top, whole.width(), high)
        over.end()
        painter.drawImage(QRect(0, top, whole.width(), high), white)
