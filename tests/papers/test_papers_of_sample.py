"""The sample's papers as files: held against the schema, LibreOffice, and the rules of the line."""
from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2
import pytest

from partydesk.catalogue.period import Period
from partydesk.office import Office, columns, ledgers, listing
from partydesk.office.batch import put
from partydesk.office.listing import View
from partydesk.office.printing import copies, export, of_form, printed
from partydesk.papers import tables
from partydesk.papers.document import Document, Paragraph, Table, Title, plain
from partydesk.papers.faces import Faces
from partydesk.papers.lines import CLOSING, OPENING
from partydesk.papers.look import Look
from partydesk.papers.setting import Setter, sheets
from partydesk.papers.turning import looks
from tests.papers import reading
from tests.papers.reading import Page

PERIOD = "2025H1"
CHECKER = Path(__file__).resolve().parents[2] / "build" / "node" / "node_modules" / ".bin" / "ooxml-validator"
BATCH = 56
"""Copies of one paper that are looked at."""

LAID = 20
"""Letters of the batch that LibreOffice lays out."""


@pytest.fixture(scope="module")
def summary(sample: Office) -> Document:
    return copies(sample, "half_year_summary", PERIOD)[0].document


@pytest.fixture(scope="module")
def letters(sample: Office) -> list[Document]:
    return [copy.document for copy in copies(sample, "responsibility_letter", PERIOD)]


@pytest.fixture(scope="module")
def ledger(sample: Office) -> Document:
    return copies(sample, "problem_ledger", PERIOD)[0].document


@pytest.fixture(scope="module")
def both(summary: Document, letters: list[Document], ledger: Document, gbt: Look, own: Faces,
         printed: Callable[..., tuple[object, bytes]], laid_out: Callable[..., list[bytes]]) -> dict[str, tuple[list[Page], list[Page]]]:
    """Summary, merged batch and ledger: the pages of LibreOffice, and ours in the same typefaces."""
    files = {"summary": [summary], "letters": letters[:LAID], "ledger": [ledger]}
    theirs = laid_out(*files.values())
    return {name: (reading.pages(file), reading.pages(printed(*documents)[1]))
            for (name, documents), file in zip(files.items(), theirs, strict=True)}


def test_every_figure_is_printed_and_nothing_is_missing(summary: Document, sample: Office) -> None:
    assert {run.figure for block in summary.blocks for run in getattr(block, "runs", ()) if run.figure} == set(
        sample.catalogue.figures)
    assert "待补" not in summary.text


@pytest.fixture(scope="module")
def files(sample: Office, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The summary, a merged batch, a ledger that is a paper and one that is a list, each as Word file and as PDF."""
    folder = tmp_path_factory.mktemp("papers")
    for ending in (".docx", ".pdf"):
        for paper in ("half_year_summary", "responsibility_letter", "problem_ledger"):
            export(sample, paper, PERIOD, folder / f"{paper}{ending}")
        shown = columns.standard(sample.catalogue.kind("problem"), 2025)
        ledgers.export(sample, ledgers.of_list(sample, listing.listed(sample, View("problem"), shown), shown), folder / f"list{ending}")
    return sorted(folder.iterdir())


def test_a_word_file_has_no_schema_error(files: list[Path]) -> None:
    assert CHECKER.exists(), "the checker is not installed: `make test` installs it"
    words = [path for path in files if path.suffix == ".docx"]
    assert len(words) == 4
    for path in words:
        done = subprocess.run([CHECKER, path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert not re.search(r'"(ErrorType|Description|errorType)"', done.stdout), done.stdout[:2000]


def test_a_pdf_is_whole_and_every_font_is_embedded_with_its_characters(files: list[Path]) -> None:
    shown = [path for path in files if path.suffix == ".pdf"]
    assert len(shown) == 4
    for path in shown:
        checked = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stderr) == (0, ""), checked.stderr
        table = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
        assert len(table) >= 3
        for line in table:                           # …type, encoding, embedded, subset, ToUnicode, object
            assert line.split()[-5:-2] == ["yes", "yes", "yes"], line


def every_paper(office: Office) -> Iterator[tuple[str, list[Document]]]:
    """Each paper of the catalogue with some copies, those of a meeting for one meeting of each kind."""
    period = Period.read(PERIOD)
    for paper in office.catalogue.papers.values():
        if not paper.roll:
            yield paper.id, [copy.document for copy in copies(office, paper.id, period)[:BATCH]]
            continue
        for kind in office.catalogue.kinds.values():
            for record in office.records(kind.id, period)[:1] if kind.roll else ():
                yield paper.id, [copy.document for copy in of_form(
                    office, paper.id, kind.id, record.values, record.roll, record.reasons, id=record.id)]


def test_no_line_of_any_paper_begins_or_ends_with_the_wrong_mark(sample: Office, gbt: Look, own: Faces) -> None:
    seen = set()
    for paper, documents in every_paper(sample):
        seen.add(paper)
        for document, page in zip(documents, looks(documents, gbt), strict=True):
            lines = [words.text for sheet in sheets(document, Setter(page, own)) for words in sheet.words if words.text]
            assert lines
            assert not [line for line in lines if line[0] in CLOSING or line[-1] in OPENING], paper
    assert seen == set(sample.catalogue.papers)


def test_the_text_can_be_copied_out(summary: Document, sample: Office) -> None:
    data, said = printed(sample, [summary])
    assert said.missing == ()
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))
    assert "组织集中学习16次" in re.sub(r"\s", "", text)


def test_fifty_six_letters_of_two_pages(letters: list[Document], sample: Office) -> None:
    assert len(letters) == 56
    assert printed(sample, letters)[1].pages == 112


def lines(pages: list[Page]) -> list[str]:
    """The lines of a text, without the raised marks of notes."""
    return [text for page in pages for row in page.body if (text := "".join(char.char for char in row.chars if char.size > 12))]


def cells(pages: list[Page], document: Document, look: Look) -> list[str]:
    """The lines above a ledger, then those within its cells, column by column."""
    page = looks([document], look)[0]
    told = {bare(plain(block.runs)) for block in document.blocks if isinstance(block, Title | Paragraph)}
    above = [row for one in pages for row in one.rows if bare(row.text) in told]
    edges, x = [], page.page.left / reading.MM
    table = next(block for block in document.blocks if isinstance(block, Table))
    for column in tables.columns(table, page):
        edges.append((x, x + column.width))
        x += column.width
    found = [row.text for row in above]
    for start, end in edges:
        for one in pages:
            by_line: dict[int, str] = {}
            inside = (char for row in one.rows if row not in above for char in row.chars if start <= char.x < end)
            for char in sorted(inside, key=lambda char: char.x):
                near = next((y for y in by_line if abs(y - char.y) < 2), round(char.y))
                by_line[near] = by_line.get(near, "") + char.char
            found += [by_line[y] for y in sorted(by_line, reverse=True)]
    return found


def bare(text: str) -> str:
    """A text without its spaces, which leave no ink."""
    return "".join(text.split())


def compared(theirs: list[str], ours: list[str]) -> tuple[float, list[tuple[list[str], list[str]]]]:
    """The part of our lines that LibreOffice breaks in the same way, and where the two differ."""
    steps = SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes()
    apart = [(theirs[a:b], ours[c:d]) for kind, a, b, c, d in steps if kind != "equal"]
    return 1 - sum(len(mine) for _, mine in apart) / len(ours), apart


@pytest.mark.parametrize("name", ["summary", "letters", "ledger"])
def test_libreoffice_breaks_the_lines_as_the_pdf_does(name: str, both: dict[str, tuple[list[Page], list[Page]]],
                                                      ledger: Document, gbt: Look) -> None:
    theirs, ours = both[name]
    assert len(theirs) == len(ours) > 8
    alike, apart = compared(*((cells(pages, ledger, gbt) if name == "ledger" else lines(pages)) for pages in (theirs, ours)))
    assert alike >= 0.98, (alike, apart[:5])
    for _, mine in apart:                            # of pure Chinese, every line
        assert any(char.isascii() for char in "".join(mine)), mine


@pytest.mark.parametrize("name", ["summary", "letters"])
def test_libreoffice_fills_pages_with_22_lines_of_28_characters(name: str, both: dict[str, tuple[list[Page], list[Page]]]) -> None:
    theirs, ours = both[name]
    for pages in (theirs, ours):
        texts = [lines([page]) for page in pages]
        assert max(map(len, texts)) <= 22
        assert max(sum(1 if ord(char) > 255 else 0.5 for char in text) for page in texts for text in page) == 28
        if name == "summary":
            assert [page.foot.text for page in pages] == [f"—{n}—" for n in range(1, len(pages) + 1)]
            full = [len(page) for page in texts[1:-2]]
            assert min(full) >= 20                   # two headings kept with their text leave two lines free
            assert full.count(22) >= len(full) / 2


def test_a_paper_opens_in_word_processors_as_a_whole(sample: Office, tmp_path: Path) -> None:
    out = tmp_path / "责任书"
    done = put(sample, copies(sample, "responsibility_letter", PERIOD), out)
    assert len(done.files) == 56
    assert len({path.name for path in done.files}) == 56
    import docx
    first = docx.Document(io.BytesIO(done.files[0].read_bytes()))
    assert "党风廉政建设责任书" in first.paragraphs[0].text
