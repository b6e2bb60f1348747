"""空白表: every kind of record on paper, to be filled in by hand."""
from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from partydesk import places
from partydesk.catalogue.catalogue import Catalogue, load
from partydesk.catalogue.fields import Choice
from partydesk.errors import Refusal
from partydesk.office import Office, blank_form
from partydesk.office.kept import shipped_forms
from partydesk.office.profiles import layout
from partydesk.papers import pdf
from partydesk.papers.document import Table, plain
from partydesk.papers.faces import Faces, find
from partydesk.papers.look import MM, Look

SHIPPED = load(shipped_forms())


@pytest.fixture(scope="module")
def look(sample: Office) -> Look:
    return blank_form.look(layout(sample))


@pytest.fixture(scope="module")
def faces(look: Look) -> Faces:
    return find(look, places.fonts())


@pytest.mark.parametrize("id", SHIPPED.kinds)
def test_every_kind_has_a_blank_form_that_fits_its_paper(id: str, shipped: Catalogue, look: Look, faces: Faces) -> None:
    """At most a leaf; nothing beyond the margins; no box to tick is parted from its words."""
    kind, target = shipped.kinds[id], io.BytesIO()
    done = pdf.write([blank_form.document(kind, 2025, "中共试验县委政法委员会")], look, target, faces)
    assert not done.missing
    pages = pypdfium2.PdfDocument(target.getvalue())
    assert len(pages) <= 2
    for page in pages:
        for at in range((text := page.get_textpage()).count_chars()):
            left, _, right, _ = text.get_charbox(at)
            assert left >= look.page.left * MM - 1
            assert right <= (look.page.width - look.page.right) * MM + 2, text.get_text_range(at, 1)
    lines = "\n".join(page.get_textpage().get_text_range() for page in pages).replace("\r", "").splitlines()
    assert not [line for line in lines if line.endswith("□")]


@pytest.mark.parametrize("id", SHIPPED.kinds)
def test_every_blank_is_on_it_and_what_must_be_filled_in_is_marked(id: str, shipped: Catalogue) -> None:
    kind = shipped.kinds[id]
    made = blank_form.document(kind, 2025)
    [table, *rolls] = [block for block in made.blocks if isinstance(block, Table)]
    labels = [plain(row[0]) for row in table.rows if row[0]]
    assert labels == [blank.label + "*" * blank.required for blank in kind.shown(2025)]
    ticked = "".join(plain(row[1]) for row in table.rows)
    for blank in kind.shown(2025):
        if isinstance(blank, Choice):
            assert all("□" + words in ticked for words in blank.choices.values())
    assert bool(rolls) == bool(kind.roll)


def test_a_form_is_written_as_pdf_and_as_word(sample: Office, tmp_path: Path) -> None:
    for name in ("会议.pdf", "会议.docx"):
        blank_form.export(sample, "study", tmp_path / name)
        assert (tmp_path / name).stat().st_size > 3000
    assert subprocess.run(["qpdf", "--check", tmp_path / "会议.pdf"], capture_output=True, check=False).returncode == 0
    with pytest.raises(Refusal, match="可用 .pdf、.docx"):
        blank_form.export(sample, "study", tmp_path / "会议.txt")
