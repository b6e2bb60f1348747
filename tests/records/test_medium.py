"""Where a file lies is known from what the system says of its disks; a share is refused, before anything is touched."""
from __future__ import annotations

import os
from pathlib import Path

import pytest

from partydesk.errors import Refusal
from partydesk.records import file, medium
from partydesk.records.medium import Medium, mounted, on_windows, shut, synced
from tests.disks import disk, seal

MOUNTS = """\
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:50 / /mnt/党建\\040资料 rw,relatime shared:3 - cifs //10.0.0.5/党建 rw
41 27 0:51 / /net/home rw - nfs4 nas:/home rw
42 27 0:52 / /home/li/远程 rw - fuse.sshfs li@host: rw
43 27 8:17 / /media/li/KINGSTON rw - vfat /dev/sdb1 rw
44 27 8:33 / /media/li/MOBILE rw - ntfs3 /dev/sdc1 rw
45 27 0:60 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
46 41 254:1 / /net/home/local rw - ext4 /dev/vdb rw
"""


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    """What /sys says of two disks on USB: a stick and a hard disk, and of the one inside."""
    at = tmp_path / "block"
    at.mkdir()
    for number, way, removable in (("8:17", "usb1/1-1/sdb/sdb1", "1"), ("8:33", "usb2/2-1/sdc/sdc1", "0"),
                                   ("254:0", "pci0000/virtio0/vda", "0"), ("254:1", "pci0000/virtio1/vdb", "0")):
        disk = tmp_path / "devices" / way
        disk.mkdir(parents=True)
        whole = disk if number.startswith("254") else disk.parent
        (whole / "removable").write_text(removable + "\n")
        (at / number).symlink_to(disk)
    return at


@pytest.mark.parametrize(("path", "sort", "called"), [
    ("/home/li/办公室.partydesk", "disk", ""),
    ("/mnt/党建 资料/2025/办公室.partydesk", "share", "//10.0.0.5/党建"),
    ("/mnt/党建 资料二/办公室.partydesk", "disk", ""),
    ("/net/home/li/办公室.partydesk", "share", "nas:/home"),
    ("/net/home/local/办公室.partydesk", "disk", ""),
    ("/home/li/远程/办公室.partydesk", "share", "li@host:"),
    ("/run/user/1000/gvfs/smb-share:server=nas/办公室.partydesk", "share", "gvfsd-fuse"),
    ("/media/li/KINGSTON/办公室.partydesk", "stick", "/dev/sdb1"),
    ("/media/li/MOBILE/办公室.partydesk", "stick", "/dev/sdc1"),
])
def test_a_table_of_mounts_says_where_a_file_lies(blocks: Path, path: str, sort: str, called: str) -> None:
    assert (mounted(Path(path), MOUNTS, blocks) or Medium()) == Medium(sort, called)  # type: ignore[arg-type]


@pytest.mark.parametrize(("path", "drive", "sort", "called"), [
    (r"C:\Users\李\办公室.partydesk", 3, None, ""),
    (r"\\nas\党建\办公室.partydesk", 1, "share", r"\\nas\党建"),
    (r"\\?\UNC\nas\党建\办公室.partydesk", 1, "share", r"\\nas\党建"),
    (r"\\?\C:\很长\办公室.partydesk", 3, None, ""),
    (r"Z:\办公室.partydesk", 4, "share", "Z:"),
    (r"E:\办公室.partydesk", 2, "stick", "E:"),
])
def test_windows_says_it_by_path_and_drive(path: str, drive: int, sort: str | None, called: str) -> None:
    assert on_windows(path, drive) == (None if sort is None else Medium(sort, called))  # type: ignore[arg-type]


@pytest.mark.parametrize(("path", "called"), [
    ("/home/li/OneDrive - 政法委/a.partydesk", "OneDrive"), ("/home/li/onedrive/a.partydesk", "OneDrive"),
    ("/d/我的坚果云/党建/a.partydesk", "坚果云"), ("/d/BaiduSyncdisk/a.partydesk", "百度网盘"), ("/d/Dropbox/a.partydesk", "Dropbox"),
    ("/d/BaiduNetdiskDownload/a.partydesk", ""), ("/d/OneDrive.partydesk", ""), ("/d/文档/a.partydesk", ""),
])
def test_a_synced_folder_is_known_by_its_name(path: str, called: str) -> None:
    assert (synced(Path(path)) or Medium()).called == called


def test_this_computer_s_own_disk_and_a_real_one_of_memory_are_disks(tmp_path: Path) -> None:
    assert medium.of(tmp_path / "办公室.partydesk").sort == "disk"
    with disk(tmp_path / "盘 一") as at:
        assert medium.of(at / "办公室.partydesk").sort == "disk"


@pytest.mark.parametrize("verb", [file.open, file.create])
def test_a_share_is_refused_with_the_reason_and_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: object) -> None:
    there = tmp_path / "share" / "办公室.partydesk"
    monkeypatch.setattr(medium, "_mounts", lambda: f"1 0 0:9 / {there.parent} rw - cifs //nas/党建 rw\n")
    if verb is file.open:
        there.parent.mkdir()
        there.write_bytes(b"x")
    with pytest.raises(Refusal, match="网络共享.*拷到本机硬盘.*服务器.*数据包"):
        verb(str(there))  # type: ignore[operator]
    assert [path.name for path in tmp_path.rglob("*.partydesk*")] == (["办公室.partydesk"] if verb is file.open else [])


def test_what_cannot_be_written_says_why(tmp_path: Path) -> None:
    with disk(tmp_path / "光盘") as at:
        path = at / "办公室.partydesk"
        path.write_bytes(b"x")
        assert shut(path) == ""
        seal(at)
        assert shut(path) == "所在的磁盘是只读的"
    if os.geteuid() != 0:
        path = tmp_path / "x.partydesk"
        path.write_bytes(b"x")
        path.chmod(0o444)
        assert shut(path) == "文件是只读的"
