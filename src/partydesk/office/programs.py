"""Programs of this computer, run for what they can do: never through a shell, with the computer's own libraries, ended in time."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, CompletedProcess, Popen
from threading import Thread

OPENS = 5.0
"""Seconds after which a program that was to open something has not failed to."""
LIBRARIES = ("LD_LIBRARY_PATH", "LD_PRELOAD")
LIBRARIES_FOUND = "LD_LIBRARY_PATH_ORIG"
"""What PyInstaller found there when it began."""
BEGINNING = ("_PYI_", "_MEIPASS")
"""Its notes to itself."""
WINDOWS = ("QT_", "QML")
"""What is told to the library of the window."""
SESSION = "_partydesk_session"
"""An attribute of `sys`: everything of WINDOWS as the session had it; packaging/hook_linux.py sets it before any of our code runs."""

UNSEEN: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""On Windows a command would show a black window of its own for a moment."""


def run(arguments: Sequence[str], patience: float, more: Mapping[str, str] | None = None) -> CompletedProcess[str]:
    """What a program says, and how it ended; `more` stands in its environment besides.

    OSError where it cannot be started; TimeoutExpired where it takes more than `patience` seconds: it is ended then, and
    whatever it has started.
    """
    with _libraries_aside():
        process = Popen(arguments, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, text=True, errors="replace",
                        env={**surroundings(), **(more or {})}, start_new_session=True, creationflags=UNSEEN)
    with process:
        try:
            out, wrong = process.communicate(timeout=patience)
        except BaseException:
            _end(process)
            raise
    return CompletedProcess(list(arguments), process.returncode, out, wrong)


def show(path: Path) -> bool:
    """Have this computer open a file or a folder with the program that it is meant for; whether it has one.

    What opens it may stay as long as that program: it is not waited for.
    """
    if sys.platform == "win32":
        try:
            with _libraries_aside():
                os.startfile(path)
        except OSError:                       # nothing is known for files of this sort
            return False
        return True
    try:
        opener = Popen(["xdg-open", str(path)], cwd="/", stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, env=surroundings(),
                       start_new_session=True)
    except OSError:
        return False
    try:
        return opener.wait(OPENS) == 0
    except subprocess.TimeoutExpired:
        Thread(target=opener.wait, daemon=True).start()
        return True


def surroundings() -> dict[str, str]:
    """The environment of this computer's programs, as the session gave it to us.

    A packaged program has libraries of its own there, which they cannot use, and notes of its own beginning; what it, or
    the choice of the input method, told Qt is not meant for them either.
    """
    own = {name: value for name, value in os.environ.items() if name not in LIBRARIES and not name.startswith(BEGINNING)}
    if LIBRARIES_FOUND in own:
        own["LD_LIBRARY_PATH"] = own.pop(LIBRARIES_FOUND)
    session: Mapping[str, str] | None = getattr(sys, SESSION, None)
    if session is None:
        return own
    return {name: value for name, value in own.items() if not name.startswith(WINDOWS)} | dict(session)


def keep_session() -> None:
    """Remember what the session tells Qt, before something else is told; a packaged program has done so when it began."""
    if not hasattr(sys, SESSION):
        setattr(sys, SESSION, {name: value for name, value in os.environ.items() if name.startswith(WINDOWS)})


@contextmanager
def _libraries_aside() -> Iterator[None]:
    """On Windows the folder of a packaged program's own libraries is handed on too, in the process itself: not meanwhile."""
    own = getattr(sys, "_MEIPASS", None)
    if os.name != "nt" or own is None:
        yield
        return
    import ctypes
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    kernel.SetDllDirectoryW(None)
    try:
        yield
    finally:
        kernel.SetDllDirectoryW(own)


def _end(process: Popen[str]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)       # a script that starts the program proper would leave it behind
    else:
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False,
                       creationflags=UNSEEN)
    process.kill()
