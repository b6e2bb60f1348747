"""Files and folders shown by other programs of this computer, which get the session's environment and not ours.

Not by Qt's own way: it would hand a packaged program's libraries and plugins on to whatever it starts.
"""
from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from ..office import programs
from . import saying, work


def show(widget: QWidget, path: Path, lacking: str) -> None:
    """A file in the program that it is meant for; `lacking` is said where this computer has none."""
    work.run(widget, lambda: programs.show(path), lambda there: None if there else saying.say(widget, lacking, saying.REFUSED),
             quiet=True)
