"""Files that are there whole or not at all: copied beside, seen to the disk, read again, and renamed; and how backups are called."""
from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from .. import placed
from .disk import settle

BLOCK = 1 << 20
MANIFEST = re.compile(r"(\d{6,})-(\d{8}-\d{4})-(.+)\.partydesk\.json")
"""What lies beside each backup: its number, the moment, and why it was made."""


def is_backup(path: Path) -> bool:
    """Whether a file is a backup, by its name and the manifest beside it."""
    manifest = beside(path, ".json")
    return MANIFEST.fullmatch(manifest.name) is not None and manifest.is_file()


def beside(path: Path, ending: str) -> Path:
    """What lies beside a file under its name and an ending."""
    return path.with_name(path.name + ending)


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    told = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            told.update(block)
    return told.hexdigest()


def bring(source: Path, target: Path, wanted: str = "") -> str:
    """Copy a file that nobody has open, and read the copy again from the disk; its SHA-256. `OSError` where they differ."""
    part = beside(target, ".part")
    told = hashlib.sha256()
    with source.open("rb") as here, part.open("wb") as there:
        while block := here.read(BLOCK):
            told.update(block)
            there.write(block)
        there.flush()
        os.fsync(there.fileno())
        if hasattr(os, "posix_fadvise"):      # so that the medium is asked, not the memory
            os.posix_fadvise(there.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if told.hexdigest() != (wanted or told.hexdigest()) or digest(part) != told.hexdigest():
        part.unlink()
        raise OSError(5, "拷贝与原件不符", str(source))
    placed.writable(target)                   # a damaged one of before may be for reading only
    placed.put(part, target)
    settle(target)
    return told.hexdigest()
