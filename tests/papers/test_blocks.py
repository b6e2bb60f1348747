"""Every block, in every writer: a new block shows up here with the name of the writer that forgot it."""
from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest

from partydesk.papers.document import (
    Annex,
    Block,
    Document,
    Enclosures,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Signatures,
    Signoff,
    Table,
    Title,
    plain,
    runs_of,
)
from partydesk.papers.docx import bookmark
from partydesk.papers.pdf import Printed
from tests.papers import reading

NUMBER = Run("16次", figure="study.group_sessions")
SAMPLES: dict[type, Block] = {
    Title: Title((Run("清源县总结之"), NUMBER)),
    Heading: Heading(1, (Run("一、学习"), NUMBER)),
    Paragraph: Paragraph((Run("组织学习"), NUMBER, Run("[1]", note=True), Run("加粗", bold=True))),
    Table: Table((((Run("项目"),), (Run("次数"),)), ((Run("学习"),), (NUMBER,)))),
    Signatures: Signatures((((Run("责任单位："), NUMBER),), ((Run("责任人："),), (Run("职务："),)))),
    Signoff: Signoff((Run("清源县委"), NUMBER), (Run("2026年7月5日"),)),
    Enclosures: Enclosures(((Run("整改台账"), NUMBER), (Run("意见建议清单"),))),
    Annex: Annex(2, (Run("意见建议清单"), NUMBER)),
    PageBreak: PageBreak(),
}
FRESH = {PageBreak, Annex}                           # begin a new page
BLOCKS = pytest.mark.parametrize("kind", get_args(Block), ids=lambda kind: kind.__name__)


def sample(kind: type) -> Document:
    assert kind in SAMPLES, f"no sample of {kind.__name__}: add one here and to every writer"
    before, after = Paragraph((Run("在它之前"),)), Paragraph((Run("在它之后"),))
    return Document("样张", (before, SAMPLES[kind], after), (Note(1, (Run("注文"),)),))


def squeezed(text: str) -> str:
    return "".join(text.split())


@BLOCKS
def test_the_pdf_shows_every_block_in_reading_order(kind: type, printed: Callable[..., tuple[Printed, bytes]]) -> None:
    document = sample(kind)
    said, file = printed(document)
    shown = reading.text(file)
    place = shown.index("在它之前")
    for run in runs_of(SAMPLES[kind]):
        place = shown.index(squeezed(run.text), place)
    assert shown.index("在它之后", place) < shown.index("注文")
    assert [spot.figure for spot in said.spots] == list(document.figures)
    assert said.pages == (2 if kind in FRESH else 1)


@BLOCKS
def test_the_word_file_shows_every_block_in_reading_order(kind: type, saved: Callable[..., dict[str, str]]) -> None:
    document = sample(kind)
    text = saved(document)["word/document.xml"]
    place = text.index("在它之前")
    for run in runs_of(SAMPLES[kind]):
        place = text.index(run.text, place)
    assert text.index("在它之后", place) < text.index("注文")
    shown = [run for block in document.printed for run in runs_of(block) if run.figure]
    assert shown or not document.figures
    for number, run in enumerate(shown, 1):
        assert f'w:name="{bookmark(run.figure or "", number, run.text)}"' in text
    assert ("pageBreakBefore" in text) == (kind in FRESH)


@BLOCKS
def test_every_block_may_stand_alone_at_both_ends_and_twice(
        kind: type, printed: Callable[..., tuple[Printed, bytes]], saved: Callable[..., dict[str, str]]) -> None:
    block = SAMPLES[kind]
    for document in (Document("", (block,)), Document("", (block, block)), Document("", (PageBreak(), block, PageBreak()))):
        said, _ = printed(document, document)
        assert said.pages == (4 if kind is Annex and document.blocks == (block, block) else 2)
        assert saved(document, document)["word/document.xml"].count("<w:sectPr>") == 2


@BLOCKS
def test_every_block_is_counted_for_its_figures(kind: type) -> None:
    block = SAMPLES[kind]
    assert hash(block) == hash(SAMPLES[kind])
    assert (NUMBER.text in plain(tuple(runs_of(block)))) == (kind is not PageBreak)
