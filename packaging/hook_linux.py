"""Runs before the packaged program, on Linux: what the session says for the desktop's own Qt is laid aside, and the carried
copies of libraries are loaded where this computer has none. A library of the computer's own always comes first.

What was laid aside is kept in `sys._partydesk_session`; other programs get it back (office/programs.py).
"""
import ctypes
import os
import sys
from pathlib import Path

OF_ANOTHER_QT = ("QT_PLUGIN_PATH", "QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_PLATFORMTHEME", "QT_STYLE_OVERRIDE", "QT_QPA_FONTDIR",
                 "QML2_IMPORT_PATH", "QML_IMPORT_PATH", "QT_QPA_GENERIC_PLUGINS")
OURS = ("xcb", "offscreen")
"""The sorts of screen that the program has plugins for; UOS and Kylin name plugins of their own (dxcb)."""
OLDEST_RUNTIME = b"GLIBCXX_3.4.22\0"
"""What the wheels need of the C++ run-time."""
FOLDERS = ("/usr/lib/{0}-linux-gnu", "/lib/{0}-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib")


def changed(session):
    """What becomes of the variables of this session: new values, None for those that go."""
    new = dict.fromkeys(name for name in OF_ANOTHER_QT if name in session)
    wanted = session.get("QT_QPA_PLATFORM", "").split(";")[0].split(":")[0]
    if wanted not in OURS:
        new["QT_QPA_PLATFORM"] = "xcb"        # on a Wayland desktop, through XWayland
    new["LD_LIBRARY_PATH"] = session.get("LD_LIBRARY_PATH_ORIG")      # ours was read by the loader; children need the session's
    new.update(dict.fromkeys(name for name in session if name.startswith("_PYI_")))     # else a second one of us takes itself for a part
    return {name: value for name, value in new.items() if session.get(name) != value}


def lay_aside(environment):
    """Put that into force; gives everything that the session says for a Qt, as it was."""
    new = changed(environment)
    before = {name: value for name, value in environment.items() if name.startswith(("QT_", "QML"))}
    for name, value in new.items():
        if value is None:
            environment.pop(name, None)
        else:
            environment[name] = value
    return before


def first_of(names, has_runtime):
    """The carried libraries in the order in which they are tried: the C++ run-time only where the computer's is too old."""
    runtime = [name for name in names if name.startswith(("libstdc++", "libgcc_s"))]
    return ([] if has_runtime else sorted(runtime)) + sorted(set(names) - set(runtime))


def load(folder, names, open_library):
    """Load the carried libraries that the computer lacks; gives the names of those loaded and of those that cannot be."""
    waiting, loaded = [], []
    for name in names:
        try:
            open_library(name)
        except OSError:
            waiting.append(name)
    progress = True
    while waiting and progress:               # one may need another: again, as long as one more succeeds
        progress = False
        for name in list(waiting):
            try:
                open_library(str(Path(folder) / name))
            except OSError:
                continue
            waiting.remove(name)
            loaded.append(name)
            progress = True
    return loaded, waiting


def runtime_will_do():
    """Whether the computer's C++ run-time is new enough, found out without loading it."""
    for folder in FOLDERS:
        try:
            return OLDEST_RUNTIME in Path(folder.format(os.uname().machine), "libstdc++.so.6").read_bytes()
        except OSError:
            continue
    return False


def begin():
    """All of it, for the program that starts now."""
    sys._partydesk_session = lay_aside(os.environ)
    folder = Path(sys._MEIPASS) / "fallback"
    if folder.is_dir():
        names = first_of([path.name for path in folder.iterdir()], runtime_will_do())
        loaded, missing = load(folder, names, lambda path: ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL))
        if os.environ.get("PARTYDESK_TELL"):
            sys.stderr.write(f"carried libraries loaded: {loaded}; not to be had: {missing}\n")


if getattr(sys, "frozen", False):
    begin()
