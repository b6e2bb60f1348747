"""Working days by China's holiday calendar, make-up weekends included."""
from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=8192)
def is_working(day: date) -> bool:
    """Whether offices work on `day`; by the week alone in years whose holidays are not announced yet."""
    import chinese_calendar
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def between(received: date, closed: date) -> int:
    """Working days that handling took: the day of receipt is not counted, the day of closing is."""
    days = (closed - received).days
    return sum(is_working(received + timedelta(n)) for n in range(1, days + 1))
