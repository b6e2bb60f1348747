"""Word forms spoilt by chance: each must be refused in words, or be filled soundly."""
from __future__ import annotations

from pathlib import Path

from tests.papers.test_harmless import test_whatever_chance_makes_of_a_form_is_read_or_refused as tried

from .outcome import Outcome


def trial(times: int, folder: Path, seed: int = 20) -> Outcome:
    failures: list[str] = []
    for number in range(seed * 1_000_000, seed * 1_000_000 + times):
        try:
            tried(number)
        except Exception as error:  # noqa: BLE001 (whatever it raises is what the trial looks for)
            failures.append(f"种子 {number}：{type(error).__name__} {error}")
    return Outcome(times, failures)
