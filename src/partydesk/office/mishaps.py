"""Our own mistakes: logged whole, without anybody's data; and what a program that fell over left behind.

A mistake is told by its sort, its lines of our code and its masked words: Chinese, long numbers and quoted texts may be
what a clerk typed, so only their length is kept. Paths lose the name of the person.
"""
from __future__ import annotations

import faulthandler
import logging
import os
import re
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from .. import places
from ..records.beside import alive

LARGEST = 1_000_000
KEPT = 3
ID = re.compile(r"(?![0-9a-f]{16})[A-Za-z_][A-Za-z0-9_.]{0,39}")     # a name of our code, not the uid of a record
_HIDDEN = re.compile(r"(?P<said>'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”)"
                     r"|(?P<letters>[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+)|(?P<digits>[0-9][0-9Xx]{3,})")
_WATCHING: list[TextIO] = []


def folder() -> Path:
    """Where the log lies, among this person's own things."""
    path = places.own() / "logs"
    path.mkdir(exist_ok=True)
    return path


def log() -> logging.Logger:
    """The log of this program on this computer."""
    logger = logging.getLogger("partydesk")
    if not any(isinstance(handler.formatter, _Masking) for handler in logger.handlers):
        from logging.handlers import RotatingFileHandler  # drags in sockets and queues
        try:
            handler: logging.Handler = RotatingFileHandler(folder() / "partydesk.log", maxBytes=LARGEST, backupCount=KEPT,
                                                           encoding="utf-8", errors="replace", delay=True)
        except OSError:
            handler = logging.NullHandler()
        handler.setFormatter(_Masking("%(asctime)s %(levelname)s %(message)s"))
        logger.addHandler(handler)
        logger.propagate = False
    return logger


def note(error: BaseException, where: str = "") -> None:
    """Log a mistake; a disk that takes no line of it is no second mistake."""
    with suppress(Exception):
        before, logging.raiseExceptions = logging.raiseExceptions, False
        try:
            log().critical("意外错误" + (f"（{where}）" if where else ""), exc_info=error)
        finally:
            logging.raiseExceptions = before


class _Masking(logging.Formatter):
    def formatException(self, ei: object) -> str:  # noqa: N802 (its name in logging)
        error = ei[1] if isinstance(ei, tuple) else None
        return told(error) if isinstance(error, BaseException) else ""


def told(error: BaseException) -> str:
    """A mistake with what led to it, line by line, and nobody's data in it."""
    parts, seen = list[str](), set[int]()
    at: BaseException | None = error
    while at is not None and id(at) not in seen and len(parts) < 8:
        seen.add(id(at))
        whole = traceback.TracebackException.from_exception(at)
        lines = [f'  {_short(frame.filename)}:{frame.lineno} {frame.name}\n    {frame.line or ""}' for frame in whole.stack]
        parts.append("\n".join([*lines, f"{type(at).__module__}.{type(at).__qualname__}: {masked(str(at))}"]))
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "\n  由此引起：\n".join(reversed(parts))


def masked(text: str) -> str:
    """A text in which what may be anybody's data is told by its length alone."""
    text = text.replace(str(Path.home()), "~")

    def hide(found: re.Match[str]) -> str:
        if said := found["said"]:
            return said if ID.fullmatch(said[1:-1]) else f"〔{len(said) - 2} 字〕"
        return f"〔{len(found[0])} {'字' if found['letters'] else '位'}〕"

    return _HIDDEN.sub(hide, text)


def _short(path: str) -> str:
    """A path of code, from our own room or the package on."""
    parts = Path(path).parts
    for sign in ("site-packages", "partydesk", "lib"):
        if sign in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(sign):])
    return parts[-1] if parts else path


# ── a program that falls over ────────────────────────────────────────────────────────────────────────

def watch() -> None:
    """From now on, where this program falls over (not where it is ended) its last lines of code are written down."""
    with suppress(OSError, RuntimeError):
        told = (folder() / f"crash-{os.getpid()}.txt").open("w", encoding="utf-8")
        _WATCHING.append(told)
        faulthandler.enable(told, all_threads=True)


def unwatch() -> None:
    """The program ends as it should: there is nothing to be told of it."""
    while _WATCHING:
        faulthandler.disable()
        told = _WATCHING.pop()
        told.close()
        with suppress(OSError):
            Path(told.name).unlink()


def crashes() -> list[Path]:
    """What programs that fell over wrote down, the newest last; what is empty (they were ended from outside) is taken away."""
    found = []
    for path in sorted(folder().glob("crash-*.txt")):
        pid = path.stem.removeprefix("crash-")
        if not pid.isdigit() or int(pid) == os.getpid() or alive(int(pid)):
            continue
        with suppress(OSError):
            if path.stat().st_size:
                found.append(path)
            else:
                path.unlink()
    return found


def forget(paths: list[Path]) -> None:
    """These crashes were told: they are kept for the report, and not told again."""
    for path in paths:
        with suppress(OSError):
            path.replace(path.with_name(f"told-{path.name}"))
    for old in sorted(folder().glob("told-*.txt"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
        with suppress(OSError):
            old.unlink()
