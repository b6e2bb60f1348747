"""Papers to PDF beside Typst setting the same text on the same page in the same fonts; .docx letters beside docxtpl.

Warm: both have their program and their fonts in memory, and get other words each time, as a clerk's next paper has
them. Typst's parts that it has set before stay in its memory as they would; its tags are left out, for ours has none.
Whole process: the interpreter, every import, the search for fonts and the file, from the same text.
"""
from __future__ import annotations

import io
import itertools
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
import typst
from docx import Document as Word
from docxtpl import DocxTemplate

from partydesk import places
from partydesk.office import Office
from partydesk.office.printing import Copy, copies, layout
from partydesk.office.sample import make
from partydesk.papers import docx, pdf
from partydesk.papers.document import Block, Document, PageBreak, Runs, Signatures, Signoff, Table
from partydesk.papers.faces import find
from partydesk.papers.look import Look

from .timing import Ratio, pair
from .typeset import source

SUMMARY, LETTER, PERIOD, LETTERS, WORDS = "half_year_summary", "responsibility_letter", "2025H1", 320, 40
AGAIN = "甲乙丙丁戊己庚辛"
"""Follow a name when the letters of the sample office are used up."""

SIGNS = "的地得之其此该各这那为以及与和在到从对把被将就都也还又再更最"
"""One for each run."""

OURS = """
import pickle, sys
from pathlib import Path
from partydesk import places
from partydesk.papers import look, pdf
from partydesk.papers.faces import find
documents, words = pickle.loads(Path(sys.argv[1]).read_bytes())
page = look.read(words)
with open(sys.argv[2], "wb") as target:
    pdf.write(documents, page, target, find(page, places.fonts()))
"""
THEIRS = """
import sys, typst
typst.compile(sys.argv[1], output=sys.argv[2], font_paths=[sys.argv[3]], pdf_tags=False)
"""


def ratio(folder: Path, runs: int = 7) -> Iterator[Ratio]:
    place = folder / "sample.partydesk"
    make(place)
    office = Office.open(place)
    look = layout(office)
    summary = [copy.document for copy in copies(office, SUMMARY, PERIOD)]
    letters = many(copies(office, LETTER, PERIOD), LETTERS)
    words = office.catalogue.look
    office.close()
    yield warm("summary, PDF", folder, summary, look, runs, "<= 1.2")
    yield warm("320 letters, PDF", folder, letters, look, max(3, runs // 2), "<= 1.5")
    yield whole("summary, process", folder, summary, look, words, runs)
    yield whole("320 letters, process", folder, letters, look, words, max(3, runs // 2))
    yield one_by_one(folder, letters[:WORDS], look, max(3, runs // 2))


def warm(name: str, folder: Path, documents: Sequence[Document], look: Look, runs: int, bound: str) -> Ratio:
    """Two programs that are running already."""
    turn, theirs = itertools.count(), itertools.count()
    fonts = find(look, places.fonts())
    sources = [folder / f"{name}{n}.typ" for n in range(runs + 1)]
    for n, path in enumerate(sources):
        path.write_text(source(other(documents, n), look, fonts), "utf-8")
    compiler = typst.Compiler(str(sources[0]), font_paths=[str(places.fonts())])
    texts = [path.read_bytes() for path in sources]
    ours = [other(documents, n) for n in range(runs + 1)]

    def write() -> bytes:
        target = io.BytesIO()
        pdf.write(ours[next(turn)], look, target, find(look, places.fonts()))
        return target.getvalue()

    found = pair(name, write, lambda: compiler.compile(texts[next(theirs)], pdf_tags=False), bound, "Typst, both running", runs)
    turn, theirs = itertools.count(), itertools.count()
    assert pages(write()) == pages(compiler.compile(texts[0], pdf_tags=False))
    return found


def whole(name: str, folder: Path, documents: Sequence[Document], look: Look, words: str, runs: int) -> Ratio:
    """Two programs from nothing."""
    kept, text = folder / "documents.pickle", folder / "documents.typ"
    kept.write_bytes(pickle.dumps((documents, words)))
    text.write_text(source(documents, look, find(look, places.fonts())), "utf-8")

    def run(script: str, *more: str) -> None:
        subprocess.run([sys.executable, "-c", script, *more], check=True, capture_output=True)

    return pair(name, lambda: run(OURS, str(kept), str(folder / "ours.pdf")),
                lambda: run(THEIRS, str(text), str(folder / "theirs.pdf"), str(places.fonts())), "", "Typst, whole processes", runs)


def one_by_one(folder: Path, documents: Sequence[Document], look: Look, runs: int) -> Ratio:
    """Letters as Word files, one each, beside docxtpl filling in the names."""
    template, values = as_template(documents)

    def ours() -> None:
        for n, document in enumerate(documents):
            with (folder / f"ours{n}.docx").open("wb") as target:
                docx.write([document], look, target)

    def floor() -> None:
        for n, own in enumerate(values):
            made = DocxTemplate(io.BytesIO(template))
            made.render(own, autoescape=True)
            made.save(folder / f"theirs{n}.docx")

    return pair(f"{len(documents)} letters, .docx", ours, floor, "<= 0.125", "docxtpl", runs)


def as_template(documents: Sequence[Document]) -> tuple[bytes, list[dict[str, str]]]:
    """Letters as a docxtpl template, each paragraph a tag, and what the tags stand for in each."""
    word = Word()
    texts = [document.text.split("\n") for document in documents]
    for at in range(max(map(len, texts))):
        word.add_paragraph("{{ line" + str(at) + " }}")
    target = io.BytesIO()
    word.save(target)
    return target.getvalue(), [{f"line{at}": line for at, line in enumerate(lines)} for lines in texts]


def many(made: Sequence[Copy], number: int) -> list[Document]:
    """As many letters as that, each to another name."""
    letters = []
    for n in range(number):
        copy = made[n % len(made)]
        name = copy.name.split()[-1]
        own = name if n < len(made) else name + AGAIN[n // len(made)]
        letters.append(changed(copy.document, lambda text, name=name, own=own: text.replace(name, own)))
    return letters


def other(documents: Sequence[Document], n: int) -> list[Document]:
    """The same papers in as many words, some of them other ones: no paragraph of any length is as it was."""
    sign = SIGNS[n]
    return [changed(document, lambda text: text.replace("的", sign).replace("，", f"，{sign}")) for document in documents]


def changed(document: Document, change: Callable[[str], str]) -> Document:
    """`document` with every run changed."""
    def runs(old: Runs) -> Runs:
        return tuple(replace(run, text=change(run.text)) for run in old)

    def block(old: Block) -> Block:
        match old:
            case Table(rows):
                return replace(old, rows=tuple(tuple(map(runs, row)) for row in rows))
            case Signatures(parties):
                return Signatures(tuple(tuple(map(runs, lines)) for lines in parties))
            case Signoff(name, date):
                return replace(old, name=runs(name), date=runs(date))
            case PageBreak():
                return old
        return replace(old, runs=runs(old.runs))

    return replace(document, blocks=tuple(map(block, document.blocks)),
                   notes=tuple(replace(note, runs=runs(note.runs)) for note in document.notes))


def pages(file: bytes) -> int:
    """How many pages a PDF has."""
    with pypdfium2.PdfDocument(file) as document:
        return len(document)
