"""A file put in another's place, where somebody has that one open for a moment, or for good."""
from __future__ import annotations

from pathlib import Path

import pytest

from partydesk import placed


def held(monkeypatch: pytest.MonkeyPatch, times: int) -> list[Path]:
    """The next so many times the system says that somebody has the file open."""
    asked: list[Path] = []
    really = Path.replace

    def replace(part: Path, path: Path) -> Path:
        asked.append(path)
        if len(asked) <= times:
            raise PermissionError(13, "another program has it")
        return really(part, path)

    monkeypatch.setattr(Path, "replace", replace)
    return asked


def test_a_file_that_is_looked_at_for_a_moment_is_replaced_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (part := tmp_path / "part").write_text("new")
    (path := tmp_path / "file").write_text("old")
    asked = held(monkeypatch, 3)
    placed.put(part, path, patience=10)
    assert path.read_text() == "new"
    assert len(asked) == 4
    assert not part.exists()


def test_a_file_that_stays_open_keeps_what_was_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (part := tmp_path / "part").write_text("new")
    (path := tmp_path / "file").write_text("old")
    asked = held(monkeypatch, 1_000)
    with pytest.raises(PermissionError):
        placed.put(part, path, patience=0.2)
    assert 2 <= len(asked) < 100
    assert (part.read_text(), path.read_text()) == ("new", "old")


def test_a_folder_in_the_way_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (part := tmp_path / "part").write_text("new")
    (tmp_path / "folder").mkdir()
    asked = held(monkeypatch, 1_000)
    with pytest.raises(PermissionError):
        placed.put(part, tmp_path / "folder", patience=10)
    assert len(asked) == 1


def test_what_may_only_be_read_goes_too(tmp_path: Path) -> None:
    (path := tmp_path / "backup").write_text("old")
    path.chmod(0o400)
    placed.gone(path)
    placed.gone(path)                         # and where it is gone already, nothing is wrong
    assert not path.exists()
