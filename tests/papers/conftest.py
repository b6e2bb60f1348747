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


File = Sequence[Document] | tuple[Sequence[Document], look.Look]
"""The documents of one Word file, and by which look they are set if not by the shipped one."""


@pytest.fixture(scope="session")
def laid_out(gbt: look.Look, own: faces.Faces, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[bytes]]:
    """Word files as LibreOffice lays them out, in the very typefaces of the PDF: a PDF for each.

    Two settings of the files are put right in a copy, in LibreOffice's own format: 7.4 reads `overflowPunct` the wrong
    way round, and does not read `autoSpaceDE` and `autoSpaceDN` at all.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is not installed: `make test` installs it"

    def family(role: str) -> str:
        with TTFont(own.chains[role][0].path, fontNumber=0, lazy=True) as font:
            return str(font["name"].getBestFamilyName())

    fonts = {role: font.model_copy(update={"word": family(role)} if own.chains[role] else {})
             for role, font in gbt.font.items()}
    home: Path = tmp_path_factory.mktemp("office")
    (home / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{places.fonts()}</dir><cachedir>{home}/cache</cachedir></fontconfig>", "utf-8")

    def turned_into(ending: str, paths: Sequence[Path]) -> list[Path]:
        subprocess.run(
            [office, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--convert-to", ending,
             "--outdir", str(paths[0].parent), *map(str, paths)],
            env={"PATH": "/usr/bin:/bin", "HOME": str(home), "FONTCONFIG_FILE": str(home / "fonts.conf")},
            check=True, capture_output=True, timeout=120)
        return [path.with_suffix(f".{ending}") for path in paths]

    def convert(*files: File) -> list[bytes]:
        folder: Path = tmp_path_factory.mktemp("files")
        paths = [folder / f"{number}.docx" for number in range(len(files))]
        for path, file in zip(paths, files, strict=True):
            documents, page = file if isinstance(file, tuple) and isinstance(file[1], look.Look) else (file, gbt)
            with path.open("wb") as target:
                docx.write(documents, page.model_copy(update={"font": fonts}), target)
        own_format = turned_into("fodt", paths)
        for path in own_format:
            text = path.read_text("utf-8")
            for wrong, right in (('punctuation-wrap="hanging"', 'punctuation-wrap="simple"'),
                                 ('text-autospace="ideograph-alpha"', 'text-autospace="none"')):
                assert wrong in text                 # another LibreOffice may need no help
                text = text.replace(wrong, right)
            path.write_text(text, "utf-8")
        return [path.read_bytes() for path in turned_into("pdf", own_format)]

    return convert
