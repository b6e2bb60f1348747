"""Amounts in digits: rounding, approximations, claims, and the claims that are never rounded into."""
from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partydesk.catalogue.showing import number, show


@pytest.mark.parametrize(("amount", "options", "text"), [
    (Fraction(16), {"unit": "次"}, "16次"), (Fraction(986, 1000), {"unit": "%", "digits": 1}, "98.6%"),
    (Fraction(320, 323), {"unit": "%"}, "99%"), (Fraction(319, 320), {"unit": "%"}, "99.7%"),
    (Fraction(1, 320), {"unit": "%"}, "0.3%"), (Fraction(1), {"unit": "%"}, "100%"),
    (Fraction(1), {"unit": "%", "claim": "全部"}, "全部"), (Fraction(319, 320), {"unit": "%", "claim": "全部"}, "99.7%"),
    (Fraction(3120), {"unit": "人次", "about": 1000}, "3000余人次"), (Fraction(3000), {"unit": "人次", "about": 1000}, "3000人次"),
    (Fraction(800), {"unit": "人次", "about": 1000}, "800人次"), (Fraction(5, 100), {"unit": "个百分点"}, "5个百分点"),
    (Fraction(5, 2), {}, "3"), (Fraction(-5, 2), {}, "-3"), (Fraction(0), {"unit": "起"}, "0起"),
    (Fraction(99999999, 100000000), {"unit": "%"}, "99.9999%")])
def test_amounts_as_they_are_printed(amount: Fraction, options: dict[str, object], text: str) -> None:
    assert show(amount, **options) == text      # type: ignore[arg-type]


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.integers(0, 2))
def test_a_share_is_never_rounded_into_all_or_nothing(a: int, b: int, digits: int) -> None:
    part, whole = min(a, b), max(a, b)
    shown = number(Fraction(part, whole), "%", digits)
    assert (float(shown) == 100) == (part == whole)
