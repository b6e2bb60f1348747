"""A page to try a look on: a short text with one of each thing that a look decides, set as papers are."""
from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from .. import places
from ..papers import faces, pdf
from ..papers.document import Document, Heading, Paragraph, Run, Runs, Signoff, Table, Title
from ..papers.look import Look
from . import typefaces
from .office import Office
from .typefaces import Used


@dataclass(frozen=True)
class Specimen:
    """The page as a PDF, what its roles are printed with, and the typefaces here that a licence would let in."""

    pdf: bytes
    used: tuple[Used, ...]
    licensable: tuple[str, ...]


def specimen(office: Office, look: Look, folder: Path | None, licensed: Collection[str]) -> Specimen:
    """The page in a look, with the typefaces of a folder besides the system's and those with a licence."""
    target = io.BytesIO()
    here = faces.find(look, places.fonts(), folder, licensed=licensed)
    done = pdf.write([_text(office.setting("office") or "中共××县委政法委员会")], look, target, here)
    return Specimen(target.getvalue(), tuple(typefaces.used(look, done)), faces.licensable(look, folder))


def _run(text: str) -> Runs:
    return (Run(text),)


def _text(name: str) -> Document:
    body = ("上半年组织集中学习16次，参加320人次，学习覆盖率98.6%；开展专题研讨4场，“先学一步、学深一层”成了习惯。"
            "谈心谈话做到全覆盖，听到的意见当天登记，能办的马上办，不能办的说明理由，做到件件有着落、事事有回音。")
    return Document("版式示例", (
        Title(_run(f"{name}关于版式的示例")),
        Paragraph(_run("这一页是示例文字，看的是版式：页边距、行距、字体、字号和页码。")),
        Heading(1, _run("一、学习教育")), Heading(2, _run("（一）集中学习")), Paragraph(_run(body)),
        Heading(3, _run("1. 参加情况")), Paragraph(_run(body)),
        Heading(4, _run("（1）请假的补学")), Paragraph(_run("因事请假的在两周内补学；人名中的生僻字如陈𬭎、龚䶮，照常印出。")),
        Heading(1, _run("二、数字列表")),
        Table(tuple(tuple(map(_run, row)) for row in (("项目", "次数", "人次"), ("集中学习", "16", "320"), ("专题研讨", "4", "80")))),
        *(Paragraph(_run(body)) for _ in range(2)),
        Signoff(_run(name), _run("2025年7月5日"))))
