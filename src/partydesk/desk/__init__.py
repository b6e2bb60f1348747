"""What a clerk sees. Widgets ask the office and show the answer; they judge nothing."""
from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from ..errors import Trouble


def main(place: str | None = None, usable: Callable[[Any], None] | None = None) -> int:
    """Open the window, on the office at `place`, or the last one, or a choice of three; returns the exit status.

    `usable` is told (with the application) when the window stands and the waiting events begin to be worked off.
    `Trouble` where there is no screen, or the system lacks what a window needs.
    """
    gc.disable()                              # what is imported now stays: nothing to collect until the window stands
    import partydesk.office  # noqa: F401 (before Qt, which slows every import after its own)
    try:
        from partydesk.desk.application import run
    except ImportError as error:
        if ".so" not in str(error):
            raise
        raise Trouble(f"缺少系统组件，窗口打不开：{error}。请先运行 make setup，或按 README 安装") from error
    return run(place, usable)
