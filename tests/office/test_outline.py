"""A paper as it is read and written at the desk: sections, lacks, the office's own words, and the way back."""
from __future__ import annotations

from datetime import date

import pytest

from partydesk.catalogue.period import Period
from partydesk.errors import Refusal
from partydesk.office import Office, outline, printing
from partydesk.office.facts import date_it
from partydesk.papers.passages import Mark, Plain

PAPER, PERIOD = "half_year_summary", "2025H1"


def passage(office: Office, words: str) -> outline.Shown:
    return next(shown for shown in outline.read(office, PAPER, PERIOD).passages if words in shown.text)


def printed(office: Office) -> str:
    return printing.copies(office, PAPER, PERIOD)[0].document.text


def test_the_paper_reads_as_it_is_printed(sample: Office) -> None:
    reading = outline.read(sample, PAPER, PERIOD)
    text = printed(sample)
    for shown in reading.passages:
        if shown.passage.kind in ("heading", "paragraph", "chapter"):
            assert shown.text in text
    assert reading.lacks == ()
    assert reading.own is False
    assert reading.length == pytest.approx(len(text), rel=0.1)
    tops = [section for section in reading.sections if section.level == 1]
    assert [section.title[0] for section in tops] == list("一二三四五六")
    inner = sum(section.length for section in reading.sections if section.level == 2)
    assert sum(section.length for section in tops) >= inner > 0
    assert reading.sections[0].length == sum(section.length for section in tops) + len(reading.passages[1].text)


def test_what_is_missing_is_listed_once_with_where_it_is_filled_in(office: Office) -> None:
    reading = outline.read(office, PAPER, PERIOD)
    by_label = {lack.label: lack for lack in reading.lacks}
    assert len(by_label) == len(reading.lacks)
    assert by_label["人均学习笔记"].figure == "study.notes_avg"
    assert by_label["存在的主要问题"].chapter == "problems"
    tops = {section.title: section.missing for section in reading.sections}
    assert tops["五、存在的主要问题"] == 1
    assert tops["一、坚持学用结合，加强思想建设"] > 5


def test_a_passage_is_reworded_for_the_office_and_comes_back(office: Office) -> None:
    before = printed(office)
    shown = passage(office, "围绕服务基层")
    mark = next(piece for piece in shown.passage.pieces if isinstance(piece, Mark))
    outline.reword(office, PAPER, shown.passage, [[Plain("今年开展了“"), mark, Plain("个一”活动。")], [Plain("另起一段。")]])
    assert list(office.forms()) == ["papers/half_year_summary.md"]
    assert "活动。\n另起一段。\n" in printed(office)
    assert "围绕服务基层" not in printed(office)
    own = passage(office, "今年开展了")
    assert own.original is not None
    assert own.original.source == shown.passage.source
    assert office.undoable() == "改写半年党建工作总结"
    outline.restore(office, PAPER, own.passage, own.original)
    second = passage(office, "另起一段")
    assert "围绕服务基层" in printed(office)
    outline.reword(office, PAPER, second.passage, [[]])
    assert printed(office) == before
    assert office.forms() == {}


def test_two_passages_are_changed_and_all_is_undone_at_once(office: Office) -> None:
    before = printed(office)
    for words in ("围绕服务基层", "学习情况按人登记"):
        shown = passage(office, words)
        outline.reword(office, PAPER, shown.passage, [[Plain(f"甲{words}")]])
    assert sum(shown.original is not None for shown in outline.read(office, PAPER, PERIOD).passages) >= 2
    outline.restore_all(office, PAPER)
    assert printed(office) == before
    with pytest.raises(Refusal, match="程序自带"):
        outline.restore_all(office, PAPER)
    assert office.undo() == "恢复原来的写法：半年党建工作总结"
    assert "甲围绕服务基层" in printed(office)


def test_nothing_is_written_over_what_someone_else_changed(office: Office) -> None:
    shown = passage(office, "围绕服务基层")
    outline.reword(office, PAPER, shown.passage, [[Plain("甲")]])
    with pytest.raises(Refusal, match="别处改过"):
        outline.reword(office, PAPER, shown.passage, [[Plain("乙")]])


def test_a_figure_may_be_written_in_ways_that_make_a_difference(sample: Office) -> None:
    growth = {wear.label: wear.text for wear in outline.wears(sample, "study.notes_yoy", PERIOD)}
    assert growth["原样"] == "15%"
    assert growth["增长／下降"] == "增长15%"
    assert "约数（余）" not in growth
    public = {wear.label: wear.text for wear in outline.wears(sample, "fusion.law_talk_public", PERIOD)}
    assert public["约数（余）"] == "3200余人次"
    assert "提高／下降" not in public
    assert "汉字数字" not in {wear.label for wear in outline.wears(sample, "study.notes_avg", PERIOD)}


def test_the_day_under_a_paper_can_be_set_for_one_period(office: Office) -> None:
    date_it(office, PAPER, Period.read(PERIOD), date(2025, 7, 3))
    assert printed(office).split("\n")[-6].endswith("2025年7月3日") or "2025年7月3日" in printed(office)
    assert outline.read(office, PAPER, PERIOD).dated == date(2025, 7, 3)
    assert outline.read(office, PAPER, "2024H2").dated == date(2024, 12, 31)
    date_it(office, PAPER, Period.read(PERIOD), None)
    assert "2025年7月3日" not in printed(office)
    assert "2025年6月30日" in printed(office)
