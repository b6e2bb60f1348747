"""Backups that count only when they were proved: opened, checked, counted, and written down in a manifest.

They lie among this person's own data, away from the office, in a folder for each office (by its uid); and once more in a
second place that the clerk chose, as often as that is there. An office on a server is backed up where the server is.
"""
from __future__ import annotations

import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlcipher3.dbapi2 import DatabaseError

from .. import __version__, placed, places
from ..errors import Refusal, Trouble, reason
from ..records import server, snapshot, whole
from ..records.disk import drop, settle
from ..records.key import Key
from ..records.migrating import SCHEMA
from ..records.whole import beside, digest
from . import contents, proved, thinning
from .backup_folder import (
    SECOND,
    Health,
    alone,
    around,
    drilled,
    folder,
    health,
    lineage,
    listed,
    next_number,
    note,
    of_this_computer,
    remove,
    room,
    second_place,
    sound,
    uid_of,
)
from .office import Office
from .proved import Backup

__all__ = ["SECOND", "Health", "around", "drilled", "folder", "health", "lineage", "listed", "of_this_computer", "second_place",
           "sound", "uid_of"]

START, EXIT, HOURLY, BY_HAND, IMPORT, RESTORE = "启动", "退出", "每小时", "手动", "导入前", "恢复前"
PACKAGE = "收数据包前"
MANY = 20
"""Rows of an import before which a backup is made."""


@dataclass(frozen=True)
class Made:
    """What became of one backup: the backup, what could not be taken along, and why it is not in the second place, if so."""

    backup: Backup
    lacking: tuple[str, ...] = ()
    second: str = ""


# ── making one ───────────────────────────────────────────────────────────────────────────────────

def make(office: Office, why: str = BY_HAND) -> Made:
    """A backup of an open office, in both places; `Trouble` where it cannot be made or does not prove itself."""
    return made_of(office.place, why, office.key, who=office.who, desk=office.desk)


def before(of: Office | str | Path, why: str, key: Key | None = None) -> Backup | None:
    """A backup before something is done (or at a time of its own), unless nothing has changed since the last one.

    Of an open office, or of the file at a place, with its key. Never in the way: where it fails, that is written down
    (`health`), and nothing is raised.
    """
    place, who, desk = (of.place, of.who, of.desk) if isinstance(of, Office) else (str(of), "", places.desk())
    key = of.key if isinstance(of, Office) else key
    if server.is_url(place) or isinstance(of, Office) and of.shut:
        return None
    at = None
    try:
        with _world(Path(place)):
            at = folder(_said(Path(place), key)[0])
            if (last := last_of(at, Path(place))) is not None and not changed(Path(place), last, key):
                _catch_up(at, last)
                return last
        return made_of(place, why, key, who=who, desk=desk).backup
    except (Refusal, Trouble) as error:
        with suppress(OSError):
            note(at or folder(uid_of(place) or lineage(Path(place))), failed=str(error))
        return None


def changed(path: Path, last: Backup, key: Key | None) -> bool:
    """Whether an office, or its key ring, is not what it was at its last backup."""
    with snapshot.living(path, key) as connection:
        now = snapshot.heads(connection)
    ring = beside(path, "-keys")
    return (now != last.state.heads or last.schema != SCHEMA or last.salt != (key.salt.hex() if key else "")
            or (digest(ring) if ring.is_file() else "") != last.ring)


def _said(path: Path, key: Key | None) -> tuple[str, str]:
    """The uid and the name of an office; of one from before there were uids, where it lies."""
    with snapshot.living(path, key) as connection:
        said = snapshot.settings(connection)
    uid = said.get("uid", "")
    return uid if re.fullmatch("[0-9a-f]{32}", uid) else lineage(path), said.get("office", "")


def made_of(place: str | Path, why: str, key: Key | None = None, *, who: str = "", desk: str = "") -> Made:
    """A backup of the office file at `place`, which may be in use."""
    if server.is_url(str(place)):
        raise Refusal("数据库服务器上的办公室由服务器备份（pg_dump），见手册“几台电脑共用一份”；这里备份的是本机文件")
    path = Path(place)
    with _world(path):
        uid, called = _said(path, key)
        at = folder(uid)
        with alone(at):
            made, lacking = _made(path, at, uid, called, why, key, who, desk)
            _thin(at, made)
        second = _second(made)
    note(at, failed=second or "", second_at=made.moment if second == "" else None)
    return Made(made, lacking, second or "")


def _made(path: Path, at: Path, uid: str, called: str, why: str, key: Key | None, who: str, desk: str) -> tuple[Backup, tuple[str, ...]]:
    number = next_number(at)
    moment = datetime.now()
    name = f"{number:06}-{moment:%Y%m%d-%H%M}-{why}.partydesk"
    lies, last = contents.lying(path), next(iter(sound(at)), None)
    known = contents.of(last) if last is not None else {}
    room(at, path.stat().st_size * 12 // 10 + contents.room(lies, known))
    part = at / f".{number:06}.part"
    try:
        held = snapshot.taken(path, part, key)
        with snapshot.still(part, key) as connection:
            found = snapshot.faults(connection)
            if found or snapshot.state(connection) != held:
                raise Trouble(f"没有备份：拷贝没有通过检查（{found[0] if found else '记录数对不上'}）。以前的备份都还在")
            wanted = contents.as_they_lie(snapshot.contents(connection), key, lies)
        settle(part)
        target = at / name
        kept, lacking = contents.keep(at, lies, wanted, known, sealed=key is not None)
        ring = beside(path, "-keys")
        made = Backup(target, number, moment.isoformat(timespec="seconds"), why, uid, "" if key else called, path.stem,
                      lineage(path), desk, "" if key else who, __version__, held.schema, held.counts,
                      {desk: list(head) for desk, head in held.heads.items()}, part.stat().st_size, digest(part),
                      key.salt.hex() if key else "",
                      whole.bring(ring, beside(target, "-keys")) if ring.is_file() else "",
                      contents.write(beside(target, "-contents"), kept), len(kept), tuple(lacking))
        proved.write(made)
        placed.put(part, target)
        _last(made)
    finally:
        drop(part)
    return made, tuple(f"{wanted[name]}（{name[:8]}）" for name in lacking)


def _last(made: Backup) -> None:
    """The data come last of all that a backup is made of; nobody writes in it any more."""
    settle(made.path)
    for path in (made.path, beside(made.path, ".json"), made.ring_path, made.contents_path):
        with suppress(OSError):
            path.chmod(stat.S_IRUSR)


def newest(office: Office) -> Backup | None:
    """The last backup of this very file."""
    return last_of(folder(office.uid), Path(office.place))


def last_of(at: Path, path: Path) -> Backup | None:
    mine = lineage(path)
    return next((one for one in sound(at) if one.lineage == mine), None)


# ── the second place ─────────────────────────────────────────────────────────────────────────────

def choose_second(office: Office, chosen: Path | None) -> Made | None:
    """Keep each backup there too, from now on (None: no more); the newest one is brought at once."""
    at = folder(office.uid)
    if chosen is None:
        note(at, second="", second_at="")
        return None
    if chosen.resolve() == Path(office.place).resolve().parent or at in (chosen, *chosen.parents):
        raise Refusal("第二处要在另一块磁盘或 U 盘上；办公室所在的文件夹和本机的备份文件夹一起坏的时候，那里也保不住")
    try:
        (chosen / SECOND / office.uid).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(f"{chosen} 写不了（{reason(error)}），请换一个地方，或检查 U 盘是否写保护") from error
    note(at, second=str(chosen), second_at="")
    made = make(office)
    if made.second:
        raise Trouble(made.second)
    return made


def _second(made: Backup) -> str | None:
    """Bring a backup to the second place; why it is not there, nothing where it is, None where there is no such place now."""
    at = second_place(made.uid)
    if at is None:
        return None
    try:
        _brought(made, at)
    except (OSError, Trouble) as error:
        said = str(error) if isinstance(error, Trouble) else reason(error)
        return f"本机已备份，第二处没有：{at.parent.parent}（{said}）"
    return ""


def bring(made: Backup, chosen: Path) -> Backup:
    """A backup once more, verified, in any folder."""
    at = chosen / SECOND / made.uid
    try:
        at.mkdir(parents=True, exist_ok=True)
        return _brought(made, at)
    except OSError as error:
        raise Trouble(f"{chosen} 写不了（{reason(error)}），请检查磁盘空间和写入权限") from error


def _brought(made: Backup, at: Path) -> Backup:
    target = at / made.path.name
    if target.parent == made.path.parent or beside(target, ".json").is_file() and not proved.unsound(proved.of(target)):
        return proved.of(target)
    with alone(at):
        kept = contents.of(made)
        new = [one for one in kept.values() if not contents.place(at, one.sha256).is_file()]
        room(at, made.size + sum(one.size for one in new))
        for one in new:
            place = contents.place(at, one.sha256)
            place.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):  # told as lost wherever the backup is verified
                whole.bring(contents.place(made.path.parent, one.sha256), place, one.sha256)
        there = replace(made, path=target)
        for ending, wanted in (("-keys", made.ring), ("-contents", made.contents)):
            if wanted:
                whole.bring(beside(made.path, ending), beside(target, ending), wanted)
        proved.write(there)
        whole.bring(made.path, target, made.sha256)
        _last(there)
        _thin(at, there)
        return there


def _catch_up(at: Path, last: Backup) -> None:
    """A stick that was away gets the newest backup as soon as it is back."""
    second = second_place(at.name)
    if second is not None and not (second / last.path.name).is_file():
        said = _second(last)
        note(at, failed=said or "", second_at=datetime.now().isoformat(timespec="seconds") if not said else None)


# ── how many are kept ────────────────────────────────────────────────────────────────────────────

def _thin(at: Path, made: Backup) -> None:
    """Let go of what is not kept; only where whatever takes its place proves itself, byte for byte, first."""
    among = [one for one in sound(at) if one.lineage == made.lineage]
    while True:
        stays = thinning.kept(among, lambda one: one.at)
        goes = [one for one in among if one not in stays]
        if not goes:
            return
        broken = [one for one in stays if any(_covers(one, gone) for gone in goes) and proved.unsound(one)]
        if not broken:
            break
        among = [one for one in among if one not in broken]
    remove(goes)


def _covers(one: Backup, gone: Backup) -> bool:
    """Whether a backup is what is left of the month of another."""
    return (one.at.year, one.at.month) == (gone.at.year, gone.at.month)


def forget(office: Office, files: Iterable[Path]) -> None:
    """Throw away the backups among these files, in both places, and what only they spoke of; one of the present is made first.

    For those from before an office was encrypted: whoever finds them can read them.
    """
    before(office, BY_HAND)
    names = {path.name for path in files}
    for at in (folder(office.uid), second_place(office.uid)):
        if at is not None:
            with alone(at):
                remove(one for one in proved.in_folder(at) if one.path.name in names)
                contents.sweep(at, proved.in_folder(at))


@contextmanager
def _world(path: Path) -> Iterator[None]:
    """What the file and the disk say, in words a clerk can act on."""
    try:
        yield
    except DatabaseError as error:
        if "locked" in str(error):
            raise Trouble(f"没有备份：{path.name} 正被另一个程序占用；下一次会再试") from error
        raise Trouble(f"没有备份：{path.name} 读不通，可能已损坏（{error}）。以前的备份都还在") from error
    except OSError as error:
        raise Trouble(f"没有备份：{places.backups()} 写不了（{reason(error)}）。请检查磁盘空间和写入权限") from error
