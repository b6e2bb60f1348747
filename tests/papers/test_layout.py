"""Where everything stands on the page, in millimetres, in our PDF and in LibreOffice's layout of the Word file.

GB/T 9704-2012: the text 28 to 184 mm from the left and 37 to 262 mm from the top, 22 lines of 28 characters; the dash of
the page number 7 mm below. Our PDF is held to ±0.5 mm, LibreOffice, which sets a line a little deeper, to ±1 mm.
"""
from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pypdfium2
import pytest

from partydesk.papers import docx, pdf
from partydesk.papers.compose import compose
from partydesk.papers.document import Document, Paragraph, Run, Signatures, Signoff, Table
from partydesk.papers.faces import Faces
from partydesk.papers.look import Look
from partydesk.papers.setting import Setter, sheets
from tests.papers import reading
from tests.papers.reading import MM, Page, Row

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
CELL, PITCH = 156 / 28, 225 / 22
SIZE = 16 * MM
SIGN = Signatures((((Run("责任单位（盖章）："),), (Run("负责人（签字）："),)), ((Run("责任人（签字）："),), (Run("职务："),))))
LONG = "作风建设检查发现的问题及其整改措施、责任单位和完成时限一览表（上半年和上年同期对照）"
TEXTS = {
    "full": "学" * (26 + 28 * 65),
    "plain": f"{'学' * 40}\n\n落款：中共清源县委政法委员会机关委员会 / 2026年7月5日",
    "short": f"{'学' * 40}\n\n落款：机关党委 / 2026年12月31日",
    "sealed": f"{'学' * 40}\n\n盖章：中共清源县委政法委员会 / 2026年7月5日",
    "wide": f"{'学' * 40}\n\n盖章：中共清源县委政法委员会机关委员会作风建设检查组 / 2026年7月5日",
    "annex": f"正文\n\n附件：{LONG.replace('、', chr(92) + '、')}、检查组人员名单\n\n盖章：机关党委 / 2026年7月5日\n\n"
             f"附件页1：检查发现的问题一览表\n\n{'学' * 40}",
    "single": f"正文\n\n附件：{LONG.replace('、', chr(92) + '、')}\n\n附件页：问题一览表\n\n{'学' * 40}",
}
AHEAD = range(7, 24)
LAST = range(10, 17)                                 # rows of one long paragraph, which goes on one page with who signs


def rows_of(rows: int) -> Paragraph:
    """A paragraph of so many rows."""
    return Paragraph((Run("学" * (26 + 28 * (rows - 1))),))


def ending(before: int, what: str) -> Document:
    """So many rows of text in short paragraphs, and who signs them, on the next page if need be."""
    text = [rows_of(rows) for rows in [3] * (before // 3) + ([before % 3] if before % 3 else [])]
    last: dict[str, tuple[Signatures | Signoff, ...]] = {
        "signatures": (SIGN,), "signoff": (Signoff((Run("机关党委"),), (Run("2026年7月5日"),)),),
        "sealed": (Signoff((Run("机关党委"),), (Run("2026年7月5日"),), sealed=True),)}
    return Document("", (*text, *last[what]))


ENDINGS = {"signatures": ["责任单位（盖章）：责任人（签字）：", "负责人（签字）：职务：", "年月日年月日"],
           "signoff": ["机关党委", "2026年7月5日"], "sealed": ["机关党委", "2026年7月5日"]}


@dataclass(frozen=True)
class Laid:
    """Papers by their names as one of the two lays them out, and how near it must come to the standard, in mm."""

    papers: dict[str, list[Page]]
    near: float

    def about(self, mm: float) -> object:
        return pytest.approx(mm, abs=self.near)


def turned(text: str, rows: int) -> Document:
    body = tuple(((Run(str(n)),), (Run("问题" * (n % 9 + 1)),), (Run(f"2026年{n % 12 + 1}月{n % 28 + 1}日"),)) for n in range(rows))
    return Document(text, (Paragraph((Run(text),)), Table((((Run("序号"),), (Run("问题"),), (Run("期限"),)), *body))), turned=True)


def samples() -> dict[str, list[Document]]:
    found = {name: [compose(text, {}, {})] for name, text in TEXTS.items()}
    found["mixed"] = [compose(TEXTS["plain"], {}, {}), turned("台账", 70), compose(TEXTS["short"], {}, {})]
    found["endings"] = [ending(before, what) for what in ENDINGS for before in AHEAD]
    found["long"] = [Document("", (rows_of(5), rows_of(last), SIGN)) for last in LAST]
    cell = "学习走访" * 700
    rows = (((Run("内容"),), (Run("备注"),)), ((Run(cell),), (Run("甲\n乙"),)), ((Run("末行"),), ()))
    found["tall"] = [Document("", (Table(rows, (120, 36)),))]
    return found


@pytest.fixture(scope="module")
def laid(gbt: Look, own: Faces, laid_out: Callable[..., list[bytes]]) -> dict[str, Laid]:
    papers = samples()
    ours = {}
    for name, documents in papers.items():
        target = io.BytesIO()
        pdf.write(documents, gbt, target, own)
        ours[name] = reading.pages(target.getvalue())
    theirs = dict(zip(papers, map(reading.pages, laid_out(*papers.values())), strict=True))
    return {"pdf": Laid(ours, 0.5), "word": Laid(theirs, 1.0)}


BOTH = pytest.mark.parametrize("which", ["pdf", "word"])


def left(row: Row) -> float:
    return row.chars[0].x * MM


def right(row: Row) -> float:
    """Where the last character ends: a digit is half as wide as a Chinese character."""
    last = row.chars[-1]
    return (last.x + last.size * (0.5 if last.char.isascii() else 1)) * MM


def middle(row: Row) -> float:
    return (left(row) + right(row)) / 2


def line(page: Page, row: Row, size: float = 16) -> float:
    """On which line of the grid a row stands, counted from 0, by the middle of its characters."""
    return ((page.height - row.y - 0.38 * size) * MM - TOP) / PITCH - 0.5


@BOTH
def test_full_pages_fill_the_type_area(laid: dict[str, Laid], which: str) -> None:
    got = laid[which]
    pages = got.papers["full"]
    assert [len(page.body) for page in pages] == [22, 22, 22]
    for page in pages:
        for row in page.body[page is pages[0]:-1]:   # without the ends of the paragraph
            assert len(row.chars) == 28
            assert (left(row), right(row)) == (got.about(LEFT), got.about(RIGHT))
        spare = (PITCH - SIZE) / 2                   # above the characters of a line, and under them
        assert (page.height - page.body[0].y) * MM - 0.88 * SIZE - spare == got.about(TOP)
        assert (page.height - page.body[-1].y) * MM + 0.12 * SIZE + spare == got.about(BOTTOM)


@BOTH
def test_the_dash_of_the_page_number_is_7_mm_below_the_text_and_a_character_in(laid: dict[str, Laid], which: str) -> None:
    got = laid[which]
    for number, page in enumerate(got.papers["full"], 1):
        assert page.foot.text == f"—{number}—"
        assert (page.height - page.foot.y - 0.38 * 14) * MM == got.about(269)
        edge = 14 * MM
        assert (right(page.foot) == got.about(RIGHT - edge)) if number % 2 else (left(page.foot) == got.about(LEFT + edge))


@BOTH
def test_a_signoff_without_a_seal(laid: dict[str, Laid], which: str) -> None:
    got = laid[which]
    page, = got.papers["plain"]
    *_, text, name, date = page.body
    assert right(name) == got.about(RIGHT - 2 * CELL)
    assert left(date) - left(name) == got.about(2 * CELL)
    assert [round(line(page, row)) for row in (text, name, date)] == [1, 3, 4]
    page, = got.papers["short"]                      # the longer date stands two from the right, and the name moves left
    *_, name, date = page.body
    assert right(date) == got.about(RIGHT - 2 * CELL)
    assert left(date) - left(name) == got.about(2 * CELL)


@BOTH
def test_a_signoff_with_a_seal(laid: dict[str, Laid], which: str) -> None:
    got = laid[which]
    page, = got.papers["sealed"]
    *_, text, name, date = page.body
    assert right(date) == got.about(RIGHT - 4 * CELL)
    assert middle(name) == got.about(middle(date))
    assert [round(line(page, row)) for row in (text, name, date)] == [1, 4, 5]
    top, seal = line(page, text) + 0.5, 42 / PITCH   # a seal of 42 mm, its middle a little above that of name and date
    above = (line(page, name) + line(page, date)) / 2 - 0.3 - seal / 2 - top
    assert 0 <= above <= 1
    page, = got.papers["wide"]                       # a name that leaves no room for four characters
    *_, name, date = page.body
    assert right(name) == got.about(RIGHT)
    assert middle(name) == got.about(middle(date))


@BOTH
def test_a_list_of_enclosures(laid: dict[str, Laid], which: str) -> None:
    got = laid[which]
    page = got.papers["annex"][0]
    text, first, turnover, second, name, _ = page.body
    assert first.text.startswith("附件：1.作风")
    assert second.text == "2.检查组人员名单"
    assert [round(line(page, row)) for row in (text, first, turnover, second, name)] == [0, 2, 3, 4, 7]
    assert left(first) == got.about(LEFT + 2 * CELL)
    assert left(second) == got.about(LEFT + 5 * CELL)
    begins = first.chars[5].x * MM
    assert begins == got.about(LEFT + 6.1 * CELL)
    assert (left(turnover), second.chars[2].x * MM) == (pytest.approx(begins, abs=0.2), pytest.approx(begins, abs=0.2))
    _, only, turnover = got.papers["single"][0].body
    assert only.text.startswith("附件：作风")
    assert left(turnover) == pytest.approx(only.chars[3].x * MM, abs=0.2)


@BOTH
@pytest.mark.parametrize(("paper", "label"), [("annex", "附件1"), ("single", "附件")])
def test_what_is_attached_begins_a_page(laid: dict[str, Laid], which: str, paper: str, label: str) -> None:
    got = laid[which]
    _, page = got.papers[paper]
    mark, title, text = page.body[:3]
    assert (mark.text, page.foot.text) == (label, "—2—")
    assert left(mark) == got.about(LEFT)
    assert middle(title) == got.about((LEFT + RIGHT) / 2)
    assert title.size == pytest.approx(22, abs=0.1)
    assert round(line(page, mark)) == 0
    top = (page.height - title.y - 0.88 * 22) * MM - (35 - 22) / 2 * MM
    assert top == got.about(TOP + 2 * PITCH)         # the third line
    assert round(line(page, text)) == 5


def test_upright_and_turned_pages_in_one_file(laid: dict[str, Laid]) -> None:
    for got in laid.values():
        pages = got.papers["mixed"]
        first, *ledger, last = pages
        assert [page.rows[0].text for page in ledger] == ["台账", "序号问题期限", "序号问题期限"]
        assert {round(page.height * MM) for page in (first, last)} == {297}
        assert {round(page.height * MM) for page in ledger} == {210}
        assert [page.rows[-1].text for page in pages] == ["—1—", "—1—", "—2—", "—3—", "—1—"]
        for page in ledger:
            foot = page.rows[-1]
            assert middle(foot) == pytest.approx(297 / 2, abs=1)
            assert (page.height - foot.y) * MM < 210 - 5
    ours, theirs = (got.papers["mixed"] for got in laid.values())
    assert [[row.text for row in page.rows] for page in ours] == [[row.text for row in page.rows] for page in theirs]


def ends(pages: Sequence[Page]) -> list[list[Page]]:
    """The pages of each document."""
    found: list[list[Page]] = []
    for page in pages:
        if page.foot.text == "—1—":
            found.append([])
        found[-1].append(page)
    return found


@BOTH
def test_who_signs_never_stands_alone_on_a_page(laid: dict[str, Laid], which: str) -> None:
    documents = ends(laid[which].papers["endings"])
    assert len(documents) == len(ENDINGS) * len(AHEAD)
    for pages, (what, before) in zip(documents, [(what, before) for what in ENDINGS for before in AHEAD], strict=True):
        texts = [row.text for row in pages[-1].body]
        expected = ENDINGS[what]
        assert texts[-len(expected):] == expected, (what, before)
        assert sum(text.startswith("学") for text in texts) >= 2, (what, before, texts)
        assert sum(row.text.startswith("学") for page in pages for row in page.body) == before
        assert len(pages) <= 2
        assert all(len(page.body) <= 22 for page in pages)
        if what == "sealed":                         # room for the lower edge of the seal
            assert line(pages[-1], pages[-1].body[-1]) < 20.5


@BOTH
def test_a_long_last_paragraph_gives_lines_to_who_signs(laid: dict[str, Laid], which: str) -> None:
    documents = ends(laid[which].papers["long"])
    assert len(documents) == len(LAST)
    for pages in documents:
        texts = [row.text for row in pages[-1].body]
        assert texts[-3:] == ENDINGS["signatures"]
        assert sum(text.startswith("学") for text in texts) >= 2


@BOTH
def test_a_row_taller_than_a_page_is_cut_and_lines_in_a_cell_are_kept(laid: dict[str, Laid], which: str) -> None:
    pages = laid[which].papers["tall"]
    assert len(pages) > 2
    text = "".join(row.text for page in pages for row in page.body)
    assert text.count("学") == text.count("访") == 700
    for page in pages:
        assert page.body[0].text == "内容备注"
        assert (page.height - page.body[-1].y) * MM <= BOTTOM + 1
    assert pages[-1].body[-1].text == "末行"
    first, second = (next(char for page in pages for row in page.rows for char in row.chars if char.char == sign) for sign in "甲乙")
    assert first.y - second.y == pytest.approx(20, abs=0.5)


def test_word_files_with_turned_pages_have_both_sets_of_styles(gbt: Look) -> None:
    both, alone = io.BytesIO(), io.BytesIO()
    documents = samples()["mixed"]
    docx.write(documents, gbt, both)
    docx.write([documents[1]], gbt, alone)
    import docx as library
    both.seek(0)
    sizes = [(round(part.page_width.mm), round(part.page_height.mm)) for part in library.Document(both).sections]
    assert sizes == [(210, 297), (297, 210), (210, 297)]
    alone.seek(0)
    word = library.Document(alone)
    assert [round(part.page_width.mm) for part in word.sections] == [297]
    assert not [style.name for style in word.styles if style.name.startswith("横页")]


def test_turned_tables_are_set_smaller_until_numbers_have_room(gbt: Look, own: Faces) -> None:
    def shown(columns: int) -> tuple[list[float], str]:
        cells = tuple((Run("2026年12月31日" if at % 2 else "责字第123456号"),) for at in range(columns))
        target = io.BytesIO()
        pdf.write([Document("", (Table((tuple((Run(f"栏目{at}"),) for at in range(columns)), cells)),), turned=True)], gbt, target, own)
        page, = reading.pages(target.getvalue())
        file = pypdfium2.PdfDocument(target.getvalue())
        text = file[0].get_textpage().get_text_range()
        file.close()
        return sorted({row.size for row in page.rows[:-1]}), text

    sizes, text = shown(8)
    assert sizes == [10.5]
    assert (text.count("责字第123456号"), text.count("2026年12月31日")) == (4, 4)
    sizes, text = shown(11)
    assert 7.5 < sizes[0] < 10.5
    assert (text.count("责字第123456号"), text.count("2026年12月31日")) == (6, 5)
    sizes, text = shown(19)                          # more than the smallest type has room for: turned, but no number broken
    assert sizes == [7.5]
    assert (text.count("123456"), text.count("2026")) == (10, 9)


@pytest.mark.parametrize("size", [7.5, 8, 8.5, 9, 9.5, 10, 10.5])
def test_who_signs_under_a_table_stands_on_one_page_with_the_date(gbt: Look, own: Faces, size: float) -> None:
    """What follows a table begins on the grid, and that bit of room counts as well."""
    page = gbt.on_its_side(size)
    for rows in range(15, 40):
        table = Table(tuple(((Run(f"第{n}行"),), (Run("甲"),)) for n in range(rows)))
        document = Document("", (table, Signoff((Run("机关党委"),), (Run("2026年7月5日"),))), turned=True)
        *_, last = sheets(document, Setter(page, own))
        words = [one.text for one in last.words]
        assert {"机关党委", "2026年7月5日"} <= set(words), rows
        assert f"第{rows - 1}行" in words, rows
