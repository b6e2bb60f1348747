"""The sample's summary and letters as files: held against the schema, LibreOffice, and the rules of the line."""
from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from partydesk.office import Office
from partydesk.office.printing import copies, export, printed
from partydesk.papers.document import Document, Heading, Paragraph, Run
from partydesk.papers.lines import CLOSING, OPENING
from tests.papers import reading

PERIOD = "2025H1"
CHECKER = Path(__file__).resolve().parents[2] / "build" / "node" / "node_modules" / ".bin" / "ooxml-validator"


@pytest.fixture(scope="module")
def summary(sample: Office) -> Document:
    return copies(sample, "half_year_summary", PERIOD)[0].document


@pytest.fixture(scope="module")
def letters(sample: Office) -> list[Document]:
    return [copy.document for copy in copies(sample, "responsibility_letter", PERIOD)]


def test_every_figure_is_printed_and_nothing_is_missing(summary: Document, sample: Office) -> None:
    assert {run.figure for block in summary.blocks for run in getattr(block, "runs", ()) if run.figure} == set(
        sample.catalogue.figures)
    assert "待补" not in summary.text


def test_a_word_file_has_no_schema_error(sample: Office, tmp_path: Path) -> None:
    assert CHECKER.exists(), "the checker is not installed: `make test` installs it"
    for paper in ("half_year_summary", "responsibility_letter"):
        out = tmp_path / f"{paper}.docx"
        export(sample, paper, PERIOD, out)
        done = subprocess.run([CHECKER, out], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert not re.search(r'"(ErrorType|Description|errorType)"', done.stdout), done.stdout[:2000]


def test_no_line_begins_or_ends_with_the_wrong_mark(summary: Document, letters: list[Document], sample: Office) -> None:
    data, said = printed(sample, [summary, *letters])
    pages = reading.pages(data)
    assert said.missing == ()
    assert len(pages) == said.pages
    wrong = [row.text for page in pages for row in page.body
             if row.text[0] in CLOSING or row.text[-1] in OPENING]
    assert wrong == []


def test_every_font_is_embedded_and_the_text_can_be_copied(summary: Document, sample: Office) -> None:
    data, _ = printed(sample, [summary])
    fonts = re.findall(rb"/FontFile2? \d+ 0 R", data)
    descriptors = re.findall(rb"/Type /FontDescriptor", data)
    assert len(fonts) == len(descriptors) >= 4
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    assert "组织集中学习16次" in re.sub(r"\s", "", text)


def test_fifty_six_letters_of_two_pages(letters: list[Document], sample: Office) -> None:
    assert len(letters) == 56
    assert printed(sample, letters)[1].pages == 112


def in_chinese(document: Document) -> Document:
    """The same paper with its digits as Chinese ones.

    LibreOffice 7.4 adds a space beside every digit whatever the file says (Word and we do not), and lets ％ begin a line.
    """
    digits = str.maketrans("0123456789", "〇一二三四五六七八九")
    return replace(document, blocks=tuple(
        replace(block, runs=tuple(Run(run.text.translate(digits).replace("%", "成").replace(".", "．"))
                                  for run in block.runs if not run.note))
        if isinstance(block, Heading | Paragraph) else block for block in document.blocks), notes=())


def test_libreoffice_breaks_the_summary_as_the_pdf_does(
        summary: Document, laid_out: Callable[[Sequence[Document]], bytes], sample: Office) -> None:
    document = in_chinese(summary)
    theirs = reading.pages(laid_out([document]))
    ours = reading.pages(printed(sample, [document])[0])
    assert len(theirs) == len(ours) >= 9
    assert [[row.text for row in page.body] for page in theirs] == [[row.text for row in page.body] for page in ours]
    for page in theirs[1:-2]:
        assert 21 <= len(page.body) <= 22       # a heading kept with its text may leave one line free
    assert max(len(row.chars) for page in theirs for row in page.body) == 28


def test_libreoffice_gives_the_summary_as_it_is_full_pages(
        summary: Document, laid_out: Callable[[Sequence[Document]], bytes]) -> None:
    pages = reading.pages(laid_out([summary]))
    assert [page.foot.text for page in pages] == [f"—{n}—" for n in range(1, len(pages) + 1)]
    lines = [[row for row in page.body if row.size > 14] for page in pages]    # a raised note mark is no line
    assert all(21 <= len(page) <= 22 for page in lines[1:-2])


def test_a_paper_opens_in_word_processors_as_a_whole(sample: Office, tmp_path: Path) -> None:
    out = tmp_path / "责任书"
    done = export(sample, "responsibility_letter", PERIOD, out)
    assert len(done.files) == 56
    assert len({path.name for path in done.files}) == 56
    import docx
    first = docx.Document(io.BytesIO(done.files[0].read_bytes()))
    assert "党风廉政建设责任书" in first.paragraphs[0].text
