"""How papers look: the shipped file, other offices' files, and what is wrong with a file."""
from __future__ import annotations

import io

import pytest

from partydesk import places
from partydesk.errors import Refusal
from partydesk.papers import docx, faces, pdf
from partydesk.papers.document import Document, Paragraph, Run
from partydesk.papers.look import Look, read
from tests.papers import reading

SHIPPED = (places.shipped("forms") / "look.toml").read_text("utf-8")


def changed(*pairs: tuple[str, str]) -> str:
    text = SHIPPED
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def test_the_shipped_look_is_the_standard(gbt: Look) -> None:
    page = gbt.page
    assert (page.width, page.height, page.top, page.bottom, page.left, page.right) == (210, 297, 37, 35, 28, 26)
    assert (gbt.grid.lines, gbt.grid.chars) == (22, 28)
    assert gbt.grid.lines * gbt.grid.pitch <= gbt.height < (gbt.grid.lines + 1) * gbt.grid.pitch
    assert gbt.grid.chars * gbt.grid.cell <= gbt.width < (gbt.grid.chars + 1) * gbt.grid.cell


@pytest.mark.parametrize(("pairs", "said"), [
    ([("chars    = 28", "chars    = 29")], "29 个字宽"),
    ([("pitch    = 28.95", "pitch    = 29")], "行距应不超过 28.99 磅"),
    ([("left   = 28", "left   = 190")], "页边距之和超过了纸张"),
    ([("size  = 22 ", "size  = 0 ")], "title.size：应大于 0"),
    ([("size  = 22 ", 'size  = "大" ')], "title.size：应是数字，现为 '大'"),
    ([("line  = 35 ", "lines = 35 ")], "title.lines：不认识这一项"),
    ([("line  = 35 ", "lines = 35 ")], "title.line：没有填写"),
    ([('place = "outside"', 'place = "middle"')], "page_number.place：只能是 'outside'、'center'、'none'"),
    ([('font = "kai"', 'font = "kaiti"')], "heading.font：没有名为“kaiti”的字体"),
    ([('word = "宋体"\n', 'word = ""\n')], "font.song.word：不能为空"),
    ([("lines    = 22", "lines    = 22.5")], "grid.lines：应是整数，现为 22.5"),
    ([("top    = 37", "top    = [37")], "look.toml 的写法不对"),
])
def test_mistakes_are_said_in_chinese(pairs: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(changed(*pairs))
    assert said in str(refusal.value)


def test_all_mistakes_are_said_at_once() -> None:
    with pytest.raises(Refusal) as refusal:
        read(changed(("size  = 22 ", "size  = -1 "), ('place = "outside"', "place = 1"), ("right  = 26", "rights = 26")))
    assert str(refusal.value).count("；") == 3


def test_another_office_may_have_other_margins_and_numbers() -> None:
    look = read(changed(("top    = 37", "top    = 34.58"), ("bottom = 35", "bottom = 32.58"), ("pitch    = 28.95", "pitch    = 29.45"),
                        ('place = "outside"', 'place = "center"'), ('dash  = "—"', 'dash  = "-"')))
    document = Document("", (Paragraph((Run("学" * 700),)),))
    target = io.BytesIO()
    pdf.write([document], look, target, faces.find(look, places.fonts(), system=[]))
    first, *_ = reading.pages(target.getvalue())
    assert len(first.body) == 22
    assert (first.height - first.body[0].y) * reading.MM == pytest.approx(34.58 + (29.45 / 2 + 0.38 * 16) * reading.MM, abs=0.05)
    middle = (first.foot.chars[0].x + first.foot.chars[-1].x + 0.33 * 14) / 2 * reading.MM
    assert middle == pytest.approx((28 + 210 - 26) / 2, abs=0.6)
    assert first.foot.text == "-1-"


def test_papers_may_go_without_numbers(gbt: Look) -> None:
    look = read(changed(('place = "outside"', 'place = "none"')))
    target, word = io.BytesIO(), io.BytesIO()
    document = Document("", (Paragraph((Run("学习"),)),))
    pdf.write([document], look, target, faces.find(look, places.fonts(), system=[]))
    docx.write([document], look, word)
    assert reading.text(target.getvalue()) == "学习"
    assert b"footer" not in word.getvalue()


def test_digits_may_have_a_latin_face(tmp_path: object) -> None:
    look = read(changed(('latin    = "" ', 'latin    = "song" ')))
    found = faces.find(look, places.fonts(), system=[])
    assert found.glyph("body", "1").font == found.glyph("song", "1").font != found.glyph("body", "学").font
    word = io.BytesIO()
    docx.write([Document("", ())], look, word)
