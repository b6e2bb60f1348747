"""How an amount is put into digits: rounding, units, approximations, and the claims that are never rounded into."""
from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

SHARES = {"%": 100, "个百分点": 100}
"""Units in which one whole is shown as a hundred."""

FINEST = 4
"""Digits at which a share that is not whole gives up trying to show it."""


def show(amount: Fraction, unit: str = "", digits: int = 0, about: int = 0, claim: str = "") -> str:
    """`amount` with its unit: 16次, 98.6%, 3000余人次; `claim` (全部, 全覆盖) stands for a share of exactly one.

    `amount` is exact and in whole units (a share of 1 is 100%); `about` rounds down to that multiple and says 余.
    """
    if claim and amount == 1:
        return claim
    return number(amount, unit, digits, about) + unit


def number(amount: Fraction, unit: str = "", digits: int = 0, about: int = 0) -> str:
    """The digits alone, 四舍五入, but never into a claim: 319 of 320 reads 99.7, not 100; 1 of 320 is not 0."""
    scaled = amount * SHARES.get(unit, 1)
    if about and scaled >= about:
        whole = int(scaled // about) * about
        return f"{whole}余" if scaled > whole else str(whole)
    text = rounded(scaled, digits)
    if unit == "%":
        while digits < FINEST and text in (0, 100) and text != scaled:
            digits += 1
            text = rounded(scaled, digits)
        if text == 100 and scaled < 100:             # finer than four digits shows: still not the whole
            text = Decimal(100) - Decimal(1).scaleb(-FINEST)
    return f"{text:f}"


def rounded(amount: Fraction, digits: int) -> Decimal:
    """四舍五入 to `digits` decimals, exactly (halves away from zero)."""
    step = Decimal(1).scaleb(-digits)
    whole = Fraction(amount) * 10 ** digits
    sign = -1 if whole < 0 else 1
    return (Decimal(sign * int(abs(whole) + Fraction(1, 2))) * step).quantize(step, ROUND_HALF_UP)
