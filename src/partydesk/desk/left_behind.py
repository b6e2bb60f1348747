"""What stays when the program is taken off a Windows computer, told to its uninstaller: the offices, the backups, the settings."""
from __future__ import annotations

import sys
from pathlib import Path

from .. import places
from .settings import recent

ARGUMENT = "--left-behind"
"""The word by which the uninstaller asks; after it the file that is to be written, as the uninstaller reads files: UTF-16."""


def told() -> list[str]:
    """A line each."""
    offices = recent()
    return [*(["办公室文件："] if offices else []), *(f"　{office}" for office in offices),
            "备份：", f"　{places.backups()}", "设置和日志：", f"　{places.own()}"]


def main() -> int:
    """Write it down."""
    Path(sys.argv[-1]).write_bytes("".join(f"{line}\r\n" for line in told()).encode("utf-16-le"))
    return 0
