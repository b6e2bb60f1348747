"""The input method of this session, told to Qt before there is an application: afterwards it asks no more."""
from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo

from .. import places
from ..office import input_method, programs
from ..office.input_method import Chosen

UNSEEN = ("offscreen", "minimal", "vnc")
"""Screens on which nobody types."""
_chosen: list[Chosen] = []


def choose() -> None:
    """Find what runs, and have Qt load the plugin that speaks with it. Linux alone: elsewhere the system does this itself."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "").startswith(UNSEEN):
        return
    if (own := places.shipped("plugins")).is_dir():
        QCoreApplication.addLibraryPath(str(own))
    chosen = input_method.look(programs.surroundings(), folders())
    _chosen[:] = [chosen]
    if chosen.module is not None:
        programs.keep_session()
        for name in input_method.VARIABLES:
            os.environ.pop(name, None)
        if chosen.module:
            os.environ["QT_IM_MODULE"] = chosen.module


def chosen() -> Chosen | None:
    """What was chosen at the start; None where nobody types, or the system itself sees to it."""
    return _chosen[0] if _chosen else None


def folders() -> list[Path]:
    """Where Qt looks for plugins."""
    named = os.environ.get("QT_PLUGIN_PATH", "")
    own = [str(places.shipped("plugins")), QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)]
    return [Path(folder) for folder in (*named.split(os.pathsep), *own) if folder]
