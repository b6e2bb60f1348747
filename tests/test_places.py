"""What belongs to the person at this computer: the id of the desk, and its former ones."""
from __future__ import annotations

from pathlib import Path

import pytest

from partydesk import places


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(places, "own", lambda: tmp_path)


def test_a_desk_keeps_its_id_until_it_is_renewed_and_knows_the_former_ones() -> None:
    first = places.desk()
    assert places.desk() == first
    assert places.former_desks() == ()
    second = places.renew_desk()
    assert second == places.desk() != first
    third = places.renew_desk()
    assert places.former_desks() == (second, first)
    assert len({first, second, third}) == 3


def test_an_empty_file_of_the_id_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "desk-id").write_text("", "utf-8")
    assert len(places.desk()) == 32
