"""A number with its reasons: every value knows what it was reached from."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..catalogue.figure import Figure
from ..catalogue.formula import Both, Tally
from ..catalogue.period import Period
from ..catalogue.showing import show


@dataclass(frozen=True, eq=False)
class Value:
    """An amount and why: the figure it belongs to, the values it was worked out from, the tally it folds.

    `amount` is exact and in whole units (a share of 1 is 100%); None where it is not known. `records` is how many rows
    stand behind it. A value without a figure is a part of one.
    """

    amount: Fraction | None
    period: Period
    because: str
    figure: Figure | None = None
    parts: tuple[Value, ...] = ()
    tally: Tally | Both | None = None
    records: int = 0
    stated: bool = False
    stated_unit: str | None = None
    sent: str = ""                            # the paper that the amount was taken from, as it was sent

    @property
    def id(self) -> str:
        return self.figure.id if self.figure else ""

    @property
    def label(self) -> str:
        return self.figure.label if self.figure else ""

    @property
    def unit(self) -> str:
        if self.stated_unit is not None:
            return self.stated_unit
        return self.figure.unit if self.figure else ""

    @property
    def digits(self) -> int:
        return self.figure.digits if self.figure else 2

    @property
    def about(self) -> int:
        return self.figure.about if self.figure else 0

    @property
    def claim(self) -> str:
        return self.figure.claim if self.figure else ""

    @property
    def missing(self) -> bool:
        return self.amount is None

    @property
    def text(self) -> str:
        """The number as it is printed: 16次, 98.6%, 全覆盖, or 【待补：…】."""
        if self.amount is None:
            return f"【待补：{self.label}】" if self.figure else "——"
        if self.figure is None:
            whole = self.amount.denominator == 1
            return show(self.amount) if whole else show(self.amount, digits=4).rstrip("0").rstrip(".")
        return show(self.amount, self.unit, self.digits, self.about, self.claim)

    def __str__(self) -> str:
        return self.text

    def tallies(self) -> Iterator[Value]:
        """The values within this one that fold records, itself included."""
        if self.tally is not None:
            yield self
        for part in self.parts:
            yield from part.tallies()
