"""文书汇编: every paper that can be made in one folder, numbered, with an index that also says what could not be made."""
from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from partydesk.catalogue.period import Period
from partydesk.errors import Refusal
from partydesk.office import Office, binder, printing

HALF = "2025H1"
FEW = ("study_plan", "branch_summary", "minutes", "responsibility_letter", "problem_ledger")
WHOLE = bool(os.environ.get("PARTYDESK_ALL_PAPERS"))
"""Every paper takes a minute: `make papers` makes them, and the walk over every paper composes them."""


@pytest.fixture
def few(sample: Office) -> Iterator[Office]:
    """The sample office with one paper of each sort."""
    with Office.open(sample.place) as office:
        if not WHOLE:
            papers = {id: office.catalogue.papers[id] for id in FEW}
            office.catalogue = replace(office.catalogue, papers=papers, sentences={})
        yield office


def text_of(path: Path) -> tuple[int, str]:
    pdf = pypdfium2.PdfDocument(path)
    return len(pdf), "".join(pdf[n].get_textpage().get_text_range() for n in range(len(pdf))).replace("\r\n", "")


def test_every_paper_lies_there_as_word_and_pdf_and_stands_in_the_index(few: Office, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    done = binder.bind(few, HALF, tmp_path / "全部", told=lambda n, of: told.append((n, of)))
    assert all(one.name for one in done.papers), [one.why for one in done.papers if not one.name]
    assert told == [(n, len(done.papers)) for n in range(1, len(done.papers) + 1)]
    assert sorted(path.name for path in done.folder.iterdir()) == sorted(
        f"{name}{ending}" for name in (binder.INDEX, *(one.name for one in done.papers)) for ending in (".docx", ".pdf"))
    _pages, said = text_of(done.folder / f"{binder.INDEX}.pdf")
    for one in done.papers:
        assert one.number in said
        assert one.paper in said
        assert text_of(done.folder / f"{one.name}.pdf")[0] == one.pages
    numbers = [one.number for one in done.papers]
    assert numbers == sorted(set(numbers))
    if not WHOLE:
        assert {one.paper: one.copies for one in done.papers}["党支部半年工作总结"] == 3
        minutes = next(one for one in done.papers if one.paper == "会议记录")
        kinds = [kind for kind in few.catalogue.kinds.values()
                 if few.catalogue.paper("minutes") in printing.papers_of(few.catalogue, kind) and kind.shape == "activity"]
        assert 10 < minutes.copies <= len(kinds)


def test_paper_with_nothing_to_print_says_why(office: Office, tmp_path: Path) -> None:
    done = binder.bind(office, HALF, tmp_path / "全部")
    nothing = [one for one in done.papers if not one.name]
    assert {"会议记录", "签到表", "党员名册", "党员积分公示表"} <= {one.paper for one in nothing}
    assert all(one.why for one in nothing)
    said = text_of(done.folder / f"{binder.INDEX}.pdf")[1]
    assert "没有要签到的会议或活动" in said
    assert {path.stem for path in done.folder.iterdir()} == {binder.INDEX, *(one.name for one in done.papers if one.name)}


def test_folder_with_something_in_it_is_left_alone_and_nothing_half_written_stays(few: Office, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def told(_done: int, _of: int) -> None:
        raise Stopped
    before = sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(Stopped):
        binder.bind(few, HALF, tmp_path / "全部", told=told)
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    (tmp_path / "全部").mkdir()
    (tmp_path / "全部" / "别的.txt").write_text("在", "utf-8")
    with pytest.raises(Refusal, match="已有内容"):
        binder.bind(few, HALF, tmp_path / "全部")


def test_of_one_branch_only_its_own_meetings_are_there(sample: Office) -> None:
    """Else the minutes of another branch lie in the folder of this one."""
    paper, kind = sample.catalogue.paper("minutes"), sample.catalogue.kind("branch_committee")
    for name in ("机关第一党支部", "机关第二党支部", "机关第三党支部"):
        [copy] = binder._of_last(sample, paper, kind, Period.read(HALF), name)
        assert name in copy.document.text
