"""A command run by a program that has a window and no terminal (Windows): what it would have said stands in a box."""
from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

TITLE = "党务工作台"
LONGEST = 2_000
"""Characters that a box shows; whoever wants more types the command in a terminal."""


def run(command: Callable[[], int], show: Callable[[str], object] | None = None) -> int:
    """Run a command to its end, and show what it said: its result, or, where it failed, why."""
    said, wrong = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(wrong):
        try:
            status = command()
        except SystemExit as end:             # a word that is none, or --help
            status = end.code if isinstance(end.code, int) else 1
    text = (said.getvalue() + (wrong.getvalue() if status else "")).strip()
    if text:
        (show or _box)(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
    return status


def _box(text: str) -> None:
    import ctypes
    ctypes.windll.user32.MessageBoxW(None, text, TITLE, 0x40)  # type: ignore[attr-defined,unused-ignore]


def wanted() -> bool:
    """Whether this program has nowhere to write to."""
    streams: tuple[object, ...] = (sys.stdout, sys.stderr)
    return None in streams
