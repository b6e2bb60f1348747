"""Where lines end."""
from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partydesk.papers.lines import CLOSING, OPENING, broken, nominal

MARKS = CLOSING | OPENING
NASTY = st.one_of(
    st.sampled_from(sorted(MARKS)), st.sampled_from("学习走访一件件小事"), st.sampled_from("ab12 "),
    st.sampled_from("—…·　\u0301\ufe00"), st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))


def lines_of(text: str, room: float, first: float | None = None) -> list[str]:
    return [text[line.start:line.end] for line in broken(text, [nominal(char) for char in text], room, first)]


@settings(max_examples=1000, deadline=None)
@given(text=st.text(NASTY, max_size=200), room=st.integers(2, 28), indent=st.integers(0, 1))
def test_no_line_begins_with_closing_or_ends_with_opening_marks(text: str, room: int, indent: int) -> None:
    widths = [nominal(char) for char in text]
    lines = broken(text, widths, room, room - indent)
    for before, after in pairwise(lines):
        first, second = text[before.start:before.end], text[after.start:after.end]
        assert second[0] not in CLOSING or set(second) <= MARKS, (first, second)
        assert first[-1] not in OPENING or set(first) <= MARKS, (first, second)


@settings(max_examples=300, deadline=None)
@given(text=st.text(NASTY, max_size=200), room=st.integers(2, 28))
def test_every_character_is_set_once_and_lines_fit(text: str, room: int) -> None:
    widths = [nominal(char) for char in text]
    lines = broken(text, widths, room)
    assert [line.last for line in lines] == [False] * (len(lines) - 1) + [True]
    end = 0
    for line in lines:
        assert not text[end:line.start].strip(" ")   # only spaces at a line's end are left out
        assert line.width == pytest.approx(sum(widths[line.start:line.end]))
        assert line.width <= room + 0.01
        end = line.end
    assert not text[end:].strip(" ")


def test_plain_text_fills_the_grid() -> None:
    assert lines_of("学" * 60, 28, 26) == ["学" * 26, "学" * 28, "学" * 6]


def test_a_mark_is_pushed_out_with_its_neighbour() -> None:
    assert lines_of("学" * 28 + "，习", 28) == ["学" * 27, "学，习"]
    assert lines_of("学" * 27 + "“习”", 28) == ["学" * 27, "“习”"]
    assert lines_of("学" * 27 + "——习", 28) == ["学" * 27, "——习"]
    assert lines_of("学" * 26 + "习”。人", 28) == ["学" * 26, "习”。人"]


def test_words_and_numbers_stay_whole_unless_longer_than_a_line() -> None:
    assert lines_of("学" * 26 + "98.6%的", 28) == ["学" * 26, "98.6%的"]
    assert lines_of("学习" + "a" * 70, 28) == ["学习" + "a" * 52, "a" * 18]
    assert lines_of("see the plan", 4) == ["see the", "plan"]


def test_marks_alone_may_break_the_rule_and_harm_no_neighbour() -> None:
    assert lines_of("，" * 5 + "学习", 3) == ["，，，", "，，", "学习"]
    assert lines_of("（" * 4 + "学习", 3) == ["（（（", "（学习"]
    assert lines_of("学" + "，" * 6 + "习", 3) == ["学，，", "，，，", "，", "习"]


def test_an_empty_paragraph_is_one_line() -> None:
    assert lines_of("", 28) == [""]
