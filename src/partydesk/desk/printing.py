"""Pages onto paper: the system's own print dialog, each page as it was seen."""
from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

FINEST = 300
"""Dots to the inch that a page is drawn with at most."""


def ask(parent: QWidget, pdf: bytes, title: str) -> bool:
    """Let the clerk choose a printer, pages and copies, and print; whether it was printed."""
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument(parent)
    document.load(buffer)
    try:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(title)
        size = document.pagePointSize(0)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        turned = size.width() > size.height()
        printer.setPageOrientation(QPageLayout.Orientation.Landscape if turned else QPageLayout.Orientation.Portrait)
        dialog = QPrintDialog(printer, parent)
        dialog.setWindowTitle(f"打印{title}")
        dialog.setMinMax(1, max(1, document.pageCount()))
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return False
        put(document, printer)
        return True
    finally:
        document.close()
        document.deleteLater()


def put(document: QPdfDocument, printer: QPrinter) -> int:
    """Draw the pages that the printer is set to; how many."""
    printer.setFullPage(True)
    last = document.pageCount()
    first = max(1, printer.fromPage() or 1)
    last = min(last, printer.toPage() or last)
    painter = QPainter(printer)
    done = 0
    for page in range(first - 1, last):
        if done:
            printer.newPage()
        area = painter.viewport()
        scale = min(1.0, FINEST / printer.resolution())
        size = document.pagePointSize(page).scaled(QSizeF(area.size()) * scale, Qt.AspectRatioMode.KeepAspectRatio)
        image = document.render(page, QSize(round(size.width()), round(size.height())))
        wide = min(area.width(), round(size.width() / scale))
        painter.drawImage(area.adjusted(0, 0, wide - area.width(), round(size.height() / scale) - area.height()), image)
        done += 1
    painter.end()
    return done
