"""Dates in a clerk's shorthand."""
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.catalogue.dates import read_date
from partydesk.catalogue.kind import Rhythm
from partydesk.office.days import complete, likely, shifted, spoken, weekday

TODAY = date(2025, 3, 6)                      # a Thursday
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
FULLWIDTH = str.maketrans("0123456789-+/.t", "０１２３４５６７８９－＋／．ｔ")
FIGURES = "〇一二三四五六七八九"


@pytest.mark.parametrize(("text", "meant"), [
    ("t", date(2025, 3, 6)), ("T", date(2025, 3, 6)), ("ｔ", date(2025, 3, 6)), ("今天", date(2025, 3, 6)), ("昨天", date(2025, 3, 5)),
    ("昨", date(2025, 3, 5)), ("大前天", date(2025, 3, 3)),
    ("明天", date(2025, 3, 7)), ("＋１", date(2025, 3, 7)), ("-7", date(2025, 2, 27)), ("+30", date(2025, 4, 5)),
    ("0612", date(2025, 6, 12)), ("612", date(2025, 6, 12)), ("6.12", date(2025, 6, 12)), ("6-1", date(2025, 6, 1)),
    ("６１２", date(2025, 6, 12)), ("6月12日", date(2025, 6, 12)), ("6月12号", date(2025, 6, 12)), ("六月十二日", date(2025, 6, 12)),
    ("25-6-1", date(2025, 6, 1)), ("250601", date(2025, 6, 1)), ("12", date(2025, 3, 12)), ("12号", date(2025, 3, 12)),
    ("20250306", date(2025, 3, 6)), ("2025-3-6", date(2025, 3, 6)), ("2025年3月6号", date(2025, 3, 6)),
    ("２０２５／３／６", date(2025, 3, 6)), ("二〇二五年三月六日", date(2025, 3, 6)), ("三月十六日", date(2025, 3, 16)),
    ("十二月三十一日", date(2025, 12, 31)), ("二零二五年十月二十日", date(2025, 10, 20)), ("三月廿日", date(2025, 3, 20)),
    ("周四", date(2025, 3, 6)), ("周一", date(2025, 3, 3)), ("星期日", date(2025, 3, 9)), ("周天", date(2025, 3, 9)),
    ("上周四", date(2025, 2, 27)), ("下周一", date(2025, 3, 10)), ("下下周五", date(2025, 3, 21)), ("周3", date(2025, 3, 5)),
    ("周7", date(2025, 3, 9)), ("本周末", date(2025, 3, 8)),
    ("月底", date(2025, 3, 31)), ("上月底", date(2025, 2, 28)), ("下个月初", date(2025, 4, 1)), ("年底", date(2025, 12, 31)),
])
def test_what_is_meant(text: str, meant: date) -> None:
    assert read_date(complete(text, TODAY)) == meant


def test_steps_count_from_the_date_that_stands() -> None:
    assert complete("+1", TODAY, date(2024, 2, 28)) == "2024-02-29"
    assert complete("-1", TODAY, date(2025, 1, 1)) == "2024-12-31"


def test_a_date_without_a_year_is_of_the_year_that_stands() -> None:
    last = date(2024, 12, 30)
    assert complete("0705", TODAY, last) == "2024-07-05"
    assert complete("12月25日", TODAY, last) == "2024-12-25"
    assert complete("5", TODAY, last) == "2024-12-05"
    assert complete("t", TODAY, last) == TODAY.isoformat()


@pytest.mark.parametrize("text", ["0230", "1301", "2月30日", "32", "abc", "+99999", "周八", "上", "12345", "2025", "+9999999"])
def test_what_is_no_date_is_left_to_be_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_date(complete(text, TODAY))


def test_nothing_stays_nothing() -> None:
    assert complete("  ", TODAY) == ""


@given(DAYS)
def test_every_day_is_read_in_every_way_it_is_written(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    for text in (day.isoformat(), f"{y}{m:02}{d:02}", f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}年{m}月{d}日", f"{y}年{m:02}月{d:02}号",
                 f"{''.join(FIGURES[int(n)] for n in str(y))}年{_han(m)}月{_han(d)}日"):
        for typed in (text, text.translate(FULLWIDTH), f" {text}　"):
            assert complete(typed, TODAY) == day.isoformat()
            assert complete(complete(typed, TODAY), TODAY) == day.isoformat()


@given(DAYS)
def test_every_day_of_this_year_is_read_without_its_year(today: date) -> None:
    m, d = today.month, today.day
    for text in (f"{m:02}{d:02}", f"{m}.{d}", f"{m}-{d}", f"{m}月{d}日", f"{_han(m)}月{_han(d)}日", f"{d}", f"{d}日", "t"):
        assert complete(text.translate(FULLWIDTH), today) == today.isoformat()


@given(DAYS, st.integers(-400, 400))
def test_a_step_forth_and_back_is_no_step(day: date, step: int) -> None:
    there = complete(f"{step:+}", TODAY, day)
    assert complete(f"{-step:+}", TODAY, read_date(there)) == day.isoformat()


@given(st.text(max_size=14), DAYS)
def test_nothing_that_is_typed_breaks_it(text: str, today: date) -> None:
    assert isinstance(complete(text, today), str)


@given(st.text("+-0123456789.月日号年上下周星期一四日十t ", max_size=10))
def test_nothing_like_a_date_breaks_it(text: str) -> None:
    assert complete(complete(text, TODAY), TODAY) is not None


@given(DAYS, st.integers(-30, 30))
def test_months_are_stepped_over_on_the_same_day_or_the_last(day: date, months: int) -> None:
    there = shifted(day, months)
    if there != day:
        assert (there.year - day.year) * 12 + there.month - day.month == months
        assert there.day <= day.day


def test_months_end_where_they_end() -> None:
    assert shifted(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert shifted(date(2024, 1, 31), 1) == date(2024, 2, 29)


def test_a_new_record_is_probably_of_the_last_day_that_was_due() -> None:
    weekly = Rhythm(every="week", on="thursday")
    for today in (date(2025, 3, 6), date(2025, 3, 7), date(2025, 3, 12)):
        assert likely(weekly, today, lambda _: False) == date(2025, 3, 6)
    assert likely(weekly, date(2025, 3, 7), lambda day: day == date(2025, 3, 6)) == date(2025, 3, 7)
    assert likely(Rhythm(every="month"), TODAY, lambda _: True) == TODAY
    assert likely(None, TODAY, lambda _: False) == TODAY


def test_weekdays() -> None:
    assert weekday(date(2025, 3, 6)) == "星期四"
    assert weekday(date(2025, 3, 9)) == "星期日"
    assert spoken(date(2025, 6, 12)) == "2025-06-12 周四"


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{FIGURES[tens]}十") + ("" if tens and not ones else FIGURES[ones])
