"""The wording check: each rule finds what it is for, and a paper in order has nothing to mark."""
from __future__ import annotations

from datetime import date

import pytest

from partydesk.catalogue.catalogue import Catalogue
from partydesk.errors import Refusal
from partydesk.papers.document import Document, Heading, Paragraph, Run
from partydesk.papers.wording import Section, Slip, Term, Wording, length, read, slips

H1 = date(2025, 1, 1), date(2025, 6, 30)
DECLARED = Wording((Term("综治委", "平安建设协调机制", since=2018, unless=("原综治委",)),), (Section("p", "问题|不足"),))


def found(text: str, heading: str = "一、存在的不足", start: date = H1[0], end: date = H1[1]) -> list[Slip]:
    document = Document("", (Heading(1, (Run(heading),)), Paragraph((Run(text),))))
    return list(slips(document, "p", start, end, DECLARED))


@pytest.mark.parametrize(("text", "rule", "said"), [
    ("完成了XX项目。", "left_over", "XX"), ("有关情况（　）如下。", "left_over", "（　）"), ("签字____。", "left_over", "____"),
    ("由某某同志负责。", "left_over", "某某"), ("召开了会议。。", "left_over", "。。"),
    ("2023年开展了活动。", "year", "2023年"), ("9月召开会议。", "month", "9月"), ("下半年完成了任务。", "half", "下半年"),
    ("综治委牵头。", "term", "综治委"), ("开展“学习活动。", "pair", "“"), ("学习,讨论。", "half_width", "习,"),
    ("开展的的工作。", "twice", "的的"), ("还差【待补：会议】。", "missing", "【待补：会议】"),
])
def test_each_rule_finds_its_slip(text: str, rule: str, said: str) -> None:
    slip, = found(text)
    assert (slip.rule, slip.found) == (rule, said)
    assert slip.found in slip.around or rule == "missing"


@pytest.mark.parametrize("text", [
    "2025年3月召开会议，1月至6月共六次。", "比2024年上年同期增长3%。", "原综治委的职责已经划转。", "自2020年以来逐年下降。",
    "（一）是基础，“两学”是抓手。", "完成率为98.6%，共3,200人。",
])
def test_what_is_in_order_is_let_pass(text: str) -> None:
    assert found(text) == []


def test_what_lies_ahead_may_speak_of_later_months() -> None:
    assert found("9月底前完成，下半年再开两次，2026年见效。", "二、下一步工作打算，补足不足") == []


def test_a_term_is_let_pass_while_it_was_in_use() -> None:
    assert not found("综治委牵头。", start=date(2017, 1, 1), end=date(2017, 6, 30))


def test_a_required_part_and_an_empty_one_are_found() -> None:
    missing = found("写了。", "一、学习情况")
    assert [slip.rule for slip in missing] == ["section"]
    assert "问题" in missing[0].says
    document = Document("", (Heading(1, (Run("一、不足"),)), Heading(1, (Run("二、别的"),)), Paragraph((Run("有。"),))))
    assert [slip.found for slip in slips(document, "p", *H1, DECLARED)] == ["一、不足"]


def test_words_are_counted_as_word_processors_count_them() -> None:
    document = Document("", (Paragraph((Run("共98.6%，OK 好。"),)),))
    assert length(document) == len("共，好。") + 2


def test_the_shipped_list_can_be_read_and_every_paper_it_names_is_there(shipped: Catalogue) -> None:
    wording = read(shipped.wording)
    assert wording.terms
    assert {section.paper for section in wording.sections} <= shipped.papers.keys()
    assert all(term.old != term.new and term.old not in term.new.split("、") for term in wording.terms)


@pytest.mark.parametrize("text", ["[[term]]\nold = 1\nnew = 'x'", "[[term]]\nwhat = 'x'", "[other]", "x"])
def test_a_list_that_is_wrong_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="词表"):
        read(text)
