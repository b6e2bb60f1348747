"""An office brought back from a backup: what that would change is shown first, what is there now is kept, and nothing is ever half.

All that can fail is done beside the office: the backup copied there, read again, opened and checked. Then one small file
is written that says so; from that moment on the restore is done, by whoever opens the office next if need be. The desk
goes on under a new id, for the numbers of its lines must not be used twice.
"""
from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select
from sqlcipher3.dbapi2 import DatabaseError

from .. import places
from ..errors import Refusal, Trouble, reason
from ..records import presence, server, snapshot, swap
from ..records.key import Key
from ..records.migrating import SCHEMA
from ..records.tables import desk as desks
from ..records.whole import beside, bring, digest
from . import backups, contents, kept, operators, proved
from .kept import shipped_forms
from .office import Office
from .proved import Backup

SHOWN = 60
"""Steps that a preview lists."""
WORD = "恢复"


# ── what it would bring back ─────────────────────────────────────────────────────────────────────

@dataclass(frozen=True)
class Kind:
    """How many records of a kind there are now, and how many there would be; None where that cannot be told."""

    label: str
    now: int | None
    then: int


@dataclass(frozen=True)
class Preview:
    """What a restore would do; `word` is what must be typed first, nothing where nothing would be lost by it."""

    backup: Backup
    kinds: tuple[Kind, ...] = ()
    lost: tuple[snapshot.Step, ...] = ()      # the steps that were done since, the newest first
    more: int = 0                             # of them, how many are not listed
    last: snapshot.Step | None = None         # the last step that the backup holds
    lacking: tuple[str, ...] = ()             # what attached files of it are called that it does not have
    word: str = ""
    sealed: bool = False                      # it could not be opened: its key is not at hand
    present: str = ""                         # why nothing can be said of the office as it is now

    @property
    def now(self) -> int | None:
        return None if any(one.now is None for one in self.kinds) else sum(one.now or 0 for one in self.kinds)

    @property
    def then(self) -> int:
        return sum(one.then for one in self.kinds)


def preview(backup: Backup, place: str | Path, key: Key | None = None) -> Preview:
    """What restoring a backup over the office at `place` (which need not be there) would change; `Refusal` where it may not be."""
    path = _may(backup, place)
    if said := proved.unsound(backup):
        raise Trouble(f"这份备份不能用：{said}。请换一份")
    now, present = _now(path, backup, key)
    if backup.shut(key):
        word = WORD if path.exists() else ""
        return Preview(backup, (), now.steps[:SHOWN] if now else (), max(0, len(now.steps) - SHOWN) if now else 0,
                       word=word, sealed=True, present=present)
    with snapshot.still(backup.path, backup.key(key)) as connection:
        then, names = snapshot.kinds(connection), snapshot.contents(connection)
        last, labels = snapshot.last(connection), _labels(snapshot.forms(connection), backup.key(key))
    gone = {*backup.missing, *contents.lost(backup)}
    names = contents.as_they_lie(names, backup.key(key), {*gone, *contents.of(backup)})
    counted = tuple(Kind(labels.get(id, id), now.kinds.get(id, 0) if now else None, then.get(id, 0))
                    for id in dict.fromkeys((*labels, *then, *(now.kinds if now else ()))) if then.get(id) or now and now.kinds.get(id))
    steps = now.steps if now else ()
    fewer = sum(now.kinds.values()) - sum(then.values()) if now else 0
    word = f"少{fewer}条" if fewer > 0 else WORD if steps or present else ""
    return Preview(backup, counted, steps[:SHOWN], max(0, len(steps) - SHOWN), last,
                   tuple(names[name] for name in sorted(gone) if name in names), word, present=present)


@dataclass(frozen=True)
class _Now:
    kinds: Mapping[str, int]
    steps: tuple[snapshot.Step, ...]


def _now(path: Path, backup: Backup, key: Key | None) -> tuple[_Now | None, str]:
    """The office as it is, held against a backup; or why nothing can be said of it."""
    if not path.exists():
        return None, ""
    try:
        with snapshot.living(path, key) as connection:
            uid = snapshot.settings(connection).get("uid", "")
            if uid and uid != backup.uid:
                raise Refusal(f"这份备份是另一个办公室的（{backup.called}），不能盖在 {path.name} 上；可以恢复成一个新的文件")
            return _Now(snapshot.kinds(connection), tuple(snapshot.beyond(connection, backup.state.heads))), ""
    except DatabaseError:
        return None, "现在的文件打不开，或已损坏；恢复前会原样留一份在旁边"


def _may(backup: Backup, place: str | Path) -> Path:
    if server.is_url(str(place)):
        raise Refusal("不能恢复到数据库服务器上；服务器由管理员恢复（pg_restore），见手册")
    if backup.fault:
        raise Trouble(f"这份备份不能用：{backup.fault}。请换一份")
    if backup.schema > SCHEMA:
        raise Refusal(f"这份备份由更新版本的程序（{backup.program}）所做，请先升级程序再恢复")
    return Path(place)


def _labels(forms: Mapping[str, str], key: Key | None) -> dict[str, str]:
    """What the kinds of a backup are called; by today's words where its own do not fit any more."""
    try:
        catalogue = kept.catalogue(shipped_forms(), forms, key=key)
    except ValueError:
        catalogue = kept.catalogue(shipped_forms())
    return {id: kind.label for kind in catalogue.kinds.values() for id in kind.ids}


# ── bringing it back ─────────────────────────────────────────────────────────────────────────────

@dataclass(frozen=True)
class Restored:
    """What was done: the backup that was made of the present, or where it was kept, and which attached files could not come back."""

    saved: Backup | None = None
    aside: Path | None = None
    lacking: tuple[str, ...] = ()


def restore(backup: Backup, place: str | Path, key: Key | None = None, *, typed: str = "", desk: str = "",
            told: Callable[[str], object] = lambda _: None) -> Restored:
    """Put a backup in the place of an office that nobody has open; `Refusal` unless what `preview` asks for was typed.

    Without the key of an encrypted backup its bytes alone are held against the manifest; it is opened with its password.
    """
    path = _may(backup, place)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with presence.alone(path):
            swap.go(path)
            told("正在核对备份…")
            ahead = preview(backup, path, key)
            if ahead.word and typed.strip() != ahead.word:
                raise Refusal(f"恢复会丢掉后来做的 {len(ahead.lost) + ahead.more} 步{'，记录变少' if ahead.word != WORD else ''}。"
                              f"确实要恢复，请输入“{ahead.word}”")
            told("正在恢复…")
            _prepare(backup, path, key, sealed=ahead.sealed)  # before the present is saved: that may thin this very backup
            saved = aside = None
            if path.exists():
                told("正在保存现在的…")
                saved, aside = _saved(path, key, ahead)
            swap.over(path)                   # of a restore before this one, which nobody has opened yet
            swap.count(path, {"aside": str(aside or _aside(path)), "spare": aside is None, "ring": bool(backup.ring),
                              "chain": _chain(backup, desk), "why": f"从备份恢复（{backup.when} 的备份）"})
            swap.go(path)
    except OSError as error:
        raise Trouble(f"没有恢复：{path.parent} 写不了（{reason(error)}）。办公室没有改动，请检查磁盘空间和写入权限") from error
    return Restored(saved, aside, ahead.lacking)


def _saved(path: Path, key: Key | None, ahead: Preview) -> tuple[Backup | None, Path | None]:
    """The present as a backup; where it is damaged, where it will be kept as it is."""
    if not ahead.present:
        with suppress(Trouble):
            return backups.made_of(path, backups.RESTORE, key, desk=places.desk()).backup, None
    return None, _aside(path)


def _aside(path: Path) -> Path:
    at = beside(path, f".恢复前-{datetime.now():%Y%m%d-%H%M%S}")
    number = 1
    while at.exists():
        number += 1
        at = beside(path, f".恢复前-{datetime.now():%Y%m%d-%H%M%S}-{number}")
    return at


def _prepare(backup: Backup, path: Path, key: Key | None, *, sealed: bool) -> None:
    """Everything beside the office, whole and proved; what it does not have of attached files is added at once."""
    part = swap.part(path)
    swap.tidy(path)
    lies = contents.lying(path)
    room = backup.size + sum(one.size for name, one in contents.of(backup).items() if name not in lies)
    if (free := shutil.disk_usage(path.parent).free) < room:
        raise Trouble(f"没有恢复：磁盘只剩 {free >> 20} MB，要 {room >> 20} MB。请清理磁盘")
    try:
        bring(backup.path, part, backup.sha256)
        if backup.ring:
            bring(backup.ring_path, beside(part, "-keys"), backup.ring)
        if not sealed and (found := next(proved.wrong(backup, part, backup.key(key)), "")):
            raise Trouble(f"没有恢复：备份没有通过检查（{found}），请换一份；办公室没有改动")
        for name, one in contents.of(backup).items():
            source = contents.place(backup.path.parent, one.sha256)
            if name in lies and lies[name].stat().st_size == one.size and digest(lies[name]) == one.sha256:
                continue
            folder = beside(part, "-files") if name in lies else beside(path, "-files")
            (folder / name[:2]).mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError, _Damaged):
                if digest(source) != one.sha256:
                    raise _Damaged
                bring(source, folder / name[:2] / name, one.sha256)
    except BaseException:
        swap.tidy(path)
        raise


class _Damaged(Exception):
    """A content that is not what it was: told in the preview, and never put in a place."""


def _chain(backup: Backup, desk: str) -> list[str]:
    """The ids of the desks that follow each other here, to the one that goes on: from whoever made the backup, over those
    of this desk's former ids that have written in the office since."""
    former = [*reversed(places.former_desks()), places.desk()]
    new = desk or places.renew_desk()
    wrote = {id for one, _ in backups.listed(backup.uid) for id in one.heads}
    since = former[former.index(backup.desk) + 1:] if backup.desk in former else []
    return [*filter(None, (backup.desk,)), *(id for id in since if id in wrote), new]


def follow(office: Office) -> None:
    """Write down in the office that this desk goes on from a backup; whereupon the restore is over.

    Whoever may only look cannot write it: then it is left to the next one who may.
    """
    path = Path(office.place)
    if (said := swap.told(path)) is None or operators.lacks(office, desks.name):
        return
    with office.door(said["why"]) as door:
        known = {row.id: row for row in door.connection.execute(select(desks))}
        for before, new in pairwise(said["chain"]):
            like = known.get(before)
            if new not in known:
                door.put("desk", {"id": new}, {"name": like.name if like else "", "role": like.role if like else "",
                                               "follows": before, "key": None, "taken": None})
    swap.over(path)


# ── a drill ──────────────────────────────────────────────────────────────────────────────────────

@dataclass(frozen=True)
class Drill:
    """What came of trying a restore: how many records, the last step, how many people; and what was wrong, if anything."""

    backup: Backup
    records: int = 0
    last: str = ""
    people: int = 0
    wrong: tuple[str, ...] = ()
    sealed: bool = False

    @property
    def says(self) -> str:
        if self.wrong:
            return f"{self.backup.when} 的备份恢复不了：{self.wrong[0]}"
        if self.sealed:
            return f"{self.backup.when} 的备份逐字节核对无误；它是用另一把钥匙加密的，没有打开"
        return f"{self.backup.when} 的备份能恢复：记录 {self.records} 条，人员 {self.people} 名，最后一步 {self.last}"


def drill(backup: Backup, key: Key | None = None) -> Drill:
    """Restore a backup in a temporary place, as it is (encrypted stays encrypted), and look at it there."""
    if said := proved.unsound(backup):
        return Drill(backup, wrong=(said,))
    lost = tuple(f"附件内容缺失或损坏：{name[:8]}" for name in contents.lost(backup))
    if backup.shut(key):
        return Drill(backup, wrong=lost, sealed=True)
    with tempfile.TemporaryDirectory(dir=places.cache(), prefix="drill-") as room:
        path = Path(room) / "试着恢复.partydesk"
        bring(backup.path, path, backup.sha256)
        found = (*proved.wrong(backup, path, backup.key(key)), *lost)
        with snapshot.still(path, backup.key(key)) as connection:
            counted, last = snapshot.state(connection).counts, snapshot.last(connection)
    return Drill(backup, snapshot.records(counted), last.when if last else "没有", counted["person"], found)


def drills(office: Office) -> Drill:
    """Try the newest backup of an office, and remember that it was tried."""
    last = backups.newest(office)
    if last is None:
        last = backups.make(office).backup
    done = drill(last, office.key)
    backups.drilled(office.uid, done.says)
    return done


def candidates(place: str | Path) -> Sequence[Backup]:
    """The backups that could bring back the office at `place`, which may be damaged or gone: those of that very file, the
    newest first, then those of its copies elsewhere."""
    uid, mine = backups.uid_of(place), backups.lineage(Path(place))
    found = [one for one, _ in backups.listed(uid) if not one.fault] if uid else []
    return sorted(found, key=lambda one: one.lineage != mine)


