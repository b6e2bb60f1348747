"""What lies in the Windows folder besides the program: whose each library is, the notice of licences, a page to read first.

Every library must be the very file that a locked package or the Windows Python brought: nothing of Wine's may be carried away.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import notice, windows_parts
from .windows_looks import version

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("partydesk.exe", "partydesk-cli.exe")
NOTICE, README = "licences.txt", "说明.txt"
QT_PARTS = """\
Qt 6.8 (LGPL-3.0-only): QtCore, QtGui, QtWidgets, QtNetwork, QtPrintSupport, QtSvg, QtPdf.
Inside Qt, among others: FreeType (FTL), HarfBuzz (MIT), libpng (libpng-2.0), libjpeg-turbo (IJG, BSD-3-Clause), PCRE2 (BSD-3-Clause),
zlib (Zlib), md4c (MIT), PDFium and what it is made of (BSD-3-Clause, Apache-2.0).
"""


def libraries(made: Path) -> Iterator[Path]:
    """The libraries and modules of the folder that are not text."""
    yield from (path for path in sorted(made.rglob("*")) if path.suffix.lower() in {".dll", ".pyd"})


def strangers(made: Path, parts: Path) -> list[str]:
    """Libraries that none of the parts has brought, byte for byte."""
    known: dict[str, list[Path]] = {}
    for path in libraries(parts):
        known.setdefault(path.name.lower(), []).append(path)
    return [str(path.relative_to(made)) for path in libraries(made)
            if not any(one.read_bytes() == path.read_bytes() for one in known.get(path.name.lower(), []))]


def listed(parts: Path, root: Path, fonts: Path) -> list[tuple[str, str, list[Path]]]:
    """What is no package of Python's: Python itself, Windows' run-time, what the packages carry inside, the installer, the fonts."""
    return [
        ("Python 3.11（Windows）", "PSF-2.0", [windows_parts.python_of(parts / "python").with_name("LICENSE.txt")]),
        ("Microsoft Visual C++ 运行库（MSVCP140、VCRUNTIME140）", "Microsoft Distributable Code", [notice.LICENCES / "microsoft.txt"]),
        *notice.carried(root),
        ("NSIS（安装程序和卸载程序）", "Zlib；LZMA: CPL-1.0", [root / "usr/share/doc/nsis/copyright"]),
        *((f"字体（fonts）：{path.stem}", "见下文 (see below)", [path]) for path in sorted(fonts.glob("*"))),
    ]


def written(made: Path, parts: Path, root: Path) -> None:
    """The notice and the page to read first, as Windows' own editor reads them."""
    names = [name for name in windows_parts.needed(builder=False) if name not in {"cffi", "pycparser"}] + [windows_parts.BUILDER]
    others = listed(parts, root, made / "lib/fonts/licences")
    if lacking := [str(path) for _, _, files in others for path in files if not path.is_file()]:
        raise SystemExit(f"没有许可的原文（no licence text）：{'、'.join(lacking)}")
    for name, text in ((NOTICE, notice.written(version(), notice.parts(parts / "packages", names), others, QT_PARTS)),
                       (README, (ROOT / "packaging/windows/readme.txt").read_text("utf-8"))):
        (made / name).write_text(text, "utf-8-sig", newline="\r\n")


def complete(made: Path, parts: Path, root: Path) -> None:
    """Refuse a folder with a library of nobody's; add what is to be read."""
    if found := strangers(made, parts):
        raise SystemExit(f"打好的文件夹里有来历不明的库（libraries of nobody's）：{'、'.join(found)}")
    written(made, parts, root)
