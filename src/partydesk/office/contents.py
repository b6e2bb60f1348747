"""What attached files contain, taken along with a backup: kept once for all backups of an office, by the hash of its bytes.

A content is called by the hash of what the clerk attached, or, where it is sealed with the office's key, by a keyed hash of
that. So a backup lists both: the name, and the hash of the bytes. What lies in a store is only ever added, until nothing speaks of it.
"""
from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..records import whole
from ..records.key import Key
from ..writing import put
from . import attachments
from .proved import Backup

STORE = "contents"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Content:
    """One content as a backup has it: the hash and size of its bytes, and when the office's own was last written."""

    sha256: str
    size: int
    stamp: int


def lying(office: Path) -> dict[str, Path]:
    """Every content that lies beside an office, by its name."""
    folder = office.with_name(f"{office.name}-files")
    return {path.name: path for path in folder.glob("??/*") if _DIGEST.fullmatch(path.name) and path.is_file()}


def as_they_lie(spoken: Mapping[str, str], key: Key | None, lies: Container[str]) -> dict[str, str]:
    """Contents that are spoken of by their hash, by the names under which they lie, or should."""
    found = {}
    for digest, called in spoken.items():
        each = attachments.names_of(key, digest)
        found[next((name for name in each if name in lies), each[0])] = called
    return found


def room(lies: Mapping[str, Path], known: Mapping[str, Content]) -> int:
    """The bytes that a backup would add to a store that has these already."""
    return sum(path.stat().st_size for name, path in lies.items() if name not in known)


def keep(folder: Path, lies: Mapping[str, Path], wanted: Iterable[str], known: Mapping[str, Content], *,
         sealed: bool) -> tuple[dict[str, Content], list[str]]:
    """Take into the store of a folder what is new; what was taken along before, and lies there as it did, is not read again.

    Returns the list of a backup, and which of the wanted contents it lacks: not there, or damaged (which shows of those
    that are not sealed). What the office has lost and an earlier backup still has, is on the list again.
    """
    found: dict[str, Content] = {}
    for name, path in sorted(lies.items()):
        there, before = path.stat(), known.get(name)
        if before is None or (before.size, before.stamp) != (there.st_size, there.st_mtime_ns) or not _lies(folder, before):
            before = Content(whole.digest(path), there.st_size, there.st_mtime_ns)
            if not sealed and before.sha256 != name:
                continue                      # damaged
            if not _lies(folder, before):
                place(folder, before.sha256).parent.mkdir(parents=True, exist_ok=True)
                whole.bring(path, place(folder, before.sha256), before.sha256)
        found[name] = before
    found |= {name: one for name, one in known.items() if name not in found and _lies(folder, one)
              and not (sealed and one.sha256 == name)}       # from before the office was encrypted: anybody could read it
    return found, sorted(set(wanted) - found.keys())


def _lies(folder: Path, content: Content) -> bool:
    path = place(folder, content.sha256)
    return path.is_file() and path.stat().st_size == content.size


def place(folder: Path, sha256: str) -> Path:
    return folder / STORE / sha256[:2] / sha256


def write(path: Path, found: Mapping[str, Content]) -> str:
    """The list of a backup; returns its SHA-256, empty where there is nothing to list."""
    if not found:
        return ""
    put(path, json.dumps({name: [one.sha256, one.size, one.stamp] for name, one in sorted(found.items())},
                                indent=0).encode())
    return whole.digest(path)


def of(backup: Backup) -> dict[str, Content]:
    """What belongs to a backup; nothing where its list is damaged."""
    if not backup.contents or whole.digest(backup.contents_path) != backup.contents:
        return {}
    return {name: Content(*one) for name, one in json.loads(backup.contents_path.read_bytes()).items()
            if _DIGEST.fullmatch(name) and _DIGEST.fullmatch(one[0])}


def lost(backup: Backup) -> Iterator[str]:
    """The contents of a backup that are not in its store any more, or not as they were, by name; each is read through."""
    for name, one in of(backup).items():
        path = place(backup.path.parent, one.sha256)
        if not path.is_file() or whole.digest(path) != one.sha256:
            yield name


def sweep(folder: Path, left: Iterable[Backup]) -> None:
    """Throw away what no backup in a folder speaks of any more; nothing where one cannot be read."""
    backups = list(left)
    if any(one.fault for one in backups):
        return
    spoken = {one.sha256 for backup in backups for one in of(backup).values()}
    for path in (folder / STORE).glob("??/*"):
        if path.name not in spoken:
            path.unlink(missing_ok=True)
