"""How the program shows itself to Windows: its icon, its version in Chinese, its manifest; made from what the project has as text."""

from __future__ import annotations

import struct
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""Of the icon, in dots: those that Windows asks for at 100 to 250 %, and the large tile."""
SIDE, GROUND, ACCENT = (328, 628), "#f5f3f0", "#9e1b1f"
TITLE = "党务工作台"
PROGRAMS = {"partydesk": TITLE, "partydesk-cli": f"{TITLE} 命令行"}
"""Each program of the folder, and what Windows calls it."""


def version() -> str:
    """The version of the program, as pyproject.toml has it."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def make(folder: Path) -> None:
    """Everything that build.spec and the installer name, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "icon.ico").write_bytes(icon(drawn((ROOT / "resources/partydesk.svg").read_bytes())))
    (folder / "side.bmp").write_bytes(side((ROOT / "resources/partydesk.svg").read_bytes()))
    manifest = (ROOT / "packaging/windows/program.manifest").read_text("utf-8")
    (folder / "program.manifest").write_text(manifest.replace("@VERSION@", version()), "utf-8")
    for name, says in PROGRAMS.items():
        (folder / f"{name}.version").write_text(resource(name, says, version()), "utf-8")


def drawn(svg: bytes) -> list[tuple[int, bytes, bytes]]:
    """The picture at every size: how wide, as BGRA from the top, as PNG."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer
    renderer, made = QSvgRenderer(QByteArray(svg)), []
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        renderer.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        made.append((size, bytes(image.constBits()), bytes(buffer.data().data())))
    return made


def side(svg: bytes) -> bytes:
    """The picture at the left of the installer's first and last page, twice as fine as it is shown: the icon on a quiet ground."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
    from PySide6.QtGui import QColor, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer
    wide, high = SIDE
    image = QImage(wide, high, QImage.Format.Format_RGB888)
    image.fill(QColor(GROUND))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(0, 0, 12, high, QColor(ACCENT))
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(wide / 2 - 74, 96, 160, 160))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "BMP")
    return bytes(buffer.data().data())


def icon(pictures: list[tuple[int, bytes, bytes]]) -> bytes:
    """An .ico: the large picture as PNG, the others as bitmaps, which everything can read."""
    entries, bodies = b"", b""
    for size, pixels, png in pictures:
        body = png if size >= 256 else _bitmap(size, pixels)
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(body), 6 + 16 * len(pictures) + len(bodies))
        bodies += body
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + bodies


def _bitmap(size: int, pixels: bytes) -> bytes:
    """Rows from the foot up, and the mask that nobody uses any more."""
    wide = size * 4
    rows = b"".join(pixels[row * wide:(row + 1) * wide] for row in reversed(range(size)))
    mask = bytes((size + 31) // 32 * 4 * size)
    return struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, len(rows) + len(mask), 0, 0, 0, 0) + rows + mask


def resource(name: str, says: str, number: str) -> str:
    """The version resource of one program, as PyInstaller reads it: simplified Chinese, UTF-16."""
    four = (*map(int, number.split(".")), 0, 0, 0, 0)[:4]
    words = {"CompanyName": "partydesk", "FileDescription": says, "FileVersion": number, "InternalName": name, "LegalCopyright": "MIT",
             "OriginalFilename": f"{name}.exe", "ProductName": TITLE, "ProductVersion": number}
    listed = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in words.items())
    return (f"VSVersionInfo(ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3f, flags=0, OS=0x40004, fileType=1, subtype=0, "
            f"date=(0, 0)), kids=[StringFileInfo([StringTable('080404B0', [{listed}])]), "
            "VarFileInfo([VarStruct('Translation', [0x0804, 1200])])])\n")
