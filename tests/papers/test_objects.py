"""What a PDF consists of: the register leads to every object, and the list of contents is a tree that readers unfold."""
from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from partydesk.papers.objects import Listed, Objects

LEVELS = (0, 1, 2, 2, 1, 0, 0, 1)


@pytest.fixture(scope="module")
def file() -> bytes:
    """Two pages, one turned, and a list of contents of eight entries."""
    made, target = Objects(), io.BytesIO()
    pages = [made.page("1 w 0 0 m 10 10 l S", 595.2756, 841.8898), made.page("", 841.8898, 595.2756)]
    entries = [Listed(f"第{n}项(𠮷", pages[n % 2], 800.5 - n, level) for n, level in enumerate(LEVELS)]
    made.save(target, "总结（𠮷）" + "长" * 300, "<< >>", entries)
    return target.getvalue()


def test_the_register_leads_to_every_object(file: bytes) -> None:
    start, = re.findall(rb"startxref\n(\d+)\n%%EOF\n$", file)
    assert file[int(start):].startswith(b"xref\n0 ")
    places = re.findall(rb"(\d{10}) 00000 n \n", file)
    assert len(places) == file.count(b" 0 obj\n") == file.count(b"\nendobj\n") > len(LEVELS)
    for number, place in enumerate(places, 1):
        assert file[int(place):].startswith(b"%d 0 obj\n" % number)


def test_the_list_of_contents_is_a_tree(file: bytes) -> None:
    with PdfDocument(file) as shown:
        found = [(entry.level, entry.get_title(), entry.get_dest().get_index(), entry.get_dest().get_view()[1][1], entry.get_count())
                 for entry in shown.get_toc()]
    counts = (2, -2, 0, 0, 0, 0, 1, 0)               # of those under it; less than none: folded
    assert found == [(level, f"第{n}项(𠮷", n % 2, 800.5 - n, counts[n]) for n, level in enumerate(LEVELS)]


def test_the_title_is_read_and_the_pages_have_their_measures(file: bytes) -> None:
    with PdfDocument(file) as shown:
        assert shown.get_metadata_dict()["Title"] == "总结（𠮷）" + "长" * 245
        assert [page.get_size() for page in shown] == [(595, 842), (842, 595)]        # as printers name A4


def test_a_checker_finds_no_fault(file: bytes, tmp_path: Path) -> None:
    qpdf = shutil.which("qpdf")
    assert qpdf, "qpdf is not installed: `make test` installs it"
    (tmp_path / "made.pdf").write_bytes(file)
    found = subprocess.run([qpdf, "--check", tmp_path / "made.pdf"], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
