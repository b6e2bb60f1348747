"""A file into the place of another: whoever looks sees the old one or the new one.

On Windows a file that anybody has open is not replaced, and whatever was just written is looked at by a virus scanner or by
the search of the system for a moment. So there it is tried again for a second; a file that is open in WPS is still open then.
"""
from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from pathlib import Path

PATIENCE = 1.0 if os.name == "nt" else 0.0
"""Seconds that a file which somebody else has open is waited for."""
PAUSE = 0.05


def put(part: Path, path: Path, patience: float | None = None) -> None:
    """Give `part` the name of `path`, whatever stands there; `OSError` where that cannot be, and both are as they were."""
    until = time.monotonic() + (PATIENCE if patience is None else patience)
    while True:
        try:
            part.replace(path)
            return
        except PermissionError:
            if path.is_dir() or time.monotonic() >= until:      # a folder does not go away
                raise
        time.sleep(PAUSE)


def writable(path: Path) -> None:
    """See to it that a file which may only be read can be replaced or taken away: Windows asks the file, others its folder."""
    if os.name == "nt":
        with suppress(OSError):
            path.chmod(stat.S_IREAD | stat.S_IWRITE)


def gone(path: Path) -> None:
    """Take a file away if it is there, also one that may only be read."""
    writable(path)
    path.unlink(missing_ok=True)
