"""Whose work is inside the bundle, and on what terms: a notice for whoever gets it, made from what was put in."""
from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

LICENCES = Path(__file__).resolve().parents[2] / "packaging/licences"
RULE = "=" * 100
TEXTS = re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice|authors)[^/]*$")
HEAD = """\
党务工作台 {version}：其中各部分的作者和许可
partydesk {version}: the parts it is made of, their authors and licences

党务工作台本身以 MIT 许可发布，见 lib 文件夹里的 LICENSE。下面是随它一起安装的其他程序、库和字体，都可以免费使用和再分发。
partydesk itself is under the MIT licence (lib/LICENSE). What follows lists everything else that is installed with it.

Qt 和 PySide6 按 LGPL-3.0 使用：是独立的动态库，在 lib 文件夹里，可以换成自己编译的同版本库；源代码可从 Qt 项目取得。
Qt and PySide6 are used under LGPL-3.0 as separate shared libraries in lib; they may be replaced by your own build of the
same version. psycopg (LGPL-3.0) is plain Python in lib, replaceable likewise. Their projects publish the sources of the versions below.
PyInstaller's start-up code is GPL-2.0 with an exception: a program of any licence may be packed with it.
"""
QT_PARTS = """\
Qt 6.8 (LGPL-3.0-only): QtCore, QtGui, QtWidgets, QtDBus, QtNetwork, QtPrintSupport, QtSvg, QtPdf, QtXcbQpa.
Inside Qt, among others: ICU (Unicode-3.0), FreeType (FTL), HarfBuzz (MIT), libpng (libpng-2.0), libjpeg-turbo (IJG, BSD-3-Clause),
PCRE2 (BSD-3-Clause), zlib (Zlib), md4c (MIT), PDFium and what it is made of (BSD-3-Clause, Apache-2.0).
"""


def parts(place: Path, names: Iterable[str]) -> list[metadata.Distribution]:
    """The packages of these names that lie in a library of Python, in order."""
    wanted = {_plain(name) for name in names}
    return sorted((found for found in metadata.distributions(path=[str(place)]) if _plain(found.metadata["Name"]) in wanted),
                  key=lambda found: _plain(found.metadata["Name"]))


def licence(part: metadata.Distribution) -> str:
    """What a package says of its licence, in one line."""
    told = part.metadata
    classifiers = [line.rsplit("::", 1)[-1].strip() for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    short = (told.get("License") or "").strip().splitlines()
    return told.get("License-Expression") or ", ".join(classifiers) or (short[0] if short else "") or "见下文 (see below)"


def texts(part: metadata.Distribution) -> list[tuple[str, str]]:
    """The licence texts that a package brings, each with its name."""
    found = [(str(file), Path(str(part.locate_file(file)))) for file in part.files or []
             if TEXTS.search(str(file)) and ".dist-info" in str(file) and "Commercial" not in str(file)]
    return [(name.rsplit("/", 1)[-1], path.read_text("utf-8", errors="replace").strip()) for name, path in sorted(found) if path.is_file()]


def carried(root: Path) -> list[tuple[str, str, list[Path]]]:
    """What packages of Python carry inside without its text, and the licences that are only named; `root` is a Debian that has those."""
    common = root / "usr/share/common-licenses"
    return [
        ("OpenSSL（在 psycopg-binary、cryptography、sqlcipher3 里）", "Apache-2.0", [common / "Apache-2.0"]),
        ("PostgreSQL libpq（在 psycopg-binary 里）", "PostgreSQL", [LICENCES / "postgresql.txt"]),
        ("SQLCipher（在 sqlcipher3 里）", "BSD-3-Clause", [LICENCES / "sqlcipher.txt"]),
        ("GNU LGPL 3（Qt、PySide6、psycopg）", "LGPL-3.0", [common / "LGPL-3"]),
        ("GNU GPL 3（LGPL 3 所依据的）", "GPL-3.0", [common / "GPL-3"]),
    ]


def written(version: str, packages: Iterable[metadata.Distribution], others: Iterable[tuple[str, str, Iterable[Path]]],
            qt: str = QT_PARTS) -> str:
    """The whole notice: packages of Python first, then each other part (name, licence in a line, files of its texts)."""
    lines = [HEAD.format(version=version), qt, RULE]
    packages, others = list(packages), [(name, terms, list(files)) for name, terms, files in others]
    lines += [f"{part.metadata['Name']} {part.version}　{licence(part)}" for part in packages]
    lines += [f"{name}　{terms}" for name, terms, _ in others]
    for part in packages:
        lines += ["", RULE, f"{part.metadata['Name']} {part.version}", RULE]
        lines += [text for _, text in texts(part)] or [f"许可（licence）：{licence(part)}"]
    for name, terms, files in others:
        lines += ["", RULE, name, RULE, terms]
        lines += [path.read_text("utf-8", errors="replace").strip() for path in files]
    return "\n".join(lines) + "\n"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
