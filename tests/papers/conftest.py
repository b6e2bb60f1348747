"""What the tests of papers share: the shipped look, the program's own typefaces, and a text to set."""
from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from partydesk import places
from partydesk.papers import docx, faces, look, pdf
from partydesk.papers.document import Document, Heading, Paragraph, Run, Title

SENTENCES = (
    "各支部按照年初的安排，把学习、谈心、走访三件事分到每一周，做完一件记录一件。",
    "“先学一步、学深一层”成了党员的习惯；年轻同志上台领讲（每人十分钟），老同志在台下点评。",
    "走访中听到的意见当天登记，能办的马上办，不能办的说明理由，做到件件有着落、事事有回音……",
    "对反映集中的三个问题：停车难、办事远、答复慢，由分管领导牵头，逐项列出措施和时限。",
    "党小组讨论时有人问：“为什么同样的事要填三张表？”机关党委听后，把三张表并成了一张。",
)


@pytest.fixture(scope="session")
def gbt() -> look.Look:
    """The shipped look."""
    return look.read((places.shipped("forms") / "look.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def own(gbt: look.Look) -> faces.Faces:
    """The program's own typefaces, and none of this machine."""
    return faces.find(gbt, places.fonts(), system=[])


@pytest.fixture(scope="session")
def essay() -> Document:
    """Pages of plain Chinese under headings, with a title of two lines."""
    blocks: list[Title | Heading | Paragraph] = [Title((Run("清源县委政法委员会机关党委关于上半年学习走访工作情况的报告"),))]
    for chapter in range(3):
        blocks.append(Heading(1, (Run("一二三"[chapter] + "、学习和走访同步推进"),)))
        for section in range(2):
            blocks.append(Heading(2, (Run("（" + "一二"[section] + "）从一件件小事做起"),)))
            blocks += [Paragraph((Run("".join(SENTENCES[(chapter + section + part + step) % len(SENTENCES)]
                                              for step in range(6))),)) for part in range(2)]
    return Document("学习走访工作情况的报告", tuple(blocks))


@pytest.fixture(scope="session")
def printed(gbt: look.Look, own: faces.Faces) -> Callable[..., tuple[pdf.Printed, bytes]]:
    """Prints documents: what the writer said, and the file."""
    def write(*documents: Document, **more: bool) -> tuple[pdf.Printed, bytes]:
        target = io.BytesIO()
        return pdf.write(documents, gbt, target, own, **more), target.getvalue()

    return write


@pytest.fixture(scope="session")
def saved(gbt: look.Look) -> Callable[..., dict[str, str]]:
    """Saves documents as a Word file: the text of its parts by their paths."""
    def write(*documents: Document, **more: bool) -> dict[str, str]:
        target = io.BytesIO()
        docx.write(documents, gbt, target, **more)
        with zipfile.ZipFile(target) as package:
            return {name: package.read(name).decode("utf-8") for name in package.namelist()}

    return write


@pytest.fixture(scope="session")
def laid_out(gbt: look.Look, own: faces.Faces, tmp_path_factory: pytest.TempPathFactory
             ) -> Callable[..., bytes]:
    """Documents as LibreOffice lays them out from the Word file, in the very typefaces of the PDF (and an`other` look)."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is not installed: `make test` installs it"

    def family(role: str) -> str:
        with TTFont(own.chains[role][0].path, fontNumber=0, lazy=True) as font:
            return str(font["name"].getBestFamilyName())

    fonts = {role: font.model_copy(update={"word": family(role)} if own.chains[role] else {})
             for role, font in gbt.font.items()}

    def convert(documents: Sequence[Document], other: look.Look | None = None) -> bytes:
        same = (other or gbt).model_copy(update={"font": fonts})
        folder: Path = tmp_path_factory.mktemp("office")
        (folder / "fonts.conf").write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
            f"<dir>{places.fonts()}</dir><cachedir>{folder}/cache</cachedir></fontconfig>", "utf-8")
        target = io.BytesIO()
        docx.write(documents, same, target)
        with zipfile.ZipFile(target) as package, zipfile.ZipFile(folder / "paper.docx", "w") as copy:
            for name in package.namelist():          # LibreOffice 7.4 reads this one setting the wrong way round
                copy.writestr(name, package.read(name).replace(b'overflowPunct w:val="0"', b'overflowPunct w:val="1"'))
        subprocess.run(
            [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
             "--outdir", str(folder), str(folder / "paper.docx")],
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "FONTCONFIG_FILE": str(folder / "fonts.conf")},
            check=True, capture_output=True, timeout=120)
        return (folder / "paper.pdf").read_bytes()

    return convert
