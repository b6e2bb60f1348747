"""What is due by rule: the stretches of every rhythm, and which of them were met."""
from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.catalogue.kind import Rhythm
from partydesk.catalogue.period import Period
from partydesk.figures.rhythm import MONTHS, WEEKDAYS, called, slots
from partydesk.records.workdays import is_working

EVERY = ("day", "week", *MONTHS)
DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(("every", "period", "number"), [
    ("month", "2025H1", 6), ("quarter", "2025H1", 2), ("half", "2025H1", 1), ("year", "2025H1", 0), ("year", "2025H2", 1),
    ("year", "2025", 1), ("month", "2025-01-15..2025-03-20", 2), ("quarter", "2025-02", 0), ("quarter", "2025-03", 1)])
def test_what_goes_by_the_calendar_belongs_to_the_period_in_which_it_ends(every: str, period: str, number: int) -> None:
    assert len(slots(Rhythm(every=every), Period.read(period))) == number    # type: ignore[arg-type]


def test_a_stretch_that_ends_later_is_seen_where_it_touches() -> None:
    year = Rhythm(every="year")
    assert [slot.end for slot in slots(year, Period.read("2025H1"), touching=True)] == [date(2025, 12, 31)]


def test_thursdays_that_are_holidays_are_not_asked_for() -> None:
    found = [slot.by for slot in slots(Rhythm(every="week", on="thursday"), Period.read("2025-05"))]
    assert found == [date(2025, 5, day) for day in (8, 15, 22, 29)]       # 5月1日放假


@given(start=DAYS, days=st.integers(0, 400), every=st.sampled_from(EVERY), on=st.sampled_from([None, *WEEKDAYS]))
def test_stretches_come_in_order_and_lie_apart(start: date, days: int, every: str, on: str | None) -> None:
    period = Period(start, start + timedelta(days))
    found = slots(Rhythm(every=every, on=on if every == "week" else None), period)    # type: ignore[arg-type]
    assert all(one.end < other.start for one, other in pairwise(found))
    for slot in found:
        assert slot.start <= slot.by <= slot.end
        assert slot.end in period
        if every in MONTHS:
            assert (slot.start.day, (slot.end + timedelta(1)).day) == (1, 1)
        else:
            assert slot.start in period
            assert every == "week" and on is None or is_working(slot.by)


def test_a_slot_is_called_what_people_call_it() -> None:
    whole = Period.read("2025H1")
    assert {every: called(Rhythm(every=every), slots(Rhythm(every=every), whole, touching=True)[-1])    # type: ignore[arg-type]
            for every in EVERY} == {"day": "6月30日", "week": "6月23日当周", "month": "6月", "quarter": "第2季度",
                                    "half": "2025年上半年", "year": "2025年"}
