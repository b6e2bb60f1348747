"""What was being typed and is not saved yet: kept on this computer, so that it is there again after anything."""
from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import places


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


class Drafts:
    """The unsaved forms of one office at this desk, each under its kind and record (0: a new one).

    A draft is whatever the form makes of itself, as JSON. A file that cannot be read is laid aside, never in the way.
    """

    def __init__(self, place: str):
        name = hashlib.sha256((place if "://" in place else str(Path(place).resolve())).encode()).hexdigest()[:24]
        self._path = places.own() / "drafts" / f"{name}.json"
        self._held = self._read()

    def get(self, kind: str, id: int) -> Any:
        return self._held.get(f"{kind}/{id}")

    def put(self, kind: str, id: int, draft: Any) -> None:
        if self._held.get(f"{kind}/{id}") != draft:
            self._held.pop(f"{kind}/{id}", None)        # to the end: the latest stands last
            self._held[f"{kind}/{id}"] = draft
            self._write()

    def drop(self, kind: str, id: int) -> None:
        if self._held.pop(f"{kind}/{id}", None) is not None:
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

    def __len__(self) -> int:
        return len(self._held)

    def _read(self) -> dict[str, Any]:
        try:
            held = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except OSError:
            return {}
        except ValueError:
            self._lay_aside()
            return {}
        return held if isinstance(held, dict) else {}

    def _lay_aside(self) -> None:
        """A damaged file is kept beside, for whoever wants to read what is left of it."""
        with contextlib.suppress(OSError):
            self._path.replace(self._path.with_suffix(".damaged"))

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_suffix(".part")
        with part.open("w", encoding="utf-8") as file:
            json.dump(self._held, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)
