"""Filled forms of the office's own as files: Word always, PDF where LibreOffice is on this computer to make it."""
from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from .. import places
from ..errors import Refusal, Trouble, reason
from ..papers.blanks import Filling
from ..papers.merged import merge
from . import programs

PROGRAMS = ("soffice", "libreoffice")
PLACES = ("/opt/libreoffice*/program/soffice", "/usr/lib/libreoffice/program/soffice", "/snap/bin/libreoffice")
LONGEST = 300
"""Seconds that a conversion may take: some hundred letters."""
AS_PDF = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"%s"}}'
"""Before each page 1 LibreOffice puts in what empty page it takes; printed on both sides they must be there, else not."""


def word(copies: Sequence[Filling], *, duplex: bool = False) -> bytes:
    """The copies as one Word file; `Refusal` where they are of more than one form."""
    if len({id(copy.form) for copy in copies}) > 1:
        raise Refusal("用不同 Word 模板填的文书不能合在一个文件里，请分别导出，或导出到文件夹")
    return merge(copies[0].form, [copy.facts for copy in copies], duplex=duplex)


def converter() -> Path | None:
    """The program of this computer that makes a PDF of a Word file without a window."""
    for name in PROGRAMS:
        if found := shutil.which(name):
            return Path(found)
    for pattern in PLACES:
        if there := sorted(Path("/").glob(pattern.lstrip("/"))):
            return there[-1]
    for root in filter(None, (os.environ.get("PROGRAMFILES"), os.environ.get("PROGRAMFILES(X86)"))):
        if (windows := Path(root) / "LibreOffice" / "program" / "soffice.exe").is_file():
            return windows
    return None


def pdf(data: bytes, *, duplex: bool = False) -> bytes:
    """A Word file as PDF, `duplex` with the empty backs of leaves; `Refusal` where no program of this computer makes one."""
    program = converter()
    if program is None:
        raise Refusal("这份文书用自己的 Word 模板填成，这台电脑上没有能把它转成 PDF 的程序（LibreOffice）。"
                      "请导出 Word，在 WPS 或 Word 里打开后打印，或“另存为 PDF”")
    with tempfile.TemporaryDirectory(prefix="partydesk-", dir=places.fleeting(len(data)), ignore_cleanup_errors=True) as room:
        source, made = Path(room) / "in.docx", Path(room) / "in.pdf"
        source.write_bytes(data)
        # A profile of its own: one that is open in a window would answer without doing anything.
        told = [str(program), f"-env:UserInstallation={(Path(room) / 'profile').as_uri()}", "--headless", "--norestore",
                "--convert-to", AS_PDF % str(not duplex).lower(), "--outdir", room, str(source)]
        try:
            done = programs.run(told, LONGEST, _typefaces(Path(room)))
        except subprocess.TimeoutExpired as error:
            raise Trouble(f"LibreOffice 过了 {LONGEST} 秒还没有转成 PDF。请少选几份，或导出 Word，在 WPS 或 Word 里另存为 PDF") from error
        except OSError as error:
            raise Trouble(f"运行不了 LibreOffice：{reason(error)}。请导出 Word，在 WPS 或 Word 里另存为 PDF") from error
        if not made.is_file():
            raise Trouble("LibreOffice 没有转成 PDF"
                          f"（{done.stderr.strip()[-120:]}）。请导出 Word，在 WPS 或 Word 里另存为 PDF")
        return made.read_bytes()


def _typefaces(room: Path) -> dict[str, str]:
    """So that it finds the typefaces of this program and of the clerk besides the system's: a system may have none that is Chinese."""
    whole = os.environ.get("FONTCONFIG_FILE", "/etc/fonts/fonts.conf")
    folders = [folder for folder in (places.chosen_fonts(), places.fonts()) if folder is not None]
    (room / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{escape(whole)}</include>'
        f"{''.join(f'<dir>{escape(str(folder))}</dir>' for folder in folders)}</fontconfig>", "utf-8")
    return {"FONTCONFIG_FILE": str(room / "fonts.conf")}
