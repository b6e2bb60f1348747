"""How wide the columns of a table are."""
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.papers.document import Document, Run, Table, plain
from partydesk.papers.lines import broken, nominal
from partydesk.papers.look import MM, Look
from partydesk.papers.tables import columns, needed, spread, word
from partydesk.papers.turning import looks


def table(*rows: tuple[str, ...], widths: tuple[float, ...] | None = None) -> Table:
    return Table(tuple(tuple((Run(text),) if text else () for text in row) for row in rows), widths)


def lines(of: Table, look: Look, at: int) -> list[str]:
    """The lines of the cells of a column."""
    room = (columns(of, look)[at].width - 2 * look.table.side * MM) / look.table.size
    texts = [plain(row[at]) for row in of.rows]
    return [text[line.start:line.end] for text in texts for line in broken(text, [nominal(char) for char in text], room)]


def test_numbers_dates_names_and_short_heads_stay_on_one_line(gbt: Look) -> None:
    words = "会议记录不完整，议题与决议对不上，参会人员签到缺三人，请假没有登记事由"
    head = ("序号", "发现问题", "责任人", "整改时限", "完成率", "备注")
    of = table(head, ("12", words, "欧阳立夏", "2026年12月31日", "98.6%", words))
    look = looks([Document("", (of,), turned=True)], gbt)[0]
    for at, text in enumerate(("12", "", "欧阳立夏", "2026年12月31日", "98.6%")):
        assert not text or lines(of, look, at) == [head[at], text]
    assert sum(column.width for column in columns(of, look)) == pytest.approx(look.width)
    assert [column.align for column in columns(of, look)] == ["center", "left", "center", "center", "center", "left"]


def test_widths_that_are_given_are_kept_and_fill_paper_on_its_side(gbt: Look) -> None:
    of = table(("甲", "乙"), ("1", "2"), widths=(30, 60))
    assert [column.width / MM for column in columns(of, gbt)] == pytest.approx([30, 60])
    side = gbt.on_its_side()
    assert [column.width for column in columns(of, side)] == pytest.approx([side.width / 3, side.width * 2 / 3])
    wide = table(("甲", "乙"), ("1", "2"), widths=(300, 600))
    assert sum(column.width for column in columns(wide, gbt)) == pytest.approx(gbt.width)
    assert needed(wide, gbt) == pytest.approx(gbt.width)


def test_a_column_of_sentences_is_wider_than_one_of_words(gbt: Look) -> None:
    narrow, wide = columns(table(("姓名", "说明"), ("张三", "走访中听到的意见当天登记，能办的马上办")), gbt)
    assert wide.width > narrow.width * 3


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(st.text("学习，。12%a ", max_size=60), min_size=1, max_size=12))
def test_columns_fill_the_page_and_break_no_number_that_has_room(texts: list[str], gbt: Look) -> None:
    of = table(tuple(texts), tuple(texts))
    found = columns(of, gbt)
    assert sum(column.width for column in found) == pytest.approx(gbt.width)
    assert all(column.width > 0 for column in found)
    if needed(of, gbt) <= gbt.width:
        for text, column in zip(texts, found, strict=True):
            assert word(text) * gbt.table.size <= column.width - 2 * gbt.table.side * MM


def test_room_is_shared() -> None:
    assert spread([(1, 1), (1, 3)], 8) == [2, 6]     # all wishes met: what is over goes to all
    assert spread([(1, 1), (1, 3)], 3) == [1, 2]     # what must be first
    assert spread([(2, 2), (4, 9)], 3) == [1, 2]     # too little for that
