"""56 letters on an office's own Word file, one file each and all in one, beside docxtpl on the same form and values."""
from __future__ import annotations

import io
from pathlib import Path

from docx import Document
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from partydesk.papers.blanks import Facts, Form
from partydesk.papers.merged import merge

from .timing import Ratio, pair

LETTERS = 56
CLAUSES = 14


def ratio(folder: Path, runs: int = 3) -> list[Ratio]:
    word = Document()
    word.add_paragraph("{{年度}}年度党风廉政建设责任书")
    word.add_paragraph("{{单位}}与{{姓名}}同志（{{职务}}）签订本责任书。")
    for number in range(1, CLAUSES + 1):
        word.add_paragraph(f"（{number}）认真履行“一岗双责”，把党风廉政建设与业务工作同部署、同落实、同检查、同考核。")
    word.add_paragraph("{{单位}}（盖章）　　责任人（签字）：{{姓名}}　　职务：{{职务}}")
    target = io.BytesIO()
    word.save(target)
    data = target.getvalue()
    values = [{"年度": "2025", "单位": "中共某县委政法委员会", "姓名": f"第{n}人", "职务": "科长"} for n in range(LETTERS)]

    def each() -> None:
        form = Form.open(data)
        for number, said in enumerate(values):
            (folder / f"{number}.docx").write_bytes(form.filled(Facts(said)))

    def together() -> None:
        (folder / "all.docx").write_bytes(merge(Form.open(data), [Facts(said) for said in values], duplex=True))

    def theirs() -> None:
        for number, said in enumerate(values):
            made = DocxTemplate(io.BytesIO(data))
            made.render(said, jinja_env=SandboxedEnvironment(autoescape=True))
            made.save(folder / f"{number}.docx")

    return [pair(f"{LETTERS} letters, each", each, theirs, "<= 0.125", "docxtpl", runs),
            pair(f"{LETTERS} letters, one file", together, theirs, "<= 0.125", "docxtpl, not put together", runs)]
