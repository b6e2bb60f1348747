"""The reader's process, watched: started, listened to, and ended when its time is over or nobody wants it any more."""
from __future__ import annotations

import json
import queue
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import IO, Any

from ..errors import Refusal, Trouble
from . import limits

Told = Callable[[int, int], None]
"""Is told how far it is, and of how much where that is known (else 0); whatever it raises ends the work."""
LONGEST_LINE = 200_000_000
_BROKEN = "读这个文件时出了错（文件太大、已损坏，或是恶意制作的），没有读取；请在 Excel 或 WPS 里打开，另存为 .xlsx 后再试"
_SLOW = f"读了 {limits.SECONDS} 秒没有进展，已停下；请删去多余的行列和图片，或分成几个文件再导入"


def answers(path: Path, told: Told | None = None) -> Iterator[dict[str, Any]]:
    """What the reader says of a file, one thing after another.

    A `Refusal` where the file cannot be read or the process does not survive it, `Trouble` where the world is at fault.
    """
    process = subprocess.Popen([*_command(), str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))
    assert process.stdout is not None
    lines: queue.Queue[bytes] = queue.Queue(maxsize=64)
    listener = Thread(target=_listen, args=(process.stdout, lines), daemon=True)
    listener.start()
    began = heard = time.monotonic()
    rows = 0
    try:
        while True:
            if told is not None:
                told(rows, 0)
            try:
                line = lines.get(timeout=0.1)
            except queue.Empty:
                if (now := time.monotonic()) - heard > limits.SECONDS or now - began > limits.IN_ALL:
                    raise Refusal(f"{path.name}：{_SLOW}") from None
                continue
            heard = time.monotonic()
            said = _said(line)
            if said.get("end"):
                return
            for sort in ("refusal", "trouble", "bug"):
                if sort in said:
                    raise _error(sort, path, str(said[sort]))
            rows += len(said.get("rows", ()))
            yield said
    finally:
        process.kill()
        while listener.is_alive():            # it may wait for room
            try:
                lines.get_nowait()
            except queue.Empty:
                listener.join(0.01)
        process.wait()
        process.stdout.close()


def _error(sort: str, path: Path, said: str) -> Exception:
    match sort:
        case "refusal":
            return Refusal(f"{path.name}：{said}")
        case "trouble":
            return Trouble(f"{path.name}：{said}")
    return RuntimeError(f"the reader of sheets failed on a file:\n{said}")


def _said(line: bytes) -> dict[str, Any]:
    """One thing that was said; where nothing whole was, the process is gone."""
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {"refusal": _BROKEN}


def _listen(out: IO[bytes], lines: queue.Queue[bytes]) -> None:
    while line := out.readline(LONGEST_LINE):
        lines.put(line)
    lines.put(b"")


def _command() -> list[str]:
    """The reader: the packaged program by its own private word, else its module."""
    if getattr(sys, "frozen", False):
        from .child import ARGUMENT
        return [sys.executable, ARGUMENT]
    return [sys.executable, "-P", "-X", "utf8", "-m", "partydesk.sheets.child"]
