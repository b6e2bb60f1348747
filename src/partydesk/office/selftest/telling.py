"""The self-test told to others: as text, and as a page that is printed or sent; each line with a number, to be read aloud."""
from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from ... import places
from ...errors import Refusal
from ...papers import faces, files
from ...papers import look as looks
from ...papers import pdf as printed
from ...papers.document import Block, Document, Paragraph, Run, Runs, Table, Title, clean
from ...papers.look import Look
from .. import kept
from ..kept import shipped_forms
from .line import GOOD, MOODS, Line, counted

TITLE = "党务工作台自检"
SAYS = "请从上往下念给维护人员听，先念“有问题”和“留意”的，报编号就行。里面没有姓名、单位名称和填写的内容。"
ORDINALS = "一二三四五六七八九十"
COLUMNS = (12.0, 16.0, 128.0)
"""Millimetres: the number, how it stands, what was found."""


def text(lines: Sequence[Line], now: datetime | None = None) -> str:
    """As plain text, to be read in any editor."""
    told = [TITLE, f"{_when(now)}　{counted(lines)}", SAYS]
    for number, (topic, those) in enumerate(_by_topic(lines)):
        told += ["", f"{ORDINALS[number]}、{topic}"]
        for at, line in those:
            told.append(f"{at:>2}. [{MOODS[line.mood]}] {line.says}")
            told += [f"    办法：{line.do}"] if line.do else []
    return "\n".join(told) + "\n"


def document(lines: Sequence[Line], now: datetime | None = None) -> Document:
    """As a page."""
    blocks: list[Block] = [Title(_run(TITLE))]
    blocks += [Paragraph(_run(words), indent=0) for words in (f"{_when(now)}　{counted(lines)}", SAYS)]
    rows: list[tuple[Runs, ...]] = [(_run("编号"), _run("结果"), _run("查到的"))]
    for topic, those in _by_topic(lines):
        for at, line in those:
            says = f"{topic}　{line.says}" + (f"\n办法：{line.do}" if line.do else "")
            rows.append((_run(str(at)), _run(MOODS[line.mood], bold=line.mood != GOOD), _run(says, bold=line.mood != GOOD)))
    blocks.append(Table(tuple(rows), COLUMNS))
    return Document(TITLE, tuple(blocks))


def pdf(lines: Sequence[Line]) -> bytes:
    """The page as a PDF; `Trouble` where there is no typeface to print it in, then the text must do."""
    dress, target = _look(), io.BytesIO()
    printed.write([document(lines)], dress, target, faces.find(dress, places.fonts(), places.chosen_fonts()))
    return target.getvalue()


def save(lines: Sequence[Line], out: Path) -> None:
    """Into a file: a page (.pdf), or text (.txt) that a Windows editor reads, too."""
    match out.suffix.lower():
        case ".pdf":
            files.replace(out, pdf(lines))
        case ".txt":
            files.replace(out, text(lines).replace("\n", "\r\n").encode("utf-8-sig"))
        case _:
            raise Refusal(f"自检结果存成 .txt 或 .pdf，文件名应以它们结尾，现为“{out.name}”")


def _by_topic(lines: Sequence[Line]) -> Iterator[tuple[str, list[tuple[int, Line]]]]:
    for topic, those in groupby(enumerate(lines, 1), key=lambda numbered: numbered[1].topic):
        yield topic, list(those)


def _when(now: datetime | None) -> str:
    now = now or datetime.now()
    return f"{now.year}年{now.month}月{now.day}日 {now:%H:%M}"


def _run(words: str, *, bold: bool = False) -> Runs:
    return (Run(clean(words), bold=bold),)


def _look() -> Look:
    """The standard's look, small enough for two pages."""
    of = looks.read(kept.catalogue(shipped_forms()).look)
    return of.model_copy(update={
        "grid": of.grid.model_copy(update={"size": 12.0, "tracking": 0.0, "pitch": 20.0, "lines": 33, "chars": 36}),
        "table": of.table.model_copy(update={"size": 10.5, "line": 16.0, "padding": 2.0})})
