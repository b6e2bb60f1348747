"""Every field type: what is stored comes back, what is shown can be read, what may not be kept is refused."""
from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.catalogue.fields import FIELD_TYPES, Blank, Choice, Date, Flag, Link, Number, Text, read_date
from partydesk.catalogue.text import clean
from partydesk.errors import Refusal

SAMPLES: dict[type[Blank], tuple[Blank, st.SearchStrategy[Any]]] = {
    Text: (Text(id="a", label="甲"), st.text(min_size=1, max_size=50).map(clean).filter(bool)),
    Number: (Number(id="a", label="甲", unit="元", digits=2), st.decimals(-10**9, 10**9, places=2)),
    Date: (Date(id="a", label="甲"), st.dates(date(1900, 1, 1), date(2199, 12, 31))),
    Choice: (Choice(id="a", label="甲", choices={"x": "是的", "y": "不是"}), st.sampled_from(["x", "y"])),
    Flag: (Flag(id="a", label="甲"), st.booleans()),
    Link: (Link(id="a", label="甲", to="body", many=True), st.lists(st.integers(1, 99), unique=True).map(tuple)),
}


@pytest.mark.parametrize("type_", FIELD_TYPES)
def test_every_type_is_sampled_here(type_: type[Blank]) -> None:
    assert type_ in SAMPLES


@pytest.mark.parametrize("type_", FIELD_TYPES)
@given(data=st.data())
def test_a_value_survives_storing_and_showing(type_: type[Blank], data: st.DataObject) -> None:
    blank, values = SAMPLES[type_]
    value = data.draw(values)
    blank.check(value)
    assert blank.load(blank.store(value)) == value
    assert blank.read(blank.show(value)) == value


@pytest.mark.parametrize("type_", FIELD_TYPES)
def test_a_blank_is_kept_apart_from_zero_and_no(type_: type[Blank]) -> None:
    blank, _ = SAMPLES[type_]
    assert blank.read("  ") in (None, ())
    blank.check(None)
    with pytest.raises(Refusal, match="不能为空"):
        replace(blank, required=True).check(None)


@pytest.mark.parametrize(("text", "value"), [
    ("1,234.50", "1234.50"), ("１２元", "12"), (" 3 ", "3"), ("-0.01", "-0.01")])
def test_numbers_as_clerks_write_them(text: str, value: str) -> None:
    assert Number(id="a", label="甲", unit="元", digits=2).read(text) == Decimal(value)


@pytest.mark.parametrize("text", ["十二", "1.2.3", "NaN", "Infinity", "1e", "--1", "=1+1"])
def test_text_for_a_number_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(Refusal, match="应填数字") as refused:
        Number(id="a", label="人数").read(text)
    assert "人数" in str(refused.value)


@pytest.mark.parametrize(("value", "words"), [
    ("1.5", "应填整数"), ("-1", "不能小于 0"), ("101", "不能大于 100"), ("1e20", "数字过大")])
def test_numbers_out_of_bounds(value: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        Number(id="a", label="甲", min=Decimal(0), max=Decimal(100)).check(Decimal(value))


@pytest.mark.parametrize("text", ["2025-03-06", "2025/3/6", "2025.3.6", "2025年3月6日", "20250306", "２０２５－０３－０６",
                                  "2025-03-06 00:00:00"])
def test_dates_as_clerks_write_them(text: str) -> None:
    assert Date(id="a", label="甲").read(text) == date(2025, 3, 6)


@pytest.mark.parametrize("text", ["2025-02-30", "2025-13-01", "2025年", "3月6日", "20250230", "昨天", "60", "0000-01-01"])
def test_a_date_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="不是存在的日期"):
        Date(id="a", label="甲").read(text)


def test_a_choice_is_read_by_label_or_code_and_else_says_what_may_be_chosen() -> None:
    choice = Choice(id="a", label="形式", choices={"x": "集中", "y": "分散"})
    assert choice.read("集中") == choice.read("x") == "x"
    with pytest.raises(Refusal, match="集中、分散"):
        choice.read("网上")


@pytest.mark.parametrize("nasty", ["a\x00b", "\u202eabc", "\ue000x\ue001", "a\ud800b", "\ufeff甲"])
def test_what_no_document_can_hold_is_taken_out_on_the_way_in(nasty: str) -> None:
    read = Text(id="a", label="甲").read(nasty)
    Text(id="a", label="甲").check(read)
    assert read.encode("utf-8")
    with pytest.raises(Refusal):
        Text(id="a", label="甲").check(nasty)


@given(st.text(max_size=40))
def test_reading_a_date_only_ever_gives_a_date_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(read_date(text), date)
