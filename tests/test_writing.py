"""A small file is written whole or not at all, with the rights that were asked for, and its name is on the disk too."""
from __future__ import annotations

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from partydesk import writing


def test_the_new_takes_the_place_of_the_old_with_the_rights_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "钥匙"
    writing.put(path, b"old")
    writing.put(path, b"new", 0o600)
    assert path.read_bytes() == b"new"
    assert os.name != "posix" or path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("at", [0, 1])
def test_where_the_disk_fails_it_is_said_and_no_half_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    path, real, asked = tmp_path / "a", os.fsync, []
    writing.put(path, b"old")

    def failing(handle: int) -> None:
        asked.append(handle)
        if len(asked) == at + 1:
            raise OSError(errno.EIO, "")
        real(handle)

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match="5"):   # of the file, and of its folder
        writing.put(path, b"new")
    assert path.read_bytes() == (b"new" if at else b"old")
    assert list(tmp_path.iterdir()) == [path]


def test_two_threads_that_write_the_same_file_do_not_take_each_others_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real, asked = tmp_path / "a", os.fsync, []

    def fsync(handle: int) -> None:
        asked.append(handle)
        if len(asked) == 1:                   # the first has written and not yet renamed
            with ThreadPoolExecutor(1) as other:
                other.submit(writing.put, path, b"second").result()
            assert path.read_bytes() == b"second"
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    writing.put(path, b"first")
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_system_that_flushes_no_folder_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def fsync(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    writing.put(tmp_path / "a", b"x")
    assert (tmp_path / "a").read_bytes() == b"x"


def test_what_a_killed_program_left_is_found_and_its_long_name_fits(tmp_path: Path) -> None:
    for name in ("状态.json", "长" * 84):
        path = tmp_path / name
        half = path.with_name(f"{writing._start(path)}4711")
        half.write_bytes(b"ha")
        writing.put(path, b"x")
        assert list(writing.halves(path)) == [half]
        half.unlink()
    assert list(writing.halves(tmp_path / "none" / "a")) == []
