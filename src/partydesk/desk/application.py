"""The program on the screen: Chinese from end to end, one window, and what was open last."""
from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from .. import places
from ..errors import Trouble
from ..office import mishaps, seating
from . import chinese, doorbell, input_method, mistakes, theme
from .settings import recent
from .tabs import SOON
from .window import Window


def prepare() -> QApplication:
    """The application object, speaking Chinese and dressed."""
    existing = QApplication.instance()
    if existing is None:
        input_method.choose()
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
    wanted = place or next(iter(recent()), None)
    if (place is None and doorbell.ring(seating.front())) or doorbell.ring(seating.elsewhere(wanted or "")):
        return 0                              # it stands before the clerk already
    mishaps.watch()
    window = opened(wanted)
    mistakes.catch(lambda: window)
    gc.freeze()                               # all that the start has made is here to stay
    gc.enable()
    if usable is not None:
        usable(app)
    status = app.exec()
    mishaps.unwatch()
    return status


def opened(place: str | None) -> Window:
    """The window on the screen: on the office at `place`, or on the start page."""
    window = Window()
    bell = doorbell.Doorbell(window)
    window.call = bell.call
    first = seating.first(bell.call)
    if (app := QApplication.instance()) is not None:
        app.aboutToQuit.connect(first.leave)
    if place is not None:
        window.open(place)                    # before it is shown, so that only one page is laid out
    window.show()
    QTimer.singleShot(SOON, bell, bell.hang)
    return window
