"""Where a file lies: on this computer's own disk, on a share, on what can be pulled out, in a folder that is synced.

On a share the locks of SQLite cannot be relied on ("How To Corrupt An SQLite Database File", 2.1), so no office is opened
there. What can be pulled out, and what a syncing program copies in the middle of a save, is for packages and backups.
"""
from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SHARES = {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "ceph", "davfs", "lustre", "fuse.sshfs", "fuse.davfs2",
          "fuse.rclone", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.s3fs", "fuse.curlftpfs", "fuse.smbnetfs", "fuse.cephfs", "vboxsf"}
"""File systems of other computers, as Linux names them."""
SYNCED = {"坚果云": "坚果云", "我的坚果云": "坚果云", "nutstore": "坚果云", "nutstore files": "坚果云", "百度网盘": "百度网盘",
          "百度网盘同步空间": "百度网盘", "baidusyncdisk": "百度网盘", "baidunetdiskworkspace": "百度网盘", "dropbox": "Dropbox",
          "google drive": "Google Drive", "googledrive": "Google Drive", "iclouddrive": "iCloud", "icloud drive": "iCloud",
          "wps云盘": "WPS 云盘", "wpsdrive": "WPS 云盘", "wps cloud files": "WPS 云盘", "微云": "微云", "微云同步助手": "微云",
          "阿里云盘": "阿里云盘", "onedrive": "OneDrive"}
"""Folders that a program copies to other computers, by their names in small letters."""
BLOCKS = Path("/sys/dev/block")
"""Every disk of a Linux computer, by its numbers."""


@dataclass(frozen=True)
class Medium:
    """What a file lies on; `called` is the share, the drive or the syncing program, as a clerk knows it."""

    sort: Literal["disk", "share", "stick", "synced"] = "disk"
    called: str = ""


def of(path: Path) -> Medium:
    """What this file, or one that would be made there, lies on."""
    try:
        real = Path(os.path.realpath(path))
    except (OSError, ValueError):
        real = path.absolute()
    found = _windows(path) or _windows(real) if os.name == "nt" else mounted(real, _mounts())
    return found or synced(real) or Medium()


def mounted(path: Path, mounts: str, blocks: Path = BLOCKS) -> Medium | None:
    """By the table of what is mounted, as /proc/self/mountinfo has it; None for a disk of this computer."""
    best, kind, device, source = -1, "", "", ""
    for line in mounts.splitlines():
        fields, _, rest = line.partition(" - ")
        parts, more = fields.split(" "), rest.split(" ")
        if len(parts) < 5 or len(more) < 2:
            continue
        point = Path(_plain(parts[4]))
        if (path == point or point in path.parents) and len(point.parts) >= best:
            best, kind, device, source = len(point.parts), more[0], parts[2], _plain(more[1])
    if kind in SHARES:
        return Medium("share", source or kind)
    if device and _pulled_out(blocks / device):
        return Medium("stick", source)
    return None


def synced(path: Path) -> Medium | None:
    """By the names of the folders around it."""
    for part in path.parts[:-1]:
        name = part.casefold()
        if called := SYNCED.get(name) or ("OneDrive" if name.startswith("onedrive -") else ""):
            return Medium("synced", called)
    return None


def on_windows(path: str, drive_type: int) -> Medium | None:
    """By a path and what `GetDriveTypeW` says of its drive: 2 can be pulled out, 4 is of another computer."""
    plain = path.replace("/", "\\")
    if plain.startswith("\\\\?\\UNC\\") or plain.startswith("\\\\") and not plain.startswith(("\\\\?\\", "\\\\.\\")):
        return Medium("share", "\\\\" + "\\".join(plain.removeprefix("\\\\?\\UNC\\").strip("\\").split("\\")[:2]))
    drive = plain.removeprefix("\\\\?\\")[:2]
    return Medium("share", drive) if drive_type == 4 else Medium("stick", drive) if drive_type == 2 else None


def shut(path: Path) -> str:
    """Why this file cannot be written, in Chinese; empty where it can."""
    try:
        if path.exists() and not os.access(path, os.W_OK):
            return "所在的磁盘是只读的" if _sealed(path) else "文件是只读的"
        if os.name == "posix" and path.parent.exists() and not os.access(path.parent, os.W_OK):
            return "所在的磁盘是只读的" if _sealed(path.parent) else "所在的文件夹不许写入"
    except (OSError, ValueError):             # a name too long: whoever opens it will say so
        pass
    return ""


def _sealed(path: Path) -> bool:
    """Whether nothing can be written on the whole of what it lies on."""
    return os.name == "posix" and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def _mounts() -> str:
    try:
        return Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def _plain(text: str) -> str:
    r"""A name as it is: the table writes a space as \040."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _pulled_out(block: Path) -> bool:
    """Whether a disk says of itself that it can be taken out, or hangs on USB."""
    try:
        real = block.resolve(strict=True)
        for at in (real, real.parent):        # of a part of a disk, the disk says it
            if (at / "removable").exists():
                return (at / "removable").read_text().strip() == "1" or any(part.startswith("usb") for part in real.parts)
    except OSError:
        pass
    return False


def _windows(path: Path) -> Medium | None:
    import ctypes
    whole = path.absolute()
    sort = ctypes.windll.kernel32.GetDriveTypeW(whole.drive + "\\")  # type: ignore[attr-defined,unused-ignore]
    return on_windows(str(whole), sort)
