"""What is left of a damaged office: looked through into a new file of its own, to be read, exported, or gone on with.

The damaged file is never written. `Left` is that new file, kept aside among what this person can do without; `view` opens
it for reading, `keep` puts a copy of it, with the attachments, where the clerk wants it.
"""
from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from .. import placed, places
from ..errors import Refusal, Trouble, reason
from ..records import beside, disk, salvage
from ..records.engine import Damaged
from ..records.file import Foreign
from ..records.key import Key
from ..records.keyring import NoRing
from . import restoring
from .office import Office

__all__ = ["Damaged", "Left", "keep", "look", "sweep", "view", "wrong"]


@dataclass(frozen=True)
class Left:
    """What could be read of a damaged office: the file it is in now, records by the name of their kind, and what was lost."""

    place: Path
    of: Path
    kinds: Mapping[str, int]
    lost: tuple[str, ...]
    key: Key | None = None


def look(place: str | Path, key: Key | None = None) -> Left:
    """Read all that can be read; `Trouble` where that is nothing, or where there is no room for it."""
    of = Path(place)
    sweep()
    at = _aside() / f"{of.stem}-{os.getpid()}.partydesk"
    try:
        found = salvage.salvage(of, at, key)
    except salvage.Unreadable:
        raise Trouble(f"{of} 的开头已损坏，里面的记录一条也读不出来；请从备份恢复") from None
    except OSError as error:
        raise Trouble(f"读出来的内容没有地方放（{at.parent}，{reason(error)}）；请清理磁盘后再试") from error
    except driver.DatabaseError as error:
        raise Trouble(f"读出来的内容写不下（{at.parent}）；请清理磁盘后再试") from error
    with Office.open(at, key=key) as office:  # finds its words anew
        kinds = {kind.label: count for kind in office.catalogue.kinds.values() if (count := office.count(kind.id))}
    return Left(at, of, kinds, found.lost, key)


def view(left: Left) -> Office:
    """The office as far as it can be read, for reading."""
    return Office.open(left.place, key=left.key, shut=f"这是从损坏的“{left.of.name}”里读出来的内容，只能看和导出；"
                                                      "要接着录入，请从备份恢复，或“另存能读出的…”")


def keep(left: Left, out: Path) -> None:
    """The readable part as an office to go on with, with the attachments of the damaged one."""
    if out.exists():
        raise Refusal(f"{out} 已存在，不会覆盖；请换一个文件名")
    part = out.with_name(f".{out.name}.salvaging{os.getpid()}")
    try:
        disk.copy(left.place, part, left.key)
        disk.settle(part)
        files = left.of.with_name(f"{left.of.name}-files")
        if files.is_dir():
            shutil.copytree(files, out.with_name(f"{out.name}-files"), dirs_exist_ok=True)
        placed.put(part, out)
    except (OSError, driver.DatabaseError) as error:
        raise Trouble(f"没有存成“{out.name}”：{reason(error)}。请检查磁盘空间，或换一个文件夹") from error
    finally:
        disk.drop(part)


def wrong(place: str | Path, error: Exception) -> str:
    """What is wrong with an office that did not open, where something can be done about it; empty where it is not damaged.

    One that does not begin like an office any more, or whose ring is gone, is taken for damaged where there are backups of it.
    """
    if isinstance(error, Damaged):
        return error.found
    return str(error) if isinstance(error, Foreign | NoRing) and restoring.candidates(place) else ""


def sweep() -> None:
    """Take away what programs that are gone had read out."""
    for path in _aside().glob("*-*.partydesk*"):
        pid = path.name.partition(".partydesk")[0].rpartition("-")[2]
        if pid.isdigit() and int(pid) != os.getpid() and not beside.alive(int(pid)) and path.is_file():
            path.unlink(missing_ok=True)


def _aside() -> Path:
    path = places.cache() / "salvaged"
    path.mkdir(mode=0o700, exist_ok=True)
    return path
