"""The program on the screen: Chinese from end to end, one window, and what was open last."""
from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from .. import places
from ..errors import Trouble
from . import chinese, saying, theme
from .settings import recent
from .window import Window


def prepare() -> QApplication:
    """The application object, speaking Chinese and dressed."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([sys.argv[0], "-style", "Fusion"])
    app.setApplicationName("partydesk")
    app.setApplicationDisplayName("党务工作台")
    app.setOrganizationName("partydesk")
    app.setDesktopFileName("partydesk")
    chinese.speak(app)
    theme.dress(app)
    app.setWindowIcon(QIcon(str(places.shipped("resources") / "partydesk.svg")))
    return app


def run(place: str | None, usable: Callable[[QApplication], None] | None = None) -> int:
    """Show the window until it is closed; `usable` is told when it stands."""
    if sys.platform.startswith("linux") and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))):
        raise Trouble("没有显示器，窗口打不开；在桌面系统里运行，或改用命令行（partydesk --help）")
    app = prepare()
    window = opened(place)
    saying.catch(lambda: window)
    gc.freeze()                               # all that the start has made is here to stay
    gc.enable()
    if usable is not None:
        usable(app)
    return app.exec()


def opened(place: str | None) -> Window:
    """The window on the screen: on the office at `place`, or the one that was open last, or on the start page."""
    window = Window()
    last = place or next(iter(recent()), None)
    if last is not None:
        window.open(last)                     # before it is shown, so that only one page is laid out
    window.show()
    return window
