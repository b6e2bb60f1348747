"""Where the lines of a title end."""
from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.papers.document import Run, plain
from partydesk.papers.lines import CLOSING, OPENING, nominal
from partydesk.papers.look import Look
from partydesk.papers.titles import title_lines, turned


@pytest.mark.parametrize("lines", [
    ["上半年工作总结"],
    ["2026年度党风廉政建设责任书"],
    ["中共清源县委政法委员会机关党委", "2026年上半年党建工作总结"],
    ["清源县委政法委员会机关党委", "关于上半年学习走访工作情况的报告"],
    ["中共清源县委政法委员会机关", "第一支部2026年党建工作总结"],
    ["关于认真贯彻落实《党政机关公文处理", "工作条例》进一步规范公文办理的通知"],
])
def test_titles_are_turned_between_words(lines: list[str]) -> None:
    assert turned("".join(lines), 19.1) == lines


def test_the_author_may_turn_a_title_himself() -> None:
    assert turned("清源县委\n上半年工作总结", 19.1) == ["清源县委", "上半年工作总结"]


def test_a_very_long_title_is_filled_evenly() -> None:
    lines = turned("学" * 90, 19.1)
    assert [len(line) for line in lines] == [18] * 5


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("学习县委会2026年、（）《》“”的关于 ab"), max_size=70))
def test_any_title_fits_is_whole_and_keeps_the_rules(text: str) -> None:
    lines = turned(text, 19.1)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert sum(map(nominal, line)) <= 19.1 + 0.01
    for above, below in pairwise(lines):
        marks = CLOSING | OPENING
        assert below[0] not in CLOSING or set(below) <= marks
        assert above[-1] not in OPENING or set(above) <= marks


def test_numbers_in_a_title_stay_known(gbt: Look) -> None:
    runs = (Run("中共清源县委政法委员会机关党委学习", figure="a"), Run("16次", figure="b"), Run("的情况报告\n第二行"))
    lines = title_lines(runs, gbt)
    assert "".join(plain(line) for line in lines) == plain(runs).replace("\n", "")
    assert {run.figure for line in lines for run in line} == {"a", "b", None}
    assert plain(lines[-1]) == "第二行"
