"""Files written whole."""
from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from partydesk.errors import Refusal, Trouble
from partydesk.papers import files


def test_a_new_file_and_a_replaced_one(tmp_path: Path) -> None:
    path = tmp_path / "总结.docx"
    files.replace(path, b"old")
    files.replace(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("step", "error", "said"), [
    ("write", OSError(errno.ENOSPC, "full"), "磁盘空间不足"),
    ("fsync", OSError(errno.ENOSPC, "full"), "磁盘空间不足"),
    ("fsync", OSError(errno.EIO, "Input/output error"), "磁盘读写出错"),
    ("replace", PermissionError(errno.EACCES, "locked"), "可能正在 WPS 或 Word 中打开"),
    ("replace", OSError(errno.EROFS, "read-only"), "是只读的"),
    ("replace", OSError(errno.EINVAL, "Invalid argument"), "文件名里有这里不能用的字符"),
])
def test_when_writing_fails_the_old_file_is_whole_and_nothing_is_left(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: OSError, said: str) -> None:
    path = tmp_path / "总结.docx"
    files.replace(path, b"old")

    def fail(*_: object) -> None:
        raise error

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    elif step == "replace":
        monkeypatch.setattr(Path, "replace", fail)
    else:
        real = Path.open

        class Full:
            def __init__(self, file: object) -> None:
                self.file = file

            def __enter__(self) -> Full:
                return self

            def __exit__(self, *_: object) -> None:
                self.file.close()  # type: ignore[attr-defined]

            write = fail

        monkeypatch.setattr(Path, "open", lambda self, mode: Full(real(self, mode)))
    with pytest.raises(Trouble) as trouble:
        files.replace(path, b"new")
    monkeypatch.undo()
    assert said in str(trouble.value)
    assert "总结.docx" in str(trouble.value)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_content_is_on_the_disk_before_it_gets_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda handle: (steps.append("fsync"), fsync(handle))[1])
    monkeypatch.setattr(Path, "replace", lambda self, to: (steps.append("replace"), replace(self, to))[1])
    files.replace(tmp_path / "a.pdf", b"x")
    assert steps == ["fsync", "replace", "fsync"]


def test_where_no_file_can_be(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside").write_bytes(b"x")
    for path, said in ((tmp_path / "none" / "a.pdf", "没有文件夹"), (tmp_path / "folder", "同名的文件夹"),
                       (tmp_path / ("长" * 200 + ".pdf"), "文件名太长"), (tmp_path / "folder" / "inside" / "a", "没有文件夹")):
        with pytest.raises(Trouble) as trouble:
            files.replace(path, b"x")
        assert said in str(trouble.value)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_folder_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "材料"
    with files.filled(out) as place:
        (place / "甲.txt").write_text("一", "utf-8")
        assert not out.exists()
    assert [path.name for path in out.iterdir()] == ["甲.txt"]
    with pytest.raises(Refusal, match="已有内容"), files.filled(out):
        pass

    def stopped() -> None:
        with files.filled(tmp_path / "另") as place:
            (place / "乙.txt").write_text("二", "utf-8")
            raise ValueError("stopped")
    with pytest.raises(ValueError, match="stopped"):
        stopped()
    (tmp_path / "空").mkdir()
    with files.filled(tmp_path / "空") as place:
        (place / "丙.txt").write_text("三", "utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["材料", "空"])
    with pytest.raises(Trouble, match="没有文件夹"), files.filled(tmp_path / "没有" / "材料"):
        pass
    (tmp_path / "占着").write_text("文件", "utf-8")
    with pytest.raises(Trouble, match="是一个文件"), files.filled(tmp_path / "占着"):
        pass
    assert (tmp_path / "占着").read_text("utf-8") == "文件"


def test_a_folder_in_the_way_is_called_one_whatever_the_system_says(tmp_path: Path) -> None:
    """Linux says that it is a folder; Windows, that it may not be written."""
    (place := tmp_path / "总结.docx").mkdir()
    for error in (PermissionError(errno.EACCES, "Access is denied"), IsADirectoryError(errno.EISDIR, "Is a directory")):
        assert "已有同名的文件夹" in files.said(place, error)
