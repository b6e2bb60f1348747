"""Days as they are named when something is looked for."""
from __future__ import annotations

from datetime import date

import pytest

from partydesk.catalogue.period import Period
from partydesk.office.when import Yearly, when

TODAY = date(2025, 6, 19)                     # a Thursday


@pytest.mark.parametrize(("typed", "meant"), [
    ("0612", Yearly(6, 12)), ("６月", Yearly(6)), ("六月", Yearly(6)), ("十二月", Yearly(12)), ("6月12日", Yearly(6, 12)),
    ("6.12", Yearly(6, 12)), ("6-12", Yearly(6, 12)), ("0229", Yearly(2, 29)),
    ("2025", Period.months_of(2025, 1, 12)), ("2025年", Period.months_of(2025, 1, 12)),
    ("2025-03", Period.months_of(2025, 3, 3)), ("202503", Period.months_of(2025, 3, 3)),
    ("2025年3月", Period.months_of(2025, 3, 3)), ("2025h1", Period.half(2025, 1)), ("2025Q2", Period.months_of(2025, 4, 6)),
    ("2025-03-06", Period(date(2025, 3, 6), date(2025, 3, 6))), ("20250306", Period(date(2025, 3, 6), date(2025, 3, 6))),
    ("昨天", Period(date(2025, 6, 18), date(2025, 6, 18))), ("本周", Period(date(2025, 6, 16), date(2025, 6, 22))),
    ("上周", Period(date(2025, 6, 9), date(2025, 6, 15))), ("上月", Period.months_of(2025, 5, 5)),
    ("本月", Period.months_of(2025, 6, 6)), ("上半年", Period.half(2025, 1)), ("去年", Period.months_of(2024, 1, 12)),
])
def test_days_are_read(typed: str, meant: object) -> None:
    assert when(typed, TODAY) == meant


@pytest.mark.parametrize("typed", ["", "张三", "13月", "0230", "9999", "1350", "zs", "2025-13", "一月二十五日上午", "12345", "3"])
def test_what_names_no_day(typed: str) -> None:
    assert when(typed, TODAY) is None
