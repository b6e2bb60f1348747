"""Another file in the place of an office file: prepared beside it, and once that is written down, put there by whoever comes next.

`.名称.restoring` is the file that is to come (with its key ring, and contents that differ), `.名称.restore` the note that it
counts. Without the note what lies there is thrown away; with it the swap is gone through to its end, as often as need be.
The present file is linked (or copied) aside before it is replaced, so that one lies in its place at any moment.
"""
from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from .. import placed
from ..errors import Trouble, reason
from ..writing import halves, put
from .disk import drop, settle
from .presence import PATIENCE, alone
from .whole import beside, bring


def note(path: Path) -> Path:
    return path.with_name(f".{path.name}.restore")


def part(path: Path) -> Path:
    return path.with_name(f".{path.name}.restoring")


def pending(path: Path) -> bool:
    """Whether a swap was begun here and is not over."""
    return note(path).exists() or part(path).exists() or beside(part(path), ".part").exists()


def told(path: Path) -> dict[str, Any] | None:
    """What the note says, where there is one."""
    try:
        said: dict[str, Any] = json.loads(note(path).read_bytes())
    except FileNotFoundError:
        return None
    return said


def count(path: Path, said: dict[str, Any]) -> None:
    """From now on the prepared file is the office: `aside` names where the present one goes, `spare` that it need not be
    kept there, `ring` whether there is a key ring; the rest is for whoever reads it."""
    put(note(path), json.dumps(said, ensure_ascii=False).encode())


def go(path: Path) -> None:
    """Put the prepared file in its place. Nobody may have either open."""
    said = told(path)
    if said is None:
        return
    here, aside = part(path), Path(said["aside"])
    if here.exists():
        for old, there in zip(_sides(path), _sides(aside), strict=True):
            if old.exists() and not there.exists():
                _keep(old, there)
        if (ring := beside(here, "-keys")).exists():
            placed.put(ring, beside(path, "-keys"))
        elif not said["ring"]:
            beside(path, "-keys").unlink(missing_ok=True)
        for staged in beside(here, "-files").glob("??/*"):
            target = beside(path, "-files") / staged.parent.name / staged.name
            target.parent.mkdir(parents=True, exist_ok=True)
            placed.put(staged, target)
        beside(path, "-journal").unlink(missing_ok=True)      # it would spoil the file that comes
        placed.put(here, path)                    # last: where it is gone, all is done
        settle(path)
    tidy(path)


def over(path: Path) -> None:
    """Nothing more is to be done: what was kept aside and need not be goes, and the note."""
    said = told(path)
    if said is not None:
        for left in _sides(Path(said["aside"])) if said["spare"] else ():
            left.unlink(missing_ok=True)
        note(path).unlink()


def finish(path: Path) -> None:
    """Whatever was broken off here: gone through to its end where it counts, thrown away where it does not."""
    if not part(path).exists() and not beside(part(path), ".part").exists():
        return                                # only the note is left, for whoever opens the office
    try:
        with alone(path, PATIENCE if note(path).exists() else 0.0):
            go(path) if note(path).exists() else tidy(path)
    except OSError as error:
        raise Trouble(f"上次恢复没有做完，这里写不了（{reason(error)}）；请检查磁盘空间和写入权限，再打开一次") from error
    except Trouble:
        if note(path).exists():
            raise


def tidy(path: Path) -> None:
    """Throw away what was prepared."""
    here = part(path)
    drop(here)
    for left in (beside(here, ".part"), beside(here, "-keys"), beside(here, "-keys.part"), *halves(note(path))):
        left.unlink(missing_ok=True)
    shutil.rmtree(beside(here, "-files"), ignore_errors=True)


def _sides(path: Path) -> tuple[Path, Path, Path]:
    return path, beside(path, "-journal"), beside(path, "-keys")


def _keep(old: Path, there: Path) -> None:
    try:
        os.link(old, there)
    except OSError:                           # a file system without links
        bring(old, there)
