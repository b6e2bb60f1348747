"""An office file under another key: plain to encrypted, encrypted to plain, or a new key.

Everything is exported into a new file beside the old one, which is verified, seen to the disk and then put in its place in
one step: a kill at any moment leaves one whole file. Nobody else may have the office open meanwhile. The ring must already
hold what opens the new file; what opens the old one may go when this returns.
"""
from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlcipher3.dbapi2 import DatabaseError

from .. import placed
from ..errors import Trouble, reason
from . import migrating
from .disk import drop, overwrite, settle
from .engine import connected
from .key import Key
from .presence import alone

PART = "converting"
HEADS = "SELECT desk, seq, hash FROM change AS one WHERE seq = (SELECT max(seq) FROM change WHERE desk = one.desk) ORDER BY desk"


def convert(path: Path, old: Key | None, new: Key | None) -> None:
    """Put the office under another key; `Trouble` where that cannot be, and the file is as it was."""
    part = path.with_name(f".{path.name}.{PART}{os.getpid()}")
    before: int | None = None
    try:
        with alone(path):
            swept(path)
            if (free := shutil.disk_usage(path.parent).free) < (wanted := path.stat().st_size * 12 // 10):
                raise Trouble(f"没有转换：磁盘只剩 {free >> 20} MB，要 {wanted >> 20} MB。请清理磁盘再试")
            with migrating.unwritten(path, old) as only:
                _export(path, old, part, new)
                _verified(path, old, part, new)
                settle(part)
                if os.name == "nt":
                    only.close()              # Windows does not replace a file that is open
            if old is None and os.name == "posix":
                before = os.open(path, os.O_RDWR)
            placed.put(part, path)
            settle(path)
            if before is not None:
                with suppress(OSError):       # it has no name any more: as well as may be
                    overwrite(before)
    except OSError as error:
        raise Trouble(f"转换时写不了文件（{reason(error)}），原文件未作改动；请检查磁盘空间和写入权限") from error
    except DatabaseError as error:
        raise Trouble(f"转换没有做成（{error}），原文件未作改动；请先校核，看文件是不是完好，磁盘是不是满了") from error
    finally:
        if before is not None:
            os.close(before)
        drop(part)


def sweep(path: Path) -> None:
    """Take away what a conversion that was killed left lying; not while one is going on."""
    if any(path.parent.glob(_parts(path))):
        with suppress(Trouble), alone(path, patience=0):
            swept(path)


def swept(path: Path) -> None:
    """Take away half-made files; whoever asks is alone with the office."""
    for left in path.parent.glob(_parts(path)):
        drop(left)


def _parts(path: Path) -> str:
    name = "".join(f"[{letter}]" if letter in "*?[" else letter for letter in path.name)
    return f".{name}.{PART}*"


def _export(path: Path, old: Key | None, part: Path, new: Key | None) -> None:
    drop(part)
    source = connected(path, old)
    try:
        source.execute("PRAGMA cache_size=-65536")
        source.execute("ATTACH DATABASE ? AS target KEY " + (f"\"x'{new.secret.hex()}{new.salt.hex()}'\"" if new else "''"),
                       (str(part),))
        source.execute("PRAGMA target.synchronous=OFF")     # it is seen to the disk as a whole, before it counts
        source.execute("PRAGMA target.secure_delete=OFF")
        source.execute("SELECT sqlcipher_export('target')").fetchall()
        for name in ("user_version", "application_id"):
            source.execute(f"PRAGMA target.{name}={_one(source, f'PRAGMA main.{name}')}")
        source.execute("DETACH DATABASE target")
    finally:
        source.close()


def _verified(path: Path, old: Key | None, part: Path, new: Key | None) -> None:
    """Read the new file through, and hold it against the old one."""
    source, target = connected(path, old), connected(part, new)
    try:
        target.execute("PRAGMA cache_size=-65536")
        wrong = [row[0] for row in target.execute("PRAGMA integrity_check")]
        if wrong != ["ok"]:
            raise Trouble(f"转换后的文件校验未通过（{wrong[0]}），原文件未作改动")
        for says, ask in (("表", _told), ("文件标记", _marks), ("变更日志的末行", lambda of: of.execute(HEADS).fetchall())):
            if ask(source) != ask(target):
                raise Trouble(f"转换后的文件校验未通过（{says}与原文件不符），原文件未作改动")
        if new is not None and target.execute("PRAGMA cipher_integrity_check").fetchall():
            raise Trouble("转换后的文件校验未通过（加密页不完整），原文件未作改动")
    finally:
        source.close()
        target.close()


def _told(of: Any) -> dict[str, Any]:
    """Every table, index and view as it was declared, and how many rows each table has."""
    declared = {row[0]: row[1] for row in of.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")}
    tables = [row[0] for row in of.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
    return {**declared, **{f"{name} rows": _one(of, f'SELECT count(*) FROM "{name}"') for name in tables}}


def _marks(of: Any) -> list[Any]:
    return [_one(of, f"PRAGMA {name}") for name in ("user_version", "application_id")]


def _one(of: Any, ask: str) -> Any:
    return of.execute(ask).fetchone()[0]
