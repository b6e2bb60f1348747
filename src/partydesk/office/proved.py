"""A backup on the disk: the office file as it stood, and a manifest beside it that says what it is.

`000123-20260301-1030-每小时.partydesk`, and beside it `….partydesk.json` (the manifest, sealed by its own hash),
`….partydesk-keys` (the key ring of an encrypted office) and `….partydesk-contents` (which contents belong to it). It is a
backup only once the manifest lies there, which is written last. Numbers say which is newer; the moment is what the clock
said. Of an encrypted office the manifest holds nothing that was typed in it.
"""
from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlcipher3.dbapi2 import DatabaseError

from ..errors import Refusal, reason
from ..records import snapshot
from ..records.file import Locked
from ..records.key import Key
from ..records.whole import MANIFEST, beside, digest
from ..writing import put

_UID = re.compile("[0-9a-f]{16,32}")


@dataclass(frozen=True)
class Backup:
    """One backup, as its manifest tells it; `fault` says why it does not count."""

    path: Path
    number: int
    moment: str                               # local, ISO 8601 to the second, as the clock had it
    why: str
    uid: str = ""
    office: str = ""                          # its name; nothing of an encrypted one
    called: str = ""                          # what its file is called, without the ending
    lineage: str = ""                         # where that file lay, as a hash
    desk: str = ""
    who: str = ""
    program: str = ""
    schema: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    heads: Mapping[str, list[Any]] = field(default_factory=dict)      # desk → [number, seal] of its last line
    size: int = 0
    sha256: str = ""
    salt: str = ""                            # of an encrypted one
    ring: str = ""                            # SHA-256 of the key ring, where there is one
    contents: str = ""                        # SHA-256 of the list of contents, where there are any
    attached: int = 0                         # how many contents
    missing: tuple[str, ...] = ()             # contents that were not there, or damaged, when it was made
    fault: str = ""

    @property
    def at(self) -> datetime:
        try:
            return datetime.fromisoformat(self.moment)
        except ValueError:
            return datetime(1, 1, 1)

    @property
    def when(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"

    @property
    def records(self) -> int:
        """Rows of every shape, those in the recycle bin too."""
        return snapshot.records(self.counts)

    @property
    def state(self) -> snapshot.State:
        return snapshot.State(self.schema, dict(self.counts), {desk: (seq, seal) for desk, (seq, seal) in self.heads.items()})

    @property
    def ring_path(self) -> Path:
        return beside(self.path, "-keys")

    @property
    def contents_path(self) -> Path:
        return beside(self.path, "-contents")

    def key(self, key: Key | None) -> Key | None:
        """The key that opens it: none for a plain one; `Locked` where this one does not fit."""
        if not self.salt:
            return None
        if key is None or (fits := key.of(bytes.fromhex(self.salt))) is None:
            raise Locked(self.path, bytes.fromhex(self.salt))
        return fits

    def shut(self, key: Key | None) -> bool:
        """Whether this key does not open it."""
        return bool(self.salt) and (key is None or key.of(bytes.fromhex(self.salt)) is None)


# ── the manifest ─────────────────────────────────────────────────────────────────────────────────

def write(backup: Backup) -> None:
    """Lay the manifest beside: from now on it is a backup."""
    told = {name: value for name, value in asdict(backup).items() if name not in ("path", "fault")}
    put(beside(backup.path, ".json"), json.dumps(told | {"seal": _seal(told)}, ensure_ascii=False, indent=1).encode())


def read(manifest: Path) -> Backup:
    """The backup that a manifest speaks of; with a fault where the manifest was changed, or the file is not as large as it was."""
    path = manifest.with_suffix("")
    try:
        told = json.loads(manifest.read_bytes())
        seal = told.pop("seal")
        if seal != _seal(told):
            return _damaged(manifest, "备份的清单有损坏")
        made = Backup(path, **{one.name: told[one.name] for one in fields(Backup) if one.name in told})
        made = replace(made, missing=tuple(made.missing))
        if not _plausible(made):
            return _damaged(manifest, "备份的清单读不懂")
        size = path.stat().st_size
    except FileNotFoundError:
        return _damaged(manifest, "备份的数据文件不在了")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _damaged(manifest, "备份的清单读不懂")
    return made if size == made.size else replace(made, fault="备份的大小与清单不符")


def of(path: Path) -> Backup:
    """The backup at `path`; `Refusal` where that is none."""
    manifest = beside(path, ".json")
    if not manifest.is_file():
        raise Refusal(f"{path} 不是本程序做的备份（旁边没有清单 {manifest.name}）")
    return read(manifest)


def in_folder(folder: Path) -> list[Backup]:
    """The backups in a folder, the newest first by number; a manifest without its data is none yet, or none any more."""
    found = [read(path) for path in folder.glob("*.partydesk.json") if MANIFEST.fullmatch(path.name) and path.with_suffix("").is_file()]
    return sorted(found, key=lambda one: (-one.number, one.path.name))


def _damaged(manifest: Path, fault: str) -> Backup:
    """What the name alone tells."""
    found = MANIFEST.fullmatch(manifest.name)
    moment = ""
    if found is not None:
        with suppress(ValueError):
            moment = datetime.strptime(found[2], "%Y%m%d-%H%M").isoformat()
    return Backup(manifest.with_suffix(""), int(found[1]) if found else 0, moment, found[3] if found else "", fault=fault)


def _plausible(made: Backup) -> bool:
    """Whether everything is of its sort: a manifest may come on a stick, from anywhere."""
    texts = (made.moment, made.why, made.office, made.called, made.lineage, made.desk, made.who, made.program, *made.missing)
    hashes = (made.sha256, made.ring, made.contents)
    return (all(isinstance(text, str) for text in (*texts, *hashes, made.uid, made.salt)) and _UID.fullmatch(made.uid) is not None
            and all(re.fullmatch("([0-9a-f]{64})?", text) for text in hashes) and re.fullmatch("([0-9a-f]{32})?", made.salt) is not None
            and all(isinstance(number, int) for number in (made.number, made.schema, made.size, made.attached, *made.counts.values()))
            and all(isinstance(seq, int) and isinstance(seal, str) for seq, seal in made.heads.values()))


def _seal(told: Mapping[str, Any]) -> str:
    plain = json.dumps({**told, "seal": ""}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


# ── is it what it was ────────────────────────────────────────────────────────────────────────────

def unsound(backup: Backup) -> str:
    """Why a backup is not what it was, byte for byte; nothing where it is. Needs no key."""
    if backup.fault:
        return backup.fault
    for path, wanted, what in ((backup.path, backup.sha256, "数据"), (backup.ring_path, backup.ring, "钥匙"),
                               (backup.contents_path, backup.contents, "附件清单")):
        if wanted:
            try:
                if digest(path) != wanted:
                    return f"备份的{what}与原先不符，有损坏"
            except FileNotFoundError:
                return f"备份的{what}不在了"
            except OSError as error:
                return f"备份的{what}读不出来（{reason(error)}）"
    return ""


def wrong(backup: Backup, path: Path, key: Key | None) -> Iterator[str]:
    """What is found wrong in a copy of a backup (or in it itself) when it is opened: pages, links, rows, the journal."""
    try:
        with snapshot.still(path, key) as connection:
            yield from snapshot.faults(connection)
            if snapshot.state(connection) != backup.state:
                yield "备份里的记录数或变更日志与清单不符"
            yield from snapshot.broken(connection)
    except DatabaseError as error:
        yield f"打不开（{error}）"
