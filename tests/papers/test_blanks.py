"""An office's own form: whatever Word, WPS and the clerk made of its tags, they are filled; all else stays as it was."""
from __future__ import annotations

import io
import time
from collections.abc import Sequence

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.errors import Refusal
from partydesk.papers.blanks import MOST_TAGS, Facts, Form, Rows
from partydesk.papers.tags import halves, key, singles

from . import foreign
from .foreign import cut, form, letter, paragraph, paragraphs_of, parts_of, rich, text_box

SAID = {"姓名": "陈𬭎", "职务": "科长", "单位": "中共××县委政法委员会", "年度": "2025", "空": ""}
FACTS = Facts({key(name): text for name, text in SAID.items()})


def filled(data: bytes, facts: Facts = FACTS) -> list[str]:
    return paragraphs_of(Form.open(data).filled(facts))


# ── the table of reference/documents.md §5 ───────────────────────────────────────────────────────

def test_a_tag_cut_into_a_run_for_each_brace_with_marks_between() -> None:
    data = cut(letter("{{年度}}年度：{{单位}}与{{姓名}}同志（{{职务}}）签订。"))
    assert b"proofErr" in parts_of(data)["word/document.xml"]
    assert b"bookmarkStart" in parts_of(data)["word/document.xml"]
    assert filled(data) == ["2025年度：中共××县委政法委员会与陈𬭎同志（科长）签订。"]


def test_an_unknown_tag_is_left_to_be_seen() -> None:
    assert filled(letter("{{姓名}}、{{性名}}", "{{没有.这个}}")) == ["陈𬭎、{{性名}}", "{{没有.这个}}"]


def test_signs_of_xml_in_a_value_lose_nothing() -> None:
    data = Form.open(letter("责任人：{{姓名}}，其余的话。")).filled(Facts({"姓名": "王&<李>]]>\x00\ud800"}))
    assert paragraphs_of(data) == ["责任人：王&<李>]]>，其余的话。"]
    assert Document(io.BytesIO(data)).paragraphs[0].text == "责任人：王&<李>]]>，其余的话。"


@pytest.mark.parametrize("expression", [
    '{{ cycler.__init__.__globals__.os.popen("id").read() }}', "{{ 7*7 }}", "{% for i in range(99999999) %}x{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__()|length }}", "{{ 姓名.__class__ }}", "${7*7}", "<%= 7*7 %>", "{{self}}", "{{{姓名.x}}}"])
def test_expressions_are_plain_text(expression: str) -> None:
    assert filled(letter(expression, "{{姓名}}")) == [expression, "陈𬭎"]


def test_an_expression_that_would_be_huge_is_plain_text() -> None:
    begun = time.process_time()
    assert filled(letter('{{ "a"*300000000 }}')) == ['{{ "a"*300000000 }}']
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(("copies", "seconds"), [(56, 0.6), (320, 3.0)])
def test_many_letters_are_quick(copies: int, seconds: float) -> None:
    one = Form.open(cut(letter(*["{{年度}}年度，{{单位}}与{{姓名}}同志签订责任书，职务：{{职务}}。"] * 20)))
    begun = time.process_time()
    made = [one.filled(Facts({**FACTS.values, "姓名": f"第{n}人"})) for n in range(copies)]
    assert time.process_time() - begun < seconds      # of the processor: 0.2 s and 1.0 s
    assert paragraphs_of(made[-1])[0].count(f"第{copies - 1}人") == 1


# ── what clerks and programs write ───────────────────────────────────────────────────────────────

@pytest.mark.parametrize("tag", ["{{姓名}}", "｛｛姓名｝｝", "{｛姓名}｝", "｛{姓名｝}", "{{ 姓名 }}", "{{　姓 名　}}", "{{姓\u00a0名}}"])
def test_braces_and_blanks_of_any_input_method(tag: str) -> None:
    assert filled(letter(f"致{tag}同志")) == ["致陈𬭎同志"]


def test_a_value_looks_like_the_first_letter_of_its_name() -> None:
    runs = ("<w:r><w:t>{{</w:t></w:r>", "<w:r><w:rPr><w:b/></w:rPr><w:t>姓</w:t></w:r>", "<w:r><w:t>名}} 同志</w:t></w:r>")
    text = parts_of(Form.open(form("<w:p>" + "".join(runs) + "</w:p>")).filled(FACTS))["word/document.xml"].decode()
    assert '<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">陈𬭎</w:t>' in text
    assert '<w:t xml:space="preserve"> 同志</w:t>' in text          # without this Word drops the blank


def test_only_tags_are_touched() -> None:
    data = rich()
    before, after = parts_of(data), parts_of(Form.open(data).filled(Facts({})))
    assert before == after
    after = parts_of(Form.open(data).filled(Facts({"年度": "2025"})))
    assert {name for name in before if before[name] != after[name]} == {"word/document.xml"}
    assert after["word/document.xml"] == before["word/document.xml"].replace(
        "<w:t>{{年度}}".encode(), b'<w:t xml:space="preserve">2025')


def test_heads_tables_text_boxes_and_their_old_twins() -> None:
    facts = Facts({"单位": "某县委", "编号": "责字1号", "年度": "2025", "责任人": "张三", "责任人.职务": "科长", "责任内容": "抓学习",
                   "签订领导": "李四", "日期": "2025年6月30日"}, {"问题": Rows(frozenset({"内容", "整改时限"}), [
                       {"内容": "台账不全", "整改时限": "7月1日"}, {"内容": "制度不细", "整改时限": ""}])})
    data = Form.open(rich()).filled(facts)
    assert paragraphs_of(data, "word/header1.xml") == ["某县委　责字1号"]
    text = parts_of(data)["word/document.xml"].decode()
    assert text.count("李四（签字）") == 2
    assert "{{" not in text
    table = Document(io.BytesIO(data)).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["序号", "内容", "整改时限"], ["1", "台账不全", "7月1日"], ["2", "制度不细", ""]]


def test_the_text_of_a_box_belongs_to_its_own_paragraph() -> None:
    outer = paragraph("{{姓", "名}}").replace("</w:r><w:r>", "</w:r>" + text_box("{{职务}}") + "<w:r>")
    assert filled(form(outer)) == ["陈𬭎", "科长"]
    torn = paragraph("{{姓", "x").replace("</w:r><w:r>", "</w:r>" + text_box("名}}") + "<w:r>")
    assert filled(form(torn)) == ["{{姓x", "名}}"]                 # no tag runs from one into the other


def test_lines_become_paragraphs_where_the_tag_stands_alone_and_line_ends_elsewhere() -> None:
    facts = Facts({"条": ("第一", "第二&", "第三")})
    numbered = '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>{{条}}</w:t></w:r></w:p>'
    assert filled(form(numbered, paragraph("有：{{条}}。")), facts) == ["第一", "第二&", "第三", "有：第一\n第二&\n第三。"]
    text = parts_of(Form.open(form(numbered, paragraph("末"))).filled(facts))["word/document.xml"].decode()
    assert text.count('<w:jc w:val="center"/>') == 3


def test_a_list_without_entries_leaves_one_row_for_the_pen_and_columns_nobody_knows_stay() -> None:
    document = Document()
    table = document.add_table(1, 3)
    for cell, text in zip(table.rows[0].cells, ("{{序号}}", "{{问题.内容}}", "{{问题.没有}}"), strict=True):
        cell.text = text
    data = foreign.saved(document)

    def rows(*contents: str) -> list[list[str]]:
        facts = Facts({"序号": "7"}, {"问题": Rows(frozenset({"内容"}), [{"内容": text} for text in contents])})
        return [[cell.text for cell in row.cells] for row in Document(io.BytesIO(Form.open(data).filled(facts))).tables[0].rows]

    assert rows() == [["", "", "{{问题.没有}}"]]
    assert rows("甲", "乙") == [["1", "甲", "{{问题.没有}}"], ["2", "乙", "{{问题.没有}}"]]


def test_a_list_outside_a_table_is_told_in_one_line() -> None:
    facts = Facts({}, {"问题": Rows(frozenset({"内容"}), [{"内容": "甲"}, {"内容": ("乙", "丙")}])})
    assert filled(letter("问题：{{问题.内容}}。"), facts) == ["问题：甲、乙、丙。"]


def test_a_table_within_a_table_repeats_its_own_rows() -> None:
    document = Document()
    outer = document.add_table(1, 1).rows[0].cells[0]
    outer.paragraphs[0].text = "{{姓名}}"
    inner = outer.add_table(1, 1).rows[0].cells[0]
    inner.text = "{{问题.内容}}"
    facts = Facts({**FACTS.values}, {"问题": Rows(frozenset({"内容"}), [{"内容": "甲"}, {"内容": "乙"}])})
    made = Document(io.BytesIO(Form.open(foreign.saved(document)).filled(facts)))
    cell = made.tables[0].rows[0].cells[0]
    assert len(made.tables[0].rows) == 1
    assert cell.paragraphs[0].text == "陈𬭎"
    assert [row.cells[0].text for row in cell.tables[0].rows] == ["甲", "乙"]


def test_what_was_struck_out_is_no_tag_and_what_was_put_in_is() -> None:
    struck = ('<w:p><w:del w:id="1" w:author="a"><w:r><w:delText>{{职务}}</w:delText></w:r></w:del>'
              '<w:ins w:id="2" w:author="a"><w:r><w:t>{{姓名}}</w:t></w:r></w:ins></w:p>')
    assert filled(form(struck)) == ["陈𬭎"]


def test_a_text_bound_to_the_properties_of_the_file_is_set_free() -> None:
    bound = ('<w:sdt><w:sdtPr><w:id w:val="5"/><w:dataBinding w:xpath="/x" w:storeItemID="{A}"/></w:sdtPr><w:sdtContent>'
             + paragraph("{{姓名}}") + "</w:sdtContent></w:sdt>")
    text = parts_of(Form.open(form(bound)).filled(FACTS))["word/document.xml"]
    assert b"dataBinding" not in text
    assert "陈𬭎".encode() in text


def test_a_file_with_tags_without_end_is_no_form() -> None:
    with pytest.raises(Refusal, match="标签太多"):
        Form.open(letter("{{a}}" * (MOST_TAGS + 1)))


# ── any cut, anything typed ──────────────────────────────────────────────────────────────────────

PIECES = st.lists(st.one_of(
    st.sampled_from(["{{姓名}}", "｛｛职务｝｝", "{{ 单位 }}", "{{空}}", "{{没有}}", "同志", " ", "&<>", "\"'"]),
    st.text("甲乙 a1，。&<>", max_size=4)), min_size=1, max_size=8)


@settings(deadline=None, max_examples=60)
@given(PIECES, st.data())
def test_a_text_cut_anywhere_is_filled(pieces: Sequence[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    at = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=12)))
    runs = [text[a:b] for a, b in zip([0, *at], [*at, len(text)], strict=True)]
    wanted = text
    for tag, value in (("{{姓名}}", "陈𬭎"), ("｛｛职务｝｝", "科长"), ("{{ 单位 }}", SAID["单位"]), ("{{空}}", "")):
        wanted = wanted.replace(tag, value)
    assert filled(form(paragraph(*runs), paragraph("末"))) == [wanted, "末"]


# ── braces without partner ───────────────────────────────────────────────────────────────────────

def test_braces_without_partner_are_found() -> None:
    assert list(halves("甲{{姓名}}乙")) == []
    assert list(halves("甲{{姓名}乙"))
    assert list(halves("甲{姓名}}乙"))
    assert list(halves("甲｛｛姓名"))
    assert list(halves("姓名}}"))
    assert list(singles("甲{姓名}乙{{职务}}")) == ["姓名"]
