"""Small pictures of what files contain: an image itself, the first page of a PDF, or a sheet with its ending on it."""
from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QImageReader, QPainter, QPainterPath, QPen, QPixmap, QPixmapCache

from ..office.attachments import Attachment
from .theme import COLOURS, colour, px

MEGABYTES = 512
"""An image that would take more than this is shown by its ending."""


def drawn(one: Attachment) -> bool:
    """Whether its content is needed for its picture."""
    return one.type == "application/pdf" or one.type.startswith("image/")


def thumb(one: Attachment, content: bytes | None, side: int, ratio: float = 1.0) -> QPixmap:
    """A square picture of a file; `content` is what is in it, None where that is gone."""
    key = f"{one.hash}/{one.name.rpartition('.')[2]}/{side}/{ratio}/{content is None}/{COLOURS['paper']}"
    made = QPixmap()
    if QPixmapCache.find(key, made):
        return made
    large = round(side * ratio)
    image = QImage() if content is None or not drawn(one) else _drawn(one, content, large)
    made = QPixmap.fromImage(_framed(image, large)) if not image.isNull() else _sheet(one, large, gone=content is None)
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


def _drawn(one: Attachment, content: bytes, side: int) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    if one.type == "application/pdf":
        return _page(buffer, side)
    QImageReader.setAllocationLimit(MEGABYTES)
    reader = QImageReader(buffer)             # by what it contains: the content has no ending
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    return reader.read()


def _page(buffer: QBuffer, side: int) -> QImage:
    from PySide6.QtPdf import QPdfDocument
    document = QPdfDocument()
    try:
        document.load(buffer)
        if document.status() != QPdfDocument.Status.Ready or not document.pageCount():
            return QImage()
        size = document.pagePointSize(0).scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio).toSize()
        page = document.render(0, size.expandedTo(QSize(1, 1)))
    finally:
        document.close()
    sheet = QImage(page.size(), QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)          # paper is white in any theme
    painter = QPainter(sheet)
    painter.drawImage(0, 0, page)
    painter.end()
    return sheet


def _framed(image: QImage, side: int) -> QImage:
    """In the middle of its square, with a thin edge."""
    scaled = image.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    made = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    at = scaled.rect()
    at.moveCenter(made.rect().center())
    painter.drawImage(at.topLeft(), scaled)
    painter.setPen(colour("line"))
    painter.drawRect(at.adjusted(0, 0, -1, -1))
    painter.end()
    return made


def _sheet(one: Attachment, side: int, *, gone: bool) -> QPixmap:
    """A sheet with a turned corner and what sort of file it is."""
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    wide = side * .72
    area = QRectF((side - wide) / 2, side * .04, wide, side * .92)
    corner = wide * .3
    path = QPainterPath(area.topLeft())
    path.lineTo(area.right() - corner, area.top())
    path.lineTo(area.right(), area.top() + corner)
    path.lineTo(area.bottomRight())
    path.lineTo(area.bottomLeft())
    path.closeSubpath()
    painter.setPen(QPen(colour("edge"), max(1.0, side / 60)))
    painter.fillPath(path, colour("bad" if gone else "hover"))
    painter.drawPath(path)
    painter.drawPolyline([area.topRight() + QPointF(-corner, 0), area.topRight() + QPointF(-corner, corner),
                          area.topRight() + QPointF(0, corner)])
    ending = one.name.rpartition(".")[2].upper() if "." in one.name else ""
    text = "内容不在" if gone else ending if ending.isascii() and 0 < len(ending) <= 5 else one.sort[:4]
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(max(8, round(side * (.17 if len(text) < 5 else .14))))
    painter.setFont(font)
    painter.setPen(colour("accent" if gone else "soft"))
    painter.drawText(area.adjusted(0, corner, 0, 0), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return made


def side() -> int:
    """How large a thumbnail is."""
    return px(72)
