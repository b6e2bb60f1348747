"""恢复码: the page for the office's safe, with the code that opens an encrypted office when no password does any more."""
from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from .. import places
from ..errors import Refusal
from ..papers import faces, files, pdf
from ..papers import look as looks
from ..papers.document import Block, Document, Heading, Paragraph, Run, Runs, Table, Title, clean
from ..papers.look import Look
from ..records import recovery
from . import kept
from .kept import shipped_forms

ACROSS = 3
"""Groups in a line."""
SIZE, LINE, PADDING = 30.0, 40.0, 6.0
"""Pt of the code: it is copied by hand, by somebody in a hurry."""
SAYS = {
    "什么时候用": "口令都忘了，或知道口令的人都不在了：打开办公室时选“用恢复码打开”，照着上面输入，大小写、空格和短横都不要紧。"
                  "打开后请立刻给自己设一个新口令。",
    "怎么保管": "装进信封封好，放进单位的保险柜。不要拍照，不要存进电脑，不要和电脑放在一起。"
                "谁拿到这张纸和办公室文件，谁就能看到全部内容。",
    "请务必知道": "口令和这个恢复码都没有了，数据就永远打不开了。本程序没有后门，作者和任何人都不能代为找回。"
                  "换过恢复码或换过新钥匙后，旧的这一张就作废，请销毁。"}


def code_sheet(office: str, code: str) -> bytes:
    """The page as a PDF; `office` is whose it is."""
    dress, target = _look(), io.BytesIO()
    pdf.write([document(office, code, date.today())], dress, target, faces.find(dress, places.fonts(), places.chosen_fonts()))
    return target.getvalue()


def put_sheet(out: Path, office: str, code: str) -> None:
    """The page as a file."""
    if out.suffix.lower() != ".pdf":
        raise Refusal(f"恢复码存成 PDF，文件名应以 .pdf 结尾，现为“{out.name}”")
    files.replace(out, code_sheet(office, code))


def document(office: str, code: str, day: date) -> Document:
    """The page itself."""
    groups = recovery.grouped(recovery.read(code)).split("-")
    rows = [tuple(_run(group) for group in groups[at:at + ACROSS]) for at in range(0, len(groups), ACROSS)]
    blocks: list[Block] = [
        Title(_run("党务工作台恢复码")),
        Paragraph(_run(f"单位：{office or '（未填）'}"), indent=0),
        Paragraph(_run(f"日期：{day.year}年{day.month}月{day.day}日"), indent=0),
        Table(tuple(rows), (52.0,) * ACROSS, head=0),
        Paragraph(_run("一共九组，每组三个字符；没有 0、O、1、I、L。"), indent=0, align="center")]
    for heading, words in SAYS.items():
        blocks += [Heading(1, _run(heading)), Paragraph(_run(words))]
    return Document("恢复码", tuple(blocks))


def _run(text: str) -> Runs:
    return (Run(clean(text).replace("\n", " ")),)


def _look() -> Look:
    """The standard's look on one page, with the code in large letters."""
    of = looks.read(kept.catalogue(shipped_forms()).look)
    return of.model_copy(update={
        "grid": of.grid.model_copy(update={"size": 14.0, "tracking": 0.0, "pitch": 24.0, "lines": 28, "chars": 32}),
        "table": of.table.model_copy(update={"size": SIZE, "line": LINE, "padding": PADDING})})
