"""The catalogue that is kept from the last start: the same, never stale, and never a way in."""
from __future__ import annotations

import io
import os
import pickle
from pathlib import Path

import pytest

from partydesk import places
from partydesk.catalogue import catalogue as reading
from partydesk.catalogue.problem import CatalogueError
from partydesk.office import kept
from tests.conftest import SMALL


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(places, "cache", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often the forms were really read."""
    times: list[int] = []
    real = reading.load

    def load(*sources: reading.Source) -> reading.Catalogue:
        times.append(len(sources))
        return real(*sources)

    monkeypatch.setattr(kept, "load", load)
    return times


def test_forms_are_read_once_and_again_when_one_changes(cache: Path, reads: list[int]) -> None:
    first = kept.catalogue(SMALL, {})
    assert kept.catalogue(SMALL, {}) == first
    assert len(reads) == 1
    changed = dict(SMALL) | {"kinds/branch.toml": SMALL["kinds/branch.toml"].replace("支部", "党支部")}
    assert kept.catalogue(changed, {}).kinds["branch"].label == "党支部"
    assert kept.catalogue(SMALL, {"kinds/branch.toml": changed["kinds/branch.toml"]}).kinds["branch"].label == "党支部"
    assert len(reads) == 3
    assert kept.catalogue(SMALL, {}).kinds["branch"].label == "支部"
    assert len(reads) == 3


class Intruder:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch intruder-was-here",)


BORROWED = b"cpartydesk.catalogue.catalogue\nPath\n(S'x'\ntR."
"""A pickle that asks for what a module of the catalogue has merely imported."""


@pytest.mark.parametrize("content", [b"", b"rubbish", BORROWED, pickle.dumps({"kinds": {}}), pickle.dumps(Intruder()),
                                     pickle.dumps(Path("x"))])
def test_a_kept_file_that_is_damaged_or_foreign_is_passed_over(
        cache: Path, reads: list[int], content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(cache)
    good = kept.catalogue(SMALL)
    (path,) = cache.glob("*.kept")
    path.write_bytes(content)
    assert kept.catalogue(SMALL) == good
    assert len(reads) == 2
    assert not (cache / "intruder-was-here").exists()
    assert kept.catalogue(SMALL) == good
    assert len(reads) == 2


def test_broken_forms_are_never_kept(cache: Path) -> None:
    with pytest.raises(CatalogueError):
        kept.catalogue({"kinds/x.toml": "[kind]\n"})
    assert list(cache.iterdir()) == []


def test_only_a_few_are_kept(cache: Path) -> None:
    for n in range(12):
        kept.catalogue(SMALL, {"figures/x.toml": f"# {n}\n"})
    assert len(list(cache.iterdir())) == kept.MOST


def test_only_what_the_catalogue_made_is_let_out_of_the_kept_file() -> None:
    with pytest.raises(pickle.UnpicklingError, match="Path"):
        kept._Reader(io.BytesIO(BORROWED)).load()
