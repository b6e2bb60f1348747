"""Numbers that would fill the memory if anybody counted with them are refused as they are typed."""
from __future__ import annotations

from decimal import Decimal

import pytest

from partydesk.catalogue.fields import Number
from partydesk.catalogue.formula import FormulaError, parse
from partydesk.errors import Refusal

HOURS = Number(id="hours", label="学时", digits=2)


@pytest.mark.parametrize("typed", ["1e999999999", "1E+400", "-1e-99999", "9" * 400])
def test_what_lies_too_far_from_the_point_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="数字过大或过小"):
        HOURS.read(typed)
    with pytest.raises(Refusal, match="数字过大"):
        HOURS.check(Decimal("1e999999999"))


@pytest.mark.parametrize(("typed", "kept"), [("0e99999999", 0), ("-0", 0), ("1e2", 10_000), ("3.50", 350)])
def test_what_is_near_is_kept(typed: str, kept: int) -> None:
    assert HOURS.store(HOURS.read(typed)) == kept


@pytest.mark.parametrize("written", ["count(study) + 0x" + "f" * 5000, "f'{1}\\n'", "a" + ".a" * 3000, "x.y(f'{\"\\n\"}')"])
def test_a_formula_that_cannot_be_written_down_is_refused_in_words(written: str) -> None:
    with pytest.raises(FormulaError) as told:
        parse(written)
    assert len(str(told.value)) < 300
