"""The password of an encrypted office, or of one on a server, as a command gets it: from a file, from the environment, or typed unseen."""
from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import PasswordWanted, Refusal, Trouble

if TYPE_CHECKING:
    from ..office import Office
    from ..office.keys import Key

T = TypeVar("T")
PASSWORD, NEW, CODE = "PARTYDESK_PASSWORD", "PARTYDESK_NEW_PASSWORD", "PARTYDESK_CODE"
"""What the environment may hold."""


def declare(made: argparse.ArgumentParser) -> None:
    """The options of every command that opens an office."""
    made.add_argument("--operator", default="", metavar="NAME", help="以谁的名义操作；加密的办公室：谁的口令。只有一个人时不用写")
    made.add_argument("--password-file", type=Path, metavar="FILE", help="加密的办公室、服务器：口令写在这个文件的第一行，不写就问")


def opened(given: Any) -> Office:
    """The office that a command names, unlocked where it is encrypted."""
    from ..office import Office, keys
    if "://" in given.office:
        return told(served(given, lambda place: Office.open(place, who=given.operator)))
    if not (known := keys.names(given.office)):
        return told(Office.open(given.office, who=given.operator))
    who = operator(given, known)
    return told(keys.unlock(given.office, who, password(given, f"{who}的口令：")))


def told(office: Office) -> Office:
    """The office, once it is said where it is older than when it was last seen here."""
    if office.behind is not None:
        print(f"注意：{office.behind.says}", file=sys.stderr)
    return office


def served(given: Any, verb: Callable[[str], T]) -> T:
    """Something done with an office on a server, which may want a password that PostgreSQL's own ways (PGPASSWORD, .pgpass) do not give."""
    from ..office import serving
    try:
        return verb(given.office)
    except PasswordWanted:
        if serving.has_password(given.office):
            raise
        return verb(serving.with_password(given.office, password(given, f"{serving.read(given.office).login}的口令：")))


def key(given: Any, *files: Path) -> Key | None:
    """The key of the first of these files that is there and encrypted, if any."""
    from ..office import keys
    for path in files:
        if path.is_file() and (known := keys.names(path)):
            who = operator(given, known)
            return keys.key_of(path, who, password(given, f"{who}的口令："))
    return None


def operator(given: Any, known: tuple[str, ...]) -> str:
    """Whose password it is."""
    if not given.operator and len(known) > 1:
        raise Refusal(f"请用 --operator 写明是谁的口令，有口令的是：{'、'.join(known)}")
    return str(given.operator or known[0])


def password(given: Any, says: str) -> str:
    return given_as(given.password_file, PASSWORD) or typed(says, PASSWORD)


def given_as(file: Path | None, variable: str) -> str:
    """A word from a file, or from the environment; empty where neither has it."""
    if file is None:
        return os.environ.get(variable, "")
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"读不了 {file}：应为 UTF-8 文本，口令写在第一行") from error
    return lines[0] if lines else ""


def typed(says: str, variable: str) -> str:
    """A word typed unseen; where nobody can type, a `Refusal` that says what else there is."""
    if not _terminal():
        raise Refusal(f"要输入{says.rstrip('：')}：请在终端里运行，或用 --password-file、环境变量 {variable} 给出")
    try:
        return getpass.getpass(says)
    except (EOFError, KeyboardInterrupt) as error:
        raise Refusal("没有输入，未作任何改动") from error


def _terminal() -> bool:
    """Whether somebody can type here. Windows takes NUL for a terminal, and would wait there for ever."""
    if not sys.stdin or not sys.stdin.isatty():
        return False
    if os.name != "nt":
        return True
    import ctypes
    import msvcrt
    handle = msvcrt.get_osfhandle(sys.stdin.fileno())  # type: ignore[attr-defined,unused-ignore]
    return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(ctypes.c_ulong())))  # type: ignore[attr-defined,unused-ignore]
