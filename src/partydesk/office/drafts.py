"""What was being typed and is not saved yet: kept on this computer, so that it is there again after anything.

Of an office with a key it is sealed (`records.sealing`); a draft from before it had one is read all the same.
"""
from __future__ import annotations

import contextlib
import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import places
from ..errors import Trouble, reason
from ..records.key import Key
from ..records.sealing import Sealing, is_sealed
from ..writing import halves, put

PURPOSE = "drafts"
KEY = re.compile(r".+/\d+", re.DOTALL)
"""What a draft is kept under: its kind and record."""


@dataclass(frozen=True)
class Merged:
    """What stands in the blanks when both the clerk and somebody else changed a record: nothing of either is lost.

    `values` is what the clerk typed where he typed, else what is stored now; `clashes` are the blanks that both
    changed, with what is stored.
    """

    values: Mapping[str, Any]
    clashes: Mapping[str, Any]


def merge(base: Mapping[str, Any], typed: Mapping[str, Any], stored: Mapping[str, Any]) -> Merged:
    """What was typed over `base`, brought together with what is stored by now."""
    values: dict[str, Any] = {}
    clashes: dict[str, Any] = {}
    for id in dict.fromkeys((*stored, *typed)):
        now, then = stored.get(id), base.get(id)
        mine = typed.get(id, then)
        values[id] = now if _same(mine, then) else mine
        if not _same(mine, then) and not _same(now, then) and not _same(mine, now):
            clashes[id] = now
    return Merged({id: value for id, value in values.items() if value is not None}, clashes)


def _same(one: Any, other: Any) -> bool:
    """Whether two drafts of a blank say the same; of a link only the words count, not whom they were looked up as."""
    return bool(_words(one) == _words(other))


def _words(draft: Any) -> Any:
    linked = isinstance(draft, list) and len(draft) == 2 and isinstance(draft[1], dict)
    return (draft[0] if linked else draft) or None


def path_of(place: str) -> Path:
    """Where the drafts of an office lie."""
    name = hashlib.sha256((place if "://" in place else str(Path(place).resolve())).encode()).hexdigest()[:24]
    return places.own() / "drafts" / f"{name}.json"


def settle(place: str, now: Key | None, then: Key | None) -> None:
    """Keep the drafts of an office under another key; what was laid aside as damaged too."""
    path = path_of(place)
    for left in halves(path):                 # under whatever key
        with contextlib.suppress(OSError):
            left.unlink()
    for one in (path, *path.parent.glob(f"{path.stem}-*.damaged")):
        with contextlib.suppress(Trouble, FileNotFoundError):
            data = Sealing(now, PURPOSE).unseal(one.read_bytes())
            _put(one, Sealing(then, PURPOSE).seal(data))


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, data)


class Drafts:
    """The unsaved forms of one office at this desk, each under its kind and record (0: a new one).

    A draft is whatever the form makes of itself, as JSON. A file that cannot be read is laid aside, never in the way; of
    one that cannot be written `troubled` is told, and what it lacks is written with the next draft. A second window on the
    same office keeps its drafts in the same file: each writes only what was typed in it.
    """

    def __init__(self, place: str, troubled: Callable[[Trouble], None] | None = None, key: Key | None = None):
        self._path = path_of(place)
        self._sealing = Sealing(key, PURPOSE)
        self._troubled = troubled
        self._held: dict[str, Any] = {}
        self._unwritten: dict[str, Any] = {}  # drafts that are not on the disk yet; None: one that is to go
        self._held = self._read()

    def get(self, kind: str, id: int) -> Any:
        return self._held.get(f"{kind}/{id}")

    def put(self, kind: str, id: int, draft: Any) -> None:
        if self._held.get(f"{kind}/{id}") != draft or self._unwritten:
            self._unwritten[f"{kind}/{id}"] = draft
            self._write()

    def drop(self, kind: str, id: int) -> None:
        if f"{kind}/{id}" in self._held:
            self._unwritten[f"{kind}/{id}"] = None
            self._write()

    def of(self, kind: str) -> set[int]:
        """The records of a kind that have a draft."""
        return {int(key.rpartition("/")[2]) for key in self._held if key.rpartition("/")[0] == kind}

    def newest(self) -> tuple[str, int] | None:
        """What was typed in last: kind and record."""
        if not self._held:
            return None
        kind, _, id = next(reversed(self._held)).rpartition("/")
        return kind, int(id)

    @property
    def written(self) -> bool:
        """Whether everything is on the disk."""
        return not self._unwritten

    def spoilt(self, kind: str, id: int) -> None:
        """One draft is of no use here: it is kept beside, for whoever wants to read what is left of it."""
        if (draft := self.get(kind, id)) is not None:
            with contextlib.suppress(OSError):
                _put(self._beside(), self._sealing.seal(json.dumps({f"{kind}/{id}": draft}, ensure_ascii=False).encode()))
            self.drop(kind, id)

    def _beside(self) -> Path:
        return self._path.with_name(f"{self._path.stem}-{time.strftime('%Y%m%d-%H%M%S')}.damaged")

    def __len__(self) -> int:
        return len(self._held)

    def _read(self) -> dict[str, Any]:
        """What is on the disk; what is known already where that cannot be read."""
        try:
            data = self._path.read_bytes()
            found = json.loads(self._sealing.unseal(data))
        except FileNotFoundError:
            return dict(self._held)
        except (OSError, ValueError, Trouble):
            found = None
        if not isinstance(found, dict) or not all(KEY.fullmatch(key) for key in found):
            with contextlib.suppress(OSError):
                self._path.replace(aside := self._beside())
                if not is_sealed(data := aside.read_bytes()):
                    _put(aside, self._sealing.seal(data))
            return dict(self._held)
        return found

    def _write(self) -> None:
        waiting, held = dict(self._unwritten), self._read()
        for key, draft in waiting.items():
            held.pop(key, None)               # to the end: the latest stands last
            if draft is not None:
                held[key] = draft
        self._held, self._unwritten = held, waiting
        try:
            _put(self._path, self._sealing.seal(json.dumps(held, ensure_ascii=False).encode()))
        except OSError as error:
            trouble = Trouble(f"正在填写的内容眼下记不到磁盘上（{self._path.parent}，{reason(error)}）；它还在这个窗口里，"
                              "请不要关闭程序，先清理磁盘或检查写入权限")
            if self._troubled is None:
                raise trouble from error
            self._troubled(trouble)
            return
        self._unwritten = {}
