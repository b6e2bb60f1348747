"""How many backups are kept, whatever the clock says."""
from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from partydesk.office.thinning import DAYS, LEAST, RECENT, WEEKS, kept

NOW = datetime(2026, 3, 2, 9)


def thin(moments: list[datetime]) -> list[datetime]:
    """These moments come newest first by their numbers."""
    return [one for _, one in kept(list(enumerate(moments)), lambda one: one[1])]


def lived(moments: list[datetime]) -> tuple[list[tuple[int, datetime]], int]:
    """One backup after the other, thinned each time: what is left, and the fewest there ever were after thirty."""
    have: list[tuple[int, datetime]] = []
    least = LEAST
    for number, moment in enumerate(moments):
        have = kept([(number, moment), *have], lambda one: one[1])
        least = min(least, len(have)) if number + 1 >= LEAST else least
    return have, least


def test_a_few_are_all_kept() -> None:
    moments = [NOW - timedelta(hours=n) for n in range(LEAST)]
    assert thin(moments) == moments


def test_after_two_years_the_newest_and_one_each_of_days_weeks_and_months_are_left() -> None:
    hours = [NOW + timedelta(days=day, hours=hour) for day in range(730) for hour in range(4)]
    left, least = lived(hours)
    moments = [moment for _, moment in left]
    assert least == LEAST
    assert moments[:RECENT] == hours[::-1][:RECENT]
    assert len({moment.date() for moment in moments[RECENT:]}) >= DAYS
    assert len({moment.isocalendar()[:2] for moment in moments[RECENT:]}) >= WEEKS
    assert {(moment.year, moment.month) for moment in moments} == {(moment.year, moment.month) for moment in hours}
    assert len(left) < 70


@pytest.mark.parametrize("wrong", [datetime(1980, 1, 1), datetime(2099, 12, 31), NOW - timedelta(days=1500)])
def test_days_of_a_wrong_clock_take_nothing_of_the_months_before(wrong: datetime) -> None:
    hours = [NOW + timedelta(hours=5 * n) for n in range(600)]
    for n in range(300, 340):
        hours[n] = wrong + timedelta(minutes=n)
    left, least = lived(hours)
    assert least == LEAST
    assert {(moment.year, moment.month) for _, moment in left} == {(moment.year, moment.month) for moment in hours}
    assert [number for number, _ in left][:RECENT] == list(range(599, 579, -1)), "newest by number, not by clock"


def test_a_clock_that_always_says_the_same_leaves_thirty() -> None:
    left, least = lived([datetime(1980, 1, 1)] * 500)
    assert [number for number, _ in left] == list(range(499, 469, -1))
    assert least == LEAST


def test_chance_never_leaves_fewer() -> None:
    chance = random.Random(3)
    for _ in range(5):
        left, least = lived([NOW + timedelta(minutes=chance.randint(-10**6, 10**6)) for _ in range(300)])
        assert least == LEAST
        assert len(left) >= LEAST
