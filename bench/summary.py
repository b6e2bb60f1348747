"""The half-year summary as .docx and .pdf from an open office, beside docxtpl and LibreOffice on the same text."""
from __future__ import annotations

import io
import subprocess
from pathlib import Path

from docx import Document as Word
from docxtpl import DocxTemplate

from partydesk.office import Office
from partydesk.office.printing import copies, put
from partydesk.office.sample import make

from .timing import Ratio, pair

PAPER, PERIOD = "half_year_summary", "2025H1"


def ratio(folder: Path, runs: int = 3) -> Ratio:
    place = folder / "sample.partydesk"
    make(place)
    office = Office.open(place)
    template, values = as_template(office)

    def ours() -> None:
        made = copies(office, PAPER, PERIOD)
        for name in ("ours.docx", "ours.pdf"):
            put(office, made, folder / name)

    def floor() -> None:
        made = DocxTemplate(io.BytesIO(template))
        made.render(values, autoescape=True)
        made.save(folder / "theirs.docx")
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf",
                        "--outdir", str(folder), str(folder / "theirs.docx")], check=True, capture_output=True)

    found = pair("summary, both files", ours, floor, "<= 0.1", "docxtpl, then LibreOffice", runs)
    office.close()
    return found


def as_template(office: Office) -> tuple[bytes, dict[str, str]]:
    """The same paragraphs as a docxtpl template, each figure a tag, and what the tags stand for."""
    word, values = Word(), {}
    for block in copies(office, PAPER, PERIOD)[0].document.blocks:
        paragraph = word.add_paragraph()
        for run in getattr(block, "runs", ()):
            if run.figure:
                tag = f"f{len(values)}"
                values[tag] = run.text
                paragraph.add_run("{{ " + tag + " }}")
            else:
                paragraph.add_run(run.text)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue(), values
