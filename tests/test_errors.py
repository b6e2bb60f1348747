"""What the system refuses is told in Chinese, whatever language the system speaks."""
from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import pytest

from partydesk.errors import reason

LATIN = re.compile(r"[A-Za-z]")


@pytest.mark.parametrize("name", [
    "ENOSPC", "EACCES", "EPERM", "EROFS", "ENOENT", "ENOTDIR", "EISDIR", "EEXIST", "EIO", "EBUSY", "ENAMETOOLONG", "EFBIG", "EMFILE",
    "ENOMEM", "EINVAL", "EDQUOT", "ESTALE", "ENODEV",
])
def test_the_system_s_reasons_are_chinese(name: str) -> None:
    number = getattr(errno, name)
    said = reason(OSError(number, os.strerror(number)))
    assert said
    assert not LATIN.search(said.replace("U 盘", ""))


def test_an_error_that_the_system_raised_itself(tmp_path: Path) -> None:
    with pytest.raises(OSError) as missing:
        (tmp_path / "没有").read_bytes()
    with pytest.raises(OSError) as folder:
        tmp_path.read_bytes()
    assert reason(missing.value) == "没有这个文件或文件夹"
    assert reason(folder.value) in {"那里是一个文件夹", "没有权限"}      # Windows says the second


def test_what_has_no_words_of_ours_keeps_its_own() -> None:
    assert reason(OSError(errno.ENOTTY, "不是终端")) == "不是终端"
    assert reason(OSError("没有编号")) == "没有编号"
    held = OSError(errno.EACCES, "in use")
    held.winerror = 32  # type: ignore[misc, attr-defined, unused-ignore]
    assert reason(held) == "正被别的程序打开"


def test_a_full_disk_that_sqlite_tells_of() -> None:
    assert reason(Exception("database or disk is full")) == "磁盘已满"
