"""Where backups lie: a folder for each office among this person's own data, and the second place that the clerk chose.

What is remembered about them lies there too: when the second place had one last, when a restore was tried, what failed.
"""
from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from .. import placed, places
from ..errors import Trouble
from ..records import presence
from ..records.disk import drop
from ..records.whole import beside
from ..writing import put
from . import proved
from .proved import Backup

SPARE = 20 * 1024 * 1024
"""Bytes that a backup leaves free on its disk."""
DAYS = 14
"""After which the clerk is told that the second place has had no backup."""
SECOND = "partydesk-backups"
"""The folder in the second place."""


def folder(uid: str) -> Path:
    """The folder of one office's backups; made when first asked for."""
    path = places.backups() / uid
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def lineage(path: Path) -> str:
    """Where an office lies, as a hash: backups of a copy elsewhere do not displace those of this one."""
    return sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def sound(at: Path) -> list[Backup]:
    """The backups in a folder that count, the newest first."""
    return [one for one in proved.in_folder(at) if not one.fault]


def listed(uid: str) -> list[tuple[Backup, tuple[str, ...]]]:
    """Every backup of an office, the newest first, and where it lies: 本机, 第二处."""
    found: dict[tuple[int, str], tuple[Backup, tuple[str, ...]]] = {}
    for where, at in (("本机", folder(uid)), ("第二处", second_place(uid))):
        for one in proved.in_folder(at) if at is not None else ():
            twin = found.get((one.number, one.path.name))
            first = one if twin is None or twin[0].fault else twin[0]
            found[one.number, one.path.name] = first, (*(twin[1] if twin else ()), where)
    return [found[at] for at in sorted(found, key=lambda at: (-at[0], at[1]))]


def around(chosen: Path) -> list[Backup]:
    """The backups that lie in a folder or on a stick, the newest of each office first."""
    found = [one for depth in ("", "*/", f"{SECOND}/*/", f"*/{SECOND}/*/") for one in
             (backup for at in {path.parent for path in chosen.glob(f"{depth}*.partydesk.json")} for backup in proved.in_folder(at))]
    return sorted(found, key=lambda one: (one.uid, -one.number, one.path.name))


def of_this_computer() -> list[Backup]:
    """The backups of every office that was worked on here."""
    return around(places.backups())


def uid_of(place: str | Path) -> str:
    """Whose backups those of a file are, also where that cannot be opened any more; empty where there are none."""
    mine = lineage(Path(place))
    for at in sorted(places.backups().iterdir()):
        if at.is_dir() and any(one.lineage == mine for one in sound(at)):
            return at.name
    return ""


def second_place(uid: str) -> Path | None:
    """The folder of an office's backups in the second place, while that is there (a stick may be elsewhere)."""
    chosen = health(uid).second
    at = Path(chosen) / SECOND / uid if chosen else None
    return at if at is not None and at.is_dir() else None


def remove(goes: Iterable[Backup]) -> None:
    """Throw backups away, the data first: what is left of one half gone is tidied with the next."""
    for gone in goes:
        for path in (gone.path, gone.ring_path, gone.contents_path, beside(gone.path, ".json")):
            placed.gone(path)


def next_number(at: Path) -> int:
    """The number after every one that was ever given here or in the second place, also to what was never finished."""
    second = second_place(at.name)
    found = [path.name.partition("-")[0] for folder in (at, second) if folder is not None for path in folder.glob("[0-9]*-*")]
    return 1 + max((int(number) for number in found if number.isdecimal()), default=0)


def room(at: Path, wanted: int) -> None:
    free = shutil.disk_usage(at).free
    if free < wanted + SPARE:
        raise Trouble(f"没有备份：{at} 所在的磁盘只剩 {free >> 20} MB，备份要 {(wanted + SPARE) >> 20} MB。请清理磁盘")


# ── how things stand ─────────────────────────────────────────────────────────────────────────────

@dataclass(frozen=True)
class Health:
    """What is remembered beside the backups: the second place, when it last had one, the last drill, and what failed last."""

    second: str = ""
    second_at: str = ""
    drilled: str = ""
    drill: str = ""
    failed: str = ""

    def overdue(self, now: datetime) -> int:
        """Days that the second place has been without, where those are too many; a clock that was set back counts too."""
        if not self.second:
            return 0
        try:
            days = abs((now - datetime.fromisoformat(self.second_at)).days)
        except ValueError:
            return DAYS
        return days if days >= DAYS else 0


def health(uid: str) -> Health:
    with suppress(OSError, ValueError, TypeError):
        return Health(**json.loads((folder(uid) / "state.json").read_text("utf-8")))
    return Health()


def drilled(uid: str, says: str) -> None:
    """Remember that a restore was tried."""
    note(folder(uid), drilled=datetime.now().isoformat(timespec="seconds"), drill=says)


def note(at: Path, **news: str | None) -> None:
    held = replace(health(at.name), **{name: value for name, value in news.items() if value is not None})
    if held != health(at.name):
        put(at / "state.json", json.dumps(held.__dict__, ensure_ascii=False).encode())


@contextmanager
def alone(at: Path) -> Iterator[None]:
    """Nobody else makes or thins backups in this folder meanwhile; what a crash left half-made goes."""
    with ExitStack() as held:
        try:
            held.enter_context(presence.alone(at / "backups"))
        except Trouble as error:
            raise Trouble("另一个窗口正在备份这个办公室，请稍候再试") from error
        for left in (*at.glob(".*.part*"), *at.glob("contents/??/*.part")):
            drop(left)
        for path in at.glob("[0-9]*.partydesk?*"):
            if not at.joinpath(path.name.partition(".partydesk")[0] + ".partydesk").exists():
                placed.gone(path)             # for reading only, where it was broken off while it was thrown away
        yield
