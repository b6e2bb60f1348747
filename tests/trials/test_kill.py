"""A slice of `make trial-kill`: three kills while a meeting is typed."""
from __future__ import annotations

from pathlib import Path

from .kill import BOUND, trial


def test_what_was_typed_is_back_after_a_kill(tmp_path: Path) -> None:
    rounds = trial(3, tmp_path, seed=7)
    assert len(rounds) == 3
    assert sum(done.keys for done in rounds) > 20
    for done in rounds:
        assert done.back, done
        assert done.cursor, done
        assert not done.asked, done
        assert done.lost <= BOUND, done
