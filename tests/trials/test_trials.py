"""A small slice of every trial; `make trials` runs them at full length. And the table that it writes."""
from __future__ import annotations

from pathlib import Path

import pytest

from . import table
from .every import EVERY, Trial
from .outcome import Outcome, Untried


@pytest.mark.parametrize("one", [pytest.param(one, id=one.id) for one in EVERY])
def test_a_slice_of_the_trial_succeeds(one: Trial, tmp_path: Path) -> None:
    try:
        outcome = one(one.slice, tmp_path)
    except Untried as lacking:
        pytest.skip(str(lacking))
    assert not outcome.failures
    assert outcome.done >= one.slice


def test_the_ids_are_unique_and_the_full_length_is_longer() -> None:
    assert len({one.id for one in EVERY}) == len(EVERY)
    assert all(0 < one.slice < one.full for one in EVERY)


def test_the_table_keeps_the_rows_of_trials_that_were_not_run(tmp_path: Path) -> None:
    out = tmp_path / "docs" / "trials.md"
    first, second = EVERY[:2]
    table.write(out, {first.id: table.row(first, Outcome(3, [], {"键数": "7"}), "此机", 1.0)})
    table.write(out, {second.id: table.row(second, Outcome(2, ["甲|乙\n丙"]), "此机", 90.0)})
    said = out.read_text("utf-8")
    assert said.count("| 3 | 0 | 键数 7；用时 1 秒 | 此机 |") == 1
    assert said.count("| 2 | **1**：甲／乙 丙 | 用时 90 秒 | 此机 |") == 1
    assert said.index(f"`{first.id}`") < said.index(f"`{second.id}`")
    table.write(out, {second.id: table.row(second, Outcome(2, []), "此机", 90.0)})
    assert "甲" not in out.read_text("utf-8")
    assert "键数 7" in out.read_text("utf-8")
