"""Programs of this computer, run for what they can do: never through a shell, with the computer's own libraries, ended in time."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from subprocess import DEVNULL, PIPE, CompletedProcess, Popen


def run(arguments: Sequence[str], patience: float, more: Mapping[str, str] | None = None) -> CompletedProcess[str]:
    """What a program says, and how it ended; `more` stands in its environment besides.

    OSError where it cannot be started; TimeoutExpired where it takes more than `patience` seconds: it is ended then, and
    whatever it has started.
    """
    with Popen(arguments, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, text=True, errors="replace",
               env={**surroundings(), **(more or {})}, start_new_session=True) as process:
        try:
            out, wrong = process.communicate(timeout=patience)
        except BaseException:
            _end(process)
            raise
    return CompletedProcess(list(arguments), process.returncode, out, wrong)


def surroundings() -> dict[str, str]:
    """The environment of this computer's programs: what the packaged program needs there for itself is no business of theirs."""
    own = {name: value for name, value in os.environ.items()
           if name not in ("LD_LIBRARY_PATH", "LD_PRELOAD") and not name.startswith("_PYI_")}
    if "LD_LIBRARY_PATH_ORIG" in own:         # what PyInstaller found there
        own["LD_LIBRARY_PATH"] = own["LD_LIBRARY_PATH_ORIG"]
    given: Mapping[str, str | None] = getattr(sys, "partydesk_session", {})       # as the session had it (packaging/hook_linux.py)
    for name, value in given.items():
        if value is None:
            own.pop(name, None)
        else:
            own[name] = value
    return own


def _end(process: Popen[str]) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)       # a script that starts the program proper would leave it behind
    else:
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    process.kill()
