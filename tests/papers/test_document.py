"""A paper before it is a file."""
from __future__ import annotations

import pytest

from partydesk.papers.document import (
    Annex,
    Document,
    Enclosures,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Table,
    clean,
    parts,
    plain,
)


def test_text_is_cleaned_to_what_a_file_can_hold() -> None:
    assert clean("甲\r\n乙\r丙\x0b丁\t戊\x00\x07\ufffe\ud800𬭎") == "甲\n乙\n丙\n丁 戊𬭎"
    assert clean("\ufeff甲\u200b乙\xa0丙\u202e丁\xad") == "甲乙 丙丁"
    with pytest.raises(ValueError, match="unprintable"):
        Run("甲\x00")


def test_impossible_blocks_are_refused() -> None:
    with pytest.raises(ValueError, match="level 5"):
        Heading(5, ())
    with pytest.raises(ValueError, match="one length"):
        Table((((), ()), ((),)))
    with pytest.raises(ValueError, match="must name one"):
        Enclosures(())
    with pytest.raises(ValueError, match="one width"):
        Table((((), ()),), widths=(10,))


def test_notes_are_printed_last_and_idle_page_breaks_are_not() -> None:
    words = Paragraph((Run("正文"),))
    document = Document("题", (PageBreak(), words, PageBreak(), PageBreak(), words, PageBreak()), (Note(1, (Run("注"),)),))
    assert [type(block).__name__ for block in document.printed] == [
        "Paragraph", "PageBreak", "Paragraph", "PageBreak", "Paragraph", "Paragraph", "Paragraph"]
    assert document.text.endswith("注释：\n[1] 注")
    assert Document("题", (words, PageBreak())).printed == (words,)
    assert Document("题", ()).printed == ()


def test_runs_are_parted_at_line_feeds_and_keep_their_figures() -> None:
    runs = (Run("甲\n"), Run("16\n次", figure="study.sessions"), Run("\n"))
    assert parts(runs) == ((Run("甲"),), (Run("16", figure="study.sessions"),), (Run("次", figure="study.sessions"),), ())
    assert parts(()) == ((),)


def test_enclosures_are_numbered_where_there_are_several() -> None:
    assert Enclosures(((Run("甲"),),)).heads == ("附件：",)
    assert Enclosures(((Run("甲"),), (Run("乙"),))).heads == ("附件：1.", "2.")
    assert (Annex(None, ()).label, Annex(2, ()).label) == ("附件", "附件2")


def test_figures_are_listed_as_printed() -> None:
    runs = (Run("16次", figure="study.sessions"), Run("，"), Run("16", figure="study.sessions"))
    document = Document("题", (Paragraph(runs),), (Note(1, (Run("3", figure="talk.all"),)),))
    assert document.figures == ("study.sessions", "study.sessions", "talk.all")
    assert plain(runs) == "16次，16"
    assert hash(document) == hash(Document(document.title, document.blocks, document.notes))
