"""The printed page, measured."""
from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pypdfium2
import pytest

from partydesk import places
from partydesk.papers import faces, pdf
from partydesk.papers.document import (
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Signatures,
    Signoff,
    Table,
    Title,
)
from partydesk.papers.lines import CLOSING, OPENING
from partydesk.papers.look import Look
from tests.papers import reading
from tests.papers.reading import MM

Print = Callable[..., tuple[pdf.Printed, bytes]]
SIZE = 16
TOP_OF_GLYPH, FOOT_OF_GLYPH = 0.88 * SIZE, 0.12 * SIZE


def paragraph(characters: int) -> Paragraph:
    return Paragraph((Run("学" * characters),))


def rows(lines: int) -> Paragraph:
    """A paragraph of so many rows."""
    return paragraph(26 + 28 * (lines - 1))


SIGN = Signatures((((Run("责任单位（盖章）："),), (Run("负责人（签字）："),)), ((Run("责任人（签字）："),), (Run("职务："),))))


def test_a_full_page_has_22_lines_of_28_characters(printed: Print) -> None:
    _, file = printed(Document("", (rows(60),)))
    first, second, third = reading.pages(file)
    assert [len(page.body) for page in (first, second, third)] == [22, 22, 16]
    assert {len(row.chars) for page in (first, second) for row in page.body[1:]} == {28}
    assert len(first.body[0].chars) == 26


def test_the_text_stands_within_the_margins(printed: Print, essay: Document) -> None:
    _, file = printed(essay)
    for page in reading.pages(file):
        for row in page.body:
            assert row.chars[0].x * MM >= 28 - 0.01
            assert (row.chars[-1].x + row.size) * MM <= 184 + 0.1
        assert (page.height - page.body[0].y - 0.88 * page.body[0].size) * MM >= 37
        assert (page.height - page.body[-1].y + FOOT_OF_GLYPH) * MM <= 262
    full = [row for page in reading.pages(file) for row in page.body if len(row.chars) == 28]
    assert full
    for row in full:
        assert row.chars[0].x * MM == pytest.approx(28, abs=0.01)
        assert (row.chars[-1].x + SIZE) * MM == pytest.approx(184, abs=0.05)


def test_rows_stand_on_the_grid_on_every_page(printed: Print, essay: Document, gbt: Look) -> None:
    _, file = printed(essay)
    for page in reading.pages(file):
        first = page.height - 37 / MM - (gbt.grid.pitch - SIZE) / 2 - TOP_OF_GLYPH
        for row in page.body:
            if row.size == SIZE:
                steps = (first - row.y) / gbt.grid.pitch
                assert steps == pytest.approx(round(steps), abs=0.01)


def test_no_line_breaks_the_rules(printed: Print, essay: Document) -> None:
    _, file = printed(essay)
    lines = [row.text for page in reading.pages(file) for row in page.body]
    assert len(lines) > 60
    assert not [line for line in lines if line[0] in CLOSING or line[-1] in OPENING]


def test_the_page_number_stands_outside_at_269_mm(printed: Print) -> None:
    _, file = printed(Document("", (rows(50),)))
    for number, page in enumerate(reading.pages(file), 1):
        foot = page.foot
        assert foot.text == f"—{number}—"
        assert foot.size == 14
        assert (page.height - foot.y - 0.38 * 14) * MM == pytest.approx(269, abs=0.5)
        if number % 2:
            assert (foot.chars[-1].x + 14) * MM == pytest.approx(184 - 14 * MM, abs=0.1)
        else:
            assert foot.chars[0].x * MM == pytest.approx(28 + 14 * MM, abs=0.1)


def test_each_document_begins_at_page_1(printed: Print) -> None:
    said, file = printed(Document("", (rows(30),)), Document("", (rows(3),)), Document("", (rows(1),)))
    assert [page.foot.text for page in reading.pages(file)] == ["—1—", "—2—", "—1—", "—1—"]
    assert said.pages == 4


def test_for_both_sides_each_document_begins_on_a_front(printed: Print) -> None:
    said, file = printed(Document("", (rows(3),)), Document("", (rows(30),)), Document("", (rows(3),)), duplex=True)
    shown = reading.pages(file)
    assert [bool(page.rows) for page in shown] == [True, False, True, True, True]
    assert said.pages == 5


def test_a_title_and_its_blank_row_fill_whole_rows(printed: Print, gbt: Look) -> None:
    for name, taken in (("学习情况总结", 3), ("清源县委政法委员会机关党委上半年党建工作情况总结", 4)):
        _, file = printed(Document("", (Title((Run(name),)), rows(40))))
        page = reading.pages(file)[0]
        body = [row for row in page.body if row.size == SIZE]
        assert len(body) == 22 - taken
        titles = [row for row in page.body if row.size == 22]
        for row in titles:
            middle = (row.chars[0].x + row.chars[-1].x + 22) / 2 * MM
            assert middle == pytest.approx(106, abs=0.1)


@pytest.mark.parametrize("before", range(18, 23))
def test_a_heading_stays_with_the_next_line(printed: Print, before: int) -> None:
    document = Document("", (rows(before), Heading(1, (Run("一、学"),)), Heading(2, (Run("（一）习"),)), rows(5)))
    _, file = printed(document)
    for page in reading.pages(file):
        assert page.body[-1].text[0] == "学"
        assert len(page.body) <= 22


@pytest.mark.parametrize("before", range(10, 24))
def test_signatures_stay_whole_with_two_lines_of_text(printed: Print, before: int) -> None:
    said, file = printed(Document("", (rows(before), SIGN)))
    last = reading.pages(file)[-1]
    texts = [row.text for row in last.body]
    assert sum(text.startswith("学") for text in texts) >= 2
    assert texts[-3:] == ["责任单位（盖章）：责任人（签字）：", "负责人（签字）：职务：", "年月日年月日"]
    assert said.pages == (1 if before <= 16 else 2)
    if before == 17:
        assert len(reading.pages(file)[0].body) == 15


def test_short_paragraphs_before_signatures_go_with_them(printed: Print) -> None:
    _, file = printed(Document("", (rows(16), Paragraph((Run("甲"),)), Paragraph((Run("乙"),)), SIGN)))
    assert [row.text for row in reading.pages(file)[1].body][:2] == ["甲", "乙"]


def test_there_is_room_for_the_seal(printed: Print) -> None:
    _, file = printed(Document("", (rows(3), SIGN)))
    unit, person, date = reading.pages(file)[0].body[-3:]
    assert (unit.y - date.y) * MM >= 40
    assert (unit.y - person.y) * MM > 20


def test_who_signs_off_stands_where_the_standard_says(printed: Print) -> None:
    def places(name: str, date: str) -> tuple[float, float, float, float]:
        _, file = printed(Document("", (rows(2), Signoff((Run(name),), (Run(date),)))))
        *_, above, below = reading.pages(file)[0].body
        right = 28 / MM + (184 - 28) / MM
        return above.chars[0].x, below.chars[0].x, right - above.chars[-1].x - SIZE, right - below.chars[-1].x - SIZE

    name_x, date_x, name_right, _ = places("中共清源县委政法委员会机关委员会", "2026年7月5日")
    assert date_x - name_x == pytest.approx(2 * SIZE, abs=1)
    assert name_right == pytest.approx(2 * SIZE, abs=1)
    name_x, date_x, _, date_right = places("机关党委", "2026年12月31日")
    assert date_right == pytest.approx(2 * SIZE, abs=1)
    assert date_x - name_x == pytest.approx(2 * SIZE, abs=1)


def test_each_number_is_found_where_it_is_printed(printed: Print) -> None:
    long = Run("9" * 3 + "余人次参加集中学习和专题研讨", figure="study.heads")
    document = Document("", (
        Title((Run("学习"), Run("16次", figure="title.figure"))),
        Paragraph((Run("学" * 20), Run("16次", figure="study.sessions"), long, Run("。"))),
        Table((((Run("项目"),), (Run("次数"),)), ((Run("学习"),), (Run("4场", figure="study.seminars"),)))),
        Signoff((Run("某委"),), (Run("2026年"), Run("7月", figure="month.figure")))))
    said, file = printed(document)
    assert Counter(spot.figure for spot in said.spots) == {
        "title.figure": 1, "study.sessions": 1, "study.heads": 2, "study.seminars": 1, "month.figure": 1}
    shown = pypdfium2.PdfDocument(file)
    page = shown[0]
    words = page.get_textpage()
    found: dict[str, str] = {}
    for spot in said.spots:
        assert spot.page == 1
        inside = words.get_text_bounded(spot.x0 - 0.5, page.get_height() - spot.y1, spot.x1 + 0.5, page.get_height() - spot.y0)
        found[spot.figure] = found.get(spot.figure, "") + "".join(inside.split())
    shown.close()
    assert found == {"title.figure": "16次", "study.sessions": "16次", "study.heads": long.text, "study.seminars": "4场",
                     "month.figure": "7月"}


def test_a_long_table_repeats_its_head_and_keeps_rows_whole(printed: Print) -> None:
    cells = tuple((((Run(str(number)),), (Run("学习" * 20),))) for number in range(1, 31))
    _, file = printed(Document("", (paragraph(26), Table((((Run("序号"),), (Run("内容"),)), *cells)), Paragraph((Run("表后"),)))))
    shown = reading.pages(file)
    assert len(shown) > 2
    for page in shown:
        assert "序号内容" in [row.text for row in page.body][:2]
        assert (page.height - page.body[-1].y) * MM <= 262
    numbers = re.findall(r"\d+", "".join(row.text for page in shown for row in page.body))
    assert numbers == [str(number) for number in range(1, 31)]
    after = shown[-1].body[-1]
    assert after.text == "表后"
    steps = (shown[-1].height - 37 / MM - (28.95 - SIZE) / 2 - TOP_OF_GLYPH - after.y) / 28.95
    assert steps == pytest.approx(round(steps), abs=0.01)


def test_a_cell_taller_than_a_page_is_cut(printed: Print) -> None:
    said, file = printed(Document("", (Table((((Run("内容"),), (Run("备注"),)), ((Run("学" * 3000),), ()))),)))
    assert said.pages > 2
    assert reading.text(file).count("学") == 3000


def test_tables_wider_than_the_page_are_narrowed(printed: Print) -> None:
    _, file = printed(Document("", (Table((((Run("甲"),), (Run("乙"),)),), widths=(300, 100), head=0),)))
    (row,) = reading.pages(file)[0].body
    assert (row.chars[-1].x + 14) * MM < 184


def test_the_same_documents_give_the_same_bytes(printed: Print, essay: Document, gbt: Look) -> None:
    again = io.BytesIO()
    pdf.write([essay, essay], gbt, again, faces.find(gbt, places.fonts(), system=[]))
    assert printed(essay, essay)[1] == again.getvalue()


def test_text_is_copied_out_in_reading_order(printed: Print, essay: Document) -> None:
    _, file = printed(essay)
    words = "".join(essay.text.split())
    shown = re.sub("—[0-9]—", "", reading.text(file))
    assert shown == words


def test_the_file_says_how_it_wants_to_be_shown_and_printed(printed: Print) -> None:
    document = Document("学习总结", (Title((Run("学习总结"),)), Heading(2, (Run("（一）小节"),)), rows(2),
                                    Heading(1, (Run("一、大节"),)), rows(2)))
    _, file = printed(document, replace(document, title="第二份"))
    shown = pypdfium2.PdfDocument(file)
    assert shown.get_metadata_value("Title") == "学习总结、第二份"
    entries = [(entry.level, entry.get_title()) for entry in shown.get_toc()]
    shown.close()
    assert entries == [(0, "学习总结"), (1, "（一）小节"), (1, "一、大节")] * 2
    assert re.search(rb"/PrintScaling\s*/None", file)
    assert re.search(rb"/Lang \(zh-CN\)", file)


def test_every_font_is_embedded(printed: Print, essay: Document) -> None:
    _, file = printed(essay)
    assert file.count(b"/FontFile2") == file.count(b"/Type0") == file.count(b"/ToUnicode") > 0
    assert b"/Type1" not in file
    assert b"/TrueType" not in file


def test_bold_is_drawn_bolder_without_moving_anything(printed: Print) -> None:
    def shown(bold: bool) -> tuple[list[float], int]:
        _, file = printed(Document("", (Paragraph((Run("学习走访", bold=bold), Run("以后"))),)))
        document = pypdfium2.PdfDocument(file)
        ink = bytes(document[0].render(scale=2).buffer)
        document.close()
        return [char.x for char in reading.pages(file)[0].body[0].chars], sum(value < 128 for value in ink)

    (plain_x, plain_ink), (bold_x, bold_ink) = shown(False), shown(True)
    assert plain_x == pytest.approx(bold_x)
    assert bold_ink > plain_ink


def test_page_breaks_begin_pages(printed: Print) -> None:
    _, file = printed(Document("", (rows(2), PageBreak(), rows(1), PageBreak(), Title((Run("附件"),)))))
    assert [len(page.body) for page in reading.pages(file)] == [2, 1, 1]
