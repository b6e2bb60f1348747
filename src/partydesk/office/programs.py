"""Programs of this computer, run for what they can do: never through a shell, with the computer's own libraries, ended in time."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from subprocess import DEVNULL, PIPE, CompletedProcess, Popen

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


def surroundings() -> dict[str, str]:
    """The environment of this computer's programs: a packaged program has libraries of its own there, which they cannot use."""
    own = {name: value for name, value in os.environ.items() if name not in ("LD_LIBRARY_PATH", "LD_PRELOAD")}
    if "LD_LIBRARY_PATH_ORIG" in own:         # what PyInstaller found there
        own["LD_LIBRARY_PATH"] = own["LD_LIBRARY_PATH_ORIG"]
    return own


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
