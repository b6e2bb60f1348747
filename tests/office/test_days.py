"""Dates in a clerk's shorthand."""
from __future__ import annotations

from datetime import date

import pytest

from partydesk.catalogue.fields import read_date
from partydesk.office.days import complete, weekday

TODAY = date(2025, 3, 6)


@pytest.mark.parametrize(("text", "meant"), [
    ("t", date(2025, 3, 6)), ("T", date(2025, 3, 6)), ("今天", date(2025, 3, 6)), ("昨天", date(2025, 3, 5)),
    ("明天", date(2025, 3, 7)), ("＋１", date(2025, 3, 7)), ("-7", date(2025, 2, 27)), ("+30", date(2025, 4, 5)),
    ("0612", date(2025, 6, 12)), ("612", date(2025, 6, 12)), ("6.12", date(2025, 6, 12)), ("6-1", date(2025, 6, 1)),
    ("6月12日", date(2025, 6, 12)), ("6月12号", date(2025, 6, 12)), ("25-6-1", date(2025, 6, 1)),
    ("20250306", date(2025, 3, 6)), ("2025-3-6", date(2025, 3, 6)), ("2025年3月6号", date(2025, 3, 6)),
    ("２０２５／３／６", date(2025, 3, 6)), ("二〇二五年三月六日", date(2025, 3, 6)), ("三月十六日", date(2025, 3, 16)),
    ("十二月三十一日", date(2025, 12, 31)), ("二零二五年十月二十日", date(2025, 10, 20)),
])
def test_what_is_meant(text: str, meant: date) -> None:
    assert read_date(complete(text, TODAY)) == meant


def test_steps_count_from_the_date_that_stands() -> None:
    assert complete("+1", TODAY, date(2024, 2, 28)) == "2024-02-29"
    assert complete("-1", TODAY, date(2025, 1, 1)) == "2024-12-31"


@pytest.mark.parametrize("text", ["0230", "1301", "2月30日", "昨", "abc", "12", "+99999", "周四"])
def test_what_is_no_date_is_left_to_be_refused(text: str) -> None:
    shown = complete(text, TODAY)
    if text == "昨":
        assert shown == "2025-03-05"
        return
    with pytest.raises(ValueError, match=r".*"):
        read_date(shown)


def test_nothing_stays_nothing() -> None:
    assert complete("  ", TODAY) == ""


def test_weekdays() -> None:
    assert weekday(date(2025, 3, 6)) == "星期四"
    assert weekday(date(2025, 3, 9)) == "星期日"
