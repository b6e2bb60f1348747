"""Every paper that is shipped, made from the sample office: whole, without gaps, and on its pages."""
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from partydesk import places
from partydesk.catalogue.period import Period
from partydesk.office import Office, printing
from partydesk.papers.document import Document, Signatures, Signoff, Table, plain
from partydesk.papers.faces import Faces, find
from partydesk.papers.look import MM, Look
from partydesk.papers.setting import Setter, Sheet, sheets, stretches
from partydesk.papers.turning import looks

PERIOD = "2025H1"
PAPERS = sorted(path.stem for path in (places.shipped("forms") / "papers").glob("*.md"))
WRONG = re.compile(r"【待补|\{\{|\}\}|\{%|<br>|\b(None|True|False)\b|（）|〔〕|，，|。。|、、|；；|，。|：。|（，|（、|、）|第号")
"""What stands where something was left out, or was printed that is not meant for people."""
BY_HAND = {"签名", "备注", "优秀", "合格", "基本合格", "不合格"}
"""Columns left to the pen."""
LEAST = 2
"""Lines that stand above those who sign, on the same page."""


@pytest.fixture(scope="module")
def look(sample: Office) -> Look:
    return printing.layout(sample)


@pytest.fixture(scope="module")
def faces(look: Look) -> Faces:
    """The program's own typefaces, and none of this machine."""
    return find(look, places.fonts(), system=[])


def made(office: Office, id: str) -> list[Document]:
    """Every copy of a paper; of one for meetings, that of the last meeting of every kind."""
    paper = office.catalogue.paper(id)
    if not paper.roll:
        return [copy.document for copy in printing.copies(office, id, PERIOD)]
    meetings = [office.record(kind.id, listed.id) for kind in office.catalogue.kinds.values() if kind.roll
                for listed in office.records(kind.id, Period.read(PERIOD))[:1]]
    return [copy.document for record in meetings
            for copy in printing.of_form(office, id, record.kind, record.values, record.roll, record.reasons, id=record.id)]


def bare(cell: str) -> str:
    return re.sub(r"\s", "", cell)


def filled(document: Document) -> Iterator[tuple[str, bool]]:
    """The heads of a document's tables and the labels of its forms, and whether anything stands under or beside each."""
    for table in document.blocks:
        if isinstance(table, Table):
            rows = [[bare(plain(cell)) for cell in row] for row in table.rows]
            if table.head:
                yield from ((head, any(row[at] for row in rows[table.head:])) for at, head in enumerate(rows[table.head - 1]))
            else:
                yield from ((row[at], bool(row[at + 1])) for row in rows for at in range(0, len(row) - 1, 2))


def test_a_paper_stands_in_the_file_of_its_name(sample: Office) -> None:
    assert sorted(sample.catalogue.papers) == PAPERS


@pytest.mark.parametrize("id", PAPERS)
def test_it_says_where_it_stands_and_what_it_is_for(sample: Office, id: str) -> None:
    paper = sample.catalogue.paper(id)
    assert paper.summary or paper.roll or paper.tab != "summary"
    assert paper.summary or paper.roll or paper.hint.endswith("。")


@pytest.mark.parametrize("id", PAPERS)
def test_the_manual_says_what_it_prints(sample: Office, id: str) -> None:
    paper = sample.catalogue.paper(id)
    page = (places.shipped("docs") / "manual" / "papers.md").read_text("utf-8")
    assert paper.summary or paper.roll or f"\n| {re.sub('[“”]', '', paper.label)} |" in page


@pytest.mark.parametrize("id", PAPERS)
def test_every_copy_is_whole(sample: Office, id: str) -> None:
    copies = made(sample, id)
    assert copies
    seen: dict[str, bool] = {}
    for document in copies:
        assert document.title
        assert not WRONG.search(document.text), WRONG.search(document.text)
        for table in document.blocks:
            if isinstance(table, Table):
                assert len({len(row) for row in table.rows}) == 1
                assert len(table.rows) > table.head
        for label, has in filled(document):
            seen[label] = seen.get(label, False) or has
    if not sample.catalogue.paper(id).roll:                  # of a meeting, what was not filled in is left to the pen
        assert {label for label, has in seen.items() if not has and label not in BY_HAND} == set()


LEAST_OF: dict[str, dict[str, Any]] = {
    "responsibility_letter": {"number": "1", "duties": "一条"}, "family_pledge": {"family_name": "乙", "relation": "spouse"},
    "commitment": {"title": "承诺书"}, "integrity_talk": {"title": "谈话", "layer": "top"}, "complaint": {"title": "投诉"},
    "problem": {"title": "问题", "origin": "other", "closed": date(2025, 2, 2)}}
"""What a record must have, besides its date and whom it is about."""


@pytest.mark.parametrize("kind", LEAST_OF)
def test_of_the_least_that_a_record_must_have_no_gap_is_printed(office: Office, kind: str) -> None:
    person = office.save("staff", {"name": "甲", "party": "none"})
    blanks = office.catalogue.kind(kind).blanks
    whom = {id: person for id in ("person", "partner", "talker") if id in blanks and blanks[id].required}
    office.save(kind, {"date": date(2025, 2, 1)} | whom | LEAST_OF[kind], roll={person: "present"} if kind == "integrity_talk" else None)
    papers = [paper for paper in printing.papers_of(office.catalogue, office.catalogue.kind(kind)) if not paper.roll]
    assert papers
    for paper in papers:
        for copy in printing.copies(office, paper.id, PERIOD):
            assert not WRONG.search(copy.document.text), copy.document.text


@pytest.mark.parametrize("id", PAPERS)
def test_it_keeps_to_its_pages(sample: Office, look: Look, faces: Faces, id: str) -> None:
    copies = made(sample, id)
    longest = max(copies, key=lambda document: len(document.text))
    for document, page in zip(chosen := [copies[0], longest, copies[-1]], looks(chosen, look), strict=True):
        laid = list(sheets(document, Setter(page, faces)))
        for sheet in laid:
            _within(sheet, page, faces)
        _signed(document, laid)


def _within(sheet: Sheet, page: Look, faces: Faces) -> None:
    """Nothing stands beyond the margins."""
    left, right = page.page.left * MM, (page.page.width - page.page.right) * MM
    for words in sheet.words:
        for stretch in stretches(words, faces):
            assert left - 1 <= stretch.x <= stretch.end <= right + 1, words.text
        assert words.baseline < page.page.height * MM
    for rule in sheet.rules:
        assert left - 1 <= rule.x0 <= rule.x1 <= right + 1
        assert rule.y1 <= (page.page.height - page.page.bottom) * MM + 1


def _signed(document: Document, laid: list[Sheet]) -> None:
    """Those who sign do not stand alone on a page."""
    block = next((block for block in reversed(document.blocks) if isinstance(block, Signatures | Signoff)), None)
    if block is None:
        return
    last = "年　　月　　日" if isinstance(block, Signatures) else plain(block.date)
    own = max(map(len, block.parties)) + 1 if isinstance(block, Signatures) else 2
    sheet = next(sheet for sheet in reversed(laid) if any(words.text.endswith(last) for words in sheet.words))
    lines = {round(words.baseline) for words in sheet.words if words.text}
    assert len(lines) - 1 - own >= LEAST, "the page number, those who sign, and too little else"
