"""Periods: every way of writing one, and the periods it is compared with."""
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.catalogue.period import Period
from partydesk.errors import Refusal


@pytest.mark.parametrize(("text", "start", "end", "label"), [
    ("2025H1", "2025-01-01", "2025-06-30", "2025年上半年"), ("2025h2", "2025-07-01", "2025-12-31", "2025年下半年"),
    ("2025Q2", "2025-04-01", "2025-06-30", "2025年第二季度"), ("2025-03", "2025-03-01", "2025-03-31", "2025年3月"),
    ("2024-02", "2024-02-01", "2024-02-29", "2024年2月"), ("2025", "2025-01-01", "2025-12-31", "2025年"),
    ("2025-01-01..2025-11-30", "2025-01-01", "2025-11-30", "2025年1月1日至2025年11月30日"),
    ("2021-01-01..2025-12-31", "2021-01-01", "2025-12-31", "2021年1月1日至2025年12月31日")])
def test_every_way_of_writing_a_period(text: str, start: str, end: str, label: str) -> None:
    period = Period.read(text)
    assert (period.start.isoformat(), period.end.isoformat(), period.label) == (start, end, label)
    assert Period.read(str(period)) == period


@pytest.mark.parametrize("text", ["", "2025H3", "2025Q0", "2025-13", "25H1", "上半年", "2025-02-30..2025-03-01",
                                  "2025-06-30..2025-01-01", "2025..", "..", "1800"])
def test_what_is_not_a_period_is_refused_with_the_ways_to_write_one(text: str) -> None:
    with pytest.raises(Refusal, match="2025H1"):
        Period.read(text)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(0, 2000))
def test_any_range_reads_back_and_steps_back_a_year(start: date, days: int) -> None:
    period = Period(start, date.fromordinal(start.toordinal() + days))
    assert Period.read(str(period)) == period
    before = period.year_before
    assert (before.start.year, before.end.year) == (period.start.year - 1, period.end.year - 1)
    assert before.start <= before.end
    assert abs((before.end - before.start).days - days) <= 1


def test_the_end_of_february_follows_the_calendar() -> None:
    assert str(Period.read("2024-02").year_before) == "2023-02"
    assert str(Period.read("2025-02").year_before) == "2024-02"
    assert Period.read("2025H1").last_year == Period.read("2024")
